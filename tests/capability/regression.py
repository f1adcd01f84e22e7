"""The published regression example (capability reference, 4.5): illustrative inputs, not an assessment."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from servanda.capability.campaign import Campaign, campaign
from servanda.capability.feed import feed
from servanda.capability.ramp import DAYS_PER_MONTH, machines, steady
from servanda.core.arrays import FloatArray
from servanda.core.distribution import Beta, LogNormal
from servanda.core.uncertain import Input, draw_inputs
from servanda.core.unit import Unit

SEED, DRAWS = 20250613, 200_000
INPUTS = tuple(
    Input(name, distribution, unit, "illustrative")
    for name, distribution, unit in (
        ("f", Beta(2, 2), Unit.FRACTION),
        ("N", LogNormal(500, 0.8), Unit.MACHINES),
        ("s", LogNormal(4, 0.25), Unit.SWU_PER_YEAR),
        ("a", Beta(8, 2), Unit.FRACTION),
        ("l", Beta(2, 38), Unit.FRACTION),
        ("d", LogNormal(6, 0.6), Unit.MONTHS),
    )
)


def months(values: Mapping[str, FloatArray]) -> tuple[FloatArray, NDArray[np.bool_]]:
    """Months to 25 kg at 90 %, and True where the 60 % stock alone gives it; else the 5 % route is taken."""
    high = _route(values, 440.9, 0.6, 0.2, values["f"], values["l"])
    low = _route(values, 1e6, 0.05, 0.00711, np.ones(1), np.zeros(1))
    enough = high.reaches(25.0)
    return np.where(enough, high.days_to(25.0), low.days_to(25.0)) / DAYS_PER_MONTH, enough


def _route(
    v: Mapping[str, FloatArray], mass: float, x: float, tails: float, usable: FloatArray, loss: FloatArray
) -> Campaign:
    ramp = steady(machines(v["N"], v["s"], v["a"]))
    stock = feed("stock", mass, x, usable=usable, loss=loss, tails=tails)
    return campaign([stock], 0.9, ramp, restart_days=v["d"] * DAYS_PER_MONTH)


def drawn() -> dict[str, FloatArray]:
    """The draws of the example."""
    return draw_inputs(INPUTS, np.random.default_rng(SEED), DRAWS)
