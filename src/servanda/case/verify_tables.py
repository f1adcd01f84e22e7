"""The tables from which a material balance is evaluated: their columns, and a template filled with an invented facility.

Five tables, as CSV files in a folder or as sheets of one workbook: `settings`, `terms`, `amounts`, and, where items were
verified, `strata` and `pairs`. Masses are kg of the element or isotope that the settings name; relative errors are
fractions, one standard deviation (0.5 % is 0.005).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from servanda.core.table import Columns


@dataclass(frozen=True, slots=True)
class TableKind:
    """One table: its columns with their meaning, and whether an input must have it."""

    name: str
    columns: Columns
    meaning: Mapping[str, str]
    needed: bool


SETTINGS = TableKind(
    "settings",
    Columns(("key", "value")),
    {
        "title": "facility and period, as the report is headed",
        "unit": "kg, kg_U or kg_U235: what every mass counts",
        "goal_kg": "the quantity whose loss is to be found, usually one significant quantity; empty: no goal",
        "alpha": "probability of a false alarm of each test over all balances",
        "balance_alpha": "joint: alpha is that of all tests of single balances together (default); each: of each of them",
        "beta": "probability of missing the goal that is allowed",
        "page_k": "reference value of Page's test, in sigma (0.5)",
        "facility_kind": "row of the expected-accuracy table, such as uranium fabrication; empty: no comparison",
        "conditions": "which conditions of MUF - D hold: all, or their names separated by semicolons; empty: not stated",
        "seed": "seed of simulated thresholds",
    },
    needed=True,
)
TERMS = TableKind(
    "terms",
    Columns(
        ("term", "role", "errors_from", "citation"),
        (
            "random",
            "systematic",
            "long_term",
            "random_kg",
            "systematic_kg",
            "key",
            "itv_method",
            "itv_material",
            "unit",
            "sure",
        ),
    ),
    {
        "term": "name of a flow or of a stratum of the inventory",
        "role": "increase, decrease or inventory",
        "errors_from": "itv, facility or user: whose errors these are; there is no default",
        "citation": "where the errors stand (for itv it may be empty)",
        "random": "relative random error of one measurement, fraction",
        "systematic": "relative systematic error within one calibration, fraction",
        "long_term": "relative systematic error that lasts over calibrations, fraction",
        "random_kg": "absolute random error, kg (holdup, waste)",
        "systematic_kg": "absolute systematic error, kg",
        "key": "correlation key: terms with the same key share their systematic errors; empty: the term's own",
        "itv_method": "method code of the target value, such as IDMS (for itv)",
        "itv_material": "material as in the table of target values (for itv)",
        "unit": "what the masses of this term count; empty: the unit of the settings, and another one is refused",
        "sure": "yes where a relative error of 0.25 or more is meant",
    },
    needed=True,
)
AMOUNTS = TableKind(
    "amounts",
    Columns(("term", "period", "mass_kg"), ("measurements", "calibration", "element_kg")),
    {
        "term": "name from the table terms",
        "period": "1, 2, 3 ...; for an inventory 0 is the opening one and n the one that ends period n",
        "mass_kg": "amount without sign, kg",
        "measurements": "how many equal measurements make up the amount (1)",
        "calibration": "name of the calibration in force; empty: the same throughout",
        "element_kg": "mass of the element, where mass_kg is that of an isotope; it is only checked against it",
    },
    needed=True,
)
STRATA = TableKind(
    "strata",
    Columns(
        ("stratum", "sign", "items", "op_random", "op_systematic", "in_random", "in_systematic"),
        ("op_key", "in_key", "sure"),
    ),
    {
        "stratum": "name of a verified stratum: that of its term, for an inventory `term, opening` or `term, closing`",
        "sign": "+1 for opening inventory and increases, -1 for decreases and closing inventory",
        "items": "number of items in the stratum",
        "op_random": "operator's relative random error, fraction; empty, as op_systematic: the errors of the term",
        "op_systematic": "operator's relative systematic error, fraction; empty: the errors and keys of the term",
        "in_random": "inspector's relative random error, fraction",
        "in_systematic": "inspector's relative systematic error, fraction",
        "op_key": "correlation key: strata with the same key share the operator's systematic error; empty: its term's",
        "in_key": "correlation key of the inspector's systematic error (instrument, calibration); empty: the stratum's own",
        "sure": "yes where a relative error of 0.25 or more is meant",
    },
    needed=False,
)
PAIRS = TableKind(
    "pairs",
    Columns(("stratum", "item", "operator_kg", "inspector_kg"), ("inspection", "material")),
    {
        "stratum": "name from the table strata",
        "item": "name of the item; an item stands in one line of its stratum, also over several inspections",
        "operator_kg": "the operator's value, kg",
        "inspector_kg": "the inspector's value of the same item, kg",
        "inspection": "inspection or calibration, where there are several",
        "material": "material, where a stratum has several",
    },
    needed=False,
)
KINDS = (SETTINGS, TERMS, AMOUNTS, STRATA, PAIRS)
"""Every table of an input, in the order in which a person fills them in."""

ROLES = ("increase", "decrease", "inventory")

_TEMPLATE = {
    "settings": """key,value
