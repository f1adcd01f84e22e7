"""What is known of each stratum, since when, and whether verification is overdue."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servanda.core.names import Basis, Mark, Qualifier
from servanda.core.timeliness import INDIRECT_USE, IRRADIATED_DIRECT_USE, UNIRRADIATED_DIRECT_USE
from servanda.evidence.record import Record
from servanda.evidence.statement import Statement
from servanda.knowledge.goals import goal_of_band, quantities_of_band
from servanda.knowledge.strata import Stratum, StratumAge, strata
from tests.knowledge.making import JUNE_2025, E, V, mass, record, statement

JULY = date(2025, 7, 1)
HEU = Stratum("up_to_60", "UF6")


def stratum(rec: Record, as_of: date, which: Stratum = HEU) -> StratumAge:
    """One stratum of a record as of a day."""
    (age,) = (a for a in strata(rec, as_of, [which]) if a.stratum == which)
    return age


def test_as_known_now_the_estimate_holds_a_verified_part() -> None:
    """For 13 June 2025, as known now: 440.9 kg U estimated, of which 432.9 kg verified; both are shown."""
    age = stratum(JUNE_2025, JULY)
    assert age.used is not None
    assert (age.used.chosen.id, age.used.why) == ("e-june", "newer")
    assert age.verified_part is not None
    assert age.verified_part.text == (
        "440.9 kg U estimated [e-june], of which 432.9 kg U verified [v-june] (record: verification 17 May to 12 June)"
    )
    assert age.verified_part.share == pytest.approx(0.98186, abs=1e-5)
    assert (age.days_since_verified, age.days_since_estimated) == (18, 18)
    assert (age.due, age.overdue_days) == (date(2025, 7, 13), 0)
    assert age.first_public == date(2025, 9, 3)
    assert age.significant_quantities == pytest.approx(10.5816)
    assert age.evidence == ("e-june", "v-june")


def test_as_known_then_nothing_verified_is_recorded() -> None:
    """On 1 July 2025 as known then the newest figure was 408.6 kg U for 17 May, and no verified one was public."""
    age = stratum(JUNE_2025.known(JULY), JULY)
    assert age.used is not None
    assert age.used.chosen.id == "e-may"
    assert (age.verified, age.days_since_verified, age.due, age.overdue_days) == (None, None, None, None)
    assert age.days_since_estimated == 45
    assert age.text() == (
        "uranium up to 60 % as UF6: 408.6 kg U for 2025-05-17 [e-may], estimated by the Agency, public since 2025-05-31 "
        "(the only statement); no verified quantity recorded"
    )


@pytest.mark.parametrize(
    ("as_of", "overdue"), [("2025-07-12", 0), ("2025-07-13", 0), ("2025-07-14", 1), ("2026-07-13", 365)]
)
def test_overdue_from_the_day_after_the_due_day(as_of: str, overdue: int) -> None:
    """One month after 13 June ends on 13 July; the first overdue day is the 14th."""
    assert stratum(JUNE_2025, date.fromisoformat(as_of)).overdue_days == overdue


def test_text_of_an_overdue_stratum() -> None:
    """The sentence names quantity, day, basis, ids, reason, goal and delay."""
    assert stratum(JUNE_2025, date(2025, 8, 1)).text() == (
        "uranium up to 60 % as UF6: 440.9 kg U for 2025-06-13 [e-june], estimated by the Agency, public since "
        "2025-09-03 (newer); last verified for 2025-06-13 [v-june], 49 days before; "
        "goal one month (unirradiated direct-use material), overdue by 19 days"
    )


def test_recalled_marks_are_carried() -> None:
    """A stratum that rests on a recalled statement says so."""
    age = stratum(JUNE_2025, JULY, Stratum("up_to_20", "UF6"))
    assert age.recalled
    assert "[v20-2021, recalled]" in age.text()
    assert not stratum(JUNE_2025, JULY).recalled


def test_a_total_has_no_single_goal() -> None:
    """A total of bands is shown with its age, without a goal, a due day or SQ."""
    age = stratum(JUNE_2025, JULY, Stratum("total", "all_forms"))
    assert (age.goal, age.due, age.overdue_days, age.significant_quantities) == (None, None, None, None)
    assert age.text().endswith("1596 days before; a total of bands has no single timeliness goal")


def test_a_later_verified_total_is_named() -> None:
    """A total verified after the stratum's own verification is named; the goal still counts from the stratum's own."""
    rec = record(
        mass("v5", "2015-11-11", "5614.6", V, band="up_to_5", mark=Mark.RECALLED),
        mass("t-old", "2014-01-01", "9000", V, band="total", form="all_forms"),
        mass("t-new", "2021-02-16", "2967.8", V, band="total", form="all_forms"),
        mass("t-other", "2022-02-16", "100", V, band="total", form="other"),
    )
    age = stratum(rec, date(2021, 3, 1), Stratum("up_to_5", "UF6"))
    assert age.verified_total is not None
    assert age.evidence == ("v5", "t-new")
    assert age.due == date(2016, 11, 11)
    assert age.text().endswith(
        "last verified for 2015-11-11 [v5, recalled], 1937 days before (within a total of bands for 2021-02-16 [t-new]); "
        "goal one year (indirect-use material), overdue by 1571 days"
    )


def test_a_stratum_with_nothing_known_says_so() -> None:
    """A stratum that was asked for and never reported is there, with nothing, not with zero."""
    age = stratum(JUNE_2025, JULY, Stratum("up_to_90", "UF6", "FFEP"))
    assert (age.used, age.value, age.significant_quantities, age.first_public, age.evidence) == (
        None,
        None,
        None,
        None,
        (),
    )
    assert (age.verified_part, age.days_since_estimated, age.recalled) == (None, None, False)
    assert age.text() == "uranium up to 90 % as UF6 at FFEP: nothing recorded for 2025-07-01 or before"


def test_strata_come_richest_first() -> None:
    """Strata are sorted by band from the highest, totals last."""
    assert [a.stratum.band for a in strata(JUNE_2025, JULY)] == ["up_to_60", "up_to_20", "up_to_5", "total"]


def test_a_bound_is_no_value() -> None:
    """At most 202.8 kg is shown as a bound and is not counted in SQ."""
    age = stratum(record(mass("b", "2016-05-27", "202.8", V, qualifier=Qualifier.AT_MOST)), JULY)
    assert "at most 202.8 kg U" in age.text()
    assert age.significant_quantities is None


def test_words_alone_are_no_quantity() -> None:
    """A statement without a number makes no stratum."""
    words = statement("w", "uranium_mass", "2016-05-27", "2016-05-27", V, band="up_to_60", form="UF6", text="some")
    assert strata(record(words), JULY) == ()


def test_what_is_no_verified_part() -> None:
    """A preferred verified value is the value; a verified value larger than the estimate is no part of it."""
    preferred = record(mass("e", "2025-06-13", "440.9", E), mass("v", "2025-06-13", "432.9", V))
    larger = record(mass("e", "2025-06-13", "440.9", E), mass("v", "2025-06-13", "450", V, preferred=False))
    earlier = record(mass("e", "2025-06-13", "440.9", E), mass("v", "2025-06-12", "432.9", V, preferred=False))
    for rec in (preferred, larger, earlier):
        assert stratum(rec, JULY).verified_part is None


@pytest.mark.parametrize(
    ("band", "goal"),
    [("up_to_60", UNIRRADIATED_DIRECT_USE), ("up_to_5", INDIRECT_USE), ("up_to_2", INDIRECT_USE), ("total", None)],
)
def test_goal_of_band(band: str, goal: object) -> None:
    """High enriched uranium has a month, low enriched a year, a total none."""
    assert goal_of_band(band) == goal


def test_the_edge_of_heu_says_what_is_assumed() -> None:
    """The band up to 20 % is treated as HEU, with the assumption said; every goal is marked as recalled."""
    edge = goal_of_band("up_to_20")
    assert edge is not None
    assert (edge.months, edge.mark) == (1, Mark.RECALLED)
    assert edge.note == "the band ends at 20 %, where HEU begins; material below 20 % would have a goal of one year"
    assert "Safeguards Glossary" in edge.citation


def test_goals_on_month_ends() -> None:
    """A month after 31 January ends with February; a year after a leap day on 28 February."""
    assert UNIRRADIATED_DIRECT_USE.due(date(2025, 1, 31)) == date(2025, 2, 28)
    assert INDIRECT_USE.due(date(2024, 2, 29)) == date(2025, 2, 28)
    assert IRRADIATED_DIRECT_USE.due(date(2025, 11, 30)) == date(2026, 2, 28)
    assert [g.words for g in (IRRADIATED_DIRECT_USE, INDIRECT_USE)] == [
        "three months (irradiated direct-use material)",
        "one year (indirect-use material)",
    ]


def test_quantities_of_band() -> None:
    """SQ are counted with the band's upper bound; a total has none."""
    assert quantities_of_band("up_to_5", 1500) == pytest.approx(1)
    assert quantities_of_band("total", 1500) is None


