"""Reads the tables of a material balance from a folder of CSV files or from a workbook, strictly.

Out come typed rows; every problem of every table is reported at once, with file (or sheet), line and column.
"""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TypeVar
from zipfile import BadZipFile

from servanda.case.verify_tables import KINDS, ROLES, TableKind
from servanda.core.finding import Finding, Refused, refuse_on_error, shown
from servanda.core.table import Row, decode, read_table
from servanda.core.unit import Unit
from servanda.verification.asked import DOUBTFUL_RELATIVE_ERROR

RULE = "an evaluation reads the tables settings, terms and amounts, and strata and pairs where items were verified"
RULE_NUMBER = "figures are written with a decimal point, without units"
RULE_FRACTION = "relative errors are fractions, one standard deviation: 0.5 % is 0.005"
MASS_UNITS = (Unit.KG, Unit.KG_U, Unit.KG_U235)
Value = TypeVar("Value")


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
            findings += problems
    settings, problems = read_settings(rows.get("settings", []), texts.get("settings", ("settings", ""))[0])
    findings += problems + check_rows(rows)
    refuse_on_error(f"the input {path.name}", findings)
    tables = {kind.name: tuple(rows.get(kind.name, ())) for kind in KINDS}
    return Input(
        path.name, settings, tables["terms"], tables["amounts"], tables["strata"], tables["pairs"], tuple(findings)
    )


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
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        book = load_workbook(path, read_only=True, data_only=True)
    except (BadZipFile, InvalidFileException, KeyError, ValueError) as error:
        finding = Finding(
            path.name, None, "verify-workbook-broken", "", shown(error), "an .xlsx workbook", RULE,
            "open it in a spreadsheet program and save it as .xlsx again",
        )  # fmt: skip
        raise Refused(f"the input {path.name}", [finding]) from None
    texts, findings = dict[str, tuple[str, str]](), list[Finding]()
    for kind in KINDS:
        if kind.name in book.sheetnames:
            texts[kind.name] = (f"{path.name}[{kind.name}]", _sheet_text(book[kind.name].iter_rows(values_only=True)))
        elif kind.needed:
            findings.append(_absent(f"{path.name}[{kind.name}]", kind))
    book.close()
    return texts, findings


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
            findings.append(
                given[key].finding("verify-setting-value", "value", expected, RULE_NUMBER, "correct the value")
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


def parsed(text: str) -> float:
    """A number, or NaN; digits grouped with underscores are no number."""
    try:
        return math.nan if "_" in text else float(text)
    except ValueError:
        return math.nan


def confirmed(row: Row) -> bool:
    """True where the column `sure` says yes, in capitals or not."""
    return row["sure"].strip().lower() == "yes"


NUMBERS: Mapping[str, Mapping[str, tuple[Callable[[float], bool], str]]] = {
    "terms": dict.fromkeys(
        ("random", "systematic", "long_term", "random_kg", "systematic_kg"),
        (lambda v: v >= 0, "a number of 0 or more, or nothing"),
    ),
    "amounts": {
        "period": (lambda v: v >= 0 and v == int(v), "a whole number of 0 or more"),
        "mass_kg": (lambda v: v >= 0, "a mass in kg of 0 or more; the role of the term gives its sign"),
        "measurements": (lambda v: v >= 1 and v == int(v), "a whole number of 1 or more, or nothing"),
    },
    "strata": {
        "sign": (lambda v: v in (1, -1), "+1 or -1"),
        "items": (lambda v: v >= 1 and v == int(v), "a whole number of 1 or more"),
        **dict.fromkeys(
            ("op_random", "op_systematic", "in_random", "in_systematic"), (lambda v: v >= 0, "a fraction of 0 or more")
        ),
    },
    "pairs": dict.fromkeys(("operator_kg", "inspector_kg"), (lambda v: v >= 0, "a mass in kg of 0 or more")),
}
"""Which columns hold numbers, what is right, and how that is said."""

OPTIONAL = frozenset({
    "random", "systematic", "long_term", "random_kg", "systematic_kg", "measurements", "op_random", "op_systematic",
})  # fmt: skip
FRACTIONS = frozenset({"random", "systematic", "long_term", "op_random", "op_systematic", "in_random", "in_systematic"})


def check_rows(rows: Mapping[str, Sequence[Row]]) -> list[Finding]:
    """What is wrong inside rows, and between tables."""
    findings = [
        finding for name, columns in NUMBERS.items() for row in rows.get(name, ()) for column in columns
        if (finding := _number_finding(name, row, column)) is not None
    ]  # fmt: skip
    for row in rows.get("terms", ()):
        findings += _term_findings(row)
    findings += _links(rows.get("amounts", ()), rows.get("terms", ()), "term", "terms")
    findings += _links(rows.get("pairs", ()), rows.get("strata", ()), "stratum", "strata")
    return findings + _twice(rows)


def _number_finding(table: str, row: Row, column: str) -> Finding | None:
    text = row[column].strip()
    if not text and column in OPTIONAL:
        return None
    good, expected = NUMBERS[table][column]
    value = parsed(text)
    if not math.isfinite(value) or not good(value):
        name = "verify-mass-negative" if value < 0 and "kg" in column else "verify-number"
        return row.finding(name, column, expected, RULE_NUMBER, "correct the figure; leave out what was not measured")
    if column in FRACTIONS and value >= DOUBTFUL_RELATIVE_ERROR and not confirmed(row):
        remedy = f"write {value / 100:g} if {value:g} % is meant; write yes under sure if it is {100 * value:g} %"
        return row.finding("verify-percent-as-fraction", column, "a fraction such as 0.005", RULE_FRACTION, remedy)
    return None


def _term_findings(row: Row) -> list[Finding]:
    rule = "every result says whose errors it used"
    found = []
    if row["role"] not in ROLES:
        found.append(
            row.finding("verify-role", "role", f"one of {', '.join(ROLES)}", RULE, "choose the role of the term")
        )
    if row["errors_from"] not in ("itv", "facility", "user"):
        found.append(
            row.finding(
                "verify-errors-from", "errors_from", "itv, facility or user", rule, "say whose errors these are"
            )
        )
    elif row["errors_from"] == "itv":
        if not row["itv_method"] or not row["itv_material"]:
            found.append(
                row.finding(
                    "verify-itv",
                    "itv_method",
                    "method code and material of a target value",
                    rule,
                    "name the row of the table",
                )
            )
    elif not row["citation"]:
        found.append(
            row.finding(
                "verify-citation", "citation", "where the errors stand", rule, "give the document or the reason"
            )
        )
    return found


def _links(rows: Sequence[Row], known: Sequence[Row], column: str, table: str) -> list[Finding]:
    names = {row[column] for row in known}
    return [
        row.finding(
            "verify-unknown-name",
            column,
            f"a name from the table {table}",
            RULE,
            f"correct the name, or add it to {table}",
        )
        for row in rows
        if row[column] not in names
    ]


KEYS = {
    "terms": ("term",),
    "amounts": ("term", "period"),
    "strata": ("stratum",),
    "pairs": ("stratum", "item"),
}
REMEDIES = {"pairs": "keep one line for the item: D counts every verified item once, also over several inspections"}


def _twice(rows: Mapping[str, Sequence[Row]]) -> list[Finding]:
    findings = []
    for name, columns in KEYS.items():
        seen = dict[tuple[str, ...], int]()
        remedy = REMEDIES.get(name, "remove one of the lines")
        for row in rows.get(name, ()):
            key = tuple(row[column] for column in columns)
            if key in seen:
                found = f"{' '.join(filter(None, key))} again, first in line {seen[key]}"
                findings.append(row.finding("verify-twice", columns[0], "each once", RULE, remedy, found=found))
            seen.setdefault(key, row.line)
    return findings
