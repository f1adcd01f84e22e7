"""The drawings of the chapters about bounds, times, judgements, the plan and proposals."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from servanda.brief.answer import Brief
from servanda.brief.chart_judgements import MemberBar, PoolShape, judgements_chart
from servanda.brief.chart_knowledge import KnowledgePoint, knowledge_chart
from servanda.brief.chart_plan import PlanShape, plan_chart
from servanda.brief.chart_rows import RowBar, rows_chart
from servanda.brief.gather_known import label
from servanda.brief.gather_outlook import days_text, percent
from servanda.brief.parts_outlook import Bar, Carried, JudgedQuestion, TimeRange
from servanda.brief.parts_plan import Plan, ProposalLeft
from servanda.brief.pictures import Drawing, both
from servanda.brief.words import counted, listed


def control_drawings(brief: Brief) -> tuple[Drawing, ...]:
    """Every chart of these chapters for which there is something to show, in the order of the page."""
    return (*range_drawings(brief), *plan_drawings(brief))


def range_drawings(brief: Brief) -> tuple[Drawing, ...]:
    """The charts of bounds, times and judgements."""
    return (
        *_bounds(brief),
        *_times(brief),
        *(d for n, c in enumerate(brief.outlook.carried, start=1) for d in _tornado(n, c)),
        *(d for n, q in enumerate(brief.judgements.questions, start=1) for d in _judged(n, q)),
    )


def plan_drawings(brief: Brief) -> tuple[Drawing, ...]:
    """The charts of the plan and of the proposals."""
    return (*_plan(brief.plan), *_proposals(brief.proposals.rows))


def _bounds(brief: Brief) -> Iterator[Drawing]:
    days = brief.bounds.over_time
    if len(days) < 2:
        return
    points = [
        KnowledgePoint(d.day, d.quantity, d.low, d.high, d.high_without_work, d.likely_low, d.likely_high, d.continuity)
        for d in days
    ]
    what = label(brief.bounds.band, brief.bounds.rows[0].form if brief.bounds.rows else "")
    title = f"{what} over time, kg U: stated (line), likely (dark), possible (pale), and continuity of knowledge below"
    last = days[-1]
    said = f"On {last.day} stated {_kg(last.quantity)}, may exist {_kg(last.high)}, can be shown {_kg(last.low)}"
    yield both("knowledge", "bounds", title, f"{title}. {said}", lambda width: knowledge_chart(points, width))


def _kg(value: float | None) -> str:
    return "unknown" if value is None else f"{value:,.0f} kg U"


def _times(brief: Brief) -> Iterator[Drawing]:
    rows = [_time_row(r) for r in brief.outlook.ranges if any(q.figure for q in r.days)]
    if not rows:
        return
    title = "Time to a quantity as a distribution: thin bar 90 %, thick bar the middle half, dot the median"
    said = "; ".join(f"{r.title}: {r.says}" for r in rows)
    yield both("times", "outlook", title, f"{title}. {said}", lambda width: rows_chart(rows, width))


def _time_row(r: TimeRange) -> RowBar:
    days = {q.probability: None if q.figure is None else q.figure.value for q in r.days}
    low, quarter, middle, upper, high = (days.get(p) for p in (0.05, 0.25, 0.5, 0.75, 0.95))
    says = f"{_said(middle)} days ({_said(low)} to {_said(high)}, 90 %)"
    box = None if quarter is None or upper is None else (quarter, upper)
    return RowBar(f"{r.target}: {r.label}", says, low, high, box, middle)


def _said(days: float | None) -> str:
    return "never" if days is None else days_text(days)


def _tornado(n: int, carried: Carried) -> Iterator[Drawing]:
    rows = [_bar_row(b) for b in carried.bars]
    if not rows:
        return
    guide = carried.bars[0].days_middle
    title = f"What carries the time to 1 SQ, with {carried.label}: each assumption from its low to its high end"
    said = "; ".join(f"{r.title}: {r.says}" for r in rows)
    yield both(f"tornado-{n}", "outlook", title, f"{title}. {said}", lambda width: rows_chart(rows, width, guide=guide))


def _bar_row(b: Bar) -> RowBar:
    ends = [b.days_low, b.days_high]
    known = sorted(d for d in ends if d is not None)
    share = "" if b.share is None or b.share < 0.01 else f"; {percent(b.share)} of spread"
    says = f"{b.low}: {_said(b.days_low)} days · {b.high}: {_said(b.days_high)} days{share}".replace(
        "never days", "never"
    )
    high = None if None in ends or not known else known[-1]
    low = known[0] if known else None
    return RowBar(f"{b.name[:1].upper()}{b.name[1:]}", says, low, high)


def _judged(n: int, q: JudgedQuestion) -> Iterator[Drawing]:
    if not any(m.quantiles for m in q.members):
        return
    bars = [_member(m.who, m.day, m.numbers, m.said, m.quantiles) for m in q.members]
    shape = None if q.shape is None else PoolShape(q.shape.name, q.shape.density, q.shape.modes)
    title = q.question
    said = "; ".join(f"{b.who}: {b.says}" for b in bars)
    yield both(
        f"judged-{n}",
        f"judged-{n}",
        title,
        f"{title}. {said}. {q.pool}",
        lambda width: judgements_chart(bars, shape, width),
    )


def _member(who: str, day: str, numbers: str, said: str, quantiles: Sequence[float]) -> MemberBar:
    three = (quantiles[0], quantiles[1], quantiles[2]) if len(quantiles) == 3 else None
    return MemberBar(f"{who}, {day}", f"{numbers or 'no range'}: {said}", three)


def _plan(plan: Plan) -> Iterator[Drawing]:
    if len(plan.curve) < 2:
        return
    shape = PlanShape.of_brief(plan)
    first = plan.rows[0]
    title = f"What the plan reaches day by day, and the days of each stratum: first {first.label}, {first.days.text}"
    last = plan.curve[-1]
    said = f"After day {last.number} detection {last.detection:.2f}, {last.unverified:.1f} SQ not verified"
    yield both("plan", "plan", title, f"{title}. {said}", lambda width: plan_chart(shape, width))


def _proposals(rows: Sequence[ProposalLeft]) -> Iterator[Drawing]:
    shown = _groups(rows)
    if not shown:
        return
    bars = [_left_row(group) for group in shown]
    title = "What proposals would leave: their limits, the time to 1 SQ, and the detection that one effort reaches"
    said = "; ".join(f"{b.title}: {b.says}" for b in bars)
    yield both(
        "proposals", "proposals", title, f"{title}. {said}", lambda width: rows_chart(bars, width, shares="detection")
    )


def _groups(rows: Sequence[ProposalLeft]) -> list[list[ProposalLeft]]:
    """Proposals with a time, those that leave the same together, in the order of their numbers."""
    found: dict[int, list[ProposalLeft]] = {}
    for row in rows:
        if row.number:
            found.setdefault(row.number, []).append(row)
    return [found[n] for n in sorted(found)]


def _left_row(group: Sequence[ProposalLeft]) -> RowBar:
    first = group[0]
    low, middle, high = first.days if len(first.days) == 3 else (None, None, None)
    stock = listed(list(first.stocks[:1])) + (f" and {len(first.stocks) - 1} more" if len(first.stocks) > 1 else "")
    title = f"{first.number}. Leaves {stock or 'no stock'}; {first.machines}"
    shared = [w for w in first.limits if all(w in g.limits for g in group)]
    limits = "; ".join(shared) or "limits on new enrichment"
    says = f"{_said(middle)} days ({_said(low)} to {_said(high)}); {counted(len(group), 'proposal')}: {limits}"
    text = "nothing to sample" if first.detection is None else f"{first.detection:.2f}"
    return RowBar(title, says, low, high, None, middle, first.detection, text)
