"""Decision form of the value of information: how much loss an answer is expected to save before a choice is made.

Losses are a table, a row for each draw and a column for each action, in a unit that the user chooses; they are political
numbers and have no default. EVPI = min over A of E L - E min over A of L; EVPPI and EVSI condition on a parameter and on
the data of an inspection: min over A of E L - E min over A of E[L | data] (Raiffa and Schlaifer 1961, recalled).

Choices within a cell are made on one half of the draws and judged on the other, so that chance is not taken for value, and
another action than the best of all is chosen only where it is better by more than its standard error. An estimate can be a
little below 0, never above what the draws support. Hence EVPPI <= EVPI in every sample.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from servanda.core.arrays import FloatArray, IntArray
from servanda.core.finding import Misuse
from servanda.core.sample import MeanEstimate, mean
from servanda.inspection.value_cells import Cells
from servanda.verification.asked import floats


@dataclass(frozen=True, slots=True)
class InformationValue:
    """Expected loss saved, with its standard error, and the probability that the action taken changes."""

    saved: MeanEstimate
    changes: float

    @property
    def is_nothing(self) -> bool:
        """True when the value cannot be told from 0."""
        return self.saved.value <= 2 * self.saved.standard_error


@dataclass(frozen=True, slots=True)
class PriorChoice:
    """The best action without further information, by its place, and its expected loss."""

    action: int
    loss: MeanEstimate


def losses_of(values: ArrayLike) -> FloatArray:
    """A table of losses: draws by actions, finite, at least two actions."""
    table = floats(values, "losses")
    if table.ndim != 2 or table.shape[1] < 2 or table.shape[0] < 2:
        raise Misuse(
            f"losses of shape {table.shape}: give a row for each draw and a column for each of two or more actions"
        )
    if not np.isfinite(table).all():
        raise Misuse("losses: some are infinite or missing; give a finite loss for each draw and action")
    return table


def prior_choice(losses: ArrayLike) -> PriorChoice:
    """What is best on average; the first of equals."""
    table = losses_of(losses)
    best = int(np.argmin(table.mean(axis=0)))
    return PriorChoice(best, mean(table[:, best]))


def perfect_information(losses: ArrayLike) -> InformationValue:
    """EVPI: the loss that knowing everything would save."""
    table = losses_of(losses)
    prior = prior_choice(table)
    return _saved(table, prior.action, np.argmin(table, axis=1))


def information(losses: ArrayLike, data: Cells) -> InformationValue:
    """EVPPI where the cells are of a parameter itself, EVSI where they are of what an inspection would observe."""
    table = losses_of(losses)
    if data.labels.size != table.shape[0]:
        raise Misuse(f"{data.labels.size} draws of data and {table.shape[0]} of losses: they are of the same sample")
    prior = prior_choice(table).action
    return _saved(table, prior, _chosen(table, data, prior))


def _chosen(table: FloatArray, data: Cells, prior: int) -> IntArray:
    """For each draw the action that is best in its cell on the other half of the draws; halves are even and odd draws."""
    halves = (slice(0, None, 2), slice(1, None, 2))
    others = [n for n in range(table.shape[1]) if n != prior]
    chosen = np.full(table.shape[0], prior, dtype=np.int64)
    for learned, judged in (halves, halves[::-1]):
        labels = data.labels[learned]
        clear = [_clearly(table[learned, prior] - table[learned, n], labels, data.count) for n in others]
        best = np.append(others, prior)[np.argmax([*clear, np.zeros(data.count)], axis=0)]
        chosen[judged] = best[data.labels[judged]]
    return chosen


def _clearly(saved: FloatArray, labels: IntArray, count: int) -> FloatArray:
    """Mean saving in each cell; -1 where it is not above its standard error."""
    sizes = np.maximum(np.bincount(labels, minlength=count), 1)
    means = np.bincount(labels, weights=saved, minlength=count) / sizes
    spread = np.maximum(np.bincount(labels, weights=saved * saved, minlength=count) / sizes - means**2, 0.0)
    return np.where((means > 0) & (means > np.sqrt(spread / sizes)), means, -1.0)


def _saved(table: FloatArray, prior: int, chosen: IntArray) -> InformationValue:
    rows = np.arange(table.shape[0])
    return InformationValue(mean(table[:, prior] - table[rows, chosen]), float(np.mean(chosen != prior)))
