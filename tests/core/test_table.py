"""The strict table reader: what is written is read back, and each damaged line is one finding."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servanda.core.finding import Finding, Misuse, Refused, Severity, errors, refuse_on_error, shown
from servanda.core.table import MAX_FIELD, Columns, Row, decode, read_table, write_table

COLUMNS = Columns(("id", "text"), ("note",))
cells = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20)
rows = st.lists(st.fixed_dictionaries({"id": cells.map(lambda c: f"x{c}"), "text": cells, "note": cells}), max_size=6)


@given(rows)
def test_write_then_read_is_the_identity(written: list[dict[str, str]]) -> None:
    """Any cells, with commas, quotes and line ends in them, come back as they were, in order and without findings."""
    read, findings = read_table(write_table(written, COLUMNS.all), "t.csv", COLUMNS)
    assert findings == []
    assert [dict(row.cells) for row in read] == written


@given(rows, st.permutations(COLUMNS.all))
def test_column_order_does_not_matter(written: list[dict[str, str]], order: list[str]) -> None:
    """Columns may be written in any order."""
    read, findings = read_table(write_table(written, order), "t.csv", COLUMNS)
    assert findings == []
    assert [dict(row.cells) for row in read] == written


@given(st.text())
def test_any_text_gives_rows_or_findings(text: str) -> None:
    """No text makes the reader fail: it gives rows, or findings that name the file and what to do."""
    read, findings = read_table(text, "t.csv", COLUMNS)
    assert all(isinstance(row, Row) for row in read)
    assert all(f.file == "t.csv" and f.remedy for f in findings)


@given(st.binary())
def test_any_bytes_are_text_or_a_finding(data: bytes) -> None:
    """Bytes are decoded or refused with a finding."""
    text, findings = decode(data, "t.csv")
    assert (text == data.decode("utf-8-sig")) if not findings else findings[0].name == "table-not-utf8"


def message(text: str) -> list[str]:
    """All findings about a table, as people read them."""
    return [f.text() for f in read_table(text, "t.csv", COLUMNS)[1]]


def test_lines_are_counted_through_quoted_line_ends() -> None:
    """A row says the line on which it starts, also after a cell with line ends; optional columns are empty."""
    read, _ = read_table('id,text\na,"one\ntwo"\n\nb,three\n', "t.csv", COLUMNS)
    assert [(row["id"], row.line, row["note"]) for row in read] == [("a", 2, ""), ("b", 5, "")]


def test_ragged_line() -> None:
    """A line with too many cells is named, and the comma trap explained; the other lines are read."""
    assert message("id,text\na,one, two\nb,three\n") == [
        (
            "error: t.csv, line 2: found 3 cells; expected 2 cells, as in the header. Rule: tables are UTF-8 CSV with one "
            "header line (RFC 4180) [table-ragged-line]. To do: put text that contains a comma between double quotes: "
            '"a, b"'
        )
    ]


def test_unknown_missing_and_repeated_columns() -> None:
    """A misspelt column would lose data: it is refused, as are missing and repeated ones."""
    assert [f.name for f in read_table("id,txet,note,note\n", "t.csv", COLUMNS)[1]] == [
        "table-missing-column",
        "table-unknown-column",
        "table-column-twice",
    ]


def test_unclosed_quotation_mark() -> None:
    """An unclosed quotation mark is one finding that says what to write."""
    (found,) = message('id,text\na,"one\n')
    assert found.startswith("error: t.csv, line 2: found unexpected end of data; expected balanced quotation marks")


def test_empty_table() -> None:
    """An empty file is not an empty table."""
    assert message(" \n") == [
        (
            "error: t.csv: found an empty file; expected the header id,text. Rule: tables are UTF-8 CSV with one header "
            "line (RFC 4180) [table-empty]. To do: write the header line"
        )
    ]


def test_long_line() -> None:
    """A line of ten megabytes is a finding of readable length."""
    (found,) = message("id,text\na," + "x" * 10_000_000)
    assert found.startswith(
        f"error: t.csv, line 2: found a line of 10000002 characters; expected at most {MAX_FIELD}. "
    )
    assert len(found) < 300


def test_not_utf8_names_line_and_byte() -> None:
    """Latin-1 text is refused with the line of its first bad byte."""
    _, (found,) = decode(b"id,text\na,Z\xfcrich\n", "t.csv")
    assert (found.line, found.found) == (2, "byte 0xfc")


def test_byte_order_mark_is_dropped() -> None:
    """A file saved by a spreadsheet begins with a byte order mark; it is not part of the first column."""
    assert decode(b"\xef\xbb\xbfid", "t.csv") == ("id", [])


def test_refusal_lists_every_finding_in_order() -> None:
    """Warnings alone refuse nothing; with an error all findings are listed by place, each once."""
    row = Row("t.csv", 3, {"id": "a"})
    warning = row.finding("w", "id", "b", "rule", "do", severity=Severity.WARNING)
    error = Finding("a.csv", None, "e", "", "x", "y", "rule", "do")
    refuse_on_error("case c", [warning])
    with pytest.raises(Refused) as caught:
        refuse_on_error("case c", [warning, error, error])
    assert errors([warning, error]) == [error]
    assert str(caught.value) == (
        "case c is refused:\n"
        "error: a.csv: found x; expected y. Rule: rule [e]. To do: do\n"
        "warning: t.csv, line 3, id: found 'a'; expected b. Rule: rule [w]. To do: do"
    )


def test_long_values_are_shortened() -> None:
    """A found value stays readable in a message."""
    assert shown("x" * 1000) == repr("x" * 80 + "… (1000 characters)")
    assert shown(3) == "'3'"


def test_misuse_is_a_value_error() -> None:
    """Callers that know nothing of Servanda can catch misuse as a ValueError."""
    assert issubclass(Misuse, ValueError)
