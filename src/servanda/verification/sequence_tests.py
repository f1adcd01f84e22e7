"""Tests of a sequence of balances, each as a statistic that is held against one threshold.

A test gives a running statistic; a value above the threshold is an alarm. Where the law of the statistic is known, so is
the probability of an alarm, for nothing missing and for any loss; else it is simulated, and its error is told.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from scipy.special import ndtr

from servanda.core.arrays import FloatArray
from servanda.verification.charts import page, page_two_sided, power_one
from servanda.verification.page_probability import page_alarm_probability
from servanda.verification.sequence import Sequence, mean_sitmuf, smoothed


class SequenceTest(Protocol):
    """What every test can do."""

    @property
    def name(self) -> str:
        """The test with its parameters, as printed."""

    def statistic(self, sequence: Sequence) -> FloatArray:
        """Running statistic of shape (..., n); minus infinity where the test does not yet speak."""

    def exact(self, threshold: float, shift: FloatArray, factor: FloatArray) -> float | None:
        """Probability of an alarm over the whole horizon when SITMUF has the means `shift` (n,); None if not known.

        `factor` is the lower factor of the covariance of the balances.
        """


@dataclass(frozen=True, slots=True)
class Shewhart:
    """An alarm when one SITMUF is above the threshold (or, two-sided, its size is): for abrupt losses."""

    two_sided: bool = False

    @property
    def name(self) -> str:
        """The test as printed."""
        return f"Shewhart, {_sides(self.two_sided)}"

    def statistic(self, sequence: Sequence) -> FloatArray:
        """SITMUF, or its size."""
        return np.abs(sequence.sitmuf) if self.two_sided else sequence.sitmuf

    def exact(self, threshold: float, shift: FloatArray, factor: FloatArray) -> float | None:
        """One minus the product of the probabilities of no alarm."""
        quiet = ndtr(threshold - shift) - (ndtr(-threshold - shift) if self.two_sided else 0.0)
        # A size is never below a negative threshold.
        return float(1 - np.prod(np.maximum(quiet, 0.0)))


@dataclass(frozen=True, slots=True)
class EachBalance:
    """An alarm when any MUF is above the threshold in its own sigma: what testing every balance amounts to together."""

    @property
    def name(self) -> str:
        """The test as printed."""
        return "each balance, one-sided"

    def statistic(self, sequence: Sequence) -> FloatArray:
        """MUF over its sigma."""
        return np.asarray(sequence.muf / sequence.sigma_muf)

    def exact(self, threshold: float, shift: FloatArray, factor: FloatArray) -> float | None:
        """One minus the product where balances are independent; not known where they share errors."""
        if np.any(np.tril(factor, -1)):
            return None
        return float(1 - np.prod(ndtr(threshold - shift)))


@dataclass(frozen=True, slots=True)
class Page:
    """Page's test on SITMUF with reference value k and a start (a head start is half the threshold)."""

    k: float = 0.5
    start: float = 0.0
    two_sided: bool = False

    @property
    def name(self) -> str:
        """The test as printed."""
        start = f", start {self.start:g}" if self.start else ""
        return f"Page, k = {self.k:g}{start}, {_sides(self.two_sided)}"

    def statistic(self, sequence: Sequence) -> FloatArray:
        """The sum, or the larger of both sums."""
        return (page_two_sided if self.two_sided else page)(sequence.sitmuf, self.k, self.start)

    def exact(self, threshold: float, shift: FloatArray, factor: FloatArray) -> float | None:
        """By quadrature for one side; both sides together are simulated."""
        if self.two_sided or threshold < self.start:
            return None
        return float(page_alarm_probability(self.k, threshold, shift, self.start)[-1])


@dataclass(frozen=True, slots=True)
class Cumuf:
    """Cumulated MUF over its sigma, at the end of the horizon or after every balance."""

    every_balance: bool = False

    @property
    def name(self) -> str:
        """The test as printed."""
        return f"CUMUF, {'after every balance' if self.every_balance else 'at the end'}, one-sided"

    def statistic(self, sequence: Sequence) -> FloatArray:
        """CUMUF in sigma."""
        ratio = np.asarray(sequence.cumuf / sequence.sigma_cumuf)
        return ratio if self.every_balance else _only_last(ratio)

    def exact(self, threshold: float, shift: FloatArray, factor: FloatArray) -> float | None:
        """A normal tail at the end of the horizon; not known for a test after every balance."""
        return None if self.every_balance else _last_normal(threshold, shift, np.sum(factor, axis=0))


