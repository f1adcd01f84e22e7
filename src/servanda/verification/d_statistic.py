"""The difference statistic D of verified strata, with every covariance between them, and the test of each item.

D = sum of a (N/n) sum(o - v): o the operator's value, v the inspector's value of a sampled item, a = +1 for beginning
inventory and increases, -1 for decreases and ending inventory. D estimates by how much the operator's figures overstate
MUF, so that E(MUF - D) is the whole loss, the part in MUF and the part hidden in falsified figures (`muf_minus_d`).

Strata measured with one instrument or under one calibration carry the same correlation key; what they share is combined
with sign before it is squared, as in MUF (reference, 2.3; Jaech, INMM 1(2), 1972). Source of the variance: reference, 4.3.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import ArrayLike

from servanda.core.arrays import FloatArray
from servanda.core.finding import Misuse, Refused
from servanda.verification.asked import bad_masses, data_finding, floats, positive, relative_error, same_length, whole
from servanda.verification.charts import check_sigma


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


def equal_strata_sigmas(strata: Sequence[EqualStratum]) -> Sigmas:
    """Standard deviations over several strata of equal items: of MUF, of D, and of MUF - D, with every shared error.

    For MUF each stratum counts every item once. The operator's errors of D and MUF are the same, so that the variance of
    MUF - D is the difference of both, written so that rounding cannot make it negative.
    """
    muf, d = [], []
    rest, keys = [], dict[tuple[Party, str], float]()
    for s in strata:
        each = equal_item_sigmas(
            s.items,
            s.sample,
            s.item_kg,
            op_random=s.op_random,
            op_systematic=0.0,
            in_random=s.in_random,
            in_systematic=0.0,
        )
        muf.append(each.muf**2)
        d.append(each.d**2)
        rest.append(each.muf_minus_d**2)
        mass = s.sign * s.items * s.item_kg
        for party, key, size in (
            (Party.OPERATOR, s.op_key, s.op_systematic), (Party.INSPECTOR, s.in_key, s.in_systematic),
        ):  # fmt: skip
            source = (party, key or f"{s.name}'s own")
            keys[source] = keys.get(source, 0.0) + mass * float(relative_error(size, f"{s.name}: systematic error"))
    operators, inspectors = (
        math.fsum(load**2 for (party, _), load in keys.items() if party is wanted) for wanted in Party
    )
    return Sigmas(
        math.sqrt(math.fsum([*muf, operators])), math.sqrt(math.fsum([*d, operators, inspectors])),
        math.sqrt(math.fsum([*rest, inspectors])),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class EqualStratum:
    """Equal items as they are planned: `sample` of `items` of `item_kg` kg are verified; errors and keys as in a stratum."""

    name: str
    sign: int
    items: int
    sample: int
    item_kg: float
    op_random: float
    op_systematic: float
    in_random: float
    in_systematic: float
    op_key: str = ""
    in_key: str = ""


class Party(StrEnum):
    """Whose measurement an error belongs to; errors of different parties are independent."""

    OPERATOR = "operator"
    INSPECTOR = "inspector"


@dataclass(frozen=True, slots=True)
class SharedError:
    """One systematic error of one party: all strata with the same party and key share it.

    `relative` is a fraction of the operator's values, `absolute` kg on each item, both one standard deviation.
    """

    party: Party
    key: str
    relative: float
    absolute: float = 0.0


@dataclass(frozen=True, slots=True)
class PairedStratum:
    """A stratum with its sampled pairs: `operator` and `inspector` values of the same items, kg; `sign` as in MUF.

    Random errors are relative standard deviations (fractions), `op_random_kg` that of the operator in kg on each item.
    `shared` lists every systematic error. `total_kg` is the mass that the operator declares for the whole stratum; None
    where only the sampled values are known.
    """

    name: str
    sign: int
    items: int
    operator: FloatArray
    inspector: FloatArray
    op_random: float
    in_random: float
    shared: tuple[SharedError, ...]
    total_kg: float | None = None
    op_random_kg: float = 0.0

    @property
    def sample(self) -> int:
        """Number of verified items."""
        return int(self.operator.size)

    @property
    def expanded_kg(self) -> float:
        """N times the mean of the sampled operator's values, kg."""
        return float(self.items * self.operator.mean())

    @property
    def mass_kg(self) -> float:
        """The declared mass of the stratum, or its estimate from the sample, kg."""
        return self.expanded_kg if self.total_kg is None else self.total_kg

    @property
    def difference(self) -> float:
        """a (N/n) sum(o - v): this stratum's part of D, kg."""
        return float(self.sign * self.items / self.sample * (self.operator - self.inspector).sum())

    def loading(self, error: SharedError) -> float:
        """What one standard deviation of a shared error does to D, kg, with the sign of the stratum."""
        return self.sign * (error.relative * self.mass_kg + error.absolute * self.items)


