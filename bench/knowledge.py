"""Bounds, likely ranges and the picture over time: the jobs of `servanda knowledge`."""

from __future__ import annotations

import math
from collections.abc import Generator
from datetime import date
from typing import Any

from bench.harness import Work, bench
from bench.main_jobs import command, room

TEN_YEARS = date(2016, 9, 1), date(2026, 9, 1)
BANDS = {"up_to_60": 0.6, "up_to_20": 0.2, "up_to_5": 0.05, "up_to_4_5": 0.045, "up_to_3_67": 0.0367, "up_to_2": 0.02}


@bench("bounds of every stratum and month of ten years, iran", bar_seconds=5, runs=3)
def ten_years() -> Generator[Work, None, None]:
    """From statements and coverage to both ends of each stratum of each month, with and without work."""
    view = room("servanda.case").open_case("iran").at(TEN_YEARS[1])
    days = room("servanda.case.knowledge_over_time").month_days(*TEN_YEARS)
    knowledge_on = room("servanda.case.join_knowledge").knowledge_on
    facts, covered = view.facts, view.coverage()
    yield lambda: knowledge_on(facts, days, covered)


def gaps(feed: float) -> list[Any]:
    """Ten years of months of a stock in six bands, each gap with other work."""
    gap = room("servanda.knowledge.gap")
    return [
        gap.Gap(
            tuple(gap.Holding(band, assay, 100.0 / assay, 102.0 / assay) for band, assay in BANDS.items()),
            (gap.Stage(30.0, 1000.0 + 40.0 * month, feed),),
        )
        for month in range(120)
    ]


@bench("bounds of six strata in 120 months, feed without limit, in blocks", bar_seconds=5, runs=3)
def in_blocks() -> Generator[Work, None, None]:
    """720 upper ends as few programmes of many blocks; lower ends in closed form."""
    reaches_of_gaps = room("servanda.knowledge.bounds").reaches_of_gaps
    many = gaps(math.inf)
    yield lambda: reaches_of_gaps(many)


@bench("bounds of six strata in 120 months, limited feed, in blocks", bar_seconds=5, runs=3)
def limited() -> Generator[Work, None, None]:
    """The same with tails at any assay, which needs more columns."""
    reaches_of_gaps = room("servanda.knowledge.bounds").reaches_of_gaps
    many = gaps(10_000.0)
    yield lambda: reaches_of_gaps(many)


@bench("bounds of six strata in 12 months, one programme each", bar_seconds=5, runs=3)
def one_by_one() -> Generator[Work, None, None]:
    """A tenth of the work without blocks, to compare: both ends of each stratum by a programme of its own."""
    bounds = room("servanda.knowledge.bounds")
    many = gaps(math.inf)[:12]

    def work() -> None:
        for gap in many:
            for material in gap.materials:
                for weight in (1.0, -1.0):
                    bounds.reach(gap, {material: weight})

    yield work


@bench("20,000 draws of four strata after a strike, and a verification", bar_seconds=0.5)
def draws() -> Generator[Work, None, None]:
    """From the record to likely ranges and what would narrow them."""
    view = room("servanda.case").open_case("iran").at(date(2025, 7, 1))
    _ = view.known_strata
    yield view.likely


@bench("knowledge iran, cold", bar_seconds=3, runs=3)
def cold() -> Generator[Work, None, None]:
    """Cold start to the printed answer."""
    yield command("knowledge", "iran")
