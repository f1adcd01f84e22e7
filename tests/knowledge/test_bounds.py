"""What may exist and what can be shown after a gap: published examples, properties, the fast way equal to the slow one."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from servanda.capability.separative_work import implied_tails, swu_per_product
from servanda.core.finding import Misuse
from servanda.core.quantity import NATURAL_ASSAY
from servanda.knowledge import bounds
from servanda.knowledge.bounds import Question, lowest, reach, reach_all, reaches, reaches_of_gaps
from servanda.knowledge.gap import Gap, Holding, Stage
from servanda.knowledge.reach_lp import any_assay, block_of, slope, value

CLOSE = 1e-6
BANDS = {"up_to_60": 0.6, "up_to_20": 0.2, "up_to_5": 0.05, "up_to_2": 0.02}


def holding(material: str, low: float, high: float | None = None, site: str = "") -> Holding:
    """Material of a band between two masses."""
    return Holding(material, BANDS[material], low, low if high is None else high, site)


def stock(*masses: float) -> tuple[Holding, ...]:
    """The four bands with exact masses."""
    return tuple(holding(band, mass) for band, mass in zip(BANDS, masses, strict=True))


MASS = st.floats(0, 5000).map(lambda m: round(m, 1))
WORK = st.floats(0, 20_000).map(lambda w: round(w, 1))
FEED = st.one_of(st.just(math.inf), st.floats(0, 50_000).map(lambda f: round(f, 1)))


@st.composite
def gaps(draw: st.DrawFn, *, tails: bool = False) -> Gap:
    """One stage with any stock, work, feed, and limits on use and loss."""
    holdings = tuple(holding(b, low := draw(MASS), low + draw(st.floats(0, 100))) for b in BANDS)
    limited = {b: draw(MASS) for b in BANDS if draw(st.booleans())}
    lost = {b: draw(MASS) for b in BANDS if draw(st.booleans())}
    stage = Stage(30.0, draw(WORK), draw(FEED), drawn=limited, lost=lost)
    return Gap(holdings, (stage,), (0.003,) if tails else None)


@pytest.mark.parametrize(
    ("feed", "assay", "tails", "published"),
    [(None, NATURAL_ASSAY, 0.003, 8.0), ("up_to_5", 0.05, 0.00711, 38.6), ("up_to_20", 0.2, 0.05, 244.0)],
)
def test_a_thousand_swu_make_at_most_what_the_reference_says(
    feed: str | None, assay: float, tails: float, published: float
) -> None:
    """1,000 SWU: 8.0 kg of 60 % from natural (0.3 % tails), 38.6 kg from 5 % (0.711 %), 244 kg from 20 % (5 %)."""
    held = (holding("up_to_60", 0.0),) if feed is None else (holding("up_to_60", 0.0), holding(feed, 20_000.0))
    gap = Gap(held, (Stage(30, 1000.0, math.inf if feed is None else 0.0),), (tails,))
    found = reach(gap, "up_to_60").high
    assert found == pytest.approx(1000.0 / swu_per_product(0.6, assay, tails), rel=CLOSE)
    assert found == pytest.approx(published, abs=0.05 if published < 100 else 0.5)


def test_the_third_example_needs_895_kg_of_feed_which_then_limits() -> None:
    """244 kg from 20 % need 895 kg of it: with half as much feed at the same tails there is half as much."""
    full = Gap((holding("up_to_60", 0.0), holding("up_to_20", 895.0)), (Stage(30, 1000.0, 0.0),), (0.05,))
    half = Gap((holding("up_to_60", 0.0), holding("up_to_20", 447.5)), (Stage(30, 1000.0, 0.0),), (0.05,))
    assert reach(full, "up_to_60").high == pytest.approx(244.03, abs=0.1)
    assert reach(half, "up_to_60").high == pytest.approx(447.5 * 0.15 / 0.55, rel=CLOSE)


def test_how_the_choice_of_tails_enters() -> None:
    """Fixed tails of 0.3 % give 8.0 kg; deeper give less, shallower more; where any tails are possible the bound holds for all.

    With natural uranium without limit the shallowest tails are cheapest: a kilogram then costs V(0.6) less the tangent of
    V at natural assay, the closed form of the limit.
    """
    nothing = (holding("up_to_60", 0.0),)
    fixed = [reach(Gap(nothing, (Stage(30, 1000.0),), (x,)), "up_to_60").high for x in (0.001, 0.003, 0.005, 0.007)]
    free = reach(Gap(nothing, (Stage(30, 1000.0),)), "up_to_60").high
    limit = value(0.6) - value(NATURAL_ASSAY) - slope(NATURAL_ASSAY) * (0.6 - NATURAL_ASSAY)
    assert fixed == sorted(fixed)
    assert fixed[-1] < free
    assert free == pytest.approx(1000.0 / limit, rel=CLOSE)


@settings(max_examples=25, deadline=None)
@given(st.floats(200, 50_000), st.floats(100, 5000))
def test_with_limited_feed_the_tails_follow_from_the_balance(feed: float, swu: float) -> None:
    """With one feed all of it is used, and the tails are what the balances leave: solved here by bisection.

    The bound allows any tails by tangents below the value function, so it may lie above the exact answer, by less than
    one part in two hundred, and never below it.
    """
    low, high = 0.0, feed * NATURAL_ASSAY / 0.6 * (1 - 1e-9)
    for _ in range(100):
        product = (low + high) / 2
        x = implied_tails(feed, NATURAL_ASSAY, product, 0.6)
        need = product * swu_per_product(0.6, NATURAL_ASSAY, x) if x > 1e-4 else math.inf
        low, high = (product, high) if need <= swu else (low, product)
    found = reach(Gap((holding("up_to_60", 0.0),), (Stage(30, swu, feed),)), "up_to_60").high
    assert low * (1 - 1e-6) <= found
    if implied_tails(feed, NATURAL_ASSAY, low, 0.6) > 2e-4:
        assert found <= low * 1.005


def test_without_work_nothing_is_enriched_whatever_is_blended() -> None:
    """Blending destroys value that pays for nothing: with no work there is no more at 60 % than there was."""
    gap = Gap(stock(440.9, 184.1, 6024.4, 2391.1), (Stage(30, 0.0),))
    assert reach(gap, "up_to_60").high == pytest.approx(440.9, rel=CLOSE)


def test_blending_alone_fills_lower_bands() -> None:
    """440.9 kg at 60 % blended with 5 % makes 440.9 (60 - 5) / (20 - 5) kg at 20 %: reached, and not passed by 1 %."""
    gap = Gap((holding("up_to_60", 440.9), holding("up_to_20", 0.0), holding("up_to_5", 6024.4)), (Stage(1, 0.0, 0.0),))
    exact = 440.9 * (0.6 - 0.05) / (0.2 - 0.05)
    assert exact <= reach(gap, "up_to_20").high * (1 + CLOSE)
    assert reach(gap, "up_to_20").high <= exact * 1.01


@settings(max_examples=25, deadline=None)
@given(gaps(), st.floats(1, 3))
def test_more_time_never_narrows_a_bound(gap: Gap, longer: float) -> None:
    """(a) Reachable intervals are nested: work, feed and losses grow with time, and so does every interval."""
    (stage,) = gap.stages
    grown = Stage(
        stage.days * longer,
        stage.swu * longer,
        stage.feed_kg_u * longer,
        drawn={k: v * longer for k, v in stage.drawn.items()},
        lost={k: v * longer for k, v in stage.lost.items()},
    )
    before, after = reaches_of_gaps([gap, Gap(gap.holdings, (grown,))])
    for band in BANDS:
        slack = 1e-5 * (1 + after[band].high)
        assert after[band].low <= before[band].low + slack
        assert before[band].high <= after[band].high + slack


@settings(max_examples=25, deadline=None)
@given(gaps(), st.floats(0.1, 0.9), st.floats(0, 1), st.sampled_from(sorted(BANDS)))
def test_adding_a_verification_never_widens_a_bound(gap: Gap, when: float, where: float, band: str) -> None:
    """A measurement in the middle of a gap, anywhere in what was reachable then, leaves every interval inside the old one."""
    (stage,) = gap.stages

    def part(share: float, measured: dict[str, tuple[float, float]]) -> Stage:
        return Stage(
            stage.days * share,
            stage.swu * share,
            stage.feed_kg_u * share,
            drawn={k: v * share for k, v in stage.drawn.items()},
            lost={k: v * share for k, v in stage.lost.items()},
            measured=measured,
        )

    then = reach(Gap(gap.holdings, (part(when, {}),)), band)
    found = then.low + where * (then.high - then.low)
    seen = {band: (max(0.0, found * 0.99 - 1), found * 1.01 + 1)}
    without, with_it = reaches_of_gaps([gap, Gap(gap.holdings, (part(when, seen), part(1 - when, {})))])
    for name in BANDS:
        slack = 1e-5 * (1 + without[name].high)
        assert with_it[name].high <= without[name].high + slack
        assert without[name].low <= with_it[name].low + slack


def test_a_verification_narrows_what_follows_it() -> None:
    """Measured at the end of the gap, the stratum lies where it was measured; another one still may not."""
    found = reach_all(
        Gap(stock(440.9, 184.1, 6024.4, 2391.1), (Stage(30, 5000.0, measured={"up_to_60": (430.0, 440.0)}),))
    )
    assert (found["up_to_60"].low, found["up_to_60"].high) == pytest.approx((430, 440))
    assert found["up_to_20"].high > 1000


@settings(max_examples=10, deadline=None)
@given(st.lists(gaps(), min_size=2, max_size=3))
def test_many_gaps_solved_together_are_each_solved_alone(several: list[Gap]) -> None:
    """Blocks that nothing joins have the answers that HiGHS gives for each of them."""
    together = reaches_of_gaps(several)
    for gap, found in zip(several, together, strict=True):
        for band in BANDS:
            assert found[band].high == pytest.approx(_by_linprog(gap, band, 1.0), rel=CLOSE, abs=1e-5)
            assert found[band].low == pytest.approx(_by_linprog(gap, band, -1.0), rel=CLOSE, abs=1e-5)


def _by_linprog(gap: Gap, band: str, sign: float) -> float:
    """One end by a programme of its own, put together and solved in another way."""
    block = block_of(gap)
    matrix = np.zeros((len(block.row_low), len(block.low)))
    for row, column, factor in block.entries:
        matrix[row, column] += factor
    costs = np.zeros(len(block.low))
    for h, terms in zip(gap.holdings, block.final, strict=True):
        for column, factor in terms if h.material == band else ():
            costs[column] += factor
    rows = np.vstack([matrix, -matrix])
    right = np.concatenate([block.row_high, -np.asarray(block.row_low)])
    kept = np.isfinite(right)
    sides = list(zip(block.low, block.high, strict=True))
    result = linprog(-sign * costs, A_ub=rows[kept], b_ub=right[kept], bounds=sides, method="highs-ds")
    return math.inf if result.status == 3 else float(costs @ result.x)


@settings(max_examples=25, deadline=None)
@given(gaps())
def test_the_lower_end_in_closed_form_is_that_of_the_programme(gap: Gap) -> None:
    """What was there at least, less what may be drawn and lost: the programme finds the same."""
    for band in BANDS:
        closed = lowest(Question(gap, {band: 1.0}))
        assert closed is not None
        assert closed == pytest.approx(_by_linprog(gap, band, -1.0), rel=CLOSE, abs=1e-5)


def test_where_there_is_no_closed_form_the_programme_is_asked() -> None:
    """Fixed tails, several sites, several stages, a measurement or a sum have none."""
    plain = Stage(1, 1.0)
    two = (holding("up_to_5", 1.0, site="A"), holding("up_to_5", 1.0, site="B"))
    assert lowest(Question(Gap(two, (plain,)), {"up_to_5": 1.0})) is None
    one = (holding("up_to_5", 1.0),)
    assert lowest(Question(Gap(one, (plain,), (0.003,)), {"up_to_5": 1.0})) is None
    assert lowest(Question(Gap(one, (plain, plain)), {"up_to_5": 1.0})) is None
    assert lowest(Question(Gap(one, (Stage(1, 1.0, measured={"up_to_5": (0, 1)}),)), {"up_to_5": 1.0})) is None
    assert lowest(Question(Gap(one, (plain,)), {"up_to_5": -1.0})) is None


@settings(max_examples=25, deadline=None)
@given(gaps(), st.floats(0.001, 1000))
def test_the_unit_does_not_matter(gap: Gap, factor: float) -> None:
    """(f) Masses and work in another unit give the same bounds in that unit."""
    (s,) = gap.stages
    scaled = Gap(
        tuple(Holding(h.material, h.assay, h.low_kg_u * factor, h.high_kg_u * factor) for h in gap.holdings),
        (
            Stage(
                s.days,
                s.swu * factor,
                s.feed_kg_u * factor,
                drawn={k: v * factor for k, v in s.drawn.items()},
                lost={k: v * factor for k, v in s.lost.items()},
            ),
        ),
    )
    one, other = reaches_of_gaps([gap, scaled])
    for band in BANDS:
        assert other[band].high / factor == pytest.approx(one[band].high, rel=1e-4, abs=1e-3)


@settings(max_examples=15, deadline=None)
@given(gaps(), st.permutations(range(4)))
def test_the_order_of_holdings_does_not_matter(gap: Gap, order: list[int]) -> None:
    """(f) The same stocks in another order."""
    other = Gap(tuple(gap.holdings[n] for n in order), gap.stages)
    one, two = reaches_of_gaps([gap, other])
    for band in BANDS:
        assert one[band].high == pytest.approx(two[band].high, rel=CLOSE, abs=1e-5)


def test_with_nothing_possible_the_interval_stays() -> None:
    """(c) No production, no use, no loss: the measured interval stays for ever."""
    none = dict.fromkeys(BANDS, 0.0)
    stage = Stage(36_500, 1e6, produced=none, drawn=none)
    held = tuple(holding(b, 100.0, 102.0) for b in BANDS)
    for found in reach_all(Gap(held, (stage,))).values():
        assert (found.low, found.high) == pytest.approx((100.0, 102.0))


def test_material_moves_between_sites_and_is_conserved() -> None:
    """Any share of a stratum may be at one site, but all sites together hold what there was."""
    held = (holding("up_to_60", 200.0, site="A"), holding("up_to_60", 240.0, site="B"))
    gap = Gap(held, (Stage(30, 0.0, 0.0, drawn={"up_to_60 at A": 0.0, "up_to_60 at B": 0.0}),))
    here, together = reaches([Question(gap, {"up_to_60 at A": 1.0}), Question(gap, {"up_to_60": 1.0})])
    assert (here.low, here.high) == pytest.approx((0.0, 440.0))
    assert (together.low, together.high) == pytest.approx((440.0, 440.0))
    slow = Gap(held, (Stage(30, 0.0, 0.0, drawn={h.name: 0.0 for h in held}, moved={"up_to_60 at A": 50.0}),))
    assert reach(slow, "up_to_60 at A").high == pytest.approx(250.0)


def test_a_weighted_sum_is_bounded_as_a_whole() -> None:
    """Significant quantities of all bands together cannot reach the sum of the greatest of each."""
    gap = Gap(stock(440.9, 184.1, 6024.4, 2391.1), (Stage(30, 2000.0, 0.0),))
    weights = {"up_to_60": 0.6 / 25, "up_to_20": 0.2 / 25, "up_to_5": 0.05 / 75, "up_to_2": 0.02 / 75}
    alone = reach_all(gap)
    assert reach(gap, weights).high < sum(w * alone[b].high for b, w in weights.items())


def test_a_rate_of_production_binds_before_work_does() -> None:
    """At most 9 kg in the month can be made where that is the limit."""
    gap = Gap(stock(440.9, 184.1, 6024.4, 2391.1), (Stage(30, 5000.0, produced={"up_to_60": 9.0}),))
    assert reach(gap, "up_to_60").high == pytest.approx(449.9)


def test_corners_of_tangents_lie_below_the_value_function() -> None:
    """What is left over at any assay is never counted dearer than it is, and at the points of the gap exactly."""
    corners = any_assay((NATURAL_ASSAY, 0.05, 0.6))
    xs = np.geomspace(2e-4, 0.6, 400)
    at, low = (np.array(values) for values in zip(*corners, strict=True))
    mixed = np.interp(xs, at, low)
    exact = np.array([value(float(x)) for x in xs])
    assert np.all(mixed <= exact + 1e-9)
    assert float(np.interp(0.05, at, low)) == pytest.approx(value(0.05))


def test_what_cannot_have_been_measured_is_said() -> None:
    """A measurement that nothing reaches is a mistake somewhere: the message says which numbers to look at."""
    gap = Gap((holding("up_to_60", 10.0),), (Stage(30, 0.0, 0.0, measured={"up_to_60": (20.0, 30.0)}),))
    with pytest.raises(Misuse) as refusal:
        reach_all(gap)
    assert str(refusal.value) == (
        "what was measured ([{'up_to_60': (20.0, 30.0)}]) cannot be reached from the start of the gap with the work, feed and "
        "limits given; widen the measurement or correct the limits"
    )


def test_one_impossible_gap_does_not_hide_among_many(monkeypatch: pytest.MonkeyPatch) -> None:
    """Solved together or not, it is found; the others keep their answers."""
    good = Gap((holding("up_to_60", 10.0),), (Stage(30, 0.0, 0.0),))
    bad = Gap((holding("up_to_60", 10.0),), (Stage(30, 0.0, 0.0, measured={"up_to_60": (20.0, 30.0)}),))
    monkeypatch.setattr(bounds, "AT_ONCE", 1)
    assert reaches_of_gaps([good, good])[1]["up_to_60"].high == pytest.approx(10.0)
    with pytest.raises(Misuse, match="cannot be reached"):
        reaches_of_gaps([good, bad])


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (
            lambda: Stage(-3, 1.0),
            "a stage of -3 days: give 0 or more days; a gap is counted forward",
        ),
        (
            lambda: Stage(3, -1.0),
            "separative work of -1.0 SWU: give a finite number of 0 or more",
        ),
        (
            lambda: Stage(3, 1.0, drawn={"up_to_5": -1.0}),
            "drawn up_to_5: at most -1.0 kg U; give 0 or more, or leave it out where no limit is known",
        ),
        (
            lambda: Stage(3, 1.0, measured={"up_to_5": (2.0, 1.0)}),
            "measured up_to_5: between 2.0 and 1.0 kg U; write the smaller mass first",
        ),
        (
            lambda: Holding("up_to_60", 60.0, 1.0, 1.0),
            "holding up_to_60: assay 60.0 is no mass fraction between 0 and 1 (60 % is 0.6)",
        ),
        (
            lambda: Holding("up_to_60", 0.6, 2.0, 1.0, "A"),
            (
                "holding up_to_60 at A: between 2.0 and 1.0 kg U; write the smaller mass first, both 0 or more; leave out "
                "what is not known"
            ),
        ),
        (
            lambda: Gap((holding("up_to_5", 1.0), holding("up_to_5", 2.0)), ()),
            "two holdings of one name among up_to_5, up_to_5: add their masses, or give them sites",
        ),
        (
            lambda: Gap((Holding("x", 0.05, 1, 1, "A"), Holding("x", 0.06, 1, 1, "B")), ()),
            "x has two assays, 0.05 and 0.06: one material, one assay",
        ),
        (
            lambda: Gap((), (), (0.03,)),
            "tails at 3 % are above every feed; write the assay of what is left over, below that of the feed (0.3 % is 0.003)",
        ),
        (
            lambda: reach(Gap((holding("up_to_5", 1.0),), (Stage(1, 1.0),)), "up_to_6"),
            "no holding 'up_to_6' in the gap: weights name one of up_to_5",
        ),
    ],
)
def test_calls_without_meaning_say_what_to_write(make: object, message: str) -> None:
    """Negative days, masses out of order, percent as fraction, tails above feed: each message says what is right."""
    with pytest.raises(Misuse) as refusal:
        make()  # type: ignore[operator]  # a list of calls
    assert str(refusal.value) == message
