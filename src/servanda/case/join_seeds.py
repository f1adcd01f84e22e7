"""Seed questions from the record: what the next quarterly report said, asked from what had been public before.

Stocks: uranium mass as UF6 up to 60 % and up to 5 %, one question for each report. Machines: cascades installed by site and
type. A question counts when the step to the value asked for is about a quarter; its answer is the statement's value. The
mechanical forecasters answer those of the questions that have a long enough series before them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from servanda.capability.classical import Panel, SeedQuestion
from servanda.capability.classical_forecast import FORECASTERS, LEAST_HISTORY, Series, forecast
from servanda.core.finding import Misuse
from servanda.evidence.record import Record
from servanda.evidence.statement import Statement

STOCK_BANDS = ("up_to_60", "up_to_5")
SHORTEST, LONGEST = timedelta(days=45), timedelta(days=200)
"""Steps between two values that count as from one quarterly report to the next."""
HALF_DIGIT = {"uranium_mass": 0.05, "installed_cascades": 0.5}


@dataclass(frozen=True, eq=False, slots=True)
class RecordSeed:
    """One seed question: its answer with the statement it came from, and the series that was public before its day."""

    question: SeedQuestion
    day: date
    series: Series
    history: tuple[str, ...]


def seed_questions(
    record: Record, start: date | None = None, end: date | None = None, bands: Sequence[str] = STOCK_BANDS
) -> tuple[RecordSeed, ...]:
    """Every seed question whose answer is about a day from `start` up to but not including `end`, by day."""
    made = [seed for group in _series(record, bands) for seed in _seeds(group)]
    kept = [s for s in made if (start is None or start <= s.day) and (end is None or s.day < end)]
    return tuple(sorted(kept, key=lambda s: (s.day, s.question.name)))


def mechanical_panel(seeds: Sequence[RecordSeed]) -> Panel:
    """The mechanical forecasters on the seeds with at least four values before: a demonstration, and a floor for people."""
    kept = answered_mechanically(seeds)
    if not kept:
        raise Misuse(f"no seed question with {LEAST_HISTORY} earlier values in that time: ask for a longer one")
    quantiles = [[forecast(rule, s.series, s.day.toordinal()) for s in kept] for rule in FORECASTERS.values()]
    return Panel(tuple(FORECASTERS), tuple(s.question for s in kept), np.asarray(quantiles))


def answered_mechanically(seeds: Sequence[RecordSeed]) -> tuple[RecordSeed, ...]:
    """The seeds that have values enough before them for a mechanical forecast."""
    return tuple(s for s in seeds if len(s.series.values) >= LEAST_HISTORY)


def _series(record: Record, bands: Sequence[str]) -> Iterable[list[Statement]]:
    for band in bands:
        stated = record.select("uranium_mass", band=band, form="UF6", where=_exact)
        yield _one_a_day(stated)
    cascades: dict[tuple[str, str], list[Statement]] = {}
    for s in record.select("installed_cascades", where=_exact):
        if not s.subject.endswith(("_increment", "_plan")):
            cascades.setdefault((s.site, s.subject), []).append(s)
    yield from (_one_a_day(group) for _, group in sorted(cascades.items()))


def _exact(s: Statement) -> bool:
    return (
        s.value is not None and s.qualifier is None and s.preferred and s.of_day.exact and not s.site.startswith("all")
    )


def _one_a_day(stated: Iterable[Statement]) -> list[Statement]:
    return [*{s.day: s for s in sorted(stated, key=lambda s: (s.day, s.id))}.values()]


def _seeds(group: Sequence[Statement]) -> Iterable[RecordSeed]:
    for place, answer in enumerate(group):
        known = _unbroken([s for s in group[:place] if s.public_day < answer.day])
        if known and SHORTEST <= answer.day - known[-1].day <= LONGEST:
            yield _seed(known, answer)


def _unbroken(known: list[Statement]) -> list[Statement]:
    """The values since the last gap that is longer than a quarterly step."""
    start = 0
    for place in range(1, len(known)):
        if known[place].day - known[place - 1].day > LONGEST:
            start = place
    return known[start:]


def _seed(known: Sequence[Statement], answer: Statement) -> RecordSeed:
    days = np.array([float(s.day.toordinal()) for s in known])
    values = np.array([float(s.value or 0) for s in known])
    what = answer.band.replace("_", " ") + " %" if answer.band else f"{answer.subject} cascades at {answer.site}"
    question = SeedQuestion(
        f"{what} on {answer.day}",
        float(answer.value or 0),
        unit=answer.unit.value if answer.unit else "",
        evidence=(answer.id,),
    )
    series = Series(days, values, HALF_DIGIT[answer.quantity])
    return RecordSeed(question, answer.day, series, tuple(s.id for s in known))
