"""States of an instrument that concern some of its paragraphs: what they mean for one obligation.

A recorded state may give up one version of a rule and keep another, or end some paragraphs and leave the rest. The table
`state_paragraphs.csv` says which; a state without a row concerns the whole instrument.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from servanda.agreements.model import Effect, Obligation
from servanda.agreements.position import InstrumentState
from servanda.agreements.tables import table


def narrowed(states: Sequence[InstrumentState], obligation: Obligation) -> tuple[InstrumentState, ...]:
    """The states by each account, with the effect that they have on this obligation."""
    return tuple(_narrowed(state, obligation.id) for state in states)


def _narrowed(state: InstrumentState, identifier: str) -> InstrumentState:
    if state.entry is None or state.entry.effect is not None:
        return state
    found = _row(state.entry.words.strip(), identifier)
    return state if found is None else replace(state, effect=found[0], reason=found[1])


@cache
def _row(words: str, identifier: str) -> tuple[Effect, str] | None:
    for states, obligations, effect, reason in _rows():
        if states.fullmatch(words) and obligations.fullmatch(identifier):
            return effect, reason
    return None


@cache
def _rows() -> tuple[tuple[re.Pattern[str], re.Pattern[str], Effect, str], ...]:
    return tuple(
        (re.compile(r["state"]), re.compile(r["obligation"]), Effect(r["effect"]), r["reason"])
        for r in table("state_paragraphs.csv")
    )
