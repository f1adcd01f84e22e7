"""Questions of the published balances: masses, times and re-installation, as assumptions that can be solved for.

These are the forms in which the table of reproductions is told (docs/capability/README.md): a mass from a mass (the tails
follow), a time from stocks and a capacity, a time while capacity is being re-installed. Efficiency 1, no restart unless said.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from servanda.capability.campaign import campaign
from servanda.capability.feed import feed, natural
from servanda.capability.invert import Assumption, Question
from servanda.capability.ramp import DAYS_PER_MONTH, reinstalled
from servanda.capability.separative_work import feed_per_product
from servanda.core.arrays import FloatArray
from servanda.core.quantity import NATURAL_ASSAY

LEAST_TAILS = 0.001
PRODUCT_ASSAY = 0.9
NATURAL_KG_U = 1e7


def tails_assumption(value: float, x_feed: float, likely: tuple[float, float] | None = None) -> Assumption:
    """Tails of the feed, from a tenth of a percent to nearly the feed's own assay."""
    return Assumption("tails", "tails", value, LEAST_TAILS, 0.98 * x_feed, "%", likely=likely)


def mass_question(
    name: str, feed_kg_u: float, x_feed: float, product_kg_u: float, tails: float, x_product: float = PRODUCT_ASSAY
) -> Question:
    """How much product all of a stock gives (kg U): only the tails are open."""

    def compute(at: Mapping[str, FloatArray]) -> FloatArray:
        return np.asarray(feed_kg_u / feed_per_product(x_product, x_feed, at["tails"]))

    return Question(name, product_kg_u, product_kg_u, "kg U", (tails_assumption(tails, x_feed),), compute)


@dataclass(frozen=True, slots=True)
class Plan:
    """A time as published and what is said with it: stocks (kg U, assay), product wanted, capacity now and to come.

    `swu_per_year` now; `added_per_month` SWU a year each month, up to `most_added`. `tails` of the first stock; further
    stocks go to natural, natural uranium (used when `use_natural`) to `natural_tails`.
    """

    name: str
    stocks: Sequence[tuple[float, float]]
    product_kg_u: float
    days: tuple[float, float]
    swu_per_year: float
    tails: float
    eta: float = 1.0
    restart_days: float = 0.0
    added_per_month: float = 0.0
    most_added: float = math.inf
    use_natural: bool = False
    natural_tails: float = 0.003


def time_question(plan: Plan) -> Question:
    """How many days a plan takes: tails, capacity, efficiency and restart are open."""
    assumptions = (
        tails_assumption(plan.tails, plan.stocks[0][1]),
        Assumption("capacity", "capacity", plan.swu_per_year, 10.0, 1e6, "SWU/yr", logarithmic=True),
        Assumption("eta", "efficiency", plan.eta, 0.05, 1.0, ""),
        Assumption("restart", "restart time", plan.restart_days, 0.0, 1000.0, "days"),
    )

    def compute(at: Mapping[str, FloatArray]) -> FloatArray:
        feeds = [
            feed(f"stock {k + 1}", mass, x, eta=at["eta"], tails=at["tails"] if k == 0 else min(NATURAL_ASSAY, x / 2))
            for k, (mass, x) in enumerate(plan.stocks)
        ]
        if plan.use_natural:
            feeds.append(natural(NATURAL_KG_U, eta=at["eta"], tails=plan.natural_tails))
        # What is never reached lies beyond the last segment of a ramp, and infinity less infinity is no number.
        with np.errstate(invalid="ignore"):
            ramp = reinstalled(at["capacity"], plan.added_per_month, most_added=plan.most_added)
            return campaign(feeds, PRODUCT_ASSAY, ramp, restart_days=at["restart"]).days_to(plan.product_kg_u)

    return Question(plan.name, *plan.days, "days", assumptions, compute)


def months(low: float, high: float | None = None) -> tuple[float, float]:
    """A printed time in months as days."""
    return low * DAYS_PER_MONTH, (low if high is None else high) * DAYS_PER_MONTH
