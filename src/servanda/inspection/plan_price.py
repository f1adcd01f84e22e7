"""What one more inspector-day would bring: the shadow price of effort.

Each stratum's detection probability as a function of inspector-days (set-up of all teams, then items one by one) is replaced by
its concave envelope. The most that a budget of inspector-days can bring is then a linear programme; it is solved by taking
the pieces of all envelopes in the order of their slopes, and the price is the slope of the piece at which the budget ends.
The greedy answer equals that of the linear programme (tested against HiGHS). Access dates are left out: the price says what
effort is worth, not when it can be spent. Source of the envelopes: section 5.3 of the project's reference (Avenhaus and
Kilgour 2004, abstract read: concave detection functions, spread the effort).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

import numpy as np

from servanda.inspection.days import Resources, inspector_days
from servanda.inspection.plan_curve import weights_of
from servanda.inspection.plan_stratum import StratumToVerify

MOST_POINTS = 60
"""Points of an envelope of one stratum; a larger sample is read at so many of its sizes."""

Envelope = tuple[tuple[float, float], ...]
"""Corners of a concave, non-decreasing function: effort in inspector-days, value."""


@dataclass(frozen=True, slots=True)
class Price:
    """The worth of effort at a budget: what it brings in all, and what one more inspector-day would add."""

    budget: float
    value: float
    per_inspector_day: float


@dataclass(frozen=True, slots=True)
class Prices:
    """Shadow prices at an effort: mean detection probability, and SQ no longer at risk, per inspector-day."""

    detection: Price
    quantities: Price


def shadow_prices(
    strata: Sequence[StratumToVerify], as_of: date, budgets: Sequence[float], resources: Resources
) -> tuple[Prices, ...]:
    """Both prices for budgets of inspector-days; strata without access bring nothing."""
    open_strata = [s for s in strata if s.ready is not None]
    weights = dict(zip((s.name for s in strata), weights_of(strata, as_of), strict=True))
    detections = [reached_by_effort(s, resources) for s in open_strata]
    likely = _scaled(detections, [weights[s.name] for s in open_strata])
    lost = _scaled(detections, [s.failure * s.quantities for s in open_strata])
    return tuple(Prices(price_of(likely, budget), price_of(lost, budget)) for budget in budgets)


def _scaled(envelopes: Sequence[Envelope], worths: Sequence[float]) -> list[Envelope]:
    return [tuple((e, worth * p) for e, p in envelope) for envelope, worth in zip(envelopes, worths, strict=True)]


def reached_by_effort(stratum: StratumToVerify, resources: Resources) -> Envelope:
    """Concave envelope of detection probability against inspector-days: the set-up takes every team, measuring is shared."""
    teams, hours = resources.teams, resources.hours
    sample = stratum.sample
    items = [m.minutes for m, n in zip(sample.methods, sample.samples, strict=True) for _ in range(n)]
    ends = np.cumsum(items)
    if ends.size > MOST_POINTS:
        ends = ends[np.unique(np.linspace(0, ends.size - 1, MOST_POINTS).round().astype(int))]
    points = [(0.0, 0.0)] + [
        (
            inspector_days(teams * stratum.setup_hours, minutes, hours),
            sample.detection_after(sample.done_after(minutes)),
        )
        for minutes in ends.tolist()
    ]
    return concave(points)


def concave(points: Sequence[tuple[float, float]]) -> Envelope:
    """Upper concave envelope of points, from the one with the least effort to the highest value."""
    hull: list[tuple[float, float]] = []
    for x, y in sorted(points, key=lambda p: (p[0], -p[1])):
        if hull and y <= hull[-1][1]:
            continue
        while len(hull) > 1 and _below(hull[-2], hull[-1], (x, y)):
            hull.pop()
        hull.append((x, y))
    return tuple(hull)


def _below(a: tuple[float, float], b: tuple[float, float], c: tuple[float, float]) -> bool:
    """True where b lies on or below the line from a to c."""
    return (b[1] - a[1]) * (c[0] - a[0]) <= (c[1] - a[1]) * (b[0] - a[0])


def price_of(envelopes: Sequence[Envelope], budget: float) -> Price:
    """The most that a budget brings when it is spread over the envelopes, and the price at its end.

    0 where every envelope is used up.
    """
    pieces = sorted(
        (((b[1] - a[1]) / (b[0] - a[0]), b[0] - a[0]) for e in envelopes for a, b in pairwise(e)),
        reverse=True,
    )
    left, value = budget, sum(e[0][1] for e in envelopes if e)
    for slope, width in pieces:
        if width > left * (1 + 1e-12) + 1e-12:
            return Price(budget, value + slope * left, slope)
        value, left = value + slope * width, left - width
    return Price(budget, value, 0.0)
