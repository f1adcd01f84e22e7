"""Patterns in which a total may go missing over n periods, among them the one that is hardest to find.

Avenhaus & Jaech 1981 (recalled, verified numerically): among all patterns of total M the least detectable is
M* = M S 1 / (1' S 1), and the best test against it is cumulated MUF over the whole horizon. Subdividing a period cannot
raise the probability that is guaranteed; it buys timeliness.
"""

from __future__ import annotations

import numpy as np
from scipy.optimize import nnls

from servanda.core.arrays import FloatArray
from servanda.core.finding import Misuse
from servanda.verification.sequence import cholesky, mean_sitmuf


def abrupt(total: float, periods: int, period: int) -> FloatArray:
    """All of the total in one period (counted from 1), kg."""
    return protracted(total, periods, period, period)


def protracted(total: float, periods: int, first: int = 1, last: int | None = None) -> FloatArray:
    """The total in equal parts from period `first` to `last`, both included and counted from 1, kg."""
    end = periods if last is None else last
    if not 1 <= first <= end <= periods:
        raise Misuse(f"a loss from period {first} to {end} does not lie in the periods 1 to {periods}")
    pattern = np.zeros(periods)
    pattern[first - 1 : end] = total / (end - first + 1)
    return pattern


def worst_case(covariance: FloatArray, total: float = 1.0) -> FloatArray:
    """The least detectable pattern of a total: M S 1 / (1' S 1). Parts may be negative where material could be put back."""
    ones = np.ones(covariance.shape[-1])
    weights = covariance @ ones
    return np.asarray(total * weights / (ones @ weights))


def worst_case_without_return(covariance: FloatArray, total: float = 1.0) -> FloatArray:
    """The least detectable pattern of which no part is negative: nothing is put back."""
    factor = cholesky(covariance)
    inverse = mean_sitmuf(np.eye(len(factor)), factor).T
    # Minimising M' S^-1 M on the simplex is this least-squares problem up to scale.
    system = np.vstack([inverse, np.ones(len(factor))])
    solution, _ = nnls(system, np.concatenate([np.zeros(len(factor)), [1.0]]))
    return np.asarray(total * solution / solution.sum())


def noncentrality(pattern: FloatArray, covariance: FloatArray) -> float:
    """M' S^-1 M: the square of the distance in sigma that any test of this pattern has at most."""
    shift = mean_sitmuf(pattern, cholesky(covariance))
    return float(shift @ shift)
