"""Terms and strata as arrays: which value enters which balance with which sign, and which errors it carries."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from servanda.core.arrays import FloatArray, IntArray
from servanda.verification.errors import ErrorModel
from servanda.verification.terms import Flow, Inventory, Role, Stratum, Term


@dataclass(frozen=True, slots=True)
class Block:
    """The values of one term: `balance`, `value`, `sign` list where each value enters (value counted within the block).

    `measurements` is how many independent measurements make up each value, `calibration` their calibrations (one label
    for all, or one for each value); `ids` name measurements that may stand in several blocks.
    """

    name: str
    balance: IntArray
    value: IntArray
    sign: FloatArray
    errors: ErrorModel
    calibration: tuple[str, ...]
    measurements: FloatArray
    ids: tuple[str, ...] = ()

    @property
    def size(self) -> int:
        """How many values the block has."""
        return int(self.measurements.size)


def block_of(term: Term | Stratum) -> Block:
    """The arrays of a term of a sequence, or of a stratum of one balance."""
    if isinstance(term, Flow):
        return _flow(term)
    return _inventory(term) if isinstance(term, Inventory) else _stratum(term)


def _flow(term: Flow) -> Block:
    n = term.periods
    places = np.arange(n)
    sign = np.full(n, float(term.role.sign))
    return Block(
        term.name, places, places, sign, term.errors, _calibration(term, n), _measurements(term.measurements, n)
    )


def _inventory(term: Inventory) -> Block:
    """Boundary b closes balance b - 1 (counted from 0) and opens balance b, with the measurement that holds there."""
    n = term.periods
    periods = np.arange(n)
    measured = _measured(term)
    balance = np.concatenate([periods, periods])
    value = np.concatenate([measured[:-1], measured[1:]])
    sign = np.concatenate([np.ones(n), -np.ones(n)])
    counts = _measurements(term.measurements, n + 1)
    return Block(term.name, balance, value, sign, term.errors, _calibration(term, n + 1), counts)


def _measured(term: Inventory) -> IntArray:
    """For each boundary the boundary at which the amount standing there was measured."""
    places = np.arange(term.periods + 1)
    if term.remeasured is None:
        return places
    anew = term.remeasured.copy()
    anew[0] = True
    return np.asarray(np.maximum.accumulate(np.where(anew, places, 0)), dtype=np.int64)


def _stratum(term: Stratum) -> Block:
    n = term.amounts.size
    sign = np.full(n, float(term.role.sign))
    label, ids = (term.calibration,), term.measurement_ids
    return Block(term.name, np.zeros(n, np.int64), np.arange(n), sign, term.errors, label, np.ones(n), ids)


def _calibration(term: Term, length: int) -> tuple[str, ...]:
    labels = term.calibration or ("",)
    return labels if len(labels) in (1, length) else labels[:1]


def _measurements(given: FloatArray | None, length: int) -> FloatArray:
    return np.ones(length) if given is None else np.broadcast_to(given, (length,)).astype(np.float64)


def is_inventory(term: Term | Stratum) -> bool:
    """True for what is physical inventory, at either end."""
    if isinstance(term, Stratum):
        return term.role in (Role.BEGINNING_INVENTORY, Role.ENDING_INVENTORY)
    return isinstance(term, Inventory)
