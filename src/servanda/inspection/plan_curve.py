"""What is reached after each day: detection probability, and significant quantities not yet verified.

| column | after the day |
| --- | --- |
| detection | mean over strata of the probability of finding one goal quantity missing from it, weighted with priority w |
| weakest | the smallest of these probabilities: what holds wherever the quantity is missing from |
| unverified | SQ in strata whose sample is not complete |
| at risk | sum of u SQ (1 - detection): SQ not verified, weighted with the probability that they were not kept |

None of them ever gets worse when a day is added. Strata without access count in all of them, with detection 0.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from servanda.inspection.calendar_days import TINY, WorkingDay
from servanda.inspection.plan_stratum import StratumToVerify


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """The state after a day (number 0: before the first). `by_stratum` holds detection probabilities in the order given."""

    number: int
    day: date | None
    detection: float
    weakest: float
    unverified: float
    at_risk: float
    by_stratum: tuple[float, ...]


def curve(strata: Sequence[StratumToVerify], days: Sequence[WorkingDay], as_of: date) -> tuple[CurvePoint, ...]:
    """The state before the first day and after each day; strata in any order, weights as of `as_of`."""
    minutes = {s.name: 0.0 for s in strata}
    reached = {s.name: 0.0 for s in strata}
    points = [_point(strata, reached, minutes, as_of, 0, None)]
    for day in days:
        for stretch in day.stretches:
            minutes[stretch.stratum] += stretch.minutes
        worked = {stretch.stratum for stretch in day.stretches}
        for s in strata:
            if s.name in worked:
                reached[s.name] = s.sample.detection_after(s.sample.done_after(minutes[s.name]))
        points.append(_point(strata, reached, minutes, as_of, day.number, day.day))
    return tuple(points)


def _point(
    strata: Sequence[StratumToVerify],
    reached: dict[str, float],
    minutes: dict[str, float],
    as_of: date,
    number: int,
    day: date | None,
) -> CurvePoint:
    weights = weights_of(strata, as_of)
    found = tuple(reached[s.name] for s in strata)
    return CurvePoint(
        number,
        day,
        sum(w * p for w, p in zip(weights, found, strict=True)),
        min(found, default=0.0),
        sum((s.quantities for s in strata if minutes[s.name] < s.sample.minutes - TINY), 0.0),
        sum(s.failure * s.quantities * (1 - p) for s, p in zip(strata, found, strict=True)),
        found,
    )


def weights_of(strata: Sequence[StratumToVerify], as_of: date) -> tuple[float, ...]:
    """Priorities that sum to 1; equal ones where every priority is 0 (continuity kept everywhere)."""
    found = [s.priority(as_of) for s in strata]
    total = sum(found)
    return tuple(w / total for w in found) if total > 0 else tuple(1 / len(found) for _ in found)
