"""Separative work: what must hold for any assays, and what is refused."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from servanda.capability.separative_work import (
    Feeds,
    blended,
    feed_and_swu_per_product,
    feed_per_product,
    implied_tails,
    mass_fraction,
    min_swu_given_feed,
    several_feeds,
    swu_per_product,
    swu_share_done,
    tails_per_product,
    value_function,
)
from servanda.core.finding import Misuse

assays = st.floats(min_value=1e-4, max_value=0.9999)
masses = st.floats(min_value=1e-3, max_value=1e6)
tails_feed_product = st.tuples(
    st.floats(min_value=0.001, max_value=0.006),
    st.floats(min_value=0.007, max_value=0.5),
    st.floats(min_value=0.55, max_value=0.95),
)
feeds = st.lists(st.tuples(masses, st.floats(min_value=0.007, max_value=0.8)), min_size=1, max_size=5)


@given(assays)
def test_value_is_symmetric_and_never_negative(x: float) -> None:
    """V(x) = V(1 - x) >= 0, with its least value 0 at one half."""
    assert value_function(x) == pytest.approx(value_function(1 - x), rel=1e-9, abs=1e-9)
    assert value_function(x) >= value_function(0.5) == 0


@given(tails_feed_product, masses)
def test_mass_and_u235_balance(assay: tuple[float, float, float], product: float) -> None:
    """Feed is product plus tails, in uranium and in U-235."""
    x_tails, x_feed, x_product = assay
    feed = product * feed_per_product(x_product, x_feed, x_tails)
    tails = product * tails_per_product(x_product, x_feed, x_tails)
    assert feed == pytest.approx(product + tails, rel=1e-9)
    assert feed * x_feed == pytest.approx(product * x_product + tails * x_tails, rel=1e-9)


@given(tails_feed_product, st.floats(min_value=0.05, max_value=0.95))
def test_work_adds_up_through_an_intermediate_assay(assay: tuple[float, float, float], between: float) -> None:
    """With the same tails, work to an intermediate product and on from there is the direct work."""
    x_tails, x_feed, x_product = assay
    middle = x_feed + between * (x_product - x_feed)
    per_middle = feed_per_product(x_product, middle, x_tails)
    staged = swu_per_product(x_product, middle, x_tails) + per_middle * swu_per_product(middle, x_feed, x_tails)
    assert staged == pytest.approx(swu_per_product(x_product, x_feed, x_tails), rel=1e-9)


@given(
    masses,
    st.floats(min_value=0.007, max_value=0.5),
    st.floats(min_value=1.01, max_value=50),
    st.floats(min_value=1.01, max_value=3),
)
def test_more_feed_never_raises_the_work(product: float, x_feed: float, enough: float, more: float) -> None:
    """For the same product, more feed of the same assay costs no more work, and leaves richer tails."""
    feed = enough * product * 0.9 / x_feed
    little, much = (min_swu_given_feed(f, x_feed, product, 0.9) for f in (feed, more * feed))
    assert much.swu <= little.swu * (1 + 1e-9)
    assert much.x_tails >= little.x_tails


@given(tails_feed_product, st.floats(min_value=0.1, max_value=0.9))
def test_yield_and_work_trade_off_in_tails(assay: tuple[float, float, float], share: float) -> None:
    """From one kilogram of feed, lower tails give more product and cost more work."""
    x_tails, x_feed, x_product = assay
    higher = x_tails + share * (x_feed - x_tails)
    low, high = (1 / feed_per_product(x_product, x_feed, t) for t in (x_tails, higher))
    low_work, high_work = (
        swu_per_product(x_product, x_feed, t) / feed_per_product(x_product, x_feed, t) for t in (x_tails, higher)
    )
    assert low > high
    assert low_work > high_work


@given(masses, masses, assays, assays)
def test_blending_loses_value(m1: float, m2: float, x1: float, x2: float) -> None:
    """The value of a blend is at most that of its parts; mass and U-235 are kept."""
    mass, mix = blended([(m1, x1), (m2, x2)])
    parts = m1 * value_function(x1) + m2 * value_function(x2)
    assert mass * value_function(min(max(mix, 1e-4), 0.9999)) <= parts * (1 + 1e-9) + 1e-9
    assert mass * mix == pytest.approx(m1 * x1 + m2 * x2)


@given(feeds, st.floats(min_value=0.1, max_value=10))
def test_several_feeds_balance_and_scale(given_feeds: list[tuple[float, float]], factor: float) -> None:
    """Masses and U-235 balance over several feeds, all outputs scale with the masses, and the order does not matter."""
    balance = several_feeds(given_feeds, 0.9, 0.003)
    assert balance.feed_kg_u == pytest.approx(balance.product_kg_u + balance.tails_kg_u)
    u235 = math.fsum(m * x for m, x in given_feeds)
    assert u235 == pytest.approx(balance.product_kg_u * 0.9 + balance.tails_kg_u * 0.003)
    scaled = several_feeds([(m * factor, x) for m, x in reversed(given_feeds)], 0.9, 0.003)
    assert scaled.product_kg_u == pytest.approx(balance.product_kg_u * factor)
    assert scaled.swu == pytest.approx(balance.swu * factor, rel=1e-6)


@given(feeds)
def test_unblended_feeds_need_no_more_work_than_blended(given_feeds: list[tuple[float, float]]) -> None:
    """Feeding each stock where the stream has its assay is the bound: mixing first costs at least as much."""
    ideal = several_feeds(given_feeds, 0.9, 0.003)
    mixed = several_feeds([blended(given_feeds)], 0.9, 0.003)
    assert mixed.product_kg_u == pytest.approx(ideal.product_kg_u, rel=1e-6)
    assert ideal.swu <= mixed.swu * (1 + 1e-9) + 1e-9


def test_one_feed_of_several_is_the_plain_balance() -> None:
    """With one feed the bound is the usual formula; without any there is nothing."""
    balance = several_feeds([(48.61111111111111, 0.6)], 0.9, 0.2)
    assert balance.swu == pytest.approx(balance.product_kg_u * swu_per_product(0.9, 0.6, 0.2))
    assert balance.product_kg_u == pytest.approx(25 / 0.9)
    assert several_feeds([], 0.9, 0.003).swu == 0


@given(tails_feed_product)
def test_share_done_rises_from_nothing_to_the_whole(assay: tuple[float, float, float]) -> None:
    """The share of work done lies between 0 and 1 and is 1 at the final assay."""
    x_tails, x_feed, x_product = assay
    middle = (x_feed + x_product) / 2
    assert 0 < swu_share_done(middle, x_feed, x_product, x_tails) < 1
    assert swu_share_done(x_product, x_feed, x_product, x_tails) == 1


def test_arrays_broadcast() -> None:
    """Numbers and arrays mix, shapes broadcast, and each entry is what the numbers alone give."""
    products, tails = np.array([[0.6], [0.9]]), np.array([0.002, 0.003, 0.004])
    grid = swu_per_product(products, 0.00711, tails)
    assert isinstance(grid, np.ndarray)
    assert grid.shape == (2, 3)
    assert grid[1, 1] == pytest.approx(swu_per_product(0.9, 0.00711, 0.003), rel=1e-14)
    assert isinstance(swu_per_product(0.9, 0.00711, 0.003), float)


def test_inputs_are_not_changed() -> None:
    """Arrays given are left as they were."""
    x = np.array([0.1, 0.2])
    value_function(x)
    swu_per_product(0.9, x, 0.003)
    assert x.tolist() == [0.1, 0.2]


NAN = float("nan")


@pytest.mark.parametrize(
    ("call", "text"),
    [
        (
            lambda: swu_per_product(0.9, 0.00711, 0.03),
            "tails assay 0.03 is not below the feed assay 0.00711: no separation; lower the tails",
        ),
        (
            lambda: feed_per_product(0.2, 0.2, 0.003),
            "product assay 0.2 is not above the feed assay 0.2: nothing to enrich; raise the product or blend down instead",
        ),
        (
            lambda: swu_per_product(90.0, 0.6, 0.2),
            ("product assay 90 is not a mass fraction between 0 and 1 (both excluded); 90 looks like percent: "
            "90 % is 0.9 in code"),
        ),
        (
            lambda: value_function(0.0),
            "assay 0 is not a mass fraction between 0 and 1 (both excluded)",
        ),
        (
            lambda: tails_per_product(0.9, NAN, 0.2),
            "feed assay is not a number (NaN): a missing assay must be left out, not computed with",
        ),
        (
            lambda: value_function(np.array([])),
            "assay: an empty array; give at least one mass fraction",
        ),
        (
            lambda: swu_per_product(0.9, np.array([0.2, 0.3]), np.array([0.1, 0.1, 0.1])),
            "assays of product, feed and tails have shapes (), (2,) and (3,): give shapes that broadcast",
        ),
        (
            lambda: swu_per_product(0.9, np.array([0.2, 0.3]), 0.25),
            ("tails assay 0.25 is not below the feed assay array of shape (2,), from 0.2 to 0.3: no separation; "
            "lower the tails"),
        ),
        (
            lambda: implied_tails(30.0, 0.6, 25.0, 0.9),
            ("30 kg U at 0.6 cannot give 25 kg U at 0.9: it does not hold that much U-235; ask for less product or give "
            "more feed"),
        ),
        (
            lambda: implied_tails(30.0, 0.9, 25.0, 0.6),
            "product assay 0.6 is not above the feed assay 0.9: nothing to enrich",
        ),
        (
            lambda: several_feeds([(-1.0, 0.6)], 0.9, 0.2),
            "feed mass -1.0 kg U: give a finite mass of 0 or more",
        ),
        (
            lambda: blended([(0.0, 0.6)]),
            "blending nothing has no assay; give at least one part with a mass above 0",
        ),
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_refused(call: Callable[[], object], text: str) -> None:
    """Each refusal says what was given and what would be right."""
    with pytest.raises(Misuse) as caught:
        call()
    assert str(caught.value) == text


@given(st.floats(allow_nan=True, allow_infinity=True).filter(lambda x: not 0 < x < 1))
def test_no_assay_outside_the_open_interval_is_computed_with(x: float) -> None:
    """Anything outside (0, 1) is refused, infinities and NaN included, alone or inside an array."""
    with pytest.raises(Misuse):
        value_function(x)
    with pytest.raises(Misuse):
        value_function(np.array([0.5, x, 0.1]))


@given(assays)
def test_atom_fractions_become_smaller_mass_fractions(atoms: float) -> None:
    """U-235 is the lighter isotope: its mass fraction is below its atom fraction."""
    assume(atoms < 0.999)
    assert mass_fraction(atoms, m_235=235.04, m_238=238.05) < atoms


def test_feeds_type_is_pairs() -> None:
    """Feeds are pairs of mass and assay, so that a table of stocks can be passed as it is."""
    table: Feeds = ((100.0, 0.6), (50.0, 0.2))
    assert several_feeds(table, 0.9, 0.003).feed_kg_u == 150


@given(tails_feed_product)
def test_feed_and_work_in_one_pass_are_those_of_two(assay: tuple[float, float, float]) -> None:
    """The pair for draws is bit for bit what the single functions give."""
    x_tails, x_feed, x_product = assay
    feed, work = feed_and_swu_per_product(x_product, np.array([x_feed]), np.array([x_tails]))
    assert feed.item() == feed_per_product(x_product, x_feed, x_tails)
    assert work.item() == swu_per_product(x_product, x_feed, x_tails)
