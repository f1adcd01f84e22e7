"""What an evaluation of a balance period says: balances, verified items, and the whole answer."""

from __future__ import annotations

import math
from dataclasses import dataclass
from html import escape

from servanda.case.verify_read import Input
from servanda.core.finding import Finding
from servanda.verification.balance import AccuracyComparison, GoalComparison, MufTest
from servanda.verification.d_statistic import Difference, ItemTest, PairedStratum
from servanda.verification.evaluation import SequenceEvaluation
from servanda.verification.muf_minus_d import MufMinusD
from servanda.verification.outliers import Outlier
from servanda.verification.terms import Term


@dataclass(frozen=True, slots=True)
class PeriodBalance:
    """One balance of the sequence, kg: its parts, MUF and sigma, its tests, and the goal.

    `test` decides, at the rate that the settings ask for; `alone` is the test at alpha for this balance by itself.
    """

    period: int
    beginning: float
    increases: float
    decreases: float
    ending: float
    muf: float
    sigma: float
    test: MufTest
    alone: MufTest
    goal: GoalComparison | None
    accuracy: AccuracyComparison | None


@dataclass(frozen=True, slots=True)
class VerifiedItems:
    """The operator-inspector comparison: D with its budget, each item's test, outliers, MUF - D or why there is none."""

    strata: tuple[PairedStratum, ...]
    difference: Difference
    tests: tuple[tuple[ItemTest, ...], ...]
    outliers: tuple[tuple[Outlier, ...], ...]
    items: tuple[tuple[str, ...], ...]
    muf_minus_d: MufMinusD | None
    why_not: str

    @property
    def rejected(self) -> int:
        """Items whose difference is beyond three standard deviations."""
        return sum(test.rejected for tests in self.tests for test in tests)

    @property
    def sharing(self) -> str:
        """Which systematic errors several strata share, in words, as it is printed beside sigma of D."""
        several = [key for key in self.difference.keys if len(key.strata) > 1]
        if not several:
            return "no systematic error is shared between strata: no two have the same key"
        told = [f"the {k.party.value}'s {k.key!r} by {' and '.join(k.strata)}" for k in several]
        return f"shared between strata: {'; '.join(told)}"


@dataclass(frozen=True, slots=True)
class VerificationAnswer:
    """Everything that an evaluation says; in a notebook it shows itself as a table of the balances with what decides."""

    input: Input
    terms: tuple[Term, ...]
    evaluation: SequenceEvaluation
    balances: tuple[PeriodBalance, ...]
    items: VerifiedItems | None
    findings: tuple[Finding, ...]

    @property
    def last(self) -> PeriodBalance:
        """The balance of the last complete period."""
        return self.balances[-1]

    def _repr_html_(self) -> str:
        unit = escape(self.input.settings.unit.value)
        names = ("period", f"MUF, {unit}", f"sigma, {unit}", "MUF / sigma", f"critical, {unit}", "SITMUF", "test")
        head = "".join(f"<th scope='col'>{name}</th>" for name in names)
        sitmuf = self.evaluation.sequence.sitmuf
        lines = "".join(
            f"<tr><td>{b.period}</td>{_cells(b.muf, b.sigma, _ratio(b), b.test.critical_high, float(sitmuf[b.period - 1]))}"
            f"<td style='text-align:left'>{escape(b.test.verdict.value)}</td></tr>"
            for b in self.balances
        )
        told = [self.evaluation.balance_rates.words, *(f"{f.place}: {f.found}" for f in self.findings)]
        notes = "".join(f"<li>{escape(words)}</li>" for words in told)
        table = f"<table><caption>{escape(self.input.settings.title)}</caption><tr>{head}</tr>{lines}</table>"
        return f"<div>{table}<ul>{notes}</ul></div>"


def _cells(*values: float) -> str:
    return "".join(f"<td style='text-align:right'>{value:.4g}</td>" for value in values)


def _ratio(balance: PeriodBalance) -> float:
    return balance.muf / balance.sigma if balance.sigma else math.nan
