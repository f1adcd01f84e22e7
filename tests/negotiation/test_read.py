"""Writing and reading give the same records."""

from __future__ import annotations

import dataclasses
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servanda.core.names import Mark
from servanda.negotiation.format import Format, Seat, parse_seat
from servanda.negotiation.issue import Issue
from servanda.negotiation.meeting import Meeting, meetings_until
from servanda.negotiation.party import Party, membership
from servanda.negotiation.position import Attribution, Firmness, HeldPosition
from servanda.negotiation.read import (
    read_formats,
    read_issues,
    read_meetings,
    read_parties,
    read_positions,
    write_formats,
    write_issues,
    write_meetings,
    write_parties,
    write_positions,
)
from tests.negotiation.tables import bundled, partial

CELL = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), max_size=20)
FILLED = CELL.filter(str.strip)
ENTRY = FILLED.map(lambda text: text.replace(";", ",").strip())
ENTRIES = st.lists(ENTRY.filter(bool), max_size=4).map(tuple)
WHEN = st.one_of(st.dates().map(str), st.sampled_from(["2026-06", "2025", "before 2025-07-01", "2025 (recently)"])).map(
    partial
)
MARKS = st.lists(st.sampled_from(Mark), min_size=1, max_size=2, unique=True).map(tuple)
SEAT_TEXTS = [
    "IRN",
    "P5+1",
    "EU coordinator",
    "(USA to 2018)",
    "EGY (2025-09)",
    "+10 elected",
    "31 or 35 countries",
    "any State",
]


def seats() -> st.SearchStrategy[tuple[Seat, ...]]:
    """Seats written in every documented way."""
    made = [seat for text in SEAT_TEXTS if (seat := parse_seat(text)) is not None]
    assert len(made) == len(SEAT_TEXTS)
    return st.lists(st.sampled_from(made), max_size=4).map(tuple)


PARTIES = st.builds(
    Party, id=FILLED, name=FILLED, kind=FILLED, mark=MARKS, code=CELL, unsc_status=CELL, role=CELL, source=CELL,
    memberships=ENTRIES.map(lambda entries: tuple(map(membership, entries))),
    from_day=st.none() | WHEN, to_day=st.none() | WHEN, file=st.just("t.csv"), line=st.just(2),
)  # fmt: skip
FORMATS = st.builds(
    Format, id=FILLED, name=FILLED, seats=seats(), decision_rule=CELL, mark=MARKS, files=ENTRIES,
    n_members=st.none() | st.integers(0, 9999), chairs=seats(), formal_outcome=CELL, active_from=st.none() | WHEN,
    active_to=st.none() | WHEN, source=CELL, file=st.just("t.csv"), line=st.just(2),
)  # fmt: skip
ISSUES = st.builds(
    Issue, id=FILLED, label=FILLED, question=CELL, mark=MARKS, unit=CELL, end_0=CELL, end_100=CELL, note=CELL,
    scale_type=st.sampled_from(["number", "ordinal", "number, thousand personnel"]), source=CELL,
    anchors_text=st.sampled_from(["", "0:60%; 30:20%", "0 keep;100 to USA", "0; 100"]), file=st.just("t.csv"), line=st.just(2),
)  # fmt: skip
POSITIONS = st.builds(
    HeldPosition, id=FILLED, party=FILLED, issue=FILLED, text=FILLED, firmness=st.sampled_from(Firmness), said_on=WHEN,
    attribution=st.sampled_from(Attribution), mark=MARKS, value=CELL, unit=CELL, condition=CELL, speaker=CELL, role=CELL,
    scale=st.none() | st.decimals(0, 100, places=2), relayed_by=CELL, outlet=CELL, outlet_date=WHEN, address=CELL,
    conflicts_with=CELL, note=CELL, file=st.just("t.csv"), line=st.just(2),
)  # fmt: skip
MEETINGS = st.builds(
    Meeting, id=FILLED, on=WHEN, kind=FILLED, title=FILLED, mark=MARKS, format=CELL, parties=ENTRIES, place=CELL,
    outcome=CELL, source=CELL, file=st.just("t.csv"), line=st.just(2),
)  # fmt: skip


@given(st.lists(PARTIES, max_size=3).map(tuple))
def test_parties_survive_writing(records: tuple[Party, ...]) -> None:
    """Write, read, equal."""
    assert read_parties(write_parties(records), "t.csv") == (records, [])


@given(st.lists(FORMATS, max_size=3).map(tuple))
def test_formats_survive_writing(records: tuple[Format, ...]) -> None:
    """Write, read, equal."""
    assert read_formats(write_formats(records), "t.csv") == (records, [])


@given(st.lists(ISSUES, max_size=3).map(tuple))
def test_issues_survive_writing(records: tuple[Issue, ...]) -> None:
    """Write, read, equal."""
    assert read_issues(write_issues(records), "t.csv") == (records, [])


@given(st.lists(POSITIONS, max_size=3).map(tuple))
def test_positions_survive_writing(records: tuple[HeldPosition, ...]) -> None:
    """Write, read, equal; a doubtful pair of days is a warning and loses nothing."""
    read, findings = read_positions(write_positions(records), "t.csv")
    assert read == records
    assert {f.name for f in findings} <= {"position-reported-before-said"}


@given(st.lists(MEETINGS, max_size=3).map(tuple))
def test_meetings_survive_writing(records: tuple[Meeting, ...]) -> None:
    """Write, read, equal."""
    assert read_meetings(write_meetings(records), "t.csv") == (records, [])


@pytest.mark.parametrize("case", ["iran", "ukraine"])
def test_the_bundled_positions_survive_writing(case: str) -> None:
    """Real rows, partial dates and all, come back as they were."""
    first, _ = read_positions(bundled(case, "positions"), "positions.csv")
    again, _ = read_positions(write_positions(first), "positions.csv")
    assert again == first
    assert first


def test_columns_that_are_left_out_read_as_not_stated() -> None:
    """The tables of the second case have no units: the cells are empty, not guessed."""
    positions, findings = read_positions(bundled("ukraine", "positions"), "positions.csv")
    assert findings == []
    assert {p.unit for p in positions} == {""}
    assert any(p.scale is None for p in positions)
    assert any(p.scale == Decimal(90) for p in positions)


def test_records_know_their_place() -> None:
    """A finding made later can still name the file and line."""
    meetings, _ = read_meetings(bundled("iran", "meetings"), "negotiation/meetings.csv")
    assert (meetings[0].file, meetings[0].line) == ("negotiation/meetings.csv", 2)
    moved = dataclasses.replace(meetings[0], file="other.csv", line=9)
    assert moved == meetings[0]


def test_meetings_until_a_day_are_in_order_and_never_early() -> None:
    """A meeting known only by its month counts from the end of the month."""
    meetings, _ = read_meetings(bundled("iran", "meetings"), "meetings.csv")
    june = partial("2026-06").earliest
    assert "E036" not in {m.id for m in meetings_until(meetings, june)}
    assert "E036" in {m.id for m in meetings_until(meetings, partial("2026-06").latest)}
    rounds = meetings_until(reversed(meetings), june, "USA-IRN-OMN")
    assert [m.id for m in rounds] == ["E002", "E003", "E004", "E031", "E032", "E033"]
