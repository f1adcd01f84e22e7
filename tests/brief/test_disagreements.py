"""Statements that disagree are shown with both values and the reason for the one that is used."""

from __future__ import annotations

from datetime import date

import pytest

from servanda.brief.answer import Brief
from servanda.brief.build import build_brief
from servanda.brief.page import page
from servanda.brief.text import markdown
from servanda.case import Case
from tests.brief.reading import Page


def test_both_values_of_june_2025_are_shown(brief: Brief) -> None:
    """The newest stands first: 440.9 kg estimated, used, beside 432.9 kg verified, each with its own statement."""
    first = brief.known.disagreements[0]
    assert first.about == "Enriched up to 60 % (UF6)"
    sides = [(s.figure.text, s.figure.basis, s.used) for s in first.sides]
    assert sides == [("440.9 kg U", "estimated_by_agency", True), ("432.9 kg U", "verified", False)]
    assert all(len(s.figure.evidence) == 1 for s in first.sides)
    assert first.why.startswith("IR-STK-0151 is used: preferred in the record.")


def test_each_disagreement_uses_exactly_one_value(brief: Brief) -> None:
    """One side is used, it stands first, and the reason names it."""
    for found in brief.known.disagreements:
        assert [s.used for s in found.sides] == [True] + [False] * (len(found.sides) - 1)
        assert found.sides[0].figure.evidence[0] in found.why


def test_a_declared_value_is_set_against_the_one_that_the_agency_found(brief: Brief) -> None:
    """November 2021: Iran declared 25 kg, the Agency three days later estimated 17.7 kg, the press said 15.5 kg."""
    found = next(d for d in brief.known.disagreements if any(s.day == "2021-11-03" for s in d.sides))
    assert "declared" in {s.figure.basis for s in found.sides}


def test_rounding_is_no_disagreement(brief: Brief) -> None:
    """386.4 kg and 386 kg for one day say the same."""
    shown = {i for d in brief.known.disagreements for s in d.sides for i in s.figure.evidence}
    assert not {"IR-STK-0078", "IR-STK-0084", "IR-STK-0131"} & shown


def test_nothing_of_a_later_publication_is_set_beside(iran: Case) -> None:
    """By what was known on 1 July 2025 the figures published in September are no disagreement yet."""
    day = date(2025, 7, 1)
    then = build_brief(iran, day, (day,))
    assert not any(s.public > "2025-07-01" for d in then.known.disagreements for s in d.sides)
    assert "IR-STK-0152" not in {i for d in then.known.disagreements for s in d.sides for i in s.figure.evidence}


@pytest.mark.parametrize("words", ["Where statements disagree", "IR-STK-0151 is used: preferred in the record"])
def test_page_and_text_say_so(brief: Brief, words: str) -> None:
    """Both have the part."""
    assert words in markdown(brief)
    assert words in Page(page(brief, ())).text
