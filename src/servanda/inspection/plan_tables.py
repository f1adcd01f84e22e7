"""The tables of a case that a plan is made from: strata with their items, methods, access, and what no sample can answer.

| table | one row for |
| --- | --- |
| `inspection/strata.csv` | a stratum: which band, form and site, items, mass of an item, methods, containment and surveillance |
| `inspection/methods.csv` | a method: level, sigma, minutes an item; without the table the project's assumptions are used |
| `inspection/access.csv` | a place: first day of access, set-up of a visit, the right to enter and its notice |
| `inspection/not_sampled.csv` | something that is not a sampling problem, with the statements that say so |

Text in, rows and findings out. A figure that nobody has published has the basis `assumed` and is printed as an assumption.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from servanda.core.counting import Duration, parse_duration
from servanda.core.finding import Finding
from servanda.core.names import Basis, Mark
from servanda.core.period import parse_day
from servanda.core.table import Columns, Row, read_table
from servanda.inspection.goal_methods import InspectionMethod
from servanda.inspection.goal_words import ASSUMED, LEVELS, MATERIALS, Surveillance

STRATA, METHODS, ACCESS, NOT_SAMPLED = (
    f"inspection/{name}.csv" for name in ("strata", "methods", "access", "not_sampled")
)
BASES = (ASSUMED, *(basis.value for basis in Basis))
START, NO_ACCESS, EVERY_PLACE = "start", "none", "all"
"""Words of the access table: open when the plan begins, no access, and every place that has no row of its own."""

STRATA_COLUMNS = Columns(
    ("stratum", "methods", "surveillance", "basis"),
    (
        "band",
        "form",
        "site",
        "material",
        "irradiated",
        "items",
        "item_kg",
        "container",
        "failure",
        "evidence",
        "source",
        "mark",
        "note",
    ),
)
METHOD_COLUMNS = Columns(("method", "level", "minutes", "basis"), ("sigma", "recognition", "source", "mark", "note"))
ACCESS_COLUMNS = Columns(
    ("site", "earliest", "setup_hours", "basis"), ("right", "notice", "evidence", "source", "mark", "note")
)
NOT_SAMPLED_COLUMNS = Columns(("what", "why", "instead"), ("site", "evidence", "mark", "note"))
COLUMNS = {STRATA: STRATA_COLUMNS, METHODS: METHOD_COLUMNS, ACCESS: ACCESS_COLUMNS, NOT_SAMPLED: NOT_SAMPLED_COLUMNS}
"""The columns of every table, by path."""

RULE = "a plan says what it is made from: items, methods, access, and on whose word"
RULE_ITEMS = (
    "a sample is drawn from items: their number, or the mass of one of them, is stated or assumed, never left open"
)
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class StratumRow:
    """A stratum of the table. `items` and `item_kg` (kg of the element): at least one is given.

    `failure` is the probability that continuity failed where the record does not say; None: by the record alone. A row with
    `evidence` counts only where those statements are in view; of several rows of one name the last that counts is taken.
    """

    name: str
    methods: tuple[str, ...]
    surveillance: Surveillance
    basis: str
    band: str = ""
    form: str = ""
    site: str = ""
    material: str = ""
    irradiated: bool = False
    items: int | None = None
    item_kg: float | None = None
    container: str = ""
    failure: float | None = None
    evidence: tuple[str, ...] = ()
    source: str = ""
    mark: str = ""
    note: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class AccessRow:
    """A place: `earliest` first day of access, None with `closed` False: open when the plan begins.

    `right` is the obligation under which it is entered, `notice` its period. Rows with `evidence` count only where those
    statements are in view; the last row that counts for a place is taken.
    """

    site: str
    earliest: date | None
    closed: bool
    setup_hours: float
    basis: str
    right: str = ""
    notice: Duration | None = None
    notice_text: str = ""
    evidence: tuple[str, ...] = ()
    source: str = ""
    mark: str = ""
    note: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class NotSampled:
    """Something that no sample of items can answer: what, why, what would be done instead, and the statements behind it."""

    what: str
    why: str
    instead: str
    site: str = ""
    evidence: tuple[str, ...] = ()
    mark: str = ""
    note: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class InspectionTables:
    """Every table of a case for plans; empty where the case has none."""

    strata: tuple[StratumRow, ...] = ()
    methods: tuple[InspectionMethod, ...] = ()
    access: tuple[AccessRow, ...] = ()
    not_sampled: tuple[NotSampled, ...] = ()


def read_strata(text: str, file: str = STRATA) -> tuple[list[StratumRow], list[Finding]]:
    """The strata of a case, and what is wrong with them."""
    return _read(text, file, STRATA_COLUMNS, _stratum, "stratum")


def read_methods(text: str, file: str = METHODS) -> tuple[list[InspectionMethod], list[Finding]]:
    """The methods of a case, and what is wrong with them."""
    return _read(text, file, METHOD_COLUMNS, _method, "method")


def read_access(text: str, file: str = ACCESS) -> tuple[list[AccessRow], list[Finding]]:
    """Access to each place, and what is wrong with the rows; a place may have several rows, one for each day known."""
    return _read(text, file, ACCESS_COLUMNS, _access, "")


def read_not_sampled(text: str, file: str = NOT_SAMPLED) -> tuple[list[NotSampled], list[Finding]]:
    """What no sample answers, and what is wrong with the rows."""
    return _read(text, file, NOT_SAMPLED_COLUMNS, _not_sampled, "what")


def _read(
    text: str, file: str, columns: Columns, make: Callable[[Row, list[Finding]], T], key: str
) -> tuple[list[T], list[Finding]]:
    rows, findings = read_table(text, file, columns)
    made: list[T] = []
    seen: dict[tuple[str, ...], int] = {}
    for row in rows:
        problems = [
            row.finding(
                "inspection-empty-cell", column, "a text, a word or a figure", RULE, f"fill in the column {column}"
            )
            for column in columns.required
            if not row[column]
        ]
        name = (row[key] if key else "", *sorted(_list(row["evidence"])))
        if key and name in seen:
            problems.append(
                row.finding(
                    "inspection-twice", key, "a name of its own", RULE, f"keep one line; the first is {seen[name]}"
                )
            )
        seen.setdefault(name, row.line)
        result = None if problems else make(row, problems)
        findings += problems
        if result is not None and not problems:
            made.append(result)
    return made, findings


def _stratum(row: Row, problems: list[Finding]) -> StratumRow:
    items, item_kg = _number(row, "items", problems, whole=True), _number(row, "item_kg", problems)
    if not row["items"] and not row["item_kg"]:
        problems.append(
            row.finding(
                "inspection-without-items", "items", "the number of items, or the mass of one in item_kg", RULE_ITEMS,
                "write items where they are known; else write item_kg of a usual container with the basis assumed",
            )
        )  # fmt: skip
    if not row["band"] and row["material"] in ("", "uranium"):
        problems.append(
            row.finding(
                "inspection-without-band", "band", "an enrichment band, or another material", RULE,
                "write the band as statements do (up_to_5), natural or depleted",
            )
        )  # fmt: skip
    surveillance = _word(row, "surveillance", tuple(Surveillance), problems)
    _word(row, "material", MATERIALS, problems)
    irradiated = _word(row, "irradiated", ("", "yes", "no"), problems)
    _basis(row, problems)
    failure = _number(row, "failure", problems, most=1.0, least=0.0)
    return StratumRow(
        row["stratum"], _list(row["methods"]), Surveillance(surveillance or "none"), row["basis"], row["band"],
        row["form"], row["site"], row["material"], irradiated == "yes", None if items is None else int(items), item_kg,
        row["container"], failure, _list(row["evidence"]), row["source"], row["mark"], row["note"], row.line,
    )  # fmt: skip


def _method(row: Row, problems: list[Finding]) -> InspectionMethod:
    _word(row, "level", LEVELS, problems)
    minutes = _number(row, "minutes", problems)
    sigma = _number(row, "sigma", problems, most=1.0)
    recognition = _number(row, "recognition", problems, most=1.0)
    if (sigma is None) == (recognition is None) and not problems:
        problems.append(
            row.finding(
                "inspection-method-without-error", "sigma", "sigma or recognition, one of them", RULE,
                "write sigma of a measurement as a fraction (2 % is 0.02), or recognition of a check of seals",
            )
        )  # fmt: skip
    _basis(row, problems)
    return InspectionMethod(
        row["method"], row["level"], sigma or 0.0, minutes or 1.0, row["basis"], row["source"], row["mark"], recognition
    )


def _access(row: Row, problems: list[Finding]) -> AccessRow:
    earliest = parse_day(row["earliest"])
    if earliest is None and row["earliest"] not in (START, NO_ACCESS):
        expected = f"a day YYYY-MM-DD, {START} or {NO_ACCESS}"
        problems.append(
            row.finding(
                "inspection-bad-access", "earliest", expected, RULE,
                f"write the first day of access, {START} where it is taken as given, {NO_ACCESS} where there is none",
            )
        )  # fmt: skip
    setup = _number(row, "setup_hours", problems, least=0.0)
    notice = parse_duration(row["notice"]) if row["notice"] else None
    if row["notice"] and notice is None:
        problems.append(
            row.finding(
                "inspection-bad-notice", "notice", "a duration such as PT24H or P7D", RULE,
                "write it as the text of the right does: PT2H two hours, PT24H a day, P7D a week",
            )
        )  # fmt: skip
    _basis(row, problems)
    return AccessRow(
        row["site"], earliest, row["earliest"] == NO_ACCESS, setup or 0.0, row["basis"], row["right"], notice,
        row["notice"], _list(row["evidence"]), row["source"], row["mark"], row["note"], row.line,
    )  # fmt: skip


def _not_sampled(row: Row, problems: list[Finding]) -> NotSampled:
    _word(row, "mark", ("", *Mark), problems)
    return NotSampled(
        row["what"], row["why"], row["instead"], row["site"], _list(row["evidence"]), row["mark"], row["note"], row.line
    )


def _number(
    row: Row,
    column: str,
    problems: list[Finding],
    *,
    whole: bool = False,
    least: float | None = None,
    most: float = 1e12,
) -> float | None:
    """A number of the row: above 0, or of at least `least`; None where the cell is empty."""
    if not row[column]:
        return None
    try:
        value = float(row[column])
    except ValueError:
        value = float("nan")
    good = (value > 0 if least is None else value >= least) and value <= most and (not whole or value == int(value))
    if good:
        return value
    kind = "a whole number" if whole else "a number"
    span = ("above 0" if least is None else f"of {least:g} or more") + (f" and at most {most:g}" if most < 1e12 else "")
    problems.append(
        row.finding(
            "inspection-bad-number", column, f"{kind} {span}", RULE, "correct the figure, or leave the cell empty"
        )
    )
    return None


def _word(row: Row, column: str, known: Sequence[str], problems: list[Finding]) -> str | None:
    if row[column] in known:
        return row[column]
    words = ", ".join(word for word in known if word)
    problems.append(
        row.finding("inspection-unknown-word", column, f"one of {words}", RULE, "write one of the expected words")
    )
    return None


def _basis(row: Row, problems: list[Finding]) -> None:
    _word(row, "basis", BASES, problems)
    _word(row, "mark", ("", *Mark), problems)
    if row["basis"] != ASSUMED and not row["mark"]:
        problems.append(
            row.finding(
                "inspection-without-mark", "mark", "read or recalled", RULE,
                f"write how the figure is known, or {ASSUMED} as basis where nobody has published it",
            )
        )  # fmt: skip


def _list(cell: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in cell.split(";") if part.strip())
