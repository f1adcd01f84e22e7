"""Time to a stated quantity: the greedy rule, what the result carries, and what it refuses to invent."""

from __future__ import annotations

import math
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servanda.capability.capacity import CapacityRange, as_if_usable
from servanda.capability.ramp import DAYS_PER_YEAR
from servanda.capability.schedule import TimeToTarget, time_to_target
from servanda.capability.separative_work import swu_per_product
from servanda.capability.stock import UPPER_BOUND, Stock, natural_feed, stock_of_band
from servanda.capability.tails import fixed_tails, next_tails, user_tails
from servanda.capability.target import KG_25_AT_90, ONE_SQ, TARGETS, Target
from servanda.core.finding import Misuse

MAY_2025 = date(2025, 5, 17)
STOCKS = (
    stock_of_band("up_to_60", 408.6, evidence=("s60",), day=MAY_2025),
    stock_of_band("up_to_20", 274.5, evidence=("s20",), day=MAY_2025),
    stock_of_band("up_to_5", 5508.8, evidence=("s5",), day=MAY_2025),
    stock_of_band("up_to_2", 2221.4, evidence=("s2",), day=MAY_2025),
)
CAPACITY = CapacityRange(8000, 9000, 12000, ("c",))
masses = st.floats(min_value=1e-3, max_value=1e5)
stock_lists = st.lists(
    st.builds(Stock, st.sampled_from(["a", "b", "c"]), masses, st.sampled_from([0.6, 0.2, 0.05, 0.0367, 0.02])),
    max_size=5,
)
targets = st.sampled_from(list(TARGETS.values()))


def nominal(result: TimeToTarget) -> float:
    """Nominal days of a result that has a time."""
    assert result.days is not None
    assert result.days.value is not None
    return result.days.value


def test_first_quantity_from_the_stock_of_may_2025() -> None:
    """25 kg at 90 % take 43.75 kg of the 60 % stock, 56 SWU and, with 9,000 SWU a year, 2.3 days."""
    result = time_to_target(STOCKS, CAPACITY, KG_25_AT_90)
    (draw,) = result.drawn.draws
    assert draw.stock is STOCKS[0]
    assert draw.feed_kg_u == pytest.approx(43.75)
    assert draw.tails_kg_u == pytest.approx(18.75)
    assert draw.x_tails == 0.2
    assert result.drawn.swu == pytest.approx(25 * swu_per_product(0.9, 0.6, 0.2))
    assert nominal(result) == pytest.approx(2.27, abs=0.01)


def test_yield_and_time_of_the_whole_60_percent_stock() -> None:
    """408.6 kg at 60 % give 233.5 kg at 90 % for 523 SWU: the published 233 kg in about three weeks."""
    result = time_to_target(STOCKS[:1], CAPACITY, KG_25_AT_90)
    assert result.everything.product_kg_u == pytest.approx(233.5, abs=0.05)
    assert result.everything.swu == pytest.approx(523, abs=0.5)
    assert result.everything.days is not None
    assert result.everything.days.value == pytest.approx(21.2, abs=0.1)


def test_result_carries_what_it_assumes() -> None:
    """Day of the stocks, stocks with assays, capacity, target, tails rule, restart, eta, forms, range and evidence."""
    result = time_to_target(STOCKS, CAPACITY, ONE_SQ, eta=0.9, restart_days=7)
    assert result.stock_days == (MAY_2025,)
    assert [s.assay for s in result.stocks] == [0.6, 0.2, 0.05, 0.02]
    assert {s.assumption for s in result.stocks} == {UPPER_BOUND}
    assert result.capacity is CAPACITY
    assert result.target is ONE_SQ
    assert (result.tails_rule.name, result.eta, result.restart_days, result.forms) == ("next", 0.9, 7, ("UF6",))
    assert result.evidence == ("s60", "s20", "s5", "s2", "c")
    assert result.days is not None
    assert result.days.low < nominal(result) < result.days.high
    assert result.days.evidence == result.evidence


