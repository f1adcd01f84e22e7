"""Quantiles, probabilities and means from draws, each with its Monte Carlo error."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from servanda.core.blocks import Block, in_blocks, processes, threads
from servanda.core.finding import Misuse
from servanda.core.sample import mean, probability, quantile, quantiles


def test_intervals_cover_as_often_as_they_say() -> None:
    """Of 1,000 samples of 200, at least 94 % of the intervals hold the true quantile, in the tail too."""
    rng = np.random.default_rng(3)
    for p in (0.05, 0.5, 0.95):
        found = [quantile(rng.random(200), p) for _ in range(1000)]
        assert np.mean([q.low <= p <= q.high for q in found]) >= 0.94


def test_ranks_of_a_published_table() -> None:
    """The median of 10 lies between the 2nd and 9th, of 20 between the 6th and 15th, of 30 between the 10th and 21st value.

    Source: ranks of the 95 % interval of the median from the binomial distribution (D. G. Altman et al., Statistics with
    Confidence, 2nd ed. 2000, table 18.4).
    """
    for n, low, high in ((10, 2, 9), (20, 6, 15), (30, 10, 21)):
        q = quantile(np.arange(1, n + 1), 0.5)
        assert (q.low, q.high) == (low, high)


def test_too_few_draws_give_no_bound() -> None:
    """Ten draws do not bound the 5 % quantile from below, and it says so."""
    q = quantile(np.arange(10.0), 0.05)
    assert (q.value, q.low) == (0.0, -math.inf)
    assert q.words == "0 (no bound to 2)"


def test_what_never_happens_is_ranked_last() -> None:
    """Infinite draws are larger than all others; the quantile beyond the finite ones never comes."""
    draws = np.array([1.0, 2.0, 3.0, math.inf] * 100)
    five, ninety = quantiles(draws, (0.05, 0.9))
    assert (five.value, ninety.value) == (1.0, math.inf)
    assert ninety.words == "never (never to never)"


@given(
    st.lists(st.floats(min_value=-1e6, max_value=1e6), min_size=1, max_size=60),
    st.floats(min_value=0.01, max_value=0.99),
)
def test_an_order_statistic_is_one_of_the_draws(values: list[float], p: float) -> None:
    """The value is a draw that at least the share p does not exceed, inside its interval, in whatever order."""
    q = quantile(values, p)
    assert q.value in values
    assert np.mean(np.asarray(values) <= q.value) >= p - 1e-6
    assert q.low <= q.value <= q.high
    assert quantile(sorted(values), p) == q


def test_a_share_with_its_interval() -> None:
    """5 of 10: 18.7 to 81.3 %; none of 10: 0 to 30.8 % (C. J. Clopper and E. S. Pearson, Biometrika 26, 1934, chart)."""
    half, none = probability(np.arange(10) < 5), probability(np.zeros(10, dtype=bool))
    assert [half.value, half.low, half.high] == pytest.approx([0.5, 0.1871, 0.8129], abs=1e-4)
    assert [none.value, none.low, none.high] == pytest.approx([0.0, 0.0, 0.3085], abs=1e-4)
    assert probability(np.ones(10, dtype=bool)).high == 1.0


def test_a_mean_with_its_error() -> None:
    """The standard error is the standard deviation over the root of the number of draws."""
    found = mean([1.0, 2.0, 3.0, 4.0])
    assert [found.value, found.standard_error] == pytest.approx([2.5, math.sqrt(5 / 3) / 2])
    assert mean([2.0]).standard_error == math.inf


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: quantile([], 0.5), "no draws: a sample has at least one"),
        (lambda: quantile([math.nan], 0.5), "some draws are not numbers (NaN): mark what never happens as infinite"),
        (lambda: quantile([1.0], 5), "quantile at 5: a probability lies between 0 and 1, both excluded (5 % is 0.05)"),
        (
            lambda: probability([0.2]),
            "a probability is the share of draws in which something holds: give an array of true and false",
        ),
        (
            lambda: mean([math.inf]),
            "some draws are infinite, so they have no mean: use quantiles, or the share that is finite",
        ),
        (lambda: threads(0), "0 workers are asked for; give at least 1"),
        (lambda: processes(0), "0 workers are asked for; give at least 1"),
    ],
)
def test_misuse_is_refused(call: object, message: str) -> None:
    """The message says what would be right."""
    assert callable(call)
    with pytest.raises(Misuse) as refused:
        call()
    assert str(refused.value) == message


def _sum(block: Block) -> float:
    return float(block.generator().random(block.runs).sum())


def test_blocks_are_the_same_on_other_processes() -> None:
    """Three blocks give the same numbers here, on threads and on a process of their own."""
    here = in_blocks(_sum, 250, 5, size=100)
    assert len(here) == 3
    assert in_blocks(_sum, 250, 5, size=100, mapper=threads(2)) == here
    assert in_blocks(_sum, 250, 5, size=100, mapper=processes(1)) == here
    assert in_blocks(_sum, 200, 5, size=100) == here[:2]
