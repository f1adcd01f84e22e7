"""Separative capacity over time: pieces of straight lines, solved exactly, over numbers or draws.

A ramp has segments. Each begins on a day, counted from the first day on which work is done, with a rate in SWU a year that
changes by a constant number of SWU a year each day. Work done by a day is the integral of the rate; the day by which an
amount of work is done is found from the quadratic of its segment, never by steps. Arrays have the shape (segments, draws),
or (segments, 1) where every draw is alike.

A year is 365.25 days (the Julian year, IAU Style Manual 1989, table 6), a month a twelfth of it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import ArrayLike

from servanda.core.arrays import FloatArray
from servanda.core.finding import Misuse

DAYS_PER_YEAR = 365.25
DAYS_PER_MONTH = DAYS_PER_YEAR / 12
NEVER_DAYS = 1e9
"""An end that lies millions of years ahead is none."""
MOST_SWU_PER_YEAR = 1e9
"""No plant in the world has a thousandth of it: what lies above was written in another unit."""


@dataclass(frozen=True, slots=True, eq=False)
class Ramp:
    """Capacity over time. `starts` in days, ascending from 0; `rates` in SWU a year at each start; `slopes` a year and day."""

    starts: FloatArray
    rates: FloatArray
    slopes: FloatArray
    done: FloatArray = field(init=False, repr=False)

    def __post_init__(self) -> None:
        _check(self.starts, self.rates, self.slopes)
        with np.errstate(invalid="ignore", over="ignore"):
            spans = np.diff(self.starts, axis=0)
            parts = _integral(self.rates[:-1], self.slopes[:-1], spans)
        # A segment that begins on the last day never begins; its work and that of the one before it are never counted.
        parts = np.where(np.isfinite(spans), parts, np.inf)
        object.__setattr__(self, "done", np.concatenate([np.zeros_like(parts[:1]), np.cumsum(parts, axis=0)]) if parts.size
                           else np.zeros((1, np.broadcast_shapes(self.starts.shape, self.rates.shape)[1])))  # fmt: skip

    def work(self, days: ArrayLike) -> FloatArray:
        """SWU done by each day (days from the first day of work, 0 or more)."""
        at = np.asarray(days, dtype=np.float64)
        total = np.zeros(np.broadcast_shapes(at.shape, self.done[0].shape))
        for k in range(len(self.starts)):
            end = self.starts[k + 1] if k + 1 < len(self.starts) else np.inf
            span = np.clip(np.minimum(at, end) - self.starts[k], 0.0, None)
            total = total + _integral(self.rates[k], self.slopes[k], span)
        return total

    def day(self, work: ArrayLike) -> FloatArray:
        """The first day by which so much work is done; infinite where it never is."""
        asked = np.asarray(work, dtype=np.float64)
        wanted = np.where(np.isfinite(asked), asked, 0.0)
        found = self._in_segment(0, wanted)
        for k in range(1, len(self.starts)):
            # A pause does no work: an amount reached as it began is reached then, not when it ends.
            found = np.where(wanted > self.done[k], self._in_segment(k, wanted), found)
        return np.where(np.isfinite(asked), found, np.inf)

    def _in_segment(self, k: int, work: FloatArray) -> FloatArray:
        """Day in segment k: with c t + s t^2 / 2 = r, t = 2 r / (c + sqrt(c^2 + 2 s r)), which loses no digits."""
        rest = np.maximum(work - self.done[k], 0.0)
        rate, slope = self.rates[k] / DAYS_PER_YEAR, self.slopes[k] / DAYS_PER_YEAR
        root = np.sqrt(np.maximum(rate * rate + 2.0 * slope * rest, 0.0)) if np.any(slope) else rate
        with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
            span = 2.0 * rest / (rate + root)
        return np.asarray(self.starts[k] + np.where(rest > 0.0, span, 0.0))

    def rate(self, days: FloatArray) -> tuple[FloatArray, FloatArray]:
        """SWU a year on each day (just after it, where it jumps), and how it changes (SWU a year and day)."""
        at = np.asarray(days, dtype=np.float64)
        shape = np.broadcast_shapes(at.shape, self.done[0].shape)
        rate, slope = np.zeros(shape), np.zeros(shape)
        for k in range(len(self.starts)):
            begun = (at >= self.starts[k]) & np.isfinite(at)
            with np.errstate(invalid="ignore"):
                here = self.rates[k] + (self.slopes[k] * (at - self.starts[k]) if np.any(self.slopes[k]) else 0.0)
            rate, slope = np.where(begun, here, rate), np.where(begun, self.slopes[k], slope)
        return rate, slope

    @property
    def words(self) -> str:
        """The segments in words, by their medians where draws differ."""
        said = []
        for k in range(len(self.starts)):
            start, rate, slope = (float(np.median(a[k])) for a in (self.starts, self.rates, self.slopes))
            if math.isinf(start):
                continue
            month = f", changing by {slope * DAYS_PER_MONTH:+,.0f} SWU/yr a month" if slope else ""
            said.append(f"from day {start:,.0f}: {rate:,.0f} SWU/yr{month}")
        return "; ".join(said)


def steady(swu_per_year: ArrayLike) -> Ramp:
    """The same capacity on every day (SWU a year, a number or draws)."""
    rate = np.atleast_1d(np.asarray(swu_per_year, dtype=np.float64))[np.newaxis, :]
    return Ramp(np.zeros((1, 1)), rate, np.zeros((1, 1)))


def reinstalled(
    base_swu_per_year: ArrayLike,
    added_per_month: ArrayLike,
    *,
    lag_days: ArrayLike = 0.0,
    most_added: ArrayLike = math.inf,
) -> Ramp:
    """A base to which capacity is added evenly (SWU a year, each month) after a lag, until so much has been added.

    With k cascades a month of q SWU a year each, `added_per_month` is k q; with six cascades in store, `most_added` is 6 q.
    """
    base, added, lag, most = _same(base_swu_per_year, added_per_month, lag_days, most_added)
    zeros = np.zeros_like(base)
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        until = np.where(added > 0.0, lag + most / added * DAYS_PER_MONTH, np.inf)
        until = np.where(until < NEVER_DAYS, until, np.inf)
        top = np.where(np.isfinite(until), base + most, base)
    starts = np.stack([zeros, lag, until])
    return Ramp(starts, np.stack([base, base, top]), np.stack([zeros, added / DAYS_PER_MONTH, zeros]))


def stepwise(steps: Sequence[tuple[ArrayLike, ArrayLike]]) -> Ramp:
    """Capacity that holds from each day until the next: pairs of a day and SWU a year, the first on day 0."""
    if not steps:
        raise Misuse("a capacity over time has at least one step: give (0, SWU a year)")
    flat = _same(*(value for step in steps for value in step))
    rates = np.stack(flat[1::2])
    return Ramp(np.stack(flat[0::2]), rates, np.zeros_like(rates))


def through(points: Sequence[tuple[ArrayLike, ArrayLike]]) -> Ramp:
    """Straight lines through points (day, SWU a year), the first on day 0; level after the last."""
    if not points:
        raise Misuse("a capacity over time has at least one point: give (0, SWU a year)")
    flat = _same(*(value for point in points for value in point))
    days, rates = np.stack(flat[0::2]), np.stack(flat[1::2])
    if np.any(np.diff(days, axis=0) <= 0.0):
        raise Misuse("points of a capacity over time: give days that rise from 0; for a jump use stepwise")
    slopes = np.diff(rates, axis=0) / np.diff(days, axis=0)
    return Ramp(days, rates, np.concatenate([slopes, np.zeros_like(rates[:1])]))


def from_day(ramp: Ramp, days: ArrayLike) -> Ramp:
    """The same capacity, begun on a later day: nothing before it."""
    late = _same(days)[0]
    starts = np.concatenate([np.zeros((1, late.size)), np.add(*np.broadcast_arrays(ramp.starts, late[np.newaxis, :]))])
    nothing = np.zeros((1, 1))
    rates, slopes = (np.broadcast_to(a, (len(a), max(a.shape[1], 1))) for a in (ramp.rates, ramp.slopes))
    return Ramp(
        starts, np.concatenate([np.broadcast_to(nothing, (1, rates.shape[1])), rates]),
        np.concatenate([np.broadcast_to(nothing, (1, slopes.shape[1])), slopes]),
    )  # fmt: skip


def together(ramps: Sequence[Ramp]) -> Ramp:
    """Capacities side by side: on each day their sum."""
    if not ramps:
        return steady(0.0)
    if len(ramps) == 1:
        return ramps[0]
    draws = max(r.done.shape[1] for r in ramps)
    spread = [np.broadcast_to(r.starts, (len(r.starts), draws)) for r in ramps]
    starts = np.sort(np.concatenate([spread[0], *(s[1:] for s in spread[1:])]), axis=0)
    parts = [r.rate(starts) for r in ramps]
    return Ramp(starts, sum((p[0] for p in parts), np.zeros(1)), sum((p[1] for p in parts), np.zeros(1)))


def machines(number: ArrayLike, swu_per_machine_year: ArrayLike, availability: ArrayLike = 1.0) -> FloatArray:
    """SWU a year of machines in service: number x SWU a machine and year x availability (0 to 1)."""
    count, each, share = _same(number, swu_per_machine_year, availability)
    if np.any(count < 0) or np.any(each < 0) or np.any((share < 0) | (share > 1)):
        raise Misuse("machines, SWU a machine and year: 0 or more; availability: 0 to 1")
    return count * each * share


def _integral(rate: FloatArray, slope: FloatArray, days: FloatArray) -> FloatArray:
    flat = rate * days
    return np.asarray((flat if not np.any(slope) else flat + slope * days * days / 2.0) / DAYS_PER_YEAR)


def _same(*values: ArrayLike) -> tuple[FloatArray, ...]:
    arrays = [np.atleast_1d(np.asarray(value, dtype=np.float64)) for value in values]
    try:
        return tuple(np.broadcast_arrays(*arrays))
    except ValueError:
        shapes = ", ".join(str(a.shape) for a in arrays)
        raise Misuse(f"draws of a capacity have shapes {shapes}: give one number or the same number of draws") from None


def _check(starts: FloatArray, rates: FloatArray, slopes: FloatArray) -> None:
    if starts.ndim != 2 or len(starts) != len(rates) or len(starts) != len(slopes) or np.any(starts[0] != 0.0):
        raise Misuse("a capacity over time: give for each segment its start, rate and slope; the first starts on day 0")
    if np.any(np.isnan(starts)) or np.any(starts < 0.0) or np.any(starts[1:] < starts[:-1]):
        raise Misuse("a capacity over time: days from 0 on, in their order; a negative day lies before the work begins")
    if not np.all(np.isfinite(rates)) or not np.all(np.isfinite(slopes)) or np.any(rates < 0.0):
        raise Misuse("a capacity over time: give finite SWU a year of 0 or more; leave out what is not known")
    if np.any(rates > MOST_SWU_PER_YEAR):
        raise Misuse(f"a capacity of {float(np.max(rates)):.3g} SWU a year: give SWU a year, not kg or g SWU")
    with np.errstate(invalid="ignore"):
        ends = rates[:-1] + slopes[:-1] * np.diff(starts, axis=0)
    if np.any(slopes[-1] < 0.0) or np.any(ends < -1e-9 * (1.0 + rates[:-1])):
        raise Misuse("a capacity over time falls below 0: end the segment where it reaches 0")
