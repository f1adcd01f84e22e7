"""Zero-sum games as linear programmes: what each side can be sure of, and the mixture of plans that makes it so.

The violator chooses a row and gets the payoff, the inspector chooses a column and pays it. Both programmes are one: the
inspector's mixture is the solution, the violator's its dual (von Neumann 1928, Dantzig 1951: textbook). The two
guarantees are computed again from the mixtures that came out, so that a wrong solution cannot pass as a right one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

import numpy as np
from numpy.typing import ArrayLike

from servanda.core.arrays import FloatArray
from servanda.core.finding import Misuse
from servanda.verification.asked import floats

Plan = TypeVar("Plan")

WIDEST_GAP = 1e-6
"""Largest difference of the two guarantees, relative to the payoffs, at which a game counts as solved."""

TOLERANCES = {"primal_feasibility_tolerance": 1e-10, "dual_feasibility_tolerance": 1e-10}
"""The least that the solver takes."""

LEAST_SHARE = 1e-9
"""Plans with less probability than this are rounding of the solver and are not listed."""


@dataclass(frozen=True, slots=True)
class Solution:
    """A solved game. `value` goes from inspector to violator, in the unit of the payoffs.

    `violator` and `inspector` are probabilities by row and by column. The violator gets at least `guaranteed` whatever
    the inspector does; the inspector pays at most `at_most`; they differ by rounding.
    """

    value: float
    violator: FloatArray
    inspector: FloatArray
    guaranteed: float
    at_most: float

    @property
    def gap(self) -> float:
        """How far the two guarantees are apart: what the mixtures leave on the table."""
        return self.at_most - self.guaranteed


def solve(payoff: ArrayLike) -> Solution:
    """The value of a matrix game and an optimal mixture for each side, by HiGHS.

    `payoff`: rows are the violator's plans, columns the inspector's; finite numbers.
    """
    matrix = _matrix(payoff)
    size = float(np.abs(matrix).max()) or 1.0
    inspector, violator = _programme(matrix / size)
    at_most, guaranteed = float((matrix @ inspector).max()), float((violator @ matrix).min())
    if at_most - guaranteed > WIDEST_GAP * size:
        raise ArithmeticError(f"the game was not solved: guarantees {guaranteed!r} and {at_most!r} differ")
    return Solution((guaranteed + at_most) / 2, violator, inspector, guaranteed, at_most)


def _matrix(payoff: ArrayLike) -> FloatArray:
    matrix = floats(payoff, "payoffs")
    if matrix.ndim != 2 or not matrix.size:
        raise Misuse(f"payoffs of shape {matrix.shape}: give a table, a row for each plan of the violator")
    if not np.isfinite(matrix).all():
        raise Misuse("payoffs: a number is missing or infinite; give a finite payoff for each pair of plans")
    return matrix


def _programme(matrix: FloatArray) -> tuple[FloatArray, FloatArray]:
    """min v subject to matrix @ q <= v, q a distribution; the violator's mixture is the dual of the inequalities."""
    from scipy.optimize import linprog

    rows, columns = matrix.shape
    found = linprog(
        np.append(np.zeros(columns), 1.0), A_ub=np.column_stack([matrix, -np.ones(rows)]), b_ub=np.zeros(rows),
        A_eq=np.append(np.ones(columns), 0.0)[None, :], b_eq=[1.0], bounds=[(0, None)] * columns + [(None, None)],
        method="highs", options=TOLERANCES,
    )  # fmt: skip
    if found.status != 0:
        raise ArithmeticError(f"the game was not solved: {found.message}")
    return _distribution(found.x[:columns]), _distribution(-found.ineqlin.marginals)


def _distribution(weights: FloatArray) -> FloatArray:
    """Weights without the solver's rounding, adding to one."""
    kept = np.where(weights > 0, weights, 0.0)
    return np.asarray(kept / kept.sum(), dtype=np.float64)


def mixture(shares: ArrayLike, plans: Sequence[Plan], least: float = LEAST_SHARE) -> tuple[tuple[float, Plan], ...]:
    """The plans that a mixture uses with their probabilities, most probable first; ties in the order of the plans."""
    found = [(float(p), plan) for p, plan in zip(floats(shares, "shares"), plans, strict=True) if p > least]
    return tuple(sorted(found, key=lambda pair: -pair[0]))


@dataclass(frozen=True, slots=True)
class LargeSolution(Generic[Plan]):
    """A game with too many columns to list: the columns that were needed, and the inspector's mixture over them."""

    solution: Solution
    plans: tuple[Plan, ...]

    @property
    def mixture(self) -> tuple[tuple[float, Plan], ...]:
        """The inspector's plans with their probabilities, most probable first."""
        return mixture(self.solution.inspector, self.plans)


def solve_large(
    first: Plan, payoff: ArrayLike, best: Callable[[FloatArray], tuple[Plan, FloatArray]], most_rounds: int = 1000
) -> LargeSolution[Plan]:
    """A game whose columns are made when they are needed.

    `first` is any plan of the inspector with its `payoff` in each row; `best` gives the plan that pays least against a
    mixture of the violator, with its payoffs.

    Ends when no plan is better than what the inspector can already be sure of, or the best is listed already, which proves
    the value for all plans (column generation; Dantzig and Wolfe 1960: textbook).
    """
    plans, columns = [first], [floats(payoff, "payoffs")]
    for _ in range(most_rounds):
        found = solve(np.column_stack(columns))
        plan, column = best(found.violator)
        better = found.at_most - float(found.violator @ column)
        if plan in plans or better <= WIDEST_GAP * max(float(np.abs(c).max()) for c in columns):
            return LargeSolution(found, tuple(plans))
        plans.append(plan)
        columns.append(column)
    raise ArithmeticError(f"the game was not solved in {most_rounds} rounds")
