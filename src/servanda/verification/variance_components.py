"""Random and systematic part of operator-inspector differences, from inspections of unequal size.

Model: d = m + s(inspection) + r(item). Analysis of variance: random variance is the pooled variance within inspections;
the variance of inspection means less random variance / harmonic mean size is the systematic one, and it may come out
negative. A negative estimate is reported as it is; beside it stand restricted maximum likelihood with variances of 0 or
more, and a Bayesian answer whose prior is stated.

Sources: one-way analysis of variance, any textbook; constrained and Bayesian successors, Burr et al. (recalled).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import chdtri

from servanda.core.arrays import FloatArray
from servanda.core.finding import Misuse
from servanda.verification.asked import floats, positive, probability


@dataclass(frozen=True, slots=True)
class Interval:
    """A range of standard deviations at a stated confidence; `high` is infinite where nothing bounds it."""

    low: float
    high: float
    confidence: float


@dataclass(frozen=True, slots=True)
class Groups:
    """What inspections say, in sufficient numbers: means, sizes, sum of squares within, degrees of freedom within."""

    means: FloatArray
    sizes: FloatArray
    within: float
    freedom: int

    @property
    def harmonic_size(self) -> float:
        """Harmonic mean of the sizes: with it the unweighted estimate is unbiased."""
        return float(self.sizes.size / (1 / self.sizes).sum())


@dataclass(frozen=True, slots=True)
class Components:
    """Estimated variances (squares of fractions, or of the unit given).

    `systematic_variance` may be negative: that is an estimate below 0 and not an error. `mean` is the mean of the
    inspection means: a persistent difference that is in neither part. Intervals hold for normal errors.
    """

    random_variance: float
    systematic_variance: float
    mean: float
    inspections: int
    freedom_within: int
    random_interval: Interval
    between_interval: Interval

    @property
    def random_sigma(self) -> float:
        """Standard deviation of the random part."""
        return math.sqrt(self.random_variance)

    @property
    def systematic_sigma(self) -> float | None:
        """Standard deviation of the systematic part; None where its variance was estimated below 0."""
        return math.sqrt(self.systematic_variance) if self.systematic_variance >= 0 else None


def grouped(values: ArrayLike, group: Sequence[object]) -> Groups:
    """Differences sorted by inspection; at least two inspections, one of them with two pairs or more."""
    x = floats(values, "differences")
    if x.shape == (len(group),) and not np.all(np.isfinite(x)):
        places = ", ".join(str(place + 1) for place in np.flatnonzero(~np.isfinite(x))[:4])
        raise Misuse(f"difference {places} is not finite (an item of 0 kg?): give one finite difference for each pair")
    if x.ndim != 1 or x.size != len(group):
        raise Misuse(f"{x.size} differences and {len(group)} inspections: give one finite difference for each pair")
    _, index = np.unique(np.asarray([str(g) for g in group]), return_inverse=True)
    sizes = np.bincount(index).astype(np.float64)
    means = np.bincount(index, weights=x) / sizes
    within, freedom = float(((x - means[index]) ** 2).sum()), x.size - sizes.size
    if sizes.size < 2 or freedom < 1:
        raise Misuse(
            f"{sizes.size} inspections with {x.size} pairs: random and systematic parts cannot be told apart; "
            f"at least two inspections are needed, one of them with two pairs or more"
        )
    return Groups(means, sizes, within, int(freedom))


def variance_components(values: ArrayLike, group: Sequence[object], confidence: float = 0.95) -> Components:
    """Analysis of variance with unequal sizes (unweighted means, harmonic mean size)."""
    g = grouped(values, group)
    random = g.within / g.freedom
    between = float(g.means.var(ddof=1))
    count = int(g.means.size)
    return Components(
        random,
        between - random / g.harmonic_size,
        float(g.means.mean()),
        count,
        g.freedom,
        sigma_interval(random, g.freedom, confidence),
        sigma_interval(between, count - 1, confidence),
    )


def sigma_interval(variance: float, freedom: int, confidence: float = 0.95) -> Interval:
    """Range of the standard deviation behind an estimated variance: chi-squared with `freedom` degrees of freedom."""
    tail = (1 - float(probability(confidence, "confidence"))) / 2
    if freedom < 1:
        return Interval(0.0, math.inf, confidence)
    low, high = (freedom * variance / float(chdtri(freedom, p)) for p in (tail, 1 - tail))
    return Interval(math.sqrt(low), math.sqrt(high), confidence)


@dataclass(frozen=True, slots=True)
class Constrained:
    """Variances of 0 or more by restricted maximum likelihood; `at_bound` says that the systematic one is 0."""

    random_variance: float
    systematic_variance: float
    at_bound: bool


def constrained_components(values: ArrayLike, group: Sequence[object]) -> Constrained:
    """Restricted maximum likelihood of the one-way model, with the random variance profiled out."""
    from scipy.optimize import minimize_scalar

    g = grouped(values, group)
    if g.within == 0.0 and float(g.means.var()) == 0.0:
        return Constrained(0.0, 0.0, at_bound=True)
    fit = minimize_scalar(
        lambda t: _profile(g, math.expm1(t)), bounds=(0.0, 25.0), method="bounded", options={"xatol": 1e-10}
    )
    ratio = math.expm1(float(fit.x))
    if _profile(g, 0.0) <= float(fit.fun) + 1e-10:
        ratio = 0.0
    random = _profiled_random(g, ratio)
    return Constrained(random, ratio * random, at_bound=ratio == 0.0)


def _weights(g: Groups, ratio: float) -> FloatArray:
    return np.asarray(g.sizes / (1 + ratio * g.sizes))


def _profiled_random(g: Groups, ratio: float) -> float:
    w = _weights(g, ratio)
    mean = float((w * g.means).sum() / w.sum())
    return (g.within + float((w * (g.means - mean) ** 2).sum())) / (g.freedom + g.means.size - 1)


def _profile(g: Groups, ratio: float) -> float:
    """Minus twice the restricted log-likelihood at its best random variance, without constants."""
    w = _weights(g, ratio)
    freedom = g.freedom + g.means.size - 1
    logs = float(np.log1p(ratio * g.sizes).sum()) + math.log(float(w.sum()))
    return freedom * math.log(max(_profiled_random(g, ratio), 1e-300)) + logs


@dataclass(frozen=True, slots=True)
class Posterior:
    """Medians and ranges of both standard deviations, with the prior that was used (half-normal scales)."""

    random_sigma: float
    systematic_sigma: float
    random_interval: Interval
    systematic_interval: Interval
    prior_random: float
    prior_systematic: float


def bayesian_components(
    values: ArrayLike,
    group: Sequence[object],
    *,
    prior_random: float,
    prior_systematic: float,
    confidence: float = 0.95,
    grid: int = 240,
) -> Posterior:
    """Half-normal priors on both standard deviations (scales in the unit of the differences), flat in the mean.

    Computed on a grid, without chance. Good scales are target values; the answer without a prior stands in `Components`.
    """
    g = grouped(values, group)
    positive((prior_random, prior_systematic), "prior scales", "the unit of the differences")
    freedom, between = g.freedom, float(g.means.var(ddof=1))
    tops = (_top(g.within / freedom, freedom, prior_random), _top(between, g.means.size - 1, prior_systematic))

    def weights(r: FloatArray, s: FloatArray) -> FloatArray:
        log = _log_likelihood(g, r[:, None], s[None, :])
        return log - 0.5 * (r[:, None] / prior_random) ** 2 - 0.5 * (s[None, :] / prior_systematic) ** 2

    (r, random_weight), (s, systematic_weight) = on_fitting_grid(weights, tops, grid)
    random, systematic = quantiles(r, random_weight, confidence), quantiles(s, systematic_weight, confidence)
    return Posterior(
        random[1], systematic[1], Interval(random[0], random[2], confidence),
        Interval(systematic[0], systematic[2], confidence), prior_random, prior_systematic,
    )  # fmt: skip


NOTHING = 1e-9
"""A place on a grid with less than this part of the largest weight holds next to nothing."""


def on_fitting_grid(
    log_weights: Callable[[FloatArray, FloatArray], FloatArray], tops: tuple[float, float], grid: int
) -> tuple[tuple[FloatArray, FloatArray], tuple[FloatArray, FloatArray]]:
    """Values above 0 of two parameters with their marginal weights, on a grid drawn in to where the weight is.

    A prior may be much wider or much narrower than what the data say: a grid laid out once for the wider of both would
    have no place inside the narrower. `log_weights` takes both rows of values; further dimensions are summed over.
    """
    ends = [(0.0, tops[0]), (0.0, tops[1])]
    # Places as cubes of equal steps: close together near the lower end, where a long tail would leave too few.
    edges, middle = np.linspace(0, 1, grid + 1) ** 3, (np.arange(grid) + 0.5) / grid
    while True:
        x, y = (low + (high - low) * middle**3 for low, high in ends)
        log = log_weights(x, y)
        weight = np.exp(log - log.max()).reshape(grid, grid, -1).sum(axis=2) * np.outer(middle**2, middle**2)
        axes = ((x, weight.sum(axis=1)), (y, weight.sum(axis=0)))
        drawn = [_drawn_in(at, marginal, edges) for at, (_, marginal) in zip(ends, axes, strict=True)]
        if drawn == ends:
            return axes
        ends = drawn


def _drawn_in(ends: tuple[float, float], marginal: FloatArray, edges: FloatArray) -> tuple[float, float]:
    """Narrower ends where less than half of the places hold weight; else the same, as they are in the end."""
    held = np.flatnonzero(marginal > NOTHING * marginal.max())
    if held[-1] - held[0] >= marginal.size // 2:
        return ends
    low, high = ends
    first, last = max(0, held[0] - 1), min(marginal.size, held[-1] + 2)
    return low + (high - low) * float(edges[first]), low + (high - low) * float(edges[last])


def _top(variance: float, freedom: int, prior: float) -> float:
    """The largest standard deviation worth a place on the grid: beyond it data or prior leave next to nothing."""
    widest = sigma_interval(variance, freedom, 1 - 1e-6).high
    return max(min(widest, 6 * max(prior, math.sqrt(variance))), 1e-12)


def _log_likelihood(g: Groups, r: FloatArray, s: FloatArray) -> FloatArray:
    precision = [1 / (s**2 + r**2 / size) for size in g.sizes]
    total = np.sum(precision, axis=0)
    mean = np.sum([p * m for p, m in zip(precision, g.means, strict=True)], axis=0) / total
    squares = np.sum([p * (m - mean) ** 2 for p, m in zip(precision, g.means, strict=True)], axis=0)
    logs = np.sum([np.log(p) for p in precision], axis=0) - np.log(total)
    return np.asarray(-g.freedom * np.log(r) - g.within / (2 * r**2) + 0.5 * (logs - squares))


def quantiles(values: FloatArray, weight: FloatArray, confidence: float) -> tuple[float, float, float]:
    """Lower end, median and upper end of the central range, from weights on a grid of values."""
    share = (np.cumsum(weight) - weight / 2) / weight.sum()
    tail = (1 - confidence) / 2
    low, middle, high = (float(np.interp(p, share, values)) for p in (tail, 0.5, 1 - tail))
    return low, middle, high


@dataclass(frozen=True, slots=True)
class TargetComparison:
    """An estimated standard deviation beside a target value: `above`, `below` or `consistent`, judged by its range.

    Below is worth a question too: values copied from the operator look like very good measurements.
    """

    estimate: float
    interval: Interval
    target: float
    verdict: str


def compare_with_target(variance: float, freedom: int, target: float, confidence: float = 0.95) -> TargetComparison:
    """Where a target value (standard deviation) lies to the chi-squared range of an estimate."""
    positive(target, "target value", "the unit of the estimate")
    if variance < 0:
        raise Misuse(f"variance {variance:g} is negative: no range can be given; compare the total or the random part")
    interval = sigma_interval(variance, freedom, confidence)
    verdict = "above" if interval.low > target else "below" if interval.high < target else "consistent"
    return TargetComparison(math.sqrt(variance), interval, target, verdict)
