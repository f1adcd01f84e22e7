"""Parties: States, agencies, organs and groups, and the index that knows them by id, code and name.

A group is a party (`E3`) or only a word in the column `groups` of its members; membership may be dated by years,
`P5+1(2013-2018)`, both years included.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from servanda.core.names import Mark
from servanda.core.period import PartialDate, parse_partial
from servanda.core.table import Columns
from servanda.negotiation.cells import Cells, dated, join
from servanda.negotiation.when import Standing, standing

PARTY_COLUMNS = Columns(
    required=("party_id", "name", "kind", "mark"),
    optional=("code", "groups", "unsc_status", "role", "from", "to", "source"),
)
MEDIATOR = "mediator"
"""The group of the parties that carry texts between others."""
PERMANENT = "permanent"
"""`unsc_status` of a permanent member of the Security Council (UN Charter Art. 23)."""

_DATED = re.compile(r"(?P<group>.+?)\((?P<first>\d{4})(?:-(?P<last>\d{4}|\d{2}))?\)")


@dataclass(frozen=True, slots=True)
class Membership:
    """One group of a party; without dates it is not limited in time. `text` is as written."""

    text: str
    group: str
    first: PartialDate | None = None
    last: PartialDate | None = None

    def on(self, day: date) -> bool:
        """True when the party belongs to the group on a day; a year counts as a whole."""
        return standing(self.first, self.last, day) is not Standing.NO


@dataclass(frozen=True, slots=True)
class Party:
    """One party. `code` is its code in the agreement files; `from_day` and `to_day` date its role, empty: not stated."""

    id: str
    name: str
    kind: str
    mark: tuple[Mark, ...]
    code: str = ""
    memberships: tuple[Membership, ...] = ()
    unsc_status: str = ""
    role: str = ""
    from_day: PartialDate | None = None
    to_day: PartialDate | None = None
    source: str = ""
    file: str = field(default="", compare=False)
    line: int = field(default=0, compare=False)

    @property
    def aliases(self) -> tuple[str, ...]:
        """Everything the party may be called: id, code, name."""
        return tuple(alias for alias in (self.id, self.code, self.name) if alias)

    def in_group(self, group: str, day: date) -> bool:
        """True when the party belongs to the group on a day."""
        return any(membership.group == group and membership.on(day) for membership in self.memberships)


@dataclass(frozen=True)
class PartyIndex:
    """Parties by any of their names, and groups by their members."""

    parties: tuple[Party, ...]

    @classmethod
    def of(cls, parties: Iterable[Party]) -> PartyIndex:
        """An index that does not depend on the order of the rows."""
        return cls(tuple(sorted(parties, key=lambda party: party.id)))

    @cached_property
    def by_id(self) -> dict[str, Party]:
        """Parties by id."""
        return {party.id: party for party in self.parties}

    @cached_property
    def groups(self) -> frozenset[str]:
        """Every group that has a member, whatever the day."""
        return frozenset(m.group for party in self.parties for m in party.memberships)

    @cached_property
    def _by_alias(self) -> dict[str, Party]:
        # Ids win over codes and names: a code may repeat the id of nobody else, a name may be anything.
        named = {alias.casefold(): party for party in reversed(self.parties) for alias in party.aliases}
        return named | {party.id.casefold(): party for party in self.parties}

    def find(self, name: str) -> Party | None:
        """The party called so (id, code or name, capitals do not matter), or None."""
        return self._by_alias.get(name.casefold())

    def knows(self, name: str) -> bool:
        """True for a party and for a group that has members."""
        return self.find(name) is not None or name in self.groups

    def name(self, party_id: str) -> str:
        """The party's name for people; an id without a row is shown as it is."""
        party = self.by_id.get(party_id)
        return party.name if party else party_id

    def members(self, group: str, day: date) -> frozenset[str]:
        """Ids of the parties that are in the group on a day, groups themselves left out."""
        return frozenset(p.id for p in self.parties if p.kind != "group" and p.in_group(group, day))

    def expand(self, name: str, day: date) -> frozenset[str]:
        """A group as its members on a day (E3: FRA, GBR, DEU); anyone else as itself, by id.

        A group without recorded members stays itself: nobody is invented.
        """
        party = self.find(name)
        if party is None or party.kind == "group":
            return self.members(party.id if party else name, day) or frozenset({party.id if party else name})
        return frozenset({party.id})


def membership(text: str) -> Membership:
    """A group with its years, if it has any: `P5`, `P5+1(2013-2018)`, `UNSC(2025-26)`."""
    match = _DATED.fullmatch(text)
    if match is None:
        return Membership(text, text)
    first = match["first"]
    last = match["last"] or first
    whole = last if len(last) == 4 else first[:2] + last
    return Membership(text, match["group"].strip(), parse_partial(first), parse_partial(whole))


def party_of(cells: Cells) -> Party:
    """The party in one row; `cells.findings` says what is wrong with it."""
    return Party(
        id=cells.required("party_id", "give the party a short id such as IRN"),
        name=cells.required("name", "write the party's name"),
        kind=cells.required("kind", "write state, group, agency, organ or union"),
        mark=cells.marks(),
        code=cells.text("code"),
        memberships=tuple(membership(entry) for entry in cells.words("groups")),
        unsc_status=cells.text("unsc_status"),
        role=cells.text("role"),
        from_day=cells.date("from"),
        to_day=cells.date("to"),
        source=cells.text("source"),
        file=cells.row.file,
        line=cells.row.line,
    )


def party_cells(party: Party) -> dict[str, str]:
    """The cells of one party, as they are written to a table."""
    return {
        "party_id": party.id, "name": party.name, "kind": party.kind, "code": party.code,
        "groups": join(membership.text for membership in party.memberships), "unsc_status": party.unsc_status,
        "role": party.role, "from": dated(party.from_day), "to": dated(party.to_day), "source": party.source,
        "mark": join(party.mark),
    }  # fmt: skip
