"""Who judged how long one question takes: a row for each member, the pool below them with its modes, on a scale of ratios.

Months stand on a logarithmic axis, since weeks and years are compared by their ratio. A split pool has its density and its
modes, and no single mark; members without a distribution are named with the reason.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from servanda.brief.chart import INK, LATER, MUTED, PALE, RULE, SERIES, Spec, chart, cut, layer, pixels, text

ROW = 48
POOL = 72
AXIS = 42
SIDE = 6
BOLD = 13.6
"""The size at which bold letters of 11.5 pixels are reckoned: they are wider."""
MARKS = (0.25, 0.5, 1, 2, 3, 6, 12, 24, 48, 96, 120, 240)
"""Months at which the axis may have a mark."""


@dataclass(frozen=True, slots=True)
class MemberBar:
    """One member: who and when, its numbers and words, and its quantiles in months (None: nothing was fitted)."""

    who: str
    says: str
    quantiles: tuple[float, float, float] | None


@dataclass(frozen=True, slots=True)
class PoolShape:
    """The pool: its name, points of the density of the logarithm (months, height from 0 to 1), and its modes in months."""

    name: str
    density: tuple[tuple[float, float], ...]
    modes: tuple[float, ...]


def judgements_chart(members: Sequence[MemberBar], pool: PoolShape | None, width: int) -> Spec:
    """Members as bars from 5 % to 95 % as stated with the median, then the pool."""
    top = ROW * len(members)
    height = top + (POOL if pool else 0) + AXIS
    across, low, high = _scale(members, pool, width)
    layers = [
        _guides(across, low, high, height - AXIS, height),
        *_members(members, across, width, height),
        *(_pool(pool, across, top, width, height) if pool else ()),
        *_axis(across, low, high, width, height),
    ]
    return chart(width, height, layers)


def _scale(members: Sequence[MemberBar], pool: PoolShape | None, width: int) -> tuple[Spec, float, float]:
    ends = [q for m in members if m.quantiles for q in m.quantiles]
    ends += [x for x, _ in pool.density] if pool else []
    low, high = (min(ends) * 0.9, max(ends) * 1.1) if ends else (1.0, 12.0)
    spec: Spec = {
        "field": "x",
        "type": "quantitative",
        "scale": {"type": "log", "domain": [low, high], "range": [SIDE, width - 2 * SIDE], "nice": False},
        "axis": None,
    }
    return spec, low, high


def _members(members: Sequence[MemberBar], across: Spec, width: int, height: int) -> list[Spec]:
    places = [(ROW * place, m) for place, m in enumerate(members)]
    bars = [(y, m.quantiles) for y, m in places if m.quantiles]
    spans = [{"x": q[0], "x2": q[2], "y": y + 36} for y, q in bars]
    medians = [{"x": q[1], "y": y + 36} for y, q in bars]
    words = [{"y": y + 12, "text": cut(m.who, width, BOLD)} for y, m in places]
    said = [{"y": y + 25, "text": cut(m.says, width, 11)} for y, m in places]
    down = pixels("y", height)
    return [
        layer(words, {"type": "text", "align": "left", "fontWeight": "bold", "color": INK}, x={"value": 0}, y=down, text=text()),
        layer(said, {"type": "text", "align": "left", "fontSize": 11, "color": MUTED}, x={"value": 0}, y=down, text=text()),
        layer(spans, {"type": "rule", "strokeWidth": 3, "color": PALE}, x=across, x2={"field": "x2"}, y=down),
        layer(medians, {"type": "point", "filled": True, "size": 60, "opacity": 1, "color": SERIES}, x=across, y=down),
    ]  # fmt: skip


def _pool(pool: PoolShape, across: Spec, top: int, width: int, height: int) -> list[Spec]:
    base, room = top + POOL - 4, POOL - 26
    shape = [{"x": x, "y": base - room * h, "y2": base} for x, h in pool.density]
    marks = [{"x": x, "y": base + 2} for x in pool.modes]
    down = pixels("y", height)
    title = [{"y": top + 12, "text": cut(pool.name, width)}]
    return [
        layer(title, {"type": "text", "align": "left", "fontWeight": "bold", "color": LATER}, x={"value": 0}, y=down,
              text=text()),
        layer(shape, {"type": "area", "color": PALE, "opacity": 1}, x=across, y=down, y2={"field": "y2"}),
        layer(marks, {"type": "point", "shape": "triangle-up", "filled": True, "size": 70, "opacity": 1, "color": LATER},
              x=across, y=down),
    ]  # fmt: skip


def _marks(low: float, high: float) -> list[float]:
    inside = [m for m in MARKS if low <= m <= high]
    step = max(1, math.ceil(len(inside) / 7))
    return inside[::step]


def _guides(across: Spec, low: float, high: float, bottom: int, height: int) -> Spec:
    rows = [{"x": m, "y": 0, "y2": bottom} for m in _marks(low, high)]
    return layer(rows, {"type": "rule", "color": RULE}, x=across, y=pixels("y", height), y2={"field": "y2"})


def _axis(across: Spec, low: float, high: float, width: int, height: int) -> list[Spec]:
    rows = [{"x": m, "y": height - 22, "text": f"{m:g}"} for m in _marks(low, high)]
    mark = {"type": "text", "baseline": "alphabetic", "color": MUTED}
    unit = [{"y": height - 6, "text": "months, logarithmic"}]
    down = pixels("y", height)
    return [
        layer(rows, mark, x=across, y=down, text=text()),
        layer(unit, {**mark, "align": "right"}, x={"value": width - SIDE}, y=down, text=text()),
    ]
