"""Dated items and readings, brought to balance periods.

Periods are half-open: an item dated on a boundary belongs to the period that begins there, and is counted once. A period
counts when it is complete, so the last period of data that end exactly on a boundary is evaluated. Times are numbers
(days or hours since a common start), the same for all terms.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from servanda.core.arrays import FloatArray, IntArray
from servanda.core.finding import Finding, Misuse, refuse_on_error
from servanda.core.unit import Unit
from servanda.verification.arrays import floats, negative_findings, place_finding
from servanda.verification.errors import ErrorModel
from servanda.verification.terms import Flow, Inventory, Role, flow, inventory

CLOSE = 1e-9
"""Part of a period within which a time is on a boundary: times in decimals are not exact."""


def boundaries(start: float, end: float, period: float) -> FloatArray:
    """Boundaries of all complete periods between start and end: n + 1 times for n balances."""
    if not (period > 0 and math.isfinite(end - start) and end - start >= period * (1 - CLOSE)):
        raise Misuse(
            f"no complete period of {period:g} lies between {start:g} and {end:g}; give a shorter period or more data"
        )
    return np.asarray(start + period * np.arange(math.floor((end - start) / period + CLOSE) + 1), dtype=np.float64)


def period_of(times: FloatArray, bounds: FloatArray) -> IntArray:
    """Number of the period (from 0) of each time; -1 before the first, n from the last boundary on."""
    slack = CLOSE * np.min(np.diff(bounds))
    return np.asarray(np.searchsorted(bounds, times + slack, side="right") - 1, dtype=np.int64)


def item_flow(
    name: str,
    role: Role,
    times: ArrayLike,
    amounts: ArrayLike,
    bounds: FloatArray,
    errors: ErrorModel,
    unit: Unit,
    *,
    calibration: Sequence[str] | None = None,
) -> Flow:
    """A flow from dated items, each measured by itself: items of a period are added, their random errors in quadrature.

    Items dated before the first or from the last boundary on belong to no balance here and are left out.
    """
    when, masses = _columns(name, times, amounts)
    period, n = period_of(when, bounds), bounds.size - 1
    inside = (period >= 0) & (period < n)
    total = np.bincount(period[inside], masses[inside], n)
    squares = np.bincount(period[inside], masses[inside] ** 2, n)
    counts = np.divide(total**2, squares, out=np.ones(n), where=squares > 0)
    if any(c.absolute for c in errors.components):
        counts = _equal_items(name, np.bincount(period[inside], minlength=n), counts)
    return flow(name, role, total, errors, unit, calibration=calibration, measurements=counts)


def rate_flow(
    name: str, role: Role, times: ArrayLike, rates: ArrayLike, bounds: FloatArray, errors: ErrorModel, unit: Unit
) -> Flow:
    """A flow from readings of a rate (kg per unit of time), integrated by trapezoids; a period is one measurement."""
    when, values = _columns(name, times, rates)
    if np.any(np.diff(when) <= 0) or when[0] > bounds[0] or when[-1] < bounds[-1] - CLOSE:
        raise Misuse(
            f"{name}: readings of a rate are in order of time and cover all periods, {bounds[0]:g} to {bounds[-1]:g}"
        )
    points = np.union1d(when, bounds)
    readings = np.interp(points, when, values)
    running = np.concatenate([[0.0], np.cumsum(np.diff(points) * (readings[1:] + readings[:-1]) / 2)])
    return flow(name, role, np.diff(running[np.searchsorted(points, bounds)]), errors, unit)


def dated_inventory(
    name: str, times: ArrayLike, amounts: ArrayLike, bounds: FloatArray, errors: ErrorModel, unit: Unit
) -> Inventory:
    """Inventories taken exactly at the boundaries; others are passed over. A boundary without one is a finding."""
    when, masses = _columns(name, times, amounts)
    slack = CLOSE * np.min(np.diff(bounds))
    nearest = np.argmin(np.abs(when[np.newaxis, :] - bounds[:, np.newaxis]), axis=1)
    refuse_on_error(name, [_untaken(name, b) for b, i in zip(bounds, nearest, strict=True) if abs(when[i] - b) > slack])
    return inventory(name, masses[nearest], errors, unit)


def _columns(name: str, times: ArrayLike, amounts: ArrayLike) -> tuple[FloatArray, FloatArray]:
    when, masses = floats(times, f"{name}, times"), floats(amounts, name)
    if when.ndim != 1 or when.shape != masses.shape or not when.size:
        raise Misuse(f"{name}: {masses.size} amounts and {when.size} times are given; give one time for each amount")
    refuse_on_error(name, negative_findings(masses, name))
    return when, masses


def _equal_items(name: str, items: IntArray, counts: FloatArray) -> FloatArray:
    """With absolute errors the number of items counts; it agrees with the masses only when items are equal."""
    filled = items > 0
    if np.any(np.abs(items - counts)[filled] > CLOSE * items[filled]):
        raise Misuse(
            f"{name}: items of different mass with absolute errors; give each kind of item as a flow of its own"
        )
    return np.maximum(items, 1).astype(np.float64)


def _untaken(name: str, boundary: float) -> Finding:
    rule = "a balance begins and ends with a physical inventory"
    remedy = "add the inventory, or choose periods that end when inventories were taken"
    return place_finding(
        name, "inventory-not-taken", f"no inventory at {boundary:g}", f"one at {boundary:g}", rule, remedy
    )
