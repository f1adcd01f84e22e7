"""Calculations of balances and sequences under the names and arguments of the published examples.

Each function takes the arguments of a row and gives plain numbers, lists or mappings of them. Topics 2 and 3.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from servanda.core.arrays import FloatArray
from servanda.core.finding import Misuse
from servanda.core.unit import Unit, unit_of
from servanda.verification.arrays import floats
from servanda.verification.balance import material_balance
from servanda.verification.charts import first_alarm, page
from servanda.verification.errors import ErrorModel, Origin, ValueSource, additive, mixed, multiplicative
from servanda.verification.page_probability import (
    page_run_length,
    page_run_length_two_sided,
    page_threshold,
    poisson_run_length,
)
from servanda.verification.patterns import noncentrality, worst_case
from servanda.verification.sampling import quadrature, stratum_sigma
from servanda.verification.sequence import standardise
from servanda.verification.sign import SignConvention, stated_muf
from servanda.verification.terms import Role, Stratum, stratum

ROW = ValueSource(Origin.USER, "the row of the example")
Terms = Sequence[Any]
INDEPENDENT = "iid N(0,1)"
WITHOUT_K = "max(x1,0) without -k"


def muf_independent_terms(PB: Terms, X: Terms, Y: Terms, PE: Terms, unit: str = "kg") -> dict[str, float]:  # noqa: N803  # names of the rows
    """MUF and sigma of terms given as [amount, sigma], all errors independent; a side may have one term, several or none."""
    sides = {Role.BEGINNING_INVENTORY: PB, Role.INCREASE: X, Role.DECREASE: Y, Role.ENDING_INVENTORY: PE}
    known = _unit(unit)
    strata = [
        _independent(role, n, pair, known) for role, given in sides.items() for n, pair in enumerate(_pairs(given))
    ]
    balance = material_balance(strata)
    return {"MUF": balance.muf, "sigma": balance.sigma}


def sign_convention(book: float, physical: float, convention: str) -> float:
    """The difference as the convention writes it."""
    try:
        named = SignConvention(convention)
    except ValueError:
        known = ", ".join(c.value for c in SignConvention)
        raise Misuse(f"unknown sign convention {convention!r}; known are {known}") from None
    return stated_muf(book, physical, named).value


def quadrature_percent(components: Sequence[float]) -> float:
    """Independent components combined, in the unit in which they are given."""
    return quadrature([float(c) for c in floats(components, "components")])


def sigma_stratum_multiplicative(N: int, mu_kg: float, rsd_random: float, rsd_systematic: float) -> float:  # noqa: N803  # name of the rows
    """Sigma (kg) of N equal items, each measured once under one calibration."""
    return stratum_sigma(N, mu_kg, rsd_random, rsd_systematic)[2]


def sigma_muf_shared_systematic(terms: Sequence[Mapping[str, float]], shared_s: float) -> dict[str, float]:
    """Sigma (kg) with one systematic error shared by all terms, and what it would be without the covariances.

    A term has `sign` and `x` (kg), and may have `r` (relative random) and `s` (relative systematic error of its own).
    """
    balance = material_balance([_sharing(n, term, shared_s) for n, term in enumerate(terms)])
    return {
        "with_covariance": balance.sigma,
        "ignoring_covariance": math.sqrt(math.fsum(line.alone for line in balance.budget)),
    }


def page_cusum(x: Sequence[float], k: float, h: float, S0: float = 0.0) -> dict[str, Any]:  # noqa: N803  # name of the rows
    """Page's sums of standardised values and the number of the first above h (None if there is none)."""
    sums = page(floats(x, "x"), k, S0)
    return {"S": sums.tolist(), "first_alarm": int(first_alarm(sums, h)) or None}


def cusum_arl_one_sided(k: float, h: float, shift: float = 0.0, S0: float = 0.0) -> float:  # noqa: N803  # name of the rows
    """Mean run length of Page's test for loss."""
    return page_run_length(k, h, shift, S0)


def cusum_arl_two_sided(k: float, h: float, shift: float = 0.0, S0: float = 0.0) -> float:  # noqa: N803  # name of the rows
    """Mean run length of Page's test for loss and gain."""
    return page_run_length_two_sided(k, h, shift, S0)


def poisson_cusum_arl(h: float, k: float, lambda_: float, S0: float = 0.0, alarm: str = "S>=h") -> float:  # noqa: N803  # name of the rows
    """Mean run length of Page's test of counts; `alarm` is S>=h or S>h."""
    rules = {"S>=h": True, "S>h": False}
    rule = re.sub(r"\s", "", alarm)
    if rule not in rules:
        raise Misuse(f"unknown rule {alarm!r}; an alarm is S>=h or S>h")
    return poisson_run_length(h, k, lambda_, S0, at_threshold=rules[rule])


