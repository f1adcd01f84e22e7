"""Estimation form of the value of information: how much narrower an answer is expected to become. No loss is needed.

Variance: Var g(T) - E Var(g(T) | data), never negative but for Monte Carlo error; g is the logarithm for times. Interval:
the width between two quantiles now and its expected width given the data; upper end: the same of one quantile; both of
g(T), so that for times the width is a factor and the upper end a geometric mean. They usually fall but need not: data can
show that a rare, wide case is the true one. They are told as they come out.
Source: capability reference, section 6 (estimation form first); the law of total variance is textbook.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

import numpy as np

from servanda.core.arrays import FloatArray, IntArray
from servanda.core.finding import Misuse
from servanda.core.sample import MeanEstimate
from servanda.inspection.value_cells import Cells, in_cells

INTERVAL = (0.05, 0.95)
CLEAR = 2.0
"""Standard errors by which the probability in a cell must be off the line before its conclusion is called clear."""


class Scale(StrEnum):
    """How the variance of an outcome is counted: of its value, or of its logarithm (times, quantities over decades)."""

    LINEAR = "linear"
    LOG = "log"


@dataclass(frozen=True, eq=False)
class Outcome:
    """An answer over draws: what is estimated, in `unit`.

    Values beyond `horizon` (infinite: never reached) are put at the horizon. `threshold` with `certainty` is a conclusion:
    "below the threshold" is concluded when its probability is at least the certainty.
    """

    name: str
    values: FloatArray
    unit: str
    scale: Scale = Scale.LINEAR
    horizon: float = math.inf
    threshold: float | None = None
    certainty: float = 0.5

    def __post_init__(self) -> None:
        if self.values.ndim != 1 or self.values.size < 2 or bool(np.isnan(self.values).any()):
            raise Misuse(f"{self.name}: give a number for each draw; what never happens is infinite, not NaN")
        if not np.isfinite(self.kept).all():
            raise Misuse(f"{self.name}: some draws are infinite; give a horizon at which they are put")
        if self.scale is Scale.LOG and np.any(self.values <= 0):
            raise Misuse(f"{self.name}: some draws are 0 or below and have no logarithm; use the linear scale")

    @property
    def kept(self) -> FloatArray:
        """Values, at the horizon where they are beyond it."""
        return np.minimum(self.values, self.horizon)

    @property
    def beyond(self) -> float:
        """Share of draws beyond the horizon."""
        return float(np.mean(self.values > self.horizon))

    @cached_property
    def scaled(self) -> FloatArray:
        """Values on the scale of the variance."""
        return np.log(self.kept) if self.scale is Scale.LOG else self.kept

    @cached_property
    def order(self) -> IntArray:
        """The draws from the smallest value to the greatest, sorted once for all data."""
        return np.argsort(self.scaled)

    def unscaled(self, value: float) -> float:
        """A value of the scale in the outcome's unit; a width on the logarithmic scale becomes a factor."""
        return math.exp(value) if self.scale is Scale.LOG else value


@dataclass(frozen=True, slots=True)
class Narrowing:
    """What data are expected to do to one outcome.

    `share` of variance removed, with its error. `width_now` and `width_after` of the interval and `upper_now` and
    `upper_after` of its upper end, on the outcome's scale (`Outcome.unscaled` gives its unit). `changes`: probability that
    the conclusion changes, between `changes_low` (clearly) and `changes_high` (not clearly unchanged); None without one.
    """

    share: MeanEstimate
    width_now: float
    width_after: MeanEstimate
    upper_now: float
    upper_after: MeanEstimate
    changes: float | None
    changes_low: float | None
    changes_high: float | None

    @property
    def width_reduction(self) -> float:
        """By how much the interval is expected to become narrower; negative where it widens."""
        return self.width_now - self.width_after.value

    @property
    def upper_reduction(self) -> float:
        """By how much the upper end is expected to come down; negative where it rises."""
        return self.upper_now - self.upper_after.value

    @property
    def is_nothing(self) -> bool:
        """True when the share of variance removed cannot be told from 0."""
        return self.share.value <= 2 * self.share.standard_error


def narrowing(outcome: Outcome, data: Cells, interval: tuple[float, float] = INTERVAL) -> Narrowing:
    """What is expected of an outcome once the data are in."""
    low, high = interval
    if not 0 < low < high < 1:
        raise Misuse(f"an interval from {low:g} to {high:g}: give two probabilities between 0 and 1, in order")
    if data.labels.size != outcome.values.size:
        raise Misuse(
            f"{data.labels.size} draws of data and {outcome.values.size} of {outcome.name}: they are of one sample"
        )
    now, after = _ends_with_data(outcome, data, interval)
    share, changed = variance_share(outcome.scaled, data), _changes(outcome, data)
    return Narrowing(share, now.width.value, after.width, now.upper.value, after.upper, *changed)


