"""The curve: it never falls when a day or a team is added, whatever the order in which strata are given; and its price."""

from __future__ import annotations

import itertools
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from servanda.inspection.days import Resources
from servanda.inspection.plan_price import Envelope, concave, price_of, reached_by_effort
from servanda.inspection.plan_stratum import StratumToVerify
from tests.inspection.plan_making import D, F, H, plan, strata_drawn, stratum

TINY = 1e-9


@settings(max_examples=30)
@given(strata_drawn(), st.integers(1, 12), st.integers(1, 4))
def test_a_day_more_never_makes_it_worse(strata: list[StratumToVerify], days: int, teams: int) -> None:
    """Each point of a plan is that of the plan one day longer, and no column gets worse from day to day."""
    short, long = plan(strata, days=days, teams=teams), plan(strata, days=days + 1, teams=teams)
    assert short.curve == long.curve[:-1]
    for before, after in zip(long.curve, long.curve[1:], strict=False):
        assert after.detection >= before.detection - TINY
        assert after.weakest >= before.weakest - TINY
        assert after.unverified <= before.unverified + TINY
        assert after.at_risk <= before.at_risk + TINY
        assert all(b >= a - TINY for a, b in zip(before.by_stratum, after.by_stratum, strict=True))


@settings(max_examples=30)
@given(strata_drawn(), st.integers(1, 5))
def test_a_team_more_never_lowers_the_curve(strata: list[StratumToVerify], teams: int) -> None:
    """Day by day and stratum by stratum, also where places open late and visits are shared."""
    few, more = plan(strata, teams=teams), plan(strata, teams=teams + 1)
    for a, b in zip(few.curve, more.curve, strict=True):
        assert b.detection >= a.detection - TINY
        assert b.unverified <= a.unverified + TINY
        assert b.at_risk <= a.at_risk + TINY
        assert all(y >= x - TINY for x, y in zip(a.by_stratum, b.by_stratum, strict=True))


@settings(max_examples=40)
@given(strata_drawn(), st.randoms(use_true_random=False))
def test_strata_in_any_order_give_one_plan(strata: list[StratumToVerify], chance: Random) -> None:
    """The same plan, object for object."""
    shuffled = list(strata)
    chance.shuffle(shuffled)
    assert plan(shuffled) == plan(strata)


def test_a_point_by_hand() -> None:
    """Two strata, one done: mean by priority, weakest, SQ left, weighted SQ."""
    a, b = stratum("a", failure=0.5), stratum("b", band="up_to_5", items=40, item_kg=400.0)
    found = plan([a, b], days=2).curve[-1]
    wa, wb = a.priority(plan([a]).as_of), b.priority(plan([a]).as_of)
    pa = a.sample.detection
    assert found.by_stratum == (pa, 0.0)
    assert found.detection == pytest.approx(wa * pa / (wa + wb))
    assert found.weakest == 0.0
    assert found.unverified == pytest.approx(b.quantities)
    assert found.at_risk == pytest.approx(0.5 * a.quantities * (1 - pa) + b.quantities)


def test_where_continuity_was_kept_strata_weigh_the_same() -> None:
    """Without any priority the mean is a plain one."""
    found = plan([stratum("a", lost=None, failure=0.0), stratum("b", lost=None, failure=0.0)], days=2)
    assert found.curve[-1].detection == pytest.approx(sum(found.curve[-1].by_stratum) / 2)
    assert found.curve[0].at_risk == 0.0


CORNERS = st.lists(
    st.tuples(st.floats(0.01, 50), st.floats(0, 1)), min_size=1, max_size=8, unique_by=lambda corner: corner[0]
)


@settings(max_examples=50)
@given(st.lists(CORNERS, min_size=1, max_size=5), st.floats(0.0, 120))
def test_greedy_pieces_are_the_linear_programme(corners: list[list[tuple[float, float]]], budget: float) -> None:
    """Value and price equal optimum and dual of the programme over the pieces (HiGHS); at a corner the price is the next."""
    envelopes = [concave([(0.0, 0.0), *points]) for points in corners]
    found = price_of(envelopes, budget)
    pieces = [(b[0] - a[0], (b[1] - a[1]) / (b[0] - a[0])) for e in envelopes for a, b in itertools.pairwise(e)]
    if not pieces:
        assert (found.value, found.per_inspector_day) == (0.0, 0.0)
        return
    slopes = np.array([slope for _, slope in pieces])
    solved = linprog(
        -slopes, A_ub=[np.ones(len(pieces))], b_ub=[budget], bounds=[(0, w) for w, _ in pieces], method="highs"
    )
    assert found.value == pytest.approx(-solved.fun, abs=1e-7)
    further = linprog(
        -slopes, A_ub=[np.ones(len(pieces))], b_ub=[budget + 1e-4], bounds=[(0, w) for w, _ in pieces], method="highs"
    )
    assert found.per_inspector_day >= (solved.fun - further.fun) / 1e-4 - 1e-4


@given(CORNERS)
def test_envelopes_are_concave_and_above_every_point(points: list[tuple[float, float]]) -> None:
    """Slopes fall from piece to piece, and no point lies above the envelope."""
    found = concave([(0.0, 0.0), *points])
    slopes = [(b[1] - a[1]) / (b[0] - a[0]) for a, b in itertools.pairwise(found)]
    assert all(a >= b - TINY for a, b in itertools.pairwise(slopes))
    for x, y in points:
        assert y <= _at(found, x) + TINY


def _at(envelope: Envelope, x: float) -> float:
    return float(np.interp(x, [p[0] for p in envelope], [p[1] for p in envelope]))


@settings(max_examples=30)
@given(strata_drawn(late=False), st.integers(1, 3))
def test_no_plan_beats_what_its_effort_is_worth(strata: list[StratumToVerify], teams: int) -> None:
    """The value of the envelopes bounds the curve on every day where each place has one stratum; prices never rise."""
    found = plan(strata, teams=teams)
    alone = len({s.place for s in strata}) == len(strata)
    for point, price in zip(found.curve, found.prices, strict=True):
        assert not alone or price.detection.value >= point.detection - 1e-6
    prices = [p.detection.per_inspector_day for p in found.prices]
    assert all(a >= b - TINY for a, b in itertools.pairwise(prices))


def test_effort_of_a_stratum_ends_at_its_sample() -> None:
    """The envelope runs from nothing to the whole sample: set-up of both teams, then 505 minutes and the rest."""
    s = stratum("a", items=27, item_kg=16.8, methods=(H, F, D))
    found = reached_by_effort(s, Resources(2, 10))
    assert found[0] == (0.0, 0.0)
    assert found[-1][0] == pytest.approx((2 * 4 + s.sample.minutes / 60) / 8)
    assert found[-1][1] == pytest.approx(s.sample.detection)
