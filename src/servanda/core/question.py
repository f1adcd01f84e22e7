"""What a judgement is about: the quantity of interest, and everything that must agree before two of them may be pooled.

"Months" may answer when enrichment could begin again, when a stated capacity stands, or when a quantity could exist: other
questions, other answers. The five questions after the strikes of June 2025 are those of the published comment of July 2025
that five questions were being confused; the others are the columns in which times to a quantity are published.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Question(StrEnum):
    """The quantity of interest of a judgement."""

    FIRST = "first"
    TIME_TO_NTH = "time_to_nth"
    WEAPONS_BY_MONTH = "weapons_by_month"
    WEAPONS_BY_WEEK = "weapons_by_week"
    WGU_KG_BY_WEEK = "wgu_kg_by_week"
    FIRST_ENRICHMENT = "first_enrichment"
    SWU_RESTORED = "swu_restored"
    FIRST_SQ = "first_sq"
    PRE_STRIKE_CAPACITY = "pre_strike_capacity"
    WEAPON = "weapon"

    @property
    def words(self) -> str:
        """The question as read aloud."""
        return _WORDS[self]

    @property
    def is_time(self) -> bool:
        """True when the answer is a time; the others count or weigh what exists by a time."""
        return self not in COUNTS

    @property
    def in_scope(self) -> bool:
        """False for what is shown as somebody's words and never computed with."""
        return self is not Question.WEAPON


_WORDS = {
    Question.FIRST: "time to the first quantity from the stocks and machines of the day",
    Question.TIME_TO_NTH: "time to a further quantity, counted from the start",
    Question.WEAPONS_BY_MONTH: "quantities by the end of a month",
    Question.WEAPONS_BY_WEEK: "quantities by the end of a week",
    Question.WGU_KG_BY_WEEK: "kg at about 90 % by the end of a week",
    Question.FIRST_ENRICHMENT: "time until enrichment begins again",
    Question.SWU_RESTORED: "time until a stated capacity is restored",
    Question.FIRST_SQ: "time until 1 SQ could exist again",
    Question.PRE_STRIKE_CAPACITY: "time until the capacity from before the strikes is restored",
    Question.WEAPON: "a weapon (outside the scope: shown, never computed with)",
}
COUNTS = frozenset({Question.WEAPONS_BY_MONTH, Question.WEAPONS_BY_WEEK, Question.WGU_KG_BY_WEEK})
"""Questions whose answer is a number or a mass, not a time."""
PUBLISHED = tuple(Question)[:5]
"""Questions of the published times to a quantity, which depend on stocks and machines that the publication states."""
RESTORED = tuple(Question)[5:9]
"""Questions about restoring what was lost, counted from a day."""


@dataclass(frozen=True, slots=True, order=True)
class FullQuestion:
    """One question in full: only judgements with equal values here answer the same one and may be pooled.

    `about` is the day or quarter whose stocks, machines or damage it takes as given; `detail` the number of the quantity,
    the month, or the capacity in SWU a year; `scenario` what else it assumes, where that changes the question.
    """

    kind: Question
    about: str = ""
    detail: str = ""
    scenario: str = ""

    @property
    def words(self) -> str:
        """The question in one line."""
        parts = (self.detail, f"counted from {self.about}" if self.kind in RESTORED else self.about, self.scenario)
        return ", ".join(filter(None, (self.kind.words, *parts)))
