"""How many items of a stratum each method verifies, and what a part of that sample is worth.

The samples are exact (`verification.items.plan_methods`): each method gets the smallest number that finds the defects it is
there for with the stated probability, finer methods counting for coarser defects. Where the stratum cannot supply the goal
by defects of a size, the size gets the share of the Agency's formula, N (1 - beta^(x / M)): with it any split of a goal over
several strata is missed with at most beta (identity, see `verification.strata_plan`).

Items are taken in the order D, F, H: every item measured so far counts for all defects, so that detection never falls.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from servanda.inspection.goal_methods import InspectionMethod, defect_sizes, fine_to_coarse
from servanda.inspection.goal_miss import missed
from servanda.inspection.goal_words import CLASSES
from servanda.verification.detection import defects_for_goal
from servanda.verification.items import agency_three_levels
from servanda.verification.sample_size import ROUNDING


@dataclass(frozen=True, slots=True)
class DefectClass:
    """One size of defect: its name, missing part of the item, how many make up the goal, and whether the stratum has them.

    `defects` is what is looked for: the goal, or every item where the stratum cannot supply it (`alone` False).
    """

    name: str
    size: float
    defects: int
    alone: bool


@dataclass(frozen=True, slots=True)
class SamplePlan:
    """The items that each method verifies, from fine to coarse (disjoint), with the defects they are there for.

    `item_kg` and `goal_kg` are masses of what the goal counts.
    """

    items: int
    item_kg: float
    goal_kg: float
    methods: tuple[InspectionMethod, ...]
    samples: tuple[int, ...]
    defects: tuple[DefectClass, ...]

    @property
    def minutes(self) -> float:
        """Measuring time of one team for the whole sample, in minutes."""
        return sum(n * m.minutes for n, m in zip(self.samples, self.methods, strict=True))

    @property
    def alone(self) -> bool:
        """True when the goal could be missing from this stratum alone by defects of at least one size."""
        return any(d.alone for d in self.defects)

    @property
    def detection(self) -> float:
        """Probability of finding the defects that the whole sample finds least often."""
        return self.detection_after(self.samples)

    def detection_after(self, done: Sequence[int]) -> float:
        """The same when so many items were verified by each method; 0 before the first."""
        return min(found for _, found in self.by_class(done))

    def by_class(self, done: Sequence[int]) -> tuple[tuple[DefectClass, float], ...]:
        """Detection probability for each size of defect."""
        return tuple((d, 1.0 - self._missed(d, done)) for d in self.defects)

    def weakest(self, most: int = 200) -> tuple[float, float] | None:
        """The size of defect, as part of an item, that the whole sample finds least often, and how often.

        With r defects the smallest that still make up the goal, M / (r x), are recognised least, so that only these sizes can
        be the weakest: one for each r up to all items. Of more than `most` numbers r so many are tried, spread by their ratio.
        None where the stratum holds less than the goal.
        """
        first = int(defects_for_goal(self.goal_kg, self.item_kg))
        if first > self.items:
            return None
        numbers = np.arange(first, self.items + 1)
        if numbers.size > most:
            numbers = np.unique(np.geomspace(first, self.items, most).round().astype(np.int64))
        sizes = np.minimum(1.0, self.goal_kg / self.item_kg / numbers)
        found = [
            (1.0 - missed(self.items, r, self.samples, [m.sees(size) for m in self.methods]), size)
            for r, size in zip(numbers.tolist(), sizes.tolist(), strict=True)
        ]
        probability, size = min(found)
        return size, probability

    def _missed(self, defect: DefectClass, done: Sequence[int]) -> float:
        sees = [m.sees(defect.size) for m in self.methods]
        return missed(self.items, defect.defects, done, sees)

    def done_after(self, minutes: float) -> tuple[int, ...]:
        """Items verified by each method after so many minutes of measuring: D first, then F, then H; whole items."""
        done = []
        for n, method in zip(self.samples, self.methods, strict=True):
            finished = min(n, int((minutes + 1e-9) // method.minutes))
            done.append(finished)
            minutes -= n * method.minutes
            if finished < n:
                break
        return tuple(done + [0] * (len(self.samples) - len(done)))


def plan_sample(
    items: int, item_kg: float, goal_kg: float, methods: Sequence[InspectionMethod], betas: Sequence[float]
) -> SamplePlan:
    """The sample of a stratum of equal items; masses in kg of what the goal counts, `betas` for methods as given."""
    ordered = fine_to_coarse(methods)
    beta_of = dict(zip((m.name for m in methods), betas, strict=True))
    sizes = defect_sizes(ordered)
    classes = tuple(_defect(items, item_kg, goal_kg, CLASSES[m.level], s) for m, s in zip(ordered, sizes, strict=True))
    samples: list[int] = []
    for place, (method, defect) in enumerate(zip(ordered, classes, strict=True), start=1):
        beta = beta_of[method.name]
        if defect.alone:
            sees = [m.sees(defect.size) for m in ordered[:place]]
            samples.append(_smallest(items, defect.defects, samples, sees, beta))
        else:
            share = agency_three_levels(items, item_kg * defect.size, goal_kg, beta, 1.0, 1.0).n_gross
            samples.append(max(0, share - sum(samples)))
    return SamplePlan(items, item_kg, goal_kg, ordered, tuple(samples), classes)


def _defect(items: int, item_kg: float, goal_kg: float, name: str, size: float) -> DefectClass:
    r = int(defects_for_goal(goal_kg, item_kg, size))
    return DefectClass(name, size, min(r, items), r <= items)


def _smallest(items: int, defects: int, samples: Sequence[int], sees: Sequence[float], beta: float) -> int:
    """Smallest further sample with which the defects are missed with at most beta; all that are left where none does."""
    low, high = -1, items - sum(samples)
    while high - low > 1:
        middle = (low + high) // 2
        enough = missed(items, defects, [*samples, middle], sees) <= beta * (1 + ROUNDING)
        low, high = (low, middle) if enough else (middle, high)
    return high
