"""Charts of published figures: each over the computed median with its range, and the pairs that would make one true."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from servanda.brief.chart import LAND, LIMIT, MUTED, PALE, SERIES, TEXT, Spec, chart, cut, layer, text
from servanda.capability.breakout_case_answer import CaseAnswer
from servanda.capability.invert import Assumption, Question, Region, region

WIDTH, ROW, PANEL = 640, 16, 120
LEAST_RATIO, MOST_RATIO = 0.3, 3.0
NAMES = 230
WITHIN = 0.05
CELLS = (72, 40)
NOTHING = "no pair of two assumptions gives this figure within what is drawn"


def ratios_chart(answers: Sequence[CaseAnswer]) -> Spec:
    """One line for each figure that is computed: its range over the median, and the published figure as a point."""
    rows = [_line(a, place) for place, a in enumerate(a for a in answers if a.span is not None and a.ratio is not None)]
    names = {"field": "name", "type": "nominal", "sort": None,
             "axis": {"title": None, "labelLimit": NAMES + 20, "minExtent": NAMES}}  # fmt: skip
    scale = {"type": "log", "domain": [LEAST_RATIO, MOST_RATIO], "nice": False, "clamp": True}
    axis = {"title": "published over median computed; bar: 5 to 95 %", "values": [0.33, 0.5, 1, 2, 3], "format": "~g",
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
    mark = "" if a.counted else " *"
    words = f"{p.quarter} {_asked(a)}{mark}"
    other = "" if p.publisher.startswith("Institute") else f", {p.publisher}"
    return {
        "name": cut(f"{place + 1}. {words}{other}", NAMES - 30), "low": low, "high": min(span[2] / span[1], MOST_RATIO),
        "ratio": ratio, "colour": SERIES if a.inside else LIMIT, "shape": "circle" if a.inside else "diamond",
    }  # fmt: skip


def _asked(a: CaseAnswer) -> str:
    p = a.publication
    if p.asks_time:
        return "1st quantity" if p.question == "first" else f"quantity {p.nth:g}"
    return p.quantity.replace("quantities by", "count by")


def pairs_chart(question: Question) -> Spec:
    """Where the first assumption and another one together give the figure; the box is what is assumed to be likely.

    A figure printed as one number is met within `WITHIN`, because it was rounded; a count holds for its whole step.
    """
    first = question.assumptions[0] if question.assumptions else None
    found = [] if first is None else [_region(question, first, a) for a in question.assumptions[1:]]
    panels = [_panel(r) for r in found if _depends_on_both(r)]
    if not panels:
        return chart(WIDTH, PANEL, [layer([{"text": NOTHING}], {"type": "text"}, text=text())])
    base = {k: v for k, v in chart(WIDTH, PANEL, []).items() if k in ("config", "padding")}
    return base | {"vconcat": panels, "spacing": 16}


def _region(question: Question, x: Assumption, y: Assumption) -> Region:
    within = WITHIN if question.high == question.low else 0.0
    return region(question, x.name, y.name, _points(x, CELLS[0]), _points(y, CELLS[1]), within)


def _depends_on_both(found: Region) -> bool:
    """False where the second assumption makes no difference within what is drawn, or nothing gives the figure."""
    across = found.holds.any(axis=1)
    return bool(across.any() and (across != found.holds.all(axis=1)).any())


def _points(a: Assumption, cells: int) -> NDArray[np.float64]:
    """Middles of so many cells over what is drawn: what is likely, and as much again on both sides."""
    low, high = _drawn(a)
    edges = np.geomspace(low, high, 2 * cells + 1) if a.logarithmic else np.linspace(low, high, 2 * cells + 1)
    return np.asarray(edges[1::2])


def _drawn(a: Assumption) -> tuple[float, float]:
    low, high = a.likely or (a.low, a.high)
    if a.logarithmic:
        factor = max(high / low, 1.5)
        return max(a.low, low / factor), min(a.high, high * factor)
    more = max(high - low, 0.1 * abs(a.value), 1e-6)
    return max(a.low, low - more), min(a.high, high + more)


def _panel(found: Region) -> Spec:
    x, y = found.x, found.y
    ends = [[_value(a, e) for e in _drawn(a)] for a in (x, y)]
    xs: Spec = {"field": "x", "type": "quantitative", "axis": {"title": _title(x), "format": "~s", "grid": True, "tickCount": 6},
          "scale": {"type": "log" if x.logarithmic else "linear", "domain": ends[0], "nice": False}}  # fmt: skip
    ys: Spec = {"field": "y", "type": "quantitative", "axis": {"title": None, "grid": True, "tickCount": 4},
          "scale": {"domain": ends[1], "nice": False, "zero": False}}  # fmt: skip
    cells = layer(_columns(found), {"type": "rect", "color": SERIES, "opacity": 0.45, "clip": True},
                  x=xs, x2={"field": "x2"}, y=ys, y2={"field": "y2"})  # fmt: skip
    point = [{"x": _value(x, x.value), "y": _value(y, y.value)}]
    mark = {"type": "point", "shape": "cross", "size": 90, "filled": True, "color": LIMIT, "opacity": 1}
    title = {"text": _title(y), "anchor": "start", "fontSize": TEXT, "fontWeight": "normal", "color": MUTED}
    return {
        "title": title,
        "width": WIDTH - 60,
        "height": PANEL,
        "layer": [_box(x, y, xs, ys), cells, layer(point, mark, x=xs, y=ys)],
    }


def _columns(found: Region) -> list[Mapping[str, object]]:
    """Runs of cells in which the figure holds, one rectangle each."""
    x, y = ([_value(a, e) for e in _edges(a, cells)] for a, cells in ((found.x, CELLS[0]), (found.y, CELLS[1])))
    rows: list[Mapping[str, object]] = []
    for i, column in enumerate(found.holds):
        marks = np.flatnonzero(np.diff(np.concatenate([[0], column.astype(int), [0]])))
        rows += [
            {"x": x[i], "x2": x[i + 1], "y": y[start], "y2": y[end]}
            for start, end in zip(marks[::2].tolist(), marks[1::2].tolist(), strict=True)
        ]
    return rows


def _edges(a: Assumption, cells: int) -> list[float]:
    low, high = _drawn(a)
    edges = np.geomspace(low, high, cells + 1) if a.logarithmic else np.linspace(low, high, cells + 1)
    return [float(e) for e in edges]


def _box(x: Assumption, y: Assumption, xs: Spec, ys: Spec) -> Spec:
    """What was assumed to be likely, of both."""
    across, up = (a.likely or (a.value, a.value) for a in (x, y))
    row = {"x": _value(x, across[0]), "x2": _value(x, across[1]), "y": _value(y, up[0]), "y2": _value(y, up[1])}
    mark = {"type": "rect", "color": LAND, "clip": True, "stroke": MUTED, "strokeWidth": 0.8}
    return layer([row], mark, x=xs, x2={"field": "x2"}, y=ys, y2={"field": "y2"})


def _value(a: Assumption, value: float) -> float:
    return 100.0 * value if a.shown == "%" else value


def _title(a: Assumption) -> str:
    return f"{a.words}, {a.shown}" if a.shown else a.words
