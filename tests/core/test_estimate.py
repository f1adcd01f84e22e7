"""Estimates: a value with its range, and the words that a reader sees."""

from __future__ import annotations

import math

import pytest

from servanda.core.estimate import Estimate, estimate
from servanda.core.names import AGENCY_BASES, Basis, Qualifier
from servanda.core.unit import Unit


@pytest.mark.parametrize(
    ("made", "text"),
    [
        (estimate(440.9, Unit.KG_U, Basis.VERIFIED), "440.9 kg U"),
        (estimate(202.8, Unit.KG_U, Basis.VERIFIED, qualifier=Qualifier.AT_MOST), "at most 202.8 kg U"),
        (estimate(10000, Unit.MACHINES, Basis.PRESS, qualifier=Qualifier.AT_LEAST), "at least 10,000 machines"),
        (estimate(None, Unit.DAYS, Basis.PRESS, low=7, high=14), "between 7 and 14 days"),
        (estimate(12, Unit.DAYS, Basis.PRESS, low=10, high=14), "12 days, between 10 and 14 days"),
        (estimate(3, Unit.COUNT, Basis.PRESS), "3"),
    ],
)
def test_text(made: Estimate, text: str) -> None:
    """Exact values, bounds and ranges are each written as what they are."""
    assert made.text() == text


def test_a_bound_leaves_the_value_open() -> None:
    """At most and at least are not values."""
    at_most = estimate(202.8, Unit.KG_U, Basis.VERIFIED, qualifier=Qualifier.AT_MOST)
    assert (at_most.value, at_most.low, at_most.high) == (None, 0.0, 202.8)
    at_least = estimate(5, Unit.KG_U, Basis.VERIFIED, qualifier=Qualifier.AT_LEAST)
    assert (at_least.value, at_least.low, at_least.high) == (None, 5, math.inf)


def test_bases_are_ranked() -> None:
    """Verified outranks every other basis, and each has words."""
    assert min(Basis, key=lambda b: b.rank) is Basis.VERIFIED
    assert {Basis.VERIFIED, Basis.ESTIMATED_BY_AGENCY} == AGENCY_BASES
    assert all(b.words for b in Basis)
