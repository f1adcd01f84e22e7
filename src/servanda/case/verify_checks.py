"""What is wrong inside rows and between tables: numbers, names, errors that look like percent, lines given twice."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence

from servanda.case.verify_tables import ROLES
from servanda.core.finding import Finding
from servanda.core.table import Row
from servanda.core.unit import Unit
from servanda.verification.asked import DOUBTFUL_RELATIVE_ERROR

RULE = "an evaluation reads the tables settings, terms and amounts, and strata and pairs where items were verified"
RULE_NUMBER = "figures are written with a decimal point, without units"
RULE_ONCE = "a line stands for one thing and is given once"
RULE_FRACTION = "relative errors are fractions, one standard deviation: 0.5 % is 0.005"


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
        "element_kg": (lambda v: v >= 0, "a mass in kg of 0 or more, or nothing"),
        "measurements": (lambda v: v >= 1 and v == int(v), "a whole number of 1 or more, or nothing"),
    },
    "strata": {
        "sign": (lambda v: v in (1, -1), "+1 or -1"),
        "items": (lambda v: v >= 1 and v == int(v), "a whole number of 1 or more"),
        **dict.fromkeys(
            ("op_random", "op_systematic", "in_random", "in_systematic"), (lambda v: v >= 0, "a fraction of 0 or more")
        ),
    },
    **dict.fromkeys(
        ("pairs", "pair_list"),
        dict.fromkeys(("operator_kg", "inspector_kg"), (lambda v: v >= 0, "a mass in kg of 0 or more")),
    ),
    "shipments": dict.fromkeys(("shipped_kg", "received_kg"), (lambda v: v > 0, "a mass in kg above 0")),
    "plan": {
        "items": (lambda v: 1 <= v < 1e9 and v == int(v), "a whole number of 1 or more"),
        "item_kg": (lambda v: v > 0, "a mass in kg above 0"),
        "recognition": (lambda v: 0 <= v <= 1, "a probability from 0 to 1, or nothing"),
        "effort": (lambda v: v > 0, "a number above 0, or nothing"),
        **dict.fromkeys(("sigma_h", "sigma_f", "sigma_d"), (lambda v: 0 < v < 1, "a fraction above 0 and below 1")),
    },
    "series": {
        "value": (lambda _: True, "a number"),
        "time": (lambda _: True, "a number, or nothing in every line"),
    },
}
"""Which columns hold numbers, what is right, and how that is said."""

OPTIONAL = frozenset({
    "random", "systematic", "long_term", "random_kg", "systematic_kg", "measurements", "op_random", "op_systematic",
    "recognition", "effort", "sigma_h", "sigma_f", "sigma_d", "time", "element_kg",
})  # fmt: skip
FRACTIONS = frozenset({"random", "systematic", "long_term", "op_random", "op_systematic", "in_random", "in_systematic"})


PARTS = frozenset({"recognition", "sigma_h", "sigma_f", "sigma_d"})
"""Columns of probabilities and fractions of which percent are not simply large ones."""


def percent_hint(value: float) -> str:
    """What to write where a number that must be below 1 looks like percent; empty where it does not."""
    return f"write {value / 100:g} if {value:g} % is meant" if 1 < value <= 100 else ""


def check_rows(rows: Mapping[str, Sequence[Row]]) -> list[Finding]:
    """What is wrong inside rows, and between tables."""
    findings = [
        finding for name, columns in NUMBERS.items() for row in rows.get(name, ()) for column in columns
        if (finding := _number_finding(name, row, column)) is not None
    ]  # fmt: skip
    for row in rows.get("terms", ()):
        findings += _term_findings(row)
    findings += [f for row in rows.get("amounts", ()) if (f := _heavier(row)) is not None]
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
        remedy = percent_hint(value) if column in PARTS else ""
        return row.finding(
            name, column, expected, RULE_NUMBER, remedy or "correct the figure; leave out what was not measured"
        )
    if column in FRACTIONS and value >= DOUBTFUL_RELATIVE_ERROR and not confirmed(row):
        remedy = f"write {value / 100:g} if {value:g} % is meant; write yes under sure if it is {100 * value:g} %"
        return row.finding("verify-percent-as-fraction", column, "a fraction such as 0.005", RULE_FRACTION, remedy)
    return None


def _heavier(row: Row) -> Finding | None:
    """An isotope that is heavier than its element, where both masses are given."""
    mass, element = parsed(row["mass_kg"]), parsed(row["element_kg"])
    if not mass > element:
        return None
    rule, remedy = "an isotope is a part of its element", "look for exchanged columns, or for grams given as kilograms"
    expected = f"at most the {row['element_kg']} kg of the element"
    return row.finding("isotope-heavier-than-element", "mass_kg", expected, rule, remedy)


def unit_findings(terms: Sequence[Row], unit: Unit) -> list[Finding]:
    """Terms that are said to count something else than the settings say."""
    rule = "element and isotope, compound and element are different masses and never added"
    remedy = "convert the amounts before, with the assay or stoichiometry stated, or correct the unit"
    expected = f"{unit.value}, as in the settings"
    return [
        row.finding("terms-unit-mismatch", "unit", expected, rule, remedy)
        for row in terms if row["unit"].strip() not in ("", unit.value)
    ]  # fmt: skip


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
    """Names that the other table has not; nothing where that table could not be read, which is told by itself."""
    names = {row[column] for row in known}
    if not names:
        return []
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
    "pair_list": ("item", "inspection", "stratum"),
    "shipments": ("shipment",),
    "plan": ("stratum",),
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
                findings.append(row.finding("verify-twice", columns[0], "each once", RULE_ONCE, remedy, found=found))
            seen.setdefault(key, row.line)
    return findings
