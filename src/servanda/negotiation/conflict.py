"""Which recorded positions a row says it conflicts with.

The column `conflicts_with` is written for people. It is shown as written; a link to another row of the same issue is
drawn only where the words leave no doubt:

- an id of a row (`P083`);
- `next row` and `previous row`: the next or previous position of the same party on the issue, by day and id;
- a day together with a word from that row's speaker, relay or value (`Axios 2025-07-12`, `Rubio 2026-02-04`). The
  outlet does not count: one outlet reports many things on one day.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from servanda.negotiation.position import HeldPosition

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_WORD = re.compile(r"[^\W\d_]{4,}")
_NEIGHBOURS = {"previous row": -1, "next row": 1}


@dataclass(frozen=True, slots=True)
class Conflict:
    """What one position is recorded to conflict with: the words as written, and the rows they name (maybe none)."""

    position: str
    text: str
    rows: tuple[str, ...]


def conflicts(positions: Iterable[HeldPosition]) -> dict[str, Conflict]:
    """The conflicts noted on the given positions, by position id; links lead only to given positions."""
    issues: dict[str, list[HeldPosition]] = {}
    for position in sorted(positions, key=lambda p: (p.day, p.id)):
        issues.setdefault(position.issue, []).append(position)
    return {
        position.id: Conflict(position.id, position.conflicts_with, _rows(position, group))
        for group in issues.values()
        for position in group
        if position.conflicts_with
    }


def linked(found: dict[str, Conflict], position_id: str) -> frozenset[str]:
    """Ids of the rows linked with a position, whichever of the two carries the note."""
    own = found[position_id].rows if position_id in found else ()
    return frozenset(own) | {conflict.position for conflict in found.values() if position_id in conflict.rows}


def _rows(position: HeldPosition, group: Sequence[HeldPosition]) -> tuple[str, ...]:
    others = [other for other in group if other.id != position.id]
    named = {other.id for other in others if re.search(rf"(?<!\w){re.escape(other.id)}(?!\w)", position.conflicts_with)}
    dated = {
        other.id for entry in re.split(r"[;,]", position.conflicts_with) for other in others if _means(entry, other)
    }
    return tuple(sorted(named | dated | _neighbours(position, group)))


def _neighbours(position: HeldPosition, group: Sequence[HeldPosition]) -> set[str]:
    own = [other for other in group if other.party == position.party]
    place = own.index(position)
    steps = [step for words, step in _NEIGHBOURS.items() if words in position.conflicts_with.lower()]
    return {own[place + step].id for step in steps if 0 <= place + step < len(own)}


def _means(entry: str, other: HeldPosition) -> bool:
    if other.said_on.text not in _DAY.findall(entry):
        return False
    words = _words(f"{other.speaker} {other.relayed_by} {other.value}")
    return bool(words & _words(entry))


def _words(text: str) -> set[str]:
    return {word.casefold() for word in _WORD.findall(text)}
