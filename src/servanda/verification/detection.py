"""Probability that a random sample of items finds at least one defect (or more than an acceptance number of them).

A stratum has `items` items of which `defects` are defective; `sample` of them are drawn at random without replacement;
a defective item in the sample is recognised with probability `recognition`; the stratum is accepted when at most
`acceptance` defects were recognised. All arguments broadcast as arrays.

Sources: attribute sampling as in SG/SCT (IAEA) and J. L. Jaech, M. Russell, STR-261 (both recalled); the hypergeometric
law itself is textbook.
"""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import bdtr, gammaln, ndtr

from servanda.core.arrays import FloatArray, IntArray
from servanda.core.finding import Misuse
from servanda.verification.asked import floats, number, positive, probability, whole

MODELS = ("hypergeometric", "binomial")


def log_miss(items: ArrayLike, defects: ArrayLike, sample: ArrayLike) -> FloatArray:
    """ln of C(N-r, n) / C(N, n): no defect among n of N items that hold r defects; -inf where that cannot happen."""
    n_items, r, n = (np.asarray(v, dtype=np.float64) for v in (items, defects, sample))
    rest = n_items - r - n
    free = np.maximum(rest, 0.0)
    value = gammaln(n_items - r + 1) + gammaln(n_items - n + 1) - gammaln(free + 1) - gammaln(n_items + 1)
    return np.where(rest < 0, -np.inf, np.minimum(value, 0.0))


def miss_exactly(items: int, defects: int, sample: int) -> Fraction:
    """The same probability as an exact fraction, for the rare cases in which rounding decides."""
    if sample > items - defects:
        return Fraction(0)
    few, many = sorted((defects, sample))
    return math.prod((Fraction(items - many - i, items - i) for i in range(few)), start=Fraction(1))


def non_detection_probability(
    items: ArrayLike,
    defects: ArrayLike,
    sample: ArrayLike,
    *,
    recognition: ArrayLike = 1.0,
    acceptance: ArrayLike = 0,
    model: str = "hypergeometric",
) -> Any:
    """Probability that at most `acceptance` defects are recognised. No defect at all: 1."""
    n_items, r, n, c = _counts(items, defects, sample, acceptance)
    q = probability(recognition, "recognition probability", ends=True)
    if model not in MODELS:
        raise Misuse(f"unknown model {model!r}; known are {', '.join(MODELS)}")
    if model == "binomial":
        return number(np.asarray(bdtr(np.minimum(c, n).astype(float), n, q * r / n_items)))
    if np.all(q == 1.0) and not c.any():
        return number(np.exp(log_miss(n_items, r, n)))
    return number(_thinned(*np.broadcast_arrays(n_items, r, n, c, q)))


def detection_probability(
    items: ArrayLike,
    defects: ArrayLike,
    sample: ArrayLike,
    *,
    recognition: ArrayLike = 1.0,
    acceptance: ArrayLike = 0,
    model: str = "hypergeometric",
) -> Any:
    """1 - `non_detection_probability`."""
    missed = non_detection_probability(
        items, defects, sample, recognition=recognition, acceptance=acceptance, model=model
    )
    return number(1.0 - np.asarray(missed))


def _counts(
    items: ArrayLike, defects: ArrayLike, sample: ArrayLike, acceptance: ArrayLike
) -> tuple[IntArray, IntArray, IntArray, IntArray]:
    n_items, r, n = whole(items, "items", 1), whole(defects, "defects"), whole(sample, "sample")
    if np.any(n > n_items):
        raise Misuse(
            f"a sample of {int(n.max())} items from {int(n_items.min())}: a sample is no larger than its stratum"
        )
    if np.any(r > n_items):
        raise Misuse(
            f"{int(r.max())} defects among {int(n_items.min())} items: the stratum has fewer items than that; the "
            f"goal cannot be missing from it by defects of this size alone"
        )
    return n_items, r, n, whole(acceptance, "acceptance number")


def _thinned(n_items: IntArray, r: IntArray, n: IntArray, c: IntArray, q: FloatArray) -> FloatArray:
    """Sum over j defects in the sample of Hyp(j) times the binomial chance that at most c of them are recognised."""
    total = np.zeros(n_items.shape)
    lowest = int(np.maximum(0, n - (n_items - r)).min(initial=0))
    for j in range(lowest, int(np.minimum(r, n).max(initial=0)) + 1):
        recognised = np.where(c >= j, 1.0, bdtr(np.minimum(c, max(j - 1, 0)).astype(float), max(j, 1), q))
        total += np.exp(_log_hypergeometric(n_items, r, n, j)) * recognised
    return np.clip(total, 0.0, 1.0)


def log_hypergeometric_of(items: int, defects: IntArray, sample: int, j: int) -> FloatArray:
    """ln of the probability that exactly j of the defects are in the sample, for an array of numbers of defects."""
    return _log_hypergeometric(np.full_like(defects, items), defects, np.full_like(defects, sample), j)


def _log_hypergeometric(n_items: IntArray, r: IntArray, n: IntArray, j: int) -> FloatArray:
    """ln of Hyp(j; N, r, n); -inf where j is impossible."""
    good = (j <= r) & (j <= n) & (n - j <= n_items - r)
    from_r, from_rest = _log_choose(r, np.full_like(r, j)), _log_choose(n_items - r, n - j)
    return np.where(good, from_r + from_rest - _log_choose(n_items, n), -np.inf)


def _log_choose(n: IntArray, k: IntArray) -> FloatArray:
    m, j = np.maximum(n, 0).astype(float), np.clip(k, 0, np.maximum(n, 0)).astype(float)
    return np.asarray(gammaln(m + 1) - gammaln(j + 1) - gammaln(m - j + 1))


def recognition_probability(defect: ArrayLike, sigma: ArrayLike, threshold: float = 3.0) -> Any:
    """Probability that one measurement recognises a defect: Phi(defect / sigma - threshold), one-sided.

    `defect` is the missing part of an item and `sigma` the standard deviation of operator-inspector differences, both
    relative to the item (fractions). Sigma 0 recognises every defect above 0.
    """
    missing, spread = floats(defect, "defect"), floats(sigma, "sigma")
    if np.any(~(missing > 0) | (missing > 1)):
        raise Misuse("a defect is the missing part of an item: a fraction above 0 and at most 1")
    if np.any(~(spread >= 0)):
        raise Misuse("sigma: give standard deviations of 0 or more, as fractions of the item")
    with np.errstate(divide="ignore"):
        return number(ndtr(missing / spread - threshold))


def defects_for_goal(goal_kg: ArrayLike, item_kg: ArrayLike, defect: ArrayLike = 1.0) -> Any:
    """Number of defects r = ceil(M / (gamma x)) that make up the goal; a quotient that is whole but for rounding stays."""
    parts = positive(goal_kg, "goal", "kg") / (
        positive(item_kg, "item mass", "kg") * positive(defect, "defect", "parts")
    )
    return number(np.ceil(parts * (1 - 1e-12)).astype(np.int64))
