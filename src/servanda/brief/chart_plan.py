"""The curve of a plan: detection probability, significant quantities not yet verified, and the days of each stratum.

Above, the mean over strata (weighted by priority) and the weakest stratum, with the goal as a rule; in the middle, SQ in
strata not yet verified as steps and the probability-weighted SQ as a line; below, a bar for each stratum from its first to
its last day. A value at day n holds after that day. Lines have their names beside them, so that colour carries nothing alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from servanda.brief.chart import INK, LATER, LIMIT, PALE, SERIES, Spec, chart, cut, layer, text
from servanda.brief.svg import picture

if TYPE_CHECKING:
    from servanda.brief.parts_plan import Plan as Shown
    from servanda.inspection.plan import Plan, PlannedStratum

FONT = "Liberation Sans, sans-serif"
WIDTH = 600
PANEL = 130
BAR = 24
LETTER = 6.2
WEIGHTED = "dashed: weighted, u SQ (1 - detection)"
AXES = 66
"""Pixels that the axis of a panel takes at its left."""


@dataclass(frozen=True, slots=True)
class PlanPoint:
    """After a working day: detection (mean by priority, weakest), SQ unverified and weighted."""

    number: int
    detection: float
    weakest: float
    unverified: float
    at_risk: float


@dataclass(frozen=True, slots=True)
class PlanBar:
    """A stratum: its place, its words with its days, and its stretches of work in working days."""

    rank: int
    words: str
    stretches: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class PlanShape:
    """What the picture of a plan shows."""

    start: str
    goal: float
    points: tuple[PlanPoint, ...]
    bars: tuple[PlanBar, ...]

    @classmethod
    def of_plan(cls, plan: Plan) -> PlanShape:
        """The shape of a plan: every day until all is verified and one more, or all days of one that is not finished."""
        last = plan.resources.days if plan.finished is None else min(plan.resources.days, plan.finished + 1)
        points = tuple(
            PlanPoint(p.number, p.detection, p.weakest, p.unverified, p.at_risk) for p in plan.curve[: max(1, last) + 1]
        )
        return cls(str(plan.start), plan.goal.probability, points, tuple(_bar(plan, p) for p in plan.strata))

    @classmethod
    def of_brief(cls, plan: Shown) -> PlanShape:
        """The shape of the plan of a brief."""
        points = tuple(PlanPoint(d.number, d.detection, d.weakest, d.unverified, d.weighted) for d in plan.curve)
        bars = tuple(
            PlanBar(
                row.rank, _told(row.rank, row.label, row.days.value or 0.0, "" if row.first else "not within the plan"),
                tuple((s.start, s.end) for s in plan.stretches if s.rank == row.rank),
            )
            for row in plan.rows
        )  # fmt: skip
        return cls(plan.start, plan.goal, points, bars)


def _bar(plan: Plan, p: PlannedStratum) -> PlanBar:
    why = "" if p.first else "no access" if p.stratum.ready is None else "not within the plan"
    stretches = []
    for day in plan.days:
        spent = 0.0
        for s in day.stretches:
            begun = day.number - 1 + spent / plan.resources.hours
            spent += s.hours
            if s.stratum == p.stratum.name:
                stretches.append((begun, day.number - 1 + spent / plan.resources.hours))
    return PlanBar(p.rank, _told(p.rank, p.stratum.words.removeprefix("uranium "), p.days, why), tuple(stretches))


def _told(rank: int, words: str, days: float, why: str) -> str:
    return f"{rank}. {words}: {why or f'{days:.1f} days'}"


def plan_picture(plan: Plan, width: int = WIDTH) -> str:
    """The picture as an SVG file."""
    return picture("plan", plan_chart(PlanShape.of_plan(plan), width)).file(FONT)


def plan_chart(shape: PlanShape, width: int = WIDTH) -> Spec:
    """Three panels over the same days, the whole about `width` pixels wide."""
    days = shape.points[-1].number
    panels = [
        _panel(width, PANEL, _detection(shape.points, shape.goal, days)),
        _panel(width, PANEL, _quantities(shape.points, days, width)),
        _panel(width, BAR * len(shape.bars), _bars(shape, days, width)),
    ]
    return {"config": chart(width, PANEL, [])["config"], "padding": 4, "spacing": 12, "vconcat": panels}


def _panel(width: int, height: int, layers: Sequence[Spec]) -> Spec:
    return {
        "width": width - AXES,
        "height": height,
        "layer": list(layers),
        "resolve": {"scale": {"color": "independent"}},
    }


def _days(last: int, title: str | None = None, labels: bool = False) -> Spec:
    step = max(1, round(last / 12))
    axis = {"title": title, "values": list(range(0, last + 1, step)), "grid": False, "labels": labels, "format": "d"}
    return {"field": "day", "type": "quantitative", "scale": {"domain": [0, last], "nice": False}, "axis": axis}


def _upright(title: str, most: float) -> Spec:
    scale = {"domain": [0, most], "nice": False}
    return {
        "field": "value",
        "type": "quantitative",
        "scale": scale,
        "axis": {"title": title, "tickCount": 4, "minExtent": 42},
    }


Rows = Sequence[Mapping[str, object]]


def _line(rows: Rows, colour: str, x: Spec, y: Spec, *, dashed: bool = False, steps: bool = False) -> Spec:
    mark: Spec = {"type": "line", "color": colour, "strokeWidth": 2.5}
    if dashed:
        mark["strokeDash"] = [6, 4]
    if steps:
        mark["interpolate"] = "step-after"
    return layer(rows, mark, x=x, y=y)


def _name(row: Mapping[str, object], x: Spec, y: Spec, align: str, dy: int) -> Spec:
    mark: Spec = {"type": "text", "align": align, "color": INK, "dy": dy, "dx": 4 if align == "left" else -4}
    return layer([row], mark, x=x, y=y, text=text("name"))


def _detection(points: Sequence[PlanPoint], goal: float, days: int) -> list[Spec]:
    x, y = _days(days), _upright("detection probability", 1.0)
    mean = [{"day": p.number, "value": p.detection} for p in points]
    weakest = [{"day": p.number, "value": p.weakest} for p in points]
    rule: Spec = {"type": "rule", "color": LIMIT, "strokeWidth": 1.5}
    return [
        layer([{"value": goal}], rule, y=y),
        _line(mean, SERIES, x, y),
        _line(weakest, LATER, x, y, dashed=True, steps=False),
        _name({"day": 0, "value": goal, "name": f"goal {goal:g}"}, x, y, "left", 9),
        _name({**_between(mean, 0.5), "name": "mean by priority"}, x, y, "right", -6),
        _name({**_between(weakest, 0.02), "name": "weakest stratum"}, x, y, "right", -9),
    ]


def _quantities(points: Sequence[PlanPoint], days: int, width: int) -> list[Spec]:
    most = max(1e-9, points[0].unverified, points[0].at_risk)
    x, y = _days(days), _upright("SQ not verified", most * 1.05)
    plain = [{"day": p.number, "value": p.unverified} for p in points]
    weighted = [{"day": p.number, "value": p.at_risk} for p in points]
    # The names stand above lines that have fallen, and below lines that stay high.
    free = most if max(points[-1].unverified, points[-1].at_risk) < most / 2 else 0.3 * most
    return [
        _line(plain, SERIES, x, y, steps=True),
        _line(weighted, LATER, x, y, dashed=True),
        _name(
            {
                "day": days,
                "value": free,
                "name": "solid: in strata not complete" if width >= WIDTH else "solid: not complete",
            },
            x,
            y,
            "right",
            6,
        ),
        _name(
            {"day": days, "value": free, "name": WEIGHTED if width >= WIDTH else "dashed: weighted"}, x, y, "right", 22
        ),
    ]


def _between(rows: Rows, level: float) -> Mapping[str, object]:
    """The last point at or below a level: where a name stands beside a rising line."""
    below = [row for row in rows if float(str(row["value"])) <= level]
    return below[-1] if below else rows[0]


def _bars(shape: PlanShape, days: int, width: int) -> list[Spec]:
    x = _days(days, f"working days (day 1: {shape.start})", labels=True)
    y: Spec = {"field": "name", "type": "nominal", "sort": [str(b.rank) for b in shape.bars], "axis": None}
    worked = [{"name": str(b.rank), "day": start, "end": end} for b in shape.bars for start, end in b.stretches]
    said = [_said(b, days, width) for b in shape.bars]
    layers = [layer(worked, {"type": "bar", "color": PALE, "height": BAR - 8}, x=x, x2={"field": "end"}, y=y)]
    for align, dx in (("left", 5), ("right", -5)):
        rows = [row for row in said if row["align"] == align]
        layers.append(
            layer(rows, {"type": "text", "align": align, "dx": dx, "color": INK}, x=x, y=y, text=text("words"))
        )
    return layers


def _said(b: PlanBar, days: int, width: int) -> dict[str, object]:
    """The words of a stratum: after its bar where they fit, else before it, else from the left edge over it."""
    room = width - AXES
    first = min((start for start, _ in b.stretches), default=0.0)
    end = max((end for _, end in b.stretches), default=0.0)
    words = cut(b.words, room)
    needed = LETTER * len(words) + 10
    if (days - end) / days * room >= needed:
        return {"name": str(b.rank), "words": words, "day": end, "align": "left"}
    if first / days * room >= needed:
        return {"name": str(b.rank), "words": words, "day": first, "align": "right"}
    return {"name": str(b.rank), "words": words, "day": 0, "align": "left"}
