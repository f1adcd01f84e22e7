"""What enters a balance: flows and inventories over many periods, or strata of items of one balance.

Amounts are masses (kg of element or isotope, one unit for the whole balance) without sign; the role or direction gives
it. A sequence of n balances has flows of shape (..., n) and inventories of shape (..., n + 1), taken at the n + 1
boundaries of the periods; leading axes are runs. An inventory taken at a boundary ends one balance and begins the next.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import ArrayLike

from servanda.core.arrays import BoolArray, FloatArray, IntArray
from servanda.core.finding import Finding, Misuse
from servanda.core.unit import Unit
from servanda.verification.arrays import converted, negative_findings, number_findings, shape_finding
from servanda.verification.errors import ErrorModel


class Role(StrEnum):
    """Where a stratum stands in MUF = PB + X - Y - PE (INFCIRC/153 para 98)."""

    BEGINNING_INVENTORY = "PB"
    INCREASE = "X"
    DECREASE = "Y"
    ENDING_INVENTORY = "PE"

    @property
    def sign(self) -> int:
        """+1 for what is on the book side, -1 for what is taken off it."""
        return 1 if self in (Role.BEGINNING_INVENTORY, Role.INCREASE) else -1


@dataclass(frozen=True, slots=True)
class Flow:
    """Receipts (+1: `Role.INCREASE`) or shipments and discards (`Role.DECREASE`) for each period.

    `calibration` names the calibration in force in each period (None: the same throughout). `measurements` is how many
    equal, independent measurements make up the amount of a period (None: one); unequal ones: see `dated.period_flow`.
    """

    name: str
    role: Role
    amounts: FloatArray
    errors: ErrorModel
    unit: Unit
    calibration: tuple[str, ...] | None = None
    measurements: FloatArray | None = None

    @property
    def periods(self) -> int:
        """How many balances the flow covers."""
        return int(self.amounts.shape[-1]) if self.amounts.ndim else 0


@dataclass(frozen=True, slots=True)
class Inventory:
    """Physical inventories of one stratum at each of the n + 1 boundaries.

    `remeasured` tells for each boundary whether the stratum was measured anew (None: always); where it was not, the amount
    of the boundary before stands with the same errors, and cancels. The first entry is always a measurement.
    """

    name: str
    amounts: FloatArray
    errors: ErrorModel
    unit: Unit
    calibration: tuple[str, ...] | None = None
    measurements: FloatArray | None = None
    remeasured: BoolArray | None = None

    @property
    def periods(self) -> int:
        """How many balances the inventories bound."""
        return int(self.amounts.shape[-1]) - 1 if self.amounts.ndim else 0


@dataclass(frozen=True, slots=True)
class Stratum:
    """Items of one balance, each measured once under `errors`; holdup is a stratum of its own with additive errors.

    `calibration` names the calibration under which the stratum was measured: strata with the same keys and calibration
    share their systematic errors. `measurement_ids` (one for each item) name measurements; an item that stands in two
    inventories under one measurement carries the same id in both, and cancels.
    """

    name: str
    role: Role
    amounts: FloatArray
    errors: ErrorModel
    unit: Unit
    calibration: str = ""
    measurement_ids: tuple[str, ...] = ()


Term = Flow | Inventory


def flow(
    name: str,
    role: Role,
    amounts: ArrayLike,
    errors: ErrorModel,
    unit: Unit,
    *,
    calibration: Sequence[str] | None = None,
    measurements: ArrayLike | None = None,
) -> Flow:
    """A flow from anything that looks like an array; findings are told when the balance is assembled."""
    if role not in (Role.INCREASE, Role.DECREASE):
        raise Misuse(f"the flow {name!r} is given the role {role.value}; flows are increases (X) or decreases (Y)")
    counts = None if measurements is None else converted(measurements, name)
    return Flow(name, role, converted(amounts, name), errors, unit, _labels(calibration), counts)


def inventory(
    name: str,
    amounts: ArrayLike,
    errors: ErrorModel,
    unit: Unit,
    *,
    calibration: Sequence[str] | None = None,
    measurements: ArrayLike | None = None,
    remeasured: ArrayLike | None = None,
) -> Inventory:
    """Inventories of a stratum from anything that looks like an array."""
    counts = None if measurements is None else converted(measurements, name)
    anew = None if remeasured is None else np.asarray(remeasured, dtype=np.bool_)
    return Inventory(name, converted(amounts, name), errors, unit, _labels(calibration), counts, anew)


def stratum(
    name: str,
    role: Role,
    amounts: ArrayLike,
    errors: ErrorModel,
    unit: Unit,
    *,
    calibration: str = "",
    measurement_ids: Sequence[str] = (),
) -> Stratum:
    """A stratum from item masses; a single number is one item."""
    masses = np.atleast_1d(converted(amounts, name))
    return Stratum(name, role, masses, errors, unit, calibration, tuple(measurement_ids))


def recalibrated(length: int, starts: Sequence[int]) -> tuple[str, ...]:
    """Names of calibrations for `length` periods or boundaries when a new one starts at each index in `starts`.

    Indices count from 0; the calibration before the first start is number 0. For a flow, index i is period i + 1.
    """
    if any(not 0 <= start < length for start in starts):
        raise Misuse(f"calibrations start at {list(starts)}, but there are only the places 0 to {length - 1}")
    numbers: IntArray = np.searchsorted(sorted(starts), np.arange(length), side="right")
    return tuple(f"calibration {number}" for number in numbers)


def term_findings(term: Term, periods: int) -> list[Finding]:
    """What is wrong with one term of a sequence of `periods` balances."""
    length = periods + isinstance(term, Inventory)
    return [*_amount_findings(term, periods), *term.errors.findings(term.name), *_length_findings(term, length)]


def stratum_findings(stratum: Stratum) -> list[Finding]:
    """What is wrong with one stratum."""
    name, amounts = stratum.name, stratum.amounts
    found = [*number_findings(amounts, name), *negative_findings(amounts, name), *stratum.errors.findings(name)]
    if amounts.ndim != 1 or not amounts.size:
        remedy = "give the mass of each item, or leave the stratum out"
        found.append(shape_finding(amounts, name, "one mass for each item, at least one", remedy, "stratum-empty"))
    if stratum.measurement_ids and len(stratum.measurement_ids) != amounts.size:
        found.append(_length_finding(name, "measurement_ids", len(stratum.measurement_ids), amounts.size))
    return found


def _amount_findings(term: Term, periods: int) -> list[Finding]:
    name, amounts = term.name, term.amounts
    found = [*number_findings(amounts, name), *negative_findings(amounts, name)]
    if term.periods != periods or periods < 1:
        what = "inventories (one more than periods)" if isinstance(term, Inventory) else "periods"
        expected = f"{max(periods, 1) + isinstance(term, Inventory)} {what}"
        remedy = "bring all terms to the same periods; data that end earlier end the sequence"
        found.append(shape_finding(amounts, name, expected, remedy, "terms-unequal-calendars"))
    return found


def _length_findings(term: Term, length: int) -> list[Finding]:
    found = []
    columns: dict[str, int | None] = {
        "calibration": None if term.calibration is None else len(term.calibration),
        "measurements": None if term.measurements is None else term.measurements.size,
        "remeasured": None if isinstance(term, Flow) or term.remeasured is None else term.remeasured.size,
    }
    found += [_length_finding(term.name, key, n, length) for key, n in columns.items() if n is not None and n != length]
    if term.measurements is not None and not bool(np.all(term.measurements > 0)):
        rule = "the random error of a sum depends on how many measurements make it up"
        shown = repr(float(np.min(term.measurements)))
        remedy = "give 1 where one measurement was made"
        found.append(
            Finding(term.name, None, "measurements-not-positive", "measurements", shown, "above 0", rule, remedy)
        )
    return found


def _length_finding(name: str, column: str, found: int, expected: int) -> Finding:
    rule = "what describes measurements has one entry for each of them"
    remedy = f"give {expected} entries"
    return Finding(name, None, "terms-wrong-length", column, f"{found} entries", f"{expected} entries", rule, remedy)


def _labels(calibration: Sequence[str] | None) -> tuple[str, ...] | None:
    return None if calibration is None else tuple(map(str, calibration))
