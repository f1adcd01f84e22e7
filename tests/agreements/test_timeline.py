"""Timelines equal the answers of their days, and no answer depends on what came later or on order."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from servanda.agreements.evaluate import answer
from servanda.agreements.timeline import answer_signature, timeline
from servanda.agreements.verdict import Status
from servanda.core.finding import Misuse
from servanda.core.names import Basis, Qualifier
from servanda.evidence.record import Record
from servanda.evidence.statement import Statement
from tests.agreements.build import duty, machines, record, said, stock

FIRST = date(2015, 6, 1)
DAYS = 4200
WATCHED = [
    ("jcpoa", name)
    for name in (
        "JCPOA-A1-28", "JCPOA-A1-56", "JCPOA-A1-14", "JCPOA-A1-25", "JCPOA-A1-27", "JCPOA-A1-32", "JCPOA-A1-37",
        "JCPOA-A1-38", "JCPOA-A1-45", "JCPOA-A1-46", "JCPOA-A1-72", "JCPOA-A1-64",
    )
] + [("unsc-sanctions-2006-2010", "R1737-2A"), ("iran-offers-2025-26", "IRO-1")]  # fmt: skip

days = st.integers(0, DAYS).map(lambda n: (FIRST + timedelta(days=n)).isoformat())
amounts = st.sampled_from([0, 3.67, 5, 20, 60, 130.9, 202.8, 300, 5060])
bands = st.sampled_from(["total", "up_to_2", "up_to_5", "up_to_20", "up_to_60"])
forms = st.sampled_from(["UF6", "all_forms", "other"])
sites = st.sampled_from(["FEP", "PFEP", "FFEP"])
types = st.sampled_from(["IR-1", "IR-4", "IR-6", "IR-6s", "all", "IR-2m_increment"])


@st.composite
def statements(draw: st.DrawFn, number: int) -> Statement:
    """A statement of one of the kinds that the watched obligations read."""
    day, ident = draw(days), f"s{number:02}"
    public = (date.fromisoformat(day) + timedelta(days=draw(st.integers(0, 400)))).isoformat()
    match draw(st.integers(0, 5)):
        case 0:
            kind = draw(st.sampled_from([None, None, Qualifier.AT_MOST, Qualifier.AT_LEAST]))
            return stock(ident, day, draw(amounts), public=public, form=draw(forms), band=draw(bands), qualifier=kind,
                         preferred=draw(st.booleans()), basis=draw(st.sampled_from(list(Basis))))  # fmt: skip
        case 1:
            return said(ident, "enrichment_level", day, draw(amounts), "percent_U235", public=public, site=draw(sites))
        case 2:
            return said(ident, "heavy_water_mass", day, draw(amounts), "t_D2O", public=public)
        case 3:
            quantity = draw(st.sampled_from(["operating_machines", "installed_machines", "installed_cascades"]))
            return machines(ident, quantity, day, draw(types), draw(sites), draw(amounts))
        case 4:
            return said(ident, "activity", day, public=public, subject="enrichment", site=draw(sites),
                        text=draw(st.sampled_from(["present", "absent"])))  # fmt: skip
        case _:
            return said(ident, "observance", day, public=public, subject=draw(st.sampled_from(WATCHED))[1],
                        text=draw(st.sampled_from(["ended", "resumed"])))  # fmt: skip


@st.composite
def records(draw: st.DrawFn) -> Record:
    """A record of up to a dozen statements."""
    return record(*(draw(statements(number)) for number in range(draw(st.integers(0, 12)))))


watched = st.sampled_from(WATCHED)
positions = st.sampled_from(["all", "IR", "UK"])


@given(records(), watched, positions, st.lists(st.integers(0, DAYS), min_size=1, max_size=12))
@settings(max_examples=60, deadline=None)
def test_a_timeline_is_the_answer_of_each_of_its_days(
    known: Record, which: tuple[str, str], position: str, offsets: list[int]
) -> None:
    """On any day the span that holds it says what the day's own answer says, ages apart."""
    holder, obligation = duty(*which)
    spans = timeline(holder, obligation, known, FIRST, FIRST + timedelta(days=DAYS + 1), position)
    for day in (FIRST + timedelta(days=n) for n in offsets):
        (span,) = [s for s in spans if s.start <= day < s.end]
        own = answer(holder, obligation, known, day, position)
        assert answer_signature(span.answer) == answer_signature(own)


