"""Inspections in time: how many random ones are needed, and the games behind unannounced ones.

Sources: residence-time model, Nidaira and Osabe (abstract read); inspection game, Dresher 1962 (recalled); unannounced
interim inspections, Diamond 1982, Avenhaus and Canty (recalled); allocation rule, Avenhaus and Kilgour 2004 (abstract).
"""

from __future__ import annotations

import math
from fractions import Fraction
from functools import cache
from itertools import combinations_with_replacement

import numpy as np

from servanda.core.arrays import FloatArray, IntArray
from servanda.core.finding import Misuse
from servanda.verification.asked import positive, probability, whole
from servanda.verification.game import solve

MOST_PLANS = 200_000
"""Plans of inspection that a game may have before it is refused as too large."""

RULES = {
    "concave in effort": "spread effort deterministically",
    "convex in effort": "concentrate on one inspectee chosen at random",
}
"""How to divide a budget, by the shape of detection probability against effort."""


def random_inspections_needed(
    residence_days: float, period_days: float, beta: float, detection: float = 1.0, false_rounding: float = 1e-12
) -> int:
    """Random inspections in a period that miss, with at most beta, what can be found only for `residence_days`.

    n = ceil(ln beta / ln(1 - detection x residence / period)); one is enough when the window is the whole period.
    """
    positive((residence_days, period_days), "days", "days")
    probability(beta, "beta")
    probability(detection, "detection probability of one inspection", ends=True)
    if residence_days > period_days:
        raise Misuse(
            f"a residence of {residence_days:g} days in a period of {period_days:g}: it is no longer than that"
        )
    seen = detection * residence_days / period_days
    if seen == 0:
        raise Misuse("an inspection that never detects: no number of them is enough")
    return 1 if seen == 1 else max(1, math.ceil(math.log(beta) / math.log1p(-seen) * (1 - false_rounding)))


def poisson_inspections(rate: float, days: float, detection: float = 1.0) -> tuple[float, float]:
    """Inspections that come at random with `rate` a day: probability of detection within `days`, and its mean delay, days.

    1 - exp(-rate p t) and 1 / (rate p), p the probability that one inspection detects.
    """
    positive((rate, days), "rate and days", "days")
    probability(detection, "detection probability of one inspection", ends=True)
    if detection == 0:
        raise Misuse("an inspection that never detects: no number of them is enough")
    return -math.expm1(-rate * detection * days), 1 / (rate * detection)


def dresher_value(
    periods: int, inspections: int, undetected: float = 1.0, caught: float = -1.0, legal: float = 0.0
) -> float:
    """Value to the violator of Dresher's game: one violation at most in `periods`, `inspections` to spend.

    Solved by recursion of two-by-two games; for payoffs 1, -1, 0 it is C(n-1, m) / sum over i <= m of C(n, i).
    """
    whole([periods, inspections], "periods and inspections")
    if not caught < legal < undetected:
        raise Misuse(
            f"payoffs caught {caught:g}, legal {legal:g}, undetected {undetected:g}: each above the one before"
        )
    gain, loss, calm = (Fraction(repr(float(v))) for v in (undetected, caught, legal))

    @cache
    def value(n: int, m: int) -> Fraction:
        if n == 0:
            return calm
        if m == 0:
            return gain
        if m >= n:
            return calm
        return _two_by_two(loss, value(n - 1, m - 1), gain, value(n - 1, m))

    return float(value(periods, inspections))


def _two_by_two(a: Fraction, b: Fraction, c: Fraction, d: Fraction) -> Fraction:
    """Value for the maximiser of [violate, wait] against [inspect, not]: a violate-inspect, b wait-inspect, c, d."""
    low, high = max(min(a, c), min(b, d)), min(max(a, b), max(c, d))
    return low if low == high else (a * d - b * c) / (a + d - b - c)


def unannounced_value(inspections: int, beta: float, grid: int) -> float:
    """Expected time to detection, as part of the interval, when both play their best on a grid of days.

    The violation starts at j/K; an inspection at i/K > j/K finds it with probability 1 - beta; the end always does.
    """
    return solve(unannounced_delays(inspections, beta, grid)[1]).value


def unannounced_delays(inspections: int, beta: float, grid: int) -> tuple[IntArray, FloatArray]:
    """The plans of inspection on a grid (a row each, days from 1), and the expected time to detection for each start
    (rows) and each plan (columns), as part of the interval.
    """
    whole([inspections, grid], "inspections and grid", 1)
    probability(beta, "beta", ends=True)
    count = math.comb(grid + inspections - 2, inspections)
    if count > MOST_PLANS:
        raise Misuse(f"{inspections} inspections on {grid} points make {count} plans; use a coarser grid")
    days = np.arange(1, grid) if grid > 1 else np.array([1])
    plans = np.array(list(combinations_with_replacement(days, inspections)))
    starts = np.arange(grid)[:, None]
    expected, alive = np.zeros((grid, len(plans))), np.ones((grid, len(plans)))
    for column in plans.T:
        after = column[None, :] > starts
        expected += np.where(after, alive * (1 - beta) * (column[None, :] - starts), 0.0)
        alive = np.where(after, alive * beta, alive)
    return plans, np.asarray((expected + alive * (grid - starts)) / grid)


def unannounced_limit(inspections: int, beta: float) -> float | None:
    """The same in continuous time where a closed form is known: 1/e for one inspection that always finds; else None."""
    return 1 / math.e if inspections == 1 and beta == 0 else None
