"""What is assumed about how such figures are made, as priors with their reasons: practice, and effects of one quarter.

A practice belongs to the publisher and is the same in every quarter; it is learnt from rows of other quarters
(`breakout_case_fit`). An effect belongs to one quarter and is drawn anew in each. No prior was set from the rows of a
single quarter, and none knows the row that it is used for.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from servanda.core.arrays import FloatArray
from servanda.core.distribution import Distribution, Fixed, LogNormal, Mixture, Uniform, beta_of
from servanda.core.distribution import discrete as atoms
from servanda.core.quantity import NATURAL_ASSAY

SEED = 20240630
"""The day after which no row is used to learn from; any seed would do."""


@dataclass(frozen=True, slots=True)
class Prior:
    """One assumption: the word for it, its distribution and why that was taken."""

    name: str
    distribution: Distribution
    words: str
    source: str


PRACTICE = (
    Prior("eta_leu", beta_of(0.75, 0.15), "efficiency from low enriched or natural feed",
          "half to all of the ideal; wide, to be learnt from the other quarters"),
    Prior("eta_high", beta_of(0.9, 0.07), "efficiency from feed at 20 or 60 %",
          "a short way up: nearer 1 than from low enriched feed"),
    Prior("setup_high", LogNormal(10.0, 0.6), "days of set-up before 20 and 60 % feed, all plants",
          "the note of March 2022 puts two to three weeks, set-up included, where the work takes some days"),
    Prior("setup_leu", LogNormal(30.0, 0.5), "days of set-up before low enriched feed",
          "plants that make 5 % are not set for 90 %: about a month, wide, to be learnt from the other quarters"),
    Prior("setup_named", LogNormal(1.0, 0.7), "days of set-up of named cascades",
          "they make 60 % already; the figures in days name no restart"),
    Prior("growth", Uniform(0.0, 0.4), "growth a year of advanced machines since they were last counted",
          "none, up to the 0.35 to 0.6 a year between full counts of 2021, 2022 and 2024"),
    Prior("output", Uniform(0.0, 1.0), "place of the output of one machine inside its published span",
          "one place for all types: published values err in the same direction"),
    Prior("named_output", Uniform(0.0, 1.0), "output of a named advanced machine inside the span of all types",
          "the texts do not name the type; a publisher keeps to a value"),
    Prior("tails_60", Mixture((Fixed(0.2), Uniform(0.05, 0.2)), (0.6, 0.4)), "tails of the 60 % stock",
          "the next stock's assay, or deeper: feeds stated in 2023 imply 20 % (half the stock) and 10 % (40 kg)"),
    Prior("tails_20", Mixture((Fixed(0.05), Uniform(0.02, 0.05)), (0.6, 0.4)), "tails of the 20 % stock", "as for 60 %"),
    Prior("higher_tails", Uniform(0.2, 0.35), "tails where the text says that they are higher", "above the usual 20 %"),
    Prior("tails_5", Uniform(NATURAL_ASSAY, 0.01), "tails of low enriched stocks", "natural to 1 %"),
    Prior("tails_natural", Uniform(0.003, 0.0045), "tails of natural feed", "0.3 to 0.45 %, usual span"),
    Prior("assay_5", Uniform(0.04, 0.05), "mean assay of the up-to-5 % band", "the band is an upper bound"),
    Prior("assay_2", Uniform(0.01, 0.02), "mean assay of the up-to-2 % band",
          "of mixed and low assay; anything just above natural belongs to it"),
    Prior("uses_2", atoms({0.0: 0.5, 1.0: 0.5}), "whether the up-to-2 % stock is used",
          "publishers are reluctant to use it (recalled)"),
    Prior("rounding", Uniform(0.0, 0.5), "rounding of counts: 0 cuts off, 0.5 rounds to the nearest",
          "almost eight is printed as eight; learnt from the other rows"),
)  # fmt: skip
EFFECTS = (
    Prior("capacity", LogNormal(1.0, 0.12), "what counts and outputs leave out in a quarter",
          "counts are sparse and outputs published as spans"),
    Prior("stated_capacity", LogNormal(1.0, 0.04), "rounding of a published capacity", "three significant digits"),
    Prior("in_service", Uniform(0.0, 1.0), "share in service between the least counted and all", "nothing is known"),
    Prior("machines_each", Uniform(164.0, 174.0), "machines of a named cascade", "counts of the record"),
    Prior("which", Uniform(0.0, 1.0), "which of several numbers of cascades, or which feed", "each alike"),
)  # fmt: skip
PRIORS: Mapping[str, Prior] = {p.name: p for p in (*PRACTICE, *EFFECTS)}


def draw_practice(n: int, seed: int = SEED) -> dict[str, FloatArray]:
    """So many draws of every practice."""
    return _drawn(PRACTICE, n, seed, "practice")


def draw_effects(quarter: str, n: int, seed: int = SEED) -> dict[str, FloatArray]:
    """So many draws of the effects of a quarter; another quarter has others."""
    return _drawn(EFFECTS, n, seed, quarter)


def _drawn(priors: tuple[Prior, ...], n: int, seed: int, label: str) -> dict[str, FloatArray]:
    generator = np.random.default_rng([seed, zlib.crc32(label.encode())])
    return {p.name: p.distribution.draw(generator, n) for p in priors}


def medians() -> dict[str, FloatArray]:
    """Every assumption at its median, as one draw."""
    return {name: np.array([p.distribution.median]) for name, p in PRIORS.items()}
