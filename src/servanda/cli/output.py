"""Shows a document: a table on a terminal, aligned plain text in a pipe, one JSON document, or CSV."""

from __future__ import annotations

import csv
import json
import math
import sys
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Literal

from servanda.cli.failures import plural
from servanda.cli.fields import Document, Field, Kind, Row, TableForm, Value
from servanda.cli.words import paragraph
from servanda.core.finding import Misuse

NO_TERMINAL_WIDTH = 10_000
"""Columns that depend on the width are all shown where no terminal limits it."""

STYLES = {
    "exceeded": "bold red", "declared_non_observance": "red", "undetermined": "yellow", "contested": "magenta",
    "compliant": "green", "error": "bold red", "warning": "yellow", "overdue": "red", "recalled": "italic",
    "not_performed": "bold red", "not performed": "bold red", "clock started": "cyan",
}  # fmt: skip
"""How a terminal shows a cell that begins with one of these words; colour never carries meaning alone."""


def emit(document: Document, *, as_json: bool = False, as_csv: bool = False) -> None:
    """Write the document to standard output in the form asked for."""
    if as_json and as_csv:
        raise Misuse("--json and --csv at once: choose one of them")
    if as_json:
        print(json_text(document))
    elif as_csv:
        write_csv(document)
    elif sys.stdout.isatty():
        _terminal(document)
    else:
        _plain(document)


def json_text(document: Document) -> str:
    """The document as JSON: the head, then each table as a list of rows with the same keys."""
    form = document.form
    whole = {"schema": form.schema, **_row(form.head, document.head)}
    whole.update((table.key, [_row(table.fields, row) for row in document.rows[table.key]]) for table in form.tables)
    return json.dumps(whole, ensure_ascii=False, indent=2, allow_nan=False)


def write_csv(document: Document) -> None:
    """The first table of the document as CSV; lists are joined by `;`."""
    table = document.form.tables[0]
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow([field.key for field in table.fields])
    writer.writerows([_csv_cell(row[field.key]) for field in table.fields] for row in document.rows[table.key])


def _row(fields: Iterable[Field], row: Row) -> dict[str, object]:
    return {field.key: _json_value(row[field.key]) for field in fields}


def _json_value(value: Value) -> object:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    return list(value) if isinstance(value, tuple | list) else value


def _csv_cell(value: Value) -> str:
    found = _json_value(value)
    if found is None:
        return ""
    if isinstance(found, list):
        return ";".join(found)
    if isinstance(found, bool):
        return "true" if found else "false"
    return json.dumps(found, ensure_ascii=False) if isinstance(found, dict) else str(found)


def _shown(document: Document) -> list[TableForm]:
    """The tables that the text shows."""
    return [
        form
        for form in document.form.tables
        if form.columns and form.key not in document.hidden and (document.rows[form.key] or form.none)
    ]


def _plain(document: Document) -> None:
    blocks = ["\n".join(document.before)] if document.before else []
    for form in _shown(document):
        lines = plain_table(form, document.rows[form.key]) or [form.none]
        blocks.append("\n".join([form.title, *lines] if form.title else lines))
    blocks += ["\n".join(document.after)] if document.after else []
    print("\n\n".join(blocks))


def plain_table(form: TableForm, rows: Sequence[Row]) -> list[str]:
    """A table as aligned lines, one a row and never cut, for pipes and files; nothing when there are no rows."""
    columns = filled(form, rows, NO_TERMINAL_WIDTH)
    cells = [[column.head for column in columns], *([column.cell(row) for column in columns] for row in rows)]
    widths = [max(len(line[place]) for line in cells) for place in range(len(columns))]
    return [_line(columns, widths, line) for line in cells] if rows else []


def _line(columns: Sequence[Field], widths: Sequence[int], cells: Sequence[str]) -> str:
    parts = zip(columns, widths, cells, strict=True)
    return "  ".join(cell.rjust(width) if column.right else cell.ljust(width) for column, width, cell in parts).rstrip()


def filled(form: TableForm, rows: Sequence[Row], width: int) -> list[Field]:
    """The columns that fit a width and say something in at least one row."""
    return [c for c in form.columns if c.width <= width and any(c.cell(row) for row in rows)]


