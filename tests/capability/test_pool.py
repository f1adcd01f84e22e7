"""Pools: the worked case, closed forms, split opinions, and what is never pooled."""

from __future__ import annotations

import math
from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from servanda.capability.judgement_fit import Family, fit
from servanda.capability.pool import Member, PoolKind, linear_pool, log_pool, pool_of, quantile_average
from servanda.capability.pool_modes import modes
from servanda.capability.pool_numbers import (
    linear_pool_modes,
    linear_pool_quantiles,
    log_pool_centre,
    log_pool_quantiles,
    pool_of_quantiles,
    quantile_average_quantiles,
)
from servanda.core.distribution import Distribution, LogNormal, Uniform
from servanda.core.finding import Misuse
from servanda.core.question import FullQuestion, Question

MIXED = ((1, 3, 6), (1, 4, 9), (12, 20, 24), (24, 48, 96), (24, 60, 120))
"""The first five verbal ranges. They answer different questions: pooling them is a test of arithmetic only."""
ASKED = FullQuestion(Question.FIRST_SQ, "2025-06-22")
lognormals = st.tuples(st.floats(0.5, 100), st.floats(0.1, 1.0)).map(lambda t: LogNormal(*t))


def members(*parts: Distribution) -> list[Member]:
    """Members of equal weight that answer one question."""
    return [Member(f"m{place}", ASKED, part) for place, part in enumerate(parts)]


def test_linear_pool_of_the_worked_case() -> None:
    """Quantiles 1.7, 4.2, 19.8, 45.9, 92.3 months; arithmetic only, since the five answer different questions."""
    assert linear_pool_quantiles(MIXED) == pytest.approx((1.7, 4.2, 19.8, 45.9, 92.3), rel=0.05)
    assert linear_pool_quantiles(MIXED) == pytest.approx((1.7, 4.2, 19.8, 45.9, 92.3), abs=0.05)


def test_linear_pool_of_the_worked_case_by_simulation() -> None:
    """One hundred thousand draws of each member, as the worked case was computed, give the same within their error."""
    generator = np.random.default_rng(20250624)
    drawn = np.concatenate([fit(m).distribution.draw(generator, 100_000) for m in MIXED])
    assert np.quantile(drawn, (0.05, 0.25, 0.5, 0.75, 0.95)) == pytest.approx(linear_pool_quantiles(MIXED), rel=0.02)


def test_the_worked_case_is_split_and_has_no_single_number() -> None:
    """Early, middle and late modes; asking for the centre is refused with the modes and the rule."""
    pool = pool_of_quantiles(PoolKind.LINEAR, MIXED)
    assert pool.is_split
    assert linear_pool_modes(MIXED) == pytest.approx((3.3, 20.4, 52.4), rel=0.02)
    with pytest.raises(Misuse) as refused:
        _ = pool.centre
    assert str(refused.value) == (
        "the linear pool has 3 modes, at 3.31 (39%), 20.4 (26%), 52.4 (36%): no single number stands for it; show modes and "
        "members. Rule: a mode is kept when the density of the logarithm falls by at least 10% below the lower peak in the "
        "valley beside it, and at least 5% of the probability belongs to it"
    )


def test_centres_that_hide_the_disagreement() -> None:
    """14.7 months is the average of the quantiles; the logarithmic pool counts the narrow member more: 19.7 months.

    14.7 has been called the centre of the logarithmic pool. It is the geometric mean of the medians, which is that centre
    only when all members are equally sure.
    """
    assert quantile_average_quantiles(MIXED)[2] == pytest.approx(14.7, abs=0.05)
    assert log_pool_centre(MIXED) == pytest.approx(14.7, abs=0.05)
    assert quantile_average_quantiles(MIXED)[2] == pytest.approx(math.prod(m[1] for m in MIXED) ** 0.2, rel=1e-9)
    assert log_pool_quantiles(MIXED)[2] == pytest.approx(19.75, abs=0.01)
    alike = [(m / 2, m, 2 * m) for _, m, _ in MIXED]
    assert log_pool_quantiles(alike)[2] == pytest.approx(quantile_average_quantiles(alike)[2], rel=1e-9)


@settings(max_examples=25, deadline=None)
@given(st.lists(lognormals, min_size=2, max_size=4))
def test_the_log_pool_in_closed_form_is_the_product_on_a_grid(parts: list[LogNormal]) -> None:
    """Precision weighting gives what multiplying densities numerically gives (scipy, own grid)."""
    x = np.linspace(-12, 14, 200_001)
    logs = sum(stats.norm.logpdf(x, math.log(p.median_value), p.log_sd) for p in parts) / len(parts)
    mass = np.exp(logs - np.max(logs))
    mean = float(np.sum(x * mass) / np.sum(mass))
    made = log_pool(members(*parts)).distribution
    assert isinstance(made, LogNormal)
    assert math.log(made.median_value) == pytest.approx(mean, abs=1e-6)
    assert made.log_sd == pytest.approx(math.sqrt(np.sum((x - mean) ** 2 * mass) / np.sum(mass)), rel=1e-6)


