"""Places on the scale of an issue: an open value is a range, and only its own number or a coding places a position."""

from __future__ import annotations

from servanda.brief.answer import Brief
from servanda.brief.drawing import drawings
from servanda.brief.gather_place import span, stands
from servanda.brief.parts import Anchor

CAP = (Anchor(0, "60%"), Anchor(30, "20%"), Anchor(70, "3.67%"), Anchor(85, "1.5%"), Anchor(100, "0%"))


def test_above_nothing_is_a_range_and_not_sixty() -> None:
    """The words do not name the end of the scale where an analyst put the row."""
    assert span(">0 % U-235", CAP) == (100.0, 0.0)
    assert stands(">0 % U-235", 0.0, CAP) == "above 0 % U-235"


def test_below_a_number_reaches_to_the_lowest() -> None:
    """Below 20 % lies between the place of 20 % and that of 0 %."""
    assert span("<20", CAP) == (30.0, 100.0)
    assert stands("<20", 30.0, CAP) == "below 20"


def test_a_number_between_anchors_lies_between_their_places() -> None:
    """40 % is halfway between 20 % and 60 %."""
    assert span(">40", CAP) == (15.0, 0.0)


def test_a_number_stands_by_itself_and_words_are_coded() -> None:
    """What an analyst coded says so; what has no place has no words."""
    assert stands("3.67 % U-235", 70.0, CAP) == "3.67 % U-235"
    assert stands("abandon", 100.0, CAP) == "coded as 0%"
    assert stands("some", 42.0, CAP) == "coded as 42 of 100"
    assert stands("by need", None, CAP) == ""


def test_a_scale_without_numbers_has_no_ranges() -> None:
    """Anchors in words give no place to a number, and a number beyond the scale has none."""
    assert span(">0", (Anchor(0, "all"), Anchor(100, "none"))) == ()
    assert span("<90", CAP) == ()
    assert span("3", CAP) == ()


def test_the_chart_of_the_cap_says_above_nothing_for_iran(brief: Brief) -> None:
    """Title, spoken label and picture say the range; none says that Iran stands at 60 %."""
    drawing = next(d for d in drawings(brief) if d.name == "positions")
    assert "Iran: above 0 % U-235" in drawing.title
    assert "Iran: above 0 % U-235" in drawing.label
    assert "Iran (above 0 % U-235)" in drawing.narrow.body
    assert "60%" not in drawing.title
