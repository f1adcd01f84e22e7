"""Balance statistics: simulated sequences of balances, every statistic of every run, with their bars."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

from bench.harness import Work, bench
from bench.main_jobs import room


def plant(terms: int, balances: int) -> list[Any]:
    """As many inputs, outputs and inventories as asked, each with random and systematic errors; nothing is missing."""
    numpy, unit = room("numpy"), room("servanda.core.unit").Unit.KG
    errors, made = room("servanda.verification.errors"), room("servanda.verification.terms")
    source = errors.ValueSource(errors.Origin.USER, "a benchmark")
    model = errors.multiplicative(0.01, 0.005, source=source)
    draws = numpy.random.default_rng(1)
    found: list[Any] = []
    for number in range(terms):
        stock = draws.uniform(90, 110, balances + 1)
        feed = draws.uniform(90, 110, balances)
        found.append(made.flow(f"input {number}", made.Role.INCREASE, feed, model, unit))
        found.append(made.flow(f"output {number}", made.Role.DECREASE, feed - numpy.diff(stock), model, unit))
        found.append(made.inventory(f"inventory {number}", stock, model, unit))
    return found


def simulated(terms: int, balances: int, runs: int, *, own: bool) -> Work:
    """Draw the measurements of all runs and evaluate MUF, CUMUF, ITMUF, SITMUF, Page and both GEMUF with their sigmas."""
    simulate = room("servanda.verification.simulate").simulate
    given = plant(terms, balances)
    return lambda: simulate(given, runs, 1, covariance_per_run=own)


@bench("1+1+1 terms, 200 balances, 100 runs, shared covariance", bar_seconds=0.05)
def small_shared() -> Generator[Work, None, None]:
    """A small plant, one covariance."""
    yield simulated(1, 200, 100, own=False)


@bench("1+1+1 terms, 200 balances, 100 runs, covariance of each run", bar_seconds=0.3)
def small_own() -> Generator[Work, None, None]:
    """A small plant, as many covariances as runs."""
    yield simulated(1, 200, 100, own=True)


@bench("10+10+10 terms, 400 balances, 1000 runs, shared covariance", bar_seconds=1.5)
def large_shared() -> Generator[Work, None, None]:
    """A large plant, one covariance."""
    yield simulated(10, 400, 1000, own=False)


@bench("10+10+10 terms, 400 balances, 1000 runs, covariance of each run", bar_seconds=10, runs=3)
def large_own() -> Generator[Work, None, None]:
    """A large plant, as many covariances as runs."""
    yield simulated(10, 400, 1000, own=True)


@bench("Page threshold, 365 balances, exact", bar_seconds=1)
def exact_threshold() -> Generator[Work, None, None]:
    """A threshold for a year of days by quadrature."""
    page_threshold = room("servanda.verification.page_probability").page_threshold
    yield lambda: page_threshold(0.5, 365, 0.05)
