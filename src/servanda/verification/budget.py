"""What the variance of a balance is made of: by term, by level, by correlation key."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from servanda.core.arrays import FloatArray
from servanda.verification.errors import Level
from servanda.verification.structure import ErrorSource, Structure

Name = TypeVar("Name")


@dataclass(frozen=True, slots=True)
class BudgetLine:
    """What one error of one term gives to the variance of a balance.

    `alone` (kg²) is what it would give if no other term shared it; `share` (kg²) what it gives with all covariances:
    shares add up to the variance and may be negative. `loading` (kg) is its signed effect at 1 sigma, NaN if random.
    """

    term: str
    level: Level
    key: str
    alone: float
    share: float
    loading: float

    @property
    def sigma_alone(self) -> float:
        """Standard deviation (kg) without covariances."""
        return math.sqrt(self.alone)


def budget(structure: Structure, x: FloatArray, balance: int = 0) -> tuple[BudgetLine, ...]:
    """Lines of one balance (counted from 0) for values of shape (values,): random ones, then systematic by key."""
    row = structure.entries[[balance], :].toarray().ravel()
    return (*_random(structure, x, row), *_systematic(structure, x, row))


def by_level(lines: Sequence[BudgetLine]) -> dict[Level, float]:
    """Variance (kg²) of each level."""
    return _summed((line.level, line.share) for line in lines)


def by_term(lines: Sequence[BudgetLine]) -> dict[str, float]:
    """Variance (kg²) of each term, its part of the covariances included; may be negative."""
    return _summed((line.term, line.share) for line in lines)


def by_key(lines: Sequence[BudgetLine]) -> dict[str, float]:
    """Variance (kg²) of each correlation key; random errors have none and are left out."""
    return _summed((line.key, line.share) for line in lines if line.level is not Level.RANDOM)


def _random(structure: Structure, x: FloatArray, row: FloatArray) -> list[BudgetLine]:
    variances = row**2 * structure.random_variance(x)
    sums = np.bincount(structure.term_of, variances, len(structure.terms))
    return [
        BudgetLine(term, Level.RANDOM, "", float(variance), float(variance), math.nan)
        for term, variance in zip(structure.terms, sums, strict=True)
        if variance > 0
    ]


def _systematic(structure: Structure, x: FloatArray, row: FloatArray) -> list[BudgetLine]:
    parts: dict[ErrorSource, dict[int, float]] = defaultdict(dict)
    for share in structure.shares:
        source = structure.sources[share.source]
        signs = row[share.places]
        effect = float(signs @ (x[share.places] if source.kind == "relative" else share.times))
        parts[source][share.term] = parts[source].get(share.term, 0.0) + share.size * effect
    return [
        BudgetLine(
            structure.terms[term], source.level, source.words, loading**2, loading * sum(terms.values()), loading
        )
        for source, terms in parts.items()
        for term, loading in terms.items()
        if loading
    ]


def _summed(pairs: Iterable[tuple[Name, float]]) -> dict[Name, float]:
    sums: dict[Name, float] = defaultdict(float)
    for name, variance in pairs:
        sums[name] += variance
    return dict(sums)
