"""Every command that prints a table: text, JSON as documented, CSV with the same keys."""

from __future__ import annotations

import csv
import io
from datetime import date
from typing import Any

import pytest

from servanda.cli.fields import Field, Form, Kind
from servanda.cli.forms import FORMS
from servanda.cli.output import KINDS
from tests.cli.calling import document, read
from tests.support import PROJECT
from tools.json_page import PAGE, json_page

LISTS = PROJECT / "tests" / "cli" / "lists"

CALLS: dict[str, tuple[str, ...]] = {
    "case-list": ("case", "list"),
    "case-check": ("case", "check", "iran"),
    "record-list": ("record", "list", "iran", "--quantity", "uranium_mass"),
    "record-show": ("record", "show", "iran", "IR-STK-0152"),
    "agreements-status": ("agreements", "status", "iran", "--every"),
    "agreements-timeline": ("agreements", "timeline", "iran", "--from", "2018-01-01"),
    "agreements-explain": ("agreements", "explain", "iran", "JCPOA-A1-56"),
    "agreements-known": ("agreements", "known", "iran", "2025-07-02"),
    "agreements-compare": ("agreements", "compare", "iran", "us-five-demands", "iran-cap-3-6", "recorded"),
    "agreements-proposals": ("agreements", "proposals", "iran"),
    "agreements-test": ("agreements", "test", str(PROJECT / "tests" / "stories")),
    "agreements-procedures": ("agreements", "procedures", "iran"),
    "agreements-start": ("agreements", "start", "iran", "JCPOA-P-DRM", "--on", "2025-01-10"),
    "agreements-calendar": ("agreements", "calendar", "iran", "--to", "2027-01-01"),
    "agreements-vote": ("agreements", "vote", "iran"),
    "agreements-power": ("agreements", "power", "iran", "UNSC-SUBSTANTIVE"),
    "knowledge": ("knowledge", "iran"),
    "plan": ("plan", "iran", "--teams", "3"),
    "breakout": ("breakout", "iran"),
    "judgements": ("judgements", "iran", "--as-of", "2025-07-15", "--seeds", "--every"),
    "published": ("published", "iran", "--draws", "200"),
    "published-figure": ("published", "iran", "IR-BRK-0031", "--draws", "200"),
    "published-against": ("published", "iran", "IR-BRK-0010", "--against", "IR-BRK-0013", "--draws", "200"),
    "published-practice": ("published", "iran", "--practice"),
    "invert": (
        "invert",
        "--stock",
        "408.6@60",
        "--product",
        "233",
        "--days",
        "21",
        "--capacity",
        "9000",
        "--tails",
        "20",
    ),
    "value": ("value", "iran", "--draws", "2000", "--act", "8", "--wait", "20"),
    "enrich-published": ("enrich", "--published"),
    "enrich": ("enrich", "--product", "60", "--kg", "10"),
    "positions": ("positions", "iran", "--history"),
    "formats": ("formats", "iran", "--every"),
    "verify-balance": ("verify", "balance", str(PROJECT / "tests" / "cli" / "plant")),
    "verify-sample": ("verify", "sample", "--items", "400", "--item-kg", "5", "--goal-kg", "75"),
    "verify-pairs": (
        "verify",
        "pairs",
        str(LISTS / "pairs.csv"),
        "--itv-method",
        "EBAL",
        "--itv-material",
        "any solid",
    ),
    "verify-trend": ("verify", "trend", str(LISTS / "trend.csv")),
    "verify-shipments": (
        "verify",
        "shipments",
        str(LISTS / "shipments.csv"),
        "--shipper-random",
        "0.0005",
        "--shipper-systematic",
        "0.0005",
        "--receiver-random",
        "0.001",
        "--receiver-systematic",
        "0.0005",
    ),
    "verify-plan": ("verify", "plan", str(LISTS / "plan.csv"), "--goal-kg", "25", "--budget", "3"),
    "verify-compute": ("verify", "compute", "sq_fraction", "mass_kg=16", "sq_kg=8"),
}
"""One call for each document."""

CASES = [pytest.param(form, CALLS[form.name], id=form.name) for form in FORMS]


def test_every_document_has_a_call() -> None:
    """A new document comes with a call that tests it."""
    assert sorted(CALLS) == sorted(form.name for form in FORMS)


@pytest.mark.parametrize(("form", "arguments"), CASES)
def test_json_is_one_document_as_documented(form: Form, arguments: tuple[str, ...]) -> None:
    """The keys are those of the form, in its order, and every value has its kind."""
    found = document(*arguments)
    assert found["schema"] == form.schema
    assert list(found) == ["schema", *(f.key for f in form.head), *(table.key for table in form.tables)]
    check_row(form.head, {key: found[key] for key in (f.key for f in form.head)})
    for table in form.tables:
        for row in found[table.key]:
            assert list(row) == [f.key for f in table.fields]
            check_row(table.fields, row)


def check_row(fields: tuple[Field, ...], row: dict[str, Any]) -> None:
    """Each value of a row has the kind of its field."""
    for field in fields:
        value = row[field.key]
        assert isinstance(value, KINDS[field.kind]), (field.key, value)
        if field.kind in (Kind.NUMBER, Kind.WHOLE):
            assert not isinstance(value, bool), field.key
        if field.kind is Kind.DAY and value is not None:
            assert date.fromisoformat(str(value)).isoformat() == value
        if field.kind is Kind.WORDS:
            assert all(isinstance(word, str) for word in value), field.key


@pytest.mark.parametrize(("form", "arguments"), CASES)
def test_csv_has_the_keys_and_rows_of_the_first_table(form: Form, arguments: tuple[str, ...]) -> None:
    """The CSV can be read back and holds as many rows as the JSON."""
    result = read(*arguments, "--csv")
    rows = list(csv.reader(io.StringIO(result.stdout), strict=True))
    assert result.exit_code == 0
    assert rows[0] == [field.key for field in form.tables[0].fields]
    assert len(rows) - 1 == len(document(*arguments)[form.tables[0].key])
    assert {len(row) for row in rows} == {len(rows[0])}


@pytest.mark.parametrize(("form", "arguments"), CASES)
def test_text_says_something_and_nothing_on_standard_error(form: Form, arguments: tuple[str, ...]) -> None:
    """Text is printed for people, without colour codes; messages stay away from it."""
    result = read(*arguments)
    assert result.exit_code == 0
    assert result.stdout.strip()
    assert "\x1b" not in result.stdout
    assert result.stderr == ""
    assert form.schema not in result.stdout


STATEMENT_TABLES = [
    (form, table.key)
    for form in FORMS
    for table in form.tables
    if any(f.key == "evidence" for f in table.fields) and form.name not in ("positions", "formats")
]


@pytest.mark.parametrize(("form", "table"), STATEMENT_TABLES, ids=lambda part: getattr(part, "name", part))
def test_every_id_in_evidence_is_a_statement(form: Form, table: str) -> None:
    """No number without statements that can be looked up."""
    known = {row["id"] for row in document("record", "list", "iran")["statements"]}
    for row in document(*CALLS[form.name])[table]:
        assert set(row["evidence"]) <= known


def test_the_page_of_documents_is_current() -> None:
    """docs/json.md says what the forms say: make docs."""
    assert PAGE.read_text(encoding="utf-8") == json_page()
