"""What would have to be true for a published figure: solve for one assumption with the others held, and draw pairs of two.

A `Question` is a function from assumptions to a figure, with a value and a domain for each assumption and the figure that
was published. Nothing is fitted: each answer is the set of values of one assumption for which the function gives the
figure, all else as stated. Functions may jump where a stock runs out, and an assumption may have several solutions or none.

Solutions are found on a grid over the domain and refined by dividing the cell in which the figure is crossed, until the
cell is a hundred-millionth of the domain; a jump across the figure is no solution.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike, NDArray

from servanda.core.arrays import FloatArray
from servanda.core.finding import Misuse

Compute = Callable[[Mapping[str, FloatArray]], FloatArray]
"""Assumptions by name, each an array of the same length, to the figure; infinite where it is never reached."""

GRID, COARSE, FINE, REFINEMENTS = 97, 9, 17, 4
"""Points of the grid, of a first look, inside the cell of a crossing, and how often that cell is divided."""
SAME = 1e-10
"""Relative difference of two figures that only rounding tells apart."""
JUMP = 1e-3
"""A crossing counts when the figure is met to this relative precision; otherwise the function jumps over it."""


@dataclass(frozen=True, slots=True)
class Assumption:
    """One number that a figure rests on: the value taken, and the domain in which a solution is looked for.

    `likely` are the 5 % and 95 % quantiles held before, None where nobody stated any. `logarithmic` spaces the grid evenly
    in the logarithm. `shown` is the unit for people; values that are fractions are shown in percent.
    """

    name: str
    words: str
    value: float
    low: float
    high: float
    shown: str = ""
    logarithmic: bool = False
    likely: tuple[float, float] | None = None

    def __post_init__(self) -> None:
        if not (math.isfinite(self.low) and math.isfinite(self.high) and self.low < self.high):
            raise Misuse(f"assumption {self.name!r}: give a domain of two finite numbers, the lower one first")
        if self.logarithmic and self.low <= 0.0:
            raise Misuse(f"assumption {self.name!r}: a logarithmic domain begins above 0")

    def grid(self, points: int = GRID) -> FloatArray:
        """Points over the domain, both ends included."""
        if self.logarithmic:
            return np.geomspace(self.low, self.high, points)
        return np.linspace(self.low, self.high, points)


@dataclass(frozen=True, slots=True, eq=False)
class Question:
    """A published figure and the function that should give it. `low` and `high` are the ends of the figure as printed."""

    name: str
    low: float
    high: float
    unit: str
    assumptions: tuple[Assumption, ...]
    compute: Compute

    def __post_init__(self) -> None:
        if not self.low <= self.high:
            raise Misuse(f"{self.name}: figure {self.low:g} to {self.high:g}: write the lower end first")

    def assumption(self, name: str) -> Assumption:
        """An assumption by name."""
        found = next((a for a in self.assumptions if a.name == name), None)
        if found is None:
            known = ", ".join(a.name for a in self.assumptions)
            raise Misuse(f"{self.name} rests on no assumption {name!r}; it rests on {known}")
        return found

    def figure(self, changed: Mapping[str, ArrayLike]) -> FloatArray:
        """The figure with some assumptions changed, all others at their value."""
        arrays = {name: np.atleast_1d(np.asarray(values, dtype=np.float64)) for name, values in changed.items()}
        for name in arrays:
            self.assumption(name)
        size = max([1, *(a.size for a in arrays.values())])
        base = {a.name: np.full(size, float(a.value)) for a in self.assumptions}
        return self.compute(base | {name: np.broadcast_to(a, (size,)) for name, a in arrays.items()})

    @property
    def as_assumed(self) -> float:
        """The figure with every assumption at its value."""
        return float(self.figure({})[0])


@dataclass(frozen=True, slots=True)
class Needed:
    """Values of one assumption that give the figure, all else held: spans, each from its lower to its upper end.

    A span is a point where one number was published. Empty: no value in the domain gives it, `why_not` says what happens.
    """

    assumption: Assumption
    spans: tuple[tuple[float, float], ...]
    why_not: str = ""

    @property
    def nearest(self) -> float | None:
        """The value nearest to the one assumed; None where there is none."""
        ends = [min(max(self.assumption.value, low), high) for low, high in self.spans]
        return min(ends, key=lambda v: abs(v - self.assumption.value), default=None)

    @property
    def as_assumed(self) -> bool:
        """True when the value assumed is one of them."""
        return any(low <= self.assumption.value <= high for low, high in self.spans)

    @property
    def likely(self) -> bool | None:
        """True when the nearest value lies between the quantiles held before; None where nobody stated any."""
        if self.assumption.likely is None or self.nearest is None:
            return None if self.assumption.likely is None else False
        return self.assumption.likely[0] <= self.nearest <= self.assumption.likely[1]


def needed(question: Question, name: str) -> Needed:
    """The values of one assumption that give the published figure, with the others held at their value."""
    return _needed(question, (question.assumption(name),))[0]


def all_needed(question: Question) -> tuple[Needed, ...]:
    """`needed` for every assumption, in their order, computed together."""
    return _needed(question, question.assumptions)


def matters(question: Question) -> tuple[str, ...]:
    """Names of the assumptions that change the figure anywhere in their domain."""
    found = _figures(question, [(a.name, a.grid(COARSE)) for a in question.assumptions])
    return tuple(
        a.name
        for a, values in zip(question.assumptions, found, strict=True)
        if np.isfinite(values).any() and (not np.isfinite(values).all() or np.ptp(values) > 1e-9)
    )


@dataclass(frozen=True, slots=True)
class _Cell:
    """A stretch of one assumption's domain in which the figure crosses a level."""

    place: int
    left: float
    right: float
    level: float


