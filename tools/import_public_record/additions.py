"""Statements that the tables lack: texts of events put in a form a rule can read, and further compliance facts.

They are kept as tables beside this module. A coded statement takes its day, source, basis and mark from the statement
that it is derived from; a compliance fact names its own. Two more tables say what no rule of the import can: days of
first publication, and which statements disagree.
"""

from __future__ import annotations

from collections.abc import Mapping

from tools.import_public_record.sources import SourceList
from tools.import_public_record.tables import Cells, Data, Origin, notes, origins

INHERITED = ("of_day", "public_on", "public_rule", "basis", "source", "mark")


def coded(data: Data, made: Mapping[str, Cells]) -> list[Cells]:
    """Coded statements; each names in `derived_from` one that was made before."""
    return [_coded(row, made) for row in origins(data, "coded.csv")]


def _coded(row: Origin, made: Mapping[str, Cells]) -> Cells:
    parent = _named(row, "derived_from", made)
    return {**row.cells, **{column: parent[column] for column in INHERITED}}


def compliance(data: Data, sources: SourceList) -> list[Cells]:
    """Compliance facts with sources of their own."""
    return [_fact(row, sources) for row in origins(data, "compliance.csv")]


def _fact(row: Origin, sources: SourceList) -> Cells:
    return {**row.cells, "source": sources.of_row(row), "mark": row["status"]}


def procedures(data: Data, made: Mapping[str, Cells], sources: SourceList) -> list[Cells]:
    """What was done in procedures, and votes by name; a row derived from a statement may leave its day and source to it."""
    return [_step(row, made, sources) for row in origins(data, "procedures.csv")]


def _step(row: Origin, made: Mapping[str, Cells], sources: SourceList) -> Cells:
    return _coded(row, made) if row["derived_from"] else _fact(row, sources)


def judgements(data: Data, sources: SourceList) -> list[Cells]:
    """Judgements after the strikes of June 2025, which the table of published times does not hold."""
    return [_judgement(row, sources) for row in origins(data, "judgements.csv")]


def _judgement(row: Origin, sources: SourceList) -> Cells:
    kept = {c: v for c, v in row.cells.items() if c not in ("source", "source_url", "source_date", "status")}
    return {**kept, "source": sources.of_row(row), "mark": row["status"]}


def qualifiers(data: Data) -> dict[str, str]:
    """How a count bounds the true one, where only the note of its row says so: by statement id."""
    return {row["id"]: row["qualifier"] for row in origins(data, "qualifiers.csv")}


def stated_days(data: Data, made: Mapping[str, Cells]) -> None:
    """Write days of first publication that no rule gives into the statements made, with the reason in their notes."""
    for row in origins(data, "public_days.csv"):
        cells = _named(row, "id", made)
        cells["note"] = notes(cells.get("note", ""), f"public on {row['public_on']}: {row['why']}")
        cells.update({column: row[column] for column in ("public_on", "public_rule")})


def conflicts(data: Data, made: Mapping[str, Cells]) -> None:
    """Let statements that disagree name each other; a pair is listed once and holds both ways."""
    for row in origins(data, "conflicts.csv"):
        one, other = _named(row, "id", made), _named(row, "conflicts_with", made)
        for cells, against in ((one, other), (other, one)):
            cells["conflicts_with"] = ";".join(filter(None, (cells.get("conflicts_with", ""), against["id"])))


def _named(row: Origin, column: str, made: Mapping[str, Cells]) -> Cells:
    found = made.get(row[column])
    if found is None:
        raise SystemExit(f"{row.file}, row {row.number}: {column} {row[column]!r} is no imported statement")
    return found
