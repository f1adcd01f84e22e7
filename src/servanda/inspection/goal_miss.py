"""Probability that several disjoint random samples recognise no defect: the exact law, fast.

Of N items r are defective; n_m of them are drawn at random for method m, which recognises a defect with probability q_m. The
choices of r defective items in which none is recognised are counted by a coefficient of a product,

    P = [z^r] (1 + z)^(N - sum n) prod (1 + (1 - q_m) z)^n_m / C(N, r).

Each factor is weighted as a binomial law with p = r / N, which cancels and keeps every number near one, so that nothing
overflows and only positive terms are added. Same value as `verification.items.non_detection_of_methods`, which draws sample
after sample; equal to it in a property test, and some ten times faster where samples and defects are many.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from scipy.special import gammaln

from servanda.core.arrays import FloatArray


def missed(items: int, defects: int, samples: Sequence[int], sees: Sequence[float]) -> float:
    """Probability that no defect is recognised; `sees` are recognition probabilities of the methods of `samples`."""
    if defects == 0 or not any(samples):
        return 1.0
    if defects == items:
        return math.prod((1.0 - q) ** n for n, q in zip(samples, sees, strict=True))
    p = defects / items
    drawn = np.ones(1)
    for n, q in zip(samples, sees, strict=True):
        if n:
            most = 0 if q == 1.0 else min(n, defects)
            weights = _binomial(n, np.arange(most + 1), p) * (1.0 - q) ** np.arange(most + 1)
            drawn = np.convolve(drawn, weights)[: defects + 1]
    rest = items - sum(samples)
    left = defects - np.arange(drawn.size)
    found = float(drawn @ _binomial(rest, left, p)) / float(_binomial(items, np.array([defects]), p)[0])
    return min(1.0, max(0.0, found))


def _binomial(n: int, j: np.ndarray[tuple[int], np.dtype[np.int64]], p: float) -> FloatArray:
    """Probabilities of j of n under a binomial law; 0 where there cannot be so many."""
    k = np.minimum(j, n)
    logs = gammaln(n + 1) - gammaln(k + 1) - gammaln(n - k + 1) + k * math.log(p) + (n - k) * math.log1p(-p)
    return np.where(j <= n, np.exp(logs), 0.0)
