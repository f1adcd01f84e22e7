"""What is likely inside the bounds: weighted draws of where each material is after some months without verification.

Draws are made once from a seed, one stream for each material and site by its name, so that neither the order of the
materials nor the unit of mass changes a result. Time only scales what was drawn. Observations (`observe`) weigh the
draws by their likelihood (importance weighting: C. P. Robert and G. Casella, Monte Carlo Statistical Methods, 2nd ed.
2004, chapter 3); the effective sample size is (sum w)^2 / sum w^2 (A. Kong, J. S. Liu and W. H. Wong, JASA 89, 1994).
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from servanda.capability.site_state import SiteDraws
from servanda.core.arrays import FloatArray
from servanda.core.finding import Misuse
from servanda.core.uncertain import draw_inputs
from servanda.knowledge.process import UNKNOWN_LOCATION, Moves, Part, Process

DRAWS = 20_000
SEED = 20250613
LEAST_EFFECTIVE = 200.0
"""Fewer effective draws than this cannot carry a 95 % interval."""
HALF = 0.95


@dataclass(frozen=True, slots=True)
class Drawn:
    """What does not depend on time, one row for each draw: standard normal of the base, rate in kg U a month, sites, moves."""

    base: Mapping[str, FloatArray]
    rate: Mapping[str, FloatArray]
    sites: Mapping[str, SiteDraws]
    moved: FloatArray
    destinations: Mapping[str, FloatArray]


@dataclass(frozen=True, slots=True)
class Masses:
    """Masses of one material over draws, kg U: by known site, and at an unknown location."""

    at: Mapping[str, FloatArray]
    unknown: FloatArray

    @property
    def shown(self) -> FloatArray:
        """What is at known sites: what an inspection of all of them would find."""
        return np.asarray(np.sum(list(self.at.values()), axis=0))

    @property
    def existing(self) -> FloatArray:
        """What may exist: at known sites and elsewhere."""
        return self.shown + self.unknown


@dataclass(frozen=True)
class Belief:
    """Weighted draws after `months`. `limits` are the reachable bounds by material (kg U of all that exists).

    `log_weights` hold what was observed; draws outside the limits weigh nothing. `steps` says what was observed, in order.
    """

    process: Process
    months: float
    drawn: Drawn
    log_weights: FloatArray
    limits: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    steps: tuple[str, ...] = ()

    @cached_property
    def masses(self) -> dict[str, Masses]:
        """Where each material is, draw by draw."""
        return {p.material: _masses(self.process, p, self.drawn, self.months) for p in self.process.parts}

    @cached_property
    def weights(self) -> FloatArray:
        """Weights that add up to 1."""
        logs = self.log_weights.copy()
        for material, (low, high) in self.limits.items():
            held = self.of(material)
            logs[(held.shown < low) | (held.existing > high)] = -np.inf
        best = float(logs.max())
        if not np.isfinite(best):
            raise Misuse(
                "no draw agrees with what was observed and with the bounds: widen the inputs (loss, production, moves), or "
                "correct the observation"
            )
        weights = np.exp(logs - best)
        return np.asarray(weights / weights.sum())

    @property
    def effective(self) -> float:
        """Effective number of draws."""
        return 1.0 / float(np.sum(self.weights**2))

    def of(self, material: str) -> Masses:
        """The masses of one material."""
        self.process.part(material)
        return self.masses[material]

    def state(self, site: str) -> FloatArray:
        """The damage state of a site in each draw (0 intact, 1 access blocked, 2 lost)."""
        if site not in self.drawn.sites:
            raise Misuse(f"no state of the site {site!r}: name one of {', '.join(self.drawn.sites) or 'none'}")
        return self.drawn.sites[site].state

    def quantile(self, values: FloatArray, p: float) -> float:
        """The smallest value that at least this share of the weight does not exceed."""
        return quantile(values, self.weights, p)

    def interval(self, material: str, probability: float = HALF, *, existing: bool = False) -> tuple[float, float]:
        """The central credible interval of what is at known sites, or of all that exists."""
        held = self.of(material)
        values = held.existing if existing else held.shown
        tail = (1.0 - probability) / 2
        return self.quantile(values, tail), self.quantile(values, 1.0 - tail)

    def mean(self, values: FloatArray) -> float:
        """Weighted mean."""
        return float(self.weights @ values)

    def variance(self, values: FloatArray) -> float:
        """Weighted variance."""
        return float(self.weights @ (values - self.mean(values)) ** 2)

    def later(self, months: float, limits: Mapping[str, tuple[float, float]] | None = None) -> Belief:
        """The same belief with more or fewer months gone by and nothing observed: no access brings no other update."""
        _forward(months)
        step = f"no access until month {months:g}"
        return replace(self, months=months, limits=self.limits if limits is None else limits, steps=(*self.steps, step))

    def weighed(self, log_likelihood: FloatArray, step: str) -> Belief:
        """The belief after an observation with this likelihood in each draw."""
        return replace(self, log_weights=self.log_weights + log_likelihood, steps=(*self.steps, step))


def begin(
    process: Process,
    months: float = 0.0,
    *,
    seed: int = SEED,
    draws: int = DRAWS,
    limits: Mapping[str, tuple[float, float]] | None = None,
) -> Belief:
    """Belief some months after every material was last measured, with nothing observed since."""
    _forward(months)
    if draws < 1:
        raise Misuse(f"{draws} draws: a sample has at least one")
    return Belief(process, months, _draw(process, seed, draws), np.zeros(draws), limits or {})


def quantile(values: FloatArray, weights: FloatArray, p: float) -> float:
    """Weighted quantile: the smallest value whose weight and that of all smaller ones reach p."""
    order = np.argsort(values, kind="stable")
    reached = np.searchsorted(np.cumsum(weights[order]), p * (1.0 - 1e-12))
    return float(values[order[min(int(reached), values.size - 1)]])


def stream(seed: int, name: str) -> np.random.Generator:
    """The generator of one name: the same whatever else is drawn."""
    return np.random.default_rng([seed, zlib.crc32(name.encode())])


def _forward(months: float) -> None:
    if not 0.0 <= months < np.inf:
        raise Misuse(f"{months} months since the measurement: time is counted forward, give 0 or more")


def _draw(process: Process, seed: int, n: int) -> Drawn:
    base = {p.material: stream(seed, f"base of {p.material}").standard_normal(n) for p in process.parts}
    rate = {p.material: _rate(p, stream(seed, f"production of {p.material}"), n) for p in process.parts}
    sites = {s.site: s.drawn(draw_inputs(s.inputs(), stream(seed, f"state of {s.site}"), n)) for s in process.sites}
    if process.moves is None:
        return Drawn(base, rate, sites, np.zeros(n), {})
    moved = process.moves.share.draw(stream(seed, "moved"), n)
    return Drawn(base, rate, sites, moved, _destinations(process.moves, seed, n))


def _rate(part: Part, generator: np.random.Generator, n: int) -> FloatArray:
    p = part.production
    if p is None:
        return np.zeros(n)
    some = generator.random(n) >= p.zero
    return np.asarray(p.most_kg_u_per_month * p.shape.draw(generator, n) * some)


def _destinations(moves: Moves, seed: int, n: int) -> dict[str, FloatArray]:
    """Dirichlet shares from gamma variates, one stream for each place."""
    gammas = {
        place: stream(seed, f"moved to {place}").standard_gamma(weight, n)
        for place, weight in sorted(moves.destinations.items())
    }
    total = np.sum(list(gammas.values()), axis=0)
    return {place: np.asarray(g / total) for place, g in gammas.items()}


def _masses(process: Process, part: Part, drawn: Drawn, months: float) -> Masses:
    """Base times what the site left of it, less what was moved, plus what was produced."""
    base = np.maximum(part.mass_kg_u + part.sd_kg_u * drawn.base[part.material], 0.0)
    moved = drawn.moved * (process.moves.grown(months) if process.moves else 0.0)
    made = drawn.rate[part.material] * months
    at: dict[str, FloatArray] = {}
    carried = np.zeros(base.size)
    for site, share in part.at.items():
        left = base * share * (drawn.sites[site].stock_share if site in drawn.sites else 1.0)
        at[site] = left * (1.0 - moved) + made * share
        carried = carried + left * moved
    unknown: NDArray[np.float64] = np.zeros(base.size)
    for place, share_of in drawn.destinations.items():
        if place == UNKNOWN_LOCATION:
            unknown = unknown + carried * share_of
        else:
            at[place] = at.get(place, np.zeros(base.size)) + carried * share_of
    return Masses(at, unknown)
