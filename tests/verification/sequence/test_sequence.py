"""Sequences of balances: their covariance and what is made of it."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from servanda.core.arrays import FloatArray
from servanda.core.finding import Misuse, Refused
from servanda.core.unit import Unit
from servanda.verification.covariance import correlation_of, covariance_of_balances, sigma_cumuf, sigma_of
from servanda.verification.errors import (
    EXACT,
    ErrorModel,
    Origin,
    ValueSource,
    additive,
    mixed,
    multiplicative,
    three_level,
)
from servanda.verification.evaluation import evaluate
from servanda.verification.sequence import standardise
from servanda.verification.structure import assemble
from servanda.verification.terms import Role, Term, flow, inventory, recalibrated

USER = ValueSource(Origin.USER, "a test")
X, Y = Role.INCREASE, Role.DECREASE
NEIGHBOURS = np.array([[2.0, -1, 0, 0], [-1, 2, -1, 0], [0, -1, 2, -1], [0, 0, -1, 2]])

periods = st.shared(st.integers(1, 7), key="periods")
small = st.floats(0.001, 0.05)


def relative(random: float, systematic: float, key: str = "") -> ErrorModel:
    """A multiplicative model."""
    return multiplicative(random, systematic, source=USER, key=key)


def column(length: int) -> st.SearchStrategy[list[float]]:
    """Masses between 1 and 200 kg."""
    return st.lists(st.floats(1, 200), min_size=length, max_size=length)


@st.composite
def sequences(draw: st.DrawFn) -> list[Term]:
    """Flows and inventories with every kind of error, shared keys, recalibrations and unmeasured boundaries."""
    n = draw(periods)
    terms: list[Term] = []
    for number in range(draw(st.integers(1, 3))):
        role, key = draw(st.sampled_from([X, Y])), draw(st.sampled_from(["", "scale"]))
        starts = draw(st.lists(st.integers(0, n - 1), max_size=2))
        errors = mixed(three_level(draw(small), draw(small), draw(small), source=USER, key=key), absolute(draw, key))
        terms.append(
            flow(f"f{number}", role, draw(column(n)), errors, Unit.KG, calibration=recalibrated(n, starts),
                 measurements=draw(column(n)))
        )  # fmt: skip
    errors = mixed(relative(draw(small), draw(small), draw(st.sampled_from(["", "scale"]))), absolute(draw, ""))
    terms.append(inventory("stock", draw(column(n + 1)), errors, Unit.KG))
    return terms


def absolute(draw: st.DrawFn, key: str) -> ErrorModel:
    """Absolute errors up to 2 kg."""
    return additive(draw(st.floats(0, 2)), draw(st.floats(0, 2)), source=USER, key=key)


def covariance(terms: list[Term]) -> FloatArray:
    """Covariance of the balances."""
    structure, x = assemble(terms)
    return covariance_of_balances(structure, x)


def dense(terms: list[Term]) -> FloatArray:
    """J V J^T with J and V written out in full, from the structure's own J, and loadings value by value."""
    structure, x = assemble(terms)
    times = np.concatenate([np.ones(t.amounts.size) if t.measurements is None else t.measurements for t in terms])
    v = np.diag(structure.random_variance(x))
    for source, error in enumerate(structure.sources):
        load = np.zeros(x.size)
        for share in structure.shares:
            if share.source == source:
                load[share.places] += share.size * (x if error.kind == "relative" else times)[share.places]
        v += np.outer(load, load)
    j = structure.entries.toarray()
    return np.asarray(j @ v @ j.T)


def test_the_general_form_gives_the_closed_form() -> None:
    """ds_F² F_i F_j + ds_C² (C_(i-1) - C_i)(C_(j-1) - C_j) - [j = i + 1] dr_C² C_i², and the diagonal."""
    f, c = np.array([50.0, 60, 55, 70]), np.array([20.0, 25, 22, 30, 28])
    change = np.diff(c)
    expected = 0.003**2 * np.outer(f, f) + 0.005**2 * np.outer(change, change) + np.diag(0.002**2 * f**2)
    expected += 0.004**2 * (np.diag(c[:-1] ** 2 + c[1:] ** 2) - np.diag(c[1:-1] ** 2, 1) - np.diag(c[1:-1] ** 2, -1))
    terms: list[Term] = [flow("in", X, f, relative(0.002, 0.003), Unit.KG)]
    terms.append(inventory("stock", c, relative(0.004, 0.005), Unit.KG))
    np.testing.assert_allclose(covariance(terms), expected, rtol=1e-12)


