"""Parties, formats, issues, positions and meetings of each case. Columns stay; `status` becomes `mark`."""

from __future__ import annotations

import re
from collections.abc import Iterable

from tools.import_public_record.tables import Cells, Data, Origin, origins, plain_table

PARTY_CODES = {
    "USA": "US", "IRN": "IR", "FRA": "FR", "GBR": "UK", "DEU": "DE", "RUS": "RU", "CHN": "CN", "IAEA": "IAEA",
    "IAEA-BOG": "BOG", "UNSC": "UNSC", "EU": "EU", "OMN": "OM", "SAU": "SA", "TUR": "TR", "PAK": "PK", "E3": "E3",
}  # fmt: skip
"""The code of a party in the files of the agreements; parties that these do not know have none."""
UKRAINE_MEETINGS = ("E013",)
"""Meetings of the other file that concern Ukraine too: the call of 1 July 2025, as the statements about it show."""
UKRAINE_BODIES = ("UKR", "UNSC", "E3", "COW")


def iran(data: Data) -> dict[str, bytes]:
    """The tables of the case iran: everything but what concerns Ukraine alone."""
    return {
        "parties.csv": plain_table(_party(row) for row in origins(data, "diplomacy/parties.csv")),
        "formats.csv": plain_table(_formats(data, "iran")),
        "issues.csv": plain_table(_marked(row) for row in origins(data, "diplomacy/issues.csv")),
        "positions.csv": plain_table(_marked(row) for row in origins(data, "diplomacy/positions.csv")),
        "meetings.csv": plain_table(_marked(row) for row in origins(data, "diplomacy/events.csv")),
    }


def ukraine(data: Data) -> dict[str, bytes]:
    """The tables of the case ukraine, with the parties that they name."""
    formats = _formats(data, "ukraine")
    positions = [_marked(row) for row in origins(data, "diplomacy/positions_ukraine.csv")]
    named = _named([*formats, *positions])
    parties = [row for row in origins(data, "diplomacy/parties.csv") if row["party_id"] in named]
    meetings = [row for row in origins(data, "diplomacy/events.csv") if row["event_id"] in UKRAINE_MEETINGS]
    return {
        "parties.csv": plain_table(_party(row) for row in parties),
        "formats.csv": plain_table(formats),
        "issues.csv": plain_table(_marked(row) for row in origins(data, "diplomacy/issues_ukraine.csv")),
        "positions.csv": plain_table(positions),
        "meetings.csv": plain_table(_marked(row) for row in meetings),
    }


def _formats(data: Data, case: str) -> list[Cells]:
    rows = origins(data, "diplomacy/formats.csv")
    return [_marked(row) for row in rows if case in row["file"].split(";")]


def _named(rows: Iterable[Cells]) -> set[str]:
    cells = (row.get(column, "") for row in rows for column in ("members", "chair_or_mediator", "party"))
    return {word for cell in cells for word in re.split(r"[;() ]+", cell)} | set(UKRAINE_BODIES)


def _party(row: Origin) -> Cells:
    return {**_marked(row), "code": PARTY_CODES.get(row["party_id"], "")}


def _marked(row: Origin) -> Cells:
    renamed = {"status": "mark", "row_id": "id"}
    return {renamed.get(column, column): cell for column, cell in row.cells.items()}
