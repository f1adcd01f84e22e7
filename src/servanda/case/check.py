"""Checks that need more than one room: links between tables, sites and parties that nobody declared."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from servanda.agreements.check_procedures import check_deeds, check_totals, check_votes
from servanda.agreements.model import Agreement
from servanda.case.check_description import check_codes, check_days, check_sites_listed
from servanda.case.check_measures import check_measures
from servanda.case.description import FILE as DESCRIPTION_FILE
from servanda.case.description import Description
from servanda.case.table_set import Tables
from servanda.core.finding import Finding, Severity, shown
from servanda.evidence.links import check_ids, check_links, check_sources, listed
from servanda.evidence.statement import Statement
from servanda.evidence.vocabulary import EVERY_SITE
from servanda.negotiation.check import check as check_negotiation

OBLIGATION_QUANTITIES = frozenset({"observance", "performance", "exception", "clock", "submission"})
MACHINE_QUANTITIES = ("installed_", "operating_")


def check_case(
    description: Description, tables: Tables, agreements: Sequence[Agreement], damaged: Collection[str]
) -> list[Finding]:
    """Every finding about tables together.

    `damaged` are the files that have errors of their own: what they lost would only be reported again, so links into
    them are checked once they are whole.
    """
    folders = {path.split("/")[0] for path in damaged}
    findings = [] if tables.statements or "statements" in folders else [_no_statements()]
    findings += check_days(description, tables)
    if "negotiation" not in folders:
        findings += check_negotiation(tables.parties, tables.formats, tables.issues, tables.positions, tables.meetings)
        findings += _parties_of_the_case(description, tables)
    if "agreements" not in folders:
        held = tuple(agreements)
        findings += _obligations(tables, {o.id for a in held for o in a.obligations})
        findings += [*check_deeds(tables.statements, held), *check_votes(tables.statements), *check_totals(held)]
        findings += check_codes(description, tables, held)
    if not folders & {"agreements", "statements"} and "sites.csv" not in folders:
        findings += check_measures(agreements, {s.site for s in tables.sites or tables.statements if s.site})
    if "sites.csv" not in folders:
        findings += _sites(tables) + check_sites_listed(tables)
    if not folders & {"statements", "assumptions.csv"}:
        findings += _assumption_evidence(tables)
    if "sources.csv" not in folders:
        findings += check_sources(tables.statements, tables.sources) + _judgement_sources(tables)
    return findings + check_ids(tables.statements) + ([] if "statements" in folders else check_links(tables.statements))


def _parties_of_the_case(description: Description, tables: Tables) -> list[Finding]:
    known = {p.id for p in tables.parties}
    if not known:
        return []
    named = {description.state: "state"} | {p: "parties" for p in description.parties if p != description.state}
    return [
        Finding(
            DESCRIPTION_FILE,
            description.lines.get(key),
            "case-unknown-party",
            key,
            shown(party),
            f"one of {', '.join(sorted(known))}",
            "the parties of a case are those of negotiation/parties.csv",
            _remedy(party, known, "negotiation/parties.csv"),
        )
        for party, key in named.items()
        if party not in known
    ]


def _assumption_evidence(tables: Tables) -> list[Finding]:
    known = {s.id for s in tables.statements}
    return [
        Finding(
            "assumptions.csv", a.line, "assumption-unknown-evidence", "evidence", shown(i), "ids of statements of the case",
            "an assumption that leans on a statement names it", "correct the id, or leave it out and say the source in words",
        )
        for a in tables.assumptions
        for i in a.evidence
        if i not in known
    ]  # fmt: skip


def _sites(tables: Tables) -> list[Finding]:
    known = {site.site for site in tables.sites}
    if not known:
        return []
    return [
        _about(s, "site", "statement-undeclared-site", s.site, known, "sites.csv", Severity.WARNING)
        for s in tables.statements
        if s.quantity.startswith(MACHINE_QUANTITIES) and s.site and s.site not in (*known, EVERY_SITE)
    ]


def _obligations(tables: Tables, known: set[str]) -> list[Finding]:
    return [
        _about(s, "subject", "statement-unknown-obligation", s.subject, known, "agreements/*.yaml", Severity.ERROR)
        for s in tables.statements
        if s.quantity in OBLIGATION_QUANTITIES and s.subject not in known
    ]


def _judgement_sources(tables: Tables) -> list[Finding]:
    known = {s.id for s in tables.sources}
    if tables.statements and not known:
        return []  # said once, for the statements
    return [
        Finding(
            j.file,
            j.line,
            "judgement-unknown-source",
            "source",
            shown(j.source),
            "an id in sources.csv",
            "every judgement leads to its source",
            _remedy(j.source, known, "sources.csv"),
        )
        for j in tables.judgements
        if j.source not in known
    ]


def _about(
    s: Statement, column: str, name: str, found: str, known: set[str], where: str, severity: Severity
) -> Finding:
    return Finding(
        s.file,
        s.line,
        name,
        column,
        shown(found),
        f"an id in {where}",
        "what a statement names can be looked up",
        _remedy(found, known, where),
        severity,
    )


def _remedy(found: str, known: Iterable[str], where: str) -> str:
    return f"add {found[:50]!r} to {where}, or correct the id{listed(known)}"


def _no_statements() -> Finding:
    return Finding(
        "statements/",
        None,
        "case-without-statements",
        "",
        "no statement",
        "at least one row in statements/*.csv",
        "answers are functions of the statements",
        "add rows to statements/record.csv",
        Severity.WARNING,
    )