@given(sequences())
def test_loadings_by_key_give_the_full_matrix(terms: list[Term]) -> None:
    """Any mixture of keys, calibrations and kinds: the same as V in full."""
    np.testing.assert_allclose(covariance(terms), dense(terms), rtol=1e-9, atol=1e-9)


@given(sequences(), st.randoms())
def test_the_order_of_terms_does_not_matter(terms: list[Term], random: object) -> None:
    """A balance is a sum."""
    other = list(terms)
    getattr(random, "shuffle")(other)  # noqa: B009  # hypothesis hands its random generator out untyped
    np.testing.assert_allclose(covariance(other), covariance(terms), rtol=1e-9, atol=1e-9)


@given(sequences())
def test_sigma_of_cumuf_is_that_of_the_whole_as_one_balance(terms: list[Term]) -> None:
    """Summing all balances is closing one over the whole time: inner inventories cancel."""
    structure, x = assemble(terms)
    found = covariance_of_balances(structure, x)
    total = np.ones(structure.balances)
    assert sigma_cumuf(found)[-1] == pytest.approx(math.sqrt(total @ dense(terms) @ total), rel=1e-9)
    assert sigma_cumuf(found)[0] == pytest.approx(sigma_of(found)[0])


@given(column(6), column(7), small, small)
def test_splitting_periods_changes_no_sum(
    feed: list[float], stock: list[float], random: float, systematic: float
) -> None:
    """Six balances or three of twice the length: the same total and the same sigma of the total."""
    model = relative(random, systematic)
    fine: list[Term] = [flow("in", X, feed, model, Unit.KG), inventory("stock", stock, model, Unit.KG)]
    pairs = np.reshape(feed, (3, 2))
    counts = pairs.sum(axis=1) ** 2 / (pairs**2).sum(axis=1)
    coarse: list[Term] = [
        flow("in", X, pairs.sum(axis=1), model, Unit.KG, measurements=counts),
        inventory("stock", stock[::2], model, Unit.KG),
    ]
    for one, other in zip(*(totals(terms) for terms in (fine, coarse)), strict=True):
        assert one == pytest.approx(other, rel=1e-9)


def totals(terms: list[Term]) -> tuple[float, float]:
    """Total MUF and its sigma."""
    structure, x = assemble(terms)
    return float(structure.muf(x).sum()), float(sigma_cumuf(covariance_of_balances(structure, x))[-1])


def test_equal_neighbouring_balances_stay_apart() -> None:
    """Three equal balances are three: CUMUF rises by each."""
    terms: list[Term] = [flow("in", X, [5.0, 5, 5], relative(0.01, 0.0), Unit.KG)]
    structure, x = assemble(terms)
    sequence = standardise(structure.muf(x), covariance_of_balances(structure, x))
    assert sequence.cumuf.tolist() == [5.0, 10.0, 15.0]


def test_an_inventory_that_was_not_measured_again_adds_nothing_between() -> None:
    """Without a new measurement the balance between has the error of its flows alone, and the covariance none."""
    stock = inventory("stock", [10.0, 10, 12], relative(0.01, 0.01), Unit.KG, remeasured=[True, False, True])
    expected = np.diag([0.0, 0.01**2 * (100 + 144 + 4)])
    np.testing.assert_allclose(covariance([stock]), expected, atol=1e-15)


def test_a_new_calibration_ends_the_covariance() -> None:
    """Balances under different calibrations share no short-term error."""
    model = three_level(0.0, 0.01, 0.001, source=USER)
    feed = flow("in", X, [10.0] * 4, model, Unit.KG, calibration=recalibrated(4, [2]))
    found = covariance([feed])
    assert found[0, 1] == pytest.approx(0.01)
    assert found[1, 2] == 0.0


