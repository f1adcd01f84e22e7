"""The engine over draws: mass and work are conserved, order does not matter, and one draw of many is the answer alone."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from servanda.capability.campaign import Campaign, campaign
from servanda.capability.feed import Feed, feed, natural
from servanda.capability.ramp import DAYS_PER_MONTH, DAYS_PER_YEAR, reinstalled, steady
from servanda.capability.separative_work import min_swu_given_feed, several_feeds, swu_per_product
from servanda.capability.tails import TailsRule, fixed_tails, least_work_tails, next_tails, user_tails
from servanda.core.finding import Misuse

X = 0.9
MAY_2025 = (feed("60", 408.6, 0.6), feed("20", 274.5, 0.2), feed("5", 5508.8, 0.05), feed("2", 2221.4, 0.02))
masses = st.floats(min_value=1e-3, max_value=1e4)
days = st.one_of(st.just(0.0), st.floats(min_value=0, max_value=500))


@st.composite
def feeds(draw: st.DrawFn) -> list[Feed]:
    """Up to five stocks, some with loss, some not ready, some beyond the target."""
    return [
        feed(
            f"{k}", draw(masses), draw(st.sampled_from([0.95, 0.6, 0.2, 0.05, 0.0367, 0.02])),
            usable=draw(st.sampled_from([0.0, 0.5, 1.0])), loss=draw(st.sampled_from([0.0, 0.1])), ready_days=draw(days),
            eta=draw(st.sampled_from([0.5, 1.0])),
        )
        for k in range(draw(st.integers(min_value=1, max_value=5)))
    ]  # fmt: skip


rules = st.sampled_from(
    [
        next_tails(),
        fixed_tails(0.003),
        fixed_tails(0.01),
        user_tails({0.6: 0.3, 0.2: 0.1, 0.05: 0.02, 0.0367: 0.01, 0.02: 0.005}),
    ]
)


def day(found: Campaign, product: float) -> float:
    """Days to a product in the first draw."""
    return float(found.days_to(product)[0])


@given(feeds(), rules, st.booleans())
def test_mass_and_u235_are_conserved(stocks: list[Feed], rule: TailsRule, join: bool) -> None:
    """Of every stock: feed = product + tails and its U-235 alike; joined tails are counted once."""
    found = campaign(stocks, X, steady(1000.0), rule=rule, tails_join_next=join)
    for strip in found.strips:
        product, tails, fed = (float(v[0]) for v in (strip.product_kg_u, strip.tails_kg_u, strip.fed_kg_u))
        assert product >= 0
        assert tails >= -1e-9
        if not np.isnan(strip.x_tails[0]):
            assert fed * strip.x_fed[0] == pytest.approx(product * X + tails * strip.x_tails[0])
    joined = sum(float(s.joined_kg_u[0]) for s in found.strips)
    own = sum(float(f.fed_kg_u[0]) for f in stocks)
    total = sum(float(s.fed_kg_u[0]) for s in found.strips)
    assert total == pytest.approx(own + joined)
    assert sum(float((f.fed_kg_u + f.lost_kg_u)[0]) for f in stocks) == pytest.approx(
        sum(float((f.mass_kg_u * f.usable)[0]) for f in stocks)
    )


@given(feeds(), rules, st.randoms(use_true_random=False))
def test_order_of_stocks_does_not_matter(stocks: list[Feed], rule: TailsRule, random: object) -> None:
    """Any permutation gives the same product, work and times."""
    shuffled = list(stocks)
    getattr(random, "shuffle")(shuffled)  # noqa: B009  # hypothesis hands its random generator out untyped
    one, other = (campaign(s, X, steady(1000.0), rule=rule, restart_days=7.0) for s in (stocks, shuffled))
    assert one.product_kg_u == pytest.approx(other.product_kg_u)
    assert one.swu == pytest.approx(other.swu)
    assert one.days_to(5.0) == pytest.approx(other.days_to(5.0))


@given(
    feeds(),
    st.floats(min_value=1, max_value=1e5),
    st.floats(min_value=1, max_value=3),
    st.floats(min_value=0.01, max_value=1),
)
def test_time_falls_with_capacity(stocks: list[Feed], capacity: float, more: float, share: float) -> None:
    """Times never rise with capacity; the day of a product and the product of the day are inverses."""
    slow, fast = (campaign(stocks, X, steady(c), restart_days=3.0) for c in (capacity, capacity * more))
    product = float(slow.product_kg_u[0]) * share
    assert day(fast, product) <= day(slow, product) * (1 + 1e-9)
    if product > 1e-6:
        assert float(slow.product_by(day(slow, product) + 1e-6)[0]) >= product * (1 - 1e-6)


@given(feeds(), feeds(), st.floats(min_value=0.1, max_value=50))
def test_more_stock_is_never_slower(stocks: list[Feed], more: list[Feed], product: float) -> None:
    """With the usual rule a further stock never delays a quantity: what is not ready is waited for by nobody."""
    same = [feed(f.name, f.mass_kg_u, f.assay, usable=f.usable, ready_days=f.ready_days) for f in (*stocks, *more)]
    fewer, all_ = (campaign(s, X, steady(1000.0)) for s in (same[: len(stocks)], same))
    assert day(all_, product) <= day(fewer, product) * (1 + 1e-9) + 1e-9


@given(st.floats(min_value=0.01, max_value=0.5), st.floats(min_value=0.01, max_value=0.5))
def test_yield_and_time_trade_off(one: float, other: float) -> None:
    """Deeper tails: more product of a stock, more work, more days for all of it."""
    deep, shallow = (campaign(MAY_2025[:1], X, steady(9000.0), rule=fixed_tails(t)) for t in sorted((one, other)))
    assert deep.product_kg_u >= shallow.product_kg_u
    assert deep.swu >= shallow.swu * (1 - 1e-12)
    assert deep.days_to_all() >= shallow.days_to_all() * (1 - 1e-12)


pairs_of_stocks = st.lists(
    st.tuples(st.floats(min_value=30, max_value=3000), st.sampled_from([0.6, 0.35, 0.2, 0.05])), min_size=1, max_size=4
)


@given(pairs_of_stocks, st.floats(min_value=0.1, max_value=0.95))
def test_least_work_is_the_ideal_bound(pairs: list[tuple[float, float]], share: float) -> None:
    """The product is exact, the work is that of several feeds to one tails, no other rule needs less, more feed never more."""
    wanted = share * sum(m * x for m, x in pairs) / X * 0.99
    stocks = [feed(f"{k}", m, x) for k, (m, x) in enumerate(pairs)]
    found = campaign(stocks, X, steady(1000.0), rule=least_work_tails(), product_kg_u=wanted)
    assert found.product_kg_u[0] == pytest.approx(wanted)
    part = [(float(s.fed_kg_u[0]), float(s.x_fed[0])) for s in found.strips if not np.isnan(s.x_tails[0])]
    tails = next(float(s.x_tails[0]) for s in found.strips if not np.isnan(s.x_tails[0]))
    balance = several_feeds(part, X, tails)
    assert found.swu[0] == pytest.approx(balance.swu, rel=1e-6, abs=1e-9)
    by_next = campaign(stocks, X, steady(1000.0))
    if by_next.reaches(wanted)[0]:
        assert found.swu[0] <= by_next.swu_to(wanted)[0] * (1 + 1e-9)
    more = campaign(
        [*stocks, feed("more", 500.0, 0.1)], X, steady(1000.0), rule=least_work_tails(), product_kg_u=wanted
    )
    assert more.swu[0] <= found.swu[0] * (1 + 1e-9)


def test_least_work_of_one_stock_is_the_published_form() -> None:
    """25 kg from 60 and 100 kg at 60 %: 42.80 and 35.84 SWU with tails 38.6 and 50 % (published examples E03, E04)."""
    for mass, swu, tails in ((60.0, 42.8018, 0.385714), (100.0, 35.8352, 0.5)):
        found = campaign([feed("60", mass, 0.6)], X, steady(1.0), rule=least_work_tails(), product_kg_u=25.0)
        assert found.swu[0] == pytest.approx(swu, rel=1e-5)
        assert found.strips[0].x_tails[0] == pytest.approx(tails, rel=1e-5)
        assert found.swu[0] == pytest.approx(min_swu_given_feed(mass, 0.6, 25.0, X).swu)
    short = campaign([feed("60", 30.0, 0.6)], X, steady(1.0), rule=least_work_tails(), product_kg_u=25.0)
    assert not short.reaches(25.0)[0]


def test_the_trade_off_of_the_reference() -> None:
    """408.6 kg at 60 %: 233.5 kg for 523 SWU at 20 % tails, 255.4/685 at 10, 264.4/814 at 5, 271.9/1,234 at 0.3."""
    for tails, product, swu in ((0.2, 233.5, 523), (0.1, 255.4, 685), (0.05, 264.4, 814), (0.003, 271.9, 1234)):
        found = campaign(MAY_2025[:1], X, steady(9000.0), rule=fixed_tails(tails))
        assert [found.product_kg_u[0], found.swu[0]] == [pytest.approx(product, abs=0.05), pytest.approx(swu, abs=0.5)]


def test_published_times_by_reinstallation() -> None:
    """4.56 months with six cascades a month and 8.33 with six in all, at eta 0.65; 3.51 and 5.66 at 1 (reference, 3.3)."""
    for eta, six_a_month, six_in_all in ((1.0, 3.51, 5.66), (0.65, 4.56, 8.33)):
        stocks = [feed("LEU", 202.8, 0.0367, eta=eta), natural(1e6, eta=eta)]
        by_month = campaign(stocks, X, reinstalled(5000, 6 * 174 * 4.5)).days_to(25.0) / DAYS_PER_MONTH
        stored = (
            campaign(stocks, X, reinstalled(5000, 2 * 174 * 4.2, most_added=6 * 174 * 4.2)).days_to(25.0)
            / DAYS_PER_MONTH
        )
        assert [by_month[0], stored[0]] == [pytest.approx(six_a_month, abs=0.01), pytest.approx(six_in_all, abs=0.01)]


def test_a_quantity_by_hand() -> None:
    """Time = restart + 365.25 x work / (capacity x eta); quantities by a day count the whole ones."""
    found = campaign(MAY_2025[:1], X, steady(9000.0), restart_days=5.0)
    work = 25.0 * swu_per_product(X, 0.6, 0.2)
    assert day(found, 25.0) == pytest.approx(5 + DAYS_PER_YEAR * work / 9000)
    assert found.quantities_by([4.9, 7.3, 10.0, 1000.0], 25.0).tolist() == [0, 1, 2, 9]
    assert found.product_by([0.0, 5.0]).tolist() == [0.0, 0.0]
    assert found.first_stock().tolist() == [0]
    with pytest.raises(Misuse, match=r"^product by day -1: days are counted from the decision, from 0 on$"):
        found.product_by(-1.0)


def test_tails_join_the_next_stock() -> None:
    """The tails of 60 % feed, at 20 %, join the 20 % stock: as much product as if it had been there from the start."""
    alone = campaign([feed("60", 408.6, 0.6)], X, steady(9000.0))
    tails = float(alone.strips[0].tails_kg_u[0])
    joined = campaign(MAY_2025, X, steady(9000.0), tails_join_next=True)
    second = joined.strips[1]
    assert second.joined_kg_u[0] == pytest.approx(tails)
    assert second.x_fed[0] == pytest.approx(0.2)
    by_hand = campaign([feed("20", 274.5 + tails, 0.2)], X, steady(9000.0))
    assert second.product_kg_u[0] == pytest.approx(by_hand.product_kg_u[0])
    assert joined.product_kg_u > campaign(MAY_2025, X, steady(9000.0)).product_kg_u


def test_nobody_waits_for_a_stock_that_is_not_ready() -> None:
    """While the 60 % stock is reconverted the machines work on the next; once it is ready they turn to it."""
    late = (feed("60", 408.6, 0.6, ready_days=10.0), *MAY_2025[1:])
    found, ready = campaign(late, X, steady(9000.0)), campaign(MAY_2025, X, steady(9000.0))
    by_ten = float(campaign(MAY_2025[1:], X, steady(9000.0)).product_by(10.0)[0])
    assert found.product_by(10.0)[0] == pytest.approx(by_ten)
    assert day(found, by_ten + 25.0) == pytest.approx(10 + day(ready, 25.0))
    assert found.product_kg_u[0] == pytest.approx(ready.product_kg_u[0])
    hidden = campaign([feed("HEU", 30.0, 0.93, ready_days=12.0)], X, steady(0.0), restart_days=2.0)
    assert (day(hidden, 25.0), hidden.product_by(11.0)[0], hidden.product_by(12.0)[0]) == (12.0, 0.0, 30.0)


@given(st.integers(min_value=0, max_value=2**32), st.booleans())
def test_each_draw_is_an_answer_of_its_own(seed: int, join: bool) -> None:
    """Draws with overlapping assays, readiness and restart give, one by one, the answer of a single draw."""
    rng = np.random.default_rng(seed)
    n = 6
    parts = [
        {"mass_kg_u": rng.uniform(0, 500, n), "assay": rng.uniform(low, high, n), "usable": rng.uniform(0, 1, n),
         "loss": rng.uniform(0, 0.1, n), "ready_days": rng.choice([0.0, 20.0, 90.0], n), "eta": rng.uniform(0.5, 1, n)}
        for low, high in ((0.3, 0.6), (0.15, 0.5), (0.03, 0.05))
    ]  # fmt: skip
    base, restart = rng.uniform(10, 1e4, n), rng.uniform(0, 60, n)
    rule = fixed_tails(0.01)
    many = campaign([feed(f"{k}", **p) for k, p in enumerate(parts)], X, steady(base), rule=rule, restart_days=restart,
                    tails_join_next=join)  # fmt: skip
    for d in range(n):
        one = campaign(
            [feed(f"{k}", **{name: v[d] for name, v in p.items()}) for k, p in enumerate(parts)], X, steady(base[d]), rule=rule,
            restart_days=restart[d], tails_join_next=join,
        )  # fmt: skip
        assert many.days_to(10.0)[d] == pytest.approx(one.days_to(10.0)[0])
        assert many.product_kg_u[d] == pytest.approx(one.product_kg_u[0])
        assert many.product_by(100.0)[d] == pytest.approx(one.product_by(100.0)[0])


def test_own_tails_and_user_rules_over_draws() -> None:
    """A stock's own tails win over the rule; a drawn assay belongs to the pair of its band; NaN leaves it to the rule."""
    own = campaign([feed("60", 100.0, 0.6, tails=0.1)], X, steady(1.0), rule=fixed_tails(0.003))
    assert own.strips[0].x_tails.tolist() == [0.1]
    drawn = campaign([feed("60", 100.0, [0.55, 0.58])], X, steady(1.0), rule=user_tails({0.6: 0.2, 0.05: 0.00711}))
    assert drawn.strips[0].x_tails.tolist() == [0.2]
    mixed = campaign(
        [feed("a", 1.0, [0.5, 0.3], tails=0.1), feed("b", 1.0, [0.4, 0.4])], X, steady(1.0), rule=fixed_tails(0.02)
    )
    assert [s.x_tails.tolist() for s in mixed.strips] == [[0.1, 0.02], [0.02, 0.1]]
    varied = campaign([feed("a", 1.0, [0.5, 0.3])], X, steady(1.0))
    assert varied.strips[0].x_tails.tolist() == [0.2, 0.05]


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            lambda: feed("s", -1, 0.6),
            "stock 's': mass -1.0: give finite numbers of 0 or more; leave out what is not known",
        ),
        (lambda: feed("s", 1, 60), "stock 's': assay 60 is not a mass fraction between 0 and 1; 60 % is 0.6"),
        (lambda: feed("s", 1, 0.6, usable=2), "stock 's': usable share 2.0: give 0 to 1; leave out what is not known"),
        (
            lambda: feed("s", 1, 0.6, ready_days=-3),
            "stock 's': days before it can be fed -3.0: give finite numbers of 0 or more; leave out what is not known",
        ),
        (lambda: feed("s", 1, 0.6, eta=0), "stock 's': eta 0.0: ideal work over work spent, above 0 to 1"),
        (
            lambda: campaign([feed("s", 1, 0.2)], X, steady(1.0), rule=fixed_tails(0.3)),
            "tails of 30 % for every stock: the highest stock is at 20 %, so nothing can be fed; lower the tails",
        ),
        (
            lambda: campaign([], X, steady(1.0), restart_days=-1),
            "restart time: give a finite number of days, 0 or more",
        ),
        (
            lambda: campaign([feed("s", 1, 0.2)], X, steady(1.0), rule=least_work_tails()),
            "the rule of least work needs the product that is wanted, and leaves no tails for the next stock",
        ),
        (
            lambda: campaign([feed("s", 1, 0.2, tails=0.1)], X, steady(1.0), rule=least_work_tails(), product_kg_u=0.1),
            "the rule of least work finds the tails: leave out the tails of the stocks, or take the rule user",
        ),
        (
            lambda: least_work_tails().tails_for(0.2),
            "the rule 'least work' has no tails for one stock alone: they follow from all stocks and the product",
        ),
    ],
)
def test_what_makes_no_sense_is_refused(call: object, message: str) -> None:
    """The message says what would be right."""
    assert callable(call)
    with pytest.raises(Misuse) as refused:
        call()
    assert str(refused.value) == message


