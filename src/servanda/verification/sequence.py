"""Sequences of balances: cumulated, independent and standardised MUF, and generalised MUF.

Balances m of shape (..., n) with covariance S of shape (n, n), shared, or (..., n, n), one for each run. S = L L^T;
SITMUF z = L^-1 m is independent with variance 1 when nothing is missing, and ITMUF is z times the diagonal of L, whose
square is the innovation variance (a variance: one documentation calls it a standard deviation). Both look backwards
only: later balances never change earlier values.

Sources: Pike & Woods (ITMUF), Picard 1987 (SITMUF), Seifert 1986 (GEMUF), all recalled; MAPIT theory pages (read).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.linalg import solve_triangular

from servanda.core.arrays import FloatArray
from servanda.core.finding import Misuse, Refused
from servanda.verification.arrays import refuse

WINDOW = np.array([1.0, 1.0, 3.0, 1.0, 1.0]) / 7
"""Weights of GEMUF V5B3 on the balances from two before to two after."""
SMALLEST_PIVOT = 1e-12
"""A balance whose variance is this small a part of itself once the earlier ones are known is determined by them."""


@dataclass(frozen=True, slots=True)
class Sequence:
    """Balances in standard form: `muf` and `sitmuf` of shape (..., n), `cholesky` the factor L, (n, n) or (..., n, n)."""

    muf: FloatArray
    sitmuf: FloatArray
    cholesky: FloatArray

    @property
    def itmuf(self) -> FloatArray:
        """MUF less what the earlier balances lead one to expect (kg)."""
        return np.asarray(self.sitmuf * np.sqrt(self.innovation_variance))

    @property
    def innovation_variance(self) -> FloatArray:
        """Variance of ITMUF (kg²)."""
        return np.diagonal(self.cholesky, axis1=-2, axis2=-1) ** 2

    @property
    def cumuf(self) -> FloatArray:
        """Cumulated MUF (kg)."""
        return np.cumsum(self.muf, axis=-1)

    @property
    def sigma_muf(self) -> FloatArray:
        """Standard deviation of each MUF (kg)."""
        return np.asarray(np.sqrt(np.sum(self.cholesky**2, axis=-1)))

    @property
    def sigma_cumuf(self) -> FloatArray:
        """Standard deviation of cumulated MUF (kg)."""
        return cumuf_sigma_of_factor(self.cholesky)

    @property
    def gemuf_v1(self) -> FloatArray:
        """m' S^-1 m over the balances so far: chi-squared with as many degrees of freedom when nothing is missing."""
        return np.cumsum(self.sitmuf**2, axis=-1)

    @property
    def gemuf_v5b3(self) -> FloatArray:
        """M' S^-1 m with the loss M of each period estimated from five balances.

        NaN in the first and last two places: the estimate needs two past and two future balances, so the newest two
        values do not exist yet. Within the sum the first two estimates count as zero.
        """
        n = self.muf.shape[-1]
        out = np.full(self.muf.shape, np.nan)
        if n >= WINDOW.size:
            sums = np.cumsum(solved(self.cholesky, smoothed(self.muf)) * self.sitmuf, axis=-1)
            out[..., 2 : n - 2] = sums[..., 2 : n - 2]
        return out


def standardise(muf: FloatArray, covariance: FloatArray) -> Sequence:
    """The sequence of balances under a covariance; refuses one that is not a covariance or that is singular."""
    _check_square(covariance)
    shape = covariance.shape
    if shape[-1] != muf.shape[-1] or (len(shape) > 2 and shape[:-2] != muf.shape[:-1]):
        raise Misuse(f"balances of shape {muf.shape} do not go with a covariance of shape {shape}")
    return sequence_of(muf, cholesky(covariance))


def sequence_of(muf: FloatArray, factor: FloatArray) -> Sequence:
    """The sequence of balances whose covariance has the lower factor L."""
    return Sequence(muf, solved(factor, muf), factor)


