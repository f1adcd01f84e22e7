"""The page as text: links that resolve, nothing that loads, a structure that a screen reader can follow."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from servanda.brief.answer import Brief
from servanda.brief.figures import all_evidence, all_figures
from servanda.case import Case
from tests.brief.reading import Page


@pytest.fixture(scope="module")
def html(folder: Path) -> str:
    """The written page."""
    return (folder / "brief.html").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def page(html: str) -> Page:
    """The page, read."""
    return Page(html)


def test_every_link_inside_the_page_leads_somewhere(page: Page) -> None:
    """Each href that begins with # has its id, and ids are unique."""
    assert len(page.ids) == len(set(page.ids))
    inside = {link[1:] for link in page.links if link.startswith("#")}
    assert len(inside) > 200
    assert inside - set(page.ids) == set()


def test_every_statement_has_its_source_entry(page: Page, brief: Brief) -> None:
    """Each entry's source is in the list of texts, with title and day."""
    texts = {t.id: t for t in brief.sources.texts}
    assert all(texts[e.source].title and texts[e.source].date for e in brief.sources.entries)
    assert all(f"src-{e.source}" in page.ids and f"st-{e.id}" in page.ids for e in brief.sources.entries)


def test_every_figure_leads_to_statements_or_a_method(brief: Brief) -> None:
    """No bare numbers: a figure has evidence that has an entry, or a method note."""
    entries = {e.id for e in brief.sources.entries}
    methods = {m.name for m in brief.sources.methods}
    for figure in all_figures(brief):
        assert figure.evidence or figure.method in methods or figure.value is None, figure.text
    assert set(all_evidence(brief)) <= entries


def test_nothing_in_the_page_loads_anything(page: Page, html: str) -> None:
    """No script, no picture by address, no import, no url() but to a place in the page itself."""
    assert page.loading == []
    assert "@import" not in html
    assert set(re.findall(r"url\((.)", html)) <= {"#"}
    outside = [link for link in page.links if not link.startswith("#")]
    assert all(link.startswith(("https://", "http://")) for link in outside)


def test_links_to_sources_do_not_tell_where_they_come_from(page: Page) -> None:
    """Every link to the outside says noreferrer."""
    outside = [a for tag, a in page.tags if tag == "a" and a.get("href", "").startswith("http")]
    assert outside
    assert all(a.get("rel") == "noreferrer" for a in outside)


def test_the_page_is_well_formed(page: Page) -> None:
    """Tags close in the order in which they were opened."""
    assert page.nesting == []


def test_headings_are_in_order(page: Page) -> None:
    """One first heading, and no level is skipped on the way down."""
    assert page.headings.count(1) == 1
    assert all(after - before <= 1 for before, after in zip(page.headings, page.headings[1:], strict=False))


def test_landmarks_language_and_table_headers(page: Page) -> None:
    """A screen reader finds its way: language, main, nav, header cells with scope, charts with words."""
    tags = [tag for tag, _ in page.tags]
    assert dict(page.tags[[t for t, _ in page.tags].index("html")][1])["lang"] == "en"
    assert {"main", "nav", "header", "footer"} <= set(tags)
    assert all("scope" in a for tag, a in page.tags if tag == "th")
    charts = [a for tag, a in page.tags if tag == "svg"]
    assert len(charts) >= 8
    assert all(a.get("role") == "img" and len(a.get("aria-label", "")) > 20 for a in charts)


def test_recalled_statements_are_marked_with_the_word(page: Page, brief: Brief, iran: Case) -> None:
    """Each recalled statement carries the word in its entry; those that were read do not."""
    marks = {e.id: e.mark for e in brief.sources.entries if e.id in iran.record.by_id}
    assert all(iran.record.by_id[i].mark.value == mark for i, mark in marks.items())
    recalled = [e for e in brief.sources.entries if e.mark == "recalled"]
    assert recalled
    assert page.text.count(" recalled. Source ") == len(recalled)


def test_every_part_has_its_place(page: Page) -> None:
    """The seven parts stand in the order in which they are read."""
    parts = ["bottom-line", "known", "agreements", "capability", "positions", "missing", "sources"]
    assert [i for i in page.ids if i in parts] == parts


def test_no_word_from_another_place_breaks_out_of_the_page(html: str) -> None:
    """Texts are escaped: quotation marks and ampersands from the record stay text."""
    assert "<script" not in html.lower()
    assert re.search(r"&(?!amp;|lt;|gt;|quot;|#\d+;|#x[0-9a-f]+;)", html.split("</style>")[1]) is None
