"""Named ways of counting time, because agreements count in different ones and a day matters.

In goes a day (or an hour with its zone) and a number; out comes a day (or an hour with its zone). Nothing here reads a
clock or a holiday list of its own: weekends and holidays are inputs, and `WorkingCalendar.words` prints them.
The first day is never counted: one day after 20 July is 21 July.
"""

from __future__ import annotations

import re
from calendar import isleap, monthrange
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import StrEnum
from types import MappingProxyType

from servanda.core.finding import Misuse

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


class MonthRule(StrEnum):
    """What happens when the target month has no such day (one month after 31 January)."""

    CLAMP = "clamp"
    """The last day of the target month: 28 or 29 February."""
    OVERFLOW = "overflow"
    """The missing days run on into the next month: 3 March, in a leap year 2 March."""


class LeapDayRule(StrEnum):
    """Which day is the anniversary of 29 February in a common year."""

    FEBRUARY_28 = "february_28"
    MARCH_1 = "march_1"


CONVENTIONS: Mapping[str, str] = MappingProxyType(
    {
        "calendar_days": "every day counts, from the day after the first; n days after 20 July is 20 July + n",
        "working_days": "only days that are neither weekend nor holiday count; both are inputs and are printed",
        "months_clamp": "the same day of the later month, or its last day when it has no such day",
        "months_overflow": "the same day of the later month; missing days run on into the month after",
        "years_february_28": "the anniversary; of 29 February in a common year, 28 February",
        "years_march_1": "the anniversary; of 29 February in a common year, 1 March",
        "days_after_month_end": "n calendar days after the last day of the month in which the event falls",
        "midnight_gmt_after_day": "00:00 GMT at the end of the n-th calendar day after the event",
        "elapsed_hours": "hours that pass on a clock which never changes to summer time",
    }
)
"""Each named convention and what it means, as documents print it."""


@dataclass(frozen=True, slots=True)
class WorkingCalendar:
    """The days that do not count: weekend days (0 Monday to 6 Sunday) and holidays of a place."""

    name: str
    weekend: frozenset[int]
    holidays: frozenset[date] = field(default_factory=frozenset)

    def __post_init__(self) -> None:
        if not self.weekend <= set(range(7)):
            raise Misuse(f"weekend {sorted(self.weekend)}: give days from 0 (Monday) to 6 (Sunday)")
        if len(self.weekend) == 7:
            raise Misuse(f"the calendar {self.name!r} has no working day in the week; leave at least one")

    def works(self, day: date) -> bool:
        """True when the day is neither weekend nor holiday."""
        return day.weekday() not in self.weekend and day not in self.holidays

    @property
    def words(self) -> str:
        """The calendar as it must be printed beside each date counted with it."""
        weekend = ", ".join(WEEKDAYS[i] for i in sorted(self.weekend)) or "no weekend"
        holidays = ", ".join(day.isoformat() for day in sorted(self.holidays)) or "no holidays given"
        return f"{self.name}: not counted {weekend}; {holidays}"


def working_calendar(name: str, weekend: Iterable[int], holidays: Iterable[date] = ()) -> WorkingCalendar:
    """A calendar from any iterables of weekend days (0 Monday to 6 Sunday) and holidays."""
    return WorkingCalendar(name, frozenset(weekend), frozenset(holidays))


def add_days(day: date, days: int) -> date:
    """`days` calendar days after `day` (before it when negative)."""
    try:
        return day + timedelta(days=days)
    except OverflowError:
        raise Misuse(f"{days} days after {day} lies outside the calendar (years 1 to 9999)") from None


def add_working_days(day: date, days: int, calendar: WorkingCalendar) -> date:
    """The `days`-th working day after `day`; the first day is not counted, and 0 gives `day` itself."""
    if days < 0:
        raise Misuse(f"{days} working days: count forwards, with 0 or more")
    while days:
        day = add_days(day, 1)
        days -= calendar.works(day)
    return day


