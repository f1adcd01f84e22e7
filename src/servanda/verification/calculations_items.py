"""Calculations of goals, items, pairs and planning, under the names and argument names of published examples.

Each function takes the arguments of its examples and those that examples of the same kind may add; it returns a number,
a word, or a mapping from names to numbers.
"""

# ruff: noqa: N803  # the arguments are named as in the published examples

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from scipy.special import ndtr

from servanda.core.finding import Misuse
from servanda.verification import belief, d_statistic, detection, goals, grubbs, interim, items, strata_plan, trend
from servanda.verification.published import rows
from servanda.verification.sample_size import sample_size, sample_sizes

Numbers = dict[str, Any]


def significant_quantity(material: str, basis: str | None = None) -> float:
    """Kg of the basis."""
    return goals.significant_quantity(material, basis).amount


def timeliness_goal(category: str) -> str:
    """The timeliness goal in words."""
    return goals.goal("timeliness_goal", category).value


def planning_detection_probability(level: str) -> float:
    """The planning value of a level: high, medium, low."""
    return goals.goal("detection_probability", level).amount


def sq_fraction(mass_kg: float, sq_kg: float) -> float:
    """Mass in significant quantities."""
    return float(goals.sq_fraction(mass_kg, sq_kg))


def min_detectable_loss_over_sigma(alpha: float, beta: float) -> float:
    """z(1-alpha) + z(1-beta)."""
    return float(goals.detectable_factor(alpha, beta))


def max_sigma_muf_for_goal(sq_kg: float, alpha: float, beta: float) -> float:
    """Kg."""
    return float(goals.max_sigma_for_goal(sq_kg, alpha, beta))


def _beta(confidence: float | None, beta: float | None) -> float:
    if (confidence is None) == (beta is None):
        raise Misuse("give either confidence or beta, not both and not neither")
    return beta if beta is not None else round(1 - (confidence or 0.0), 12)


def sample_size_of(
    N: int,
    defectives: int,
    confidence: float | None = None,
    beta: float | None = None,
    method: str = "exact",
    recognition: float = 1.0,
    acceptance: int = 0,
) -> int:
    """Sample size of one stratum."""
    allowed = _beta(confidence, beta)
    return sample_size(N, defectives, allowed, method=method, recognition=recognition, acceptance=acceptance)


def detection_probability(
    N: int, defectives: int, n: int, model: str = "hypergeometric", recognition: float = 1.0, acceptance: int = 0
) -> float:
    """Probability that a sample finds more than the acceptance number of defects."""
    found = detection.detection_probability(
        N, defectives, n, recognition=recognition, acceptance=acceptance, model=model
    )
    return float(found)


def sign_test_n(delta_over_sigma: float, alpha: float, beta: float, inflate: float = 1.2) -> int:
    """Values needed for a sign test."""
    return trend.sign_test_size(delta_over_sigma, alpha, beta, inflate)


def d_statistic_sigmas(N: int, n: int, mu_kg: float, op_r: float, op_s: float, in_r: float, in_s: float) -> Numbers:
    """Standard deviations of the stratum's MUF, of D and of MUF - D, kg."""
    found = d_statistic.equal_item_sigmas(
        N, n, mu_kg, op_random=op_r, op_systematic=op_s, in_random=in_r, in_systematic=in_s
    )
    return {"sigma_MUF_stratum": found.muf, "sigma_D": found.d, "sigma_MUF_minus_D": found.muf_minus_d}


_STRATUM = frozenset({"sign", "N", "n", "mu_kg", "op_r", "op_s", "in_r", "in_s", "op_key", "in_key"})


def d_statistic_strata(strata: Sequence[Mapping[str, Any]]) -> Numbers:
    """The same over several strata of equal items; strata with the same op_key or in_key share that systematic error."""
    found = d_statistic.equal_strata_sigmas([_equal_stratum(number, s) for number, s in enumerate(strata, start=1)])
    return {"sigma_MUF": found.muf, "sigma_D": found.d, "sigma_MUF_minus_D": found.muf_minus_d}


def _equal_stratum(number: int, s: Mapping[str, Any]) -> d_statistic.EqualStratum:
    if set(s) - _STRATUM or (_STRATUM - {"op_key", "in_key"}) - set(s) or s["sign"] not in (1, -1):
        raise Misuse(f"a stratum has sign (1 or -1), {', '.join(sorted(_STRATUM - {'sign'}))}, not {dict(s)!r:.80}")
    return d_statistic.EqualStratum(
        f"stratum {number}", s["sign"], s["N"], s["n"], s["mu_kg"], s["op_r"], s["op_s"], s["in_r"], s["in_s"],
        s.get("op_key", ""), s.get("in_key", ""),
    )  # fmt: skip


def grubbs_two_instruments(operator: Sequence[float], inspector: Sequence[float]) -> Numbers:
    """Variances by moments."""
    split = grubbs.grubbs_split(operator, inspector)
    return {"var_operator": split.operator, "var_inspector": split.inspector, "var_true": split.true}


