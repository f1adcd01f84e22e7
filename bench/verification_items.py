"""Item sampling: exact sample sizes for many strata, and simulated inspections of a plan."""

from __future__ import annotations

from collections.abc import Generator

import numpy as np

from bench.harness import Work, bench
from servanda.verification.detection import recognition_probability
from servanda.verification.sample_size import sample_sizes
from servanda.verification.simulate_inspections import InspectedStratum, simulate_inspections


@bench("verification: exact sample sizes, 100,000 strata", bar_seconds=2.0)
def exact_sizes() -> Generator[Work, None, None]:
    """Strata of up to 20,000 items with up to 500 defects, perfect recognition."""
    generator = np.random.default_rng(1)
    items = generator.integers(1, 20_000, 100_000)
    defects = np.minimum(items, generator.integers(1, 500, 100_000))
    yield lambda: _sizes(items, defects)


def _sizes(
    items: np.ndarray[tuple[int], np.dtype[np.int64]], defects: np.ndarray[tuple[int], np.dtype[np.int64]]
) -> None:
    found = sample_sizes(items, defects, 0.1)
    assert found.reached.all()


@bench("verification: 1e6 simulated inspections, 10 strata", bar_seconds=5.0, runs=3)
def inspections() -> Generator[Work, None, None]:
    """Ten strata, three methods together in half of them."""
    q = [float(recognition_probability(0.5, sigma)) for sigma in (0.003, 0.05, 0.2)]
    several = [InspectedStratum(300 + 50 * n, 17, (3, 8, 30), (q[0], q[1], q[2])) for n in range(5)]
    single = [InspectedStratum(1000, 5, (20 + 10 * n,), (0.9,)) for n in range(5)]
    yield lambda: _inspect(several + single)


def _inspect(strata: list[InspectedStratum]) -> None:
    assert 0 < simulate_inspections(strata, 1_000_000, seed=1).detection <= 1
