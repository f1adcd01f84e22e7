"""A budget of inspector-days over facilities, against a violator who picks the one that is inspected worst.

A facility has a detection probability for 0, 1, 2 ... days. The inspector draws a plan of whole days that keeps the budget
every time; the violator picks a facility. The game is solved exactly (the best plan against a mixture is a knapsack), so
that the rule of Avenhaus and Kilgour 2004 (abstract read) comes out and is not put in: where detection is concave in
effort, spread; where convex, concentrate on one at random. The concave envelopes bound what any mixture that keeps the
budget only on average could reach, and give the shadow price of a day.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from servanda.core.arrays import FloatArray
from servanda.core.finding import Misuse
from servanda.inspection.game import solve_large
from servanda.verification.asked import floats, whole
from servanda.verification.interim import RULES

STRAIGHT = 1e-12


@dataclass(frozen=True, slots=True)
class Facility:
    """Detection probability for 0, 1, 2 ... inspector-days, which never falls; more days than listed add nothing.

    `weight` multiplies it: the guarantee is the smallest weighted probability, so that 0.5 asks for twice the detection.
    """

    name: str
    detection: tuple[float, ...]
    weight: float = 1.0

    def __post_init__(self) -> None:
        found = floats(self.detection, f"facility {self.name}: detection")
        if found.ndim != 1 or found.size < 2 or np.any(~((found >= 0) & (found <= 1))) or np.any(np.diff(found) < 0):
            raise Misuse(
                f"facility {self.name}: give detection probabilities from 0 to 1 for 0, 1, 2 ... days, none below the one before"
            )
        if not 0 < self.weight <= 1:
            raise Misuse(f"facility {self.name}: weight {self.weight:g}: give a weight above 0 and at most 1")

    def weighted(self, days: int) -> FloatArray:
        """Weighted detection for 0 to `days` days."""
        last = len(self.detection) - 1
        return np.asarray(self.weight * np.array([self.detection[min(n, last)] for n in range(days + 1)]))


@dataclass(frozen=True, slots=True)
class FacilityPlan:
    """What a budget guarantees over facilities, and how.

    `plans`: days by facility with the probability of drawing that plan. `violator`: probability of each facility in the
    violator's best mixture. `fixed` and `fixed_days`: the best that one plan without chance can guarantee. `on_average`:
    bound for budgets kept only on average. `shadow_price`: weighted probability for the next day of budget;
    `average_price` the same of the bound. `shape` and `rule`: the shape of detection, and what is done with it.
    """

    facilities: tuple[Facility, ...]
    budget: int
    guaranteed: float
    plans: tuple[tuple[float, tuple[int, ...]], ...]
    violator: tuple[float, ...]
    fixed: float
    fixed_days: tuple[int, ...]
    on_average: float
    shadow_price: float
    average_price: float
    shape: str
    rule: str

    def text(self) -> str:
        """The plan in words."""
        drawn = "; ".join(f"{p:.3f}: {', '.join(map(str, days))} days" for p, days in self.plans[:6])
        return (
            f"{self.budget} inspector-days over {len(self.facilities)} facilities guarantee detection {self.guaranteed:.3f} "
            f"({self.fixed:.3f} without chance); {self.shape}: {self.rule}. Plans to draw from: {drawn}. "
            f"One day more: {self.shadow_price:+.4f}"
        )


def allocate_days(facilities: Sequence[Facility], budget: int) -> FacilityPlan:
    """The best use of whole inspector-days over facilities, with its shadow price."""
    if not facilities:
        raise Misuse("no facilities: give at least one")
    days = int(whole(budget, "budget of inspector-days"))
    fixed_days = _without_chance(facilities, days)
    value, plans, violator = _game(facilities, days, fixed_days)
    more = _game(facilities, days + 1, _without_chance(facilities, days + 1))[0]
    on_average, price = _on_average(facilities, days)
    shape = shape_of(facilities, days)
    return FacilityPlan(
        tuple(facilities), days, value, plans, violator, _least(facilities, fixed_days), fixed_days, on_average,
        max(0.0, more - value), price, shape, RULES.get(shape, "draw from the plans listed; neither rule applies"),
    )  # fmt: skip


def shape_of(facilities: Sequence[Facility], budget: int) -> str:
    """`concave in effort`, `convex in effort`, or `neither concave nor convex`, up to the budget, for all facilities.

    Straight lines count as concave: spreading is as good as anything.
    """
    bends = np.concatenate([np.diff(f.weighted(budget), 2) for f in facilities])
    if np.all(bends <= STRAIGHT):
        return "concave in effort"
    return "convex in effort" if np.all(bends >= -STRAIGHT) else "neither concave nor convex"


def _least(facilities: Sequence[Facility], days: Sequence[int]) -> float:
    return min(float(f.weighted(n)[n]) for f, n in zip(facilities, days, strict=True))


def _without_chance(facilities: Sequence[Facility], budget: int) -> tuple[int, ...]:
    """The best single plan: the largest level that every facility reaches within the budget; then days left over.

    Levels are the values that the functions take, so that the search over them is exact.
    """
    tables = [f.weighted(budget) for f in facilities]
    best = [0] * len(tables)
    for level in np.unique(np.concatenate(tables)):
        needed = [int(np.searchsorted(t, level - STRAIGHT)) for t in tables]
        if sum(needed) > budget or any(n > budget for n in needed):
            break
        best = needed
    for _ in range(budget - sum(best)):
        worst = min(range(len(tables)), key=lambda i: (tables[i][best[i]], i))
        best[worst] += best[worst] < budget
    return tuple(best)


def _game(
    facilities: Sequence[Facility], budget: int, start: tuple[int, ...]
) -> tuple[float, tuple[tuple[float, tuple[int, ...]], ...], tuple[float, ...]]:
    """Guaranteed weighted detection, the plans to draw from, and the violator's mixture. Payoff: what is not detected."""
    tables = np.array([f.weighted(budget) for f in facilities])
    rows = np.arange(len(facilities))

    def best(violator: FloatArray) -> tuple[tuple[int, ...], FloatArray]:
        plan = _knapsack(violator[:, None] * tables, budget)
        return plan, np.asarray(-tables[rows, list(plan)])

    found = solve_large(start, -tables[rows, list(start)], best)
    plans = tuple(sorted(found.mixture, key=lambda pair: (-round(pair[0], 6), [-n for n in pair[1]])))
    return -found.solution.value, plans, tuple(found.solution.violator.tolist())


