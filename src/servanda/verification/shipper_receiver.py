"""Shipper-receiver differences: each shipment, and their running sum, which grows like MUF when a small part is kept back.

Differences are shipper minus receiver, kg: positive is less received than shipped. Random errors are new for each shipment;
systematic ones are shared by all shipments under one calibration of one side, so that they add up and not their squares.

Shared errors make differences depend on each other, so that cumulative sums of differences over their sigma would alarm
far too often. The sums run over innovations instead: each difference less what the earlier ones lead one to expect, in its
own sigma, which are independent with variance 1 when nothing is missing (as SITMUF). Sources: Kalman 1960 for innovations
under shared errors (recalled; equal to the inverse Cholesky factor, tested); Page 1954 for the sums.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike

from servanda.core.arrays import BoolArray, FloatArray
from servanda.core.finding import Misuse, Refused
from servanda.verification.asked import bad_masses, data_finding, floats, relative_error, same_length
from servanda.verification.charts import check_probability, page, page_lower
from servanda.verification.page_probability import page_threshold

DETERMINED = 1e-12
"""A difference whose variance is this small a part of itself, once the earlier ones are known, is determined by them."""


@dataclass(frozen=True, slots=True)
class ShipperReceiver:
    """One row for each shipment in order of time, kg: difference, its sigma and whether it is beyond the threshold;
    running sum, its sigma and whether that is; innovations (sigma) and their two-sided cumulative sums.

    A sum above `limit` is an alarm; the probability of any alarm over all shipments is at most `alpha` when nothing is
    missing, and all but equal to it (the two sides together).
    """

    difference: FloatArray
    sigma: FloatArray
    significant: BoolArray
    cumulated: FloatArray
    cumulated_sigma: FloatArray
    cumulated_significant: BoolArray
    innovation: FloatArray
    upper_sum: FloatArray
    lower_sum: FloatArray
    limit: float
    alpha: float
    first_alarm: int | None
    """Number, from 1, of the shipment at which a cumulative sum first passes its limit; None: never."""


@dataclass(frozen=True, slots=True)
class Errors:
    """Relative standard deviations (fractions) of one side.

    `calibration` names the calibration of each shipment, None: the same throughout.
    """

    random: float
    systematic: float
    calibration: Sequence[str] | None = None


def shipper_receiver(
    shipped: ArrayLike, received: ArrayLike, shipper: Errors, receiver: Errors, *, threshold: float = 3.0,
    alpha: float = 0.05, k: float = 0.5, head_start: float = 0.0, sure: bool = False,
) -> ShipperReceiver:  # fmt: skip
    """Test every shipment at `threshold` sigma, the running sum likewise, and run cumulative sums of innovations.

    The limit of the sums is that for a false-alarm probability `alpha` over all shipments. A head start (in sigma) finds a
    difference sooner after a restart.
    """
    check_probability(alpha, "alpha")
    s, r = _checked(shipped, received, shipper, receiver, sure)
    difference = s - r
    random = (s * shipper.random) ** 2 + (r * receiver.random) ** 2
    loadings = np.column_stack([_loadings(s, shipper), -_loadings(r, receiver)])
    sigma = np.sqrt(random + (loadings**2).sum(axis=1))
    total_sigma = np.sqrt(np.cumsum(random) + (np.cumsum(loadings, axis=0) ** 2).sum(axis=1))
    z = _innovations_at_one_mass(s, r, shipper, receiver)
    up, down, limit = page(z, k, head_start), page_lower(z, k, head_start), _limit(k, s.size, alpha, head_start)
    alarms = np.flatnonzero((up > limit) | (down > limit))
    cumulated = np.cumsum(difference)
    return ShipperReceiver(
        difference, sigma, np.abs(difference) > threshold * sigma, cumulated, total_sigma,
        np.abs(cumulated) > threshold * total_sigma, z, up, down, limit, alpha,
        int(alarms[0]) + 1 if alarms.size else None,
    )  # fmt: skip


def _innovations_at_one_mass(s: FloatArray, r: FloatArray, shipper: Errors, receiver: Errors) -> FloatArray:
    """Innovations with errors taken at the mean mass of both sides, weighted so that it does not depend on the difference.

    With each side's own value as loading, differences would be explained by the very noise that they are made of.
    """
    own, other = (side.random**2 + side.systematic**2 for side in (shipper, receiver))
    weight = other / (own + other) if own + other else 0.5
    mass = weight * s + (1 - weight) * r
    loadings = np.column_stack([_loadings(mass, shipper), -_loadings(mass, receiver)])
    return innovations(s - r, loadings, mass**2 * (shipper.random**2 + receiver.random**2))


def innovations(values: FloatArray, loadings: FloatArray, random: FloatArray) -> FloatArray:
    """Values (n,) less what the earlier ones lead one to expect, in sigma: independent with variance 1.

    Covariance: `loadings` (n, sources) times its transpose, plus `random` (n,) variances. A value that the earlier ones
    determine has innovation 0, or is infinitely far off when it differs from them.
    """
    expected, spread = np.zeros(loadings.shape[1]), np.eye(loadings.shape[1])
    out = np.empty_like(values)
    for place, (value, row, own) in enumerate(zip(values, loadings, random, strict=True)):
        reach = spread @ row
        variance, rest = float(row @ reach + own), float(value - row @ expected)
        if variance <= DETERMINED * float(row @ row + own):
            out[place] = 0.0 if abs(rest) <= 1e-9 * max(abs(float(value)), 1e-300) else np.copysign(np.inf, rest)
            continue
        out[place] = rest / np.sqrt(variance)
        expected = expected + reach * (rest / variance)
        spread = spread - np.outer(reach, reach) / variance
    return out


def _loadings(masses: FloatArray, side: Errors) -> FloatArray:
    """What one standard deviation of each systematic error of a side does to each of its masses, kg: one column each."""
    labels = np.asarray([""] * masses.size if side.calibration is None else [str(c) for c in side.calibration])
    return np.column_stack([masses * side.systematic * (labels == label) for label in dict.fromkeys(labels.tolist())])


@lru_cache(maxsize=64)
def _limit(k: float, shipments: int, alpha: float, start: float) -> float:
    """Half of alpha for each side: together they alarm with at most alpha, and both at once hardly ever."""
    return page_threshold(k, shipments, alpha / 2, start)


def _checked(
    shipped: ArrayLike, received: ArrayLike, shipper: Errors, receiver: Errors, sure: bool
) -> tuple[FloatArray, FloatArray]:
    s, r = floats(shipped, "shipped"), floats(received, "received")
    if s.ndim != 1 or r.ndim != 1:
        raise Misuse(f"shipped of shape {s.shape}, received of shape {r.shape}; give one mass for each shipment")
    findings = same_length({"shipped": s, "received": r}) + bad_masses(s, "shipped") + bad_masses(r, "received")
    for side, name in ((shipper, "shipper"), (receiver, "receiver")):
        relative_error((side.random, side.systematic), f"{name}'s relative error", sure=sure)
        if side.calibration is not None and len(side.calibration) != s.size:
            found = f"{len(side.calibration)} calibrations of the {name} for {s.size} shipments"
            findings.append(data_finding(name, None, "lengths-differ", found, "one calibration for each shipment"))
    if findings:
        raise Refused("the shipments", findings)
    return s, r
