"""An uncertain input: its distribution, its unit, and why that distribution was taken."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from servanda.core.arrays import FloatArray
from servanda.core.distribution import Distribution
from servanda.core.finding import Misuse
from servanda.core.names import Basis, Mark
from servanda.core.unit import Unit

ASSUMED = "assumed"
"""What is said of an input that rests on no statement."""


@dataclass(frozen=True, slots=True)
class Input:
    """One uncertain number. `name` is unique in its model; inputs of one `group` (a site) are studied together.

    `basis` is on whose authority the distribution stands, None: it is an assumption of whoever wrote it. `source` cites
    it in words, `evidence` lists statement ids, `mark` says whether the text behind it was seen.
    """

    name: str
    distribution: Distribution
    unit: Unit
    source: str
    basis: Basis | None = None
    evidence: tuple[str, ...] = ()
    mark: Mark | None = None
    group: str = ""

    @property
    def words(self) -> str:
        """Distribution, unit, basis and source, as shown with every result."""
        unit = f" {self.unit.words}" if self.unit.words and self.unit is not Unit.FRACTION else ""
        basis = ASSUMED if self.basis is None else self.basis.words
        recalled = ", recalled" if self.mark is Mark.RECALLED else ""
        ids = f" [{', '.join(self.evidence)}]" if self.evidence else ""
        return f"{self.distribution.words}{unit}; {basis}{recalled}: {self.source}{ids}"


def draw_inputs(inputs: Iterable[Input], generator: np.random.Generator, n: int) -> dict[str, FloatArray]:
    """So many draws of every input, by name, drawn in the order given."""
    return {i.name: i.distribution.draw(generator, n) for i in _unique(inputs)}


def medians(inputs: Iterable[Input]) -> dict[str, FloatArray]:
    """Every input at its median: a sample of one draw."""
    return {i.name: np.array([i.distribution.median]) for i in _unique(inputs)}


def groups(inputs: Iterable[Input]) -> Mapping[str, tuple[str, ...]]:
    """Names of the inputs of each group; an input without a group is one of its own. Fixed inputs are left out."""
    found: dict[str, list[str]] = {}
    for i in _unique(inputs):
        if not i.distribution.is_fixed:
            found.setdefault(i.group or i.name, []).append(i.name)
    return {group: tuple(names) for group, names in found.items()}


def _unique(inputs: Iterable[Input]) -> tuple[Input, ...]:
    given = tuple(inputs)
    seen: set[str] = set()
    for i in given:
        if i.name in seen:
            raise Misuse(f"two inputs are named {i.name!r}: a name stands for one number")
        seen.add(i.name)
    return given
