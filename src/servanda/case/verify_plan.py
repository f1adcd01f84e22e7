"""Evaluates a table of strata: samples for each, the worst split of the goal, the plan strengthened against it, a budget."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from servanda.core.finding import Finding, Misuse, Severity, refuse_on_error
from servanda.core.table import Row
from servanda.verification.asked import positive, probability
from servanda.verification.items import ItemPlan, Method, plan_methods, whole_range
from servanda.verification.strata_plan import (
    Saddle,
    Sampled,
    Stratum,
    WorstSplit,
    plan_strata,
    stratified_saddle,
    strengthened,
    worst_split,
)

RULE = "a plan finds the goal quantity as often as was asked for, however it is split over strata"
METHODS = (("D", "sigma_d"), ("F", "sigma_f"), ("H", "sigma_h"))
"""From fine to coarse, as `plan_methods` takes them."""


@dataclass(frozen=True, slots=True)
class MethodsPlan:
    """One stratum by several methods: what each is there for, the plan, its weakest size of defect, and after enlarging."""

    stratum: str
    plan: ItemPlan
    weakest: tuple[float, float] | None
    strong: ItemPlan
    strongest: tuple[float, float] | None


@dataclass(frozen=True, slots=True)
class PlanAnswer:
    """Samples stratum by stratum, strengthened against every split, and what a budget would reach at best."""

    plan: tuple[Sampled, ...]
    strong: tuple[Sampled, ...]
    worst: WorstSplit | None
    strong_worst: WorstSplit | None
    saddle: Saddle | None
    methods: tuple[MethodsPlan, ...]
    findings: tuple[Finding, ...]


def evaluate_plan(
    rows: Sequence[Row], goal_kg: float, beta: float, place: str, *, method: str = "exact", budget: float | None = None
) -> PlanAnswer:
    """Plan the strata of a table for a goal (kg) that is missed with at most beta."""
    positive(goal_kg, "goal", "kg")
    probability(beta, "beta")
    strata = [
        Stratum(r["stratum"], int(float(r["items"])), float(r["item_kg"]), float(r["recognition"] or 1)) for r in rows
    ]
    plan = plan_strata(strata, goal_kg, beta, method)
    worst = worst_split(plan, goal_kg)
    strong = strengthened(plan, goal_kg, beta)
    after = worst_split(strong, goal_kg)
    saddle = None if budget is None else _saddle(rows, strata, goal_kg, budget)
    methods = tuple(_methods(row, s, goal_kg, beta) for row, s in zip(rows, strata, strict=True) if _named(row))
    findings = (*_findings(place, plan, after, goal_kg, beta), *_spent(place, strata, saddle))
    return PlanAnswer(plan, strong, worst, after, saddle, methods, findings)


def _saddle(rows: Sequence[Row], strata: Sequence[Stratum], goal_kg: float, budget: float) -> Saddle:
    rule = "a budget is shared out by what an item costs"
    refuse_on_error("the plan", [
        row.finding("verify-effort-missing", "effort", "effort for an item", rule, "fill it in, or leave the budget out")
        for row in rows if not row["effort"].strip()
    ])  # fmt: skip
    efforts = [float(row["effort"]) for row in rows]
    return stratified_saddle([s.items for s in strata], [s.item_kg for s in strata], efforts, goal_kg, budget)


def _spent(place: str, strata: Sequence[Stratum], saddle: Saddle | None) -> Iterator[Finding]:
    """A budget that would verify more items than there are: the theorem counts draws with replacement."""
    for stratum, n in zip(strata, () if saddle is None else saddle.samples, strict=False):
        if n > stratum.items:
            found = f"{stratum.name}: {n:.4g} items of {stratum.items}"
            remedy = "verify this stratum whole, take it out, and share out what is left of the budget"
            yield _warning(place, "verify-budget-beyond-items", found, "no more than there are", remedy)


def _named(row: Row) -> list[tuple[str, float]]:
    return [(name, float(row[column])) for name, column in METHODS if row[column].strip()]


def _methods(row: Row, stratum: Stratum, goal_kg: float, beta: float) -> MethodsPlan:
    """Each method is there for the smallest defect that the next coarser one misses; the coarsest for gross defects."""
    methods = [Method(name, sigma) for name, sigma in _named(row)]
    if sorted(m.sigma for m in methods) != [m.sigma for m in methods]:
        raise Misuse(f"stratum {stratum.name}: sigma_d, sigma_f and sigma_h rise in this order, from fine to coarse")
    defects = [*(coarser.smallest_defect() for coarser in methods[1:]), 1.0]
    plan = plan_methods(stratum.items, stratum.item_kg, goal_kg, beta, methods, defects)
    strong = whole_range(plan, goal_kg, beta)
    return MethodsPlan(stratum.name, plan, plan.weakest(goal_kg), strong, strong.weakest(goal_kg))


def _findings(
    place: str, plan: Sequence[Sampled], worst: WorstSplit | None, goal_kg: float, beta: float
) -> Iterator[Finding]:
    for s in plan:
        if not s.alone:
            found = f"{s.stratum.name}: {s.stratum.mass_kg:g} kg in all"
            yield _warning(place, "verify-stratum-below-goal", found, f"{goal_kg:g} kg to be missing from it alone",
                           "its sample is its share of what all strata together need")  # fmt: skip
        elif 1 - s.detection > beta * (1 + 1e-9):
            found = f"{s.stratum.name}: detection {s.detection:.3g} with all {s.n} items"
            yield _warning(
                place, "verify-beta-out-of-reach", found, f"{1 - beta:g}", "use a method that recognises more"
            )
    if worst is None:
        total = sum(s.stratum.mass_kg for s in plan)
        yield _warning(place, "verify-goal-out-of-reach", f"{total:g} kg in all strata", f"{goal_kg:g} kg or more",
                       "the goal cannot be missing from these strata: add the others, or lower the goal")  # fmt: skip
    elif worst.at_most > beta * (1 + 1e-9):
        yield _warning(place, "verify-beta-out-of-reach", f"a split missed with {worst.at_most:.3g}", f"at most {beta:g}",
                       "use methods that recognise more")  # fmt: skip


def _warning(place: str, name: str, found: str, expected: str, remedy: str) -> Finding:
    return Finding(place, None, name, "", found, expected, RULE, remedy, Severity.WARNING)
