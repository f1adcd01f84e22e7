"""MUF - D, the inspector's own estimate of the balance: its variance by an identity under conditions, or from a covariance.

Var(MUF - D) = Var(D) - Var(MUF) holds under `Conditions`; outside them it is refused. Source: derived again and checked
by simulation (reference, 4.3); R. Avenhaus, "The MUF-D problem" (abstract read).
"""

from __future__ import annotations

import math
from dataclasses import dataclass, fields

from servanda.core.finding import Misuse
from servanda.verification.charts import check_finite, check_sigma


@dataclass(frozen=True, slots=True)
class Conditions:
    """What must be true for Var(MUF - D) = Var(D) - Var(MUF); each is stated, none has a default."""

    same_operator_values: bool
    all_balance_terms_verified: bool
    random_samples: bool
    independent_inspector: bool
    expanded_by_number_of_items: bool
    same_error_models: bool


MEANING = {
    "same_operator_values": "the operator's values in D are those that entered MUF",
    "all_balance_terms_verified": "every term of the balance with measurement error has a verified sample in D",
    "random_samples": "samples were drawn at random, without regard to the values",
    "independent_inspector": "the inspector's errors are independent of the operator's",
    "expanded_by_number_of_items": "differences were expanded by N/n (a ratio estimator has another variance)",
    "same_error_models": "Var(D) and Var(MUF) were computed with the same operator's errors and correlation keys",
}
"""Each condition in words, as refusals and reports print it."""


@dataclass(frozen=True, slots=True)
class MufMinusD:
    """The inspector's estimate of the balance (also IMUF), kg, with its standard deviation."""

    value: float
    sigma: float
    conditions: Conditions


def muf_minus_d(muf: float, sigma_muf: float, d: float, sigma_d: float, conditions: Conditions) -> MufMinusD:
    """MUF - D with sigma² = sigma_D² - sigma_MUF²; refused where a condition does not hold or the difference is negative."""
    unmet = [MEANING[f.name] for f in fields(conditions) if not getattr(conditions, f.name)]
    if unmet:
        raise Misuse(
            f"Var(MUF-D) = Var(D) - Var(MUF) does not hold here, because these conditions are not met: {'; '.join(unmet)}. "
            f"Compute the variance from the joint covariance of MUF and D instead (muf_minus_d_general)"
        )
    if not (sigma_muf >= 0 and sigma_d >= 0):
        raise Misuse(f"sigma_MUF {sigma_muf:g}, sigma_D {sigma_d:g}: give standard deviations of 0 or more in kg")
    if sigma_d < sigma_muf * (1 - 1e-12):
        raise Misuse(
            f"sigma_D {sigma_d:g} kg is below sigma_MUF {sigma_muf:g} kg: with the stated conditions that cannot be; "
            f"the two were computed with different errors or for different strata"
        )
    return MufMinusD(muf - d, math.sqrt(max(0.0, sigma_d**2 - sigma_muf**2)), conditions)


def muf_minus_d_general(
    muf: float, sigma_muf: float, d: float, sigma_d: float, covariance: float
) -> tuple[float, float]:
    """MUF - D and its standard deviation from a stated covariance of MUF and D (kg²), whatever the conditions."""
    check_finite(muf, "MUF")
    check_finite(d, "D")
    check_sigma(sigma_muf, "sigma_MUF")
    check_sigma(sigma_d, "sigma_D")
    check_finite(covariance, "the covariance of MUF and D", "kg²")
    if abs(covariance) > sigma_muf * sigma_d * (1 + 1e-12):
        raise Misuse(f"covariance {covariance:g} kg² is larger than sigma_MUF sigma_D = {sigma_muf * sigma_d:g} kg²")
    return muf - d, math.sqrt(max(0.0, sigma_muf**2 + sigma_d**2 - 2 * covariance))
