"""Separative work and material balances of two-isotope uranium, over numbers or arrays.

In go mass fractions of U-235 (3.67 % is 0.0367) and masses in kg of uranium; out come kg of uranium and separative work
in kg SWU ("SWU"). Arrays broadcast. Calls that have no meaning raise `Misuse`: assays outside (0, 1) or NaN, tails at or
above the feed, product at or below it.

Source: K. Cohen, The Theory of Isotope Separation as Applied to the Large-Scale Production of U235 (1951), chapter 1;
the value function is given in any text on enrichment.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import overload

import numpy as np

from servanda.core.arrays import FloatArray
from servanda.core.finding import Misuse

Fraction = float | FloatArray


@overload
def value_function(x: float) -> float: ...
@overload
def value_function(x: FloatArray) -> FloatArray: ...
def value_function(x: Fraction) -> Fraction:
    """V(x) = (2x - 1) ln(x / (1 - x)), SWU per kg; V(0.5) = 0, V(x) = V(1 - x)."""
    return _plain(_value(_assay(x, "assay")))


@overload
def feed_per_product(x_product: float, x_feed: float, x_tails: float) -> float: ...
@overload
def feed_per_product(x_product: Fraction, x_feed: Fraction, x_tails: Fraction) -> Fraction: ...
def feed_per_product(x_product: Fraction, x_feed: Fraction, x_tails: Fraction) -> Fraction:
    """F/P = (xp - xt) / (xf - xt): kg of feed for each kg of product (kg U / kg U)."""
    return _plain(_feed(*_three(x_product, x_feed, x_tails)))


@overload
def tails_per_product(x_product: float, x_feed: float, x_tails: float) -> float: ...
@overload
def tails_per_product(x_product: Fraction, x_feed: Fraction, x_tails: Fraction) -> Fraction: ...
def tails_per_product(x_product: Fraction, x_feed: Fraction, x_tails: Fraction) -> Fraction:
    """T/P = F/P - 1: kg of tails for each kg of product (kg U / kg U)."""
    return _plain(_feed(*_three(x_product, x_feed, x_tails)) - 1.0)


@overload
def swu_per_product(x_product: float, x_feed: float, x_tails: float) -> float: ...
@overload
def swu_per_product(x_product: Fraction, x_feed: Fraction, x_tails: Fraction) -> Fraction: ...
def swu_per_product(x_product: Fraction, x_feed: Fraction, x_tails: Fraction) -> Fraction:
    """SWU/P = V(xp) + (T/P) V(xt) - (F/P) V(xf): work for each kg of product (SWU / kg U)."""
    product, feed, tails = _three(x_product, x_feed, x_tails)
    feed_share = _feed(product, feed, tails)
    # Grouped as [V(xp) - V(xt)] - (F/P) [V(xf) - V(xt)], so that one product and no T/P is formed.
    tails_value = _value(tails)
    return _plain(_value(product) - tails_value - feed_share * (_value(feed) - tails_value))


@dataclass(frozen=True, slots=True)
class Balance:
    """One product and one tails stream made from feeds; masses in kg U, work in SWU."""

    product_kg_u: float
    tails_kg_u: float
    feed_kg_u: float
    swu: float
    x_product: float
    x_tails: float


Feeds = Sequence[tuple[float, float]]
"""Feeds as pairs (kg U, mass fraction of U-235)."""


def several_feeds(feeds: Feeds, x_product: float, x_tails: float) -> Balance:
    """All feeds worked to one product and one tails assay, each entering where the stream has its own assay.

    This is the ideal bound: nothing is blended. P xp + T xt = sum(Fi xi), P + T = sum(Fi),
    SWU = P V(xp) + T V(xt) - sum(Fi V(xi)). Each feed must lie between tails and product.
    """
    for mass, x in feeds:
        _mass(mass, "feed")
        _three(x_product, x, x_tails)
    total = math.fsum(mass for mass, _ in feeds)
    product = math.fsum(mass * (x - x_tails) for mass, x in feeds) / (x_product - x_tails)
    feed_value = math.fsum(mass * value_function(x) for mass, x in feeds)
    tails = total - product
    work = product * value_function(x_product) + tails * value_function(x_tails) - feed_value if feeds else 0.0
    return Balance(product, tails, total, work, x_product, x_tails)


def implied_tails(feed_kg: float, x_feed: float, product_kg: float, x_product: float) -> float:
    """Tails assay that the masses imply: xt = (m x - P xp) / (m - P). It lies above 0 and below the feed."""
    _mass(feed_kg, "feed")
    _mass(product_kg, "product")
    _assay(x_feed, "feed assay")
    _assay(x_product, "product assay")
    if x_product <= x_feed:
        raise Misuse(f"product assay {x_product:g} is not above the feed assay {x_feed:g}: nothing to enrich")
    if not 0 < product_kg < feed_kg or product_kg * x_product >= feed_kg * x_feed:
        raise Misuse(
            f"{feed_kg:g} kg U at {x_feed:g} cannot give {product_kg:g} kg U at {x_product:g}: it does not hold that "
            f"much U-235; ask for less product or give more feed"
        )
    return (feed_kg * x_feed - product_kg * x_product) / (feed_kg - product_kg)


def min_swu_given_feed(feed_kg: float, x_feed: float, product_kg: float, x_product: float) -> Balance:
    """Least work for a product when all of the feed may be used: the tails assay follows from the masses."""
    x_tails = implied_tails(feed_kg, x_feed, product_kg, x_product)
    work = product_kg * swu_per_product(x_product, x_feed, x_tails)
    return Balance(product_kg, feed_kg - product_kg, feed_kg, work, x_product, x_tails)


def swu_share_done(x: float, x_feed: float, x_final: float, x_tails: float) -> float:
    """Share of the work to `x_final` that is done at `x`: both for each kg of feed, at the same tails.

    The base is feed, not product: for each kg of product the ratio means nothing.
    """
    done = swu_per_product(x, x_feed, x_tails) / feed_per_product(x, x_feed, x_tails)
    whole = swu_per_product(x_final, x_feed, x_tails) / feed_per_product(x_final, x_feed, x_tails)
    return done / whole


def blended(parts: Feeds) -> tuple[float, float]:
    """Mass (kg U) and assay of parts poured together; the value of the whole is never more than that of the parts."""
    for mass, x in parts:
        _mass(mass, "part")
        _assay(x, "assay")
    total = math.fsum(mass for mass, _ in parts)
    if total == 0:
        raise Misuse("blending nothing has no assay; give at least one part with a mass above 0")
    return total, math.fsum(mass * x for mass, x in parts) / total


def mass_fraction(atom_fraction: float, *, m_235: float, m_238: float) -> float:
    """Mass fraction of U-235 from its atom fraction and the two molar masses (two isotopes)."""
    _assay(atom_fraction, "atom fraction")
    light, heavy = atom_fraction * m_235, (1.0 - atom_fraction) * m_238
    return light / (light + heavy)


def _value(x: FloatArray) -> FloatArray:
    result = np.asarray(1.0 - x)
    np.divide(x, result, out=result)
    np.log(result, out=result)
    factor = np.asarray(2.0 * x)
    factor -= 1.0
    result *= factor
    return result


def _feed(product: FloatArray, feed: FloatArray, tails: FloatArray) -> FloatArray:
    return np.divide(product - tails, feed - tails)


def _three(x_product: Fraction, x_feed: Fraction, x_tails: Fraction) -> tuple[FloatArray, FloatArray, FloatArray]:
    product, feed, tails = (
        _assay(x_product, "product assay"),
        _assay(x_feed, "feed assay"),
        _assay(x_tails, "tails assay"),
    )
    try:
        tails_meet_feed, product_meets_feed = bool(np.any(tails >= feed)), bool(np.any(product <= feed))
    except ValueError:
        shapes = f"{product.shape}, {feed.shape} and {tails.shape}"
        raise Misuse(f"assays of product, feed and tails have shapes {shapes}: give shapes that broadcast") from None
    if tails_meet_feed:
        raise Misuse(
            f"tails assay {_first(tails)} is not below the feed assay {_first(feed)}: no separation; lower the tails"
        )
    if product_meets_feed:
        raise Misuse(
            f"product assay {_first(product)} is not above the feed assay {_first(feed)}: nothing to enrich; "
            f"raise the product or blend down instead"
        )
    return product, feed, tails


def _assay(x: Fraction, what: str) -> FloatArray:
    array = np.asarray(x, dtype=np.float64)
    if array.size == 0:
        raise Misuse(f"{what}: an empty array; give at least one mass fraction")
    low, high = float(array.min()), float(array.max())
    if math.isnan(low) or math.isnan(high):
        raise Misuse(f"{what} is not a number (NaN): a missing assay must be left out, not computed with")
    if low > 0.0 and high < 1.0:
        return array
    wrong = low if low <= 0.0 else high
    hint = f"; {wrong:g} looks like percent: {wrong:g} % is {wrong / 100:g} in code" if 1.0 < wrong < 100.0 else ""
    raise Misuse(f"{what} {wrong:g} is not a mass fraction between 0 and 1 (both excluded){hint}")


def _mass(mass: float, what: str) -> None:
    if not 0.0 <= mass < math.inf:
        raise Misuse(f"{what} mass {mass} kg U: give a finite mass of 0 or more")


def _first(x: FloatArray) -> str:
    return f"{x.item():g}" if x.size == 1 else f"array of shape {x.shape}, from {x.min():g} to {x.max():g}"


def _plain(x: FloatArray) -> Fraction:
    return float(x) if x.ndim == 0 else x
