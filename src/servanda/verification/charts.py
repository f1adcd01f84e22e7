"""Control charts over standardised sequences: Shewhart, Page, power-one.

All take z of shape (..., n), independent with mean 0 and variance 1 when nothing is missing (SITMUF), and give arrays of
the same shape; an alarm is a value above the threshold. A positive mean is a loss.

Sources: Page 1954; Lucas & Crosier 1982 (read through a reprint, Table 5); Robbins mixture (recalled).
"""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from servanda.core.arrays import FloatArray, IntArray
from servanda.core.finding import Misuse

NEVER = 0
"""Number of the first alarm where there is none."""


def page(z: FloatArray, k: float, start: float | FloatArray = 0.0) -> FloatArray:
    """S_i = max(0, S_(i-1) + z_i - k) with S_0 = `start`; k (in sigma) is about half the loss to be found per period."""
    check_reference(k)
    out = np.empty_like(z, dtype=np.float64)
    # Periods outermost, so that each step works on contiguous runs.
    for step, z_i in enumerate(_periods(z)):
        start = np.maximum(0.0, start + z_i - k)
        out[..., step] = start
    return out


def page_lower(z: FloatArray, k: float, start: float | FloatArray = 0.0) -> FloatArray:
    """Page's test for gains: the test of -z."""
    return page(-z, k, start)


def page_two_sided(z: FloatArray, k: float, start: float = 0.0) -> FloatArray:
    """The larger of the tests for loss and for gain, each from `start`."""
    return np.maximum(page(z, k, start), page_lower(z, k, start))


def power_one(z: FloatArray, alpha: float, rho: float = 1.0) -> FloatArray:
    """Sum of z over Robbins' boundary: an alarm is a value above 1, with probability at most alpha over infinite time.

    Boundary sqrt((i + rho) (2 ln(1/alpha) + ln((i + rho)/rho))) for the sum of the first i; `rho` (balances) tunes where the
    test is sharpest. Low power early. The sum may be followed for gains as well: the bound holds for both sides together.
    """
    return np.cumsum(z, axis=-1) / power_one_boundary(z.shape[-1], alpha, rho)


def power_one_boundary(balances: int, alpha: float, rho: float = 1.0) -> FloatArray:
    """Robbins' boundary for sums of 1 to `balances` standardised balances."""
    check_probability(alpha, "alpha")
    if not rho > 0:
        raise Misuse(f"rho {rho:g} is not above 0; give a number of balances, such as 1")
    total = np.arange(1, balances + 1) + rho
    return np.asarray(np.sqrt(total * (2 * math.log(1 / alpha) + np.log(total / rho))))


def first_alarm(statistic: FloatArray, threshold: float) -> IntArray:
    """Number (from 1) of the first value above the threshold in each run; 0 where there is none. NaN is no alarm."""
    above = statistic > threshold
    return np.where(above.any(axis=-1), above.argmax(axis=-1) + 1, NEVER)


def check_reference(k: float) -> None:
    """k must be a number; negative ones are refused, since the sum would drift upwards by itself."""
    if not (math.isfinite(k) and k >= 0):
        raise Misuse(f"the reference value k = {k:g} is not 0 or more; k is about half the loss per period in sigma")


def check_probability(p: float, what: str) -> None:
    """A probability strictly between 0 and 1."""
    if not 0 < p < 1:
        hint = f"; write {p / 100:g} if {p:g} % is meant" if 1 <= p < 100 else ""
        raise Misuse(f"{what} is {p:g}; give a probability between 0 and 1{hint}")


def check_finite(value: float, what: str, unit: str = "kg") -> None:
    """A number that is neither NaN nor infinite."""
    if not math.isfinite(value):
        raise Misuse(f"{what} is {value:g}; give a finite number of {unit}")


def check_sigma(sigma: float, what: str = "sigma") -> None:
    """A standard deviation in kg: finite, 0 or more."""
    if not (math.isfinite(sigma) and sigma >= 0):
        raise Misuse(f"{what} is {sigma:g} kg; give a finite standard deviation of 0 or more")


def _periods(z: FloatArray) -> Iterator[FloatArray]:
    return iter(np.ascontiguousarray(np.moveaxis(z, -1, 0)))
