"""A value with its range, unit, basis and the statements behind it. No bare numbers leave a room."""

from __future__ import annotations

import math
from dataclasses import dataclass

from servanda.core.names import Basis, Qualifier
from servanda.core.quantity import number
from servanda.core.unit import Unit


@dataclass(frozen=True, slots=True)
class Estimate:
    """A value known between `low` and `high` (inclusive; infinite where unbounded).

    `value` is None when only bounds are known. `evidence` lists statement ids in the order in which they were used.
    `standard_uncertainty` is the stated standard deviation of the measurement, in the same unit; None: not stated.
    """

    value: float | None
    low: float
    high: float
    unit: Unit
    basis: Basis
    evidence: tuple[str, ...] = ()
    standard_uncertainty: float | None = None

    def text(self) -> str:
        """The estimate as people write it, range and standard uncertainty included."""
        error = self.standard_uncertainty
        unit = f" {self.unit.words}".rstrip()
        return self._range() if error is None else f"{self._range()}, standard uncertainty {number(error)}{unit}"

    def _range(self) -> str:
        shown = self.value if self.low == self.high else self.low if math.isinf(self.high) else self.high
        unit = f" {self.unit.words_for(0.0 if shown is None else shown)}".rstrip()
        if self.value is not None and self.low == self.high:
            return f"{number(self.value)}{unit}"
        if math.isinf(self.high):
            return f"at least {number(self.low)}{unit}"
        if self.value is None and self.low == 0:
            return f"at most {number(self.high)}{unit}"
        middle = "" if self.value is None else f"{number(self.value)}{unit}, "
        return f"{middle}between {number(self.low)} and {number(self.high)}{unit}"


def estimate(
    value: float | None,
    unit: Unit,
    basis: Basis,
    *,
    low: float | None = None,
    high: float | None = None,
    qualifier: Qualifier | None = None,
    evidence: tuple[str, ...] = (),
    standard_uncertainty: float | None = None,
) -> Estimate:
    """An estimate from what a statement says; `at_most` and `at_least` leave the value open and bound it."""
    if value is not None and qualifier is Qualifier.AT_MOST:
        return Estimate(None, 0.0 if low is None else low, value, unit, basis, evidence)
    if value is not None and qualifier is Qualifier.AT_LEAST:
        return Estimate(None, value, math.inf if high is None else high, unit, basis, evidence)
    if value is None:
        return Estimate(None, 0.0 if low is None else low, math.inf if high is None else high, unit, basis, evidence)
    low, high = value if low is None else low, value if high is None else high
    return Estimate(value, low, high, unit, basis, evidence, standard_uncertainty)
