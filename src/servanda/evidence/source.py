"""A source: the text from which a statement was taken."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from servanda.core.finding import Finding
from servanda.core.period import parse_day
from servanda.core.table import Columns, Row

SOURCE_COLUMNS = Columns(
    required=("id", "title", "date"),
    optional=("publisher", "number", "address", "reliability", "note"),
)
RELIABILITIES = ("A", "B", "C", "D", "E", "F")
RULE_SOURCE = "each source has an id, a title and the day of its text"


@dataclass(frozen=True, slots=True)
class Source:
    """One text: `date` is the day of the text itself, `reliability` A (completely) to F (cannot be judged).

    Empty strings mean: not stated. The address may be empty where the text showed none.
    """

    id: str
    title: str
    date: date
    publisher: str = ""
    number: str = ""
    address: str = ""
    reliability: str = ""
    note: str = ""


def source_of(row: Row) -> tuple[Source | None, list[Finding]]:
    """The source in one row, or what is wrong with it."""
    findings: list[Finding] = []
    day = parse_day(row["date"])
    if not row["id"]:
        findings.append(row.finding("source-without-id", "id", "an id", RULE_SOURCE, "give the source a short id"))
    if not row["title"]:
        findings.append(row.finding("source-without-title", "title", "a title", RULE_SOURCE, "write its title"))
    if day is None:
        findings.append(
            row.finding("source-bad-date", "date", "a day YYYY-MM-DD", RULE_SOURCE, "write the day of the text")
        )
    if row["reliability"] and row["reliability"] not in RELIABILITIES:
        findings.append(
            row.finding(
                "source-bad-reliability",
                "reliability",
                "A, B, C, D, E or F",
                "Admiralty code, first axis",
                "grade the source, or leave the cell empty",
            )
        )
    if findings or day is None:
        return None, findings
    rest = {column: row[column] for column in SOURCE_COLUMNS.optional}
    return Source(row["id"], row["title"], day, **rest), []


def source_cells(source: Source) -> dict[str, str]:
    """The cells of one source, as they are written to a table."""
    cells = {column: getattr(source, column) for column in SOURCE_COLUMNS.all if column != "date"}
    return {**cells, "date": source.date.isoformat()}
