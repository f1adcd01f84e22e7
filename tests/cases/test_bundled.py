"""The bundled cases iran and ukraine: nothing lost, marks kept, every link leads somewhere."""

from __future__ import annotations

import csv
import hashlib
from collections import Counter
from functools import cache
from importlib.resources import files
from pathlib import Path

import pytest

from servanda.case import Case, open_case
from servanda.core.names import Mark
from servanda.evidence.statement import Statement
from tools.import_public_record.__main__ import ADDITIONS, files_below
from tools.import_public_record.corrections import corrected, corrections, uncorrected

HERE = Path(__file__).resolve().parent
CASES = Path(str(files("servanda") / "cases"))
MARKS = [
    ("IR-STK", 109, 45),
    ("IR-CEN", 48, 4),
    ("IR-SEP", 14, 5),
    ("IR-OTH", 41, 1),
    ("IR-EVT", 97, 23),
    ("IR-SIT", 15, 2),
    ("CALL", 33, 0),
]
NEGOTIATION = [
    ("parties", "party_id", {"read": 23, "recalled": 1}),
    ("formats", "format_id", {"read": 13, "read;recalled": 4, "recalled": 1}),
    ("issues", "issue_id", {"read": 27, "read;recalled": 1}),
    ("positions", "id", {"read": 138}),
    ("meetings", "event_id", {"read": 35, "read;recalled": 1}),
]


@cache
def case(name: str) -> Case:
    """A bundled case, opened once."""
    return open_case(name)


def recorded() -> list[Statement]:
    """The statements of both cases."""
    return [*case("iran").record.statements, *case("ukraine").record.statements]


def rows(path: Path) -> list[dict[str, str]]:
    """The rows of a table as they stand in the file."""
    with path.open(newline="", encoding="utf-8") as table:
        return list(csv.DictReader(table))


@pytest.mark.parametrize(("prefix", "read", "recalled"), MARKS)
def test_rows_and_marks_of_statements(prefix: str, read: int, recalled: int) -> None:
    """Rows of each imported table, counted by the id before the dot, with the marks they had there."""
    marks = {s.id.split(".")[0]: s.mark for s in recorded() if s.id.startswith(prefix)}
    assert Counter(marks.values()) == Counter({Mark.READ: read, Mark.RECALLED: recalled})


@pytest.mark.parametrize(("table", "key", "marks"), NEGOTIATION)
def test_rows_and_marks_of_negotiation(table: str, key: str, marks: dict[str, int]) -> None:
    """Rows of both cases together, shared ones once, with the marks they had in the tables imported."""
    both = [row for name in ("iran", "ukraine") for row in rows(CASES / name / "negotiation" / f"{table}.csv")]
    assert Counter({row[key]: row["mark"] for row in both}.values()) == Counter(marks)


def test_rows_of_sites_and_judgements() -> None:
    """Seventeen sites, fifty-nine published times and thirteen judgements after the strikes, with their marks."""
    sites = rows(CASES / "iran" / "sites.csv")
    judgements = rows(CASES / "iran" / "judgements.csv")
    assert Counter(row["mark"] for row in sites) == {"read": 15, "recalled": 2}
    assert Counter(row["mark"] for row in judgements) == {"read": 56, "recalled": 3}
    stated = rows(CASES / "iran" / "judgements" / "after_june_2025.csv")
    assert Counter(row["mark"] for row in stated) == {"read": 13}


def test_agreements_are_those_imported_with_the_listed_corrections() -> None:
    """Corrections taken back give the twenty files and the forums as imported; made again, the bundled files: byte for byte."""
    listed = corrections(files_below(ADDITIONS))
    lines = (line.split() for line in (HERE / "agreements.sha256").read_text().splitlines() if not line.startswith("#"))
    kept = {name: digest for digest, name in lines}
    bundled = {p.name: p.read_bytes() for p in (CASES / "iran" / "agreements").glob("*.yaml")}
    imported = {name: uncorrected(f"agreements/{name}", content, listed) for name, content in bundled.items()}
    assert {name: hashlib.sha256(content).hexdigest() for name, content in imported.items()} == kept
    assert {name: corrected(f"agreements/{name}", c, listed) for name, c in imported.items()} == bundled
    assert len(kept) == 21
    assert {Path(one.file).name for one in listed} == {name for name in kept if imported[name] != bundled[name]}


