"""What inspectors have, and how long a stratum takes them.

days = set-up + sum over methods of n t / (h teams), with set-up in days, t in minutes an item, h hours a day: all teams work
on one stratum, the set-up of a visit (entry briefing, equipment, records) is not shortened by more of them. An inspector-day
is a team's day. Source: section 5.4 of the project's reference on verification statistics, the project's own method.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from servanda.core.finding import Misuse

MINUTES = 60.0
MOST_DAYS = 3660
"""Ten years: nobody plans inspections by the day for longer."""


@dataclass(frozen=True, slots=True)
class Resources:
    """Teams that work side by side, working days they have, and hours of work in a day."""

    teams: int
    days: int
    hours: float = 8.0

    def __post_init__(self) -> None:
        if self.teams < 1:
            raise Misuse(f"{self.teams} teams: write one or more; without a team nothing is verified")
        if not 1 <= self.days <= MOST_DAYS:
            raise Misuse(f"{self.days} days: write the working days that the teams have, from 1 to {MOST_DAYS}")
        if not (math.isfinite(self.hours) and 0 < self.hours <= 24):
            raise Misuse(f"{self.hours:g} hours a day: write hours above 0 and at most 24, such as 8")

    @property
    def total_hours(self) -> float:
        """Working hours from the first to the last day, as one team counts them."""
        return self.days * self.hours

    @property
    def inspector_days(self) -> int:
        """Days of all teams together."""
        return self.days * self.teams

    @property
    def words(self) -> str:
        """What there is, in words."""
        teams = "1 team" if self.teams == 1 else f"{self.teams} teams"
        days = "1 working day" if self.days == 1 else f"{self.days} working days"
        return f"{teams}, {days} of {self.hours:g} hours"


def hours_needed(setup_hours: float, minutes: float, teams: int) -> float:
    """Working hours until a stratum is verified: the set-up, then the measuring of all teams side by side."""
    return setup_hours + minutes / MINUTES / teams


def days_needed(setup_hours: float, minutes: float, resources: Resources) -> float:
    """The same in working days: t_setup + sum n t / (h teams)."""
    return hours_needed(setup_hours, minutes, resources.teams) / resources.hours


def inspector_days(setup_hours: float, minutes: float, hours: float) -> float:
    """Effort of one team alone, in days of `hours`: the measure of effort that does not depend on the number of teams."""
    return (setup_hours + minutes / MINUTES) / hours
