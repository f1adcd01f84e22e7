"""In which order strata are verified.

Direct-use material first, then the band that ends where direct use begins, then irradiated, then indirect-use material.
Within a class the order minimises the sum over strata of priority times day of completion, for one team. Without shared
visits that is w per inspector-day, largest first (W. E. Smith 1956). Strata of one place share the set-up of the visit: a
place is then a tree with the set-up as root, and the order by the best ratio of weight to time of a first part of each tree
is exact (W. A. Horn 1972, single machine, out-trees). Both recalled; proven again in the tests against every order.

The order is that of one team, whatever the number of teams: so each stratum is finished no later when a team is added, and
no curve ever falls. `loss_of_order` says how far that is from the best order for the teams there are.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from servanda.inspection.days import hours_needed
from servanda.inspection.plan_stratum import StratumToVerify

Job = tuple[StratumToVerify, float, float]
"""A stratum with its weight and its measuring hours."""


def in_order(strata: Sequence[StratumToVerify], day: date) -> tuple[StratumToVerify, ...]:
    """The strata in the order in which they are to be verified; ties by name, so that the order given never matters."""
    return _ordered(strata, day, teams=1)


def best_order(strata: Sequence[StratumToVerify], day: date, teams: int) -> tuple[StratumToVerify, ...]:
    """The same, best for so many teams."""
    return _ordered(strata, day, teams)


def _ordered(strata: Sequence[StratumToVerify], day: date, teams: int) -> tuple[StratumToVerify, ...]:
    opened: set[str] = set()
    found: list[StratumToVerify] = []
    for use in sorted({s.goal.use for s in strata}):
        group = [s for s in strata if s.goal.use is use]
        found += _horn(group, opened, lambda s: s.priority(day), teams)
        opened |= {s.place for s in group}
    return tuple(found)


def _horn(
    strata: Sequence[StratumToVerify], opened: set[str], weight: Callable[[StratumToVerify], float], teams: int
) -> list[StratumToVerify]:
    """Horn's rule for places with their set-up as root: take, again and again, the first part with the best ratio."""
    waiting = {place: _by_ratio([s for s in strata if s.place == place], weight, teams) for place in _places(strata)}
    visited, order = set(opened), list[StratumToVerify]()
    while waiting:
        best = min(waiting, key=lambda place: (-_ratio(waiting[place], place in visited), place))
        part = _first_part(waiting[best], visited=best in visited)
        order += [job[0] for job in waiting[best][:part]]
        waiting[best] = waiting[best][part:]
        visited.add(best)
        if not waiting[best]:
            del waiting[best]
    return order


def _places(strata: Sequence[StratumToVerify]) -> list[str]:
    return sorted({s.place for s in strata})


def _by_ratio(strata: Sequence[StratumToVerify], weight: Callable[[StratumToVerify], float], teams: int) -> list[Job]:
    jobs = [(s, weight(s), hours_needed(0.0, s.sample.minutes, teams)) for s in strata]
    return sorted(jobs, key=lambda job: (-_per_hour(job[1], job[2]), -job[0].quantities, job[0].name))


def _ratio(jobs: Sequence[Job], visited: bool) -> float:
    return _prefix_ratios(jobs, visited)[_first_part(jobs, visited=visited) - 1]


def _first_part(jobs: Sequence[Job], *, visited: bool) -> int:
    """How many strata make up the first part with the best ratio; the shortest such part."""
    ratios = _prefix_ratios(jobs, visited)
    return max(range(len(ratios)), key=lambda place: (ratios[place], -place)) + 1


def _prefix_ratios(jobs: Sequence[Job], visited: bool) -> list[float]:
    weight, hours = 0.0, 0.0 if visited else jobs[0][0].setup_hours
    found = []
    for _, w, p in jobs:
        weight, hours = weight + w, hours + p
        found.append(_per_hour(weight, hours))
    return found


def _per_hour(weight: float, hours: float) -> float:
    return weight / hours if hours > 0 else float("inf")


def completion_cost(order: Sequence[StratumToVerify], day: date, teams: int) -> float:
    """Sum of priority times hours until the stratum is done, when each stratum is finished before the next begins."""
    clock, cost = 0.0, 0.0
    opened: set[str] = set()
    for s in order:
        setup = 0.0 if s.place in opened else s.setup_hours
        opened.add(s.place)
        clock += hours_needed(setup, s.sample.minutes, teams)
        cost += s.priority(day) * clock
    return cost


def loss_of_order(strata: Sequence[StratumToVerify], day: date, teams: int) -> float:
    """How much more priority-weighted time the order of one team takes than the best for `teams`, as a fraction; 0: none."""
    best = completion_cost(best_order(strata, day, teams), day, teams)
    return 0.0 if best == 0 else completion_cost(in_order(strata, day), day, teams) / best - 1.0
