"""The random error of a stratum total from how it was weighed, sampled and analysed.

s² = T² (dw²/N + dp²/(B r) + dt²/(B r m)) for N items weighed, B batches with r samples each and m analyses a sample.
Weighing every item once gives the sum of x² d², not the square of the sum. Source: Jaech, Statistical Methods in Nuclear
Material Control (recalled); reference of the project, section 2.3.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from servanda.core.finding import Misuse


@dataclass(frozen=True, slots=True)
class SamplingScheme:
    """How many of what stand behind a stratum total; every number is at least 1."""

    items: int
    batches: int = 1
    samples_per_batch: int = 1
    analyses_per_sample: int = 1

    def relative_random(self, weighing: float, sampling: float = 0.0, analysis: float = 0.0) -> float:
        """Relative random error of the total (fraction, 1 sigma) from those of one weighing, sample and analysis."""
        counts = (self.items, self.batches, self.samples_per_batch, self.analyses_per_sample)
        if min(counts) < 1:
            raise Misuse(f"{self} has a number below 1; give at least one item, batch, sample and analysis")
        samples = self.batches * self.samples_per_batch
        analyses = samples * self.analyses_per_sample
        return math.sqrt(weighing**2 / self.items + sampling**2 / samples + analysis**2 / analyses)


def stratum_sigma(items: int, item_kg: float, random: float, systematic: float) -> tuple[float, float, float]:
    """Random, systematic and total sigma (kg) of N equal items, each measured once under one calibration."""
    random_kg = math.sqrt(items) * item_kg * random
    systematic_kg = items * item_kg * systematic
    return random_kg, systematic_kg, math.hypot(random_kg, systematic_kg)


def quadrature(components: list[float]) -> float:
    """Independent standard deviations combined; the budget is shown beside it by whoever prints the sum."""
    return math.hypot(*components)
