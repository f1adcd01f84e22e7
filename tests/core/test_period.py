"""Periods are half-open; partial dates keep what was written and say between which days they lie."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servanda.core.finding import Misuse
from servanda.core.period import EARLIEST, Period, parse_day, parse_instant, parse_partial

days = st.dates(min_value=date(1900, 1, 1), max_value=date(2200, 1, 1))
periods = st.tuples(days, st.none() | st.integers(0, 5000)).map(
    lambda p: Period(p[0], None if p[1] is None else p[0] + timedelta(days=p[1]))
)


def test_the_end_is_not_in_the_period() -> None:
    """The first day is in, the last is not, and an empty period holds no day."""
    period = Period(date(2016, 1, 16), date(2031, 1, 16))
    assert date(2016, 1, 16) in period
    assert date(2031, 1, 15) in period
    assert date(2031, 1, 16) not in period
    assert date(2016, 1, 16) not in Period(date(2016, 1, 16), date(2016, 1, 16))


@given(start=days, first=st.integers(1, 900), second=st.integers(1, 900), day=days)
def test_adjoining_periods_share_no_day(start: date, first: int, second: int, day: date) -> None:
    """A day lies in exactly one of two adjoining periods when it lies in their union, and the days add up."""
    middle = start + timedelta(days=first)
    end = middle + timedelta(days=second)
    a, b, both = Period(start, middle), Period(middle, end), Period(start, end)
    assert (day in a) + (day in b) == (day in both)
    assert (a.days, b.days, both.days) == (first, second, first + second)
    assert a.overlap(b) is None


@given(a=periods, b=periods, day=days)
def test_overlap_holds_the_common_days(a: Period, b: Period, day: date) -> None:
    """A day is in the overlap exactly when it is in both, in either order."""
    common = a.overlap(b)
    assert common == b.overlap(a)
    assert (common is not None and day in common) == (day in a and day in b)


def test_open_ended_period() -> None:
    """Without an end every later day is in, and the length is not known."""
    assert date(2100, 1, 1) in Period(date(2025, 1, 1))
    assert Period(date(2025, 1, 1)).days is None


def test_period_that_ends_before_it_starts() -> None:
    """Such a period is refused with both days."""
    with pytest.raises(Misuse, match=r"^a period cannot end \(2025-01-01\) before it starts \(2025-01-02\)$"):
        Period(date(2025, 1, 2), date(2025, 1, 1))


@pytest.mark.parametrize(
    ("text", "earliest", "latest"),
    [
        ("2025-07-01", date(2025, 7, 1), date(2025, 7, 1)),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("2025", date(2025, 1, 1), date(2025, 12, 31)),
        ("2025 (recently)", date(2025, 1, 1), date(2025, 12, 31)),
        ("before 2025-07-01", EARLIEST, date(2025, 6, 30)),
        ("before 2025-07", EARLIEST, date(2025, 6, 30)),
    ],
)
def test_partial_dates(text: str, earliest: date, latest: date) -> None:
    """Each written form lies between two days and keeps its text."""
    partial = parse_partial(text)
    assert partial is not None
    assert (partial.text, partial.earliest, partial.latest) == (text, earliest, latest)
    assert partial.exact == (earliest == latest)


@pytest.mark.parametrize("text", ["", "2025-13", "2025-02-30", "July 2025", "25-07-01", "after 2025", "2025-7-1"])
def test_what_is_no_partial_date(text: str) -> None:
    """Anything else is None."""
    assert parse_partial(text) is None


@given(days)
def test_days_read_as_written(day: date) -> None:
    """A day is read back from ISO form, as a day and as an exact partial date."""
    partial = parse_partial(day.isoformat())
    assert parse_day(day.isoformat()) == day
    assert partial is not None
    assert partial.exact
    assert partial.earliest == day


@pytest.mark.parametrize("text", ["2025-7-1", "20250701", "2025-W27-2", "2025-02-29", "01.07.2025", "2025-07-01T00"])
def test_what_is_no_day(text: str) -> None:
    """Only YYYY-MM-DD is a day."""
    assert parse_day(text) is None


def test_instants_need_a_zone() -> None:
    """An hour with its zone is read, one without is not."""
    instant = parse_instant("2025-09-28T00:00+00:00")
    assert instant is not None
    assert instant.utcoffset() == timedelta(0)
    assert parse_instant("2025-09-28T00:00") is None
    assert parse_instant("midnight") is None
