"""A brief from a case: one view per state of knowledge, every room asked, every part put into words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from servanda.brief.answer import Brief
from servanda.brief.changes import gather_changes
from servanda.brief.drawing import WORST, exceeded_by_some
from servanda.brief.figures import count
from servanda.brief.gather_agreements import gather_agreements
from servanda.brief.gather_bounds import gather_bounds
from servanda.brief.gather_capability import gather_margins
from servanda.brief.gather_conflicts import gather_disagreements
from servanda.brief.gather_known import (
    gather_around,
    gather_continuity,
    gather_happenings,
    gather_limits,
    gather_points,
    gather_strata,
)
from servanda.brief.gather_missing import gather_missing
from servanda.brief.gather_outlook import gather_outlook
from servanda.brief.gather_plan import gather_plan, gather_visits
from servanda.brief.gather_positions import gather_positions
from servanda.brief.gather_proposals import gather_proposals
from servanda.brief.gather_register import gather_judgements, sources_of
from servanda.brief.gather_sites import gather_sites
from servanda.brief.gather_sources import gather_sources
from servanda.brief.gather_words import gather_words
from servanda.brief.parts import Agreements, Figure, KeyFigure, Knowledge, Known, MarginCell, Stratum
from servanda.brief.parts_outlook import Bounds, Judgements, Outlook
from servanda.brief.parts_plan import Plan, Proposals
from servanda.brief.sentences import bottom_line
from servanda.brief.sentences_control import control_figures
from servanda.case.case import Case
from servanda.case.view import View
from servanda.core.finding import Misuse

KnownBy = tuple[date | None, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """What a brief is asked: the case, its views, one for each state of knowledge, and how these are called."""

    case: Case
    as_of: date
    position: str
    knowledge: tuple[Knowledge, ...]
    views: tuple[View, ...]


@dataclass(frozen=True, slots=True)
class Control:
    """The chapters that are computed: what may exist, times as distributions, judgements, the plan, the proposals."""

    bounds: Bounds
    outlook: Outlook
    judgements: Judgements
    plan: Plan
    proposals: Proposals


def build_brief(case: Case, as_of: date, known_by: KnownBy | None = None, position: str = "all") -> Brief:
    """The brief for a day. `known_by` lists the states of knowledge in the order shown; None: then and now.

    In it None stands for everything recorded. An earlier state comes first: changes are told from the first to the last.
    """
    asked = ask(case, as_of, known_by, position)
    return complete(begin(asked), control(asked), asked)


def ask(case: Case, as_of: date, known_by: KnownBy | None = None, position: str = "all") -> Asked:
    """The views of a brief; nothing is computed yet."""
    days = (as_of, None) if known_by is None else known_by
    if not days:
        raise Misuse("a brief needs a state of knowledge: give at least one day, or None for everything recorded")
    knowledge = tuple(_knowledge(as_of, day) for day in days)
    return Asked(case, as_of, position, knowledge, tuple(case.at(as_of, day, position) for day in days))


def begin(asked: Asked) -> Brief:
    """The chapters told from the record: what is known, agreements, positions, sites, what is missing."""
    case, views, knowledge = asked.case, asked.views, asked.knowledge
    known, agreements, margins = _known(views, knowledge), gather_agreements(views), gather_margins(views)
    known = replace(known, disagreements=gather_disagreements(views[-1], known.strata, agreements.duties))
    if len(views) > 1:
        changes = gather_changes(known.strata, agreements.duties, margins, views[0], views[-1])
        known = replace(known, changes=changes)
    return Brief(
        case.slug, case.title, case.state, asked.as_of.isoformat(), asked.position, case.digest, knowledge, (),
        known=known, agreements=agreements, capability=margins, positions=gather_positions(views[0], knowledge[0]),
        sites=gather_sites(views[-1]), missing=gather_missing(views[-1], known.strata, agreements.duties),
        words=gather_words(views[-1]), warnings=tuple(w.text() for w in case.warnings),
    )  # fmt: skip


def control(asked: Asked) -> Control:
    """The chapters that are computed, for the last state of knowledge; bounds for each."""
    last = asked.views[-1]
    plan = gather_plan(last)
    if plan.rows:
        plan = replace(plan, visits=gather_visits(last))
    return Control(
        gather_bounds(asked.views),
        gather_outlook(last, asked.knowledge[-1]),
        gather_judgements(last),
        plan,
        gather_proposals(last),
    )


def complete(brief: Brief, found: Control, asked: Asked) -> Brief:
    """The whole brief: both kinds of chapters, then the key figures, the bottom line and the sources."""
    brief = replace(
        brief, bounds=found.bounds, outlook=found.outlook, judgements=found.judgements, plan=found.plan,
        proposals=found.proposals,
    )  # fmt: skip
    large = key_figures(
        brief.known.strata, brief.agreements, brief.capability, len(asked.views), balance=not brief.outlook.ranges
    )
    brief = replace(brief, key_figures=(*large, *control_figures(brief)))
    brief = replace(brief, bottom_line=bottom_line(brief))
    parts = (
        brief.bottom_line, brief.key_figures, brief.known, brief.bounds, brief.agreements, brief.capability, brief.outlook,
        brief.judgements, brief.plan, brief.proposals, brief.positions, brief.sites,
    )  # fmt: skip
    return replace(brief, sources=gather_sources(asked.case, parts, sources_of(brief.judgements)))


def _knowledge(as_of: date, day: date | None) -> Knowledge:
    if day is None:
        return Knowledge("as known now", "now", "")
    if day == as_of:
        return Knowledge("as known then", "then", day.isoformat())
    return Knowledge(f"as known on {day.isoformat()}", day.isoformat(), day.isoformat())


def _known(views: Sequence[View], knowledge: Sequence[Knowledge]) -> Known:
    strata, old = gather_strata(views)
    points = gather_points(views[0], views[-1])
    first = min((p.day for p in points), default=views[0].as_of.isoformat())
    return Known(
        strata=strata,
        no_longer_stated=old,
        continuity=gather_continuity(views, knowledge) if strata else (),
        points=points,
        happenings=gather_happenings(views[-1], first) if points else (),
        limits=gather_limits(views[-1]) if points else (),
        around=gather_around(views, views[0].as_of),
    )


def key_figures(
    strata: Sequence[Stratum],
    agreements: Agreements,
    margins: tuple[MarginCell, ...],
    columns: int,
    *,
    balance: bool = True,
) -> tuple[KeyFigure, ...]:
    """Figures that stand large: the gravest stock, its age, the broken duties, and with `balance` the least time."""
    found: list[KeyFigure] = []
    if strata:
        gravest = strata[0]
        found.append(KeyFigure(gravest.label, tuple(c.used for c in gravest.cells)))
        ages = tuple(c.days or c.days_estimated for c in gravest.cells)
        kind = "verified" if all(c.days for c in gravest.cells) else "verified (or, where never verified, estimated)"
        goal = f"goal: {gravest.goal}" if gravest.goal else ""
        found.append(KeyFigure(f"Age of that figure: since last {kind}", ages, goal))
    if agreements.duties:
        found.append(
            KeyFigure(
                "Obligations exceeded or not observed, of those this edition can judge",
                tuple(_broken(agreements, n) for n in range(columns)),
            )
        )
    if balance and any(cell.margins for cell in margins):
        target = next(m.target for cell in margins for m in cell.margins)
        days = tuple(
            next((m.days for m in c.margins if m.target == target and m.capacity == "nominal"), None) for c in margins
        )
        note = "at nominal capacity; range below" if any(days) else "no time without a capacity: the gaps stand below"
        found.append(KeyFigure(f"Time to {target}, if stocks and machines were usable", days, note))
    return tuple(found)


def _broken(agreements: Agreements, column: int) -> Figure:
    broken = [d for d in agreements.duties if d.cells[column].status in WORST]
    split = [d for d in agreements.duties if exceeded_by_some(d, column)]
    evidence = dict.fromkeys(i for d in (*broken, *split) for v in d.cells[column].verdicts for i in v.evidence)
    beside = f", {len(split)} contested" if split else ""
    return count(len(broken), f"of {len(agreements.duties)}{beside}", tuple(evidence))
