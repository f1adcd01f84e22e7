"""Sample sizes: exact is smallest, approximations never fall below it, and rounding never decides."""

from __future__ import annotations

from fractions import Fraction
from math import comb

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from servanda.core.finding import Misuse
from servanda.verification.detection import (
    defects_for_goal,
    detection_probability,
    miss_exactly,
    non_detection_probability,
    recognition_probability,
)
from servanda.verification.sample_size import sample_size, sample_sizes

BETAS = st.sampled_from([0.01, 0.05, 0.1, 0.2, 0.5, 0.8])
STRATA = st.integers(1, 3000).flatmap(lambda n: st.tuples(st.just(n), st.integers(1, n)))


def missed(items: int, defects: int, sample: int) -> Fraction:
    """C(N-r, n) / C(N, n) in whole numbers."""
    return Fraction(comb(items - defects, sample), comb(items, sample))


@given(STRATA, BETAS)
def test_exact_size_is_the_smallest_that_is_enough(stratum: tuple[int, int], beta: float) -> None:
    """With n items the goal is met in exact fractions, with n - 1 it is not."""
    items, defects = stratum
    n = sample_size(items, defects, beta)
    assert missed(items, defects, n) <= Fraction(repr(beta)) < missed(items, defects, n - 1)


@given(STRATA, BETAS)
def test_exact_at_most_jaech_at_most_agency(stratum: tuple[int, int], beta: float) -> None:
    """The order of the three sizes holds without exception; at beta of 0.05 or more they are as near as published."""
    exact, jaech, agency = (sample_size(*stratum, beta, method=m) for m in ("exact", "jaech", "agency"))
    assert exact <= jaech <= agency
    if beta >= 0.05:
        assert agency <= exact + 3
        assert jaech <= exact + 1


@given(STRATA, BETAS, st.floats(0.05, 1.0), st.integers(0, 3))
def test_recognition_and_acceptance_size_is_smallest_too(
    stratum: tuple[int, int], beta: float, recognition: float, acceptance: int
) -> None:
    """With imperfect recognition and an acceptance number the size is enough, and one item fewer is not."""
    items, defects = min(stratum[0], 200), min(stratum)
    defects = min(defects, items)
    found = sample_sizes(items, defects, beta, recognition=recognition, acceptance=acceptance)
    n = int(found.n)

    def chance(size: int) -> float:
        return float(non_detection_probability(items, defects, size, recognition=recognition, acceptance=acceptance))

    if found.reached:
        assert chance(n) <= beta * (1 + 1e-9)
        assert chance(n - 1) > beta * (1 - 1e-9)
    else:
        assert n == items
        assert chance(items) > beta


@given(STRATA, st.data())
def test_detection_grows_with_sample_defects_and_recognition(stratum: tuple[int, int], data: st.DataObject) -> None:
    """More items, more defects or better recognition never detect less; a larger acceptance number never more."""
    items, defects = min(stratum[0], 300), min(stratum[1], stratum[0], 300)
    n = data.draw(st.integers(0, items - 1))
    q = data.draw(st.floats(0, 0.99))
    base = detection_probability(items, defects, n, recognition=q)
    assert detection_probability(items, defects, n + 1, recognition=q) >= base - 1e-12
    assert detection_probability(items, min(items, defects + 1), n, recognition=q) >= base - 1e-12
    assert detection_probability(items, defects, n, recognition=q + 0.01) >= base - 1e-12
    assert detection_probability(items, defects, n, recognition=q, acceptance=1) <= base + 1e-12
    assert 0 <= base <= 1


@given(STRATA, st.data())
def test_law_agrees_with_whole_number_arithmetic(stratum: tuple[int, int], data: st.DataObject) -> None:
    """Floating point agrees with fractions, and the exact helper is the fraction."""
    items, defects = stratum
    n = data.draw(st.integers(0, items))
    exact = missed(items, defects, n)
    assert miss_exactly(items, defects, n) == exact
    assert non_detection_probability(items, defects, n) == pytest.approx(float(exact), rel=1e-8, abs=1e-300)


def test_all_defects_recognised_or_none() -> None:
    """Recognition 0 detects nothing, recognition 1 is the plain hypergeometric law through both ways of computing."""
    assert detection_probability(50, 5, 20, recognition=0.0) == pytest.approx(0.0, abs=1e-12)
    plain = non_detection_probability(50, 5, 20)
    assert non_detection_probability([50, 50], 5, 20, recognition=[1.0, 0.5])[0] == pytest.approx(plain, rel=1e-10)


