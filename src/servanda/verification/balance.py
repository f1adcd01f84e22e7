"""One material balance: MUF with its sigma, what sigma is made of, and what that says about a goal.

MUF = PB + X - Y - PE in kg, positive is an apparent loss (INFCIRC/153 para 98); it is stated with the limits of its
accuracy (para 30). Unmeasured holdup is a stratum of its own, and a null interval says what MUF may be without loss.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from scipy.special import ndtr, ndtri

from servanda.core.finding import Misuse
from servanda.verification.assumptions import Assumptions, error_assumptions, sides
from servanda.verification.budget import BudgetLine, budget, by_level
from servanda.verification.charts import check_finite, check_probability, check_sigma
from servanda.verification.errors import Level
from servanda.verification.expected_accuracy import ExpectedAccuracy
from servanda.verification.structure import assemble_balance
from servanda.verification.terms import Role, Stratum


class Verdict(StrEnum):
    """What a test of MUF says; it never says that nothing is missing."""

    WITHIN = "within measurement error"
    LOSS = "significant apparent loss"
    GAIN = "significant apparent gain: look for unmeasured or misrecorded material"
    WITHOUT_ERROR = "no error is stated: any difference is an accounting question"


@dataclass(frozen=True, slots=True)
class MufTest:
    """A test of MUF against a null interval (kg): critical values, verdict, and the largest p-value over the interval.

    `gain_below` is the lower limit of the two-sided test at the same alpha. Below it MUF is told as an apparent gain, also
    by the one-sided test, whose `critical_low` is minus infinity and whose p-value is for loss only.
    """

    low: float
    high: float
    critical_low: float
    critical_high: float
    p_value: float
    verdict: Verdict
    gain_below: float


@dataclass(frozen=True, slots=True)
class GoalComparison:
    """What sigma means for a goal quantity (kg): detection at the test's alpha, and the sigma that would reach beta.

    `detection` is the probability that the loss of one goal quantity raises an alarm; `detectable` (kg) is the loss that
    is found with probability 1 - beta; `largest_sigma` (kg) the sigma with which the goal quantity would be.
    """

    goal: float
    detection: float
    detectable: float
    largest_sigma: float


@dataclass(frozen=True, slots=True)
class AccuracyComparison:
    """Sigma beside the expected accuracy of closing the balance (kg); a ratio above 1 is worse than expected."""

    expected: ExpectedAccuracy
    expected_sigma: float
    ratio: float


@dataclass(frozen=True, slots=True)
class MaterialBalance:
    """A balance with all its parts (kg); `budget` adds up to the variance of MUF."""

    beginning_inventory: float
    increases: float
    decreases: float
    ending_inventory: float
    sigma: float
    budget: tuple[BudgetLine, ...]
    test: MufTest
    goal: GoalComparison | None
    accuracy: AccuracyComparison | None
    assumptions: Assumptions

    @property
    def book_inventory(self) -> float:
        """PB + X - Y (kg)."""
        return self.beginning_inventory + self.increases - self.decreases

    @property
    def muf(self) -> float:
        """Material unaccounted for: book less physical inventory (kg), positive is an apparent loss."""
        return self.book_inventory - self.ending_inventory

    @property
    def sigma_random(self) -> float:
        """Random part of sigma (kg)."""
        return math.sqrt(by_level(self.budget).get(Level.RANDOM, 0.0))

    @property
    def sigma_systematic(self) -> float:
        """Systematic part of sigma (kg), long-term and short-term together."""
        levels = by_level(self.budget)
        return math.sqrt(sum(part for level, part in levels.items() if level is not Level.RANDOM))

    def interval(self, coverage: float = 0.95) -> tuple[float, float]:
        """Limits of accuracy of MUF (kg) with this coverage."""
        check_probability(coverage, "coverage")
        width = float(ndtri((1 + coverage) / 2)) * self.sigma
        return self.muf - width, self.muf + width


def material_balance(
    strata: Sequence[Stratum],
    *,
    alpha: float = 0.05,
    beta: float = 0.05,
    two_sided: bool = False,
    null: tuple[float, float] = (0.0, 0.0),
    goal: float | None = None,
    expected: ExpectedAccuracy | None = None,
) -> MaterialBalance:
    """Close a balance. Refuses bad strata with all findings; `goal` (kg, e.g. one SQ) and `expected` are compared if given."""
    check_probability(alpha, "alpha")
    check_probability(beta, "beta")
    structure, x = assemble_balance(strata)
    lines = budget(structure, x)
    sums = {role: math.fsum(float(m) for s in strata if s.role is role for m in s.amounts) for role in Role}
    muf = math.fsum(role.sign * mass for role, mass in sums.items())
    sigma = math.sqrt(max(math.fsum(line.share for line in lines), 0.0))
    return MaterialBalance(
        sums[Role.BEGINNING_INVENTORY],
        sums[Role.INCREASE],
        sums[Role.DECREASE],
        sums[Role.ENDING_INVENTORY],
        sigma,
        lines,
        muf_test(muf, sigma, alpha, null=null, two_sided=two_sided),
        None if goal is None else goal_comparison(goal, sigma, alpha, beta, two_sided=two_sided),
        None if expected is None else accuracy_comparison(expected, sigma, _throughput(sums), _inventory(sums)),
        Assumptions(strata[0].unit, error_assumptions(strata), alpha, beta, 1, sides(two_sided)),
    )


def muf_test(
    muf: float, sigma: float, alpha: float, *, null: tuple[float, float] = (0.0, 0.0), two_sided: bool = False
) -> MufTest:
    """Test MUF (kg) against what it may be without loss; the interval null is tested at its nearer end.

    With a null interval the false-alarm probability is at most alpha everywhere in it (composite null after Franklin,
    ESARDA 2009; abstract read). One-sided tests look for loss; a gain beyond the two-sided limit is told as such, never as
    within measurement error.
    """
    check_finite(muf, "MUF")
    check_sigma(sigma, "sigma of MUF")
    check_probability(alpha, "alpha")
    low, high = null
    if not low <= high:
        raise Misuse(f"the null interval runs from {low:g} to {high:g} kg; give its lower end first")
    z = float(ndtri(1 - (alpha / 2 if two_sided else alpha)))
    gain_below = low - float(ndtri(1 - alpha / 2)) * sigma
    lower = gain_below if two_sided else -math.inf
    upper = high + z * sigma
    verdict = _verdict(muf, sigma, gain_below, upper, null)
    return MufTest(low, high, lower, upper, _p_value(muf, sigma, null, two_sided), verdict, gain_below)


def goal_comparison(goal: float, sigma: float, alpha: float, beta: float, *, two_sided: bool = False) -> GoalComparison:
    """What sigma (kg) means for a goal (kg): power of the test, detectable loss (z_a + z_b) sigma, largest sigma."""
    check_sigma(sigma)
    check_probability(alpha, "alpha")
    check_probability(beta, "beta")
    if not (goal > 0 and math.isfinite(goal)):
        raise Misuse(f"the goal is {goal:g} kg; give a quantity above 0, such as one significant quantity")
    z_alpha = float(ndtri(1 - (alpha / 2 if two_sided else alpha)))
    factor = z_alpha + float(ndtri(1 - beta))
    if factor <= 0:
        raise Misuse(f"alpha {alpha:g} and beta {beta:g} are so large that any sigma reaches them; give smaller ones")
    detection = float(ndtr(goal / sigma - z_alpha)) if sigma else 1.0
    if two_sided and sigma:
        detection += float(ndtr(-goal / sigma - z_alpha))
    return GoalComparison(goal, detection, factor * sigma, goal / factor)


def accuracy_comparison(
    expected: ExpectedAccuracy, sigma: float, throughput: float, inventory: float
) -> AccuracyComparison:
    """Sigma (kg) beside delta_E times the larger of throughput and inventory (kg)."""
    expected_sigma = expected.sigma(throughput, inventory)
    return AccuracyComparison(expected, expected_sigma, sigma / expected_sigma if expected_sigma else math.inf)


def _p_value(muf: float, sigma: float, null: tuple[float, float], two_sided: bool) -> float:
    """Largest probability, within the null interval, of a MUF at least as far out. NaN without error."""
    if not sigma:
        return math.nan
    low, high = null
    above, below = float(ndtr((high - muf) / sigma)), float(ndtr((muf - low) / sigma))
    return min(1.0, 2 * min(above, below)) if two_sided else above


def _verdict(muf: float, sigma: float, gain_below: float, upper: float, null: tuple[float, float]) -> Verdict:
    if not sigma and not null[0] <= muf <= null[1]:
        return Verdict.WITHOUT_ERROR
    if muf > upper:
        return Verdict.LOSS
    return Verdict.GAIN if muf < gain_below else Verdict.WITHIN


def _throughput(sums: dict[Role, float]) -> float:
    return max(sums[Role.INCREASE], sums[Role.DECREASE])


def _inventory(sums: dict[Role, float]) -> float:
    return max(sums[Role.BEGINNING_INVENTORY], sums[Role.ENDING_INVENTORY])
