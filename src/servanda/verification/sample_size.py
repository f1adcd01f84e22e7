"""Smallest samples that reach a stated probability of detection: exact, and the two approximations in use.

| method | sample size |
| --- | --- |
| exact | smallest n whose exact non-detection probability is at most beta |
| jaech | ceil((N - (r - 1) / 2) (1 - beta^(1/r))) |
| agency | ceil(N (1 - beta^(1/r))) |
| binomial | smallest n with (1 - r/N)^n <= beta |

exact <= jaech <= agency always holds (concavity of ln(1 - n/(N-i)) in i). Sources: the Agency's formula, SG/SCT
(recalled); Jaech's, also Cannon and Roe 1982 (recalled, tested); difference agency - exact in {0, 1, 2, 3}, abstract of
Journal of Nuclear Materials Management 44(3) (read).
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from servanda.core.arrays import BoolArray, FloatArray, IntArray
from servanda.core.finding import Misuse
from servanda.verification.asked import probability, whole
from servanda.verification.detection import log_miss, miss_exactly, non_detection_probability

METHODS = ("exact", "jaech", "agency", "binomial")
SAME_METHOD = {
    "hypergeometric": "exact", "improved": "jaech", "improved_approximation": "jaech", "cannon_roe": "jaech",
    "exact_or_improved": "exact", "iaea": "agency", "iaea_simple": "agency", "simple": "agency",
    "standard_binomial": "binomial",
}  # fmt: skip
"""Other names under which the methods are published."""

DOUBT = 1e-7
"""Where ln(non-detection) and ln(beta) are nearer than this, exact fractions decide."""

ROUNDING = 1e-11
"""Relative excess over a whole number that is rounding and not a further item."""


@dataclass(frozen=True, slots=True)
class SampleSizes:
    """Samples for one or many strata: `n` items each, and the probability of detection that is really reached.

    `reached` is False where even all items do not reach the goal (weak recognition, or more defects than items): there
    `n` is the whole stratum. `detection` is exact whatever the method.
    """

    method: str
    n: IntArray
    detection: FloatArray
    reached: BoolArray


def canonical_method(method: str) -> str:
    """The name of a method here, for any name under which it is published."""
    name = SAME_METHOD.get(method.strip().lower(), method.strip().lower())
    if name not in METHODS:
        raise Misuse(f"unknown method {method!r}; known are {', '.join([*METHODS, *SAME_METHOD])}")
    return name


def sample_sizes(
    items: ArrayLike,
    defects: ArrayLike,
    beta: ArrayLike,
    *,
    method: str = "exact",
    recognition: ArrayLike = 1.0,
    acceptance: ArrayLike = 0,
) -> SampleSizes:
    """Sample sizes for arrays of strata; `beta` is the allowed probability of non-detection."""
    name = canonical_method(method)
    n_items, r, c = whole(items, "items", 1), whole(defects, "defects", 1), whole(acceptance, "acceptance number")
    q = probability(recognition, "recognition probability", ends=True)
    allowed = probability(beta, "beta")
    shaped = np.broadcast_arrays(n_items, r, allowed, c, q)
    n_items, r, allowed, c, q = (a.ravel() for a in shaped)
    perfect = bool(np.all(q == 1.0) and not c.any())
    if not perfect and name != "exact":
        raise Misuse(f"method {name!r} knows neither recognition below 1 nor acceptance above 0: use method 'exact'")
    possible, r = r <= n_items, np.minimum(r, n_items)
    n = _sizes(name, n_items, r, allowed) if perfect else _bisected(n_items, r, allowed, c, q)
    missed = np.asarray(non_detection_probability(n_items, r, n, recognition=q, acceptance=c))
    reached = possible & (perfect | (missed <= allowed * (1 + DOUBT)))
    shape = shaped[0].shape
    return SampleSizes(name, n.reshape(shape), (1.0 - missed).reshape(shape), reached.reshape(shape))


def _sizes(name: str, n_items: IntArray, r: IntArray, beta: FloatArray) -> IntArray:
    return _exact(n_items, r, beta) if name == "exact" else _formula(name, n_items, r, beta)


def sample_size(
    items: int, defects: int, beta: float, *, method: str = "exact", recognition: float = 1.0, acceptance: int = 0
) -> int:
    """The sample for one stratum; refused where even all items would not be enough."""
    found = sample_sizes(items, defects, beta, method=method, recognition=recognition, acceptance=acceptance)
    if not bool(found.reached):
        raise Misuse(_out_of_reach(items, defects, beta, recognition, acceptance, float(found.detection)))
    return int(found.n)


def _out_of_reach(items: int, defects: int, beta: float, recognition: float, acceptance: int, best: float) -> str:
    if defects > items:
        return (
            f"{defects} defects are needed for the goal and the stratum has {items} items: it cannot supply the goal alone "
            f"by defects of this size; plan it together with other strata"
        )
    return (
        f"non-detection {beta:g} is out of reach: verifying all {items} items detects with probability {best:.4g} "
        f"(recognition {recognition:g}, acceptance number {acceptance}); use a method that recognises more"
    )


def _ceil(value: FloatArray) -> FloatArray:
    nearest = np.round(value)
    return np.where(np.abs(value - nearest) <= ROUNDING * np.maximum(1.0, nearest), nearest, np.ceil(value))


def _formula(name: str, n_items: IntArray, r: IntArray, beta: FloatArray) -> IntArray:
    if name == "binomial":
        with np.errstate(divide="ignore"):
            wanted = np.log(beta) / np.log1p(-r / n_items)
        return np.minimum(n_items, np.maximum(1, _ceil(wanted))).astype(np.int64)
    base = n_items - (r - 1) / 2 if name == "jaech" else n_items.astype(np.float64)
    return np.minimum(n_items, _ceil(base * -np.expm1(np.log(beta) / r))).astype(np.int64)


def _exact(n_items: IntArray, r: IntArray, beta: FloatArray) -> IntArray:
    """Start at Jaech's size, which is never too small, and step down while one item fewer is still enough."""
    n = np.minimum(_formula("jaech", n_items, r, beta), n_items - r + 1)
    goal = np.log(beta)
    n = _step(n_items, r, beta, goal, n, up=True)
    return _step(n_items, r, beta, goal, n, up=False)