def test_the_log_pool_of_metalogs_on_a_grid() -> None:
    """A metalog without tilt pooled with itself is itself; on the grid the quantiles agree to a thousandth."""
    part = fit((2, 4, 8), family=Family.METALOG).distribution
    pooled = log_pool(members(part, part))
    assert pooled.quantiles() == pytest.approx(
        [float(q) for q in part.quantile((0.05, 0.25, 0.5, 0.75, 0.95))], rel=1e-3
    )
    averaged = quantile_average(members(part, part))
    assert averaged.quantiles() == pytest.approx(pooled.quantiles(), rel=2e-3)


@settings(max_examples=30, deadline=None)
@given(st.lists(lognormals, min_size=2, max_size=4), st.floats(0.01, 0.99))
def test_what_holds_for_every_pool(parts: list[LogNormal], p: float) -> None:
    """A quantile of the linear pool lies between the members'; the order of members changes nothing."""
    ends = [float(part.quantile(p)) for part in parts]
    (found,) = linear_pool(members(*parts)).quantiles((p,))
    assert min(ends) * (1 - 1e-9) <= found <= max(ends) * (1 + 1e-9)
    for kind in PoolKind:
        first = pool_of(kind, members(*parts)).quantiles((p,))
        for order in list(permutations(parts))[:4]:
            assert pool_of(kind, members(*order)).quantiles((p,)) == pytest.approx(first, rel=1e-6)


def test_a_weight_of_nought_counts_nothing() -> None:
    """The pool is then that of the others."""
    assert linear_pool_quantiles(MIXED[:2], (1, 0)) == pytest.approx(linear_pool_quantiles(MIXED[:1]), rel=1e-9)


def test_shared_evidence_counts_once() -> None:
    """Two that rest on the same evidence have together the weight of one."""
    part = LogNormal(10, 0.3)
    made = linear_pool(
        [
            Member("a", ASKED, part, shared_evidence="E"),
            Member("b", ASKED, part, shared_evidence="E"),
            Member("c", ASKED, LogNormal(20, 0.3)),
        ]
    )
    assert made.weights == pytest.approx((0.25, 0.25, 0.5))


def test_modes_of_known_shapes() -> None:
    """One lognormal has one mode at its median; two far apart have two with half the probability each; close ones one."""
    assert [m.at for m in modes(LogNormal(5, 0.4))] == pytest.approx([5], rel=0.01)
    apart = linear_pool(members(LogNormal(2, 0.3), LogNormal(40, 0.3))).modes
    assert [(m.share) for m in apart] == pytest.approx([0.5, 0.5], abs=0.01)
    assert [m.at for m in apart] == pytest.approx([2, 40], rel=0.02)
    assert len(linear_pool(members(LogNormal(5, 0.5), LogNormal(8, 0.5))).modes) == 1


def test_a_mode_with_little_behind_it_does_not_split() -> None:
    """A far member of weight 0.03 is no second mode; of weight 0.1 it is."""
    parts = [Member("most", ASKED, LogNormal(40, 0.2), 0.97), Member("few", ASKED, LogNormal(2, 0.2), 0.03)]
    assert not linear_pool(parts).is_split
    parts = [Member("most", ASKED, LogNormal(40, 0.2), 0.9), Member("few", ASKED, LogNormal(2, 0.2), 0.1)]
    assert linear_pool(parts).is_split


def test_different_questions_are_never_pooled() -> None:
    """The message names each question with those who answered it."""
    mixed = [
        Member("A", FullQuestion(Question.FIRST_ENRICHMENT, "2025-06-22"), LogNormal(4, 0.5)),
        Member("B", FullQuestion(Question.PRE_STRIKE_CAPACITY, "2025-06-22"), LogNormal(48, 0.5)),
    ]
    for kind in PoolKind:
        with pytest.raises(Misuse) as refused:
            pool_of(kind, mixed)
        assert str(refused.value) == (
            "judgements about different questions are never pooled: time until enrichment begins again, counted from "
            "2025-06-22 (A); time until the capacity from before the strikes is restored, counted from 2025-06-22 (B). Pool "
            "each question by itself"
        )


def test_what_is_out_of_scope_is_never_pooled() -> None:
    """A weapon is a label that is shown; nothing is computed with it."""
    part = Member("A", FullQuestion(Question.WEAPON), LogNormal(4, 0.5))
    with pytest.raises(Misuse) as refused:
        linear_pool([part])
    assert str(refused.value) == (
        "a weapon (outside the scope: shown, never computed with): show the words of A, and pool nothing"
    )


def test_pools_that_make_no_sense() -> None:
    """Nothing, negative weights, members that exclude each other, a weight too few: whole messages."""
    with pytest.raises(Misuse, match=r"^a pool of nothing: give at least one judgement with a distribution$"):
        linear_pool([])
    with pytest.raises(Misuse, match=r"^weights 1, -1: give each member 0 or more, and one above 0$"):
        linear_pool_quantiles(MIXED[:2], (1, -1))
    with pytest.raises(Misuse, match=r"^1 weights for 2 members: give one weight for each$"):
        linear_pool_quantiles(MIXED[:2], (1,))
    with pytest.raises(Misuse, match=r"^the members exclude each other: "):
        log_pool(members(Uniform(1, 2), Uniform(3, 4)))
