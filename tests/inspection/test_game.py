"""Matrix games: values that are known otherwise, guarantees, and what is refused."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from servanda.core.arrays import FloatArray
from servanda.core.finding import Misuse
from servanda.inspection.game import mixture, solve, solve_large

NUMBERS = st.integers(-20, 20).map(float)


def test_matching_pennies_is_fair_and_both_mix_evenly() -> None:
    """The textbook game: value 0, one half each."""
    found = solve([[1, -1], [-1, 1]])
    assert found.value == pytest.approx(0, abs=1e-12)
    assert found.violator == pytest.approx([0.5, 0.5])
    assert found.inspector == pytest.approx([0.5, 0.5])


def test_a_two_by_two_game_without_a_saddle_has_the_closed_form() -> None:
    """(a d - b c) / (a + d - b - c) where no pure plan is best for both."""
    found = solve([[3, 0], [1, 2]])
    assert found.value == pytest.approx((3 * 2 - 0 * 1) / (3 + 2 - 0 - 1))
    assert found.violator == pytest.approx([0.25, 0.75])
    assert found.inspector == pytest.approx([0.5, 0.5])


@given(a=NUMBERS, b=NUMBERS, c=NUMBERS, d=NUMBERS)
@settings(max_examples=60)
def test_every_two_by_two_game(a: float, b: float, c: float, d: float) -> None:
    """The value is the saddle point where there is one, else the closed form."""
    low, high = max(min(a, b), min(c, d)), min(max(a, c), max(b, d))
    expected = low if low == high else (a * d - b * c) / (a + d - b - c)
    assert solve([[a, b], [c, d]]).value == pytest.approx(expected, abs=1e-9)


@given(st.lists(st.lists(NUMBERS, min_size=4, max_size=4), min_size=3, max_size=3))
@settings(max_examples=60)
def test_both_sides_get_what_they_are_promised(rows: list[list[float]]) -> None:
    """No column pays less than the value to the violator's mixture, no row more to the inspector's; mixtures add to 1."""
    payoff = np.array(rows)
    found = solve(payoff)
    assert found.gap <= 1e-6
    assert (found.violator @ payoff).min() == pytest.approx(found.value, abs=1e-6)
    assert (payoff @ found.inspector).max() == pytest.approx(found.value, abs=1e-6)
    for shares in (found.violator, found.inspector):
        assert shares.min() >= 0
        assert shares.sum() == pytest.approx(1)


@given(st.lists(st.lists(NUMBERS, min_size=3, max_size=3), min_size=3, max_size=3), st.floats(0.1, 50), NUMBERS)
@settings(max_examples=40)
def test_the_unit_of_payoffs_does_not_matter(rows: list[list[float]], factor: float, shift: float) -> None:
    """Payoffs times a factor plus a constant give the value times the factor plus the constant."""
    payoff = np.array(rows)
    assert solve(factor * payoff + shift).value == pytest.approx(factor * solve(payoff).value + shift, abs=1e-5)


def test_columns_made_when_needed_give_the_same_value_as_all_columns() -> None:
    """Column generation over twenty plans ends at the value of the whole game, and proves it."""
    payoff = np.random.default_rng(3).normal(size=(6, 20))

    def best(violator: FloatArray) -> tuple[int, FloatArray]:
        place = int(np.argmin(violator @ payoff))
        return place, payoff[:, place]

    found = solve_large(0, payoff[:, 0], best)
    assert found.solution.value == pytest.approx(solve(payoff).value, abs=1e-6)
    assert len(found.plans) < 20
    assert sum(p for p, _ in found.mixture) == pytest.approx(1)


def test_a_mixture_lists_the_most_probable_first() -> None:
    """Plans that are never used are left out."""
    assert mixture([0.2, 0.0, 0.5, 0.3], "abcd") == ((0.5, "c"), (0.3, "d"), (0.2, "a"))


@pytest.mark.parametrize(
    ("payoff", "message"),
    [
        ([1.0, 2.0], "payoffs of shape (2,): give a table, a row for each plan of the violator"),
        ([[1.0, np.nan]], "payoffs: a number is missing or infinite; give a finite payoff for each pair of plans"),
    ],
)
def test_what_is_no_game_is_refused(payoff: object, message: str) -> None:
    """Shapes and numbers."""
    with pytest.raises(Misuse) as refused:
        solve(payoff)  # type: ignore[arg-type]  # what is passed is wrong on purpose
    assert str(refused.value) == message
