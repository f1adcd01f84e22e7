"""A sequence of balances evaluated: every statistic, its threshold, its alarms, and what the tests can and cannot find."""

from __future__ import annotations

from collections.abc import Sequence as Several
from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr, ndtri

from servanda.core.arrays import FloatArray
from servanda.core.blocks import Mapper, Progress
from servanda.core.finding import Misuse
from servanda.core.unit import Unit
from servanda.verification.alarm import (
    DEFAULT_RUNS,
    PowerPoint,
    Probability,
    Threshold,
    alarm_probability,
    guaranteed,
    power_curve,
    threshold,
)
from servanda.verification.assumptions import Assumptions, error_assumptions, sides
from servanda.verification.budget import BudgetLine, budget
from servanda.verification.charts import first_alarm
from servanda.verification.covariance import covariance_of_balances
from servanda.verification.patterns import protracted, worst_case
from servanda.verification.sequence import Sequence, standardise
from servanda.verification.sequence_tests import Cumuf, EachBalance, Page, SequenceTest, Shewhart
from servanda.verification.structure import assemble
from servanda.verification.terms import Term

USUAL_TESTS: tuple[SequenceTest, ...] = (Shewhart(), Page(), Cumuf())
"""One test for abrupt losses, one general, one that holds against any pattern."""


@dataclass(frozen=True, slots=True)
class FollowedTest:
    """A test with its threshold, its running statistic, and the number of the balance (from 1) of its first alarm, 0 if none."""

    test: SequenceTest
    threshold: Threshold
    statistic: FloatArray
    first_alarm: int


@dataclass(frozen=True, slots=True)
class BalanceRates:
    """False-alarm rates of testing every balance by itself: `each` is that of one test, `together` that of any of them.

    `threshold` is the critical value in sigma of MUF. `joint` tells which of the two rates is the stated alpha: the one of
    all balances together, or that of each.
    """

    joint: bool
    each: float
    together: Probability
    threshold: float
    horizon: int

    @property
    def words(self) -> str:
        """Both rates in a sentence, the stated one first."""
        error = f", standard error {self.together.standard_error:.2g}" if self.together.standard_error else ""
        how = f"{self.together.method}{error}"
        if self.horizon == 1:
            return f"the one balance is tested at {self.each:.4g}"
        if self.joint:
            return (
                f"the {self.horizon} tests of single balances raise any false alarm with probability "
                f"{self.together.value:.4g} ({how}); each of them alone with {self.each:.4g}"
            )
        return (
            f"each of the {self.horizon} tests of single balances raises a false alarm with probability {self.each:.4g}; "
            f"any of them with {self.together.value:.4g} ({how})"
        )


def balance_rates(
    covariance: FloatArray, alpha: float, *, joint: bool = True, runs: int = DEFAULT_RUNS, seed: int = 0,
    mapper: Mapper | None = None, progress: Progress | None = None,
) -> BalanceRates:  # fmt: skip
    """Both rates when alpha is stated for all balances together (the default), or for each of them.

    Covariances between balances count: shared errors make alarms come together, and a common rate of alpha then leaves
    each test more room than with independent balances.
    """
    horizon = len(covariance)
    if joint:
        limit = threshold(EachBalance(), covariance, alpha, runs=runs, seed=seed, mapper=mapper, progress=progress)
        together = Probability(alpha, limit.standard_error, limit.draws)
        return BalanceRates(True, float(ndtr(-limit.value)), together, limit.value, horizon)
    value = float(ndtri(1 - alpha))
    none = np.zeros(horizon)
    together = alarm_probability(EachBalance(), value, covariance, none, runs=runs, seed=seed, mapper=mapper)
    return BalanceRates(False, alpha, together, value, horizon)


@dataclass(frozen=True, slots=True)
class SequenceEvaluation:
    """Balances of one run, evaluated under one error model.

    `sequence` holds MUF, CUMUF, ITMUF, SITMUF and both GEMUF; `covariance` is that of MUF (kg²); `budgets` has the budget of
    each balance; `balance_rates` what testing each balance by itself amounts to. `false_alarm_rate_together` is a bound on
    the rate of all tests taken together.
    """

    unit: Unit
    sequence: Sequence
    covariance: FloatArray
    budgets: tuple[tuple[BudgetLine, ...], ...]
    tests: tuple[FollowedTest, ...]
    balance_rates: BalanceRates
    assumptions: Assumptions

    @property
    def false_alarm_rate_together(self) -> float:
        """Sum of all rates, that of the single balances included: at most this is the chance of any alarm without loss."""
        rates = [followed.threshold.alpha for followed in self.tests]
        return min(1.0, sum(rates) + self.balance_rates.together.value)

    @property
    def worst_case(self) -> FloatArray:
        """The least detectable pattern of a loss of 1 kg."""
        return worst_case(self.covariance)

    def guaranteed(self, total: float) -> float:
        """Probability of finding a total (kg) missing in any pattern whatever, by CUMUF at the stated alpha."""
        return guaranteed(self.covariance, total, self.assumptions.alpha)

    def power(
        self, totals: Several[float], pattern: FloatArray | None = None, *, runs: int = DEFAULT_RUNS
    ) -> list[PowerPoint]:
        """What is guaranteed and what is likely for totals (kg) missing in a pattern (default: equal parts)."""
        shape = protracted(1.0, len(self.covariance)) if pattern is None else pattern
        pairs = [(followed.test, followed.threshold) for followed in self.tests]
        return power_curve(pairs, self.covariance, shape, totals, self.assumptions.alpha, runs=runs)


def evaluate(
    terms: Several[Term],
    *,
    tests: Several[SequenceTest] = USUAL_TESTS,
    alpha: float = 0.05,
    beta: float = 0.05,
    joint: bool = True,
    runs: int = DEFAULT_RUNS,
    seed: int = 0,
    mapper: Mapper | None = None,
    progress: Progress | None = None,
) -> SequenceEvaluation:
    """Evaluate a sequence of balances; every test has the false-alarm rate alpha over all of its balances.

    `joint` says that this holds for the tests of single balances too, taken together; otherwise each of them has alpha.
    """
    structure, x = assemble(terms)
    if x.ndim != 1:
        raise Misuse("evaluate takes the amounts of one run; for many runs use simulate, or standardise their balances")
    covariance = covariance_of_balances(structure, x)
    sequence = standardise(structure.muf(x), covariance)
    followed = []
    for test in tests:
        limit = threshold(test, covariance, alpha, runs=runs, seed=seed, mapper=mapper, progress=progress)
        statistic = test.statistic(sequence)
        followed.append(FollowedTest(test, limit, statistic, int(first_alarm(statistic, limit.value))))
    return SequenceEvaluation(
        terms[0].unit,
        sequence,
        covariance,
        tuple(budget(structure, x, balance) for balance in range(structure.balances)),
        tuple(followed),
        balance_rates(covariance, alpha, joint=joint, runs=runs, seed=seed, mapper=mapper, progress=progress),
        Assumptions(terms[0].unit, error_assumptions(terms), alpha, beta, structure.balances, sides(False)),
    )