@dataclass(frozen=True, slots=True)
class GemufV1:
    """Generalised MUF with MUF as loss estimate: two-sided by construction, sensitive to a wrong covariance.

    The statistic is made comparable between balances by the Wilson-Hilferty normal approximation of chi-squared.
    """

    @property
    def name(self) -> str:
        """The test as printed."""
        return "GEMUF V1"

    def statistic(self, sequence: Sequence) -> FloatArray:
        """GEMUF V1 as a normal deviate for its degrees of freedom."""
        freedom = np.arange(1, sequence.muf.shape[-1] + 1)
        width = 2 / (9 * freedom)
        return np.asarray((np.cbrt(sequence.gemuf_v1 / freedom) - (1 - width)) / np.sqrt(width))

    def exact(self, threshold: float, shift: FloatArray, factor: FloatArray) -> float | None:
        """Not known over a horizon."""
        return None


@dataclass(frozen=True, slots=True)
class GemufV5B3:
    """Generalised MUF with the loss estimated from five balances, less its mean and in units of its sigma."""

    @property
    def name(self) -> str:
        """The test as printed."""
        return "GEMUF V5B3"

    def statistic(self, sequence: Sequence) -> FloatArray:
        """GEMUF V5B3 standardised at each balance; minus infinity where it is not defined."""
        mean, sigma = gemuf_v5b3_moments(sequence.cholesky)
        with np.errstate(invalid="ignore", divide="ignore"):
            ratio = (sequence.gemuf_v5b3 - mean) / sigma
        return np.where(np.isnan(ratio), -np.inf, ratio)

    def exact(self, threshold: float, shift: FloatArray, factor: FloatArray) -> float | None:
        """Not known over a horizon."""
        return None


@dataclass(frozen=True, slots=True)
class PowerOne:
    """Robbins' test of power one: threshold 1 gives at most alpha over infinite time."""

    alpha: float = 0.05
    rho: float = 1.0

    @property
    def name(self) -> str:
        """The test as printed."""
        return f"power-one, alpha {self.alpha:g}, rho {self.rho:g}, one-sided"

    def statistic(self, sequence: Sequence) -> FloatArray:
        """Sum of SITMUF over the boundary."""
        return power_one(sequence.sitmuf, self.alpha, self.rho)

    def exact(self, threshold: float, shift: FloatArray, factor: FloatArray) -> float | None:
        """Not known."""
        return None


@dataclass(frozen=True, slots=True)
class NeymanPearson:
    """The best test for one known loss pattern, at the end of the horizon: the bound for all others."""

    pattern: tuple[float, ...]

    @property
    def name(self) -> str:
        """The test as printed."""
        return "Neyman-Pearson for the known pattern"

    def statistic(self, sequence: Sequence) -> FloatArray:
        """M' S^-1 m in units of its sigma."""
        shift = mean_sitmuf(np.asarray(self.pattern), sequence.cholesky)
        return _only_last(np.cumsum(sequence.sitmuf * shift, axis=-1) / math.sqrt(float(shift @ shift)))

    def exact(self, threshold: float, shift: FloatArray, factor: FloatArray) -> float | None:
        """A normal tail at the distance that the patterns have in common."""
        return _last_normal(threshold, shift, mean_sitmuf(np.asarray(self.pattern), factor))


def gemuf_v5b3_moments(factor: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Mean and sigma of GEMUF V5B3 at each balance when nothing is missing: those of z' B z, summed row by row."""
    n = factor.shape[-1]
    linear = mean_sitmuf(smoothed(np.swapaxes(factor, -1, -2)), factor).T
    mean = np.cumsum(np.diagonal(linear))
    square = np.cumsum(np.sum(linear**2, axis=1))
    cross = np.cumsum(np.cumsum(linear * linear.T, axis=0), axis=1)[np.arange(n), np.arange(n)]
    return mean, np.sqrt(square + cross)


def _last_normal(threshold: float, shift: FloatArray, weights: FloatArray) -> float:
    """Probability that weights' z, in units of its sigma, is above the threshold."""
    return float(ndtr(weights @ shift / math.sqrt(float(weights @ weights)) - threshold))


def _only_last(ratio: FloatArray) -> FloatArray:
    out = np.full(ratio.shape, -np.inf)
    out[..., -1] = ratio[..., -1]
    return out


def _sides(two_sided: bool) -> str:
    return "two-sided" if two_sided else "one-sided"
