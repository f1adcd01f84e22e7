"""The linear programme behind the bounds: one block of columns and rows for a gap, as sparse arrays.

For every stage the net change of each holding by enrichment and blending, what is lost, what is moved, natural feed and
what is left over at other assays obey the balances of uranium, of U-235 and of separative work (reference: capability at
the SWU level, 5.2; value function: Cohen 1951), over everything, tails included:

    sum of masses out = masses in;   the same of U-235;   sum m V(x) out - in <= work available

This is the ideal bound: each feed enters where the stream has its own assay. The last line alone is too generous where
several stocks are there: it would let the value that blending destroys pay for enrichment. So work is counted by
stretches of assay between the assays of the gap. For a stretch let f be the function with f'' = V'' inside it and 0
outside. Separation that costs work w in the stretch raises the sum of m f(x) by w at most, blending never raises it (f is
convex): out - in <= w for each stretch, and the sum of all w is within the work available. Summed, these give the line
above.

Any assay of what is left over is allowed by columns at the corners of the tangents to V: between them the tangents lie
below V, so the programme can only find more than is possible, never less. Unlimited feed enters by its limit: U-235
taken from so much of it that its assay hardly falls, which costs the tangent of V there.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from math import inf, isinf, log

import numpy as np

from servanda.capability.separative_work import value_function
from servanda.knowledge.gap import Gap, Stage

TANGENTS = 32
"""Tangents to V far below the first assay of a gap, and as many near below it; between its assays they are at its cuts."""
CUTS = (0.0, 0.02, 0.1, 0.3, 0.6)
"""Where each stretch between two assays of the gap is cut again, from its lower end: finer cuts make bounds tighter."""
CLOSEST = 1e-3
"""Assays nearer to each other than this part of themselves are one, where tails are concerned."""
LEAST_TAILS = 1e-4
"""The lowest assay that is left over (mass fraction): deeper stripping costs ever more work and gives ever less."""


def value(x: float) -> float:
    """V(x), SWU per kg."""
    return float(value_function(x))


def slope(x: float) -> float:
    """V'(x) = 2 ln(x / (1 - x)) + (2x - 1) / (x (1 - x)), SWU per kg and unit of assay."""
    return 2.0 * log(x / (1.0 - x)) + (2.0 * x - 1.0) / (x * (1.0 - x))


@lru_cache(maxsize=256)
def any_assay(points: tuple[float, ...], deep: bool = True) -> tuple[tuple[float, float], ...]:
    """Assays with values that lie on or below V wherever they are mixed: corners of tangents at and below `points`.

    Without `deep` nothing lies below the first point: with feed without limit deeper tails are never cheaper than its
    tangent.
    """
    low, middle = LEAST_TAILS, min(points)
    far, near = np.geomspace(low, middle / 2, TANGENTS), middle * (1.0 - np.geomspace(0.002, 0.5, TANGENTS))
    below = {*far.tolist(), *near.tolist()} if deep else set()
    grid = _apart(sorted({*points, *below}), set(points))
    corners = [(grid[0], value(grid[0]))]
    for left, right in itertools.pairwise(grid):
        run = slope(left) - slope(right)
        x = (value(right) - value(left) + slope(left) * left - slope(right) * right) / run
        corners.append((x, value(left) + slope(left) * (x - left)))
    corners.append((grid[-1], value(grid[-1])))
    return tuple(corners)


def _apart(grid: list[float], kept: set[float]) -> list[float]:
    """The grid without points so near to another that their tangents cross nowhere in particular; `kept` ones stay."""
    found: list[float] = []
    for x in grid:
        if found and x - found[-1] < CLOSEST * x:
            if x not in kept:
                continue
            if found[-1] not in kept:
                found.pop()
        found.append(x)
    return found


@dataclass
class Block:
    """Columns (bounds, kg U) and rows of one gap in coordinate form; `final` gives the columns that make up each holding."""

    low: list[float] = field(default_factory=list)
    high: list[float] = field(default_factory=list)
    entries: list[tuple[int, int, float]] = field(default_factory=list)
    row_low: list[float] = field(default_factory=list)
    row_high: list[float] = field(default_factory=list)
    final: list[list[tuple[int, float]]] = field(default_factory=list)

    def column(self, low: float, high: float) -> int:
        """A new column between two bounds; its place."""
        self.low.append(low)
        self.high.append(high)
        return len(self.low) - 1

    def row(self, terms: Sequence[tuple[int, float]], low: float, high: float) -> None:
        """A new row: the sum of its terms lies between two bounds."""
        place = len(self.row_low)
        self.entries += [(place, column, factor) for column, factor in terms if factor != 0.0]
        self.row_low.append(low)
        self.row_high.append(high)