def add_months(day: date, months: int, rule: MonthRule = MonthRule.CLAMP) -> date:
    """The same day of the month `months` later (earlier when negative); `rule` decides when there is none."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    month += 1
    if not 1 <= year <= 9999:
        raise Misuse(f"{months} months after {day} lies outside the calendar (years 1 to 9999)")
    last = monthrange(year, month)[1]
    if day.day <= last:
        return day.replace(year=year, month=month)
    end = date(year, month, last)
    return end if rule is MonthRule.CLAMP else add_days(end, day.day - last)


def add_years(day: date, years: int, rule: LeapDayRule = LeapDayRule.FEBRUARY_28) -> date:
    """The anniversary `years` later; `rule` decides what 29 February becomes in a common year."""
    year = day.year + years
    if not 1 <= year <= 9999:
        raise Misuse(f"{years} years after {day} lies outside the calendar (years 1 to 9999)")
    if (day.month, day.day) == (2, 29) and not isleap(year):
        return date(year, 2, 28) if rule is LeapDayRule.FEBRUARY_28 else date(year, 3, 1)
    return day.replace(year=year)


def month_end(day: date) -> date:
    """The last day of the month in which `day` falls."""
    return day.replace(day=monthrange(day.year, day.month)[1])


def days_after_month_end(day: date, days: int) -> date:
    """`days` calendar days after the end of the month in which `day` falls (inventory change reports: 30).

    Source: INFCIRC/153 (Corrected), paragraph 63(a).
    """
    return add_days(month_end(day), days)


def midnight_after_day(day: date, days: int, zone: tzinfo = UTC) -> datetime:
    """Midnight in `zone` (GMT unless given) at the end of the `days`-th calendar day after `day`.

    Counted from 28 August 2025, midnight GMT after the thirtieth day is 2025-09-28T00:00+00:00: the thirtieth day is
    27 September. Source: Security Council resolution 2231 (2015), paragraph 12.
    """
    return datetime.combine(add_days(day, days + 1), time.min, tzinfo=zone)


def in_zone(instant: datetime, zone: tzinfo) -> datetime:
    """The same instant on the clocks of another zone."""
    return _aware(instant).astimezone(zone)


@dataclass(frozen=True, slots=True)
class Duration:
    """A length of time as agreements write it: years and months are counted on the calendar, never as days."""

    years: int = 0
    months: int = 0
    days: int = 0
    hours: int = 0
    minutes: int = 0
    seconds: int = 0

    @property
    def clock(self) -> timedelta:
        """The part that is counted in hours, minutes and seconds."""
        return timedelta(hours=self.hours, minutes=self.minutes, seconds=self.seconds)

    @property
    def words(self) -> str:
        """The duration as read aloud."""
        parts = ((getattr(self, name), name) for name in self.__slots__)
        return ", ".join(f"{n} {name if n != 1 else name[:-1]}" for n, name in parts if n) or "no time"


_DURATION = re.compile(
    r"P(?=\d|T\d)(?:(?P<years>\d+)Y)?(?:(?P<months>\d+)M)?(?:(?P<weeks>\d+)W)?(?:(?P<days>\d+)D)?"
    r"(?:T(?=\d)(?:(?P<hours>\d+)H)?(?:(?P<minutes>\d+)M)?(?:(?P<seconds>\d+)S)?)?",
    re.ASCII,
)


def parse_duration(text: str) -> Duration | None:
    """A duration written as in ISO 8601 (`P30D`, `PT24H`, `P15Y`, `P6M`, `P2W`), or None when it is not one."""
    match = _DURATION.fullmatch(text)
    if match is None or len(text) > 40:
        return None
    n = {name: int(digits or 0) for name, digits in match.groupdict().items()}
    days = n["days"] + 7 * n["weeks"]
    return Duration(n["years"], n["months"], days, n["hours"], n["minutes"], n["seconds"])


def add_duration(
    day: date,
    duration: Duration,
    months: MonthRule = MonthRule.CLAMP,
    leap_day: LeapDayRule = LeapDayRule.FEBRUARY_28,
) -> date:
    """The day a duration later: years first, then months, then days. Hours need an instant and are refused."""
    if duration.clock:
        raise Misuse(f"{duration.words} cannot be counted from a day ({day}): use add_to_instant with an hour and zone")
    return _calendar_part(day, duration, months, leap_day)


def add_to_instant(
    instant: datetime,
    duration: Duration,
    months: MonthRule = MonthRule.CLAMP,
    leap_day: LeapDayRule = LeapDayRule.FEBRUARY_28,
) -> datetime:
    """The instant a duration later: years, months and days keep the hour on the clock, hours are hours that pass."""
    start = _aware(instant)
    day = _calendar_part(start.date(), duration, months, leap_day)
    later = datetime.combine(day, start.timetz())
    try:
        return (later.astimezone(UTC) + duration.clock).astimezone(start.tzinfo)
    except OverflowError:
        raise Misuse(f"{duration.words} after {instant} lies outside the calendar (years 1 to 9999)") from None


def _calendar_part(day: date, duration: Duration, months: MonthRule, leap_day: LeapDayRule) -> date:
    return add_days(add_months(add_years(day, duration.years, leap_day), duration.months, months), duration.days)


def _aware(instant: datetime) -> datetime:
    if instant.tzinfo is None:
        raise Misuse(f"the hour {instant} has no time zone; write it with one, as in 2025-09-28T00:00+00:00")
    return instant
