"""Thresholds, detection probabilities and loss patterns."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import norm

from servanda.core.arrays import FloatArray
from servanda.core.blocks import blocks_of, threads
from servanda.core.finding import Misuse
from servanda.verification.alarm import alarm_probability, bound, guaranteed, maxima, power_curve, threshold
from servanda.verification.evaluation import balance_rates
from servanda.verification.patterns import abrupt, noncentrality, protracted, worst_case, worst_case_without_return
from servanda.verification.sequence import cholesky, mean_sitmuf, standardise
from servanda.verification.sequence_tests import (
    Cumuf,
    GemufV1,
    GemufV5B3,
    NeymanPearson,
    Page,
    PowerOne,
    SequenceTest,
    Shewhart,
    gemuf_v5b3_moments,
)

NEIGHBOURS = np.array([[2.0, -1, 0, 0], [-1, 2, -1, 0], [0, -1, 2, -1], [0, 0, -1, 2]])
MIXED = np.eye(12) + 0.3 - 0.4 * (np.eye(12, k=1) + np.eye(12, k=-1))
UNIFORM = protracted(1.0, 12)
EXACT_TESTS: list[SequenceTest] = [Shewhart(), Shewhart(two_sided=True), Page(), Page(k=1.0, start=0.5), Cumuf(),
                                   NeymanPearson(tuple(UNIFORM))]  # fmt: skip
SIMULATED_TESTS: list[SequenceTest] = [Page(two_sided=True), Cumuf(every_balance=True), GemufV1(), GemufV5B3()]


@st.composite
def covariances(draw: st.DrawFn) -> FloatArray:
    """Covariances of two to eight balances."""
    n, seed = draw(st.integers(2, 8)), draw(st.integers(0, 2**32 - 1))
    root = np.random.default_rng(seed).normal(size=(n, n))
    return np.asarray(root @ root.T + 0.5 * np.eye(n))


@pytest.mark.parametrize("test", EXACT_TESTS, ids=lambda test: test.name)
def test_an_exact_threshold_has_the_stated_rate(test: SequenceTest) -> None:
    """Realised in 20,000 simulated runs within four standard errors; the exact probability is the stated one."""
    limit = threshold(test, MIXED, 0.05)
    assert (limit.method, limit.standard_error, limit.horizon) == ("exact", 0.0, 12)
    factor = cholesky(MIXED)
    assert test.exact(limit.value, np.zeros(12), factor) == pytest.approx(0.05, abs=1e-8)
    rate = np.mean(maxima(test, factor, np.zeros(12), 20_000, 3) > limit.value)
    assert abs(rate - 0.05) < 4 * np.sqrt(0.05 * 0.95 / 20_000)


def test_tests_of_independent_balances_share_alpha_exactly() -> None:
    """Together 5 % over 12 independent balances is 1 - 0.95^(1/12) for each; 5 % for each is 1 - 0.95^12 together."""
    joint, alone = (balance_rates(np.diag(np.arange(1.0, 13)), 0.05, joint=joint) for joint in (True, False))
    assert joint.each == pytest.approx(1 - 0.95 ** (1 / 12))
    assert (joint.together.value, joint.together.standard_error) == (0.05, 0.0)
    assert alone.each == 0.05
    assert alone.together.value == pytest.approx(1 - 0.95**12)
    assert balance_rates(np.eye(1), 0.05).each == pytest.approx(0.05)
    assert balance_rates(np.eye(1), 0.05).words == "the one balance is tested at 0.05"


def test_tests_of_balances_that_share_errors_have_more_room() -> None:
    """Between Bonferroni's part and alpha; equal correlations of 0.9 in 8 balances as by numerical integration."""
    shared = np.full((8, 8), 0.9) + 0.1 * np.eye(8)
    found = balance_rates(shared, 0.05, seed=4)

    def quiet(z: float) -> float:
        nodes, weights = np.polynomial.hermite_e.hermegauss(80)
        return float(weights @ norm.cdf((z - np.sqrt(0.9) * nodes) / np.sqrt(0.1)) ** 8 / np.sqrt(2 * np.pi))

    assert 0.05 / 8 < found.each < 0.05
    assert 1 - quiet(found.threshold) == pytest.approx(0.05, abs=4 * found.together.standard_error)
    apart = balance_rates(shared, 0.05, joint=False, seed=4)
    assert apart.together.value == pytest.approx(1 - quiet(1.6448536), abs=4 * apart.together.standard_error)
    assert apart.words.startswith(
        "each of the 8 tests of single balances raises a false alarm with probability 0.05; any"
    )


