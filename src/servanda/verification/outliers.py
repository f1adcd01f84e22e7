"""Outlying pairs: found, classified, never deleted.

A pair is outlying when its relative difference is more than 3.5 robust standard deviations (median, MAD) from the median
of all, or, in a small set, when Grubbs' test for one outlier says so. Classes:

| class | meaning |
| --- | --- |
| clerical | a factor of ten, two neighbouring digits exchanged, or two items exchanged explains the difference |
| matrix | most pairs of its material or inspection are outlying in the same direction: the method does not suit it |
| genuine | neither: to be followed up as a possible defect |

Source: Iglewicz and Hoaglin's modified z (recalled); Grubbs 1969 (recalled); order of work, KAERI/TR-1600/2000 (contents).
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import stdtr

from servanda.core.arrays import FloatArray
from servanda.core.finding import Misuse
from servanda.verification.asked import floats
from servanda.verification.pairs import Pairs

Places = NDArray[np.intp]

THRESHOLD = 3.5
MAD_TO_SIGMA = 1.4826022185056018
MEAN_TO_SIGMA = 1.2533141373155001


class OutlierClass(StrEnum):
    """What may stand behind an outlying pair."""

    CLERICAL = "clerical"
    MATRIX = "matrix"
    GENUINE = "genuine"


@dataclass(frozen=True, slots=True)
class Outlier:
    """An outlying pair: its place from 0, robust z, class, and in words why it was put there."""

    place: int
    item: str
    z: float
    kind: OutlierClass
    reason: str


def robust_z(values: ArrayLike) -> FloatArray:
    """(x - median) / (1.4826 MAD); where more than half of the values are equal the mean deviation replaces the MAD."""
    x = floats(values, "values")
    if x.size == 0:
        return x
    finite = x[np.isfinite(x)]
    if not finite.size:
        return np.where(np.isnan(x), np.nan, x)
    away = finite - np.median(finite)
    spread = MAD_TO_SIGMA * float(np.median(np.abs(away))) or MEAN_TO_SIGMA * float(np.abs(away).mean())
    if spread == 0.0:
        return np.where(np.isfinite(x), 0.0, x)
    return np.asarray((x - np.median(finite)) / spread)


def grubbs_outlier_test(values: ArrayLike) -> tuple[int, float]:
    """The most extreme of at least three values (place from 0) and the two-sided p-value of Grubbs' test for it."""
    x = floats(values, "values")
    n = x.size
    if x.ndim != 1 or n < 3 or not np.all(np.isfinite(x)):
        raise Misuse(f"Grubbs' test needs at least three finite values in one row, not {x.size}")
    spread = float(x.std(ddof=1))
    if spread == 0.0:
        return 0, 1.0
    place = int(np.argmax(np.abs(x - x.mean())))
    g = abs(float(x[place]) - float(x.mean())) / spread
    rest = (n - 1) ** 2 / n - g**2
    if rest <= 0:
        return place, 0.0
    t = math.sqrt(max(0.0, n * (n - 2) * g**2 / ((n - 1) ** 2 - n * g**2))) if rest > 0 else math.inf
    return place, float(min(1.0, 2 * n * stdtr(n - 2, -t)))


def outliers(pairs: Pairs, threshold: float = THRESHOLD) -> tuple[Outlier, ...]:
    """Every outlying pair with its class, in the order of the pairs."""
    difference = pairs.relative_difference
    z = robust_z(difference)
    found = np.flatnonzero(np.abs(z) > threshold)
    usual = 3 * _usual_spread(difference, np.abs(z) <= threshold)
    return tuple(_classified(pairs, int(place), z, found, usual) for place in found)


def _usual_spread(difference: FloatArray, good: NDArray[np.bool_]) -> float:
    kept = difference[good & np.isfinite(difference)]
    return max(float(np.sqrt(np.mean(kept**2))) if kept.size else 0.0, 1e-9)


def _classified(pairs: Pairs, place: int, z: FloatArray, found: Places, usual: float) -> Outlier:
    o, v = float(pairs.operator[place]), float(pairs.inspector[place])
    reason = next(_clerical(o, v, usual), "") or _exchanged(pairs, place, found, usual)
    if reason:
        return Outlier(place, pairs.item[place], float(z[place]), OutlierClass.CLERICAL, reason)
    reason = _common(pairs, place, z, found)
    kind = OutlierClass.MATRIX if reason else OutlierClass.GENUINE
    why = reason or "no slip and no common cause explains it: follow it up as a possible defect"
    return Outlier(place, pairs.item[place], float(z[place]), kind, why)


def _clerical(o: float, v: float, usual: float) -> Iterator[str]:
    if o <= 0 or v <= 0:
        return
    power = round(math.log10(o / v))
    if power and _near(o, v * 10.0**power, usual):
        yield f"a decimal point moved by {abs(power)}: {o:g} against {v:g}"
    digits = f"{o:.10g}"
    for i in range(len(digits) - 1):
        a, b = digits[i], digits[i + 1]
        if a != b and a.isdigit() and b.isdigit():
            other = float(digits[:i] + b + a + digits[i + 2 :])
            if _near(other, v, usual):
                yield f"two digits exchanged: {digits} for {other:g}"


def _exchanged(pairs: Pairs, place: int, found: Places, usual: float) -> str:
    o, v = pairs.operator, pairs.inspector
    for other in found:
        swapped = _near(o[place], v[other], usual) and _near(o[other], v[place], usual)
        if other != place and swapped:
            return f"exchanged with item {pairs.item[other]}: each has the other's value"
    return ""


def _near(a: float, b: float, usual: float) -> bool:
    return abs(a - b) <= usual * abs(a)


def _common(pairs: Pairs, place: int, z: FloatArray, found: Places) -> str:
    """A material or inspection of at least three pairs most of which lie out in the same direction."""
    out = set(found.tolist())
    for what, names in (("material", pairs.matrix), ("inspection", pairs.group)):
        same = [i for i, name in enumerate(names) if name and name == names[place]]
        alike = [i for i in same if i in out and z[i] * z[place] > 0]
        if len(same) >= 3 and 2 * len(alike) > len(same) < len(names):
            return f"{len(alike)} of {len(same)} pairs of {what} {names[place]} lie out in this direction"
    return ""
