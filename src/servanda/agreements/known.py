"""An agreement as it was known by a day: what began or happened later had not been heard of.

Recorded states that begin later are left out. So are ends and returns by events that nobody could foresee
(`unforeseen_events.csv`: a party stops, measures return); what the text itself sets for a later day stays.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cache

from servanda.agreements.model import Agreement, Moment, Obligation, StateEntry
from servanda.agreements.tables import table


def as_known(agreement: Agreement, known_by: date | None) -> Agreement:
    """The agreement without later states and unforeseen events; None: as recorded."""
    if known_by is None:
        return agreement
    states = tuple(_state(s, known_by) for s in agreement.states if s.start <= known_by)
    obligations = tuple(_obligation(o, known_by) for o in agreement.obligations)
    return replace(agreement, states=states, obligations=obligations)


def _state(entry: StateEntry, known_by: date) -> StateEntry:
    """That an account would be taken back had not been heard of."""
    return entry if entry.until is None or entry.until <= known_by else replace(entry, until=None)


def _obligation(obligation: Obligation, known_by: date) -> Obligation:
    applies = obligation.applies
    end, again = _foreseen(applies.end, known_by), _foreseen(applies.again_from, known_by)
    if (end, again) == (applies.end, applies.again_from):
        return obligation
    return replace(obligation, applies=replace(applies, end=end, again_from=again))


def _foreseen(moment: Moment | None, known_by: date) -> Moment | None:
    if moment is None or moment.day <= known_by or moment.event not in _unforeseen():
        return moment
    return None


@cache
def _unforeseen() -> frozenset[str]:
    return frozenset(row["event"] for row in table("unforeseen_events.csv"))
