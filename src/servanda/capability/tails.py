"""Tails rules by name: how far a stock is stripped. Low tails give more product for more work.

`next`, `fixed` and `user` give each stock its tails whatever else there is. `least_work` looks at all stocks and at the
product that is wanted: every stock is stripped to one common tails assay, such that the product comes from all feed with
the least work. For one stock this is xt = (m x - P xp) / (m - P); for several it is the ideal bound, in which each feed
enters where the stream has its own assay: P xp + T xt = sum(Fi xi). A stock below the common tails is not fed.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from servanda.core.arrays import FloatArray
from servanda.core.finding import Misuse
from servanda.core.quantity import NATURAL_ASSAY

LADDER = (0.2, 0.05, NATURAL_ASSAY, 0.003)
"""Assays to which tails fall under the rule `next`: those of the usual next stock."""


@dataclass(frozen=True, slots=True)
class TailsRule:
    """One of the named rules; make it with `next_tails`, `fixed_tails`, `user_tails` or `least_work_tails`."""

    name: str
    words: str
    fixed: float | None = None
    user: tuple[tuple[float, float], ...] = ()

    @property
    def looks_at_all(self) -> bool:
        """True for the rule whose tails follow from all stocks and the product that is wanted."""
        return self.name == LEAST_WORK

    def tails_over(self, assay: FloatArray) -> FloatArray:
        """Tails for a stock of each of these assays, over draws; not for the rule that looks at all stocks."""
        if self.fixed is not None:
            return np.full(1, self.fixed)
        if self.name == "user":
            # A mean assay that is drawn inside a band belongs to the pair of that band, its upper bound.
            return np.full(1, self._for_band(float(assay.max())))
        if float(assay.min()) == float(assay.max()):
            return np.full(1, _next_rung(float(assay.min())))
        tails = np.full(assay.shape, np.nan)
        for rung in reversed(LADDER):
            tails = np.where(rung <= assay / 2, rung, tails)
        if bool(np.isnan(tails).any()):
            _next_rung(float(assay.min()))
        return tails

    def _for_band(self, highest: float) -> float:
        above = [(stock, tails) for stock, tails in self.user if stock >= highest * (1 - 1e-9)]
        return min(above)[1] if above else self._tails(highest)

    def tails_for(self, assay: float) -> float:
        """Tails assay for a stock of this assay (mass fractions); always below it."""
        tails = self._tails(assay)
        if not 0.0 < tails < assay:
            raise Misuse(
                f"tails {tails:g} for a stock at {assay:g}: tails must lie above 0 and below the stock's assay"
            )
        return tails

    def _tails(self, assay: float) -> float:
        if self.looks_at_all:
            raise Misuse(
                "the rule 'least work' has no tails for one stock alone: they follow from all stocks and the product"
            )
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


LEAST_WORK = "least_work"


def least_work_tails() -> TailsRule:
    """One tails assay for all stocks, such that the product wanted comes from all of the feed with the least work."""
    return TailsRule(LEAST_WORK, "all feed stripped to one tails assay, such that the product takes the least work")


def common_tails(
    feeds: Sequence[tuple[FloatArray, FloatArray]], x_product: float, product_kg_u: FloatArray
) -> FloatArray:
    """The common tails assay of the least work over draws, from feeds (kg U, assay), highest assay first.

    Stocks are taken in while their assay lies above the tails of those before: adding such a stock lowers the work. NaN
    where the feeds do not hold the U-235 of the product; a stock below the answer takes no part.
    """
    mass, u235 = np.zeros(1), np.zeros(1)
    tails = np.full(1, -np.inf)
    for fed, assay in feeds:
        # Below the tails reached so far, a stock would only dilute what is left over.
        joins = (assay > tails) & (fed > 0.0)
        mass = mass + np.where(joins, fed, 0.0)
        u235 = u235 + np.where(joins, fed * assay, 0.0)
        with np.errstate(divide="ignore", invalid="ignore"):
            new = (u235 - product_kg_u * x_product) / (mass - product_kg_u)
        # Too little so far: whatever comes next is taken in.
        new = np.where((mass > product_kg_u) & (u235 > product_kg_u * x_product), new, -np.inf)
        tails = np.where(joins, new, tails)
    return np.where(tails > 0.0, tails, np.nan)


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
