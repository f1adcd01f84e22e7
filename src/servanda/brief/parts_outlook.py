"""The parts of a brief about bounds, times as distributions, and judgements. Plain frozen records.

As in `parts`: empty strings, None and empty tuples mean not stated or not known; they never mean zero. Masses are kg U,
times days or months as named.
"""

from __future__ import annotations

from dataclasses import dataclass

from servanda.brief.parts import Figure


@dataclass(frozen=True, slots=True)
class BoundCell:
    """What bounds one stratum by one state of knowledge: its two ends apart, the likely range, and how it is known.

    `shown` is the lower end (what can be shown), `exist` the upper end (what may exist), `exist_still` the upper end if no
    machine has run since. `likely_low` and `likely_high` hold 95 % at known places, under the assumptions listed. `state` is
    how the quantity is known, `continuity` kept, at risk or lost, `since` its first day, `failure` the probability that
    continuity failed.
    """

    state: str
    continuity: str
    since: str
    reason: str
    stated: Figure | None = None
    shown: Figure | None = None
    exist: Figure | None = None
    exist_still: Figure | None = None
    likely_low: Figure | None = None
    likely_high: Figure | None = None
    failure: float | None = None


@dataclass(frozen=True, slots=True)
class Bound:
    """One stratum of the stock with its bounds, per state of knowledge (None: nothing known by then)."""

    label: str
    band: str
    form: str
    cells: tuple[BoundCell | None, ...]


@dataclass(frozen=True, slots=True)
class Covered:
    """How knowledge of one class is kept at places, as known last: state, since when, and by which means."""

    about: str
    at: str
    continuity: str
    since: str
    means: str
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class KnownDay:
    """The gravest stratum on one day, kg U: stated, bounds, likely range, and the state of continuity."""

    day: str
    quantity: float | None
    low: float | None
    high: float | None
    high_without_work: float | None
    likely_low: float | None
    likely_high: float | None
    continuity: str


@dataclass(frozen=True, slots=True)
class Narrowed:
    """What one kind of verification would leave of the likely range of a stratum (width in kg U now and after)."""

    about: str
    verification: str
    width_now: Figure
    width_after: Figure


@dataclass(frozen=True, slots=True)
class Bounds:
    """Bounds and state of knowledge of each stratum; `over_time` is about `band`. Everything but `rows` is as known last."""

    rows: tuple[Bound, ...] = ()
    covered: tuple[Covered, ...] = ()
    band: str = ""
    over_time: tuple[KnownDay, ...] = ()
    narrowed: tuple[Narrowed, ...] = ()
    assumptions: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Quantile:
    """A quantile of a time: `figure` None when it never comes; `low` and `high` are its Monte Carlo error (95 %)."""

    probability: float
    figure: Figure | None
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class TimeRange:
    """Time to one target in one view of the sites, as a distribution, with the share of draws in which it ever exists.

    `product` is what all counted stocks give in the middle of the draws: a short time and a great yield do not go together.
    """

    view: str
    label: str
    target: str
    days: tuple[Quantile, ...]
    ever: Figure
    product: Figure
    within: tuple[Figure, ...] = ()


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of a tornado: the time with one assumption at each of two values, the others in their middle.

    `days_low` and `days_high` are None where the quantity never comes. `share` is the part of the spread of the time that
    would go if the assumption were known.
    """

    name: str
    low: str
    high: str
    days_low: float | None
    days_high: float | None
    days_middle: float | None
    share: float | None


@dataclass(frozen=True, slots=True)
class Carried:
    """What carries the time in one view of the sites: in words first, then bars, widest first."""

    view: str
    label: str
    words: str
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class Assumption:
    """One assumption: its distribution in words, on whose authority, why, and where it was read (`mark`)."""

    name: str
    says: str
    basis: str
    why: str
    mark: str
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Outlook:
    """Times as distributions by the last state of knowledge, before and after damage side by side, and what they rest on."""

    knowledge: str = ""
    draws: int = 0
    seed: int = 0
    ranges: tuple[TimeRange, ...] = ()
    carried: tuple[Carried, ...] = ()
    assumptions: tuple[Assumption, ...] = ()
    cautions: tuple[str, ...] = ()
    gaps: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class JudgedMember:
    """One judgement: who and when, what was said, its numbers, and how they were read (`rule`: by which written rule)."""

    id: str
    who: str
    day: str
    said: str
    numbers: str
    how: str
    rule: str
    condition: str
    confidence: str
    source: str
    quantiles: tuple[float, ...] = ()
    mark: str = ""


@dataclass(frozen=True, slots=True)
class JudgedShape:
    """The pool as drawn: its name, points of its density (months, height from 0 to 1), and its modes in months."""

    name: str
    density: tuple[tuple[float, float], ...]
    modes: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class JudgedQuestion:
    """One question: members first, then the pool or why there is none. `quantiles` is empty for a split pool."""

    question: str
    members: tuple[JudgedMember, ...]
    pool: str
    quantiles: tuple[float, ...]
    is_split: bool
    shape: JudgedShape | None
    notes: tuple[str, ...]
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class EncodingRule:
    """A written rule that makes numbers of words; the numbers are the encoder's."""

    rule: str
    text: str
    words: str
    why: str


@dataclass(frozen=True, slots=True)
class Judgements:
    """The register of judgements by question, as known last. `left_out` counts questions of published times."""

    questions: tuple[JudgedQuestion, ...] = ()
    rules: tuple[EncodingRule, ...] = ()
    rule_of_modes: str = ""
    left_out: int = 0
