"""The picture of one question: every member with its bar or its reason, modes of a split pool, everything inside."""

from __future__ import annotations

import re
from datetime import date

import pytest

from servanda.brief.chart import NARROW, WIDE
from servanda.brief.chart_judgements import MemberBar, judgements_chart
from servanda.brief.gather_judgements import member_bars, pool_shape
from servanda.brief.svg import picture
from servanda.case import open_case
from servanda.case.join_judgements import QuestionJudged
from servanda.core.question import Question


@pytest.fixture(scope="module")
def question() -> QuestionJudged:
    """What had been judged of the capacity from before the strikes by 15 July 2025."""
    found = open_case("iran").at(date(2025, 7, 15)).judgements(Question.PRE_STRIKE_CAPACITY)
    return next(q for q in found if q.asked.about == "2025-06-22")


def test_members_are_named_with_numbers_or_without(question: QuestionJudged) -> None:
    """A star marks numbers that an encoder made; who gave no range has no bar."""
    bars = member_bars(question.members)
    assert bars[0].who == "US Defense Intelligence Agency, 2025-06-24"
    assert bars[0].says.startswith("1/3/6 months*: set back")
    assert bars[0].quantiles == pytest.approx((1, 3, 6))
    assert bars[1].quantiles is None
    assert bars[1].says.startswith("no range: It will be a long time")


def test_a_split_pool_has_a_name_without_a_number(question: QuestionJudged) -> None:
    """Two modes and no median in the words of the picture; the density is highest at 1."""
    shape = pool_shape(question)
    assert shape is not None
    assert shape.name == "Linear pool of 6, split: 2 modes, no single number"
    assert shape.modes == pytest.approx((3, 22), rel=0.1)
    assert max(height for _, height in shape.density) == 1


@pytest.mark.parametrize("width", [NARROW, WIDE])
def test_everything_stands_inside_the_picture(question: QuestionJudged, width: int) -> None:
    """The drawing is as wide as asked; no text begins to its left or above it."""
    bars = member_bars(question.members)
    drawn = picture("judged", judgements_chart(bars, pool_shape(question), width))
    assert drawn.width == width
    for bar in bars:
        assert bar.who.split(" (")[0][:20] in drawn.body
    places = re.findall(r'<text [^>]*transform="translate\(([-\d.]+),([-\d.]+)\)', drawn.body)
    assert len(places) > 2 * len(bars)
    assert all(0 <= float(x) <= width and 0 < float(y) <= drawn.height for x, y in places)


def test_a_question_without_numbers_is_drawn_too() -> None:
    """Only words: rows without bars, no pool."""
    drawn = picture("words", judgements_chart([MemberBar("A, 2025-07-01", "no range: soon", None)], None, NARROW))
    assert "no range: soon" in drawn.body
