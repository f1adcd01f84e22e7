"""Record and tables to a plan: what joins a case to the room `inspection`.

A plan for a case comes with everything that it takes as given, what it leaves out, and the declarations to ask for.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from servanda.case.inspection_access import access_of
from servanda.case.inspection_strata import CaseStrata, Found, PlanAsked, Scale, Unplanned
from servanda.case.view import View
from servanda.core.finding import Misuse
from servanda.inspection.declaration import Declaration, declarations
from servanda.inspection.goal_methods import InspectionMethod
from servanda.inspection.goal_words import ASSUMED
from servanda.inspection.plan import Plan
from servanda.inspection.plan_tables import STRATA, NotSampled, StratumRow
from servanda.knowledge.strata import TOTAL, Stratum

SCALES = (
    Scale(),
    Scale("twice as many items, each half as heavy", items=2),
    Scale("five times as many items", items=5),
    Scale("twice the minutes for every item", minutes=2.0),
    Scale("half the set-up of a visit", setup=0.5),
    Scale("twice the set-up of a visit", setup=2.0),
)
"""How wrong the assumed figures are supposed to be; figures that are not assumed stay."""


@dataclass(frozen=True, slots=True)
class CasePlan:
    """A plan for a case, with what is no part of it, what is no sampling problem, declarations, and what is assumed.

    `cautions` are to be read before the plan: what it takes as given. `variants` say what other assumptions would change.
    """

    plan: Plan
    unplanned: tuple[Unplanned, ...]
    not_sampled: tuple[Unplanned, ...]
    declarations: tuple[Declaration, ...]
    assumptions: tuple[str, ...]
    variants: tuple[Variant, ...]
    cautions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Variant:
    """The same plan with one assumption changed: working days until all is verified, and the order of the strata."""

    words: str
    days_in_all: float
    inspector_days: float
    order: tuple[str, ...]


def plan_for(view: View, asked: PlanAsked) -> CasePlan:
    """The plan that restores knowledge of the material of a case, seen as of the day of the view."""
    tables = view.case.inspection
    if not tables.strata:
        raise Misuse(
            f"the case {view.case.slug} has no stratum to plan: write one row for each into {STRATA} (stratum, band, form, "
            f"items or item_kg, methods, surveillance, basis); docs/inspection/plan.md says more"
        )
    found = Found.of(view)
    joined = CaseStrata(view, asked, found)
    strata = joined.strata()
    if not strata:
        why = "; ".join(f"{u.what}: {u.why}" for u in joined.unplanned)
        raise Misuse(f"nothing to plan for {view.case.slug} as of {view.as_of}: {why}")
    plan = joined.plan(strata)
    unlisted = tuple(_unlisted(found, tables.strata))
    return CasePlan(
        plan, (*joined.unplanned, *unlisted), not_sampled(view), asked_for(view), _assumptions(plan, joined),
        tuple(_variants(view, asked, found)), tuple(_cautions(plan, view)),
    )  # fmt: skip


def _variants(view: View, asked: PlanAsked, found: Found) -> Iterator[Variant]:
    for scale in SCALES:
        joined = CaseStrata(view, asked, found, scale)
        plan = joined.plan(joined.strata())
        days = plan.days_in_all
        names = tuple(p.stratum.name for p in plan.strata)
        yield Variant(scale.words, days, days * asked.resources.teams, names)


def _assumptions(plan: Plan, joined: CaseStrata) -> tuple[str, ...]:
    used: dict[str, InspectionMethod] = {m.name: m for p in plan.strata for m in p.stratum.sample.methods}
    setup = sorted({f"{p.stratum.setup_hours:g}" for p in plan.strata})
    notices = dict.fromkeys(p.stratum.notice for p in plan.strata if p.stratum.notice)
    return (
        *(f"items {basis}: {'; '.join(words)}" for basis, words in joined.items.items()),
        *(a for p in plan.strata for a in p.stratum.assumptions),
        *_weak_sizes(plan),
        *(m.words for m in used.values()),
        f"set-up of a visit: {' or '.join(setup)} hours, once for each place; a stratum without a site is a place of its own",
        *(f"notice: {words}, given on {plan.as_of}" for words in notices),
        f"first day of work {plan.start}; {plan.calendar.name}",
        "enrichment of a band taken at its upper bound, so that an item holds no more U-235 than counted",
    )


def _weak_sizes(plan: Plan) -> Iterator[str]:
    """Sizes of defect between those planned for that a whole sample finds less often than the goal says."""
    for p in plan.strata:
        weakest = p.stratum.sample.weakest()
        if weakest is not None and weakest[1] < p.stratum.sample.detection - 0.005:
            size, found = weakest
            yield f"{p.stratum.name}: defects of {size:.2g} of an item, between those planned for, are found with {found:.2f}"


def _cautions(plan: Plan, view: View) -> Iterator[str]:
    """What the plan takes as given, to be read before it."""
    yield from dict.fromkeys(p.stratum.lost_why for p in plan.strata if p.stratum.lost_since is not None)
    rows = [access_of(view, row.site) for row in view.case.inspection.strata]
    if any(row is None or (row.earliest is None and not row.closed) for row in rows):
        yield f"access from {plan.start} on is taken as given: no day of access is on record"
    if any(row.basis == ASSUMED for row in view.case.inspection.strata):
        yield "numbers of items are assumed, not counted: what that changes is shown below"


def _unlisted(found: Found, rows: Sequence[StratumRow]) -> Iterator[Unplanned]:
    """Strata that the record states for the time and that no row of the table plans."""
    planned = {Stratum(r.band, r.form, r.site) for r in rows}
    forms = {r.form for r in rows}
    for age in found.ages.values():
        if age.used is None or age.stratum in planned or found.outlived(age):
            continue
        if age.stratum.band == TOTAL and age.stratum.form in (*forms, "all_forms"):
            continue  # the sum of strata that are planned
        if age.stratum.band != TOTAL and age.stratum.form == "all_forms":
            continue  # the same material in the forms of other rows
        amount = age.value.text() if age.value else "no amount"
        why = f"{amount} [{age.used.chosen.id}]: no items known and none assumed"
        yield Unplanned(age.stratum.words, why, age.evidence, f"add a row to {STRATA}", age.significant_quantities)


def not_sampled(view: View) -> tuple[Unplanned, ...]:
    """What no sample can answer, as far as it was known: rows whose statements are all in view."""
    return tuple(
        Unplanned(row.what, row.why, row.evidence, row.instead)
        for row in view.case.inspection.not_sampled
        if _seen(view, row)
    )


def _seen(view: View, row: NotSampled) -> bool:
    return all(i in view.record.by_id for i in row.evidence)


def asked_for(view: View) -> tuple[Declaration, ...]:
    """The declarations to ask for, with the status of each paragraph on the day of the view."""
    held = {o.id for a in view.agreements for o in a.obligations}
    return declarations(lambda name: view.answer(name) if name in held else None)