def paired_stratum(
    name: str, sign: int, items: int, operator: ArrayLike, inspector: ArrayLike, *, op_random: float,
    in_random: float, op_systematic: float = 0.0, in_systematic: float = 0.0, op_key: str = "", in_key: str = "",
    op_shared: Sequence[SharedError] = (), total_kg: float | None = None, op_random_kg: float = 0.0, sure: bool = False,
) -> PairedStratum:  # fmt: skip
    """A checked stratum; everything wrong with its pairs is reported at once.

    Strata with the same `op_key` share the operator's systematic error, with the same `in_key` the inspector's; without
    a key an error is the stratum's own. `op_shared` lists further errors of the operator.
    """
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
    ro, so, ri, si = (
        float(relative_error(e, f"{name}: relative error", sure=sure))
        for e in (op_random, op_systematic, in_random, in_systematic)
    )
    check_sigma(op_random_kg, f"{name}: operator's random error")
    if total_kg is not None and not (math.isfinite(total_kg) and total_kg >= 0):
        raise Misuse(f"{name}: a declared mass of {total_kg:g} kg; give a finite mass of 0 or more, or None")
    own = (SharedError(Party.OPERATOR, op_key or name, so), SharedError(Party.INSPECTOR, in_key or name, si))
    shared = tuple(error for error in (*own, *op_shared) if error.relative or error.absolute)
    return PairedStratum(name, sign, items, o, v, ro, ri, shared, total_kg, op_random_kg)


@dataclass(frozen=True, slots=True)
class DifferencePart:
    """One stratum's part of D and its variance, kg and kg²: random, systematic, and that of sampling unequal items.

    `systematic` holds its part of the covariances with other strata and may be negative where errors cancel; `alone` is
    what its systematic errors would give if no other stratum shared them.
    """

    name: str
    d: float
    random: float
    systematic: float
    alone: float
    sampling: float

    @property
    def variance(self) -> float:
        """All three parts; they add up to the variance of D."""
        return self.random + self.systematic + self.sampling


@dataclass(frozen=True, slots=True)
class KeyPart:
    """One systematic error in D: whose, its key, the strata that share it, and its signed effect at 1 sigma, kg."""

    party: Party
    key: str
    strata: tuple[str, ...]
    loading: float

    @property
    def variance(self) -> float:
        """kg²; the strata were combined with their signs before squaring."""
        return self.loading**2


@dataclass(frozen=True, slots=True)
class Difference:
    """D with its standard deviation under no falsification, kg, and the budget by stratum and by key."""

    d: float
    sigma: float
    parts: tuple[DifferencePart, ...]
    keys: tuple[KeyPart, ...]

    @property
    def z(self) -> float:
        """D in standard deviations."""
        return self.d / self.sigma if self.sigma else math.copysign(math.inf, self.d) if self.d else 0.0

    def systematic_variance(self, party: Party) -> float:
        """What the systematic errors of one party give to the variance of D, kg²."""
        return math.fsum(key.variance for key in self.keys if key.party is party)


def difference_statistic(strata: Sequence[PairedStratum]) -> Difference:
    """D over strata: systematic errors with the same party and key are added with sign over strata, then squared.

    With a declared mass the variance is that over all samples that could have been drawn, and sampling unequal items has
    its own part. Without one, the sampled values stand for the stratum: the variance is that of D for this very sample.
    """
    if not strata:
        raise Misuse("no strata: D needs at least one stratum with verified items")
    keys = _keys(strata)
    loadings = {(key.party, key.key): key.loading for key in keys}
    parts = tuple(_part(s, loadings) for s in strata)
    variance = math.fsum([*(p.random + p.sampling for p in parts), *(key.variance for key in keys)])
    return Difference(math.fsum(p.d for p in parts), math.sqrt(variance), parts, keys)


def _keys(strata: Sequence[PairedStratum]) -> tuple[KeyPart, ...]:
    held: dict[tuple[Party, str], dict[str, float]] = {}
    for s in strata:
        for error in s.shared:
            sums = held.setdefault((error.party, error.key), {})
            sums[s.name] = sums.get(s.name, 0.0) + s.loading(error)
    return tuple(KeyPart(*source, tuple(sums), math.fsum(sums.values())) for source, sums in held.items())


def _part(s: PairedStratum, loadings: Mapping[tuple[Party, str], float]) -> DifferencePart:
    """Relative errors act on the operator's values; these also stand for the items that were not drawn."""
    x, n, count = s.operator, s.sample, s.items
    random = (count / n) ** 2 * float((x**2).sum()) * (s.op_random**2 + s.in_random**2)
    random += count**2 / n * s.op_random_kg**2
    own = [(s.loading(e), loadings[e.party, e.key]) for e in s.shared]
    spread = float(x.var(ddof=1)) if n > 1 and s.total_kg is not None else 0.0
    sampling = count**2 * (1 - n / count) / n * spread * math.fsum(e.relative**2 for e in s.shared)
    alone = math.fsum(loading**2 for loading, _ in own)
    return DifferencePart(s.name, s.difference, random, math.fsum(a * b for a, b in own), alone, sampling)


@dataclass(frozen=True, slots=True)
class ItemTest:
    """One verified item: difference in standard deviations of the pair, and whether it is beyond the threshold."""

    place: int
    z: float
    rejected: bool


def item_tests(stratum: PairedStratum, threshold: float = 3.0) -> tuple[ItemTest, ...]:
    """|o - v| > threshold sigma(o - v) for each pair, sigma from every error of both sides at the operator's value."""
    s = stratum
    mass = np.where(s.operator > 0, s.operator, s.inspector)
    relative = s.op_random**2 + s.in_random**2 + math.fsum(e.relative**2 for e in s.shared)
    absolute = s.op_random_kg**2 + math.fsum(e.absolute**2 for e in s.shared)
    spread = np.sqrt(relative * mass**2 + absolute)
    with np.errstate(divide="ignore", invalid="ignore"):
        z = np.where(s.operator == s.inspector, 0.0, (s.operator - s.inspector) / spread)
    return tuple(ItemTest(place, float(value), bool(abs(value) > threshold)) for place, value in enumerate(z))
