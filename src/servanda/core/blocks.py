"""Simulated runs in blocks of fixed size, each with its own seed: the result depends on the seed, not on who computes.

`in_blocks` hands blocks to a mapper: the built-in `map`, threads, processes, or Dask (`on_dask`). Blocks come back in
order. The size of a block is part of the result: another size is another set of draws, so whoever simulates fixes it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import cache
from multiprocessing import get_context
from typing import Any, Protocol, TypeVar

import numpy as np
from threadpoolctl import ThreadpoolController

from servanda.core.finding import Misuse

BLOCK_RUNS = 50
"""Runs of one block where nobody fixes another size."""

Progress = Callable[[int, int], None]
"""Called with the number of runs done and of all runs."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Block:
    """A number of runs and the seed that only they use."""

    runs: int
    seed: np.random.SeedSequence

    def generator(self) -> np.random.Generator:
        """A generator for the draws of this block."""
        return np.random.Generator(np.random.PCG64(self.seed))


class Mapper(Protocol):
    """Applies a function to every block and gives the results in order."""

    def __call__(self, work: Callable[[Block], Any], blocks: Sequence[Block], /) -> Iterable[Any]:
        """Results in the order of the blocks."""


def blocks_of(runs: int, seed: int, size: int = BLOCK_RUNS) -> list[Block]:
    """Blocks for so many runs; more runs with the same seed and size begin with the same blocks."""
    if runs < 1:
        raise Misuse(f"{runs} runs are asked for; give at least 1")
    sizes = [size] * (runs // size) + ([runs % size] if runs % size else [])
    return [
        Block(length, child)
        for length, child in zip(sizes, np.random.SeedSequence(seed).spawn(len(sizes)), strict=True)
    ]


def in_blocks(
    work: Callable[[Block], T],
    runs: int,
    seed: int,
    *,
    size: int = BLOCK_RUNS,
    mapper: Mapper | None = None,
    progress: Progress | None = None,
) -> list[T]:
    """Results of all blocks in order."""
    return [result for _, result in over_blocks(work, runs, seed, size=size, mapper=mapper, progress=progress)]


def over_blocks(
    work: Callable[[Block], T],
    runs: int,
    seed: int,
    *,
    size: int = BLOCK_RUNS,
    mapper: Mapper | None = None,
    progress: Progress | None = None,
) -> Iterator[tuple[slice, T]]:
    """The places of each block among all runs, and its result, in order, as they come: none needs to be kept."""
    done = 0
    blocks = blocks_of(runs, seed, size)
    with one_core_each():
        for block, result in zip(blocks, (mapper or _here)(work, blocks), strict=True):
            yield slice(done, done + block.runs), result
            done += block.runs
            if progress:
                progress(done, runs)


def one_core_each() -> AbstractContextManager[Any]:
    """Linear algebra on one core for each caller while this lasts.

    Matrices of a few hundred balances gain nothing from more, and on a busy machine threads wait for each other.
    """
    found: AbstractContextManager[Any] = _thread_pools().limit(limits=1, user_api="blas")
    return found


def threads(workers: int) -> Mapper:
    """A mapper over threads of this process."""
    if workers < 1:
        raise Misuse(f"{workers} workers are asked for; give at least 1")

    def over_threads(work: Callable[[Block], Any], blocks: Sequence[Block], /) -> Iterable[Any]:
        with ThreadPoolExecutor(workers) as pool:
            yield from pool.map(work, blocks)

    return over_threads


def processes(workers: int) -> Mapper:
    """A mapper over fresh processes; what is done to a block must be importable (a function of a module, a partial)."""
    if workers < 1:
        raise Misuse(f"{workers} workers are asked for; give at least 1")

    def over_processes(work: Callable[[Block], Any], blocks: Sequence[Block], /) -> Iterable[Any]:
        # Spawned, not forked: a fork copies locks that threads of the caller may hold.
        with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
            yield from pool.map(work, blocks)

    return over_processes


def _here(work: Callable[[Block], Any], blocks: Sequence[Block], /) -> Iterable[Any]:
    return map(work, blocks)


@cache
def _thread_pools() -> Any:
    return ThreadpoolController()
