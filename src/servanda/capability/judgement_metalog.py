"""The three-term metalog of a positive number: a distribution that passes through three quantiles exactly.

ln x = a1 + a2 L + a3 (y - 1/2) L with L = ln(y / (1 - y)), y the probability: the metalog of T. W. Keelin, "The Metalog
Distributions", Decision Analysis 13(4), 2016, pp. 243-277, with its logarithmic transform for a lower bound of 0.
Three terms are a distribution when the slope never turns: a2 > 0 and |a3| / a2 < 1.66711 (the same paper).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from servanda.core.arrays import FloatArray
from servanda.core.distribution import Distribution, text_of
from servanda.core.finding import Misuse

TILT_LIMIT = 1.66711
"""Largest |a3| / a2: one over the greatest value of y - 1/2 + y (1 - y) L."""
REACH = 700.0
"""Largest ln(y / (1 - y)) that is told apart from certainty."""
NODES = 28_001
HALVINGS = 60
"""Halvings of the reach after which a probability is known to the last digits of a float."""


@dataclass(frozen=True, slots=True)
class LogMetalog(Distribution):
    """A number above 0 whose logarithm is a three-term metalog."""

    location: float
    scale: float
    tilt: float

    def __post_init__(self) -> None:
        if not is_feasible(self.scale, self.tilt):
            raise Misuse(
                f"no metalog has scale {self.scale:g} and tilt {self.tilt:g}: the scale lies above 0 and the tilt within "
                f"{TILT_LIMIT} times the scale; fit a lognormal instead"
            )

    def draw(self, generator: np.random.Generator, n: int) -> FloatArray:
        """Draws by the quantile function, one uniform draw each."""
        return self.quantile(generator.random(n))

    def quantile(self, p: ArrayLike) -> FloatArray:
        """The closed form of the module."""
        at = np.asarray(p, dtype=np.float64)
        if at.size and not bool(np.all((at >= 0.0) & (at <= 1.0))):
            raise Misuse("a quantile is asked for at a probability outside 0 to 1; 5 % is 0.05")
        with np.errstate(over="ignore"):
            logit = special.logit(at)
            found = np.exp(self.location + (self.scale + self.tilt * (at - 0.5)) * logit)
        return np.asarray(np.where(at == 0.0, 0.0, np.where(at == 1.0, np.inf, found)))

    def cdf(self, x: ArrayLike) -> FloatArray:
        """The inverse of the quantile function, by halving in ln(y / (1 - y))."""
        at = np.asarray(x, dtype=np.float64)
        low, high = np.full(at.shape, -REACH), np.full(at.shape, REACH)
        for _ in range(HALVINGS):
            middle = (low + high) / 2
            below = self._log_quantile(middle) < np.log(np.maximum(at, np.finfo(np.float64).tiny))
            low, high = np.where(below, middle, low), np.where(below, high, middle)
        return np.asarray(np.where(at <= 0.0, 0.0, special.expit((low + high) / 2)))

    def _log_quantile(self, logit: FloatArray) -> FloatArray:
        return np.asarray(self.location + (self.scale + self.tilt * (special.expit(logit) - 0.5)) * logit)

    @property
    def words(self) -> str:
        """`metalog location 2, scale 0.3, tilt 0.1`: of the logarithm."""
        return f"metalog location {text_of(self.location)}, scale {text_of(self.scale)}, tilt {text_of(self.tilt)}"

    @property
    def mean(self) -> float:
        """Infinite where an end of the logarithm is too heavy, else by the trapezoidal rule over the logit of the probability."""
        if self.scale + self.tilt / 2 >= 1.0:
            return math.inf
        logit, step = np.linspace(-REACH, REACH, NODES, retstep=True)
        # dy = y (1 - y) d(logit); in logarithms, since either factor alone may overflow.
        log_slope = special.log_expit(logit) + special.log_expit(-logit)
        return float(np.sum(np.exp(self._log_quantile(logit) + log_slope)) * step)


def is_feasible(scale: float, tilt: float) -> bool:
    """True when three terms give a quantile function that rises everywhere."""
    return bool(math.isfinite(scale) and math.isfinite(tilt) and scale > 0 and abs(tilt) / scale < TILT_LIMIT)


def terms(probabilities: Sequence[float], values: Sequence[float]) -> tuple[float, float, float]:
    """Location, scale and tilt through three quantiles, or closest to more of them in least squares of the logarithm."""
    y = np.asarray(probabilities, dtype=np.float64)
    logit = special.logit(y)
    columns = np.column_stack([np.ones_like(y), logit, (y - 0.5) * logit])
    found = np.linalg.lstsq(columns, np.log(np.asarray(values, dtype=np.float64)), rcond=None)[0]
    return float(found[0]), float(found[1]), float(found[2])
