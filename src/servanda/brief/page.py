"""The page: one self-contained HTML file without scripts and without any request.

Every figure is a link to the statement behind it, or to its method note when it was computed; every statement links to
its source and back to the places that use it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

from jinja2 import Environment, FunctionLoader, StrictUndefined, Template
from markupsafe import Markup, escape

from servanda.brief import chart, words
from servanda.brief.answer import Brief
from servanda.brief.drawing import bands, scaled_issue, strip_duties
from servanda.brief.gather_capability import EXCLUDES
from servanda.brief.gather_outlook import days_text, percent
from servanda.brief.parts import Duty, Figure, Sentence, Stratum
from servanda.brief.pictures import Drawing

DARK = {
    chart.INK: "#e5e9ef",
    chart.MUTED: "#a4afbd",
    chart.RULE: "#36404d",
    chart.PAPER: "#11161c",
    chart.SERIES: "#86bcf0",
    chart.LATER: "#f2a35e",
    chart.LIMIT: "#ff8f7f",
    chart.PALE: "#3f5f7d",
    chart.LAND: "#1d252e",
    chart.HOME: "#2b3744",
    "#b3261e": "#ff8f80",
    "#b3261d": "#ff8f80",
    "#a35c01": "#f2b063",
    "#a35c00": "#f2b063",
    "#2f6f9f": "#8cc4ee",
    "#6b3fa0": "#c8a8f4",
    "#727d8c": "#8b97a6",
    "#8a5a00": "#f2b063",
    "#17714f": "#6fd0a1",
    "#c5ccd5": "#49545f",
}
"""What each colour of the charts becomes on a dark screen."""

MOST_BACK_LINKS = 8
MOST_BESIDE = 4
LONGEST_UNBROKEN = 22
"""A figure of at most so many letters stands in bold and is never broken; longer ones are sentences."""


@dataclass
class Links:
    """Numbers the places where figures stand, so that a statement can lead back to each of them."""

    notes: dict[tuple[str, tuple[str, ...]], str]
    anchors: dict[str, str]
    places: dict[str, list[int]] = field(default_factory=dict)
    count: int = 0

    @classmethod
    def of(cls, brief: Brief) -> Links:
        """Links for a brief: its method notes by method and statements, and the place of each duty and statement."""
        notes: dict[tuple[str, tuple[str, ...]], str] = {}
        for m in brief.sources.methods:
            notes[(m.name, m.evidence if m.id != m.name else ())] = m.id
        for m in brief.sources.methods:
            notes.setdefault((m.name, ()), m.id)
        duties = {d.id: f"o-{d.id}" for d in brief.agreements.duties}
        return cls(notes, duties | {e.id: f"st-{e.id}" for e in brief.sources.entries})

    def figure(self, figure: Figure | None) -> Markup:
        """A figure as a link; a dash that is read as `not known` where there is none."""
        if figure is None:
            return Markup('<span aria-label="not known">–</span>')
        sign = dagger() if figure.mark == "recalled" else ""
        if not figure.method and not figure.evidence:
            return Markup("{}{}").format(figure.text, sign)
        note = self.notes.get((figure.method, figure.evidence if len(figure.evidence) > 1 else ()))
        target = f"m-{note}" if note else f"st-{figure.evidence[0]}"
        beside = (
            figure.evidence[: MOST_BESIDE if len(figure.evidence) == 1 else 0]
            if note
            else figure.evidence[1:MOST_BESIDE]
        )
        self.count += 1
        for name in (target, *(f"st-{i}" for i in figure.evidence)):
            self.places.setdefault(name, []).append(self.count)
        raised = Markup("").join(
            Markup('<sup><a href="#st-{}" aria-label="statement {}">[{}]</a></sup>').format(i, i, n)
            for n, i in enumerate(beside, start=1 if note else 2)
        )
        kind = "n" if len(figure.text) <= LONGEST_UNBROKEN else "n t"
        link = Markup('<a class="{}" id="f{}" href="#{}">{}</a>').format(kind, self.count, target, figure.text)
        return link + raised + sign

    def sentence(self, sentence: Sentence) -> Markup:
        """A sentence with its figures linked."""
        return Markup("").join(self.figure(p) if isinstance(p, Figure) else self.linked(p) for p in sentence.pieces)

    def evidence(self, ids: Sequence[str]) -> Markup:
        """A list of links to statements."""
        return Markup(", ").join(Markup('<a href="#st-{}">{}</a>').format(i, i) for i in ids)

    def linked(self, words: str) -> Markup:
        """Running words in which the id of every statement and every judged duty becomes a link."""
        parts = re.split(r"(?<![\w.-])([A-Z][\w]*(?:[-.][\w]+)+)", words)
        return Markup("").join(
            Markup('<a href="#{}">{}</a>').format(self.anchors[part], part) if part in self.anchors else escape(part)
            for part in parts
        )

    def back(self, target: str) -> Markup:
        """Links back to the places that use a statement or method."""
        all_places = self.places.get(target, [])
        places = all_places[:MOST_BACK_LINKS]
        more = f" and {len(all_places) - len(places)} more" if len(all_places) > len(places) else ""
        links = Markup("").join(
            Markup('<a href="#f{}" aria-label="back to use {}">↩{}</a>').format(place, n, n)
            for n, place in enumerate(places, start=1)
        )
        return Markup('<span class="back">{}{}</span>').format(links, more) if places else links


def recalled() -> Markup:
    """The visible sign that a statement has not been read in its source."""
    return Markup(' <abbr class="r" title="recalled: not yet read in its source">recalled</abbr>')


def dagger() -> Markup:
    """The short sign for the same; its meaning stands in the head of the page."""
    return Markup(
        '<abbr class="d" title="recalled: not yet read in its source">†<span class="vh"> recalled</span></abbr>'
    )


def status(name: str) -> Markup:
    """A status as a badge: letter, word and colour."""
    letter = chart.STATUS_LETTER.get(name, "")
    return Markup('<span class="st {}"><span aria-hidden="true">{}</span> {}</span>').format(
        name, letter, words.STATUS_WORDS.get(name, words.plain(name))
    )


@cache
def page_template() -> Template:
    """The template of the page, made ready once."""
    environment = Environment(
        autoescape=True,
        loader=FunctionLoader(_template),
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
    return environment.get_template("page.html")


def page(brief: Brief, charts: Sequence[Drawing]) -> str:
    """The whole page as text."""
    links = Links.of(brief)
    html = page_template().render(
        f=links.figure, s=links.sentence, ev=links.evidence, back=links.back, linked=links.linked,
        status=status, recalled=recalled, dagger=dagger,
        day=words.day_words, listed=words.listed, plain=words.plain, words=words,
        counted=words.counted, letters=chart.STATUS_LETTER, days_text=days_text, percent=percent, kg=_kg,
        brief=brief, charts=charts, css=Markup(style_sheet()),  # our own style sheet
        inline=_inline, bands=bands(brief), strips=strip_duties(brief), scaled=scaled_issue(brief), excludes=EXCLUDES,
        groups=groups(brief), same=same, alike=alike,
    )  # fmt: skip
    return re.sub(r"\n\s*\n+", "\n", html)


def groups(brief: Brief) -> list[tuple[str, list[Duty]]]:
    """The judged duties by their status in the last state of knowledge, worst first."""
    found: dict[str, list[Duty]] = {}
    for duty in brief.agreements.duties:
        found.setdefault(duty.cells[-1].status, []).append(duty)
    order = {name: n for n, name in enumerate(words.STATUS_ORDER)}
    return sorted(found.items(), key=lambda item: order.get(item[0], 99))


def same(duty: Duty) -> bool:
    """True when every state of knowledge leads to the same verdicts and values, so that one line says it."""
    first = duty.cells[0]
    return all(
        (c.status, [(v.status, v.value) for v in c.verdicts])
        == (first.status, [(v.status, v.value) for v in first.verdicts])
        for c in duty.cells
    )


def alike(stratum: Stratum) -> bool:
    """True when every state of knowledge says the same about a stratum."""
    return all(cell == stratum.cells[0] for cell in stratum.cells)


def _kg(value: float | None) -> str:
    return "–" if value is None else f"{value:,.1f}" if value < 1000 else f"{value:,.0f}"


def _inline(drawing: Drawing) -> Markup:
    pictures = [("narrow", drawing.narrow), ("wide", drawing.wide)]
    return Markup("").join(
        Markup('<div class="chart {}">{}</div>').format(
            name, Markup(p.inline(drawing.label))
        )  # own drawing, label escaped
        for name, p in pictures
        if p is not None
    )


def _template(name: str) -> str:
    return files("servanda.brief").joinpath(f"{name}.j2").read_text(encoding="utf-8")


def style_sheet() -> str:
    """The style sheet of every page, the dark colours of its charts included."""
    dark = "".join(
        f'.chart [fill="{light}"]{{fill:{night}}}.chart [stroke="{light}"]{{stroke:{night}}}'
        for light, night in DARK.items()
    )
    return files("servanda.brief").joinpath("page.css").read_text(encoding="utf-8").replace("@DARK@", dark)
