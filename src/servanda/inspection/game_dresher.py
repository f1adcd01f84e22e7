"""Dresher's game: one violation at most in n periods, m inspections to spend, both sides see which were spent.

The violator gets 1 when a violation is not detected, -1 when caught, 0 without one. Sources: Dresher 1962 (recalled); the
recursion of two-by-two games and the closed form as told by von Stengel, Recursive inspection games (recalled).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from servanda.core.finding import Misuse
from servanda.verification.asked import whole
from servanda.verification.game import solve
from servanda.verification.interim import dresher_value


@dataclass(frozen=True, slots=True)
class Step:
    """What both do in the first of `periods` with `inspections` left: probabilities to inspect and to violate now."""

    periods: int
    inspections: int
    value: float
    inspect: float
    violate: float

    def text(self) -> str:
        """The step in words."""
        return (
            f"{self.periods} periods and {self.inspections} inspections left: inspect now with probability "
            f"{self.inspect:.3f}; value to a violator {self.value:.3f}"
        )


def dresher_closed_form(periods: int, inspections: int) -> float:
    """C(n-1, m) / sum over i <= m of C(n, i)."""
    whole([periods, inspections], "periods and inspections")
    if periods == 0:
        return 0.0
    return math.comb(periods - 1, inspections) / sum(math.comb(periods, i) for i in range(inspections + 1))


def dresher_step(periods: int, inspections: int) -> Step:
    """The optimal first step, as a two-by-two game whose waiting payoffs are the values of the games that follow."""
    whole([periods, inspections], "periods and inspections", 1)
    if inspections >= periods:
        raise Misuse(
            f"{inspections} inspections in {periods} periods: inspect in every period, nothing is to be decided"
        )
    after_inspection = dresher_value(periods - 1, inspections - 1)
    after_none = dresher_value(periods - 1, inspections)
    found = solve([[-1.0, 1.0], [after_inspection, after_none]])
    return Step(periods, inspections, found.value, float(found.inspector[0]), float(found.violator[0]))


def dresher_course(periods: int, inspections: int) -> tuple[Step, ...]:
    """The steps of an inspector who has not inspected so far, period by period, until every period is inspected."""
    return tuple(dresher_step(n, inspections) for n in range(periods, inspections, -1))
