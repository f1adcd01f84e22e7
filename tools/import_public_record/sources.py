"""The list of sources: one for each distinct title, address and day."""

from __future__ import annotations

from collections.abc import Mapping

from servanda.core.table import write_table
from servanda.evidence.source import SOURCE_COLUMNS
from tools.import_public_record.tables import Cells, Origin

SEED = ("French and Russian presidents on Iran's nuclear programme", "", "2025-07-02")
"""The article from which the statements of 1 July 2025 were taken; no address was shown."""
SEED_PUBLISHER = "The National"


class SourceList:
    """Gives each text an id on first sight (S001, S002 ...) and keeps the order; lists of their own have another prefix."""

    def __init__(self, prefix: str = "S") -> None:
        self._ids: dict[tuple[str, str, str], str] = {}
        self._prefix = prefix

    def id_of(self, title: str, address: str, day: str) -> str:
        """The id of a text."""
        return self._ids.setdefault((title, address, day), f"{self._prefix}{len(self._ids) + 1:03d}")

    def of_row(self, row: Origin | Mapping[str, str]) -> str:
        """The id of the text that a row names."""
        return self.id_of(row["source"], row["source_url"], row["source_date"])

    def seed(self) -> str:
        """The id of the article about the call of 1 July 2025."""
        return self.id_of(*SEED)

    def table(self, *further: SourceList) -> bytes:
        """`sources.csv`, with the texts of further lists after its own."""
        rows = [_cells(key, ident) for listed in (self, *further) for key, ident in listed._ids.items()]
        return write_table(rows, SOURCE_COLUMNS.all).encode()


def _cells(key: tuple[str, str, str], ident: str) -> Cells:
    title, address, day = key
    publisher = SEED_PUBLISHER if key == SEED else ""
    return {"id": ident, "title": title, "date": day, "address": address, "publisher": publisher}
