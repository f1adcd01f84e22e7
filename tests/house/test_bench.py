"""The benchmark harness tells the truth about what it timed."""

from __future__ import annotations

from collections.abc import Generator

import pytest

from bench.harness import Bench, Figure, Work, measure
from bench.run import row, table


def quick() -> Generator[Work, None, None]:
    """Work that takes no time."""
    yield lambda: None


def broken() -> Generator[Work, None, None]:
    """Work that cannot be prepared."""
    rooms: dict[str, Work] = {}
    yield rooms["attic"]


def test_work_is_timed_as_often_as_asked() -> None:
    """Each run gives one figure."""
    assert len(measure(Bench("w", 1, 4, quick)).seconds) == 4


def test_work_that_fails_is_told_and_is_not_ok() -> None:
    """A benchmark that cannot run never looks like one within its bar."""
    figure = measure(Bench("w", 1, 4, broken))
    assert row(figure) == ("w", "-", "-", "-", "0", "1 s", "no: KeyError: 'attic'")
    assert not figure.ok


@pytest.mark.parametrize(("seconds", "ok"), [((0.1, 9.0, 0.2), "yes"), ((0.1, 2.0, 3.0), "NO")])
def test_the_median_is_held_against_the_bar(seconds: tuple[float, ...], ok: str) -> None:
    """One slow run does not miss the bar, two of three do."""
    assert row(Figure(Bench("w", 1, 3, quick), seconds))[-1] == ok


def test_figure_and_bar_stand_side_by_side() -> None:
    """The table has the promised columns."""
    lines = table([row(Figure(Bench("w", 1, 1, quick), (0.5,)))]).splitlines()
    assert [line.split() for line in lines] == [
        ["work", "median", "min", "max", "runs", "bar", "ok"],
        ["w", "0.5000", "s", "0.5000", "s", "0.5000", "s", "1", "1", "s", "yes"],
    ]
