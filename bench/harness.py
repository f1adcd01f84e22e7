"""How a benchmark is written and measured.

A generator function under `@bench(name, bar_seconds=..., runs=...)` prepares, yields the work to be timed, and tidies
up after its `yield`. The work is timed a number of times; the median is held against the bar.
"""

from __future__ import annotations

import inspect
import statistics
import time
from collections.abc import Callable, Generator
from dataclasses import dataclass

Work = Callable[[], None]
Prepare = Callable[[], Generator[Work, None, None]]


@dataclass(frozen=True)
class Bench:
    """One piece of work with its bar; `prepare` gives what is timed, and tidies up when it is closed."""

    name: str
    bar_seconds: float
    runs: int
    prepare: Prepare


@dataclass(frozen=True)
class Figure:
    """What was measured, in seconds; `trouble` says why nothing was."""

    bench: Bench
    seconds: tuple[float, ...]
    trouble: str = ""

    @property
    def median(self) -> float:
        """The middle of all runs."""
        return statistics.median(self.seconds)

    @property
    def ok(self) -> bool:
        """True when it ran and its median is within the bar."""
        return not self.trouble and self.median <= self.bench.bar_seconds


BENCHES: list[Bench] = []


def bench(name: str, *, bar_seconds: float, runs: int = 5) -> Callable[[Prepare], Prepare]:
    """Register a generator function that prepares, yields the work to be timed once, and tidies up."""

    def register(prepare: Prepare) -> Prepare:
        if not inspect.isgeneratorfunction(prepare):
            raise TypeError(f"{name}: prepare, then yield the work to be timed")
        BENCHES.append(Bench(name, bar_seconds, runs, prepare))
        return prepare

    return register


def measure(work: Bench, runs: int | None = None) -> Figure:
    """Time one piece of work; trouble in it is part of the figure, so that the others still run."""
    seconds: list[float] = []
    prepared = work.prepare()
    try:
        timed = next(prepared)
        for _ in range(runs or work.runs):
            start = time.perf_counter()
            timed()
            seconds.append(time.perf_counter() - start)
    except Exception as error:  # noqa: BLE001  # whatever goes wrong is told in the table
        return Figure(work, tuple(seconds), f"{type(error).__name__}: {error}")
    finally:
        prepared.close()
    return Figure(work, tuple(seconds))
