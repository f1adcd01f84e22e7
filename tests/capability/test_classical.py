"""The classical model against an independent program, formulas by hand, and its properties."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from servanda.capability.classical import Panel, Scale, SeedQuestion, calibration, hit_counts, scores
from servanda.capability.classical_combine import Weighting, combine
from servanda.capability.classical_forecast import FORECASTERS, Series, forecast, last_growth, linear_trend, persistence
from servanda.core.finding import Misuse

ORACLE: dict[str, Any] = json.loads((Path(__file__).parent / "classical_oracle.json").read_text())
BINS = np.array([0.05, 0.45, 0.45, 0.05])
COMBINATIONS = {
    "equal": (Weighting.EQUAL, 0.0),
    "global best": (Weighting.GLOBAL, None),
    "item best": (Weighting.ITEM, None),
    "global all": (Weighting.GLOBAL, 0.0),
    "item all": (Weighting.ITEM, 0.0),
}


def panel(scale: str, seeds: int = 12) -> Panel:
    """The invented panel of four with so many seeds and one question of interest."""
    keep = [*range(seeds), 12]
    questions = [SeedQuestion(f"q{n}", None if n == 12 else ORACLE["answers"][n], Scale(scale)) for n in keep]
    return Panel(tuple("ABCD"), tuple(questions), np.asarray(ORACLE["quantiles"])[:, keep])


@pytest.mark.parametrize("scale", ["uniform", "log"])
def test_scores_are_those_of_an_independent_program(scale: str) -> None:
    """Hits, calibration and information of each expert, to twelve digits."""
    found = scores(panel(scale))
    for place, expected in enumerate(ORACLE["results"][scale]["experts"]):
        assert found.hits[place].tolist() == expected["hits"]
        assert found.calibration[place] == pytest.approx(expected["calibration"], rel=1e-10)
        assert found.information[place] == pytest.approx(expected["information"], rel=1e-12)


@pytest.mark.parametrize("scale", ["uniform", "log"])
@pytest.mark.parametrize("name", COMBINATIONS)
def test_combinations_are_those_of_an_independent_program(scale: str, name: str) -> None:
    """Equal, global and item weights, without cut-off and with the best one: cut-off, scores and quantiles."""
    found = combine(panel(scale), *COMBINATIONS[name])
    expected = ORACLE["results"][scale]["combinations"][name]
    assert found.cutoff == pytest.approx(expected["cutoff"], rel=1e-10)
    assert found.calibration == pytest.approx(expected["calibration"], rel=1e-10)
    assert found.information == pytest.approx(expected["information"], rel=1e-10)
    assert found.quantiles[0] == pytest.approx(expected["first"], rel=1e-9)
    assert found.quantiles[-1] == pytest.approx(expected["target"], rel=1e-9)


def test_calibration_by_hand() -> None:
    """Ten answers as 1, 4, 4, 1: 2 N I = 20 (0.2 ln 2 + 0.8 ln(8/9)) = 0.888; exactly as stated gives 1."""
    by_hand = 20 * (0.2 * math.log(2) + 0.8 * math.log(8 / 9))
    found = calibration(np.array([[1, 4, 4, 1], [1, 9, 9, 1]]), BINS)
    assert found[0] == pytest.approx(stats.chi2.sf(by_hand, 3), rel=1e-12)
    assert found[1] == pytest.approx(1.0, abs=1e-12)


def test_an_answer_equal_to_a_quantile_belongs_below() -> None:
    """Bins are open to the left: an answer of 5 with the 5 % quantile 5 is a hit of the lowest bin."""
    quantiles = np.array([[[5.0, 10.0, 15.0]] * 4])
    assert hit_counts(quantiles, np.array([5.0, 10.0, 15.0, 15.1])).tolist() == [[1, 1, 1, 1]]


def test_fewer_than_eight_seeds_give_equal_weights_and_say_so() -> None:
    """Seven are too few, eight are enough."""
    found = combine(panel("uniform", seeds=7), Weighting.GLOBAL)
    assert found.weighting is Weighting.EQUAL
    assert found.note == "7 of the 8 seed questions needed for weights by performance: weights are equal"
    assert found.weights == pytest.approx(np.full((4, 8), 0.25))
    assert combine(panel("uniform", seeds=8), Weighting.GLOBAL).note == ""


@settings(max_examples=25, deadline=None)
@given(st.floats(0.1, 10), st.floats(-50, 50))
def test_units_and_origin_do_not_matter_on_the_uniform_scale(factor: float, shift: float) -> None:
    """Scores stay, quantiles of the combination move along."""
    base = panel("uniform")
    moved = Panel(
        base.experts,
        tuple(SeedQuestion(q.name, None if q.answer is None else q.answer * factor + shift) for q in base.questions),
        base.quantiles * factor + shift,
    )
    one, other = combine(base, Weighting.ITEM, 0.0), combine(moved, Weighting.ITEM, 0.0)
    assert other.calibration == pytest.approx(one.calibration, rel=1e-9)
    assert other.information == pytest.approx(one.information, rel=1e-6)
    assert other.quantiles == pytest.approx(one.quantiles * factor + shift, rel=1e-6, abs=1e-6)


def test_a_cut_off_that_nobody_reaches_is_refused() -> None:
    """The message names the highest calibration."""
    with pytest.raises(
        Misuse, match=r"^no expert has a calibration of at least 0.9 \(highest: 0.678\): give a lower cut-off$"
    ):
        combine(panel("uniform"), Weighting.GLOBAL, 0.9)


def test_bad_panels_say_what_to_write() -> None:
    """Quantiles out of order, a missing number, a logarithm of nothing: whole messages."""
    question = SeedQuestion("stock", 5.0)
    with pytest.raises(
        Misuse, match=r"^A on 'stock': quantiles 3, 2, 4 are out of order; write them rising, from low to high$"
    ):
        Panel(("A",), (question,), np.array([[[3.0, 2.0, 4.0]]]))
    with pytest.raises(
        Misuse, match=r"^quantiles of shape \(1, 1, 2\) for 1 experts, 1 questions and 3 probabilities: "
    ):
        Panel(("A",), (question,), np.array([[[3.0, 4.0]]]))
    with pytest.raises(Misuse, match=r"^'stock' has a logarithmic scale and the number -1: choose the uniform scale$"):
        Panel(("A",), (SeedQuestion("stock", 5.0, Scale.LOG),), np.array([[[-1.0, 2.0, 4.0]]]))


def test_mechanical_rules_by_hand() -> None:
    """On 0, 10, 30, 60 at days 0, 10, 20, 30 the next ten days bring nothing, 30 more, or the line's 15 more."""
    days, values = np.array([0.0, 10, 20, 30]), np.array([0.0, 10, 30, 60])
    assert persistence(days, values, 40) == 60
    assert last_growth(days, values, 40) == 90
    assert linear_trend(days, values, 40) == pytest.approx(75)


