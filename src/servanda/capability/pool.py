"""Pools of judgements: several people's distributions of one quantity made into one, the members beside it.

Linear pool: the weighted mean of the probabilities (M. Stone, Ann. Math. Stat. 32, 1961). Logarithmic pool: the weighted
product of the densities, normalised (C. Genest and J. V. Zidek, Statistical Science 1, 1986); of lognormals it is the lognormal
whose location is the mean of theirs weighted with their precision. Quantile average: the weighted mean of the logarithms of
the quantiles (R. Ratcliff, Psych. Bull. 86, 1979). The last two hide a split opinion. Judgements about different
questions are never pooled, and what lies outside the scope is never pooled at all.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from scipy import special

from servanda.capability.judgement_grid import grid_of, masses_on, shared_edges
from servanda.capability.pool_modes import RULE, Mode, modes
from servanda.core.distribution import Distribution, LogNormal, Mixture
from servanda.core.finding import Misuse
from servanda.core.question import FullQuestion
from servanda.core.sample import FIVE


class PoolKind(StrEnum):
    """How members are combined."""

    LINEAR = "linear"
    LOGARITHMIC = "logarithmic"
    QUANTILES = "quantile average"


@dataclass(frozen=True, slots=True)
class Member:
    """One judgement in a pool: whose, about which question, its distribution, and its weight beside the others'.

    Members with the same non-empty `shared_evidence` say one thing twice: together they have the weight of one.
    """

    name: str
    asked: FullQuestion
    distribution: Distribution
    weight: float = 1.0
    shared_evidence: str = ""
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Pool:
    """A pool with its members and their weights (adding up to 1). `modes` has one entry unless opinion is split."""

    kind: PoolKind
    asked: FullQuestion
    distribution: Distribution
    members: tuple[Member, ...]
    weights: tuple[float, ...]
    modes: tuple[Mode, ...]

    @property
    def is_split(self) -> bool:
        """True when the pool has more than one mode: then no single number stands for it."""
        return len(self.modes) > 1

    def quantiles(self, probabilities: Sequence[float] = FIVE) -> tuple[float, ...]:
        """Quantiles of the pool: a description of spread, which for a split pool is no summary."""
        return tuple(float(q) for q in self.distribution.quantile(probabilities))

    @property
    def centre(self) -> float:
        """The median; refused where the pool is split."""
        if self.is_split:
            found = ", ".join(f"{m.at:.3g} ({m.share:.0%})" for m in self.modes)
            raise Misuse(
                f"the {self.kind} pool has {len(self.modes)} modes, at {found}: no single number stands for it; show modes "
                f"and members. Rule: {RULE}"
            )
        return float(self.distribution.quantile(0.5))


def linear_pool(members: Sequence[Member]) -> Pool:
    """The linear pool, exact: a mixture of the members."""
    weights = _weights(members)
    kept = [(m.distribution, w) for m, w in zip(members, weights, strict=True) if w > 0]
    parts, shares = zip(*kept, strict=True)
    return _pool(PoolKind.LINEAR, members, weights, Mixture(parts, shares) if len(parts) > 1 else parts[0])


def log_pool(members: Sequence[Member]) -> Pool:
    """The logarithmic pool: in closed form for lognormals, else on a grid of the logarithm."""
    weights = _weights(members)
    parts = [m.distribution for m in members]
    lognormals = [p for p in parts if isinstance(p, LogNormal)]
    made = _of_lognormals(lognormals, weights) if len(lognormals) == len(parts) else _on_grid(parts, weights)
    return _pool(PoolKind.LOGARITHMIC, members, weights, made)


def quantile_average(members: Sequence[Member]) -> Pool:
    """Quantiles averaged in the logarithm, at every probability; for lognormals a lognormal again."""
    weights = _weights(members)
    probabilities = np.linspace(0.0, 1.0, 4001)[1:-1]
    logs = sum(w * np.log(m.distribution.quantile(probabilities)) for w, m in zip(weights, members, strict=True))
    if all(isinstance(m.distribution, LogNormal) for m in members):
        made: Distribution = _averaged_lognormal([m.distribution for m in members], weights)
    else:
        made = grid_of(np.asarray(logs), np.diff(probabilities))
    return _pool(PoolKind.QUANTILES, members, weights, made)


def pool_of(kind: PoolKind, members: Sequence[Member]) -> Pool:
    """The pool of a kind."""
    return {PoolKind.LINEAR: linear_pool, PoolKind.LOGARITHMIC: log_pool, PoolKind.QUANTILES: quantile_average}[kind](
        members
    )


def _pool(kind: PoolKind, members: Sequence[Member], weights: tuple[float, ...], made: Distribution) -> Pool:
    return Pool(kind, members[0].asked, made, tuple(members), weights, modes(made))


def _of_lognormals(parts: Sequence[LogNormal], weights: Sequence[float]) -> LogNormal:
    precision = [w / p.log_sd**2 for w, p in zip(weights, parts, strict=True)]
    place = math.fsum(q * math.log(p.median_value) for q, p in zip(precision, parts, strict=True)) / math.fsum(
        precision
    )
    return LogNormal(math.exp(place), math.fsum(precision) ** -0.5)


def _averaged_lognormal(parts: Sequence[Distribution], weights: Sequence[float]) -> LogNormal:
    z = float(special.ndtri(0.95))
    logs = [(np.log(p.quantile(0.5)), np.log(p.quantile(0.95))) for p in parts]
    place = math.fsum(w * float(a) for w, (a, _) in zip(weights, logs, strict=True))
    return LogNormal(math.exp(place), math.fsum(w * float(b - a) for w, (a, b) in zip(weights, logs, strict=True)) / z)


def _on_grid(parts: Sequence[Distribution], weights: Sequence[float]) -> Distribution:
    edges = shared_edges(parts)
    with np.errstate(divide="ignore"):
        logs = [w * np.log(masses_on(p, edges)) for w, p in zip(weights, parts, strict=True) if w > 0]
    total = np.sum(logs, axis=0)
    highest = float(total.max())
    if not math.isfinite(highest):
        raise Misuse(
            "the members exclude each other: where one puts probability another puts none, so they have no product"
        )
    return grid_of(edges, np.exp(total - highest))


def _weights(members: Sequence[Member]) -> tuple[float, ...]:
    _check(members)
    alike = [m.shared_evidence for m in members]
    shares = [m.weight / (alike.count(group) if group else 1) for m, group in zip(members, alike, strict=True)]
    total = math.fsum(shares)
    if min(shares) < 0 or not 0 < total < math.inf:
        raise Misuse(
            f"weights {', '.join(f'{m.weight:g}' for m in members)}: give each member 0 or more, and one above 0"
        )
    return tuple(s / total for s in shares)


def _check(members: Sequence[Member]) -> None:
    if not members:
        raise Misuse("a pool of nothing: give at least one judgement with a distribution")
    questions = sorted({m.asked for m in members})
    if len(questions) > 1:
        named = "; ".join(f"{q.words} ({', '.join(m.name for m in members if m.asked == q)})" for q in questions)
        raise Misuse(f"judgements about different questions are never pooled: {named}. Pool each question by itself")
    if not questions[0].kind.in_scope:
        raise Misuse(f"{questions[0].words}: show the words of {', '.join(m.name for m in members)}, and pool nothing")
