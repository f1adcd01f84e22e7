"""Which state an instrument has on a day, by whose account, and what that means for its obligations.

The state is a list with positions and never one value: the caller names the holder, or asks for all of them.
`state_effects.csv` says what recorded words mean; the key `effect` of an entry wins over the table.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache

from servanda.agreements.model import Agreement, Effect, StateEntry
from servanda.agreements.tables import table

EVERYONE = "all"
_CODE = re.compile(r"[A-Z][A-Z0-9]+")
"""A party named by a code; a description of many ("all UN members") is no holder of an account."""


@dataclass(frozen=True, slots=True)
class InstrumentState:
    """The state of an instrument by the account of some holders; `entry` is None before its first recorded state."""

    agreement: str
    title: str
    entry: StateEntry | None
    effect: Effect
    reason: str
    holders: tuple[str, ...]

    @property
    def words(self) -> str:
        """The state in one line."""
        if self.entry is None:
            return "no state recorded yet"
        why = f" ({self.reason})" if self.reason else ""
        return f"{self.entry.words.replace('_', ' ')}{why}, since {self.entry.start}"


def state_on(agreement: Agreement, day: date, holder: str) -> StateEntry | None:
    """The latest entry by that day that holds for everyone or for this holder; a holder's own wins on the same day."""
    own = [s for s in agreement.states if s.holds_on(day) and (not s.held_by or holder in s.held_by)]
    return max(own, key=lambda s: (s.start, bool(s.held_by)), default=None)


def holders(agreement: Agreement, day: date) -> tuple[str, ...]:
    """Everyone who holds a position of their own on that day; empty when no entry divides the parties.

    Who is no party and whose position a later state for everyone replaced holds none any more.
    """
    named = {holder for s in agreement.states if s.holds_on(day) for holder in s.held_by}
    return tuple(sorted(h for h in named if h in agreement.parties or _own(agreement, day, h)))


def _own(agreement: Agreement, day: date, holder: str) -> bool:
    entry = state_on(agreement, day, holder)
    return entry is not None and holder in entry.held_by


def asked_for(agreement: Agreement, day: date) -> tuple[str, ...]:
    """The holders by whose accounts "all positions" is answered: those with one of their own, and the other parties.

    A party that has said nothing is not left out while another goes by a state of its own: its account is unclear, and
    the answer is that of two. Where the accounts recorded mean the same as the state for everyone, nobody is added.
    """
    named = holders(agreement, day)
    common = state_on(agreement, day, "")
    if not named or common is None:
        return named
    if not _divided_since(agreement, day, common, effect_of(agreement, common)[0]):
        return named
    silent = (party for party in agreement.parties if _CODE.fullmatch(party) and party not in named)
    return tuple(sorted({*named, *silent}))


def known_holders(agreements: Iterable[Agreement]) -> tuple[str, ...]:
    """Every holder that any of the agreements names: the positions that can be asked for, besides "all"."""
    return tuple(sorted({h for a in agreements for s in a.states for h in s.held_by}))


def effect_of(agreement: Agreement, entry: StateEntry) -> tuple[Effect, str]:
    """What an entry means, and why where its words need a reason; unclear without a reason when no row fits."""
    if entry.effect is not None:
        return entry.effect, entry.note
    return _meaning(agreement.type, entry.words.strip().lower())


@cache
def _meaning(kind: str, words: str) -> tuple[Effect, str]:
    for only, pattern, effect, reason in _effects():
        if only in ("", kind) and pattern.fullmatch(words):
            return effect, reason
    return Effect.UNCLEAR, ""


def standing(agreement: Agreement, day: date, holder: str) -> InstrumentState:
    """The state by one holder's account; unclear when the record has since divided the parties and leaves it out."""
    entry = state_on(agreement, day, holder)
    effect, reason = (
        (Effect.NOT_IN_FORCE, "no state is recorded by then") if entry is None else effect_of(agreement, entry)
    )
    if holder and entry is not None and not entry.held_by and _divided_since(agreement, day, entry, effect):
        effect, reason = Effect.UNCLEAR, f"the parties differ since; no account by {holder} is recorded"
    return InstrumentState(agreement.slug, agreement.title, entry, effect, reason, (holder,) if holder else ())


def _divided_since(agreement: Agreement, day: date, entry: StateEntry, effect: Effect) -> bool:
    """True when a later account by some holders gives the instrument another effect than the entry for everyone."""
    later = (s for s in agreement.states if s.held_by and entry.start <= s.start and s.holds_on(day))
    return any(effect_of(agreement, s)[0] is not effect for s in later)


def instrument_states(agreement: Agreement, day: date, position: str = EVERYONE) -> tuple[InstrumentState, ...]:
    """The state by each account, equal ones together; one entry when nobody differs or one position is asked for."""
    asked = (asked_for(agreement, day) or ("",)) if position == EVERYONE else (position,)
    groups: dict[tuple[StateEntry | None, Effect, str], list[InstrumentState]] = {}
    for one in (standing(agreement, day, holder) for holder in asked):
        groups.setdefault((one.entry, one.effect, one.reason), []).append(one)
    return tuple(_together(group) for group in groups.values())


def _together(group: list[InstrumentState]) -> InstrumentState:
    first = group[0]
    names = tuple(holder for one in group for holder in one.holders)
    return InstrumentState(first.agreement, first.title, first.entry, first.effect, first.reason, names)


@cache
def _effects() -> tuple[tuple[str, re.Pattern[str], Effect, str], ...]:
    return tuple(
        (r["type"], re.compile(r["pattern"]), Effect(r["effect"]), r["reason"]) for r in table("state_effects.csv")
    )
