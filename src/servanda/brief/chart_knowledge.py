"""What is known of one band over time: the stated quantity, the likely range and the bounds around it, and the state below."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from servanda.brief.chart import (
    INK,
    LATER,
    LIMIT,
    MUTED,
    PALE,
    SERIES,
    WIDE,
    Spec,
    chart,
    layer,
    number,
    text,
    year,
    years,
)

HEIGHT = 300
STRIP = 26
"""Pixels at the foot for the state of continuity."""
STATE_COLOUR = {"kept": "#17714f", "at_risk": "#8a5a00", "lost": LIMIT, "cannot_be_known": "#727d8c"}
STATE_WORDS = {"kept": "kept", "at_risk": "at risk", "lost": "lost", "cannot_be_known": "cannot be known"}
FOOT = 0.16
"""Part of the vertical scale below zero that the strip of states takes."""
LETTER_PIXELS = 6.2


@dataclass(frozen=True, slots=True)
class KnowledgePoint:
    """One day of the chart, kg U; None where nothing follows from the record. `continuity` is a state by its name."""

    day: str
    quantity: float | None
    low: float | None
    high: float | None
    high_without_work: float | None
    likely_low: float | None
    likely_high: float | None
    continuity: str


def knowledge_chart(points: Sequence[KnowledgePoint], width: int = WIDE, top: float | None = None) -> Spec:
    """One band over time; `top` cuts the vertical scale, else it is the greatest mass if no machine ran, and a half more.

    Pale area: reachable, from what can be shown to what may exist; blue area: likely (95 %); line: the quantity stated last;
    dashed: what may exist if no machine ran.
    """
    first, last = points[0].day, points[-1].day
    highest = top if top is not None else _highest(points)
    x, y = years(first, last, 5 if width < WIDE else 8), _amounts(highest)
    line = {"type": "line", "color": SERIES, "strokeWidth": 2, "clip": True, "interpolate": "step-after"}
    dashed = {"type": "line", "color": INK, "strokeWidth": 1.2, "strokeDash": [5, 3], "clip": True}
    return chart(
        width,
        HEIGHT,
        [
            _band(points, "low", "high", PALE, 0.45, x, y),
            _band(points, "likely_low", "likely_high", SERIES, 0.35, x, y),
            layer(_line(points, "high_without_work"), dashed, x=x, y=y),
            layer(_line(points, "quantity"), line, x=x, y=y),
            *_strip(points, highest, width),
            *_ends(points, highest, width),
        ],
    )


def _highest(points: Sequence[KnowledgePoint]) -> float:
    found = [v for p in points for v in (p.high_without_work, p.quantity, p.likely_high) if v is not None]
    return 1.5 * max([1.0, *found])


def _amounts(highest: float) -> Spec:
    step = _step(highest)
    values = [step * n for n in range(int(highest / step) + 1)]
    axis = {"title": None, "values": values, "format": ",~f", "domain": False, "ticks": False}
    scale = {"domain": [-FOOT * highest, highest], "nice": False}
    return {"field": "y", "type": "quantitative", "scale": scale, "axis": axis}


def _step(highest: float) -> float:
    """A round step that gives three to seven marks."""
    size = 10.0 ** (len(str(int(highest))) - 1)
    return next(step for step in (size / 5, size / 2, size, 2 * size) if highest / step <= 7)


def _band(points: Sequence[KnowledgePoint], low: str, high: str, colour: str, opacity: float, x: Spec, y: Spec) -> Spec:
    rows = [
        {"x": year(p.day), "y": getattr(p, low), "y2": getattr(p, high)}
        for p in points
        if getattr(p, low) is not None and getattr(p, high) is not None
    ]
    mark = {"type": "area", "color": colour, "opacity": opacity, "clip": True}
    return layer(rows, mark, x=x, y=y, y2={"field": "y2"})


def _line(points: Sequence[KnowledgePoint], field: str) -> list[dict[str, object]]:
    return [{"x": year(p.day), "y": getattr(p, field)} for p in points if getattr(p, field) is not None]


def _strip(points: Sequence[KnowledgePoint], highest: float, width: int) -> list[Spec]:
    """Bars of the state of continuity, with its name where there is room."""
    runs: list[list[KnowledgePoint]] = []
    for p in points:
        if runs and runs[-1][0].continuity == p.continuity:
            runs[-1].append(p)
        else:
            runs.append([p])
    rows = []
    span = year(points[-1].day) - year(points[0].day) or 1.0
    for place, run in enumerate(runs):
        end = runs[place + 1][0].day if place + 1 < len(runs) else run[-1].day
        left, right = year(run[0].day), year(end)
        words = STATE_WORDS.get(run[0].continuity, run[0].continuity)
        room = (right - left) / span * (width - 60)
        said = words if room > LETTER_PIXELS * len(words) else ""
        rows.append({"x": left, "x2": right, "y": -0.05 * highest, "y2": -0.14 * highest, "middle": (left + right) / 2,
                     "at": -0.095 * highest, "text": said, "colour": STATE_COLOUR.get(run[0].continuity, MUTED)})  # fmt: skip
    colour = {"field": "colour", "type": "nominal", "scale": None}
    words_mark = {"type": "text", "baseline": "middle", "color": "#fefefe", "fontWeight": "bold"}
    return [
        layer(
            rows, {"type": "rect"}, x=number("x"), x2={"field": "x2"}, y=number("y"), y2={"field": "y2"}, color=colour
        ),
        layer(rows, words_mark, x=number("middle"), y=number("at"), text=text()),
    ]


def _ends(points: Sequence[KnowledgePoint], highest: float, width: int) -> list[Spec]:
    """The figures of the last day, and that the upper end leaves the picture where it does."""
    last = points[-1]
    rows = [
        {"x": year(last.day), "y": value, "text": f"{words} {value:,.0f}"}
        for words, value in (("if no machine ran at most", last.high_without_work), ("likely from", last.likely_low))
        if value is not None
    ]
    mark = {"type": "text", "align": "right", "dx": -4, "dy": -5, "baseline": "bottom", "color": INK}
    layers = [layer(rows, mark, x=number("x"), y=number("y"), text=text())]
    if last.high is not None and last.high > highest:
        said = f"may exist, above this scale: {last.high:,.0f}" if width >= WIDE else f"may exist: {last.high:,.0f} ↑"
        above = [{"x": year(last.day), "y": highest, "text": said}]
        layers.append(
            layer(
                above, {**mark, "dy": 4, "baseline": "top", "color": LATER}, x=number("x"), y=number("y"), text=text()
            )
        )
    return layers
