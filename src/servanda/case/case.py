"""A case: everything recorded about one State's programme, opened from a folder and checked as a whole."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path

from servanda.agreements.depends import Dependency
from servanda.agreements.model import Agreement, Forums
from servanda.agreements.proposal import Proposal
from servanda.case.check import check_case
from servanda.case.content import CaseContent
from servanda.case.dependencies import dependencies_of
from servanda.case.description import EXAMPLE, Description, read_description
from servanda.case.description import FILE as DESCRIPTION_FILE
from servanda.case.disk import Folder, bundled, find, read_folder
from servanda.case.inspection_tables import check_inspection, read_inspection
from servanda.case.instruments import read_instruments
from servanda.case.proposals import read_proposals
from servanda.case.table_set import Tables, read_tables
from servanda.case.view import View
from servanda.core.finding import Finding, Misuse, Severity, refuse_on_error, sorted_findings
from servanda.evidence.record import Record


class Case(CaseContent):
    """An opened case: ask it as of a day, with the knowledge of a day, under a legal position."""

    def at(self, as_of: date | None = None, known_by: date | None = None, position: str = "all") -> View:
        """The case as of a day, with the knowledge of a day (None: everything recorded), under a legal position."""
        codes = self.position_codes()
        if position != "all" and position not in codes:
            raise Misuse(f"unknown position {position!r}: write all, or one of {', '.join(codes)}")
        return View(self, as_of or self.default_as_of, known_by, position)


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
        codes = [name for party in tables.parties for name in (party.id, party.code) if name]
        proposals, problems = read_proposals(folder, agreements, codes)
        dependencies, more = dependencies_of(folder, agreements)
        findings += [*problems, *more]
    inspection, problems = read_inspection(folder)
    findings += problems
    if description is not None:
        damaged = {f.file for f in findings if f.severity is Severity.ERROR}
        findings += check_case(description, tables, agreements, damaged)
        findings += check_inspection(inspection, tables, agreements, damaged)
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
        inspection,
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