days = st.dates(date(2024, 1, 1), date(2026, 1, 1))
statements = st.lists(
    st.builds(
        lambda n, day, late, basis, band, value: mass(
            f"s{n}", day.isoformat(), str(value), basis, (day + timedelta(days=late)).isoformat(), band
        ),
        st.integers(0, 10**6),
        days,
        st.integers(0, 200),
        st.sampled_from([V, E, Basis.DECLARED]),
        st.sampled_from(["up_to_60", "up_to_5", "total"]),
        st.decimals(Decimal(0), Decimal(9999), places=1),
    ),
    max_size=8,
    unique_by=lambda s: s.id,
)


@given(statements, statements, days)
def test_what_comes_later_changes_nothing(early: list[Statement], more: list[Statement], as_of: date) -> None:
    """Statements about later days, or published after `known_by`, change no stratum as of the day."""
    known = {s.id for s in early}
    later = [s for s in more if s.id not in known and (s.day > as_of or s.public_day > as_of)]
    assert strata(record(*early).known(as_of), as_of) == strata(record(*early, *later).known(as_of), as_of)


@given(statements, days, st.randoms())
def test_order_of_statements_does_not_matter(given_statements: list[Statement], as_of: date, random: object) -> None:
    """Any order of rows gives the same strata."""
    shuffled = list(given_statements)
    getattr(random, "shuffle")(shuffled)  # noqa: B009  # hypothesis hands its random generator out untyped
    assert strata(record(*given_statements), as_of) == strata(record(*shuffled), as_of)


@given(statements, days)
def test_ages_are_never_negative(given_statements: list[Statement], as_of: date) -> None:
    """Ages count backwards from the day asked about, and every number shown has a statement id."""
    for age in strata(record(*given_statements), as_of):
        assert (age.days_since_verified or 0) >= 0
        assert (age.days_since_estimated or 0) >= 0
        assert (age.overdue_days or 0) >= 0
        assert age.evidence
