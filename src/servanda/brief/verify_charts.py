"""Charts of a verification report: the budget of sigma as bars, balances with their limits, running statistics."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import cycle

from servanda.brief.chart import INK, LIMIT, MUTED, PALE, SERIES, Spec, chart, cut, layer, text
from servanda.brief.verify_parts import Cell, Report

WIDTH = 460
BAR = 24
SHAPES = {"circle": "●", "square": "■", "triangle-up": "▲", "diamond": "◆"}
"""One for each test, so that they differ without colour, with the sign that stands for it in words."""
_SHORT = {"short-term systematic": "systematic", "long-term systematic": "long-term"}


def charts_of(report: Report) -> dict[str, tuple[str, Spec]]:
    """Title and drawing of each chart by the id of the section that it belongs to."""
    return {
        "budget": ("Share of each error in the variance of MUF, kg²", _budget(report)),
        "balance": ("MUF of each balance with two sigma, kg", _balances(report)),
        "sequence": (f"Running statistics over their thresholds (alarm above 1): {_key(report)}", _statistics(report)),
    }


def _key(report: Report) -> str:
    names = report.table("statistics").columns[1:]
    return ", ".join(
        f"{sign}\N{NO-BREAK SPACE}{name}" for sign, name in zip(cycle(SHAPES.values()), names, strict=False)
    )


def label(report: Report, section: str) -> str:
    """A chart in words, for those who do not see it; its numbers stand in the table below it."""
    title = charts_of(report)[section][0]
    return f"{title}. Its numbers are in the table that follows"


def _number(cell: Cell) -> float:
    return float(cell) if isinstance(cell, int | float) else 0.0


def _axis(field: str, title: str | None = None) -> Spec:
    return {
        "field": field,
        "type": "quantitative",
        "axis": {"title": title, "grid": True, "titlePadding": 10},
        "scale": {"zero": True},
    }


def _budget(report: Report) -> Spec:
    lines = report.table("budget").rows[:12]
    rows: list[Mapping[str, object]] = [
        {"name": cut(f"{line[0]}: {_SHORT.get(str(line[1]), line[1])}", 185), "share": _number(line[4]), "zero": 0.0,
         "end": max(0.0, _number(line[4])),
         "colour": SERIES if _number(line[4]) >= 0 else LIMIT, "words": f"{_number(line[4]):.3g}"}
        for line in lines
    ]  # fmt: skip
    names = {
        "field": "name",
        "type": "nominal",
        "sort": None,
        "axis": {"title": None, "labelLimit": 240, "minExtent": 185},
    }
    colour = {"field": "colour", "type": "nominal", "scale": None}
    shares = [_number(line[4]) for line in lines]
    low, high = min([0.0, *shares]), max([1e-12, *shares])
    share: Spec = {**_axis("share"), "scale": {"domain": [low, high + 0.2 * (high - low)], "nice": False}}
    return chart(WIDTH, 30 + BAR * max(1, len(rows)), [
        layer(rows, {"type": "bar"}, x=share, x2={"field": "zero"}, y=names, color=colour),
        layer(rows, {"type": "text", "align": "left", "dx": 4, "color": INK}, x={**share, "field": "end"}, y=names,
              text=text("words")),
    ])  # fmt: skip


def _ordinal(field: str = "n") -> Spec:
    return {"field": field, "type": "ordinal", "axis": {"title": "balance", "labelAngle": 0}}


def _balances(report: Report) -> Spec:
    rows: list[Mapping[str, object]] = [
        {"n": line[0], "muf": _number(line[5]), "low": -2 * _number(line[6]), "high": 2 * _number(line[6])}
        for line in report.table("balances").rows
    ]
    return chart(WIDTH, 220, [
        layer(rows, {"type": "bar", "color": PALE, "width": 14}, x=_ordinal(), y=_axis("low", "kg"), y2={"field": "high"}),
        layer(rows, {"type": "point", "filled": True, "size": 70, "color": SERIES}, x=_ordinal(), y=_axis("muf", "kg")),
        layer([{"zero": 0}], {"type": "rule", "color": MUTED}, y=_axis("zero", "kg")),
    ])  # fmt: skip


def _statistics(report: Report) -> Spec:
    limits = [_number(line[1]) for line in report.table("tests").rows]
    table = report.table("statistics")
    names = list(table.columns[1:])
    shape = {"field": "shape", "type": "nominal", "scale": None, "legend": None}
    rows = [
        {**row, "shape": list(SHAPES)[names.index(str(row["test"])) % len(SHAPES)]}
        for row in _over(names, table.rows, limits)
    ]
    ratio = _axis("ratio", "of threshold")
    points: Spec = {"type": "point", "filled": True, "size": 60, "color": SERIES}
    limit: Spec = {"type": "rule", "color": LIMIT, "strokeWidth": 2}
    return chart(WIDTH, 240, [
        layer(rows, points, x=_ordinal(), y=ratio, shape=shape),
        layer([{"one": 1.0}], limit, y=_axis("one", "of threshold")),
    ])  # fmt: skip


def _over(
    names: Sequence[str], rows: Sequence[tuple[Cell, ...]], limits: Sequence[float]
) -> Sequence[Mapping[str, object]]:
    return [
        {"n": row[0], "test": name, "ratio": _number(cell) / limit}
        for row in rows
        for name, cell, limit in zip(names, row[1:], limits, strict=True)
        if cell is not None and limit > 0
    ]
