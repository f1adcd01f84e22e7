"""The import of the public record, run on a small invented record."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servanda.core.table import Row, read_table
from servanda.evidence.judgement import JUDGEMENT_COLUMNS
from servanda.evidence.statement import PUBLIC_RULES, STATEMENT_COLUMNS
from tools.import_public_record.__main__ import files_below, main
from tools.import_public_record.corrections import FILE, corrections, uncorrected
from tools.import_public_record.days import by_basis
from tools.import_public_record.folders import case_files

HERE = Path(__file__).resolve().parent
RECORD = HERE / "public_record"
ADDITIONS = HERE / "additions"
DAYS = st.dates(date(2015, 1, 1), date(2026, 12, 31)).map(date.isoformat)


def run(out: Path, *options: str, additions: Path = ADDITIONS) -> int:
    """The command on the invented record."""
    return main([str(RECORD), str(out), "--additions", str(additions), *options])


def statements(name: str) -> dict[str, Row]:
    """The rows of one imported table of statements by id."""
    files = case_files(files_below(RECORD), files_below(ADDITIONS))
    rows, findings = read_table(files[name].decode(), name, STATEMENT_COLUMNS)
    assert findings == []
    return {row["id"]: row for row in rows}


def test_every_row_is_accounted_for(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A full import balances and says so row by row."""
    assert run(tmp_path) == 0
    shown = capsys.readouterr().out
    assert "NOT BALANCED" not in shown
    line = next(line for line in shown.splitlines() if line.startswith("iran/centrifuges.csv"))
    said = "iran/centrifuges.csv 2 2 read 1, recalled 1 read 1, recalled 1 iran/statements/centrifuges.csv"
    assert " ".join(line.split()) == said


def test_import_is_deterministic(tmp_path: Path) -> None:
    """Two imports, one over an older one, give the same bytes."""
    run(tmp_path / "first")
    run(tmp_path / "second")
    run(tmp_path / "second")
    assert files_below(tmp_path / "first") == files_below(tmp_path / "second")


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("iran/statements/stock.csv", "lost IR-STK-0003; gained none"),
        ("iran/negotiation/positions.csv", "lost P001; gained none"),
        ("iran/statements/coded.csv", "lost IR-COD-0002; gained none"),
    ],
)
def test_a_lost_row_fails_the_comparison(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], path: str, said: str
) -> None:
    """`--counts` writes nothing, names the row that is gone, and fails."""
    run(tmp_path)
    damaged = tmp_path / path
    damaged.write_text("".join(damaged.read_text().splitlines(keepends=True)[:-1]))
    before = files_below(tmp_path)
    capsys.readouterr()
    assert run(tmp_path, "--counts") == 1
    assert said in capsys.readouterr().out
    assert files_below(tmp_path) == before


