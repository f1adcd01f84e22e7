"""The curve of a plan: detection probability, significant quantities not yet verified, and the days of each stratum.

Above, the mean over strata (weighted by priority) and the weakest stratum, with the goal as a rule; in the middle, SQ in
strata not yet verified as steps and the probability-weighted SQ as a line; below, a bar for each stratum from its first to
its last day. A value at day n holds after that day. Lines have their names beside them, so that colour carries nothing alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from servanda.brief.chart import INK, LATER, LIMIT, PALE, SERIES, Spec, chart, cut, layer, text
from servanda.brief.svg import picture
from servanda.inspection.plan import Plan, PlannedStratum
from servanda.inspection.plan_curve import CurvePoint

FONT = "Liberation Sans, sans-serif"
WIDTH = 600
PANEL = 130
BAR = 24
AXES = 66
"""Pixels that the axis of a panel takes at its left."""


def plan_picture(plan: Plan, width: int = WIDTH) -> str:
    """The picture as an SVG file."""
    return picture("plan", plan_chart(plan, width)).file(FONT)


def plan_chart(plan: Plan, width: int = WIDTH) -> Spec:
    """Three panels over the same days, the whole about `width` pixels wide."""
    points = _shown(plan)
    days = points[-1].number
    panels = [
        _panel(width, PANEL, _detection(points, plan.goal.probability, days)),
        _panel(width, PANEL, _quantities(points, days)),
        _panel(width, BAR * len(plan.strata), _bars(plan, days)),
    ]
    return {"config": chart(width, PANEL, [])["config"], "padding": 4, "spacing": 12, "vconcat": panels}


def _panel(width: int, height: int, layers: Sequence[Spec]) -> Spec:
    return {
        "width": width - AXES,
        "height": height,
        "layer": list(layers),
        "resolve": {"scale": {"color": "independent"}},
    }


def _shown(plan: Plan) -> Sequence[CurvePoint]:
    """Every day until all is verified and one more; every day of a plan that is not finished."""
    last = plan.resources.days if plan.finished is None else min(plan.resources.days, plan.finished + 1)
    return plan.curve[: max(1, last) + 1]


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


def _detection(points: Sequence[CurvePoint], goal: float, days: int) -> list[Spec]:
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


def _quantities(points: Sequence[CurvePoint], days: int) -> list[Spec]:
    most = max(1e-9, points[0].unverified, points[0].at_risk)
    x, y = _days(days), _upright("SQ not verified", most * 1.05)
    plain = [{"day": p.number, "value": p.unverified} for p in points]
    weighted = [{"day": p.number, "value": p.at_risk} for p in points]
    # The names stand above lines that have fallen, and below lines that stay high.
    free = most if max(points[-1].unverified, points[-1].at_risk) < most / 2 else 0.3 * most
    return [
        _line(plain, SERIES, x, y, steps=True),
        _line(weighted, LATER, x, y, dashed=True),
        _name({"day": days, "value": free, "name": "solid: in strata not complete"}, x, y, "right", 6),
        _name({"day": days, "value": free, "name": "dashed: weighted, u SQ (1 - detection)"}, x, y, "right", 22),
    ]


def _between(rows: Rows, level: float) -> Mapping[str, object]:
    """The last point at or below a level: where a name stands beside a rising line."""
    below = [row for row in rows if float(str(row["value"])) <= level]
    return below[-1] if below else rows[0]


def _bars(plan: Plan, days: int) -> list[Spec]:
    x = _days(days, f"working days (day 1: {plan.start})", labels=True)
    y: Spec = {"field": "name", "type": "nominal", "sort": [p.stratum.name for p in plan.strata], "axis": None}
    worked = _worked(plan)
    said = [_said(p, [r for r in worked if r["name"] == p.stratum.name], days) for p in plan.strata]
    words: Spec = {"type": "text", "align": "left", "dx": 5, "color": INK}
    return [
        layer(worked, {"type": "bar", "color": PALE, "height": BAR - 8}, x=x, x2={"field": "end"}, y=y),
        layer(said, words, x=x, y=y, text=text("words")),
    ]


def _worked(plan: Plan) -> list[dict[str, object]]:
    """A bar for each stretch of work, from its first to its last hour."""
    found: list[dict[str, object]] = []
    for day in plan.days:
        spent = 0.0
        for s in day.stretches:
            begun = day.number - 1 + spent / plan.resources.hours
            spent += s.hours
            found.append({"name": s.stratum, "day": begun, "end": day.number - 1 + spent / plan.resources.hours})
    return found


def _said(p: PlannedStratum, worked: Rows, days: int) -> dict[str, object]:
    """The name of a stratum with its days, after its bar where there is room, else at the left edge."""
    words = p.stratum.words.removeprefix("uranium ")
    told = f"{p.rank}. {words}: {p.days:.1f} days" if worked else f"{p.rank}. {words}: {_why(p)}"
    end = max((float(str(row["end"])) for row in worked), default=0.0)
    return {"name": p.stratum.name, "words": cut(told, 330), "day": 0 if end > days / 2 else end}


def _why(p: PlannedStratum) -> str:
    return "no access" if p.stratum.ready is None else "not within the plan"