def test_neighbours_correlate_negatively_by_inventory_and_positively_by_calibration() -> None:
    """Which one dominates decides the sign."""
    inventories = [flow("in", X, [10.0] * 3, relative(0.001, 0.0), Unit.KG)]
    negative = correlation_of(covariance([*inventories, inventory("s", [90.0] * 4, relative(0.01, 0.0), Unit.KG)]))
    positive = correlation_of(covariance([flow("in", X, [10.0] * 3, relative(0.001, 0.01), Unit.KG)]))
    assert negative[0, 1] < -0.4
    assert positive[0, 1] > 0.9


def test_many_runs_are_as_many_single_ones() -> None:
    """Leading axes are runs; one run in an axis of its own is the same as without."""
    rng = np.random.default_rng(5)
    amounts, stocks = rng.uniform(10, 20, (3, 6)), rng.uniform(10, 20, (3, 7))

    def terms(run: int | slice) -> list[Term]:
        return [flow("in", X, amounts[run], relative(0.01, 0.01), Unit.KG),
                inventory("s", stocks[run], relative(0.01, 0.01), Unit.KG)]  # fmt: skip

    structure, x = assemble(terms(slice(None)))
    together = standardise(structure.muf(x), covariance_of_balances(structure, x))
    for run in range(3):
        one, x_one = assemble(terms(run))
        alone = standardise(one.muf(x_one), covariance_of_balances(one, x_one))
        for name in ("muf", "sitmuf", "itmuf", "cumuf", "sigma_cumuf", "gemuf_v1", "gemuf_v5b3"):
            np.testing.assert_allclose(getattr(together, name)[run], getattr(alone, name), rtol=1e-10, equal_nan=True)


@given(st.integers(1, 12), st.integers(0, 2**32 - 1))
def test_gemuf_v1_is_the_running_sum_of_squared_sitmuf(n: int, seed: int) -> None:
    """And equals m' S^-1 m over the balances so far."""
    rng = np.random.default_rng(seed)
    root = rng.normal(size=(n, n))
    cov, muf = root @ root.T + np.eye(n), rng.normal(size=n)
    sequence = standardise(muf, cov)
    direct = [muf[:i] @ np.linalg.solve(cov[:i, :i], muf[:i]) for i in range(1, n + 1)]
    np.testing.assert_allclose(sequence.gemuf_v1, direct, rtol=1e-8)
    np.testing.assert_allclose(sequence.gemuf_v1, np.cumsum(sequence.sitmuf**2), rtol=1e-12)


