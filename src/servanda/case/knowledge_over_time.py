"""What was known of one band over the years: a row for each month, with what anybody needs to draw it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from servanda.case.join_belief import Likely, likely_of
from servanda.case.join_knowledge import KnowledgeAnswer, knowledge_on
from servanda.core.counting import MonthRule, add_months
from servanda.evidence.record import Record
from servanda.knowledge.coverage import Coverage
from servanda.knowledge.state import StratumKnowledge

DRAWS = 4000


@dataclass(frozen=True, slots=True)
class KnowledgeAt:
    """One band on one day, kg U: what is known, and the likely range inside the bounds (None: none follows)."""

    day: date
    known: StratumKnowledge
    likely: Likely | None


def month_days(first: date, last: date) -> list[date]:
    """The same day of every month from one day on, and the last day itself."""
    days: list[date] = []
    while (day := add_months(first, len(days), MonthRule.CLAMP)) < last:
        days.append(day)
    return [*days, last]


def over_time(
    record: Record, covered: Sequence[Coverage], days: Sequence[date], band: str, *, likely: bool = True
) -> tuple[KnowledgeAt, ...]:
    """One band on many days; days on which the record states no amount of it are left out."""
    return tuple(
        KnowledgeAt(day, known, _likely(record, day, answer, band) if likely else None)
        for day, answer in zip(days, knowledge_on(record, days, covered), strict=True)
        for known in answer.whole
        if known.stratum.band == band
    )


def _likely(record: Record, day: date, answer: KnowledgeAnswer, band: str) -> Likely | None:
    found = likely_of(record, day, answer, draws=DRAWS, only=band).likely
    return found[0] if found else None
