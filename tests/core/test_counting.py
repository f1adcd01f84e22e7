"""Named counting conventions on the days where they differ."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servanda.core.counting import (
    CONVENTIONS,
    Duration,
    LeapDayRule,
    MonthRule,
    add_days,
    add_duration,
    add_months,
    add_to_instant,
    add_working_days,
    add_years,
    days_after_month_end,
    in_zone,
    midnight_after_day,
    month_end,
    parse_duration,
    working_calendar,
)
from servanda.core.finding import Misuse

CLAMP, OVERFLOW = MonthRule.CLAMP, MonthRule.OVERFLOW
days = st.dates(min_value=date(1900, 1, 1), max_value=date(2200, 12, 31))
WEEK = working_calendar("Vienna", (5, 6), (date(2025, 12, 25), date(2025, 12, 26), date(2026, 1, 1)))


def test_ninety_days_to_adoption_day() -> None:
    """90 calendar days after 20 July 2015 is Adoption Day."""
    assert add_days(date(2015, 7, 20), 90) == date(2015, 10, 18)


def test_fifteen_years_from_implementation_day() -> None:
    """15 years from Implementation Day end on 16 January 2031."""
    assert add_years(date(2016, 1, 16), 15) == date(2031, 1, 16)


def test_inventory_change_report_is_due_30_days_after_the_month() -> None:
    """Changes of February 2025 are due on 30 March 2025, whatever the day of the change."""
    assert days_after_month_end(date(2025, 2, 1), 30) == date(2025, 3, 30)
    assert days_after_month_end(date(2025, 2, 28), 30) == date(2025, 3, 30)


@pytest.mark.parametrize(
    ("day", "due"),
    [
        (date(2024, 2, 5), date(2024, 3, 30)),
        (date(2025, 1, 31), date(2025, 3, 2)),
        (date(2025, 4, 30), date(2025, 5, 30)),
        (date(2025, 12, 31), date(2026, 1, 30)),
    ],
)
def test_thirty_days_after_month_ends(day: date, due: date) -> None:
    """Months of 28, 29, 30 and 31 days and the year end each give their own due day."""
    assert days_after_month_end(day, 30) == due


@pytest.mark.parametrize(
    ("day", "months", "clamp", "overflow"),
    [
        (date(2025, 1, 28), 1, date(2025, 2, 28), date(2025, 2, 28)),
        (date(2025, 1, 29), 1, date(2025, 2, 28), date(2025, 3, 1)),
        (date(2025, 1, 31), 1, date(2025, 2, 28), date(2025, 3, 3)),
        (date(2024, 1, 30), 1, date(2024, 2, 29), date(2024, 3, 1)),
        (date(2024, 1, 31), 1, date(2024, 2, 29), date(2024, 3, 2)),
        (date(2025, 3, 31), 1, date(2025, 4, 30), date(2025, 5, 1)),
        (date(2025, 12, 31), 2, date(2026, 2, 28), date(2026, 3, 3)),
        (date(2025, 3, 31), -1, date(2025, 2, 28), date(2025, 3, 3)),
        (date(2025, 12, 15), 1, date(2026, 1, 15), date(2026, 1, 15)),
        (date(2025, 6, 13), 12, date(2026, 6, 13), date(2026, 6, 13)),
    ],
)
def test_months(day: date, months: int, clamp: date, overflow: date) -> None:
    """The two rounding rules agree except where the target month has no such day."""
    assert add_months(day, months) == clamp
    assert add_months(day, months, OVERFLOW) == overflow


@given(day=days, months=st.integers(-600, 600))
def test_month_rules_differ_by_at_most_three_days(day: date, months: int) -> None:
    """Overflow is never before clamp and never more than three days after it; up to day 28 both agree."""
    gap = (add_months(day, months, OVERFLOW) - add_months(day, months)).days
    assert 0 <= gap <= 3
    assert gap == 0 or day.day > 28


@given(day=days, months=st.integers(0, 600))
def test_clamped_months_keep_order(day: date, months: int) -> None:
    """A later start never gives an earlier end."""
    assert add_months(day, months) <= add_months(day + timedelta(days=1), months)


@given(day=days, years=st.integers(-100, 100))
def test_twelve_months_are_a_year(day: date, years: int) -> None:
    """Twelve clamped months are a year by the rule of 28 February."""
    assert add_months(day, 12 * years) == add_years(day, years)


def test_leap_day_anniversary() -> None:
    """29 February becomes 28 February or 1 March as the rule says, and itself in leap years."""
    leap = date(2024, 2, 29)
    assert add_years(leap, 1) == date(2025, 2, 28)
    assert add_years(leap, 1, LeapDayRule.MARCH_1) == date(2025, 3, 1)
    assert add_years(leap, 4) == add_years(leap, 4, LeapDayRule.MARCH_1) == date(2028, 2, 29)
    assert add_years(date(2096, 2, 29), 4) == date(2100, 2, 28)


@pytest.mark.parametrize(("month", "last"), [(1, 31), (2, 28), (4, 30), (12, 31)])
def test_month_end(month: int, last: int) -> None:
    """The last day of each length of month."""
    assert month_end(date(2025, month, 1)) == date(2025, month, last)


def test_snapback_takes_effect_at_midnight_gmt() -> None:
    """Notified on 28 August 2025, midnight GMT after the thirtieth day is 28 September, in New York still the 27th."""
    effect = midnight_after_day(date(2025, 8, 28), 30)
    assert effect.isoformat() == "2025-09-28T00:00:00+00:00"
    new_york = in_zone(effect, ZoneInfo("America/New_York"))
    assert (new_york.date(), new_york.hour) == (date(2025, 9, 27), 20)
    assert in_zone(effect, ZoneInfo("Asia/Tehran")).isoformat() == "2025-09-28T03:30:00+03:30"


def test_midnight_in_another_zone_is_another_instant() -> None:
    """Midnight in Vienna after the same day comes two hours before midnight GMT in summer."""
    vienna = midnight_after_day(date(2025, 8, 28), 30, ZoneInfo("Europe/Vienna"))
    assert midnight_after_day(date(2025, 8, 28), 30) - vienna == timedelta(hours=2)


def test_working_days_pass_over_weekend_and_holidays() -> None:
    """Two working days after 24 December 2025 are 29 December: two holidays, then a weekend."""
    assert add_working_days(date(2025, 12, 24), 1, WEEK) == date(2025, 12, 29)
    assert add_working_days(date(2025, 12, 24), 4, WEEK) == date(2026, 1, 2)
    assert add_working_days(date(2025, 12, 25), 0, WEEK) == date(2025, 12, 25)


def test_weekend_is_an_input() -> None:
    """With Friday and Saturday off, one working day after Thursday is Sunday."""
    friday = working_calendar("Tehran until 2025", (4, 5))
    assert add_working_days(date(2025, 6, 12), 1, friday) == date(2025, 6, 15)


def test_calendar_prints_what_it_leaves_out() -> None:
    """Each date counted in working days can be printed with its weekend and holidays."""
    assert WEEK.words == "Vienna: not counted Saturday, Sunday; 2025-12-25, 2025-12-26, 2026-01-01"
    assert working_calendar("none", ()).words == "none: not counted no weekend; no holidays given"


@given(day=days, n=st.integers(0, 60))
def test_without_days_off_working_days_are_calendar_days(day: date, n: int) -> None:
    """A calendar without weekend and holidays counts every day."""
    assert add_working_days(day, n, working_calendar("all", ())) == add_days(day, n)


@given(day=days, n=st.integers(1, 60))
def test_a_working_day_count_ends_on_a_working_day(day: date, n: int) -> None:
    """The last counted day works, and exactly n working days lie after the first day."""
    end = add_working_days(day, n, WEEK)
    passed = [day + timedelta(days=i + 1) for i in range((end - day).days)]
    assert WEEK.works(end)
    assert sum(WEEK.works(d) for d in passed) == n


@pytest.mark.parametrize(
    ("text", "duration"),
    [
        ("P30D", Duration(days=30)),
        ("PT24H", Duration(hours=24)),
        ("P15Y", Duration(years=15)),
        ("P6M", Duration(months=6)),
        ("P2W", Duration(days=14)),
        ("P1Y2M3DT4H5M6S", Duration(1, 2, 3, 4, 5, 6)),
    ],
)
def test_duration_is_parsed(text: str, duration: Duration) -> None:
    """ISO 8601 durations are read; M before the T is months, after it minutes."""
    assert parse_duration(text) == duration


@pytest.mark.parametrize(
    "text", ["", "P", "PT", "P1DT", "30D", "P-3D", "P1.5Y", "p30d", "P30D ", "P1D2Y", "P٣D", "P" + "9" * 99 + "D"]
)
def test_what_is_no_duration(text: str) -> None:
    """Anything else is None, never a guess."""
    assert parse_duration(text) is None


@given(st.builds(Duration, *[st.integers(0, 99)] * 6))
def test_duration_reads_what_it_writes(duration: Duration) -> None:
    """The written form of any duration is read back as the same one."""
    d = duration
    text = f"P{d.years}Y{d.months}M{d.days}DT{d.hours}H{d.minutes}M{d.seconds}S"
    assert parse_duration(text) == duration


def test_duration_words() -> None:
    """Durations are read aloud in their own units."""
    assert Duration(years=1, days=30).words == "1 year, 30 days"
    assert Duration().words == "no time"


def test_duration_from_a_day() -> None:
    """Years, months and days count from a day by the stated rules."""
    assert add_duration(date(2016, 1, 16), Duration(years=15)) == date(2031, 1, 16)
    assert add_duration(date(2025, 8, 31), Duration(months=6)) == date(2026, 2, 28)
    assert add_duration(date(2025, 8, 31), Duration(months=6), OVERFLOW) == date(2026, 3, 3)
    assert add_duration(date(2024, 2, 29), Duration(years=1), CLAMP, LeapDayRule.MARCH_1) == date(2025, 3, 1)


def test_hours_from_a_day_are_refused() -> None:
    """24 hours from a day has no hour to start from."""
    with pytest.raises(Misuse) as caught:
        add_duration(date(2025, 6, 13), Duration(hours=24))
    assert str(caught.value) == (
        "24 hours cannot be counted from a day (2025-06-13): use add_to_instant with an hour and zone"
    )


def test_hours_pass_through_the_change_to_winter_time() -> None:
    """24 hours that pass end an hour earlier on the clock when summer time ends; a day keeps the hour."""
    noon = datetime(2025, 10, 25, 12, tzinfo=ZoneInfo("Europe/Vienna"))
    assert add_to_instant(noon, Duration(hours=24)).hour == 11
    assert add_to_instant(noon, Duration(days=1)).hour == 12


def test_an_hour_needs_a_zone() -> None:
    """An hour without a zone is refused."""
    with pytest.raises(Misuse, match="has no time zone"):
        add_to_instant(datetime(2025, 9, 28), Duration(hours=1))  # noqa: DTZ001  # the missing zone is what is tested
    with pytest.raises(Misuse, match="has no time zone"):
        in_zone(datetime(2025, 9, 28), UTC)  # noqa: DTZ001  # the missing zone is what is tested


@given(st.datetimes(min_value=datetime(1990, 1, 1), max_value=datetime(2100, 1, 1)), st.integers(0, 5000))  # noqa: DTZ001
def test_hours_are_elapsed_time(naive: datetime, hours: int) -> None:
    """Hours added are hours that pass, in any fixed zone."""
    start = naive.replace(tzinfo=timezone(timedelta(hours=3, minutes=30)))
    assert add_to_instant(start, Duration(hours=hours)) - start == timedelta(hours=hours)


@pytest.mark.parametrize("attempt", ["days", "months", "years", "hours"])
def test_the_end_of_the_calendar_is_said(attempt: str) -> None:
    """A date outside the calendar is refused with a sentence, not a traceback from below."""
    end = date(9999, 12, 31)
    steps: dict[str, Callable[[], object]] = {
        "days": lambda: add_days(end, 1),
        "months": lambda: add_months(end, 1),
        "years": lambda: add_years(end, 1),
        "hours": lambda: add_to_instant(datetime(9999, 12, 31, 23, tzinfo=UTC), Duration(hours=2)),
    }
    with pytest.raises(Misuse, match=r"lies outside the calendar \(years 1 to 9999\)$"):
        steps[attempt]()


def test_calendars_that_make_no_sense_are_refused() -> None:
    """A week without a working day, an eighth day and a negative count are refused."""
    with pytest.raises(Misuse, match="no working day in the week"):
        working_calendar("rest", range(7))
    with pytest.raises(Misuse, match="give days from 0"):
        working_calendar("eight", (7,))
    with pytest.raises(Misuse, match="count forwards"):
        add_working_days(date(2025, 1, 1), -1, WEEK)


def test_each_convention_has_words() -> None:
    """Every rule of months and years is among the named conventions, each with its meaning."""
    assert {f"months_{rule.value}" for rule in MonthRule} | {f"years_{rule.value}" for rule in LeapDayRule} <= set(
        CONVENTIONS
    )
    assert all(CONVENTIONS.values())
