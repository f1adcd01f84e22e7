"""Times of capability: a million draws of a schedule, and the indices of ten inputs from one sample."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

from bench.harness import Work, bench
from bench.main_jobs import room

DRAWS = 1_000_000


def scenario() -> Any:
    """Four stocks of uncertain assay, uncertain capacity that is added to after a lag, restart, loss and efficiency."""
    d, s, u = room("servanda.core.distribution"), room("servanda.capability.scenario"), room("servanda.core.unit").Unit
    make_input = room("servanda.core.uncertain").Input

    def given(name: str, distribution: Any, unit: Any) -> Any:
        return make_input(name, distribution, unit, "benchmark")

    def stock(name: str, mass: float, low: float, high: float) -> Any:
        assay = given(f"assay {name}", d.Beta(4, 1, low, high), u.FRACTION)
        return s.StockInput(name, given(f"mass {name}", d.Fixed(mass), u.KG_U), assay)

    return s.Scenario(
        "benchmark",
        (
            stock("60", 408.6, 0.5, 0.6),
            stock("20", 274.5, 0.15, 0.2),
            stock("5", 5508.8, 0.02, 0.05),
            stock("2", 2221.4, 0.01, 0.02),
        ),
        capacity=given("capacity", d.LogNormal(9000, 0.3), u.SWU_PER_YEAR),
        availability=given("availability", d.Beta(8, 2), u.FRACTION),
        efficiency_leu=given("efficiency, low", d.beta_of(0.7, 0.12), u.FRACTION),
        efficiency_heu=given("efficiency, high", d.beta_of(0.95, 0.05), u.FRACTION),
        loss=given("loss", d.Beta(2, 38), u.FRACTION),
        restart=given("restart", d.LogNormal(20, 0.6), u.DAYS),
        rebuild=s.Rebuild(
            given("cascades a month", d.Gamma(4, 1), u.CASCADES),
            given("lag", d.LogNormal(30, 0.5), u.DAYS),
            given("machines each", d.Fixed(174), u.MACHINES),
            given("output", d.LogNormal(4.5, 0.25), u.SWU_PER_YEAR),
            given("most", d.Fixed(36), u.CASCADES),
        ),
    )  # fmt: skip


@bench("1e6 draws, four stocks, restart, re-installation", bar_seconds=2, runs=3)
def million() -> Generator[Work, None, None]:
    """Draws of twelve uncertain inputs, the schedule of each, on the threads of this machine."""
    simulate = room("servanda.capability.simulate").simulate
    mapper = room("servanda.core.blocks").threads(2)
    made = scenario()
    yield lambda: simulate(made, draws=DRAWS, mapper=mapper)


@bench("quantiles of 1e6 draws with their error", bar_seconds=0.5, runs=3)
def ranked() -> Generator[Work, None, None]:
    """Five quantiles with the interval of their order statistics."""
    numpy, quantiles = room("numpy"), room("servanda.core.sample").quantiles
    draws = numpy.random.default_rng(1).lognormal(0, 1, DRAWS)
    yield lambda: quantiles(draws)


@bench("indices for ten inputs from one sample of 2e5", bar_seconds=1, runs=3)
def indices() -> Generator[Work, None, None]:
    """First-order shares and distribution shifts on ln T."""
    sensitivity = room("servanda.capability.sensitivity")
    sample = room("servanda.capability.simulate").simulate(scenario(), draws=200_000)
    values = dict(list(sample.inputs.items())[:10])
    answer = sensitivity.log_days(sample.days_to())
    yield lambda: sensitivity.shares(values, answer)
