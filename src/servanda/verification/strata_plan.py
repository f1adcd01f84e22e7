"""Plans over several strata: samples for each, and the split of the goal that such a plan is weakest against.

With n = N (1 - beta^(x/M)) in each stratum any split of the goal M over the strata is missed with at most beta (an
identity), which is why strata can be planned one by one. Rounding and exact sizes disturb it, so that the worst split is
computed. With effort for each item, the best plan for a stated budget is the saddle point of the stratified attributes
theorem (Avenhaus and Canty, Compliance Quantified, chapter 2, recalled and derived again).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from servanda.core.arrays import FloatArray, IntArray
from servanda.core.finding import Misuse
from servanda.verification.asked import floats, positive, probability, whole
from servanda.verification.detection import defects_for_goal, non_detection_probability
from servanda.verification.sample_size import canonical_method, sample_sizes


@dataclass(frozen=True, slots=True)
class Stratum:
    """Equal items verified alike: `items` of `item_kg` kg; a sampled defect is recognised with `recognition`."""

    name: str
    items: int
    item_kg: float
    recognition: float = 1.0

    def __post_init__(self) -> None:
        whole(self.items, f"stratum {self.name}: items", 1)
        positive(self.item_kg, f"stratum {self.name}: item mass", "kg")
        probability(self.recognition, f"stratum {self.name}: recognition", ends=True)

    @property
    def mass_kg(self) -> float:
        """All items together."""
        return self.items * self.item_kg


@dataclass(frozen=True, slots=True)
class Sampled:
    """A stratum with its sample; `alone` tells whether the goal could be missing from it alone."""

    stratum: Stratum
    n: int
    defects: int
    detection: float
    alone: bool


@dataclass(frozen=True, slots=True)
class WorstSplit:
    """The split of the goal that is found least often.

    Whoever takes the goal takes `defects` items by stratum and is missed with `non_detection`; no split is missed with
    more than `at_most`. The two differ by the width of the grid on which mass is counted.
    """

    defects: tuple[int, ...]
    non_detection: float
    at_most: float


def plan_strata(strata: Sequence[Stratum], goal_kg: float, beta: float, method: str = "exact") -> tuple[Sampled, ...]:
    """A sample for each stratum as if the goal were missing from it alone.

    A stratum that cannot supply the goal gets N (1 - beta^(x/M)), its share of what the identity asks for.
    """
    if not strata:
        raise Misuse("no strata: give at least one")
    name = canonical_method(method)
    return tuple(_planned(s, float(positive(goal_kg, "goal", "kg")), beta, name) for s in strata)


def _planned(stratum: Stratum, goal_kg: float, beta: float, method: str) -> Sampled:
    r = int(defects_for_goal(goal_kg, stratum.item_kg))
    if r > stratum.items:
        n = math.ceil(stratum.items * -math.expm1(stratum.item_kg / goal_kg * math.log(beta)) * (1 - 1e-12))
        q = stratum.recognition
        missed = float(non_detection_probability(stratum.items, stratum.items, n, recognition=q))
        return Sampled(stratum, n, r, 1 - missed, alone=False)
    if stratum.recognition < 1 and method != "exact":
        raise Misuse(f"stratum {stratum.name}: method {method!r} knows no recognition below 1: use method 'exact'")
    found = sample_sizes(stratum.items, r, beta, method=method, recognition=stratum.recognition)
    return Sampled(stratum, int(found.n), r, float(found.detection), alone=True)


def strengthened(plan: Sequence[Sampled], goal_kg: float, beta: float) -> tuple[Sampled, ...]:
    """The plan enlarged until no split of the goal is missed with more than beta, or every item is verified.

    Exact sizes meet beta for a goal missing from one stratum; whole items make some splits a little less visible.
    """
    grown = tuple(plan)
    while (worst := worst_split(grown, goal_kg)) is not None and worst.at_most > beta * (1 + 1e-9):
        gains = [_gain(s, r) for s, r in zip(grown, worst.defects, strict=True)]
        if max(gains) <= 0:
            break
        place = int(np.argmax(gains))
        grown = tuple(_with_sample(s, s.n + (i == place)) for i, s in enumerate(grown))
    return grown


def _gain(sampled: Sampled, defects: int) -> float:
    """How much ln(non-detection) falls with one item more; 0 where none is left."""
    s = sampled.stratum
    if sampled.n >= s.items:
        return 0.0
    now, then = (
        float(non_detection_probability(s.items, defects, n, recognition=s.recognition))
        for n in (sampled.n, sampled.n + 1)
    )
    return math.inf if then == 0 < now else math.log(now / then) if then else 0.0


def _with_sample(sampled: Sampled, n: int) -> Sampled:
    s = sampled.stratum
    r = min(sampled.defects, s.items)
    detection = 1 - float(non_detection_probability(s.items, r, n, recognition=s.recognition))
    return replace(sampled, n=n, detection=detection)


def worst_split(plan: Sequence[Sampled], goal_kg: float, grid: int = 1000) -> WorstSplit | None:
    """The split of the goal over the strata that the plan misses most often; None where all together hold less.

    Mass is counted on a grid of goal / `grid`: rounded up for the bound, rounded down for the split that is shown.
    """
    positive(goal_kg, "goal", "kg")
    if sum(s.stratum.mass_kg for s in plan) < goal_kg:
        return None
    losses = [_losses(s, goal_kg) for s in plan]
    bound, _ = _knapsack(plan, losses, goal_kg / grid, grid, up=True)
    attained, split = _knapsack(plan, losses, goal_kg / grid, grid, up=False)
    return WorstSplit(split, math.exp(attained), max(math.exp(bound), math.exp(attained)))


def _losses(sampled: Sampled, goal_kg: float) -> FloatArray:
    """ln of the non-detection probability for 0, 1, 2 ... defects, as many as the stratum has or the goal needs."""
    s = sampled.stratum
    r = np.arange(min(s.items, int(defects_for_goal(goal_kg, s.item_kg))) + 1)
    missed = np.asarray(non_detection_probability(s.items, r, sampled.n, recognition=s.recognition))
    with np.errstate(divide="ignore"):
        return np.asarray(np.log(missed), dtype=np.float64)


def _knapsack(
    plan: Sequence[Sampled], losses: Sequence[FloatArray], unit: float, grid: int, *, up: bool
) -> tuple[float, tuple[int, ...]]:
    best = np.full(grid + 1, -np.inf)
    best[0] = 0.0
    chosen: list[IntArray] = []
    places = np.arange(grid + 1)
    for sampled, loss in zip(plan, losses, strict=True):
        new, choice = best.copy(), np.zeros(grid + 1, dtype=np.int64)
        for r in range(1, loss.size):
            parts = r * sampled.stratum.item_kg / unit
            width = math.ceil(parts * (1 - 1e-12)) if up else math.floor(parts * (1 + 1e-12))
            value = best[np.maximum(places - width, 0)] + loss[r]
            better = value > new
            new, choice = np.where(better, value, new), np.where(better, r, choice)
        best = new
        chosen.append(choice)
    return float(best[grid]), _traced(plan, chosen, unit, grid, up=up)


def _traced(
    plan: Sequence[Sampled], chosen: Sequence[IntArray], unit: float, grid: int, *, up: bool
) -> tuple[int, ...]:
    place, split = grid, list[int]()
    for sampled, choice in zip(reversed(plan), reversed(chosen), strict=True):
        r = int(choice[place])
        parts = r * sampled.stratum.item_kg / unit
        place = max(0, place - (math.ceil(parts * (1 - 1e-12)) if up else math.floor(parts * (1 + 1e-12))))
        split.append(r)
    return tuple(reversed(split))


@dataclass(frozen=True, slots=True)
class Saddle:
    """The best use of a budget against the best split: defects and samples by stratum (not whole numbers), detection."""

    kappa: float
    defects: tuple[float, ...]
    samples: tuple[float, ...]
    detection: float


def stratified_saddle(
    items: Sequence[int], item_kg: Sequence[float], effort: Sequence[float], goal_kg: float, budget: float
) -> Saddle:
    """r = N (1 - exp(-kappa e)), sum of x r = M; n in proportion to x N exp(-kappa e), sum of e n = budget.

    Detection is 1 - exp(-kappa budget). Round the samples up and evaluate the plan exactly before it is used.
    """
    n_items, kg, cost = (floats(v, what) for v, what in ((items, "items"), (item_kg, "item mass"), (effort, "effort")))
    if not n_items.shape == kg.shape == cost.shape or n_items.ndim != 1 or not n_items.size:
        raise Misuse("items, item masses and efforts: give one of each for every stratum")
    positive(kg, "item mass", "kg")
    positive(cost, "effort", "days")
    positive((goal_kg, budget), "goal and budget", "kg and days")
    if goal_kg >= float((n_items * kg).sum()):
        raise Misuse(f"a goal of {goal_kg:g} kg from strata of {float((n_items * kg).sum()):g} kg: not enough material")
    kappa = _kappa(n_items * kg, cost, goal_kg)
    left = n_items * np.exp(-kappa * cost)
    samples = budget * kg * left / float((cost * kg * left).sum())
    detection = -math.expm1(-kappa * budget)
    return Saddle(kappa, tuple((n_items - left).tolist()), tuple(samples.tolist()), detection)


def _kappa(mass: FloatArray, cost: FloatArray, goal_kg: float) -> float:
    """Newton's steps from 0: the missing mass is concave in kappa, so they rise to the root and never pass it."""
    kappa = 0.0
    for _ in range(200):
        left = mass * np.exp(-kappa * cost)
        step = (goal_kg - float((mass - left).sum())) / float((cost * left).sum())
        kappa += step
        if abs(step) <= 1e-15 * kappa:
            break
    return kappa
