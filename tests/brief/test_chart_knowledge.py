"""The chart of what is known over time: areas inside each other, states that can be read, figures at its end."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from servanda.brief.chart import NARROW, WIDE
from servanda.brief.chart_knowledge import STATE_WORDS, KnowledgePoint, knowledge_chart
from servanda.brief.svg import picture
from servanda.brief.write_knowledge import knowledge_points, write_knowledge_chart
from servanda.case import open_case

POINTS = [
    KnowledgePoint("2025-01-01", 400.0, 392.0, 430.0, 408.0, 395.0, 406.0, "at_risk"),
    KnowledgePoint("2025-06-13", 440.9, 0.0, 449.7, 449.7, 180.0, 435.0, "lost"),
    KnowledgePoint("2026-06-13", 440.9, 0.0, 1500.0, 449.7, 132.0, 436.0, "lost"),
]


def test_states_have_their_names_in_the_picture() -> None:
    """Colour never carries meaning alone: a state that has room says its name."""
    drawn = picture("k", knowledge_chart(POINTS, WIDE)).body
    assert "at risk" in drawn
    assert ">lost<" in drawn
    assert set(STATE_WORDS) == {"kept", "at_risk", "lost", "cannot_be_known"}


def test_figures_of_the_last_day_and_what_leaves_the_picture() -> None:
    """Lower and upper ends are told apart in words; an upper end above the scale is said."""
    wide = picture("k", knowledge_chart(POINTS, WIDE)).body
    assert "may exist, above this scale: 1,500" in wide
    assert "if no machine ran at most 450" in wide
    assert "likely from 132" in wide
    assert "above this scale" not in picture("k", knowledge_chart(POINTS, WIDE, top=2000.0)).body


def test_it_fits_a_phone() -> None:
    """The narrow picture has the width of the other narrow ones."""
    assert picture("k", knowledge_chart(POINTS, NARROW)).width == NARROW


def test_points_of_the_record_stand_where_something_changed() -> None:
    """The day of the strike and the one before it are drawn, so that the fall of what can be shown is steep."""
    points = {p.day: p for p in knowledge_points(open_case("iran").at(date(2025, 9, 1)))}
    assert points["2025-06-12"].continuity == "at_risk"
    assert points["2025-06-13"].continuity == "lost"
    assert (points["2025-06-12"].low or 0.0) > 390.0
    assert points["2025-06-13"].low == 0.0


def test_nothing_to_draw(tmp_path: Path) -> None:
    """A case without stocks gives no file."""
    assert not write_knowledge_chart(open_case("ukraine").at(date(2025, 7, 1)), tmp_path / "k.svg")
    assert not (tmp_path / "k.svg").exists()
