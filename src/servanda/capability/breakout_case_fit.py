"""Learns the practice of publications from rows of other quarters, and says what a row should then show.

Draws of the practice are weighted by how well they reproduce the rows learnt from (importance sampling; A. Gelman et al.,
Bayesian Data Analysis, 3rd ed. 2013, section 10.4). Effects of a quarter are averaged out before weights of different
quarters are multiplied. A row is never predicted with rows of its own quarter, nor with any of `LAST_QUARTERS`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from servanda.capability.breakout_case import predicted, predicted_together
from servanda.capability.breakout_case_priors import PRACTICE, SEED, Prior, draw_effects, draw_practice
from servanda.capability.publication_inputs import CaseInputs
from servanda.core.arrays import FloatArray

LAST_QUARTERS = ("2024Q3", "2024Q4", "2025Q1", "2025Q2")
"""The quarters before June 2025 are kept out of all learning, so that they can be predicted blind."""
PRACTICES, EFFECTS_EACH = 6000, 4
"""Draws of the practice, and of the effects of a quarter for each of them."""
TIME_LOG_SD = 0.15
"""Spread of a printed time about the computed one: rounding, and steps that no balance holds."""
COUNT_DECAY = 0.15
"""Probability of a count that is off by one more, relative to that of the smaller miss."""
ROWS_OF_A_QUARTER = 1.0
"""The rows of one quarter are read off one schedule: together they tell no more than so many independent rows."""
LEAST = 1e-3
"""No row is decisive alone: a misprint must not outweigh all others."""


@dataclass(frozen=True, slots=True, eq=False)
class Learnt:
    """The log likelihood of each practice draw (rows of the array) by quarter."""

    quarters: tuple[str, ...]
    log_likelihood: FloatArray
    seed: int = SEED

    def weights(self, but: str, *, only_before: bool = False) -> FloatArray:
        """Weights of the practice draws for a row of the quarter `but`, adding up to 1; optionally from earlier ones only."""
        kept = [k for k, q in enumerate(self.quarters) if (q < but if only_before else q != but)]
        total = self.log_likelihood[:, kept].sum(axis=1) if kept else np.zeros(len(self.log_likelihood))
        weight = np.exp(total - total.max())
        return np.asarray(weight / weight.sum())


def learn(rows: Iterable[CaseInputs], seed: int = SEED) -> Learnt:
    """The likelihood of every practice draw under the rows that count, quarter by quarter."""
    by_quarter: dict[str, list[CaseInputs]] = {}
    for row in rows:
        if not row.not_counted and row.publication.quarter not in LAST_QUARTERS:
            by_quarter.setdefault(row.publication.quarter, []).append(row)
    columns = [_of_quarter(quarter, group, seed) for quarter, group in sorted(by_quarter.items())]
    table = np.stack(columns, axis=1) if columns else np.zeros((PRACTICES, 0))
    return Learnt(tuple(sorted(by_quarter)), table, seed)


def _of_quarter(quarter: str, rows: Sequence[CaseInputs], seed: int) -> FloatArray:
    practice = {k: np.repeat(v, EFFECTS_EACH) for k, v in draw_practice(PRACTICES, seed).items()}
    draws = practice | draw_effects(quarter, PRACTICES * EFFECTS_EACH, seed)
    total = np.zeros(PRACTICES * EFFECTS_EACH)
    for row, computed in zip(rows, predicted_together(rows, draws), strict=True):
        total = total + np.log(likelihood(row, computed))
    each = total.reshape(PRACTICES, EFFECTS_EACH)
    each = each * min(1.0, ROWS_OF_A_QUARTER / len(rows))
    top = each.max(axis=1)
    return np.asarray(top + np.log(np.exp(each - top[:, None]).mean(axis=1)))


def likelihood(row: CaseInputs, computed: FloatArray) -> FloatArray:
    """How likely the printed figure is when a draw computes this one; never below `LEAST`."""
    published = row.publication.figure.middle
    if published is None:
        raise ValueError(f"{row.publication.id}: nothing was published to compare with")
    if row.publication.asks_time:
        z = np.log(np.maximum(computed, 1e-9) / max(published, 1e-9)) / TIME_LOG_SD
        found = np.exp(-0.5 * z * z)
    else:
        found = COUNT_DECAY ** np.abs(computed - published)
    return np.asarray(np.maximum(found, LEAST))


def practice_for(
    learnt: Learnt, quarter: str, n: int, seed: int = SEED, *, only_before: bool = False
) -> dict[str, FloatArray]:
    """So many draws of the practice for a quarter, taken by their weights (systematic resampling)."""
    weights = learnt.weights(quarter, only_before=only_before)
    edges = np.cumsum(weights)
    place = np.searchsorted(edges, (np.arange(n) + 0.5) / n * edges[-1])
    place = np.random.default_rng([seed, n]).permutation(np.minimum(place, len(weights) - 1))
    return {name: values[place] for name, values in draw_practice(PRACTICES, seed).items()}


def draws_of_quarter(
    learnt: Learnt, quarter: str, n: int, seed: int = SEED, *, only_before: bool = False
) -> dict[str, FloatArray]:
    """Draws of everything that rows of a quarter rest on: practice from other quarters, effects of its own."""
    return practice_for(learnt, quarter, n, seed, only_before=only_before) | draw_effects(quarter, n, seed)


def as_printed(row: CaseInputs, computed: FloatArray, seed: int = SEED) -> FloatArray:
    """Computed figures with the spread of printed ones about them, which is the one that `likelihood` uses."""
    generator = np.random.default_rng([seed, computed.size, 1])
    if row.publication.question.startswith("weapons"):
        # The difference of two geometric numbers falls off by `COUNT_DECAY` for each count.
        one, two = (generator.geometric(1.0 - COUNT_DECAY, computed.size) for _ in range(2))
        return np.asarray(np.maximum(computed + one - two, 0.0))
    return np.asarray(computed * np.exp(generator.normal(0.0, TIME_LOG_SD, computed.size)))


def draws_for(learnt: Learnt, row: CaseInputs, n: int, seed: int = SEED, *, only_before: bool = False) -> FloatArray:
    """What the row should print, over draws."""
    draws = draws_of_quarter(learnt, row.publication.quarter, n, seed, only_before=only_before)
    return as_printed(row, predicted(row, draws), seed)


@dataclass(frozen=True, slots=True)
class Lesson:
    """One practice before and after learning: quantiles at 5, 50 and 95 % of the weighted draws."""

    prior: Prior
    learnt: tuple[float, float, float]


def lessons(learnt: Learnt, but: str = "") -> tuple[Lesson, ...]:
    """What was learnt of every practice from all quarters, or from all but one."""
    weights, draws = learnt.weights(but), draw_practice(PRACTICES, learnt.seed)
    found = []
    for prior in PRACTICE:
        order = np.argsort(draws[prior.name], kind="stable")
        reached = np.cumsum(weights[order])
        places = [min(int(np.searchsorted(reached, p)), order.size - 1) for p in (0.05, 0.5, 0.95)]
        low, middle, high = (float(draws[prior.name][order[k]]) for k in places)
        found.append(Lesson(prior, (low, middle, high)))
    return tuple(found)
