"""Fits of stated quantiles: what they pass through, what they move, and what is refused."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import integrate, optimize, stats

from servanda.capability.judgement_fit import Family, fit, fit_range
from servanda.capability.judgement_metalog import TILT_LIMIT, LogMetalog, is_feasible, terms
from servanda.capability.judgement_words import verbal_range, verbal_ranges
from servanda.core.distribution import LogNormal
from servanda.core.finding import Misuse

THREE = (0.05, 0.5, 0.95)
rising = st.tuples(st.floats(0.1, 50), st.floats(1.2, 6), st.floats(1.2, 6)).map(
    lambda t: (t[0], t[0] * t[1], t[0] * t[1] * t[2])
)


@given(rising)
def test_the_lognormal_keeps_the_median_and_the_ratio_of_the_ends(values: tuple[float, float, float]) -> None:
    """Median as stated; the 95 % quantile is as many times the 5 % one as stated."""
    made = fit(values)
    low, middle, high = made.fitted
    assert middle == pytest.approx(values[1], rel=1e-12)
    assert high / low == pytest.approx(values[2] / values[0], rel=1e-9)


@settings(max_examples=60)
@given(rising)
def test_a_metalog_passes_through_all_three_or_is_refused(values: tuple[float, float, float]) -> None:
    """Where a three-term metalog exists it has the stated quantiles exactly and rises everywhere."""
    location, scale, tilt = terms(THREE, values)
    if not is_feasible(scale, tilt):
        with pytest.raises(Misuse, match="no three-term metalog passes through"):
            fit(values, family=Family.METALOG)
        return
    made = fit(values, family=Family.METALOG)
    assert made.distribution.median == pytest.approx(math.exp(location))
    assert made.misfit < 1e-9
    assert np.all(np.diff(made.distribution.quantile(np.linspace(0.001, 0.999, 400))) > 0)


def test_least_squares_is_that_of_an_independent_program() -> None:
    """Spread and place are those of scipy's line through the logarithms against the normal quantiles."""
    values = (12.0, 20.0, 24.0)
    line = stats.linregress(stats.norm.ppf(THREE), np.log(values))
    made = fit(values, family=Family.LEAST_SQUARES).distribution
    assert isinstance(made, LogNormal)
    assert made.log_sd == pytest.approx(line.slope, rel=1e-12)
    assert made.median_value == pytest.approx(math.exp(line.intercept), rel=1e-12)


def test_a_range_is_ninety_percent() -> None:
    """A range without a middle: 5 % below its low end, 5 % above its high one."""
    made = fit_range(2, 8)
    assert made.distribution.cdf([2, 4, 8]) == pytest.approx([0.05, 0.5, 0.95], rel=1e-12)


def test_an_uneven_range_says_what_the_fit_moved() -> None:
    """The lognormal of 12, 20, 24 has other ends than stated, and says so."""
    assert fit((12, 20, 24)).note == (
        "the lognormal fit moves the stated quantiles by up to 18% (12 to 14.1, 24 to 28.3)"
    )
    assert fit((24, 48, 96)).note == ""


def test_the_limit_of_feasibility() -> None:
    """Keelin gives 1.66711 as the largest tilt in scales: one over the greatest y - 1/2 + y (1 - y) ln(y / (1 - y))."""
    turning = optimize.minimize_scalar(
        lambda y: -(y - 0.5 + y * (1 - y) * math.log(y / (1 - y))), bounds=(0.6, 0.999), method="bounded"
    )
    assert -1 / turning.fun == pytest.approx(TILT_LIMIT, abs=1e-5)
    assert is_feasible(1.0, 1.667)
    assert not is_feasible(1.0, 1.668)
    assert not is_feasible(-1.0, 0.0)


def test_the_metalog_inverts_and_integrates() -> None:
    """Its distribution function is the inverse of its quantiles; the mean is the integral over the probability."""
    made = LogMetalog(1.0, 0.3, 0.1)
    y = np.array([1e-6, 0.01, 0.3, 0.5, 0.9, 0.9999])
    assert made.cdf(made.quantile(y)) == pytest.approx(y, rel=1e-9)
    whole, _ = integrate.quad(lambda p: float(made.quantile(p)), 0, 1, limit=500)
    assert made.mean == pytest.approx(whole, rel=1e-4)
    assert LogMetalog(1.0, 1.1, 0.0).mean == math.inf
    assert made.draw(np.random.default_rng(1), 5).tolist() == made.draw(np.random.default_rng(1), 5).tolist()


@pytest.mark.parametrize(
    ("values", "probabilities", "message"),
    [
        (
            (6, 3, 1),
            THREE,
            "quantiles 6, 3, 1 are out of order: write the lowest first, each above the last and above 0",
        ),
        (
            (0, 3, 6),
            THREE,
            "quantiles 0, 3, 6 are out of order: write the lowest first, each above the last and above 0",
        ),
        ((1, 3), THREE, "2 quantiles for 3 probabilities: give one for each, at least two"),
        ((1, 3), (5, 95), "probabilities 5, 95: write them rising, between 0 and 1"),
    ],
)
def test_what_cannot_be_fitted_says_what_to_write(
    values: tuple[float, ...], probabilities: tuple[float, ...], message: str
) -> None:
    """Whole messages."""
    with pytest.raises(Misuse) as refused:
        fit(values, probabilities)
    assert str(refused.value) == message


def test_the_written_rules() -> None:
    """The numbers for words, and that they are the encoder's."""
    assert {rule.rule: rule.months for rule in verbal_ranges().values()} == {
        "months": (1, 3, 6),
        "matter_of_months_or_less": (1, 4, 9),
        "one_to_two_years_closer_to_two": (12, 20, 24),
        "years": (24, 48, 96),
        "many_years": (24, 60, 120),
        "two_years": (18, 24, 36),
    }
    assert verbal_range("months").text == "months: 1/3/6 months, the encoder's numbers, not the speaker's"
    with pytest.raises(Misuse, match="no rule 'soon' for verbal ranges: write one of months, "):
        verbal_range("soon")


def test_a_lognormal_through_other_quantiles_is_named_least_squares() -> None:
    """What was done is said: only 5, 50 and 95 % are kept as median and ratio."""
    assert fit((2.0, 4.0, 9.0), (0.1, 0.5, 0.9)).family is Family.LEAST_SQUARES
    assert fit((2.0, 4.0, 9.0)).family is Family.LOGNORMAL
