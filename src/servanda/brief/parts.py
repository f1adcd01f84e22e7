"""The parts of a brief, from single figures to whole chapters. Plain frozen records.

Every tuple named `cells` has one member per `Knowledge`, in the same order (usually: as known then, as known now).
Empty strings, None and empty tuples mean: not stated or not known. They never mean zero.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """A number or claim as shown, with the ids of the statements behind it.

    `method` is the id of a method note when the figure was computed; `mark` is `recalled` when any statement behind
    it has not been read in its source; `day` is the ISO day the figure is about.
    """

    text: str
    evidence: tuple[str, ...] = ()
    method: str = ""
    value: float | None = None
    unit: str = ""
    day: str = ""
    basis: str = ""
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of plain words and figures, in reading order."""

    pieces: tuple[str | Figure, ...]

    @property
    def text(self) -> str:
        """The sentence without its links."""
        return "".join(piece if isinstance(piece, str) else piece.text for piece in self.pieces)


@dataclass(frozen=True, slots=True)
class Knowledge:
    """One state of knowledge: everything public by the end of `known_by`, or everything recorded when it is empty."""

    label: str
    short: str
    known_by: str


@dataclass(frozen=True, slots=True)
class KeyFigure:
    """A figure large enough to be read across a table: what it is, and its cell per state of knowledge."""

    label: str
    cells: tuple[Figure | None, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class StratumCell:
    """What was known about one stratum: last verified, last estimated, and its age against the goal.

    `days` counts from the day of the last verified quantity, `days_estimated` from that of the last estimate; `overdue`
    is days beyond the goal, 0 when within it and None when that cannot be said. `goal_days` is the goal in days,
    counted from the day of the last verification or, without one, of the last estimate.
    """

    verified: Figure | None = None
    estimated: Figure | None = None
    used: Figure | None = None
    public: str = ""
    days: Figure | None = None
    days_estimated: Figure | None = None
    goal_days: int | None = None
    overdue: int | None = None
    due: str = ""
    amount: Figure | None = None
    why: str = ""
    missing: str = ""


@dataclass(frozen=True, slots=True)
class Stratum:
    """One kind of material (enrichment band, form, site where known) and what was known about it."""

    label: str
    band: str
    form: str
    site: str
    goal: str
    cells: tuple[StratumCell, ...]


@dataclass(frozen=True, slots=True)
class Point:
    """One stated amount of a band, for the charts over time.

    `later` is True when it became public only after the first state of knowledge.
    """

    band: str
    form: str
    day: str
    value: float
    figure: Figure
    qualifier: str = ""
    later: bool = False


@dataclass(frozen=True, slots=True)
class Happening:
    """An event that a chart over time shows as a lettered line."""

    letter: str
    day: str
    text: str
    figure: Figure


@dataclass(frozen=True, slots=True)
class Around:
    """An event shortly before or after the day; `cells` says whether it was known, per state of knowledge."""

    day: str
    kind: str
    figure: Figure
    cells: tuple[bool, ...]


@dataclass(frozen=True, slots=True)
class Limit:
    """A limit line for a chart over time: amount, unit and the obligation it comes from; `end` may be open."""

    obligation: str
    band: str
    value: float
    unit: str
    start: str
    end: str
    label: str


@dataclass(frozen=True, slots=True)
class Side:
    """One of several statements about the same thing; `used` is True for the one that the brief goes by."""

    figure: Figure
    day: str
    public: str
    used: bool


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Statements that do not say the same about one thing, as known last: the used one first, and why."""

    about: str
    sides: tuple[Side, ...]
    why: str


@dataclass(frozen=True, slots=True)
class Known:
    """What is known and since when."""

    strata: tuple[Stratum, ...] = ()
    no_longer_stated: tuple[Figure, ...] = ()
    continuity: tuple[Sentence, ...] = ()
    changes: tuple[Sentence, ...] = ()
    points: tuple[Point, ...] = ()
    happenings: tuple[Happening, ...] = ()
    limits: tuple[Limit, ...] = ()
    around: tuple[Around, ...] = ()
    disagreements: tuple[Disagreement, ...] = ()


@dataclass(frozen=True, slots=True)
class InstrumentState:
    """The legal state of an instrument on the day, as the named parties hold it (no holder: undisputed)."""

    holders: tuple[str, ...]
    state: str
    since: str
    effect: str
    note: str = ""
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Instrument:
    """One agreement, resolution or offer and its states."""

    slug: str
    title: str
    type: str
    states: tuple[InstrumentState, ...]


@dataclass(frozen=True, slots=True)
class Verdict:
    """The verdict on one obligation, by one state of knowledge, for one group of parties.

    `times` is the value as a multiple of a numeric limit, where both are numbers in one unit and it is exceeded;
    `measured` says what the value is a value of.
    """

    holders: tuple[str, ...]
    status: str
    value: Figure | None
    limit: str
    paragraph: str
    times: Figure | None = None
    evidence: tuple[str, ...] = ()
    soft: bool = False
    missing: tuple[str, ...] = ()
    mark: str = ""
    measured: str = ""


@dataclass(frozen=True, slots=True)
class Verdicts:
    """The answer on one obligation by one state of knowledge; more than one verdict when parties differ."""

    status: str
    verdicts: tuple[Verdict, ...]


@dataclass(frozen=True, slots=True)
class Span:
    """A half-open span of days (`end` is the first day outside) with one status."""

    start: str
    end: str
    status: str


@dataclass(frozen=True, slots=True)
class Duty:
    """One obligation that this edition judges, its verdicts, and its status over time as known in the last column."""

    id: str
    title: str
    cite: str
    agreement: str
    kind: str
    cells: tuple[Verdicts, ...]
    spans: tuple[Span, ...] = ()
    mark: str = ""


@dataclass(frozen=True, slots=True)
class NotJudged:
    """How many obligations of a kind are judged by acts and clocks, and not shown in a brief."""

    kind: str
    count: int


@dataclass(frozen=True, slots=True)
class Agreements:
    """The agreements that name the State: legal state, duties that are measured, and how many are not.

    `comparables` are the titles of instruments of other States that are recorded for comparison.
    """

    instruments: tuple[Instrument, ...] = ()
    duties: tuple[Duty, ...] = ()
    not_in_force: int = 0
    not_judged: tuple[NotJudged, ...] = ()
    comparables: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Stock:
    """One stock that a time margin was computed from, with the assay assumed for it."""

    label: str
    amount: Figure
    assay: str


@dataclass(frozen=True, slots=True)
class Margin:
    """Time to one target at one capacity. `days` is None when the stocks cannot reach it; `product` is what they give."""

    target: str
    capacity: str
    swu_per_year: Figure | None
    days: Figure | None
    product: Figure
    work: Figure | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class MarginCell:
    """The time margins by one state of knowledge, with everything they rest on."""

    stocks: tuple[Stock, ...] = ()
    margins: tuple[Margin, ...] = ()
    assumptions: tuple[str, ...] = ()
    gaps: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Held:
    """A position as held on the day: `scale` is its place from 0 to 100 as coded, None without one.

    `span`: where an open value ("above 0") begins and ends on the scale, else empty. `stands`: the place in words.
    """

    id: str
    party: str
    name: str
    text: str
    value: str
    scale: float | None
    firmness: str
    condition: str
    said_on: str
    speaker: str
    attribution: str
    current: bool
    figure: Figure
    note: str = ""
    span: tuple[float, ...] = ()
    stands: str = ""


@dataclass(frozen=True, slots=True)
class Anchor:
    """A named place on the scale of an issue."""

    scale: float
    text: str


@dataclass(frozen=True, slots=True)
class Issue:
    """One question under negotiation and who held what on it."""

    id: str
    label: str
    question: str
    nominal: bool
    anchors: tuple[Anchor, ...]
    held: tuple[Held, ...]


@dataclass(frozen=True, slots=True)
class Format:
    """One negotiating format as set algebra: who is in it, who with a stake is missing, who can veto, what it binds."""

    id: str
    name: str
    principals: tuple[str, ...]
    mediators: tuple[str, ...]
    missing: tuple[str, ...]
    missing_why: tuple[str, ...]
    veto: tuple[str, ...]
    rule: str
    binds: str
    active: str
    note: str = ""
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Positions:
    """Positions, the formats that could decide them, and who counts as having a stake, as known in the first column."""

    knowledge: str = ""
    issues: tuple[Issue, ...] = ()
    formats: tuple[Format, ...] = ()
    stake: str = ""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A statement that is missing, who could supply it, under which right, and which answers it would decide."""

    what: str
    who: str
    right: str
    decides: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Site:
    """A site with its place (None when not known) and its last recorded status."""

    code: str
    name: str
    kind: str
    lat: float | None
    lon: float | None
    status: Figure | None
