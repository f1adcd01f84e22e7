"""Capacity over time: work and its day are exact inverses, whatever the segments."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from servanda.capability.ramp import (
    DAYS_PER_MONTH,
    DAYS_PER_YEAR,
    Ramp,
    from_day,
    machines,
    reinstalled,
    steady,
    stepwise,
    through,
    together,
)
from servanda.core.finding import Misuse

# A rate is nothing, or large enough to matter beside others: what is lost in rounding has no day of its own.
rates = st.one_of(st.just(0.0), st.floats(min_value=1, max_value=1e5))
days = st.floats(min_value=0, max_value=5000)


@st.composite
def ramps(draw: st.DrawFn) -> Ramp:
    """A ramp with pauses, jumps and slopes."""
    base, added, lag = draw(rates), draw(rates), draw(days)
    starts = sorted(draw(st.lists(days, min_size=1, max_size=4, unique=True)))
    kinds = [
        steady(base),
        reinstalled(base, added, lag_days=lag, most_added=draw(st.floats(min_value=1, max_value=1e5))),
        stepwise([(0.0, base), *((day, draw(rates)) for day in starts if day > 0)]),
        through([(0.0, base), *((day, draw(rates)) for day in starts if day > 0.01)]),
        from_day(steady(base), lag),
    ]
    return draw(st.sampled_from(kinds))


@given(ramps(), days)
def test_the_day_of_a_work_is_the_first_on_which_it_is_done(ramp: Ramp, day: float) -> None:
    """W(t(w)) = w, and t(W(t)) <= t: in a pause the work was done before."""
    work = float(ramp.work(day)[0])
    found = float(ramp.day(work)[0])
    assert found <= day * (1 + 1e-6) + 1e-6
    assert float(ramp.work(found)[0]) == pytest.approx(work, rel=1e-9, abs=1e-9)


@given(ramps(), st.lists(days, min_size=2, max_size=5))
def test_work_never_falls(ramp: Ramp, asked: list[float]) -> None:
    """More days, more work."""
    done = ramp.work(np.sort(asked))
    assert np.all(np.diff(done) >= -1e-9 * (1 + done[:-1]))


@given(ramps(), days)
def test_work_is_the_integral_of_the_rate(ramp: Ramp, until: float) -> None:
    """The trapezoidal sum over many steps comes near the exact integral."""
    grid = np.linspace(0, until, 4001)
    rate = ramp.rate(grid)[0]
    # A jump inside a step errs by at most the jump times the step.
    tolerance = (float(rate.max()) + 1) * 5 * until / 4000 / DAYS_PER_YEAR + 1e-9
    assert float(np.trapezoid(rate, grid)) / DAYS_PER_YEAR == pytest.approx(
        float(ramp.work(until)[0]), abs=tolerance, rel=1e-3
    )


@given(st.lists(ramps(), min_size=1, max_size=3), days)
def test_side_by_side_adds(parts: list[Ramp], day: float) -> None:
    """Capacities side by side do the sum of their works."""
    whole = float(together(parts).work(day)[0])
    assert whole == pytest.approx(sum(float(part.work(day)[0]) for part in parts), rel=1e-9, abs=1e-6)


def test_the_published_form_of_reinstallation() -> None:
    """W(t) = (base t + k q t^2 / 2) / 12 with t in months (capability reference, 1.5), and back."""
    t = np.array([0.5, 2.0, 7.0])
    ramp = reinstalled(5000.0, 6 * 174 * 4.5)
    expected = (5000 * t + 6 * 174 * 4.5 * t**2 / 2) / 12
    assert ramp.work(t * DAYS_PER_MONTH) == pytest.approx(expected, rel=1e-12)
    assert ramp.day(expected) / DAYS_PER_MONTH == pytest.approx(t, rel=1e-12)


def test_added_capacity_ends_where_the_store_is_empty() -> None:
    """Six cascades at two a month are in after three months; from then on the capacity is level."""
    ramp = reinstalled(0.0, 2.0, lag_days=30.0, most_added=6.0)
    full = 30 + 3 * DAYS_PER_MONTH
    assert ramp.rate(np.array([29.9, full, 1000.0]))[0].tolist() == [0.0, 6.0, 6.0]
    assert (
        ramp.words
        == "from day 0: 0 SWU/yr; from day 30: 0 SWU/yr, changing by +2 SWU/yr a month; from day 121: 6 SWU/yr"
    )


def test_draws_stand_side_by_side() -> None:
    """Each draw has its own capacity, lag and day; without any capacity the work is never done."""
    ramp = from_day(steady([100.0, 0.0, 50.0]), [0.0, 5.0, 10.0])
    assert ramp.day(1.0) == pytest.approx([3.6525, math.inf, 17.305])
    assert machines(100, [4.0, 5.0], 0.5).tolist() == [200.0, 250.0]


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: steady(-1), "a capacity over time: give finite SWU a year of 0 or more; leave out what is not known"),
        (
            lambda: steady(math.inf),
            "a capacity over time: give finite SWU a year of 0 or more; leave out what is not known",
        ),
        (lambda: steady(1e12), "a capacity of 1e+12 SWU a year: give SWU a year, not kg or g SWU"),
        (lambda: stepwise([]), "a capacity over time has at least one step: give (0, SWU a year)"),
        (lambda: through([]), "a capacity over time has at least one point: give (0, SWU a year)"),
        (
            lambda: stepwise([(5, 1)]),
            "a capacity over time: give for each segment its start, rate and slope; the first starts on day 0",
        ),
        (
            lambda: stepwise([(0, 1), (-3, 1)]),
            "a capacity over time: days from 0 on, in their order; a negative day lies before the work begins",
        ),
        (
            lambda: through([(0, 1), (0, 2)]),
            "points of a capacity over time: give days that rise from 0; for a jump use stepwise",
        ),
        (lambda: reinstalled(10, -5), "a capacity over time falls below 0: end the segment where it reaches 0"),
        (
            lambda: reinstalled([1, 2], [1, 2, 3]),
            "draws of a capacity have shapes (2,), (3,), (1,), (1,): give one number or the same number of draws",
        ),
        (lambda: machines(1, 1, 2), "machines, SWU a machine and year: 0 or more; availability: 0 to 1"),
    ],
)
def test_what_is_no_capacity_is_refused(call: object, message: str) -> None:
    """The message says what would be right."""
    assert callable(call)
    with pytest.raises(Misuse) as refused:
        call()
    assert str(refused.value) == message
