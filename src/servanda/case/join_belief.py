"""The record to what is likely: production, loss and moves since the stocks were stated, and what would narrow it.

Rates of production are the last published ones; strikes are those of the record. Everything else that a likely range needs
is assumed, stands in `ASSUMED` and is said with each result.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from servanda.capability.ramp import DAYS_PER_YEAR
from servanda.capability.site_state import InState, SiteState
from servanda.case.join_capability import StockChoice, stocks_on
from servanda.case.join_knowledge import KnowledgeAnswer, measurement_sd
from servanda.core.distribution import Beta, Distribution, Uniform
from servanda.evidence.record import Record
from servanda.evidence.statement import Statement
from servanda.knowledge.belief import DRAWS, SEED, Belief, begin
from servanda.knowledge.observe import full_verification, partial_verification, records_review
from servanda.knowledge.process import Moves, Part, Process, Production
from servanda.knowledge.strata import QUANTITY

ALL_PLACES = "all places"
"""The one site of a stratum whose split over sites is not recorded: everything in it shares one damage state."""
PRODUCTION = {"heu60_production_rate": "up_to_60"}
"""Quantities of the record that are rates of production (kg U a month), and the band they are about."""
STRIKE = "strike"
SMALLEST_SD = 1e-9
"""Stands for the uncertainty of a measurement of nothing, kg U."""


@dataclass(frozen=True, slots=True)
class BeliefAssumptions:
    """What a likely range assumes beyond the record."""

    loss: Beta = field(default_factory=lambda: Beta(1.0, 4.0))
    moved: Distribution = field(default_factory=lambda: Uniform(0.0, 0.5))
    moved_months: float = 12.0
    no_production: float = 0.45
    shape: Distribution = field(default_factory=lambda: Beta(1.0, 2.0))

    @property
    def words(self) -> tuple[str, ...]:
        """The assumptions as shown with a result."""
        split = "the same for everything (the split over places is not recorded)"
        seen = "where nobody would have seen it"
        return (
            f"loss after a strike {self.loss.words}, {split}",
            f"share moved to an unknown location {self.moved.words}, growing over {self.moved_months:g} months, {seen}",
            f"no production with probability {self.no_production:g}, else {self.shape.words} of the last published rate",
        )


ASSUMED = BeliefAssumptions()


@dataclass(frozen=True, slots=True)
class Likely:
    """The likely range (95 %) of one band, kg U: at known places, and of all that may exist; and what it rests on."""

    band: str
    shown: tuple[float, float]
    existing: tuple[float, float]
    effective: float
    narrowed: Mapping[str, float]
    """Width of the range at known places after each kind of verification that finds the median, kg U."""

    @property
    def width(self) -> float:
        """Width of the range at known places."""
        return self.shown[1] - self.shown[0]


@dataclass(frozen=True, slots=True)
class LikelyAnswer:
    """The likely ranges of a day, the belief they are read from (None without stocks), assumptions, evidence, what is missing."""

    likely: tuple[Likely, ...]
    belief: Belief | None
    struck: bool
    assumptions: tuple[str, ...]
    missing: tuple[str, ...]
    evidence: tuple[str, ...]


def likely_of(
    record: Record,
    as_of: date,
    answer: KnowledgeAnswer,
    *,
    assumed: BeliefAssumptions = ASSUMED,
    seed: int = SEED,
    draws: int = DRAWS,
    only: str | None = None,
) -> LikelyAnswer:
    """The likely range of each band of the stock of the day, inside the reachable bounds of `answer`.

    `only` asks for one band, without what would narrow it.
    """
    stocks = stocks_on(record, as_of)
    if not stocks:
        return LikelyAnswer((), None, False, (), ("no stock by enrichment band is recorded",), ())
    day = stocks[0].choice.chosen.day
    strikes = record.select("event", subject=STRIKE, since=day, until=as_of)
    rates = _rates(record, as_of)
    watched = all(s.choice.chosen.band in answer.watched for s in stocks)
    process = _process(stocks, rates, assumed, struck=bool(strikes), watched=watched)
    limits = {k.stratum.band: (k.low_kg_u or 0.0, k.high_kg_u) for k in answer.whole if k.high_kg_u is not None}
    months = (as_of - day).days / (DAYS_PER_YEAR / 12)
    belief = begin(process, months, seed=seed, draws=draws, limits=limits)
    found = tuple(
        _likely(belief, s.choice.chosen, narrowing=only is None) for s in stocks if only in (None, s.choice.chosen.band)
    )
    unrated = [s.stock.name for s in stocks if s.choice.chosen.band not in rates]
    missing = (f"rate of production of {', '.join(unrated)}: counted as none",) if unrated else ()
    evidence = (*(s.choice.chosen.id for s in stocks), *(s.id for s in strikes), *(r.id for r in rates.values()))
    words = [w for w, used in zip(assumed.words, (bool(strikes), not watched, bool(rates)), strict=True) if used]
    words += [w for rate in rates.values() if (w := _rate_words(record, rate, day))]
    return LikelyAnswer(found, belief, bool(strikes), tuple(words), missing, evidence)


def _rates(record: Record, as_of: date) -> dict[str, Statement]:
    """The last published rate of production of each band."""
    found: dict[str, Statement] = {}
    for quantity, band in PRODUCTION.items():
        for s in record.select(quantity, until=as_of, where=lambda s: s.value is not None):
            found[band] = s
    return found


def _rate_words(record: Record, rate: Statement, day: date) -> str:
    """The rate with its day, and how fast the stock grew between its last two quantities, which may be faster."""
    said = f"last published production {float(rate.value or 0):g} kg U a month for {rate.of_day.text} [{rate.id}]"
    band = PRODUCTION[rate.quantity]
    stocks = [
        s for s in record.select(QUANTITY, band=band, form="UF6", until=day, where=lambda s: s.value is not None)
        if s.preferred
    ]  # fmt: skip
    if len(stocks) < 2 or stocks[-1].day == stocks[-2].day:
        return said
    before, last = stocks[-2:]
    months = (last.day - before.day).days / (DAYS_PER_YEAR / 12)
    grown = float((last.value or 0) - (before.value or 0)) / months
    return f"{said}; the stock grew by {grown:.1f} kg U a month between [{before.id}] and [{last.id}]"


def _process(
    stocks: Sequence[StockChoice],
    rates: Mapping[str, Statement],
    assumed: BeliefAssumptions,
    *,
    struck: bool,
    watched: bool,
) -> Process:
    parts = tuple(_part(s, rates.get(s.choice.chosen.band), assumed) for s in stocks)
    left = InState(stock_share=_complement(assumed.loss))
    site = SiteState(ALL_PLACES, (0.0, 1.0, 0.0), left, source="assumed: struck") if struck else None
    moves = None if watched else Moves(assumed.moved, assumed.moved_months)
    return Process(parts, (site,) if site else (), moves)


def _complement(loss: Beta) -> Beta:
    """What is left where a share is lost: again a beta distribution, with its parameters and its ends turned round."""
    return Beta(loss.b, loss.a, 1.0 - loss.high, 1.0 - loss.low)


def _part(stock: StockChoice, rate: Statement | None, assumed: BeliefAssumptions) -> Part:
    s = stock.choice.chosen
    production = (
        None if rate is None else Production(float(rate.value or 0), assumed.no_production, assumed.shape, (rate.id,))
    )
    return Part(s.band, stock.stock.mass_kg_u, measurement_sd(s), {ALL_PLACES: 1.0}, production)


def _likely(belief: Belief, s: Statement, *, narrowing: bool) -> Likely:
    shown, existing = belief.interval(s.band), belief.interval(s.band, existing=True)
    return Likely(s.band, shown, existing, belief.effective, _narrowed(belief, s) if narrowing else {})


def _narrowed(belief: Belief, s: Statement) -> dict[str, float]:
    """What each kind of verification would leave of the width, if it found the median."""
    if belief.months == 0.0:
        return {}
    held = belief.of(s.band)
    middle = belief.quantile(held.shown, 0.5)
    sd = measurement_sd(s) or SMALLEST_SD
    made = belief.quantile(belief.drawn.rate[s.band] * belief.months, 0.5)
    kinds: dict[str, Callable[[], Belief]] = {
        "full verification": lambda: full_verification(belief, s.band, middle, sd, 0.0),
        "half of it verified, standing for the rest": lambda: partial_verification(
            belief, s.band, 0.5, middle / 2, sd, 0.0
        ),
    }
    if belief.process.part(s.band).production is not None:
        kinds["records of production accepted"] = lambda: records_review(belief, s.band, made, sd)
    found = {}
    for kind, observed in kinds.items():
        low, high = observed().interval(s.band)
        found[kind] = high - low
    return found
