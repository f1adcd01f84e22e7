"""Who held what on a day, as known by a day.

Nothing is overwritten: the newest words stand first, everything earlier stays as history, what was said on the same
day or is recorded as conflicting stands beside it, a denial is linked to what it denies, and what somebody else
reports about a party is kept apart from the party's own words.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from servanda.negotiation.conflict import Conflict, conflicts, linked
from servanda.negotiation.position import Attribution, HeldPosition


@dataclass(frozen=True, slots=True)
class Denial:
    """A denial and the rows it denies; none are listed when the claim it denies is not in the record."""

    position: HeldPosition
    denies: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Holding:
    """What one party held on one issue on the day. Each recorded position stands in exactly one of the five places.

    `current`: the newest day's words, all of them. `beside`: earlier ones noted as conflicting with a current one.
    `history`: earlier ones, newest first. `denials`: what was denied, and by which row. `second_hand`: what another
    party said of it, newest first; it never becomes the party's position. `conflicts` are the notes on `current`
    and `beside`, as written.
    """

    party: str
    issue: str
    current: tuple[HeldPosition, ...]
    beside: tuple[HeldPosition, ...]
    history: tuple[HeldPosition, ...]
    denials: tuple[Denial, ...]
    second_hand: tuple[HeldPosition, ...]
    conflicts: tuple[Conflict, ...]

    @property
    def contested(self) -> bool:
        """True when the record does not say one thing: several current, one beside, or a denial of a current one."""
        ids = {position.id for position in self.current}
        denied = any(ids & set(denial.denies) for denial in self.denials)
        return len(self.current) > 1 or bool(self.beside) or denied

    @property
    def evidence(self) -> tuple[str, ...]:
        """Ids of the rows behind what is shown as held: current, beside, denials, second hand."""
        shown = (*self.current, *self.beside, *(denial.position for denial in self.denials), *self.second_hand)
        return tuple(position.id for position in shown)


def visible(positions: Iterable[HeldPosition], day: date, known_by: date | None) -> tuple[HeldPosition, ...]:
    """Positions said by the end of `day` and public by the end of `known_by` (None: everything recorded), by day and id."""
    wanted = [p for p in positions if p.day <= day and (known_by is None or p.public_day <= known_by)]
    return tuple(sorted(wanted, key=lambda position: (position.day, position.id)))


def held(
    positions: Iterable[HeldPosition],
    day: date,
    known_by: date | None,
    issue: str | None = None,
    party: str | None = None,
) -> tuple[Holding, ...]:
    """Who held what on the day as known by a day, by issue and party; a criterion left out matches all.

    `party` is compared with the id in the row: what a group said stands under the group.
    """
    seen = visible(positions, day, known_by)
    found = conflicts(seen)
    groups: dict[tuple[str, str], list[HeldPosition]] = {}
    for position in seen:
        if issue in (None, position.issue) and party in (None, position.party):
            groups.setdefault((position.issue, position.party), []).append(position)
    return tuple(_holding(group, found) for _, group in sorted(groups.items()))


def _holding(group: list[HeldPosition], found: dict[str, Conflict]) -> Holding:
    own = [p for p in group if not p.denial and p.attribution is not Attribution.SECOND_HAND]
    newest = max((p.day for p in own), default=None)
    current = [p for p in own if p.day == newest]
    links = frozenset[str]().union(*(linked(found, p.id) for p in current))
    earlier = [p for p in reversed(own) if p.day != newest]
    beside = [p for p in earlier if p.id in links]
    shown = [*current, *beside]
    return Holding(
        party=group[0].party,
        issue=group[0].issue,
        current=tuple(current),
        beside=tuple(beside),
        history=tuple(p for p in earlier if p.id not in links),
        denials=tuple(Denial(p, tuple(sorted(linked(found, p.id)))) for p in reversed(group) if p.denial),
        second_hand=tuple(p for p in reversed(group) if not p.denial and p.attribution is Attribution.SECOND_HAND),
        conflicts=tuple(found[p.id] for p in shown if p.id in found),
    )
