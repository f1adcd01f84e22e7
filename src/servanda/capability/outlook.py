"""What a sample of a scenario says: times and yields as quantiles with their Monte Carlo error, and what carries them.

Yield and time stand side by side: a short time and a great yield do not go together. Nothing here is rounded.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from servanda.capability.margin import DetectionPlan, Margin, margin
from servanda.capability.ramp import DAYS_PER_MONTH
from servanda.capability.scenario import Scenario
from servanda.capability.sensitivity import Share, Swing, log_days, shares, tornado
from servanda.capability.simulate import Sample, outputs_of
from servanda.core.arrays import FloatArray
from servanda.core.sample import FIVE, ProbabilityEstimate, QuantileEstimate, probability, quantiles
from servanda.core.uncertain import Input

RESTART_DECIDES_SWU = 300.0
"""Below a few hundred SWU the time is that of restart and step changes, which no balance gives (reference, 3.3)."""
WITHIN_MONTHS = (1.0, 3.0, 6.0, 12.0)


@dataclass(frozen=True, slots=True)
class Reach:
    """The nth quantity: days until it exists as quantiles (infinite: never), and the chance that it ever does."""

    nth: int
    days: tuple[QuantileEstimate, ...]
    ever: ProbabilityEstimate


@dataclass(frozen=True, slots=True)
class Carried:
    """What carries the time to the first quantity: the tornado, widest first, and shares of variance from the sample."""

    swings: tuple[Swing, ...]
    shares: tuple[Share, ...]
    said: str


@dataclass(frozen=True, slots=True)
class Outlook:
    """The answer and all that it rests on. `within` gives the chance of the first quantity by the end of some months.

    Where no capacity is known, everything about time is empty: not known is not never.
    """

    scenario: Scenario
    draws: int
    seed: int
    reach: tuple[Reach, ...]
    within: tuple[tuple[float, ProbabilityEstimate], ...]
    by_month: tuple[tuple[float, tuple[QuantileEstimate, ...]], ...]
    product_kg_u: tuple[QuantileEstimate, ...]
    all_days: tuple[QuantileEstimate, ...]
    swu: tuple[QuantileEstimate, ...]
    carried: Carried
    margin: Margin | None
    cautions: tuple[str, ...]

    @property
    def inputs(self) -> tuple[Input, ...]:
        """Every assumption, fixed ones included."""
        return self.scenario.inputs

    @property
    def evidence(self) -> tuple[str, ...]:
        """Ids of the statements that the inputs rest on."""
        return tuple(dict.fromkeys(i for item in self.inputs for i in item.evidence))


def outlook(
    sample: Sample,
    *,
    months: Sequence[float] = (),
    plan: DetectionPlan | None = None,
    response_days: float = 0.0,
    probabilities: tuple[float, ...] = FIVE,
) -> Outlook:
    """What a sample says; `months` are those for which it was drawn."""
    if not sample.scenario.knows_capacity:
        return _without_times(sample, probabilities)
    first = sample.days_to(1)
    numbers = [
        int(name.removeprefix("days to "))
        for name in sample.outputs
        if name.startswith("days to ") and name[8:].isdigit()
    ]
    reach = tuple(_reach(n, sample.days_to(n), probabilities) for n in sorted(numbers))
    found = None if plan is None else margin(
        first, plan, np.random.default_rng([sample.seed, 1]), response_days=response_days, probabilities=probabilities
    )  # fmt: skip
    swu = quantiles(sample.outputs["swu to 1"], probabilities)
    return Outlook(
        sample.scenario,
        sample.draws,
        sample.seed,
        reach,
        tuple((m, probability(first <= m * DAYS_PER_MONTH)) for m in WITHIN_MONTHS),
        tuple((m, quantiles(sample.outputs[f"quantities by month {m:g}"], probabilities)) for m in months),
        quantiles(sample.outputs["product"], probabilities),
        quantiles(sample.outputs["days to all"], probabilities),
        swu,
        carried(sample),
        found,
        _cautions(sample, first),
    )


def _without_times(sample: Sample, probabilities: tuple[float, ...]) -> Outlook:
    product, swu = (quantiles(sample.outputs[name], probabilities) for name in ("product", "swu to 1"))
    nothing = Carried((), (), "no separative capacity is known, so there is no time that anything could carry")
    notes = (*sample.scenario.notes, *_not_fed(sample.scenario))
    return Outlook(sample.scenario, sample.draws, sample.seed, (), (), (), product, (), swu, nothing, None, notes)


def _reach(nth: int, days: FloatArray, probabilities: tuple[float, ...]) -> Reach:
    return Reach(nth, quantiles(days, probabilities), probability(np.isfinite(days)))


def carried(sample: Sample) -> Carried:
    """The tornado on the time to the first quantity, and the shares of its variance on the logarithm from the sample."""
    swings = tornado(partial(_first_days, sample.scenario), sample.scenario.inputs)
    parts = shares(sample.inputs, log_days(sample.days_to(1)), seed=sample.seed)
    return Carried(swings, parts, _said(swings, parts))


def _first_days(scenario: Scenario, values: Mapping[str, FloatArray]) -> FloatArray:
    return outputs_of(scenario, values)["days to 1"]


def _said(swings: Sequence[Swing], parts: Sequence[Share]) -> str:
    """Which assumption carries the answer, in a sentence."""
    if not parts or parts[0].first <= 0.0:
        return "no single assumption carries the answer"
    top = sorted(parts, key=lambda s: -s.first)
    first, rest = top[0], [s for s in top[1:3] if s.first >= 0.05]
    words = f"{first.name} carries most of it: {_percent(first.first)} of the spread would go if it were known"
    if first.first < 0.3:
        words = f"no one assumption carries most of it; {first.name} carries {_percent(first.first)} of the spread"
    words += "".join(f"; {s.name} {_percent(s.first)}" for s in rest)
    together = sum(max(s.first, 0.0) for s in parts)
    return words if together > 0.6 else f"{words}; the rest acts together with others"


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %"


def _not_fed(scenario: Scenario) -> tuple[str, ...]:
    """Stocks that one tails assay for all keeps from being fed, always or in some draws."""
    tails = scenario.rule.fixed
    if tails is None:
        return ()
    spans = [(s.name, s.assay.distribution.quantile([0.0, 1.0])) for s in scenario.stocks]
    never = [name for name, (_, high) in spans if high <= tails]
    partly = [name for name, (low, high) in spans if low <= tails < high]
    said = f"not above the tails of {100 * tails:g} %, so not fed"
    return (
        *([f"{', '.join(never)}: {said}"] if never else []),
        *([f"{', '.join(partly)}: in some draws {said}"] if partly else []),
    )


def _cautions(sample: Sample, first: FloatArray) -> tuple[str, ...]:
    said = [*sample.scenario.notes, *_not_fed(sample.scenario)]
    needed = sample.outputs["swu to 1"]
    reached = np.isfinite(needed)
    if reached.any() and float(np.median(needed[reached])) < RESTART_DECIDES_SWU:
        middle = f"{float(np.median(needed[reached])):,.0f} SWU"
        said.append(f"the first quantity needs only {middle}, so the restart time decides and not the balance")
    never = float(np.mean(np.isinf(first)))
    if never > 0:
        said.append(f"in {_percent(never)} of the draws the quantity is never reached under these assumptions")
    return tuple(said)
