"""Which day is spent where: the calendar of a plan.

Every working day goes to the first stratum of the order whose place can be entered; when a place opens that comes earlier in
the order, work moves there and the interrupted stratum is taken up again later. The set-up of a visit is spent once for each
place. A day may be shared by strata. Work goes on side by side in all teams.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from servanda.core.counting import WorkingCalendar
from servanda.inspection.days import MINUTES, Resources
from servanda.inspection.plan_stratum import StratumToVerify

TINY = 1e-9
"""Hours below which nothing is left to do: rounding."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Hours of one working day spent on one stratum: `setup` of them on the visit, and the minutes measured by all teams."""

    stratum: str
    hours: float
    setup: float
    minutes: float


@dataclass(frozen=True, slots=True)
class WorkingDay:
    """One working day of the plan: its number from 1, its date, and what it was spent on (nothing: no place was open)."""

    number: int
    day: date
    stretches: tuple[Stretch, ...]


def working_days(start: date, count: int, calendar: WorkingCalendar) -> tuple[date, ...]:
    """The first `count` working days from `start` on, `start` included when it is one."""
    found: list[date] = []
    day = start
    while len(found) < count:
        if calendar.works(day):
            found.append(day)
        day += timedelta(days=1)
    return tuple(found)


def spend_days(order: Sequence[StratumToVerify], days: Sequence[date], resources: Resources) -> tuple[WorkingDay, ...]:
    """The days given out to the strata in their order; strata without access get none."""
    open_work = _Work(order, resources.teams)
    return tuple(
        WorkingDay(number, day, tuple(open_work.day(day, resources.hours))) for number, day in enumerate(days, start=1)
    )


class _Work:
    """What is left of every stratum while the days are given out."""

    def __init__(self, order: Sequence[StratumToVerify], teams: int) -> None:
        self.order = [s for s in order if s.ready is not None]
        self.teams = teams
        self.minutes = {s.name: s.sample.minutes for s in self.order}
        self.setup = {s.place: s.setup_hours for s in reversed(self.order)}

    def day(self, day: date, hours: float) -> Iterator[Stretch]:
        for s in self.order:
            if hours > TINY and s.ready is not None and s.ready <= day and self.minutes[s.name] > TINY:
                stretch = self._spend(s, hours)
                hours -= stretch.hours
                yield stretch

    def _spend(self, s: StratumToVerify, hours: float) -> Stretch:
        setup = min(hours, self.setup[s.place])
        measuring = min(hours - setup, self.minutes[s.name] / MINUTES / self.teams)
        self.setup[s.place] -= setup
        minutes = min(self.minutes[s.name], measuring * MINUTES * self.teams)
        self.minutes[s.name] = max(0.0, self.minutes[s.name] - minutes)
        return Stretch(s.name, setup + measuring, setup, minutes)
