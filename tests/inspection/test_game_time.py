"""Games over time: Dresher's, unannounced inspections, and the worst case of a calendar."""

from __future__ import annotations

import math
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import quad

from servanda.core.finding import Misuse
from servanda.inspection.game_calendar import announced, best_announced, unannounced
from servanda.inspection.game_dresher import dresher_closed_form, dresher_course, dresher_step
from servanda.inspection.game_unannounced import expected_delays, random_date, two_dates_value, unannounced_game
from servanda.verification.game import solve
from servanda.verification.interim import dresher_value, unannounced_delays, unannounced_value

BETAS = st.floats(0, 0.9)
CALENDARS = st.lists(st.floats(0, 1), max_size=5).map(lambda dates: tuple(sorted(dates)))


@pytest.mark.parametrize("periods", range(1, 9))
@pytest.mark.parametrize("inspections", range(9))
def test_dresher_step_by_step_is_the_closed_form(periods: int, inspections: int) -> None:
    """C(n-1, m) / sum of C(n, i): equal to the recursion, and to a game of two plans solved as a linear programme."""
    expected = dresher_closed_form(periods, inspections)
    assert dresher_value(periods, inspections) == pytest.approx(expected, abs=1e-12)
    if 0 < inspections < periods:
        assert dresher_step(periods, inspections).value == pytest.approx(expected, abs=1e-9)


def test_dresher_one_inspection_in_two_periods() -> None:
    """Inspect first with probability 1/3, violate first with 1/3: value 1/3 (P-DR-1)."""
    step = dresher_step(2, 1)
    assert (step.value, step.inspect, step.violate) == pytest.approx((1 / 3, 1 / 3, 1 / 3))
    assert step.text() == (
        "2 periods and 1 inspections left: inspect now with probability 0.333; value to a violator 0.333"
    )


@pytest.mark.parametrize("periods", [2, 3, 4, 5, 6])
def test_dresher_with_one_inspection_as_a_plain_game(periods: int) -> None:
    """Brute force: rows are "violate in period t, or freely after the inspection was seen", and "only after it was seen"."""
    rows = [[-1.0 if i == t else 1.0 for i in range(periods)] for t in range(periods)]
    rows.append([1.0 if i < periods - 1 else 0.0 for i in range(periods)])
    assert solve(rows).value == pytest.approx(dresher_closed_form(periods, 1), abs=1e-9)


def test_dresher_course_ends_when_every_period_is_inspected() -> None:
    """From five periods with two inspections down to three."""
    course = dresher_course(5, 2)
    assert [s.periods for s in course] == [5, 4, 3]
    assert [round(s.value, 6) for s in course] == [0.375, 0.272727, 0.142857]


def test_dresher_with_an_inspection_for_every_period_is_no_game() -> None:
    """Nothing is to be decided."""
    with pytest.raises(Misuse) as refused:
        dresher_step(2, 2)
    assert str(refused.value) == "2 inspections in 2 periods: inspect in every period, nothing is to be decided"


@pytest.mark.parametrize(
    ("inspections", "beta", "grid", "expected", "tolerance"),
    [
        (1, 0.0, 200, 0.3695, 5e-5),
        (1, 0.0, 400, 0.3687, 5e-5),
        (2, 0.0, 40, 0.22401, 5e-6),
        (1, 0.2, 200, 0.450707, 5e-7),
        (1, 0.5, 200, 0.607518, 5e-7),
    ],
)
def test_values_on_a_grid(inspections: int, beta: float, grid: int, expected: float, tolerance: float) -> None:
    """Verification statistics, section 5.2 and rows P-UII-1 to 4; both mixtures reach the value."""
    found = unannounced_game(inspections, beta, grid)
    assert found.value == pytest.approx(expected, abs=tolerance)
    assert found.value == unannounced_value(inspections, beta, grid)
    starts, shares = np.array([s for _, s in found.starts]), np.array([p for p, _ in found.starts])
    against = [float(shares @ expected_delays(days, beta, starts)) for _, days in found.calendars]
    assert against == pytest.approx([found.value] * len(against), abs=1e-7)


@pytest.mark.parametrize(("inspections", "beta", "grid"), [(1, 0.0, 1), (1, 0.3, 7), (2, 0.2, 6), (3, 0.5, 5)])
def test_the_table_of_delays_is_that_of_each_calendar(inspections: int, beta: float, grid: int) -> None:
    """All plans at once, and each calendar by itself: the same expected times, start by start."""
    plans, delays = unannounced_delays(inspections, beta, grid)
    for plan, column in zip(plans.tolist(), delays.T, strict=True):
        alone = expected_delays([day / grid for day in plan], beta, np.arange(grid) / grid)
        assert column == pytest.approx(alone, abs=1e-12)


@pytest.mark.parametrize("beta", [0.0, 0.1, 0.2, 0.5, 0.8])
def test_one_inspection_the_grid_falls_to_the_closed_form(beta: float) -> None:
    """From above, with half the distance on twice the grid: exp(-(1 - beta)), 1/e for beta 0."""
    limit = random_date(beta).value
    coarse, fine = (unannounced_game(1, beta, grid).value - limit for grid in (100, 200))
    assert 0 < fine < coarse
    assert coarse / fine == pytest.approx(2, rel=0.05)


