"""Thresholds for a stated false-alarm rate over a stated horizon, and the probability that a loss raises an alarm.

Both are exact where the law of the test is known, else simulated from independent standard normal SITMUF; a simulated
figure carries its standard error, its number of runs and its seed.
"""

from __future__ import annotations

import math
from collections.abc import Sequence as Several
from dataclasses import dataclass
from functools import partial

import numpy as np
from scipy.special import ndtr, ndtri

from servanda.core.arrays import FloatArray
from servanda.core.blocks import Block, Mapper, Progress, in_blocks
from servanda.core.finding import Misuse
from servanda.verification.charts import check_probability
from servanda.verification.page_probability import root_from
from servanda.verification.patterns import noncentrality
from servanda.verification.sequence import Sequence, cholesky, mean_sitmuf
from servanda.verification.sequence_tests import PowerOne, SequenceTest

DEFAULT_RUNS = 20_000
"""Runs of a simulated threshold: at 5 % the realised rate has a standard error of 0.15 %."""

LOWEST_THRESHOLD = -40.0
"""Below it the normal law has no mass left; a one-sided test that is to alarm more often than not has a negative one."""
EVERY_TEST = 5.0
"""A threshold at which every test that has an exact law can tell it."""


@dataclass(frozen=True, slots=True)
class Draws:
    """How something was simulated."""

    runs: int
    seed: int


@dataclass(frozen=True, slots=True)
class Threshold:
    """A threshold with its false-alarm rate over the horizon.

    `alpha` is the stated rate; `standard_error` that of the realised rate (0 when exact); `low` and `high` hold the
    threshold that would give the stated rate with 95 % confidence. `draws` is None when exact. A `bound` is a rate that
    is never exceeded, whatever the horizon.
    """

    test: str
    value: float
    alpha: float
    horizon: int
    standard_error: float = 0.0
    low: float = math.nan
    high: float = math.nan
    draws: Draws | None = None
    bound: bool = False

    @property
    def method(self) -> str:
        """How the threshold was found."""
        if self.bound:
            return "a bound for any horizon"
        return "exact" if self.draws is None else f"{self.draws.runs} simulated runs, seed {self.draws.seed}"


@dataclass(frozen=True, slots=True)
class Probability:
    """A probability with its standard error (0 when exact) and how it was found."""

    value: float
    standard_error: float = 0.0
    draws: Draws | None = None

    @property
    def method(self) -> str:
        """How it was found."""
        return "exact" if self.draws is None else f"{self.draws.runs} simulated runs, seed {self.draws.seed}"


def threshold(
    test: SequenceTest,
    covariance: FloatArray,
    alpha: float,
    *,
    runs: int = DEFAULT_RUNS,
    seed: int = 0,
    mapper: Mapper | None = None,
    progress: Progress | None = None,
) -> Threshold:
    """The threshold at which the test alarms with probability alpha over all balances when nothing is missing."""
    check_probability(alpha, "alpha")
    factor = cholesky(covariance)
    horizon, none = factor.shape[0], np.zeros(factor.shape[0])
    if isinstance(test, PowerOne):
        return Threshold(test.name, 1.0, test.alpha, horizon, bound=True)
    if test.exact(EVERY_TEST, none, factor) is not None:
        return Threshold(test.name, _exact_threshold(test, none, factor, alpha), alpha, horizon)
    highest = maxima(test, factor, none, runs, seed, mapper=mapper, progress=progress)
    return _simulated(test.name, highest, alpha, horizon, Draws(runs, seed))


def alarm_probability(
    test: SequenceTest,
    threshold: float,
    covariance: FloatArray,
    loss: FloatArray,
    *,
    runs: int = DEFAULT_RUNS,
    seed: int = 1,
    mapper: Mapper | None = None,
) -> Probability:
    """Probability of an alarm within the horizon when `loss` (kg in each period) is missing."""
    factor = cholesky(covariance)
    shift = mean_sitmuf(loss, factor)
    known = test.exact(threshold, shift, factor)
    if known is not None:
        return Probability(known)
    rate = float(np.mean(maxima(test, factor, shift, runs, seed, mapper=mapper) > threshold))
    return Probability(rate, math.sqrt(rate * (1 - rate) / runs), Draws(runs, seed))


