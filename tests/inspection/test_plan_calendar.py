"""The calendar: days by the formula, access and rest days, visits that are shared, work that is interrupted."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from servanda.core.counting import working_calendar
from servanda.core.finding import Misuse
from servanda.inspection.calendar_days import working_days
from servanda.inspection.calendar_work import day_works
from servanda.inspection.days import Resources, days_needed
from servanda.inspection.plan_stratum import StratumToVerify
from tests.inspection.plan_making import AS_OF, plan, strata_drawn, stratum


def test_days_by_the_formula() -> None:
    """days = set-up + n t / (h teams): 4 of 8 hours, and 11 items of an hour by two teams."""
    s = stratum("a")
    assert s.sample.samples == (11,)
    assert days_needed(4.0, s.sample.minutes, Resources(2, 10)) == pytest.approx(0.5 + 11 / 16)
    assert plan([s], teams=2).strata[0].days == pytest.approx(0.5 + 11 / 16)


def test_a_day_is_shared_and_nothing_is_lost() -> None:
    """Two strata of 15 hours each on days of 8 hours: done after 30 hours, on the fourth day."""
    found = plan([stratum("a"), stratum("b")], days=6)
    hours = [[(s.stratum, round(s.hours, 6)) for s in d.stretches] for d in found.days]
    assert hours == [[("a", 8)], [("a", 7), ("b", 1)], [("b", 8)], [("b", 6)], [], []]
    assert found.finished == 4
    assert [(p.first, p.last) for p in found.strata] == [
        (AS_OF, AS_OF + timedelta(days=1)), (AS_OF + timedelta(days=1), AS_OF + timedelta(days=3)),
    ]  # fmt: skip


def test_a_visit_is_paid_once_for_a_place() -> None:
    """Two strata of one store: 4 + 11 + 11 hours, and not 30."""
    found = plan([stratum("a", place="store"), stratum("b", place="store")], days=6)
    assert sum(s.hours for d in found.days for s in d.stretches) == pytest.approx(26.0)
    assert sum(s.setup for d in found.days for s in d.stretches) == pytest.approx(4.0)
    assert found.days_in_all == pytest.approx(26 / 8)


def test_access_that_opens_later_goes_first_from_then_on() -> None:
    """LEU is begun while HEU is closed, interrupted when it opens, and taken up again without a second set-up."""
    heu = stratum("HEU", ready=AS_OF + timedelta(days=1))
    leu = stratum("LEU", band="up_to_5", items=30, item_kg=400.0)
    found = plan([leu, heu], days=8)
    order = [[s.stratum for s in d.stretches] for d in found.days]
    assert order[:4] == [["LEU"], ["HEU"], ["HEU", "LEU"], ["LEU"]]
    assert sum(s.setup for d in found.days for s in d.stretches if s.stratum == "LEU") == pytest.approx(4.0)


def test_rest_days_are_left_out() -> None:
    """1 July 2025 is a Tuesday: with Friday and Saturday at rest the fourth working day is Sunday the 6th."""
    week = working_calendar("no work on Friday and Saturday", (4, 5))
    assert working_days(AS_OF, 5, week) == tuple(date(2025, 7, d) for d in (1, 2, 3, 6, 7))
    assert [d.day.day for d in plan([stratum("a")], days=5, calendar=week).days] == [1, 2, 3, 6, 7]


def test_without_access_nothing_is_done() -> None:
    """A closed place gets no day, its quantities stay unverified, and the plan is not finished."""
    found = plan([stratum("open"), stratum("shut", ready=None)], days=9)
    shut = next(p for p in found.strata if p.stratum.name == "shut")
    assert (shut.first, shut.done, shut.detection) == (None, False, 0.0)
    assert found.finished is None
    assert found.curve[-1].unverified == pytest.approx(shut.stratum.quantities)
    assert found.curve[-1].weakest == 0.0


@settings(max_examples=25)
@given(strata_drawn(), st.integers(1, 3), st.integers(1, 15))
def test_no_day_is_longer_than_it_is(strata: list[StratumToVerify], teams: int, days: int) -> None:
    """Hours of a day, items of a sample and set-ups of places are never exceeded; closed places get nothing."""
    found = plan(strata, days=days, teams=teams)
    ready = {s.name: s.ready for s in strata}
    for day in found.days:
        assert sum(s.hours for s in day.stretches) <= 8 + 1e-9
        assert all(ready[s.stratum] <= day.day for s in day.stretches)  # type: ignore[operator]  # drawn with access
    works = day_works([p.stratum for p in found.strata], found.days)
    for p in found.strata:
        done = sum(n for w in works if w.stratum == p.stratum.name for _, n in w.items)
        assert done == sum(p.stratum.sample.samples) if p.done else done <= sum(p.stratum.sample.samples)


def test_work_in_words() -> None:
    """A day's work says what was made ready and how many items each level verified."""
    found = plan([stratum("a")], days=3)
    assert [w.words for w in day_works([p.stratum for p in found.strata], found.days)] == ["set-up; 4 H", "7 H"]


@pytest.mark.parametrize(
    ("teams", "days", "hours", "message"),
    [
        (0, 10, 8.0, "0 teams: write one or more; without a team nothing is verified"),
        (1, 0, 8.0, "0 days: write the working days that the teams have, from 1 to 3660"),
        (1, -3, 8.0, "-3 days: write the working days that the teams have, from 1 to 3660"),
        (1, 10, 0.0, "0 hours a day: write hours above 0 and at most 24, such as 8"),
        (1, 10, 25.0, "25 hours a day: write hours above 0 and at most 24, such as 8"),
    ],
)
def test_resources_that_make_no_sense(teams: int, days: int, hours: float, message: str) -> None:
    """Each message says what to write."""
    with pytest.raises(Misuse) as refused:
        Resources(teams, days, hours)
    assert str(refused.value) == message


def test_a_start_before_the_day_and_two_strata_of_one_name() -> None:
    """Neither makes a plan."""
    with pytest.raises(Misuse) as early:
        plan([stratum("a")], start=date(2025, 6, 30))
    assert (
        str(early.value) == "start 2025-06-30 is before the day asked about, 2025-07-01: write that day or a later one"
    )
    with pytest.raises(Misuse) as twice:
        plan([stratum("a"), stratum("a")])
    assert str(twice.value) == "strata a appear twice: give each stratum a name of its own"
