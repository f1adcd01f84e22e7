"""Operator-inspector pairs: outliers classified, components estimated, shipments and trends tested."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from servanda.core.finding import Misuse, Refused
from servanda.verification.grubbs import bayesian_split, constrained_split, grubbs_split, split_with_ratio
from servanda.verification.outliers import OutlierClass, grubbs_outlier_test, outliers, robust_z
from servanda.verification.pairs import pairs
from servanda.verification.trend import line_fit, mann_kendall, runs_test, sign_test, sign_test_size
from servanda.verification.variance_components import (
    bayesian_components,
    compare_with_target,
    constrained_components,
    variance_components,
)

OPERATOR = [10.02, 10.11, 9.95, 10.2, 9.88, 10.05, 10.15, 9.97]
INSPECTOR = [10.0, 10.13, 9.97, 10.16, 9.91, 10.01, 10.17, 9.95]
VALUES = st.lists(st.floats(-5, 5), min_size=4, max_size=12)


def test_columns_of_data_frames_are_taken_as_they_are() -> None:
    """Series of pandas and polars, arrays and lists give the same pairs."""
    plain = pairs(OPERATOR, INSPECTOR).relative_difference
    for kind in (np.array, pd.Series, pl.Series):
        assert pairs(kind(OPERATOR), kind(INSPECTOR)).relative_difference.tolist() == plain.tolist()


def test_everything_wrong_with_pairs_is_reported_at_once() -> None:
    """Lengths, NaN, negative values and an item twice in an inspection: each a finding with its place."""
    with pytest.raises(Refused) as refused:
        pairs([1.0, math.nan, 2.0], [1.0, -1.0], ["a", "a", "a"], item=["x", "y", "x"])
    told = {(f.file, f.line, f.name) for f in refused.value.findings}
    assert told == {
        ("operator", None, "lengths-differ"),
        ("operator", 2, "mass-not-a-number"),
        ("inspector", 2, "mass-negative"),
        ("item", 3, "pair-twice"),
    }
    with pytest.raises(Refused, match="no-items"):
        pairs([], [])
    with pytest.raises(Misuse, match="one row of values each"):
        pairs([[1.0]], [[1.0]])


def test_relative_difference_of_nothing_declared() -> None:
    """Nothing declared and nothing found is no difference; nothing declared and something found is beyond all bounds."""
    assert pairs([0.0, 0.0, 2.0], [0.0, 1.0, 1.0]).relative_difference.tolist() == [0.0, -math.inf, 0.5]


GOOD = 10 + np.linspace(-0.4, 0.4, 20)
NOISE = 0.01 * np.sin(np.arange(20.0))


def classes(operator: np.ndarray, inspector: np.ndarray, **labels: list[str]) -> dict[int, OutlierClass]:
    """Class of each outlying pair by place."""
    return {o.place: o.kind for o in outliers(pairs(operator, inspector, **labels))}


@pytest.mark.parametrize(
    ("changed", "kind"),
    [
        ({3: GOOD[3] * 10.001}, OutlierClass.CLERICAL),
        ({3: GOOD[7] + 0.001, 7: GOOD[3]}, OutlierClass.CLERICAL),
        ({3: 5.0}, OutlierClass.GENUINE),
        ({}, None),
    ],
)
def test_outliers_are_classified(changed: dict[int, float], kind: OutlierClass | None) -> None:
    """A factor of ten and exchanged items are slips; half an item missing is not; good pairs are not outlying."""
    inspector = GOOD + NOISE * 0.2
    for place, value in changed.items():
        inspector[place] = value
    assert classes(GOOD, inspector) == ({} if kind is None else dict.fromkeys(changed, kind))


def test_exchanged_digits_are_a_slip() -> None:
    """18.34 declared for 13.84 is a slip of the pen; the pair is kept."""
    operator, inspector = GOOD.copy(), GOOD + NOISE * 0.2
    operator[4], inspector[4] = 18.34, 13.84
    swapped = outliers(pairs(operator, inspector))
    assert [(o.place, o.kind) for o in swapped] == [(4, OutlierClass.GENUINE)]
    inspector[4] = 81.35
    assert classes(operator, inspector) == {4: OutlierClass.CLERICAL}


def test_material_that_lies_out_as_a_whole_is_a_matter_of_the_method() -> None:
    """Four of five scrap items lie 30 % off: matrix; the rest is untouched."""
    inspector = GOOD + NOISE * 0.2
    inspector[:4] *= 0.7
    matrix = ["scrap"] * 5 + ["pellets"] * 15
    assert classes(GOOD, inspector, matrix=matrix) == dict.fromkeys(range(4), OutlierClass.MATRIX)


@given(VALUES, st.floats(0.1, 10), st.floats(-5, 5))
def test_robust_z_does_not_depend_on_unit_or_origin(values: list[float], scale: float, shift: float) -> None:
    """Scaled and shifted values have the same z, unless they are all but equal."""
    rounded = np.round(values, 3)
    moved = robust_z(rounded * scale + shift)
    assert moved == pytest.approx(robust_z(rounded), rel=1e-6, abs=1e-6) or np.ptp(rounded) < 0.01


def test_robust_z_where_most_values_are_equal_or_none_is_a_number() -> None:
    """The mean deviation replaces a MAD of 0; equal values have z 0; an infinite one stays infinite."""
    assert robust_z([1.0, 1.0, 1.0, 5.0])[3] > 3
    assert robust_z([2.0, 2.0]).tolist() == [0.0, 0.0]
    assert robust_z([0.0, 0.0, math.inf])[2] == math.inf
    assert robust_z([]).size == 0


def test_grubbs_test_on_a_published_size_of_set() -> None:
    """Eight values: G at the tabulated 5 % point (two-sided 2.126) has p 0.05."""
    base = np.array([-1.0, -0.5, -0.25, 0.0, 0.25, 0.5, 1.0])

    def g(top: float) -> float:
        x = np.append(base, top)
        return float((x.max() - x.mean()) / x.std(ddof=1))

    low, high = 1.0, 50.0
    for _ in range(80):
        middle = (low + high) / 2
        low, high = (middle, high) if g(middle) < 2.1266 else (low, middle)
    place, p = grubbs_outlier_test(np.append(base, low))
    assert place == 7
    assert p == pytest.approx(0.05, abs=2e-4)
    assert grubbs_outlier_test([1.0, 1.0, 1.0])[1] == 1.0
    with pytest.raises(Misuse, match="at least three finite values"):
        grubbs_outlier_test([1.0, 2.0])


GROUPS = [f"i{n}" for n in (1, 1, 1, 2, 2, 3, 3, 3, 3)]


def test_components_of_a_worked_case() -> None:
    """Two inspections of two pairs, computed by hand: within 0.5, between 8, systematic 8 - 0.5 / 2."""
    found = variance_components([0.0, 1.0, 4.0, 5.0], ["a", "a", "b", "b"])
    assert (found.random_variance, found.systematic_variance, found.mean) == (0.5, 7.75, 2.5)
    assert (found.inspections, found.freedom_within) == (2, 2)
    assert found.systematic_sigma == pytest.approx(math.sqrt(7.75))


def test_components_are_unbiased_and_intervals_cover() -> None:
    """Over 2,000 simulated sets of unequal inspections: means of both estimates within four standard errors; the range
    of the random part covers as often as stated."""
    generator = np.random.default_rng(8)
    index = np.array([0, 0, 0, 1, 1, 2, 2, 2, 2])
    random, systematic, covered = [], [], 0
    for _ in range(2000):
        d = 0.5 * generator.standard_normal(9) + 0.3 * generator.standard_normal(3)[index]
        found = variance_components(d, GROUPS)
        random.append(found.random_variance)
        systematic.append(found.systematic_variance)
        covered += found.random_interval.low <= 0.5 <= found.random_interval.high
    for values, true in ((random, 0.25), (systematic, 0.09)):
        assert abs(np.mean(values) - true) < 4 * np.std(values) / math.sqrt(2000)
    assert abs(covered / 2000 - 0.95) < 4 * math.sqrt(0.95 * 0.05 / 2000)
    assert min(systematic) < 0


def test_negative_variance_is_reported_and_successors_stand_beside_it() -> None:
    """Equal inspection means: the estimate is negative, the constrained one 0 and said to be at its bound."""
    d, group = [-1.0, 1.0, 1.0, -1.0], ["a", "a", "b", "b"]
    found = variance_components(d, group)
    assert found.systematic_variance == -1.0
    assert found.systematic_sigma is None
    constrained = constrained_components(d, group)
    assert constrained.at_bound
    assert constrained.systematic_variance == 0.0
    assert constrained.random_variance == pytest.approx(4 / 3)
    posterior = bayesian_components(d, group, prior_random=1.0, prior_systematic=1.0)
    assert 0 < posterior.systematic_interval.low < posterior.systematic_sigma < posterior.systematic_interval.high
    with pytest.raises(Misuse, match="is negative: no range can be given"):
        compare_with_target(found.systematic_variance, 1, 0.1)


def test_constrained_is_the_analysis_of_variance_when_that_is_positive_and_balanced() -> None:
    """For equal sizes restricted maximum likelihood inside the bounds is the classical estimate."""
    d, group = [0.0, 1.0, 4.0, 5.0, 9.0, 8.0], ["a", "a", "b", "b", "c", "c"]
    classical, constrained = variance_components(d, group), constrained_components(d, group)
    assert constrained.random_variance == pytest.approx(classical.random_variance, rel=1e-4)
    assert constrained.systematic_variance == pytest.approx(classical.systematic_variance, rel=1e-4)
    assert not constrained.at_bound
    assert constrained_components([1.0, 1.0, 1.0], ["a", "a", "b"]).at_bound


@settings(max_examples=25)
@given(st.lists(st.floats(-1, 1), min_size=9, max_size=9), st.floats(0.1, 10), st.permutations(range(9)))
def test_components_scale_and_do_not_depend_on_order(d: list[float], scale: float, order: list[int]) -> None:
    """Variances grow with the square of the unit; the order of pairs makes no difference."""
    base = variance_components(d, GROUPS)
    other = variance_components([scale * d[i] for i in order], [GROUPS[i] for i in order])
    assert other.random_variance == pytest.approx(scale**2 * base.random_variance, abs=1e-9)
    assert other.systematic_variance == pytest.approx(scale**2 * base.systematic_variance, abs=1e-9)


def test_strong_prior_wins_and_weak_prior_gives_way() -> None:
    """With many pairs the posterior sits at the data; with a narrow prior near 0 the systematic part is drawn down."""
    generator = np.random.default_rng(2)
    index = np.repeat(np.arange(30), 10)
    d = 0.02 * generator.standard_normal(300) + 0.05 * generator.standard_normal(30)[index]
    group = [str(i) for i in index]
    weak = bayesian_components(d, group, prior_random=1.0, prior_systematic=1.0)
    assert weak.random_sigma == pytest.approx(0.02, rel=0.15)
    assert weak.systematic_sigma == pytest.approx(0.05, rel=0.3)
    assert (
        bayesian_components(d, group, prior_random=1.0, prior_systematic=0.01).systematic_sigma < weak.systematic_sigma
    )


def test_inspections_that_cannot_be_told_apart_are_refused() -> None:
    """One inspection, or one pair in each, gives no two parts."""
    for group in (["a", "a"], ["a", "b"]):
        with pytest.raises(Misuse, match="cannot be told apart"):
            variance_components([0.1, 0.2], group)
    with pytest.raises(Misuse, match="one finite difference for each pair"):
        variance_components([0.1, math.nan], ["a", "a"])


@pytest.mark.parametrize(("target", "verdict"), [(0.5, "above"), (1.0, "consistent"), (3.0, "below")])
def test_comparison_with_a_target_value_goes_by_the_range(target: float, verdict: str) -> None:
    """Too large and suspiciously small are both told."""
    assert compare_with_target(1.0, 20, target).verdict == verdict


def test_grubbs_reports_negative_variances_and_offers_successors() -> None:
    """The published negative case: reported; constrained to 0; shared out by a known ratio; with a prior, above 0."""
    moments = grubbs_split(OPERATOR, INSPECTOR)
    assert moments.negative == ("inspector",)
    constrained = constrained_split(OPERATOR, INSPECTOR)
    assert constrained.inspector == 0.0
    assert constrained.operator == pytest.approx(float(np.var(np.subtract(OPERATOR, INSPECTOR), ddof=1)))
    assert constrained_split(INSPECTOR, OPERATOR).operator == 0.0
    shared = split_with_ratio(OPERATOR, INSPECTOR, 3.0)
    assert shared.operator == pytest.approx(3 * shared.inspector)
    posterior = bayesian_split(OPERATOR, INSPECTOR, prior_operator=0.02, prior_inspector=0.02)
    assert 0 < posterior.inspector_interval.low < posterior.inspector_sigma < posterior.operator_sigma


def test_items_that_do_not_follow_each_other_have_no_common_part() -> None:
    """A negative covariance leaves nothing to the true items."""
    found = constrained_split([1.0, 2.0, 3.0], [3.0, 2.0, 1.0])
    assert (found.operator, found.inspector, found.true) == (1.0, 1.0, 0.0)
    assert grubbs_split([1.0, 2.0, 3.0], [3.0, 2.0, 1.0]).negative == ("true items",)
    inside = grubbs_split([1.0, 2.0, 3.0, 2.0], [1.0, 2.2, 3.0, 1.9])
    assert constrained_split([1.0, 2.0, 3.0, 2.0], [1.0, 2.2, 3.0, 1.9]) == inside or inside.negative


def test_logarithms_make_the_split_relative() -> None:
    """A change of unit does not change relative variances; a value of 0 has no logarithm."""
    base = grubbs_split(OPERATOR, INSPECTOR, logarithms=True)
    grams = grubbs_split([1000 * o for o in OPERATOR], [1000 * v for v in INSPECTOR], logarithms=True)
    assert grams.operator == pytest.approx(base.operator)
    with pytest.raises(Refused, match="value-zero"):
        grubbs_split([0.0, 1.0, 2.0], [1.0, 1.0, 2.0], logarithms=True)
    with pytest.raises(Misuse, match="needs at least three"):
        grubbs_split([1.0, 2.0], [1.0, 2.0])
    with pytest.raises(Refused, match="lengths-differ"):
        grubbs_split([1.0, 2.0, 3.0], [1.0, 2.0])


@given(st.lists(st.integers(-9, 9), min_size=4, max_size=12))
def test_trend_of_the_reversed_series_is_the_opposite(values: list[int]) -> None:
    """S, z and slope change sign, the p-value stays."""
    there, back = mann_kendall(values), mann_kendall(values[::-1])
    assert (there.s, there.z, there.slope) == (-back.s, -back.z, -back.slope)
    assert there.p_value == back.p_value <= 1.0
    assert line_fit(values).slope == pytest.approx(-line_fit(values[::-1]).slope, abs=1e-12)


def test_mann_kendall_of_a_worked_case() -> None:
    """Five rising values: S 10, z (10 - 1) / sqrt(16.67), slope 1 a step."""
    found = mann_kendall([1, 2, 3, 4, 5])
    assert found.s == 10
    assert found.z == pytest.approx(9 / math.sqrt(50 / 3))
    assert found.slope == 1.0
    assert mann_kendall([1, 2, 3, 4, 5], times=[0, 10, 20, 30, 40]).slope == pytest.approx(0.1)
    assert mann_kendall([2.0] * 5).p_value == 1.0


def test_line_signs_and_runs() -> None:
    """A straight line has no error; equal signs in a row are few runs; eight of eight above is 2 / 2^8."""
    assert line_fit([1.0, 2.0, 3.0]).p_value == 0.0
    assert line_fit([1.0, 1.0, 1.0]).p_value == 1.0
    assert line_fit([0.0, 1.0, 0.0, 1.0, 0.0]).p_value == pytest.approx(1.0)
    assert sign_test([1.0] * 8) == pytest.approx(2 / 256)
    assert sign_test([0.0, 0.0]) == 1.0
    assert runs_test([1] * 10 + [-1] * 10) < 0.001 < runs_test([1, -1, -1, 1, 1, -1, 1, -1])
    assert runs_test([1, 1]) == 1.0


def test_sign_test_sizes_fall_with_the_shift() -> None:
    """A larger shift needs fewer values; the published cell 0.5 sigma at 5 % and 5 % is 89."""
    sizes = [sign_test_size(d, 0.05, 0.05) for d in (0.1, 0.5, 1.0, 1.5)]
    assert sizes == sorted(sizes, reverse=True)
    assert sizes[1] == 89


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: mann_kendall([1, 2, 3]), "at least 4 finite values"),
        (lambda: mann_kendall([1, 2, 3, math.nan]), "at least 4 finite values"),
        (lambda: line_fit([1, 2, 3], times=[1, 1, 2]), "each later than the one before"),
        (lambda: sign_test_size(0, 0.05, 0.05), "above 0"),
        (lambda: split_with_ratio(OPERATOR, INSPECTOR, 0), "ratio of variances"),
    ],
)
def test_series_without_meaning_are_refused(call: object, words: str) -> None:
    """Each says what was given."""
    assert callable(call)
    with pytest.raises(Misuse, match=words):
        call()


def test_bayesian_answers_do_not_depend_on_how_far_prior_and_data_are_apart() -> None:
    """A prior a thousand times wider than the data leaves them to speak; one far narrower is given back (median 0.6745)."""
    wide, wider = (
        bayesian_split(OPERATOR, INSPECTOR, prior_operator=s, prior_inspector=s, logarithms=True) for s in (1.0, 10.0)
    )
    assert wider.operator_sigma == pytest.approx(wide.operator_sigma, rel=0.01)
    assert wider.inspector_interval.high == pytest.approx(wide.inspector_interval.high, rel=0.01)
    narrow = bayesian_split(OPERATOR, INSPECTOR, prior_operator=1e-6, prior_inspector=1.0)
    assert narrow.operator_sigma == pytest.approx(0.6745e-6, rel=0.01)
    d, group = [0.0, 1.0, 4.0, 5.0, 9.0, 8.5], ["a", "a", "b", "b", "c", "c"]
    posterior = bayesian_components(d, group, prior_random=1e4, prior_systematic=1e-6)
    assert posterior.systematic_sigma == pytest.approx(0.6745e-6, rel=0.01)
    assert posterior.systematic_interval.high == pytest.approx(2.2414e-6, rel=0.01)


def test_bayesian_split_agrees_with_draws_from_the_prior() -> None:
    """Weighting 400,000 draws from the priors by the likelihood, summed item by item, gives the same medians."""
    o, v = np.array([1.02, 0.93, 1.08, 0.99, 1.05, 0.96]), np.array([1.03, 0.95, 1.04, 1.01, 1.06, 0.93])
    generator = np.random.default_rng(12)
    a, b = np.abs(generator.standard_normal((2, 400_000))) * 0.02
    spread = math.sqrt(max(o.var(ddof=1), v.var(ddof=1)))
    t = spread * np.exp(generator.uniform(math.log(0.1), math.log(10), a.size))
    x, y = o - o.mean(), v - v.mean()
    one, two, both = a**2 + t**2, b**2 + t**2, t**2
    determinant = one * two - both**2
    squares = sum(two * p * p - 2 * both * p * q + one * q * q for p, q in zip(x, y, strict=True)) / determinant
    weight = np.exp(-0.5 * ((o.size - 1) * np.log(determinant) + squares) - 20)
    found = bayesian_split(o, v, prior_operator=0.02, prior_inspector=0.02)
    for drawn, median in ((a, found.operator_sigma), (b, found.inspector_sigma)):
        assert weight[drawn <= median].sum() / weight.sum() == pytest.approx(0.5, abs=0.01)


def test_rounding_in_a_constant_series_is_no_slope() -> None:
    """Values that differ by nothing but rounding have slope 0 with certainty, whatever their size."""
    for value in (0.1, 1 / 3, 12345.678):
        found = line_fit([value] * 7)
        assert (found.slope, found.standard_error, found.p_value) == (0.0, 0.0, 1.0)
