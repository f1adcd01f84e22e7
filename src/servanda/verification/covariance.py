"""Covariances between balances, their budget, and the variance of sums of balances.

For relative errors of flows F (net, with sign) and ending inventories C the form J V J^T gives, for balances i and j,
ds_F² F_i F_j + ds_C² (C_(i-1) - C_i)(C_(j-1) - C_j) - [j = i + 1] dr_C² C_i²; the tests derive it. Source: MAPIT covariance
page (read), derived again.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array

from servanda.core.arrays import FloatArray, IntArray
from servanda.verification.structure import Sparse, Structure

BLOCK_BYTES = 1 << 26
"""Most that one block of covariance matrices of several runs may take; blocks do not change results."""


@dataclass(frozen=True, slots=True)
class Kernel:
    """A structure prepared for many value vectors: loadings and random parts as sparse products with x."""

    structure: Structure
    load: Sparse
    load_constant: FloatArray
    load_place: IntArray
    pair: Sparse
    pair_place: IntArray

    def loadings(self, x: FloatArray) -> FloatArray:
        """Loadings G (kg) of shape (runs, balances, sources) for values of shape (runs, values)."""
        runs, shape = x.shape[0], (self.structure.balances, len(self.structure.sources))
        dense = np.zeros((runs, shape[0] * shape[1]))
        dense[:, self.load_place] = (self.load @ x.T).T + self.load_constant
        return dense.reshape(runs, *shape)

    def covariance(self, x: FloatArray) -> FloatArray:
        """Covariance of the balances (kg²), shape (runs, balances, balances), for values of shape (runs, values)."""
        loadings = self.loadings(x)
        found = np.ascontiguousarray(loadings @ loadings.transpose(0, 2, 1))
        # Random errors reach few pairs of balances, so they are added in place: J diag(v) J^T.
        found.reshape(len(x), -1)[:, self.pair_place] += self._random_pairs(x)
        return found

    def sigma_cumuf(self, x: FloatArray) -> FloatArray:
        """Standard deviation (kg) of cumulated MUF, shape (runs, balances), from cumulated loadings."""
        systematic = np.sum(np.cumsum(self.loadings(x), axis=1) ** 2, axis=2)
        n = self.structure.balances
        complete = np.maximum(self.pair_place // n, self.pair_place % n)
        by_balance = csr_array((np.ones(complete.size), (complete, np.arange(complete.size))), shape=(n, complete.size))
        random = np.cumsum((by_balance @ self._random_pairs(x).T).T, axis=1)
        return np.asarray(np.sqrt(np.maximum(systematic + random, 0.0)))

    def _random_pairs(self, x: FloatArray) -> FloatArray:
        """What random errors give to each pair of balances that share values (kg²)."""
        return np.asarray((self.pair @ self.structure.random_variance(x).T).T)

    def runs_at_once(self) -> int:
        """How many covariance matrices to hold at a time."""
        n, q = self.structure.balances, max(len(self.structure.sources), self.structure.balances)
        return max(1, BLOCK_BYTES // (8 * n * q))


def kernel(structure: Structure) -> Kernel:
    """Prepare a structure; costs about as much as one covariance."""
    pair, pair_place = _pairs(structure)
    load, constant, load_place = _loads(structure)
    return Kernel(structure, load, constant, load_place, pair, pair_place)


def covariance_of_balances(structure: Structure, x: FloatArray) -> FloatArray:
    """Covariance of the balances (kg²): shape (balances, balances) for one vector of values, (runs, ...) for many."""
    prepared = kernel(structure)
    if x.ndim == 1:
        return np.asarray(prepared.covariance(x[np.newaxis])[0])
    step = prepared.runs_at_once()
    return np.concatenate([prepared.covariance(x[i : i + step]) for i in range(0, len(x), step)])


def sigma_of(covariance: FloatArray) -> FloatArray:
    """Standard deviation (kg) of each balance."""
    return np.sqrt(np.diagonal(covariance, axis1=-2, axis2=-1))


def sigma_cumuf(covariance: FloatArray) -> FloatArray:
    """Standard deviation (kg) of the sum of the first i balances, for each i: sqrt(1' S_i 1)."""
    sums = np.cumsum(np.cumsum(covariance, axis=-1), axis=-2)
    variance = np.diagonal(sums, axis1=-2, axis2=-1)
    # Balances that cancel (an inventory known exactly at both ends) leave rounding noise, at times below zero.
    return np.sqrt(np.maximum(variance, 0.0))


def correlation_of(covariance: FloatArray) -> FloatArray:
    """Correlations between balances; NaN where a balance has no error."""
    sigma = sigma_of(covariance)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(covariance / (sigma[..., :, np.newaxis] * sigma[..., np.newaxis, :]))


def _pairs(structure: Structure) -> tuple[Sparse, IntArray]:
    """Sparse products a_pk a_p'k for each pair of balances that share values: rows are the pairs that occur."""
    by_value = structure.entries.T.tocsr()
    counts = np.diff(by_value.indptr)
    rows, columns, values, products = [], [], [], []
    for size in np.unique(counts[counts > 0]):
        chosen = np.flatnonzero(counts == size)
        place = by_value.indptr[chosen][:, np.newaxis] + np.arange(size)
        balance, sign = by_value.indices[place], by_value.data[place]
        rows.append(np.repeat(balance, size, axis=1).ravel())
        columns.append(np.tile(balance, (1, size)).ravel())
        products.append((sign[:, :, np.newaxis] * sign[:, np.newaxis, :]).ravel())
        values.append(np.repeat(chosen, size * size))
    cells = np.concatenate(rows).astype(np.int64) * structure.balances + np.concatenate(columns)
    place, row = np.unique(cells, return_inverse=True)
    shape = (place.size, structure.values)
    return csr_array((np.concatenate(products), (row, np.concatenate(values))), shape=shape), place


def _loads(structure: Structure) -> tuple[Sparse, FloatArray, IntArray]:
    """Sparse rows a_pk d_k for each (balance, source) that occurs; what absolute errors add is a constant."""
    by_value = structure.entries.T.tocsr()
    sources = len(structure.sources)
    cells, values, weights, constants = [], [], [], []
    for share in structure.shares:
        balance, value, sign, times = _entries_of(by_value, share.places, share.times)
        cells.append(balance * sources + share.source)
        values.append(value)
        relative = structure.sources[share.source].kind == "relative"
        weights.append(sign * share.size * relative)
        constants.append(sign * share.size * times * (not relative))
    if not cells:
        empty = np.zeros(0, np.int64)
        return csr_array((0, structure.values)), np.zeros(0), empty
    place, row = np.unique(np.concatenate(cells), return_inverse=True)
    rows = csr_array((np.concatenate(weights), (row, np.concatenate(values))), shape=(place.size, structure.values))
    constant = np.bincount(row, np.concatenate(constants), place.size).astype(np.float64)
    return rows, constant, place


def _entries_of(
    by_value: Sparse, places: IntArray, times: FloatArray
) -> tuple[IntArray, IntArray, FloatArray, FloatArray]:
    """Balance, value, sign and number of measurements of every entry of the values at `places`."""
    starts, counts = by_value.indptr[places], by_value.indptr[places + 1] - by_value.indptr[places]
    value = np.repeat(places, counts)
    offset = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
    entry = np.repeat(starts, counts) + offset
    return by_value.indices[entry].astype(np.int64), value, by_value.data[entry], np.repeat(times, counts)
