"""Words around numbers: singular and plural."""

from __future__ import annotations

import pytest

from servanda.brief.words import counted


@pytest.mark.parametrize(
    ("number", "noun", "said"),
    [
        (1, "site", "1 site"),
        (2, "site", "2 sites"),
        (0, "day", "0 days"),
        (3, "body", "3 bodies"),
        (1568, "day", "1,568 days"),
    ],
)
def test_a_number_agrees_with_its_noun(number: int, noun: str, said: str) -> None:
    """One is singular, everything else plural, and thousands are parted."""
    assert counted(number, noun) == said
