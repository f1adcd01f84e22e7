"""Cooke's classical model: how well people's quantiles did on questions whose answers came out since.

Calibration is the probability of hit frequencies at least as far off as those seen, if the quantiles were right: 2 N times the
relative information of the frequencies of answers between quantiles to their stated probabilities, against chi-square with one
degree of freedom less than there are bins. Information is the relative information of the quantiles to a background (uniform,
or uniform in the logarithm) over the intrinsic range: everybody's quantiles and the answer, extended by a tenth on both sides.
R. M. Cooke, Experts in Uncertainty (Oxford 1991), chapter 12; R. M. Cooke and L. H. J. Goossens, Reliability Engineering and
System Safety 93 (2008) 657-674.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray
from scipy import special

from servanda.capability.judgement_fit import THREE
from servanda.core.arrays import FloatArray
from servanda.core.finding import Misuse

LEAST_SEEDS = 8
"""With fewer seed questions hit frequencies say too little, and weights are equal."""
OVERSHOOT = 0.1


class Scale(StrEnum):
    """The background against which a question is informative."""

    UNIFORM = "uniform"
    LOG = "log"


@dataclass(frozen=True, slots=True)
class SeedQuestion:
    """A question with its answer (None: a question of interest, not answered yet), and what the answer was read from."""

    name: str
    answer: float | None
    scale: Scale = Scale.UNIFORM
    unit: str = ""
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False, slots=True)
class Panel:
    """Experts, questions, and quantiles of shape (experts, questions, probabilities), rising along the last axis."""

    experts: tuple[str, ...]
    questions: tuple[SeedQuestion, ...]
    quantiles: FloatArray
    probabilities: tuple[float, ...] = THREE
    overshoot: float = OVERSHOOT
    _answers: FloatArray = field(init=False, repr=False)

    def __post_init__(self) -> None:
        _check(self)
        answers = [math.nan if q.answer is None else float(q.answer) for q in self.questions]
        object.__setattr__(self, "_answers", np.asarray(answers))

    @property
    def answers(self) -> FloatArray:
        """The answer to each question; NaN for those of interest."""
        return self._answers

    @property
    def seeds(self) -> NDArray[np.bool_]:
        """Which questions have an answer."""
        return ~np.isnan(self.answers)

    @property
    def bins(self) -> FloatArray:
        """The probabilities of the bins between quantiles."""
        return np.diff(np.concatenate([[0.0], self.probabilities, [1.0]]))


@dataclass(frozen=True, eq=False, slots=True)
class Scores:
    """Per expert: answers in each bin, calibration, information over the seeds and per question."""

    hits: NDArray[np.int64]
    calibration: FloatArray
    information: FloatArray
    per_question: FloatArray

    @property
    def combined(self) -> FloatArray:
        """Calibration times information, the weight before any cut-off."""
        return self.calibration * self.information


def scores(panel: Panel) -> Scores:
    """How each expert did on the questions that have answers."""
    return scores_of(panel, panel.quantiles)


def scores_of(panel: Panel, quantiles: FloatArray) -> Scores:
    """The scores of any quantiles on the panel's questions, over the panel's intrinsic ranges."""
    seeds = panel.seeds
    hits = hit_counts(quantiles[:, seeds], panel.answers[seeds])
    information = information_of(quantiles, panel)
    return Scores(hits, calibration(hits, panel.bins), information[:, seeds].mean(axis=1), information)


def hit_counts(quantiles: FloatArray, answers: FloatArray) -> NDArray[np.int64]:
    """How many answers fell into each bin, per expert; an answer equal to a quantile belongs to the bin below it."""
    place = (answers[None, :, None] > quantiles).sum(axis=2)
    bins = quantiles.shape[2] + 1
    return np.stack([np.bincount(row, minlength=bins) for row in place])


def calibration(hits: NDArray[np.int64], bins: FloatArray) -> FloatArray:
    """Probability of hit frequencies at least this far off, from 0 (never) to 1 (exactly as stated)."""
    number = hits.sum(axis=1, keepdims=True)
    share = hits / number
    divergence = special.rel_entr(share, bins).sum(axis=1)
    return np.asarray(special.chdtrc(len(bins) - 1, 2.0 * number[:, 0] * divergence))


def intrinsic_range(panel: Panel) -> tuple[FloatArray, FloatArray]:
    """Ends of the intrinsic range of each question on its own scale (the logarithm for a logarithmic one)."""
    low = np.fmin(panel.quantiles.min(axis=(0, 2)), panel.answers)
    high = np.fmax(panel.quantiles.max(axis=(0, 2)), panel.answers)
    low, high = scaled(panel, low), scaled(panel, high)
    extra = panel.overshoot * (high - low)
    return low - extra, high + extra


def information_of(quantiles: FloatArray, panel: Panel) -> FloatArray:
    """Relative information of quantiles to the background, of shape (experts, questions)."""
    low, high = intrinsic_range(panel)
    inner = scaled(panel, quantiles)
    ends = np.broadcast_to(low[:, None], (*inner.shape[:2], 1)), np.broadcast_to(high[:, None], (*inner.shape[:2], 1))
    width = np.diff(np.concatenate([ends[0], inner, ends[1]], axis=2), axis=2) / (high - low)[:, None]
    return np.asarray(special.rel_entr(panel.bins, width).sum(axis=2))


def scaled(panel: Panel, values: FloatArray) -> FloatArray:
    """Values on the scale of their questions; the questions are the last axis, or the last but one of three."""
    is_log = np.array([q.scale is Scale.LOG for q in panel.questions])
    where = is_log[:, None] if values.ndim == 3 else is_log
    return np.asarray(np.where(where, np.log(np.where(where, values, 1.0)), values))


def unscaled(panel: Panel, values: FloatArray) -> FloatArray:
    """The inverse of `scaled`."""
    is_log = np.array([q.scale is Scale.LOG for q in panel.questions])
    where = is_log[:, None] if values.ndim == 3 else is_log
    return np.asarray(np.where(where, np.exp(np.where(where, values, 0.0)), values))


def _check(panel: Panel) -> None:
    shape = (len(panel.experts), len(panel.questions), len(panel.probabilities))
    if panel.quantiles.shape != shape or 0 in shape:
        raise Misuse(
            f"quantiles of shape {panel.quantiles.shape} for {shape[0]} experts, {shape[1]} questions and {shape[2]} "
            f"probabilities: give one number for each"
        )
    wrong = np.argwhere(~(np.diff(panel.quantiles, axis=2) > 0))
    if len(wrong):
        expert, question = panel.experts[wrong[0][0]], panel.questions[wrong[0][1]].name
        given = ", ".join(f"{v:g}" for v in panel.quantiles[wrong[0][0], wrong[0][1]])
        raise Misuse(
            f"{expert} on {question!r}: quantiles {given} are out of order; write them rising, from low to high"
        )
    for place, question_ in enumerate(panel.questions):
        if question_.scale is Scale.LOG:
            _above_zero(question_, panel.quantiles[:, place])


def _above_zero(question: SeedQuestion, quantiles: FloatArray) -> None:
    lowest = min([float(quantiles.min()), *([] if question.answer is None else [question.answer])])
    if lowest <= 0:
        raise Misuse(f"{question.name!r} has a logarithmic scale and the number {lowest:g}: choose the uniform scale")
