"""Who has a stake in a matter on a day, and why: the subject State, members of the E3 and the permanent five, and
every party that had recorded a position by then. Groups count through their members."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from servanda.core.period import parse_partial
from servanda.negotiation.held import visible
from servanda.negotiation.party import Party, PartyIndex
from servanda.negotiation.position import HeldPosition

STANDING_GROUPS = {
    "P5": "permanent member of the Security Council",
    "E3": "member of the E3",
}
"""Groups whose members have a stake whether or not they recorded a position."""

_NOTIFIER = re.compile(r"snapback notifier (?P<day>\d{4}(?:-\d{2}){0,2})")


@dataclass(frozen=True, slots=True)
class Stakeholder:
    """A party with a stake, and the reasons in order of weight. `positions` counts its recorded positions by the day.

    `rank` is 0 for the subject State, 1 for members of the E3 and the permanent five, 2 for the others.
    """

    party: str
    name: str
    reasons: tuple[str, ...]
    rank: int
    positions: int

    @property
    def order(self) -> tuple[int, int, str]:
        """Sort key: rank, then most positions, then id."""
        return (self.rank, -self.positions, self.party)


def stakeholders(
    parties: PartyIndex,
    positions: Iterable[HeldPosition],
    day: date,
    subject: str,
    known_by: date | None = None,
) -> tuple[Stakeholder, ...]:
    """Everyone with a stake on the day as known by a day, ordered; `subject` is the State concerned (id, code or name)."""
    found = parties.find(subject)
    state = found.id if found else subject
    counts = Counter(
        member for p in visible(positions, day, known_by) for member in parties.expand(p.party, day)
    )  # fmt: skip
    groups = {group: parties.members(group, day) for group in STANDING_GROUPS}
    everyone = {state, *counts, *(member for members in groups.values() for member in members)} - {""}
    known = day if known_by is None else min(day, known_by)
    made = [_stakeholder(party, state, counts[party], groups, parties, known) for party in everyone]
    return tuple(sorted(made, key=lambda stakeholder: stakeholder.order))


def _stakeholder(
    party: str, state: str, count: int, groups: dict[str, frozenset[str]], parties: PartyIndex, day: date
) -> Stakeholder:
    standing = [words for group, words in STANDING_GROUPS.items() if party in groups[group]]
    reasons = ["subject State"] if party == state else []
    reasons += standing + _notified(parties.by_id.get(party), day)
    if count:
        reasons.append(f"{count} recorded position{'s' if count > 1 else ''}")
    rank = 0 if party == state else 1 if standing else 2
    return Stakeholder(party, parties.name(party), tuple(reasons), rank, count)


def _notified(party: Party | None, day: date) -> list[str]:
    match = _NOTIFIER.search(party.role) if party else None
    on = parse_partial(match["day"]) if match else None
    return [f"snapback notifier {on.text}"] if on and on.latest <= day else []
