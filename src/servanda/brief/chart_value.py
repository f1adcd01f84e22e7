"""What would change an answer most: a bar for each inspection, as long as the share of uncertainty that it removes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from servanda.brief.chart import INK, MUTED, PALE, SERIES, Spec, chart, cut, layer, pixels, text

LINE = 34
HEAD = 38
GAP = 10
RIGHT = 178
"""Room for percent and effort after the longest bar."""
KEY = "share of the variance removed; dark: most for a day"


@dataclass(frozen=True, slots=True)
class ValueBar:
    """One inspection: its name, the share of the answer's variance it removes (0 to 1), its standard error, its effort."""

    name: str
    share: float
    error: float
    inspector_days: float

    @property
    def per_day(self) -> float:
        """Share for an inspector-day."""
        return self.share / self.inspector_days

    @property
    def is_nothing(self) -> bool:
        """True when the share cannot be told from 0."""
        return self.share <= 2 * self.error


@dataclass(frozen=True, slots=True)
class ValueBars:
    """One answer with its inspections."""

    answer: str
    bars: tuple[ValueBar, ...]


def value_chart(answers: Sequence[ValueBars], width: int) -> Spec:
    """A block for each answer: its name, then a bar for each inspection, the longest first; the best for a day is dark.

    Names stand above their bars and effort after them, so that both are whole on a phone. Inspections that tell nothing
    have no bar and say so.
    """
    height = sum(HEAD + LINE * len(a.bars) + GAP for a in answers)
    names, rows = list[dict[str, object]](), list[dict[str, object]]()
    top = 0
    for answer in answers:
        names.append({"x": 0, "y": top + 14, "below": top + 29, "text": cut(answer.answer, width), "key": KEY})
        rows += _rows(answer.bars, top + HEAD, width)
        top += HEAD + LINE * len(answer.bars) + GAP
    x, y = _across(width), pixels("y", height)
    bars = [row for row in rows if row["bar"]]
    return chart(
        width,
        height,
        [
            layer(names, _words(INK, "bold"), x=x, y=y, text=text()),
            layer(names, _words(MUTED), x=x, y=pixels("below", height), text=text("key")),
            layer(rows, _words(MUTED), x=x, y=y, text=text("words")),
            layer(
                bars,
                {"type": "rect"},
                **_box(width, height),
                color={"field": "colour", "type": "nominal", "scale": None},
            ),
            layer(rows, _words(INK), x=_across(width, "after"), y=pixels("middle", height), text=text("percent")),
        ],
    )


def _across(width: float, field: str = "x") -> Spec:
    scale = {"domain": [0, width], "range": [0, width], "nice": False, "zero": False}
    return {"field": field, "type": "quantitative", "scale": scale, "axis": None}


def _words(colour: str, weight: str = "normal") -> Spec:
    return {"type": "text", "align": "left", "color": colour, "fontWeight": weight, "baseline": "alphabetic"}


def _box(width: float, height: float) -> dict[str, Spec]:
    return {
        "x": _across(width, "zero"),
        "x2": {"field": "right"},
        "y": pixels("top", height),
        "y2": {"field": "bottom"},
    }


def _rows(bars: Sequence[ValueBar], top: float, width: float) -> list[dict[str, object]]:
    ranked = sorted(bars, key=lambda b: (-b.share, b.name))
    best = max(ranked, key=lambda b: b.per_day, default=None)
    full = width - RIGHT
    return [_row(bar, top + place * LINE, width, full, dark=bar is best) for place, bar in enumerate(ranked)]


def _row(bar: ValueBar, top: float, width: float, full: float, *, dark: bool) -> dict[str, object]:
    share = min(1.0, max(0.0, bar.share))
    effort = f" · {bar.inspector_days:g} inspector-days"
    return {
        "x": 0,
        "y": top + 11,
        "words": cut(bar.name, width),
        "zero": 0,
        "right": share * full,
        "bar": not bar.is_nothing,
        "top": top + 15,
        "bottom": top + 26,
        "middle": top + 25,
        "after": 0 if bar.is_nothing else share * full + 6,
        "percent": f"{'nothing' if bar.is_nothing else _percent(share)}{effort}",
        "colour": SERIES if dark else PALE,
    }


def _percent(share: float) -> str:
    if share > 0.99:
        return "over 99 %"
    return f"{100 * share:.0f} %" if share >= 0.095 else f"{100 * share:.1f} %"
