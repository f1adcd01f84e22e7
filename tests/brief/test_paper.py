"""The brief on paper."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pypdfium2
import pytest


@pytest.fixture(scope="module")
def pdf(folder: Path) -> Iterator[pypdfium2.PdfDocument]:
    """The written PDF, opened."""
    opened = pypdfium2.PdfDocument(folder / "brief.pdf")
    yield opened
    opened.close()


def words(pdf: pypdfium2.PdfDocument, page: int) -> str:
    """The text of one page with single spaces."""
    text: str = pdf[page].get_textpage().get_text_range()
    return " ".join(text.split())


def test_it_is_a4(pdf: pypdfium2.PdfDocument) -> None:
    """Every page is 210 by 297 mm."""
    sizes = {tuple(round(points / 72 * 25.4) for points in pdf[n].get_size()) for n in range(len(pdf))}
    assert sizes == {(210, 297)}


def test_the_first_page_has_the_bottom_line(pdf: pypdfium2.PdfDocument) -> None:
    """Title and figures stand on the first page."""
    first = words(pdf, 0)
    assert "Iran on 1 July 2025" in first
    assert "440.9 kg U" in first
    assert "408.6 kg U" in first


def test_sources_stand_at_the_end(pdf: pypdfium2.PdfDocument) -> None:
    """The last pages list texts with their addresses."""
    assert "https://" in words(pdf, len(pdf) - 2) + words(pdf, len(pdf) - 1)


def test_it_is_no_longer_than_people_print(pdf: pypdfium2.PdfDocument) -> None:
    """Sources included, twenty pages at most."""
    assert 5 <= len(pdf) <= 20
