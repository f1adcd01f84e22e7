"""The day on which a step of a procedure falls due, and the words that say how it was counted.

Goes in: when the time begins, a duration as the file writes it, the counting convention. A working day needs a calendar,
which the texts do not name: it is an input, and its words go with every day counted with it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, datetime

from servanda.core.counting import (
    Duration,
    WorkingCalendar,
    add_days,
    add_duration,
    add_to_instant,
    add_working_days,
    midnight_after_day,
    parse_duration,
    working_calendar,
)

ASSUMED = working_calendar("assumed, since the text names no calendar", (5, 6))
"""Saturday and Sunday do not count and no holiday is known: taken when no calendar is given, and printed."""

_VARIANT = re.compile(r"(P[0-9A-Z]+) \(([^)]*)\)")
_LONGER = re.compile(r"(?P<days>\d+) (?:working |calendar )?days(?:.* under step (?P<step>\d+))?")


@dataclass(frozen=True, slots=True)
class Due:
    """The last day of a time. `effective`: the first day on which what comes by itself holds; `instant`: from which hour.

    `counting` says how it was counted, from which day, and with which calendar.
    """

    day: date
    effective: date
    counting: str
    instant: datetime | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Begun:
    """When a time begins: a day, and the hour where it is known."""

    day: date
    at: datetime | None = None


def chosen(within: str, document: str) -> tuple[str, str]:
    """The duration that applies to a run, and a note; where the file gives several, the name of the run decides."""
    variants = _VARIANT.findall(within)
    if not variants:
        return within, ""
    fitting = [duration for duration, names in variants if document and document in re.split(r"[, ]+", names)]
    if len(fitting) == 1:
        return fitting[0], f"of {within}, that for {document}"
    return "", f"{within}: which one applies depends on what the run is about"


def due(begun: Begun, within: str, counting: str, calendar: WorkingCalendar | None) -> Due | None:
    """The day due, or None when the text gives no duration."""
    length = parse_duration(within) if within else None
    if length is None:
        return None
    if counting == "working_days":
        return _working(begun.day, length, calendar or ASSUMED)
    if counting == "midnight_gmt_after_day":
        return _midnight(begun.day, length)
    if length.clock:
        return _hours(begun, length)
    day = add_duration(begun.day, length)
    return Due(day, day, f"{length.words} after {begun.day}, {_convention(length)}")


def longer(found: Due, days: int, counting: str, calendar: WorkingCalendar | None) -> Due:
    """A time extended by so many days, in the counting of its step."""
    words = f"{found.counting}, extended by {days} {'working ' if counting == 'working_days' else ''}days"
    working = counting == "working_days"
    day = add_working_days(found.day, days, calendar or ASSUMED) if working else add_days(found.day, days)
    return replace(found, day=day, effective=day, counting=words, instant=None)


def extension(words: str) -> tuple[int | None, int | None]:
    """The length that the text gives an extension, and the step whose taking grants it; None where it gives none."""
    match = _LONGER.match(words)
    if match is None:
        return None, None
    return int(match["days"]), int(match["step"]) if match["step"] else None


def _convention(length: Duration) -> str:
    if length.months:
        return "calendar months (the same day of the later month, or its last day)"
    return "calendar years (the anniversary)" if length.years else "calendar days"


def _working(start: date, length: Duration, calendar: WorkingCalendar) -> Due:
    day = add_working_days(start, length.days, calendar)
    return Due(day, day, f"{length.days} working days after {start}", note=f"calendar {calendar.words}")


def _midnight(start: date, length: Duration) -> Due:
    instant = midnight_after_day(start, length.days)
    words = f"midnight GMT after the day that is {length.words} after {start}"
    return Due(add_days(start, length.days), instant.date(), words, instant)


def _hours(begun: Begun, length: Duration) -> Due:
    if begun.at is not None:
        instant = add_to_instant(begun.at, length)
        return Due(instant.date(), instant.date(), f"{length.words} after {begun.at.isoformat()}", instant)
    end = add_days(begun.day, -(-int(length.clock.total_seconds()) // 86_400))
    note = "the hour is not recorded: at the latest by the end of this day"
    return Due(end, end, f"{length.words} after an hour of {begun.day}", note=note)
