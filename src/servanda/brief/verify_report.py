"""Writes a verification report: report.html, report.pdf, report.json and report.xlsx in one folder."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any

import typst
import xlsxwriter
from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from servanda.brief.page import style_sheet
from servanda.brief.svg import Picture, picture
from servanda.brief.verify_charts import charts_of, label
from servanda.brief.verify_parts import Cell, Report, Table, report_of
from servanda.case.verify_results import VerificationAnswer

FONT = "Libertinus Serif"
NAMES = ("report.html", "report.pdf", "report.json", "report.xlsx")
LONGEST_SHEET_NAME = 31


def write_report(answer: VerificationAnswer, out: Path) -> list[Path]:
    """Write the four files of a report, the page first. The folder is made when it is missing."""
    report = report_of(answer)
    pictures = {section: picture(f"verify-{section}", spec) for section, (_, spec) in charts_of(report).items()}
    contents = {
        "report.html": html(report, pictures).encode(),
        "report.pdf": pdf(report, pictures),
        "report.json": json_text(report).encode(),
        "report.xlsx": workbook(report),
    }
    out.mkdir(parents=True, exist_ok=True)
    for name in NAMES:
        (out / name).write_bytes(contents[name])
    return [out / name for name in NAMES]


def json_text(report: Report) -> str:
    """The report for machines: every number with all its digits, null where nothing is stated."""
    return json.dumps(report.document(), ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def cell_text(value: Cell) -> str:
    """A cell as people read it: five significant digits, a dash for nothing."""
    if value is None:
        return "–"
    return f"{value:.5g}" if isinstance(value, float) else str(value)


def html(report: Report, pictures: Mapping[str, Picture]) -> str:
    """The page: one file, no scripts, no requests."""
    template = files("servanda.brief").joinpath("verify_page.html.j2").read_text(encoding="utf-8")
    environment = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True, undefined=StrictUndefined)
    titles = charts_of(report)
    shown = {
        name: {"title": titles[name][0], "svg": Markup(drawn.inline(label(report, name)))}  # own drawing, label escaped
        for name, drawn in pictures.items()
    }
    return environment.from_string(template).render(
        report=report, pictures=shown, cell=cell_text, css=Markup(style_sheet())
    )


def pdf(report: Report, pictures: Mapping[str, Picture]) -> bytes:
    """The report on A4; numbers are rounded as on the page."""
    document = report.document()
    for section in document["sections"]:
        for table in section["tables"]:
            table["rows"] = [[cell_text(value) for value in row] for row in table["rows"]]
    titles = charts_of(report)
    listed = [
        {"section": name, "title": titles[name][0], "label": label(report, name), "file": f"{name}.svg"}
        for name in pictures
    ]
    sources = {
        "main": files("servanda.brief").joinpath("verify_paper.typ").read_bytes(),
        "report.json": json.dumps(document).encode(),
        "charts.json": json.dumps(listed).encode(),
        **{f"{name}.svg": drawn.file(FONT).encode() for name, drawn in pictures.items()},
    }
    made = typst.compile(sources, ignore_system_fonts=True, format="pdf")  # type: ignore[call-overload]  # it takes files by name too
    if not isinstance(made, bytes):
        raise AssertionError("Typst gave no document")
    return made


def workbook(report: Report) -> bytes:
    """Each table as a sheet, numbers as numbers, with a chart of the sequence; texts are never taken for formulas."""
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, options) as book:
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        _summary(book, report, bold)
        for section in report.sections:
            for table in section.tables:
                _sheet(book, table, bold)
        _chart(book, report.table("sequence"))
    return out.getvalue()


def _summary(book: Any, report: Report, bold: Any) -> None:
    sheet = book.add_worksheet("report")
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, 1, 110)
    sheet.write_row(0, 0, [report.title, f"masses in {report.unit}"], bold)
    lines = [(section.title, words) for section in report.sections for words in section.sentences]
    for place, line in enumerate(lines, start=1):
        sheet.write_row(place, 0, line)


def _sheet(book: Any, table: Table, bold: Any) -> None:
    sheet = book.add_worksheet(table.id[:LONGEST_SHEET_NAME])
    sheet.set_column(0, len(table.columns) - 1, 18)
    sheet.freeze_panes(1, 0)
    sheet.write_row(0, 0, table.columns, bold)
    for place, row in enumerate(table.rows, start=1):
        sheet.write_row(place, 0, ["" if value is None else value for value in row])


def _chart(book: Any, table: Table) -> None:
    last = len(table.rows)
    drawn = book.add_chart({"type": "line"})
    for column in (1, 3):
        drawn.add_series({
            "name": [table.id, 0, column], "categories": [table.id, 1, 0, last, 0], "values": [table.id, 1, column, last, column],
            "marker": {"type": "circle"},
        })  # fmt: skip
    drawn.set_x_axis({"name": "balance"})
    drawn.set_y_axis({"name": "kg"})
    book.get_worksheet_by_name(table.id).insert_chart(last + 3, 0, drawn)
