"""The record to what is known: which strata there are, how they are covered, what bounds them, as of a day.

Joins the rooms `evidence`, `capability` (stock and capacity of the day) and `knowledge`. Nothing is invented: where the
record has no capacity, no natural uranium or no limit on use, the answer lists it as missing and says what was assumed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from math import inf

from servanda.capability.capacity import CapacityRange
from servanda.capability.ramp import DAYS_PER_YEAR
from servanda.case.join_capability import StockChoice, capacity_on, stock_notes, stocks_on
from servanda.core.names import Basis, Mark
from servanda.evidence.record import Record
from servanda.evidence.statement import Statement
from servanda.knowledge.bounds import Reach, reaches_of_gaps
from servanda.knowledge.continuity import ENDING, RESTORING
from servanda.knowledge.coverage import NOTHING, Coverage, Observation, coverages
from servanda.knowledge.failure import failure_probability
from servanda.knowledge.gap import Gap, Holding, Stage
from servanda.knowledge.goals import goal_of_band, quantities_of_band
from servanda.knowledge.means import Continuity, ContinuityInterval, Means, Reading, Working
from servanda.knowledge.state import KnowledgeState, StratumKnowledge
from servanda.knowledge.strata import QUANTITY, TOTAL, Stratum, StratumAge, strata

CLASSES = ("enriched_uranium", "uranium")
"""Classes of material in `coverage.csv` that an enrichment band belongs to, besides the band itself."""
NATURAL = "natural"
TAILS = "tails_assay"
RELATIVE_SD = 0.01
"""Standard uncertainty of a stated mass where the record states none: the example of the reference, 4.4 of 440.9 kg U."""
COVERAGE_FACTOR = 2.0
"""Bounds reach twice the standard uncertainty beyond a stated mass, as the guard band of limits does."""
SEEN = (Working.WORKING, Working.REDUCED)
MACHINES = "centrifuges"
"""Class of `coverage.csv` whose continuity says whether machines may stand outside the accounts."""


@dataclass(frozen=True, slots=True)
class GapAssumptions:
    """What the bounds of a day rest on: the gap as a linear programme sees it, and in words what was assumed or missing."""

    gap: Gap | None
    capacity: CapacityRange | None
    days: int
    assumptions: tuple[str, ...]
    missing: tuple[str, ...]
    evidence: tuple[str, ...]


def known_readings(readings: Iterable[Reading], known: Record, known_by: date | None) -> tuple[Reading, ...]:
    """The readings whose statements, and which themselves, were public by the end of a day."""
    return tuple(
        r
        for r in readings
        if all(s in known.by_id for s in r.statements)
        and (known_by is None or r.public is None or r.public <= known_by)
    )


def coverage_of(record: Record, readings: Sequence[Reading]) -> tuple[Coverage, ...]:
    """Coverage of every class and site; verified quantities of a band bring back continuity of the band."""
    return coverages(readings, _observed(record, {r.material for r in readings}))


def _observed(record: Record, materials: set[str]) -> Iterable[tuple[str, Observation]]:
    for s in record.select(QUANTITY, basis=Basis.VERIFIED, where=lambda s: s.value is not None and s.preferred):
        if s.band in materials:
            yield s.band, Observation(s.day, (s.id,), "quantity verified", s.mark is Mark.RECALLED)


Ages = dict[tuple[str, str], StratumAge]


def _ages(record: Record, as_of: date) -> Ages:
    """The age of each band and form that is not divided by site."""
    return {(a.stratum.band, a.stratum.form): a for a in strata(record, as_of) if not a.stratum.site}


def unmapped_events(record: Record, readings: Iterable[Reading], since: date | None) -> tuple[str, ...]:
    """Events about access or damage from a day on that no reading rests on: what they touched cannot be known."""
    mapped = {s for r in readings for s in r.statements}
    events = record.select("event", since=since, where=lambda s: s.subject in (*ENDING, *RESTORING))
    return tuple(
        f"{s.subject.replace('_', ' ')} of {s.of_day.text} [{s.id}]: what it did to which means is not in coverage.csv"
        for s in events
        if s.id not in mapped
    )


def gap_of(
    record: Record,
    as_of: date,
    stocks: Sequence[StockChoice],
    watched: frozenset[str] = frozenset(),
    ages: Ages | None = None,
) -> GapAssumptions:
    """The gap since the stocks were last stated: holdings, separative work and natural feed by the record.

    `watched` are the bands from which nothing can be taken unseen. Capacity is the highest range of the machines last
    counted, used as if they all ran; without one no upper end follows.
    """
    ages = _ages(record, as_of) if ages is None else ages
    if not stocks:
        return GapAssumptions(None, None, 0, (), stock_notes(record, as_of, stocks), ())
    day = stocks[0].choice.chosen.day
    days = (as_of - day).days
    capacity = capacity_on(record, as_of)
    feed = _natural(record, as_of)
    tails = _tails(record, as_of)
    holdings = tuple(_holding(s, ages.get((s.choice.chosen.band, s.choice.chosen.form))) for s in stocks)
    evidence = [e for h in holdings for e in h.evidence]
    assumed = ["each band taken at its upper bound", *_use(holdings, watched)]
    missing = [*stock_notes(record, as_of, stocks), *_uncounted(ages, holdings, day)]
    if any(s.choice.chosen.standard_uncertainty is None for s in stocks):
        assumed.append(f"standard uncertainty of a mass {100 * RELATIVE_SD:g} % where none is stated, counted twice")
    if feed is None:
        missing.append("amount of natural uranium on hand: taken as without limit")
    if tails is None:
        assumed.append("any tails assay")
    if capacity is None:
        missing.append("separative capacity: no upper end can be given")
        return GapAssumptions(None, None, days, tuple(assumed), tuple(missing), tuple(evidence))
    assumed.append(f"{capacity.high:,.0f} SWU/yr for {days} days: {capacity.label}")
    if capacity.gaps:
        missing.append(
            f"counts and outputs of machines behind that work: {len(capacity.gaps)} gaps, machines left out among them; "
            "servanda breakout names each"
        )
    kept = dict.fromkeys(watched, 0.0)
    stage = Stage(
        days,
        capacity.high * days / DAYS_PER_YEAR,
        inf if feed is None else float(feed.value or 0),
        drawn=kept,
        lost={h.name: inf for h in holdings if h.name not in watched},
    )
    gap = Gap(holdings, (stage,), None if tails is None else (float(tails.value or 0) / 100,))
    seen = [*evidence, *capacity.evidence, *(s.id for s in (feed, tails) if s is not None)]
    return GapAssumptions(gap, capacity, days, tuple(assumed), tuple(missing), tuple(dict.fromkeys(seen)))


def _use(holdings: Sequence[Holding], watched: frozenset[str]) -> Iterable[str]:
    """What may have been done with the stocks, in words."""
    if any(h.name not in watched for h in holdings):
        rest = " that is not watched" if watched else ""
        yield f"any stock{rest} may be fed, blended, moved or lost"
    if watched:
        yield (
            "what is watched (inspection or a seal worked all the time) was not taken away unseen; use under inspection "
            "since the quantity was stated is not recorded and not taken off"
        )


def _uncounted(ages: Ages, holdings: Sequence[Holding], day: date) -> Iterable[str]:
    """Strata stated on or after the day of the stock that are no part of it."""
    counted = {e for h in holdings for e in h.evidence}
    for (band, _), age in ages.items():
        if band in (TOTAL, NATURAL) or age.used is None or age.used.chosen.day < day:
            continue
        s = age.used.chosen
        if s.id not in counted and s.value and (band, s.day) not in {(h.material, day) for h in holdings}:
            yield f"{age.stratum.words}, {float(s.value):,.4g} kg U for {s.of_day.text} [{s.id}]: not in these bounds"


def _machines(covered: Iterable[Coverage], as_of: date) -> Iterable[str]:
    """That machines may stand outside the accounts, where continuity of knowledge of them is lost."""
    for c in covered:
        interval = c.on(as_of)
        if c.material == MACHINES and interval.state is Continuity.LOST:
            yield (
                f"machines made since continuity of knowledge of centrifuges was lost ({interval.since}): their work is "
                "not counted, what may exist holds for the machines counted"
            )
            return


def _natural(record: Record, as_of: date) -> Statement | None:
    found = record.select(QUANTITY, band=NATURAL, until=as_of, where=lambda s: s.value is not None)
    return found[-1] if found else None


def _tails(record: Record, as_of: date) -> Statement | None:
    found = record.select(TAILS, until=as_of, where=lambda s: s.value is not None)
    return found[-1] if found else None


def measurement_sd(s: Statement) -> float:
    """The standard uncertainty of a stated mass, kg U: as stated, else `RELATIVE_SD` of it, which is assumed."""
    stated = s.standard_uncertainty
    return RELATIVE_SD * abs(float(s.value or 0)) if stated is None else float(stated)


def _holding(stock: StockChoice, age: StratumAge | None) -> Holding:
    """The stock within twice its standard uncertainty, from what was verified of it where that is less."""
    s = stock.choice.chosen
    stated, spread, evidence = s.estimate(), COVERAGE_FACTOR * measurement_sd(s), [s.id]
    low, high = stated.low - spread, stated.high + spread
    if age is not None and age.verified_part is not None and age.verified_part.whole.id == s.id:
        low = min(low, float(age.verified_part.part.value or 0))
        evidence.append(age.verified_part.part.id)
    return Holding(s.band, stock.stock.assay, max(0.0, low), high, evidence=tuple(evidence))


@dataclass(frozen=True, slots=True)
class KnowledgeAnswer:
    """What is known as of a day: strata over all places and at each place, how they are covered, what bounds them."""

    strata: tuple[StratumKnowledge, ...]
    covered: tuple[Coverage, ...]
    gap: GapAssumptions
    watched: frozenset[str]

    @property
    def whole(self) -> tuple[StratumKnowledge, ...]:
        """The strata over all places."""
        return tuple(k for k in self.strata if not k.site)


def knowledge_of(
    record: Record, as_of: date, covered: Sequence[Coverage], readings: Iterable[Reading] = ()
) -> KnowledgeAnswer:
    """What is known of each stratum of the stock of the day, over all places and at each place that coverage names.

    Events since the quantities of the day that none of the `readings` rests on are missing.
    """
    answer = knowledge_on(record, [as_of], covered)[0]
    since = min((k.last_quantity for k in answer.whole if k.last_quantity is not None), default=None)
    missing = (*answer.gap.missing, *unmapped_events(record.until(as_of), readings, since))
    return replace(answer, gap=replace(answer.gap, missing=missing))


def knowledge_on(record: Record, days: Sequence[date], covered: Sequence[Coverage]) -> tuple[KnowledgeAnswer, ...]:
    """The same for many days; the bounds of all of them are solved together."""
    prepared = [_unbounded(record, day, covered) for day in days]
    gaps = [gap for answer in prepared if (gap := answer.gap.gap) is not None]
    solved = iter(reaches_of_gaps([g for gap in gaps for g in (gap, _still(gap))]))
    return tuple(
        answer if answer.gap.gap is None else _bounded(answer, next(solved), next(solved)) for answer in prepared
    )


def _still(gap: Gap) -> Gap:
    """The same gap if no machine ran in it."""
    return replace(gap, stages=tuple(replace(s, swu=0.0) for s in gap.stages))


def _unbounded(record: Record, as_of: date, covered: Sequence[Coverage]) -> KnowledgeAnswer:
    stocks = stocks_on(record, as_of)
    ages = _ages(record, as_of)
    by_band = {s.choice.chosen.band: _of_band(s.choice.chosen.band, covered) for s in stocks}
    since = stocks[0].choice.chosen.day if stocks else as_of
    watched = frozenset(b for b, found in by_band.items() if found and all(_watched(c, since, as_of) for c in found))
    assumed = gap_of(record, as_of, stocks, watched, ages)
    if assumed.gap is not None:
        assumed = replace(assumed, missing=(*assumed.missing, *_machines(covered, as_of)))
    found: list[StratumKnowledge] = []
    for stock in sorted(stocks, key=lambda s: -s.stock.assay):
        s = stock.choice.chosen
        whole = _known(ages[(s.band, s.form)], s, as_of, by_band[s.band], assumed)
        found += [whole, *(_at_site(whole, c, as_of) for c in by_band[s.band])]
    return KnowledgeAnswer(tuple(found), tuple(covered), assumed, watched)


def _bounded(answer: KnowledgeAnswer, bounds: dict[str, Reach], still: dict[str, Reach]) -> KnowledgeAnswer:
    """The answer with the bounds of each band; at one of several sites nothing can be shown."""

    def bounded(k: StratumKnowledge) -> StratumKnowledge:
        low, high = bounds[k.stratum.band].low, bounds[k.stratum.band].high
        shown = 0.0 if k.site else low
        return replace(k, low_kg_u=shown, high_kg_u=high, high_without_work_kg_u=still[k.stratum.band].high)

    return replace(answer, strata=tuple(bounded(k) for k in answer.strata))


def _of_band(band: str, covered: Iterable[Coverage]) -> tuple[Coverage, ...]:
    """Coverage of a band at each site: of the band itself where it is named, else of the class it belongs to."""
    for material in (band, *CLASSES):
        found = tuple(c for c in covered if c.material == material)
        if found:
            return found
    return ()


def _watched(c: Coverage, since: date, as_of: date) -> bool:
    """True when nothing could be taken away unseen on any day since: continuity not lost, inspection or a seal at work."""
    if c.states_over(since, as_of) & {Continuity.LOST, Continuity.UNKNOWN}:
        return False
    means = c.means_over(since, as_of)
    return any(m in means and means[m].state in SEEN for m in (Means.INSPECTION, Means.SEAL))


def _known(
    age: StratumAge, s: Statement, as_of: date, found: Sequence[Coverage], assumed: GapAssumptions
) -> StratumKnowledge:
    worst = max(found, key=lambda c: (c.on(as_of).state.rank, c.site), default=None)
    interval = worst.on(as_of) if worst else None
    mass = None if s.value is None else float(s.value)
    days = age.days_since_verified
    state = interval.state if interval else Continuity.UNKNOWN
    means = worst.means_over(age.verified.day if age.verified else as_of, as_of) if worst else {}
    u, basis = failure_probability(state, means, days)
    return StratumKnowledge(
        age.stratum,
        "",
        as_of,
        _state(s, state, interval, as_of),
        state,
        interval.period.start if interval and interval.evidence else None,
        _reason(interval),
        age.verified.day if age.verified else None,
        None if age.verified is None or age.verified.value is None else float(age.verified.value),
        s.day,
        mass,
        s.basis,
        None if mass is None else quantities_of_band(s.band, mass),
        None,
        None,
        None,
        u,
        basis,
        goal_of_band(s.band),
        tuple(dict.fromkeys((*age.evidence, *(interval.evidence if interval else ())))),
        assumed.missing,
    )


def _state(s: Statement, state: Continuity, interval: ContinuityInterval | None, as_of: date) -> KnowledgeState:
    if s.value is None:
        return KnowledgeState.UNKNOWN
    if interval is not None and state is Continuity.LOST and interval.period.start >= s.day:
        return KnowledgeState.LOST
    kept = interval is not None and state is Continuity.KEPT and interval.period.start <= s.day
    if s.basis is Basis.VERIFIED and (kept or s.day == as_of):
        return KnowledgeState.VERIFIED
    return KnowledgeState.LOST if state is Continuity.LOST else KnowledgeState.ESTIMATED


def _reason(interval: ContinuityInterval | None) -> str:
    if interval is None or not interval.evidence:
        return NOTHING
    return f"{interval.rule} [{', '.join(interval.evidence)}]"


def _at_site(whole: StratumKnowledge, c: Coverage, as_of: date) -> StratumKnowledge:
    """The stratum at one site: its coverage is known there, its mass is not, unless it is nowhere else."""
    interval = c.on(as_of)
    means = c.means_over(whole.last_verified or as_of, as_of)
    u, basis = failure_probability(interval.state, means, whole.days_since_verified)
    return replace(
        whole,
        stratum=Stratum(whole.stratum.band, whole.stratum.form, c.site),
        site=c.site,
        continuity=interval.state,
        since=interval.period.start if interval.evidence else None,
        reason=_reason(interval),
        state=KnowledgeState.LOST if interval.state is Continuity.LOST else KnowledgeState.UNKNOWN,
        last_verified=None,
        verified_kg_u=None,
        last_quantity=None,
        quantity_kg_u=None,
        quantity_basis=None,
        significant_quantities=None,
        u=u,
        u_basis=basis,
        evidence=interval.evidence,
        missing=(*whole.missing, "how much of the stratum is at this site"),
    )
