"""Vega-Lite specifications to SVG, and the clean-up that makes many pictures live in one page.

The colours of the palette stay in the picture as they are; the page's style sheet maps each of them for a dark screen.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import vl_convert

from servanda.brief.chart import Spec

VEGA_LITE = "5.20"
_SIZE = re.compile(r'<svg [^>]*?width="([\d.]+)" height="([\d.]+)" viewBox="([^"]+)"[^>]*>')
_NOISE = re.compile(r' (?:aria-[a-z]+|role|class|pointer-events|xmlns:xlink|version)="[^"]*"')
_EMPTY = re.compile(r'<path d="M0,0h0v0h0Z"/>|<path d="M[\d.,-]+h[\d.]+v[\d.]+h-?[\d.]+Z"/>|<g/>')
_IDENTIFIER = re.compile(r'( id="|url\(#)([^")]+)(["\)])')
_FONT = re.compile(r' font-family="[^"]*"')


@dataclass(frozen=True, slots=True)
class Picture:
    """One chart as SVG: `body` is everything inside the root element, its size in CSS pixels."""

    name: str
    width: float
    height: float
    body: str

    def inline(self, label: str) -> str:
        """The picture for a page; `label` is what a screen reader says."""
        return f'<svg role="img" aria-label="{_escaped(label)}" {self._frame()}>{self.body}</svg>'

    def file(self, font: str) -> str:
        """The picture as a file of its own, with its text in a font."""
        space = 'xmlns="http://www.w3.org/2000/svg"'
        return f'<svg {space} font-family="{font}" {self._frame()}>{self.body}</svg>'

    def _frame(self) -> str:
        return f'width="{self.width:g}" height="{self.height:g}" viewBox="0 0 {self.width:g} {self.height:g}"'


def picture(name: str, spec: Spec) -> Picture:
    """A chart drawn; `name` keeps the identifiers inside it apart from those of other charts in the page."""
    drawn = vl_convert.vegalite_to_svg(spec, vl_version=VEGA_LITE)
    frame = _SIZE.search(drawn)
    if frame is None:
        raise AssertionError(f"chart {name}: the drawing has no size")
    body = _own_identifiers(name, _clean(drawn[frame.end() : drawn.rindex("</svg>")]))
    return Picture(name, float(frame[1]), float(frame[2]), body)


def warm_up() -> None:
    """Start the drawing engine, which takes about half a second, while other work goes on."""
    vl_convert.vegalite_to_svg({"data": {"values": [{}]}, "mark": "point"}, vl_version=VEGA_LITE)


def _clean(body: str) -> str:
    return _EMPTY.sub("", _FONT.sub("", _NOISE.sub("", body)))


def _own_identifiers(name: str, body: str) -> str:
    """Identifiers numbered within the chart: the engine counts through all charts that it has ever drawn."""
    found = dict.fromkeys(re.findall(r' id="([^"]+)"', body))
    own = {old: f"{name}-{place}" for place, old in enumerate(found, start=1)}
    return _IDENTIFIER.sub(lambda m: f"{m[1]}{own.get(m[2], m[2])}{m[3]}", body)


def _escaped(words: str) -> str:
    return words.replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;")
