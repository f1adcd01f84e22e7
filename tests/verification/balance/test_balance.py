"""One balance: its sigma, what sigma is made of, and what that says."""

from __future__ import annotations

import math
from collections.abc import Callable
from decimal import Decimal

import numpy as np
import pandas as pd
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import ArrayLike

from servanda.core.arrays import FloatArray
from servanda.core.finding import Misuse
from servanda.core.names import Mark
from servanda.core.unit import Unit
from servanda.verification.assumptions import ErrorAssumption
from servanda.verification.balance import MaterialBalance, Verdict, goal_comparison, material_balance, muf_test
from servanda.verification.budget import budget, by_key, by_level, by_term
from servanda.verification.covariance import covariance_of_balances
from servanda.verification.errors import (
    EXACT,
    ErrorModel,
    Level,
    Origin,
    ValueSource,
    additive,
    mixed,
    multiplicative,
    product,
    three_level,
)
from servanda.verification.expected_accuracy import expected_accuracies, expected_accuracy
from servanda.verification.sampling import SamplingScheme, stratum_sigma
from servanda.verification.sign import SignConvention, StatedMuf, stated_muf
from servanda.verification.simulate import simulate
from servanda.verification.structure import assemble
from servanda.verification.terms import Role, Stratum, flow, stratum

USER = ValueSource(Origin.USER, "a test")
X, Y, PB, PE = Role.INCREASE, Role.DECREASE, Role.BEGINNING_INVENTORY, Role.ENDING_INVENTORY

masses = st.lists(st.floats(0.1, 1000), min_size=1, max_size=6)
small = st.floats(0, 0.05)


@st.composite
def balances(draw: st.DrawFn) -> list[Stratum]:
    """Strata of every role with own and shared keys, relative and absolute errors."""
    strata = []
    for number, role in enumerate(draw(st.lists(st.sampled_from(list(Role)), min_size=1, max_size=6))):
        key = draw(st.sampled_from(["", "scale", "laboratory"]))
        model = mixed(
            three_level(draw(small), draw(small), draw(small), source=USER, key=key),
            additive(draw(st.floats(0, 2)), draw(st.floats(0, 2)), source=USER, key=key),
        )
        calibration = draw(st.sampled_from(["", "spring"]))
        strata.append(stratum(f"s{number}", role, draw(masses), model, Unit.KG_U, calibration=calibration))
    return strata


def relative(random: float, systematic: float, key: str = "") -> ErrorModel:
    """A multiplicative model."""
    return multiplicative(random, systematic, source=USER, key=key)


def dense_variance(strata: list[Stratum]) -> float:
    """J V J^T with V written out entry by entry, from the definition of the model."""
    items = [(s, float(m)) for s in strata for m in s.amounts]
    v: FloatArray = np.zeros((len(items), len(items)))
    for i, (s, x) in enumerate(items):
        for j, (t, y) in enumerate(items):
            v[i, j] = shared(s, t, x, y)
            if i == j:
                v[i, j] += (s.errors.random_relative * x) ** 2 + s.errors.random_absolute**2
    signs = np.array([float(s.role.sign) for s, _ in items])
    return float(signs @ v @ signs)


def shared(s: Stratum, t: Stratum, x: float, y: float) -> float:
    """Covariance of two values by the systematic errors that both have."""
    total = 0.0
    for a in s.errors.systematic:
        for b in t.errors.systematic:
            same_key = (a.key or s.name) == (b.key or t.name) and a.level is b.level
            if same_key and (a.level is Level.LONG_TERM or s.calibration == t.calibration):
                total += a.relative * x * b.relative * y + a.absolute * b.absolute
    return total


def closed(*strata: Stratum) -> MaterialBalance:
    """A balance of strata."""
    return material_balance(strata)


def test_muf_is_book_less_physical_inventory() -> None:
    """MUF = PB + X - Y - PE, positive when material is apparently lost (INFCIRC/153 para 98)."""
    parts: list[tuple[Role, list[float]]] = [(PB, [100]), (X, [50.0, 2.5]), (Y, [30]), (PE, [120])]
    balance = material_balance([stratum(role.value, role, amount, EXACT, Unit.KG) for role, amount in parts])
    assert (balance.book_inventory, balance.ending_inventory, balance.muf) == (122.5, 120.0, 2.5)


def test_items_of_one_calibration_add_random_errors_in_quadrature_and_systematic_ones_in_full() -> None:
    """100 items of 2 kg at 0.5 % random and 0.3 % systematic have sigma 0.608276 kg."""
    balance = closed(stratum("a", X, [2.0] * 100, relative(0.005, 0.003), Unit.KG))
    assert balance.sigma == pytest.approx(0.608276, abs=1e-6)
    assert (balance.sigma_random, balance.sigma_systematic, balance.sigma) == pytest.approx(
        stratum_sigma(100, 2.0, 0.005, 0.003)
    )


