"""By which means knowledge is kept, and what follows for continuity: the dated practice, the rules, any order of events."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from servanda.core.names import Mark
from servanda.core.period import Period
from servanda.knowledge.coverage import NOTHING, Coverage, Observation, coverage, coverages
from servanda.knowledge.coverage_read import contradictions, read_coverage, write_coverage
from servanda.knowledge.means import Continuity, Means, Reading, Working

FIRST = date(2020, 1, 1)
HEADER = (
    "id,statements,material,sites,means,effect,from,rule,mark,until,lost_after_days,lost_after_days_latest,public,note"
)


def reading(
    start: date | int,
    means: tuple[Means, ...],
    effect: Working | Continuity | None,
    *,
    end: date | None = None,
    lost_after: tuple[int, int] | None = None,
    site: str = "A",
    ident: str = "",
) -> Reading:
    """What one event did; days may be counted from the first."""
    day = FIRST + timedelta(days=start) if isinstance(start, int) else start
    name = ident or f"{'-'.join(m.value for m in means) or 'continuity'}-{effect}-{day}"
    return Reading(name, (f"s-{name}",), "uranium", (site,), means, effect, day, end, lost_after, "a rule", Mark.READ)


ALL = tuple(Means)
START = reading(0, ALL, Working.WORKING)


def states(found: Coverage) -> list[tuple[Continuity, date, date | None]]:
    """Continuity as a list."""
    return [(i.state, i.period.start, i.period.end) for i in found.continuity]


def test_half_open_intervals_of_each_means() -> None:
    """A reading holds until another one of the same means begins, with its statements and rule."""
    found = coverage("uranium", "A", [START, reading(10, (Means.CAMERA,), Working.STOPPED)])
    cameras = [i for i in found.means if i.means is Means.CAMERA]
    assert [(i.state, i.period) for i in cameras] == [
        (Working.WORKING, Period(FIRST, date(2020, 1, 11))),
        (Working.STOPPED, Period(date(2020, 1, 11))),
    ]
    assert cameras[1].evidence == ("s-camera-stopped-2020-01-11",)
    assert found.means_on(date(2020, 1, 10))[Means.CAMERA].state is Working.WORKING
    assert found.means_on(date(2020, 1, 11))[Means.CAMERA].state is Working.STOPPED


def test_what_no_reading_speaks_of_cannot_be_known() -> None:
    """Before the first reading, and where there is none: unknown, never kept."""
    found = coverage("uranium", "A", [START])
    assert (found.on(date(2019, 12, 31)).state, found.on(date(2019, 12, 31)).rule) == (Continuity.UNKNOWN, NOTHING)
    assert coverage("uranium", "A", []).on(FIRST).state is Continuity.UNKNOWN
    ended = coverage("uranium", "A", [reading(0, ALL, Working.WORKING, end=date(2020, 2, 1))])
    assert ended.on(date(2020, 2, 1)).state is Continuity.UNKNOWN


def test_a_reduced_means_puts_at_risk_and_restoring_it_does_not_bring_back() -> None:
    """Only a verification makes continuity whole again, when the means work."""
    rows = [START, reading(10, (Means.CAMERA,), Working.REDUCED), reading(20, (Means.CAMERA,), Working.WORKING)]
    assert states(coverage("uranium", "A", rows)) == [
        (Continuity.KEPT, FIRST, date(2020, 1, 11)),
        (Continuity.AT_RISK, date(2020, 1, 11), None),
    ]
    seen = Observation(date(2020, 2, 1), ("v",))
    assert states(coverage("uranium", "A", rows, [seen]))[-1] == (Continuity.KEPT, date(2020, 2, 1), None)
    early = Observation(date(2020, 1, 15), ("v",))
    assert coverage("uranium", "A", rows, [early]).on(date(2020, 1, 15)).state is Continuity.AT_RISK


def test_a_clock_that_runs_out_loses_continuity_between_two_days() -> None:
    """Cameras taken down on 9 June 2022, three to four weeks: lost between 30 June and 7 July."""
    rows = [
        reading(date(2016, 1, 16), (Means.CAMERA,), Working.WORKING),
        reading(date(2022, 6, 9), (Means.CAMERA,), Working.STOPPED, lost_after=(21, 28)),
    ]
    found = coverage("uranium", "A", rows)
    lost = found.on(date(2022, 7, 7))
    assert (lost.state, lost.since) == (Continuity.LOST, "between 2022-06-30 and 2022-07-07")
    assert found.on(date(2022, 7, 6)).state is Continuity.AT_RISK
    rows.append(reading(date(2022, 6, 20), (Means.CAMERA,), Working.WORKING))
    assert coverage("uranium", "A", rows).on(date(2022, 8, 1)).state is Continuity.AT_RISK


def test_on_one_day_a_verification_counts_before_a_loss() -> None:
    """Verified and struck on 13 June 2025: lost from that day."""
    rows = [START, reading(30, (), Continuity.LOST)]
    seen = Observation(FIRST + timedelta(days=30), ("v",))
    assert coverage("uranium", "A", rows, [seen]).on(seen.day).state is Continuity.LOST


def test_a_reading_may_itself_be_a_verification() -> None:
    """`verified` in the table of a case brings continuity back."""
    rows = [START, reading(30, (), Continuity.LOST), reading(60, (), None)]
    found = coverage("uranium", "A", rows)
    assert found.on(FIRST + timedelta(days=59)).state is Continuity.LOST
    assert found.on(FIRST + timedelta(days=60)).state is Continuity.KEPT


def test_each_place_and_class_for_itself() -> None:
    """What happened at one place says nothing of another."""
    rows = [START, reading(0, ALL, Working.WORKING, site="B"), reading(5, ALL, Working.STOPPED, site="B")]
    a, b = coverages(rows)
    assert (a.site, a.on(date(2021, 1, 1)).state) == ("A", Continuity.KEPT)
    assert (b.site, b.on(date(2021, 1, 1)).state) == ("B", Continuity.AT_RISK)


Happened = tuple[int, tuple[Means, ...], Working | Continuity, tuple[int, int] | None]
EVENTS = st.lists(
    st.tuples(
        st.integers(0, 60),
        st.sampled_from([(m,) for m in Means] + [()]),
        st.sampled_from([*Working, Continuity.AT_RISK, Continuity.LOST]),
        st.sampled_from([None, (0, 0), (3, 7)]),
    ),
    max_size=12,
)


def _rows(events: list[Happened]) -> list[Reading]:
    rows = [START]
    for place, (day, means, effect, clock) in enumerate(events):
        if bool(means) == isinstance(effect, Working):
            rows.append(reading(day, means, effect, lost_after=clock if means else None, ident=str(place)))
    return rows


@settings(max_examples=200, deadline=None)
@given(EVENTS, st.sets(st.integers(0, 80), max_size=3))
def test_no_order_of_events_brings_back_what_was_lost_without_an_observation(
    events: list[Happened], seen: set[int]
) -> None:
    """(g) Between two days without a verification the state never becomes better."""
    observed = [Observation(FIRST + timedelta(days=d), (f"v{d}",)) for d in seen]
    found = coverage("uranium", "A", _rows(events), observed)
    before = found.on(FIRST)
    for n in range(1, 100):
        now = found.on(FIRST + timedelta(days=n))
        if n not in seen:
            assert now.state.rank >= before.state.rank
        before = now


@settings(max_examples=100, deadline=None)
@given(EVENTS, st.randoms())
def test_the_order_of_rows_does_not_matter(events: list[Happened], chance: object) -> None:
    """(f) The same rows in any order give the same continuity, where no two of them contradict each other."""
    rows = _rows(events)
    if contradictions(rows):
        return
    other = list(rows)
    chance.shuffle(other)  # type: ignore[attr-defined]  # hypothesis gives a random.Random
    assert states(coverage("uranium", "A", rows)) == states(coverage("uranium", "A", other))


@settings(max_examples=60, deadline=None)
@given(EVENTS)
def test_intervals_follow_each_other_without_gap(
    events: list[Happened],
) -> None:
    """Each interval ends where the next one begins, and the last one is open."""
    found = coverage("uranium", "A", _rows(events)).continuity
    for left, right in itertools.pairwise(found):
        assert left.period.end == right.period.start
        assert left.state is not right.state
    assert found[-1].period.end is None


def test_written_and_read_again_it_is_the_same() -> None:
    """Every kind of row survives a round trip."""
    rows = [
        reading(0, ALL, Working.WORKING, ident="r1"),
        reading(10, (Means.CAMERA, Means.SEAL), Working.STOPPED, end=date(2020, 3, 1), lost_after=(21, 28), ident="r2"),
        reading(20, (), Continuity.AT_RISK, ident="r3"),
        reading(30, (), None, ident="r4"),
    ]
    again, findings = read_coverage(write_coverage(rows), "coverage.csv")
    assert findings == []
    kept = [(r.id, r.statements, r.sites, r.means, r.effect, r.start, r.end, r.lost_after) for r in again]
    assert kept == [(r.id, r.statements, r.sites, r.means, r.effect, r.start, r.end, r.lost_after) for r in rows]


RULE = "Rule: a row of coverage says what statements did to which means, for which material, at which sites, from which day"
INSPECTION = "X,s,uranium,A,inspection,working"


@pytest.mark.parametrize(
    ("row", "where", "name", "remedy"),
    [
        (
            f"{INSPECTION},,rule,read,,,,,",
            "from: found nothing; expected the from of the row",
            "coverage-without-from",
            "write the from",
        ),
        (
            "X,s,Uranium,A,inspection,working,2020-01-01,rule,read,,,,,",
            "material: found 'Uranium'; expected a class such as uranium, up_to_60, heavy_water",
            "coverage-bad-material",
            "write one class in small letters with underscores",
        ),
        (
            f"{INSPECTION},2020-01-01,rule,read,,soon,,,",
            "lost_after_days: found 'soon'; expected a whole number of days",
            "coverage-bad-lost-after-days",
            "write the number of days without a unit, or leave it empty",
        ),
        (
            f"{INSPECTION},2020-01-01,rule,read,,28,21,,",
            "lost_after_days_latest: found '21'; expected 28 or more days",
            "coverage-clock-out-of-order",
            "write the earlier number first",
        ),
        (
            f"{INSPECTION},2020-01-01,rule,read,,,21,,",
            "lost_after_days: found nothing; expected the earliest number of days",
            "coverage-half-a-clock",
            "write the earliest number too; both may be the same",
        ),
        (
            f"{INSPECTION},1.1.2020,rule,read,,,,,",
            "from: found '1.1.2020'; expected a day such as 2025-06-13",
            "coverage-bad-from",
            "write the day in full",
        ),
        (
            f"{INSPECTION},2020-01-01,rule,seen,,,,,",
            "mark: found 'seen'; expected read or recalled",
            "coverage-bad-mark",
            "write read or recalled",
        ),
    ],
)
def test_a_bad_row_says_what_to_write(row: str, where: str, name: str, remedy: str) -> None:
    """Whole messages; the other faults are broken cases of their own."""
    readings, findings = read_coverage(f"{HEADER}\n{row}\n", "coverage.csv")
    assert readings == []
    assert [f.text() for f in findings] == [f"error: coverage.csv, line 2, {where}. {RULE} [{name}]. To do: {remedy}"]


def test_two_rows_with_one_id() -> None:
    """An id is of one row."""
    row = "X,s,uranium,A,inspection,working,2020-01-01,rule,read,,,,,"
    _, findings = read_coverage(f"{HEADER}\n{row}\n{row}\n", "coverage.csv")
    assert [f.name for f in findings] == ["coverage-duplicate-id"]


def test_a_verification_starts_the_clock_anew() -> None:
    """Cameras out on day 10, lost after 21 to 28 days; seen on day 30: lost 28 days after that, unless cameras come back."""
    cameras = (Means.CAMERA,)
    rows = [START, reading(10, cameras, Working.STOPPED, lost_after=(21, 28))]
    seen = Observation(FIRST + timedelta(days=30), ("v",))
    found = coverage("uranium", "A", rows, [seen])
    assert found.on(FIRST + timedelta(days=57)).state is Continuity.AT_RISK
    assert found.on(FIRST + timedelta(days=58)).state is Continuity.LOST
    assert found.on(FIRST + timedelta(days=58)).earliest == FIRST + timedelta(days=51)
    back = coverage("uranium", "A", [*rows, reading(58, cameras, Working.WORKING)], [seen])
    assert all(i.state is not Continuity.LOST for i in back.continuity)
    late = coverage("uranium", "A", rows, [Observation(FIRST + timedelta(days=50), ("v",))])
    assert [late.on(FIRST + timedelta(days=d)).state for d in (37, 38, 50, 77, 78)] == [
        Continuity.AT_RISK, Continuity.LOST, Continuity.AT_RISK, Continuity.AT_RISK, Continuity.LOST
    ]  # fmt: skip


def test_over_a_span_a_means_is_what_it_was_at_its_worst() -> None:
    """Out for ten days in between is out; a hole before the first reading, or after an end, is not known."""
    rows = [START, reading(10, (Means.SEAL,), Working.STOPPED), reading(20, (Means.SEAL,), Working.WORKING)]
    found = coverage("uranium", "A", rows)
    day = [FIRST + timedelta(days=n) for n in range(40)]
    assert found.means_over(day[0], day[9])[Means.SEAL].state is Working.WORKING
    assert found.means_over(day[0], day[10])[Means.SEAL].state is Working.STOPPED
    assert found.means_over(day[19], day[30])[Means.SEAL].state is Working.STOPPED
    assert found.means_over(day[20], day[30])[Means.SEAL].state is Working.WORKING
    assert found.means_over(FIRST - timedelta(days=1), day[5]) == {}
    assert found.states_over(day[0], day[9]) == {Continuity.KEPT}
    assert found.states_over(day[0], day[10]) == {Continuity.KEPT, Continuity.AT_RISK}
    ended = coverage("uranium", "A", [reading(0, (Means.SEAL,), Working.WORKING, end=day[5])])
    assert Means.SEAL in ended.means_over(day[0], day[4])
    assert ended.means_over(day[0], day[5]) == {}


def test_what_is_recalled_stays_recalled() -> None:
    """A reading whose text was not seen marks the means, the continuity that follows from it, and nothing else."""
    out = replace(reading(10, (Means.CAMERA,), Working.STOPPED, lost_after=(5, 5)), mark=Mark.RECALLED)
    found = coverage("uranium", "A", [START, out])
    assert [i.recalled for i in found.continuity] == [False, True, True]
    assert {i.means for i in found.means if i.recalled} == {Means.CAMERA}
    stated = replace(reading(10, (), Continuity.LOST), mark=Mark.RECALLED)
    assert [i.recalled for i in coverage("uranium", "A", [START, stated]).continuity] == [False, True]
    seen = Observation(FIRST + timedelta(days=20), ("v",), recalled=True)
    assert [i.recalled for i in coverage("uranium", "A", [START, stated], [seen]).continuity] == [False, True, True]
