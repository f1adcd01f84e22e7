"""The difference statistic D, and the inspector's own estimate of the balance, MUF - D.

D = sum of a (N/n) sum(o - v): o the operator's value, v the inspector's value of a sampled item, a = +1 for beginning
inventory and increases, -1 for decreases and ending inventory. D estimates by how much the operator's figures overstate
MUF, so that E(MUF - D) is the whole loss, the part in MUF and the part hidden in falsified figures.

Var(MUF - D) = Var(D) - Var(MUF) holds under `Conditions`; outside them it is refused. Source: derived again and checked
by simulation (reference, 4.3); R. Avenhaus, "The MUF-D problem" (abstract read).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import ArrayLike

from servanda.core.finding import Misuse, Refused
from servanda.verification.arrays import FloatArray
from servanda.verification.asked import bad_masses, data_finding, floats, positive, relative_error, same_length, whole
from servanda.verification.charts import check_finite, check_sigma


@dataclass(frozen=True, slots=True)
class Sigmas:
    """Standard deviations for one stratum of equal items, kg: of its part of MUF, of D, and of MUF - D."""

    muf: float
    d: float
    muf_minus_d: float


def equal_item_sigmas(
    items: int, sample: int, item_kg: float, *, op_random: float, op_systematic: float, in_random: float,
    in_systematic: float,
) -> Sigmas:  # fmt: skip
    """Closed forms for N equal items of which n are verified; errors are relative, one standard deviation."""
    whole([items, sample], "items and sample", 1)
    if sample > items:
        raise Misuse(f"a sample of {sample} items from {items}: a sample is no larger than its stratum")
    positive(item_kg, "item mass", "kg")
    ro, so, ri, si = (
        float(relative_error(e, what))
        for e, what in (
            (op_random, "operator's random error"), (op_systematic, "operator's systematic error"),
            (in_random, "inspector's random error"), (in_systematic, "inspector's systematic error"),
        )
    )  # fmt: skip
    muf = items * item_kg**2 * (ro**2 + items * so**2)
    d = (items * item_kg) ** 2 * ((ro**2 + ri**2) / sample + so**2 + si**2)
    # d - muf, written so that rounding cannot make it negative
    rest = (items * item_kg) ** 2 * (ro**2 * (1 / sample - 1 / items) + ri**2 / sample + si**2)
    return Sigmas(math.sqrt(muf), math.sqrt(d), math.sqrt(rest))


@dataclass(frozen=True, slots=True)
class PairedStratum:
    """A stratum with its sampled pairs: `operator` and `inspector` values of the same items, kg; `sign` as in MUF.

    Errors are relative standard deviations (fractions); systematic ones are shared within the stratum.
    """

    name: str
    sign: int
    items: int
    operator: FloatArray
    inspector: FloatArray
    op_random: float
    op_systematic: float
    in_random: float
    in_systematic: float

    @property
    def sample(self) -> int:
        """Number of verified items."""
        return int(self.operator.size)

    @property
    def difference(self) -> float:
        """a (N/n) sum(o - v): this stratum's part of D, kg."""
        return float(self.sign * self.items / self.sample * (self.operator - self.inspector).sum())


def paired_stratum(
    name: str, sign: int, items: int, operator: ArrayLike, inspector: ArrayLike, *, op_random: float,
    op_systematic: float, in_random: float, in_systematic: float, sure: bool = False,
) -> PairedStratum:  # fmt: skip
    """A checked stratum; everything wrong with its pairs is reported at once."""
    o, v = floats(operator, f"{name}: operator"), floats(inspector, f"{name}: inspector")
    if o.ndim != 1 or v.ndim != 1:
        raise Misuse(f"{name}: values of shapes {o.shape} and {v.shape}; give one row of values each")
    findings = same_length({f"{name}: operator": o, f"{name}: inspector": v})
    findings += bad_masses(o, f"{name}: operator") + bad_masses(v, f"{name}: inspector")
    if o.size > items:
        found = f"{o.size} pairs from {items} items"
        findings.append(data_finding(name, None, "sample-above-stratum", found, "no more pairs than items"))
    if findings:
        raise Refused(f"stratum {name}", findings)
    if sign not in (1, -1):
        raise Misuse(f"{name}: sign {sign}; give +1 for beginning inventory and increases, -1 for decreases and ending")
    errors = [
        float(relative_error(e, f"{name}: relative error", sure=sure))
        for e in (op_random, op_systematic, in_random, in_systematic)
    ]
    return PairedStratum(name, sign, items, o, v, *errors)


@dataclass(frozen=True, slots=True)
class DifferencePart:
    """One stratum's part of D and its variance, kg and kg²: random, systematic, and that of sampling unequal items."""

    name: str
    d: float
    random: float
    systematic: float
    sampling: float

    @property
    def variance(self) -> float:
        """All three parts."""
        return self.random + self.systematic + self.sampling


@dataclass(frozen=True, slots=True)
class Difference:
    """D with its standard deviation under no falsification, kg, and the budget by stratum."""

    d: float
    sigma: float
    parts: tuple[DifferencePart, ...]

    @property
    def z(self) -> float:
        """D in standard deviations."""
        return self.d / self.sigma if self.sigma else math.copysign(math.inf, self.d) if self.d else 0.0


def difference_statistic(strata: Sequence[PairedStratum]) -> Difference:
    """D over strata whose errors are independent of each other (systematic errors shared within a stratum)."""
    if not strata:
        raise Misuse("no strata: D needs at least one stratum with verified items")
    parts = tuple(_part(s) for s in strata)
    return Difference(math.fsum(p.d for p in parts), math.sqrt(math.fsum(p.variance for p in parts)), parts)


def _part(s: PairedStratum) -> DifferencePart:
    """Relative errors act on the operator's values; these also stand for the items that were not drawn."""
    x, n, count = s.operator, s.sample, s.items
    random = (count / n) ** 2 * float((x**2).sum()) * (s.op_random**2 + s.in_random**2)
    shared = s.op_systematic**2 + s.in_systematic**2
    systematic = (count * float(x.mean())) ** 2 * shared
    spread = float(x.var(ddof=1)) if n > 1 else 0.0
    sampling = count**2 * (1 - n / count) / n * spread * shared
    return DifferencePart(s.name, s.difference, random, systematic, sampling)


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


@dataclass(frozen=True, slots=True)
class ItemTest:
    """One verified item: difference in standard deviations of the pair, and whether it is beyond the threshold."""

    place: int
    z: float
    rejected: bool


def item_tests(stratum: PairedStratum, threshold: float = 3.0) -> tuple[ItemTest, ...]:
    """|o - v| > threshold sigma(o - v) for each pair, sigma from all four relative errors at the operator's value."""
    s = stratum
    relative = math.sqrt(s.op_random**2 + s.op_systematic**2 + s.in_random**2 + s.in_systematic**2)
    spread = relative * np.where(s.operator > 0, s.operator, s.inspector)
    with np.errstate(divide="ignore", invalid="ignore"):
        z = np.where(s.operator == s.inspector, 0.0, (s.operator - s.inspector) / spread)
    return tuple(ItemTest(place, float(value), bool(abs(value) > threshold)) for place, value in enumerate(z))
