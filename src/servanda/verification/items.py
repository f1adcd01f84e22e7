"""Verification of one stratum by several methods: gross, partial and bias defects.

Level H sees whether an item is there (attribute test), F measures it roughly (NDA), D measures it well (DA, weighing).
A defect is the missing part gamma of an item: gross 1, partial a sizeable part, bias a small part. The samples of the
methods are disjoint: an item measured by D is not counted again under F.

Sources: three-level formula n = N (1 - beta^(gamma x / M)), SG/SCT (recalled); allocation D, F, H, Jaech and Russell,
STR-261 (recalled); several methods together: the exact law, derived here.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy.optimize import brentq
from scipy.special import expit, gammaln, logsumexp

from servanda.core.finding import Misuse
from servanda.verification.asked import positive, probability, whole
from servanda.verification.detection import defects_for_goal, recognition_probability
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

    `samples[m]` items are measured by method m, which recognises a defect with probability `recognitions[m]`. With
    w = 1 - q it is sum over j of e_j C(N - n, r - j) / C(N, r), e_j the coefficient of z^j in the product of (1 + w z)^n.
    """
    _check_samples(items, defects, samples, recognitions)
    held = [(n, 1.0 - q) for n, q in zip(samples, recognitions, strict=True) if n and q < 1.0]
    rest = items - sum(samples)
    room = rest + sum(n for n, _ in held)
    if not defects or room < defects:
        return 0.0 if defects else 1.0
    if room == defects:
        return math.exp(math.fsum(n * math.log(w) for n, w in held) - _log_choose_one(items, defects))
    return min(1.0, math.exp(_log_missed(items, defects, rest, held)))


def _log_missed(items: int, defects: int, rest: int, held: Sequence[tuple[int, float]]) -> float:
    """The sum in logarithms: z is scaled by a tilt t that puts the largest terms where the coefficients do not underflow."""
    from scipy.stats import binom  # takes a second to load, which most plans never need

    tilt = _tilt(defects, rest, held)
    coefficients, scale = np.ones(1), 0.0
    for n, w in held:
        coefficients = np.convolve(coefficients, binom.pmf(np.arange(n + 1), n, w * tilt / (1 + w * tilt)))
        scale += n * math.log1p(w * tilt)
    j = np.arange(coefficients.size)
    possible = (j <= defects) & (defects - j <= rest) & (coefficients > 0)
    j = j[possible]
    left = gammaln(rest + 1) - gammaln(defects - j + 1) - gammaln(rest - defects + j + 1)
    logs = np.log(coefficients[possible]) - j * math.log(tilt) + left
    return float(logsumexp(logs)) + scale - _log_choose_one(items, defects)


def _tilt(defects: int, rest: int, held: Sequence[tuple[int, float]]) -> float:
    """The t at which, with odds w t for sampled items and t for others, as many defects are expected as there are."""

    def excess(u: float) -> float:
        return rest * float(expit(u)) + sum(n * float(expit(u + math.log(w))) for n, w in held) - defects

    return math.exp(float(brentq(excess, -200.0, 200.0, xtol=1e-3)))


def _log_choose_one(n: int, k: int) -> float:
    return math.lgamma(n + 1) - math.lgamma(k + 1) - math.lgamma(n - k + 1)