@pytest.mark.parametrize("name", ["iran", "ukraine"])
def test_ids_are_unique_and_links_resolve(name: str) -> None:
    """No id stands twice; derived statements lead to one that is recorded, statements to their source."""
    record = case(name).record
    assert len(record.by_id) == len(record.statements)
    assert {s.derived_from for s in record.statements} - {""} <= set(record.by_id)
    assert {s.source for s in record.statements} <= set(record.sources)


@pytest.mark.parametrize("name", ["iran", "ukraine"])
def test_every_source_is_used(name: str) -> None:
    """A source that nothing was taken from is not in the list."""
    opened = case(name)
    used = {s.source for s in opened.record.statements} | {j.source for j in opened.judgements}
    used |= {site.source for site in opened.sites}
    assert used == set(opened.record.sources)


def test_nothing_is_public_before_its_day() -> None:
    """The first day on which a statement can have been public is not before the first day it can be about."""
    early = [s.id for s in recorded() if s.public_on.latest < s.of_day.earliest]
    assert early == []
    assert [s.id for s in recorded() if not s.public_rule] == []


def test_derived_statements_are_no_surer_than_their_event() -> None:
    """A coded statement has the mark, basis, source and days of what it was derived from."""
    record = case("iran").record
    for s in record.statements:
        if s.derived_from:
            parent = record.by_id[s.derived_from]
            assert (s.mark, s.basis, s.source) == (parent.mark, parent.basis, parent.source)
            assert (s.of_day, s.public_on) == (parent.of_day, parent.public_on)


def test_the_last_estimate_has_two_clocks() -> None:
    """On 1 July 2025 the figure for 13 June was not public yet; the one for 17 May was."""
    stock = case("iran").record.select("uranium_mass", band="up_to_60", form="UF6")
    last = {s.of_day.text: (str(s.value), s.public_on.text) for s in stock if s.preferred and s.day.year == 2025}
    assert last["2025-05-17"] == ("408.6", "2025-05-31")
    assert last["2025-06-13"] == ("440.9", "2025-09-03")


def test_the_law_of_2_july_is_public_on_its_day() -> None:
    """The suspension law is absent as known on 1 July 2025 and present as known on 3 July."""
    laws = case("iran").record.select("event", subject="law", where=lambda s: "promulgated" in s.text)
    assert [s.public_on.text for s in laws] == ["2025-07-02"]


@pytest.mark.parametrize("name", ["iran", "ukraine"])
def test_the_first_day_is_stated(name: str) -> None:
    """`first_day` of the case is the first day on which a statement or a position is dated."""
    opened = case(name)
    exact = [s.day for s in opened.record.statements if s.of_day.exact]
    said = [p.said_on.latest for p in opened.positions if p.said_on.exact]
    assert min([*exact, *said]) == opened.description.first_day


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("IR-STK-0053", "IR-STK-0054"),
        ("IR-STK-0048", "IR-STK-0053"),
        ("IR-STK-0073", "IR-STK-0074"),
        ("IR-STK-0105", "IR-STK-0109"),
        ("IR-OTH-0009", "IR-CMP-0005"),
    ],
)
def test_known_disagreements_name_each_other(one: str, other: str) -> None:
    """The pairs of the case's README lead from either side to the other."""
    record = case("iran").record
    assert other in record.by_id[one].conflicts_with
    assert one in record.by_id[other].conflicts_with


def test_every_disagreement_is_mutual_and_in_the_readme() -> None:
    """Whoever is named as disagreeing names back, and the README tells of both."""
    record = case("iran").record
    readme = (CASES / "iran" / "README.md").read_text(encoding="utf-8")
    pairs = {(s.id, other) for s in record.statements for other in s.conflicts_with}
    assert pairs == {(other, one) for one, other in pairs}
    assert [one for one, _ in sorted(pairs) if one not in readme] == []


@pytest.mark.parametrize(
    ("identifier", "public_on"),
    [
        ("IR-EVT-0044", "2021-02-23"),
        ("IR-EVT-0070", "2025-06-23"),
        ("IR-EVT-0073", "2025-06-26"),
        ("IR-EVT-0096", "2026-02-27"),
    ],
)
def test_days_that_no_rule_gives(identifier: str, public_on: str) -> None:
    """Letters count from their page, a vote from the day its text tells of, an open act from its day."""
    assert case("iran").record.by_id[identifier].public_on.text == public_on
