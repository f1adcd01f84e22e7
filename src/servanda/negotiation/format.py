"""Formats: forums and tables at which a matter is dealt with, and who sits there on a day.

Members are a set of seats. A seat is one of these, and nothing else is read:

| written | meaning |
| --- | --- |
| `IRN`, `EU coordinator` | a party, a group or another format, and what it does there |
| `(USA to 2018)`, `(USA from 2015)`, `(USA 2015 to 2018)` | a party for a time, both ends included |
| `EGY (2025-09)` | a party at one time |
| `+10 elected`, `35 States`, `31 or 35 countries` | so many unnamed members |
| `any JCPOA participant State notifies` | parties described in words |
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date

from servanda.core.names import Mark
from servanda.core.period import PartialDate, parse_partial
from servanda.core.table import Columns
from servanda.negotiation.cells import Cells, dated, join
from servanda.negotiation.when import Standing, standing

FORMAT_COLUMNS = Columns(
    required=("format_id", "name", "members", "decision_rule", "mark"),
    optional=("file", "n_members", "chair_or_mediator", "formal_outcome", "active_from", "active_to", "source"),
)
EXPECTED_SEAT = (
    "an id such as IRN or EU coordinator, (USA to 2018), EGY (2025-09), +10 elected, 31 or 35 countries, any …"
)
RULE_SEAT = "membership is a set: each entry names one party, or says how many are not named"

_CODE = r"(?P<code>[A-Z][A-Z0-9]*(?:[+-][A-Z0-9]+)*)"
_WHEN = r"\d{4}(?:-\d{2}){0,2}"
_SEATS = tuple(
    re.compile(pattern)
    for pattern in (
        r"\+?(?P<least>\d{1,4})(?: or (?P<most>\d{1,4}))? (?P<role>[^\d;()]+)",
        rf"\({_CODE}(?: from)?(?: (?P<first>{_WHEN}))?(?: to (?P<last>{_WHEN}))?\)",
        rf"{_CODE} \((?P<once>{_WHEN})\)",
        rf"{_CODE}(?: (?P<role>[^\d;()]+))?",
        r"(?P<role>any [^;()]+)",
    )
)


@dataclass(frozen=True, slots=True)
class Seat:
    """One seat or several unnamed ones; `text` is as written.

    `code` is empty for unnamed members; `least` and `most` say how many those are (both 1 for a named one, both None
    where only words describe them). `role` is what the member does, or who the unnamed members are.
    """

    text: str
    code: str = ""
    role: str = ""
    first: PartialDate | None = None
    last: PartialDate | None = None
    least: int | None = 1
    most: int | None = 1

    def standing(self, day: date) -> Standing:
        """Whether the seat is taken on a day; `perhaps` within a month or year in which it begins or ends."""
        return standing(self.first, self.last, day)


@dataclass(frozen=True, slots=True)
class Format:
    """One format. `chairs` are the parties that chair or mediate; empty dates: not stated. `n_members` as recorded."""

    id: str
    name: str
    seats: tuple[Seat, ...]
    decision_rule: str
    mark: tuple[Mark, ...]
    files: tuple[str, ...] = ()
    n_members: int | None = None
    chairs: tuple[Seat, ...] = ()
    formal_outcome: str = ""
    active_from: PartialDate | None = None
    active_to: PartialDate | None = None
    source: str = ""
    file: str = field(default="", compare=False)
    line: int = field(default=0, compare=False)

    def active(self, day: date) -> Standing:
        """Whether the format is open on a day, both recorded ends included; not stated without a beginning."""
        found = standing(self.active_from, self.active_to, day)
        if self.active_from is None and found is not Standing.NO:
            return Standing.NOT_STATED
        return found

    def seated(self, day: date) -> tuple[Seat, ...]:
        """Named seats that are taken, or perhaps taken, on a day."""
        return tuple(seat for seat in self.seats if seat.code and seat.standing(day) is not Standing.NO)

    @property
    def unnamed(self) -> tuple[Seat, ...]:
        """Seats of members that are only counted or described."""
        return tuple(seat for seat in self.seats if not seat.code)


def parse_seat(text: str) -> Seat | None:
    """One seat, or None when it is written in none of the ways above."""
    for pattern in _SEATS:
        match = pattern.fullmatch(text)
        if match is not None:
            return _seat(text, match.groupdict())
    return None


def _seat(text: str, parts: dict[str, str | None]) -> Seat | None:
    once = parts.get("once")
    first, last = _when(parts.get("first") or once), _when(parts.get("last") or once)
    if any(parts.get(part) and day is None for part, day in (("first", first), ("last", last), ("once", first))):
        return None
    code, role, least = parts.get("code") or "", parts.get("role") or "", parts.get("least")
    few = int(least) if least else (1 if code else None)
    most = parts.get("most")
    return Seat(text, code, role, first, last, few, int(most) if most else few)


def _when(text: str | None) -> PartialDate | None:
    return parse_partial(text) if text else None


def format_of(cells: Cells) -> Format:
    """The format in one row; `cells.findings` says what is wrong with it."""
    return Format(
        id=cells.required("format_id", "give the format a short id such as E3-IRN"),
        name=cells.required("name", "write the format's name"),
        seats=_seats(cells, "members"),
        decision_rule=cells.text("decision_rule"),
        mark=cells.marks(),
        files=cells.words("file"),
        n_members=cells.count("n_members"),
        chairs=_seats(cells, "chair_or_mediator"),
        formal_outcome=cells.text("formal_outcome"),
        active_from=cells.date("active_from"),
        active_to=cells.date("active_to"),
        source=cells.text("source"),
        file=cells.row.file,
        line=cells.row.line,
    )


def _seats(cells: Cells, column: str) -> tuple[Seat, ...]:
    seats: list[Seat] = []
    for entry in cells.words(column):
        seat = parse_seat(entry)
        if seat is None:
            cells.complain(
                "bad-member",
                column,
                EXPECTED_SEAT,
                RULE_SEAT,
                "write one entry for each member, separated by semicolons",
                found=repr(entry[:80]),
            )
        else:
            seats.append(seat)
    return tuple(seats)


def format_cells(item: Format) -> dict[str, str]:
    """The cells of one format, as they are written to a table."""
    return {
        "format_id": item.id, "file": join(item.files), "name": item.name,
        "members": join(seat.text for seat in item.seats), "decision_rule": item.decision_rule,
        "n_members": "" if item.n_members is None else str(item.n_members),
        "chair_or_mediator": join(seat.text for seat in item.chairs), "formal_outcome": item.formal_outcome,
        "active_from": dated(item.active_from), "active_to": dated(item.active_to), "source": item.source,
        "mark": join(item.mark),
    }  # fmt: skip
