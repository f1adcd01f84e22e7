"""When a pool has more than one mode: a stated rule, so that no single number is printed for a split opinion.

The density is that of the logarithm of the time, since times of weeks and of years are compared by their ratio. A valley
between two peaks counts when the density falls there by at least `DIP` below the lower peak (the bimodal amplitude
1 - valley / lower peak of C. Zhang, B. E. Mapes and B. J. Soden, Q. J. R. Meteorol. Soc. 129, 2003 [recalled]) and at least
`SHARE` of the probability lies on either side. Both thresholds are ours.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from servanda.capability.judgement_grid import masses_on, shared_edges
from servanda.core.arrays import FloatArray
from servanda.core.distribution import Distribution

DIP = 0.1
SHARE = 0.05
CELLS = 2000
RULE = (
    f"a mode is kept when the density of the logarithm falls by at least {DIP:.0%} below the lower peak in the valley beside "
    f"it, and at least {SHARE:.0%} of the probability belongs to it"
)


@dataclass(frozen=True, slots=True)
class Mode:
    """A peak: where it stands, the probability between its valleys, and the dip to the next peak (None after the last)."""

    at: float
    share: float
    low: float
    high: float
    dip_after: float | None = None


def modes(distribution: Distribution, dip: float = DIP, share: float = SHARE) -> tuple[Mode, ...]:
    """The modes by the rule of the module, from the earliest; one for a distribution that is not split."""
    edges = shared_edges([distribution], CELLS)
    density = masses_on(distribution, edges)
    peaks = _peaks(density)
    valleys = _valleys(density, peaks)
    while len(peaks) > 1:
        weakest = _weakest(density, peaks, valleys, dip, share)
        if weakest is None:
            break
        del peaks[weakest]
        valleys = _valleys(density, peaks)
    return _described(edges, density, peaks, valleys)


def _peaks(density: FloatArray) -> list[int]:
    """Places of local maxima; a plateau counts once, at its left end."""
    rises = np.diff(density, prepend=-1.0, append=-1.0)
    found: list[int] = []
    rising = True
    for place, step in enumerate(rises[1:]):
        if step < 0 and rising:
            found.append(place)
            rising = False
        elif step > 0:
            rising = True
    return found


def _valleys(density: FloatArray, peaks: Sequence[int]) -> list[int]:
    return [a + int(np.argmin(density[a : b + 1])) for a, b in pairwise(peaks)]


def _weakest(density: FloatArray, peaks: Sequence[int], valleys: Sequence[int], dip: float, share: float) -> int | None:
    """The peak to drop: the lower one beside the shallowest valley that is too shallow, else one with too little probability."""
    depths = [_depth(density, peaks[i], peaks[i + 1], valley) for i, valley in enumerate(valleys)]
    shallow = min(range(len(depths)), key=depths.__getitem__)
    if depths[shallow] < dip:
        return shallow if density[peaks[shallow]] <= density[peaks[shallow + 1]] else shallow + 1
    shares = _shares(density, valleys)
    smallest = min(range(len(shares)), key=shares.__getitem__)
    return smallest if shares[smallest] < share else None


def _depth(density: FloatArray, first: int, second: int, valley: int) -> float:
    return float(1.0 - density[valley] / min(density[first], density[second]))


def _shares(density: FloatArray, valleys: Sequence[int]) -> list[float]:
    parts = np.split(density, valleys)
    return [float(part.sum()) for part in parts]


def _described(
    edges: FloatArray, density: FloatArray, peaks: Sequence[int], valleys: Sequence[int]
) -> tuple[Mode, ...]:
    middles = np.exp((edges[:-1] + edges[1:]) / 2)
    bounds = [0, *valleys, len(density) - 1]
    shares = _shares(density, valleys)
    dips = [_depth(density, peaks[i], peaks[i + 1], valley) for i, valley in enumerate(valleys)]
    return tuple(
        Mode(
            float(middles[peak]),
            shares[i],
            float(middles[bounds[i]]),
            float(middles[bounds[i + 1]]),
            dips[i] if i < len(dips) else None,
        )
        for i, peak in enumerate(peaks)
    )
