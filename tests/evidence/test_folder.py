"""The strict reader and writer of statements and sources."""

from __future__ import annotations

import string
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servanda.core.names import Basis, Mark, Qualifier
from servanda.core.period import PartialDate, parse_partial
from servanda.core.unit import Unit
from servanda.evidence.folder import (
    read_sources,
    read_statements,
    write_sources,
    write_statements,
)
from servanda.evidence.links import check_record
from servanda.evidence.source import Source
from servanda.evidence.statement import CONTENT_FIELDS, Statement

FILE = "statements/record.csv"
HEADER = "id,quantity,band,form,of_day,value,low,high,unit,qualifier,text,basis,public_on,source,mark,note\n"
GOOD = "A-1,uranium_mass,up_to_60,UF6,2025-05-17,408.6,,,kg_U,,,estimated_by_agency,2025-05-31,S001,read,\n"


def _one(line: str) -> str:
    """The whole text of the only finding that a line of statements gives."""
    statements, findings = read_statements(HEADER + line, FILE)
    assert statements == []
    (finding,) = findings
    return finding.text()


def test_a_good_line_is_a_statement_with_exact_decimals() -> None:
    """Book figures are decimals, exactly as reported."""
    (statement,), findings = read_statements(HEADER + GOOD, FILE)
    assert findings == []
    assert statement.value == Decimal("408.6")
    assert (statement.file, statement.line) == (FILE, 2)


def test_uf6_mass_given_as_uranium_is_refused_with_the_remedy() -> None:
    """300 kg of UF6 is not 300 kg of uranium."""
    assert _one(GOOD.replace("kg_U,", "kg_UF6,")) == (
        "error: statements/record.csv, line 2, unit: found 'kg_UF6'; expected kg_U. "
        "Rule: UF6 and uranium never mix: each quantity has its unit [statement-wrong-unit]. "
        "To do: multiply the UF6 mass by 0.676 to give kg_U and say so in note, or record it as uf6_mass"
    )


def test_a_percentage_given_as_a_fraction_is_refused_with_the_number_to_write() -> None:
    """Files state enrichment in percent."""
    line = GOOD.replace("uranium_mass,up_to_60,UF6", "enrichment_level,,").replace("408.6", "0.6")
    assert _one(line.replace("kg_U", "percent_U235")) == (
        "error: statements/record.csv, line 2, value: found '0.6'; expected a percentage of U-235 from 1 to 100. "
        "Rule: files state enrichment in percent: 60 % is 60, not 0.6 [statement-percent-as-fraction]. "
        "To do: if the mass fraction 0.6 is meant, write 60"
    )


@pytest.mark.parametrize(
    ("old", "new", "name"),
    [
        ("2025-05-17", "17.05.2025", "statement-bad-date"),
        ("2025-05-17", "2025-02-30", "statement-bad-date"),
        ("408.6", "NaN", "statement-bad-number"),
        ("408.6", "inf", "statement-bad-number"),
        ("408.6", "'408,6'", "statement-bad-number"),
        ("408.6", "-1", "statement-negative"),
        ("408.6,,", "408.6,500,", "statement-bad-range"),
        ("kg_U", "", "statement-without-unit"),
        ("kg_U", "kgU", "statement-unknown-unit"),
        ("estimated_by_agency", "estimate", "statement-bad-basis"),
        ("read", "seen", "statement-bad-mark"),
        ("kg_U,,", "kg_U,exactly,", "statement-bad-qualifier"),
        ("up_to_60", "60%", "statement-bad-band"),
        ("S001", "", "statement-without-source"),
        ("A-1", "", "statement-bad-id"),
        ("A-1", "A 1", "statement-bad-id"),
        ("uranium_mass", "Uranium mass", "statement-bad-quantity"),
        ("2025-05-31", "2025-05-01", "statement-public-before-day"),
    ],
)
def test_each_fault_has_its_own_finding(old: str, new: str, name: str) -> None:
    """A fault in a cell is found under a stable name, at its line."""
    line = GOOD.replace(old, new.replace("'", '"'), 1)
    _, findings = read_statements(HEADER + line, FILE)
    assert [f.name for f in findings] == [name]
    assert all(f.line == 2 and f.remedy and f.expected for f in findings)


def test_every_fault_of_a_file_is_reported_at_once() -> None:
    """Loading reports every problem, not the first."""
    text = HEADER + GOOD.replace("408.6", "many") + GOOD.replace("A-1", "A-2").replace("2025-05-17", "May")
    _, findings = read_statements(text, FILE)
    assert [(f.line, f.name) for f in findings] == [(2, "statement-bad-number"), (3, "statement-bad-date")]


def test_duplicate_ids_and_dangling_links_are_found() -> None:
    """An id is unique, and what a statement names is there."""
    (first,), _ = read_statements(HEADER + GOOD, FILE)
    findings = check_record([first, first.__class__(**{f: getattr(first, f) for f in CONTENT_FIELDS})], [])
    assert sorted(f.name for f in findings) == [
        "case-without-sources",
        "statement-duplicate-id",
    ]


TEXT = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=20).map(str.strip)
NAMES = st.text(string.ascii_letters + string.digits, min_size=1, max_size=8)
DAYS = st.dates(date(1950, 1, 1), date(2100, 1, 1))
NUMBERS = st.decimals(0, 10**9, allow_nan=False, allow_infinity=False, places=3)


def _partial(day: date) -> PartialDate:
    partial = parse_partial(day.isoformat())
    assert partial is not None
    return partial


@st.composite
def statements(draw: st.DrawFn) -> Statement:
    """Any statement that the rules allow."""
    day = draw(DAYS)
    later = draw(st.dates(day, date(2101, 1, 1)))
    low, value, high = sorted(draw(st.tuples(NUMBERS, NUMBERS, NUMBERS)))
    return Statement(
        id=draw(NAMES),
        quantity="uranium_mass",
        of_day=_partial(day),
        public_on=_partial(later),
        basis=draw(st.sampled_from(Basis)),
        source=draw(NAMES),
        mark=draw(st.sampled_from(Mark)),
        band=draw(st.sampled_from(["", "total", "up_to_60", "up_to_3_67"])),
        value=value,
        low=draw(st.sampled_from([None, low])),
        high=draw(st.sampled_from([None, high])),
        unit=Unit.KG_U,
        qualifier=draw(st.sampled_from([None, *Qualifier])),
        preferred=draw(st.booleans()),
        actors=draw(st.lists(NAMES, max_size=3).map(tuple)),
        text=draw(TEXT),
        note=draw(TEXT),
        speaker=draw(TEXT),
    )


@given(st.lists(statements(), max_size=6))
def test_write_then_read_is_the_same(rows: list[Statement]) -> None:
    """Nothing is lost or changed between a table and the statements in it."""
    again, findings = read_statements(write_statements(rows), FILE)
    assert findings == []
    assert [[getattr(s, f) for f in CONTENT_FIELDS] for s in again] == [
        [getattr(s, f) for f in CONTENT_FIELDS] for s in rows
    ]


@given(st.lists(st.builds(Source, NAMES, TEXT.filter(bool), DAYS, TEXT, TEXT, TEXT), unique_by=lambda s: s.id))
def test_sources_write_then_read_is_the_same(sources: list[Source]) -> None:
    """Sources come back as they were."""
    assert read_sources(write_sources(sources), "sources.csv") == (sources, [])
