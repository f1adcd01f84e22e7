"""Duties to act or to keep something up: performance as stated, clocks that run, and what nobody recorded."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servanda.agreements.model import Agreement
from servanda.agreements.timeline import answer_signature, timeline
from servanda.agreements.verdict import Status, Verdict
from servanda.core.names import Basis
from servanda.evidence.statement import Statement
from tests.agreements.build import ask, record, said, with_obligation

REPORT = (
    "clock: {trigger: end of the month in which changes occurred, due: P30D, counting: calendar_days, "
    "anchor: end_of_month}"
)
ANSWER = "clock: {trigger: Agency request, due: P60D, counting: calendar_days, anchor: event}"
AT_ONCE = "clock: {trigger: unusual incident, due: without delay, counting: none, anchor: event}"
HOURS = "clock: {trigger: written notice, due: PT24H, counting: hours, anchor: event}"
AHEAD = "clock: {trigger: first receipt, due: P180D before, counting: calendar_days, anchor: event}"
TWO = 'clock: {trigger: Agency notice, due: "PT24H at plants; otherwise P7D", counting: hours, anchor: event}'
YEARLY = "applies: {start: begin, end: finish}"


def started(ident: str, day: str, text: str = "", locator: str = "") -> Statement:
    """A statement that the event has occurred which starts the clock."""
    return said(ident, "clock", day, subject="PL-1", text=text or "it happened", locator=locator)


def done(ident: str, day: str, text: str = "", answers: str = "", locator: str = "") -> Statement:
    """A statement that what was due was done."""
    made = said(ident, "submission", day, subject="PL-1", text=text or "sent", locator=locator)
    return replace(made, derived_from=answers)


def performed(ident: str, day: str, text: str = "performed", basis: Basis = Basis.VERIFIED) -> Statement:
    """A statement on the performance of the whole duty."""
    return said(ident, "performance", day, subject="PL-1", text=text, basis=basis)


def verdict(found: Agreement, day: str, *statements: Statement) -> Verdict:
    """The only verdict on the one duty."""
    (one,) = ask(found, day, *statements).verdicts
    return one


def reporting(body: str = REPORT, kind: str = "reporting_deadline") -> Agreement:
    """An agreement with one duty of a kind and clock."""
    return with_obligation(kind, body)


# ---- deadlines


@pytest.mark.parametrize(
    ("sent", "asked", "expected"),
    [
        ("2017-03-30", "2017-04-10", Status.COMPLIANT),
        ("2017-03-31", "2017-04-10", Status.PERFORMED_LATE),
        (None, "2017-02-03", Status.CLOCK_STARTED),
        (None, "2017-03-30", Status.CLOCK_STARTED),
        (None, "2017-03-31", Status.UNDETERMINED),
    ],
)
def test_a_report_on_changes_in_february(sent: str | None, asked: str, expected: Status) -> None:
    """Due 30 March: in time, late, not due yet; and when nothing says that it was sent, neither kept nor breached."""
    statements = [started("c", "2017-02-03"), *([] if sent is None else [done("d", sent)])]
    assert verdict(reporting(), asked, *statements).status is expected


def test_an_overdue_clock_without_a_record_says_so() -> None:
    """The day it was due and the days that passed are shown, and which statement would decide."""
    found = verdict(reporting(), "2017-04-09", started("c", "2017-02-03"))
    (run,) = found.clocks
    assert (run.due, run.days_left(found.day)) == (date(2017, 3, 30), -10)
    assert "was due by 2017-03-30, and no statement says whether it was done" in found.reason
    assert found.missing[0].startswith("a statement on when it was done")


def test_nothing_recorded_is_undetermined() -> None:
    """A duty on which nothing is recorded is neither kept nor breached."""
    found = verdict(reporting(), "2017-04-09")
    assert (found.status, found.missing) == (
        Status.UNDETERMINED, ("a statement on whether it was performed, which IAEA can establish",),
    )  # fmt: skip


def test_without_delay_counts_days_and_makes_no_breach() -> None:
    """However many days pass, a duty without a day stays a clock that runs, until somebody says that it was not done."""
    open_one = verdict(reporting(AT_ONCE), "2018-02-02", started("c", "2017-02-03"))
    assert open_one.status is Status.CLOCK_STARTED
    assert open_one.clocks[0].days_run(open_one.day) == 364
    stated = verdict(
        reporting(AT_ONCE), "2018-02-02", started("c", "2017-02-03"), performed("p", "2018-01-01", "not_performed")
    )
    assert stated.status is Status.NOT_PERFORMED
    assert stated.clocks[0].due is None


@pytest.mark.parametrize(
    ("notice", "access", "expected"),
    [
        ("2017-03-01", "2017-03-01", Status.COMPLIANT),
        ("2017-03-01", "2017-03-02", Status.UNDETERMINED),
        ("2017-03-01", "2017-03-03", Status.PERFORMED_LATE),
    ],
)
def test_hours_are_not_made_of_days(notice: str, access: str, expected: Status) -> None:
    """From days alone twenty-four hours are decided only where no hour of the day could change it."""
    assert (
        verdict(reporting(HOURS, "access_right"), "2017-03-10", started("c", notice), done("d", access)).status
        is expected
    )


@pytest.mark.parametrize(
    ("granted", "expected"),
    [("2017-03-02T09:00+03:30", Status.COMPLIANT), ("2017-03-02T05:31+00:00", Status.PERFORMED_LATE)],
)
def test_hours_with_a_zone_decide(granted: str, expected: Status) -> None:
    """Notice at nine in Tehran; access within twenty-four hours, or a minute later seen from Greenwich."""
    notice = started("c", "2017-03-01", "2017-03-01T09:00+03:30")
    assert (
        verdict(reporting(HOURS, "access_right"), "2017-03-10", notice, done("d", "2017-03-02", granted)).status
        is expected
    )


@pytest.mark.parametrize(
    ("sent", "expected"),
    [("2017-01-01", Status.COMPLIANT), ("2017-01-02", Status.COMPLIANT), ("2017-01-03", Status.PERFORMED_LATE)],
)
def test_notice_ahead_of_an_event(sent: str, expected: Status) -> None:
    """180 days before 1 July 2017 is 2 January."""
    statements = (started("c", "2017-07-01"), done("d", sent))
    assert verdict(reporting(AHEAD, "notification"), "2017-07-02", *statements).status is expected


def test_a_planned_event_starts_a_clock_ahead() -> None:
    """A statement may name the day of an event to come: the notice was due before it."""
    plan = started("c", "2017-01-10", "2017-07-01")
    assert verdict(reporting(AHEAD, "notification"), "2017-01-20", plan).status is Status.UNDETERMINED


def test_several_periods_need_a_choice() -> None:
    """Where the text tells cases apart, the statement says which; else only what all of them agree on counts."""
    sent = done("d", "2017-03-05")
    body = reporting(TWO, "access_right")
    statuses = [
        verdict(body, "2017-03-10", started("c", "2017-03-01", locator=number), sent).status
        for number in ("", "1", "2")
    ]
    assert statuses == [Status.UNDETERMINED, Status.PERFORMED_LATE, Status.COMPLIANT]
    early = verdict(body, "2017-03-10", started("c", "2017-03-01"), done("d", "2017-03-01"))
    assert early.status is Status.COMPLIANT


def test_an_answer_names_the_request_it_answers() -> None:
    """Two requests are open: an answer that names none answers none."""
    two = (started("c1", "2017-01-01"), started("c2", "2017-01-15"))
    unnamed = verdict(reporting(ANSWER, "response_deadline"), "2017-04-01", *two, done("d", "2017-02-01"))
    assert [run.done for run in unnamed.clocks] == [None, None]
    named = verdict(reporting(ANSWER, "response_deadline"), "2017-04-01", *two, done("d", "2017-02-01", answers="c2"))
    assert [run.done for run in named.clocks] == [None, date(2017, 2, 1)]
    assert named.status is Status.UNDETERMINED


def test_the_newest_clock_decides_and_an_earlier_late_one_is_told() -> None:
    """Once late, now in time: kept today, and the earlier delay is in the notes."""
    statements = (
        started("c1", "2017-01-10"), done("d1", "2017-03-20", answers="c1"),
        started("c2", "2017-05-10"), done("d2", "2017-06-20", answers="c2"),
    )  # fmt: skip
    found = verdict(reporting(), "2017-07-01", *statements)
    assert (found.status, found.notes) == (Status.COMPLIANT, ("1 earlier clock was met late",))


def test_the_changes_of_one_month_are_one_run() -> None:
    """Two events in February 2025 are due on one day, and one submission meets both; one sent between them does not."""
    two = (started("c1", "2025-02-10"), started("c2", "2025-02-20"))
    for sent in (done("d", "2025-03-30"), done("d", "2025-03-30", answers="c1"), done("d", "2025-03-30", answers="c2")):
        found = verdict(reporting(), "2025-04-10", *two, sent)
        (run,) = found.clocks
        assert (found.status, run.due, run.evidence) == (Status.COMPLIANT, date(2025, 3, 30), ("c1", "c2", "d"))
    between = verdict(reporting(), "2025-04-10", *two, done("d", "2025-02-15"))
    assert between.status is Status.UNDETERMINED
    march = verdict(reporting(), "2025-04-10", *two, started("c3", "2025-03-01"), done("d", "2025-03-30", answers="c2"))
    assert [(run.due, run.done) for run in march.clocks] == [
        (date(2025, 3, 30), date(2025, 3, 30)), (date(2025, 4, 30), None),
    ]  # fmt: skip


# ---- performance as stated


@pytest.mark.parametrize("body", [REPORT, HOURS])
def test_a_performance_stated_after_the_day_is_not_late_by_that(body: str) -> None:
    """It says that the duty is done, not whether in time; a submission after the day, or words that it was late, make it late."""
    begun = started("c", "2017-02-03")
    found = verdict(reporting(body), "2017-05-10", begun, performed("p", "2017-05-01"))
    assert (found.status, found.notes) == (Status.UNDETERMINED, ("the day on which it was done is not recorded",))
    sent = verdict(reporting(body), "2017-05-10", begun, performed("p", "2017-05-01"), done("d", "2017-04-20"))
    assert (sent.status, sent.notes) == (Status.PERFORMED_LATE, ())
    both = (performed("p", "2017-05-01"), performed("q", "2017-05-02", "performed_late"))
    late = verdict(reporting(body), "2017-05-10", begun, *both)
    assert (late.status, late.clocks[0].status, late.notes) == (Status.PERFORMED_LATE, Status.PERFORMED_LATE, ())


def test_a_performance_stated_by_the_day_is_in_time() -> None:
    """What was done by a day that is not past the last one was done in time, and needs no note."""
    found = verdict(reporting(), "2017-05-10", started("c", "2017-02-03"), performed("p", "2017-03-30"))
    assert (found.status, found.notes) == (Status.COMPLIANT, ())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("performed", Status.COMPLIANT),
        ("performed_late", Status.PERFORMED_LATE),
        ("not_performed", Status.NOT_PERFORMED),
    ],
)
@pytest.mark.parametrize(
    "kind", ["undertaking", "access_right", "disposition", "sanctions_relief", "duration", "notification"]
)
def test_what_is_stated_of_the_performance(kind: str, text: str, expected: Status) -> None:
    """Every kind without a measure is judged by what is said of it, with the statement as evidence."""
    found = verdict(with_obligation(kind, "note: whatever"), "2017-02-01", performed("p", "2017-01-01", text))
    assert (found.status, found.evidence) == (expected, ("p",))


@pytest.mark.parametrize(
    ("kind", "expected"),
    [("undertaking", Status.UNDETERMINED), ("disposition", Status.UNDETERMINED), ("notification", Status.COMPLIANT)],
)
def test_what_must_stay_so_is_not_known_for_ever(kind: str, expected: Status) -> None:
    """A notice stays given; an undertaking kept two years ago says nothing of today, and the last word is shown."""
    found = verdict(with_obligation(kind, "note: whatever"), "2019-02-01", performed("p", "2017-01-01"))
    assert found.status is expected
    assert ("p" in found.stale) is (expected is Status.UNDETERMINED)


def test_a_performance_before_the_duty_began_does_not_count() -> None:
    """What was done before it applied is not held for it."""
    found = verdict(with_obligation("undertaking", "note: whatever"), "2016-02-01", performed("p", "2016-01-15"))
    assert (found.status, found.evidence) == (Status.UNDETERMINED, ())


def test_opposite_statements_of_one_day_stand_beside_each_other() -> None:
    """The better basis is taken, and the other is named."""
    both = (performed("p", "2017-01-01", "not_performed"), performed("q", "2017-01-01", basis=Basis.DECLARED))
    found = verdict(with_obligation("undertaking", "note: whatever"), "2017-02-01", *both)
    assert (found.status, found.parts[0].beside) == (Status.NOT_PERFORMED, ("q",))


def test_a_declaration_that_it_is_no_longer_observed() -> None:
    """It counts while nothing new enough says whether the duty was performed."""
    ended = said("o", "observance", "2017-01-01", subject="PL-1", text="ended", basis=Basis.DECLARED)
    found = verdict(with_obligation("undertaking", "note: whatever"), "2017-02-01", ended)
    assert found.status is Status.DECLARED_NON_OBSERVANCE
    assert found.reason == (
        "declared on 2017-01-01 to be no longer observed; nothing new enough says whether it was performed"
    )


def test_a_duty_of_the_other_side_is_judged_from_what_is_said_of_it() -> None:
    """Statements name the duty, so relief owed by another party than the State of the record is judged too."""
    found = ask(
        with_obligation("sanctions_relief", "note: whatever"),
        "2017-02-01",
        performed("p", "2017-01-01", "not_performed"),
        state="AE",
    )
    assert found.status is Status.NOT_PERFORMED


# ---- clocks of the text


LAST_DAY = (
    "clock: {trigger: 2016-01-16, due: P7D, counting: calendar_days, anchor: event}\n"
    "applies: {start: begin, end: 2016-01-23}"
)


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("2016-01-16", Status.CLOCK_STARTED),
        ("2016-01-22", Status.CLOCK_STARTED),
        ("2016-01-23", Status.CLOCK_STARTED),
        ("2016-01-24", Status.NOT_APPLICABLE),
    ],
)
def test_an_act_may_be_done_on_its_last_day(asked: str, expected: Status) -> None:
    """A duty that ends with the day on which it is due still applies on that day."""
    assert ask(with_obligation("notification", LAST_DAY), asked).status is expected


def test_a_yearly_report_is_due_on_its_day_also_when_nothing_changed() -> None:
    """Each calendar year has its own clock, and a submission names the year or falls into the next one."""
    jcpoa = with_obligation(
        "reporting_deadline", "clock: {trigger: each year, due: P1Y, counting: calendar_years, anchor: event}"
    )
    found = verdict(jcpoa, "2018-06-01", done("d", "2017-01-10", locator="2016"))
    assert [(run.period, run.started, run.due, run.done) for run in found.clocks] == [
        ("2016", date(2016, 1, 16), date(2017, 1, 16), date(2017, 1, 10)),
        ("2017", date(2017, 1, 16), date(2018, 1, 16), None),
        ("2018", date(2018, 1, 16), date(2019, 1, 16), None),
    ]
    assert found.status is Status.UNDETERMINED


# ---- properties


DAYS = st.dates(date(2016, 1, 1), date(2019, 12, 31))


@st.composite
def statements(draw: st.DrawFn) -> list[Statement]:
    """Clocks, submissions and performances in any order and number."""
    makers = st.sampled_from(["clock", "done", "performed", "not_performed"])
    found = []
    for number, (kind, when) in enumerate(draw(st.lists(st.tuples(makers, DAYS), max_size=6))):
        ident, day = f"s{number}", when.isoformat()
        if kind == "clock":
            found.append(started(ident, day, locator=draw(st.sampled_from(["", "1", "2"]))))
        elif kind == "done":
            found.append(done(ident, day))
        else:
            found.append(performed(ident, day, kind))
    return found


@given(
    statements(),
    st.sampled_from([REPORT, ANSWER, AT_ONCE, HOURS, AHEAD, TWO]),
    st.sampled_from(["access_right", "response_deadline"]),
    st.lists(DAYS, min_size=1, max_size=5),
)
def test_a_timeline_agrees_with_every_day(said_: list[Statement], body: str, kind: str, days: list[date]) -> None:
    """The spans found by change points say the same as asking for the day."""
    holder = with_obligation(kind, body)
    spans = timeline(holder, holder.obligations[0], record(*said_), date(2016, 1, 1), date(2020, 1, 1))
    for day in [*days, *(s.start for s in spans), *(s.end - timedelta(days=1) for s in spans)]:
        span = next(s for s in spans if s.start <= day < s.end)
        asked = ask(holder, day.isoformat(), *said_)
        assert answer_signature(asked) == answer_signature(span.answer)


@given(statements(), DAYS)
def test_a_later_statement_changes_no_earlier_day(said_: list[Statement], day: date) -> None:
    """Clocks and performances of later days are not looked at."""
    holder = reporting(ANSWER, "response_deadline")
    earlier = [s for s in said_ if s.day <= day]
    assert ask(holder, day.isoformat(), *said_) == ask(holder, day.isoformat(), *earlier)