def iaea_three_level(
    N: int, item_kg: float, goal_kg: float, beta: float, gamma_partial: float, gamma_bias: float
) -> Numbers:
    """Items at gross, partial and bias level by the Agency's formula; `out_of_reach` names what cannot be supplied."""
    found = items.agency_three_levels(N, item_kg, goal_kg, beta, gamma_partial, gamma_bias)
    sizes = {"n_gross": found.n_gross, "n_partial": found.n_partial, "n_bias": found.n_bias}
    return {**sizes, "out_of_reach": list(found.out_of_reach)}


def dresher_value(periods: int, inspections: int, payoffs: Mapping[str, float] | None = None) -> float:
    """Value of Dresher's game to the violator."""
    paid = {"undetected": 1.0, "caught": -1.0, "legal": 0.0, **(payoffs or {})}
    if len(paid) > 3:
        raise Misuse(f"payoffs {', '.join(paid)}: there are undetected, caught and legal")
    return interim.dresher_value(periods, inspections, paid["undetected"], paid["caught"], paid["legal"])


def unannounced_interim_lp(k: int, beta: float, grid: int) -> float:
    """Expected time to detection on a grid."""
    return interim.unannounced_value(k, beta, grid)


def unannounced_interim_expected_detection_time(k: int, beta: float, interval: float = 1.0) -> float:
    """Expected time to detection in continuous time: the closed form, or the grid value extrapolated."""
    limit = interim.unannounced_limit(k, beta)
    if limit is None:
        coarse, fine = (150, 300) if k == 1 else (30, 40)
        first, second = (interim.unannounced_value(k, beta, grid) for grid in (coarse, fine))
        limit = (fine * second - coarse * first) / (fine - coarse)
    return interval * limit


def rule(detection_functions: str) -> str:
    """How to divide a budget."""
    shape = detection_functions.strip().casefold().removesuffix(" in effort") + " in effort"
    if shape not in interim.RULES:
        raise Misuse(f"no rule for {detection_functions!r}; known are {', '.join(interim.RULES)}")
    return interim.RULES[shape]


def stratified_attribute_saddle(
    N: Sequence[int], item_kg: Sequence[float], effort: Sequence[float], goal_kg: float, budget: float
) -> Numbers:
    """Saddle point of the stratified attributes game."""
    found = strata_plan.stratified_saddle(N, item_kg, effort, goal_kg, budget)
    return {
        "kappa": found.kappa,
        "defects": list(found.defects),
        "samples": list(found.samples),
        "detection_probability": found.detection,
    }


def random_inspections_needed(residence_days: float, period_days: float, beta: float, p: float = 1.0) -> int:
    """Number of random inspections."""
    return interim.random_inspections_needed(residence_days, period_days, beta, p)


def posterior_missing_given_no_alarm(prior: float, beta: float, alpha: float = 0.0) -> float:
    """Bayes' rule after no alarm."""
    return float(belief.posterior_missing(prior, beta, alpha))


def posterior_missing_given_alarm(prior: float, beta: float, alpha: float = 0.0) -> float:
    """Bayes' rule after an alarm."""
    return float(belief.posterior_missing(prior, beta, alpha, alarm=True))


def gaussian_tail_one_sided(z: float) -> float:
    """Probability beyond z."""
    return float(ndtr(-z))


def gaussian_tail_two_sided(z: float) -> float:
    """Probability beyond -z and z together."""
    return float(2 * ndtr(-abs(z)))


def min_detectable_rate_g_per_week(distance_km: float | Sequence[float]) -> Any:
    """Published smallest detectable rates."""
    return _published("least_rate_by_distance", "weekly", distance_km)


def lookup(
    distance_km: float | Sequence[float] | None = None,
    sample: str | None = None,
    source: str | None = None,
    g_Pu_per_day: Sequence[float] | None = None,
    false_positive: float | None = None,
    item: str | None = None,
) -> Any:
    """A published figure by what identifies it."""
    if source is not None and g_Pu_per_day is not None:
        return _published("detection_by_rate", source, g_Pu_per_day)
    if item is not None:
        return _devices(item)
    if distance_km is not None and sample is not None:
        return _published("detection_by_distance", sample, distance_km)
    raise Misuse("lookup: give source and g_Pu_per_day, or distance_km and sample, or item")


def _published(kind: str, series: str, keys: float | Sequence[float]) -> Any:
    table = {
        float(r["key"]): r["value"] for r in rows("detection_figures.csv") if (r["kind"], r["series"]) == (kind, series)
    }
    wanted = np.atleast_1d(np.asarray(keys, dtype=float)).tolist()
    missing = [key for key in wanted if key not in table]
    if missing:
        raise Misuse(f"no published figure for {missing[0]:g}; known are {', '.join(f'{k:g}' for k in table)}")
    found = [_figure(table[key]) for key in wanted]
    return found if isinstance(keys, Sequence) else found[0]


def _figure(text: str) -> float | list[float]:
    """A number, or the two ends of a range."""
    ends = [float(part) for part in text.split("-")]
    return ends if len(ends) > 1 else ends[0]