def _step(n_items: IntArray, r: IntArray, beta: FloatArray, goal: FloatArray, n: IntArray, *, up: bool) -> IntArray:
    n = n.copy()
    active = np.arange(n.size)
    while active.size:
        asked = n[active] - (0 if up else 1)
        enough = _enough(n_items[active], r[active], beta[active], goal[active], asked)
        active = active[~enough if up else enough & (asked > 0)]
        n[active] += 1 if up else -1
    return n


def _enough(n_items: IntArray, r: IntArray, beta: FloatArray, goal: FloatArray, n: IntArray) -> Any:
    missed = log_miss(n_items, r, n)
    enough = missed <= goal
    for place in np.flatnonzero(np.abs(missed - goal) < DOUBT):
        allowed = Fraction(repr(float(beta[place])))
        enough[place] = miss_exactly(int(n_items[place]), int(r[place]), int(n[place])) <= allowed
    return enough


def _bisected(n_items: IntArray, r: IntArray, beta: FloatArray, c: IntArray, q: FloatArray) -> IntArray:
    """Smallest n by halving; more items never detect less, so this finds it. The whole stratum where nothing is enough."""
    low, high = np.zeros_like(n_items), n_items.copy()
    while np.any(high - low > 1):
        middle = (low + high) // 2
        missed = np.asarray(non_detection_probability(n_items, r, middle, recognition=q, acceptance=c))
        good = missed <= beta * (1 + ROUNDING)
        high, low = np.where(good, middle, high), np.where(good, low, middle)
    return high
