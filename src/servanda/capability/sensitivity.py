"""Which assumption carries the answer: tornado, variance shares and distribution shifts, on the logarithm of a time.

Three questions, three methods.
- `tornado`: how far does the answer move when one input goes from its 5 % to its 95 % quantile, all others at their
  medians? People read it; it says nothing about chance.
- `first_order` and `pawn`: from one sample that exists already. The first is the share of the variance that would vanish if
  the input were known (S1 = Var E[Y|X] / Var Y, by bins of equal count, with the part that bins explain by chance taken
  off: T. L. Kelley, PNAS 21 (1935) 554-559). The second is the Kolmogorov-Smirnov distance between the answer's distribution
  with and without knowledge of the input (F. Pianosi, T. Wagener, Environmental Modelling & Software 67 (2015) 1-11 and 108
  (2018) 197-207): ranks only, so it copes with atoms and with times that never come.
- `sobol`: first-order and total shares of inputs or groups of inputs (all of one site), with new evaluations: estimators of
  A. Saltelli et al., Computer Physics Communications 181 (2010) 259-270, table 2 (b) and (f).
Correlated inputs break variance shares; what is drawn here are independent parents (see `site_state`).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from servanda.core.arrays import FloatArray
from servanda.core.distribution import Mixture
from servanda.core.finding import Misuse
from servanda.core.uncertain import Input, draw_inputs, groups, medians

Model = Callable[[Mapping[str, FloatArray]], FloatArray]
"""From draws of inputs by name to the answer of each draw."""
HORIZON_DAYS = 3652.5
"""Ten years: a time beyond it counts as that, so that never has a logarithm."""
BINS = 32
LEVELS = 256


@dataclass(frozen=True, slots=True)
class Swing:
    """One bar of a tornado: the answer with the input at its low and its high end, all others at their medians."""

    name: str
    at_low: float
    at_high: float
    answer_low: float
    answer_high: float
    answer_median: float

    @property
    def width(self) -> float:
        """How far the answer moves, as the absolute logarithm of the ratio; infinite when one end never comes."""
        ends = (self.answer_low, self.answer_high)
        if all(map(math.isinf, ends)):
            return 0.0
        if any(map(math.isinf, ends)):
            return math.inf
        return abs(math.log(ends[1] / ends[0])) if min(ends) > 0 else math.inf


@dataclass(frozen=True, slots=True)
class Share:
    """What an input or a group carries. `noise` is what an input without any influence would show in as many draws.

    `first` is the first-order share of variance, `total` that with all interactions (None: not computed), `shift` the
    distance of distributions (None: not computed). Below the noise nothing is said.
    """

    name: str
    first: float
    total: float | None = None
    shift: float | None = None
    noise: float = 0.0


def log_days(days: FloatArray, horizon_days: float = HORIZON_DAYS) -> FloatArray:
    """The natural logarithm of days, cut at a horizon; days of 0 count as a hundredth of a day."""
    return np.log(np.clip(days, 0.01, horizon_days))


def tornado(model: Model, inputs: Sequence[Input], low: float = 0.05, high: float = 0.95) -> tuple[Swing, ...]:
    """One input at a time from its low to its high quantile, widest swing first; fixed inputs are left out."""
    if not 0.0 < low < high < 1.0:
        raise Misuse(f"tornado from {low} to {high}: give two probabilities between 0 and 1, the lower first")
    moved = [i for i in inputs if not i.distribution.is_fixed]
    if not moved:
        return ()
    columns = _one_at_a_time(inputs, moved, low, high)
    answers = np.broadcast_to(model(columns), (2 * len(moved) + 1,))
    middle = float(answers[-1])
    swings = [
        Swing(i.name, float(columns[i.name][2 * k]), float(columns[i.name][2 * k + 1]),
              float(answers[2 * k]), float(answers[2 * k + 1]), middle)
        for k, i in enumerate(moved)
    ]  # fmt: skip
    return tuple(sorted(swings, key=lambda swing: (-swing.width, swing.name)))


def _one_at_a_time(inputs: Sequence[Input], moved: Sequence[Input], low: float, high: float) -> dict[str, FloatArray]:
    """Two draws for each input that moves, and one with all at their medians."""
    columns = {name: np.full(2 * len(moved) + 1, value[0]) for name, value in medians(inputs).items()}
    for k, i in enumerate(moved):
        # Of a few atoms, such as the states of a site, both ends are shown, however rare they are.
        ends = (0.0, 1.0) if isinstance(i.distribution, Mixture) and i.distribution.is_discrete else (low, high)
        columns[i.name][2 * k : 2 * k + 2] = i.distribution.quantile(ends)
    return columns


def shares(
    values: Mapping[str, FloatArray], answer: FloatArray, *, bins: int = BINS, seed: int = 0
) -> tuple[Share, ...]:
    """First-order shares and distribution shifts of every input from one sample, largest first.

    `answer` is finite (see `log_days`). The noise of the shift is that of a shuffled input, which carries nothing.
    """
    y = _finite(answer)
    levels, whole = _levels(y)
    dummy = np.random.default_rng(seed).permutation(y.size).astype(np.float64)
    noise = _shift(_bins(dummy, bins), bins, levels, whole)
    found = []
    for name, x in values.items():
        place = _bins(x, bins)
        found.append(Share(name, _explained(place, y), None, _shift(place, bins, levels, whole), noise))
    return tuple(sorted(found, key=lambda s: (-max(s.first, s.shift or 0.0), s.name)))


def first_order(x: FloatArray, answer: FloatArray, bins: int = BINS) -> float:
    """Share of the variance of the answer that one input explains alone, from one sample; never below 0."""
    return _explained(_bins(x, bins), _finite(answer))


def pawn(x: FloatArray, answer: FloatArray, bins: int = BINS) -> float:
    """Median over bins of the input of the distance between the answer's distribution in the bin and in all draws."""
    levels, whole = _levels(_finite(answer))
    return _shift(_bins(x, bins), bins, levels, whole)


