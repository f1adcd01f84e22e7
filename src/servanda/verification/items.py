"""Verification of one stratum by several methods: gross, partial and bias defects.

Level H sees whether an item is there (attribute test), F measures it roughly (NDA), D measures it well (DA, weighing).
A defect is the missing part gamma of an item: gross 1, partial a sizeable part, bias a small part. The samples of the
methods are disjoint: an item measured by D is not counted again under F.

Sources: three-level formula n = N (1 - beta^(gamma x / M)), SG/SCT (recalled); allocation D, F, H, Jaech and Russell,
STR-261 (recalled); several methods together: the exact law, derived here.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from servanda.core.finding import Misuse
from servanda.verification.arrays import FloatArray
from servanda.verification.asked import positive, probability, whole
from servanda.verification.detection import defects_for_goal, log_hypergeometric_of, recognition_probability
from servanda.verification.sample_size import ROUNDING


@dataclass(frozen=True, slots=True)
class Method:
    """A verification method: name, relative standard deviation of operator-inspector differences, threshold in sigma.

    Sigma is a fraction of the item and holds random and systematic parts of both sides. `minutes` is the effort for an
    item; 0 where effort is not asked about.
    """

    name: str
    sigma: float
    threshold: float = 3.0
    minutes: float = 0.0

    def recognition(self, defect: float) -> float:
        """Probability that a measured item with this defect is recognised."""
        return float(recognition_probability(defect, self.sigma, self.threshold))

    def smallest_defect(self, non_recognition: float = 0.05) -> float:
        """The defect, as part of the item, that is recognised with probability 1 - `non_recognition`; at most 1."""
        from scipy.special import ndtri

        return float(min(1.0, (self.threshold - ndtri(non_recognition)) * self.sigma))


@dataclass(frozen=True, slots=True)
class ThreeLevels:
    """Items to be verified at each level (each level counts the finer ones too), and what the stratum cannot supply.

    `defects` are the numbers of defective items that make up the goal; `out_of_reach` names the levels at which that
    is more than the stratum has: there the goal cannot be missing from this stratum alone, and the size is a formality.
    """

    items: int
    n_gross: int
    n_partial: int
    n_bias: int
    defects: tuple[int, int, int]

    @property
    def out_of_reach(self) -> tuple[str, ...]:
        """Levels whose defects would have to be more than there are items."""
        names = ("gross", "partial", "bias")
        return tuple(name for name, r in zip(names, self.defects, strict=True) if r > self.items)

    @property
    def by_method(self) -> tuple[int, int, int]:
        """Items measured by H, F and D alone: H n_gross - n_partial, F n_partial - n_bias, D n_bias."""
        partial = max(self.n_partial, self.n_bias)
        return max(0, self.n_gross - partial), partial - self.n_bias, self.n_bias


def agency_three_levels(
    items: int, item_kg: float, goal_kg: float, beta: float, gamma_partial: float, gamma_bias: float
) -> ThreeLevels:
    """The Agency's formula at gross (gamma 1), partial and bias level. Masses in kg of the goal's element or isotope."""
    whole(items, "items", 1)
    probability(beta, "beta")
    positive((item_kg, goal_kg), "masses", "kg")
    if not 0 < gamma_bias <= gamma_partial <= 1:
        raise Misuse(
            f"defects gross 1, partial {gamma_partial:g}, bias {gamma_bias:g}: each is a part of the item above 0, and "
            f"none is larger than the one before"
        )
    gammas = (1.0, gamma_partial, gamma_bias)
    sizes = [_agency(items, gamma * item_kg / goal_kg, beta) for gamma in gammas]
    defects = [int(defects_for_goal(goal_kg, item_kg, gamma)) for gamma in gammas]
    return ThreeLevels(items, sizes[0], sizes[1], sizes[2], (defects[0], defects[1], defects[2]))


def _agency(items: int, part: float, beta: float) -> int:
    size = items * -math.expm1(part * math.log(beta))
    near = round(size)
    return min(items, near if abs(size - near) <= ROUNDING * max(1, near) else math.ceil(size))


def non_detection_of_methods(items: int, defects: int, samples: Sequence[int], recognitions: Sequence[float]) -> float:
    """Probability that none of several disjoint random samples recognises a defect, exactly.

    `samples[m]` items are measured by method m, which recognises a defect with probability `recognitions[m]`.
    """
    _check_samples(items, defects, samples, recognitions)
    left = np.zeros(defects + 1)
    left[defects] = 1.0  # probability, by number of defects not yet drawn, that nothing was recognised
    rest = items
    for n, q in zip(samples, recognitions, strict=True):
        left = _after_sample(left, rest, n, q)
        rest -= n
    return float(min(1.0, left.sum()))


def _check_samples(items: int, defects: int, samples: Sequence[int], recognitions: Sequence[float]) -> None:
    if len(samples) != len(recognitions):
        raise Misuse(f"{len(samples)} samples and {len(recognitions)} recognition probabilities: one for each method")
    whole([items, defects, *samples], "items, defects and samples")
    probability(list(recognitions), "recognition probability", ends=True)
    if sum(samples) > items or defects > items:
        raise Misuse(f"{sum(samples)} sampled and {defects} defective of {items} items: no more than there are")


def _after_sample(left: FloatArray, rest: int, n: int, q: float) -> FloatArray:
    after = np.zeros_like(left)
    r = np.arange(left.size)
    for j in range(min(n, left.size - 1) + 1):
        if q == 1.0 and j:
            break
        weight = np.exp(log_hypergeometric_of(rest, r, n, j)) * left * (1 - q) ** j
        after[: left.size - j] += weight[j:]
    return after


@dataclass(frozen=True, slots=True)
class ItemPlan:
    """A stratum of equal items and how many of them each method measures (disjoint samples)."""

    items: int
    item_kg: float
    methods: tuple[Method, ...]
    samples: tuple[int, ...]

    def non_detection(self, goal_kg: float, defect: float) -> float | None:
        """Probability of missing the goal taken by defects of one size; None where the stratum cannot supply it so."""
        r = int(defects_for_goal(goal_kg, self.item_kg, defect))
        if r > self.items:
            return None
        return non_detection_of_methods(self.items, r, self.samples, [m.recognition(defect) for m in self.methods])

    def curve(self, goal_kg: float, defects: Sequence[float]) -> list[tuple[float, float | None]]:
        """Detection probability for each size of defect; None where the stratum cannot supply the goal so."""
        missed = ((defect, self.non_detection(goal_kg, defect)) for defect in defects)
        return [(defect, None if beta is None else 1.0 - beta) for defect, beta in missed]

    def weakest(self, goal_kg: float, steps: int = 100) -> tuple[float, float] | None:
        """The size of defect that is found least often, and how often; None where the stratum cannot supply the goal.

        Sizes run from all of an item down to the smallest that can still make up the goal.
        """
        least = goal_kg / (self.items * self.item_kg)
        if least > 1:
            return None
        found = self.curve(goal_kg, np.geomspace(max(least, 1e-6), 1.0, steps).tolist())
        reached = [(p, defect) for defect, p in found if p is not None]
        p, defect = min(reached)
        return defect, p


def plan_methods(
    items: int, item_kg: float, goal_kg: float, beta: float, methods: Sequence[Method], defects: Sequence[float]
) -> ItemPlan:
    """Samples for methods from fine to coarse, exact: each is the smallest that meets beta for its size of defect.

    `defects[m]` is the size that method m is there for (D bias, F partial, H gross, in that order); finer methods count
    for coarser defects too. A size that the stratum cannot supply needs no sample. Where a method cannot reach beta by
    itself it gets all items that are left. Sizes between those stated may be found less often: `ItemPlan.weakest` says
    which, and `whole_range` enlarges a plan until every size is found as stated.
    """
    if list(defects) != sorted(defects) or len(defects) != len(methods):
        raise Misuse("give methods from fine to coarse and for each the defect it is there for, from small to large")
    probability(beta, "beta")
    samples: list[int] = []
    for place, defect in enumerate(defects, start=1):
        r = int(defects_for_goal(goal_kg, item_kg, defect))
        q = [m.recognition(defect) for m in methods[:place]]
        samples.append(_smallest(items, r, samples, q, beta) if r <= items else 0)
    return ItemPlan(items, item_kg, tuple(methods), tuple(samples))


def whole_range(plan: ItemPlan, goal_kg: float, beta: float) -> ItemPlan:
    """The plan enlarged, one item at a time, until no size of defect is missed with more than beta, or no item is left.

    The item goes to the coarsest method that recognises the weakest size at least every second time.
    """
    while (weakest := plan.weakest(goal_kg)) is not None and 1 - weakest[1] > beta * (1 + ROUNDING):
        if sum(plan.samples) >= plan.items:
            break
        recognitions = [m.recognition(weakest[0]) for m in plan.methods]
        good = [place for place, q in enumerate(recognitions) if q >= 0.5] or [int(np.argmax(recognitions))]
        samples = tuple(n + (place == good[-1]) for place, n in enumerate(plan.samples))
        plan = ItemPlan(plan.items, plan.item_kg, plan.methods, samples)
    return plan


def _smallest(items: int, r: int, samples: Sequence[int], q: Sequence[float], beta: float) -> int:
    low, high = -1, items - sum(samples)
    while high - low > 1:
        middle = (low + high) // 2
        missed = non_detection_of_methods(items, r, [*samples, middle], q)
        low, high = (low, middle) if missed <= beta * (1 + ROUNDING) else (middle, high)
    return high
