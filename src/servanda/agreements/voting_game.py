"""A decision rule as a game, to compute who has how much power under it."""

from __future__ import annotations

from datetime import date

from servanda.agreements.forum import Membership, dated, members_on, permanent
from servanda.agreements.model import DecisionRule, Forums
from servanda.agreements.power import Game, Voter
from servanda.core.finding import Misuse


def game_of(forums: Forums, rule: DecisionRule, day: date) -> Game:
    """The rule among the members of a day, everyone voting yes or no; refused for a rule that no vote decides."""
    sitting = members_on(forums, rule.forum, day)
    holders = permanent(forums, rule)
    names = _names(sitting, holders)
    quota = _quota(dated(rule, day), len(names))
    game = Game(rule.id, tuple(Voter(name, vetoes=int(name in holders)) for name in names), quota)
    return game.turned() if rule.terms.get("default_if_not_adopted") else game


def _names(sitting: Membership, holders: tuple[str, ...]) -> tuple[str, ...]:
    """The members by name; those that are only counted get a number."""
    known = tuple(dict.fromkeys((*(n for n in sitting.names if n in holders), *holders, *sitting.names)))
    if sitting.seats is None and not sitting.names:
        raise Misuse(f"{sitting.forum}: neither names nor number of members are recorded; its power cannot be computed")
    missing = max(0, (sitting.seats or 0) - len(known)) if not _complete_by_format(sitting) else 0
    return (*known, *(f"member {n}" for n in range(len(known) + 1, len(known) + missing + 1)))


def _complete_by_format(sitting: Membership) -> bool:
    """A format lists all its members, also after one has left: an empty seat is nobody."""
    return sitting.note.startswith("format ")


def _quota(rule: DecisionRule, members: int) -> int:
    terms = rule.terms
    needed = terms.get("affirmative_min")
    if isinstance(needed, int):
        return needed
    majority = str(terms.get("majority", ""))
    if "two thirds" in majority:
        return -(-2 * members // 3)
    if "half" in majority or "simple" in majority:
        return members // 2 + 1
    if terms.get("consensus") or terms.get("silence_is_consent"):
        return members
    raise Misuse(f"{rule.id}: no vote decides under this rule, so nobody has a share of power in it")
