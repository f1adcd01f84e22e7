"""The plan that restores knowledge, with its curve, its price, what is no sampling problem, and the declarations to ask for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from servanda.brief.figures import computed, recalled
from servanda.brief.gather_outlook import percent
from servanda.brief.parts_plan import (
    Asked,
    LegalGround,
    NotSampled,
    Plan,
    PlanDay,
    PlanRow,
    PlanStretch,
    Variant,
    Visits,
    VisitWorth,
)
from servanda.case.view import View
from servanda.core.finding import Misuse
from servanda.core.names import Mark
from servanda.core.quantity import number

if TYPE_CHECKING:
    from servanda.case.inspection_strata import Unplanned
    from servanda.case.join_inspection import CasePlan
    from servanda.case.join_value import CaseValue, NarrowedAnswer
    from servanda.inspection.declaration import Declaration
    from servanda.inspection.plan import PlannedStratum

TEAMS, DAYS, HOURS = 3, 20, 8.0
"""The effort that the brief plans with; `servanda plan` takes any other."""
MOST_VISITS = 5
"""Visits shown for each answer; `servanda value` gives all."""
NO_PLAN = "No plan: the record states no amount of material by enrichment band that could be verified"


def gather_plan(view: View) -> Plan:
    """The plan of the last state of knowledge, without the value of visits; where there is none, why."""
    from servanda.case.inspection_strata import PlanAsked
    from servanda.inspection.days import Resources
    from servanda.inspection.plan import METHOD

    if not view.case.inspection.strata or not view.stocks():
        return Plan(missing=f"{NO_PLAN}.")
    try:
        found = view.plan(PlanAsked(Resources(TEAMS, DAYS, HOURS)))
    except Misuse as problem:
        return Plan(missing=f"{NO_PLAN}: {problem}.")
    plan = found.plan
    finished = plan.finished
    return Plan(
        plan.resources.words,
        plan.start.isoformat(),
        plan.goal.probability,
        finished,
        plan.days[finished - 1].day.isoformat() if finished else "",
        plan.days_in_all,
        tuple(_row(p, view) for p in plan.strata),
        tuple(_curve(found)),
        tuple(_stretches(found)),
        tuple(Variant(v.words, v.days_in_all, v.inspector_days, v.order[0] if v.order else "") for v in found.variants),
        tuple(_not_sampled(u) for u in found.not_sampled),
        tuple(_not_sampled(u) for u in found.unplanned),
        tuple(_asked(d) for d in found.declarations),
        cautions=found.cautions,
        assumptions=found.assumptions,
        method=METHOD,
    )


def _row(p: PlannedStratum, view: View) -> PlanRow:
    from servanda.inspection.calendar_work import by_level

    s = p.stratum
    words = {m.level: m.name for m in s.sample.methods}
    sample = ", ".join(f"{n} by {words[level]}" for level, n in by_level(s.sample, s.sample.samples) if n)
    mark = recalled(view.case.record.by_id[i] for i in s.evidence if i in view.case.record.by_id)
    days = computed(f"{p.days:.1f} days", p.days, "days", "plan", s.evidence, mark)
    return PlanRow(
        p.rank, _capital(s.words.removeprefix("uranium ")), s.mass_words, s.quantities, sample, s.sample.items, days,
        p.first.isoformat() if p.first else "", p.last.isoformat() if p.last else "", p.detection, s.evidence,
    )  # fmt: skip


def _capital(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}"


def _curve(found: CasePlan) -> Iterator[PlanDay]:
    """Every day until all is verified, or all days of a plan that is not finished."""
    from servanda.inspection.calendar_work import day_works

    plan = found.plan
    works = day_works([p.stratum for p in plan.strata], plan.days)
    until = plan.resources.days if plan.finished is None else plan.finished
    for point, price in zip(plan.curve, plan.prices, strict=True):
        if point.number > until:
            return
        work = "; ".join(f"{w.stratum} ({w.words})" for w in works if w.number == point.number)
        yield PlanDay(
            point.number, point.day.isoformat() if point.day else "", work, point.detection, point.weakest,
            point.unverified, point.at_risk, price.detection.per_inspector_day, price.quantities.per_inspector_day,
        )  # fmt: skip


def _stretches(found: CasePlan) -> Iterator[PlanStretch]:
    ranks = {p.stratum.name: p.rank for p in found.plan.strata}
    for day in found.plan.days:
        spent = 0.0
        for s in day.stretches:
            begun = day.number - 1 + spent / found.plan.resources.hours
            spent += s.hours
            yield PlanStretch(ranks[s.stratum], begun, day.number - 1 + spent / found.plan.resources.hours)


def _not_sampled(u: Unplanned) -> NotSampled:
    return NotSampled(u.what, u.why, u.instead, u.evidence)


def _asked(d: Declaration) -> Asked:
    grounds = tuple(
        LegalGround(b.obligation, b.cite, b.status_words, "recalled" if b.mark is Mark.RECALLED else "")
        for b in d.basis
    )
    return Asked(d.name, d.what, d.why, d.standing.value, grounds)


def gather_visits(view: View) -> Visits:
    """Which visits tell most for an inspector-day, for each answer that can be drawn; nothing where none can."""
    from servanda.case.join_value import ValueAsked

    try:
        found = view.value(ValueAsked(only_visits=True))
    except Misuse as problem:
        return Visits(missing=(str(problem),))
    rows = tuple(row for a in found.answers for row in _worths(a))
    names = {s.site: f"{s.name} ({s.site})" for s in view.case.sites}
    words = tuple(_named(_said(a), names) for a in found.answers)
    return Visits(words, rows, found.asked.draws, found.asked.seed, _silent(found))


def _named(words: str, names: dict[str, str]) -> str:
    """Words in which the code of a site has the name of the site beside it."""
    return " ".join(names.get(w.rstrip(",.;"), w.rstrip(",.;")) + w[len(w.rstrip(",.;")) :] for w in words.split(" "))


def _worths(a: NarrowedAnswer) -> Iterable[VisitWorth]:
    telling = [v.value for v in a.visits if not v.value.data.is_nothing]
    for v in telling[:MOST_VISITS]:
        share = v.data.share
        yield VisitWorth(
            a.outcome.name, v.visit.name, v.visit.inspector_days, share.value, share.standard_error, v.share_per_day
        )


def _said(a: NarrowedAnswer) -> str:
    telling = [v.value for v in a.visits if not v.value.data.is_nothing]
    if not telling:
        return f"{_capital(a.outcome.name)}: no visit would tell anything that the draws can show."
    best, most = telling[0], max(telling, key=lambda v: v.data.share.value)
    low, _, high = (q.value for q in a.now)
    now = f"now {_round(low)} to {_round(high)} {a.outcome.unit}, 90 %"
    said = (
        f"{_capital(a.outcome.name)} ({now}): worth most for an inspector-day is the {best.visit.name}, which would take away "
        f"{percent(best.data.share.value)} of the spread for {best.visit.inspector_days:g} inspector-days"
    )
    if most.visit.name != best.visit.name:
        said += f"; in all, {most.visit.name} tells most ({percent(most.data.share.value)} for {most.visit.inspector_days:g})"
    return f"{said}."


def _round(value: float) -> str:
    return "never" if value == float("inf") else number(round(value)) if abs(value) >= 10 else f"{value:.1f}"


def _silent(found: CaseValue) -> tuple[str, ...]:
    return tuple(m for m in found.missing if "cascades counted" not in m and not m.startswith("the count of "))