def _devices(item: str) -> Any:
    named = item.removeprefix("IAEA ")
    known = {
        r["key"].removesuffix(" installed"): float(r["value"])
        for r in rows("detection_figures.csv") if r["kind"] == "devices"
    }  # fmt: skip
    wanted = [part.strip().removesuffix(" installed") for part in named.split("/")]
    missing = [name for name in wanted if name not in known]
    if missing:
        raise Misuse(f"no published number of {missing[0]!r}; known are {', '.join(known)}")
    found = [known[name] for name in wanted]
    return found if len(found) > 1 else found[0]


def independent_samples_needed(p_single: float, target: float) -> int:
    """Number of independent samples."""
    return belief.independent_samples_needed(p_single, target)


def long_outage_probability(days: float, mtbf: float, mttr: float, tau: float) -> float:
    """At least one outage longer than tau."""
    return belief.long_outage_probability(days, mtbf, mttr, tau)


def poisson_inspections(rate: float, days: float, p: float = 1.0) -> Numbers:
    """Random inspections at a rate: probability of detection within `days`, and the mean delay."""
    found = interim.poisson_inspections(rate, days, p)
    return {"detection_probability": found[0], "mean_delay": found[1]}


def dual_cs_unavailability(u1: float, u2: float, common_cause: float = 0.0) -> float:
    """Both devices down."""
    return belief.dual_unavailability(u1, u2, common_cause)


def dual_cs_unavailability_beta_factor(u: float, common_cause_fraction: float) -> float:
    """Both devices down, with a fraction of failures in common."""
    return belief.dual_unavailability_beta_factor(u, common_cause_fraction)


_DIFFERENCES = re.compile(r"n_IAEA - n_exact in \{([\d, ]+)\} for n_IAEA=ceil\(N\(1-b\^\(1/d\)\)\)")
_MIXTURE = re.compile(r"with n_i=N_i\(1-beta\^\(x_i/M\)\) the product over strata .* equals beta for every split")


def holds(statement: str) -> bool:
    """Whether a stated property holds, tried on a sweep of cases; unknown statements are refused."""
    if found := _DIFFERENCES.match(statement):
        return _differences_within({int(v) for v in found[1].split(",")})
    if _MIXTURE.match(statement):
        return _mixture_is_beta()
    raise Misuse(f"no way to try the statement {statement!r}")


def _differences_within(allowed: set[int]) -> bool:
    n_items, d = np.tril_indices(300)
    n_items, d = n_items + 1, d + 1
    seen: set[int] = set()
    for beta in (0.05, 0.1, 0.2, 0.5, 0.8):
        agency, exact = (sample_sizes(n_items, d, beta, method=name).n for name in ("agency", "exact"))
        seen.update((agency - exact).tolist())
    return seen <= allowed


def _mixture_is_beta() -> bool:
    count, mass, goal, beta = np.array([200.0, 50.0, 20.0]), np.array([1.0, 4.0, 10.0]), 25.0, 0.1
    sampled = count * (1 - beta ** (mass / goal))
    splits = goal * np.random.default_rng(4).dirichlet(np.ones(3), size=1000) / mass
    missed = np.prod((1 - sampled / count) ** splits, axis=1)
    return bool(np.all(np.abs(missed - beta) < 1e-12))


CALCULATIONS: dict[str, Callable[..., Any]] = {
    "significant_quantity": significant_quantity,
    "timeliness_goal": timeliness_goal,
    "planning_detection_probability": planning_detection_probability,
    "sq_fraction": sq_fraction,
    "min_detectable_loss_over_sigma": min_detectable_loss_over_sigma,
    "max_sigma_muf_for_goal": max_sigma_muf_for_goal,
    "sample_size": sample_size_of,
    "detection_probability": detection_probability,
    "property": holds,
    "sign_test_n": sign_test_n,
    "d_statistic_sigmas": d_statistic_sigmas,
    "d_statistic_strata": d_statistic_strata,
    "grubbs_two_instruments": grubbs_two_instruments,
    "iaea_three_level": iaea_three_level,
    "dresher_value": dresher_value,
    "unannounced_interim_expected_detection_time": unannounced_interim_expected_detection_time,
    "unannounced_interim_LP": unannounced_interim_lp,
    "rule": rule,
    "stratified_attribute_saddle": stratified_attribute_saddle,
    "random_inspections_needed": random_inspections_needed,
    "posterior_missing_given_no_alarm": posterior_missing_given_no_alarm,
    "posterior_missing_given_alarm": posterior_missing_given_alarm,
    "gaussian_tail_one_sided": gaussian_tail_one_sided,
    "gaussian_tail_two_sided": gaussian_tail_two_sided,
    "lookup": lookup,
    "independent_samples_needed": independent_samples_needed,
    "min_detectable_rate_g_per_week": min_detectable_rate_g_per_week,
    "long_outage_probability": long_outage_probability,
    "poisson_inspections": poisson_inspections,
    "dual_cs_unavailability": dual_cs_unavailability,
    "dual_cs_unavailability_beta_factor": dual_cs_unavailability_beta_factor,
}
