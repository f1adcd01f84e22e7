"""Games and the value of information: many draws, many visits, fine grids."""

from __future__ import annotations

from collections.abc import Generator

import numpy as np

from bench.harness import Work, bench
from servanda.inspection.allocation_facilities import Facility, allocate_days
from servanda.inspection.game_unannounced import unannounced_game
from servanda.inspection.value_cells import cells
from servanda.inspection.value_decision import information, perfect_information
from servanda.inspection.value_estimate import Outcome, Scale
from servanda.inspection.value_rank import input_values, order, visit_values
from servanda.inspection.value_visit import Measures, Visit, VisitKind

TEN = tuple(f"x{n}" for n in range(10))


def sample(draws: int) -> tuple[dict[str, np.ndarray[tuple[int, ...], np.dtype[np.float64]]], Outcome]:
    """Ten inputs whose weights in a time fall by a third each."""
    generator = np.random.default_rng(1)
    inputs = {name: generator.standard_normal(draws) for name in TEN}
    total = np.sum([x * 0.67**n for n, x in enumerate(inputs.values())], axis=0)
    return inputs, Outcome("time", np.exp(total), "days", Scale.LOG, threshold=1.0)


@bench("value: what ten inputs carry, estimation form, 100,000 draws", bar_seconds=1.0)
def ten_inputs() -> Generator[Work, None, None]:
    """Share, interval, upper end and conclusion for ten inputs from one sample."""
    inputs, outcome = sample(100_000)
    groups = {name: [x] for name, x in inputs.items()}
    yield lambda: _ignore(input_values([outcome], groups))


@bench("value: EVPI and EVPPI of ten inputs, 1e6 draws", bar_seconds=5.0, runs=3)
def decisions() -> Generator[Work, None, None]:
    """Two actions, a million draws."""
    inputs, outcome = sample(1_000_000)
    losses = np.column_stack([np.full(1_000_000, 8.0), np.where(outcome.values < 1, 20.0, 0.0)])

    def work() -> None:
        perfect_information(losses)
        for x in inputs.values():
            information(losses, cells([x]))

    yield work


@bench("value: ten visits ranked, ordered and paired, 100,000 draws", bar_seconds=5.0, runs=3)
def ten_visits() -> Generator[Work, None, None]:
    """Each visit measures two inputs; a greedy order and 45 pairs."""
    inputs, outcome = sample(100_000)
    visits = [
        Visit(f"v{n}", VisitKind.SITE_VISIT, 2 + n, (Measures(TEN[n], 0.5), Measures(TEN[(n + 3) % 10], 1.0)))
        for n in range(10)
    ]

    def work() -> None:
        visit_values(visits, [outcome], inputs, 1)
        order(visits, outcome, inputs, 1)

    yield work


@bench("game: one unannounced inspection on 400 days", bar_seconds=1.0)
def fine_grid() -> Generator[Work, None, None]:
    """A matrix of 400 starts and 399 plans."""
    yield lambda: _ignore(unannounced_game(1, 0.0, 400))


@bench("game: 60 inspector-days over ten facilities", bar_seconds=5.0, runs=3)
def facilities() -> Generator[Work, None, None]:
    """Curves that rise late, so that plans are drawn."""
    days = np.arange(61)
    late = [Facility(f"f{n}", tuple((1 - np.exp(-((days / (10 + 2 * n)) ** 2))).tolist())) for n in range(10)]
    yield lambda: _ignore(allocate_days(late, 60))


def _ignore(found: object) -> None:
    assert found
