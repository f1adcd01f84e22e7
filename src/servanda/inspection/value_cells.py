"""Draws put into cells of like data, so that what is expected given the data can be read off one sample.

This takes the place of a nested simulation (binning: the simplest of the regressions of Strong, Oakley and Brennan,
Medical Decision Making 34, 2014, recalled). Cells are made from the data alone, never from outcomes: estimates within
them are not flattered by the choice of cells.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from servanda.core.arrays import FloatArray, IntArray
from servanda.core.finding import Misuse

MOST_CELLS = 400
"""Cells by one column of data; finer ones would change nothing that can be seen."""

MOST_CELLS_TOGETHER = 2500
"""Cells by several columns, 50 by 50 for two: a coarser division would hide what the finer one of one column shows."""

FEWEST_DRAWS = 400
"""Draws in a cell, on average, below which there are fewer cells: the ends of a 5 to 95 % interval need that many."""

FEW_VALUES = 24
"""A column with no more values than this is taken value by value: states, counts, found or not."""

NO_DATA = -np.inf
"""Stands in a column where a visit brought nothing: access refused, records not kept."""


@dataclass(frozen=True, slots=True, eq=False)
class Cells:
    """For each draw the number of its cell, from 0 to `count` - 1. Every cell holds at least one draw."""

    labels: NDArray[np.int64]
    count: int

    @property
    def sizes(self) -> FloatArray:
        """Draws in each cell."""
        return np.bincount(self.labels, minlength=self.count).astype(np.float64)

    def means(self, values: FloatArray) -> FloatArray:
        """Mean of values in each cell."""
        return np.asarray(np.bincount(self.labels, weights=values, minlength=self.count) / self.sizes)

    def joined(self, other: Cells) -> Cells:
        """Draws alike in both divisions, in one cell."""
        labels = _numbered(self.labels * other.count + other.labels)
        return Cells(labels, int(labels.max()) + 1)

    def among(self, kept: NDArray[np.bool_]) -> Cells:
        """The cells of the draws that are kept; cells left empty are gone."""
        labels = _numbered(self.labels[kept])
        return Cells(labels, int(labels.max()) + 1)


def cells(columns: Sequence[FloatArray], most: int | None = None) -> Cells:
    """Cells of about equal numbers of draws by one or more columns of data, equal data in the same cell.

    A column with few values is divided by value. The others share the cells that are left, each divided within those
    before it. `most` cells at most, by default 400 by one column and 2500 by several, and on average
    400 draws a cell at least.
    """
    if not columns:
        raise Misuse("no data: give at least one column of what is observed")
    if len({c.shape for c in columns}) != 1 or columns[0].ndim != 1 or not columns[0].size:
        raise Misuse(
            f"data of shapes {', '.join(str(c.shape) for c in columns)}: give columns of one length, a value a draw"
        )
    ordered = sorted(columns, key=lambda c: not _has_few_values(c))
    usual = MOST_CELLS_TOGETHER if sum(not _has_few_values(c) for c in columns) > 1 else MOST_CELLS
    room = max(2, min(most or usual, columns[0].size // FEWEST_DRAWS))
    labels = np.zeros(columns[0].size, dtype=np.int64)
    left = len(ordered)
    for column in ordered:
        parts = max(2, round((room / (labels.max() + 1)) ** (1 / left)))
        labels = _by_value(labels, column) if _has_few_values(column) else _by_rank(labels, column, parts)
        left -= 1
    return Cells(labels, int(labels.max()) + 1)


def _has_few_values(column: FloatArray) -> bool:
    return np.unique(column[:1000]).size <= FEW_VALUES and np.unique(column).size <= FEW_VALUES


def _by_value(labels: IntArray, column: FloatArray) -> IntArray:
    return _numbered(labels * FEW_VALUES + np.unique(column, return_inverse=True)[1].ravel())


def _by_rank(labels: IntArray, column: FloatArray, parts: int) -> IntArray:
    """Each cell divided into parts of equal numbers by the rank of the column; ties stay with the first of them."""
    if not labels.any():
        order = np.argsort(column)
        return _numbered(_placed(order, _first_of_ties(column[order]) * parts // labels.size))
    order = in_cells(labels, np.argsort(column))
    cell, value = labels[order], column[order]
    sizes = np.bincount(cell)
    start = (np.cumsum(sizes) - sizes)[cell]
    first = _first_of_ties(value, cell) - start
    part = np.asarray(cell * parts + first * parts // sizes[cell], dtype=np.int64)
    return _numbered(_placed(order, part))


def _first_of_ties(value: FloatArray, cell: IntArray | None = None) -> IntArray:
    """For each place of a sorted column the first place with the same value, in the same cell."""
    places = np.arange(value.size)
    fresh = value[1:] != value[:-1]
    if cell is not None:
        fresh |= cell[1:] != cell[:-1]
    if fresh.all():
        return places
    places[1:][~fresh] = 0
    return np.maximum.accumulate(places)


def _placed(order: IntArray, values: IntArray) -> IntArray:
    """Values of sorted draws, back in the order of the draws."""
    found = np.empty_like(values)
    found[order] = values
    return found


def in_cells(labels: IntArray, order: IntArray) -> IntArray:
    """An order of draws, rearranged cell by cell and kept within each; a radix sort, because labels are small."""
    small = labels[order].astype(np.int16) if labels.max(initial=0) < 2**15 else labels[order]
    return np.asarray(order[np.argsort(small, kind="stable")], dtype=np.int64)


def _numbered(labels: IntArray) -> IntArray:
    """The same division with labels from 0 without gaps."""
    used = np.bincount(labels) > 0
    return np.asarray((np.cumsum(used) - 1)[labels], dtype=np.int64)