title,"Invented fuel plant ZZ, four balance periods"
unit,kg_U235
goal_kg,75
alpha,0.05
balance_alpha,joint
beta,0.05
page_k,0.5
facility_kind,uranium fabrication
conditions,same_operator_values;random_samples;independent_inspector;expanded_by_number_of_items;same_error_models
seed,1
""",
    "terms": """\
term,role,errors_from,citation,random,systematic,long_term,key,random_kg,systematic_kg,itv_method,itv_material,sure
UF6 received,increase,facility,invented measurement study 2024,0.0007,0.0005,,load cells,,,,,
pellets shipped,decrease,facility,invented measurement study 2024,0.0007,0.0005,,load cells,,,,,
scrap shipped,decrease,user,assumed for this example,0.01,0.005,,,,,,,
powder and pellets,inventory,facility,invented measurement study 2024,0.001,0.0008,,,,,,,
holdup,inventory,user,assumed for this example,,,,,0.4,0.2,,,
""",
    "amounts": """term,period,mass_kg,measurements,calibration
UF6 received,1,1480.2,24,A
UF6 received,2,1510.7,24,A
UF6 received,3,1495.1,24,B
UF6 received,4,1502.4,24,B
pellets shipped,1,1462.5,30,A
pellets shipped,2,1489.9,30,A
pellets shipped,3,1475.3,30,B
pellets shipped,4,1477.1,30,B
scrap shipped,1,12.1,6,
scrap shipped,2,14.0,6,
scrap shipped,3,13.2,6,
scrap shipped,4,12.7,6,
powder and pellets,0,402.0,60,
powder and pellets,1,407.3,60,
powder and pellets,2,414.6,60,
powder and pellets,3,420.5,60,
powder and pellets,4,433.2,60,
holdup,0,3.0,1,
holdup,1,3.1,1,
holdup,2,2.9,1,
holdup,3,3.2,1,
holdup,4,3.0,1,
""",
    "strata": """stratum,sign,items,op_random,op_systematic,in_random,in_systematic,op_key,in_key,sure
"powder and pellets, opening",+1,60,,,0.004,0.003,,counter 7,
"powder and pellets, closing",-1,60,,,0.004,0.003,,counter 7,
""",
    "pairs": """stratum,item,operator_kg,inspector_kg,inspection,material
"powder and pellets, opening",S-003,6.982,6.994,2023-4,powder
"powder and pellets, opening",S-012,7.041,7.033,2023-4,powder
"powder and pellets, opening",S-020,7.013,7.025,2023-4,pellets
"powder and pellets, opening",S-031,6.998,6.990,2023-4,pellets
"powder and pellets, opening",S-047,7.006,7.011,2023-4,pellets
"powder and pellets, closing",T-004,7.224,7.214,2024-1,powder
"powder and pellets, closing",T-017,7.197,7.219,2024-1,powder
"powder and pellets, closing",T-023,7.211,7.178,2024-1,pellets
"powder and pellets, closing",T-041,7.241,7.246,2024-2,pellets
"powder and pellets, closing",T-066,7.178,7.206,2024-2,pellets
"powder and pellets, closing",T-078,7.222,7.204,2024-2,pellets
"powder and pellets, closing",T-091,7.204,6.180,2024-2,pellets
"powder and pellets, closing",T-113,7.199,7.213,2024-2,pellets
""",
}


def template() -> dict[str, str]:
    """The tables of an invented facility as CSV text by name: correct, and with one item that deserves a question."""
    return dict(_TEMPLATE)
