"""From stated quantiles to a distribution, with how far the fit moves them.

Default: a lognormal that keeps the median and the mean spread of both sides, so that it has the stated ratio of the 95 % to
the 5 % quantile (with it the linear pool of the first five verbal ranges has 1.7, 4.2, 19.8, 45.9 and 92.3 months as its
5, 25, 50, 75 and 95 %). Least squares in the logarithm over any number of quantiles gives the same spread and, for an
uneven range, another median. The metalog passes through all three; where no metalog does, it is refused.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

import numpy as np
from scipy import special

from servanda.capability.judgement_metalog import LogMetalog, is_feasible, terms
from servanda.core.distribution import Distribution, LogNormal, lognormal_between, lognormal_quantiles
from servanda.core.finding import Misuse

THREE = (0.05, 0.5, 0.95)
"""The probabilities at which judgements are stated and classical scoring works."""
NOTED_MISFIT = 0.1
"""A fit that moves a stated quantile by more than a tenth says so."""


class Family(StrEnum):
    """How a judgement is fitted."""

    LOGNORMAL = "lognormal"
    LEAST_SQUARES = "lognormal, least squares"
    METALOG = "metalog"


@dataclass(frozen=True, slots=True)
class Fit:
    """A fitted judgement: the quantiles as stated, the distribution, and the largest relative move of a quantile."""

    distribution: Distribution
    probabilities: tuple[float, ...]
    stated: tuple[float, ...]
    family: Family
    misfit: float

    @property
    def fitted(self) -> tuple[float, ...]:
        """The quantiles of the fit at the stated probabilities."""
        return tuple(float(q) for q in self.distribution.quantile(self.probabilities))

    @property
    def note(self) -> str:
        """What the fit did to the stated numbers; empty where it moved none by more than a tenth."""
        if self.misfit <= NOTED_MISFIT:
            return ""
        pairs = ", ".join(
            f"{s:g} to {f:.3g}" for s, f in zip(self.stated, self.fitted, strict=True) if abs(f / s - 1) > 0.01
        )
        return f"the {self.family} fit moves the stated quantiles by up to {self.misfit:.0%} ({pairs})"


def fit(values: Sequence[float], probabilities: Sequence[float] = THREE, family: Family = Family.LOGNORMAL) -> Fit:
    """Fit a distribution of a positive number to quantiles; they rise with their probabilities.

    A lognormal through other probabilities than 5, 50 and 95 % is one of least squares, and is named so.
    """
    _check(values, probabilities)
    if family is Family.LOGNORMAL and tuple(probabilities) != THREE:
        family = Family.LEAST_SQUARES
    distribution = _fitted(values, probabilities, family)
    moved = np.abs(distribution.quantile(probabilities) / np.asarray(values) - 1.0)
    return Fit(distribution, tuple(probabilities), tuple(float(v) for v in values), family, float(moved.max()))


def fit_range(low: float, high: float, probability: float = 0.9) -> Fit:
    """A range without a middle: the lognormal that lies between its ends with the probability, as much below as above."""
    distribution = lognormal_between(low, high, probability)
    ends = ((1 - probability) / 2, (1 + probability) / 2)
    return Fit(distribution, ends, (float(low), float(high)), Family.LOGNORMAL, 0.0)


def _fitted(values: Sequence[float], probabilities: Sequence[float], family: Family) -> Distribution:
    if family is Family.METALOG:
        return _metalog(values, probabilities)
    if family is Family.LOGNORMAL:
        return lognormal_quantiles(*values)
    z = special.ndtri(np.asarray(probabilities, dtype=np.float64))
    slope, place = np.polyfit(z, np.log(np.asarray(values, dtype=np.float64)), 1)
    return LogNormal(float(np.exp(place)), float(slope))


def _metalog(values: Sequence[float], probabilities: Sequence[float]) -> LogMetalog:
    if len(values) < 3:
        raise Misuse(
            f"a metalog of three terms through {len(values)} quantiles: give at least three, or fit a lognormal"
        )
    location, scale, tilt = terms(probabilities, values)
    if not is_feasible(scale, tilt):
        raise Misuse(
            f"no three-term metalog passes through {', '.join(f'{v:g}' for v in values)}: its quantiles would not rise "
            f"everywhere (scale {scale:.3g}, tilt {tilt:.3g}); fit a lognormal, or ask for quantiles that are less uneven"
        )
    return LogMetalog(location, scale, tilt)


def _check(values: Sequence[float], probabilities: Sequence[float]) -> None:
    if len(values) != len(probabilities) or len(values) < 2:
        raise Misuse(f"{len(values)} quantiles for {len(probabilities)} probabilities: give one for each, at least two")
    for lower, upper in pairwise(probabilities):
        if not 0.0 < lower < upper < 1.0:
            raise Misuse(f"probabilities {', '.join(map(str, probabilities))}: write them rising, between 0 and 1")
    for lower, upper in pairwise(values):
        if not 0.0 < lower < upper < np.inf:
            raise Misuse(
                f"quantiles {', '.join(f'{v:g}' for v in values)} are out of order: write the lowest first, each above the "
                f"last and above 0"
            )
