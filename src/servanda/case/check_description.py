"""Checks of case.toml, of the codes of parties and of sites against the tables and agreements of the case."""

from __future__ import annotations

from collections.abc import Sequence

from servanda.agreements.judge import GENERIC_PARTIES
from servanda.agreements.model import Agreement
from servanda.case.description import FILE, Description
from servanda.case.table_set import Tables
from servanda.core.finding import Finding, Severity, shown
from servanda.evidence.vocabulary import EVERY_SITE

WELL_KNOWN = GENERIC_PARTIES | {
    "IAEA", "DG", "BOG", "UNSC", "UNGA", "NWS", "EU", "E3", "E3EU3", "E3EU", "P5", "P5+1", "NSG", "all UN members",
}  # fmt: skip
"""Codes of organs and groups that any agreement may bind without naming them among its parties."""


def check_codes(description: Description, tables: Tables, agreements: Sequence[Agreement]) -> list[Finding]:
    """The State's code, the default position, and every code that an obligation binds."""
    return [*_position(description, agreements), *_code(description, agreements), *_obligated(tables, agreements)]


def check_days(description: Description, tables: Tables) -> list[Finding]:
    """A record that begins before the first day of the case: what lies before is kept and not shown."""
    first = min(tables.statements, key=lambda s: (s.day, s.id), default=None)
    if first is None or first.day >= description.first_day:
        return []
    return [
        _finding(
            description,
            "first_day",
            "case-first-day-late",
            f"{description.first_day}, after {first.day} [{first.id}]",
            f"{first.day} or earlier",
            "the first day of a case is the day of its first statement or an earlier one",
            f"write first_day = {first.day}, or correct the day of {first.id}",
            Severity.WARNING,
        )
    ]


def check_sites_listed(tables: Tables) -> list[Finding]:
    """One warning when statements name sites and no site is listed."""
    named = sorted({s.site for s in tables.statements if s.site and s.site != EVERY_SITE})
    if tables.sites or not named:
        return []
    return [
        Finding(
            "sites.csv",
            None,
            "case-without-sites",
            "",
            f"no site, while statements name {', '.join(named[:8])}{' …' if len(named) > 8 else ''}",
            "sites.csv with one row for each site",
            "what a statement names can be looked up",
            "write sites.csv with the header site,name,type and a row for each of them",
            Severity.WARNING,
        )
    ]


def _position(description: Description, agreements: Sequence[Agreement]) -> list[Finding]:
    held = {code for a in agreements for entry in a.states for code in entry.held_by}
    known = held | {code for a in agreements for code in a.parties} | {description.code, "all"}
    if description.position in known:
        return []
    words = ", ".join(["all", *sorted(known - {"all"})])
    return [
        _finding(
            description,
            "position",
            "case-unknown-position",
            shown(description.position),
            f"one of {words}",
            "a legal position is held by a party of an agreement, or asked of all",
            'write position = "all", or the code of a party',
        )
    ]


def _code(description: Description, agreements: Sequence[Agreement]) -> list[Finding]:
    named = {code for a in agreements for code in a.parties}
    named |= {code for a in agreements for o in a.obligations for code in o.obligated}
    if not agreements or description.code in named or GENERIC_PARTIES & named:
        return []
    return [
        _finding(
            description,
            "code",
            "case-code-in-no-agreement",
            shown(description.code),
            f"the State's code in the files of agreements, which name {', '.join(sorted(named))}",
            "the code in case.toml is the one under which agreements bind the State",
            "correct code in case.toml, or the parties of the agreements",
            Severity.WARNING,
        )
    ]


def _obligated(tables: Tables, agreements: Sequence[Agreement]) -> list[Finding]:
    of_case = {alias for p in tables.parties for alias in (p.id, p.code) if alias} | WELL_KNOWN
    of_case |= {code for a in agreements for code in a.parties}
    return [
        Finding(
            o.file,
            o.line,
            "agreement-unknown-obligated",
            "obligated",
            f"{shown(code)} in obligation {o.id}",
            f"a party of the agreement ({', '.join(a.parties)}) or of the case, or STATE",
            "an obligation binds parties that are known",
            "correct the code, or add the party to the agreement or to negotiation/parties.csv",
            Severity.WARNING,
        )
        for a in agreements
        for o in a.obligations
        for code in o.obligated
        if code not in of_case
    ]


def _finding(
    description: Description,
    key: str,
    name: str,
    found: str,
    expected: str,
    rule: str,
    remedy: str,
    severity: Severity = Severity.ERROR,
) -> Finding:
    return Finding(FILE, description.lines.get(key), name, key, found, expected, rule, remedy, severity)
