"""What an opened case holds: record, tables, agreements, proposals, warnings; frozen and without errors."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from servanda.agreements.depends import Dependency
from servanda.agreements.model import Agreement, Forums
from servanda.agreements.proposal import Proposal
from servanda.capability.assumption import Assumption
from servanda.case.description import Description
from servanda.case.table_set import Tables
from servanda.core.finding import Finding
from servanda.evidence.judgement import Judgement
from servanda.evidence.record import Record
from servanda.evidence.site import Site
from servanda.negotiation.format import Format
from servanda.negotiation.issue import Issue
from servanda.negotiation.meeting import Meeting
from servanda.negotiation.party import Party
from servanda.negotiation.position import HeldPosition


@dataclass(frozen=True)
class CaseContent:
    """Everything recorded about one State, checked. `warnings` are carried into whatever reads the doubtful rows."""

    description: Description
    record: Record
    tables: Tables
    agreements: tuple[Agreement, ...]
    forums: Forums
    warnings: tuple[Finding, ...]
    digest: str
    texts: Mapping[str, str] = field(repr=False, compare=False)
    proposals: tuple[Proposal, ...] = ()
    dependencies: tuple[Dependency, ...] = ()

    @property
    def slug(self) -> str:
        """The short name of the case."""
        return self.description.slug

    @property
    def title(self) -> str:
        """What the case is called."""
        return self.description.title

    @property
    def state(self) -> str:
        """The name of the State."""
        return self.description.name

    @property
    def default_as_of(self) -> date:
        """The day asked about when nobody says otherwise."""
        return self.description.as_of

    @property
    def sites(self) -> tuple[Site, ...]:
        """The sites that statements name."""
        return self.tables.sites

    @property
    def judgements(self) -> tuple[Judgement, ...]:
        """Published answers to questions of quantity."""
        return self.tables.judgements

    @property
    def assumptions(self) -> tuple[Assumption, ...]:
        """Distributions that no statement gives, each with its source."""
        return self.tables.assumptions

    @property
    def parties(self) -> tuple[Party, ...]:
        """States, organs and groups that hold positions or sit in formats."""
        return self.tables.parties

    @property
    def formats(self) -> tuple[Format, ...]:
        """The formats in which parties meet or decide."""
        return self.tables.formats

    @property
    def issues(self) -> tuple[Issue, ...]:
        """What is negotiated about, each on its scale."""
        return self.tables.issues

    @property
    def positions(self) -> tuple[HeldPosition, ...]:
        """Positions as recorded: who held what, how firm, said how."""
        return self.tables.positions

    @property
    def meetings(self) -> tuple[Meeting, ...]:
        """Rounds, votes, calls and letters."""
        return self.tables.meetings

    def position_codes(self) -> tuple[str, ...]:
        """Every party whose legal position can be asked for, by the code used in agreements."""
        held = {code for a in self.agreements for entry in a.states for code in entry.held_by}
        parties = {code for a in self.agreements for code in a.parties}
        return tuple(sorted(held | parties | {self.description.code}))
