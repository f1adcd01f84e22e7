"""`servanda plan`: which strata are verified first, by which samples, on which days, and what that reaches."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from servanda.cli.arguments import AsCsv, AsJson, AsOf, CaseName, KnownBy, Position, choice, day, number
from servanda.cli.fields import Document, Row, Value
from servanda.cli.opening import question, question_line, seen
from servanda.cli.output import emit
from servanda.cli.plan_forms import FORM
from servanda.cli.words import paragraph
from servanda.core.counting import WEEKDAYS

if TYPE_CHECKING:
    from pathlib import Path

    from servanda.case import View
    from servanda.case.inspection_strata import Unplanned
    from servanda.case.join_inspection import CasePlan
    from servanda.inspection.declaration import Declaration
    from servanda.inspection.plan import PlannedStratum

EXAMPLE = "Example: servanda plan iran --as-of 2025-07-01 --teams 3 --days 20"
GOALS = ("high", "medium", "low")


def plan(
    case: CaseName,
    teams: Annotated[int, typer.Option("--teams", metavar="N", help="Teams that work side by side.")] = 1,
    days: Annotated[int, typer.Option("--days", metavar="N", help="Working days that they have.")] = 20,
    start: Annotated[
        date | None,
        typer.Option(
            "--start", metavar="DAY", parser=day, help="First day of work (default: when the notice has run out)."
        ),
    ] = None,
    hours: Annotated[float, typer.Option("--hours", metavar="H", parser=number, help="Hours of work in a day.")] = 8.0,
    goal: Annotated[
        str,
        typer.Option(
            "--goal", metavar="LEVEL", parser=choice(GOALS), help="Detection probability: high, medium or low."
        ),
    ] = "high",
    rest: Annotated[
        list[str] | None,
        typer.Option(
            "--rest",
            metavar="WEEKDAY",
            parser=choice(WEEKDAYS),
            help="A weekday without work, such as Friday; repeatable.",
        ),
    ] = None,
    as_of: AsOf = None,
    known_by: KnownBy = None,
    position: Position = None,
    chart: Annotated[
        str | None, typer.Option("--chart", metavar="FILE", help="Draw the curve as a picture (SVG) into a file.")
    ] = None,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """Plan inspections that restore knowledge: order, samples, calendar, curve, and the declarations to ask for."""
    from servanda.case.inspection_strata import PlanAsked
    from servanda.case.join_inspection import plan_for
    from servanda.inspection.days import Resources

    view = seen(case, as_of, known_by, position)
    rest_days = tuple(WEEKDAYS.index(name) for name in rest or ())
    found = plan_for(view, PlanAsked(Resources(teams, days, hours), goal, start, rest_days))
    if chart is not None:
        _draw(found, chart)
    emit(_document(view, found), as_json=as_json, as_csv=as_csv)


def _draw(found: CasePlan, path: str) -> None:
    import sys

    from servanda.brief.chart_plan import plan_picture

    file = _file(path)
    file.write_text(plan_picture(found.plan) + "\n", encoding="utf-8")
    print(f"wrote {path}", file=sys.stderr)


def _file(path: str) -> Path:
    from pathlib import Path

    from servanda.core.finding import Misuse

    file = Path(path)
    if file.suffix != ".svg" or not file.parent.is_dir():
        raise Misuse(f"--chart {path!r}: give the path of a file that ends in .svg, in a folder that is there")
    return file


def _document(view: View, found: CasePlan) -> Document:
    plan, last = found.plan, found.plan.curve[-1]
    head: dict[str, Value] = {
        **question(view),
        "goal": plan.goal.level,
        "detection_probability": plan.goal.probability,
        "goal_source": plan.goal.source,
        "goal_mark": plan.goal.mark.value,
        "teams": plan.resources.teams,
        "days": plan.resources.days,
        "hours": plan.resources.hours,
        "start": plan.start,
        "rest_days": plan.calendar.name,
        "days_in_all": plan.days_in_all,
        "finished_day": plan.finished,
        "finished_on": None
        if plan.finished is None
        else plan.days[plan.finished - 1].day
        if plan.finished
        else plan.start,
        "detection_reached": last.detection,
        "unverified_left": last.unverified,
        "at_risk_left": last.at_risk,
        "loss_of_order": plan.loss_of_order,
        "method": _method(),
        "cautions": found.cautions,
        "assumptions": found.assumptions,
    }
    rows: dict[str, list[Row]] = {
        "strata": [_stratum(p) for p in plan.strata],
        "calendar": _calendar(found),
        "variants": [
            {"assumption": v.words, "days": v.days_in_all, "inspector_days": v.inspector_days, "order": v.order}
            for v in found.variants
        ],
        "unplanned": [_unplanned(u) for u in found.unplanned],
        "not_sampled": [_unplanned(u) for u in found.not_sampled],
        "declarations": [_declaration(d) for d in found.declarations],
    }
    return Document(FORM, head, rows, before=_before(view, found), after=_after(found))


def _method() -> str:
    from servanda.inspection.plan import METHOD

    return METHOD


def _before(view: View, found: CasePlan) -> list[str]:
    plan, last = found.plan, found.plan.curve[-1]
    order = ", then ".join(f"{p.stratum.words.removeprefix('uranium ')} ({p.days:.1f} days)" for p in plan.strata)
    return [
        question_line(view),
        *(line for words in found.cautions for line in ("", paragraph(f"Caution: {words}."))),
        "",
        paragraph(f"{plan.resources.words} from {plan.start}; goal {plan.goal.words}."),
        paragraph(f"First {order}: {_when(found)}."),
        paragraph(
            f"After the last day a goal quantity that is missing from a stratum is found with probability "
            f"{last.detection:.2f} (mean weighted by priority; weakest stratum {last.weakest:.2f}); "
            f"{last.unverified:.1f} of {plan.curve[0].unverified:.1f} SQ stay unverified."
        ),
    ]


def _when(found: CasePlan) -> str:
    plan = found.plan
    if plan.finished:
        return f"all of it verified on working day {plan.finished}, {plan.days[plan.finished - 1].day}"
    if any(p.stratum.ready is None for p in plan.strata):
        return "not all of it can be verified, because there is no access to all places"
    return f"not finished in {plan.resources.days} working days: {plan.days_in_all:.1f} would be needed"


def _after(found: CasePlan) -> list[str]:
    loss = found.plan.loss_of_order
    order = (
        "that of one team, which is also the best for the teams there are"
        if loss < 1e-9
        else f"that of one team; the best for these teams would take {100 * loss:.1f} % less priority-weighted time"
    )
    return [
        "Assumptions",
        *(paragraph(words, "- ", "  ") for words in found.assumptions),
        "",
        paragraph(
            f"Method: {_method()}. w = min(1, I/SQ) min(1, E) u: inventory I, time without continuity over the timeliness goal "
            f"E, probability that continuity failed u. Direct-use material goes first, then the band that ends at 20 %, then "
            f"the rest; within each by w per day. The order is {order}. Price: what one more inspector-day would add."
        ),
    ]


def _stratum(p: PlannedStratum) -> Row:
    from servanda.inspection.calendar_work import by_level, items_words

    s = p.stratum
    weakest = s.sample.weakest()
    return {
        "rank": p.rank,
        "stratum": s.name,
        "words": s.words,
        "place": s.place,
        "amount": s.mass_words,
        "quantities": s.quantities,
        "goal_kg": s.goal.sq_kg,
        "counted": s.goal.counted,
        "use": s.goal.use.words,
        "timeliness": s.goal.timeliness.words,
        "lost_since": s.lost_since,
        "continuity": s.lost_why,
        "exposure": p.exposure,
        "failure": s.failure,
        "failure_basis": s.failure_why,
        "priority": p.priority,
        "per_team_day": p.per_team_day,
        "items": s.sample.items,
        "sample": items_words(by_level(s.sample, s.sample.samples)),
        "samples": tuple(f"{m.name}: {n}" for m, n in zip(s.sample.methods, s.sample.samples, strict=True)),
        "defects": tuple(
            f"{d.name} {d.size:.3g} of an item: {d.defects} defects, found with {found:.3f}"
            + ("" if d.alone else " (all items: the stratum cannot supply the goal so)")
            for d, found in s.sample.by_class(s.sample.samples)
        ),
        "weakest_size": weakest[0] if weakest else None,
        "weakest_detection": weakest[1] if weakest else None,
        "alone": s.sample.alone,
        "days": p.days,
        "first": p.first,
        "last": p.last,
        "done": p.done,
        "detection": p.detection,
        "ready": s.ready,
        "notice": s.notice,
        "evidence": s.evidence,
    }


def _calendar(found: CasePlan) -> list[Row]:
    """One row for each day until all is verified, or for every day of a plan that is not finished."""
    from servanda.inspection.calendar_work import day_works

    plan = found.plan
    works = day_works([p.stratum for p in plan.strata], plan.days)
    until = plan.resources.days if plan.finished is None else plan.finished
    return [
        {
            "day": point.number,
            "date": point.day,
            "work": tuple(f"{w.stratum} ({w.words})" for w in works if w.number == point.number),
            "detection": point.detection,
            "weakest": point.weakest,
            "unverified": point.unverified,
            "at_risk": point.at_risk,
            "price_detection": price.detection.per_inspector_day,
            "price_quantities": price.quantities.per_inspector_day,
        }
        for point, price in zip(plan.curve, plan.prices, strict=True)
        if point.number <= until
    ]


def _unplanned(u: Unplanned) -> Row:
    return {"what": u.what, "why": u.why, "instead": u.instead, "quantities": u.quantities, "evidence": u.evidence}


def _declaration(d: Declaration) -> Row:
    return {
        "name": d.name,
        "what": d.what,
        "why": d.why,
        "standing": d.standing.value,
        "basis": tuple(f"{b.obligation} ({b.cite}): {b.status_words}" for b in d.basis),
        "paragraphs": tuple(b.obligation for b in d.basis),
        "absent": d.absent,
        "recalled": any(b.mark.value == "recalled" for b in d.basis),
        "evidence": tuple(dict.fromkeys(i for b in d.basis for i in b.evidence)),
    }
