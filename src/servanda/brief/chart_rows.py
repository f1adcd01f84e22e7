"""Rows with words above a bar on a scale of ratios: times as distributions, tornados, and proposals with a share beside them.

Times span days to years, so the scale is logarithmic. Words stand above their bar, so that they can be read on a phone. A bar
that reaches the right edge and says "never" stands for a quantity that does not come.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from servanda.brief.chart import INK, LATER, MUTED, PALE, RULE, SERIES, TEXT, Spec, chart, cut, layer, pixels, text

ROW = 54
AXIS = 42
SIDE = 8
HEAD = 22
"""Pixels for the names of the columns."""
BOLD = 1.18
"""How much wider bold letters are than the width that `cut` reckons with."""
LEFT_FOR_SHARES = 0.62
"""Part of the width that times keep where a column of shares stands beside them."""
MARKS = tuple(m * 10.0**e for e in range(-1, 4) for m in (1, 1.5, 2, 3, 5, 7))
MOST_MARKS = 6


@dataclass(frozen=True, slots=True)
class RowBar:
    """One row: its title, what it says, a thin bar, a thick bar inside it, a mark, and a share from 0 to 1 beside them.

    `high` None with a `low` means that the upper end never comes.
    """

    title: str
    says: str
    low: float | None = None
    high: float | None = None
    box: tuple[float, float] | None = None
    mark: float | None = None
    share: float | None = None
    share_text: str = ""


def rows_chart(rows: Sequence[RowBar], width: int, *, guide: float | None = None, shares: str = "") -> Spec:
    """The rows over an axis of days; `guide` is a value that all rows are read against, `shares` names the column beside."""
    height = ROW * len(rows) + AXIS + (HEAD if shares else 0)
    scale = _Scale.of(rows, guide, LEFT_FOR_SHARES * width if shares else width - 2 * SIDE)
    top = HEAD if shares else 0
    layers = [_guides(scale, height), *_words(rows, width, height, top), *_bars(rows, scale, height, top)]
    layers += _middle(rows, scale, guide, height)
    layers += _shares(rows, scale, width, height, top, shares) if shares else []
    return chart(width, height, [*layers, *_axis(scale, height)])


@dataclass(frozen=True, slots=True)
class _Scale:
    """A logarithmic scale between two values, drawn from `SIDE` to `right` pixels."""

    low: float
    high: float
    right: float

    @classmethod
    def of(cls, rows: Sequence[RowBar], guide: float | None, right: float) -> _Scale:
        ends = [v for r in rows for v in (r.low, r.high, r.mark) if v is not None and v > 0]
        ends += [guide] if guide else []
        low, high = (min(ends), max(ends)) if ends else (1.0, 100.0)
        return cls(low * 0.8, max(high, low * 1.5) * 1.25, right)

    @property
    def spec(self) -> Spec:
        return {
            "field": "x",
            "type": "quantitative",
            "scale": {"type": "log", "domain": [self.low, self.high], "range": [SIDE, self.right], "nice": False},
            "axis": None,
        }

    def at(self, pixel: float) -> float:
        """The value that is drawn at a pixel, beyond the ends of the scale too."""
        return float(self.low * (self.high / self.low) ** ((pixel - SIDE) / (self.right - SIDE)))

    def marks(self) -> list[float]:
        inside = [m for m in MARKS if self.low <= m <= self.high]
        return inside[:: max(1, math.ceil(len(inside) / MOST_MARKS))]


def _words(rows: Sequence[RowBar], width: int, height: int, top: int) -> list[Spec]:
    down = pixels("y", height)
    titles = [{"y": top + ROW * n + 13, "text": cut(r.title, width, TEXT * BOLD)} for n, r in enumerate(rows)]
    said = [{"y": top + ROW * n + 28, "text": cut(r.says, width)} for n, r in enumerate(rows)]
    left = {"type": "text", "align": "left", "baseline": "alphabetic"}
    return [
        layer(titles, {**left, "fontWeight": "bold", "color": INK}, x={"value": 0}, y=down, text=text()),
        layer(said, {**left, "color": MUTED}, x={"value": 0}, y=down, text=text()),
    ]


def _bars(rows: Sequence[RowBar], scale: _Scale, height: int, top: int) -> list[Spec]:
    down, across = pixels("y", height), scale.spec
    places = [(top + ROW * n + 40, r) for n, r in enumerate(rows)]
    thin = [
        {"x": r.low, "x2": scale.high if r.high is None else r.high, "y": y} for y, r in places if r.low is not None
    ]
    thick = [{"x": r.box[0], "x2": r.box[1], "y": y} for y, r in places if r.box is not None]
    marks = [{"x": r.mark, "y": y} for y, r in places if r.mark is not None]
    never = [{"x": scale.high, "y": y, "text": "never"} for y, r in places if r.low is not None and r.high is None]
    return [
        layer(thin, {"type": "rule", "strokeWidth": 4, "color": PALE}, x=across, x2={"field": "x2"}, y=down),
        layer(thick, {"type": "rule", "strokeWidth": 10, "color": PALE}, x=across, x2={"field": "x2"}, y=down),
        layer(marks, {"type": "point", "filled": True, "size": 70, "opacity": 1, "color": SERIES}, x=across, y=down),
        layer(never, {"type": "text", "align": "right", "baseline": "bottom", "dy": -3, "color": LATER}, x=across, y=down,
              text=text()),
    ]  # fmt: skip


def _shares(rows: Sequence[RowBar], scale: _Scale, width: int, height: int, top: int, name: str) -> list[Spec]:
    """A column of bars from 0 to 1 at the right, with the number beside each."""
    left, right = LEFT_FOR_SHARES * width + 18, width - 40.0
    down, across = pixels("y", height), scale.spec
    known = [(top + ROW * n + 40, r) for n, r in enumerate(rows)]
    frame = [{"x": scale.at(left), "x2": scale.at(right), "y": y} for y, r in known if r.share is not None]
    filled = [{"x": scale.at(left), "x2": scale.at(left + (right - left) * r.share), "y": y}
              for y, r in known if r.share]  # fmt: skip
    said = [{"x": scale.at(right + 4 if r.share is not None else left), "y": y, "text": r.share_text} for y, r in known]
    head = [{"x": scale.at(left), "y": 12, "text": name}, {"x": scale.at(SIDE), "y": 12, "text": "days to 1 SQ"}]
    words = {"type": "text", "align": "left", "baseline": "middle", "color": INK}
    return [
        layer(frame, {"type": "rule", "strokeWidth": 8, "color": RULE}, x=across, x2={"field": "x2"}, y=down),
        layer(filled, {"type": "rule", "strokeWidth": 8, "color": SERIES}, x=across, x2={"field": "x2"}, y=down),
        layer(said, words, x=across, y=down, text=text()),
        layer(head, {**words, "color": MUTED, "baseline": "alphabetic"}, x=across, y=down, text=text()),
    ]


def _guides(scale: _Scale, height: int) -> Spec:
    rows = [{"x": m, "y": 0, "y2": height - AXIS} for m in scale.marks()]
    return layer(rows, {"type": "rule", "color": RULE}, x=scale.spec, y=pixels("y", height), y2={"field": "y2"})


def _middle(rows: Sequence[RowBar], scale: _Scale, guide: float | None, height: int) -> list[Spec]:
    """The guide as a dashed mark beside each bar, so that it crosses no words."""
    if guide is None:
        return []
    marks = [{"x": guide, "y": ROW * n + 33, "y2": ROW * n + 48} for n in range(len(rows))]
    mark = {"type": "rule", "color": LATER, "strokeDash": [4, 3], "strokeWidth": 1.4}
    return [layer(marks, mark, x=scale.spec, y=pixels("y", height), y2={"field": "y2"})]


def _axis(scale: _Scale, height: int) -> list[Spec]:
    down = pixels("y", height)
    rows = [{"x": m, "y": height - 24, "text": f"{m:,g}"} for m in scale.marks()]
    mark = {"type": "text", "baseline": "alphabetic", "color": MUTED}
    unit = [{"y": height - 8, "text": "days; equal steps multiply"}]
    return [
        layer(rows, mark, x=scale.spec, y=down, text=text()),
        layer(unit, {**mark, "align": "right"}, x={"value": scale.right}, y=down, text=text()),
    ]
