"""Coverage of material at places: each means as dated intervals, and continuity that follows from them.

In go the readings of `coverage.csv` whose statements are known; out come half-open intervals, each with its statements
and its rule. What no reading speaks of "cannot be known".

Continuity follows from the means by rules of this project, modelled on the dated practice of 2021 to 2025
(reference: Agency reports on Iran, continuity put at risk in 2021, lost after the cameras went in 2022):

1. all means recorded for the place work: kept;
2. one is reduced, stopped or not to be known: at risk from that day, and stays so until the material is verified, whatever
   is restored in between;
3. a reading starts a clock (`lost_after_days`) and the means do not work again before it runs out: lost; a verification
   while they are still out starts the clock anew;
4. a reading says so: at risk or lost;
5. lost stays lost until the material itself is verified.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from servanda.core.names import Mark
from servanda.core.period import Period
from servanda.knowledge.means import Continuity, ContinuityInterval, Means, MeansInterval, Reading, Working

NOTHING = "no reading of the record speaks of it: cannot be known"
RULE_KEPT = "every recorded means works"
RULE_RISK = "a means is reduced, stopped or cannot be known"
RULE_STAYS = "what was at risk stays so until the material is verified"
RULE_CLOCK = "the means did not work again before the days given for them ran out"


@dataclass(frozen=True, slots=True)
class Observation:
    """A day on which the material itself was verified, with the statements that say so."""

    day: date
    evidence: tuple[str, ...]
    rule: str = "the material was verified"
    recalled: bool = False


@dataclass(frozen=True, slots=True)
class Coverage:
    """Means and continuity of one class of material at one place, as intervals in the order of time."""

    material: str
    site: str
    means: tuple[MeansInterval, ...]
    continuity: tuple[ContinuityInterval, ...]

    def means_on(self, day: date) -> dict[Means, MeansInterval]:
        """The interval of each means that holds on a day; a means that is not there cannot be known."""
        return {i.means: i for i in self.means if day in i.period}

    def means_over(self, first: date, last: date) -> dict[Means, MeansInterval]:
        """The worst interval of each means from one day to another, both included; a means with a hole is not there."""
        found: dict[Means, MeansInterval] = {}
        for means in Means:
            held = [
                i
                for i in self.means
                if i.means is means and i.period.start <= last and (i.period.end is None or first < i.period.end)
            ]
            if _without_hole(held, first, last):
                found[means] = max(held, key=lambda i: list(Working).index(i.state))
        return found

    def states_over(self, first: date, last: date) -> frozenset[Continuity]:
        """Every state of continuity from one day to another, both included."""
        later = {i.state for i in self.continuity if first < i.period.start <= last}
        return frozenset({self.on(first).state, *later})

    def on(self, day: date) -> ContinuityInterval:
        """Continuity on a day."""
        for interval in self.continuity:
            if day in interval.period:
                return interval
        return ContinuityInterval(Continuity.UNKNOWN, Period(date.min, None), (), NOTHING)


def _without_hole(held: Sequence[MeansInterval], first: date, last: date) -> bool:
    """True when intervals in the order of time hold on every day from the first to the last."""
    if not held or held[0].period.start > first:
        return False
    end = held[-1].period.end
    joined = all(a.period.end == b.period.start for a, b in itertools.pairwise(held))
    return joined and (end is None or last < end)


def coverages(readings: Iterable[Reading], observed: Iterable[tuple[str, Observation]] = ()) -> tuple[Coverage, ...]:
    """Coverage of every class and place that readings name; `observed` are verifications of a class, at all its places."""
    by_pair: dict[tuple[str, str], list[Reading]] = {}
    for r in readings:
        for site in r.sites:
            by_pair.setdefault((r.material, site), []).append(r)
    seen: dict[str, list[Observation]] = {}
    for material, observation in observed:
        seen.setdefault(material, []).append(observation)
    return tuple(
        coverage(material, site, rows, seen.get(material, ())) for (material, site), rows in sorted(by_pair.items())
    )


def coverage(material: str, site: str, readings: Sequence[Reading], observed: Iterable[Observation] = ()) -> Coverage:
    """Coverage of one class of material at one place."""
    means = tuple(i for m in Means for i in means_intervals(m, [r for r in readings if m in r.means]))
    own = [Observation(r.start, r.statements, r.rule, r.mark is Mark.RECALLED) for r in readings if r.verifies]
    return Coverage(material, site, means, continuity_intervals(readings, means, [*own, *observed]))


def means_intervals(means: Means, readings: Iterable[Reading]) -> tuple[MeansInterval, ...]:
    """One means over time: a reading holds until its end, or until another one begins."""
    ordered = sorted(readings, key=lambda r: (r.start, r.id))
    found: list[MeansInterval] = []
    for place, r in enumerate(ordered):
        nexts = [n.start for n in ordered[place + 1 :] if n.start > r.start]
        ends = [day for day in (r.end, min(nexts, default=None)) if day is not None]
        same = [n for n in ordered if n.start == r.start]
        if r is not same[0] or not isinstance(r.effect, Working):
            continue
        evidence = tuple(dict.fromkeys(s for n in same for s in n.statements))
        recalled = any(n.mark is Mark.RECALLED for n in same)
        period = Period(r.start, min(ends) if ends else None)
        found.append(MeansInterval(means, r.effect, period, evidence, r.rule, recalled))
    return tuple(found)


def continuity_intervals(
    readings: Sequence[Reading], means: Sequence[MeansInterval], observed: Iterable[Observation]
) -> tuple[ContinuityInterval, ...]:
    """Continuity over time, by the rules at the head of this module.

    On a day that is both verified and against continuity, the verification counts as the earlier of the two.
    """
    stated = [(r.start, r) for r in readings if isinstance(r.effect, Continuity)]
    seen = {o.day: o for o in sorted(observed, key=lambda o: (o.day, o.evidence))}
    clocks = [c for r in readings for c in _clocks(r, means, seen)]
    days = {d for i in means for d in (i.period.start, i.period.end) if d is not None}
    days |= {day for day, _ in stated} | {c.period.start for c in clocks} | set(seen)
    points: list[ContinuityInterval] = []
    now: ContinuityInterval | None = None
    for day in sorted(days):
        if day in seen:
            now = _verified(day, seen[day], means)
        for found in _against(day, means, stated, clocks):
            now = found if now is None or found.state.rank > now.state.rank else now
        if now is None:
            now = _by_means(day, means)
        if not points or points[-1] is not now:
            points.append(now)
    return _joined(points)


def _verified(day: date, seen: Observation, means: Sequence[MeansInterval]) -> ContinuityInterval:
    """After a verification continuity is what the means of the day make it."""
    by_means = _by_means(day, means)
    if by_means.state in (Continuity.AT_RISK, Continuity.UNKNOWN):
        rule = f"{seen.rule}, but {by_means.rule}"
        return replace(by_means, evidence=(*seen.evidence, *by_means.evidence), rule=rule)
    evidence, recalled = (*seen.evidence, *by_means.evidence), seen.recalled or by_means.recalled
    return ContinuityInterval(Continuity.KEPT, Period(day), evidence, seen.rule, recalled=recalled)


def _by_means(day: date, means: Sequence[MeansInterval]) -> ContinuityInterval:
    held = [i for i in means if day in i.period]
    broken = [i for i in held if i.state is not Working.WORKING]
    ended = [
        i for i in means if i.period.end is not None and i.period.end <= day and i.means not in {h.means for h in held}
    ]
    if not held or ended:
        return _resting_on(Continuity.UNKNOWN, day, ended, NOTHING)
    if broken:
        words = ", ".join(f"{i.means.value} {i.state.words}" for i in broken)
        return _resting_on(Continuity.AT_RISK, day, broken, f"{RULE_RISK}: {words}")
    return _resting_on(Continuity.KEPT, day, held, RULE_KEPT)


def _resting_on(state: Continuity, day: date, means: Sequence[MeansInterval], rule: str) -> ContinuityInterval:
    recalled = any(i.recalled for i in means)
    return ContinuityInterval(state, Period(day), _evidence(means), rule, recalled=recalled)


def _against(
    day: date,
    means: Sequence[MeansInterval],
    stated: Iterable[tuple[date, Reading]],
    clocks: Iterable[ContinuityInterval],
) -> Iterable[ContinuityInterval]:
    """What begins on a day and speaks against continuity."""
    if any(day in (i.period.start, i.period.end) for i in means):
        by_means = _by_means(day, means)
        if by_means.state is not Continuity.KEPT:
            yield by_means
    for start, r in stated:
        if start == day and isinstance(r.effect, Continuity):
            recalled = r.mark is Mark.RECALLED
            yield ContinuityInterval(r.effect, Period(day), r.statements, r.rule, recalled=recalled)
    yield from (c for c in clocks if c.period.start == day)


def _clocks(r: Reading, means: Sequence[MeansInterval], seen: Iterable[date]) -> Iterable[ContinuityInterval]:
    """Continuity lost when a clock runs out, unless one of its means works again, or the material is verified, before."""
    if r.lost_after is None:
        return
    works = min(
        (
            i.period.start
            for i in means
            if i.means in r.means and i.state is Working.WORKING and r.start < i.period.start
        ),
        default=date.max,
    )
    starts = [r.start, *(day for day in sorted(seen) if r.start < day < works)]
    for start, following in itertools.pairwise([*starts, works]):
        early, late = (start + timedelta(days=days) for days in r.lost_after)
        if late < following:
            rule, recalled = f"{r.rule}: {RULE_CLOCK}", r.mark is Mark.RECALLED
            yield ContinuityInterval(Continuity.LOST, Period(late), r.statements, rule, early, recalled)


def _evidence(intervals: Iterable[MeansInterval]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(s for i in intervals for s in i.evidence))


def _joined(points: Sequence[ContinuityInterval]) -> tuple[ContinuityInterval, ...]:
    """Points in time made intervals; neighbours of one state are one interval, with the evidence of both."""
    found: list[ContinuityInterval] = []
    for point in points:
        if found and found[-1].state is point.state:
            continue
        if found:
            last = found[-1]
            found[-1] = replace(last, period=Period(last.period.start, point.period.start))
        found.append(point)
    return tuple(found)
