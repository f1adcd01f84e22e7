"""The tables of a case, read one by one, and written back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from servanda.capability.assumption import FILE as ASSUMPTIONS
from servanda.capability.assumption import Assumption, read_assumptions, write_assumptions
from servanda.case.disk import Folder
from servanda.core.finding import Finding
from servanda.evidence.folder import (
    read_sources,
    read_statements,
    write_sources,
    write_statements,
)
from servanda.evidence.judgement import Judgement, read_judgements, write_judgements
from servanda.evidence.site import Site, read_sites, write_sites
from servanda.evidence.source import Source
from servanda.evidence.statement import Statement
from servanda.negotiation.format import Format
from servanda.negotiation.issue import Issue
from servanda.negotiation.meeting import Meeting
from servanda.negotiation.party import Party
from servanda.negotiation.position import HeldPosition
from servanda.negotiation.read import (
    read_formats,
    read_issues,
    read_meetings,
    read_parties,
    read_positions,
    write_formats,
    write_issues,
    write_meetings,
    write_parties,
    write_positions,
)

T = TypeVar("T")


@dataclass(frozen=True)
class Tables:
    """Every table of a case; a table that is not there is empty."""

    sources: tuple[Source, ...] = ()
    statements: tuple[Statement, ...] = ()
    sites: tuple[Site, ...] = ()
    judgements: tuple[Judgement, ...] = ()
    assumptions: tuple[Assumption, ...] = ()
    parties: tuple[Party, ...] = ()
    formats: tuple[Format, ...] = ()
    issues: tuple[Issue, ...] = ()
    positions: tuple[HeldPosition, ...] = ()
    meetings: tuple[Meeting, ...] = ()


def read_tables(folder: Folder) -> tuple[Tables, list[Finding]]:
    """Read every table; rows with errors give findings and are left out."""
    findings: list[Finding] = []

    def read(path: str, reader: Callable[[str, str], tuple[Sequence[T], list[Finding]]]) -> tuple[T, ...]:
        text = folder.texts.get(path)
        if text is None:
            return ()
        rows, problems = reader(text, path)
        findings.extend(problems)
        return tuple(rows)

    statements = [s for path in folder.matching("statements/*.csv") for s in read(path, read_statements)]
    tables = Tables(
        sources=read("sources.csv", read_sources),
        statements=tuple(statements),
        sites=read("sites.csv", read_sites),
        judgements=read("judgements.csv", read_judgements),
        assumptions=read(ASSUMPTIONS, read_assumptions),
        parties=read("negotiation/parties.csv", read_parties),
        formats=read("negotiation/formats.csv", read_formats),
        issues=read("negotiation/issues.csv", read_issues),
        positions=read("negotiation/positions.csv", read_positions),
        meetings=read("negotiation/meetings.csv", read_meetings),
    )
    return tables, findings


def write_tables(tables: Tables) -> dict[str, str]:
    """The texts of every table that has rows, by path; statements go back to the files they came from."""
    texts: dict[str, str] = {}
    by_file: dict[str, list[Statement]] = {}
    for statement in tables.statements:
        by_file.setdefault(statement.file or "statements/statements.csv", []).append(statement)
    texts.update({path: write_statements(rows) for path, rows in by_file.items()})
    single = {
        "sources.csv": write_sources(tables.sources) if tables.sources else "",
        "sites.csv": write_sites(tables.sites) if tables.sites else "",
        "judgements.csv": write_judgements(tables.judgements) if tables.judgements else "",
        ASSUMPTIONS: write_assumptions(tables.assumptions) if tables.assumptions else "",
        "negotiation/parties.csv": write_parties(tables.parties) if tables.parties else "",
        "negotiation/formats.csv": write_formats(tables.formats) if tables.formats else "",
        "negotiation/issues.csv": write_issues(tables.issues) if tables.issues else "",
        "negotiation/positions.csv": write_positions(tables.positions) if tables.positions else "",
        "negotiation/meetings.csv": write_meetings(tables.meetings) if tables.meetings else "",
    }
    return {**texts, **{path: text for path, text in single.items() if text}}
