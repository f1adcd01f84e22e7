"""How the quantity of a measure is read from statements: the table `readings.csv`, its rules and their filters.

A rule names the statements to look at and how to take one value from them. Rules of one quantity (and one joined
part of it) are tried in `order`; those with the same order are read together. A quantity that has no rule is read
from statements that carry its own name, so that an agreement of another case needs no new code.

`relation` says what the reading is to the quantity: the quantity itself (direct), part of it (lower bound), more
than it (upper bound), something that stands for it (proxy), only that there is some (presence), or something that
shows a breach and can never show that there is none (witness).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache

from servanda.agreements.model import Measure, Obligation
from servanda.agreements.tables import table
from servanda.core.band import band_bound
from servanda.core.timeliness import (
    INDIRECT_USE,
    IRRADIATED_DIRECT_USE,
    NO_GOAL,
    UNIRRADIATED_DIRECT_USE,
    TimelinessGoal,
)
from servanda.evidence.record import Record
from servanda.evidence.statement import Statement
from servanda.evidence.vocabulary import FORMS

POOLED_SUBJECTS = frozenset({"", "all"})
POOLED_SITES = frozenset({"", "all_declared_plants"})
NOT_TOTALS = ("_increment", "_new_plan")
"""Endings of subjects that count a change or a plan, not what is there."""

MATTERS = {
    "direct_use": UNIRRADIATED_DIRECT_USE,
    "irradiated": IRRADIATED_DIRECT_USE,
    "indirect_use": INDIRECT_USE,
    "other": NO_GOAL,
}
"""The matters of the table: how old a statement may be to say what is the case now."""

_MACHINE = re.compile(r"\b[A-Z]+-\d+[a-z]*\b")
_BAND = re.compile(r"\bup_to_\d+(?:_\d+)?\b")
_SITE = re.compile(r"(?<![\w-])[A-Z][A-Z_0-9]{2,}(?![\w-])")


@dataclass(frozen=True, slots=True)
class Rule:
    """One row of the table of readings."""

    quantity: str
    part: str
    order: int
    statements: tuple[str, ...]
    subjects: frozenset[str]
    sites: frozenset[str]
    band: str
    form: str
    scope: str
    pick: str
    relation: str
    matter: TimelinessGoal
    words: str


@dataclass(frozen=True, slots=True)
class Scope:
    """What a measure restricts: codes that its scope names, and the keys that every reading must respect."""

    machines: frozenset[str]
    sites: frozenset[str]
    site: str = ""
    band: str = ""
    form: str = ""
    subject: str = ""


def scope_of(measure: Measure | None) -> Scope:
    """Codes in the scope text: `IR-6` is a machine type, `FFEP` a site, `up_to_5` a band; words are left alone."""
    if measure is None:
        return Scope(frozenset(), frozenset())
    machines = frozenset(_MACHINE.findall(measure.scope))
    codes = frozenset(_SITE.findall(_MACHINE.sub(" ", measure.scope)))
    bands = _BAND.findall(measure.scope)
    band = measure.band or (bands[0] if len(bands) == 1 else "")
    forms = sorted(codes & set(FORMS)) if band else []
    return Scope(machines, codes - set(FORMS), measure.site, band, measure.form or "".join(forms[:1]), measure.subject)


@cache
def rules(quantity: str, part: str = "") -> tuple[Rule, ...]:
    """The rules for a quantity, in their order; for one without rules, statements of its own name."""
    found = [_rule(row) for row in table("readings.csv") if row["quantity"] == quantity and row["part"] == part]
    known = any(row["quantity"] == quantity for row in table("readings.csv"))
    if not found and not part and not known:
        found = [_own_name(quantity)]
    return tuple(sorted(found, key=lambda rule: rule.order))


def _rule(row: dict[str, str]) -> Rule:
    return Rule(
        quantity=row["quantity"],
        part=row["part"],
        order=int(row["order"]),
        statements=_split(row["statement"]),
        subjects=frozenset(_split(row["subject"])),
        sites=frozenset(_split(row["site"])),
        band=row["band"],
        form=row["form"],
        scope=row["scope"],
        pick=row["pick"],
        relation=row["relation"],
        matter=MATTERS[row["matter"]],
        words=row["words"],
    )


def _own_name(quantity: str) -> Rule:
    nothing: frozenset[str] = frozenset()
    words = quantity.replace("_", " ")
    return Rule(quantity, "", 1, (quantity,), nothing, nothing, "", "", "own", "total", "direct", NO_GOAL, words)


def act_rule(identifier: str) -> Rule:
    """For an obligation that measures nothing: an `activity` whose subject is the obligation itself."""
    nothing: frozenset[str] = frozenset()
    words = "what the obligation forbids"
    return Rule(
        "activity", "", 1, ("activity",), frozenset({identifier}), nothing, "", "", "", "presence", "presence",
        NO_GOAL, words,
    )  # fmt: skip


def _split(cell: str) -> tuple[str, ...]:
    return tuple(cell.split("|")) if cell else ()


@cache
def place_of(site: str) -> str:
    """The place to which a site belongs, as agreements name it; the site itself when the table has no row."""
    return next((row["place"] for row in table("places.csv") if row["site"] == site), site)


@cache
def stand_in(identifier: str) -> str:
    """The quantity read for an obligation whose file gives no measure; empty when there is none."""
    return next((row["quantity"] for row in table("unmeasured.csv") if row["obligation"] == identifier), "")


def quantity_of(obligation: Obligation) -> str:
    """What is measured for an obligation; empty when nothing is."""
    return stand_in(obligation.id) if obligation.measure is None else obligation.measure.quantity


def relevant(rule: Rule, scope: Scope, record: Record) -> tuple[Statement, ...]:
    """The statements that a rule looks at, by day."""
    tests = [*_fixed(rule, scope), *_scoped(rule, scope), *_restricted(scope)]
    pools = [record.by_quantity.get(name, ()) for name in rule.statements]
    pool: Iterable[Statement] = pools[0] if len(pools) == 1 else sorted(_joined(pools), key=lambda s: (s.day, s.id))
    for test in tests:
        pool = filter(test, pool)
    return tuple(pool)


def _joined(pools: list[tuple[Statement, ...]]) -> Iterable[Statement]:
    return (statement for pool in pools for statement in pool)


def _fixed(rule: Rule, scope: Scope) -> Iterable[Callable[[Statement], bool]]:
    if rule.subjects:
        yield lambda s: s.subject in rule.subjects
    elif rule.pick in ("total", "names"):
        yield lambda s: not s.subject.endswith(NOT_TOTALS)
    if rule.pick == "places":
        yield lambda s: s.quantity != "activity" or s.subject == "enrichment"
    if rule.sites:
        yield lambda s: s.site in rule.sites
    if rule.form and not scope.form:
        yield lambda s: s.form == rule.form
    if scope.band:
        return
    if rule.band == "up_to_*":
        yield lambda s: band_bound(s.band) is not None
    elif rule.band == "above_20":
        yield lambda s: (band_bound(s.band) or 0.0) > 20.0
    elif rule.band:
        yield lambda s: s.band == rule.band


def _scoped(rule: Rule, scope: Scope) -> Iterable[Callable[[Statement], bool]]:
    if rule.scope in ("site", "machines", "own") and scope.sites:
        yield lambda s: s.site in scope.sites
    if rule.scope in ("machines", "own") and scope.machines:
        yield lambda s: s.subject in scope.machines


def _restricted(scope: Scope) -> Iterable[Callable[[Statement], bool]]:
    """What the keys of a measure say, whatever the rule."""
    if scope.site:
        yield lambda s: s.site == scope.site
    if scope.subject:
        yield lambda s: s.subject == scope.subject
    if scope.band:
        yield lambda s: s.quantity != "uranium_mass" or s.band == scope.band
    if scope.form:
        yield lambda s: s.quantity != "uranium_mass" or s.form == scope.form
