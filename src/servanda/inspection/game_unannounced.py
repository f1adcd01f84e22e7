"""Unannounced inspections between two that are certain: how long until a violation is found, when both play their best.

The interval is [0, 1]; at its end everything is found. A violation begins at a time t that its author chooses without
knowing the dates of inspection; an inspection after t finds it with probability 1 - beta. The payoff is the time from t
until it is found, as part of the interval.

Sources: Diamond 1982, Avenhaus and Canty (both recalled) for one inspection and beta 0: value 1/e, density 1/(1-t) on
[0, 1 - 1/e]. The forms for beta above 0 and for two inspections were derived here by the same argument - the expected
delay is constant where violations begin - and agree with the linear programme on a grid (computed).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations_with_replacement

import numpy as np

from servanda.core.arrays import FloatArray
from servanda.core.finding import Misuse
from servanda.inspection.game import mixture, solve
from servanda.verification.asked import probability, whole
from servanda.verification.interim import MOST_PLANS

Calendar = tuple[float, ...]


@dataclass(frozen=True, slots=True)
class RandomDate:
    """The date of one unannounced inspection: density 1 / ((1 - beta)(1 - t)) on [0, end], nothing after.

    `value` is the expected time to detection that it guarantees, whenever a violation begins. A violator's best is to
    begin at 0 with probability `start_at_once`, else with density start_at_once / (1 - t)² on the same span.
    """

    beta: float
    end: float
    value: float

    @property
    def start_at_once(self) -> float:
        """Probability with which the best violator begins at 0."""
        return self.value

    def dates(self, uniform: FloatArray) -> FloatArray:
        """Dates from numbers uniform in (0, 1), by inversion: 1 - exp(-(1 - beta) u)."""
        return np.asarray(-np.expm1(-(1 - self.beta) * uniform), dtype=np.float64)

    def expected_delay(self, start: FloatArray) -> FloatArray:
        """Expected time to detection of a violation that begins at `start`: the value up to `end`, then 1 - start."""
        return np.asarray(np.where(start <= self.end, self.value, 1 - start), dtype=np.float64)

    def text(self) -> str:
        """The strategy in words."""
        factor = "" if self.beta == 0 else f"{1 / (1 - self.beta):.3g} × "
        return (
            f"random inspection date: density {factor}1/(1-t) on [0, {self.end:.4f}]; "
            f"expected time to detection {self.value:.4f} of the interval, whenever a violation begins"
        )


def random_date(beta: float = 0.0) -> RandomDate:
    """The optimal date of one unannounced inspection: value exp(-(1 - beta)), which is 1/e for beta 0."""
    probability(beta, "beta", ends=True)
    if beta == 1:
        raise Misuse("beta 1: an inspection that never finds anything needs no date")
    value = math.exp(-(1 - beta))
    return RandomDate(beta, 1 - value, value)


def two_dates_value() -> float:
    """Two unannounced inspections that always find: 1 / (e (e - 1)) = 0.2141.

    Both dates come from one random number. With the second at h(t) when the first is at t, the delay is constant when
    f(t) (h(t) - t) = 1 and h' = (1 - h) / (h - t); with q = (1 - h) / (1 - t) the first density integrates to
    1/q_end - 1/q_begin = 1, and the second begins where the first ends: ln q_end = -1.
    """
    return 1 / (math.e * (math.e - 1))


@dataclass(frozen=True, slots=True)
class GridGame:
    """A game on a grid of days: value, the inspector's calendars and the violator's starts with probabilities."""

    inspections: int
    beta: float
    grid: int
    value: float
    calendars: tuple[tuple[float, Calendar], ...]
    starts: tuple[tuple[float, float], ...]

    def text(self) -> str:
        """Value and the most probable calendars in words."""
        first = "; ".join(f"{p:.3f} at {', '.join(f'{d:.3f}' for d in days)}" for p, days in self.calendars[:3])
        return (
            f"{self.inspections} unannounced inspections on {self.grid} days: expected time to detection {self.value:.4f} "
            f"of the interval; {len(self.calendars)} calendars, the most probable {first}"
        )


def unannounced_game(inspections: int, beta: float, grid: int) -> GridGame:
    """Both sides on a grid of K days: a violation begins at j/K, an inspection at i/K > j/K finds it.

    The value is above that of continuous time, because a violation may begin just after an inspection, and falls to it
    as the grid becomes finer.
    """
    whole([inspections, grid], "inspections and grid", 1)
    probability(beta, "beta", ends=True)
    count = math.comb(grid + inspections - 2, inspections) if grid > 1 else 1
    if count > MOST_PLANS:
        raise Misuse(f"{inspections} inspections on {grid} points make {count} plans; use a coarser grid")
    days = range(1, grid) if grid > 1 else [1]
    plans = [tuple(day / grid for day in plan) for plan in combinations_with_replacement(days, inspections)]
    starts = np.arange(grid) / grid
    delays = np.column_stack([expected_delays(plan, beta, starts) for plan in plans])
    found = solve(delays)
    calendars, begins = mixture(found.inspector, plans), mixture(found.violator, starts.tolist())
    return GridGame(inspections, beta, grid, found.value, calendars, begins)


def expected_delays(calendar: Sequence[float], beta: float, starts: FloatArray) -> FloatArray:
    """Expected time to detection for violations that begin at `starts`, on given dates; at a date itself is too late.

    Dates need not be in order; they lie in [0, 1].
    """
    expected, alive = np.zeros(starts.shape), np.ones(starts.shape)
    for date in sorted(calendar):
        after = date > starts + 1e-12
        expected = expected + np.where(after, alive * (1 - beta) * (date - starts), 0.0)
        alive = np.where(after, alive * beta, alive)
    return np.asarray(expected + alive * (1 - starts), dtype=np.float64)