def test_one_calibration_on_both_sides_acts_on_the_difference_only() -> None:
    """500 in and 480 out under one calibration: 0.694 kg, not 1.550 kg."""
    strata = [stratum("in", X, 500, relative(0.001, 0.002, "k"), Unit.KG)]
    strata.append(stratum("out", Y, 480, relative(0.001, 0.002, "k"), Unit.KG))
    balance = material_balance(strata)
    assert balance.sigma == pytest.approx(0.69426, abs=1e-5)
    assert math.sqrt(sum(line.alone for line in balance.budget)) == pytest.approx(1.54984, abs=1e-5)
    assert by_key(balance.budget) == {"k": pytest.approx(0.002**2 * 20**2)}


@given(balances())
def test_sigma_is_that_of_the_full_matrix(strata: list[Stratum]) -> None:
    """Combining loadings by key gives the same as V written out entry by entry."""
    assert material_balance(strata).sigma ** 2 == pytest.approx(dense_variance(strata), rel=1e-9, abs=1e-12)


@given(balances())
def test_the_budget_adds_up_to_the_variance(strata: list[Stratum]) -> None:
    """By line, by level and by term, the parts are the whole."""
    balance = material_balance(strata)
    for parts in (by_level(balance.budget), by_term(balance.budget)):
        assert sum(parts.values()) == pytest.approx(balance.sigma**2, rel=1e-9, abs=1e-12)


@given(balances(), st.randoms())
def test_the_order_of_strata_does_not_matter(strata: list[Stratum], random: object) -> None:
    """A balance is a sum."""
    other = list(strata)
    getattr(random, "shuffle")(other)  # noqa: B009  # hypothesis hands its random generator out untyped
    first, second = material_balance(strata), material_balance(other)
    assert (first.muf, first.sigma) == pytest.approx((second.muf, second.sigma))


@given(st.floats(0.001, 1000), masses, masses, small, small)
def test_masses_in_another_unit_scale_muf_and_sigma(
    scale: float, ins: list[float], outs: list[float], random: float, systematic: float
) -> None:
    """Relative errors scale with the masses."""
    one, other = (
        closed(
            stratum("in", X, s * np.array(ins), relative(random, systematic, "k"), Unit.KG),
            stratum("out", Y, s * np.array(outs), relative(random, systematic, "k"), Unit.KG),
        )
        for s in (1.0, scale)
    )
    assert other.muf == pytest.approx(scale * one.muf, rel=1e-9, abs=1e-9 * scale)
    assert other.sigma == pytest.approx(scale * one.sigma, rel=1e-9)


def test_an_item_under_one_measurement_in_both_inventories_cancels() -> None:
    """What was not measured again adds no error, random or systematic; a second measurement does."""
    model = relative(0.01, 0.005)
    before = stratum("before", PB, [10.0, 20.0], model, Unit.KG, measurement_ids=["a", "b"])
    kept = stratum("after", PE, [10.0], relative(0.01, 0.005, "before"), Unit.KG, measurement_ids=["a"])
    again = stratum("after", PE, [10.0], relative(0.01, 0.005, "before"), Unit.KG)
    assert closed(before, kept).sigma == pytest.approx(20 * math.hypot(0.01, 0.005))
    assert closed(before, again).sigma_random == pytest.approx(0.01 * math.sqrt(600))


def test_a_product_keeps_the_key_of_each_factor() -> None:
    """Weight by one scale for all, concentration by a laboratory of each: only the scale is shared."""
    weight = relative(0.0005, 0.0005, "scale")
    model = [product(weight=weight, concentration=relative(0.001, 0.001, lab)) for lab in ("a", "b")]
    balance = closed(stratum("in", X, 100, model[0], Unit.KG_U), stratum("out", Y, 100, model[1], Unit.KG_U))
    assert balance.sigma_systematic == pytest.approx(0.1 * math.sqrt(2))
    assert set(by_key(balance.budget)) == {"scale, weight", "a, concentration", "b, concentration"}
    assert by_key(balance.budget)["scale, weight"] == pytest.approx(0.0, abs=1e-15)


def test_an_absolute_error_has_no_place_in_a_product() -> None:
    """Kilograms of a concentration mean nothing."""
    with pytest.raises(Misuse, match="the factor 'weight' has an absolute error; turn it into a relative one"):
        product(weight=additive(0.1, 0.0, source=USER))


def test_a_long_term_error_outlasts_calibrations_and_a_short_term_error_does_not() -> None:
    """Two calibrations share only what the method has."""
    model = three_level(0.002, 0.003, 0.0, source=USER, key="k")
    strata = [stratum("in", X, 100, model, Unit.KG, calibration="1"), stratum("out", Y, 100, model, Unit.KG)]
    assert material_balance(strata).sigma == pytest.approx(100 * 0.003 * math.sqrt(2))


