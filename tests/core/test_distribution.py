"""Distributions: drawn as numpy draws them, inverted exactly, written in words that read back as the same."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from servanda.core.distribution import (
    Beta,
    Distribution,
    Fixed,
    Gamma,
    LogNormal,
    Mixture,
    Triangular,
    Uniform,
    beta_of,
    discrete,
    lognormal_between,
    lognormal_quantiles,
    scaled,
    zero_inflated,
)
from servanda.core.distribution_text import EXAMPLES, parse_distribution
from servanda.core.finding import Misuse
from servanda.core.names import Basis, Mark
from servanda.core.uncertain import Input, draw_inputs, groups, medians
from servanda.core.unit import Unit

numbers = st.floats(min_value=-1e6, max_value=1e6, allow_nan=False)
positive = st.floats(min_value=1e-3, max_value=1e3)
shapes = st.floats(min_value=0.2, max_value=50)


@st.composite
def simple(draw: st.DrawFn) -> Distribution:
    """One distribution without parts."""
    low, span = draw(numbers), draw(positive)
    kinds = [
        Fixed(low),
        Uniform(low, low + span),
        Triangular(low, low + span * draw(st.floats(min_value=0, max_value=1)), low + span),
        LogNormal(draw(positive), draw(st.floats(min_value=0.01, max_value=2))),
        Beta(draw(shapes), draw(shapes), low, low + span),
        Gamma(draw(shapes), draw(positive)),
    ]
    return draw(st.sampled_from(kinds))


@st.composite
def mixed(draw: st.DrawFn) -> Distribution:
    """A distribution, perhaps with atoms or parts."""
    weight = draw(st.floats(min_value=0.01, max_value=0.99))
    parts = draw(st.tuples(simple(), simple()))
    kinds = [
        parts[0],
        zero_inflated(weight, parts[0]),
        Mixture(parts, (weight, 1.0 - weight)),
        discrete({0: weight, 1: 1 - weight}),
    ]
    return draw(st.sampled_from(kinds))


SOME: tuple[Distribution, ...] = (
    Uniform(0.2, 0.6),
    Triangular(1, 2, 5),
    LogNormal(6, 0.6),
    Beta(8, 2),
    Beta(2, 2, 0.2, 0.6),
    Gamma(2, 3),
    discrete({0: 0.3, 1: 0.5, 4: 0.2}),
    zero_inflated(0.3, LogNormal(2, 0.5)),
    Mixture((Fixed(1.0), Beta(2, 2), Fixed(0.0)), (0.25, 0.5, 0.25)),
)


@given(mixed())
def test_words_read_back_as_the_same(distribution: Distribution) -> None:
    """What a distribution says of itself is read as that distribution, to the last bit."""
    assert parse_distribution(distribution.words) == distribution


@given(mixed(), st.floats(min_value=0.001, max_value=0.999))
def test_a_quantile_is_the_smallest_value_that_reaches_its_probability(d: Distribution, p: float) -> None:
    """P(X <= q) >= p, and hardly any smaller value has that much."""
    q = float(d.quantile(p))
    below = q - max(1e-6 * abs(q), 1e-9)
    assert float(d.cdf(q + 1e-9 * max(1.0, abs(q)))) >= p - 1e-6
    assert float(d.cdf(below)) <= p + 1e-3


@given(mixed(), positive)
def test_a_scaled_distribution_has_scaled_quantiles(d: Distribution, factor: float) -> None:
    """Times a factor above 0, every quantile is multiplied by it."""
    p = np.array([0.05, 0.5, 0.95])
    assert scaled(d, factor).quantile(p) == pytest.approx(d.quantile(p) * factor, rel=1e-6, abs=1e-9)


@pytest.mark.parametrize("d", SOME, ids=lambda d: d.words)
def test_draws_follow_the_distribution(d: Distribution) -> None:
    """The share of 40,000 draws below three values is the probability, within four standard errors; so is the mean."""
    draws = d.draw(np.random.default_rng(7), 40_000)
    assert draws.dtype == np.float64
    for p in (0.1, 0.5, 0.9):
        x = float(d.quantile(p))
        share, expected = float(np.mean(draws <= x)), float(d.cdf(x))
        assert abs(share - expected) <= 4 * math.sqrt(expected * (1 - expected) / draws.size) + 1e-12
    assert draws.mean() == pytest.approx(d.mean, abs=4 * draws.std() / 200)


def test_draws_are_those_of_numpy_in_the_order_asked() -> None:
    """A published sample can be drawn again: each distribution takes one call of the generator."""
    inputs = [
        Input("f", Beta(2, 2), Unit.FRACTION, "test"),
        Input("n", LogNormal(500, 0.8), Unit.MACHINES, "test"),
        Input("fixed", Fixed(1), Unit.FRACTION, "test"),
        Input("d", Gamma(2, 3), Unit.DAYS, "test"),
    ]
    found = draw_inputs(inputs, np.random.default_rng(20250613), 5)
    rng = np.random.default_rng(20250613)
    expected = [rng.beta(2, 2, 5), rng.lognormal(math.log(500), 0.8, 5), np.ones(5), rng.gamma(2, 3, 5)]
    for drawn, other in zip(found.values(), expected, strict=True):
        assert drawn.tolist() == other.tolist()


def test_atoms_are_hit_exactly() -> None:
    """Quantiles of atoms are the atoms themselves, at the edges of their probability too."""
    assert discrete({0: 0.1, 1: 0.2, 2: 0.7}).quantile([0.0, 0.1, 0.1001, 0.3, 0.3001, 1.0]).tolist() == [
        0,
        0,
        1,
        1,
        2,
        2,
    ]
    assert zero_inflated(0.3, Uniform(5, 6)).quantile([0.2, 0.3]).tolist() == [0, 0]
    assert discrete({2: 1.0, 3: 0.0}) == Fixed(2)
    assert zero_inflated(0.0, Fixed(4)) == Fixed(4)
    assert zero_inflated(1.0, Fixed(4)) == Fixed(0)


def test_moments_and_ranges_are_kept() -> None:
    """A Beta has the mean and standard deviation asked for, a lognormal the range or the quantiles."""
    beta = beta_of(0.7, 0.12)
    assert [beta.mean, beta.sd] == pytest.approx([0.7, 0.12])
    assert lognormal_between(3, 5).quantile([0.05, 0.95]) == pytest.approx([3, 5])
    assert lognormal_quantiles(1, 4, 9).median == pytest.approx(4)
    assert [beta.words, lognormal_between(2, 14).words] == [
        "beta mean 0.7, sd 0.12",
        "lognormal 2 to 14 (90 % between them)",
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("guess", f"'guess' is not a distribution; write one such as: {EXAMPLES}"),
        ("uniform 5 to 2", "uniform from 5.0 to 2.0: give two finite numbers, the lower one first"),
        ("triangular 1 to 5, mode 7", "triangular 1.0 to 5.0 with mode 7.0: the mode lies between low and high"),
        ("lognormal 14 to 2", "lognormal between 14.0 and 2.0: give two numbers above 0, the smaller first"),
        (
            "lognormal median 0, log sd 1",
            "lognormal with median 0.0 and log sd 1.0: both lie above 0; without spread write the number alone",
        ),
        ("beta -1, 2", "beta -1.0, 2.0: both parameters lie above 0"),
        (
            "beta mean 0.7, sd 0.5",
            "beta with mean 0.7 and sd 0.5 on 0 to 1: the mean lies between them, and the sd above 0 and below 0.458",
        ),
        ("gamma shape 0, scale 1", "gamma with shape 0.0 and scale 1.0: both lie above 0"),
        ("gamma mean 0, sd 1", "gamma with mean 0 and sd 1: both lie above 0"),
        (
            "discrete 0: 0.3, 1: 0.6",
            "mixture with weights 0.3, 0.6 for 2 parts: give one weight above 0 for each part, adding up to 1",
        ),
        ("zero 1.2, else 3", "zero with probability 1.2: a probability lies between 0 and 1"),
        ("discrete 0 0.3", f"'discrete 0 0.3' is not a distribution; write one such as: {EXAMPLES}"),
        ("mixture 0.3 | 4", f"'mixture 0.3 | 4' is not a distribution; write one such as: {EXAMPLES}"),
    ],
)
def test_what_is_no_distribution_is_refused(text: str, message: str) -> None:
    """The message says what was given and what would be right."""
    with pytest.raises(Misuse) as refused:
        parse_distribution(text)
    assert str(refused.value) == message


def test_quantiles_out_of_order_are_refused() -> None:
    """Quantiles that do not rise, and probabilities that are percent, are refused."""
    with pytest.raises(Misuse) as refused:
        lognormal_quantiles(4, 1, 9)
    assert str(refused.value) == "quantiles 4, 1, 9 are out of order: write the 5 % one first, each above the last"
    with pytest.raises(Misuse) as refused:
        Uniform(0, 1).quantile(5)
    assert str(refused.value) == "a quantile is asked for at a probability outside 0 to 1; 5 % is 0.05"
    with pytest.raises(Misuse, match=r"^a fixed value of inf: give a finite number"):
        Fixed(math.inf)
    with pytest.raises(Misuse, match=r"^a distribution times 0: give a finite factor above 0$"):
        scaled(Fixed(1), 0)


def test_an_input_says_why() -> None:
    """Distribution, unit, basis, mark, source and statements stand in its words; a name stands for one number."""
    assumed = Input("restart time", Fixed(7), Unit.DAYS, "the author's guess")
    stated = Input(
        "output", Uniform(3, 5), Unit.SWU_PER_YEAR, "table 1", Basis.THIRD_PARTY, ("S1",), Mark.RECALLED, "FEP"
    )
    assert assumed.words == "7 days; assumed: the author's guess"
    assert stated.words == "uniform 3 to 5 SWU/yr; stated by a third party, recalled: table 1 [S1]"
    assert medians([assumed, stated])["output"].tolist() == [4.0]
    assert groups([assumed, stated]) == {"FEP": ("output",)}
    with pytest.raises(Misuse) as refused:
        medians([assumed, assumed])
    assert str(refused.value) == "two inputs are named 'restart time': a name stands for one number"
