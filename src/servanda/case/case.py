"""A case: everything recorded about one State's programme, opened from a folder and checked as a whole."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from servanda.agreements.depends import Dependency
from servanda.agreements.model import Agreement, Forums
from servanda.agreements.proposal import Proposal
from servanda.case.check import check_case
from servanda.case.dependencies import dependencies_of
from servanda.case.description import EXAMPLE, Description, read_description
from servanda.case.description import FILE as DESCRIPTION_FILE
from servanda.case.disk import Folder, bundled, find, read_folder
from servanda.case.instruments import read_instruments
from servanda.case.proposals import read_proposals
from servanda.case.table_set import Tables, read_tables
from servanda.core.finding import Finding, Misuse, Severity, refuse_on_error, sorted_findings
from servanda.evidence.judgement import Judgement
from servanda.evidence.record import Record
from servanda.evidence.site import Site
from servanda.negotiation.format import Format
from servanda.negotiation.issue import Issue
from servanda.negotiation.meeting import Meeting
from servanda.negotiation.party import Party
from servanda.negotiation.position import HeldPosition

if TYPE_CHECKING:
    from servanda.case.view import View


@dataclass(frozen=True)
class Case:
    """An opened case: frozen, checked, without errors. `warnings` are carried into whatever reads the doubtful rows."""

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

    def at(self, as_of: date | None = None, known_by: date | None = None, position: str = "all") -> View:
        """The case as of a day, with the knowledge of a day (None: everything recorded), under a legal position."""
        from servanda.case.view import View  # the view knows the case; this import would be circular above

        codes = self.position_codes()
        if position != "all" and position not in codes:
            raise Misuse(f"unknown position {position!r}: write all, or one of {', '.join(codes)}")
        return View(self, as_of or self.default_as_of, known_by, position)

    def position_codes(self) -> tuple[str, ...]:
        """Every party whose legal position can be asked for, by the code used in agreements."""
        held = {code for a in self.agreements for entry in a.states for code in entry.held_by}
        parties = {code for a in self.agreements for code in a.parties}
        return tuple(sorted(held | parties | {self.description.code}))


def list_cases() -> dict[str, Path]:
    """The cases that come with Servanda: their folders by name."""
    return bundled()


def open_case(name_or_path: str | Path) -> Case:
    """Open a bundled case by name or any case by its path; raises `Refused` with every finding when it has errors."""
    case, findings = examine(name_or_path)
    refuse_on_error(f"the case {str(name_or_path)!r}", findings)
    if case is None:
        raise AssertionError("a case without errors was not built")
    return case


def examine(name_or_path: str | Path) -> tuple[Case | None, list[Finding]]:
    """Read and check a case: the case when nothing is wrong with it, and every finding in any event."""
    folder, findings = read_folder(find(name_or_path))
    if not folder.texts:
        return None, findings or [_nothing(folder)]
    description, tables, agreements, forums, problems = _read(folder)
    findings += problems
    proposals: tuple[Proposal, ...] = ()
    dependencies: tuple[Dependency, ...] = ()
    if not any(f.severity is Severity.ERROR and f.file.startswith("agreements/") for f in findings):
        proposals, problems = read_proposals(folder, agreements)
        dependencies, more = dependencies_of(folder, agreements)
        findings += [*problems, *more]
    if description is not None:
        damaged = {f.file for f in findings if f.severity is Severity.ERROR}
        findings += check_case(description, tables, agreements, damaged)
    findings = sorted_findings(findings)
    if description is None or any(f.severity is Severity.ERROR for f in findings):
        return None, findings
    record = Record.of(tables.statements, tables.sources)
    case = Case(
        description,
        record,
        tables,
        agreements,
        forums,
        tuple(findings),
        folder.digest,
        folder.texts,
        proposals,
        dependencies,
    )
    return case, findings


def _read(
    folder: Folder,
) -> tuple[Description | None, Tables, tuple[Agreement, ...], Forums, Iterable[Finding]]:
    text = folder.texts.get(DESCRIPTION_FILE)
    description, findings = (None, [_nothing(folder)]) if text is None else read_description(text)
    tables, table_findings = read_tables(folder)
    agreements, forums, agreement_findings = read_instruments(folder)
    return description, tables, agreements, forums, [*findings, *table_findings, *agreement_findings]


def _nothing(folder: Folder) -> Finding:
    return Finding(
        DESCRIPTION_FILE,
        None,
        "case-without-description",
        "",
        f"no {DESCRIPTION_FILE} in {folder.name or 'the folder'}",
        "a case.toml with slug, title, state, first_day and [questions]",
        "a case is a folder with a case.toml",
        f"write {DESCRIPTION_FILE} with these lines: {' | '.join(EXAMPLE)}",
    )
