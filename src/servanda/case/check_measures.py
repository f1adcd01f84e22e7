"""Checks of limits against the case they stand in: a restriction that nothing reads, a unit that nothing carries."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator

from servanda.agreements.model import Agreement, Measure, Obligation, Test
from servanda.agreements.readings import quantity_of, rules, scope_of
from servanda.agreements.verifier_clock import is_verifier_clock
from servanda.core.finding import Finding, Severity, shown
from servanda.core.unit import SAME_DIMENSION, SCALE, Unit, unit_of
from servanda.evidence.vocabulary import EVERY_SITE, QUANTITY_UNITS

RULE_SCOPE = "scope is text for people; site, band, form and subject of a measure restrict what is read"
RULE_UNIT = "a limit is stated in a unit in which its quantity is recorded, or has an equivalent in one"
ABBREVIATIONS = frozenset({
    "AP", "CSA", "D2O", "HEU", "IAEA", "INFCIRC", "JCPOA", "LEU", "NPT", "SWU", "TRR", "U3O8", "UO2", "UNSC",
})  # fmt: skip
"""Words in capitals that people write into a scope and that name no site."""
MASSES = ("uranium_mass", "enriched_uranium_stockpile")
_EVERYTHING = re.compile(r"\b(any|all|every|whole)\b", re.IGNORECASE)
"""Words that restrict nothing and mean to."""
_UP_TO = re.compile(r"\bup to (\d+(?:\.\d+)?) ?(?:%|percent|per cent)", re.IGNORECASE)


def check_measures(agreements: Iterable[Agreement], sites: Collection[str]) -> list[Finding]:
    """Every finding about the limits; `sites` are the codes that sites.csv or, without it, the statements know."""
    return [
        finding
        for agreement in agreements
        for o in agreement.obligations
        if o.measure is not None
        for finding in (*_site(o, o.measure, sites), *_scope(o, o.measure, sites), *_unit(o, o.measure), *_fraction(o))
    ]


def _site(o: Obligation, measure: Measure, sites: Collection[str]) -> Iterator[Finding]:
    if measure.site and measure.site not in {*sites, EVERY_SITE}:
        listed = ", ".join(sorted(sites)) or "no site is listed"
        remedy = f"add {measure.site!r} to sites.csv, or correct the code ({listed})"
        yield _finding(o, "measure-unknown-site", "site", measure.site, "a code of sites.csv", RULE_SCOPE, remedy,
                       Severity.ERROR)  # fmt: skip


def _scope(o: Obligation, measure: Measure, sites: Collection[str]) -> Iterator[Finding]:
    """At most one warning: what the scope says and no reading will respect."""
    remedy = _unread(o, measure, sites)
    if measure.scope and remedy:
        found = f"the scope {shown(measure.scope)}"
        yield _finding(o, "measure-scope-not-read", "scope", found, "a restriction that readings respect", RULE_SCOPE,
                       remedy, quoted=False)  # fmt: skip


def _unread(o: Obligation, measure: Measure, sites: Collection[str]) -> str:
    scope, quantity = scope_of(measure), quantity_of(o)
    band = _UP_TO.search(measure.scope)
    if band and not scope.band and quantity in MASSES:
        form = " and form: UF6" if "UF6" in measure.scope and not scope.form else ""
        return f"write band: up_to_{band[1].replace('.', '_')}{form} in the measure; the words restrict nothing"
    if quantity in MASSES and "UF6" in measure.scope and not scope.form:
        return "write form: UF6 in the measure; the word in the scope restricts nothing"
    if measure.site or not _reads_statements(quantity):
        return ""
    codes = scope.sites - ABBREVIATIONS
    if codes and not codes <= set(sites):
        unknown = ", ".join(sorted(codes - set(sites)))
        return f"add {unknown} to sites.csv, or write site: with one of {', '.join(sorted(sites)) or 'its codes'}"
    if codes and all(rule.scope not in ("site", "machines", "own") for rule in rules(quantity)):
        return f"write site: {min(codes)} in the measure; this quantity is read for all sites otherwise"
    nothing = not (codes or scope.machines or scope.band or measure.form or measure.subject)
    restricts = quantity in QUANTITY_UNITS or any(rule.scope in ("site", "machines") for rule in rules(quantity))
    if nothing and restricts and not _EVERYTHING.search(measure.scope):
        return "write site:, band:, form: or subject: in the measure; the words restrict nothing"
    return ""


def _reads_statements(quantity: str) -> bool:
    return quantity in QUANTITY_UNITS or any(r.scope != "own" for r in rules(quantity))


def _unit(o: Obligation, measure: Measure) -> Iterator[Finding]:
    if is_verifier_clock(o):
        return
    unit = unit_of(measure.unit)
    names = {name for rule in rules(quantity_of(o)) for name in rule.statements if rule.pick != "growth"}
    known = {allowed for name in names for allowed in QUANTITY_UNITS.get(name, ())}
    stated = [unit, *(unit_of(e.unit) for e in o.test.equivalents)] if o.test else [unit]
    if unit is None or not known or not _has_number(o.test) or any(_meets(u, known) for u in stated):
        return
    words = ", ".join(sorted(known))
    remedy = f"write the limit in {words}, or add equivalents: [{{threshold: NUMBER, unit: {min(known)}}}]"
    yield _finding(o, "measure-unit-never-stated", "unit", measure.unit, words, RULE_UNIT, remedy)


def _meets(unit: Unit | None, known: Collection[Unit]) -> bool:
    if unit is None or unit in known:
        return unit is not None
    return any((other, unit) in SCALE or any({unit, other} <= group for group in SAME_DIMENSION) for other in known)


def _has_number(test: Test | None) -> bool:
    return test is not None and bool(test.schedule or (isinstance(test.threshold, float) and test.threshold))


def _fraction(o: Obligation) -> Iterator[Finding]:
    """A level between 0 and 1 percent is most likely a mass fraction."""
    if o.test is None or o.measure is None or unit_of(o.measure.unit) is not Unit.PERCENT_U235:
        return
    for limit in (o.test.threshold, *(step.threshold for step in o.test.schedule)):
        if isinstance(limit, float) and 0 < limit < 1:
            remedy = f"if the mass fraction {limit:g} is meant, write {limit * 100:g}; else leave it"
            yield _finding(o, "measure-percent-as-fraction", "threshold", f"{limit:g}", "a percentage of U-235",
                           "files state enrichment in percent: 5 % is 5, not 0.05", remedy)  # fmt: skip


def _finding(
    o: Obligation, name: str, key: str, found: str, expected: str, rule: str, remedy: str,
    severity: Severity = Severity.WARNING, *, quoted: bool = True,
) -> Finding:  # fmt: skip
    what = f"{shown(found) if quoted else found} in obligation {o.id}"
    return Finding(o.file, o.line, name, key, what, expected, rule, remedy, severity)
