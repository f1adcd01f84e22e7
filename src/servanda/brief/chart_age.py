"""Days since the last verification of each stratum, against its timeliness goal, one bar per state of knowledge."""

from __future__ import annotations

from collections.abc import Sequence

from servanda.brief.chart import INK, LIMIT, MUTED, PALE, SERIES, Spec, chart, cut, layer, pixels, text
from servanda.brief.parts import Knowledge, Stratum, StratumCell

LINE = 17
HEAD = 20
GAP = 8
LONGEST = 400.0
"""Days after which a bar is cut, so that thirty days stay visible; its words say the whole number."""


def age_chart(strata: Sequence[Stratum], knowledge: Sequence[Knowledge], width: int) -> Spec:
    """A block for each stratum: its name, then a bar per state of knowledge with the goal as a tick."""
    block = HEAD + LINE * len(knowledge) + GAP
    height = block * len(strata)
    left = 7 * max(len(k.short) for k in knowledge) + 8
    span = _longest(strata)
    bars = [
        row
        for place, stratum in enumerate(strata)
        for row in _bars(stratum, knowledge, place * block + HEAD, left, (width - left - 150) / span)
    ]
    goals = [row for row in bars if row["goal"] is not None]
    x, y = _across(width), pixels("y", height)
    return chart(
        width,
        height,
        [
            layer(_names(strata, block, width), _words("left", INK, "bold"), x=x, y=y, text=text()),
            layer(bars, _words("left", MUTED), x=_across(width, "zero"), y=y, text=text("short")),
            layer(
                bars,
                {"type": "rect"},
                x=_across(width, "left"),
                x2={"field": "right"},
                y=pixels("top", height),
                y2={"field": "bottom"},
                color={"field": "colour", "type": "nominal", "scale": None},
            ),
            layer(
                goals,
                {"type": "rule", "color": LIMIT, "strokeWidth": 2.5},
                x=_across(width, "goal"),
                y=pixels("tick", height),
                y2={"field": "tock"},
            ),
            layer(bars, _words("left", INK), x=_across(width, "after"), y=y, text=text("words")),
        ],
    )


def _across(width: float, field: str = "x") -> Spec:
    scale = {"domain": [0, width], "range": [0, width], "nice": False, "zero": False}
    return {"field": field, "type": "quantitative", "scale": scale, "axis": None}


def _words(align: str, colour: str, weight: str = "normal") -> Spec:
    return {"type": "text", "align": align, "color": colour, "fontWeight": weight, "baseline": "alphabetic"}


def _longest(strata: Sequence[Stratum]) -> float:
    days = [min(LONGEST, _age(c) or 0.0) for s in strata for c in s.cells]
    goals = [float(c.goal_days) for s in strata for c in s.cells if c.goal_days is not None]
    return max([1.0, *days, *goals])


def _names(strata: Sequence[Stratum], block: int, width: int) -> list[dict[str, object]]:
    return [{"x": 0, "y": n * block + 14, "text": cut(s.label, width)} for n, s in enumerate(strata)]


def _bars(
    stratum: Stratum, knowledge: Sequence[Knowledge], top: float, left: float, scale: float
) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = []
    for line, (known, cell) in enumerate(zip(knowledge, stratum.cells, strict=True)):
        upper = top + line * LINE + 2
        right = left + min(LONGEST, _age(cell) or 0.0) * scale
        goal = None if cell.goal_days is None else left + cell.goal_days * scale
        rows.append(
            {
                "zero": 0,
                "y": upper + 11,
                "short": known.short,
                "left": left,
                "right": right,
                "top": upper,
                "bottom": upper + LINE - 4,
                "colour": SERIES if cell.days is not None else PALE,
                "goal": goal,
                "tick": upper - 2,
                "tock": upper + LINE - 2,
                "after": max(right, goal or 0) + 6,
                "words": _said(cell),
            }
        )
    return rows


def _age(cell: StratumCell) -> float | None:
    """Days since verified, else since estimated."""
    figure = cell.days or cell.days_estimated
    return None if figure is None else figure.value


def _said(cell: StratumCell) -> str:
    if cell.days is not None:
        return f"{cell.days.text}{' (bar cut)' if (cell.days.value or 0) > LONGEST else ''}"
    return "nothing known" if cell.days_estimated is None else f"{cell.days_estimated.text} since estimated"
