"""The order of strata: exact against every order, indifferent to how strata are given, direct-use first."""

from __future__ import annotations

from itertools import permutations
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from servanda.inspection.plan_order import best_order, completion_cost, in_order, loss_of_order
from servanda.inspection.plan_stratum import StratumToVerify
from tests.inspection.plan_making import AS_OF, strata_drawn, stratum


@settings(max_examples=40)
@given(strata_drawn(same_class=True), st.integers(1, 4))
def test_no_order_is_better(strata: list[StratumToVerify], teams: int) -> None:
    """Horn's rule gives the least priority-weighted time to completion over all orders, shared visits included."""
    least = min(completion_cost(order, AS_OF, teams) for order in permutations(strata))
    assert completion_cost(best_order(strata, AS_OF, teams), AS_OF, teams) == pytest.approx(least, rel=1e-9, abs=1e-12)


@settings(max_examples=40)
@given(strata_drawn(), st.randoms(use_true_random=False))
def test_the_order_given_never_matters(strata: list[StratumToVerify], chance: Random) -> None:
    """Shuffled strata are put into the same order."""
    shuffled = list(strata)
    chance.shuffle(shuffled)
    assert [s.name for s in in_order(shuffled, AS_OF)] == [s.name for s in in_order(strata, AS_OF)]


@settings(max_examples=40)
@given(strata_drawn(), st.integers(1, 4))
def test_the_loss_of_the_order_of_one_team(strata: list[StratumToVerify], teams: int) -> None:
    """Never negative, and none for one team."""
    assert loss_of_order(strata, AS_OF, 1) == pytest.approx(0.0, abs=1e-12)
    assert loss_of_order(strata, AS_OF, teams) >= -1e-12


def test_direct_use_before_all_else() -> None:
    """A small stratum of 5 % takes less time for its weight and still comes after 60 %."""
    heavy = stratum("HEU", items=200, lost=AS_OF)
    quick = stratum("LEU", band="up_to_5", items=1, item_kg=2000.0, setup=0.1, failure=1.0)
    assert [s.name for s in in_order([quick, heavy], AS_OF)] == ["HEU", "LEU"]


def test_by_weight_and_time_within_a_class() -> None:
    """Smith's ratio by hand: weights 0.6 and 0.6, hours 4 + 11 and 4 + 2."""
    long, short = stratum("long", items=20), stratum("short", items=2, item_kg=60.0)
    assert (long.sample.samples, short.sample.samples) == ((11,), (2,))
    assert [s.name for s in in_order([long, short], AS_OF)] == ["short", "long"]
    assert completion_cost([short, long], AS_OF, 1) == pytest.approx(0.6 * 6 + 0.6 * (6 + 15))


def test_one_visit_for_two_strata_of_a_place() -> None:
    """The second stratum of a place costs no further set-up, and so comes before a better one elsewhere."""
    a, b = stratum("a", place="store", setup=30.0, items=2, item_kg=60.0), stratum("b", place="store", setup=30.0)
    c = stratum("c", place="elsewhere", setup=30.0, items=4, item_kg=60.0)
    order = in_order([c, b, a], AS_OF)
    assert completion_cost(order, AS_OF, 1) == pytest.approx(
        min(completion_cost(other, AS_OF, 1) for other in permutations([a, b, c]))
    )
    assert [s.name for s in order] == ["a", "b", "c"]
    apart = stratum("b", place="another store", setup=30.0)
    assert [s.name for s in in_order([c, apart, a], AS_OF)] == ["a", "c", "b"]