def _terminal(document: Document) -> None:
    from rich.console import Console
    from rich.text import Text

    console = Console(highlight=False, markup=False)
    blocks: list[list[object]] = [[Text(line) for line in document.before]] if document.before else []
    for form in _shown(document):
        rows = document.rows[form.key]
        table = _rich_table(form, rows, console.width) if rows else Text(form.none)
        block: list[object] = [Text(form.title, style="bold"), table] if form.title else [table]
        blocks.append([*block, *map(Text, _columns_left_out(document, form, console.width))])
    blocks += [[Text(line) for line in document.after]] if document.after else []
    for place, block in enumerate(blocks):
        if place:
            console.print()
        for line in block:
            console.print(line)


def _columns_left_out(document: Document, form: TableForm, width: int) -> list[str]:
    """A line that says which columns a wider terminal would show; --csv has the first table only."""
    rows = document.rows[form.key]
    shown = filled(form, rows, width)
    left = [column.head for column in filled(form, rows, NO_TERMINAL_WIDTH) if column not in shown]
    everywhere = "--csv" if form is document.form.tables[0] else "--json"
    return (
        [paragraph(f"{plural(len(left), 'column')} left out ({', '.join(left)}); {everywhere} has all")] if left else []
    )


def _rich_table(form: TableForm, rows: Sequence[Row], width: int) -> object:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False, show_edge=False, header_style="bold")
    columns = filled(form, rows, width)
    cells = [[column.cell(row) for column in columns] for row in rows]
    for column, wide in zip(columns, column_widths(columns, cells, width), strict=True):
        justify: Literal["left", "right"] = "right" if column.right else "left"
        table.add_column(column.head, justify=justify, overflow="fold", width=wide)
    for line in cells:
        table.add_row(*(Text(cell, style=_style(cell)) for cell in line))
    return table


GAP = 2
"""Blanks between two columns."""

VERY_NARROW, NARROWEST, LONG_WORD = 9, 12, 16
"""A column is folded only when it is wider than the second; words up to the length of the third are kept whole."""


def column_widths(columns: Sequence[Field], cells: Sequence[Sequence[str]], width: int) -> list[int]:
    """How wide each column is: as wide as its cells while there is room, then those that may be folded share what is left.

    Where even that does not fit, the widest of the other columns are folded too: no cell is ever cut.
    """
    widest = [max([len(column.head), *(len(line[place]) for line in cells)]) for place, column in enumerate(columns)]
    least = [
        _least(column, wide, [line[place] for line in cells])
        for place, (column, wide) in enumerate(zip(columns, widest, strict=True))
    ]
    room = max(width - GAP * (len(columns) - 1), len(columns))
    words = [
        min(LONG_WORD, _longest_word(column, [line[place] for line in cells])) for place, column in enumerate(columns)
    ]
    while sum(least) > room:
        least[_next_to_shrink(columns, least, words)] -= 1
    return _shared(least, widest, room - sum(least))


def _next_to_shrink(columns: Sequence[Field], least: Sequence[int], words: Sequence[int]) -> int:
    """The widest column that may be folded and keeps its words whole; then any that is not very narrow; then any."""
    may = [place for place, column in enumerate(columns) if column.wraps and least[place] > VERY_NARROW]
    whole = [place for place in may if least[place] > words[place]]
    return max(whole or may or range(len(columns)), key=lambda place: least[place])


def _longest_word(column: Field, cells: Sequence[str]) -> int:
    return max((len(word) for cell in (column.head, *cells) for word in cell.split()), default=0)


def _least(column: Field, widest: int, cells: Sequence[str]) -> int:
    """How narrow a column may become while there is room for all."""
    if not column.wraps:
        return widest
    return min(widest, max(column.least, NARROWEST, min(LONG_WORD, _longest_word(column, cells))))


def _shared(least: Sequence[int], widest: Sequence[int], spare: int) -> list[int]:
    """The spare room given out in proportion to what each column still wants."""
    wants = [w - n for n, w in zip(least, widest, strict=True)]
    share = min(1.0, spare / sum(wants)) if sum(wants) else 0.0
    return [n + int(want * share) for n, want in zip(least, wants, strict=True)]


def _style(cell: str) -> str:
    return next((style for word, style in STYLES.items() if cell.startswith(word)), "")


KINDS: dict[Kind, tuple[type, ...]] = {
    Kind.TEXT: (str, type(None)),
    Kind.NUMBER: (float, int, type(None)),
    Kind.WHOLE: (int, type(None)),
    Kind.DAY: (str, type(None)),
    Kind.WORDS: (list,),
    Kind.FLAG: (bool,),
    Kind.TREE: (dict,),
}
"""What a JSON reader gets for each kind of value."""
