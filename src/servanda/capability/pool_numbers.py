"""Pools of bare quantiles [5 %, 50 %, 95 %], for tables of worked cases: lists of numbers in, numbers out.

Nothing here knows what the numbers answer: whoever calls has made sure that they answer one question, or shows by the result
why they must not be pooled.
"""

from __future__ import annotations

from collections.abc import Sequence

from servanda.capability.judgement_fit import Family, fit
from servanda.capability.pool import Member, Pool, PoolKind, pool_of
from servanda.core.finding import Misuse
from servanda.core.question import FullQuestion, Question
from servanda.core.sample import FIVE

Quantiles = Sequence[float]
ARITHMETIC = FullQuestion(Question.FIRST_SQ, scenario="given quantiles, arithmetic only")


def pool_of_quantiles(
    kind: PoolKind,
    members: Sequence[Quantiles],
    weights: Sequence[float] | None = None,
    family: Family = Family.LOGNORMAL,
) -> Pool:
    """The pool of judgements stated as [5 %, 50 %, 95 %] quantiles; equal weights where none are given."""
    shares = [1.0] * len(members) if weights is None else list(weights)
    if len(shares) != len(members):
        raise Misuse(f"{len(shares)} weights for {len(members)} members: give one weight for each")
    made = [
        Member(f"member {place}", ARITHMETIC, fit(values, family=family).distribution, weight)
        for place, (values, weight) in enumerate(zip(members, shares, strict=True), start=1)
    ]
    return pool_of(kind, made)


def linear_pool_quantiles(
    members: Sequence[Quantiles], weights: Sequence[float] | None = None, probabilities: Sequence[float] = FIVE
) -> tuple[float, ...]:
    """Quantiles of the linear pool."""
    return pool_of_quantiles(PoolKind.LINEAR, members, weights).quantiles(probabilities)


def log_pool_quantiles(
    members: Sequence[Quantiles], weights: Sequence[float] | None = None, probabilities: Sequence[float] = FIVE
) -> tuple[float, ...]:
    """Quantiles of the logarithmic pool: the product of the densities, in which a narrow member counts more."""
    return pool_of_quantiles(PoolKind.LOGARITHMIC, members, weights).quantiles(probabilities)


def log_pool_centre(members: Sequence[Quantiles], weights: Sequence[float] | None = None) -> float:
    """The centre of the logarithmic pool of members taken to be equally sure: the geometric mean of their medians.

    Worked cases quote it as "the centre of the logarithmic pool". Where members differ in spread it is not: the centre of the
    product of their densities is `log_pool_quantiles(members)[2]`, drawn towards those that are surer.
    """
    return quantile_average_quantiles(members, weights, (0.5,))[0]


def quantile_average_quantiles(
    members: Sequence[Quantiles], weights: Sequence[float] | None = None, probabilities: Sequence[float] = FIVE
) -> tuple[float, ...]:
    """Quantiles averaged in the logarithm; the middle is the weighted geometric mean of the medians."""
    return pool_of_quantiles(PoolKind.QUANTILES, members, weights).quantiles(probabilities)


def linear_pool_modes(members: Sequence[Quantiles], weights: Sequence[float] | None = None) -> tuple[float, ...]:
    """Where the modes of the linear pool stand; more than one: no single number stands for the pool."""
    return tuple(mode.at for mode in pool_of_quantiles(PoolKind.LINEAR, members, weights).modes)
