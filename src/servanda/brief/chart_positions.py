"""Who stands where on the scale of one issue: a row for each party, its newest position filled, earlier ones hollow."""

from __future__ import annotations

from collections.abc import Sequence

from servanda.brief.chart import INK, MUTED, PAPER, RULE, SERIES, Spec, chart, layer, pixels, text
from servanda.brief.parts import Held, Issue

ROW = 42
STACK = 9
SHAPES = {"red line": "square", "firm": "circle", "conditional": "diamond", "flexible": "diamond"}


def positions_chart(issue: Issue, width: int) -> Spec:
    """The scale from 0 to 100 with its anchors in words; positions without a place on the scale are not drawn."""
    rows = _rows(issue)
    height = int(max((top for _, top, _ in rows), default=0)) + ROW
    side = 8
    across = _scale(side, width)
    dots = [dot for party_rows in rows for dot in _dots(*party_rows)]
    return chart(
        width,
        height + 24,
        [
            _guides(issue, across, height),
            _anchors(issue, across, height),
            *_spans([row for party_rows in rows for row in _open(*party_rows)], across, height + 24),
            layer(
                [{"y": top - 12, "text": _heading(name, held)} for name, top, held in rows],
                {"type": "text", "align": "left", "baseline": "alphabetic", "fontWeight": "bold", "color": INK},
                x={"value": 0},
                y=pixels("y", height + 24),
                text=text(),
            ),
            layer(
                dots,
                {"type": "point", "opacity": 1, "strokeWidth": 1.6},
                x=across,
                y=pixels("y", height + 24),
                size={"field": "size", "type": "quantitative", "scale": None},
                shape={"field": "shape", "type": "nominal", "scale": None},
                fill={"field": "fill", "type": "nominal", "scale": None},
                stroke={"value": SERIES},
            ),
        ],
    )


def drawn(issue: Issue) -> bool:
    """True when at least one position of an issue has a place on its scale."""
    return not issue.nominal and any(placed(h) for h in issue.held)


def _heading(name: str, held: Sequence[Held]) -> str:
    """The party, with the open ranges that it names in words."""
    ranges = dict.fromkeys(h.stands for h in held if h.span)
    return f"{name} ({', '.join(ranges)})" if ranges else name


def _open(_name: str, top: float, held: Sequence[Held]) -> list[dict[str, object]]:
    """One arrow for each open range of a party, thick when a newest position says so."""
    found: list[dict[str, object]] = []
    for place in dict.fromkeys(h.span for h in held if h.span):
        start, end = place
        current = any(h.current for h in held if h.span == place)
        found.append(
            {"x": start, "end": end, "y": top, "wide": 3 if current else 1.4, "turn": -90 if end < start else 90}
        )
    return found


def _spans(rows: list[dict[str, object]], across: Spec, height: float) -> list[Spec]:
    y = pixels("y", height)
    wide = {"field": "wide", "type": "quantitative", "scale": None}
    turned = {"field": "turn", "type": "quantitative", "scale": None}
    ends = [{**row, "x": row["end"]} for row in rows]
    head = {"type": "point", "shape": "triangle", "filled": True, "size": 110, "opacity": 1, "color": SERIES}
    return [
        layer(rows, {"type": "rule", "color": SERIES}, x=across, x2={"field": "end"}, y=y, strokeWidth=wide),
        layer(ends, head, x=across, y=y, angle=turned),
    ]


def placed(held: Held) -> bool:
    """True for a position with a place or an open range on the scale."""
    return held.scale is not None or bool(held.span)


def _scale(side: float, width: float) -> Spec:
    scale = {"domain": [0, 100], "range": [side, width - 24], "nice": False}
    return {"field": "x", "type": "quantitative", "scale": scale, "axis": None}


def _rows(issue: Issue) -> list[tuple[str, float, list[Held]]]:
    rows: list[tuple[str, float, list[Held]]] = []
    top = 28.0
    for name in dict.fromkeys(h.name for h in issue.held if placed(h)):
        held = [h for h in issue.held if h.name == name and placed(h)]
        deepest = max(sum(h.scale == o.scale and not o.span for o in held) for h in held)
        rows.append((name, top, held))
        top += ROW + STACK * max(0, deepest - 1)
    return rows


def _dots(_name: str, top: float, held: Sequence[Held]) -> list[dict[str, object]]:
    seen: dict[float, int] = {}
    dots: list[dict[str, object]] = []
    for position in sorted((h for h in held if not h.span), key=lambda h: not h.current):
        scale = position.scale if position.scale is not None else 0.0
        depth = seen.get(scale, 0)
        seen[scale] = depth + 1
        dots.append(
            {
                "x": scale,
                "y": top + depth * STACK,
                "size": 90 if position.current else 34,
                "shape": SHAPES.get(position.firmness, "triangle-up"),
                "fill": SERIES if position.current else PAPER,
            }
        )
    return dots


def _guides(issue: Issue, across: Spec, height: float) -> Spec:
    rows = [{"x": a.scale, "y": 0, "y2": height} for a in issue.anchors]
    mark = {"type": "rule", "color": RULE}
    return layer(rows, mark, x=across, y=pixels("y", height + 24), y2={"field": "y2"})


def _anchors(issue: Issue, across: Spec, height: float) -> Spec:
    rows = [{"x": a.scale, "y": height + 14, "text": a.text} for a in issue.anchors]
    mark = {"type": "text", "baseline": "alphabetic", "color": MUTED}
    return layer(rows, mark, x=across, y=pixels("y", height + 24), text=text())