def test_holdup_is_a_stratum_with_an_error_of_its_own() -> None:
    """0.5 kg of holdup known to 0.2 kg adds 0.2 kg in quadrature, whatever its amount."""
    main = stratum("in", X, 100, relative(0.001, 0.0), Unit.KG)
    holdup = stratum("holdup", PE, 0.5, additive(0.2, 0.0, source=USER), Unit.KG)
    assert closed(main, holdup).sigma == pytest.approx(math.hypot(0.1, 0.2))


def test_sampling_and_analysis_of_batches_shrink_only_their_own_part() -> None:
    """dw²/N + dp²/(B r) + dt²/(B r m)."""
    scheme = SamplingScheme(items=100, batches=5, samples_per_batch=2, analyses_per_sample=3)
    expected = math.sqrt(0.001**2 / 100 + 0.003**2 / 10 + 0.002**2 / 30)
    assert scheme.relative_random(0.001, 0.003, 0.002) == pytest.approx(expected)
    with pytest.raises(Misuse, match="has a number below 1"):
        SamplingScheme(items=0).relative_random(0.001)


def test_without_error_a_difference_is_an_accounting_question() -> None:
    """Sigma is zero, no p-value is made up, and the verdict says what it is."""
    one, other = (closed(stratum("in", X, x, EXACT, Unit.KG), stratum("out", Y, 10, EXACT, Unit.KG)) for x in (10, 11))
    assert (one.sigma, one.test.verdict) == (0.0, Verdict.WITHIN)
    assert (other.muf, other.sigma, other.test.verdict) == (1.0, 0.0, Verdict.WITHOUT_ERROR)
    assert math.isnan(other.test.p_value)


@pytest.mark.parametrize(
    ("muf", "two_sided", "verdict"),
    [(1.6, False, Verdict.WITHIN), (1.7, False, Verdict.LOSS), (1.7, True, Verdict.WITHIN),
     (-1.9, False, Verdict.WITHIN), (-9, False, Verdict.GAIN), (-2, True, Verdict.GAIN)],
)  # fmt: skip
def test_one_sided_tests_look_for_loss_and_two_sided_ones_for_gain_too(
    muf: float, two_sided: bool, verdict: Verdict
) -> None:
    """Critical values are 1.645 and 1.960 sigma at 5 %."""
    assert muf_test(muf, 1.0, 0.05, two_sided=two_sided).verdict is verdict


@pytest.mark.parametrize(
    "call",
    [
        lambda: muf_test(math.nan, 1.0, 0.05), lambda: muf_test(math.inf, 1.0, 0.05), lambda: muf_test(1.0, -1.0, 0.05),
        lambda: muf_test(1.0, math.nan, 0.05), lambda: muf_test(1.0, math.inf, 0.05), lambda: muf_test(1.0, 1.0, 0.0),
        lambda: goal_comparison(8.0, math.nan, 0.05, 0.05), lambda: goal_comparison(8.0, -1.0, 0.05, 0.05),
        lambda: goal_comparison(8.0, 1.0, 1.0, 0.05), lambda: goal_comparison(8.0, 1.0, 0.05, math.nan),
        lambda: goal_comparison(math.inf, 1.0, 0.05, 0.05), lambda: goal_comparison(8.0, 1.0, 0.5, 0.5),
    ],
)  # fmt: skip
def test_figures_that_are_none_are_misuse(call: Callable[[], object]) -> None:
    """NaN, infinite and negative sigmas and probabilities outside 0 to 1 are refused with what to give."""
    with pytest.raises(Misuse, match="give"):
        call()


@pytest.mark.parametrize("role", [X, Y])
def test_a_flow_of_many_measurements_has_the_variance_of_a_stratum_of_as_many_items(role: Role) -> None:
    """Absolute errors: the random one counts sqrt(m) times, the systematic one m times, in sigma, budget and simulation."""
    model, m = additive(0.2, 0.1, source=USER), 24
    alone = closed(stratum("a", role, [5.0] * m, model, Unit.KG))
    one = flow("a", role, [5.0 * m], model, Unit.KG, measurements=[m])
    structure, x = assemble([one])
    assert float(covariance_of_balances(structure, x)[0, 0]) == pytest.approx(alone.sigma**2)
    assert alone.sigma**2 == pytest.approx(m * 0.2**2 + (m * 0.1) ** 2)
    assert sum(line.share for line in budget(structure, x)) == pytest.approx(alone.sigma**2)
    assert float(np.std(simulate([one], 20_000, 1).muf)) == pytest.approx(alone.sigma, rel=0.03)


