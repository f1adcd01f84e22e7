"""Trends in a series of differences or balances, without assuming a law: Mann-Kendall, Theil-Sen, runs, sign.

Sources: Mann 1945, Kendall 1975; Theil 1950, Sen 1968; Wald and Wolfowitz 1940 (all recalled); sign test sample size,
EURSSEM table E.1 (read), all of whose 225 cells come out only with both roundings.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import bdtr, ndtr, ndtri, stdtr

from servanda.core.arrays import FloatArray
from servanda.core.finding import Misuse
from servanda.verification.asked import floats, positive, probability

ROUNDING = 1e-14
"""Part of the largest value up to which a slope over the whole series, or a rest, is rounding."""


@dataclass(frozen=True, slots=True)
class Trend:
    """A monotone trend: Kendall's S, its z and two-sided p-value, and Sen's slope per step (or per unit of time)."""

    s: int
    z: float
    p_value: float
    slope: float


@dataclass(frozen=True, slots=True)
class LineFit:
    """A least-squares line: slope, its standard error, two-sided p-value of no slope."""

    slope: float
    standard_error: float
    p_value: float


def _series(values: ArrayLike, least: int) -> FloatArray:
    x = floats(values, "series")
    if x.ndim != 1 or x.size < least or not np.all(np.isfinite(x)):
        raise Misuse(f"a series of {x.size}: give at least {least} finite values in one row, in order of time")
    return x


def _times(times: ArrayLike | None, count: int) -> FloatArray:
    t = np.arange(count, dtype=np.float64) if times is None else floats(times, "times")
    if t.shape != (count,) or np.any(~(np.diff(t) > 0)):
        raise Misuse("times: give one for each value, each later than the one before")
    return t


def mann_kendall(values: ArrayLike, times: ArrayLike | None = None) -> Trend:
    """Mann-Kendall test with correction for ties and continuity, and Sen's slope; four values or more."""
    x = _series(values, 4)
    t = _times(times, x.size)
    i, j = np.triu_indices(x.size, k=1)
    s = int(np.sign(x[j] - x[i]).sum())
    _, ties = np.unique(x, return_counts=True)
    n = x.size
    variance = (n * (n - 1) * (2 * n + 5) - float((ties * (ties - 1) * (2 * ties + 5)).sum())) / 18
    z = 0.0 if s == 0 or variance == 0 else (s - math.copysign(1, s)) / math.sqrt(variance)
    slope = float(np.median((x[j] - x[i]) / (t[j] - t[i])))
    return Trend(s, z, float(2 * ndtr(-abs(z))), slope)


def line_fit(values: ArrayLike, times: ArrayLike | None = None) -> LineFit:
    """Ordinary least squares of at least three values on time; p-value from Student's t."""
    x = _series(values, 3)
    t = _times(times, x.size)
    centred = t - t.mean()
    squares = float((centred**2).sum())
    slope = float((centred * x).sum()) / squares
    if abs(slope) * float(np.ptp(t)) <= ROUNDING * float(np.abs(x).max()):
        slope = 0.0
    rest = x - x.mean() - slope * centred
    rest = np.where(np.abs(rest) <= ROUNDING * np.abs(x).max(), 0.0, rest)
    error = math.sqrt(float((rest**2).sum()) / (x.size - 2) / squares)
    if error == 0:
        return LineFit(slope, 0.0, 1.0 if slope == 0 else 0.0)
    return LineFit(slope, error, float(2 * stdtr(x.size - 2, -abs(slope / error))))


def runs_test(values: ArrayLike, centre: float = 0.0) -> float:
    """Two-sided p-value that signs about `centre` come in random order (normal law); values at the centre are left out."""
    signs = np.sign(_series(values, 1) - centre)
    signs = signs[signs != 0]
    up, down = int((signs > 0).sum()), int((signs < 0).sum())
    n = up + down
    if not up or not down or n < 3:
        return 1.0
    runs = 1 + int((signs[1:] != signs[:-1]).sum())
    mean = 2 * up * down / n + 1
    variance = (mean - 1) * (mean - 2) / (n - 1)
    return 1.0 if variance <= 0 else float(min(1.0, 2 * ndtr(-abs(runs - mean) / math.sqrt(variance))))


def sign_test(values: ArrayLike, centre: float = 0.0) -> float:
    """Two-sided exact p-value that values lie above and below `centre` equally often; those at it are left out."""
    away = _series(values, 1) - centre
    n, fewer = int((away != 0).sum()), int(min((away > 0).sum(), (away < 0).sum()))
    return 1.0 if n == 0 else float(min(1.0, 2 * bdtr(fewer, n, 0.5)))


def sign_test_size(delta_over_sigma: float, alpha: float, beta: float, inflate: float = 1.2) -> int:
    """Values needed to find a median shift of delta (in sigma): ceil(inflate x ceil(n0)), both roundings as published."""
    positive(delta_over_sigma, "delta over sigma", "standard deviations")
    positive(inflate, "inflation", "parts")
    z = -float(ndtri(probability(alpha, "alpha"))) - float(ndtri(probability(beta, "beta")))
    bare = z**2 / (4 * (float(ndtr(delta_over_sigma)) - 0.5) ** 2)
    return math.ceil(round(inflate * math.ceil(bare), 9))
