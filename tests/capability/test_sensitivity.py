"""What carries an answer: closed forms, a published regression, and an oracle for each estimator."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
import pytest

from servanda.capability.sensitivity import Swing, first_order, log_days, pawn, shares, sobol, tornado
from servanda.core.arrays import FloatArray
from servanda.core.distribution import Fixed, LogNormal, Uniform, discrete
from servanda.core.finding import Misuse
from servanda.core.sample import quantiles
from servanda.core.uncertain import Input, draw_inputs
from servanda.core.unit import Unit
from tests.capability.regression import INPUTS, drawn, months

PI = [
    Input(name, Uniform(-math.pi, math.pi), Unit.FRACTION, "test", group="pair" if name != "a" else "")
    for name in "abc"
]


def ishigami(v: Mapping[str, FloatArray]) -> FloatArray:
    """sin a + 7 sin^2 b + 0.1 c^4 sin a (T. Ishigami and T. Homma, 1990)."""
    return np.asarray(np.sin(v["a"]) + 7 * np.sin(v["b"]) ** 2 + 0.1 * v["c"] ** 4 * np.sin(v["a"]))


def test_the_published_regression() -> None:
    """Quantiles 2.8/4.7/6.8/10.0/18.0 months; P(T<6) 0.41, P(T<12) 0.84, P(60 % route) 0.97; indices d 0.87, f 0.065, N 0.03."""
    values = drawn()
    time, high = months(values)
    assert [q.value for q in quantiles(time)] == pytest.approx([2.8, 4.7, 6.8, 10.0, 18.0], rel=0.02)
    assert [np.mean(time < 6), np.mean(time < 12), np.mean(high)] == pytest.approx([0.41, 0.84, 0.97], abs=0.01)
    found = {s.name: s for s in shares(values, np.log(time))}
    assert [found[n].first for n in ("d", "f", "N")] == pytest.approx([0.87, 0.065, 0.03], abs=0.02)
    assert max(found[n].first for n in ("s", "a", "l")) < 0.005
    assert next(iter(found)) == "d"


def test_new_evaluations_agree_with_the_one_sample() -> None:
    """First-order shares by pick-freeze are those from bins of one sample; totals are no smaller."""
    found = {s.name: s for s in sobol(lambda v: np.log(months(v)[0]), INPUTS, draws=8192, seed=1)}
    values = drawn()
    time = np.log(months(values)[0])
    for name, share in found.items():
        assert share.first == pytest.approx(first_order(values[name], time), abs=0.03)
        assert share.total is not None
        assert share.total >= share.first - 0.02


def test_ishigami_has_its_known_shares() -> None:
    """First 0.3139, 0.4424, 0; total 0.5576, 0.4424, 0.2437 (closed form with a = 7, b = 0.1)."""
    found = {s.name: s for s in sobol(ishigami, PI, draws=2**15, seed=3)}
    assert [found[n].first for n in "abc"] == pytest.approx([0.3139, 0.4424, 0.0], abs=0.02)
    assert [found[n].total for n in "abc"] == pytest.approx([0.5576, 0.4424, 0.2437], abs=0.02)
    values = draw_inputs(PI, np.random.default_rng(4), 100_000)
    one = {s.name: s for s in shares(values, ishigami(values))}
    assert [one[n].first for n in "abc"] == pytest.approx([0.3139, 0.4424, 0.0], abs=0.01)
    shift = one["c"].shift
    assert shift is not None
    assert shift > 3 * one["c"].noise


def test_inputs_of_one_group_are_swapped_together() -> None:
    """b and c as one group carry what is not carried by a alone: total 0.686 = 1 - 0.3139."""
    found = {s.name: s for s in sobol(ishigami, PI, draws=2**15, seed=5, by_group=True)}
    assert set(found) == {"a", "pair"}
    assert found["pair"].total == pytest.approx(1 - 0.3139, abs=0.02)
    assert found["pair"].first == pytest.approx(1 - 0.5576, abs=0.02)


def test_nothing_carries_a_constant() -> None:
    """An answer that never varies has no shares; an unrelated input stays at the noise."""
    values = draw_inputs(PI, np.random.default_rng(6), 20_000)
    assert all(s.first == 0.0 for s in shares(values, np.ones(20_000)))
    assert all((s.first, s.total) == (0.0, 0.0) for s in sobol(lambda v: np.ones(1), PI, draws=64))
    assert first_order(values["b"], values["a"]) < 0.002


def test_the_shift_is_the_kolmogorov_smirnov_distance() -> None:
    """For an input of two values the shift is the largest distance of the distributions, here by hand: 0.25 and 0.75 of 1."""
    x = np.repeat([0.0, 1.0], [750, 250])
    y = np.where(x == 0.0, np.linspace(0, 1, 1000), np.linspace(2, 3, 1000))
    assert pawn(x, y) == pytest.approx(0.75, abs=0.01)


def test_an_atom_does_not_hide_an_input() -> None:
    """Where most times never come, the input that decides whether they do still shows."""
    rng = np.random.default_rng(8)
    state, other = rng.choice([0.0, 1.0], 20_000, p=[0.9, 0.1]), rng.random(20_000)
    days = np.where(state == 0.0, math.inf, 10 + other)
    found = {s.name: s for s in shares({"state": state, "other": other}, log_days(days))}
    assert found["state"].first > 0.99
    assert (found["state"].shift or 0) > 0.85
    assert first_order(other, log_days(days)) < 0.01


def test_a_tornado_moves_one_input_at_a_time() -> None:
    """Ends are quantiles, of a state its values; the widest comes first, one that never ends before all."""
    inputs = [
        Input("x", LogNormal(10, 0.5), Unit.DAYS, "test"),
        Input("state", discrete({0: 0.01, 1: 0.98, 2: 0.01}), Unit.COUNT, "test"),
        Input("fixed", Fixed(3), Unit.DAYS, "test"),
        Input("y", Uniform(1, 2), Unit.DAYS, "test"),
    ]

    def days(v: Mapping[str, FloatArray]) -> FloatArray:
        return np.where(v["state"] == 2, math.inf, v["x"] + v["y"] + v["fixed"])

    first, second, third = tornado(days, inputs)
    assert (first.name, first.at_low, first.at_high, first.answer_high, first.width) == (
        "state",
        0,
        2,
        math.inf,
        math.inf,
    )
    assert (second.name, third.name) == ("x", "y")
    assert [third.answer_low, third.answer_high, third.answer_median] == pytest.approx([14.05, 14.95, 14.5])
    assert Swing("z", 0, 1, math.inf, math.inf, 1.0).width == 0.0
    assert tornado(days, [inputs[2]]) == ()


def test_what_cannot_be_asked_is_refused() -> None:
    """Infinite answers and probabilities out of order are refused with words."""
    with pytest.raises(Misuse) as refused:
        first_order(np.arange(4.0), np.array([1, 2, 3, math.inf]))
    assert str(refused.value) == "an answer is infinite or not a number: take log_days, which cuts times at a horizon"
    with pytest.raises(Misuse) as refused:
        tornado(lambda v: v["a"], PI, 0.9, 0.1)
    assert str(refused.value) == "tornado from 0.9 to 0.1: give two probabilities between 0 and 1, the lower first"