def test_an_interval_null_moves_the_critical_value_by_its_end() -> None:
    """A MUF that holdup of up to 3 kg may explain is no loss before 3 kg + 1.645 sigma."""
    test = muf_test(4.0, 1.0, 0.05, null=(-1.0, 3.0))
    assert test.critical_high == pytest.approx(3 + 1.6448536)
    assert test.p_value == pytest.approx(0.1586553)
    with pytest.raises(Misuse, match="the null interval runs from 3 to -1 kg; give its lower end first"):
        muf_test(0.0, 1.0, 0.05, null=(3.0, -1.0))


@given(st.floats(0, 10), st.floats(0, 10), st.floats(0.01, 5), st.floats(0.01, 5))
def test_detection_rises_with_the_goal_and_falls_with_sigma(g: float, more: float, sigma: float, wider: float) -> None:
    """A larger loss or a sharper balance is never harder to see."""
    low = goal_comparison(g + 0.1, sigma, 0.05, 0.05).detection
    assert goal_comparison(g + 0.1 + more, sigma, 0.05, 0.05).detection >= low
    assert goal_comparison(g + 0.1, sigma + wider, 0.05, 0.05).detection <= low


def test_the_goal_needs_sigma_of_a_third() -> None:
    """8 kg Pu at 5 % / 5 %: sigma up to 2.43 kg; at that sigma it is found with 95 %."""
    comparison = goal_comparison(8.0, 8 / 3.2897072539, 0.05, 0.05)
    assert (comparison.largest_sigma, comparison.detection) == pytest.approx((2.4318, 0.95), abs=1e-4)


def test_sigma_is_held_against_the_expected_accuracy() -> None:
    """1 % of the larger of throughput and inventory for plutonium reprocessing; the table is recalled and says so."""
    expected = expected_accuracy("plutonium reprocessing")
    strata = [stratum("in", X, 8000, relative(0.0, 0.005), Unit.KG), stratum("out", Y, 7900, EXACT, Unit.KG)]
    accuracy = material_balance(strata, expected=expected).accuracy
    assert accuracy is not None
    assert (accuracy.expected_sigma, accuracy.ratio) == pytest.approx((80.0, 0.5))
    assert {row.mark for row in expected_accuracies()} == {Mark.RECALLED}
    assert expected.words == "plutonium reprocessing, delta_E 0.01 (IAEA Safeguards Glossary 2001, Table III, recalled)"
    with pytest.raises(Misuse, match="no expected accuracy for 'brewery'; known are uranium enrichment,"):
        expected_accuracy("brewery")


def test_assumptions_say_whose_errors_were_used_and_what_was_chosen() -> None:
    """Each part of the error is listed with its source; so are alpha, beta, horizon and sides."""
    model = multiplicative(0.001, 0.002, source=ValueSource(Origin.FACILITY, "calibration report 7"), key="scale")
    assumptions = material_balance([stratum("in", X, 1, model, Unit.KG_U)], alpha=0.01, two_sided=True).assumptions
    told = "facility: calibration report 7"
    assert assumptions.errors == (
        ErrorAssumption("in", Level.RANDOM, 0.001, 0.0, "", "", told),
        ErrorAssumption("in", Level.SHORT_TERM, 0.002, 0.0, "scale", "", told),
    )
    assert (assumptions.alpha, assumptions.beta, assumptions.horizon, assumptions.sides) == (0.01, 0.05, 1, "two-sided")


@pytest.mark.parametrize("column", [pl.Series, pd.Series, np.array, list])
def test_columns_of_data_frames_are_taken(column: type) -> None:
    """polars, pandas, numpy and lists are the same masses."""
    assert closed(stratum("in", X, column([1.5, 2.5]), EXACT, Unit.KG)).muf == 4.0


def test_decimals_as_reported_are_taken() -> None:
    """Book figures are decimals; statistics begin here."""
    masses: ArrayLike = np.array([Decimal("1.5"), Decimal("2.25")])
    assert closed(stratum("in", X, masses, EXACT, Unit.KG)).muf == 3.75


def test_limits_of_accuracy_surround_muf() -> None:
    """A 95 % interval is MUF plus and minus 1.96 sigma."""
    low, high = closed(stratum("in", X, 100, relative(0.01, 0.0), Unit.KG)).interval()
    assert (low, high) == pytest.approx((100 - 1.959964, 100 + 1.959964))


def test_the_sign_is_stored_with_the_value() -> None:
    """The same difference is +2 as a loss and -2 as physical minus book; converted, both are a loss of 2."""
    uk = stated_muf(100.0, 98.0, SignConvention.UK_HSE)
    assert uk == StatedMuf(-2.0, SignConvention.UK_HSE)
    assert uk.muf == stated_muf(100.0, 98.0, SignConvention.IAEA).muf == 2.0
    assert uk.convention.words == "physical minus book, positive is an apparent gain"
