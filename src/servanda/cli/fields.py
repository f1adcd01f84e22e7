"""The form of an answer: which documents there are, which tables they hold, and what each key of a row means.

One declaration serves the text, the JSON, the CSV, the page that documents them and the test that holds them to it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

Value = str | float | int | bool | date | Sequence[str] | Mapping[str, object] | None
Row = Mapping[str, Value]
"""One line of a table: values by key. None means: not stated or not known, never zero."""


class Kind(StrEnum):
    """What a value is in JSON; each kind except `words`, `flag` and `tree` can be null."""

    TEXT = "text"
    NUMBER = "number"
    WHOLE = "whole number"
    DAY = "day"
    WORDS = "list of texts"
    FLAG = "true or false"
    TREE = "object"


@dataclass(frozen=True, slots=True)
class Field:
    """One key of a row: its kind and meaning; with a `head` it is also a column of the text.

    `show` writes the cell for people from the whole row; `width` is the narrowest terminal that shows the column;
    `least` is the narrowest that the column may become, `wraps` says that a long cell may go over several lines.
    """

    key: str
    kind: Kind
    meaning: str
    head: str = ""
    show: Callable[[Row], str] | None = None
    width: int = 0
    least: int = 0
    wraps: bool = False
    left: bool = False

    @property
    def right(self) -> bool:
        """Numbers stand at the right of their column, unless `left` says that the cell is text."""
        return self.kind in (Kind.NUMBER, Kind.WHOLE) and not self.left

    def cell(self, row: Row) -> str:
        """The cell of a row as people read it."""
        return self.show(row) if self.show else plain(row[self.key])


@dataclass(frozen=True, slots=True)
class TableForm:
    """A table of a document: its key in JSON, its title above the text, its fields. Without heads it is not shown."""

    key: str
    title: str
    fields: tuple[Field, ...]
    none: str = ""

    @property
    def columns(self) -> tuple[Field, ...]:
        """The fields that are columns of the text."""
        return tuple(f for f in self.fields if f.head)


@dataclass(frozen=True, slots=True)
class Form:
    """A document that a command prints: `name` and `edition` make its schema, the first table is its CSV."""

    name: str
    command: str
    head: tuple[Field, ...]
    tables: tuple[TableForm, ...]
    edition: int = 1

    @property
    def schema(self) -> str:
        """The word by which a program knows the document."""
        return f"servanda/{self.name}/{self.edition}"


@dataclass(frozen=True, slots=True)
class Document:
    """One answer: the values of the head, the rows of each table, and paragraphs before and after the tables.

    Tables in `hidden` are left out of the text, where they would say nothing new.
    """

    form: Form
    head: Row
    rows: Mapping[str, Sequence[Row]]
    before: Sequence[str] = ()
    after: Sequence[str] = ()
    hidden: frozenset[str] = frozenset()


def significant(value: float, digits: int = 6) -> str:
    """A number for people with at most so many significant digits, thousands separated, whole numbers never cut."""
    if not math.isfinite(value):
        return "unbounded"
    places = digits - 1 - (math.floor(math.log10(abs(value))) if value else 0)
    text = f"{round(value, places):,.{max(0, places)}f}" if places > 0 else f"{value:,.0f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def plain(value: Value) -> str:
    """A value as people read it in a table: nothing for nothing."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str):
        return " ".join(value.split())
    if isinstance(value, float | int):
        return significant(value) if isinstance(value, float) else f"{value:,}"
    return " ".join(value)


CASE = Field("case", Kind.TEXT, "short name of the case")
QUESTION = (
    CASE,
    Field("as_of", Kind.DAY, "the day asked about"),
    Field("known_by", Kind.DAY, "only what was public by this day was used; null: everything recorded"),
    Field("position", Kind.TEXT, "whose legal position was asked for: `all` or a party code"),
    Field("digest", Kind.TEXT, "SHA-256 of the case's files: the same digest and question give the same answer"),
)
"""The head of every answer that depends on a view of a case."""

EVIDENCE = Field("evidence", Kind.WORDS, "ids of the statements that were read: servanda record show CASE ID")
"""Every row that says something about the record leads to its statements."""