def test_thinning_agrees_with_the_sum_over_defects_in_the_sample() -> None:
    """Acceptance and recognition together against a sum written out."""
    total = sum(
        comb(4, j)
        * comb(16, 8 - j)
        / comb(20, 8)
        * sum(comb(j, k) * 0.7**k * 0.3 ** (j - k) for k in range(min(1, j) + 1))
        for j in range(5)
    )
    assert non_detection_probability(20, 4, 8, recognition=0.7, acceptance=1) == pytest.approx(total, rel=1e-12)


def test_many_strata_at_once_are_the_same_as_one_by_one() -> None:
    """Arrays broadcast; the answers are those of single calls, in the shape of the inputs."""
    items, defects = np.array([[100, 1600], [1000, 10]]), np.array([[5, 16], [10, 1]])
    found = sample_sizes(items, defects, 0.1)
    assert found.n.tolist() == [
        [sample_size(int(a), int(b), 0.1) for a, b in zip(r, s, strict=True)]
        for r, s in zip(items, defects, strict=True)
    ]
    assert found.n.shape == found.detection.shape == found.reached.shape == (2, 2)


def test_more_defects_than_items_is_told_and_not_sampled_silently() -> None:
    """A stratum that cannot supply the goal alone is marked in arrays and refused for one stratum."""
    found = sample_sizes([10, 10], [11, 3], 0.1)
    assert found.reached.tolist() == [False, True]
    with pytest.raises(Misuse, match="11 defects are needed for the goal and the stratum has 10 items"):
        sample_size(10, 11, 0.1)


def test_weak_recognition_is_refused_with_the_best_that_can_be_had() -> None:
    """Where all items are not enough the message says what all items would give."""
    with pytest.raises(Misuse, match=r"verifying all 10 items detects with probability 0\.75"):
        sample_size(10, 2, 0.1, recognition=0.5)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: sample_size(10, 2, 5), "5 is not a probability above 0 and below 1; 5 looks like percent: write 0.05"),
        (lambda: sample_size(10, 2, float("nan")), "nan is not a probability"),
        (lambda: sample_size(0, 1, 0.1), "items: 0.0 is not a whole number of 1 or more"),
        (lambda: sample_size(10, 2, 0.1, method="guess"), "unknown method 'guess'"),
        (lambda: sample_size(10, 2, 0.1, method="agency", recognition=0.9), "use method 'exact'"),
        (lambda: detection_probability(10, 2, 11), "a sample of 11 items from 10"),
        (lambda: detection_probability(10, 20, 1), "20 defects among 10 items"),
        (lambda: detection_probability(10, 2, 1, model="poisson"), "unknown model 'poisson'"),
        (lambda: detection_probability(10, "many", 1), "'many' is no array of numbers"),
        (lambda: recognition_probability(1.5, 0.1), "a fraction above 0 and at most 1"),
        (lambda: recognition_probability(0.5, -0.1), "standard deviations of 0 or more"),
        (lambda: defects_for_goal(8, 0), "item mass: give finite values above 0 in kg"),
    ],
)
def test_calls_without_meaning_are_refused(call: object, words: str) -> None:
    """Each says what was given and what would be right."""
    assert callable(call)
    with pytest.raises(Misuse) as refused:
        call()
    assert words in str(refused.value)


@given(st.floats(0.01, 1), st.floats(0.01, 1), st.floats(0.001, 1))
def test_recognition_grows_with_the_defect_and_falls_with_sigma(defect: float, other: float, sigma: float) -> None:
    """A larger missing part is seen more often, a worse method sees less."""
    small, large = sorted((defect, other))
    assert recognition_probability(small, sigma) <= recognition_probability(large, sigma)
    assert recognition_probability(defect, sigma * 1.5) <= recognition_probability(defect, sigma) + 1e-15 or defect < 0


def test_perfect_method_sees_every_defect() -> None:
    """Sigma 0 recognises any defect."""
    assert recognition_probability(0.001, 0.0) == 1.0


@given(st.integers(1, 1000), st.floats(0.01, 100))
def test_number_of_defects_is_not_raised_by_rounding(count: int, item: float) -> None:
    """A goal of exactly r items takes r defects."""
    assert defects_for_goal(count * item, item) == count
