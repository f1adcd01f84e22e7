"""The verification report: four files that say the same, safe to open, complete in their assumptions."""

from __future__ import annotations

import json
from io import BytesIO
from pathlib import Path

import pypdfium2
import pytest
from openpyxl import load_workbook

from servanda.brief.verify_parts import Report, report_of
from servanda.brief.verify_report import NAMES, json_text, workbook, write_report
from servanda.case.verify_answer import evaluate_input
from servanda.case.verify_read import read_input
from servanda.case.verify_results import VerificationAnswer
from servanda.case.verify_tables import template
from servanda.case.verify_template import write_template


@pytest.fixture(scope="module")
def answer(tmp_path_factory: pytest.TempPathFactory) -> VerificationAnswer:
    """The invented facility of the template."""
    folder = tmp_path_factory.mktemp("plant") / "plant"
    write_template(folder)
    return evaluate_input(read_input(folder))


@pytest.fixture(scope="module")
def report(answer: VerificationAnswer) -> Report:
    """Its report."""
    return report_of(answer)


def test_four_files_are_written_and_say_the_same(answer: VerificationAnswer, tmp_path: Path) -> None:
    """Page, paper and machine document hold the same bottom line; the page asks for nothing from elsewhere."""
    written = write_report(answer, tmp_path / "report")
    assert [path.name for path in written] == list(NAMES)
    page = written[0].read_text(encoding="utf-8")
    document = json.loads(written[2].read_text(encoding="utf-8"))
    pages = pypdfium2.PdfDocument(written[1].read_bytes())
    paper = " ".join(pages[i].get_textpage().get_text_range() for i in range(len(pages)))
    first = document["sections"][0]["sentences"][0]
    assert first.startswith("MUF of period 4 is 0.1 kg")
    assert first in page
    assert first.split(":")[0] in " ".join(paper.split())
    assert "<script" not in page
    assert "http" not in page.replace("http://www.w3.org/2000/svg", "")


def test_same_answer_gives_the_same_document(answer: VerificationAnswer) -> None:
    """No clock and no chance in the report."""
    assert json_text(report_of(answer)) == json_text(report_of(answer))


def test_budget_adds_up_to_the_variance(answer: VerificationAnswer, report: Report) -> None:
    """The shares of the bar chart are the variance of the last balance."""
    shares = [row[4] for row in report.table("budget").rows]
    assert sum(float(s) for s in shares if isinstance(s, float)) == pytest.approx(answer.last.sigma**2)


def test_assumptions_name_every_term_and_whose_errors(report: Report) -> None:
    """Every term stands in the error model with its source; alpha, beta, horizon and sides are printed."""
    terms = {line.split(",")[0] for line in template()["terms"].splitlines()[1:]}
    errors = report.table("errors")
    assert {row[0] for row in errors.rows} == terms
    assert all(row[-1] for row in errors.rows)
    sentences = next(s for s in report.sections if s.id == "assumptions").sentences
    assert sentences[0] == "alpha 0.05, beta 0.05, horizon 4 balances, one-sided."


def test_guaranteed_probability_never_exceeds_the_bound(report: Report) -> None:
    """What holds against any pattern is at most what the best test of one pattern can do."""
    for row in report.table("power").rows:
        numbers = [float(v) for v in row if isinstance(v, float)]
        assert numbers[1] <= numbers[-1] + 1e-12


def test_workbook_holds_every_table_with_numbers_as_numbers(report: Report) -> None:
    """A sheet a table; figures can be computed with."""
    book = load_workbook(BytesIO(workbook(report)))
    tables = [table for section in report.sections for table in section.tables]
    assert set(book.sheetnames) == {"report", *(table.id for table in tables)}
    assert book["sequence"]["B2"].value == pytest.approx(0.2)
    assert book["sequence"].max_row == 5


def test_an_apparent_gain_stands_in_the_bottom_line(tmp_path: Path) -> None:
    """It is told with its own words and by which test."""
    folder = tmp_path / "plant"
    write_template(folder)
    amounts = folder / "amounts.csv"
    amounts.write_text(
        amounts.read_text(encoding="utf-8").replace("pellets,4,433.2", "pellets,4,473.2"), encoding="utf-8"
    )
    first = report_of(evaluate_input(read_input(folder))).sections[0].sentences[0]
    assert "look for unmeasured or misrecorded material (two-sided diagnostic, alpha 0.0131 for this balance" in first
    assert "0.05 for all 4 balances)" in first


def test_text_that_looks_like_a_formula_stays_text(tmp_path: Path) -> None:
    """A title beginning with = is shown, not computed, and a title with tags is shown as it is."""
    folder = tmp_path / "plant"
    write_template(folder)
    settings = folder / "settings.csv"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(text.replace("Invented fuel plant ZZ", "=1+1 <b>"), encoding="utf-8")
    found = evaluate_input(read_input(folder))
    written = write_report(found, tmp_path / "report")
    cell = load_workbook(written[3])["report"]["A1"]
    assert cell.data_type == "s"
    assert "=1+1 &lt;b&gt;" in written[0].read_text(encoding="utf-8")
