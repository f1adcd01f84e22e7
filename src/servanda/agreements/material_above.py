"""Uranium recorded above a cap on the level of enrichment: it does not prove who enriched it, but it forbids an acquittal."""

from __future__ import annotations

from datetime import date

from servanda.agreements.conditions import Condition
from servanda.agreements.model import Comparator
from servanda.core.band import band_bound
from servanda.core.timeliness import NO_GOAL
from servanda.evidence.record import Record
from servanda.evidence.statement import Statement
from servanda.evidence.vocabulary import USUAL_BANDS

CAPPED = "enrichment_level"
"""The quantity whose cap uranium in a higher band puts in doubt."""
_CAPS = (Comparator.AT_MOST, Comparator.BELOW)
_BANDS = (2.0, 5.0, 20.0, 60.0)
"""The bands in which the Agency reports today; the lower bound of a band is the one below it."""


def material_above(condition: Condition, record: Record, day: date, start: date) -> Statement | None:
    """The newest stock in a band that lies wholly above the cap, stated since it applied; None when there is none.

    Only the newest statement of each band, form and site counts: a stock that is gone shows nothing.
    """
    limit = condition.limit
    if condition.quantity != CAPPED or condition.comparator not in _CAPS or not isinstance(limit, float):
        return None
    newest: dict[tuple[str, str, str], Statement] = {}
    for s in record.by_quantity.get("uranium_mass", ()):
        if start <= s.day <= day and s.has_value and NO_GOAL.due(s.day) >= day and _lower(s.band) >= limit:
            newest[s.band, s.form, s.site] = s
    there = [s for s in newest.values() if (s.value or s.low or 0) > 0]
    return max(there, key=lambda s: (s.day, s.preferred, s.id), default=None)


def _lower(band: str) -> float:
    """The bound that everything in a band lies above; below zero for what is no band."""
    upper = band_bound(band)
    if upper is None:
        return -1.0
    return max((bound for bound in (_BANDS if upper in USUAL_BANDS else ()) if bound < upper), default=0.0)


def witness_note(stock: Statement, limit: float) -> str:
    """Why nothing is decided."""
    return (
        f"{stock.estimate().text()} in the band {stock.band} is recorded for {stock.day} [{stock.id}]: uranium above "
        f"{limit:g} % exists in the State, made there or imported, so the cap is not shown to be kept"
    )
