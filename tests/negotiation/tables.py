"""Small invented rows and the bundled tables, for the tests of this room."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

from servanda.core.names import Mark
from servanda.core.period import PartialDate, parse_partial
from servanda.negotiation.format import Format, parse_seat
from servanda.negotiation.party import Party, PartyIndex, membership
from servanda.negotiation.position import Attribution, Firmness, HeldPosition
from servanda.negotiation.read import read_formats, read_issues, read_meetings, read_parties, read_positions
from tests.support import PROJECT

CASES = PROJECT / "src" / "servanda" / "cases"
READ = (Mark.READ,)


def partial(text: str) -> PartialDate:
    """A partial date that is known to be written well."""
    found = parse_partial(text)
    assert found is not None, text
    return found


def position(
    id: str,  # noqa: A002 - the word of the table
    said_on: str,
    *,
    party: str = "AAA",
    issue: str = "CAP",
    reported: str = "",
    attribution: Attribution = Attribution.NAMED_OFFICIAL,
    firmness: Firmness = Firmness.FIRM,
    **rest: Any,
) -> HeldPosition:
    """A position of an invented party; `rest` are further fields."""
    return HeldPosition(
        id=id, party=party, issue=issue, text=f"words of {id}", firmness=firmness, said_on=partial(said_on),
        attribution=attribution, mark=READ, outlet_date=partial(reported) if reported else None, **rest,
    )  # fmt: skip


def party(id: str, *groups: str, kind: str = "state", **rest: Any) -> Party:  # noqa: A002 - the word of the table
    """An invented party in the given groups."""
    return Party(id=id, name=f"State {id}", kind=kind, mark=READ, memberships=tuple(map(membership, groups)), **rest)


def forum(members: str, rule: str = "consensus", *, chairs: str = "", outcome: str = "", **rest: Any) -> Format:
    """An invented format with seats written as in the table."""
    seats = [[parse_seat(entry.strip()) for entry in text.split(";") if entry.strip()] for text in (members, chairs)]
    named, chairing = (tuple(seat for seat in group if seat is not None) for group in seats)
    return Format(
        id="TABLE", name="A table", seats=named, decision_rule=rule, mark=READ, chairs=chairing,
        formal_outcome=outcome, **rest,
    )  # fmt: skip


def bundled(case: str, table: str) -> str:
    """The text of a table of a bundled case."""
    return (CASES / case / "negotiation" / f"{table}.csv").read_text(encoding="utf-8")


@cache
def iran_positions() -> tuple[HeldPosition, ...]:
    """The positions of the bundled case of Iran."""
    return read_positions(bundled("iran", "positions"), "positions.csv")[0]


@cache
def iran_parties() -> PartyIndex:
    """The parties of the bundled case of Iran."""
    return PartyIndex.of(read_parties(bundled("iran", "parties"), "parties.csv")[0])


@cache
def iran_formats() -> Mapping[str, Format]:
    """The formats of the bundled case of Iran, by id."""
    return {item.id: item for item in read_formats(bundled("iran", "formats"), "formats.csv")[0]}


READERS = {
    "parties": read_parties,
    "formats": read_formats,
    "issues": read_issues,
    "positions": read_positions,
    "meetings": read_meetings,
}

DAY = date(2030, 6, 15)
HALF = Decimal(50)
