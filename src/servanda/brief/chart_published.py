"""Charts of published figures: each over the computed median with its range, and the pairs that would make one true."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from servanda.brief.chart import INK, LIMIT, MUTED, PALE, SERIES, Spec, chart, cut, layer, text
from servanda.capability.breakout_case_answer import CaseAnswer
from servanda.capability.invert import Assumption, Pairs, Question, pairs

WIDTH, ROW, PANEL = 640, 16, 190
LEAST_RATIO, MOST_RATIO = 0.2, 5.0
NAMES = 290


def ratios_chart(answers: Sequence[CaseAnswer]) -> Spec:
    """One line for each figure that is computed: its range over the median, and the published figure as a point."""
    rows = [_line(a, place) for place, a in enumerate(a for a in answers if a.span is not None and a.ratio is not None)]
    names = {"field": "name", "type": "nominal", "sort": None,
             "axis": {"title": None, "labelLimit": NAMES, "minExtent": NAMES}}  # fmt: skip
    scale = {"type": "log", "domain": [LEAST_RATIO, MOST_RATIO], "nice": False, "clamp": True}
    axis = {"title": "published over median computed; bar: 5 to 95 %", "values": [0.25, 0.5, 1, 2, 4], "format": "~g",
            "grid": True}  # fmt: skip
    x = {"field": "ratio", "type": "quantitative", "scale": scale, "axis": axis}
    colour = {"field": "colour", "type": "nominal", "scale": None}
    return chart(WIDTH, 40 + ROW * max(1, len(rows)), [
        layer(rows, {"type": "rule", "strokeWidth": 6, "color": PALE}, x={**x, "field": "low"}, x2={"field": "high"}, y=names),
        layer([{"one": 1.0}], {"type": "rule", "color": MUTED, "strokeDash": [3, 3]}, x={**x, "field": "one"}),
        layer(rows, {"type": "point", "filled": True, "size": 55, "opacity": 1}, x=x, y=names, color=colour,
              shape={"field": "shape", "type": "nominal", "scale": None}),
    ])  # fmt: skip


def _line(a: CaseAnswer, place: int) -> Mapping[str, object]:
    p, span, ratio = a.publication, a.span, a.ratio
    if span is None or ratio is None:
        raise AssertionError("only figures with a range are drawn")
    low = max(span[0] / span[1], LEAST_RATIO)
    mark = "" if a.counted else " (not counted)"
    words = f"{p.quarter} {p.quantity.replace('quantities', 'no.')}{mark}"
    other = "" if p.publisher.startswith("Institute") else f", {p.publisher}"
    return {
        "name": cut(f"{place + 1}. {words}{other}", NAMES), "low": low, "high": min(span[2] / span[1], MOST_RATIO),
        "ratio": ratio, "colour": SERIES if a.inside else LIMIT, "shape": "circle" if a.inside else "diamond",
    }  # fmt: skip


def pairs_chart(question: Question) -> Spec:
    """Pairs of the first assumption with each other one that give the figure; the box is what is assumed to be likely."""
    first = question.assumptions[0]
    panels = [_panel(pairs(question, first.name, other.name)) for other in question.assumptions[1:]]
    base = {k: v for k, v in chart(WIDTH, PANEL, []).items() if k in ("config", "padding")}
    if not panels:
        return chart(WIDTH, PANEL, [_alone(question)])
    return base | {"vconcat": list(panels), "spacing": 14}


def _alone(question: Question) -> Spec:
    words = f"Only {question.assumptions[0].words} matters for this figure." if question.assumptions else "Nothing matters."
    return layer([{"text": words}], {"type": "text"}, text=text())


def _panel(found: Pairs) -> Spec:
    x, y = found.x, found.y
    low, high = (_wide(a) for a in (x, y))
    xs = {"field": "x", "type": "quantitative", "axis": {"title": _title(x), "format": "~s", "grid": True},
          "scale": {"type": "log" if x.logarithmic else "linear", "domain": low, "nice": False}}  # fmt: skip
    ys = {"field": "y", "type": "quantitative", "axis": {"title": _title(y), "grid": True, "tickCount": 4},
          "scale": {"domain": high, "nice": False, "zero": False}}  # fmt: skip
    rows = _curve(found, low, high)
    layers: list[Spec] = [_box(x, y, xs, ys)]
    layers.append(layer(rows, {"type": "area", "color": SERIES, "opacity": 0.25, "clip": True}, x=xs, y=ys, y2={"field": "y2"}))
    for end in ("y", "y2"):
        layers.append(layer(rows, {"type": "line", "color": SERIES, "strokeWidth": 2, "clip": True}, x=xs, y={**ys, "field": end}))
    point = [{"x": _value(x, x.value), "y": _value(y, y.value)}]
    layers.append(layer(point, {"type": "point", "shape": "cross", "size": 90, "filled": True, "color": LIMIT, "opacity": 1}, x=xs, y=ys))
    return {"width": WIDTH - 90, "height": PANEL - 60, "layer": layers}


def _curve(found: Pairs, across: Sequence[float], up: Sequence[float]) -> list[Mapping[str, object]]:
    rows: list[Mapping[str, object]] = []
    for x, low, high in zip(found.values, found.low, found.high, strict=True):
        ends = [float(e) for e in (low, high) if np.isfinite(e)]
        at = _value(found.x, float(x))
        if ends and across[0] <= at <= across[1]:
            shown = sorted(_value(found.y, e) for e in (ends[0], ends[-1]))
            rows.append({"x": at, "y": shown[0], "y2": shown[1]})
    return [r for r in rows if _number(r["y2"]) >= up[0] and _number(r["y"]) <= up[1]]


def _number(value: object) -> float:
    return float(value) if isinstance(value, int | float) else 0.0


def _box(x: Assumption, y: Assumption, xs: Spec, ys: Spec) -> Spec:
    """What was assumed to be likely, of both."""
    spans = [a.likely or (a.value, a.value) for a in (x, y)]
    row = {"x": _value(x, spans[0][0]), "x2": _value(x, spans[0][1]), "y": _value(y, spans[1][0]), "y2": _value(y, spans[1][1])}
    mark = {"type": "rect", "color": PALE, "opacity": 0.45, "clip": True, "stroke": INK, "strokeWidth": 0.5}
    return layer([row], mark, x=xs, x2={"field": "x2"}, y=ys, y2={"field": "y2"})


def _wide(a: Assumption) -> list[float]:
    """The part of a domain that is drawn: what is likely, and as much again on both sides."""
    low, high = a.likely or (a.low, a.high)
    if a.logarithmic:
        factor = max(high / low, 1.5)
        return [_value(a, max(a.low, low / factor)), _value(a, min(a.high, high * factor))]
    more = max(high - low, 0.1 * abs(a.value), 1e-6)
    return [_value(a, max(a.low, low - more)), _value(a, min(a.high, high + more))]


def _value(a: Assumption, value: float) -> float:
    return 100.0 * value if a.shown == "%" else value


def _title(a: Assumption) -> str:
    return f"{a.words}, {a.shown}" if a.shown else a.words
