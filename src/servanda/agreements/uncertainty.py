"""Measurement meets limit: how probable it is that the true value breaches, and whether the excess is above the error.

A stated standard uncertainty is read as that of a normal distribution; bounds without one as those of a rectangular
distribution (JCGM 100:2008, 4.3.7). The guard band is twice the standard uncertainty on both sides of the limit (JCGM
106:2012, 8.3; ISO 14253-1): a value inside it decides neither way. An approximate number without a range is taken as
rounded to its last digit that is not zero: `about 205` lies between 204.5 and 205.5, `about ten` between 5 and 15.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from decimal import Decimal

from servanda.agreements.model import Comparator
from servanda.core.estimate import Estimate
from servanda.core.quantity import number

COVERAGE = 2.0
"""How many standard uncertainties the guard band is wide (about 95 % of a normal distribution lies within)."""
UPPER = (Comparator.AT_MOST, Comparator.BELOW)
LOWER = (Comparator.AT_LEAST, Comparator.ABOVE)


@dataclass(frozen=True, slots=True)
class Measurement:
    """A value against a limit. All but the probability are in the unit of the limit.

    `excess` is positive on the side of a breach. `probability` is that of a breach, from 0 to 1. `above_error`: the
    excess is larger than the guard band.
    """

    excess: float
    standard_uncertainty: float
    guard_band: float
    probability: float
    distribution: str
    unit: str

    @property
    def above_error(self) -> bool:
        """True when the excess is above the measurement error."""
        return self.excess > self.guard_band

    @property
    def words(self) -> str:
        """In one sentence."""
        side = "beyond" if self.excess >= 0 else "inside"
        error = "above" if self.above_error else "not above"
        verdict = f"; the excess is {error} the measurement error" if self.excess > 0 else ""
        return (
            f"{_short(abs(self.excess))} {self.unit} {side} the limit, guard band {_short(self.guard_band)} {self.unit} "
            f"(twice the standard uncertainty {_short(self.standard_uncertainty)}, {self.distribution}); probability of "
            f"a breach {_probability(self.probability)}{verdict}"
        )


def _short(value: float) -> str:
    return number(float(f"{value:.3g}"))


def _probability(value: float) -> str:
    if 0.0 < value < 0.001:
        return "below 0.001"
    return "above 0.999" if 0.999 < value < 1.0 else f"{value:.3f}".rstrip("0").rstrip(".")


def measured(value: Estimate | None, comparator: Comparator, limit: object) -> Measurement | None:
    """The value against the limit; None without a limit in numbers, or for a value stated without any uncertainty."""
    if value is None or not isinstance(limit, float) or comparator not in (*UPPER, *LOWER):
        return None
    sign = 1.0 if comparator in UPPER else -1.0
    middle = value.value if value.value is not None else (value.low + value.high) / 2
    if value.standard_uncertainty:
        error = value.standard_uncertainty
        probability = _above(sign * (middle - limit) / error)
        return _made(sign * (middle - limit), error, probability, "normal distribution", value)
    width = value.high - value.low
    if not 0 < width < math.inf:
        return None
    above = min(1.0, max(0.0, (value.high - limit) / width))
    probability = above if sign > 0 else 1.0 - above
    return _made(sign * (middle - limit), width / math.sqrt(12.0), probability, "rectangular distribution", value)


def _above(distance: float) -> float:
    return 0.5 * math.erfc(-distance / math.sqrt(2.0))


def _made(excess: float, error: float, probability: float, distribution: str, value: Estimate) -> Measurement:
    return Measurement(excess, error, COVERAGE * error, probability, distribution, value.unit.words)


def with_guard(value: Estimate) -> Estimate:
    """The value with the bounds of its guard band; unchanged without a standard uncertainty."""
    if not value.standard_uncertainty or value.value is None:
        return value
    guard = COVERAGE * value.standard_uncertainty
    return replace(value, low=min(value.low, value.value - guard), high=max(value.high, value.value + guard))


def rounded(value: Decimal, estimate: Estimate) -> Estimate:
    """An approximate number with the bounds between which it would be rounded to what was written."""
    exponent = value.normalize().as_tuple().exponent
    half = 0.5 * 10.0 ** (exponent if isinstance(exponent, int) else 0)
    return replace(estimate, low=max(0.0, float(value) - half), high=float(value) + half)