def test_one_inspection_that_always_finds() -> None:
    """1/e; the words name the strategy."""
    assert random_date().value == pytest.approx(1 / math.e)
    assert random_date().text() == (
        "random inspection date: density 1/(1-t) on [0, 0.6321]; expected time to detection 0.3679 of the interval, "
        "whenever a violation begins"
    )


def test_two_inspections_the_grid_extrapolates_to_the_closed_form() -> None:
    """0.2141 = 1 / (e (e - 1)), about 0.214 by extrapolation from 30 and 40 points."""
    coarse, fine = (unannounced_game(2, 0.0, grid).value for grid in (30, 40))
    assert (40 * fine - 30 * coarse) / 10 == pytest.approx(two_dates_value(), abs=5e-4)
    assert fine > two_dates_value() == pytest.approx(0.214097, abs=1e-6)


@pytest.mark.parametrize("beta", [0.0, 0.2, 0.5])
@pytest.mark.parametrize("start", [0.0, 0.1, 0.3, 0.6, 0.9])
def test_the_density_makes_every_start_equally_bad(beta: float, start: float) -> None:
    """The expected delay, integrated over the density, is the value up to the end and 1 - start after it."""
    best = random_date(beta)
    found = 1 - start
    if start < best.end:
        found -= (1 - beta) * quad(lambda x: (1 - x) / ((1 - beta) * (1 - x)), start, best.end)[0]
    assert found == pytest.approx(float(best.expected_delay(np.array(start))), abs=1e-9)
    assert found <= best.value + 1e-12


def test_dates_drawn_have_the_density() -> None:
    """Inversion: the mean delay of a violation at 0 over drawn dates is the value, within four standard errors."""
    best = random_date(0.2)
    dates = best.dates(np.random.default_rng(1).random(40_000))
    delays = 0.8 * dates + 0.2
    assert dates.max() <= best.end
    assert delays.mean() == pytest.approx(best.value, abs=4 * float(delays.std()) / 200)


@pytest.mark.parametrize("count", [0, 1, 2, 3, 6])
def test_periodic_announced_inspections(count: int) -> None:
    """Worst case 1 / (k + 1)."""
    dates = [(n + 1) / (count + 1) for n in range(count)]
    found = announced(dates)
    assert found.delay == pytest.approx(1 / (count + 1))
    assert best_announced(count).dates == pytest.approx(dates)


@given(count=st.integers(0, 4), beta=BETAS, dates=CALENDARS)
@settings(max_examples=100)
def test_no_announced_calendar_beats_the_best(count: int, beta: float, dates: tuple[float, ...]) -> None:
    """1 / (1 + k (1 - beta)) is reached by its own dates and by no others of that number is it beaten."""
    best = best_announced(count, beta)
    assert announced(best.dates, beta).delay == pytest.approx(best.delay)
    assert announced(dates, beta).delay >= best_announced(len(dates), beta).delay - 1e-12


@given(dates=CALENDARS, beta=BETAS, start=st.floats(0, 0.999))
@settings(max_examples=100)
def test_no_start_is_worse_than_the_worst_case(dates: tuple[float, ...], beta: float, start: float) -> None:
    """The exact worst case is an upper end over all starts."""
    delay = float(expected_delays(dates, beta, np.array([start]))[0])
    assert delay <= announced(dates, beta).delay + 1e-9


def test_a_calendar_drawn_in_secret_is_judged_by_the_mean_over_its_dates() -> None:
    """Half at 1/3, half at 2/3: a start at 0 waits 1/2 on average, one just after 1/3 waits (2/3 + 1/3)/2 = 1/2."""
    found = unannounced([(0.5, (1 / 3,)), (0.5, (2 / 3,))])
    assert found.delay == pytest.approx(0.5)
    assert announced((0.5,)).text() == (
        "longest expected time to detection 0.5000 of the interval, for a violation that begins at the beginning"
    )


def test_secret_is_better_than_announced() -> None:
    """The optimal mixture of a grid is better than the best announced date, and no worse than its value off the grid."""
    game = unannounced_game(1, 0.0, 100)
    assert unannounced(game.calendars).delay == pytest.approx(game.value, abs=1e-9)
    assert game.value < best_announced(1).delay


@pytest.mark.parametrize(
    ("calendars", "message"),
    [
        ([], "no calendar: give at least one, () for no interim inspection"),
        ([(0.4, (0.5,))], "probabilities of calendars add to 0.4: give probabilities that add to 1"),
        ([(1.0, (30.0,))], "an inspection at 30: dates are parts of the interval, 0 to 1; divide days by its length"),
    ],
)
def test_calendars_that_make_no_sense(calendars: list[tuple[float, tuple[float, ...]]], message: str) -> None:
    """Messages say what to write."""
    with pytest.raises(Misuse) as refused:
        unannounced(calendars)
    assert str(refused.value) == message


def test_a_grid_that_is_too_fine_is_refused() -> None:
    """Plans are counted before they are made."""
    with pytest.raises(Misuse) as refused:
        unannounced_game(3, 0.0, 200)
    assert str(refused.value) == "3 inspections on 200 points make 1333300 plans; use a coarser grid"


def test_orders_of_dates_do_not_matter() -> None:
    """Dates of one calendar in any order give the same delays."""
    starts = np.linspace(0, 0.99, 7)
    for a, b in combinations((0.2, 0.5, 0.9), 2):
        assert expected_delays((a, b), 0.3, starts) == pytest.approx(expected_delays((b, a), 0.3, starts))