def _needed(question: Question, assumptions: Sequence[Assumption]) -> tuple[Needed, ...]:
    grids = [a.grid() for a in assumptions]
    found = _figures(question, [(a.name, g) for a, g in zip(assumptions, grids, strict=True)])
    levels = sorted({question.low, question.high})
    cells = [
        _Cell(place, float(grid[k]), float(grid[k + 1]), level)
        for place, (grid, values) in enumerate(zip(grids, found, strict=True))
        for level in levels
        for k in _changes(values > level)
    ]
    edges = _refined(question, assumptions, cells)
    return tuple(
        _answer(question, a, grid, values, [x for cell, x in zip(cells, edges, strict=True) if cell.place == place])
        for place, (a, grid, values) in enumerate(zip(assumptions, grids, found, strict=True))
    )


def _figures(question: Question, asked: Sequence[tuple[str, FloatArray]]) -> list[FloatArray]:
    """The figure over several lists of values, each of one assumption with the others held, in one evaluation."""
    total = sum(values.size for _, values in asked)
    at = {a.name: np.full(total, float(a.value)) for a in question.assumptions}
    ends = np.cumsum([values.size for _, values in asked])
    for (name, values), end in zip(asked, ends, strict=True):
        at[name][end - values.size : end] = values
    return np.split(question.compute(at), ends[:-1]) if asked else []


def _changes(above: NDArray[np.bool_]) -> NDArray[np.int64]:
    return np.flatnonzero(above[:-1] != above[1:])


def _answer(
    question: Question, a: Assumption, grid: FloatArray, found: FloatArray, edges: Sequence[float | None]
) -> Needed:
    # The end of a domain may be the solution itself, to the last digit or not.
    inside = (found >= question.low * (1.0 - SAME)) & (found <= question.high * (1.0 + SAME))
    kept = [x for x in edges if x is not None]
    if question.high > question.low:
        # A jump ends a span too: where it was not met smoothly, the grid says on which side the figure holds.
        spans = _spans(a, grid, inside, kept)
    else:
        spans = tuple((x, x) for x in sorted({float(f"{x:.9g}") for x in [*kept, *grid[inside]]}))
    return Needed(a, spans, "" if spans else _why_not(question, found))


def _spans(
    assumption: Assumption, grid: FloatArray, inside: NDArray[np.bool_], edges: Sequence[float]
) -> tuple[tuple[float, float], ...]:
    """Where the figure lies in its range: runs of the grid, each stretched to the edge found in the cell beside it."""
    spans: list[tuple[float, float]] = []
    held = np.flatnonzero(inside)
    runs = np.split(held, np.flatnonzero(np.diff(held) > 1) + 1) if held.size else []
    for run in runs:
        first, last = int(run[0]), int(run[-1])
        before = [x for x in edges if first and grid[first - 1] <= x <= grid[first]]
        after = [x for x in edges if last + 1 < grid.size and grid[last] <= x <= grid[last + 1]]
        spans.append((max(before, default=float(grid[first])), min(after, default=float(grid[last]))))
    return tuple(spans) or _between(grid, edges)


def _between(grid: FloatArray, edges: Sequence[float]) -> tuple[tuple[float, float], ...]:
    """A range so narrow that both its ends are crossed between two points of the grid."""
    marks = sorted(edges)
    return tuple((x, y) for x, y in pairwise(marks) if np.searchsorted(grid, x) == np.searchsorted(grid, y))[:1]


def _why_not(question: Question, found: FloatArray) -> str:
    finite = found[np.isfinite(found)]
    if not finite.size:
        return "the quantity is never reached"
    return (
        f"between {float(finite.min()):.3g} and {float(finite.max()):.3g} {question.unit} over the whole domain".strip()
    )


