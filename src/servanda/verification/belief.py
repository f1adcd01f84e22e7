"""What an outcome says: posterior probabilities, independent chances together, devices that fail together.

Give probabilities of detection first; a posterior depends on a prior that others may not share.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from servanda.core.finding import Misuse
from servanda.verification.asked import number, positive, probability


def posterior_missing(prior: ArrayLike, beta: ArrayLike, alpha: ArrayLike = 0.0, *, alarm: bool = False) -> Any:
    """Probability that material is missing after a test without alarm (or with one), by Bayes' rule."""
    p, b, a = (probability(v, what, ends=True) for v, what in ((prior, "prior"), (beta, "beta"), (alpha, "alpha")))
    missing = p * ((1 - b) if alarm else b)
    whole_probability = missing + (1 - p) * (a if alarm else 1 - a)
    if np.any(whole_probability == 0):
        raise Misuse("this outcome has probability 0 under both hypotheses: nothing can be concluded from it")
    return number(missing / whole_probability)


def independent_samples_needed(single: float, target: float) -> int:
    """Independent samples, each detecting with probability `single`, that together reach `target`."""
    probability(single, "detection probability of one sample")
    probability(target, "target probability")
    return max(1, math.ceil(math.log1p(-target) / math.log1p(-single) * (1 - 1e-12)))


def dual_unavailability(first: float, second: float, common_cause: float = 0.0) -> float:
    """Both devices down: u1 u2, plus `common_cause`, the probability that one cause takes out both."""
    probability((first, second, common_cause), "unavailability", ends=True)
    return common_cause + (1 - common_cause) * first * second


def dual_unavailability_beta_factor(unavailability: float, common_fraction: float) -> float:
    """(1 - f)² u² + f u: a fraction f of failures has a common cause."""
    probability((unavailability, common_fraction), "unavailability and common fraction", ends=True)
    return (1 - common_fraction) ** 2 * unavailability**2 + common_fraction * unavailability


def long_outage_probability(days: float, mtbf: float, mttr: float, tau: float) -> float:
    """At least one outage longer than tau in `days`: 1 - exp(-(T / MTBF) exp(-tau / MTTR)); all times in days."""
    positive((days, mtbf, mttr), "times", "days")
    if tau < 0:
        raise Misuse(f"tau {tau:g} days: a time is not negative")
    return -math.expm1(-days / mtbf * math.exp(-tau / mttr))
