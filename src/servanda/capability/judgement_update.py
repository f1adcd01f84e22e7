"""A later measurement updates a judgement: it is a likelihood, not one more expert.

Bayes' rule on a grid of the logarithm: prior probability of a cell times the normal likelihood of the measured value given
the cell's middle, made to add up to 1 (A. Gelman et al., Bayesian Data Analysis, 3rd ed. 2013, section 2.5). The grid lies where
both have something to say, so that a sharp measurement is not blurred by the width of the judgement.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from scipy import special

from servanda.capability.judgement_grid import LogGrid, grid_of, masses_on
from servanda.core.arrays import FloatArray
from servanda.core.distribution import Distribution
from servanda.core.finding import Misuse

CELLS = 20_000
TAIL = 1e-12
REACH = 12.0
"""Standard deviations of the measurement beyond which its likelihood is taken as 0: less than any ratio inside the tails."""
SURPRISE = 0.01
"""A measurement that the judgement gave less than this two-sided probability is said to contradict it."""


@dataclass(frozen=True, slots=True)
class Measurement:
    """A measured value with its standard deviation, in the unit of the judgement, and the statements behind it."""

    value: float
    sigma: float
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Updated:
    """A judgement after a measurement. `tail` is the two-sided probability that the judgement gave to such a value."""

    prior: Distribution
    distribution: LogGrid
    measurement: Measurement
    tail: float

    @property
    def note(self) -> str:
        """What to think when judgement and measurement do not fit; empty when they do."""
        if self.tail >= SURPRISE:
            return ""
        return (
            f"the judgement gave a measurement as far out as {self.measurement.value:g} a probability of {self.tail:.2g}: look "
            f"at both before using the result"
        )


def updated(prior: Distribution, measurement: Measurement) -> Updated:
    """The judgement of a number above 0 after a measurement of that number; refused where the judgement excludes it."""
    _check(measurement)
    low, high = (float(q) for q in prior.quantile((TAIL, 1.0 - TAIL)))
    low = max(low, float(np.finfo(np.float64).tiny))
    if not low < high < math.inf:
        raise Misuse(f"a judgement between {low:g} and {high:g} cannot be updated: it needs a spread above 0")
    tail = _tail(*_cells(prior, low, high)[1:], measurement)
    near = (
        max(low, measurement.value - REACH * measurement.sigma),
        min(high, measurement.value + REACH * measurement.sigma),
    )
    if not near[0] < near[1]:
        raise Misuse(
            f"a judgement between {low:.3g} and {high:.3g} excludes the measurement {measurement.value:g} with standard "
            f"deviation {measurement.sigma:g}: look at units and question of both; neither can correct the other"
        )
    edges, masses, middles = _cells(prior, *near)
    log_likelihood = -0.5 * ((measurement.value - middles) / measurement.sigma) ** 2
    with np.errstate(divide="ignore"):
        joint = np.log(masses) + log_likelihood
    posterior = grid_of(edges, np.exp(joint - joint.max()))
    return Updated(prior, posterior, measurement, tail)


def _cells(prior: Distribution, low: float, high: float) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Edges in the logarithm, probability and middle of each cell between two values."""
    edges = np.linspace(math.log(low), math.log(high), CELLS + 1)
    return edges, masses_on(prior, edges), np.exp((edges[:-1] + edges[1:]) / 2)


def _tail(masses: FloatArray, middles: FloatArray, m: Measurement) -> float:
    below = float(np.sum(masses * special.ndtr((m.value - middles) / m.sigma)))
    return 2.0 * min(below, 1.0 - below) if 0.0 < below < 1.0 else 0.0


def _check(m: Measurement) -> None:
    if not (math.isfinite(m.value) and 0.0 < m.sigma < math.inf):
        raise Misuse(
            f"a measurement of {m.value} with standard deviation {m.sigma}: give a finite value and a standard deviation "
            f"above 0; a declared value without one is a statement, not a measurement"
        )
