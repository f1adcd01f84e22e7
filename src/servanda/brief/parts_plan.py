"""The parts of a brief about what would restore control: the plan, the visits, the declarations, and the proposals."""

from __future__ import annotations

from dataclasses import dataclass

from servanda.brief.parts import Figure


@dataclass(frozen=True, slots=True)
class PlanRow:
    """One stratum in the order of the plan, with its sample, its days, and what is reached by the end.

    `first` and `last` are empty where no day of the plan is spent on it; `items` are assumed where the plan says so.
    """

    rank: int
    label: str
    amount: str
    quantities: float
    sample: str
    items: int
    days: Figure
    first: str
    last: str
    detection: float
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PlanDay:
    """After one working day (number 0: before the first): detection, SQ unverified, and what one more day would add.

    `detection` is the mean by priority, `weakest` the least of the strata; `weighted` are SQ weighted with the probability
    that continuity failed. Prices are for one inspector-day.
    """

    number: int
    day: str
    work: str
    detection: float
    weakest: float
    unverified: float
    weighted: float
    price_detection: float
    price_quantities: float


@dataclass(frozen=True, slots=True)
class PlanStretch:
    """A stretch of work on one stratum, in working days from the start."""

    rank: int
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class NotSampled:
    """Something that no sample answers or no plan covers: why, and what would answer it instead."""

    what: str
    why: str
    instead: str
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LegalGround:
    """A paragraph under which a declaration can be asked for, with its status by each account."""

    obligation: str
    cite: str
    status: str
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """A declaration to ask for: what, why, and its grounds."""

    name: str
    what: str
    why: str
    standing: str
    grounds: tuple[LegalGround, ...]


@dataclass(frozen=True, slots=True)
class Variant:
    """The same plan with one assumed figure changed: working days, inspector-days, and which stratum comes first."""

    words: str
    days: float
    inspector_days: float
    first: str


@dataclass(frozen=True, slots=True)
class VisitWorth:
    """What one visit is expected to take off the spread of an answer, in all and for an inspector-day (shares from 0 to 1)."""

    answer: str
    visit: str
    inspector_days: float
    share: float
    error: float
    for_a_day: float


@dataclass(frozen=True, slots=True)
class Visits:
    """Which visits tell most, by answer; `words` says it in a sentence for each. Shares rest on draws with a fixed seed."""

    words: tuple[str, ...] = ()
    rows: tuple[VisitWorth, ...] = ()
    draws: int = 0
    seed: int = 0
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """The plan that restores knowledge, as known last; `missing` says why there is none."""

    resources: str = ""
    start: str = ""
    goal: float = 0.0
    finished: int | None = None
    finished_on: str = ""
    days_in_all: float = 0.0
    rows: tuple[PlanRow, ...] = ()
    curve: tuple[PlanDay, ...] = ()
    stretches: tuple[PlanStretch, ...] = ()
    variants: tuple[Variant, ...] = ()
    not_sampled: tuple[NotSampled, ...] = ()
    unplanned: tuple[NotSampled, ...] = ()
    declarations: tuple[Asked, ...] = ()
    visits: Visits = Visits()
    cautions: tuple[str, ...] = ()
    assumptions: tuple[str, ...] = ()
    method: str = ""
    missing: str = ""


@dataclass(frozen=True, slots=True)
class ProposalLeft:
    """What one proposal would leave by its own numbers; `number` is its place in the picture, 0 where it has none.

    `later`: made only after the day of the brief. `limits` are the numbers of the text, empty where it gives none. `days`
    are 5, 50 and 95 % of the time to 1 SQ, `detection` what the common effort reaches (mean by priority), `weakest` the same
    for the stratum reached least.
    """

    number: int
    slug: str
    title: str
    by: str
    day: str
    later: bool
    limits: tuple[str, ...]
    stocks: tuple[str, ...]
    machines: str
    days: tuple[float | None, ...]
    detection: float | None
    weakest: float | None
    plan_days: float | None
    missing: tuple[str, ...]
    mark: str
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Proposals:
    """Every proposal of the case with what it would leave; `effort` is the effort all are held against."""

    effort: str = ""
    draws: int = 0
    seed: int = 0
    rows: tuple[ProposalLeft, ...] = ()
    words: tuple[str, ...] = ()
