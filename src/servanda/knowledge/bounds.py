"""Reachable bounds: between which masses any stratum, or any weighted sum, lies after a gap, whatever happened in it.

The upper end is what may exist, the lower end what can be shown. Each end is one linear programme (`reach_lp`); many are
solved together as one programme of independent blocks, which has the same answer because nothing joins the blocks.
Solver: HiGHS (Huangfu and Hall 2018) through scipy.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from servanda.core.finding import Misuse
from servanda.knowledge.gap import Gap
from servanda.knowledge.reach_lp import Block, block_of

if TYPE_CHECKING:
    from scipy.sparse import coo_matrix

METHOD = "linear programme on the balances of uranium, U-235 and separative work (HiGHS)"
AT_ONCE = 100
"""Blocks solved in one programme: enough to make the start of the solver cheap, few enough to keep it small."""


@dataclass(frozen=True, slots=True)
class Reach:
    """The reachable interval of a weighted sum of masses, in kg U times the weights; `high` is inf when nothing bounds it."""

    low: float
    high: float
    weights: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Question:
    """A gap and a weighted sum over holding or material names (a material stands for all its sites)."""

    gap: Gap
    weights: Mapping[str, float]


def reach(gap: Gap, weights: Mapping[str, float] | str) -> Reach:
    """The reachable interval of one weighted sum; a name alone is that holding or material."""
    return reaches([Question(gap, {weights: 1.0} if isinstance(weights, str) else weights)])[0]


def reach_all(gap: Gap) -> dict[str, Reach]:
    """The reachable interval of every material of a gap."""
    return reaches_of_gaps([gap])[0]


def reaches_of_gaps(gaps: Sequence[Gap]) -> tuple[dict[str, Reach], ...]:
    """The reachable intervals of every material of many gaps, solved together."""
    questions = [Question(gap, {material: 1.0}) for gap in gaps for material in gap.materials]
    found = iter(reaches(questions))
    return tuple({material: next(found) for material in gap.materials} for gap in gaps)


def reaches(questions: Sequence[Question]) -> tuple[Reach, ...]:
    """The reachable intervals of many sums, solved together; lower ends in closed form where they have one."""
    blocks: dict[int, Block] = {}
    for q in questions:
        if id(q.gap) not in blocks:
            blocks[id(q.gap)] = block_of(q.gap)
    lows = [lowest(q) for q in questions]
    sides = [(blocks[id(q.gap)], q, -1.0) for q, low in zip(questions, lows, strict=True) if low is None]
    sides += [(blocks[id(q.gap)], q, 1.0) for q in questions]
    ends: list[float] = []
    for start in range(0, len(sides), AT_ONCE):
        ends += _solved(sides[start : start + AT_ONCE])
    solved = iter([-end for end in ends[: len(ends) - len(questions)]])
    highs = ends[len(ends) - len(questions) :]
    return tuple(
        Reach(next(solved) if low is None else low, high, dict(q.weights))
        for q, low, high in zip(questions, lows, highs, strict=True)
    )


def lowest(question: Question) -> float | None:
    """The lower end in closed form: what was there at least, less what may be drawn and lost; None where it has none.

    It has one for a material at one place, in one stage without measurement, where uranium may be left over at any
    assay: what is drawn can then be passed on at its own assay without work, so nothing else holds it back.
    """
    gap = question.gap
    names = {n for n, weight in question.weights.items() if weight != 0.0}
    held = [h for h in gap.holdings if names == {h.material} and question.weights[h.material] > 0.0]
    if len(held) != 1 or len(gap.stages) != 1 or gap.tails is not None or gap.stages[0].measured:
        return None
    (h,), (stage,) = held, gap.stages
    gone = stage.drawn.get(h.name, math.inf) + stage.lost.get(h.name, 0.0)
    return question.weights[h.material] * max(0.0, h.low_kg_u - gone)


def _costs(block: Block, question: Question, sign: float) -> np.ndarray:
    costs = np.zeros(len(block.low))
    named = {h.name for h in question.gap.holdings} | set(question.gap.materials)
    for name, weight in question.weights.items():
        if name not in named:
            raise Misuse(f"no holding {name!r} in the gap: weights name one of {', '.join(sorted(named))}")
        for h, terms in zip(question.gap.holdings, block.final, strict=True):
            if name in (h.name, h.material):
                for column, factor in terms:
                    costs[column] += sign * weight * factor
    return costs


Side = tuple[Block, Question, float]


def _solved(sides: Sequence[Side]) -> list[float]:
    """The greatest value of every side; where the solver cannot say for all together, one by one."""
    costs = [_costs(*side) for side in sides]
    found = _maximised([block for block, _, _ in sides], costs)
    if found is not None:
        return found
    if len(sides) == 1:
        return [_alone(sides[0], costs[0])]
    return [value for side in sides for value in _solved([side])]


def _maximised(blocks: Sequence[Block], costs: Sequence[np.ndarray]) -> list[float] | None:
    """The greatest values of independent blocks; None when one has none (or the solver gave up)."""
    from scipy.optimize import Bounds as ColumnBounds  # half a second that only bounds need to wait for
    from scipy.optimize import LinearConstraint, milp

    matrix, row_low, row_high, low, high = _joined(blocks)
    result = milp(
        -np.concatenate(costs),
        bounds=ColumnBounds(low, high),
        constraints=LinearConstraint(matrix, row_low, row_high),
        options={"presolve": False},  # blocks are small and have nothing to remove: a third less time
    )
    if result.x is None or result.status != 0:
        return None
    ends = np.cumsum([len(c) for c in costs])[:-1]
    return [float(c @ x) for c, x in zip(costs, np.split(result.x, ends), strict=True)]


def _joined(blocks: Sequence[Block]) -> tuple[coo_matrix, np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    from scipy.sparse import coo_matrix

    rows = np.cumsum([0, *(len(b.row_low) for b in blocks)])
    columns = np.cumsum([0, *(len(b.low) for b in blocks)])
    known: dict[int, Arrays] = {id(b): _arrays(b) for b in {id(b): b for b in blocks}.values()}
    arrays = [known[id(b)] for b in blocks]
    matrix = coo_matrix(
        (
            np.concatenate([a[2] for a in arrays]),
            (
                np.concatenate([a[0] + r for a, r in zip(arrays, rows, strict=False)]),
                np.concatenate([a[1] + c for a, c in zip(arrays, columns, strict=False)]),
            ),
        ),
        shape=(int(rows[-1]), int(columns[-1])),
    )
    row_low, row_high, low, high = (np.concatenate([a[place] for a in arrays]) for place in range(3, 7))
    return matrix, row_low, row_high, low, high


Arrays = tuple[np.ndarray, ...]


def _arrays(block: Block) -> Arrays:
    """Rows, columns and factors of the matrix; bounds of rows and of columns."""
    rows, columns, factors = zip(*block.entries, strict=True)
    lists = (rows, columns, factors, block.row_low, block.row_high, block.low, block.high)
    return tuple(np.asarray(values) for values in lists)


def _alone(side: Side, costs: np.ndarray) -> float:
    """A side that the solver found no greatest value for: without a bound, or contradicted by what was measured."""
    block, question, _ = side
    if _maximised([block], [np.zeros(len(costs))]) is None:
        stages = [dict(s.measured) for s in question.gap.stages if s.measured]
        raise Misuse(
            f"what was measured ({stages}) cannot be reached from the start of the gap with the work, feed and limits given; "
            f"widen the measurement or correct the limits"
        )
    return math.inf