def sobol(
    model: Model,
    inputs: Sequence[Input],
    *,
    draws: int = 4096,
    seed: int = 0,
    by_group: bool = False,
) -> tuple[Share, ...]:
    """First-order and total shares with `draws` x (number of inputs or groups + 2) evaluations, largest total first."""
    moved = [i for i in inputs if not i.distribution.is_fixed]
    sets = dict(groups(moved)) if by_group else {i.name: (i.name,) for i in moved}
    generator = np.random.default_rng(seed)
    a, b = (draw_inputs(moved, generator, draws) for _ in range(2))
    y_a, y_b = (np.broadcast_to(_finite(model(x)), (draws,)) for x in (a, b))
    centre, variance = float(np.mean(y_a)), float(np.var(np.concatenate([y_a, y_b])))
    if variance == 0.0:
        return tuple(Share(name, 0.0, 0.0) for name in sets)
    found = []
    for name, members in sets.items():
        y = np.broadcast_to(_finite(model({**a, **{m: b[m] for m in members}})), (draws,))
        first = float(np.mean((y_b - centre) * (y - y_a))) / variance
        total = float(np.mean((y_a - y) ** 2)) / (2 * variance)
        found.append(Share(name, first, total, None, 2.0 / math.sqrt(draws)))
    return tuple(sorted(found, key=lambda s: (-(s.total or 0.0), s.name)))


def _bins(x: FloatArray, bins: int) -> NDArray[np.int64]:
    """Bins of equal count; an input of few values, such as a state, has a bin for each value."""
    few = _few_values(x, bins)
    if few is not None:
        return np.asarray(np.searchsorted(few, x), dtype=np.int64)
    edges = np.quantile(x, np.linspace(0.0, 1.0, bins + 1)[1:-1])
    return np.asarray(np.searchsorted(edges, x, side="right"), dtype=np.int64)


def _few_values(x: FloatArray, bins: int) -> FloatArray | None:
    if np.unique(x[:1000]).size > bins:
        return None
    values = np.unique(x)
    return values if values.size <= bins else None


def _explained(place: NDArray[np.int64], y: FloatArray) -> float:
    """Variance between bins over all variance, less what as many bins explain by chance."""
    counts = np.bincount(place)
    used = int(np.count_nonzero(counts))
    n = y.size
    all_ = float(np.sum((y - y.mean()) ** 2))
    if all_ == 0.0 or n <= used:
        return 0.0
    sums = np.bincount(place, weights=y - y.mean())
    between = float(np.sum(sums**2 / np.maximum(counts, 1)))
    within = (all_ - between) / (n - used)
    return max(0.0, (between - (used - 1) * within) / all_)


def _levels(y: FloatArray) -> tuple[NDArray[np.int64], FloatArray]:
    """Each answer as one of at most LEVELS ranks (equal answers share one), and the cumulative share of all draws."""
    edges = np.unique(np.quantile(y, np.linspace(0.0, 1.0, LEVELS + 1)[1:-1]))
    level = np.asarray(np.searchsorted(edges, y, side="left"), dtype=np.int64)
    return level, np.cumsum(np.bincount(level, minlength=edges.size + 1)) / y.size


def _shift(place: NDArray[np.int64], bins: int, level: NDArray[np.int64], whole: FloatArray) -> float:
    width = whole.size
    rows = max(bins, int(place.max()) + 1)
    table = np.bincount(place * width + level, minlength=rows * width).reshape(rows, width)
    counts = table.sum(axis=1)
    kept = table[counts > 0]
    apart = np.abs(np.cumsum(kept, axis=1) / counts[counts > 0, np.newaxis] - whole).max(axis=1)
    if len(apart) <= 5:  # a state has few values, and the median of few would hide a rare one
        return float(np.max(apart))
    return float(np.median(apart))


def _finite(answer: FloatArray) -> FloatArray:
    if not np.all(np.isfinite(answer)):
        raise Misuse("an answer is infinite or not a number: take log_days, which cuts times at a horizon")
    return answer
