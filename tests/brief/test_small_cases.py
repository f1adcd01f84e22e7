"""Cases without stock, agreements or positions give a decent brief that says what is missing."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from servanda.brief.build import build_brief
from servanda.brief.drawing import drawings
from servanda.brief.page import page
from servanda.brief.text import markdown
from servanda.brief.write import NAMES, write_brief
from servanda.case import Case, open_case
from servanda.case.new import new_case
from tests.brief.reading import Page

DAY = date(2025, 7, 1)


@pytest.fixture
def small(tmp_path: Path) -> Case:
    """A new case of another State, as the template makes it."""
    new_case(tmp_path / "brazil", "BRA", "Brazil", DAY, "BR")
    return open_case(tmp_path / "brazil")


def test_a_new_case_gives_all_four_files(small: Case, tmp_path: Path) -> None:
    """Nothing is recorded yet, and the brief is written all the same."""
    assert [p.name for p in write_brief(small, DAY, None, "all", tmp_path / "out")] == list(NAMES)


def test_empty_parts_say_what_would_fill_them(small: Case) -> None:
    """No empty panel, no empty table: each part says what is missing."""
    found = build_brief(small, DAY)
    read = Page(page(found, drawings(found)))
    assert "No amount of nuclear material is known for this day." in read.text
    assert "No enriched uranium stock is known for the day, so no time can be given" in read.text
    assert "No position of any party is known for this day." in read.text
    assert not any(tag == "svg" for tag, _ in read.tags)
    assert {link[1:] for link in read.links if link.startswith("#")} <= set(read.ids)


def test_a_case_without_agreements_says_so() -> None:
    """Ukraine: positions and formats only."""
    found = build_brief(open_case("ukraine"), DAY)
    assert found.agreements.duties == ()
    assert "No agreement is recorded for this case" in Page(page(found, drawings(found))).text
    assert "No agreement is recorded for this case." in markdown(found)
    assert found.positions.issues
    assert found.bottom_line


def test_one_state_of_knowledge_shows_one_column(small: Case) -> None:
    """With one state of knowledge there is no part on what changed."""
    found = build_brief(small, DAY, (None,))
    assert [k.label for k in found.knowledge] == ["as known now"]
    assert "What changed" not in Page(page(found, drawings(found))).text
