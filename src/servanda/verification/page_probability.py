"""Exact probabilities of Page's test on independent normal balances: over a horizon, and its mean run length.

The law of S_i is an atom at zero and a density on (0, h]; one period maps it by the normal density, integrated with
Gauss-Legendre nodes (60 for thresholds up to 7.5, then 8 for each unit), which is exact to rounding for this smooth kernel.
Means may differ from period to period, so losses of any pattern are covered.

Sources: Page 1954; integral equation and two-sided rule 1/L = 1/L+ + 1/L- (van Dobben de Bruyn 1968, recalled); checked
against NIST e-Handbook 6.3.2.3.1 and Lucas 1985 for counts.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction

import numpy as np
from numpy.typing import ArrayLike
from scipy.optimize import brentq
from scipy.special import ndtr
from scipy.stats import poisson

from servanda.core.arrays import FloatArray, IntArray
from servanda.core.finding import Misuse
from servanda.verification.arrays import floats
from servanda.verification.charts import check_probability, check_reference

FEWEST_NODES = 60
NODES_PER_SIGMA = 8


def page_alarm_probability(k: float, h: float, means: ArrayLike, start: float = 0.0) -> FloatArray:
    """Probability that S has exceeded h by period i, for each i; `means` (in sigma) of the periods, zeros for no loss."""
    _check(k, h, start)
    nodes, weights = _nodes(h)
    shifts = floats(means, "means of the periods")
    alive = np.empty(shifts.size)
    place, atom, density = start, 1.0, np.zeros(nodes.size)
    moves: dict[float, tuple[FloatArray, FloatArray]] = {}
    for period, mean in enumerate(shifts):
        drift = float(k - mean)
        if drift not in moves:
            moves[drift] = _moves(nodes, drift)
        to_zero, to_nodes = moves[drift]
        mass = weights * density
        density = atom * _phi(nodes - place + drift) + to_nodes @ mass
        atom, place = float(atom * ndtr(drift - place) + to_zero @ mass), 0.0
        alive[period] = atom + weights @ density
    return np.asarray(1.0 - alive)


def page_threshold(k: float, horizon: int, alpha: float, start: float = 0.0) -> float:
    """Threshold h (in sigma) for a false alarm with probability alpha within `horizon` balances when nothing is missing."""
    check_probability(alpha, "alpha")
    if horizon < 1:
        raise Misuse(f"the horizon is {horizon} balances; give at least 1")
    none = np.zeros(horizon)
    highest = float(page_alarm_probability(k, start, none, start)[-1])
    if highest <= alpha:
        raise Misuse(
            f"no threshold above {start:g} gives a false-alarm rate of {alpha:g} over {horizon} balances: "
            f"with k = {k:g} the highest is {highest:.4g}; give a smaller alpha or k"
        )
    return root_from(lambda h: float(page_alarm_probability(k, h, none, start)[-1]) - alpha, start)


def root_from(excess: Callable[[float], float], low: float) -> float:
    """Where a falling function crosses zero, sought upwards from `low`; `low` itself when it is not above zero there."""
    if excess(low) <= 0:
        return low
    step = 1.0
    while excess(low + step) > 0:
        low, step = low + step, 2 * step
    return float(brentq(excess, low, low + step, xtol=1e-10))


def page_run_length(k: float, h: float, shift: float = 0.0, start: float = 0.0) -> float:
    """Mean number of balances to an alarm of the one-sided test, all with mean `shift` (in sigma)."""
    _check(k, h, start)
    nodes, weights = _nodes(h)
    drift = k - shift
    points = np.concatenate([[0.0], nodes])
    stay = np.empty((points.size, points.size))
    stay[:, 0] = ndtr(drift - points)
    stay[:, 1:] = weights * _phi(nodes[np.newaxis, :] + drift - points[:, np.newaxis])
    lengths = np.linalg.solve(np.eye(points.size) - stay, np.ones(points.size))
    return float(1 + lengths[0] * ndtr(drift - start) + (weights * _phi(nodes + drift - start)) @ lengths[1:])


def page_run_length_two_sided(k: float, h: float, shift: float = 0.0, start: float = 0.0) -> float:
    """Mean number of balances to an alarm for loss or gain, both sums beginning at `start`, at most h/2."""
    if start > h / 2:
        raise Misuse(
            f"the start {start:g} is above half the threshold h = {h:g}: the two-sided rule does not hold there; "
            f"give a head start of at most h/2 = {h / 2:g}"
        )
    up, down = (page_run_length(k, h, sign * shift) for sign in (1, -1))
    if start == 0:
        return 1 / (1 / up + 1 / down)
    up_start, down_start = (page_run_length(k, h, sign * shift, start) for sign in (1, -1))
    return (up_start * down + up * down_start - up * down) / (up + down)


def poisson_run_length(h: float, k: float, mean: float, start: float = 0.0, *, at_threshold: bool = True) -> float:
    """Mean number of periods to an alarm of S = max(0, S + count - k) for Poisson counts (outages, seal anomalies).

    The alarm is S >= h, or S > h when `at_threshold` is false: for counts the two differ much.
    """
    if not (mean > 0 and k > 0 and h > 0):
        raise Misuse(f"counts need h, k and mean above 0, not h = {h:g}, k = {k:g}, mean = {mean:g}")
    step = math.lcm(*(Fraction(value).limit_denominator(10_000).denominator for value in (k, h, start)))
    top, reference, first = round(h * step), round(k * step), round(start * step)
    states: IntArray = np.arange(top if at_threshold else top + 1, dtype=np.int64)
    if not 0 <= first < states.size:
        return 0.0 if first >= states.size else _negative_start(start)
    leave = np.eye(states.size) - _poisson_steps(states, step, reference, mean)
    lengths = np.linalg.solve(leave, np.ones(states.size))
    return float(lengths[first])


def _poisson_steps(states: IntArray, step: int, reference: int, mean: float) -> FloatArray:
    """Probabilities from state to state; state 0 collects all that would be below."""
    need = states[np.newaxis, :] - states[:, np.newaxis] + reference
    counts = need // step
    steps = np.where(need % step == 0, poisson.pmf(counts, mean), 0.0)
    steps[:, 0] = poisson.cdf((reference - states) // step, mean)
    return np.asarray(steps)


def _negative_start(start: float) -> float:
    raise Misuse(f"the sum begins at {start:g}; it cannot be below 0")


def _moves(nodes: FloatArray, drift: float) -> tuple[FloatArray, FloatArray]:
    """From each node: the probability to fall to zero, and the density at each node (rows)."""
    return np.asarray(ndtr(drift - nodes)), _phi(nodes[:, np.newaxis] - nodes[np.newaxis, :] + drift)


def _nodes(h: float) -> tuple[FloatArray, FloatArray]:
    x, w = np.polynomial.legendre.leggauss(max(FEWEST_NODES, math.ceil(NODES_PER_SIGMA * h)))
    return (x + 1) * h / 2, w * h / 2


def _phi(x: FloatArray) -> FloatArray:
    return np.asarray(np.exp(-0.5 * x * x) / math.sqrt(2 * math.pi))


def _check(k: float, h: float, start: float) -> None:
    check_reference(k)
    if not (math.isfinite(h) and 0 <= start <= h):
        raise Misuse(f"the threshold h = {h:g} and the start {start:g} (in sigma) need 0 <= start <= h")
