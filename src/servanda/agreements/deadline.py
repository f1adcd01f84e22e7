"""The last day or hour that a clock leaves, counted by the convention of its text.

The conventions are those of `core.counting`. A month-end clock counts from the end of the month of its event, whether
the event occurred or was established then; reports on one month are due on one day. Working days need a calendar: the
texts do not say whose, so without one only the earliest possible day is known.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from servanda.agreements.clock import Meaning, Term
from servanda.agreements.model import Clock
from servanda.core.counting import (
    CONVENTIONS,
    Duration,
    WorkingCalendar,
    add_days,
    add_duration,
    add_months,
    add_to_instant,
    add_working_days,
    days_after_month_end,
    month_end,
)

WHOLE_DAYS = "counted in whole days, because an hour is not recorded on both sides"


@dataclass(frozen=True, slots=True)
class Due:
    """When it is due at the latest. `day` None: the text sets no day. `instant`: counted in hours and known to the hour.

    `strictly`: before that day, not on it. `no_earlier_than`: for working days without a calendar, the earliest that the
    last day can be. `counting` names the convention.
    """

    day: date | None
    counting: str
    instant: datetime | None = None
    strictly: bool = False
    no_earlier_than: date | None = None


def due(start: date, term: Term, clock: Clock, calendar: WorkingCalendar | None = None) -> Due:
    """When a clock that started on a day is due."""
    if term.meaning is Meaning.FIXED:
        return _fixed(start, term)
    if term.meaning in (Meaning.BEFORE, Meaning.BY):
        return Due(start, term.says, strictly=term.meaning is Meaning.BEFORE)
    if term.meaning is not Meaning.PERIOD:
        return Due(None, term.says)
    if clock.counting == "working_days":
        return _working(start, term.duration, calendar)
    if clock.counting == "days_of_continuous_session":
        return Due(None, "days of continuous session are not days of the calendar: the session's own record is needed")
    return _after_quarter(start, term) if clock.anchor == "end_of_quarter" else _counted(start, term, clock)


def _fixed(start: date, term: Term) -> Due:
    if term.fixed is not None:
        return Due(term.fixed, "a day of the text")
    if term.yearly is None:
        raise AssertionError(term)
    month, day = term.yearly
    this_year = date(start.year, month, day)
    later = this_year if this_year >= start else date(start.year + 1, month, day)
    return Due(later, "a day of each year")


def _counted(start: date, term: Term, clock: Clock) -> Due:
    if clock.anchor == "end_of_month":
        return Due(days_after_month_end(start, term.duration.days), CONVENTIONS["days_after_month_end"])
    if term.duration.clock:
        return Due(add_days(start, -(-_hours(term.duration) // 24)), f"{WHOLE_DAYS}; {term.duration.words}")
    if term.before:
        return Due(_earlier(start, term.duration), f"{term.duration.words} back from the event")
    return Due(add_duration(start, term.duration), CONVENTIONS[_convention(term.duration)])


def _convention(duration: Duration) -> str:
    if duration.years:
        return "years_february_28"
    return "months_clamp" if duration.months else "calendar_days"


def _hours(duration: Duration) -> int:
    return int(duration.clock.total_seconds() // 3600)


def _earlier(start: date, duration: Duration) -> date:
    return add_days(add_months(start, -12 * duration.years - duration.months), -duration.days)


def _after_quarter(start: date, term: Term) -> Due:
    last_month = start.replace(day=1, month=(start.month + 2) // 3 * 3)
    counting = f"{term.duration.words} after the end of the quarter in which the event falls"
    return Due(add_duration(month_end(last_month), term.duration), counting)


def _working(start: date, duration: Duration, calendar: WorkingCalendar | None) -> Due:
    if calendar is None:
        counting = "working days: the text does not say whose, and no calendar is given"
        return Due(None, counting, no_earlier_than=add_days(start, duration.days))
    return Due(add_working_days(start, duration.days, calendar), f"working days of {calendar.words}")


def due_instant(start: datetime, term: Term) -> Due:
    """When a clock in hours that started at an hour is due."""
    return Due(start.date(), CONVENTIONS["elapsed_hours"], add_to_instant(start, term.duration))