def sitmuf(cov: Sequence[Sequence[float]], muf: Sequence[float]) -> dict[str, list[float]]:
    """Standardised independent sequence, independent sequence and its variances."""
    sequence = standardise(floats(muf, "muf"), floats(cov, "cov"))
    return {
        "sitmuf": sequence.sitmuf.tolist(),
        "itmuf": sequence.itmuf.tolist(),
        "innovation_var": sequence.innovation_variance.tolist(),
    }


def gemuf_v1(cov: Sequence[Sequence[float]], muf: Sequence[float]) -> list[float]:
    """Generalised MUF, V1, after each balance."""
    found: list[float] = standardise(floats(muf, "muf"), floats(cov, "cov")).gemuf_v1.tolist()
    return found


def worst_case_loss_pattern(cov: Sequence[Sequence[float]], total: float = 1.0) -> dict[str, Any]:
    """The least detectable pattern of a total and its distance from nothing, squared."""
    covariance = floats(cov, "cov")
    standardise(np.zeros(covariance.shape[-1:]), covariance)
    pattern = worst_case(covariance, total)
    return {"pattern": pattern.tolist(), "noncentrality2": noncentrality(pattern, covariance)}


def threshold_of_page(k: float, N: int, FAP: float, seq: str = INDEPENDENT, S0: float = 0.0) -> float:  # noqa: N803  # names of the rows
    """Threshold of Page's test for a false-alarm probability over N independent standardised balances."""
    _independent_sequence(seq)
    return page_threshold(k, N, FAP, S0)


def threshold_of_page_mapit(k: float, N: int, FAP: float, seq: str = INDEPENDENT, first_step: str = WITHOUT_K) -> float:  # noqa: N803  # names of the rows
    """The threshold when the first step leaves out -k, which is the same as a start of k."""
    _independent_sequence(seq)
    if first_step != WITHOUT_K:
        raise Misuse(f"unknown first step {first_step!r}; known is {WITHOUT_K!r}")
    return page_threshold(k, N, FAP, k)


CALCULATIONS: dict[str, Callable[..., Any]] = {
    "muf_independent_terms": muf_independent_terms,
    "sign_convention": sign_convention,
    "quadrature_percent": quadrature_percent,
    "sigma_stratum_multiplicative": sigma_stratum_multiplicative,
    "sigma_muf_shared_systematic": sigma_muf_shared_systematic,
    "page_cusum": page_cusum,
    "cusum_arl_one_sided": cusum_arl_one_sided,
    "cusum_arl_two_sided": cusum_arl_two_sided,
    "poisson_cusum_arl": poisson_cusum_arl,
    "sitmuf": sitmuf,
    "gemuf_v1": gemuf_v1,
    "worst_case_loss_pattern": worst_case_loss_pattern,
    "page_threshold": threshold_of_page,
    "page_threshold_mapit_variant": threshold_of_page_mapit,
}
"""Calculations by name."""


def _pairs(given: Terms) -> list[FloatArray]:
    """One [amount, sigma], or a list of them."""
    if not len(given):
        return []
    pairs = np.atleast_2d(floats(given, "terms"))
    if pairs.shape[-1] != 2:
        raise Misuse(f"a term is [amount, sigma], not {list(given)!r:.80}")
    return list(pairs)


def _independent(role: Role, number: int, pair: FloatArray, unit: Unit) -> Stratum:
    amount, sigma = float(pair[0]), float(pair[1])
    return stratum(f"{role.value} {number + 1}", role, amount, additive(sigma, 0.0, source=ROW), unit)


def _sharing(number: int, term: Mapping[str, float], shared: float) -> Stratum:
    unknown = sorted(set(term) - {"sign", "x", "r", "s"})
    if unknown or not {"sign", "x"} <= set(term) or term["sign"] not in (1, -1):
        raise Misuse(f"a term has sign (1 or -1) and x, and may have r and s, not {dict(term)!r:.80}")
    role = Role.INCREASE if term["sign"] == 1 else Role.DECREASE
    return stratum(f"term {number + 1}", role, term["x"], _errors(term, shared), Unit.KG)


def _errors(term: Mapping[str, float], shared: float) -> ErrorModel:
    together = multiplicative(term.get("r", 0.0), shared, source=ROW, key="shared", large_confirmed=True)
    own = multiplicative(0.0, term.get("s", 0.0), source=ROW, large_confirmed=True)
    return mixed(together, own)


def _unit(text: str) -> Unit:
    """The unit of all terms; kilograms of an element that has no unit of its own are kilograms."""
    known = unit_of(text) or (Unit.KG if text.startswith("kg ") else None)
    if known is None:
        raise Misuse(f"unknown unit {text!r}; give kg, kg U, kg U-235, g or t")
    return known


def _independent_sequence(seq: str) -> None:
    if seq != INDEPENDENT:
        raise Misuse(f"unknown sequence {seq!r}; thresholds are exact for {INDEPENDENT!r}, which SITMUF is")