def test_the_two_conventions_differ_by_a_ninth() -> None:
    """1 SQ needs a ninth more mass, work and time than 25 kg at 90 %."""
    sq, wgu = (time_to_target(STOCKS, CAPACITY, t) for t in (ONE_SQ, KG_25_AT_90))
    assert sq.drawn.swu / wgu.drawn.swu == pytest.approx(10 / 9)
    assert nominal(sq) / nominal(wgu) == pytest.approx(10 / 9)


def test_text_says_quantity_time_and_range() -> None:
    """The sentence has the convention spelled out, days with range, work and capacity."""
    text = time_to_target(STOCKS, CapacityRange(1000, 2000, 4000, label="for the test"), KG_25_AT_90).text()
    assert text == (
        "25 kg at 90 % (25.00 kg U at 90 %, 22.50 kg U-235): 10.2 days, between 5.1 and 20.5 days for "
        "56 SWU with 1,000 to 4,000 SWU/yr, nominal 2,000 (for the test)"
    )


def test_out_of_reach_gives_an_amount_and_no_time() -> None:
    """Stocks that do not reach the target give what is reached, and no time is invented."""
    result = time_to_target([Stock("LEU", 202.8, 0.0367)], CAPACITY, ONE_SQ)
    assert not result.reached
    assert result.days is None
    assert result.why_no_time == "the counted stocks do not reach the target"
    assert result.drawn.product_kg_u + result.shortfall_kg_u == pytest.approx(ONE_SQ.mass_kg_u)
    assert result.text() == (
        "1 SQ (27.78 kg U at 90 %, 25.00 kg U-235): not reached; the counted stocks give 6.7 kg U of 27.8 kg U "
        "for 352.5 SWU; no time is given"
    )
    assert result.everything.days is not None


def test_unknown_capacity_gives_work_and_no_time() -> None:
    """Without a capacity the work is still known."""
    result = time_to_target(STOCKS, None, ONE_SQ)
    assert result.reached
    assert result.days is None
    assert result.text().endswith("62.2 SWU; no time is given: the capacity is not known")


def test_cautions_go_with_the_time() -> None:
    """Little work means that restart decides; a contradicted capacity is named; without a time there is nothing to say."""
    doubted = as_if_usable(CAPACITY, date(2025, 6, 13), ["o1", "o2"])
    assert time_to_target(STOCKS, doubted, KG_25_AT_90).cautions == (
        "only 56 SWU are needed, so the restart time (here 0 days) decides and not the balance",
        "the record contradicts that this capacity can be used [o1, o2]",
    )
    assert time_to_target(STOCKS[2:3], CAPACITY, KG_25_AT_90).cautions == ()
    assert time_to_target(STOCKS, None, KG_25_AT_90).cautions == ()


def test_zero_capacity_gives_no_time() -> None:
    """A nominal capacity of zero never finishes; with a low of zero alone the range has no upper end."""
    stopped = time_to_target(STOCKS, CapacityRange(0, 0, 0), ONE_SQ)
    assert (stopped.days, stopped.why_no_time) == (None, "the nominal capacity is zero")
    perhaps = time_to_target(STOCKS, CapacityRange(0, 1000, 1000), ONE_SQ)
    assert perhaps.days is not None
    assert math.isinf(perhaps.days.high)
    assert ": 22.7 days, at least 22.7 days for 62.2 SWU" in perhaps.text()


def test_no_stock_gives_nothing() -> None:
    """Without stocks nothing is reached and nothing takes time."""
    result = time_to_target([], CAPACITY, ONE_SQ)
    assert (result.reached, result.drawn.product_kg_u, result.everything.days) == (False, 0, None)


