"""The plan: in which order strata are verified, on which days, by which samples, and what is reached after each day.

In go strata with their samples, the day asked about, the resources and a calendar; out comes a `Plan`. Nothing here knows a
case: `servanda.case.join_inspection` makes the strata from the record.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import accumulate

from servanda.core.counting import WorkingCalendar
from servanda.core.finding import Misuse
from servanda.inspection.calendar_days import WorkingDay, spend_days, working_days
from servanda.inspection.days import Resources, days_needed
from servanda.inspection.goal import DetectionGoal
from servanda.inspection.plan_curve import CurvePoint, curve
from servanda.inspection.plan_order import in_order, loss_of_order
from servanda.inspection.plan_price import Prices, shadow_prices
from servanda.inspection.plan_stratum import StratumToVerify

METHOD = (
    "order, days and curve by Servanda's own method: no published standard for re-verification after loss of continuity of "
    "knowledge was found; sample sizes are exact (hypergeometric, several methods together)"
)


@dataclass(frozen=True, slots=True)
class PlannedStratum:
    """A stratum in the plan: its place in the order, what it takes, when it is worked on, and what is reached by the end.

    `per_team_day` is w per working day of one team, by which the order goes; `days` are working days of all teams side by side.
    `first` and `last` are the first and last day spent on it, None where there is none; `done` tells whether its sample is
    complete by the end of the plan.
    """

    rank: int
    stratum: StratumToVerify
    exposure: float
    priority: float
    per_team_day: float
    days: float
    first: date | None
    last: date | None
    done: bool
    detection: float


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything about a plan. `prices` are those of effort before the first day and after each, in the order of `curve`;
    a day on which no place is open costs no effort.
    """

    as_of: date
    start: date
    goal: DetectionGoal
    resources: Resources
    calendar: WorkingCalendar
    strata: tuple[PlannedStratum, ...]
    days: tuple[WorkingDay, ...]
    curve: tuple[CurvePoint, ...]
    prices: tuple[Prices, ...]
    loss_of_order: float

    @property
    def finished(self) -> int | None:
        """Number of the day on which every sample is complete; None where that is not within the plan."""
        if not all(s.done for s in self.strata):
            return None
        return max((d.number for d in self.days if d.stretches), default=0)

    @property
    def days_in_all(self) -> float:
        """Working days until the samples of all strata with access are complete, nothing waited for, one set-up a place."""
        found = [p.stratum for p in self.strata if p.stratum.ready is not None]
        setups = {s.place: s.setup_hours for s in reversed(found)}
        minutes = sum(s.sample.minutes for s in found)
        return days_needed(sum(setups.values()), minutes, self.resources)


def make_plan(
    strata: Sequence[StratumToVerify],
    as_of: date,
    start: date,
    goal: DetectionGoal,
    resources: Resources,
    calendar: WorkingCalendar,
) -> Plan:
    """The plan for strata in any order; `as_of` is the day whose exposure counts, `start` the first day of work."""
    if start < as_of:
        raise Misuse(f"start {start} is before the day asked about, {as_of}: write that day or a later one")
    names = [s.name for s in strata]
    if len(set(names)) < len(names):
        twice = sorted({n for n in names if names.count(n) > 1})
        raise Misuse(f"strata {', '.join(twice)} appear twice: give each stratum a name of its own")
    order = in_order(strata, as_of)
    days = spend_days(order, working_days(start, resources.days, calendar), resources)
    points = curve(order, days, as_of)
    planned = tuple(_planned(n, s, as_of, resources, days, points[-1]) for n, s in enumerate(order, start=1))
    return Plan(
        as_of, start, goal, resources, calendar, planned, days, points,
        shadow_prices(order, as_of, effort_after(days, resources), resources),
        loss_of_order(strata, as_of, resources.teams),
    )  # fmt: skip


def effort_after(days: Sequence[WorkingDay], resources: Resources) -> tuple[float, ...]:
    """Inspector-days given out before the first day and after each; days on which no place was open cost none."""
    return tuple(accumulate((float(resources.teams) if d.stretches else 0.0 for d in days), initial=0.0))


def _planned(
    rank: int, s: StratumToVerify, as_of: date, resources: Resources, days: Sequence[WorkingDay], end: CurvePoint
) -> PlannedStratum:
    worked = [d.day for d in days for stretch in d.stretches if stretch.stratum == s.name]
    minutes = sum(stretch.minutes for d in days for stretch in d.stretches if stretch.stratum == s.name)
    return PlannedStratum(
        rank, s, s.exposure(as_of), s.priority(as_of), s.per_team_day(as_of, resources.hours),
        days_needed(s.setup_hours, s.sample.minutes, resources),
        min(worked, default=None), max(worked, default=None), minutes >= s.sample.minutes - 1e-6,
        end.by_stratum[rank - 1],
    )  # fmt: skip
