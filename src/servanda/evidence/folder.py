"""Rows to statements and back: the strict reader and the writer of `statements/*.csv` and `sources.csv`.

Text goes in, statements and findings come out; nothing here touches the disk. Every cell is checked alone first
(here), then the cells of a row together (`row_checks`), then rows together (`links`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from functools import lru_cache
from typing import Any, TypeVar

from servanda.core.finding import Finding, Severity
from servanda.core.names import Basis, Mark, Qualifier
from servanda.core.period import PartialDate, parse_partial
from servanda.core.table import Row, read_table, write_table
from servanda.core.unit import Unit, unit_of
from servanda.evidence.row_checks import NUMBERS, RULE, check_row, suggest
from servanda.evidence.source import SOURCE_COLUMNS, Source, source_cells, source_of
from servanda.evidence.statement import MODALITIES, PUBLIC_RULES, STATEMENT_COLUMNS, Statement
from servanda.evidence.vocabulary import (
    BAND,
    IDENTIFIER,
    QUANTITY_NAME,
)

PLAIN_TEXT = (
    "subject", "site", "form", "text", "method", "speaker", "on_behalf_of", "attribution", "relayed_by", "condition",
    "verb", "addressee", "quotation", "locator", "document", "derived_from", "supersedes", "note",
)  # fmt: skip
UF6_REMEDY = "write kg_U and the UF6 mass in kg times 0.676 (say so in note), or record uf6_mass in kg_UF6"
_UF6 = re.compile(r"(kg|t|tonnes?)?[ _]?(of[ _])?UF6", re.IGNORECASE)
LISTS = ("actors", "conflicts_with")

W = TypeVar("W", bound=StrEnum)
_NO_DAY = PartialDate("", date.max, date.max)
_partial = lru_cache(maxsize=8192)(parse_partial)


def read_sources(text: str, file: str) -> tuple[list[Source], list[Finding]]:
    """The sources of a case from `sources.csv`."""
    rows, findings = read_table(text, file, SOURCE_COLUMNS)
    sources = []
    for row in rows:
        source, problems = source_of(row)
        findings += problems
        if source is not None:
            sources.append(source)
    findings += _twice(((row, row["id"]) for row in rows), "source")
    return sources, findings


def write_sources(sources: Iterable[Source]) -> str:
    """`sources.csv` for the sources, in their order."""
    return write_table((source_cells(s) for s in sources), SOURCE_COLUMNS.all)


def read_statements(text: str, file: str) -> tuple[list[Statement], list[Finding]]:
    """The statements in one `statements/*.csv`; a row with an error gives findings and no statement."""
    rows, findings = read_table(text, file, STATEMENT_COLUMNS)
    statements = []
    for row in rows:
        problems: list[Finding] = []
        statement = _statement(row, problems)
        if statement is not None:
            statements.append(statement)
        findings += problems
    return statements, findings


def write_statements(statements: Iterable[Statement]) -> str:
    """`statements/*.csv` for the statements, in their order, with the columns that any of them fills."""
    cells = [statement_cells(s) for s in statements]
    used = [c for c in STATEMENT_COLUMNS.all if c in STATEMENT_COLUMNS.required or any(row[c] for row in cells)]
    return write_table(cells, used)


def statement_cells(statement: Statement) -> dict[str, str]:
    """The cells of one statement, as they are written to a table."""
    cells = {column: _cell(getattr(statement, column)) for column in STATEMENT_COLUMNS.all}
    cells["preferred"] = "" if statement.preferred else "no"
    return cells


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, PartialDate):
        return value.text
    if isinstance(value, tuple):
        return ";".join(value)
    return str(value)


def _statement(row: Row, findings: list[Finding]) -> Statement | None:
    of_day = _day(row, "of_day", findings)
    public_on = _day(row, "public_on", findings)
    basis = _word(row, "basis", Basis, findings)
    mark = _word(row, "mark", Mark, findings)
    texts: dict[str, Any] = {column: row[column] for column in PLAIN_TEXT}
    texts.update((column, _list(row[column])) for column in LISTS)
    texts.update((column, _number(row, column, findings)) for column in (*NUMBERS, "standard_uncertainty"))
    unit = _unit(row, findings)
    qualifier = _word(row, "qualifier", Qualifier, findings) if row["qualifier"] else None
    _names(row, findings)
    statement = Statement(
        row["id"],
        row["quantity"],
        of_day or public_on or _NO_DAY,
        public_on or of_day or _NO_DAY,
        basis or Basis.PRESS,
        row["source"],
        mark or Mark.RECALLED,
        band=row["band"],
        unit=unit,
        qualifier=qualifier,
        preferred=row["preferred"] != "no",
        public_rule=row["public_rule"],
        modality=row["modality"],
        credibility=row["credibility"],
        file=row.file,
        line=row.line,
        **texts,
    )
    # Cells that could not be read stand here as values that no check of the row complains about: it is left out below.
    findings += check_row(row, statement)
    return None if any(f.severity is Severity.ERROR for f in findings) else statement


def _list(cell: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in cell.split(";") if part.strip()) if cell else ()


def _day(row: Row, column: str, findings: list[Finding]) -> PartialDate | None:
    day = _partial(row[column])
    if day is None:
        findings.append(
            row.finding(
                "statement-bad-date",
                column,
                "a day YYYY-MM-DD, a month YYYY-MM, or `before YYYY-MM-DD`",
                "dates follow ISO 8601",
                "write the day; leave out what is not known (2026-06)",
            )
        )
    return day


def _word(row: Row, column: str, words: type[W], findings: list[Finding]) -> W | None:
    try:
        return words(row[column])
    except ValueError:
        allowed = [w.value for w in words]
        findings.append(
            row.finding(
                f"statement-bad-{column}", column, f"one of {', '.join(allowed)}", RULE, suggest(row[column], allowed)
            )
        )
        return None


def _number(row: Row, column: str, findings: list[Finding]) -> Decimal | None:
    cell = row[column]
    if not cell:
        return None
    try:
        number = Decimal(cell)
    except InvalidOperation:
        number = Decimal("nan")
    if number.is_finite() and cell == cell.strip():
        return number
    findings.append(
        row.finding(
            "statement-bad-number",
            column,
            "a finite number with a decimal point",
            RULE,
            "write 1234.5 without spaces, commas or words; leave the cell empty when not known",
        )
    )
    return None


def _unit(row: Row, findings: list[Finding]) -> Unit | None:
    if not row["unit"]:
        return None
    unit = unit_of(row["unit"])
    if unit is None:
        words = [u.value for u in Unit]
        remedy = UF6_REMEDY if _UF6.fullmatch(row["unit"].strip()) else suggest(row["unit"], words)
        findings.append(row.finding("statement-unknown-unit", "unit", f"one of {', '.join(words)}", RULE, remedy))
    return unit


def _names(row: Row, findings: list[Finding]) -> None:
    if not IDENTIFIER.fullmatch(row["id"]):
        findings.append(
            row.finding(
                "statement-bad-id",
                "id",
                "letters, digits and . _ : + / - only",
                RULE,
                "give the statement a short unique id such as ST-001",
            )
        )
    if not QUANTITY_NAME.fullmatch(row["quantity"]):
        findings.append(
            row.finding(
                "statement-bad-quantity",
                "quantity",
                "a name such as uranium_mass",
                RULE,
                "write the quantity in small letters with underscores",
            )
        )
    if not row["source"]:
        findings.append(
            row.finding(
                "statement-without-source",
                "source",
                "the id of a source in sources.csv",
                RULE,
                "add the text to sources.csv and write its id here",
            )
        )
    if row["band"] and not BAND.fullmatch(row["band"]):
        findings.append(
            row.finding(
                "statement-bad-band",
                "band",
                "up_to_N, up_to_N_NN, natural, depleted or total",
                RULE,
                "write the Agency's band, for example up_to_60",
            )
        )
    _closed_words(row, findings)


def _closed_words(row: Row, findings: list[Finding]) -> None:
    closed = (
        ("modality", MODALITIES),
        ("public_rule", ("", *PUBLIC_RULES)),
        ("preferred", ("", "yes", "no")),
        ("credibility", ("", *"123456")),
    )
    for column, allowed in closed:
        if row[column] not in allowed:
            words = ", ".join(w for w in allowed if w)
            findings.append(
                row.finding(
                    f"statement-bad-{column.replace('_', '-')}",
                    column,
                    f"one of {words}, or empty",
                    RULE,
                    suggest(row[column], allowed),
                )
            )


def _twice(rows: Iterable[tuple[Row, str]], kind: str) -> list[Finding]:
    seen: dict[str, int] = {}
    findings = []
    for row, key in rows:
        if key and key in seen:
            findings.append(
                row.finding(
                    f"{kind}-duplicate-id",
                    "id",
                    f"an id of its own (see line {seen[key]})",
                    f"each {kind} has one id",
                    "give one of them another id",
                )
            )
        seen.setdefault(key, row.line)
    return findings