def test_what_is_not_counted_says_why() -> None:
    """Other forms, natural uranium and unusable stocks are left out, each with its reason."""
    oxide = Stock("oxide", 100, 0.2, form="other")
    lost = Stock("lost", 100, 0.6, usable_fraction=0.0)
    result = time_to_target([oxide, lost, natural_feed(1e4), *STOCKS[2:3]], CAPACITY, ONE_SQ)
    assert {left.stock.name: left.why for left in result.left_out} == {
        "lost": "nothing of it is usable",
        "oxide": "the form other is not counted (counted: UF6)",
        "natural uranium": "natural or depleted uranium is counted only when asked for",
    }
    assert [d.stock.name for d in result.drawn.draws] == ["up to 5 %"]


def test_natural_feed_counts_when_asked_for() -> None:
    """With natural feed asked for, a small stock of LEU is followed by natural uranium at 0.3 % tails."""
    result = time_to_target([Stock("LEU", 202.8, 0.0367), natural_feed(1e4)], CAPACITY, ONE_SQ, use_natural=True)
    assert result.reached
    assert [d.x_tails for d in result.drawn.draws] == [0.00711, 0.003]


def test_restart_and_reconversion_run_side_by_side() -> None:
    """A stock is fed no earlier than its reconversion allows; the restart time runs meanwhile."""
    oxide = Stock("oxide", 100, 0.6, form="other", reconversion_delay_days=30)
    plain = time_to_target(STOCKS[:1], CAPACITY, ONE_SQ)
    both = time_to_target([oxide], CAPACITY, ONE_SQ, forms=("UF6", "other"), restart_days=10)
    assert nominal(both) == pytest.approx(nominal(plain) + 30)
    late = time_to_target([oxide], CAPACITY, ONE_SQ, forms=("other",), restart_days=45)
    assert nominal(late) == pytest.approx(nominal(plain) + 45)


def test_stock_at_the_target_assay_needs_no_work() -> None:
    """Material already at the target's assay counts as it is."""
    result = time_to_target([Stock("HEU", 30, 0.93)], CAPACITY, ONE_SQ, restart_days=2)
    assert (result.drawn.swu, nominal(result)) == (0, 2)
    assert result.drawn.draws[0].x_tails is None


@given(stock_lists, targets, st.randoms())
def test_order_of_stocks_does_not_matter(stocks: list[Stock], target: Target, random: object) -> None:
    """Any permutation of the stocks gives the same result."""
    shuffled = list(stocks)
    getattr(random, "shuffle")(shuffled)  # noqa: B009  # hypothesis hands its random generator out untyped
    assert time_to_target(stocks, CAPACITY, target) == time_to_target(shuffled, CAPACITY, target)


@given(stock_lists, targets)
def test_masses_balance(stocks: list[Stock], target: Target) -> None:
    """Feed is product plus tails, U-235 is kept, no stock is used twice, and never more than the target is taken."""
    drawn = time_to_target(stocks, CAPACITY, target).drawn
    assert drawn.feed_kg_u == pytest.approx(drawn.product_kg_u + drawn.tails_kg_u)
    for draw in drawn.draws:
        assert draw.feed_kg_u <= draw.stock.usable_kg_u * (1 + 1e-9)
        u235 = draw.product_kg_u * target.assay + draw.tails_kg_u * (draw.x_tails or 0)
        assert draw.feed_kg_u * draw.stock.assay == pytest.approx(u235)
    assert drawn.product_kg_u <= target.mass_kg_u * (1 + 1e-9)


@given(stock_lists.filter(bool), st.floats(min_value=0.01, max_value=100))
def test_everything_scales_with_mass(stocks: list[Stock], factor: float) -> None:
    """Stocks and target larger by a factor give product, work and time larger by it."""
    scaled = [Stock(s.name, s.mass_kg_u * factor, s.assay) for s in stocks]
    one = time_to_target(stocks, CAPACITY, Target("t", 0.9, 1.0, "test"))
    many = time_to_target(scaled, CAPACITY, Target("t", 0.9, factor, "test"))
    assert many.everything.product_kg_u == pytest.approx(one.everything.product_kg_u * factor)
    assert many.drawn.swu == pytest.approx(one.drawn.swu * factor)


