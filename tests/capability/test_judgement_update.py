"""A measurement updates a judgement as a likelihood."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import integrate, stats

from servanda.capability.judgement_update import Measurement, updated
from servanda.core.distribution import LogNormal, Uniform, lognormal_between
from servanda.core.finding import Misuse


def test_against_quadrature() -> None:
    """Posterior mean and probability of a lognormal prior with a normal likelihood, by an independent integral."""
    prior, value, sigma = LogNormal(10, 0.5), 14.0, 2.0
    made = updated(prior, Measurement(value, sigma))
    density = stats.lognorm(s=0.5, scale=10).pdf

    def joint(x: float) -> float:
        return float(density(x) * stats.norm.pdf(value, x, sigma))

    whole, _ = integrate.quad(joint, 0, 100)
    mean, _ = integrate.quad(lambda x: x * joint(x), 0, 100)
    below, _ = integrate.quad(joint, 0, 13)
    assert made.distribution.mean == pytest.approx(mean / whole, rel=1e-4)
    assert float(made.distribution.cdf(13)) == pytest.approx(below / whole, rel=1e-3)
    assert made.note == ""


@settings(max_examples=30, deadline=None)
@given(st.floats(2, 30), st.floats(0.05, 5))
def test_an_exact_measurement_ends_the_matter(value: float, sigma: float) -> None:
    """The posterior lies closer to the measurement than the prior, and a precise one leaves only its own width."""
    prior = Uniform(1, 40)
    made = updated(prior, Measurement(value, sigma)).distribution
    assert abs(made.median - value) <= abs(prior.median - value) + sigma
    precise = updated(prior, Measurement(value, 0.05)).distribution
    assert precise.quantile((0.05, 0.95)) == pytest.approx(value + 0.05 * stats.norm.ppf((0.05, 0.95)), abs=0.01)


def test_order_of_measurements_does_not_matter() -> None:
    """Two after each other in either order give the same."""
    prior = LogNormal(10, 0.6)
    one, other = Measurement(8, 1.5), Measurement(12, 2.0)
    first = updated(updated(prior, one).distribution, other).distribution
    second = updated(updated(prior, other).distribution, one).distribution
    assert first.quantile((0.05, 0.5, 0.95)) == pytest.approx(second.quantile((0.05, 0.5, 0.95)), rel=2e-3)


def test_a_contradiction_is_told() -> None:
    """A measurement far outside the judgement is used, and said to contradict it."""
    made = updated(LogNormal(3, 0.3), Measurement(30, 0.5))
    assert made.note.startswith("the judgement gave a measurement as far out as 30 a probability of ")
    assert made.note.endswith(": look at both before using the result")


def test_no_measurement_without_its_error() -> None:
    """A standard deviation of 0 is a statement, not a measurement."""
    with pytest.raises(Misuse) as refused:
        updated(LogNormal(3, 0.3), Measurement(4, 0))
    assert str(refused.value) == (
        "a measurement of 4 with standard deviation 0: give a finite value and a standard deviation above 0; a declared value "
        "without one is a statement, not a measurement"
    )


def test_draws_of_a_grid_are_those_of_its_quantiles() -> None:
    """Sampled quantiles agree with the grid's; the same seed gives the same draws."""
    made = updated(LogNormal(10, 0.5), Measurement(12, 3)).distribution
    drawn = made.draw(np.random.default_rng(3), 100_000)
    assert np.quantile(drawn, (0.05, 0.5, 0.95)) == pytest.approx(made.quantile((0.05, 0.5, 0.95)), rel=0.01)
    assert drawn[:3].tolist() == made.draw(np.random.default_rng(3), 100_000)[:3].tolist()


@pytest.mark.parametrize("sigma", [1.0, 0.05, 0.005, 0.0005])
def test_a_sharp_measurement_is_not_blurred(sigma: float) -> None:
    """Where the judgement is wide the result has the measurement's own spread, however small that is."""
    low, middle, high = updated(lognormal_between(1, 100, 0.9), Measurement(10.0, sigma)).distribution.quantile(
        (0.05, 0.5, 0.95)
    )
    assert (high - low) / 2 == pytest.approx(1.644854 * sigma, rel=0.01)
    assert abs(middle - 10.0) < sigma


def test_a_measurement_that_the_judgement_excludes_is_refused() -> None:
    """No end of a grid is given as the answer: 1,000,000 against 1 to 100 was answered with 188,995."""
    with pytest.raises(Misuse) as refused:
        updated(lognormal_between(1, 100, 0.9), Measurement(1e6, 1.0))
    assert str(refused.value) == (
        "a judgement between 0.000529 and 1.89e+05 excludes the measurement 1e+06 with standard deviation 1: look at units and "
        "question of both; neither can correct the other"
    )
