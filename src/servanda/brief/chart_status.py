"""A strip for each obligation: its status over time, by height, letter and colour, each of which suffices alone."""

from __future__ import annotations

from collections.abc import Sequence

from servanda.brief.chart import (
    INK,
    MUTED,
    PAPER,
    STATUS_COLOUR,
    STATUS_LETTER,
    TEXT,
    Spec,
    chart,
    cut,
    layer,
    number,
    pixels,
    text,
    year,
    years,
)
from servanda.brief.parts import Duty
from servanda.brief.words import STATUS_WORDS

ROW = 42
BAR = 17
_HEIGHT_OF = {"exceeded": 1.0, "not_performed": 1.0, "declared_non_observance": 0.85, "contested": 0.85}
_THIN = {"undetermined": 0.5, "not_applicable": 0.14}


def status_chart(duties: Sequence[Duty], first: str, last: str, width: int) -> Spec:
    """One row for each duty; every duty has spans and the rows stand in the order given."""
    height = ROW * len(duties)
    x, y = years(first, last, 8), pixels("y", height)
    bars = _bars(duties, first, last, width)
    return chart(
        width,
        height + 28,
        [
            layer(bars, {"type": "rect"}, x=x, x2={"field": "x2"}, y=y, y2={"field": "y2"}, color=_colour()),
            layer(
                [b for b in bars if b["letter"]],
                {"type": "text", "fontSize": TEXT, "fontWeight": "bold", "color": PAPER, "baseline": "middle"},
                x=number("middle"),
                y=pixels("ymiddle", height),
                text=text("letter"),
            ),
            _labels(duties, width, height),
            _today(duties, width, height),
        ],
    )


def _colour() -> Spec:
    return {"field": "colour", "type": "nominal", "scale": None}


def _bars(duties: Sequence[Duty], first: str, last: str, width: int) -> list[dict[str, object]]:
    low, high = year(first), year(last)
    bars: list[dict[str, object]] = []
    for place, duty in enumerate(duties):
        bottom = place * ROW + ROW - 6
        for span in duty.spans:
            start, end = max(low, year(span.start)), min(high, year(span.end))
            share = _HEIGHT_OF.get(span.status, _THIN.get(span.status, 0.8))
            wide = (end - start) / (high - low) * width
            bars.append(
                {
                    "x": start,
                    "x2": end,
                    "middle": (start + end) / 2,
                    "y": bottom - BAR * share,
                    "y2": bottom,
                    "ymiddle": bottom - BAR * share / 2 + 1,
                    "colour": STATUS_COLOUR.get(span.status, MUTED),
                    "letter": STATUS_LETTER.get(span.status, "") if wide > 11 and share > 0.6 else "",
                }
            )
    return bars


def _labels(duties: Sequence[Duty], width: int, height: int) -> Spec:
    rows = [
        {"y": place * ROW + 14, "text": cut(f"{duty.id}  {duty.title}", width - 7.2 * len(_now(duty)) - 22)}
        for place, duty in enumerate(duties)
    ]
    mark = {"type": "text", "align": "left", "color": INK, "baseline": "alphabetic"}
    return layer(rows, mark, x={"value": 0}, y=pixels("y", height), text=text())


def _today(duties: Sequence[Duty], width: int, height: int) -> Spec:
    rows = [
        {"y": place * ROW + 14, "text": _now(duty), "colour": STATUS_COLOUR.get(duty.cells[-1].status, MUTED)}
        for place, duty in enumerate(duties)
    ]
    mark = {"type": "text", "align": "right", "fontWeight": "bold", "baseline": "alphabetic"}
    place = {"value": {"expr": "width"}}
    return layer(rows, mark, x=place, y=pixels("y", height), text=text(), color=_colour())


def _now(duty: Duty) -> str:
    return STATUS_WORDS.get(duty.cells[-1].status, duty.cells[-1].status) if duty.cells else ""