@given(records(), watched)
@settings(max_examples=30, deadline=None)
def test_spans_fill_the_days_and_neighbours_differ(known: Record, which: tuple[str, str]) -> None:
    """Half-open spans without gaps; two neighbours never say the same."""
    holder, obligation = duty(*which)
    end = FIRST + timedelta(days=DAYS)
    spans = timeline(holder, obligation, known, FIRST, end)
    assert (spans[0].start, spans[-1].end) == (FIRST, end)
    for first, second in pairwise(spans):
        assert first.end == second.start
        assert answer_signature(first.answer) != answer_signature(second.answer)


@given(records(), records(), watched, positions, st.integers(0, DAYS))
@settings(max_examples=60, deadline=None)
def test_what_is_said_later_never_changes_an_answer_with_the_knowledge_fixed(
    known: Record, more: Record, which: tuple[str, str], position: str, offset: int
) -> None:
    """Statements public after `known_by`, or about days after the day asked, change nothing."""
    holder, obligation = duty(*which)
    day = FIRST + timedelta(days=offset)
    renamed = [_renamed(s) for s in more.statements if s.public_day > day or s.day > day]
    grown = record(*known.statements, *renamed)
    assert answer(holder, obligation, grown.known(day), day, position) == answer(
        holder, obligation, known.known(day), day, position
    )


def _renamed(statement: Statement) -> Statement:
    copy = {name: getattr(statement, name) for name in Statement.__dataclass_fields__}
    return Statement(**{**copy, "id": f"later-{statement.id}"})


@given(records(), watched, st.integers(0, DAYS), st.randoms(use_true_random=False))
@settings(max_examples=40, deadline=None)
def test_the_order_of_statements_never_matters(
    known: Record, which: tuple[str, str], offset: int, shuffler: object
) -> None:
    """A record is a set."""
    holder, obligation = duty(*which)
    day = FIRST + timedelta(days=offset)
    mixed = list(known.statements)
    shuffler.shuffle(mixed)  # type: ignore[attr-defined]  # hypothesis gives a random.Random
    assert answer(holder, obligation, record(*mixed), day) == answer(holder, obligation, known, day)


def test_a_timeline_has_days() -> None:
    """A stretch that ends before it starts is a wrong call."""
    with pytest.raises(Misuse, match="has no days: give an end after the start"):
        timeline(*duty("jcpoa", "JCPOA-A1-56"), record(), FIRST, FIRST)


def test_the_story_of_the_stock_cap() -> None:
    """Kept, exceeded from the day of the figure, undetermined when the last figure is a year old, then contested."""
    known = record(
        stock("a", "2016-05-27", 202.8, qualifier=Qualifier.AT_MOST),
        stock("b", "2017-02-18", 101.7),
        stock("c", "2018-02-12", 109.5),
        stock("d", "2019-02-16", 163.8),
        stock("e", "2019-07-01", 205.0),
        stock("f", "2020-02-19", 1020.9),
    )
    spans = timeline(*duty("jcpoa", "JCPOA-A1-56"), known, date(2016, 1, 1), date(2025, 11, 1))
    told: list[tuple[date, Status]] = []
    for span in spans:
        if not told or told[-1][1] is not span.answer.status:
            told.append((span.start, span.answer.status))
    assert told == [
        (date(2016, 1, 1), Status.NOT_APPLICABLE),
        (date(2016, 1, 16), Status.UNDETERMINED),
        (date(2016, 5, 27), Status.COMPLIANT),
        (date(2019, 2, 13), Status.UNDETERMINED),
        (date(2019, 2, 16), Status.COMPLIANT),
        (date(2019, 7, 1), Status.EXCEEDED),
        (date(2021, 2, 20), Status.UNDETERMINED),
        (date(2025, 9, 28), Status.CONTESTED),
    ]
