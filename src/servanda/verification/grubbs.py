"""Which part of the spread is the operator's, which the inspector's, which the items' own: two instruments, same items.

Moments (Grubbs 1948): operator s_oo - s_oi, inspector s_ii - s_oi, true items s_oi. With items that differ much more than
the measurements err, estimates below 0 are common; they are reported. Beside them: maximum likelihood with variances of
0 or more, a known ratio of the two errors, and a Bayesian answer with a stated prior. On logarithms the same serves the
multiplicative model. Sources: F. E. Grubbs 1948; Lombard and Potgieter 2012 (abstract read) on its weakness.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from servanda.core.arrays import FloatArray
from servanda.core.finding import Misuse, Refused
from servanda.verification.asked import bad_masses, data_finding, floats, positive, same_length
from servanda.verification.variance_components import Interval, quantiles

Moments = tuple[float, float, float, int]
"""s_oo, s_ii, s_oi (divisor n - 1) and the number of items."""


@dataclass(frozen=True, slots=True)
class Split:
    """Variances of operator, inspector and true items, in the unit squared; `negative` names those below 0."""

    operator: float
    inspector: float
    true: float

    @property
    def negative(self) -> tuple[str, ...]:
        """Names of variances that were estimated below 0."""
        parts = (("operator", self.operator), ("inspector", self.inspector), ("true items", self.true))
        return tuple(name for name, value in parts if value < 0)


def moments(operator: ArrayLike, inspector: ArrayLike, *, logarithms: bool = False) -> Moments:
    """The moments of at least three items; with `logarithms` those of ln(values), for relative errors."""
    o, v = floats(operator, "operator"), floats(inspector, "inspector")
    if o.ndim != 1 or v.ndim != 1:
        raise Misuse(f"operator of shape {o.shape}, inspector of shape {v.shape}; give one row of values each")
    findings = same_length({"operator": o, "inspector": v})
    findings += bad_masses(o, "operator") + bad_masses(v, "inspector")
    if logarithms and not findings and min(o.min(), v.min()) <= 0:
        findings.append(data_finding("pairs", None, "value-zero", "a value of 0", "values above 0, to take logarithms"))
    if findings:
        raise Refused("the pairs", findings)
    if o.size < 3:
        raise Misuse(f"{o.size} items: splitting a spread into three parts needs at least three")
    covariance = np.cov(np.log(o) if logarithms else o, np.log(v) if logarithms else v)
    return float(covariance[0, 0]), float(covariance[1, 1]), float(covariance[0, 1]), int(o.size)


def grubbs_split(operator: ArrayLike, inspector: ArrayLike, *, logarithms: bool = False) -> Split:
    """Grubbs' estimates by moments, negative ones as they come."""
    oo, ii, oi, _ = moments(operator, inspector, logarithms=logarithms)
    return Split(oo - oi, ii - oi, oi)


def constrained_split(operator: ArrayLike, inspector: ArrayLike, *, logarithms: bool = False) -> Split:
    """Maximum likelihood with all variances 0 or more (divisor n - 1): at a bound that instrument shows the truth."""
    oo, ii, oi, _ = moments(operator, inspector, logarithms=logarithms)
    difference = oo + ii - 2 * oi
    if oi < 0:
        return Split(oo, ii, 0.0)
    if ii < oi:
        return Split(difference, 0.0, ii)
    if oo < oi:
        return Split(0.0, difference, oo)
    return Split(oo - oi, ii - oi, oi)


def split_with_ratio(operator: ArrayLike, inspector: ArrayLike, ratio: float, *, logarithms: bool = False) -> Split:
    """The variance of the differences shared out by a known ratio of operator's to inspector's variance."""
    positive(ratio, "ratio of variances", "operator's to inspector's")
    oo, ii, oi, _ = moments(operator, inspector, logarithms=logarithms)
    difference = oo + ii - 2 * oi
    inspectors = difference / (1 + ratio)
    return Split(difference - inspectors, inspectors, oi)


@dataclass(frozen=True, slots=True)
class SplitPosterior:
    """Medians and ranges of the operator's and inspector's standard deviations, with the half-normal scales used."""

    operator_sigma: float
    inspector_sigma: float
    operator_interval: Interval
    inspector_interval: Interval
    prior_operator: float
    prior_inspector: float


def bayesian_split(
    operator: ArrayLike, inspector: ArrayLike, *, prior_operator: float, prior_inspector: float,
    logarithms: bool = False, confidence: float = 0.95, grid: int = 90,
) -> SplitPosterior:  # fmt: skip
    """Half-normal priors on both errors, flat in the logarithm of the items' spread; a grid, without chance."""
    positive((prior_operator, prior_inspector), "prior scales", "the unit of the values")
    found = moments(operator, inspector, logarithms=logarithms)
    oo, ii, oi, _ = found
    top = math.sqrt(max(oo + ii - 2 * oi, 1e-30))
    a = np.linspace(0, 4 * max(top, prior_operator), grid + 1)[1:]
    b = np.linspace(0, 4 * max(top, prior_inspector), grid + 1)[1:]
    t = math.sqrt(max(oo, ii)) * np.geomspace(0.1, 10, grid)
    log = _log_likelihood(found, a[:, None, None], b[None, :, None], t[None, None, :])
    log = log - 0.5 * (a[:, None, None] / prior_operator) ** 2 - 0.5 * (b[None, :, None] / prior_inspector) ** 2
    weight = np.exp(log - log.max()).sum(axis=2)
    low_a, mid_a, high_a = quantiles(a, weight.sum(axis=1), confidence)
    low_b, mid_b, high_b = quantiles(b, weight.sum(axis=0), confidence)
    return SplitPosterior(
        mid_a, mid_b, Interval(low_a, high_a, confidence), Interval(low_b, high_b, confidence),
        prior_operator, prior_inspector,
    )  # fmt: skip


def _log_likelihood(found: Moments, a: FloatArray, b: FloatArray, t: FloatArray) -> FloatArray:
    """Bivariate normal with the means integrated out: scatter matrix of n - 1 degrees of freedom."""
    oo, ii, oi, n = found
    determinant = a**2 * b**2 + t**2 * (a**2 + b**2)
    trace = ((b**2 + t**2) * oo + (a**2 + t**2) * ii - 2 * t**2 * oi) / determinant
    return np.asarray(-0.5 * (n - 1) * (np.log(determinant) + trace))
