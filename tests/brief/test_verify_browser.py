"""The verification report in headless Chromium: offline, by keyboard, on a phone and on a desk, light and dark."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser

from servanda.brief.verify_report import write_report
from servanda.case.verify_answer import evaluate_input
from servanda.case.verify_read import read_input
from servanda.case.verify_template import write_template
from tests.brief.test_browser import CONTRAST, SIZES


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report of the template's facility."""
    folder = tmp_path_factory.mktemp("verify")
    write_template(folder / "plant")
    return write_report(evaluate_input(read_input(folder / "plant")), folder / "report")[0]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_hangs_over_the_edge_and_text_stands_out(
    browser: Browser, report: Path, size: str, scheme: Literal["light", "dark"]
) -> None:
    """No request, no console message, no sideways scrolling of the page; contrast of at least 4.5."""
    page = browser.new_page(viewport={"width": SIZES[size], "height": 900}, color_scheme=scheme)
    seen: list[str] = []
    address = report.as_uri()
    page.on("request", lambda r: None if r.url.split("#")[0] == address else seen.append(f"request {r.url}"))
    page.on("console", lambda m: seen.append(f"console {m.text}"))
    page.on("pageerror", lambda e: seen.append(f"error {e}"))
    page.goto(address)
    page.wait_for_load_state("networkidle")
    assert seen == []
    assert page.evaluate("document.documentElement.scrollWidth") <= SIZES[size]
    assert page.evaluate(CONTRAST) == []
    shown = page.evaluate(
        "[...document.querySelectorAll('figure')].map(f => [...f.querySelectorAll('.chart')]"
        ".filter(c => getComputedStyle(c).display !== 'none').length)"
    )
    assert shown == [1, 1, 1]
    page.close()


def test_every_part_is_reached_by_keyboard(browser: Browser, report: Path) -> None:
    """The first stop is the skip link; each entry of the list of parts leads to its part; tables can take the focus."""
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.goto(report.as_uri())
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the bottom line"
    targets = page.evaluate("[...document.querySelectorAll('nav a')].map(a => a.hash.slice(1))")
    assert len(targets) == 8
    assert all(page.evaluate("id => document.getElementById(id) !== null", target) for target in targets)
    regions = page.locator(".scroll")
    assert page.locator(".scroll[tabindex='0'][role='region'][aria-label]").count() == regions.count() >= 8
    page.close()
