"""Reads the tables of a material balance from a folder of CSV files or from a workbook, strictly.

Out come typed rows; every problem of every table is reported at once, with file (or sheet), line and column.
"""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

from servanda.case.verify_checks import RULE, RULE_NUMBER, check_rows, parsed, percent_hint, unit_findings
from servanda.case.verify_tables import KINDS, TableKind
from servanda.core.finding import Finding, Refused, refuse_on_error, shown
from servanda.core.table import Row, decode, read_table
from servanda.core.unit import Unit

MASS_UNITS = (Unit.KG, Unit.KG_U, Unit.KG_U235)


@dataclass(frozen=True, slots=True)
class Settings:
    """What is asked of the evaluation; see the template for the meaning of each."""

    title: str
    unit: Unit
    goal_kg: float | None
    alpha: float
    beta: float
    page_k: float
    facility_kind: str
    conditions: tuple[str, ...]
    seed: int
    joint: bool = True


@dataclass(frozen=True, slots=True)
class Input:
    """The tables of one evaluation as they were read, row by row, and what the warnings are."""

    place: str
    settings: Settings
    terms: tuple[Row, ...]
    amounts: tuple[Row, ...]
    strata: tuple[Row, ...]
    pairs: tuple[Row, ...]
    warnings: tuple[Finding, ...]


def read_input(path: Path) -> Input:
    """The input of a folder or workbook; refused with all findings when any is an error."""
    texts, findings = _texts(path)
    rows: dict[str, list[Row]] = {}
    for kind in KINDS:
        place, text = texts.get(kind.name, ("", ""))
        if place:
            rows[kind.name], problems = read_table(text, place, kind.columns)
            findings += in_own_words(problems)
    settings, problems = read_settings(rows.get("settings", []), texts.get("settings", ("settings", ""))[0])
    findings += problems + check_rows(rows) + unit_findings(rows.get("terms", ()), settings.unit)
    refuse_on_error(f"the input {path.name}", findings)
    tables = {kind.name: tuple(rows.get(kind.name, ())) for kind in KINDS}
    return Input(
        path.name, settings, tables["terms"], tables["amounts"], tables["strata"], tables["pairs"], tuple(findings)
    )


def in_own_words(findings: Iterable[Finding]) -> list[Finding]:
    """Findings about the shape of a table, with remedies that fit these tables."""
    remedy = (
        "correct the spelling, or leave the column out; `servanda verify template` lists the columns with their meaning"
    )
    return [replace(f, remedy=remedy) if f.name == "table-unknown-column" else f for f in findings]


Texts = dict[str, tuple[str, str]]
"""Place and CSV text of each table by its name."""


def _texts(path: Path) -> tuple[Texts, list[Finding]]:
    if path.is_dir():
        return _folder(path)
    if path.suffix.lower() == ".xlsx" and path.is_file():
        return _workbook(path)
    found = "no such file or folder" if not path.exists() else f"the file {path.name}"
    remedy = "write a template with `servanda verify template` and fill it in"
    raise Refused(
        f"the input {path.name}",
        [
            Finding(
                path.name,
                None,
                "verify-input-missing",
                "",
                found,
                "a folder of CSV files or an .xlsx workbook",
                RULE,
                remedy,
            )
        ],
    )


def _folder(path: Path) -> tuple[Texts, list[Finding]]:
    texts, findings = dict[str, tuple[str, str]](), list[Finding]()
    for kind in KINDS:
        file = path / f"{kind.name}.csv"
        if file.is_file():
            text, problems = decode(file.read_bytes(), file.name)
            findings += problems
            if not problems:
                texts[kind.name] = (file.name, text)
        elif kind.needed:
            findings.append(_absent(file.name, kind))
    return texts, findings


def _workbook(path: Path) -> tuple[Texts, list[Finding]]:
    texts, findings = dict[str, tuple[str, str]](), list[Finding]()
    book = _opened(path)
    for kind in KINDS:
        if kind.name in book.sheetnames:
            texts[kind.name] = (f"{path.name}[{kind.name}]", _sheet_text(book[kind.name].iter_rows(values_only=True)))
        elif kind.needed:
            findings.append(_absent(f"{path.name}[{kind.name}]", kind))
    book.close()
    return texts, findings


def sheet_text(path: Path, name: str) -> tuple[str, str]:
    """Place and CSV text of the sheet of this name in a workbook, or of its first sheet."""
    book = _opened(path)
    chosen = name if name in book.sheetnames else book.sheetnames[0]
    text = _sheet_text(book[chosen].iter_rows(values_only=True))
    book.close()
    return f"{path.name}[{chosen}]", text


