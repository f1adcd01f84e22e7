"""A statement as text and as a row: shared by every command that shows statements."""

from __future__ import annotations

import shutil
import textwrap
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from servanda.cli.fields import EVIDENCE, Field, Kind, Row, Value
from servanda.core.names import Mark, Qualifier

if TYPE_CHECKING:
    from decimal import Decimal

    from servanda.evidence.statement import Statement

WIDEST = 100
"""Paragraphs and pairs are folded at this width, and earlier on a narrower terminal."""


def text_width() -> int:
    """The width at which running text is folded."""
    return max(40, min(WIDEST, shutil.get_terminal_size((WIDEST, 24)).columns))


def about(row: Row) -> str:
    """What a statement is about, in one cell: quantity, subject, band, form and site."""
    parts = [
        str(row["quantity"]).replace("_", " "),
        row["subject"],
        band_words(str(row["band"])),
        row["form"],
        row["site"],
    ]
    return " ".join(str(part) for part in parts if part)


def band_words(band: str) -> str:
    """An enrichment band as people write it: `up_to_3_67` is up to 3.67 %."""
    return band.replace("up_to_", "up to ").replace("_", ".") + " %" if band.startswith("up_to_") else band


def says(statement: Statement) -> str:
    """What a statement says: its number with range and unit, or its text."""
    if not statement.has_value or statement.unit is None:
        return " ".join(statement.text.split())
    approx = "about " if statement.qualifier is Qualifier.APPROX else ""
    return approx + statement.estimate().text()


def basis_and_mark(row: Row) -> str:
    """The basis, and the word recalled where the text behind the row was not seen."""
    basis = str(row["basis"]).replace("_", " ")
    return f"{basis}, recalled" if row["mark"] == Mark.RECALLED else basis


def number_or_none(value: Decimal | None) -> float | None:
    """A stated number for a program; null when there is none."""
    return None if value is None else float(value)


def evidence_ids(row: Row) -> str:
    """The ids of a row, in their order."""
    found = row["evidence"]
    return " ".join(str(i) for i in found) if isinstance(found, tuple | list) else ""


def pairs(lines: Iterable[tuple[str, str | Sequence[str]]]) -> list[str]:
    """Labels and values under each other; empty values are left out, each item of a list begins a line."""
    shown = [(label, [value] if isinstance(value, str) else value) for label, value in lines if value]
    width = max((len(label) for label, _ in shown), default=0) + 2
    return [
        paragraph(text, (label if place == 0 else "").ljust(width), " " * width)
        for label, texts in shown
        for place, text in enumerate(texts)
    ]


def paragraph(text: str, indent: str = "", further: str | None = None) -> str:
    """A paragraph folded at the width of a page; `further` is the indent of its later lines."""
    return textwrap.fill(
        " ".join(text.split()), text_width(), initial_indent=indent, subsequent_indent=indent if further is None else further,
        break_on_hyphens=False, break_long_words=False,
    )  # fmt: skip


def statement_row(statement: Statement) -> dict[str, Value]:
    """A statement as a row with the keys of `STATEMENT_FIELDS`."""
    s = statement
    return {
        "id": s.id,
        "of_day": s.of_day.text,
        "quantity": s.quantity,
        "subject": s.subject,
        "site": s.site,
        "form": s.form,
        "band": s.band,
        "says": says(s),
        "value": number_or_none(s.value),
        "low": number_or_none(s.low),
        "high": number_or_none(s.high),
        "unit": s.unit.value if s.unit else "",
        "qualifier": s.qualifier.value if s.qualifier else "",
        "text": s.text,
        "basis": s.basis.value,
        "mark": s.mark.value,
        "preferred": s.preferred,
        "public_on": s.public_on.text,
        "public_rule": s.public_rule,
        "source": s.source,
        "derived_from": s.derived_from,
        "conflicts_with": s.conflicts_with,
        "note": s.note,
        "evidence": (s.id,),
    }


STATEMENT_FIELDS = (
    Field("id", Kind.TEXT, "id of the statement", "id"),
    Field("of_day", Kind.TEXT, "the day the statement is about, or the month or year as written", "of day"),
    Field("quantity", Kind.TEXT, "what is stated, such as `uranium_mass`", "about", show=about, least=9, wraps=True),
    Field("subject", Kind.TEXT, "machine type, obligation id or kind of event; empty: none"),
    Field("site", Kind.TEXT, "code of the site; empty: not stated"),
    Field("form", Kind.TEXT, "chemical form; empty: not stated"),
    Field("band", Kind.TEXT, "enrichment band, an upper bound in percent; empty: none"),
    Field("value", Kind.NUMBER, "the number stated; null: none"),
    Field("low", Kind.NUMBER, "lower bound stated; null: none"),
    Field("high", Kind.NUMBER, "upper bound stated; null: none"),
    Field("unit", Kind.TEXT, "unit of value, low and high; empty: text only"),
    Field("qualifier", Kind.TEXT, "`at_most`, `at_least`, `approx`, or empty"),
    Field("text", Kind.TEXT, "the text of the statement, where it is one"),
    Field("basis", Kind.TEXT, "on whose authority: `verified`, `estimated_by_agency`, `declared`, `third_party`, `press`",
          "basis", show=basis_and_mark, wraps=True),
    Field("mark", Kind.TEXT, "`read` or `recalled`"),
    Field("preferred", Kind.FLAG, "false: kept beside a better statement about the same"),
    Field("public_on", Kind.TEXT, "the day on which it first became public", "public", width=100),
    Field("public_rule", Kind.TEXT, "how that day is known"),
    Field("source", Kind.TEXT, "id of the source", "source", width=100),
    Field("says", Kind.TEXT, "value with range and unit, or the text, as people read it", "says", least=22, wraps=True),
    Field("derived_from", Kind.TEXT, "id of the statement whose text this one puts in a form that rules can read"),
    Field("conflicts_with", Kind.WORDS, "ids of statements recorded as conflicting"),
    Field("note", Kind.TEXT, "remark of the record"),
    EVIDENCE,
)  # fmt: skip
"""A statement as a program and a person get it."""
