"""A distribution as probabilities of cells in the logarithm: what densities are multiplied on, and what comes out of it."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from servanda.core.arrays import FloatArray
from servanda.core.distribution import Distribution
from servanda.core.finding import Misuse

CELLS = 8192
TAIL = 1e-9
"""The grid reaches from this quantile of the lowest to the same in the upper tail of the highest distribution."""


@dataclass(frozen=True, eq=False, slots=True)
class LogGrid(Distribution):
    """A number above 0 known by cells: `edges` (n + 1 logarithms, rising), `masses` (n, adding up to 1).

    Inside a cell the logarithm is uniform. Unlike other distributions it has no words that can be read back.
    """

    edges: FloatArray
    masses: FloatArray

    def draw(self, generator: np.random.Generator, n: int) -> FloatArray:
        """Draws by the quantile function, one uniform draw each."""
        return self.quantile(generator.random(n))

    def cdf(self, x: ArrayLike) -> FloatArray:
        """Straight in the logarithm inside a cell."""
        at = np.asarray(x, dtype=np.float64)
        with np.errstate(divide="ignore"):
            log = np.log(np.maximum(at, 0.0))
        return np.asarray(np.interp(log, self.edges, self._below(), left=0.0, right=1.0))

    def quantile(self, p: ArrayLike) -> FloatArray:
        """The inverse of the distribution function."""
        at = np.asarray(p, dtype=np.float64)
        if at.size and not bool(np.all((at >= 0.0) & (at <= 1.0))):
            raise Misuse("a quantile is asked for at a probability outside 0 to 1; 5 % is 0.05")
        return np.asarray(np.exp(np.interp(at, self._below(), self.edges)))

    def _below(self) -> FloatArray:
        return np.concatenate([[0.0], np.cumsum(self.masses)])

    @property
    def words(self) -> str:
        """The quantiles that say most."""
        low, mid, high = (f"{q:.3g}" for q in self.quantile((0.05, 0.5, 0.95)))
        return f"5 % {low}, 50 % {mid}, 95 % {high} (on {len(self.masses)} cells)"

    @property
    def mean(self) -> float:
        """Mean over the cells, each at its mean."""
        low, high = np.exp(self.edges[:-1]), np.exp(self.edges[1:])
        return math.fsum(self.masses * (high - low) / np.diff(self.edges))


def shared_edges(distributions: Iterable[Distribution], cells: int = CELLS) -> FloatArray:
    """Edges in the logarithm over the tails of all the distributions."""
    ends = [d.quantile((TAIL, 1.0 - TAIL)) for d in distributions]
    low, high = min(float(e[0]) for e in ends), max(float(e[1]) for e in ends)
    if not 0.0 < low < high < math.inf:
        raise Misuse(f"a grid from {low:g} to {high:g}: pools of times are of distributions above 0 with a spread")
    return np.linspace(math.log(low), math.log(high), cells + 1)


def masses_on(distribution: Distribution, edges: FloatArray) -> FloatArray:
    """The probability of each cell."""
    return np.diff(distribution.cdf(np.exp(edges)))


def grid_of(edges: FloatArray, weights: FloatArray) -> LogGrid:
    """The grid distribution with these weights of cells, made to add up to 1."""
    total = float(weights.sum())
    if not total > 0.0:
        raise Misuse("every cell of the grid has probability 0: what is combined here excludes each other")
    return LogGrid(edges, weights / total)
