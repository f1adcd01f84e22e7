"""The combination of a panel in the classical model: equal, global or item weights, with a cut-off.

Each expert's density is uniform on the question's scale between neighbouring quantiles and the ends of the intrinsic range;
the combination is their weighted mean. Global weights are calibration times information over the seeds, item weights use the
information of the question itself; experts with a calibration below the cut-off have none. The cut-off is given, or the
calibration of one of the experts: the one whose combination scores highest itself. Sources as in `classical`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from servanda.capability.classical import (
    LEAST_SEEDS,
    Panel,
    Scores,
    intrinsic_range,
    scaled,
    scores,
    scores_of,
    unscaled,
)
from servanda.core.arrays import FloatArray
from servanda.core.finding import Misuse


class Weighting(StrEnum):
    """How experts are weighted."""

    EQUAL = "equal"
    GLOBAL = "global"
    ITEM = "item"


@dataclass(frozen=True, eq=False, slots=True)
class Combination:
    """A panel's combination: weights of shape (experts, questions) that add up to 1 per question, and its quantiles.

    `calibration` and `information` are its own scores on the seeds (None without seeds); `cutoff` the calibration below
    which experts have no weight; `note` says when other weights were used than were asked for, and why.
    """

    weighting: Weighting
    weights: FloatArray
    quantiles: FloatArray
    cutoff: float
    calibration: float | None
    information: float | None
    experts: Scores | None
    note: str = ""


def combine(panel: Panel, weighting: Weighting = Weighting.GLOBAL, cutoff: float | None = None) -> Combination:
    """The combination of a panel; `cutoff` None: the one that scores best. With fewer than eight seeds weights are equal."""
    number = int(panel.seeds.sum())
    if weighting is not Weighting.EQUAL and number < LEAST_SEEDS:
        note = f"{number} of the {LEAST_SEEDS} seed questions needed for weights by performance: weights are equal"
        return _combined(panel, None if number == 0 else scores(panel), Weighting.EQUAL, 0.0, note)
    found = scores(panel) if number else None
    if found is None or weighting is Weighting.EQUAL:
        return _combined(panel, found, Weighting.EQUAL, 0.0)
    if cutoff is not None:
        return _combined(panel, found, weighting, cutoff)
    tried = [_combined(panel, found, weighting, level) for level in _cutoffs(found)]
    return max(tried, key=_score)


def _cutoffs(found: Scores) -> Iterator[float]:
    """The calibrations of the experts, each once; one that is exactly 0 would weigh nobody."""
    yield from (float(level) for level in np.unique(found.calibration) if level > 0)


def _score(combination: Combination) -> float:
    return (combination.calibration or 0.0) * (combination.information or 0.0)


def _combined(panel: Panel, found: Scores | None, weighting: Weighting, cutoff: float, note: str = "") -> Combination:
    weights = _weights(panel, found, weighting, cutoff)
    quantiles = _quantiles(panel, weights)
    own = scores_of(panel, quantiles[None]) if panel.seeds.any() else None
    calibration = None if own is None else float(own.calibration[0])
    information = None if own is None else float(own.information[0])
    return Combination(weighting, weights, quantiles, cutoff, calibration, information, found, note)


def _weights(panel: Panel, found: Scores | None, weighting: Weighting, cutoff: float) -> FloatArray:
    number = len(panel.experts)
    if found is None or weighting is Weighting.EQUAL:
        return np.full((number, len(panel.questions)), 1.0 / number)
    kept = np.where(found.calibration >= cutoff, found.calibration, 0.0)
    if not kept.any():
        raise Misuse(
            f"no expert has a calibration of at least {cutoff:g} (highest: {found.calibration.max():.3g}): give a lower cut-off"
        )
    item = found.per_question if weighting is Weighting.ITEM else np.broadcast_to(
        found.information[:, None], found.per_question.shape
    )  # fmt: skip
    raw = kept[:, None] * item
    return np.asarray(raw / raw.sum(axis=0))


def _quantiles(panel: Panel, weights: FloatArray) -> FloatArray:
    """Quantiles of the combination, of shape (questions, probabilities)."""
    low, high = intrinsic_range(panel)
    inner = scaled(panel, panel.quantiles)
    levels = np.concatenate([[0.0], panel.probabilities, [1.0]])
    found = np.empty((len(panel.questions), len(panel.probabilities)))
    for place in range(len(panel.questions)):
        points = np.unique(np.concatenate([[low[place]], inner[:, place].ravel(), [high[place]]]))
        ends = ([low[place], *inner[e, place], high[place]] for e in range(len(panel.experts)))
        cdf = np.stack([np.interp(points, end, levels) for end in ends])
        found[place] = np.interp(panel.probabilities, weights[:, place] @ cdf, points)
    return np.asarray(unscaled(panel, found[None])[0])
