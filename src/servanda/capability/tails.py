"""Tails rules by name: how far a stock is stripped. Low tails give more product for more work."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from servanda.core.finding import Misuse
from servanda.core.quantity import NATURAL_ASSAY

LADDER = (0.2, 0.05, NATURAL_ASSAY, 0.003)
"""Assays to which tails fall under the rule `next`: those of the usual next stock."""


@dataclass(frozen=True, slots=True)
class TailsRule:
    """One of the named rules; make it with `next_tails`, `fixed_tails` or `user_tails`."""

    name: str
    words: str
    fixed: float | None = None
    user: tuple[tuple[float, float], ...] = ()

    def tails_for(self, assay: float) -> float:
        """Tails assay for a stock of this assay (mass fractions); always below it."""
        tails = self._tails(assay)
        if not 0.0 < tails < assay:
            raise Misuse(
                f"tails {tails:g} for a stock at {assay:g}: tails must lie above 0 and below the stock's assay"
            )
        return tails

    def _tails(self, assay: float) -> float:
        if self.name == "next":
            return _next_rung(assay)
        if self.fixed is not None:
            return self.fixed
        for stock, tails in self.user:
            if math.isclose(stock, assay, rel_tol=1e-9):
                return tails
        given = ", ".join(f"{stock:g}" for stock, _ in self.user) or "none"
        raise Misuse(f"no tails assay given for the stock at {assay:g} (given for: {given}); add it to the mapping")


def _next_rung(assay: float) -> float:
    rung = next((r for r in LADDER if r <= assay / 2), None)
    if rung is None:
        raise Misuse(
            f"the rule 'next' has no tails for a stock at {assay:g}; give tails with fixed_tails or user_tails"
        )
    return rung


def next_tails() -> TailsRule:
    """Tails fall to about the next stock's assay: 60 to 20, 20 to 5, 5 and less to 0.711, natural to 0.3 %.

    The rung taken is the highest at most half the stock's own assay, whether or not there is a next stock.
    """
    words = "tails fall to about the next stock's assay (60 % to 20 %, 20 % to 5 %, less to 0.711 %, natural to 0.3 %)"
    return TailsRule("next", words)


def fixed_tails(tails: float) -> TailsRule:
    """One tails assay (mass fraction) for every stock: the most product, for more work."""
    if not 0.0 < tails < 1.0:
        raise Misuse(f"tails {tails:g} is not a mass fraction between 0 and 1 (0.3 % is 0.003)")
    return TailsRule("fixed", f"tails of {100 * tails:g} % for every stock", fixed=tails)


def user_tails(by_assay: Mapping[float, float]) -> TailsRule:
    """Tails by stock assay (both mass fractions), as given."""
    pairs = tuple(sorted(by_assay.items(), reverse=True))
    words = "tails as given: " + ", ".join(f"{100 * s:g} % to {100 * t:g} %" for s, t in pairs)
    return TailsRule("user", words, user=pairs)