def _opened(path: Path) -> Any:
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        return load_workbook(path, read_only=True, data_only=True)
    except (BadZipFile, InvalidFileException, KeyError, ValueError) as error:
        finding = Finding(
            path.name, None, "verify-workbook-broken", "", shown(error), "an .xlsx workbook", RULE,
            "open it in a spreadsheet program and save it as .xlsx again",
        )  # fmt: skip
        raise Refused(f"the input {path.name}", [finding]) from None


def _sheet_text(lines: Iterable[Sequence[object]]) -> str:
    """A sheet as CSV text, so that both kinds of input go through one strict reader; empty right-hand columns are cut."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    width = 0
    for line in lines:
        cells = [_cell(value) for value in line]
        width = width or len([c for c in cells if c])
        writer.writerow(cells[:width] if not any(cells[width:]) else cells)
    return out.getvalue()


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return value.isoformat() if isinstance(value, date | datetime) else str(value)


def _absent(place: str, kind: TableKind) -> Finding:
    expected = f"a table with the columns {', '.join(kind.columns.required)}"
    remedy = "add the table; `servanda verify template` writes one to fill in"
    return Finding(place, None, "verify-table-missing", "", "no such table", expected, RULE, remedy)


def read_settings(rows: Sequence[Row], place: str) -> tuple[Settings, list[Finding]]:
    """The settings with findings for unknown, doubled, missing and bad ones."""
    known = next(kind for kind in KINDS if kind.name == "settings").meaning
    given, findings = dict[str, Row](), list[Finding]()
    for row in rows:
        if row["key"] not in known or row["key"] in given:
            expected = f"one of {', '.join(known)}, each once"
            findings.append(row.finding("verify-setting-unknown", "key", expected, RULE, "correct or remove the line"))
        given.setdefault(row["key"], row)
    text = {key: row["value"].strip() for key, row in given.items()}

    def number(key: str, default: float | None, low: float, high: float) -> float:
        if not text.get(key):
            if default is None:
                findings.append(_setting_missing(place, key, known[key]))
            return default if default is not None else 0.5
        value = parsed(text[key])
        if not low < value < high:
            expected = f"a number above {low:g} and below {high:g}: {known[key]}"
            remedy = percent_hint(value) if high == 1 else ""
            findings.append(
                given[key].finding(
                    "verify-setting-value", "value", expected, RULE_NUMBER, remedy or "correct the value"
                )
            )
            return 0.5
        return value

    seed = number("seed", 0.0, -1, 2**53)
    if text.get("seed") and seed == parsed(text["seed"]) and not seed.is_integer():
        findings.append(
            given["seed"].finding(
                "verify-setting-value", "value", "a whole number of 0 or more", RULE_NUMBER, "correct the value"
            )
        )
    if text.get("balance_alpha", "") not in ("", "joint", "each"):
        expected, rule = "joint or each", "what a false-alarm rate counts is stated"
        findings.append(
            given["balance_alpha"].finding("verify-setting-value", "value", expected, rule, "write joint or each")
        )
    unit = _unit(given.get("unit"), place, findings)
    if not text.get("title"):
        findings.append(_setting_missing(place, "title", known["title"]))
    goal = number("goal_kg", math.nan, 0, math.inf) if text.get("goal_kg") else None
    settings = Settings(
        text.get("title", ""), unit, goal, number("alpha", None, 0, 1), number("beta", None, 0, 1),
        number("page_k", 0.5, -1e-300, 100), text.get("facility_kind", ""),
        tuple(part.strip() for part in text.get("conditions", "").split(";") if part.strip()),
        int(seed), text.get("balance_alpha", "") != "each",
    )  # fmt: skip
    return settings, findings


def _unit(row: Row | None, place: str, findings: list[Finding]) -> Unit:
    words = ", ".join(unit.value for unit in MASS_UNITS)
    if row is None:
        findings.append(_setting_missing(place, "unit", words))
        return Unit.KG
    found = next((unit for unit in MASS_UNITS if unit.value == row["value"].strip()), None)
    if found is None:
        rule = "all masses of a balance count the same element or isotope; compounds are converted first"
        findings.append(
            row.finding("verify-unit", "value", f"one of {words}", rule, "convert the masses, then name their unit")
        )
    return found or Unit.KG


def _setting_missing(place: str, key: str, expected: str) -> Finding:
    rule = "what a result depends on is stated, not assumed"
    return Finding(place, None, "verify-setting-missing", key, "nothing", expected, rule, f"add a line {key},...")
