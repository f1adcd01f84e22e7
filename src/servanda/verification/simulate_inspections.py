"""Simulated inspections of an item plan: how often, and where, defects are recognised.

Runs are drawn in blocks, each with its own seed from one `SeedSequence`, so that the result depends on the seed alone
and not on how many workers draw the blocks. `mapper` may be any function like `map`: that of a pool of processes, or one
that goes to Dask.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.special import binom

from servanda.core.arrays import FloatArray, IntArray
from servanda.core.finding import Misuse
from servanda.verification.asked import probability, whole
from servanda.verification.detection import log_hypergeometric_of

BLOCK = 50_000
"""Runs with one seed; a change of it changes results."""

LARGEST_TABLE = 200_000
"""Entries of a law that is drawn from by looking it up; larger ones are drawn one by one."""


@dataclass(frozen=True, slots=True)
class InspectedStratum:
    """A stratum as it is inspected: defects among its items, and a disjoint sample for each method.

    `recognitions` are the probabilities with which each method recognises a defect that it measures; the stratum is
    accepted when at most `acceptance` defects were recognised.
    """

    items: int
    defects: int
    samples: tuple[int, ...]
    recognitions: tuple[float, ...] = (1.0,)
    acceptance: int = 0

    def __post_init__(self) -> None:
        whole([self.items, self.defects, self.acceptance, *self.samples], "items, defects, acceptance and samples")
        probability(list(self.recognitions), "recognition probability", ends=True)
        if sum(self.samples) > self.items or self.defects > self.items:
            raise Misuse(f"{sum(self.samples)} sampled and {self.defects} defective of {self.items} items: too many")
        if len(self.samples) != len(self.recognitions):
            raise Misuse(f"{len(self.samples)} samples, {len(self.recognitions)} recognitions: one for each method")


@dataclass(frozen=True, slots=True)
class SimulatedInspections:
    """Share of runs in which some stratum was rejected, with its standard error; and the share by stratum."""

    runs: int
    seed: int
    detection: float
    standard_error: float
    by_stratum: tuple[float, ...]


Block = tuple[tuple[InspectedStratum, ...], int, np.random.SeedSequence]
Mapper = Callable[[Callable[[Block], IntArray], Iterable[Block]], Iterable[IntArray]]


def simulate_inspections(
    strata: Sequence[InspectedStratum],
    runs: int,
    seed: int,
    *,
    mapper: Mapper = map,
    progress: Callable[[int, int], Any] | None = None,
) -> SimulatedInspections:
    """Inspect `runs` times; `progress` is told the number of runs done and of all."""
    whole(runs, "runs", 1)
    if not strata:
        raise Misuse("no strata to inspect: give at least one")
    total = np.zeros(len(strata) + 1, dtype=np.int64)
    for number, counts in enumerate(mapper(inspect_block, _blocks(tuple(strata), runs, seed)), start=1):
        total += counts
        if progress is not None:
            progress(min(runs, number * BLOCK), runs)
    share = float(total[-1]) / runs
    error = math.sqrt(share * (1 - share) / runs)
    return SimulatedInspections(runs, seed, share, error, tuple((total[:-1] / runs).tolist()))


def _blocks(strata: tuple[InspectedStratum, ...], runs: int, seed: int) -> Iterator[Block]:
    count = -(-runs // BLOCK)
    for number, own in enumerate(np.random.SeedSequence(seed).spawn(count)):
        yield strata, min(BLOCK, runs - number * BLOCK), own


def inspect_block(block: Block) -> IntArray:
    """Number of runs in which each stratum was rejected, and last the number in which any was."""
    strata, runs, seed = block
    generator = np.random.default_rng(seed)
    rejected = np.empty((len(strata), runs), dtype=np.bool_)
    for place, stratum in enumerate(strata):
        rejected[place] = _recognised(stratum, runs, generator) > stratum.acceptance
    return np.append(rejected.sum(axis=1), rejected.any(axis=0).sum()).astype(np.int64)


def _recognised(stratum: InspectedStratum, runs: int, generator: np.random.Generator) -> IntArray:
    """Number of defects recognised in each run, all methods together."""
    total = np.zeros(runs, dtype=np.int64)
    left = np.full(runs, stratum.defects, dtype=np.int64)
    rest = stratum.items
    for n, q in zip(stratum.samples, stratum.recognitions, strict=True):
        drawn = _drawn(left, rest, n, stratum.defects, generator)
        total += drawn if q == 1.0 else _thinned(drawn, q, min(n, stratum.defects), generator)
        left, rest = left - drawn, rest - n
    return total


def _drawn(left: IntArray, rest: int, n: int, most: int, generator: np.random.Generator) -> IntArray:
    """Defects in a sample of n of the items that are left, for each run."""
    width = min(n, most) + 1
    if (most + 1) * width > LARGEST_TABLE:
        return np.asarray(generator.hypergeometric(left, rest - left, n), dtype=np.int64)
    defects = np.arange(min(most, rest) + 1)
    law = np.exp([log_hypergeometric_of(rest, defects, n, j) for j in range(width)]).T
    return _looked_up(law, left, generator)


def _thinned(drawn: IntArray, q: float, most: int, generator: np.random.Generator) -> IntArray:
    """How many of the drawn defects are recognised."""
    if (most + 1) ** 2 > LARGEST_TABLE:
        return np.asarray(generator.binomial(drawn, q), dtype=np.int64)
    j, k = np.arange(most + 1)[:, None], np.arange(most + 1)[None, :]
    law = np.where(k <= j, binom(j, k) * q**k * (1 - q) ** np.maximum(j - k, 0), 0.0)
    return _looked_up(law, drawn, generator)


def _looked_up(law: FloatArray, row: IntArray, generator: np.random.Generator) -> IntArray:
    """One draw for each run from the law in its row, by inversion; all rows lie end to end in one sorted table."""
    width = law.shape[1]
    steps = np.cumsum(law, axis=1)
    steps = steps / np.maximum(steps[:, -1:], 1e-300)
    steps[:, -1] = 1.0
    table = (steps + np.arange(len(law))[:, None]).ravel()
    # Rounding may carry the sum of a row number and a draw just below 1 up to the next row.
    found = np.searchsorted(table, row + generator.random(row.size), side="right") - row * width
    return np.asarray(np.minimum(found, width - 1), dtype=np.int64)
