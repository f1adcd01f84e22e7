"""What a published figure is computed from: stocks, machines and outputs of one machine, as a record holds them.

These are plain facts with their statement ids; which of them a publication used, and how, is `breakout_case`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from servanda.capability.publication import Publication
from servanda.capability.publication_words import Reading
from servanda.capability.stock import Stock


@dataclass(frozen=True, slots=True)
class MachineGroup:
    """Machines of one type at one site. `in_service` is the least share that works, `said` how the number was found.

    `level` is the highest enrichment (percent) that the record states for them, None where it states none.
    """

    site: str
    machine: str
    number: float
    day: date
    evidence: tuple[str, ...]
    said: str = ""
    in_service: float = 1.0
    cascades: float | None = None
    level: float | None = None


@dataclass(frozen=True, slots=True)
class Output:
    """SWU a year of one machine: low, nominal and high as published."""

    machine: str
    low: float
    nominal: float
    high: float
    evidence: tuple[str, ...] = ()
    said: str = ""


@dataclass(frozen=True, slots=True)
class StatedCapacity:
    """A capacity of the whole programme as published, SWU a year."""

    swu_per_year: float
    day: date
    evidence: tuple[str, ...] = ()
    said: str = ""


@dataclass(frozen=True, slots=True)
class CaseInputs:
    """One publication with what the record gives for it. `gaps` say what was missing and what stood in for it.

    `last_named` is what the same publisher last said where it named cascades for a first quantity, None: nothing.
    `why_not` says why no range can be computed, empty when it can.
    """

    publication: Publication
    reading: Reading
    as_of: date
    stocks: tuple[Stock, ...]
    groups: tuple[MachineGroup, ...]
    outputs: tuple[Output, ...]
    stated: StatedCapacity | None = None
    last_named: Reading | None = None
    why_not: str = ""
    gaps: tuple[str, ...] = ()

    @property
    def evidence(self) -> tuple[str, ...]:
        """Ids of every statement used."""
        ids = [i for s in self.stocks for i in s.evidence]
        ids += [i for g in self.groups for i in g.evidence]
        ids += [i for o in self.outputs for i in o.evidence]
        return tuple(dict.fromkeys([*ids, *(self.stated.evidence if self.stated else ())]))

    @property
    def not_counted(self) -> str:
        """Why the row is not one whose stock and machines are known, empty when it is."""
        if self.why_not:
            return self.why_not
        if self.reading.unspecified_quantity:
            return "the publication states neither its quantity nor its inputs; the record's stand in for them"
        return ""
