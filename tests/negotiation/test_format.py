"""Formats: seats and the days on which they are open."""

from __future__ import annotations

from datetime import date

import pytest

from servanda.negotiation.format import Seat, parse_seat
from servanda.negotiation.when import Standing
from tests.negotiation.tables import forum, iran_formats, partial


@pytest.mark.parametrize(
    ("text", "seat"),
    [
        ("IRN", Seat("IRN", "IRN")),
        ("IAEA-BOG", Seat("IAEA-BOG", "IAEA-BOG")),
        ("P5+1", Seat("P5+1", "P5+1")),
        ("EU coordinator", Seat("EU coordinator", "EU", "coordinator")),
        ("(USA to 2018)", Seat("(USA to 2018)", "USA", last=partial("2018"))),
        ("(USA from 2015-10-18)", Seat("(USA from 2015-10-18)", "USA", first=partial("2015-10-18"))),
        ("EGY (2025-09)", Seat("EGY (2025-09)", "EGY", first=partial("2025-09"), last=partial("2025-09"))),
        ("+10 elected", Seat("+10 elected", role="elected", least=10, most=10)),
        ("31 or 35 countries", Seat("31 or 35 countries", role="countries", least=31, most=35)),
        ("any participant State", Seat("any participant State", role="any participant State", least=None, most=None)),
    ],
)
def test_a_seat_is_read_in_the_documented_ways(text: str, seat: Seat) -> None:
    """A party, a party for a time, a number of unnamed members, or parties described in words."""
    assert parse_seat(text) == seat


@pytest.mark.parametrize(
    "text", ["", "iran", "USA, IRN", "(USA until 2018)", "10", "(USA to 2018-13)", "USA (2018-99)"]
)
def test_anything_else_is_not_a_seat(text: str) -> None:
    """What is not understood is refused, never taken for a party."""
    assert parse_seat(text) is None


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2017, 12, 31), Standing.YES),
        (date(2018, 5, 8), Standing.PERHAPS),
        (date(2019, 1, 1), Standing.NO),
    ],
)
def test_a_membership_that_ends_in_a_year_is_uncertain_within_it(day: date, expected: Standing) -> None:
    """`(USA to 2018)` does not say on which day of 2018 it ended."""
    seat = parse_seat("(USA to 2018)")
    assert seat is not None
    assert seat.standing(day) is expected


@pytest.mark.parametrize(
    ("format_id", "day", "expected"),
    [
        ("UNSC-SNAPBACK", date(2025, 10, 18), Standing.YES),
        ("UNSC-SNAPBACK", date(2025, 10, 19), Standing.NO),
        ("P5", date(2025, 6, 30), Standing.NO),
        ("P5", date(2025, 7, 1), Standing.YES),
        ("E3-IRN", date(2024, 11, 15), Standing.PERHAPS),
        ("E3-IRN", date(2025, 9, 15), Standing.PERHAPS),
        ("E3-IRN", date(2025, 10, 1), Standing.NO),
        ("IAEA-IRN", date(2025, 7, 1), Standing.NOT_STATED),
    ],
)
def test_a_format_is_open_between_its_days(format_id: str, day: date, expected: Standing) -> None:
    """Both recorded days are included; a month leaves its days open; no days at all are not stated."""
    assert iran_formats()[format_id].active(day) is expected


def test_a_format_with_only_an_end_is_closed_after_it() -> None:
    """Without a beginning only the end can be told."""
    closed = forum("AAA;BBB", active_to=partial("2030-01-31"))
    assert closed.active(date(2030, 1, 31)) is Standing.NOT_STATED
    assert closed.active(date(2030, 2, 1)) is Standing.NO
