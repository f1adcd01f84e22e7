"""A judgement: somebody's published answer to a question of quantity, with the inputs that were published with it.

Columns are those in which time-to-quantity estimates are published; what was not published stays empty.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

from servanda.core.finding import Finding, Severity
from servanda.core.names import Basis, Mark
from servanda.core.period import parse_day
from servanda.core.table import Columns, Row, read_table, write_table

NUMBERS = (
    "month_n", "result_low", "result", "result_high", "wgu_per_weapon_kg", "stock_60_kg_u", "stock_20_kg_u",
    "stock_5_kg_u", "stock_2_kg_u", "capacity_swu_per_yr",
)  # fmt: skip
JUDGEMENT_COLUMNS = Columns(
    required=("id", "estimate_date", "publisher", "first_or_month", "basis", "source", "mark"),
    optional=(
        "quarter", "scenario", *NUMBERS, "result_unit", "result_text", "wgu_definition", "stock_as_of",
        "stock_inputs_status", "capacity_text", "tails", "note",
    ),
)  # fmt: skip
QUESTIONS = ("first", "time_to_nth", "weapons_by_month", "weapons_by_week", "wgu_kg_by_week")
RULE = "a judgement names who made it, when, about which quantity, and its source"


@dataclass(frozen=True, slots=True)
class Judgement:
    """One published estimate. `numbers` holds the columns of `NUMBERS` that were published, `texts` the other ones.

    `question` is `first` (time to the first quantity), `time_to_nth`, `weapons_by_month`, `weapons_by_week` or
    `wgu_kg_by_week`; answers to different questions are never pooled.
    """

    id: str
    published_on: date
    publisher: str
    question: str
    basis: Basis
    source: str
    mark: Mark
    numbers: Mapping[str, Decimal]
    texts: Mapping[str, str]
    file: str = ""
    line: int = 0


def read_judgements(text: str, file: str) -> tuple[list[Judgement], list[Finding]]:
    """The judgements of a case from `judgements.csv`."""
    rows, findings = read_table(text, file, JUDGEMENT_COLUMNS)
    judgements: dict[str, Judgement] = {}
    for row in rows:
        judgement, problems = _judgement(row)
        if row["id"] in judgements:
            problems.append(row.finding("judgement-duplicate-id", "id", "an id of its own", RULE, "change one id"))
        findings += problems
        if judgement is not None and not any(f.severity is Severity.ERROR for f in problems):
            judgements[judgement.id] = judgement
    return list(judgements.values()), findings


def write_judgements(judgements: Iterable[Judgement]) -> str:
    """`judgements.csv` for the judgements, in their order."""
    return write_table((_cells(j) for j in judgements), JUDGEMENT_COLUMNS.all)


def _cells(j: Judgement) -> dict[str, str]:
    fixed = {
        "id": j.id,
        "estimate_date": j.published_on.isoformat(),
        "publisher": j.publisher,
        "first_or_month": j.question,
        "basis": j.basis.value,
        "source": j.source,
        "mark": j.mark.value,
    }
    return {**fixed, **j.texts, **{column: str(number) for column, number in j.numbers.items()}}


def _judgement(row: Row) -> tuple[Judgement | None, list[Finding]]:
    problems = _problems(row)
    day = parse_day(row["estimate_date"])
    if problems or day is None:
        return None, problems
    texts = {c: row[c] for c in JUDGEMENT_COLUMNS.optional if c not in NUMBERS and row[c]}
    numbers = {c: Decimal(row[c]) for c in NUMBERS if row[c]}
    return Judgement(
        row["id"],
        day,
        row["publisher"],
        row["first_or_month"],
        Basis(row["basis"]),
        row["source"],
        Mark(row["mark"]),
        numbers,
        texts,
        row.file,
        row.line,
    ), []


def _problems(row: Row) -> list[Finding]:
    found = [
        row.finding(f"judgement-without-{column}", column, f"the {column}", RULE, f"write the {column}")
        for column in ("id", "publisher", "source")
        if not row[column]
    ]
    if parse_day(row["estimate_date"]) is None:
        found.append(row.finding("judgement-bad-date", "estimate_date", "a day YYYY-MM-DD", RULE, "write the day"))
    for column, words in (("first_or_month", QUESTIONS), ("basis", tuple(Basis)), ("mark", tuple(Mark))):
        if row[column] not in words:
            found.append(
                row.finding(
                    f"judgement-bad-{column.replace('_', '-')}",
                    column,
                    f"one of {', '.join(words)}",
                    RULE,
                    "write one of the expected words",
                )
            )
    found += [
        row.finding("judgement-bad-number", c, "a finite number", RULE, "write a number, or leave the cell empty")
        for c in NUMBERS
        if row[c] and not _finite(row[c])
    ]
    return found


def _finite(cell: str) -> bool:
    try:
        return Decimal(cell).is_finite()
    except InvalidOperation:
        return False
