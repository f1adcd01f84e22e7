"""The picture of what would change an answer most."""

from __future__ import annotations

import re

import pytest

from servanda.brief.chart import NARROW, WIDE
from servanda.brief.chart_value import ValueBar, ValueBars, value_chart
from servanda.brief.svg import picture

BARS = (
    ValueBars(
        "time to 1 SQ",
        (
            ValueBar("visit to A", 0.21, 0.01, 4),
            ValueBar("design information on new and rebuilt plants", 0.29, 0.01, 12),
            ValueBar("sampling", 0.001, 0.001, 6),
        ),
    ),
    ValueBars("up to 60 % that may exist", (ValueBar("verification", 0.995, 0.01, 24),)),
)


@pytest.mark.parametrize("width", [NARROW, WIDE])
def test_names_effort_and_percent_are_in_the_picture(width: int) -> None:
    """The longest bar first; what tells nothing says so; names are whole on a phone."""
    drawn = picture("value", value_chart(BARS, width))
    words = re.findall(r"<text[^>]*>([^<]*)</text>", drawn.body)
    assert [w for w in words if "inspector-days" in w] == [
        "29 % · 12 inspector-days",
        "21 % · 4 inspector-days",
        "nothing · 6 inspector-days",
        "over 99 % · 24 inspector-days",
    ]
    assert words.index("design information on new and rebuilt plants") < words.index("visit to A")
    assert drawn.width <= width + 1


def test_the_dark_bar_is_the_best_for_a_day() -> None:
    """One dark bar in each block."""
    body = picture("value", value_chart(BARS, WIDE)).body
    assert body.count('fill="#1d5f9e"') == 2
