"""Random interim inspections: numbers, rates, and the ways of choosing days."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from servanda.core.finding import Misuse
from servanda.inspection.interim import PoissonInspections, poisson_rate, random_inspections, timely_detection


@pytest.mark.parametrize(("days", "beta", "number"), [(30, 0.1, 27), (60, 0.5, 4)])
def test_the_residence_time_model(days: float, beta: float, number: int) -> None:
    """P-SN-1 and P-SN-2; the number reaches the goal, one fewer does not."""
    found = random_inspections(days, 365, beta)
    assert found.number == number
    assert found.detection == pytest.approx(1 - (1 - days / 365) ** number)
    assert found.detection >= 1 - beta > 1 - (1 - days / 365) ** (number - 1)


def test_imperfect_inspections_need_more() -> None:
    """30 days of 365, beta 0.1, each finding with 0.5: ln 0.1 / ln(1 - 15/365) = 54.9."""
    assert random_inspections(30, 365, 0.1, 0.5).number == 55


@given(days=st.floats(0.5, 400), beta=st.floats(0.01, 0.99), detection=st.floats(0.05, 1))
def test_a_rate_does_what_it_was_made_for(days: float, beta: float, detection: float) -> None:
    """Detection within the days is 1 - beta; the mean delay is the integral of what is not yet found."""
    rate = poisson_rate(days, beta, detection)
    assert rate.detection(days) == pytest.approx(1 - beta)
    assert rate.mean_delay_days == pytest.approx(days / -math.log(beta))


def test_a_poisson_calendar_drawn() -> None:
    """Drawn arrivals, thinned: probability within a month and mean delay, within four standard errors."""
    rate, n = PoissonInspections(0.05, 0.6), 40_000
    delays = np.random.default_rng(5).exponential(1 / (0.05 * 0.6), n)
    assert np.mean(delays <= 30) == pytest.approx(rate.detection(30), abs=4 * 0.5 / math.sqrt(n))
    assert rate.mean_delay_days == pytest.approx(33.333, abs=1e-3)
    assert rate.expected_number(365) == pytest.approx(18.25)


def test_periodic_is_best_where_resources_suffice_and_sampled_opportunities_where_not() -> None:
    """The statement of JNMM 20(4): a window of 30 days in 365, thirteen inspections and six."""
    enough, few = timely_detection(13, 30, 365), timely_detection(6, 30, 365)
    assert (enough.periodic, enough.best) == (1.0, "periodic")
    assert few.periodic == 0
    assert few.sampled_opportunities == pytest.approx(6 / 13)
    assert few.random == pytest.approx(1 - (335 / 365) ** 6)
    assert few.best == "sampled opportunities"


@given(number=st.integers(1, 40), window=st.floats(1, 365), detection=st.floats(0, 1))
def test_more_inspections_are_never_worse(number: int, window: float, detection: float) -> None:
    """Each way of choosing days, from one number to the next."""
    now, more = (timely_detection(n, window, 365, detection) for n in (number, number + 1))
    for way in ("periodic", "sampled_opportunities", "random"):
        assert getattr(more, way) >= getattr(now, way) - 1e-12


@given(number=st.integers(1, 30), window=st.floats(1, 365), start=st.floats(0, 1))
def test_a_periodic_window_sees_no_fewer_than_the_worst_start(number: int, window: float, start: float) -> None:
    """Inspections counted in a window that begins anywhere after an inspection, by brute force."""
    step = 365 / number
    begin = start * step * (1 - 1e-9)
    seen = math.floor((begin + window) / step) - math.floor(begin / step)
    worst = math.floor(window * number / 365 * (1 + 1e-12))
    assert seen >= worst - (abs(window / step - round(window / step)) < 1e-6)


def test_a_window_longer_than_the_period() -> None:
    """The message gives both."""
    with pytest.raises(Misuse) as refused:
        timely_detection(2, 400, 365)
    assert str(refused.value) == "a window of 400 days in a period of 365: it is no longer than that"