def block_of(gap: Gap) -> Block:
    """The programme of a gap; the objective is left to the caller."""
    block = Block()
    terms = [[(block.column(h.low_kg_u, h.high_kg_u), 1.0)] for h in gap.holdings]
    waste: list[list[tuple[int, float]]] = [[] for _ in _left_over(gap)]
    for stage in gap.stages:
        terms, waste = _stage(block, gap, stage, terms, waste)
    block.final = terms
    return block


def _left_over(gap: Gap) -> tuple[tuple[float, float], ...]:
    if gap.tails is not None:
        return tuple((x, value(x)) for x in gap.tails)
    endless = all(isinf(stage.feed_kg_u) for stage in gap.stages)
    return any_assay(_cut(_points(gap)), not endless)


def _points(gap: Gap) -> tuple[float, ...]:
    return tuple(sorted({gap.feed_assay, *(h.assay for h in gap.holdings), *(gap.tails or ())}))


def _cut(points: tuple[float, ...]) -> tuple[float, ...]:
    inside = {a + (b - a) * c for a, b in itertools.pairwise(points) for c in CUTS}
    return tuple(sorted({*points, *inside}))


Terms = list[list[tuple[int, float]]]


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of assay; the first one of a gap (`first`) reaches down to 0."""

    left: float
    right: float
    first: bool

    def value(self, x: float, v: float) -> float:
        """f(x) of the stretch where V(x) is taken as v: zero on one side of the stretch, straight on the other."""
        if self.first:
            return v - _tangent(self.right, x) if x < self.right else 0.0
        if x <= self.left:
            return 0.0
        return (v if x < self.right else _tangent(self.right, x)) - _tangent(self.left, x)


def _tangent(at: float, x: float) -> float:
    return value(at) + slope(at) * (x - at)


@lru_cache(maxsize=256)
def stretches(points: tuple[float, ...]) -> tuple[Stretch, ...]:
    """The stretches between sorted assays, and the one below the first; nothing is held above the last."""
    return (Stretch(0.0, points[0], True), *(Stretch(a, b, False) for a, b in itertools.pairwise(points)))


@lru_cache(maxsize=4096)
def _by_stretch(points: tuple[float, ...], x: float, v: float) -> tuple[float, ...]:
    return tuple(s.value(x, v) for s in stretches(points))


def _stage(block: Block, gap: Gap, stage: Stage, held: Terms, waste: Terms) -> tuple[Terms, Terms]:
    """Add the columns and rows of one stage; what is held and left over after it, as sums of columns."""
    mass: list[tuple[int, float]] = []
    u235: list[tuple[int, float]] = []
    points = _cut(_points(gap))
    work: list[list[tuple[int, float]]] = [[] for _ in points]

    def changed(low: float, high: float, x: float, v: float, sign: float = 1.0) -> int:
        column = block.column(low, high)
        mass.append((column, sign))
        u235.append((column, sign * x))
        for row, factor in zip(work, _by_stretch(points, x, v), strict=True):
            row.append((column, sign * factor))
        return column

    after: Terms = []
    for h, before in zip(gap.holdings, held, strict=True):
        made = changed(-stage.drawn.get(h.name, inf), stage.produced.get(h.name, inf), h.assay, value(h.assay))
        lost = block.column(0.0, stage.lost.get(h.name, 0.0))
        after.append([*before, (made, 1.0), (lost, -1.0)])
    _moves(block, gap, stage, after)
    left: Terms = []
    for (x, v), before in zip(_left_over(gap), waste, strict=True):
        left.append([*before, (changed(-inf if before else 0.0, inf, x, v), 1.0)])
    changed(0.0, stage.feed_kg_u, gap.feed_assay, value(gap.feed_assay), -1.0)
    if isinf(stage.feed_kg_u) and gap.tails is None:
        u235.append((block.column(0.0, inf), -1.0))  # the tangent at the feed is zero in every stretch: no work row
    block.row(mass, 0.0, 0.0)
    block.row(u235, 0.0, 0.0)
    spent = [block.column(0.0, inf) for _ in work]
    for terms, column in zip(work, spent, strict=True):
        block.row([*terms, (column, -1.0)], -inf, 0.0)
    block.row([(column, 1.0) for column in spent], -inf, stage.swu)
    for terms in (*after, *(w for w in left if len(w) > 1)):
        block.row(terms, 0.0, inf)
    for material, (low, high) in stage.measured.items():
        block.row([t for h, terms in zip(gap.holdings, after, strict=True) if h.material == material for t in terms],
                  low, high)  # fmt: skip
    return after, left


def _moves(block: Block, gap: Gap, stage: Stage, after: Terms) -> None:
    """Between the sites of one material what leaves the one arrives at another."""
    for material in gap.materials:
        places = [n for n, h in enumerate(gap.holdings) if h.material == material]
        if len(places) < 2:
            continue
        moves = []
        for place in places:
            most = stage.moved.get(gap.holdings[place].name, inf)
            moves.append(block.column(-most, most))
            after[place].append((moves[-1], 1.0))
        block.row([(move, 1.0) for move in moves], 0.0, 0.0)
