"""The data dictionary says what the readers read."""

from __future__ import annotations

import pytest

from tools.cases_page import PAGE, PARTS, TABLES, cases_page
from tools.cases_words import KEY_MEANINGS, MEANINGS


def test_the_page_is_what_the_readers_say() -> None:
    """`make docs` has been run since the last change."""
    assert PAGE.read_text("utf-8") == cases_page()


@pytest.mark.parametrize("name", sorted(TABLES))
def test_every_column_has_a_meaning_and_no_meaning_is_left_over(name: str) -> None:
    """A column that is taken away leaves the dictionary with it."""
    assert list(MEANINGS[name]) == list(TABLES[name].all)


@pytest.mark.parametrize("name", sorted(PARTS))
def test_every_key_has_a_meaning_and_no_meaning_is_left_over(name: str) -> None:
    """A key that is taken away leaves the dictionary with it."""
    assert set(KEY_MEANINGS[name]) == set(PARTS[name])
