"""Inspections ranked by what they are expected to tell for an inspector-day, one by one, in order, and in pairs.

The rank of one visit is the share of an outcome's variance that its data remove, for each inspector-day. Visits overlap
and complete each other, so that the best two need not be the two best: an order is made greedily (each time the visit
that adds most for a day, given those before), then every pair is tried (capability reference, section 6).

For several visits the data of each are first put into one number, the outcome expected given them; the numbers are then
joined two by two. What is lost in that is not counted: joint shares are bounds from below, exact where effects add.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from servanda.core.arrays import FloatArray
from servanda.core.finding import Misuse
from servanda.core.sample import MeanEstimate
from servanda.inspection.value_cells import Cells, cells
from servanda.inspection.value_estimate import Narrowing, Outcome, narrowing, variance_share
from servanda.inspection.value_visit import Inputs, Visit, known_cells, visit_cells

JOINT_PARTS = 30
"""Parts into which the number of each visit is divided before two are joined: 900 cells together."""

MOST_IN_PAIRS = 12
"""Visits that an order and its pairs are made of, unless more are asked for: 66 pairs."""


@dataclass(frozen=True, slots=True)
class VisitValue:
    """One visit and one outcome: what its data do, what knowing its inputs exactly would do, for each inspector-day."""

    visit: Visit
    outcome: str
    data: Narrowing
    bound: Narrowing

    @property
    def share_per_day(self) -> float:
        """Share of variance removed for an inspector-day."""
        return self.data.share.value / self.visit.inspector_days

    @property
    def width_per_day(self) -> float:
        """Reduction of the interval's width for an inspector-day, on the outcome's scale."""
        return self.data.width_reduction / self.visit.inspector_days


@dataclass(frozen=True, slots=True)
class InputValue:
    """One input, or one group of inputs, and one outcome: what knowing it exactly would do."""

    input: str
    outcome: str
    known: Narrowing


@dataclass(frozen=True, slots=True)
class Step:
    """The next visit of an order: the share that it adds, for each of its days, and the share and days so far."""

    visit: Visit
    added: float
    added_per_day: float
    share: MeanEstimate
    inspector_days: float


@dataclass(frozen=True, slots=True)
class Pair:
    """Two visits together. `together` minus the sum of both alone: above 0 they complete each other, below they overlap."""

    first: Visit
    second: Visit
    together: MeanEstimate
    alone: float

    @property
    def interaction(self) -> float:
        """Share of variance that the two remove beyond what they do alone."""
        return self.together.value - self.alone

    @property
    def inspector_days(self) -> float:
        """Of both."""
        return self.first.inspector_days + self.second.inspector_days

    @property
    def per_day(self) -> float:
        """Share for an inspector-day."""
        return self.together.value / self.inspector_days


@dataclass(frozen=True, slots=True)
class Order:
    """The greedy order, every pair with the best for a day first, and whether a pair beats the order's first two."""

    outcome: str
    steps: tuple[Step, ...]
    pairs: tuple[Pair, ...]

    @property
    def better_pair(self) -> Pair | None:
        """A pair that clearly removes more than the first two of the order, for no more days; None: the order stands."""
        if len(self.steps) < 2 or not self.pairs:
            return None
        reached, days = self.steps[1].share, self.steps[1].inspector_days
        better = [
            p
            for p in self.pairs
            if p.inspector_days <= days
            and p.together.value - reached.value > 2 * np.hypot(p.together.standard_error, reached.standard_error)
        ]
        return max(better, key=lambda p: p.together.value, default=None)


def visit_values(
    visits: Sequence[Visit], outcomes: Sequence[Outcome], inputs: Inputs, seed: int
) -> tuple[VisitValue, ...]:
    """Every visit with every outcome, the best for a day first in each outcome; names decide ties."""
    _named_once(visits)
    found = [
        VisitValue(visit, outcome.name, narrowing(outcome, data), narrowing(outcome, bound))
        for visit in visits
        for data, bound in [(visit_cells(visit, inputs, seed), known_cells(visit, inputs))]
        for outcome in outcomes
    ]
    places = {outcome.name: n for n, outcome in enumerate(outcomes)}
    return tuple(sorted(found, key=lambda v: (places[v.outcome], -v.share_per_day, v.visit.name)))


def input_values(outcomes: Sequence[Outcome], groups: Mapping[str, Sequence[FloatArray]]) -> tuple[InputValue, ...]:
    """What knowing each input, or each group of inputs, exactly would do; the most first in each outcome.

    `groups`: columns of draws by name, one for a single input, several for all that is uncertain about one place.
    """
    found = [
        InputValue(name, outcome.name, narrowing(outcome, by))
        for name, by in ((name, cells(columns)) for name, columns in groups.items())
        for outcome in outcomes
    ]
    places = {outcome.name: n for n, outcome in enumerate(outcomes)}
    return tuple(sorted(found, key=lambda v: (places[v.outcome], -v.known.share.value, v.input)))


