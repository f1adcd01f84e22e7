"""A sequence of balances evaluated: every statistic, its threshold, its alarms, and what the tests can and cannot find."""

from __future__ import annotations

from collections.abc import Sequence as Several
from dataclasses import dataclass

from servanda.core.blocks import Mapper, Progress
from servanda.core.finding import Misuse
from servanda.core.unit import Unit
from servanda.verification.alarm import DEFAULT_RUNS, PowerPoint, Threshold, guaranteed, power_curve, threshold
from servanda.verification.arrays import FloatArray
from servanda.verification.assumptions import Assumptions, error_assumptions, sides
from servanda.verification.budget import BudgetLine, budget
from servanda.verification.charts import first_alarm
from servanda.verification.covariance import covariance_of_balances
from servanda.verification.patterns import protracted, worst_case
from servanda.verification.sequence import Sequence, standardise
from servanda.verification.sequence_tests import Cumuf, Page, SequenceTest, Shewhart
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
class SequenceEvaluation:
    """Balances of one run, evaluated under one error model.

    `sequence` holds MUF, CUMUF, ITMUF, SITMUF and both GEMUF; `covariance` is that of MUF (kg²); `budgets` has the budget of
    each balance. `false_alarm_rate_together` is a bound on the rate of all tests taken together.
    """

    unit: Unit
    sequence: Sequence
    covariance: FloatArray
    budgets: tuple[tuple[BudgetLine, ...], ...]
    tests: tuple[FollowedTest, ...]
    assumptions: Assumptions

    @property
    def false_alarm_rate_together(self) -> float:
        """Sum of the rates of all tests: at most this is the chance that any of them alarms when nothing is missing."""
        return min(1.0, sum(followed.threshold.alpha for followed in self.tests))

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
    runs: int = DEFAULT_RUNS,
    seed: int = 0,
    mapper: Mapper | None = None,
    progress: Progress | None = None,
) -> SequenceEvaluation:
    """Evaluate a sequence of balances; every test has the false-alarm rate alpha over all of its balances."""
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
        Assumptions(terms[0].unit, error_assumptions(terms), alpha, beta, structure.balances, sides(False)),
    )
