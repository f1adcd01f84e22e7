"""Random interim inspections: how many, at which rate, and what each way to choose the days gives.

Material that was taken or lent can be found only while a window is open (the residence time). Sources: residence-time
model, Nidaira and Osabe (abstract read), in `verification.interim`; the comparison of periodic, random and sampled
opportunities follows the statement of JNMM 20(4) (abstract read) that periodic inspections are best for timely detection
where resources suffice, and that otherwise opportunities at fixed intervals are to be sampled at random.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from servanda.core.finding import Misuse
from servanda.verification.asked import positive, probability, whole
from servanda.verification.interim import random_inspections_needed


@dataclass(frozen=True, slots=True)
class RandomInspections:
    """`number` inspections on uniformly random days, and the probability that they find what is open for the window."""

    number: int
    detection: float
    days_between: float


def random_inspections(
    residence_days: float, period_days: float, beta: float, detection: float = 1.0
) -> RandomInspections:
    """The smallest number of random inspections that misses with at most beta, and what that number reaches."""
    n = random_inspections_needed(residence_days, period_days, beta, detection)
    missed = (1 - detection * residence_days / period_days) ** n
    return RandomInspections(n, 1 - missed, period_days / n)


@dataclass(frozen=True, slots=True)
class PoissonInspections:
    """Inspections at a constant rate a day, each finding with a probability; they have no memory and no calendar."""

    per_day: float
    finds: float

    def detection(self, days: float) -> float:
        """Probability to find within so many days: 1 - exp(-rate × probability × days)."""
        return -math.expm1(-self.per_day * self.finds * days)

    @property
    def mean_delay_days(self) -> float:
        """Expected days to detection: 1 / (rate × probability)."""
        return 1 / (self.per_day * self.finds)

    def expected_number(self, days: float) -> float:
        """Expected inspections in so many days."""
        return self.per_day * days


def poisson_rate(within_days: float, beta: float, detection: float = 1.0) -> PoissonInspections:
    """The rate that finds within the days with probability 1 - beta: -ln beta / (detection × days)."""
    positive(within_days, "days", "days")
    probability(beta, "beta")
    probability(detection, "detection probability of one inspection", ends=True)
    if detection == 0:
        raise Misuse("an inspection that never detects: no rate is enough")
    return PoissonInspections(-math.log(beta) / (detection * within_days), detection)


@dataclass(frozen=True, slots=True)
class TimelyDetection:
    """Probability to find within the window, for the worst start, by way of choosing the days; `best` names the best."""

    periodic: float
    sampled_opportunities: float
    random: float

    @property
    def best(self) -> str:
        """The best way in words; periodic where it is as good as any."""
        if self.periodic >= max(self.sampled_opportunities, self.random):
            return "periodic"
        return "sampled opportunities" if self.sampled_opportunities >= self.random else "random"


def timely_detection(number: int, residence_days: float, period_days: float, detection: float = 1.0) -> TimelyDetection:
    """`number` inspections a period, chosen three ways, against a violation begun at the worst moment.

    Periodic: the worst start sees floor(window / step) inspections. Sampled: the period has ceil(period / window)
    opportunities at most a window apart, so that each start sees one; `number` of them are drawn. Random: uniform days.
    """
    whole(number, "inspections", 1)
    positive((residence_days, period_days), "days", "days")
    probability(detection, "detection probability of one inspection", ends=True)
    if residence_days > period_days:
        raise Misuse(f"a window of {residence_days:g} days in a period of {period_days:g}: it is no longer than that")
    seen = math.floor(residence_days * number / period_days * (1 + 1e-12))
    opportunities = math.ceil(period_days / residence_days * (1 - 1e-12))
    return TimelyDetection(
        1 - (1 - detection) ** seen,
        detection * min(1.0, number / opportunities),
        1 - (1 - detection * residence_days / period_days) ** number,
    )
