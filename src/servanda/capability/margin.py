"""Detection-plus-response margin: how long before a quantity exists somebody would know of it, given a detection plan.

margin = time to the quantity - time to detection (- time that a response needs). A negative margin is a quantity that exists
before it is known. A plan says how often somebody looks, with which chance of seeing what has begun, and how long the
result takes. Source: capability reference, section 0 (the margin is the quantity that a negotiator trades on); the
closed forms are those of waiting times: a visit in each interval at a phase that the start does not know (uniform), misses
geometric; or visits at random (Poisson), with an exponential wait.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from servanda.core.arrays import FloatArray
from servanda.core.finding import Misuse
from servanda.core.sample import FIVE, ProbabilityEstimate, QuantileEstimate, probability, quantiles


@dataclass(frozen=True, slots=True)
class DetectionPlan:
    """Looks every `interval_days`, each seeing what has begun with `chance` (above 0 to 1), known `delay_days` later.

    With `at_random` the looks come at random with that mean interval, else in turn, at a phase that the start does not know.
    """

    interval_days: float
    chance: float = 1.0
    delay_days: float = 0.0
    at_random: bool = False

    def __post_init__(self) -> None:
        good = 0.0 < self.interval_days < math.inf and 0.0 < self.chance <= 1.0 and 0.0 <= self.delay_days < math.inf
        if not good:
            raise Misuse(
                f"a look every {self.interval_days:g} days with chance {self.chance:g}, known {self.delay_days:g} days later: "
                f"give an interval above 0, a chance above 0 to 1, and a delay of 0 or more"
            )

    @property
    def mean_days(self) -> float:
        """Expected days from the start to the knowledge of it."""
        looks = 1.0 / self.chance - (0.0 if self.at_random else 0.5)
        return self.interval_days * looks + self.delay_days

    def chance_by(self, days: float) -> float:
        """Probability that it is known within so many days of the start."""
        open_ = max(days - self.delay_days, 0.0) / self.interval_days
        if self.at_random:
            return -math.expm1(-open_ * self.chance)
        whole, rest = divmod(open_, 1.0)
        missed = 1.0 - self.chance
        return float(1.0 - missed**whole * (1.0 - rest * self.chance))

    def draw(self, generator: np.random.Generator, n: int) -> FloatArray:
        """Days from the start to the knowledge of it."""
        if self.at_random:
            return generator.exponential(self.interval_days / self.chance, n) + self.delay_days
        phase, looks = generator.random(n), generator.geometric(self.chance, n)
        return np.asarray((phase + looks - 1.0) * self.interval_days + self.delay_days)

    @property
    def words(self) -> str:
        """The plan as people say it."""
        how = "at random every" if self.at_random else "every"
        sees = f"that sees it with {100 * self.chance:g} %"
        return f"a look {how} {self.interval_days:g} days {sees}, known {self.delay_days:g} days later"


@dataclass(frozen=True, slots=True)
class Margin:
    """Quantiles of the margin in days (infinite: the quantity is never reached), and the chance that it is positive."""

    plan: DetectionPlan
    response_days: float
    days: tuple[QuantileEstimate, ...]
    in_time: ProbabilityEstimate


def margin(
    days_to_quantity: FloatArray, plan: DetectionPlan, generator: np.random.Generator, *, response_days: float = 0.0,
    probabilities: tuple[float, ...] = FIVE,
) -> Margin:  # fmt: skip
    """The margin over draws of a time to a quantity; detection is drawn beside it, independent of it."""
    if not 0.0 <= response_days < math.inf:
        raise Misuse(f"response of {response_days} days: give a finite number of days, 0 or more")
    left = days_to_quantity - plan.draw(generator, days_to_quantity.size) - response_days
    return Margin(plan, response_days, quantiles(left, probabilities), probability(left > 0.0))