@pytest.mark.parametrize("test", SIMULATED_TESTS, ids=lambda test: test.name)
def test_a_simulated_threshold_says_its_error_and_keeps_it(test: SequenceTest) -> None:
    """With other draws the rate is the stated one within four standard errors of both simulations."""
    limit = threshold(test, MIXED, 0.05, runs=10_000, seed=8)
    assert limit.method == "10000 simulated runs, seed 8"
    assert limit.standard_error == pytest.approx(np.sqrt(0.05 * 0.95 / 10_000))
    assert limit.low <= limit.value <= limit.high
    rate = np.mean(maxima(test, cholesky(MIXED), np.zeros(12), 10_000, 9) > limit.value)
    assert abs(rate - 0.05) < 4 * np.sqrt(2) * limit.standard_error


def test_power_one_keeps_its_rate_whatever_the_horizon() -> None:
    """Over 300 balances alarms stay below alpha; the threshold says that it is a bound."""
    limit = threshold(PowerOne(0.05), MIXED, 0.05)
    assert (limit.value, limit.method) == (1.0, "a bound for any horizon")
    rate = np.mean(maxima(PowerOne(0.05), np.eye(300), np.zeros(300), 2000, 4) > 1)
    assert 0 < rate < 0.05


@pytest.mark.parametrize("test", EXACT_TESTS, ids=lambda test: test.name)
def test_an_exact_power_is_the_simulated_one(test: SequenceTest) -> None:
    """For a loss that begins late, within four standard errors of 20,000 runs."""
    limit, loss = threshold(test, MIXED, 0.05).value, protracted(4.0, 12, 7)
    exact = alarm_probability(test, limit, MIXED, loss)
    factor = cholesky(MIXED)
    rate = np.mean(maxima(test, factor, mean_sitmuf(loss, factor), 20_000, 5) > limit)
    assert exact.method == "exact"
    assert abs(exact.value - rate) < 4 * np.sqrt(exact.value * (1 - exact.value) / 20_000) + 1e-12


def test_protracted_losses_of_independent_balances() -> None:
    """Totals of 3, 6 and 12 sigma over twelve balances: Page 0.165, 0.398, 0.898; CUMUF 0.218, 0.535, 0.966."""
    cov, tests = np.eye(12), [(test, threshold(test, np.eye(12), 0.05)) for test in (Page(), Cumuf())]
    points = power_curve(tests, cov, UNIFORM, [3.0, 6.0, 12.0], 0.05)
    likely = [[probability.value for probability in point.likely.values()] for point in points]
    np.testing.assert_allclose(likely, [[0.165, 0.218], [0.398, 0.535], [0.898, 0.966]], atol=6e-4)


def test_what_is_guaranteed_holds_for_every_pattern() -> None:
    """CUMUF finds a total with the same probability however it is spread; for the worst case it is the best test."""
    limit = threshold(Cumuf(), MIXED, 0.05).value
    promise = guaranteed(MIXED, 5.0, 0.05)
    for loss in (abrupt(5.0, 12, 3), protracted(5.0, 12), worst_case(MIXED, 5.0)):
        assert alarm_probability(Cumuf(), limit, MIXED, loss).value == pytest.approx(promise, abs=1e-9)
    assert bound(MIXED, worst_case(MIXED, 5.0), 0.05) == pytest.approx(promise, abs=1e-12)


@given(covariances(), st.lists(st.floats(-1, 1), min_size=8, max_size=8))
def test_no_pattern_is_harder_to_find_than_the_worst_case(cov: FloatArray, parts: list[float]) -> None:
    """Adding any pattern that sums to zero raises the distance."""
    change = np.array(parts[: len(cov)])
    change -= change.mean()
    worst = noncentrality(worst_case(cov), cov)
    assert noncentrality(worst_case(cov) + change, cov) >= worst * (1 - 1e-9)
    assert worst == pytest.approx(1 / cov.sum())


@given(covariances(), st.integers(0, 2**32 - 1))
def test_without_return_the_worst_case_has_no_negative_part(cov: FloatArray, seed: int) -> None:
    """It sums to the total and is no easier than any other pattern without negative parts."""
    pattern = worst_case_without_return(cov, 3.0)
    assert pattern.sum() == pytest.approx(3.0)
    assert (pattern >= 0).all()
    other = np.random.default_rng(seed).dirichlet(np.ones(len(cov))) * 3.0
    assert noncentrality(pattern, cov) <= noncentrality(other, cov) * (1 + 1e-8)