def maxima(
    test: SequenceTest,
    factor: FloatArray,
    shift: FloatArray,
    runs: int,
    seed: int,
    *,
    mapper: Mapper | None = None,
    progress: Progress | None = None,
) -> FloatArray:
    """The highest value of the statistic in each simulated run, SITMUF having the means `shift`."""
    work = partial(_maxima_of_block, test, factor, shift)
    return np.concatenate(in_blocks(work, runs, seed, mapper=mapper, progress=progress))


def guaranteed(covariance: FloatArray, total: float, alpha: float) -> float:
    """Probability of finding a total (kg) missing in any pattern whatever: that of CUMUF at the end of the horizon."""
    check_probability(alpha, "alpha")
    sigma = math.sqrt(float(np.sum(covariance)))
    return float(ndtr(total / sigma - ndtri(1 - alpha)))


def bound(covariance: FloatArray, loss: FloatArray, alpha: float) -> float:
    """Neyman-Pearson bound: no test with this alpha finds this very pattern with a higher probability."""
    check_probability(alpha, "alpha")
    return float(ndtr(math.sqrt(noncentrality(loss, covariance)) - ndtri(1 - alpha)))


@dataclass(frozen=True, slots=True)
class PowerPoint:
    """One total of a power curve: what is guaranteed against any pattern, what each test finds, and the bound.

    `likely` is by test name, for the pattern of the curve only.
    """

    total: float
    guaranteed: float
    likely: dict[str, Probability]
    bound: float


def power_curve(
    tests: Several[tuple[SequenceTest, Threshold]],
    covariance: FloatArray,
    pattern: FloatArray,
    totals: Several[float],
    alpha: float,
    *,
    runs: int = DEFAULT_RUNS,
    seed: int = 1,
) -> list[PowerPoint]:
    """Detection probabilities for each total (kg) missing in the pattern (of any scale), all at the false-alarm rate alpha."""
    scale = float(np.sum(pattern))
    if not scale > 0:
        raise Misuse(f"the loss pattern sums to {scale:g}; give parts of a loss, such as 1 in each period")
    return [
        PowerPoint(
            total,
            guaranteed(covariance, total, alpha),
            {
                test.name: alarm_probability(
                    test, limit.value, covariance, total / scale * pattern, runs=runs, seed=seed
                )
                for test, limit in tests
            },
            bound(covariance, total / scale * pattern, alpha),
        )
        for total in totals
    ]


def _maxima_of_block(test: SequenceTest, factor: FloatArray, shift: FloatArray, block: Block) -> FloatArray:
    sitmuf = block.generator().standard_normal((block.runs, factor.shape[0])) + shift
    return np.asarray(np.max(test.statistic(Sequence(sitmuf @ factor.T, sitmuf, factor)), axis=-1))


def _exact_threshold(test: SequenceTest, none: FloatArray, factor: FloatArray, alpha: float) -> float:
    def excess(h: float) -> float:
        known = test.exact(h, none, factor)
        # Below its start a test of Page alarms at once.
        return (1.0 if known is None else known) - alpha

    if excess(LOWEST_THRESHOLD) <= 0:
        raise Misuse(
            f"{test.name}: no threshold gives a false-alarm rate as high as {alpha:g} over {none.size} balances"
        )
    return root_from(excess, 0.0 if excess(0.0) > 0 else LOWEST_THRESHOLD)


def _simulated(name: str, highest: FloatArray, alpha: float, horizon: int, draws: Draws) -> Threshold:
    error = math.sqrt(alpha * (1 - alpha) / draws.runs)
    rates = np.clip([alpha, alpha + 1.96 * error, alpha - 1.96 * error], 0.0, 1.0)
    value, low, high = np.quantile(highest, 1 - rates, method="higher")
    return Threshold(name, float(value), alpha, horizon, error, float(low), float(high), draws)
