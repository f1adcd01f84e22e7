"""The table of inspections that are compared: what each observes, how well, for how many inspector-days.

Columns: visit, kind, inspector_days, observes, how, accuracy, basis, source; may be left out: success, mark, note. Rows with
the same visit are one visit with several observations. `{site}` in visit and observes stands for each site of the sample.

| how | accuracy means |
| --- | --- |
| measures | standard deviation, in the unit of the input |
| measures_relative | standard deviation as a fraction of the true value |
| establishes | probability that the state is seen as it is |
| counts | items of the sample, of a population of which the input is the share that is there |
| detects | probability to detect that the input is above 0 |

Text in, rows and findings out. Days and accuracies that nobody has published have the basis `assumed` and are shown so.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from servanda.core.finding import Finding
from servanda.core.names import Basis, Mark
from servanda.core.table import Columns, Row, read_table
from servanda.inspection.value_visit import Counts, Detects, Establishes, Measures, Observation, Visit, VisitKind

VISITS = "visits.csv"
COLUMNS = Columns(
    ("visit", "kind", "inspector_days", "observes", "how", "accuracy", "basis", "source"), ("success", "mark", "note")
)
SITE = "{site}"
ASSUMED = "assumed"
BASES = (ASSUMED, *(basis.value for basis in Basis))
HOW: dict[str, Callable[[str, float], Observation]] = {
    "measures": lambda name, accuracy: Measures(name, accuracy),
    "measures_relative": lambda name, accuracy: Measures(name, accuracy, relative=True),
    "establishes": lambda name, accuracy: Establishes(name, accuracy),
    "counts": lambda name, accuracy: Counts(name, int(accuracy)),
    "detects": lambda name, accuracy: Detects(name, accuracy),
}
PROBABILITIES = ("establishes", "detects")
ACCURACY = {
    "measures": ("a standard deviation of 0 or more", "write the standard deviation"),
    "establishes": ("a probability from 0 to 1", "write the probability"),
    "detects": ("a probability from 0 to 1", "write the probability"),
    "counts": ("a whole number of items above 0", "write the number of items"),
}
"""What is expected of an accuracy, and what to do; `measures` also for its relative form."""

RULE = "an inspection is compared by what it observes, how well, and for how many inspector-days"
RULE_ONE = "rows of one visit describe the same visit: one kind, one number of days, one probability of success"


@dataclass(frozen=True, slots=True)
class VisitRow:
    """One row: an observation of a visit. `accuracy` is meant as `how` says."""

    visit: str
    kind: VisitKind
    inspector_days: float
    observes: str
    how: str
    accuracy: float
    basis: str
    source: str
    success: float = 1.0
    mark: str = ""
    note: str = ""


def read_visits(text: str, file: str = VISITS) -> tuple[list[VisitRow], list[Finding]]:
    """The rows of the table, and everything that is wrong with it; no rows where something is."""
    rows, findings = read_table(text, file, COLUMNS)
    found = [f for row in rows for f in _check(row)]
    if findings or found:
        return [], [*findings, *found]
    made = [_row(row) for row in rows]
    return made, _check_together(rows, made)


def _row(row: Row) -> VisitRow:
    success = float(row["success"]) if row["success"] else 1.0
    return VisitRow(
        row["visit"], VisitKind(row["kind"]), float(row["inspector_days"]), row["observes"], row["how"],
        float(row["accuracy"]), row["basis"], row["source"], success, row["mark"], row["note"],
    )  # fmt: skip


def _check(row: Row) -> Iterable[Finding]:
    yield from _words(row)
    days, success, accuracy = (_number(row[c]) for c in ("inspector_days", "success", "accuracy"))
    if not (days > 0 and math.isfinite(days)):
        yield row.finding("visit-days", "inspector_days", "a number of inspector-days above 0", RULE,
                          "write the work of all inspectors together: two inspectors for three days are 6")  # fmt: skip
    if row["success"] and not 0 <= success <= 1:
        yield row.finding("visit-success", "success", "a probability from 0 to 1, or nothing for 1", RULE,
                          _as_fraction(success, "write the probability that the visit brings data"))  # fmt: skip
    if not _good_accuracy(row["how"], accuracy):
        expected, remedy = ACCURACY.get(row["how"], ACCURACY["measures"])
        said = _as_fraction(accuracy, remedy) if row["how"] in PROBABILITIES else remedy
        yield row.finding("visit-accuracy", "accuracy", expected, RULE, said)


def _words(row: Row) -> Iterable[Finding]:
    lists: dict[str, Sequence[str]] = {"kind": [k.value for k in VisitKind], "how": list(HOW), "basis": BASES}
    if row["mark"]:
        lists["mark"] = [m.value for m in Mark]
    for column in ("visit", "observes", "source"):
        if not row[column].strip():
            yield row.finding("visit-empty", column, "a text", RULE, f"fill the column {column!r}")
    for column, words in lists.items():
        if row[column] not in words:
            yield row.finding("visit-word", column, f"one of {', '.join(words)}", RULE, "write one of these words")


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return math.nan


def _good_accuracy(how: str, accuracy: float) -> bool:
    if how in PROBABILITIES:
        return 0 <= accuracy <= 1
    if how == "counts":
        return math.isfinite(accuracy) and accuracy >= 1 and accuracy == int(accuracy)
    return 0 <= accuracy < math.inf


def _as_fraction(value: float, otherwise: str) -> str:
    return f"percent is written as a fraction: {value / 100:g}" if 1 < value <= 100 else otherwise


def _check_together(rows: Sequence[Row], made: Sequence[VisitRow]) -> list[Finding]:
    """Rows of one visit that disagree on what the visit is."""
    first: dict[str, VisitRow] = {}
    findings = []
    for row, visit in zip(rows, made, strict=True):
        known = first.setdefault(visit.visit, visit)
        for column in ("kind", "inspector_days", "success"):
            said, before = getattr(visit, column), getattr(known, column)
            if said != before:
                shown = before.value if isinstance(before, VisitKind) else f"{before:g}"
                findings.append(
                    row.finding(
                        "visit-two-meanings",
                        column,
                        f"{shown}, as in the first row of {visit.visit!r}",
                        RULE_ONE,
                        "write the same in each row of the visit, or give the visits two names",
                    )
                )
    return findings


def visits_of(rows: Iterable[VisitRow], sites: Sequence[str]) -> tuple[Visit, ...]:
    """The visits of the table, one for each site where they name `{site}`, in the order of the table."""
    grouped: dict[tuple[str, str], list[VisitRow]] = {}
    for row in rows:
        places = sites if SITE in row.visit or SITE in row.observes else ("",)
        for site in places:
            grouped.setdefault((row.visit.replace(SITE, site), site), []).append(row)
    return tuple(_visit(name, site, parts) for (name, site), parts in grouped.items())


def _visit(name: str, site: str, rows: Sequence[VisitRow]) -> Visit:
    first = rows[0]
    observations = tuple(HOW[r.how](r.observes.replace(SITE, site), r.accuracy) for r in rows)
    source = "; ".join(dict.fromkeys(f"{r.basis.replace('_', ' ')}: {r.source}" for r in rows))
    return Visit(name, first.kind, first.inspector_days, observations, first.success, site, source)