@given(st.integers(2, 10), st.integers(0, 2**32 - 1))
def test_later_balances_never_change_earlier_values(n: int, seed: int) -> None:
    """SITMUF and ITMUF look backwards only."""
    rng = np.random.default_rng(seed)
    root = rng.normal(size=(n, n))
    cov, muf = root @ root.T + np.eye(n), rng.normal(size=n)
    whole, part = standardise(muf, cov), standardise(muf[:-1], cov[:-1, :-1])
    np.testing.assert_allclose(whole.sitmuf[:-1], part.sitmuf, rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(whole.itmuf[:-1], part.itmuf, rtol=1e-9, atol=1e-12)


def test_itmuf_is_what_the_earlier_balances_do_not_explain() -> None:
    """Innovation variances of the neighbour matrix are (i + 1) / i: variances, not standard deviations."""
    sequence = standardise(np.array([1.0, 0, 2, -1]), NEIGHBOURS)
    assert sequence.innovation_variance == pytest.approx([2, 3 / 2, 4 / 3, 5 / 4])
    expected = 2 - NEIGHBOURS[2, :2] @ np.linalg.solve(NEIGHBOURS[:2, :2], [1.0, 0])
    assert sequence.itmuf[2] == pytest.approx(expected)


def test_gemuf_v5b3_is_undefined_at_both_ends() -> None:
    """It needs two past and two future balances, so fewer than five balances have no value."""
    rng = np.random.default_rng(1)
    assert (
        np.isnan(standardise(rng.normal(size=7), np.eye(7)).gemuf_v5b3).tolist()
        == [True] * 2 + [False] * 3 + [True] * 2
    )
    assert np.isnan(standardise(rng.normal(size=4), np.eye(4)).gemuf_v5b3).all()


def test_gemuf_v5b3_weighs_five_balances() -> None:
    """(1 + 2 + 3 * 3 + 4 + 5) / 7 times the balance itself, for independent balances."""
    found = standardise(np.array([1.0, 2, 3, 4, 5]), np.eye(5)).gemuf_v5b3
    assert found[2] == pytest.approx(3 * 21 / 7)


def test_a_singular_covariance_names_the_balance() -> None:
    """A balance that repeats others has no error of its own."""
    cov = np.array([[1.0, 0, 1], [0, 1, 1], [1, 1, 2]])
    with pytest.raises(Refused) as caught:
        standardise(np.zeros(3), cov)
    assert caught.value.findings[0].text() == (
        "error: covariance: found balance 3 without an error of its own; expected a positive definite covariance. Rule: a "
        "standardised sequence divides by the error that is new in each balance [covariance-singular]. To do: give the "
        "random error of this balance, or leave out balances that repeat others"
    )
    many = np.stack([np.eye(3), cov])
    with pytest.raises(Refused) as caught:
        standardise(np.zeros((2, 3)), many)
    assert caught.value.findings[0].place == "covariance, run 2"


def test_balances_without_error_have_sums_but_no_standard_form() -> None:
    """Zero error: MUF and sigma are there, the standardised sequence is refused."""
    structure, x = assemble([flow("in", X, [1.0, 2.0], EXACT, Unit.KG)])
    cov = covariance_of_balances(structure, x)
    assert structure.muf(x).tolist() == [1.0, 2.0]
    assert sigma_of(cov).tolist() == [0.0, 0.0]
    with pytest.raises(Refused, match="balance 1 without an error of its own"):
        standardise(structure.muf(x), cov)


@pytest.mark.parametrize(
    ("cov", "message"),
    [
        (np.eye(3), r"balances of shape \(2,\) do not go with a covariance of shape \(3, 3\)"),
        (np.ones((2, 3)), "a covariance is a square matrix for at least one balance"),
        (np.array([[1.0, 0.5], [0.2, 1.0]]), "the covariance is not symmetric"),
    ],
)
def test_a_matrix_that_is_no_covariance_is_misuse(cov: FloatArray, message: str) -> None:
    """Shape and symmetry are checked."""
    with pytest.raises(Misuse, match=message):
        standardise(np.zeros(2), cov)


def test_a_covariance_with_gaps_is_refused() -> None:
    """NaN is not computed with."""
    with pytest.raises(Refused, match="covariance-not-finite"):
        standardise(np.zeros(2), np.array([[1.0, math.nan], [math.nan, 1.0]]))


def test_an_evaluation_carries_tests_budgets_and_assumptions() -> None:
    """One call from terms to alarms: a loss of 30 kg is found by each usual test, and each says its horizon."""
    feed = flow("in", X, [100.0] * 12, relative(0.01, 0.001), Unit.KG)
    out = flow("out", Y, [100.0] * 6 + [70.0] + [100.0] * 5, relative(0.01, 0.001), Unit.KG)
    found = evaluate([feed, out])
    assert [(f.test.name, f.first_alarm) for f in found.tests] == [
        ("Shewhart, one-sided", 7), ("Page, k = 0.5, one-sided", 7), ("CUMUF, at the end, one-sided", 12),
    ]  # fmt: skip
    assert {f.threshold.horizon for f in found.tests} == {found.assumptions.horizon} == {12}
    assert found.false_alarm_rate_together == pytest.approx(0.2)
    assert sum(line.share for line in found.budgets[0]) == pytest.approx(found.covariance[0, 0])
    assert found.worst_case.sum() == pytest.approx(1.0)
    (point,) = found.power([20.0])
    assert point.guaranteed == found.guaranteed(20.0) <= point.bound


def test_evaluate_wants_one_run() -> None:
    """Many runs are for simulation."""
    with pytest.raises(Misuse, match="evaluate takes the amounts of one run"):
        evaluate([flow("in", X, np.ones((2, 3)), relative(0.01, 0.0), Unit.KG)])