def cholesky(covariance: FloatArray) -> FloatArray:
    """Lower factor L of a covariance (..., n, n); a singular one is refused with the first balance that makes it so.

    Only the lower triangle is read; `standardise` checks matrices that come from outside.
    """
    try:
        factor: FloatArray = np.asarray(np.linalg.cholesky(covariance), dtype=np.float64)
    except np.linalg.LinAlgError:
        raise _singular(covariance) from None
    if _determined(factor, covariance):
        raise _singular(covariance)
    return factor


def smoothed(muf: FloatArray) -> FloatArray:
    """Loss of each period estimated from five balances; zero for the two at each end, where it is not defined."""
    estimate = np.zeros(muf.shape)
    n = muf.shape[-1]
    estimate[..., 2 : n - 2] = (
        sum(w * muf[..., i : n - 4 + i] for i, w in enumerate(WINDOW)) if n >= WINDOW.size else 0.0
    )
    return estimate


def cumuf_sigma_of_factor(factor: FloatArray) -> FloatArray:
    """Standard deviation of cumulated MUF (kg) from L: the lengths of the cumulated rows."""
    return np.asarray(np.sqrt(np.sum(np.cumsum(factor, axis=-2) ** 2, axis=-1)))


def mean_sitmuf(loss: FloatArray, factor: FloatArray) -> FloatArray:
    """Mean of SITMUF when `loss` (kg, shape (..., n)) is missing: L^-1 M."""
    return solved(factor, loss)


def solved(factor: FloatArray, vectors: FloatArray) -> FloatArray:
    """L^-1 applied to vectors of shape (..., n)."""
    flat = vectors.reshape(-1, vectors.shape[-1])
    if factor.ndim == 2:
        return np.ascontiguousarray(_solve(factor, flat.T).T).reshape(vectors.shape)
    pairs = zip(factor.reshape(-1, *factor.shape[-2:]), flat, strict=True)
    return np.stack([_solve(f, v) for f, v in pairs]).reshape(vectors.shape)


def _solve(factor: FloatArray, right: FloatArray) -> FloatArray:
    return np.asarray(solve_triangular(factor, right, lower=True, check_finite=False))


def _check_square(covariance: FloatArray) -> None:
    shape = covariance.shape
    if len(shape) < 2 or shape[-1] != shape[-2] or not shape[-1]:
        raise Misuse(f"a covariance is a square matrix for at least one balance, not an array of shape {shape}")
    if not np.all(np.isfinite(covariance)):
        raise refuse(
            "covariance", "covariance-not-finite", "an entry that is no finite number", "finite numbers",
            "a covariance follows from masses and errors", "look for the mass or error that is missing",
        )  # fmt: skip
    if not np.allclose(covariance, np.swapaxes(covariance, -1, -2), rtol=1e-9, atol=0):
        raise Misuse("the covariance is not symmetric; give the covariance of balances i and j in both places")


def _determined(factor: FloatArray, covariance: FloatArray) -> bool:
    """True when a balance is determined by the earlier ones."""
    pivots = np.diagonal(factor, axis1=-2, axis2=-1) ** 2
    return bool(np.any(pivots <= SMALLEST_PIVOT * np.diagonal(covariance, axis1=-2, axis2=-1)))


def _singular(covariance: FloatArray) -> Refused:
    matrices = covariance.reshape(-1, *covariance.shape[-2:])
    run, balance = next((r, b) for r, m in enumerate(matrices, start=1) if (b := _first_singular(m)))
    column = f"run {run}" if len(matrices) > 1 else ""
    return refuse(
        "covariance", "covariance-singular", f"balance {balance} without an error of its own",
        "a positive definite covariance", "a standardised sequence divides by the error that is new in each balance",
        "give the random error of this balance, or leave out balances that repeat others", column,
    )  # fmt: skip


def _first_singular(matrix: FloatArray) -> int:
    """Number (from 1) of the first balance at which the leading block stops being positive definite; 0 for none."""
    for size in range(1, len(matrix) + 1):
        block = matrix[:size, :size]
        try:
            factor: FloatArray = np.asarray(np.linalg.cholesky(block), dtype=np.float64)
        except np.linalg.LinAlgError:
            return size
        if _determined(factor, block):
            return size
    return 0
