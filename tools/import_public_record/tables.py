"""Rows of the tables that are imported, and the text of the tables that are written."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from servanda.core.table import write_table
from servanda.evidence.statement import STATEMENT_COLUMNS

Cells = dict[str, str]
Data = Mapping[str, bytes]
"""Files by their path below the data folder, with `/` between the parts."""


@dataclass(frozen=True, slots=True)
class Origin:
    """One row of an imported table: `number` counts from 1 and stays in the ids made from it."""

    file: str
    number: int
    cells: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells[column]


def origins(data: Data, file: str) -> list[Origin]:
    """All rows of one table, in its order; a table that is not there has none."""
    text = data.get(file, b"").decode("utf-8-sig")
    rows = csv.DictReader(io.StringIO(text, newline=""), strict=True)
    return [Origin(file, number, row) for number, row in enumerate(rows, start=1)]


def statement_table(rows: Iterable[Mapping[str, str]]) -> bytes:
    """A table of statements with the required columns and those that any row fills."""
    kept = list(rows)
    used = [
        column
        for column in STATEMENT_COLUMNS.all
        if column in STATEMENT_COLUMNS.required or any(row.get(column) for row in kept)
    ]
    return write_table(kept, used).encode()


def plain_table(rows: Iterable[Mapping[str, str]]) -> bytes:
    """A table with the columns of its first row; a table without rows is empty."""
    kept = list(rows)
    return write_table(kept, list(kept[0])).encode() if kept else b""


def notes(*parts: str) -> str:
    """Remarks joined to one note, empty ones left out."""
    return "; ".join(part for part in parts if part)
