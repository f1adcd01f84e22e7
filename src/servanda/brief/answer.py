"""What a brief says, before anyone decides how it looks. Nothing here reads a file or a clock.

A `Brief` is built by `build.py` from one view per state of knowledge and turned into HTML, PDF, JSON and Markdown.
Its chapters are in `parts.py`, `parts_outlook.py` and `parts_plan.py`.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from servanda.brief.parts import Agreements, KeyFigure, Knowledge, Known, MarginCell, Positions, Sentence, Site, Wanted
from servanda.brief.parts_outlook import Bounds, Judgements, Outlook
from servanda.brief.parts_plan import Plan, Proposals


@dataclass(frozen=True, slots=True)
class Entry:
    """A statement or recorded position that the brief used: what it says and where it was read."""

    id: str
    says: str
    day: str
    public: str
    basis: str
    mark: str
    source: str
    locator: str = ""
    note: str = ""
    derived_from: str = ""


@dataclass(frozen=True, slots=True)
class Text:
    """A source: the text in which statements were read. `address` is shown as text and, when it is one, as a link."""

    id: str
    title: str
    publisher: str
    date: str
    address: str
    number: str = ""


@dataclass(frozen=True, slots=True)
class Method:
    """How a figure was computed, and the statements it read; `name` is what figures carry as their method.

    A figure with several statements has a note of its own; figures with one statement or none share the first.
    """

    id: str
    name: str
    title: str
    text: str
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Word:
    """A word or code that the brief uses, and what it means."""

    word: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Sources:
    """Everything the brief rests on."""

    entries: tuple[Entry, ...] = ()
    texts: tuple[Text, ...] = ()
    methods: tuple[Method, ...] = ()


@dataclass(frozen=True, slots=True)
class Brief:
    """The whole answer. `digest` is the SHA-256 of the case it was written from; there is no clock in it."""

    slug: str
    title: str
    state: str
    as_of: str
    position: str
    digest: str
    knowledge: tuple[Knowledge, ...]
    bottom_line: tuple[Sentence, ...]
    key_figures: tuple[KeyFigure, ...] = ()
    known: Known = field(default_factory=Known)
    agreements: Agreements = field(default_factory=Agreements)
    bounds: Bounds = field(default_factory=Bounds)
    capability: tuple[MarginCell, ...] = ()
    outlook: Outlook = field(default_factory=Outlook)
    judgements: Judgements = field(default_factory=Judgements)
    plan: Plan = field(default_factory=Plan)
    proposals: Proposals = field(default_factory=Proposals)
    positions: Positions = field(default_factory=Positions)
    sites: tuple[Site, ...] = ()
    missing: tuple[Wanted, ...] = ()
    words: tuple[Word, ...] = ()
    sources: Sources = field(default_factory=Sources)
    warnings: tuple[str, ...] = ()
