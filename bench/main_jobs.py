"""The jobs that people wait for, with the bars they were promised."""

from __future__ import annotations

import importlib
import subprocess
import sys
import tempfile
from collections.abc import Generator
from datetime import date
from pathlib import Path
from typing import Any

from bench.harness import Work, bench
from bench.made_case import write_case

SERVANDA = Path(sys.executable).parent / "servanda"


def command(*arguments: str) -> Work:
    """A cold start of the command, its output thrown away; a failure is told with its last words."""

    def work() -> None:
        done = subprocess.run([SERVANDA, *arguments], capture_output=True, text=True, check=False)
        if done.returncode:
            raise RuntimeError((done.stderr.strip().splitlines() or [f"exit status {done.returncode}"])[-1])

    return work


def room(name: str) -> Any:  # the rooms are looked up when timed, so that one that is missing fails alone
    """A module of the product."""
    return importlib.import_module(name)


@bench("servanda --help", bar_seconds=0.3, runs=7)
def help_text() -> Generator[Work, None, None]:
    """Cold start to the list of commands."""
    yield command("--help")


@bench("brief iran, cold", bar_seconds=4, runs=3)
def brief() -> Generator[Work, None, None]:
    """Cold start to files written."""
    with tempfile.TemporaryDirectory() as folder:
        yield command("brief", "iran", "--out", folder)


@bench("load and check 10,000 statements", bar_seconds=1)
def load() -> Generator[Work, None, None]:
    """A generated case, from folder to record."""
    open_case = room("servanda.case").open_case
    with tempfile.TemporaryDirectory() as folder:
        path = write_case(Path(folder), 10_000)
        yield lambda: open_case(path)


@bench("1e6 separative-work evaluations", bar_seconds=0.1)
def separative_work() -> Generator[Work, None, None]:
    """One million products, feeds and tails at once."""
    numpy = room("numpy")
    swu_per_product = room("servanda.capability.separative_work").swu_per_product
    draws = numpy.random.default_rng(1).random((3, 1_000_000))
    product, feed, tails = 0.2 + 0.7 * draws[0], 0.007 + 0.05 * draws[1], 0.001 + 0.003 * draws[2]
    yield lambda: swu_per_product(product, feed, tails)


@bench("all obligations, every day of ten years", bar_seconds=2, runs=3)
def ten_years() -> Generator[Work, None, None]:
    """The status of every obligation of iran on each day, the case opened before."""
    case = room("servanda.case").open_case("iran")
    yield lambda: case.at(as_of=date(2025, 7, 1)).timeline(date(2016, 1, 1), date(2026, 1, 1))
