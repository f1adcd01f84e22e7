"""Stock of one enrichment band against time, with its limit and lettered events; small, so that several stand in a grid."""

from __future__ import annotations

from collections.abc import Sequence

from servanda.brief.chart import (
    INK,
    LATER,
    LIMIT,
    MUTED,
    NARROW,
    PAPER,
    SERIES,
    Spec,
    chart,
    layer,
    number,
    text,
    year,
    years,
)
from servanda.brief.parts import Happening, Limit, Point

HEIGHT = 190
LONGEST_GAP = 1.1
"""Points further apart than so many years are not joined: nothing is known in between."""
_LINE = {"type": "line", "color": SERIES, "strokeWidth": 2, "clip": True}


def stock_chart(
    points: Sequence[Point],
    happenings: Sequence[Happening],
    limits: Sequence[Limit],
    first: str,
    last: str,
    top: float | None = None,
) -> Spec:
    """Points of one band joined by lines; `top` cuts the vertical scale so that a low limit becomes visible."""
    highest = top if top is not None else 1.15 * max([p.value for p in points] + [lim.value for lim in limits])
    x = years(first, last)
    y = _amounts(highest)
    return chart(
        NARROW,
        HEIGHT,
        [
            _event_lines(happenings, x, highest),
            _event_letters(happenings),
            layer(_rows(points), _LINE, x=x, y=y, detail=text("run")),
            _points(points, x, y),
            *_limit_layers(limits, first, last, highest),
        ],
    )


def _amounts(highest: float) -> Spec:
    axis = {"title": None, "tickCount": 4, "format": ",~f", "domain": False, "ticks": False}
    return {"field": "y", "type": "quantitative", "scale": {"domain": [0, highest], "nice": False}, "axis": axis}


def _rows(points: Sequence[Point]) -> list[dict[str, object]]:
    run = 0
    rows: list[dict[str, object]] = []
    for place, p in enumerate(points):
        run += place > 0 and year(p.day) - year(points[place - 1].day) > LONGEST_GAP
        rows.append(_row(p, run))
    return rows


def _row(p: Point, run: int) -> dict[str, object]:
    return {
        "x": year(p.day),
        "run": f"run {run}",
        "y": p.value,
        "fill": _colour(p) if p.figure.mark != "recalled" else PAPER,
        "stroke": _colour(p),
        "shape": "triangle-down" if p.qualifier == "at_most" else "diamond" if p.later else "circle",
    }


def _colour(point: Point) -> str:
    return LATER if point.later else SERIES


def _points(points: Sequence[Point], x: Spec, y: Spec) -> Spec:
    mark = {"type": "point", "size": 26, "strokeWidth": 1.4, "opacity": 1, "clip": True}
    return layer(
        _rows(points),
        mark,
        x=x,
        y=y,
        fill={"field": "fill", "scale": None},
        stroke={"field": "stroke", "scale": None},
        shape={"field": "shape", "scale": None},
    )


def _event_lines(happenings: Sequence[Happening], x: Spec, highest: float) -> Spec:
    rows = [{"x": year(h.day), "y": highest, "y2": 0} for h in happenings]
    mark = {"type": "rule", "color": MUTED, "strokeDash": [2, 3], "strokeWidth": 1, "opacity": 0.7}
    return layer(rows, mark, x=x, y=_amounts(highest), y2={"field": "y2"})


def _event_letters(happenings: Sequence[Happening]) -> Spec:
    rows = [{"x": year(h.day), "text": h.letter} for h in happenings]
    mark = {"type": "text", "dy": -6, "color": MUTED, "fontWeight": "bold", "baseline": "bottom"}
    return layer(rows, mark, x=number("x"), y={"value": 4}, text=text())


def _limit_layers(limits: Sequence[Limit], first: str, last: str, highest: float) -> list[Spec]:
    rows = [
        {
            "x": year(max(first, lim.start)),
            "x2": year(min(last, lim.end or last)),
            "y": lim.value,
            "text": lim.label,
        }
        for lim in limits
        if lim.start < last and lim.value <= highest
    ]
    line = {"type": "rule", "color": LIMIT, "strokeWidth": 2}
    words = {"type": "text", "align": "right", "dx": -3, "dy": -4, "baseline": "bottom", "color": INK}
    return [
        layer(rows, line, x=number("x"), x2={"field": "x2"}, y=number("y")),
        layer(rows, words, x=number("x2"), y=number("y"), text=text()),
    ]