def test_one_tails_assay_leaves_out_stocks_that_are_not_above_it() -> None:
    """Under fixed tails of 5 % a stock below 5 % is not fed and the others are as without it; in draws, each by its own assay."""
    high, low = feed("60", 100.0, 0.6), feed("5", 1000.0, [0.04, 0.06])
    alone, both = (campaign(f, 0.9, steady(1000.0), rule=fixed_tails(0.05)) for f in ([high], [high, low]))
    assert both.product_kg_u[0] == pytest.approx(alone.product_kg_u[0])
    assert both.product_kg_u[1] == pytest.approx(alone.product_kg_u[0] + 1000.0 * (0.06 - 0.05) / (0.9 - 0.05))
    assert both.days_to(25.0)[0] == pytest.approx(alone.days_to(25.0)[0])
    assert np.isnan(both.strips[1].x_tails[0])


def test_tails_above_every_stock_are_refused() -> None:
    """The message names the highest stock in percent, not an array."""
    with pytest.raises(Misuse) as refused:
        campaign([feed("60", 100.0, [0.55, 0.6])], 0.9, steady(1000.0), rule=fixed_tails(0.7))
    assert str(refused.value) == (
        "tails of 70 % for every stock: the highest stock is at 60 %, so nothing can be fed; lower the tails"
    )
