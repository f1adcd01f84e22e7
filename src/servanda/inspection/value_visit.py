"""What an inspection would observe, drawn for every draw of a sample: the data whose value is asked about.

An observation reads one input of the sample. A visit is a set of observations with its cost in inspector-days and the
probability that it brings data at all (access is given, records were kept).
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Protocol

import numpy as np

from servanda.core.arrays import FloatArray
from servanda.core.finding import Misuse
from servanda.inspection.value_cells import NO_DATA, Cells, cells
from servanda.verification.asked import positive, probability, whole

Inputs = Mapping[str, FloatArray]
"""Draws of each input by name, all of one length."""


class VisitKind(StrEnum):
    """The kinds of inspection that are compared, in the words of the agreements."""

    SITE_VISIT = "site visit"
    INVENTORY_TAKING = "inventory taking"
    DESIGN_INFORMATION = "design information verification"
    MACHINE_COUNT = "machine count"
    SAMPLING = "sampling"
    RECORDS_REVIEW = "records review"


class Observation(Protocol):
    """One thing that an inspection learns about one input."""

    @property
    def input(self) -> str:
        """The input that is observed, by its name in the sample."""

    @property
    def words(self) -> str:
        """What is observed and how well, for people."""

    def data(self, true: FloatArray, generator: np.random.Generator) -> FloatArray:
        """What would be observed in each draw, given the true values."""


@dataclass(frozen=True, slots=True)
class Measures:
    """A measurement with standard deviation `sigma`, in the unit of the input, or as a fraction of it when `relative`."""

    input: str
    sigma: float
    relative: bool = False

    def __post_init__(self) -> None:
        if not self.sigma >= 0:
            raise Misuse(f"{self.input}: sigma {self.sigma:g}: give a standard deviation of 0 or more")

    @property
    def words(self) -> str:
        """The input and its standard deviation."""
        return f"{self.input} to {100 * self.sigma:g} %" if self.relative else f"{self.input} to {self.sigma:g}"

    def data(self, true: FloatArray, generator: np.random.Generator) -> FloatArray:
        """The true value and a normal error."""
        error = self.sigma * generator.standard_normal(true.size)
        return np.asarray(true * (1 + error) if self.relative else true + error)


@dataclass(frozen=True, slots=True)
class Detects:
    """A test that finds with probability `detection` whether the input is above a level; false alarms with `false_alarm`."""

    input: str
    detection: float
    above: float = 0.0
    false_alarm: float = 0.0

    def __post_init__(self) -> None:
        probability((self.detection, self.false_alarm), f"{self.input}: detection and false alarm", ends=True)

    @property
    def words(self) -> str:
        """The level and the probability."""
        return f"whether {self.input} is above {self.above:g} (detection {self.detection:g})"

    def data(self, true: FloatArray, generator: np.random.Generator) -> FloatArray:
        """1 for an alarm, 0 for none."""
        chance = np.where(true > self.above, self.detection, self.false_alarm)
        return np.asarray(generator.random(true.size) < chance, dtype=np.float64)


@dataclass(frozen=True, slots=True)
class Counts:
    """`sample` items checked of a population of which the input is the share that is there (0 to 1)."""

    input: str
    sample: int

    def __post_init__(self) -> None:
        whole(self.sample, f"{self.input}: sample", 1)

    @property
    def words(self) -> str:
        """The sample."""
        return f"{self.input} by {self.sample} items"

    def data(self, true: FloatArray, generator: np.random.Generator) -> FloatArray:
        """Items found, binomial: the population is taken as large against the sample."""
        return np.asarray(generator.binomial(self.sample, probability(true, self.input, ends=True)), dtype=np.float64)


@dataclass(frozen=True, slots=True)
class Establishes:
    """A state seen as it is with probability `correct`, else as any other state that the input can have."""

    input: str
    correct: float = 1.0

    def __post_init__(self) -> None:
        probability(self.correct, f"{self.input}: probability of the correct state", ends=True)

    @property
    def words(self) -> str:
        """The state and how surely it is seen."""
        return self.input if self.correct == 1 else f"{self.input} (correct with {self.correct:g})"

    def data(self, true: FloatArray, generator: np.random.Generator) -> FloatArray:
        """The state seen."""
        states, place = np.unique(true, return_inverse=True)
        wrong = generator.random(true.size) >= self.correct
        steps = generator.integers(1, max(states.size, 2), true.size)
        return np.asarray(states[(place.ravel() + np.where(wrong, steps, 0)) % states.size])


@dataclass(frozen=True, slots=True)
class Visit:
    """An inspection that could be made: what it observes, its cost, the probability that it brings data.

    `source` says where days and accuracies come from; `site` is empty where the visit is not tied to one.
    """

    name: str
    kind: VisitKind
    inspector_days: float
    observations: tuple[Observation, ...]
    success: float = 1.0
    site: str = ""
    source: str = ""

    def __post_init__(self) -> None:
        positive(self.inspector_days, f"{self.name}: inspector-days", "days")
        probability(self.success, f"{self.name}: probability of success", ends=True)
        if not self.observations:
            raise Misuse(f"{self.name}: a visit observes something; name at least one input of the sample")

    @property
    def inputs(self) -> tuple[str, ...]:
        """Names of the inputs that it observes, each once."""
        return tuple(dict.fromkeys(o.input for o in self.observations))

    @property
    def words(self) -> str:
        """What it observes, for people."""
        chance = "" if self.success == 1 else f"; brings data with probability {self.success:g}"
        return "; ".join(o.words for o in self.observations) + chance

    def seen_in(self, inputs: Inputs) -> Visit | None:
        """The visit with those of its observations that a sample knows and in which something varies; None: with none."""
        kept = tuple(o for o in self.observations if o.input in inputs and np.ptp(inputs[o.input]) > 0)
        return replace(self, observations=kept) if kept else None


def visit_data(visit: Visit, inputs: Inputs, seed: int) -> tuple[FloatArray, ...]:
    """What the visit would observe in each draw, a column an observation; the same for the same seed and name.

    The order of visits does not matter: each has its own stream of chance, made from the seed and its name.
    """
    unknown = [name for name in visit.inputs if name not in inputs]
    if unknown:
        raise Misuse(
            f"{visit.name} observes {unknown[0]!r}, which is no input of the sample; inputs are {', '.join(inputs)}"
        )
    generator = np.random.default_rng([seed, zlib.crc32(visit.name.encode())])
    found = [o.data(np.asarray(inputs[o.input]), generator) for o in visit.observations]
    if visit.success == 1:
        return tuple(found)
    brings = generator.random(found[0].size) < visit.success
    return tuple(np.where(brings, column, NO_DATA) for column in found)


def visit_cells(visit: Visit, inputs: Inputs, seed: int) -> Cells:
    """The draws by what the visit would observe."""
    return cells(visit_data(visit, inputs, seed))


def known_cells(visit: Visit, inputs: Inputs) -> Cells:
    """The draws by what the visit is about, as if it were learned without error: the bound of its value."""
    return cells([np.asarray(inputs[name]) for name in visit.inputs])