def test_a_repeated_row_fails_the_comparison(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A row that stands twice is a row gained."""
    run(tmp_path)
    sites = tmp_path / "iran/sites.csv"
    sites.write_text(sites.read_text() + sites.read_text().splitlines(keepends=True)[-1])
    assert run(tmp_path, "--counts") == 1
    assert "lost none; gained WATER" in capsys.readouterr().out


def test_a_changed_mark_fails_the_comparison(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A recalled row that became a read one is noticed."""
    run(tmp_path)
    stock = tmp_path / "iran/statements/stock.csv"
    stock.write_text(stock.read_text().replace("recalled", "read"))
    assert run(tmp_path, "--counts") == 1
    assert "NOT BALANCED" in capsys.readouterr().out


def test_a_changed_agreement_fails_the_comparison(tmp_path: Path) -> None:
    """Agreements are copied byte for byte, carriage returns and comments included."""
    run(tmp_path)
    copied = tmp_path / "iran/agreements/invented.yaml"
    assert copied.read_bytes() == (RECORD / "agreements/invented.yaml").read_bytes()
    copied.write_bytes(copied.read_bytes().replace(b"\r", b""))
    assert run(tmp_path, "--counts") == 1


def corrections_in(tmp_path: Path, text: str) -> Path:
    """The invented additions with a list of corrections."""
    shutil.copytree(ADDITIONS, tmp_path / "additions")
    (tmp_path / "additions" / FILE).write_text(text)
    return tmp_path / "additions"


def test_a_correction_is_written_and_counts_as_balanced(tmp_path: Path) -> None:
    """A corrected agreement file is written with its corrections and compared with them; the rest stays as imported."""
    given = (RECORD / "agreements/invented.yaml").read_bytes()
    first = given.splitlines()[0].decode()
    listed = corrections_in(
        tmp_path, f"- {{file: agreements/invented.yaml, why: read, was: '{first}', is: 'schema: other'}}\n"
    )
    assert run(tmp_path / "out", additions=listed) == 0
    written = (tmp_path / "out/iran/agreements/invented.yaml").read_bytes()
    assert written == given.replace(first.encode(), b"schema: other")
    assert uncorrected("agreements/invented.yaml", written, corrections(files_below(listed))) == given
    assert run(tmp_path / "out", "--counts") == 1


def test_a_correction_of_a_text_that_is_not_there_stops_the_import(tmp_path: Path) -> None:
    """The imported file has changed since it was corrected: nothing is written over it silently."""
    listed = corrections_in(tmp_path, "- {file: agreements/invented.yaml, why: read, was: not there, is: other}\n")
    with pytest.raises(SystemExit, match="stands 0 times in the file, expected once: 'not there'"):
        run(tmp_path / "out", additions=listed)


def test_a_correction_without_its_reason_is_refused(tmp_path: Path) -> None:
    """Every correction says why."""
    listed = corrections_in(tmp_path, "- {file: agreements/invented.yaml, was: one, is: other}\n")
    with pytest.raises(SystemExit, match="correction 1: expected the keys file, why, was, is"):
        run(tmp_path / "out", additions=listed)


def test_a_row_with_several_numbers_gives_several_statements() -> None:
    """The statements of one row of machines share its id, day, source and note."""
    rows = statements("iran/statements/centrifuges.csv")
    first = {ident: row for ident, row in rows.items() if ident.startswith("IR-CEN-0001.")}
    values = {ident.split(".")[1]: (row["value"], row["unit"]) for ident, row in first.items()}
    assert values == {
        "installed_cascades": ("2", "cascades"),
        "installed_machines": ("300", "machines"),
        "operating_cascades": ("1", "cascades"),
        "operating_machines": ("150", "machines"),
        "enrichment_level": ("4.5", "percent_U235"),
    }
    assert {(row["of_day"], row["source"], row["note"]) for row in first.values()} == {
        ("2030-02-11", "S002", "up to 300")
    }


def test_a_bound_said_in_the_note_becomes_a_qualifier() -> None:
    """Only the count that the note bounds is qualified."""
    rows = statements("iran/statements/centrifuges.csv")
    assert {ident for ident, row in rows.items() if row["qualifier"] == "at_most"} == {"IR-CEN-0001.installed_machines"}


def test_a_row_of_machines_without_numbers_keeps_its_words() -> None:
    """A row without any number still gives one statement, with the note as its text."""
    row = statements("iran/statements/centrifuges.csv")["IR-CEN-0002.installed_machines"]
    assert (row["value"], row["text"]) == ("", "machines seen through a window")


def test_a_month_is_written_as_a_month() -> None:
    """A day known only to its month claims no day, and the day as recorded is kept."""
    row = statements("iran/statements/events.csv")["IR-EVT-0003"]
    assert (row["of_day"], row["public_on"]) == ("2030-04", "2030-04")
    assert row["note"] == "date_precision: month; day as recorded: 2030-04-20"


@pytest.mark.parametrize(
    ("name", "ident", "public_on", "rule"),
    [
        ("stock", "IR-STK-0001", "2030-02-20", "report"),
        ("stock", "IR-STK-0003", "2030-06-03", "page"),
        ("heavy_water_and_other", "IR-OTH-0001", "2030-02-20", "next_report"),
        ("separative_capacity", "IR-SEP-0001", "2030-06-03", "page"),
        ("events", "IR-EVT-0001", "2030-01-16", "stated"),
        ("coded", "IR-COD-0001", "2030-01-16", "stated"),
        ("events", "IR-EVT-0003", "2030-04", "same_day"),
        ("events", "IR-EVT-0002", "2030-02-20", "next_report"),
        ("events", "IR-EVT-0004", "2030-05-20", "next_report"),
        ("sites", "IR-SIT-0001", "2030-06-05", "same_day"),
        ("call_2025_07_01", "CALL-S01", "2030-07-02", "outlet"),
    ],
)
def test_the_day_of_first_publication(name: str, ident: str, public_on: str, rule: str) -> None:
    """Each kind of row becomes public by the rule of the case's README."""
    row = statements(f"iran/statements/{name}.csv")[ident]
    assert (row["public_on"], row["public_rule"]) == (public_on, rule)


@given(st.sampled_from(["verified", "estimated_by_agency", "press"]), DAYS, DAYS, st.lists(DAYS))
def test_nothing_is_public_before_its_day(basis: str, of_day: str, page: str, reports: list[str]) -> None:
    """Whatever the days of page and reports, a figure becomes public on or after its day, by a named rule."""
    cells = by_basis(basis, of_day, page, sorted(reports))
    assert cells["public_on"] >= of_day
    assert cells["public_rule"] in PUBLIC_RULES


@given(DAYS, DAYS, st.lists(DAYS))
def test_the_agency_is_never_later_than_the_page(of_day: str, page: str, reports: list[str]) -> None:
    """A report can only bring the day of an Agency figure forward from the day of the page."""
    by_press = by_basis("press", of_day, page, reports)["public_on"]
    agency = by_basis("verified", of_day, page, sorted(reports))["public_on"]
    assert agency <= by_press or page < of_day


def test_coded_statements_inherit_from_their_event() -> None:
    """A coded statement has the days, source, basis and mark of the event that it puts in a form."""
    event = statements("iran/statements/events.csv")["IR-EVT-0002"]
    coded = statements("iran/statements/coded.csv")["IR-COD-0002"]
    assert coded["derived_from"] == "IR-EVT-0002"
    for column in ("of_day", "public_on", "public_rule", "basis", "source", "mark"):
        assert coded[column] == event[column]


def test_steps_of_procedures_inherit_or_name_their_own_source() -> None:
    """A row derived from an event has its days and source; a vote names its page."""
    event = statements("iran/statements/events.csv")["IR-EVT-0002"]
    made = statements("iran/statements/procedures.csv")
    for column in ("of_day", "public_on", "public_rule", "basis", "source", "mark"):
        assert made["IR-PRO-0001"][column] == event[column]
    assert (made["IR-PRO-0001"]["document"], made["IR-PRO-0001"]["locator"]) == ("letter", "1")
    assert (made["IR-VOT-0001"]["of_day"], made["IR-VOT-0001"]["actors"]) == ("2030-03-07", "A;B")


def test_added_judgements_have_their_own_table_and_sources() -> None:
    """They stand beside the published times; their sources are numbered apart, so that others keep their ids."""
    files = case_files(files_below(RECORD), files_below(ADDITIONS))
    rows, findings = read_table(files["iran/judgements/after_june_2025.csv"].decode(), "j.csv", JUDGEMENT_COLUMNS)
    assert findings == []
    assert [(row["id"], row["source"], row["mark"]) for row in rows] == [("IR-JDG-0001", "SJ001", "recalled")]
    assert files["iran/sources.csv"].decode().splitlines()[-1].startswith("SJ001,A third page (invented),2030-03-09")


def test_a_coded_statement_without_its_event_stops_the_import(tmp_path: Path) -> None:
    """A link that leads nowhere is named, and nothing is written."""
    (tmp_path / "coded.csv").write_text("id,derived_from,quantity\nX-1,IR-EVT-0099,activity\n")
    with pytest.raises(SystemExit) as stopped:
        run(tmp_path / "out", additions=tmp_path)
    assert str(stopped.value) == "coded.csv, row 1: derived_from 'IR-EVT-0099' is no imported statement"
    assert not (tmp_path / "out").exists()


def test_the_call_is_split_between_the_cases() -> None:
    """What was said about Ukraine stands in its case, everything else in the other one, nothing in both."""
    name = "statements/call_2025_07_01.csv"
    assert set(statements(f"iran/{name}")) == {"CALL-S01", "CALL-S02"}
    assert set(statements(f"ukraine/{name}")) == {"CALL-S03"}


def test_an_undated_statement_says_so() -> None:
    """Where the day said is not stated the day of the report stands in, and the note says it."""
    row = statements("iran/statements/call_2025_07_01.csv")["CALL-S02"]
    assert row["of_day"] == "2030-07-02"
    assert row["note"] == "long known; day said: not stated, the day of the report is used"


def test_a_stated_day_says_why() -> None:
    """A day of first publication that no rule gives has its reason in the note."""
    row = statements("iran/statements/events.csv")["IR-EVT-0001"]
    assert row["note"] == "public on 2030-01-16: the text tells of the next day"


def test_disagreements_are_named_on_both_sides() -> None:
    """A pair of the table is written into both statements; one that disagrees with two names both."""
    stock, facts = statements("iran/statements/stock.csv"), statements("iran/statements/compliance.csv")
    assert stock["IR-STK-0002"]["conflicts_with"] == "IR-STK-0003;IR-CMP-0001"
    assert stock["IR-STK-0003"]["conflicts_with"] == "IR-STK-0002"
    assert facts["IR-CMP-0001"]["conflicts_with"] == "IR-STK-0002"
    assert stock["IR-STK-0001"]["conflicts_with"] == ""


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("public_days", "id,public_on,public_rule,why\nX-9,2030-01-01,page,late\n", "id 'X-9'"),
        ("conflicts", "id,conflicts_with\nIR-STK-0001,X-9\n", "conflicts_with 'X-9'"),
    ],
)
def test_an_addition_to_nothing_stops_the_import(tmp_path: Path, name: str, text: str, said: str) -> None:
    """An id that was not imported is named with its file and row."""
    (tmp_path / f"{name}.csv").write_text(text)
    with pytest.raises(SystemExit) as stopped:
        run(tmp_path / "out", additions=tmp_path)
    assert str(stopped.value) == f"{name}.csv, row 1: {said} is no imported statement"
