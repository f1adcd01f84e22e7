"""What clocks of agreement files say: what starts them, which period or words are due, and the day that gives."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servanda.agreements.clock import Meaning, Start, Starting, start_of, terms
from servanda.agreements.deadline import due, due_instant
from servanda.agreements.model import Clock
from servanda.core.counting import working_calendar
from tests.agreements.build import FILES, bundled, duty

NAMES = sorted(path.stem for path in FILES.glob("[a-z]*.yaml"))
SINCE = date(2016, 1, 16)


def day(text: str) -> date:
    """A day as written."""
    return date.fromisoformat(text)


def last(start: str, words: str, counting: str = "calendar_days", anchor: str = "event") -> date | None:
    """The last day that a clock of the given words leaves."""
    clock = Clock("whatever", words, counting, anchor)
    return due(day(start), terms(clock)[0], clock).day


@pytest.mark.parametrize(
    ("start", "expected"),
    [
        ("2025-02-03", "2025-03-30"),
        ("2025-02-27", "2025-03-30"),
        ("2024-02-10", "2024-03-30"),
        ("2025-01-31", "2025-03-02"),
        ("2024-01-31", "2024-03-01"),
        ("2025-04-30", "2025-05-30"),
        ("2025-12-31", "2026-01-30"),
    ],
)
def test_a_report_on_changes_is_due_thirty_days_after_the_month(start: str, expected: str) -> None:
    """Changes on 3 and 27 February 2025 have one due day, 30 March: 28 February plus 30 days (INFCIRC/153, para 63(a))."""
    assert last(start, "P30D", anchor="end_of_month") == day(expected)


@pytest.mark.parametrize(
    ("start", "words", "counting", "anchor", "expected"),
    [
        ("2015-07-20", "P90D", "calendar_days", "event", "2015-10-18"),
        ("1974-05-15", "P90D", "calendar_days", "event", "1974-08-13"),
        ("2017-02-01", "P60D", "calendar_days", "end_of_quarter", "2017-05-30"),
        ("2016-12-31", "P60D", "calendar_days", "end_of_quarter", "2017-03-01"),
        ("2015-11-30", "P60D", "calendar_days", "end_of_quarter", "2016-02-29"),
        ("2017-01-01", "15 May", "fixed_date", "fixed_date", "2017-05-15"),
        ("2017-05-16", "15 May", "fixed_date", "fixed_date", "2018-05-15"),
        ("2016-01-31", "P1M", "calendar_months", "event", "2016-02-29"),
        ("2016-02-29", "P1Y", "calendar_years", "event", "2017-02-28"),
        ("2020-06-30", "P180D before", "calendar_days", "event", "2020-01-02"),
        ("2020-05-31", "P3M before", "calendar_months", "event", "2020-02-29"),
        ("2020-06-30", "not later than", "", "event", "2020-06-30"),
        ("2020-06-30", "2016-01-16", "fixed_date", "fixed_date", "2016-01-16"),
    ],
)
def test_days_that_agreements_set(start: str, words: str, counting: str, anchor: str, expected: str) -> None:
    """Days, months, years, quarters, days of the year and advance notices, each by its own convention."""
    assert last(start, words, counting, anchor) == day(expected)


@pytest.mark.parametrize("words", ["without delay", "as soon as", "not stated", "per request", "whenever it suits"])
def test_words_that_set_no_day_give_none(words: str) -> None:
    """A day is never made up where the text has none."""
    assert last("2025-06-13", words) is None


def test_working_days_need_a_calendar() -> None:
    """Without one only the earliest possible last day is known; with one the day is counted and the calendar printed."""
    clock = Clock("inspection", "P5D", "working_days", "event")
    term = terms(clock)[0]
    without = due(day("2025-07-03"), term, clock)
    assert (without.day, without.no_earlier_than) == (None, day("2025-07-08"))
    found = due(day("2025-07-03"), term, clock, working_calendar("New York", {5, 6}, [day("2025-07-04")]))
    assert found.day == day("2025-07-11")
    assert "New York" in found.counting
    assert "2025-07-04" in found.counting


def test_hours_keep_their_zone() -> None:
    """Twenty-four hours after a notice in summer time of one place, also across the change of clocks."""
    clock = Clock("written notice", "PT24H", "hours", "event")
    found = due_instant(datetime.fromisoformat("2017-03-01T09:00+03:30"), terms(clock)[0])
    assert found.instant == datetime.fromisoformat("2017-03-02T05:30+00:00")


@given(st.dates(date(1970, 1, 1), date(2100, 1, 1)))
def test_a_month_end_clock_depends_on_the_month_alone(event: date) -> None:
    """Every day of a month gives the same last day, and it is thirty days after the month."""
    found = last(event.isoformat(), "P30D", anchor="end_of_month")
    first = last(event.replace(day=1).isoformat(), "P30D", anchor="end_of_month")
    assert found == first
    assert found is not None
    assert (found - event).days >= 30


@pytest.mark.parametrize(
    ("agreement", "identifier", "expected"),
    [
        ("tehran-declaration-2010", "TD-6", Start(Starting.BY_TEXT, date(2010, 5, 17))),
        ("islamabad-mou-2026", "MOU-3", Start(Starting.BY_TEXT, date(2026, 6, 17))),
        ("jcpoa", "JCPOA-A1-54", Start(Starting.BY_TEXT, date(2016, 1, 16))),
        ("additional-protocol", "AP-2AI", Start(Starting.BY_TEXT, SINCE)),
        ("additional-protocol", "AP-3B", Start(Starting.YEARLY)),
        ("additional-protocol", "AP-2AVI-BC", Start(Starting.OCCASION)),
        ("additional-protocol", "AP-10C", Start(Starting.ANNIVERSARIES)),
        ("csa-infcirc153", "CSA-63A", Start(Starting.OCCASION)),
        ("csa-infcirc153", "CSA-68", Start(Starting.OCCASION)),
    ],
)
def test_what_starts_a_clock(agreement: str, identifier: str, expected: Start) -> None:
    """A day or event of the text starts by itself; everything else waits for a statement."""
    holder, obligation = duty(agreement, identifier)
    assert start_of(holder, obligation, SINCE) == expected


def test_every_clock_of_the_bundled_files_is_understood() -> None:
    """Each period is counted, or its words stand in the table of words that set no day."""
    clocks = [(o.id, o.clock) for name in NAMES for o in bundled(name).obligations if o.clock is not None]
    unknown = {
        (identifier, term.words)
        for identifier, clock in clocks
        for term in terms(clock)
        if term.meaning is Meaning.OPEN and term.says == "the words set no day that can be counted"
    }
    assert len(clocks) > 80
    assert unknown == {("JCPOA-A1-60", "material available six months before the end of that period")}


def test_a_text_with_several_periods_keeps_them_apart() -> None:
    """Twenty-four hours for transfers, a week otherwise."""
    _, obligation = duty("csa-infcirc153", "CSA-72")
    assert obligation.clock is not None
    found = terms(obligation.clock)
    assert [(t.number, t.meaning) for t in found] == [(1, Meaning.PERIOD), (2, Meaning.PERIOD)]
    assert (found[0].duration.hours, found[1].duration.days) == (24, 7)
