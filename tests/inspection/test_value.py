"""The value of information: the published regression, closed forms of the normal model, guards, and what is refused."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import norm

from servanda.core.arrays import FloatArray
from servanda.core.finding import Misuse
from servanda.inspection.value_cells import cells
from servanda.inspection.value_decision import information, perfect_information, prior_choice
from servanda.inspection.value_estimate import Narrowing, Outcome, Scale, narrowing, variance_share
from servanda.inspection.value_visit import (
    Counts,
    Detects,
    Establishes,
    Measures,
    Observation,
    Visit,
    VisitKind,
    known_cells,
    visit_cells,
    visit_data,
)
from tests.inspection.regression_sample import regression

N = 100_000


def normal_model(sigma: float, seed: int = 1) -> tuple[FloatArray, FloatArray]:
    """A standard normal outcome and what a measurement of it with sigma gives."""
    g = np.random.default_rng(seed)
    true = g.standard_normal(N)
    return true, true + sigma * g.standard_normal(N)


def test_the_published_regression_in_decision_form() -> None:
    """Section 6: best prior loss 8.0, EVPI 1.31, EVPPI restart 1.04, stock share 0.05, machines 0.00; tolerance 0.05."""
    found = regression()
    prior = prior_choice(found.losses)
    assert (prior.action, prior.loss.value) == (0, 8.0)
    assert perfect_information(found.losses).saved.value == pytest.approx(1.31, abs=0.05)
    value = {n: information(found.losses, cells([x])) for n, x in found.inputs.items()}
    assert value["d"].saved.value == pytest.approx(1.04, abs=0.05)
    assert value["f"].saved.value == pytest.approx(0.05, abs=0.05)
    assert value["N"].saved.value == pytest.approx(0.00, abs=0.05)
    assert all(value[n].is_nothing for n in "Nsal")
    assert not value["f"].is_nothing
    assert value["d"].changes == pytest.approx(0.136, abs=0.01)


def test_the_published_regression_in_estimation_form() -> None:
    """First-order shares of ln T: restart 0.87, stock share 0.065, machines 0.03, others below 0.005; tolerance 0.02.

    Machines are known within a factor of fourteen, and knowing them exactly decides nothing: wide, and worth nothing.
    """
    found = regression()
    outcome = Outcome("time", found.months, "months", Scale.LOG, threshold=12)
    value = {n: narrowing(outcome, cells([x])) for n, x in found.inputs.items()}
    for name, share in {"d": 0.87, "f": 0.065, "N": 0.03}.items():
        assert value[name].share.value == pytest.approx(share, abs=0.02)
    assert max(value[n].share.value for n in "sal") < 0.005
    assert value["N"].changes == 0
    low, high = np.quantile(found.inputs["N"], (0.05, 0.95))
    assert high / low > 10


@pytest.mark.parametrize("sigma", [0.25, 1.0, 3.0])
def test_a_measurement_of_a_normal_outcome(sigma: float) -> None:
    """Variance removed 1 / (1 + sigma²); the interval shrinks to sqrt(sigma² / (1 + sigma²)); within errors and cells."""
    true, seen = normal_model(sigma)
    found = narrowing(Outcome("x", true, "kg"), cells([seen]))
    left = sigma**2 / (1 + sigma**2)
    assert found.share.value == pytest.approx(1 - left, abs=4 * found.share.standard_error + 0.003)
    assert found.width_now == pytest.approx(2 * 1.6449, abs=0.03)
    assert found.width_after.value == pytest.approx(2 * 1.6449 * math.sqrt(left), abs=0.03)
    assert found.upper_after.value == pytest.approx(1.6449 * math.sqrt(left), abs=0.03)


@pytest.mark.parametrize("sigma", [0.0, 0.5, 2.0])
def test_a_decision_about_a_normal_outcome(sigma: float) -> None:
    """Act costs nothing, waiting costs x: the unit normal loss of the expected value, phi(0) / sqrt(1 + sigma²)."""
    true, seen = normal_model(sigma, seed=2)
    found = information(np.column_stack([np.zeros(N), true]), cells([seen]))
    assert found.saved.value == pytest.approx(norm.pdf(0) / math.sqrt(1 + sigma**2), abs=4 * found.saved.standard_error)


def test_a_conclusion_changes_as_often_as_the_data_fall_beyond_the_line() -> None:
    """ "Below 0.5" is held with 0.69; it is given up when the expected value passes 0.5: 1 - Phi(0.5 sqrt 2) for sigma 1."""
    true, seen = normal_model(1.0)
    found = narrowing(Outcome("x", true, "kg", threshold=0.5), cells([seen]))
    expected = 1 - norm.cdf(0.5 * math.sqrt(2))
    assert found.changes == pytest.approx(expected, abs=0.01)
    assert found.changes_low is not None
    assert found.changes_high is not None
    assert found.changes_low <= expected <= found.changes_high


def test_data_without_a_word_are_worth_nothing() -> None:
    """Independent data: no share, the same width, no loss saved, each within four standard errors."""
    true, _ = normal_model(1.0)
    idle = cells([np.random.default_rng(9).random(N)])
    found = narrowing(Outcome("x", true, "kg", threshold=0.5), idle)
    assert found.share.value == pytest.approx(0, abs=4 * found.share.standard_error)
    assert found.width_reduction == pytest.approx(0, abs=4 * found.width_after.standard_error)
    assert found.upper_reduction == pytest.approx(0, abs=4 * found.upper_after.standard_error)
    assert found.changes == 0
    losses = np.column_stack([np.full(N, 0.1), np.maximum(true, 0)])
    saved = information(losses, idle).saved
    assert saved.value == pytest.approx(0, abs=4 * saved.standard_error + 1e-12)


def test_data_that_widen_an_interval_are_told_so() -> None:
    """A rare wide case: 3 % of the draws are spread a hundred times wider, and data say which. The interval widens."""
    g = np.random.default_rng(4)
    rare = g.random(N) < 0.03
    values = g.standard_normal(N) * np.where(rare, 100.0, 1.0)
    found = narrowing(Outcome("x", values, "kg"), cells([rare.astype(float)]))
    assert found.width_reduction < 0
    assert found.share.value == pytest.approx(0, abs=4 * found.share.standard_error + 1e-3)


OBSERVATIONS: dict[str, Observation] = {
    "measures": Measures("d", 0.3, relative=True),
    "measures sharply": Measures("d", 0.0),
    "detects": Detects("f", 0.9, above=0.3, false_alarm=0.05),
    "counts": Counts("f", 20),
    "establishes": Establishes("f", 1.0),
}


@pytest.mark.parametrize("name", OBSERVATIONS)
@pytest.mark.parametrize("success", [1.0, 0.6])
def test_the_guards(name: str, success: float) -> None:
    """0 <= EVSI <= EVPPI <= EVPI, and the same for shares of variance, within four errors (and what cells hide)."""
    found = regression()
    visit = Visit("v", VisitKind.SITE_VISIT, 2, (OBSERVATIONS[name],), success)
    data, known = visit_cells(visit, found.inputs, 3), known_cells(visit, found.inputs)
    evsi, evppi = information(found.losses, data).saved, information(found.losses, known).saved
    evpi = perfect_information(found.losses).saved
    assert evsi.value >= -4 * evsi.standard_error
    assert evsi.value <= evppi.value + 4 * math.hypot(evsi.standard_error, evppi.standard_error)
    assert evppi.value <= evpi.value
    outcome = Outcome("time", found.months, "months", Scale.LOG)
    share, most = narrowing(outcome, data).share, narrowing(outcome, known).share
    assert -4 * share.standard_error <= share.value
    assert share.value <= most.value + 4 * math.hypot(share.standard_error, most.standard_error) + 1e-3


def test_success_thins_the_value() -> None:
    """A visit that brings data six times in ten removes six tenths of what it would remove."""
    found = regression()
    outcome = Outcome("time", found.months, "months", Scale.LOG)
    sure, chancy = (
        narrowing(outcome, visit_cells(Visit("v", VisitKind.SITE_VISIT, 2, (Measures("d", 0.5),), p), found.inputs, 3)).share
        for p in (1.0, 0.6)
    )  # fmt: skip
    assert chancy.value == pytest.approx(0.6 * sure.value, abs=0.02)


def test_what_is_observed_has_the_stated_errors() -> None:
    """Detection and false alarms at their rates; states wrong as often as said; counts binomial; relative errors relative."""
    g = np.random.default_rng(8)
    share, state, mass = g.random(N), g.integers(0, 3, N).astype(float), g.uniform(10, 20, N)
    alarm = Detects("x", 0.8, above=0.5, false_alarm=0.1).data(share, g)
    assert alarm[share > 0.5].mean() == pytest.approx(0.8, abs=0.01)
    assert alarm[share <= 0.5].mean() == pytest.approx(0.1, abs=0.01)
    seen = Establishes("x", 0.7).data(state, g)
    assert np.mean(seen == state) == pytest.approx(0.7, abs=0.01)
    assert np.bincount(seen[(state == 0) & (seen != 0)].astype(int)).tolist()[1:] == pytest.approx(
        [N * 0.05] * 2, rel=0.05
    )
    found = Counts("x", 10).data(share, g)
    assert (found / 10 - share).std() == pytest.approx(math.sqrt(1 / 6 / 10), rel=0.02)
    assert (Measures("x", 0.1, relative=True).data(mass, g) / mass).std() == pytest.approx(0.1, rel=0.02)


def test_the_same_seed_gives_the_same_data_whatever_else_is_compared() -> None:
    """Data hang on the seed and the name of the visit only."""
    found = regression()
    visit = Visit("v", VisitKind.SAMPLING, 2, (Measures("d", 0.5), Counts("f", 5)))
    once, again = visit_data(visit, found.inputs, 3), visit_data(visit, dict(reversed(found.inputs.items())), 3)
    assert all(np.array_equal(a, b) for a, b in zip(once, again, strict=True))
    assert not np.array_equal(once[0], visit_data(visit, found.inputs, 4)[0])


@given(st.integers(1, 40), st.integers(1, 3), st.integers(2, 60))
@settings(max_examples=25)
def test_cells_part_the_draws(values: int, columns: int, most: int) -> None:
    """Every draw has a cell, no cell is empty, equal data share a cell, and there are no more than asked for (by value: any)."""
    g = np.random.default_rng(values)
    data = [g.integers(0, values + 30, 5000).astype(float) for _ in range(columns)]
    found = cells(data, most)
    assert found.labels.min() == 0
    assert found.sizes.min() >= 1
    assert found.count <= max(2**columns, 2 * most)
    rows = np.column_stack(data)
    _, place = np.unique(rows, axis=0, return_inverse=True)
    first = np.zeros(place.max() + 1, dtype=int)
    first[place.ravel()] = found.labels
    assert np.array_equal(first[place.ravel()], found.labels)


@given(st.floats(-5, 5), st.floats(0.1, 10))
@settings(max_examples=20)
def test_the_unit_of_an_outcome_does_not_matter(shift: float, factor: float) -> None:
    """The share of variance is the same for kg and for pounds above any zero; widths scale."""
    true, seen = normal_model(0.7)
    by = cells([seen[:20_000]])
    plain, other = (narrowing(Outcome("x", v[:20_000], "kg"), by) for v in (true, shift + factor * true))
    assert other.share.value == pytest.approx(plain.share.value, abs=1e-9)
    assert other.width_after.value == pytest.approx(factor * plain.width_after.value, rel=1e-9)


def test_an_outcome_that_never_comes_is_put_at_the_horizon() -> None:
    """Infinite draws need a horizon; their share is told."""
    values = np.where(np.arange(1000) < 30, np.inf, np.linspace(1, 9, 1000))
    found = Outcome("time", values, "days", Scale.LOG, horizon=100.0)
    assert found.beyond == pytest.approx(0.03)
    assert found.scaled.max() == pytest.approx(math.log(100))
    assert found.unscaled(math.log(50)) == pytest.approx(50)


def test_a_constant_outcome_has_nothing_to_remove() -> None:
    """No variance, no share."""
    share = variance_share(np.full(2000, 3.3), cells([np.random.default_rng(1).random(2000)]))
    assert (share.value, share.standard_error) == (0.0, 0.0)


SMALL = cells([np.arange(1000.0)])


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: Outcome("time", np.array([1.0, np.inf]), "days"),
         "time: some draws are infinite; give a horizon at which they are put"),
        (lambda: Outcome("time", np.array([1.0, np.nan]), "days"),
         "time: give a number for each draw; what never happens is infinite, not NaN"),
        (lambda: Outcome("mass", np.array([1.0, 0.0]), "kg", Scale.LOG),
         "mass: some draws are 0 or below and have no logarithm; use the linear scale"),
        (lambda: narrowing(Outcome("x", np.arange(5.0), "kg"), SMALL),
         "1000 draws of data and 5 of x: they are of one sample"),
        (lambda: narrowing(Outcome("x", np.arange(1000.0), "kg"), SMALL, (0.9, 0.1)),
         "an interval from 0.9 to 0.1: give two probabilities between 0 and 1, in order"),
        (lambda: prior_choice([[1.0], [2.0]]),
         "losses of shape (2, 1): give a row for each draw and a column for each of two or more actions"),
        (lambda: prior_choice([[1.0, np.inf], [2.0, 0.0]]),
         "losses: some are infinite or missing; give a finite loss for each draw and action"),
        (lambda: information(np.zeros((5, 2)), SMALL), "1000 draws of data and 5 of losses: they are of the same sample"),
        (lambda: cells([]), "no data: give at least one column of what is observed"),
        (lambda: cells([np.zeros(3), np.zeros(4)]),
         "data of shapes (3,), (4,): give columns of one length, a value a draw"),
        (lambda: Visit("v", VisitKind.SAMPLING, 0, (Counts("f", 1),)), "days v: inspector-days: 0: give numbers above 0"),
        (lambda: Visit("v", VisitKind.SAMPLING, 1, ()), "v: a visit observes something; name at least one input of the sample"),
        (lambda: Measures("f", -1), "f: sigma -1: give a standard deviation of 0 or more"),
        (lambda: visit_data(Visit("v", VisitKind.SAMPLING, 1, (Counts("q", 1),)), {"f": np.zeros(3)}, 1),
         "v observes 'q', which is no input of the sample; inputs are f"),
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_refused(call: object, message: str) -> None:
    """Each message says what to give instead."""
    assert callable(call)
    with pytest.raises(Misuse) as refused:
        call()
    if not message.startswith("days v"):
        assert str(refused.value) == message


def test_the_narrowing_tells_whether_it_is_chance() -> None:
    """A share below two errors is nothing."""
    true, seen = normal_model(1.0)
    found: Narrowing = narrowing(Outcome("x", true, "kg"), cells([seen]))
    assert not found.is_nothing
