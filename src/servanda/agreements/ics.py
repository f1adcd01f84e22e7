"""A calendar of clocks as iCalendar text (RFC 5545), for the calendar programs that people use.

The same entries give the same bytes: the time stamp is the day asked about, and a name is made from what an entry says.
An entry with an hour stands at that hour in UTC, every other one on its whole day; entries without a day are left out
and counted in the description. What runs is confirmed, what will start only if nobody acts before is tentative.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

from servanda.agreements.calendar import CalendarEntry

if TYPE_CHECKING:
    from icalendar import Event

PRODUCT = "-//Servanda//Calendar of clocks//EN"


def ics(entries: Iterable[CalendarEntry], title: str, day: date) -> str:
    """The text of a calendar file, with lines ended as the format asks (CR LF)."""
    from icalendar import Calendar

    every = tuple(entries)
    dated = [entry for entry in every if entry.day is not None]
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("name", title)
    calendar.add("x-wr-calname", title)
    calendar.add("description", _about(day, len(every) - len(dated)))
    for entry in dated:
        calendar.add_component(_event(entry, day))
    written: bytes = calendar.to_ical()
    return written.decode("utf-8")


def _about(day: date, undated: int) -> str:
    more = f" {undated} running without a day are left out." if undated else ""
    return f"Clocks that run on {day} or will start, as recorded.{more}"


def _event(entry: CalendarEntry, day: date) -> Event:
    from icalendar import Event

    event = Event()
    event.add("uid", f"{_name(entry)}@servanda")
    event.add("dtstamp", datetime.combine(day, time.min, UTC))
    if entry.instant is not None:
        event.add("dtstart", entry.instant.astimezone(UTC))
    elif entry.day is not None:
        event.add("dtstart", entry.day)
        event.add("dtend", entry.day + timedelta(days=1))
    event.add("summary", summary(entry))
    event.add("description", _description(entry))
    event.add("categories", [entry.kind.value, entry.agreement])
    event.add("status", "CONFIRMED" if entry.running and not entry.holders else "TENTATIVE")
    event.add("transp", "TRANSPARENT")
    return event


def summary(entry: CalendarEntry) -> str:
    """The entry in one line: which obligation or procedure, what happens, what it is."""
    name = entry.ids[0] if len(entry.ids) == 1 else entry.agreement
    return f"{name} {entry.kind.words}: {entry.title}"


def _description(entry: CalendarEntry) -> str:
    lines = (
        ("paragraph", entry.cite),
        ("by", ", ".join(entry.who)),
        ("counted", entry.counting),
        ("by the account of", ", ".join(entry.holders)),
        ("obligations", ", ".join(entry.ids) if len(entry.ids) > 1 else ""),
        ("note", entry.note),
        ("statements", ", ".join(entry.evidence)),
        ("mark", "recalled: a text behind this was not seen" if entry.recalled else ""),
    )
    return "\n".join(f"{label}: {text}" for label, text in lines if text)


def _name(entry: CalendarEntry) -> str:
    """A name that stays the same while the entry means the same, so that importing twice does not double it."""
    what = "|".join([entry.kind, entry.agreement, *entry.ids, str(entry.step or ""), str(entry.started or entry.day)])
    return hashlib.sha256(what.encode()).hexdigest()[:32]
