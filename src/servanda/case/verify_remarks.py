"""What an evaluator has to look into, as warnings: alarms, sigma above what the goal needs, rejected and outlying items."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from servanda.case.verify_results import PeriodBalance, VerifiedItems
from servanda.core.finding import Finding, Severity
from servanda.verification.balance import Verdict
from servanda.verification.evaluation import SequenceEvaluation

RULE = "a difference beyond its error is looked into (INFCIRC/153 para 72(c))"
CAUSE = "look for the cause: records first, then measurements, then material"
IMPROVE = "see the budget: improve its largest lines, or close the balance more often"
GAIN = "look for unmeasured or misrecorded material: a gain can hide a loss of another balance"
AGAIN = "verify the item again by a better method"
COMPARE = "see which stratum gives it; compare calibrations before concluding"


def remarks(
    balances: Sequence[PeriodBalance], found: SequenceEvaluation, items: VerifiedItems | None
) -> tuple[Finding, ...]:
    """Every remark, in the order of the report."""
    return (*_alarms(found), *_gains(balances), *_sigmas(balances), *(() if items is None else _of_items(items)))


def _alarms(found: SequenceEvaluation) -> Iterator[Finding]:
    for followed in found.tests:
        if followed.first_alarm:
            place = f"balance {followed.first_alarm}"
            yield _remark(place, "verify-alarm", followed.test.name, "an alarm", "no alarm", CAUSE)


def _gains(balances: Sequence[PeriodBalance]) -> Iterator[Finding]:
    for b in balances:
        if b.test.verdict is Verdict.GAIN:
            wanted = f"at least {b.test.gain_below:.4g} kg (two-sided diagnostic at the same rate)"
            yield _remark(f"balance {b.period}", "verify-gain", "", f"MUF {b.muf:.4g} kg", wanted, GAIN)


def _sigmas(balances: Sequence[PeriodBalance]) -> Iterator[Finding]:
    for b in balances:
        if b.goal is not None and b.sigma > b.goal.largest_sigma:
            wanted = f"at most {b.goal.largest_sigma:.3g} kg for the goal of {b.goal.goal:g} kg"
            place = f"balance {b.period}"
            yield _remark(place, "verify-sigma-above-goal", "", f"sigma {b.sigma:.3g} kg", wanted, IMPROVE)


def _of_items(items: VerifiedItems) -> Iterator[Finding]:
    for stratum, tests, classed, names in zip(items.strata, items.tests, items.outliers, items.items, strict=True):
        for test in tests:
            if test.rejected:
                told = f"a difference of {test.z:.3g} sigma"
                yield _remark(stratum.name, "verify-item-rejected", names[test.place], told, "within 3 sigma", AGAIN)
        for outlier in classed:
            told = f"robust z {outlier.z:.3g}: {outlier.kind.value}"
            yield _remark(stratum.name, "verify-outlier", outlier.item, told, "within 3.5", outlier.reason)
    d = items.difference
    if abs(d.z) > 3:
        yield _remark("D", "verify-d-significant", "", f"D = {d.d:.4g} kg, {d.z:.3g} sigma", "within 3 sigma", COMPARE)


def _remark(place: str, name: str, column: str, found: str, expected: str, remedy: str) -> Finding:
    return Finding(place, None, name, column, found, expected, RULE, remedy, Severity.WARNING)
