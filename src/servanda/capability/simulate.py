"""Draws of a scenario, in blocks with their own seeds: the same on one process, two, and Dask.

The sample keeps what was drawn beside what came of it, so that sensitivities and the value of information need no second run.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

import numpy as np

from servanda.capability.campaign import Campaign
from servanda.capability.ramp import DAYS_PER_MONTH
from servanda.capability.scenario import Scenario
from servanda.core.arrays import FloatArray
from servanda.core.blocks import Block, Mapper, Progress, in_blocks
from servanda.core.finding import Misuse
from servanda.core.uncertain import draw_inputs

DRAWS_OF_BLOCK = 16_384
"""Draws of one block: arrays of it fit the cache of one core. Part of the result, so it is fixed."""
DRAWS = 20_000
"""Draws where nobody asks for more: a median of a wide time is then known to about 1 %."""
SEED = 20250613


@dataclass(frozen=True, slots=True, eq=False)
class Sample:
    """Draws of a scenario's inputs and of what came of them, by name; all float64 of one length.

    Outputs: `days to 1`, `days to 2`, ... (infinite: never), `product` (kg U), `swu` and `spent` (SWU, for everything),
    `days to all`, `swu to 1` (ideal work for the first quantity), `first stock` (place of the stock used first, -1 none)
    and `quantities by month 1`, ... where months are asked for.
    """

    scenario: Scenario
    seed: int
    inputs: Mapping[str, FloatArray]
    outputs: Mapping[str, FloatArray]

    @property
    def draws(self) -> int:
        """How many draws there are."""
        return int(self.outputs["product"].size)

    def days_to(self, nth: int = 1) -> FloatArray:
        """Days to the nth quantity of each draw; infinite where the stocks do not give it or no machine works."""
        found = self.outputs.get(f"days to {nth}")
        if found is None:
            raise Misuse(
                f"days to quantity {nth} were not computed: ask for at least {nth} quantities when the sample is drawn"
            )
        return found


def simulate(
    scenario: Scenario,
    *,
    draws: int = DRAWS,
    seed: int = SEED,
    quantities: int = 1,
    months: tuple[float, ...] = (),
    mapper: Mapper | None = None,
    progress: Progress | None = None,
) -> Sample:
    """Draw a scenario: times to the first so many quantities, and quantities by the end of each month."""
    if quantities < 1:
        raise Misuse(f"{quantities} quantities: ask for at least 1")
    work = partial(_block, scenario, quantities, tuple(months))
    parts = in_blocks(work, draws, seed, size=DRAWS_OF_BLOCK, mapper=mapper, progress=progress)
    inputs, outputs = (_joined([part[k] for part in parts]) for k in (0, 1))
    return Sample(scenario, seed, inputs, outputs)


def _block(
    scenario: Scenario, quantities: int, months: tuple[float, ...], block: Block
) -> tuple[dict[str, FloatArray], dict[str, FloatArray]]:
    values = draw_inputs((i for i in scenario.inputs if not i.distribution.is_fixed), block.generator(), block.runs)
    drawn = outputs_of(scenario, values, quantities, months)
    return values, {name: np.ascontiguousarray(np.broadcast_to(o, (block.runs,))) for name, o in drawn.items()}


def outputs_of(
    scenario: Scenario, values: Mapping[str, FloatArray], quantities: int = 1, months: tuple[float, ...] = ()
) -> dict[str, FloatArray]:
    """What comes of given draws: the columns of `Sample.outputs`."""
    each = scenario.target.mass_kg_u
    found = scenario.campaign(values)
    by_number = {n: _aimed(scenario, values, found, n) for n in range(1, quantities + 1)}
    outputs = {f"days to {n}": c.days_to(n * each) for n, c in by_number.items()}
    outputs |= {
        "product": found.product_kg_u,
        "swu": found.swu,
        "spent": found.spent,
        "days to all": found.days_to_all(),
    }
    outputs |= {"swu to 1": found.swu_to(each), "first stock": found.first_stock().astype(np.float64)}
    by_month = by_number[quantities]
    outputs |= {f"quantities by month {m:g}": by_month.product_by(m * DAYS_PER_MONTH) / each for m in months}
    return outputs


def _aimed(scenario: Scenario, values: Mapping[str, FloatArray], found: Campaign, n: int) -> Campaign:
    """The campaign that aims at n quantities: another one only for the rule of least work."""
    if n == 1 or not scenario.rule.looks_at_all:
        return found
    return scenario.campaign(values, n * scenario.target.mass_kg_u)


def _joined(parts: list[dict[str, FloatArray]]) -> dict[str, FloatArray]:
    return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
