"""What the clock of an obligation says: what starts it, and which period or words set the day that is due.

The texts of agreement files are kept as written. Two tables of this room say what their words mean: `clock_starts.csv`
(what starts a clock) and `due_words.csv` (words that stand where a number of days could). A trigger that is a day or an
event of its agreement starts by itself; every other trigger needs a statement `clock` about the obligation.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache

from servanda.agreements.model import Agreement, Clock, Obligation
from servanda.agreements.tables import table
from servanda.core.counting import Duration, parse_duration
from servanda.core.period import parse_day

MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
          "December")  # fmt: skip
NO_TIME = Duration()
_PERIOD = re.compile(r"(?:otherwise )?(?P<duration>P[0-9T]\S*)(?P<before> before)?(?P<rest>.*)", re.DOTALL)
_YEARLY = re.compile(r"(?P<day>\d{1,2}) (?P<month>[A-Z][a-z]+)")


class Starting(StrEnum):
    """What starts a clock."""

    BY_TEXT = "by_text"
    """A day that the text or an event of the agreement gives."""
    YEARLY = "yearly"
    """The end of each calendar year."""
    ANNIVERSARIES = "anniversaries"
    """Each year counted from the day from which the obligation applies."""
    OCCASION = "occasion"
    """An event that someone has to record: a statement `clock` about the obligation."""


class Meaning(StrEnum):
    """What stands where a number of days could."""

    PERIOD = "period"
    FIXED = "fixed"
    AT_ONCE = "at_once"
    BEFORE = "before"
    BY = "by"
    WITH = "with"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Start:
    """What starts the clock; `day` only for a start by the text."""

    kind: Starting
    day: date | None = None


@dataclass(frozen=True, slots=True)
class Term:
    """One period of the text: its number from 1, its words, and what they mean.

    `duration` is counted from the start, or back from it where `before`. `fixed` is a day of the text, `yearly` a day
    and month. `says` explains words that set no day.
    """

    number: int
    words: str
    meaning: Meaning
    duration: Duration = NO_TIME
    before: bool = False
    fixed: date | None = None
    yearly: tuple[int, int] | None = None
    says: str = ""


def start_of(agreement: Agreement, obligation: Obligation, since: date) -> Start:
    """What starts the clock of an obligation that applies since a day."""
    trigger = "" if obligation.clock is None else obligation.clock.trigger.strip()
    day = parse_day(trigger) or agreement.events.get(trigger.lower().replace(" ", "_"))
    if day is not None:
        return Start(Starting.BY_TEXT, day)
    known = _table_start(obligation.id, trigger)
    if known == "applies":
        return Start(Starting.BY_TEXT, since)
    return Start(Starting(known)) if known else Start(Starting.OCCASION)


@cache
def _table_start(identifier: str, trigger: str) -> str:
    rows = [row for row in table("clock_starts.csv") if row["trigger"] == trigger]
    return next((row["start"] for row in rows if row["obligation"] in ("", identifier)), "")


def terms(clock: Clock) -> tuple[Term, ...]:
    """The periods of the text, in its order; several where it tells cases apart (`PT24H for transfers; P7D ...`)."""
    parts = [part.strip() for part in clock.due.split(";")]
    return tuple(_term(number, part) for number, part in enumerate(parts, start=1))


@cache
def _term(number: int, words: str) -> Term:
    match = _PERIOD.fullmatch(words)
    duration = None if match is None else parse_duration(match["duration"].rstrip(",."))
    if match is not None and duration is not None:
        return Term(number, words, Meaning.PERIOD, duration, before=match["before"] is not None)
    fixed = parse_day(words)
    if fixed is not None:
        return Term(number, words, Meaning.FIXED, fixed=fixed)
    yearly = _yearly(words)
    return Term(number, words, Meaning.FIXED, yearly=yearly) if yearly else _worded(number, words)


def _yearly(words: str) -> tuple[int, int] | None:
    match = _YEARLY.fullmatch(words)
    return (MONTHS.index(match["month"]) + 1, int(match["day"])) if match and match["month"] in MONTHS else None


def _worded(number: int, words: str) -> Term:
    """Words of the table, the longest that the text begins with; other words set no day."""
    rows = [row for row in table("due_words.csv") if words == row["words"] or words.startswith(f"{row['words']} ")]
    best = max(rows, key=lambda row: len(row["words"]), default=None)
    if best is None:
        return Term(number, words, Meaning.OPEN, says="the words set no day that can be counted")
    return Term(number, words, Meaning(best["meaning"]), says=best["says"])


@cache
def companion(identifier: str) -> str:
    """The obligation whose report this one goes with (entries of a report with the report); itself when none."""
    return next((row["with"] for row in table("goes_with.csv") if row["obligation"] == identifier), identifier)