def test_a_forecast_takes_its_spread_from_its_own_errors() -> None:
    """Persistence on 0, 10, 30, 60 erred by 20 and 30; the spread is their root mean square times Student's t."""
    series = Series(np.array([0.0, 10, 20, 30]), np.array([0.0, 10, 30, 60]), 0.05)
    spread = math.sqrt((20**2 + 30**2) / 2) * stats.t.ppf(0.95, 2)
    assert forecast(persistence, series, 40) == pytest.approx((max(60 - spread, 0), 60, 60 + spread))


@given(st.lists(st.floats(0, 1e4), min_size=4, max_size=8))
def test_forecasts_rise_and_never_fall_below_nothing(values: list[float]) -> None:
    """Whatever the series, the three quantiles are in order and no amount is negative."""
    series = Series(np.arange(len(values), dtype=np.float64), np.asarray(values), 0.05)
    for rule in FORECASTERS.values():
        low, middle, high = forecast(rule, series, float(len(values)))
        assert 0 <= low < middle < high


def test_a_forecast_from_too_little_is_refused() -> None:
    """Three values give no error to learn from."""
    with pytest.raises(Misuse, match=r"^a forecast for day 9 from 3 values up to day 2: give at least 4, all earlier$"):
        forecast(persistence, Series(np.arange(3.0), np.arange(3.0), 0.05), 9)