@given(stock_lists, st.builds(Stock, st.just("more"), masses, st.sampled_from([0.6, 0.2, 0.05])), targets)
def test_another_stock_never_costs_work(stocks: list[Stock], more: Stock, target: Target) -> None:
    """A further stock never lowers the product; when the target was reached it never raises the work."""
    before, after = (time_to_target(s, CAPACITY, target) for s in (stocks, [*stocks, more]))
    assert after.drawn.product_kg_u >= before.drawn.product_kg_u * (1 - 1e-9)
    if before.reached:
        assert after.drawn.swu <= before.drawn.swu * (1 + 1e-9)


@given(st.floats(min_value=0.01, max_value=0.5), st.floats(min_value=0.01, max_value=0.5))
def test_deeper_tails_give_more_and_take_longer(one: float, other: float) -> None:
    """For a whole stock, lower tails mean at least as much product and at least as much time."""
    deep, shallow = sorted((one, other))
    low, high = (
        time_to_target(STOCKS[:1], CAPACITY, ONE_SQ, tails_rule=fixed_tails(t)).everything for t in (deep, shallow)
    )
    assert low.product_kg_u >= high.product_kg_u
    assert low.days is not None
    assert high.days is not None
    assert (low.days.value or 0) >= (high.days.value or 0)


@given(
    st.floats(min_value=0.05, max_value=1), st.floats(min_value=0, max_value=100), st.floats(min_value=1, max_value=1e5)
)
def test_time_is_restart_plus_work_over_pace(eta: float, restart: float, capacity: float) -> None:
    """Days are restart + 365.25 x SWU / (capacity x eta)."""
    result = time_to_target(STOCKS, CapacityRange(capacity, capacity, capacity), ONE_SQ, eta=eta, restart_days=restart)
    assert nominal(result) == pytest.approx(restart + DAYS_PER_YEAR * result.drawn.swu / (capacity * eta))


@pytest.mark.parametrize(
    ("assay", "tails"), [(0.6, 0.2), (0.2, 0.05), (0.05, 0.00711), (0.0367, 0.00711), (0.02, 0.00711), (0.00711, 0.003)]
)
def test_next_tails(assay: float, tails: float) -> None:
    """The rule `next` goes down the ladder of the usual stocks, present or not."""
    assert next_tails().tails_for(assay) == tails


def test_tails_rules_refuse_what_they_cannot_answer() -> None:
    """A missing user value, tails above the stock and a stock below the ladder are refused with words."""
    with pytest.raises(
        Misuse, match=r"^no tails assay given for the stock at 0\.2 \(given for: 0\.6\); add it to the mapping$"
    ):
        user_tails({0.6: 0.2}).tails_for(0.2)
    with pytest.raises(
        Misuse, match=r"^tails 0\.3 for a stock at 0\.2: tails must lie above 0 and below the stock's assay$"
    ):
        fixed_tails(0.3).tails_for(0.2)
    with pytest.raises(Misuse, match=r"has no tails for a stock at 0\.003"):
        next_tails().tails_for(0.003)
    with pytest.raises(Misuse, match=r"\(0\.3 % is 0\.003\)$"):
        fixed_tails(3)


@pytest.mark.parametrize(("eta", "restart"), [(0, 0), (1.1, 0), (math.nan, 0), (1, -1), (1, math.inf), (1, math.nan)])
def test_pace_that_makes_no_sense(eta: float, restart: float) -> None:
    """Efficiency outside (0, 1] and a restart time that is no time are refused."""
    with pytest.raises(Misuse, match=r"^(eta|restart time) "):
        time_to_target(STOCKS, CAPACITY, ONE_SQ, eta=eta, restart_days=restart)
