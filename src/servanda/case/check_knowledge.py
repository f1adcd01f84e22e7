"""Checks of what knowledge is computed from: coverage that leads to statements and sites, masses that say which uranium."""

from __future__ import annotations

from collections.abc import Iterable

from servanda.case.table_set import Tables
from servanda.core.finding import Finding, Severity, shown
from servanda.core.period import Period
from servanda.core.quantity import NATURAL_ASSAY
from servanda.evidence.links import listed
from servanda.evidence.statement import Statement
from servanda.evidence.vocabulary import EVERY_SITE
from servanda.knowledge.coverage_read import RULE, unmatched_days
from servanda.knowledge.means import Reading

MASS = "uranium_mass"
TAILS = "tails_assay"


def check_knowledge(tables: Tables, damaged: set[str]) -> list[Finding]:
    """Findings about coverage and the statements that bounds read; `damaged` are folders and files with errors of their own."""
    found = [*_masses(tables.statements), *_tails(tables.statements)]
    if "coverage.csv" in damaged or "statements" in damaged:
        return found
    days = {s.id: Period(s.of_day.earliest, s.of_day.latest) for s in tables.statements}
    found += unmatched_days(tables.coverage, days)
    if tables.sites and "sites.csv" not in damaged:
        found += _sites(tables.coverage, {s.site for s in tables.sites} | {EVERY_SITE})
    return found


def _sites(readings: Iterable[Reading], known: set[str]) -> list[Finding]:
    return [
        Finding(
            r.file,
            r.line,
            "coverage-unknown-site",
            "sites",
            shown(site),
            f"sites of sites.csv, or {EVERY_SITE}",
            RULE,
            f"add {site[:50]!r} to sites.csv, or correct the code{listed(known)}",
        )
        for r in readings
        for site in r.sites
        if site not in known
    ]


def _masses(statements: Iterable[Statement]) -> list[Finding]:
    """A mass without its band cannot be counted in significant quantities, nor bounded."""
    return [
        Finding(
            s.file,
            s.line,
            "statement-mass-without-band",
            "band",
            "nothing",
            "an enrichment band such as up_to_5, natural or depleted, or total",
            "a mass of uranium says which uranium: 100 kg at 5 % and at 60 % are not the same",
            "write the band that the source gives; for a sum of bands write total",
            Severity.WARNING,
        )
        for s in statements
        if s.quantity == MASS and not s.band
    ]


def _tails(statements: Iterable[Statement]) -> list[Finding]:
    """What is left over has less U-235 than the natural uranium that was fed."""
    return [
        Finding(
            s.file,
            s.line,
            "statement-tails-above-feed",
            "value",
            shown(s.value),
            f"less than {100 * NATURAL_ASSAY:g} percent_U235, the assay of natural feed",
            "tails hold less U-235 than the feed",
            "write the assay in percent (0.3, not 3); what enriched feed leaves over is a stock of its own band",
        )
        for s in statements
        if s.quantity == TAILS and s.value is not None and float(s.value) >= 100 * NATURAL_ASSAY
    ]