def _knapsack(gains: FloatArray, budget: int) -> tuple[int, ...]:
    """Whole days by row that add to at most the budget with the greatest sum of gains, by dynamic programming."""
    total = np.zeros(budget + 1)
    choices: list[FloatArray] = []
    for row in gains:
        table = np.full((budget + 1, budget + 1), -np.inf)
        for n in range(budget + 1):
            table[n, n:] = total[: budget + 1 - n] + row[n]
        choice = np.argmax(table, axis=0)
        total = table[choice, np.arange(budget + 1)]
        choices.append(choice)
    left, plan = budget, list[int]()
    for choice in reversed(choices):
        plan.append(int(choice[left]))
        left -= plan[-1]
    return tuple(reversed(plan))


def concave_envelope(values: FloatArray) -> FloatArray:
    """The smallest concave function above values at 0, 1, 2 ..., at the same points (upper hull)."""
    hull: list[int] = []
    for n in range(values.size):
        while len(hull) > 1 and _below(values, hull[-2], hull[-1], n):
            hull.pop()
        hull.append(n)
    return np.interp(np.arange(values.size), hull, values[hull])


def _below(values: FloatArray, left: int, middle: int, right: int) -> bool:
    """True when the middle point is on or below the line through the other two."""
    return bool((values[middle] - values[left]) * (right - left) <= (values[right] - values[left]) * (middle - left))


def _on_average(facilities: Sequence[Facility], budget: int) -> tuple[float, float]:
    """Largest level z that all envelopes reach with effort adding to the budget, and dz/d(budget); linear programme."""
    from scipy.optimize import linprog

    envelopes = [concave_envelope(f.weighted(max(budget, len(f.detection) - 1))) for f in facilities]
    steps = [np.diff(e) for e in envelopes]
    widths = [s.size for s in steps]
    count = sum(widths)
    above = np.zeros((len(steps) + 1, count + 1))
    above[:-1, -1] = 1.0
    above[-1, :count] = 1.0
    for row, (step, first) in enumerate(zip(steps, np.cumsum([0, *widths[:-1]]).tolist(), strict=True)):
        above[row, first : first + step.size] = -step
    bound = np.append([e[0] for e in envelopes], float(budget))
    cost = np.append(np.zeros(count), -1.0)
    found = linprog(cost, A_ub=above, b_ub=bound, bounds=[(0, 1)] * count + [(None, None)], method="highs")
    return float(-found.fun), float(-found.ineqlin.marginals[-1])
