"""What draws say, with their Monte Carlo error: quantiles, probabilities, means.

The interval of a quantile is that of its order statistics: the number of draws below the true quantile is binomial, so
two ranks enclose it with at least the stated confidence whatever the distribution (H. A. David and H. N. Nagaraja, Order
Statistics, 3rd ed. 2003, section 7.1). The interval of a probability is that of Clopper and Pearson (Biometrika 26, 1934).
Draws may be infinite (never reached); NaN is refused.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from servanda.core.arrays import FloatArray
from servanda.core.finding import Misuse
from servanda.core.quantity import number

FIVE = (0.05, 0.25, 0.5, 0.75, 0.95)
"""The quantiles shown where nobody asks for others."""
CONFIDENCE = 0.95


@dataclass(frozen=True, slots=True)
class QuantileEstimate:
    """A quantile from draws: `low` and `high` enclose the true one with the confidence; infinite where draws are too few."""

    probability: float
    value: float
    low: float
    high: float
    draws: int
    confidence: float = CONFIDENCE

    @property
    def words(self) -> str:
        """The value with its Monte Carlo interval."""
        return f"{_shown(self.value)} ({_shown(self.low)} to {_shown(self.high)})"


@dataclass(frozen=True, slots=True)
class ProbabilityEstimate:
    """Share of draws in which something holds, with its interval (Clopper and Pearson)."""

    value: float
    low: float
    high: float
    draws: int
    confidence: float = CONFIDENCE


@dataclass(frozen=True, slots=True)
class MeanEstimate:
    """Mean of draws with its standard error."""

    value: float
    standard_error: float
    draws: int


def quantiles(
    draws: ArrayLike, probabilities: Sequence[float] = FIVE, confidence: float = CONFIDENCE
) -> tuple[QuantileEstimate, ...]:
    """Quantiles of draws as order statistics (the smallest value that at least this share of draws does not exceed)."""
    values = _draws(draws)
    n = values.size
    ranks = [(_rank(n, p), *_ends(n, p, confidence)) for p in probabilities]
    wanted = sorted({rank - 1 for three in ranks for rank in three if 1 <= rank <= n})
    ordered = np.partition(values, wanted)
    return tuple(
        QuantileEstimate(p, float(ordered[at - 1]), _at(ordered, low), _at(ordered, high), n, confidence)
        for p, (at, low, high) in zip(probabilities, ranks, strict=True)
    )


def quantile(draws: ArrayLike, p: float, confidence: float = CONFIDENCE) -> QuantileEstimate:
    """One quantile of draws with its interval."""
    return quantiles(draws, (p,), confidence)[0]


def probability(event: ArrayLike, confidence: float = CONFIDENCE) -> ProbabilityEstimate:
    """Share of true values with its interval."""
    held = np.asarray(event)
    if held.dtype != np.bool_ or held.size == 0:
        raise Misuse("a probability is the share of draws in which something holds: give an array of true and false")
    n, k = int(held.size), int(held.sum())
    tail = (1.0 - confidence) / 2
    low = float(special.betaincinv(k, n - k + 1, tail)) if k else 0.0
    high = float(special.betaincinv(k + 1, n - k, 1.0 - tail)) if k < n else 1.0
    return ProbabilityEstimate(k / n, low, high, n, confidence)


def mean(draws: ArrayLike) -> MeanEstimate:
    """Mean of finite draws with its standard error."""
    values = _draws(draws)
    if not np.all(np.isfinite(values)):
        raise Misuse("some draws are infinite, so they have no mean: use quantiles, or the share that is finite")
    n = values.size
    error = float(values.std(ddof=1)) / math.sqrt(n) if n > 1 else math.inf
    return MeanEstimate(float(values.mean()), error, n)


def _draws(draws: ArrayLike) -> FloatArray:
    values = np.asarray(draws, dtype=np.float64).ravel()
    if values.size == 0:
        raise Misuse("no draws: a sample has at least one")
    if bool(np.isnan(values).any()):
        raise Misuse("some draws are not numbers (NaN): mark what never happens as infinite")
    return values


def _rank(n: int, p: float) -> int:
    if not 0.0 < p < 1.0:
        raise Misuse(f"quantile at {p}: a probability lies between 0 and 1, both excluded (5 % is 0.05)")
    # p n rounds: 0.1 times 30 is a little above 3, and rank 3 is meant.
    return max(1, math.ceil(p * n - 1e-9 * n))


def _ends(n: int, p: float, confidence: float) -> tuple[int, int]:
    """Ranks (counted from 1) with P(X_low <= q <= X_high) >= confidence; 0 and n + 1 stand for no bound."""
    tail = (1.0 - confidence) / 2
    low = _largest(n, p, tail)
    high = n + 1 - _largest(n, 1.0 - p, tail)
    return low, high


def _largest(n: int, p: float, tail: float) -> int:
    """The largest r with P(Binomial(n, p) <= r - 1) <= tail."""
    r = max(0, math.floor(float(special.bdtrik(tail, n, p))) + 1) if n else 0
    while r > 0 and _cdf(r - 1, n, p) > tail:
        r -= 1
    while r < n and _cdf(r, n, p) <= tail:
        r += 1
    return r


def _cdf(k: int, n: int, p: float) -> float:
    return float(special.bdtr(k, n, p))


def _at(ordered: FloatArray, rank: int) -> float:
    if rank < 1:
        return -math.inf
    return math.inf if rank > ordered.size else float(ordered[rank - 1])


def _shown(value: float) -> str:
    if math.isinf(value):
        return "no bound" if value < 0 else "never"
    return number(float(f"{value:.3g}"))
