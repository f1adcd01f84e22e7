"""Items of unequal mass: what a plan for equal items is worth, and sampling in proportion to size.

Equal-mass formulas misstate the probability when items differ (Jaech and Donoho, abstract read). The worst removal
from a simple random sample takes the fewest items, that is the largest. Drawing in proportion to mass makes every way
of taking the goal equally visible.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from servanda.core.arrays import FloatArray, IntArray
from servanda.core.finding import Misuse, Refused
from servanda.verification.asked import bad_masses, data_finding, floats, positive, probability
from servanda.verification.detection import detection_probability
from servanda.verification.sample_size import sample_size


@dataclass(frozen=True, slots=True)
class WorstRemoval:
    """The fewest items that make up the goal: their number, places (from 0, largest first) and mass in kg."""

    defects: int
    places: tuple[int, ...]
    mass_kg: float


def checked_masses(masses: ArrayLike) -> FloatArray:
    """Item masses in kg; every NaN, negative or missing one is reported at once."""
    found = floats(masses, "item masses")
    if found.ndim != 1:
        raise Misuse(f"item masses of shape {found.shape}: give one mass for each item, in one row")
    findings = bad_masses(found, "item masses")
    if not found.size:
        findings = [data_finding("item masses", None, "stratum-empty", "no items", "at least one item")]
    if findings:
        raise Refused("the stratum", findings)
    return found


def worst_removal(masses: ArrayLike, goal_kg: float, defect: float = 1.0) -> WorstRemoval | None:
    """The fewest items from which the goal can be taken at `defect` parts each; None where all together hold less."""
    kg = checked_masses(masses) * positive(defect, "defect", "parts")
    positive(goal_kg, "goal", "kg")
    order = np.argsort(-kg, kind="stable")
    enough = np.flatnonzero(np.cumsum(kg[order]) >= goal_kg * (1 - 1e-12))
    if not enough.size:
        return None
    taken = order[: int(enough[0]) + 1]
    return WorstRemoval(int(taken.size), tuple(int(i) for i in taken), float(kg[taken].sum()))


@dataclass(frozen=True, slots=True)
class UnequalSample:
    """A simple random sample from unequal items: what equal-mass arithmetic promises, and what holds in the worst case."""

    n: int
    promised: float
    guaranteed: float


def evaluate_equal_mass_sample(masses: ArrayLike, goal_kg: float, n: int) -> UnequalSample | None:
    """Detection probability that the mean mass promises, beside that for the largest items; None: goal out of reach."""
    kg = checked_masses(masses)
    worst = worst_removal(kg, goal_kg)
    if worst is None:
        return None
    mean_defects = min(kg.size, max(1, math.ceil(goal_kg / float(kg.mean()) * (1 - 1e-12))))
    promised, guaranteed = (float(detection_probability(kg.size, r, n)) for r in (mean_defects, worst.defects))
    return UnequalSample(n, promised, guaranteed)


def worst_case_sample_size(masses: ArrayLike, goal_kg: float, beta: float) -> int | None:
    """Items to draw at random so that even the largest items are missed with at most beta; None: goal out of reach."""
    worst = worst_removal(masses, goal_kg)
    return None if worst is None else sample_size(int(np.size(masses)), worst.defects, beta)


def proportional_draws(masses: ArrayLike, goal_kg: float, beta: float) -> int | None:
    """Draws with replacement, in proportion to mass, with (1 - M/X)^n <= beta for every way of taking the goal M.

    X is the mass of the stratum. One draw when the goal is the whole stratum; None: goal out of reach.
    """
    total = float(checked_masses(masses).sum())
    probability(beta, "beta")
    if float(positive(goal_kg, "goal", "kg")) > total:
        return None
    share = goal_kg / total
    return 1 if share == 1 else max(1, math.ceil(math.log(beta) / math.log1p(-share) * (1 - 1e-12)))


def draw_in_proportion(masses: ArrayLike, draws: int, generator: np.random.Generator) -> IntArray:
    """Places of the items drawn with replacement in proportion to mass; items of mass 0 are never drawn."""
    kg = checked_masses(masses)
    return np.sort(generator.choice(kg.size, size=draws, p=kg / kg.sum())).astype(np.int64)
