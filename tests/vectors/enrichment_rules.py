"""What Servanda computes for rows of enrichment examples: one function for each kind of row.

Kinds without a function of their own are led by their arguments to the engine (`enrichment_schedule`), to a Monte Carlo
regression (`enrichment_monte_carlo`) or to a pool. A row for which nothing fits raises `NoRule`: it must never pass
by being skipped. All arithmetic is the project's own; here it is only called.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from itertools import pairwise
from math import inf
from typing import Any

from servanda.capability.separative_work import (
    feed_per_product,
    implied_tails,
    mass_fraction,
    min_swu_given_feed,
    swu_per_product,
    swu_share_done,
    value_function,
)
from servanda.capability.target import significant_quantities, uranium_mass_for_sq
from servanda.core.quantity import M_U235, M_U238, NATURAL_ASSAY, Quantity, to_u235, to_uranium, uranium_fraction
from servanda.core.sample import FIVE
from servanda.core.unit import Unit
from tests.vectors.enrichment_monte_carlo import regression
from tests.vectors.enrichment_schedule import WEAPON_GRADE, is_schedule, machine_output, schedule

Inputs = Mapping[str, Any]
Got = Sequence[float]


class NoRule(LookupError):
    """The row is of a kind, or has arguments, for which there is no rule."""


def got(kind: str, inputs: Inputs, unit: str) -> Got:
    """What Servanda computes for a row; several numbers where the row gives lists."""
    rule = RULES.get(kind) or _by_arguments(kind, inputs)
    if rule is None:
        raise NoRule(f"no rule for rows of kind {kind!r}")
    result = rule(inputs, unit)
    return result if isinstance(result, Sequence) else (result,)


def _by_arguments(kind: str, inputs: Inputs) -> Rule | None:
    """Kinds are named freely: what a row asks follows from its arguments, where they leave no doubt."""
    word = kind.lower()
    if "seed" in inputs or "monte" in word or "regression" in word:
        return regression
    if "pool" in word:
        return _log_pool if "log" in word else _which_pool
    if is_schedule(inputs):
        return schedule
    if {"swu", "x_feed", "x_tails"} <= set(inputs):
        return _swu_budget
    return None


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
    if rule is not None:
        return rule(i, unit)
    if is_schedule(i):
        return schedule(i, unit)
    raise NoRule(f"no rule for a published result with {', '.join(sorted(names))}")


def _per_tonne(i: Inputs, _: str) -> Got:
    x_feed, tails = i["x_feed"], i["x_tails"]
    return [1e3 * swu_per_product(x, x_feed, tails) / feed_per_product(x, x_feed, tails) for x in _each(i["x_product"])]


def _feed_needed(i: Inputs, _: str) -> Got:
    return [i["product_kg"] * feed_per_product(i["x_product"], i["x_feed"], t) for t in _each(i["x_tails"])]


def _shares(i: Inputs, _: str) -> Got:
    return [swu_share_done(x, NATURAL_ASSAY, WEAPON_GRADE, i["x_tails"]) for x in (0.2, 0.6)]


def _implied(i: Inputs, _: str) -> Got:
    return [implied_tails(i["feed_kg"], i["x_feed"], i["product_kg"], i["x_product"])]


def _least_work_then_time(i: Inputs, unit: str) -> Got:
    """Feed and product are given, so the tails follow from the masses; time by the capacity."""
    return schedule({**i, "tails_rule": "least_work"}, unit)


def _swu_budget(i: Inputs, _: str) -> Got:
    """Most product that a budget of work makes, limited by the feed where that is given."""
    x = (float(i.get("x_product", WEAPON_GRADE)), float(i["x_feed"]), float(i["x_tails"]))
    by_work = float(i["swu"]) / swu_per_product(*x)
    by_feed = float(i.get("feed_kg", inf)) / feed_per_product(*x)
    return [min(by_work, by_feed)]


def _pool(name: str) -> Callable[[Inputs, str], Got]:
    """Pools of [5 %, 50 %, 95 %] quantiles, by the room that holds judgements."""

    def rule(i: Inputs, _: str) -> Got:
        members = next(i[key] for key in ("members", "judgements", "experts", "quantiles") if key in i)
        triples = [list(m.values())[:3] if isinstance(m, Mapping) else m for m in members]
        asked = _each(i.get("probabilities", i.get("p", list(FIVE))))
        found: Got = getattr(import_module("servanda.capability.pool_numbers"), name)(triples, i.get("weights"), asked)
        return list(found)

    return rule


def _log_pool(i: Inputs, unit: str) -> Got:
    """Quantiles where probabilities are given; else the centre that is published for it, the mean of the members' logarithms."""
    if "probabilities" in i or "p" in i:
        return _pool("log_pool_quantiles")(i, unit)
    return _pool("quantile_average_quantiles")({**i, "p": 0.5}, unit)


def _which_pool(i: Inputs, unit: str) -> Got:
    kind = str(i.get("pool", i.get("method", i.get("kind", "linear")))).lower()
    return _log_pool(i, unit) if kind.startswith("log") else _pool("linear_pool_quantiles")(i, unit)


Rule = Callable[[Inputs, str], float | Got]
PUBLISHED: tuple[tuple[set[str], Callable[[Inputs, str], Got]], ...] = (
    ({"x"}, lambda i, _: [uranium_mass_for_sq(i["x"])]),
    ({"x_feed", "x_product", "x_tails"}, _per_tonne),
    ({"feed_kg", "x_feed", "product_kg", "x_product"}, _implied),
    ({"x_feed", "x_product", "product_kg", "x_tails"}, _feed_needed),
    ({"x_tails"}, _shares),
    ({"feed_kg", "x_feed", "product_kg", "x_product", "cascades", "machines_per_cascade", "swu_per_machine_year"},
     _least_work_then_time),
    ({"leu_kgUF6_per_month", "x_product", "machines", "x_tails"}, lambda i, _: machine_output(i)),
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
    "greedy_multi_stock_swu": schedule,
    "tails_per_product": lambda i, _: feed_per_product(i["x_product"], i["x_feed"], i["x_tails"]) - 1.0,
    "implied_tails": lambda i, _: implied_tails(i["feed_kg"], i["x_feed"], i["product_kg"], i["x_product"]),
    "linear_pool": _pool("linear_pool_quantiles"),
    "logarithmic_pool": _log_pool,
    "log_pool": _log_pool,
    "peer_test": _peer,
    "peer_test_expected_disagreement": _peer_in_atoms,
    "published_result": _published,
}
