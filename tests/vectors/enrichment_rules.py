"""How each kind of enrichment example is computed: inputs of one row in, the numbers to compare out.

A kind is dispatched by its name, `published_result` and `peer_test` by their argument names and unit, so that unseen rows
of the same kinds run without a change here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from typing import Any

from servanda.capability.capacity import CapacityRange
from servanda.capability.ramp import DAYS_PER_YEAR
from servanda.capability.schedule import time_to_target
from servanda.capability.separative_work import (
    feed_per_product,
    implied_tails,
    mass_fraction,
    min_swu_given_feed,
    swu_per_product,
    swu_share_done,
    value_function,
)
from servanda.capability.stock import Stock, natural_feed
from servanda.capability.tails import TailsRule, fixed_tails, next_tails, user_tails
from servanda.capability.target import TARGETS, Target, significant_quantities, uranium_mass_for_sq
from servanda.core.quantity import M_U235, M_U238, NATURAL_ASSAY, Quantity, to_u235, to_uranium, uranium_fraction
from servanda.core.unit import Unit

Inputs = Mapping[str, Any]
Got = Sequence[float]
WEAPON_GRADE = 0.9
"""Assay that the publications call weapon grade (WGU); a row may leave it out."""
TARGET_NAMES = {"25 kg WGU": "25 kg at 90 %"}


class NoRule(LookupError):
    """The row is of a kind, or has arguments, for which there is no rule."""


def got(kind: str, inputs: Inputs, unit: str) -> Got:
    """What Servanda computes for a row; several numbers where the row gives lists."""
    if kind not in RULES:
        raise NoRule(f"no rule for rows of kind {kind!r}")
    result = RULES[kind](inputs, unit)
    return result if isinstance(result, Sequence) else (result,)


def is_range(inputs: Inputs, expected: Sequence[float]) -> bool:
    """True when two published numbers are the ends of a range, because an input is a range too."""
    return len(expected) == 2 and any(isinstance(value, list) and len(value) == 2 for value in inputs.values())


def _symmetry(i: Inputs, _: str) -> float:
    return value_function(float(i["x"])) - value_function(float(i["y"]))


def _additivity(i: Inputs, _: str) -> float:
    """Work through each intermediate product, made in the amount that the next step eats, minus the direct work."""
    chain, tails = i["chain"], i["x_tails"]
    need, work = 1.0, 0.0
    for x_feed, x_product in reversed(list(pairwise(chain))):
        work += need * swu_per_product(x_product, x_feed, tails)
        need *= feed_per_product(x_product, x_feed, tails)
    return work - swu_per_product(float(chain[-1]), float(chain[0]), float(tails))


def _staged(i: Inputs, _: str) -> float:
    need, work = float(i["product_kg"]), 0.0
    for x_feed, x_product, x_tails in reversed(i["chain"]):
        work += need * swu_per_product(x_product, x_feed, x_tails)
        need *= feed_per_product(x_product, x_feed, x_tails)
    return work


def _tails_rule(given: Any) -> TailsRule:
    if isinstance(given, Mapping):
        return user_tails({float(x): float(t) for x, t in given.items()})
    return next_tails() if given in (None, "next") else fixed_tails(float(given))


def _greedy(i: Inputs, _: str) -> float:
    stocks = [Stock(f"stock {n}", mass, x) for n, (mass, x) in enumerate(i["stocks_kgU_x"])]
    target = Target("of the row", i["x_product"], i["target_kg"], "vector")
    result = time_to_target(
        stocks, None, target, tails_rule=_tails_rule(i.get("tails_rule")), use_natural=True, eta=i.get("eta", 1.0)
    )
    return result.drawn.swu / float(i.get("eta", 1.0))


def _peer(i: Inputs, unit: str) -> float:
    each = feed_per_product if "feed" in unit else swu_per_product
    return float(i.get("product_kg", 1.0)) * each(i["x_product"], i["x_feed"], i["x_tails"])


def _peer_in_atoms(i: Inputs, _: str) -> float:
    """The peer counts atoms and three isotopes: atom fractions become mass fractions, the third isotope is left out.

    The work follows from feed and tails: the peer's product is counted in its own unit and does not close a mass balance.
    """
    feed, product, tails = (
        mass_fraction(i[f"x_{n}_at"], m_235=M_U235, m_238=M_U238) for n in ("feed", "product", "tails")
    )
    return float(i["feed_kg"]) * swu_per_product(product, feed, tails) / feed_per_product(product, feed, tails)


def _each(value: Any) -> list[float]:
    return [float(v) for v in value] if isinstance(value, list) else [float(value)]


def _published(i: Inputs, unit: str) -> Got:
    """Published results by what they give and ask; those that are pure balances or a plain division by a capacity."""
    names = set(i) - {"what"}
    rule = next((rule for wanted, rule in PUBLISHED if names in (wanted, wanted - {"x_product"})), None)
    if rule is None:
        raise NoRule(f"no rule for a published result with {', '.join(sorted(names))}")
    return rule(i, unit)


def _per_tonne(i: Inputs, _: str) -> Got:
    x_feed, tails = i["x_feed"], i["x_tails"]
    return [1e3 * swu_per_product(x, x_feed, tails) / feed_per_product(x, x_feed, tails) for x in _each(i["x_product"])]


def _feed_needed(i: Inputs, _: str) -> Got:
    return [i["product_kg"] * feed_per_product(i["x_product"], i["x_feed"], t) for t in _each(i["x_tails"])]


def _shares(i: Inputs, _: str) -> Got:
    return [swu_share_done(x, NATURAL_ASSAY, WEAPON_GRADE, i["x_tails"]) for x in (0.2, 0.6)]


def _implied(i: Inputs, _: str) -> Got:
    return [implied_tails(i["feed_kg"], i["x_feed"], i["product_kg"], i["x_product"])]


def _machines(i: Inputs, _: str) -> Got:
    work = min_swu_given_feed(i["feed_kg"], i["x_feed"], i["product_kg"], i.get("x_product", WEAPON_GRADE)).swu
    each = i["machines_per_cascade"] * i["swu_per_machine_year"]
    return [work * DAYS_PER_YEAR / (n * each) for n in _each(i["cascades"])]


def _stock_and_natural(i: Inputs, _: str) -> Got:
    """Months from one stock and as much natural uranium as is needed, for each target and capacity."""
    low, high = i["swu_per_year_total"]
    capacity = CapacityRange(low, (low + high) / 2, high)
    stocks = [Stock("LEU", i["stock_kgU"], i["x_stock"]), natural_feed(1e6)]
    targets = [_target(name) for name in i["target"]]
    found = [time_to_target(stocks, capacity, target, use_natural=True).days for target in targets]
    return [12 * days / DAYS_PER_YEAR for e in found if e is not None for days in (e.low, e.high)]


def _target(name: str) -> Target:
    return TARGETS[TARGET_NAMES.get(name, name)]


Rule = Callable[[Inputs, str], float | Got]
PUBLISHED: tuple[tuple[set[str], Callable[[Inputs, str], Got]], ...] = (
    ({"x"}, lambda i, _: [uranium_mass_for_sq(i["x"])]),
    ({"x_feed", "x_product", "x_tails"}, _per_tonne),
    ({"feed_kg", "x_feed", "product_kg", "x_product"}, _implied),
    ({"x_feed", "x_product", "product_kg", "x_tails"}, _feed_needed),
    ({"x_tails"}, _shares),
    ({"feed_kg", "x_feed", "product_kg", "x_product", "cascades", "machines_per_cascade", "swu_per_machine_year"}, _machines),
    ({"machines", "swu_per_year_total", "stock_kgU", "x_stock", "target"}, _stock_and_natural),
)  # fmt: skip
RULES: Mapping[str, Rule] = {
    "value_function": lambda i, _: value_function(i["x"]),
    "value_symmetry": _symmetry,
    "feed_per_product": lambda i, _: feed_per_product(i["x_product"], i["x_feed"], i["x_tails"]),
    "swu_per_product": lambda i, _: swu_per_product(i["x_product"], i["x_feed"], i["x_tails"]),
    "contained_u235_for_wgu": lambda i, _: to_u235(Quantity(i["wgu_kg"], Unit.KG_U), i["x"]).value,
    "uranium_mass_for_sq": lambda i, _: uranium_mass_for_sq(i["x"], i.get("sq", 1.0)),
    "uf6_to_u": lambda i, _: to_uranium(Quantity(i["uf6_kg"], Unit.KG_UF6), i["x"]).value,
    "uf6_u_fraction": lambda i, _: uranium_fraction(i["x"]),
    "sq_of_stock": lambda i, _: significant_quantities(i["mass_kgU"], i["x"]),
    "swu_share_done": lambda i, _: swu_share_done(i["x"], i["x_feed"], i["x_final"], i["x_tails"]),
    "additivity_same_tails": _additivity,
    "staged_chain_swu": _staged,
    "min_swu_given_feed": lambda i, _: (
        min_swu_given_feed(i["feed_kg"], i["x_feed"], i["product_kg"], i["x_product"]).swu
    ),
    "greedy_multi_stock_swu": _greedy,
    "peer_test": _peer,
    "peer_test_expected_disagreement": _peer_in_atoms,
    "published_result": _published,
}
