"""Detection goals: significant quantities, timeliness, planning probabilities, and what a measurement system can meet.

The figures are in `published/goals.csv` with their sources and marks. A significant quantity of uranium counts the
isotope, of plutonium the element: 190 kg of UF6 are not 190 kg of U-235.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import ndtr, ndtri

from servanda.core.finding import Misuse
from servanda.core.names import Mark
from servanda.verification.asked import number, positive, probability
from servanda.verification.published import rows


@dataclass(frozen=True, slots=True)
class Goal:
    """One published goal: its value (a number, or words such as `1 month`), unit or basis, source and mark."""

    kind: str
    name: str
    value: str
    basis: str
    source: str
    mark: Mark

    @property
    def amount(self) -> float:
        """The value as a number; whole numbers stay whole when they are shown."""
        return float(self.value)


@cache
def goals() -> tuple[Goal, ...]:
    """Every goal of the table."""
    return tuple(
        Goal(r["kind"], r["name"], r["value"], r["basis"], r["source"], Mark(r["mark"])) for r in rows("goals.csv")
    )


ELEMENTS = {"plutonium": "pu", "thorium": "th"}
"""Words for which the table writes symbols."""


def plain_name(text: str) -> str:
    """A name without capitals, hyphens and the word `material`, U-233 and U233 as 233U: so it is compared."""
    words = [word for word in text.casefold().replace("-", " ").split() if word != "material"]
    words = [ELEMENTS.get(word, word) for word in words]
    return re.sub(r"\b(pu|u|th) ?(2\d\d)\b", r"\2\1", " ".join(words))


def goal(kind: str, name: str) -> Goal:
    """The goal of a kind by name, or by a beginning that only one has; others are refused with the names that are known."""
    found = [g for g in goals() if g.kind == kind]
    asked = plain_name(name)
    named = [g for g in found if plain_name(g.name) == asked] or [
        g for g in found if plain_name(g.name).startswith(asked)
    ]
    if len(named) != 1 or not asked:
        raise Misuse(f"unknown {kind.replace('_', ' ')} {name!r}; known are {'; '.join(g.name for g in found)}")
    return named[0]


def significant_quantity(material: str, basis: str | None = None) -> Goal:
    """The significant quantity of a material, in kg of its basis; a `basis` that is not its own is refused."""
    found = goal("significant_quantity", material)
    if basis is not None and plain_name(basis) != plain_name(found.basis):
        raise Misuse(f"the significant quantity of {found.name} is counted in {found.basis}, not in {basis}")
    return found


def sq_fraction(mass_kg: ArrayLike, sq_kg: ArrayLike) -> Any:
    """Mass as a number of significant quantities; both in kg of the same basis. Losses may be negative (a gain)."""
    return number(np.asarray(mass_kg, dtype=float) / positive(sq_kg, "significant quantity", "kg"))


def detectable_factor(alpha: ArrayLike, beta: ArrayLike) -> Any:
    """z(1-alpha) + z(1-beta): the loss, in sigma, that a one-sided test finds with probability 1 - beta."""
    return number(-ndtri(probability(alpha, "alpha")) - ndtri(probability(beta, "beta")))


def max_sigma_for_goal(sq_kg: ArrayLike, alpha: ArrayLike, beta: ArrayLike) -> Any:
    """Largest standard deviation of MUF, kg, with which a loss of one significant quantity is found as stated."""
    factor = np.asarray(detectable_factor(alpha, beta))
    if np.any(factor <= 0):
        raise Misuse("alpha + beta is 1 or more: the test would be no better than chance, no sigma is too large for it")
    return number(positive(sq_kg, "goal", "kg") / factor)


def detection_power(loss: ArrayLike, sigma: ArrayLike, alpha: ArrayLike) -> Any:
    """Phi(M / sigma - z(1-alpha)): probability that a one-sided test with false-alarm probability alpha finds a loss."""
    spread = positive(sigma, "sigma", "kg")
    return number(ndtr(np.asarray(loss, dtype=float) / spread + ndtri(probability(alpha, "alpha"))))
