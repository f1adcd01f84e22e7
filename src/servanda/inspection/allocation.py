"""A budget of effort over strata: the saddle point, rounded to whole items and evaluated again exactly.

Source: stratified attributes theorem, Avenhaus and Canty, Compliance Quantified, chapter 2 (recalled; derived again in
`verification.strata_plan`). The saddle counts fractions of items and draws with replacement; what is printed for use is
the whole plan, with the split of the goal that it misses most often.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from servanda.core.finding import Misuse
from servanda.verification.asked import positive
from servanda.verification.detection import defects_for_goal, detection_probability
from servanda.verification.strata_plan import Saddle, Sampled, Stratum, WorstSplit, stratified_saddle, worst_split


@dataclass(frozen=True, slots=True)
class Allocation:
    """Whole samples by stratum for a budget, evaluated exactly against the worst split of the goal.

    `effort` is what the plan costs, in the unit of the budget; `saddle` is the theorem's answer before rounding;
    `shadow_price` is the detection probability that one more unit of effort buys, from the theorem.
    """

    plan: tuple[Sampled, ...]
    effort: float
    worst: WorstSplit
    saddle: Saddle
    shadow_price: float

    @property
    def detection(self) -> float:
        """Detection probability that the plan guarantees, whatever the split."""
        return 1 - self.worst.at_most


def allocate(strata: Sequence[Stratum], effort: Sequence[float], goal_kg: float, budget: float) -> Allocation:
    """The best samples for a budget, each rounded up, so that the plan may cost a little more than the budget.

    `effort` is the work for one item of each stratum, in the unit of `budget`. The guarantee is exact for the whole
    plan; it can lie below the theorem's where whole items hide a split, and above it because nothing is drawn twice.
    """
    saddle = _saddle(strata, effort, goal_kg, budget)
    sizes = [min(s.items, math.ceil(n * (1 - 1e-12))) for s, n in zip(strata, saddle.samples, strict=True)]
    return _evaluated(strata, effort, goal_kg, budget, saddle, sizes)


def allocate_within(strata: Sequence[Stratum], effort: Sequence[float], goal_kg: float, budget: float) -> Allocation:
    """The same, never above the budget: rounded down, then items are added where they help the worst split most."""
    saddle = _saddle(strata, effort, goal_kg, budget)
    sizes = [min(s.items, math.floor(n * (1 + 1e-12))) for s, n in zip(strata, saddle.samples, strict=True)]
    while True:
        found = _evaluated(strata, effort, goal_kg, budget, saddle, sizes)
        left = budget - found.effort
        places = [i for i, s in enumerate(strata) if sizes[i] < s.items and effort[i] <= left * (1 + 1e-12)]
        if not places:
            return found
        best = max(places, key=lambda i: found.worst.defects[i] / (strata[i].items - sizes[i]) / effort[i])
        sizes[best] += 1


def _saddle(strata: Sequence[Stratum], effort: Sequence[float], goal_kg: float, budget: float) -> Saddle:
    if any(s.recognition < 1 for s in strata):
        raise Misuse("the theorem knows no recognition below 1: plan with plan_strata and strengthened instead")
    positive(goal_kg, "goal", "kg")
    return stratified_saddle([s.items for s in strata], [s.item_kg for s in strata], effort, goal_kg, budget)


def _evaluated(
    strata: Sequence[Stratum], effort: Sequence[float], goal_kg: float, budget: float, saddle: Saddle, sizes: list[int]
) -> Allocation:
    plan = tuple(_sampled(s, n, goal_kg) for s, n in zip(strata, sizes, strict=True))
    worst = worst_split(plan, goal_kg)
    if worst is None:
        raise Misuse(f"a goal of {goal_kg:g} kg: all strata together hold less")
    spent = sum(e * n for e, n in zip(effort, sizes, strict=True))
    return Allocation(plan, spent, worst, saddle, saddle.kappa * math.exp(-saddle.kappa * budget))


def _sampled(stratum: Stratum, n: int, goal_kg: float) -> Sampled:
    r = int(defects_for_goal(goal_kg, stratum.item_kg))
    seen = float(detection_probability(stratum.items, min(r, stratum.items), n))
    return Sampled(stratum, n, r, seen, alone=r <= stratum.items)
