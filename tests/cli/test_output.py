"""How tables are laid out and values written."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servanda.cli.fields import Field, Kind, Row, TableForm, plain, significant
from servanda.cli.output import GAP, column_widths, filled, plain_table

WORDS = st.text(alphabet=st.characters(codec="ascii", categories=["L", "N"]), max_size=30)
CELLS = st.lists(st.lists(WORDS, min_size=4, max_size=4), max_size=6)
COLUMNS = [
    Field("id", Kind.TEXT, "", "id"),
    Field("number", Kind.NUMBER, "", "kg U"),
    Field("text", Kind.TEXT, "", "says", wraps=True),
    Field("more", Kind.TEXT, "", "more", least=20, wraps=True),
]


@given(CELLS, st.integers(1, 200))
def test_columns_share_the_width(cells: list[list[str]], width: int) -> None:
    """The columns never need more than the terminal has, as long as it has a letter for each; none is wider than its cells."""
    widths = column_widths(COLUMNS, cells, width)
    assert sum(widths) + GAP * (len(COLUMNS) - 1) <= max(width, len(COLUMNS) + GAP * (len(COLUMNS) - 1))
    assert min(widths) >= 1
    for place, found in enumerate(widths):
        assert found <= max([len(COLUMNS[place].head), *(len(line[place]) for line in cells)])


@given(CELLS)
def test_nothing_is_folded_where_there_is_room(cells: list[list[str]]) -> None:
    """On a wide terminal each column is as wide as its widest cell."""
    widths = column_widths(COLUMNS, cells, 1000)
    assert widths == [max([len(c.head), *(len(line[p]) for line in cells)]) for p, c in enumerate(COLUMNS)]


def test_numbers_stand_right_and_text_left() -> None:
    """Aligned for people, one line a row, no blanks at the end."""
    form = TableForm(
        "t", "", (Field("a", Kind.TEXT, "", "what"), Field("b", Kind.NUMBER, "", "kg"), Field("c", Kind.TEXT, ""))
    )
    rows: list[Row] = [{"a": "UF6", "b": 1234.5, "c": "x"}, {"a": "", "b": None, "c": "y"}]
    assert plain_table(form, rows) == ["what       kg", "UF6   1,234.5", ""]


def test_columns_without_content_or_room_are_left_out() -> None:
    """An empty column says nothing; a column for wide terminals waits for one."""
    wide = Field("wide", Kind.TEXT, "", "wide", width=100)
    empty = Field("empty", Kind.TEXT, "", "empty")
    form = TableForm("t", "", (wide, empty))
    assert filled(form, [{"wide": "x", "empty": ""}], 80) == []
    assert filled(form, [{"wide": "x", "empty": ""}], 100) == [wide]


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (None, ""), (True, "yes"), (False, "no"), (date(2025, 7, 1), "2025-07-01"), (3, "3"), (12345, "12,345"), (0.0, "0"),
        (202.8, "202.8"), (1253.9098, "1,253.91"), (0.00711, "0.00711"), (1234567.8, "1,234,568"), (float("inf"), "unbounded"),
        (("a", "b"), "a b"), ("two\nlines", "two lines"),
    ],
)  # fmt: skip
def test_values_as_people_read_them(value: object, shown: str) -> None:
    """Nothing for nothing, six significant digits, days as written."""
    assert plain(value) == shown  # type: ignore[arg-type]  # parametrize does not carry the types of its values


@given(st.floats(1e-6, 1e12))
def test_significant_digits_keep_the_number(value: float) -> None:
    """What is shown differs from the number by less than its sixth digit."""
    assert abs(float(significant(value).replace(",", "")) - value) <= abs(value) * 1e-5