def test_the_worst_case_of_the_neighbour_matrix() -> None:
    """Half at each end: 0.5 against 0.625 for equal parts."""
    assert worst_case(NEIGHBOURS) == pytest.approx([0.5, 0, 0, 0.5])
    assert noncentrality(worst_case(NEIGHBOURS), NEIGHBOURS) == pytest.approx(0.5)
    assert noncentrality(np.full(4, 0.25), NEIGHBOURS) == pytest.approx(0.625)


@given(covariances(), st.floats(0.1, 20), st.floats(0, 20), st.floats(0.01, 0.4), st.floats(0, 0.5))
def test_detection_rises_with_the_loss_and_with_alpha(
    cov: FloatArray, total: float, more: float, alpha: float, laxer: float
) -> None:
    """What is guaranteed and what is possible are monotone, and the bound is never below the guarantee."""
    loss = protracted(total, len(cov))
    assert guaranteed(cov, total + more, alpha) >= guaranteed(cov, total, alpha)
    assert guaranteed(cov, total, alpha + laxer) >= guaranteed(cov, total, alpha)
    assert bound(cov, protracted(total + more, len(cov)), alpha) >= bound(cov, loss, alpha) - 1e-12
    assert bound(cov, loss, alpha) >= guaranteed(cov, total, alpha) - 1e-9


@pytest.mark.parametrize("test", [*EXACT_TESTS, *SIMULATED_TESTS], ids=lambda test: test.name)
def test_no_test_passes_the_bound(test: SequenceTest) -> None:
    """For a known pattern no test at the same rate is better than Neyman-Pearson (simulation error allowed)."""
    limit = threshold(test, MIXED, 0.05, runs=4000, seed=1).value
    loss = 6.0 * UNIFORM
    found = alarm_probability(test, limit, MIXED, loss, runs=4000)
    assert found.value <= bound(MIXED, loss, 0.05) + 0.03 * bool(found.draws) + 1e-9


def test_moments_of_gemuf_v5b3_are_those_of_many_draws() -> None:
    """Mean and sigma at each balance where it is defined, from 40,000 runs."""
    factor = cholesky(MIXED)
    z = np.random.default_rng(6).normal(size=(40_000, 12))
    found = standardise(z @ factor.T, MIXED).gemuf_v5b3[:, 2:10]
    mean, sigma = (moment[2:10] for moment in gemuf_v5b3_moments(factor))
    assert (np.abs(found.mean(axis=0) - mean) < 4 * sigma / 200).all()
    np.testing.assert_allclose(found.std(axis=0), sigma, rtol=0.03)


def test_shewhart_threshold_is_in_closed_form() -> None:
    """(1 - alpha)^(1/n) on each balance."""
    assert threshold(Shewhart(), np.eye(12), 0.05).value == pytest.approx(norm.ppf(0.95 ** (1 / 12)), abs=1e-8)


def test_workers_do_not_change_a_threshold() -> None:
    """The blocks have seeds of their own."""
    one = threshold(GemufV1(), MIXED, 0.05, runs=1234, seed=2)
    assert threshold(GemufV1(), MIXED, 0.05, runs=1234, seed=2, mapper=threads(3)) == one


def test_more_runs_begin_with_the_same_blocks() -> None:
    """A longer simulation goes on with the shorter one."""
    short, long = (maxima(Shewhart(), np.eye(3), np.zeros(3), runs, 5) for runs in (100, 250))
    np.testing.assert_array_equal(long[:100], short)


def test_calls_without_meaning_are_refused() -> None:
    """Patterns outside the horizon, nothing lost, no runs, no workers."""
    with pytest.raises(Misuse, match="a loss from period 13 to 13 does not lie in the periods 1 to 12"):
        abrupt(1.0, 12, 13)
    with pytest.raises(Misuse, match="the loss pattern sums to 0; give parts of a loss"):
        power_curve([], MIXED, np.zeros(12), [1.0], 0.05)
    with pytest.raises(Misuse, match="0 runs are asked for; give at least 1"):
        blocks_of(0, 1)
    with pytest.raises(Misuse, match="0 workers are asked for; give at least 1"):
        threads(0)
