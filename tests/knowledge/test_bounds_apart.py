"""The bounds between two programmes put together apart from them: what separate runs can make, and one balance over all."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.optimize import linprog

from servanda.core.quantity import NATURAL_ASSAY
from servanda.knowledge.bounds import reach_all
from servanda.knowledge.gap import Gap, Holding, Stage

ASSAYS = (0.6, 0.2, 0.05, 0.02)
SOURCES = (*ASSAYS, NATURAL_ASSAY)
Floats = NDArray[np.float64]


def potential(x: Floats | float) -> Floats:
    """V(x) = (2x - 1) ln(x / (1 - x)), written out here again."""
    return np.asarray((2 * np.asarray(x) - 1) * np.log(np.asarray(x) / (1 - np.asarray(x))))


def runs() -> list[tuple[Floats, float]]:
    """Separate runs: one feed to one product and one tails assay; and blends of two. Change by source, and SWU."""
    tails = (*np.geomspace(2e-4, 0.0071, 40), 0.01, 0.015, 0.02, 0.03, 0.05, 0.1, 0.2)
    found = []
    for (i, feed), (j, product), left in itertools.product(enumerate(SOURCES), enumerate(ASSAYS), tails):
        if left < feed < product:
            fed = (product - left) / (feed - left)
            change = np.zeros(5)
            change[j] += 1
            change[i] -= fed
            change[[n for n, a in enumerate(ASSAYS) if a == left]] += fed - 1
            work = potential(product) + (fed - 1) * potential(left) - fed * potential(feed)
            found.append((change, float(work)))
    for (i, rich), (j, made), (k, poor) in itertools.product(*[list(enumerate(SOURCES))] * 3):
        if rich > made > poor and j < 4:
            share = (made - poor) / (rich - poor)
            change = np.zeros(5)
            change[[j, i, k]] = 1, -share, share - 1
            found.append((change, 0.0))
    return found


RUNS = runs()


def by_runs(stock: Floats, swu: float, feed: float, target: int) -> float:
    """The most of one band that separate runs and blends make: it can be done, so that no bound may lie below."""
    change, work = np.array([c for c, _ in RUNS]).T, np.array([w for _, w in RUNS])
    found = linprog(-change[target], A_ub=np.vstack([-change, work]), b_ub=[*stock, feed, swu], method="highs")
    return float(stock[target] - found.fun)


def by_one_balance(stock: Floats, swu: float, feed: float, target: int) -> float:
    """The most that one balance of mass, U-235 and value over everything leaves possible: no bound needs to be above it."""
    x = np.concatenate([ASSAYS, np.geomspace(1e-4, 0.6, 4000)])
    costs = np.zeros(x.size + 1)
    costs[target] = -1
    found = linprog(
        costs,
        A_ub=[np.append(potential(x), -potential(NATURAL_ASSAY))],
        b_ub=[swu + float(stock @ potential(np.array(ASSAYS)))],
        A_eq=[np.append(np.ones(x.size), -1), np.append(x, -NATURAL_ASSAY)],
        b_eq=[stock.sum(), float(stock @ np.array(ASSAYS))],
        bounds=[(0, None)] * x.size + [(0, feed)],
        method="highs",
    )
    return float(-found.fun)


@pytest.mark.parametrize(
    ("stock", "swu", "feed"),
    [
        ((440.9, 184.1, 6024.4, 2391.1), 2976.0, 1e5),
        ((440.9, 184.1, 6024.4, 2391.1), 25_150.0, 1e4),
        ((43.1, 238.4, 1055.9, 2154.0), 2359.0, 0.0),
        ((0.0, 0.0, 0.0, 0.0), 1000.0, 5000.0),
        ((121.5, 712.2, 5500.0, 1800.0), 15_000.0, 3e4),
    ],
)
def test_bounds_lie_between_what_can_be_done_and_one_balance(stock: tuple[float, ...], swu: float, feed: float) -> None:
    """Five gaps of four bands: never below separate runs, never above one balance by more than the tangents cost (0.5 %)."""
    holdings = tuple(Holding(f"{x:g}", x, mass, mass) for x, mass in zip(ASSAYS, stock, strict=True))
    found = reach_all(Gap(holdings, (Stage(30, swu, feed),)))
    for place, x in enumerate(ASSAYS):
        high = found[f"{x:g}"].high
        assert by_runs(np.array(stock), swu, feed, place) <= high * (1 + 1e-6)
        assert high <= by_one_balance(np.array(stock), swu, feed, place) * 1.005
