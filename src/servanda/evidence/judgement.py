"""A judgement: somebody's published answer to a question of quantity, with what was published with it.

Columns are those in which time-to-quantity estimates are published, and those of an elicited judgement: who, about which
quantity of interest, quantiles or range or words, own confidence, access to evidence, and who turned words into numbers by
which rule. What was not published stays empty. The bundled files are `judgements.csv` and `judgements/*.csv`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from servanda.core.finding import Finding, Severity
from servanda.core.names import Basis, Mark
from servanda.core.period import parse_day
from servanda.core.question import Question
from servanda.core.table import Columns, Row, read_table, write_table
from servanda.evidence.judgement_checks import NUMBERS, RULE, check_row

JUDGEMENT_COLUMNS = Columns(
    required=("id", "estimate_date", "publisher", "first_or_month", "basis", "source", "mark"),
    optional=(
        "quarter", "scenario", "month_n", "result_low", "result", "result_high", "wgu_per_weapon_kg", "stock_60_kg_u",
        "stock_20_kg_u", "stock_5_kg_u", "stock_2_kg_u", "capacity_swu_per_yr", "result_unit", "result_text",
        "wgu_definition", "stock_as_of", "stock_inputs_status", "capacity_text", "tails", "note", "q05", "q50", "q95",
        "speaker", "attribution", "counted_from", "encoding", "encoder", "read_as", "confidence",
        "confidence_on", "access", "shared_evidence",
    ),
)  # fmt: skip
QUESTIONS = tuple(Question)
LEADING = (*JUDGEMENT_COLUMNS.required, *JUDGEMENT_COLUMNS.optional[:20])
"""Columns that are written whether filled or not; the others where a row fills them."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """One published estimate. `numbers` holds the columns of `NUMBERS` that were published, `texts` the other ones.

    `question` is the quantity of interest; answers to different questions are never pooled. `encoding` names the rule by
    which words became numbers: those numbers are the encoder's, not the speaker's.
    """

    id: str
    published_on: date
    publisher: str
    question: Question
    basis: Basis
    source: str
    mark: Mark
    numbers: Mapping[str, Decimal]
    texts: Mapping[str, str]
    file: str = ""
    line: int = 0

    def text(self, column: str) -> str:
        """The text of a column; empty when nothing was published."""
        return self.texts.get(column, "")

    def number(self, column: str) -> float | None:
        """The number of a column; None when none was published."""
        found = self.numbers.get(column)
        return None if found is None else float(found)

    def confidence(self, known_by: date) -> str:
        """What they said of their own confidence by a day: it may have become public after the judgement."""
        told = parse_day(self.text("confidence_on")) or self.published_on
        return self.text("confidence") if told <= known_by else ""

    @property
    def who(self) -> str:
        """Publisher, and the speaker where one is named."""
        speaker = self.text("speaker")
        return f"{self.publisher} ({speaker})" if speaker else self.publisher


def read_judgements(text: str, file: str) -> tuple[list[Judgement], list[Finding]]:
    """The judgements of a case from one table."""
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
    """A table of judgements, in their order."""
    cells = [_cells(j) for j in judgements]
    used = [c for c in JUDGEMENT_COLUMNS.all if c in LEADING or any(row.get(c) for row in cells)]
    return write_table(cells, used)


def _cells(j: Judgement) -> dict[str, str]:
    fixed = {
        "id": j.id,
        "estimate_date": j.published_on.isoformat(),
        "publisher": j.publisher,
        "first_or_month": j.question.value,
        "basis": j.basis.value,
        "source": j.source,
        "mark": j.mark.value,
    }
    return {**fixed, **j.texts, **{column: str(number) for column, number in j.numbers.items()}}


def _judgement(row: Row) -> tuple[Judgement | None, list[Finding]]:
    problems = check_row(row)
    day = parse_day(row["estimate_date"])
    if problems or day is None:
        return None, problems
    texts = {c: row[c] for c in JUDGEMENT_COLUMNS.optional if c not in NUMBERS and row[c]}
    numbers = {c: Decimal(row[c]) for c in NUMBERS if row[c]}
    return Judgement(
        row["id"],
        day,
        row["publisher"],
        Question(row["first_or_month"]),
        Basis(row["basis"]),
        row["source"],
        Mark(row["mark"]),
        numbers,
        texts,
        row.file,
        row.line,
    ), []