def _named_once(visits: Sequence[Visit]) -> None:
    names = [v.name for v in visits]
    twice = sorted({n for n in names if names.count(n) > 1})
    if twice:
        raise Misuse(f"two visits are named {twice[0]!r}: a name stands for one visit")


def order(visits: Sequence[Visit], outcome: Outcome, inputs: Inputs, seed: int, most: int = MOST_IN_PAIRS) -> Order:
    """The greedy order of visits for one outcome, then all pairs.

    Of more than `most` visits those that tell most for a day are taken, and as many that tell most in all: one that is poor
    for a day can complete another.
    """
    _named_once(visits)
    ranked = _taken(sorted(visits, key=lambda v: v.name), outcome, inputs, seed, most)
    even = np.arange(outcome.values.size) % 2 == 0
    data = [visit_cells(v, inputs, seed) for v in ranked]
    halves = tuple(_Half.of(outcome.scaled, data, learned) for learned in (even, ~even))
    return Order(outcome.name, _greedy(ranked, halves), _pairs(ranked, halves))


def _taken(visits: Sequence[Visit], outcome: Outcome, inputs: Inputs, seed: int, most: int) -> list[Visit]:
    if len(visits) <= most:
        return list(visits)
    shares = [variance_share(outcome.scaled, visit_cells(v, inputs, seed)).value for v in visits]
    for_a_day = sorted(range(len(visits)), key=lambda n: -shares[n] / visits[n].inspector_days)[: most - most // 3]
    in_all = [n for n in sorted(range(len(visits)), key=lambda n: -shares[n]) if n not in for_a_day]
    return [visits[n] for n in sorted([*for_a_day, *in_all[: most // 3]])]


@dataclass(frozen=True, slots=True, eq=False)
class _Half:
    """One half of the draws from which scores are learned; shares are judged on the other, so that chance earns nothing.

    `scores` are, for each visit, cells by the outcome expected given its data, over all draws.
    """

    values: FloatArray
    learned: NDArray[np.bool_]
    scores: tuple[Cells, ...]

    @classmethod
    def of(cls, values: FloatArray, data: Sequence[Cells], learned: NDArray[np.bool_]) -> _Half:
        """The scores of every visit, learned from one half."""
        return cls(values, learned, tuple(_score(values, by, learned) for by in data))

    def share(self, data: Cells) -> MeanEstimate:
        """Share of variance on the half that was not learned from."""
        return variance_share(self.values[~self.learned], data.among(~self.learned))

    def score(self, data: Cells) -> Cells:
        """The draws by the outcome expected given cells."""
        return _score(self.values, data, self.learned)


def _score(values: FloatArray, data: Cells, learned: NDArray[np.bool_]) -> Cells:
    sizes = np.bincount(data.labels[learned], minlength=data.count)
    sums = np.bincount(data.labels[learned], weights=values[learned], minlength=data.count)
    means = np.where(sizes > 0, sums / np.maximum(sizes, 1), values[learned].mean())
    return cells([means[data.labels]], JOINT_PARTS)


def _both(estimates: Sequence[MeanEstimate]) -> MeanEstimate:
    """The two halves together."""
    error = math.hypot(*(e.standard_error for e in estimates)) / 2
    return MeanEstimate(sum(e.value for e in estimates) / 2, error, sum(e.draws for e in estimates))


def _greedy(visits: Sequence[Visit], halves: Sequence[_Half]) -> tuple[Step, ...]:
    """Data can be left unread, so that a visit which seems to take away from what is known adds nothing."""
    left, steps = list(range(len(visits))), list[Step]()
    so_far, reached, days = (
        [Cells(np.zeros(h.values.size, dtype=np.int64), 1) for h in halves],
        MeanEstimate(0.0, 0.0, halves[0].values.size),
        0.0,
    )
    while left:
        tried = {n: [s.joined(h.scores[n]) for h, s in zip(halves, so_far, strict=True)] for n in left}
        shares = {n: _both([h.share(by) for h, by in zip(halves, tried[n], strict=True)]) for n in left}
        best = max(left, key=lambda n: ((shares[n].value - reached.value) / visits[n].inspector_days, -n))
        days += visits[best].inspector_days
        added = max(0.0, shares[best].value - reached.value)
        if added > 0:
            so_far, reached = [h.score(by) for h, by in zip(halves, tried[best], strict=True)], shares[best]
        steps.append(Step(visits[best], added, added / visits[best].inspector_days, reached, days))
        left.remove(best)
    return tuple(steps)


def _pairs(visits: Sequence[Visit], halves: Sequence[_Half]) -> tuple[Pair, ...]:
    """Every pair; what each does alone is counted in the cells that it has in a pair."""
    places = range(len(visits))
    alone = [_both([h.share(h.scores[n]) for h in halves]).value for n in places]
    found = [
        Pair(
            visits[a], visits[b],
            _both([h.share(h.scores[a].joined(h.scores[b])) for h in halves]), alone[a] + alone[b],
        )
        for a, b in combinations(places, 2)
    ]  # fmt: skip
    return tuple(sorted(found, key=lambda p: (-p.per_day, p.first.name, p.second.name)))