def _ends_with_data(outcome: Outcome, data: Cells, interval: tuple[float, float]) -> tuple[_Ends, _Ends]:
    """Width and upper end now, and as expected with the data.

    Quantiles of small cells lean inward. The same cells with labels moved by half the sample hold no information, and
    show by how much; that is taken off.
    """
    values, order = outcome.scaled, outcome.order
    moved = np.roll(data.labels, data.labels.size // 2)
    now = _ends(values[order], np.array([float(values.size)]), interval)
    idle, given = (_ends(values[in_cells(by, order)], data.sizes, interval) for by in (moved, data.labels))
    return now, _Ends(_moved(now.width, given.width, idle.width), _moved(now.upper, given.upper, idle.upper))


def _moved(now: MeanEstimate, given: MeanEstimate, idle: MeanEstimate) -> MeanEstimate:
    error = math.hypot(given.standard_error, idle.standard_error)
    return MeanEstimate(now.value + given.value - idle.value, error, now.draws)


def variance_share(values: FloatArray, data: Cells) -> MeanEstimate:
    """Share of the variance that the data remove, 1 - E Var(g | data) / Var g, unbiased in the cells.

    The error is that of the mean over draws of (g - mean)² - (g - mean in cell)² n / (n - 1), over the variance.
    """
    total = float(values.var(ddof=1))
    if total <= np.finfo(float).eps * max(1.0, float(np.abs(values).max())) ** 2:
        return MeanEstimate(0.0, 0.0, values.size)
    sizes = data.sizes
    unbiased = np.where(sizes > 1, sizes / np.maximum(sizes - 1, 1), 0.0)[data.labels]
    removed = (values - values.mean()) ** 2 - (values - data.means(values)[data.labels]) ** 2 * unbiased
    return MeanEstimate(
        float(removed.mean()) / total, float(removed.std(ddof=1)) / math.sqrt(values.size) / total, values.size
    )


@dataclass(frozen=True, slots=True)
class _Ends:
    width: MeanEstimate
    upper: MeanEstimate


def _ends(ordered: FloatArray, sizes: FloatArray, interval: tuple[float, float]) -> _Ends:
    """Expected width and upper end over cells of sorted values; errors from the order statistics around each end."""
    starts = np.cumsum(sizes) - sizes
    weights = sizes / sizes.sum()
    (low, low_error), (high, high_error) = (_end(ordered, starts, sizes, p) for p in interval)
    both = np.hypot(low_error, high_error)
    return _Ends(
        MeanEstimate(float(weights @ (high - low)), float(np.sqrt((weights**2) @ both**2)), ordered.size),
        MeanEstimate(float(weights @ high), float(np.sqrt((weights**2) @ high_error**2)), ordered.size),
    )


def _end(ordered: FloatArray, starts: FloatArray, sizes: FloatArray, p: float) -> tuple[FloatArray, FloatArray]:
    """The quantile in each cell, and its standard error: half the distance of the quantiles one error of p apart."""
    spread = np.sqrt(p * (1 - p) / sizes)
    at = [_order_statistic(ordered, starts, sizes, p + shift) for shift in (0.0, -spread, spread)]
    return at[0], (at[2] - at[1]) / 2


def _order_statistic(ordered: FloatArray, starts: FloatArray, sizes: FloatArray, p: FloatArray | float) -> FloatArray:
    """The quantile of each cell by linear interpolation (definition 7 of Hyndman and Fan 1996, numpy's default)."""
    place = np.clip(p, 0.0, 1.0) * (sizes - 1)
    below = np.floor(place).astype(np.int64)
    above = np.minimum(below + 1, (sizes - 1).astype(np.int64))
    first = starts.astype(np.int64)
    return np.asarray(ordered[first + below] + (place - below) * (ordered[first + above] - ordered[first + below]))


def _changes(outcome: Outcome, data: Cells) -> tuple[float | None, float | None, float | None]:
    """Share of draws whose data turn the conclusion round: as estimated, clearly, and not clearly not."""
    if outcome.threshold is None:
        return None, None, None
    below = (outcome.values < outcome.threshold).astype(np.float64)
    prior = float(below.mean()) >= outcome.certainty
    given, sizes = data.means(below), data.sizes
    error = CLEAR * np.sqrt(np.maximum(given * (1 - given), 1 / sizes) / sizes)
    weights = sizes / sizes.sum()
    distance = (outcome.certainty - given) if prior else (given - outcome.certainty)
    turned = distance > 0 if prior else distance >= 0
    return float(weights @ turned), float(weights @ (distance > error)), float(weights @ (distance > -error))
