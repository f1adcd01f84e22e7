"""Charts and the exact probabilities of Page's test."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from servanda.core.finding import Misuse
from servanda.verification.charts import first_alarm, page, page_lower, page_two_sided, power_one, power_one_boundary
from servanda.verification.page_probability import (
    page_alarm_probability,
    page_run_length,
    page_run_length_two_sided,
    page_threshold,
    poisson_run_length,
)

steps = st.lists(st.floats(-5, 5), min_size=1, max_size=20)
references = st.floats(0, 2)
thresholds = st.floats(0.5, 8)


def test_page_is_the_published_example() -> None:
    """Lucas & Crosier 1982, Table 5: k = 0.5, first alarm over 5 at the seventh value."""
    sums = page(np.array([0.8, 1.9, 1.4, 2.0, 1.1, 0.7, 2.6]), 0.5)
    assert sums == pytest.approx([0.3, 1.7, 2.6, 4.1, 4.7, 4.9, 7.0])
    assert first_alarm(sums, 5.0) == 7
    assert first_alarm(sums, 7.5) == 0


@given(steps, references)
def test_page_is_never_negative_and_loss_and_gain_mirror(z: list[float], k: float) -> None:
    """The test for gain is the test for loss of the mirrored values; two-sided is the larger."""
    up, down = page(np.array(z), k), page_lower(np.array(z), k)
    assert (up >= 0).all()
    assert down == pytest.approx(page(-np.array(z), k))
    assert page_two_sided(np.array(z), k) == pytest.approx(np.maximum(up, down))


@given(steps, references, st.floats(0, 3))
def test_page_falls_with_k_and_rises_with_every_value(z: list[float], k: float, more: float) -> None:
    """A larger reference value never raises the sum, a larger MUF never lowers it."""
    values = np.array(z)
    assert (page(values, k + more) <= page(values, k) + 1e-12).all()
    assert (page(values + more, k) >= page(values, k) - 1e-12).all()


def test_page_takes_runs_together() -> None:
    """Rows are runs."""
    z = np.random.default_rng(3).normal(size=(4, 9))
    np.testing.assert_array_equal(page(z, 0.5), [page(row, 0.5) for row in z])


@pytest.mark.parametrize("k", [-0.1, math.nan])
def test_a_negative_reference_value_is_refused(k: float) -> None:
    """The sum would rise by itself."""
    with pytest.raises(Misuse, match="is not 0 or more; k is about half the loss per period in sigma"):
        page(np.zeros(3), k)


def test_power_one_compares_with_the_mixture_boundary() -> None:
    """sqrt((i + 1) (2 ln 20 + ln(i + 1))) at alpha 5 % and rho 1."""
    assert power_one_boundary(2, 0.05) == pytest.approx([math.sqrt(2 * (2 * math.log(20) + math.log(2))),
                                                         math.sqrt(3 * (2 * math.log(20) + math.log(3)))])  # fmt: skip
    assert power_one(np.array([1.0, 1.0]), 0.05)[1] == pytest.approx(2 / power_one_boundary(2, 0.05)[1])
    with pytest.raises(Misuse, match="rho 0 is not above 0"):
        power_one_boundary(2, 0.05, 0.0)


@pytest.mark.parametrize(
    ("k", "horizon", "h"),
    [(0.5, 12, 3.38), (0.5, 15, 3.62), (0.5, 24, 4.14), (0.5, 52, 4.97), (0.5, 365, 7.00), (0.25, 12, 4.76),
     (0.25, 15, 5.22), (0.25, 24, 6.24), (0.25, 52, 8.00), (0.25, 365, 12.28), (1.0, 12, 1.92), (1.0, 15, 2.03),
     (1.0, 24, 2.27), (1.0, 52, 2.66), (1.0, 365, 3.64)],
)  # fmt: skip
def test_page_thresholds_for_five_percent(k: float, horizon: int, h: float) -> None:
    """The table computed with a Markov chain, to its two decimals."""
    assert page_threshold(k, horizon, 0.05) == pytest.approx(h, abs=0.006)


def test_an_exact_probability_is_that_of_many_draws() -> None:
    """200,000 sequences with a loss that begins in the fourth period: within four standard errors at every balance."""
    means = np.array([0.0, 0, 0, 1, 1, 1, 0.5, 0.5])
    z = np.random.default_rng(11).normal(size=(200_000, means.size)) + means
    alarmed = np.maximum.accumulate(page(z, 0.5, 1.0), axis=1) > 3.0
    exact = page_alarm_probability(0.5, 3.0, means, 1.0)
    error = np.sqrt(exact * (1 - exact) / len(z))
    assert (np.abs(alarmed.mean(axis=0) - exact) < 4 * error).all()


def test_one_balance_is_a_normal_tail() -> None:
    """After one balance from zero the alarm is z > h + k."""
    assert page_alarm_probability(0.5, 1.0, [0.0])[0] == pytest.approx(0.0668072, abs=1e-7)


@given(references, thresholds, st.floats(-1, 2), st.floats(0, 1))
def test_alarms_fall_with_k_and_h_and_rise_with_loss_and_time(k: float, h: float, mean: float, more: float) -> None:
    """Probabilities are monotone in each argument, and between 0 and 1."""
    base = page_alarm_probability(k, h, [mean] * 8)
    assert ((base >= -1e-12) & (base <= 1 + 1e-12)).all()
    assert (np.diff(base) >= -1e-10).all()
    assert (page_alarm_probability(k + more, h, [mean] * 8) <= base + 1e-10).all()
    assert (page_alarm_probability(k, h + more, [mean] * 8) <= base + 1e-10).all()
    assert (page_alarm_probability(k, h, [mean + more] * 8) >= base - 1e-10).all()


@settings(max_examples=30)
@given(st.floats(0.001, 0.3), st.integers(1, 60), st.integers(0, 30))
def test_thresholds_rise_with_the_horizon(alpha: float, horizon: int, more: int) -> None:
    """A longer time with the same rate needs a higher threshold, and the threshold keeps its rate."""
    h = page_threshold(0.5, horizon, alpha)
    assert page_threshold(0.5, horizon + more, alpha) >= h - 1e-8
    assert page_alarm_probability(0.5, h, [0.0] * horizon)[-1] == pytest.approx(alpha, abs=1e-8)


def test_leaving_out_k_at_first_needs_a_higher_threshold() -> None:
    """A start of k, as in one tool: 3.72 for fifteen balances, not 3.62."""
    assert page_threshold(0.5, 15, 0.05, start=0.5) == pytest.approx(3.72, abs=0.005)


def test_mean_run_lengths() -> None:
    """One-sided 335.37, two-sided half of it; a head start of half the threshold shortens the way to a real alarm."""
    assert page_run_length(0.5, 4.0) == pytest.approx(335.3676, abs=1e-3)
    assert page_run_length_two_sided(0.5, 4.0) == pytest.approx(335.3676 / 2, abs=1e-3)
    assert page_run_length_two_sided(0.5, 4.0, 1.0, start=2.0) == pytest.approx(5.29, abs=0.01)
    assert page_run_length(0.5, 4.0, 1.0, start=2.0) < page_run_length(0.5, 4.0, 1.0)


def test_mean_run_length_is_the_sum_of_the_probabilities_to_be_quiet() -> None:
    """Two ways to the same number."""
    quiet = 1 - page_alarm_probability(0.5, 2.0, [0.5] * 400)
    assert page_run_length(0.5, 2.0, 0.5) == pytest.approx(1 + quiet.sum(), rel=1e-9)


def test_counts_alarm_at_the_threshold_or_above_it() -> None:
    """37.2 periods with S >= 6, 50.45 with S > 6; steps of halves are counted exactly."""
    assert poisson_run_length(6, 2, 1.88) == pytest.approx(37.203, abs=1e-3)
    assert poisson_run_length(6, 2, 1.88, at_threshold=False) == pytest.approx(50.45, abs=0.01)
    rng = np.random.default_rng(2)
    lengths = [run_of_counts(rng, 3.0, 1.5, 1.6) for _ in range(4000)]
    error = np.std(lengths) / math.sqrt(len(lengths))
    assert abs(np.mean(lengths) - poisson_run_length(3.0, 1.5, 1.6)) < 4 * error


def run_of_counts(rng: np.random.Generator, h: float, k: float, mean: float) -> int:
    """Periods until S >= h."""
    total, periods = 0.0, 0
    while total < h:
        total, periods = max(0.0, total + rng.poisson(mean) - k), periods + 1
    return periods


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: page_alarm_probability(0.5, 1.0, [0.0], 2.0), "need 0 <= start <= h"),
        (lambda: page_threshold(0.5, 0, 0.05), "the horizon is 0 balances; give at least 1"),
        (lambda: page_threshold(0.5, 12, 1.5), "alpha is 1.5; give a probability between 0 and 1; write 0.015"),
        (lambda: page_threshold(0.5, 1, 0.4), "no threshold above 0 gives a false-alarm rate of 0.4 over 1 balances"),
        (lambda: page_run_length_two_sided(0.5, 4.0, start=2.1), "give a head start of at most h/2 = 2"),
        (lambda: poisson_run_length(6, 2, 0.0), "counts need h, k and mean above 0"),
        (lambda: poisson_run_length(6, 2, 1.0, -1.0), "the sum begins at -1; it cannot be below 0"),
    ],
)
def test_arguments_without_meaning_are_refused(call: object, message: str) -> None:
    """Each says what was given and what is possible."""
    assert callable(call)
    with pytest.raises(Misuse, match=message):
        call()
