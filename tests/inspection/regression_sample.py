"""The illustrative sample of the capability reference, section 4.5: drawn in its order, with its loss."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np

from servanda.capability.separative_work import swu_per_product
from servanda.core.arrays import FloatArray

SEED, DRAWS = 20250613, 200_000
ACT, WAIT, MONTHS = 8.0, 20.0, 12.0


@dataclass(frozen=True)
class Regression:
    """Inputs by their letters, months to the target, losses of acting and of waiting."""

    inputs: dict[str, FloatArray]
    months: FloatArray
    losses: FloatArray


@cache
def regression() -> Regression:
    """f recoverable share, N machines, s SWU a machine, a availability, l loss, d restart in months; 25 kg at 90 %."""
    g = np.random.default_rng(SEED)
    f, machines = g.beta(2, 2, DRAWS), g.lognormal(np.log(500), 0.8, DRAWS)
    s, a, lost = g.lognormal(np.log(4), 0.25, DRAWS), g.beta(8, 2, DRAWS), g.beta(2, 38, DRAWS)
    d = g.lognormal(np.log(6), 0.6, DRAWS)
    by_60, by_5 = 25 * swu_per_product(0.9, 0.6, 0.2), 25 * swu_per_product(0.9, 0.05, 0.00711)
    work = np.where(440.9 * f * (1 - lost) >= 43.75, by_60, by_5)
    months = d + 12 * work / (machines * s * a)
    losses = np.column_stack([np.full(DRAWS, ACT), np.where(months < MONTHS, WAIT, 0.0)])
    return Regression({"f": f, "N": machines, "s": s, "a": a, "l": lost, "d": d}, months, losses)