def _check_samples(items: int, defects: int, samples: Sequence[int], recognitions: Sequence[float]) -> None:
    if len(samples) != len(recognitions):
        raise Misuse(f"{len(samples)} samples and {len(recognitions)} recognition probabilities: one for each method")
    whole([items, defects, *samples], "items, defects and samples")
    probability(list(recognitions), "recognition probability", ends=True)
    if sum(samples) > items or defects > items:
        raise Misuse(f"{sum(samples)} sampled and {defects} defective of {items} items: no more than there are")


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

    def weakest(self, goal_kg: float) -> tuple[float, float] | None:
        """The size of defect that is found least often, and how often; None where the stratum cannot supply the goal.

        Exact over all sizes: with r defects the smallest that still make up the goal, M / (r x), are recognised least, so
        that only these sizes, one for each r, can be the weakest.
        """
        first = int(defects_for_goal(goal_kg, self.item_kg))
        if first > self.items:
            return None
        least = goal_kg / self.item_kg
        r, missed = _most_missed(self, least, first)
        return min(1.0, least / r), 1.0 - missed

    def missed(self, defects: int, size: float) -> float:
        """Probability of missing so many defects of one size."""
        recognitions = [m.recognition(min(1.0, size)) for m in self.methods]
        return non_detection_of_methods(self.items, defects, self.samples, recognitions)


def _most_missed(plan: ItemPlan, least: float, first: int) -> tuple[int, float]:
    """The number of defects r, from `first` to all items, whose size `least` / r is missed most often, and how often.

    Branch and bound: between a and b no r is missed more often than a defects of the size of b, because fewer and smaller
    defects are missed more; an interval that cannot beat what was found is left out.
    """
    best_r, best = max(
        ((r, plan.missed(r, least / r)) for r in {first, plan.items}), key=lambda found: (found[1], -found[0])
    )
    waiting = [(-plan.missed(first, least / plan.items), first, plan.items)]
    while waiting:
        bound, low, high = heapq.heappop(waiting)
        if -bound <= best * (1 + ROUNDING) or high - low < 2:
            continue
        middle = (low + high) // 2
        found = plan.missed(middle, least / middle)
        best_r, best = (middle, found) if found > best else (best_r, best)
        for a, b in ((low, middle), (middle, high)):
            heapq.heappush(waiting, (-plan.missed(a, least / b), a, b))
    return best_r, best


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


STEPS = 200
"""How fine the steps are by which a large sample is enlarged."""


def whole_range(plan: ItemPlan, goal_kg: float, beta: float) -> ItemPlan:
    """The plan enlarged until no size of defect is missed with more than beta, or no item is left.

    Each time the coarsest method that recognises the weakest size at least every second time gets as many items as it
    needs to find this size as stated; the weakest size is then another one. A step is at least one in `STEPS` of the
    sample, so that a plan of many items is that much larger than it had to be, at most.
    """
    while (weakest := plan.weakest(goal_kg)) is not None and 1 - weakest[1] > beta * (1 + ROUNDING):
        if sum(plan.samples) >= plan.items:
            break
        plan = enlarged(plan, goal_kg, weakest[0], beta)
    return plan


def enlarged(plan: ItemPlan, goal_kg: float, size: float, beta: float) -> ItemPlan:
    """The plan with what one method needs more to find this size of defect; one step of `whole_range`."""
    recognitions = [m.recognition(size) for m in plan.methods]
    place = [m for m, q in enumerate(recognitions) if q >= 0.5][-1:] or [int(np.argmax(recognitions))]
    defects = int(defects_for_goal(goal_kg, plan.item_kg, size))
    # The method to be enlarged comes last; the order of disjoint samples does not matter.
    order = [m for m in range(len(plan.samples)) if m != place[0]] + place
    have = plan.samples[place[0]]
    most = plan.items - sum(plan.samples) + have
    others = [plan.samples[m] for m in order[:-1]]
    needed = _smallest(plan.items, defects, others, [recognitions[m] for m in order], beta) - have
    more = min(most - have, max(needed, 1 + have // STEPS))
    samples = tuple(n + more * (m == place[0]) for m, n in enumerate(plan.samples))
    return replace(plan, samples=samples)


def _smallest(items: int, r: int, samples: Sequence[int], q: Sequence[float], beta: float) -> int:
    low, high = -1, items - sum(samples)
    while high - low > 1:
        middle = (low + high) // 2
        missed = non_detection_of_methods(items, r, [*samples, middle], q)
        low, high = (low, middle) if missed <= beta * (1 + ROUNDING) else (middle, high)
    return high
