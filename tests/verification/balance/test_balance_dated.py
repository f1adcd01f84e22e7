"""Dated items are brought to periods: each counted once, every complete period evaluated."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from servanda.core.finding import Misuse, Refused
from servanda.core.unit import Unit
from servanda.verification.dated import boundaries, dated_inventory, item_flow, period_of, rate_flow
from servanda.verification.errors import EXACT, Origin, ValueSource, additive, multiplicative
from servanda.verification.structure import assemble
from servanda.verification.terms import Flow, Role

USER = ValueSource(Origin.USER, "a test")
X = Role.INCREASE


def items(times: list[float], amounts: list[float], bounds: list[float]) -> Flow:
    """Items in kg with 1 % random error."""
    return item_flow("feed", X, times, amounts, np.array(bounds), multiplicative(0.01, 0.0, source=USER), Unit.KG)


def test_an_item_on_a_boundary_belongs_to_the_period_that_begins_there() -> None:
    """It is counted once; items outside all periods are in no balance here."""
    flow = items([0.0, 1.0, 1.5, 2.0, 3.0, -1.0], [1, 2, 4, 8, 16, 32], [0, 1, 2, 3])
    assert flow.amounts.tolist() == [1.0, 6.0, 8.0]


@given(st.lists(st.integers(0, 39), min_size=1, max_size=30))
def test_every_item_is_counted_once(quarters: list[int]) -> None:
    """Whatever falls on boundaries, the periods add up to everything dated within them."""
    times = [quarter / 4 for quarter in quarters]
    flow = items(times, [1.0] * len(times), list(range(11)))
    assert flow.amounts.sum() == len(times)


def test_boundaries_in_decimals_are_met() -> None:
    """0.1 + 0.2 is on the boundary 0.3."""
    assert period_of(np.array([0.1 + 0.2, 0.3, 0.7]), boundaries(0.0, 1.0, 0.1)).tolist() == [3, 3, 7]


@pytest.mark.parametrize(("end", "periods"), [(12.0, 12), (12.99, 12), (1.2 * 10, 12), (13.0, 13)])
def test_the_last_complete_period_is_evaluated(end: float, periods: int) -> None:
    """Data that end on a boundary end with a whole period; a rest is left out."""
    assert boundaries(0.0, end, 1.0).size == periods + 1


def test_data_without_a_complete_period_are_refused() -> None:
    """Half a period is no balance."""
    with pytest.raises(Misuse, match="no complete period of 30 lies between 0 and 29; give a shorter period"):
        boundaries(0.0, 29.0, 30.0)


def test_random_errors_of_items_add_in_quadrature() -> None:
    """3 and 4 kg in one period: 1 % of 5 kg, not of 7 kg; a period without items has none."""
    structure, x = assemble([items([0.1, 0.2], [3.0, 4.0], [0, 1, 2])])
    assert np.sqrt(structure.random_variance(x)) == pytest.approx([0.05, 0.0])


def test_absolute_errors_count_items() -> None:
    """Four equal items with 0.1 kg each have 0.2 kg; unequal ones are to be given apart."""
    model = additive(0.1, 0.0, source=USER)
    flow = item_flow("feed", X, [0.1] * 4, [2.0] * 4, np.array([0.0, 1.0]), model, Unit.KG)
    structure, x = assemble([flow])
    assert np.sqrt(structure.random_variance(x)) == pytest.approx([0.2])
    with pytest.raises(Misuse, match="feed: items of different mass with absolute errors"):
        item_flow("feed", X, [0.1, 0.2], [2.0, 3.0], np.array([0.0, 1.0]), model, Unit.KG)


def test_rates_are_integrated_over_each_period() -> None:
    """A rate that rises from 0 to 8 kg a day over two days gives 2 and 6 kg, whatever the readings between."""
    for times in ([0.0, 2.0], [0.0, 0.5, 1.3, 2.0]):
        flow = rate_flow("f", X, times, [4 * t for t in times], np.array([0.0, 1.0, 2.0]), EXACT, Unit.KG)
        assert flow.amounts == pytest.approx([2.0, 6.0])


def test_readings_that_do_not_cover_the_periods_are_refused() -> None:
    """A gap at the end is not filled with the last reading."""
    with pytest.raises(Misuse, match="f: readings of a rate are in order of time and cover all periods, 0 to 2"):
        rate_flow("f", X, [0.0, 1.0], [1.0, 1.0], np.array([0.0, 1.0, 2.0]), EXACT, Unit.KG)


def test_inventories_are_those_taken_at_the_boundaries() -> None:
    """Others are passed over, and a boundary without one is a finding."""
    bounds = np.array([0.0, 1.0, 2.0])
    found = dated_inventory("stock", [0.0, 0.5, 1.0, 2.0], [1, 9, 2, 3], bounds, EXACT, Unit.KG)
    assert found.amounts.tolist() == [1.0, 2.0, 3.0]
    with pytest.raises(Refused) as caught:
        dated_inventory("stock", [0.0, 0.9, 2.1], [1, 2, 3], bounds, EXACT, Unit.KG)
    assert [finding.found for finding in caught.value.findings] == ["no inventory at 1", "no inventory at 2"]


def test_each_amount_has_its_time() -> None:
    """Columns of different length are told."""
    with pytest.raises(Misuse, match="feed: 2 amounts and 1 times are given; give one time for each amount"):
        items([0.1], [1.0, 2.0], [0, 1])
