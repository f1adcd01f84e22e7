"""A paragraph in a few words: what it demands, for how long, and how far a value lies from its limit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from servanda.agreements.conditions import conditions
from servanda.agreements.model import Applies, Comparator, Joined, Obligation, Test
from servanda.agreements.reasons import threshold_words
from servanda.agreements.verdict import Verdict
from servanda.core.counting import parse_duration
from servanda.core.estimate import Estimate

DAYS_OF_A_YEAR = 365.25
HORIZON_YEARS = 25.0
"""The longest term of a number in the JCPOA; a text without end counts as long as this."""


@dataclass(frozen=True, slots=True)
class Margin:
    """How far a value lies beyond its limit (positive) or within it (negative), in the unit of the limit."""

    amount: float
    unit: str

    @property
    def words(self) -> str:
        """The margin as read aloud."""
        return f"{threshold_words(abs(self.amount), self.unit)} {'beyond' if self.amount > 0 else 'within'} the limit"


def margin(verdict: Verdict) -> Margin | None:
    """The distance of the value to the limit of the first part; None when either is no number."""
    part = next(iter(verdict.parts), None)
    if part is None or part.value is None or not isinstance(part.limit, float):
        return None
    value = _middle(part.value)
    if value is None:
        return None
    sign = -1.0 if part.comparator.value.startswith(">") else 1.0
    return Margin(sign * (value - part.limit), part.unit)


def _middle(value: Estimate) -> float | None:
    if value.value is not None:
        return value.value
    return value.low if value.high == float("inf") else None


def demand_words(obligation: Obligation, day: date, title: str = "") -> str:
    """What a paragraph demands: its limits in words after its title, or the title alone where it has no limit."""
    limits = ", ".join(_limits(obligation, day))
    if not limits:
        return obligation.title
    return limits if title == obligation.title else f"{obligation.title}: {limits}"


def _limits(obligation: Obligation, day: date) -> list[str]:
    test, unit = obligation.test, "" if obligation.measure is None else obligation.measure.unit
    if test is None:
        return []
    if test.schedule:
        limits = (c for c in conditions(obligation, day) if c.limit is not None)
        return list(dict.fromkeys(f"{c.comparator.words} {threshold_words(c.limit, c.unit)}" for c in limits))
    if test.threshold is None:
        return []
    return [_limit(test, unit), *map(_joined, test.joined)]


def _limit(test: Test, unit: str) -> str:
    if test.comparator in (Comparator.EQUAL, Comparator.AT_MOST) and test.threshold == 0:
        return "none"
    return f"{test.comparator.words} {threshold_words(test.threshold, test.unit or unit)}"


def _joined(other: Joined) -> str:
    name = other.quantity.replace("_", " ")
    return f"{name} {other.comparator.words} {threshold_words(other.threshold, '')}"


def length_words(applies: Applies) -> str:
    """How long a paragraph would bind."""
    length = parse_duration(applies.duration)
    if length is not None:
        return f"for {length.words}"
    if applies.duration:
        return applies.duration
    return "no end stated" if applies.end is None else f"until {applies.end.day}"


def years_left(applies: Applies, day: date) -> float:
    """For how many years from `day` the paragraph binds, the horizon at most; one without a stated end as long as that."""
    if applies.end is None:
        return HORIZON_YEARS
    return max(0.0, min(HORIZON_YEARS, (applies.end.day - day).days / DAYS_OF_A_YEAR))
