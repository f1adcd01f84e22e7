"""Options and fixtures for every test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.support import chromium_or_skip

VECTOR_OPTIONS = {
    "--balance-cases": "JSON file of balance sequences with independently computed results",
    "--breakout-cases": "CSV file of published times to a quantity",
    "--compliance-facts": "CSV file of facts and expected verdicts about obligations",
    "--enrichment-examples": "CSV file of enrichment and separative-work examples",
    "--verification-examples": "CSV file of examples of verification statistics",
}


def pytest_addoption(parser: pytest.Parser) -> None:
    """Each kind of vector takes any number of files; without the option those kept in the project are run."""
    group = parser.getgroup("vectors", "published and independently computed cases")
    for option, text in VECTOR_OPTIONS.items():
        group.addoption(
            option, action="append", default=[], metavar="FILE", help=f"{text} (repeatable; default: the kept ones)"
        )


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Prints what rows of files named on the command line were compared with, whether they passed or not."""
    if not terminalreporter.config.getoption("--breakout-cases"):
        return
    reports = [r for group in ("passed", "failed") for r in terminalreporter.stats.get(group, [])]
    said = {str(text) for r in reports for name, text in r.user_properties if name == "breakout_case"}
    if said:
        terminalreporter.section("published times and what the record gives")
        for text in sorted(said):
            terminalreporter.line(text.split("|", 1)[1])


@pytest.fixture(scope="session")
def chromium() -> Path:
    """Where the machine's Chromium is."""
    return chromium_or_skip()


@pytest.fixture(scope="session")
def browser(chromium: Path) -> Iterator[Browser]:
    """A running headless Chromium, started once for each worker."""
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield running
        running.close()
