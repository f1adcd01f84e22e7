"""Writes the tables to fill in, as a folder of CSV files or as a workbook, with the meaning of every column beside them."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from servanda.case.verify_checks import parsed
from servanda.case.verify_lists import template_of
from servanda.case.verify_tables import KINDS, TableKind, template
from servanda.core.finding import Misuse


def write_template(path: Path) -> list[Path]:
    """Write the template to a new folder, or to a new file when the path ends in .xlsx; nothing is overwritten."""
    if path.exists() and (path.is_file() or any(path.iterdir())):
        raise Misuse(f"{path} is there already: name a new folder, or a new file that ends in .xlsx")
    if path.suffix.lower() == ".xlsx":
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(template_workbook())
        return [path]
    path.mkdir(parents=True, exist_ok=True)
    texts = {f"{name}.csv": text for name, text in template().items()} | {"README.md": meaning()}
    for name, text in texts.items():
        (path / name).write_text(text, encoding="utf-8")
    return [path / name for name in texts]


def write_list_template(path: Path, command: str) -> list[Path]:
    """Write the one table of a command to a new file that ends in .csv or .xlsx."""
    kind, text = template_of(command)
    if path.exists() or path.suffix.lower() not in (".csv", ".xlsx"):
        raise Misuse(f"{path}: name a new file that ends in .csv or .xlsx")
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.suffix.lower() == ".xlsx":
        path.write_bytes(_book({kind.name: text}, [kind]))
    else:
        path.write_text(text, encoding="utf-8")
    return [path]


def meaning() -> str:
    """Every table and column in words, as Markdown."""
    rule = "Masses are kg without sign; relative errors are fractions, one standard deviation."
    head = f"# Tables of a material balance\n\n{rule}\n"
    return head + "".join(_described(kind) for kind in KINDS)


def _described(kind: TableKind) -> str:
    word = "needed" if kind.needed else "where items were verified"
    first = "key" if kind.name == "settings" else "column"
    lines = [f"| {name} | {text} |\n" for name, text in kind.meaning.items()]
    return f"\n## {kind.name} ({word})\n\n| {first} | meaning |\n| --- | --- |\n{''.join(lines)}"


def template_workbook() -> bytes:
    """The same as a workbook: one sheet a table, and the sheet `meaning`."""
    return _book(template(), KINDS)


def _book(texts: Mapping[str, str], kinds: Sequence[TableKind]) -> bytes:
    import xlsxwriter

    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False}) as book:
        bold = book.add_format({"bold": True})
        for name, text in texts.items():
            sheet = book.add_worksheet(name)
            sheet.set_column(0, 12, 18)
            for place, line in enumerate(csv.reader(io.StringIO(text))):
                _write(sheet, place, line, bold)
        _meaning_sheet(book.add_worksheet("meaning"), bold, kinds)
    return out.getvalue()


def _write(sheet: Any, place: int, line: list[str], bold: Any) -> None:
    for column, cell in enumerate(line):
        value = parsed(cell)
        # NaN is not equal to itself: a cell that is no number stays text
        if place and cell and value == value:
            sheet.write_number(place, column, value)
        else:
            sheet.write_string(place, column, cell, *(() if place else (bold,)))


def _meaning_sheet(sheet: Any, bold: Any, kinds: Sequence[TableKind]) -> None:
    sheet.set_column(0, 1, 18)
    sheet.set_column(2, 2, 90)
    sheet.write_row(0, 0, ["table", "column or key", "meaning"], bold)
    lines = [(kind.name, name, text) for kind in kinds for name, text in kind.meaning.items()]
    for place, line in enumerate(lines, start=1):
        sheet.write_row(place, 0, line)
