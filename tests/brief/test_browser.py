"""The page in headless Chromium: offline, by keyboard, on a phone and on a desk, light and dark."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page

SIZES = {"phone": 390, "desk": 1280}


@pytest.fixture
def opened(browser: Browser, folder: Path) -> Iterator[tuple[Page, list[str]]]:
    """The page opened from disk, and a list that fills with everything that must not happen."""
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    seen: list[str] = []
    address = (folder / "brief.html").as_uri()
    page.on("request", lambda r: None if r.url.split("#")[0] == address else seen.append(f"request {r.url}"))
    page.on("console", lambda m: seen.append(f"console {m.text}"))
    page.on("pageerror", lambda e: seen.append(f"error {e}"))
    page.goto(address)
    yield page, seen
    page.close()


def test_it_opens_from_disk_without_any_request_or_error(opened: tuple[Page, list[str]]) -> None:
    """Nothing is requested but the file, and the console stays empty."""
    page, seen = opened
    page.wait_for_load_state("networkidle")
    assert page.title() == "Iran on 1 July 2025: brief"
    assert seen == []


def focus_text(page: Page) -> str:
    """The words of the element that has the focus."""
    return str(page.evaluate("document.activeElement.textContent"))


def tab_to(page: Page, words: str, most: int) -> None:
    """Press Tab until the element with these words has the focus."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if focus_text(page) == words:
            return
    pytest.fail(f"{words!r} was not reached with {most} times Tab")


def test_a_number_leads_to_its_source_by_keyboard_alone(opened: tuple[Page, list[str]]) -> None:
    """Tab to 440.9 kg, Enter; at its statement Tab to the source, Enter: there stand title and publisher's day."""
    page, seen = opened
    tab_to(page, "440.9 kg U", 25)
    page.keyboard.press("Enter")
    statement = str(page.evaluate("location.hash.slice(1)"))
    assert statement.startswith("st-IR-STK-")
    page.keyboard.press("Tab")
    source = focus_text(page)
    page.keyboard.press("Enter")
    assert page.evaluate("location.hash") == f"#src-{source}"
    assert page.evaluate("document.querySelector(':target').getBoundingClientRect().top < innerHeight")
    assert "GOV/2026/8" in str(page.evaluate("document.querySelector(':target').textContent"))
    assert seen == []


def test_a_statement_leads_back_to_where_it_is_used(opened: tuple[Page, list[str]]) -> None:
    """The first way back from the statement of 440.9 kg leads to the bottom line."""
    page, _ = opened
    tab_to(page, "440.9 kg U", 25)
    page.keyboard.press("Enter")
    tab_to(page, "↩1", 4)
    page.keyboard.press("Enter")
    assert page.evaluate("document.querySelector(':target').closest('section').id") == "bottom-line"


def test_the_first_stop_is_the_skip_link(opened: tuple[Page, list[str]]) -> None:
    """It becomes visible with the focus."""
    page, _ = opened
    page.keyboard.press("Tab")
    assert focus_text(page) == "Skip to the bottom line"
    assert page.evaluate("document.activeElement.getBoundingClientRect().left >= 0")


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_hangs_over_the_edge_and_text_stands_out(
    browser: Browser, folder: Path, size: str, scheme: Literal["light", "dark"]
) -> None:
    """No sideways scrolling of the page; words and charts have a contrast of at least 4.5 to the page."""
    page = browser.new_page(viewport={"width": SIZES[size], "height": 900}, color_scheme=scheme)
    page.goto((folder / "brief.html").as_uri())
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    assert page.evaluate("document.documentElement.scrollWidth") <= SIZES[size]
    assert page.evaluate(CONTRAST) == []
    page.close()


CONTRAST = """() => {
  const light = c => {
    const [r, g, b] = c.match(/[\\d.]+/g).slice(0, 3).map(v => v / 255)
      .map(v => v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const paper = light(getComputedStyle(document.body).backgroundColor);
  const ratio = c => (Math.max(light(c), paper) + 0.05) / (Math.min(light(c), paper) + 0.05);
  const words = [...document.querySelectorAll("p, a, th, td, h1, h2, h3, h4, li, summary, .small, .st, .d")];
  const weak = words.filter(e => ratio(getComputedStyle(e).color) < 4.5).map(e => e.className || e.tagName);
  const drawn = [...document.querySelectorAll("figure:not(#chart-status):not(#chart-knowledge) .chart text")]
    .filter(e => e.getAttribute("stroke") === null && ratio(getComputedStyle(e).fill) < 4.5)
    .map(e => "chart " + e.textContent);
  return [...new Set([...weak, ...drawn])];
}"""


def test_tables_can_be_scrolled_by_keyboard(opened: tuple[Page, list[str]]) -> None:
    """Every region that may scroll can take the focus and has a name."""
    page, _ = opened
    regions = page.locator(".scroll")
    assert regions.count() >= 5
    assert page.locator(".scroll[tabindex='0'][role='region'][aria-label]").count() == regions.count()


def test_one_width_of_each_chart_is_shown(opened: tuple[Page, list[str]]) -> None:
    """A chart that has two widths shows exactly one of them."""
    page, _ = opened
    for width in SIZES.values():
        page.set_viewport_size({"width": width, "height": 900})
        shown = page.evaluate(
            "[...document.querySelectorAll('figure')].map(f => [...f.querySelectorAll('.chart')]"
            ".filter(c => getComputedStyle(c).display !== 'none').length)"
        )
        assert set(shown) == {1}
