"""Which number of a limit applies to a value: its own unit, a unit that converts, or an equivalent of the text."""

from __future__ import annotations

from dataclasses import dataclass, replace

from servanda.agreements.conditions import Condition
from servanda.agreements.found import Found
from servanda.agreements.model import Threshold
from servanda.core.estimate import Estimate
from servanda.core.finding import Misuse
from servanda.core.quantity import Quantity, convert, number
from servanda.core.unit import Unit, unit_of


@dataclass(frozen=True, slots=True)
class Limit:
    """Threshold and unit, with what was found in that unit; `found` is None when units do not meet."""

    threshold: Threshold
    unit: str
    found: Found | None
    note: str = ""


def limit_for(condition: Condition, found: Found | None) -> Limit:
    """The limit in the unit of what was found."""
    if found is None or found.value is None or not isinstance(condition.limit, float):
        return Limit(condition.limit, condition.unit, found)
    wanted = unit_of(condition.unit)
    value = None if wanted is None else in_unit(found.value, wanted)
    if value is not None:
        return Limit(condition.limit, condition.unit, replace(found, value=value))
    return _equivalent(condition, found, found.value)


def _equivalent(condition: Condition, found: Found, value: Estimate) -> Limit:
    for other in condition.equivalents:
        if unit_of(other.unit) is value.unit:
            at = f" at {other.at}" if other.at else ""
            note = f"compared in {value.unit.words}: {number(other.threshold)} {value.unit.words}{at} is the same limit"
            return Limit(other.threshold, other.unit, found, note)
    if condition.limit == 0:
        return Limit(condition.limit, condition.unit, found)
    note = f"{value.text()} cannot be held against a limit in {condition.unit.replace('_', ' ')}"
    return Limit(condition.limit, condition.unit, None, note)


def in_unit(value: Estimate, unit: Unit) -> Estimate | None:
    """The same estimate in another unit; None when that needs more knowledge of the material."""
    if value.unit is unit:
        return value
    try:
        middle, low, high, error = (
            None if n is None else convert(Quantity(n, value.unit), unit).value
            for n in (value.value, value.low, value.high, value.standard_uncertainty)
        )
    except Misuse:
        return None
    if low is None or high is None:
        return None
    return replace(value, value=middle, low=low, high=high, unit=unit, standard_uncertainty=error)
