"""Timeliness goals: how long a verified quantity speaks for the present, by kind of material.

Source: IAEA Safeguards Glossary, term "IAEA timeliness detection goal". The three periods were read in a teaching text
(NSSEP); the Glossary itself is recalled, so each goal carries its mark.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from servanda.core.counting import MonthRule, add_months
from servanda.core.names import Mark

RULE = MonthRule.CLAMP
COUNTING = "months are counted to the same day of the later month, or to its last day when it has no such day"
CITATION = "IAEA Safeguards Glossary, IAEA timeliness detection goal"


@dataclass(frozen=True, slots=True)
class TimelinessGoal:
    """How often a kind of material is to be verified: `months`, in words, with source and mark.

    `note` says what was assumed to put the material into its kind; empty when nothing was.
    """

    name: str
    months: int
    citation: str = CITATION
    mark: Mark = Mark.RECALLED
    note: str = ""

    def due(self, last: date) -> date:
        """The last day on which the next verification is still in time."""
        return _due(last, self.months)

    def oldest(self, day: date) -> date:
        """The first day of which a verification is still in time on `day`; the earliest day there is at the start of time."""
        if day.toordinal() <= 31 * (self.months + 1):
            return date.min
        first = add_months(day, -self.months, RULE)
        while self.due(first) < day:
            first += timedelta(days=1)
        while self.due(first - timedelta(days=1)) >= day:
            first -= timedelta(days=1)
        return first

    def overdue_days(self, last: date, as_of: date) -> int:
        """Days after the due day; 0 when it is not over."""
        return max(0, (as_of - self.due(last)).days)

    @property
    def period(self) -> str:
        """The period in words."""
        return {1: "one month", 3: "three months", 12: "one year"}.get(self.months, f"{self.months} months")

    @property
    def words(self) -> str:
        """The goal as people say it."""
        return f"{self.period} ({self.name})"


UNIRRADIATED_DIRECT_USE = TimelinessGoal("unirradiated direct-use material", 1)
IRRADIATED_DIRECT_USE = TimelinessGoal("irradiated direct-use material", 3)
INDIRECT_USE = TimelinessGoal("indirect-use material", 12)
NO_GOAL = TimelinessGoal("no goal of the Agency covers it; the longest one is applied", 12, mark=Mark.READ)
"""For equipment, activities and heavy water: a rule of this project, stated with each result that uses it."""


@lru_cache(maxsize=16384)
def _due(last: date, months: int) -> date:
    return add_months(last, months, RULE)
