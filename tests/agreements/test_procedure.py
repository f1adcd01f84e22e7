"""Procedures as state machines: the day each step falls due, what happens if nobody acts, and by whose account."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servanda.agreements.check_procedures import check_totals, total_days
from servanda.agreements.procedure import Act, Deed, Deeds, Nature, first_clock, grouped, terms_of
from servanda.agreements.procedure_due import Begun, due
from servanda.agreements.procedure_run import Phase, StepState, run
from servanda.agreements.tables import table
from servanda.core.counting import in_zone, working_calendar
from servanda.evidence.vocabulary import SAYS
from tests.agreements.build import FILES, PLAIN, agreement, bundled, changed
from tests.agreements.forums import deed, due_days, on, procedure, started, states

NAMES = sorted(path.stem for path in FILES.glob("[a-z]*.yaml"))
EVERY = [(a.slug, p) for a in map(bundled, NAMES) for p in a.procedures]
DAYS = st.dates(date(2000, 1, 1), date(2090, 12, 31))
SNAPBACK, RESOLUTION = "UNSCR2231-P-SNAPBACK", "unscr-2231"


def test_there_are_fourteen_and_each_step_has_its_terms() -> None:
    """Every row of the table is about a step, and every step of several says what happens if nobody acts."""
    assert len(EVERY) == 14
    steps = {(p.id, s.number) for _, p in EVERY for s in p.steps}
    rows = [(row["procedure"], int(row["step"])) for row in table("procedure_terms.csv")]
    assert len(rows) == len(set(rows))
    assert set(rows) <= steps
    assert {name for name, _ in steps - set(rows)} == {"US123-P-END"}


def test_the_words_of_acts_are_those_of_the_record() -> None:
    """A word that a statement may hold is an act, and the other way round."""
    assert set(SAYS["procedure"]) == {act.value for act in Act}


def test_the_steps_add_up_to_the_total_of_the_file() -> None:
    """24, 35 and 30 days."""
    found = {p.id: (p.total_days, total_days(p)) for _, p in EVERY if p.total_days}
    assert found == {"JCPOA-P-ACCESS": (24, 24), "JCPOA-P-DRM": (35, 35), SNAPBACK: (30, 30)}


@given(DAYS)
def test_access_takes_twenty_four_days_from_the_request(start: date) -> None:
    """14 to agree, 7 for the Joint Commission, 3 to implement; also over month ends and leap days."""
    found = on("JCPOA-P-ACCESS", "jcpoa", str(start), str(start))
    assert [s.due.day - start for s in found.steps if s.due] == [timedelta(14), timedelta(21), timedelta(24)]
    assert found.step(1).state is StepState.NOT_RECORDED


def test_the_clock_of_access_starts_with_the_request_and_not_with_the_question() -> None:
    """Step 2 starts the clock; an agreement ends the run; refusal to implement is recorded as overdue only after day 24."""
    agreed = on("JCPOA-P-ACCESS", "jcpoa", "2025-02-03", "2025-02-20", deed("2025-02-10", Act.DONE, 3))
    assert (agreed.phase, str(agreed.ended)) == (Phase.SETTLED, "2025-02-10")
    assert states(agreed)[5] == "not_needed"
    last, after = (on("JCPOA-P-ACCESS", "jcpoa", "2025-02-03", day) for day in ("2025-02-27", "2025-02-28"))
    assert (last.phase, last.step(5).state) == (Phase.RUNNING, StepState.RUNNING)
    assert (after.phase, after.step(5).state) == (Phase.OVERDUE, StepState.OVERDUE)


def test_access_after_early_advice_is_due_earlier() -> None:
    """Each time begins where the one before it ended."""
    early = deed("2025-02-19", Act.ADOPTED, 4)
    assert due_days(on("JCPOA-P-ACCESS", "jcpoa", "2025-02-03", "2025-02-19", early))[5] == "2025-02-22"


@given(DAYS)
def test_a_dispute_takes_thirty_five_days_and_steps_run_in_parallel(start: date) -> None:
    """15 days, then 15 for Ministers and Advisory Board side by side, then 5; snapback adds 30."""
    found = on("JCPOA-P-DRM", "jcpoa", str(start), str(start))
    days = {s.step.number: (s.due.day - start).days for s in found.steps if s.due}
    assert days == {2: 15, 3: 30, 4: 30, 5: 35}
    assert found.step(4).opened == found.step(3).opened
    after = on("JCPOA-P-DRM", "jcpoa", str(start), str(start + timedelta(36)))
    assert (after.phase, after.step(6).state) == (Phase.EXHAUSTED, StepState.OPEN)
    notice = on(SNAPBACK, RESOLUTION, str(start + timedelta(35)), str(start + timedelta(35)))
    last = notice.last_due
    assert last is not None
    assert (last.day - start).days == 65


def test_extensions_need_the_text_and_may_have_no_end() -> None:
    """By consensus the 15 days grow, by so many or without end; the last five days cannot be extended."""
    longer = on("JCPOA-P-DRM", "jcpoa", "2020-01-14", "2020-01-24", deed("2020-01-24", Act.EXTENDED, 2, days=10))
    assert due_days(longer) == {1: None, 2: "2020-02-08", 3: "2020-02-23", 4: "2020-02-23", 5: "2020-02-28", 6: None}
    endless = on("JCPOA-P-DRM", "jcpoa", "2020-01-14", "2025-08-28", deed("2020-01-24", Act.EXTENDED, 2))
    assert (endless.phase, endless.step(2).state) == (Phase.RUNNING, StepState.OPEN)
    assert due_days(endless)[3] is None
    refused = on("JCPOA-P-DRM", "jcpoa", "2020-01-14", "2020-02-17", deed("2020-02-16", Act.EXTENDED, 5, days=10))
    assert due_days(refused)[5] == "2020-02-18"
    assert "not counted" in refused.step(5).notes[0]


@pytest.mark.parametrize(
    ("notified", "thirtieth", "effective"),
    [("2025-08-28", "2025-09-27", "2025-09-28"), ("2020-08-20", "2020-09-19", "2020-09-20"),
     ("2024-01-30", "2024-02-29", "2024-03-01"), ("2023-12-02", "2024-01-01", "2024-01-02")],
)  # fmt: skip
def test_snapback_takes_effect_at_midnight_gmt_after_the_thirtieth_day(
    notified: str, thirtieth: str, effective: str
) -> None:
    """On the thirtieth day the clock still runs; at 00:00 GMT of the next day the old resolutions apply."""
    on_the_day, after = (on(SNAPBACK, RESOLUTION, notified, day) for day in (thirtieth, effective))
    assert (on_the_day.phase, after.phase) == (Phase.RUNNING, Phase.IN_EFFECT)
    assert str(after.ended) == effective
    last = after.step(6).due
    assert last is not None
    assert last.instant == datetime.fromisoformat(f"{effective}T00:00+00:00")


def test_the_hour_of_snapback_on_the_clocks_of_new_york() -> None:
    """Midnight GMT is eight in the evening of the day before, in summer time."""
    last = on(SNAPBACK, RESOLUTION, "2025-08-28", "2025-08-28").step(6).due
    assert last is not None
    assert last.instant is not None
    there = in_zone(last.instant, ZoneInfo("America/New_York"))
    assert there.isoformat() == "2025-09-27T20:00:00-04:00"


def test_a_month_is_counted_from_its_last_day_and_said_so() -> None:
    """Where only the month is recorded, no day comes too early."""
    rough = Deed(date(2025, 1, 31), Act.STARTED, 1, ("FR",), dated="2025-01")
    longer = Deed(date(2025, 2, 28), Act.EXTENDED, 2, dated="2025-02")
    found = run(procedure("JCPOA-P-DRM", "jcpoa"), Deeds(rough, (rough, longer)), date(2025, 3, 1))
    assert found.step(1).notes == ("the day of the start is known only as 2025-01: counted from its last day",)
    assert found.step(2).notes == ("extended on 2025-02 without an end",)


def test_a_vote_is_no_condition_of_snapback() -> None:
    """No vote, a lost vote: it takes effect; a draft adopted or the issue declared resolved: it does not."""
    lost = on(SNAPBACK, RESOLUTION, "2025-08-28", "2025-09-30", deed("2025-09-19", Act.REJECTED, 4))
    kept = on(SNAPBACK, RESOLUTION, "2025-08-28", "2025-09-30", deed("2025-09-19", Act.ADOPTED, 4))
    resolved = on(SNAPBACK, RESOLUTION, "2025-08-28", "2025-09-30", deed("2025-09-27", Act.DONE, 5))
    late = on(SNAPBACK, RESOLUTION, "2025-08-28", "2025-09-30", deed("2025-09-28", Act.DONE, 5))
    assert [found.phase for found in (lost, kept, resolved, late)] == [
        Phase.IN_EFFECT, Phase.SETTLED, Phase.SETTLED, Phase.IN_EFFECT,
    ]  # fmt: skip
    assert states(kept)[6] == "not_needed"


@pytest.mark.parametrize(
    ("notice", "effective"),
    [
        ("2025-01-10", "2025-04-10"),
        ("2024-11-30", "2025-02-28"),
        ("2023-11-30", "2024-02-29"),
        ("2025-10-31", "2026-01-31"),
    ],
)
def test_withdrawal_from_the_npt_takes_three_calendar_months(notice: str, effective: str) -> None:
    """Also to the end of February, and across a year."""
    day_before = str(date.fromisoformat(effective) - timedelta(1))
    assert on("NPT-P-X1", "npt", notice, day_before).phase is Phase.RUNNING
    assert on("NPT-P-X1", "npt", notice, effective).phase is Phase.IN_EFFECT


def test_a_notice_taken_back_in_time_has_no_effect() -> None:
    """A run that is stopped stays stopped."""
    found = on("NPT-P-X1", "npt", "2025-01-10", "2025-05-01", deed("2025-04-09", Act.STOPPED))
    assert (found.phase, str(found.ended)) == (Phase.STOPPED, "2025-04-09")
    assert states(found)[3] == "not_needed"


def test_a_vote_without_a_result_leaves_the_effect_on_a_condition() -> None:
    """Held in time, result unknown: conditional; with the result beside it, or held too late: in effect."""
    held = deed("2025-09-19", Act.DONE, 4)
    found = on(SNAPBACK, RESOLUTION, "2025-08-28", "2025-09-30", held)
    assert (found.phase, found.step(6).state) == (Phase.CONDITIONAL, StepState.CONDITIONAL)
    assert "the result of its vote is not recorded" in found.why
    lost = on(SNAPBACK, RESOLUTION, "2025-08-28", "2025-09-30", held, deed("2025-09-19", Act.REJECTED, 4))
    late = on(SNAPBACK, RESOLUTION, "2025-08-28", "2025-09-30", deed("2025-09-28", Act.DONE, 4))
    assert [run.phase for run in (lost, late)] == [Phase.IN_EFFECT, Phase.IN_EFFECT]


def test_an_extension_after_the_end_revives_nothing() -> None:
    """It is said and not counted; on the last day, or in its month, it counts."""
    late = on("JCPOA-P-DRM", "jcpoa", "2020-01-14", "2020-02-05", deed("2020-01-30", Act.EXTENDED, 2, days=10))
    assert (due_days(late)[2], states(late)[2]) == ("2020-01-29", "passed")
    assert late.step(2).notes == (
        "an extension is recorded on 2020-01-30, after the time ended on 2020-01-29: not counted",
    )
    last = on("JCPOA-P-DRM", "jcpoa", "2020-01-14", "2020-02-05", deed("2020-01-29", Act.EXTENDED, 2, days=10))
    assert due_days(last)[2] == "2020-02-08"


@pytest.mark.parametrize("act", [Act.REFUSED, Act.REJECTED])
def test_no_in_either_word_breaks_the_silence(act: Act) -> None:
    """Nothing is approved, and the way to the Joint Commission is open."""
    found = on("JCPOA-P-PROCUREMENT", "jcpoa", "2025-02-03", "2025-03-19", deed("2025-02-10", act, 3))
    assert (states(found)[4], states(found)[5]) == ("passed", "running")


def working(found_day: str, weekend: tuple[int, ...], *holidays: str) -> dict[int, str | None]:
    """The days of the procurement channel for a proposal forwarded on a day."""
    calendar = working_calendar("test", weekend, map(date.fromisoformat, holidays))
    return due_days(on("JCPOA-P-PROCUREMENT", "jcpoa", found_day, found_day, calendar=calendar))


def test_the_procurement_channel_counts_working_days_of_a_given_calendar() -> None:
    """The weekend and the holidays change the day; the calendar is printed with it."""
    western, iranian = working("2025-02-03", (5, 6)), working("2025-02-03", (4, 5))
    assert (western[3], western[4], western[7], western[8]) == ("2025-03-03", "2025-03-17", "2025-03-24", "2025-03-31")
    assert iranian[8] == "2025-03-31"
    assert working("2025-02-03", (5, 6), "2025-03-31")[8] == "2025-04-01"
    assert (working("2025-02-07", (5, 6))[3], working("2025-02-07", (4, 5))[3]) == ("2025-03-07", "2025-03-06")
    assumed = on("JCPOA-P-PROCUREMENT", "jcpoa", "2025-02-03", "2025-02-03")
    assert "Saturday, Sunday; no holidays given" in assumed.step(3).notes[0]


def test_silence_approves_at_both_stages_of_procurement() -> None:
    """At most forty working days from forwarding when nobody says anything and the Coordinator transmits."""
    sent = deed("2025-03-24", Act.DONE, 7)
    found = on("JCPOA-P-PROCUREMENT", "jcpoa", "2025-02-03", "2025-04-01", sent)
    assert (states(found)[4], states(found)[5], states(found)[8]) == (
        "approved_by_silence", "not_needed", "approved_by_silence",
    )  # fmt: skip
    forty = due(Begun(date(2025, 2, 3)), "P40D", "working_days", None)
    assert forty is not None
    assert due_days(found)[8] == str(forty.day) == "2025-03-31"


def test_a_refusal_opens_the_referral_and_makes_it_fifty_days() -> None:
    """Two refer within five working days, the Joint Commission has ten, the Coordinator ten more."""
    refusal, referral = deed("2025-02-10", Act.REFUSED, 3), deed("2025-03-24", Act.DONE, 5)
    found = on("JCPOA-P-PROCUREMENT", "jcpoa", "2025-02-03", "2025-03-24", refusal, referral)
    assert states(found)[4] == "passed"
    assert due_days(found) == {
        1: None, 2: None, 3: "2025-03-03", 4: "2025-03-17", 5: "2025-03-24", 6: "2025-04-07", 7: "2025-04-07",
        8: "2025-04-14",
    }  # fmt: skip
    fifty = due(Begun(date(2025, 2, 3)), "P50D", "working_days", None)
    assert fifty is not None
    assert str(fifty.day) == due_days(found)[8]


def test_one_participant_can_have_the_review_extended_by_ten_working_days() -> None:
    """Twenty become thirty; the text gives the length."""
    longer = deed("2025-02-20", Act.EXTENDED, 3)
    assert due_days(on("JCPOA-P-PROCUREMENT", "jcpoa", "2025-02-03", "2025-02-20", longer))[3] == "2025-03-17"


def test_a_board_finding_and_its_report_are_two_decisions() -> None:
    """After the finding the report is open and nothing brings it about."""
    finding = deed("2025-06-12", Act.DONE, 2, "BOG")
    found = on("CSA-P-19", "csa-infcirc153", "2025-05-31", "2026-05-31", finding)
    assert (states(found)[2], states(found)[3], found.phase) == ("done", "open", Phase.RUNNING)
    reported = on("CSA-P-19", "csa-infcirc153", "2025-05-31", "2026-09-30", finding, deed("2026-09-09", Act.DONE, 3))
    assert reported.phase is Phase.COMPLETED


def test_milestones_count_from_endorsement_and_adoption() -> None:
    """20 July 2015 plus 90 days is 18 October; eight and ten years after that day, the last one on a condition."""
    endorsed = deed("2015-07-20", Act.OPENED, 2, "UNSC")
    found = on("JCPOA-P-ANNEXV", "jcpoa", "2015-07-14", "2015-07-20", endorsed)
    assert due_days(found) == {1: None, 2: "2015-10-18", 3: None, 4: "2023-10-18", 5: "2025-10-18"}
    adopted, verified = deed("2015-10-18", Act.DONE, 2), deed("2016-01-16", Act.DONE, 3)
    over = on("JCPOA-P-ANNEXV", "jcpoa", "2015-07-14", "2025-10-18", endorsed, adopted, verified)
    assert (states(over)[4], states(over)[5]) == ("in_effect", "conditional")
    assert over.phase is Phase.CONDITIONAL
    assert over.why == "over, unless the old resolutions were re-applied"


@pytest.mark.parametrize(("resolution", "day"), [("1929", "2010-09-07"), ("1737", "2010-08-08")])
def test_the_report_on_suspension_depends_on_the_resolution(resolution: str, day: str) -> None:
    """Ninety days for 1929, adopted on 9 June 2010; sixty for 1737; unknown without a name."""
    found = on("UNSC-P-39-41", "unsc-sanctions-2006-2010", "2010-06-09", "2010-06-09", document=resolution)
    assert due_days(found)[1] == day
    nameless = on("UNSC-P-39-41", "unsc-sanctions-2006-2010", "2010-06-09", "2011-06-09")
    assert nameless.step(1).due is None
    assert "depends on what the run is about" in nameless.step(1).notes[0]


def test_a_step_taken_after_its_day_is_late() -> None:
    """By how many days is said."""
    late = deed("2010-09-10", Act.DONE, 1)
    found = on("UNSC-P-39-41", "unsc-sanctions-2006-2010", "2010-06-09", "2011-01-01", late, document="1929")
    assert (found.step(1).state, found.step(1).days_over) == (StepState.DONE_LATE, 3)


def test_arbitration_counts_thirty_days_twice() -> None:
    """From the request, then from the naming of the second arbitrator; the appointing authority is a way out."""
    asked = deed("2025-03-01", Act.OPENED, 3)
    found = on("CSA-P-22", "csa-infcirc153", "2025-01-10", "2025-03-01", asked)
    assert (due_days(found)[3], due_days(found)[5]) == ("2025-03-31", "2025-04-30")
    named = on("CSA-P-22", "csa-infcirc153", "2025-01-10", "2025-03-12", asked, deed("2025-03-11", Act.DONE, 3))
    assert due_days(named)[5] == "2025-04-10"


def test_a_notice_of_access_counts_hours() -> None:
    """With the hour, to the hour; with the day alone, at the latest by the end of the next day."""
    ask = deed("2025-03-01", Act.OPENED, 2)
    found = on("AP-P-QUESTION", "additional-protocol", "2025-01-10", "2025-03-01", ask)
    assert due_days(found)[2] == "2025-03-02"
    assert "hour is not recorded" in found.step(2).notes[0]
    at = due(Begun(date(2025, 3, 1), datetime(2025, 3, 1, 9, tzinfo=UTC)), "PT24H", "hours", None)
    assert at is not None
    assert at.instant == datetime(2025, 3, 2, 9, tzinfo=UTC)
    assert on("AP-P-QUESTION", "additional-protocol", "2025-01-10", "2025-06-01", ask).step(2).state is StepState.PASSED


def test_a_procedure_without_rows_is_read_from_its_file() -> None:
    """An automatic actor acts by itself, an optional step may be left out, others wait."""
    plain = agreement(changed("actor: commission", "actor: automatic"))
    wanted = plain.procedures[0]
    assert [terms_of(wanted, s).nature for s in wanted.steps] == [Nature.ACT, Nature.AUTOMATIC]
    found = run(wanted, started(wanted, "2025-01-01"), date(2025, 1, 16))
    assert found.step(2).state is StepState.IN_EFFECT
    assert found.step(2).terms.if_nobody_acts == "the text does not say"
    optional = agreement(changed("action: resolve,", "action: resolve, optional: true,")).procedures[0]
    assert terms_of(optional, optional.steps[1]).nature is Nature.OPTION


@pytest.mark.parametrize(("slug", "which"), EVERY, ids=lambda part: getattr(part, "id", ""))
@given(start=DAYS, later=st.integers(0, 900))
def test_nothing_runs_before_it_opened(slug: str, which: object, start: date, later: int) -> None:
    """On any day of any run: no state contradicts the days beside it."""
    name = getattr(which, "id", "")
    found = on(
        name, {a.slug: n for n, a in ((n, bundled(n)) for n in NAMES)}[slug], str(start), str(start + timedelta(later))
    )
    for s in found.steps:
        if s.state in (StepState.RUNNING, StepState.OVERDUE, StepState.PASSED):
            assert s.opened is not None
            assert s.opened <= found.day
            assert s.due is not None
        if s.state is StepState.RUNNING and s.due is not None:
            assert found.day <= s.due.effective
    assert found.ended is None or found.ended <= found.day


def test_runs_are_told_apart_by_name_or_by_day() -> None:
    """A deed of a named run goes there; one without a name to the latest run; one before any run to none."""
    first, second = deed("2025-01-01", Act.STARTED, 1, document="a"), deed("2025-02-01", Act.STARTED, 1, document="b")
    named, nameless = deed("2025-02-05", Act.DONE, 2, document="a"), deed("2025-02-06", Act.DONE, 2)
    early = deed("2024-12-31", Act.DONE, 2)
    runs, stray = grouped([nameless, second, early, named, first])
    assert [r.all for r in runs] == [(first, named), (second, nameless)]
    assert stray == (early,)


DEEDS = st.lists(
    st.builds(
        Deed,
        st.dates(date(2025, 1, 1), date(2025, 12, 31)),
        st.sampled_from(sorted(set(Act) - {Act.STARTED})),
        st.integers(1, 6),
        days=st.none() | st.integers(0, 40),
    ),
    max_size=6,
)


@given(DEEDS, st.dates(date(2025, 1, 1), date(2026, 6, 30)))
def test_later_deeds_and_their_order_never_change_a_day(deeds: list[Deed], day: date) -> None:
    """What was done after a day does not change where the run stood on it."""
    wanted = procedure("JCPOA-P-DRM", "jcpoa")
    start = Deed(date(2025, 1, 1), Act.STARTED, first_clock(wanted), ("FR",))
    earlier = [d for d in deeds if d.day <= day]
    (every,), _ = grouped([*reversed(deeds), start])
    (before,), _ = grouped([start, *earlier])
    left, right = run(wanted, every, day), run(wanted, before, day)
    assert [(s.state, s.due) for s in left.steps] == [(s.state, s.due) for s in right.steps]
    assert (left.phase, left.ended) == (right.phase, right.ended)


def test_a_total_that_the_steps_do_not_give_is_a_finding() -> None:
    """Fifteen days are not sixteen."""
    right = PLAIN.replace("    steps:\n", "    total_days: 15\n    steps:\n")
    assert check_totals([agreement(right)]) == []
    findings = check_totals([agreement(right.replace("total_days: 15", "total_days: 16"))])
    assert [f.found for f in findings] == ["16 days, and steps of 15 days"]


def test_deeds_start_with_the_start() -> None:
    """The first deed starts the run and counts as the taking of its own step."""
    start = deed("2025-01-01", Act.STARTED, 1)
    assert Deeds(start, (start,)).of(1, (Act.DONE,)) == (start,)
    assert Deeds(start, (start,)).of(1, (Act.REFUSED,)) == ()