def _refined(question: Question, assumptions: Sequence[Assumption], cells: Sequence[_Cell]) -> list[float | None]:
    """Where the figure goes through the level inside each cell; None where it jumps over it."""
    live = list(cells)
    for _ in range(REFINEMENTS):
        inner = [np.linspace(c.left, c.right, FINE) for c in live]
        found = _figures(question, [(assumptions[c.place].name, x) for c, x in zip(live, inner, strict=True)])
        live = [_narrowed(c, x, y) for c, x, y in zip(live, inner, found, strict=True)]
    ends = _figures(question, [(assumptions[c.place].name, np.array([c.left, c.right])) for c in live])
    return [_met(c, y) for c, y in zip(live, ends, strict=True)]


def _narrowed(cell: _Cell, x: FloatArray, y: FloatArray) -> _Cell:
    places = _changes(y > cell.level)
    k = int(places[0]) if places.size else 0
    return replace(cell, left=float(x[k]), right=float(x[k + 1]))


def _met(cell: _Cell, ends: FloatArray) -> float | None:
    if not bool(np.all(np.isfinite(ends))) or abs(ends[1] - ends[0]) > JUMP * max(abs(cell.level), 1e-12):
        return None
    share = 0.5 if ends[1] == ends[0] else float((cell.level - ends[0]) / (ends[1] - ends[0]))
    return cell.left + min(max(share, 0.0), 1.0) * (cell.right - cell.left)


@dataclass(frozen=True, slots=True, eq=False)
class Pairs:
    """Pairs of two assumptions that give the figure: for each `x` the `y` for the low and the high end; NaN where none."""

    x: Assumption
    y: Assumption
    values: FloatArray
    low: FloatArray
    high: FloatArray


def pairs(question: Question, x: str, y: str, points: int = 61) -> Pairs:
    """The curve of pairs of two assumptions that give the figure, the others held at their value."""
    if x == y:
        raise Misuse(f"pairs of {x!r} with itself: name two assumptions")
    first, second = question.assumption(x), question.assumption(y)
    xs, ys = first.grid(points), second.grid(GRID)
    found = question.figure({x: np.repeat(xs, ys.size), y: np.tile(ys, xs.size)}).reshape(xs.size, ys.size)
    low, high = (_first_crossing(ys, found, level) for level in (question.low, question.high))
    return Pairs(first, second, xs, low, high)


def _first_crossing(ys: FloatArray, found: FloatArray, level: float) -> FloatArray:
    """For each row the first y at which the figure is crossed, by a straight line inside the cell."""
    above = found > level
    crossed = above[:, :-1] != above[:, 1:]
    with np.errstate(invalid="ignore"):
        crossed &= np.isfinite(found[:, :-1]) & np.isfinite(found[:, 1:])
    cell = crossed.argmax(axis=1)
    row = np.arange(len(found))
    a, b = found[row, cell], found[row, cell + 1]
    with np.errstate(divide="ignore", invalid="ignore"):
        y = ys[cell] + (level - a) / (b - a) * (ys[cell + 1] - ys[cell])
    return np.where(crossed.any(axis=1), y, np.nan)


@dataclass(frozen=True, slots=True, eq=False)
class Region:
    """Where two assumptions together give the figure: `holds[i, j]` for `xs[i]` and `ys[j]`."""

    x: Assumption
    y: Assumption
    xs: FloatArray
    ys: FloatArray
    holds: NDArray[np.bool_]


def region(question: Question, x: str, y: str, xs: FloatArray, ys: FloatArray, within: float = 0.0) -> Region:
    """Where pairs of two assumptions give the figure to within a relative width, the others held at their value."""
    first, second = question.assumption(x), question.assumption(y)
    found = question.figure({x: np.repeat(xs, ys.size), y: np.tile(ys, xs.size)}).reshape(xs.size, ys.size)
    holds = (found >= question.low * (1.0 - within)) & (found <= question.high * (1.0 + within))
    return Region(first, second, xs, ys, np.asarray(holds))


@dataclass(frozen=True, slots=True)
class Difference:
    """One assumption in two publications: what each needs, all else as assumed, and whether it alone explains both."""

    assumption: Assumption
    first: Needed
    second: Needed

    @property
    def factor(self) -> float | None:
        """Second over first, of the values nearest to what was assumed; None where one has none."""
        a, b = self.first.nearest, self.second.nearest
        return None if a is None or b is None or a == 0 else b / a

    @property
    def same(self) -> bool:
        """True when one value serves both."""
        return any(max(a[0], b[0]) <= min(a[1], b[1]) * (1 + 1e-9) for a in self.first.spans for b in self.second.spans)


def differences(first: Question, second: Question) -> tuple[Difference, ...]:
    """For every assumption that both rest on: the values that make each figure true, all else as assumed."""
    shared = [a.name for a in first.assumptions if any(a.name == b.name for b in second.assumptions)]
    if not shared:
        raise Misuse(f"{first.name} and {second.name} rest on no common assumption: there is nothing to compare")
    return tuple(Difference(first.assumption(n), needed(first, n), needed(second, n)) for n in shared)
