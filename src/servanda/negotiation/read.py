"""The five tables of a case: text in, records and findings out, and back. A row with an error gives no record."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

from servanda.core.finding import Finding, errors
from servanda.core.table import Columns, read_table, write_table
from servanda.negotiation.cells import Cells
from servanda.negotiation.format import FORMAT_COLUMNS, Format, format_cells, format_of
from servanda.negotiation.issue import ISSUE_COLUMNS, Issue, issue_cells, issue_of
from servanda.negotiation.meeting import MEETING_COLUMNS, Meeting, meeting_cells, meeting_of
from servanda.negotiation.party import PARTY_COLUMNS, Party, party_cells, party_of
from servanda.negotiation.position import POSITION_COLUMNS, HeldPosition, position_cells, position_of

Record = TypeVar("Record")


def read_parties(text: str, file: str) -> tuple[tuple[Party, ...], list[Finding]]:
    """The parties of `parties.csv`, in the order of its rows."""
    return _read(text, file, PARTY_COLUMNS, "party", party_of)


def read_formats(text: str, file: str) -> tuple[tuple[Format, ...], list[Finding]]:
    """The formats of `formats.csv`, in the order of its rows."""
    return _read(text, file, FORMAT_COLUMNS, "format", format_of)


def read_issues(text: str, file: str) -> tuple[tuple[Issue, ...], list[Finding]]:
    """The issues of `issues.csv`, in the order of its rows."""
    return _read(text, file, ISSUE_COLUMNS, "issue", issue_of)


def read_positions(text: str, file: str) -> tuple[tuple[HeldPosition, ...], list[Finding]]:
    """The positions of `positions.csv`, in the order of its rows."""
    return _read(text, file, POSITION_COLUMNS, "position", position_of)


def read_meetings(text: str, file: str) -> tuple[tuple[Meeting, ...], list[Finding]]:
    """The meetings of `meetings.csv`, in the order of its rows."""
    return _read(text, file, MEETING_COLUMNS, "meeting", meeting_of)


def write_parties(parties: Iterable[Party]) -> str:
    """The text of `parties.csv`; reading it gives the same parties."""
    return write_table(map(party_cells, parties), PARTY_COLUMNS.all)


def write_formats(formats: Iterable[Format]) -> str:
    """The text of `formats.csv`; reading it gives the same formats."""
    return write_table(map(format_cells, formats), FORMAT_COLUMNS.all)


def write_issues(issues: Iterable[Issue]) -> str:
    """The text of `issues.csv`; reading it gives the same issues."""
    return write_table(map(issue_cells, issues), ISSUE_COLUMNS.all)


def write_positions(positions: Iterable[HeldPosition]) -> str:
    """The text of `positions.csv`; reading it gives the same positions."""
    return write_table(map(position_cells, positions), POSITION_COLUMNS.all)


def write_meetings(meetings: Iterable[Meeting]) -> str:
    """The text of `meetings.csv`; reading it gives the same meetings."""
    return write_table(map(meeting_cells, meetings), MEETING_COLUMNS.all)


def _read(
    text: str, file: str, columns: Columns, kind: str, read: Callable[[Cells], Record]
) -> tuple[tuple[Record, ...], list[Finding]]:
    rows, findings = read_table(text, file, columns)
    records: list[Record] = []
    for row in rows:
        cells = Cells(row, kind)
        record = read(cells)
        findings += cells.findings
        if not errors(cells.findings):
            records.append(record)
    return tuple(records), findings
