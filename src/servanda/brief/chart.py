"""What all charts share: the palette, the style, the time axis, and the sizes that stay readable on a phone.

A chart is a Vega-Lite specification as a plain mapping. Times are decimal years, so that no time zone can move a day;
vertical places are pixels from the top, so that labels stand where they were put. Titles and legends are text of the
page, not of the picture.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

Spec = dict[str, object]
Rows = Sequence[Mapping[str, object]]

INK = "#1c2430"
MUTED = "#5a6573"
RULE = "#d9dee6"
PAPER = "#fefefe"
SERIES = "#1d5f9e"
LATER = "#b4540a"
LIMIT = "#b3261f"
PALE = "#9db9d3"
LAND = "#e9edf2"
HOME = "#d3dce7"

STATUS_COLOUR = {
    "exceeded": "#b3261e",
    "not_performed": "#b3261d",
    "performed_late": "#a35c01",
    "declared_non_observance": "#a35c00",
    "contested": "#6b3fa0",
    "overdue": "#8a5a00",
    "clock_started": "#2f6f9f",
    "undetermined": "#727d8c",
    "compliant": "#17714f",
    "not_applicable": "#c5ccd5",
}
"""One colour for each status; the letter beside it says the same without colour."""

STATUS_LETTER = {
    "exceeded": "E",
    "not_performed": "P",
    "performed_late": "L",
    "declared_non_observance": "D",
    "contested": "X",
    "overdue": "O",
    "clock_started": "S",
    "undetermined": "?",
    "compliant": "C",
    "not_applicable": "–",
}

NARROW = 340
WIDE = 720
TEXT = 11.5

_CONFIG: Spec = {
    "font": "Liberation Sans, sans-serif",
    "background": None,
    "view": {"stroke": None},
    "axis": {
        "labelFontSize": TEXT,
        "labelColor": MUTED,
        "titleColor": MUTED,
        "titleFontSize": TEXT,
        "titleFontWeight": "normal",
        "gridColor": RULE,
        "domainColor": RULE,
        "tickColor": RULE,
    },
    "text": {"fontSize": TEXT, "color": INK},
}


def chart(width: int, height: int, layers: Sequence[Spec]) -> Spec:
    """A chart of layers in exactly `width` times `height` pixels."""
    return {
        "width": width,
        "height": height,
        "autosize": {"type": "fit", "contains": "padding"},
        "padding": 2,
        "config": _CONFIG,
        "layer": list(layers),
    }


def layer(rows: Rows, mark: Mapping[str, object], **encoding: object) -> Spec:
    """One layer: its rows, its mark and its encoding."""
    return {"data": {"values": list(rows)}, "mark": dict(mark), "encoding": encoding}


def year(day: str) -> float:
    """An ISO day as a decimal year (days of the year counted from 0)."""
    found = date.fromisoformat(day)
    first = date(found.year, 1, 1)
    return round(found.year + (found - first).days / (date(found.year + 1, 1, 1) - first).days, 4)


def years(first: str, last: str, ticks: int = 6) -> Spec:
    """The horizontal axis over time, from one day to another."""
    low, high = year(first), year(last)
    step = max(1, round((high - low) / ticks))
    values = [y for y in range(int(low), int(high) + 1) if y >= low and (y - int(low)) % step == 0]
    axis = {"title": None, "format": "d", "values": values, "grid": False, "labelFlush": False}
    return {"field": "x", "type": "quantitative", "scale": {"domain": [low, high], "nice": False}, "axis": axis}


def pixels(field: str, height: float) -> Spec:
    """A vertical place in pixels from the top, without an axis."""
    return {
        "field": field,
        "type": "quantitative",
        "scale": {"domain": [0, height], "range": [0, height], "nice": False, "zero": False},
        "axis": None,
    }


def number(field: str) -> Spec:
    """A field read as a number on a scale that another layer defines."""
    return {"field": field, "type": "quantitative"}


def text(field: str = "text") -> Spec:
    """A field shown as text."""
    return {"field": field, "type": "nominal"}


def cut(words: str, width: float, size: float = TEXT) -> str:
    """Words cut so that they fit into `width` pixels at a text size; a cut ends in an ellipsis."""
    room = int(width / (size * 0.53))
    return words if len(words) <= room else f"{words[: max(1, room - 1)].rstrip(' ,;(')}…"
