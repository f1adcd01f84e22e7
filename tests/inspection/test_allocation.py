"""A budget over strata and over facilities: exact after rounding, and what chance adds."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from servanda.core.finding import Misuse
from servanda.inspection.allocation import allocate, allocate_within
from servanda.inspection.allocation_facilities import Facility, allocate_days, concave_envelope, shape_of
from servanda.verification.detection import non_detection_probability
from servanda.verification.game import solve
from servanda.verification.strata_plan import Stratum

THREE = (Stratum("drums", 200, 1), Stratum("cans", 50, 4), Stratum("cylinders", 20, 10))


def worst_by_brute_force(strata: tuple[Stratum, ...], sizes: tuple[int, ...], goal: float) -> float:
    """Largest non-detection over every split of at least the goal between two strata."""
    (a, b), (n, m) = strata, sizes
    first, second = np.arange(a.items + 1)[:, None], np.arange(b.items + 1)[None, :]
    missed = non_detection_probability(a.items, first, n) * non_detection_probability(b.items, second, m)
    return float(missed[first * a.item_kg + second * b.item_kg >= goal].max())


def test_the_saddle_rounded_up_and_judged_again() -> None:
    """P-ST-1: 7.84, 7.71 and 7.35 samples become eight each and cost 64; whole items find a little more, 0.659 for 0.619."""
    found = allocate(THREE, (1, 2, 5), 25, 60)
    assert [s.n for s in found.plan] == [8, 8, 8]
    assert found.effort == 64
    assert found.saddle.detection == pytest.approx(0.619388, abs=1e-6)
    assert found.detection == pytest.approx(0.659250, abs=1e-6)
    assert found.shadow_price == pytest.approx(0.0160996 * (1 - 0.619388), abs=1e-6)


def test_two_strata_rounded_up() -> None:
    """P-ST-2: 13.3 and 26.7 samples become 14 and 27; the worst of all splits is found by brute force."""
    strata = (Stratum("a", 100, 1), Stratum("b", 100, 2))
    found = allocate(strata, (1, 1), 8, 40)
    assert [s.n for s in found.plan] == [14, 27]
    assert found.detection == pytest.approx(1 - worst_by_brute_force(strata, (14, 27), 8), abs=1e-9)


def test_within_the_budget() -> None:
    """Never above the budget, and the guarantee is that of every split."""
    found = allocate_within(THREE, (1, 2, 5), 25, 60)
    assert found.effort <= 60
    small = (Stratum("a", 12, 1), Stratum("b", 8, 2))
    plan = allocate_within(small, (1, 1.5), 5, 9)
    sizes = (plan.plan[0].n, plan.plan[1].n)
    assert plan.effort == pytest.approx(sizes[0] + 1.5 * sizes[1])
    assert plan.detection == pytest.approx(1 - worst_by_brute_force(small, sizes, 5), abs=1e-9)


@given(budget=st.floats(5, 150), more=st.floats(0, 40))
@settings(max_examples=20)
def test_the_price_is_the_slope_of_the_theorem(budget: float, more: float) -> None:
    """Detection by the theorem is concave in the budget: the price is above the next step, and falls."""
    now, then = (allocate(THREE, (1, 2, 5), 25, b) for b in (budget, budget + more))
    assert then.saddle.detection <= now.saddle.detection + more * now.shadow_price + 1e-12
    assert then.shadow_price <= now.shadow_price + 1e-15


def test_recognition_below_one_is_not_in_the_theorem() -> None:
    """The message names the other way."""
    with pytest.raises(Misuse) as refused:
        allocate((Stratum("a", 10, 1, 0.5), Stratum("b", 10, 1)), (1, 1), 5, 9)
    assert str(refused.value) == (
        "the theorem knows no recognition below 1: plan with plan_strata and strengthened instead"
    )


def curve(name: str, values: np.ndarray[tuple[int], np.dtype[np.float64]], weight: float = 1.0) -> Facility:
    """A facility from an array."""
    return Facility(name, tuple(values.tolist()), weight)


DAYS = np.arange(13)
CONCAVE = 1 - np.exp(-0.2 * DAYS)
CONVEX = (DAYS / 12.0) ** 3


def test_concave_detection_is_spread() -> None:
    """Avenhaus and Kilgour: three like facilities get a third each, and chance adds nothing."""
    found = allocate_days([curve(n, CONCAVE) for n in "abc"], 12)
    assert found.fixed_days == (4, 4, 4)
    assert found.guaranteed == pytest.approx(float(CONCAVE[4])) == pytest.approx(found.fixed)
    assert (found.shape, found.rule) == ("concave in effort", "spread effort deterministically")


def test_convex_detection_is_concentrated_on_one_at_random() -> None:
    """All twelve days at one of three, each with probability one third: a third of certain detection."""
    found = allocate_days([curve(n, CONVEX) for n in "abc"], 12)
    assert found.guaranteed == pytest.approx(1 / 3)
    assert found.fixed == pytest.approx((4 / 12) ** 3)
    assert sorted(days for _, days in found.plans) == [(0, 0, 12), (0, 12, 0), (12, 0, 0)]
    assert (found.shape, found.rule) == ("convex in effort", "concentrate on one inspectee chosen at random")
    assert found.text() == (
        "12 inspector-days over 3 facilities guarantee detection 0.333 (0.037 without chance); convex in effort: concentrate "
        "on one inspectee chosen at random. Plans to draw from: 0.333: 12, 0, 0 days; 0.333: 0, 12, 0 days; 0.333: 0, 0, 12 "
        "days. One day more: +0.0002"
    )  # fmt: skip


CURVES = st.lists(st.integers(0, 1000), min_size=5, max_size=5).map(lambda v: tuple(n / 1000 for n in sorted(v)))


@given(st.lists(CURVES, min_size=2, max_size=3), st.integers(0, 4))
@settings(max_examples=40)
def test_the_game_over_all_plans(curves: list[tuple[float, ...]], budget: int) -> None:
    """Column generation gives what the whole matrix of plans gives; chance never hurts; a budget on average is a bound."""
    facilities = [Facility(str(n), values) for n, values in enumerate(curves)]
    found = allocate_days(facilities, budget)
    plans = [p for p in product(range(budget + 1), repeat=len(curves)) if sum(p) <= budget]
    payoff = -np.array([[values[n[i]] for n in plans] for i, values in enumerate(curves)])
    pure = max(min(values[n[i]] for i, values in enumerate(curves)) for n in plans)
    assert found.guaranteed == pytest.approx(-solve(payoff).value, abs=1e-6)
    assert found.fixed == pytest.approx(pure, abs=1e-9)
    assert found.fixed - 1e-6 <= found.guaranteed <= found.on_average + 1e-6
    assert all(sum(days) <= budget for _, days in found.plans)
    assert sum(found.fixed_days) <= budget
    assert sum(p for p, _ in found.plans) == pytest.approx(1)


@given(st.lists(CURVES, min_size=1, max_size=3), st.integers(0, 3))
@settings(max_examples=25)
def test_a_day_more_is_never_worse(curves: list[tuple[float, ...]], budget: int) -> None:
    """The shadow price is the difference to the next budget, and not negative."""
    facilities = [Facility(str(n), values) for n, values in enumerate(curves)]
    now, then = (allocate_days(facilities, b) for b in (budget, budget + 1))
    assert now.shadow_price == pytest.approx(max(0.0, then.guaranteed - now.guaranteed), abs=1e-9)
    assert then.guaranteed >= now.guaranteed - 1e-6


def test_the_price_of_the_bound_for_one_facility() -> None:
    """The slope of the envelope at the budget, to the right of it where it bends there."""
    found = allocate_days([curve("a", CONCAVE)], 3)
    assert float(CONCAVE[4] - CONCAVE[3]) - 1e-9 <= found.average_price <= float(CONCAVE[3] - CONCAVE[2]) + 1e-9


@given(st.lists(st.floats(0, 1), min_size=2, max_size=9))
def test_the_envelope_is_concave_above_and_touches(values: list[float]) -> None:
    """Smallest concave function above the values: at each bend it takes a value."""
    given_values = np.array(values)
    envelope = concave_envelope(given_values)
    assert np.all(envelope >= given_values - 1e-12)
    assert np.all(np.diff(envelope, 2) <= 1e-9)
    bends = [n for n in range(1, len(values) - 1) if np.diff(envelope, 2)[n - 1] < -1e-9]
    assert all(envelope[n] == pytest.approx(values[n]) for n in [0, *bends, len(values) - 1])


def test_shapes() -> None:
    """A curve that is flat and then rises and saturates is neither."""
    both = np.concatenate([CONVEX[:7] / 2, CONCAVE[6:]])
    assert shape_of([curve("a", np.maximum.accumulate(both))], 12) == "neither concave nor convex"
    assert shape_of([curve("a", CONCAVE), curve("b", CONVEX)], 12) == "neither concave nor convex"


PROBABILITIES = "facility a: give detection probabilities from 0 to 1 for 0, 1, 2 ... days, none below the one before"


@pytest.mark.parametrize(
    ("detection", "weight", "message"),
    [
        ((0.2, 0.1), 1.0, PROBABILITIES),
        ((0.0, 20.0), 1.0, PROBABILITIES),
        ((0.0, 0.2), 2.0, "facility a: weight 2: give a weight above 0 and at most 1"),
    ],
)  # fmt: skip
def test_facilities_that_make_no_sense(detection: tuple[float, ...], weight: float, message: str) -> None:
    """Falling probabilities, percent, weights above 1."""
    with pytest.raises(Misuse) as refused:
        Facility("a", detection, weight)
    assert str(refused.value) == message
