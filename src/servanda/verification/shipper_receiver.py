"""Shipper-receiver differences: each shipment, and their running sum, which grows like MUF when a small part is kept back.

Differences are shipper minus receiver, kg: positive is less received than shipped. Random errors are new for each shipment;
systematic ones are shared by all shipments (one calibration on each side), so that they add up and not their squares.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from servanda.core.finding import Misuse, Refused
from servanda.verification.arrays import BoolArray, FloatArray
from servanda.verification.asked import bad_masses, floats, relative_error, same_length


@dataclass(frozen=True, slots=True)
class ShipperReceiver:
    """One row for each shipment in order of time, kg: difference, its sigma and whether it is beyond the threshold;
    running sum, its sigma and whether that is; two-sided cumulative sums of standardised differences and their alarms.
    """

    difference: FloatArray
    sigma: FloatArray
    significant: BoolArray
    cumulated: FloatArray
    cumulated_sigma: FloatArray
    cumulated_significant: BoolArray
    upper_sum: FloatArray
    lower_sum: FloatArray
    first_alarm: int | None
    """Number, from 1, of the shipment at which a cumulative sum first passes its limit; None: never."""


@dataclass(frozen=True, slots=True)
class Errors:
    """Relative standard deviations (fractions) of one side."""

    random: float
    systematic: float


def shipper_receiver(
    shipped: ArrayLike, received: ArrayLike, shipper: Errors, receiver: Errors, *, threshold: float = 3.0,
    k: float = 0.5, h: float = 5.0, head_start: float = 0.0,
) -> ShipperReceiver:  # fmt: skip
    """Test every shipment at `threshold` sigma, the running sum likewise, and run cumulative sums with k and h.

    A head start of h / 2 finds a difference sooner after a restart.
    """
    s, r = _checked(shipped, received)
    for side, name in ((shipper, "shipper"), (receiver, "receiver")):
        relative_error((side.random, side.systematic), f"{name}'s relative error")
    difference = s - r
    random = (s * shipper.random) ** 2 + (r * receiver.random) ** 2
    sigma = np.sqrt(random + (s * shipper.systematic) ** 2 + (r * receiver.systematic) ** 2)
    shared = (np.cumsum(s) * shipper.systematic) ** 2 + (np.cumsum(r) * receiver.systematic) ** 2
    total_sigma = np.sqrt(np.cumsum(random) + shared)
    up, down = _cumulative_sums(_standardised(difference, sigma), k, head_start)
    alarms = np.flatnonzero((up > h) | (down > h))
    cumulated = np.cumsum(difference)
    return ShipperReceiver(
        difference, sigma, np.abs(difference) > threshold * sigma, cumulated, total_sigma,
        np.abs(cumulated) > threshold * total_sigma, up, down, int(alarms[0]) + 1 if alarms.size else None,
    )  # fmt: skip


def _checked(shipped: ArrayLike, received: ArrayLike) -> tuple[FloatArray, FloatArray]:
    s, r = floats(shipped, "shipped"), floats(received, "received")
    if s.ndim != 1 or r.ndim != 1:
        raise Misuse(f"shipped of shape {s.shape}, received of shape {r.shape}; give one mass for each shipment")
    findings = same_length({"shipped": s, "received": r}) + bad_masses(s, "shipped") + bad_masses(r, "received")
    if findings:
        raise Refused("the shipments", findings)
    return s, r


def _standardised(difference: FloatArray, sigma: FloatArray) -> FloatArray:
    """Differences in sigma; without measurement error any difference is beyond every limit."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(difference == 0, 0.0, difference / sigma)


def _cumulative_sums(z: FloatArray, k: float, head_start: float) -> tuple[FloatArray, FloatArray]:
    up, down = np.empty_like(z), np.empty_like(z)
    high = low = head_start
    for place, value in enumerate(z):
        high, low = max(0.0, high + float(value) - k), max(0.0, low - float(value) - k)
        up[place], down[place] = high, low
    return up, down
