"""Single tables for single questions: pairs, shipments, a plan of strata, a series; their columns, template and reading.

Each is one CSV file or one sheet of a workbook. Masses are kg, errors fractions, one standard deviation.
"""

from __future__ import annotations

from pathlib import Path

from servanda.case.verify_checks import check_rows
from servanda.case.verify_read import in_own_words, sheet_text
from servanda.case.verify_tables import TableKind
from servanda.core.finding import Finding, Misuse, Refused, refuse_on_error, shown
from servanda.core.table import Columns, Row, decode, read_table

RULE = "one table, as `servanda verify template --for` writes it"

PAIR_LIST = TableKind(
    "pair_list",
    Columns(("item", "operator_kg", "inspector_kg"), ("inspection", "material", "stratum")),
    {
        "item": "name of the item; once in an inspection",
        "operator_kg": "the operator's value, kg",
        "inspector_kg": "the inspector's value of the same item, kg",
        "inspection": "inspection or calibration whose systematic error the pairs share",
        "material": "material, where there are several",
        "stratum": "stratum, where there are several: the table pairs of a balance can be used as it is",
    },
    needed=True,
)
SHIPMENTS = TableKind(
    "shipments",
    Columns(("shipment", "shipped_kg", "received_kg"), ("shipper_calibration", "receiver_calibration")),
    {
        "shipment": "name of the shipment; lines in order of time",
        "shipped_kg": "the shipper's value, kg",
        "received_kg": "the receiver's value of the same shipment, kg",
        "shipper_calibration": "name of the shipper's calibration in force; empty: the same throughout",
        "receiver_calibration": "name of the receiver's calibration in force; empty: the same throughout",
    },
    needed=True,
)
PLAN = TableKind(
    "plan",
    Columns(("stratum", "items", "item_kg"), ("recognition", "effort", "sigma_h", "sigma_f", "sigma_d")),
    {
        "stratum": "name of the stratum",
        "items": "number of items",
        "item_kg": "mass of one item, kg; for unequal items the largest",
        "recognition": "probability that a verified defect is recognised (1)",
        "effort": "days, or any one unit, for an item; needed with a budget",
        "sigma_h": "sigma of the coarse method H relative to the item, fraction; empty: not used",
        "sigma_f": "sigma of the method F, fraction; empty: not used",
        "sigma_d": "sigma of the fine method D, fraction; empty: not used",
    },
    needed=True,
)
SERIES = TableKind(
    "series",
    Columns(("value",), ("time", "name")),
    {
        "value": "what is followed: a difference, a MUF, any number; lines in order of time",
        "time": "time as a number in any unit, rising; empty: equal steps",
        "name": "name of the line",
    },
    needed=True,
)
LISTS = {"pairs": PAIR_LIST, "shipments": SHIPMENTS, "plan": PLAN, "trend": SERIES}
"""The tables by the command that reads them."""

TEMPLATES = {
    "pairs": """item,operator_kg,inspector_kg,inspection,material
A-01,7.224,7.214,2023-1,powder
A-02,7.197,7.219,2023-1,powder
A-03,7.211,7.190,2023-1,powder
A-04,7.241,7.246,2023-1,pellets
A-05,7.178,7.206,2023-1,pellets
B-01,7.222,7.250,2024-1,powder
B-02,7.204,7.241,2024-1,powder
B-03,7.199,7.213,2024-1,powder
B-04,7.231,7.262,2024-1,pellets
B-05,7.215,7.229,2024-1,pellets
C-01,7.190,7.171,2024-2,powder
C-02,7.208,7.199,2024-2,powder
C-03,7.226,7.204,2024-2,pellets
C-04,7.212,6.180,2024-2,pellets
C-05,7.235,7.219,2024-2,pellets
""",
    "shipments": """shipment,shipped_kg,received_kg,shipper_calibration,receiver_calibration
24-01,102.41,102.38,A,1
24-02,101.87,101.99,A,1
24-03,103.02,102.95,A,1
24-04,102.66,102.71,A,1
24-05,101.93,101.90,A,1
24-06,102.15,102.02,B,1
24-07,102.58,102.49,B,1
24-08,101.79,101.63,B,1
24-09,102.94,102.80,B,1
24-10,102.33,102.17,B,1
""",
    "plan": """stratum,items,item_kg,recognition,effort,sigma_h,sigma_f,sigma_d
powder drums,200,1.0,,0.05,0.2,0.05,0.003
pellet trays,50,4.0,,0.1,0.2,0.05,0.003
assemblies,20,10.0,0.95,0.25,,,
scrap cans,400,0.1,,0.05,,,
""",
    "trend": """name,time,value
2023-1,0,0.2
2023-2,3,-0.3
2023-3,6,0.4
2023-4,9,0.1
2024-1,12,0.6
2024-2,15,0.3
2024-3,18,0.9
2024-4,21,0.7
""",
}
"""A sound table of an invented facility for each command."""


def read_list(path: Path, kind: TableKind) -> tuple[tuple[Row, ...], tuple[Finding, ...]]:
    """The rows of one table, from a CSV file or a workbook, with warnings; refused with all findings on any error."""
    place, text, findings = _text(path, kind)
    rows: list[Row] = []
    if not findings:
        rows, problems = read_table(text, place, kind.columns)
        findings = in_own_words(problems) + check_rows({kind.name: rows})
        if not rows and not findings:
            findings = [_empty(place, kind)]
    refuse_on_error(f"the table {path.name}", findings)
    return tuple(rows), tuple(findings)


def _text(path: Path, kind: TableKind) -> tuple[str, str, list[Finding]]:
    if path.suffix.lower() == ".xlsx" and path.is_file():
        place, text = sheet_text(path, kind.name)
        return place, text, []
    if path.is_file():
        text, findings = decode(path.read_bytes(), path.name)
        return path.name, text, findings
    found = "a folder" if path.is_dir() else "no such file"
    remedy = "write a template with `servanda verify template --for` and fill it in"
    missing = Finding(
        path.name or str(path), None, "verify-input-missing", "", found, "a CSV file or an .xlsx workbook", RULE, remedy
    )
    raise Refused(f"the table {path.name or path}", [missing])


def _empty(place: str, kind: TableKind) -> Finding:
    expected = f"at least one line with {', '.join(kind.columns.required)}"
    return Finding(place, None, "verify-table-empty", "", "no lines", expected, RULE, "fill in the table")


def labels(rows: tuple[Row, ...], column: str, what: str) -> list[str] | None:
    """The names in a column: all of them, or None where the column is empty throughout; half filled is refused."""
    found = [row[column].strip() for row in rows]
    if not any(found):
        return None
    rule = "either every line names it or none does"
    missing = [
        row.finding("verify-label-missing", column, f"the {what} of this line", rule, "fill it in, or empty the column")
        for row, name in zip(rows, found, strict=True) if not name
    ]  # fmt: skip
    refuse_on_error(f"the column {column}", missing)
    return found


def template_of(command: str) -> tuple[TableKind, str]:
    """The kind of table and the template of a command."""
    if command not in LISTS:
        raise Misuse(f"no template for {shown(command)}; there are balance, {', '.join(LISTS)}")
    return LISTS[command], TEMPLATES[command]
