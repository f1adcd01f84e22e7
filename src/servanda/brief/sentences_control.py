"""Sentences of the bottom line about bounds, times and the plan; a rule that has nothing to say is silent."""

from __future__ import annotations

from servanda.brief.answer import Brief
from servanda.brief.figures import sentence
from servanda.brief.gather_outlook import percent
from servanda.brief.parts import Figure, KeyFigure, Sentence
from servanda.brief.parts_outlook import Bound, BoundCell, TimeRange
from servanda.brief.words import day_words, listed, plain

DAYS_OF_A_MONTH = 30.44


def bounds_sentence(brief: Brief) -> Sentence | None:
    """Since when continuity of the gravest stratum is not kept, its two ends, and the likely range."""
    found = _gravest(brief)
    if found is None:
        return None
    stratum, cell = found
    since = f" since {day_words(cell.since)}" if cell.since else ""
    label = stratum.label[:1].lower() + stratum.label[1:]
    head: list[str | Figure] = [f"Continuity of knowledge of uranium {label} {_kept(cell.continuity, since)}: "]
    parts: list[list[str | Figure]] = []
    if cell.shown is not None:
        parts.append([cell.shown, " can be shown whatever happened"])
    if cell.exist is not None:
        parts.append([cell.exist, " may exist at most"])
    if cell.likely_low is not None and cell.likely_high is not None:
        parts.append([cell.likely_low, " to ", cell.likely_high, " are likely at known places (95 %)"])
    if not parts:
        return sentence(*head, "no bound follows from the record.")
    return sentence(*head, *(piece for n, part in enumerate(parts) for piece in (", " if n else "", *part)), ".")


def _kept(continuity: str, since: str) -> str:
    return f"has been {plain(continuity)}{since}" if since else f"is {plain(continuity)}"


def _gravest(brief: Brief) -> tuple[Bound, BoundCell] | None:
    for stratum in brief.bounds.rows[:1]:
        cell = stratum.cells[-1]
        if cell is not None:
            return stratum, cell
    return None


def overdue_words(days: int | None) -> str:
    """By how much a verification is overdue, in days and, from two months on, in months."""
    if not days:
        return ""
    months = round(days / DAYS_OF_A_MONTH)
    return f", overdue by {days:,} days" + (f", about {months} months" if months > 1 else "")


def time_sentence(brief: Brief) -> Sentence | None:
    """The range of times with the sites as assumed, beside that with all sites intact, and what carries it."""
    ranges = _first_target(brief)
    if not ranges:
        return None
    last = ranges[-1]
    low, middle, high = (q.figure for q in (last.days[0], last.days[2], last.days[4]))
    if middle is None:
        return sentence(
            f"In more than half of the draws {last.target} is never reached: ", last.ever, " of them reach it."
        )
    pieces: list[str | Figure] = [f"With {last.label}, {last.target} would take ", low or Figure("never"), " to "]
    pieces += [high or Figure("never"), " (90 %, median ", middle, ")"]
    if len(ranges) > 1 and ranges[0].days[0].figure and ranges[0].days[4].figure:
        pieces += [f"; with {ranges[0].label}, ", ranges[0].days[0].figure, " to ", ranges[0].days[4].figure]
    carried = brief.outlook.carried[-1].bars
    most = max((b for b in carried if b.share is not None), key=lambda b: b.share or 0.0, default=None)
    if most is not None and (most.share or 0.0) >= 0.05:
        pieces.append(f". What would change it most: the {most.name}, {percent(most.share or 0.0)} of the spread")
    return sentence(*pieces, ". This leaves out everything that comes after.")


def _first_target(brief: Brief) -> list[TimeRange]:
    ranges = brief.outlook.ranges
    return [r for r in ranges if r.target == ranges[0].target]


def plan_sentence(brief: Brief) -> Sentence | None:
    """The strata of the plan in order with their days, and when all is verified."""
    plan = brief.plan
    if not plan.rows:
        return None
    pieces: list[str | Figure] = ["To restore knowledge, in this order: "]
    for n, row in enumerate(plan.rows):
        pieces += [", " if n else "", f"{row.label[:1].lower()}{row.label[1:]} (", row.days, ")"]
    if plan.finished:
        pieces.append(
            f"; {plan.resources.split(',')[0]} would have all of it verified by {day_words(plan.finished_on)}"
        )
    return sentence(*pieces, ", if access begins on ", day_words(plan.start), ".")


def control_figures(brief: Brief) -> tuple[KeyFigure, ...]:
    """What bounds the gravest stratum, the range of times, and the first stratum of the plan."""
    return (*_bounds_figure(brief), *_time_figure(brief), *_plan_figure(brief))


def _bounds_figure(brief: Brief) -> list[KeyFigure]:
    found = _gravest(brief)
    if found is None or found[1].exist is None:
        return []
    stratum, cell = found
    since = f"; continuity {plain(cell.continuity)}{f' since {day_words(cell.since)}' if cell.since else ''}"
    shown = f"can be shown: {cell.shown.text}" if cell.shown else "lower end not known"
    likely = (
        f"; likely {cell.likely_low.text} to {cell.likely_high.text}" if cell.likely_low and cell.likely_high else ""
    )
    cells = tuple(None if c is None else c.exist for c in stratum.cells)
    return [KeyFigure(f"{stratum.label}: may exist at most", cells, f"{shown}{likely}{since}")]


def _time_figure(brief: Brief) -> list[KeyFigure]:
    ranges = _first_target(brief)
    if not ranges or ranges[-1].days[2].figure is None:
        return []
    last = ranges[-1]
    middle, low, high = last.days[2].figure, last.days[0].figure, last.days[4].figure
    if middle is None:
        return []
    span = f"{low.text if low else 'never'} to {high.text if high else 'never'}, 90 %"
    carried = brief.outlook.carried[-1].bars
    most = max((b for b in carried if b.share is not None), key=lambda b: b.share or 0.0, default=None)
    why = f"; carried most by: {most.name}" if most is not None and (most.share or 0.0) >= 0.05 else ""
    return [KeyFigure(f"Median time to {last.target}, with {last.label}", _only_last(brief, middle), f"{span}{why}")]


def _plan_figure(brief: Brief) -> list[KeyFigure]:
    if not brief.plan.rows:
        return []
    first, rest = brief.plan.rows[0], brief.plan.rows[1:]
    then = f"then {listed([f'{r.label} ({r.days.text})' for r in rest])}" if rest else ""
    return [KeyFigure(f"First to verify: {first.label}", _only_last(brief, first.days), then)]


def _only_last(brief: Brief, figure: Figure) -> tuple[Figure | None, ...]:
    return (*(None for _ in brief.knowledge[1:]), figure)
