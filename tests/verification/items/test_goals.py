"""Goals: published figures, the 3.3-sigma rule, power."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servanda.core.finding import Misuse
from servanda.core.names import Mark
from servanda.verification.goals import (
    detectable_factor,
    detection_power,
    goal,
    goals,
    max_sigma_for_goal,
    significant_quantity,
    sq_fraction,
)

PROBABILITIES = st.floats(0.001, 0.49)


def test_every_goal_has_a_source_and_a_mark() -> None:
    """The medium level is the one that was not read."""
    assert all(g.source for g in goals())
    assert [g.name for g in goals() if g.mark is Mark.RECALLED] == ["medium"]


def test_uranium_is_counted_in_its_isotope_and_plutonium_in_its_element() -> None:
    """A basis that is not the material's own is refused."""
    assert significant_quantity("HEU (235U>=20%)", "kg 235U").amount == 25
    with pytest.raises(Misuse, match="is counted in kg 235U, not in kg U"):
        significant_quantity("HEU (235U>=20%)", "kg U")
    with pytest.raises(Misuse, match="unknown timeliness goal 'sometimes'; known are unirradiated direct use;"):
        goal("timeliness_goal", "sometimes")


@given(PROBABILITIES, PROBABILITIES, st.floats(0.1, 100))
def test_power_at_the_largest_sigma_is_the_stated_one(alpha: float, beta: float, goal_kg: float) -> None:
    """A loss of the goal is found with 1 - beta when sigma is as large as it may be."""
    sigma = max_sigma_for_goal(goal_kg, alpha, beta)
    assert detection_power(goal_kg, sigma, alpha) == pytest.approx(1 - beta, rel=1e-9)
    assert detection_power(0.0, sigma, alpha) == pytest.approx(alpha, rel=1e-9)


@given(PROBABILITIES, PROBABILITIES, st.floats(0, 10), st.floats(0, 10))
def test_power_is_monotone(alpha: float, other: float, loss: float, more: float) -> None:
    """It grows with the loss and with the false-alarm probability."""
    assert detection_power(loss, 1.0, alpha) <= detection_power(loss + more, 1.0, alpha) + 1e-15
    low, high = sorted((alpha, other))
    assert detection_power(loss, 1.0, low) <= detection_power(loss, 1.0, high) + 1e-15
    assert detectable_factor(low, 0.1) >= detectable_factor(high, 0.1)


def test_a_test_no_better_than_chance_has_no_largest_sigma() -> None:
    """alpha + beta of 1 or more is refused."""
    with pytest.raises(Misuse, match=r"alpha \+ beta is 1 or more"):
        max_sigma_for_goal(8, 0.5, 0.5)


def test_fraction_of_a_significant_quantity_keeps_its_sign() -> None:
    """A gain stays negative."""
    assert sq_fraction([-16, 4], 8).tolist() == [-2.0, 0.5]
