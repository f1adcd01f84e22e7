"""Days, half-open periods, partial dates and instants.

A day is a `datetime.date`; an instant is a `datetime.datetime` with a time zone. A partial date ("2026-06",
"before 2025-07-01", "2025 (recently)") keeps the text as written and the days between which it must lie.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from servanda.core.finding import Misuse

EARLIEST = date.min
LATEST = date.max


@dataclass(frozen=True, slots=True)
class Period:
    """Days from `start` up to but not including `end`; no end means open ended."""

    start: date
    end: date | None = None

    def __post_init__(self) -> None:
        if self.end is not None and self.end < self.start:
            raise Misuse(f"a period cannot end ({self.end}) before it starts ({self.start})")

    def __contains__(self, day: date) -> bool:
        return self.start <= day and (self.end is None or day < self.end)

    @property
    def days(self) -> int | None:
        """Number of days, or None when open ended."""
        return None if self.end is None else (self.end - self.start).days

    def overlap(self, other: Period) -> Period | None:
        """The days in both periods, or None."""
        start = max(self.start, other.start)
        ends = [end for end in (self.end, other.end) if end is not None]
        end = min(ends) if ends else None
        return Period(start, end) if end is None or start < end else None


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A date known to a day, a month, a year or only as "before" a day: `text` as written, between two days."""

    text: str
    earliest: date
    latest: date

    @property
    def exact(self) -> bool:
        """True when the day is known."""
        return self.earliest == self.latest


_PATTERN = re.compile(r"(?P<before>before )?(?P<y>\d{4})(?:-(?P<m>\d{2})(?:-(?P<d>\d{2}))?)?(?: \([^)]*\))?")


def parse_partial(text: str) -> PartialDate | None:
    """A partial date from `2025-07-01`, `2025-07`, `2025`, `before 2025-07-01`, `2025 (recently)`; else None."""
    match = _PATTERN.fullmatch(text.strip())
    if match is None:
        return None
    try:
        first, last = _bounds(int(match["y"]), match["m"], match["d"])
        if match["before"]:
            return PartialDate(text, EARLIEST, first - timedelta(days=1))
    except (ValueError, OverflowError):
        return None
    return PartialDate(text, first, last)


def _bounds(year: int, month: str | None, day: str | None) -> tuple[date, date]:
    if month is None:
        return date(year, 1, 1), date(year, 12, 31)
    if day is None:
        return date(year, int(month), 1), date(year, int(month), monthrange(year, int(month))[1])
    exact = date(year, int(month), int(day))
    return exact, exact


def parse_day(text: str) -> date | None:
    """A day written `YYYY-MM-DD`, or None when it is not one."""
    if len(text) != 10 or text[4:8:3] != "--":
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def parse_instant(text: str) -> datetime | None:
    """An hour with its zone, `2025-09-28T00:00+00:00`; None when it is not one or carries no zone."""
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        return None
    return instant if instant.tzinfo is not None else None
