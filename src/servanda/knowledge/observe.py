"""What each kind of verification does to a belief: measurement, part of the stock, items, records, images.

Each function takes a belief and returns it weighed by the likelihood of what was found. Restoring access without looking
changes nothing: `Belief.later` is the only effect of time.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace

import numpy as np
from scipy.special import gammaln

from servanda.capability.site_state import State
from servanda.core.finding import Misuse
from servanda.knowledge.belief import LEAST_EFFECTIVE, SEED, Belief, Drawn, begin, stream
from servanda.knowledge.process import Part, Process


def full_verification(
    belief: Belief, material: str, found_kg_u: float, sd_operator: float, sd_inspector: float
) -> Belief:
    """Everything at known sites was measured: y ~ N(mass, sd_operator^2 + sd_inspector^2), kg U."""
    sd = _combined(sd_operator, sd_inspector)
    shown = belief.of(material).shown
    return belief.weighed(_normal(found_kg_u, shown, sd), f"{material} verified: {found_kg_u:g} kg U")


def partial_verification(
    belief: Belief, material: str, share: float, found_kg_u: float, sd_operator: float, sd_inspector: float
) -> Belief:
    """A share of the material (0 to 1), chosen by the inspector, was measured.

    The share stands for the whole, and its variance is in proportion: y ~ N(share m, share (sd_operator^2 +
    sd_inspector^2)). Such a measurement is a blurred copy of the full one, so on average it can never say more.
    """
    if not 0.0 < share <= 1.0:
        raise Misuse(f"a share of {share} was verified: give a number above 0 and up to 1")
    sd = _combined(sd_operator, sd_inspector) * math.sqrt(share)
    shown = belief.of(material).shown
    step = f"{100 * share:g} % of {material} verified: {found_kg_u:g} kg U"
    return belief.weighed(_normal(found_kg_u, share * shown, sd), step)


def item_verification(belief: Belief, material: str, sampled: int, present: int) -> Belief:
    """Of the items of a material `sampled` were drawn at random and `present` found: hypergeometric."""
    part = belief.process.part(material)
    if part.items is None:
        raise Misuse(f"{material}: the number of items is not known; give Part(items=...)")
    if not 0 <= present <= sampled <= part.items:
        raise Misuse(f"{present} of {sampled} items found, out of {part.items}: give present <= sampled <= items")
    whole = max(part.mass_kg_u, 1e-300)
    left = np.clip(np.rint(part.items * belief.of(material).shown / whole), 0, part.items)
    return belief.weighed(
        _found(present, part.items, left, sampled), f"{present} of {sampled} items of {material} found"
    )


def _found(present: int, items: int, left: np.ndarray, sampled: int) -> np.ndarray:
    """Logarithm of the hypergeometric probability to find so many, where `left` of the items are there."""
    possible = (left >= present) & (items - left >= sampled - present)
    kept = np.where(possible, left, present)
    logs = _choose(kept, present) + _choose(items - kept, sampled - present) - _choose(items, sampled)
    return np.where(possible, logs, -np.inf)


def _choose(n: np.ndarray | int, k: int) -> np.ndarray:
    """Logarithm of the binomial coefficient; where n < k the result has no meaning and is not used."""
    rest = np.maximum(np.asarray(n) - k, 0)
    return np.asarray(gammaln(np.asarray(n) + 1) - gammaln(k + 1) - gammaln(rest + 1))


def records_review(belief: Belief, material: str, produced_kg_u: float, sd: float) -> Belief:
    """Records of the gap, accepted with a standard uncertainty, say how much was produced in it (kg U)."""
    if belief.months == 0.0:
        raise Misuse("no time has gone by: records of a gap say nothing of it")
    made = belief.drawn.rate[belief.process.part(material).material] * belief.months
    return belief.weighed(_normal(produced_kg_u, made, sd), f"records of {material}: {produced_kg_u:g} kg U produced")


def imagery(belief: Belief, site: str, likelihood: Mapping[State, float]) -> Belief:
    """Images of a site: how likely they are in each damage state. They say nothing else."""
    if any(not 0.0 <= p <= 1.0 for p in likelihood.values()) or not any(likelihood.values()):
        raise Misuse("images need a likelihood between 0 and 1 for each state, one of them above 0")
    state = belief.state(site)
    values = np.zeros(state.size)
    for s, p in likelihood.items():
        values[state == float(s)] = p
    with np.errstate(divide="ignore"):
        return belief.weighed(np.log(values), f"images of {site}")


def restart(belief: Belief, *, seed: int = SEED, verified: Mapping[str, tuple[float, float]] | None = None) -> Belief:
    """A new gap that begins with what is believed now: the base of each material is its mean and spread at known sites.

    A material in `verified` (found, standard uncertainty, kg U) takes these instead. Damage is over: sites are intact.
    """
    parts = tuple(_again(belief, p, (verified or {}).get(p.material)) for p in belief.process.parts)
    fresh = begin(Process(parts, (), belief.process.moves), seed=seed, draws=belief.log_weights.size)
    return replace(fresh, steps=(*belief.steps, "a new gap begins"))


def _again(belief: Belief, part: Part, found: tuple[float, float] | None) -> Part:
    held = belief.of(part.material)
    if found is None:
        found = belief.mean(held.shown), math.sqrt(belief.variance(held.shown))
    total = belief.mean(held.shown)
    at = {site: belief.mean(m) / total for site, m in held.at.items()} if total > 0 else dict(part.at)
    return replace(part, mass_kg_u=found[0], sd_kg_u=found[1], at=at)


def verified(
    belief: Belief, material: str, found_kg_u: float, sd_operator: float, sd_inspector: float, *, seed: int = SEED
) -> Belief:
    """Full verification that holds whatever was believed before.

    Where too few draws agree with what was found (`LEAST_EFFECTIVE`), the draws are made anew around the measurement, which
    is then all that is known of the mass at known sites; the step says so.
    """
    weighed = full_verification(belief, material, found_kg_u, sd_operator, sd_inspector)
    try:
        if weighed.effective >= LEAST_EFFECTIVE:
            return weighed
    except Misuse:
        pass
    return _anew(belief, material, found_kg_u, _combined(sd_operator, sd_inspector), seed)


def _anew(belief: Belief, material: str, found: float, sd: float, seed: int) -> Belief:
    n = belief.log_weights.size
    parts = tuple(
        replace(p, mass_kg_u=found, sd_kg_u=sd, production=None, at=dict(p.at)) if p.material == material else p
        for p in belief.process.parts
    )
    sites = {site for p in parts if p.material == material for site in p.at}
    states = tuple(s for s in belief.process.sites if s.site not in sites)
    drawn = belief.drawn
    base = {**drawn.base, material: stream(seed, f"verified {material}").standard_normal(n)}
    rate = {**drawn.rate, material: np.zeros(n)}
    kept = {site: s for site, s in drawn.sites.items() if site not in sites}
    again = Drawn(base, rate, kept, np.zeros(n), drawn.destinations)
    limits = {m: limit for m, limit in belief.limits.items() if m != material}
    step = f"{material} verified: {found:g} kg U; few draws had agreed, so they were made anew around it"
    return Belief(Process(parts, states, belief.process.moves), belief.months, again, np.zeros(n), limits,
                  (*belief.steps, step))  # fmt: skip


def _combined(sd_operator: float, sd_inspector: float) -> float:
    sd = math.hypot(sd_operator, sd_inspector)
    if not (min(sd_operator, sd_inspector) >= 0.0 and 0.0 < sd < math.inf):
        raise Misuse(f"standard uncertainties {sd_operator} and {sd_inspector}: give 0 or more, one of them above 0")
    return sd


def _normal(found: float, expected: np.ndarray, sd: float) -> np.ndarray:
    if not (sd > 0.0 and math.isfinite(found)):
        raise Misuse(f"found {found} with a standard uncertainty of {sd}: give finite numbers, the uncertainty above 0")
    return np.asarray(-0.5 * ((found - expected) / sd) ** 2)
