"""What one more inspector-day would bring: the shadow price of effort.

Each stratum's detection probability as a function of measuring time (items one by one) is replaced by its concave envelope. The
strata of a place add up to one function after the set-up of the visit, which all teams pay once, and that is replaced by its
concave envelope again. The most that a budget of inspector-days can bring is then a linear programme; it is solved by taking
the pieces of all envelopes in the order of their slopes, and the price is the slope of the piece at which the budget ends.
The greedy answer equals that of the linear programme (tested against HiGHS). Access dates are left out: the price says what
effort is worth, not when it can be spent. Source of the envelopes: section 5.3 of the project's reference (Avenhaus and
Kilgour 2004, abstract read: concave detection functions, spread the effort).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import accumulate, pairwise

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
    weights = dict(zip((s.name for s in strata), weights_of(strata, as_of), strict=True))
    measured = {s.name: reached_by_measuring(s, resources.hours) for s in strata if s.ready is not None}
    likely = _by_place(strata, measured, weights, resources)
    lost = _by_place(strata, measured, {s.name: s.failure * s.quantities for s in strata}, resources)
    return tuple(Prices(price_of(likely, budget), price_of(lost, budget)) for budget in budgets)


def _by_place(
    strata: Sequence[StratumToVerify],
    measured: Mapping[str, Envelope],
    worths: Mapping[str, float],
    resources: Resources,
) -> list[Envelope]:
    places: dict[str, list[StratumToVerify]] = {}
    for s in strata:
        if s.name in measured:
            places.setdefault(s.place, []).append(s)
    return [
        reached_by_visit([(measured[s.name], worths[s.name]) for s in at], at[0].setup_hours, resources)
        for at in places.values()
    ]


def reached_by_visit(strata: Sequence[tuple[Envelope, float]], setup_hours: float, resources: Resources) -> Envelope:
    """Concave envelope of what inspector-days at one place bring: the set-up of every team once, then the best pieces first.

    `strata` are envelopes of measuring with the worth of finding everything.
    """
    setup = inspector_days(resources.teams * setup_hours, 0.0, resources.hours)
    pieces = sorted(
        (
            (worth * (b[1] - a[1]) / (b[0] - a[0]), b[0] - a[0])
            for envelope, worth in strata
            for a, b in pairwise(envelope)
        ),
        reverse=True,
    )
    corners = accumulate(
        pieces, lambda at, piece: (at[0] + piece[1], at[1] + piece[0] * piece[1]), initial=(setup, 0.0)
    )
    return concave([(0.0, 0.0), *corners])


def reached_by_measuring(stratum: StratumToVerify, hours: float) -> Envelope:
    """Concave envelope of detection probability against inspector-days of measuring, the set-up of the visit left out."""
    sample = stratum.sample
    items = [m.minutes for m, n in zip(sample.methods, sample.samples, strict=True) for _ in range(n)]
    ends = np.cumsum(items)
    if ends.size > MOST_POINTS:
        ends = ends[np.unique(np.linspace(0, ends.size - 1, MOST_POINTS).round().astype(int))]
    points = [(0.0, 0.0)] + [
        (
            inspector_days(0.0, minutes, hours),
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
