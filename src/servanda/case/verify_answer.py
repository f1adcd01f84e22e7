"""Evaluates the tables of a material balance: every balance, the sequence, the verified items, and what they say together.

This is where rows become arrays for the room `verification`, and where book figures become floats.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import count

from servanda.case.verify_checks import confirmed, parsed
from servanda.case.verify_pairing import verified_items
from servanda.case.verify_read import Input
from servanda.case.verify_remarks import remarks
from servanda.case.verify_results import PeriodBalance, VerificationAnswer
from servanda.core.finding import Finding, Misuse, Refused, refuse_on_error
from servanda.core.table import Row
from servanda.verification.balance import accuracy_comparison, goal_comparison, muf_test
from servanda.verification.errors import ErrorComponent, ErrorModel, Level, Origin, ValueSource
from servanda.verification.evaluation import SequenceEvaluation, evaluate
from servanda.verification.expected_accuracy import expected_accuracy
from servanda.verification.sequence_tests import Cumuf, Page, Shewhart
from servanda.verification.target_values import target_value
from servanda.verification.terms import Flow, Inventory, Role, Term, flow, inventory

RULE = "every term has an amount for every period; an inventory also has an opening one"


def evaluate_input(given: Input, progress: Callable[[int, int], None] | None = None) -> VerificationAnswer:
    """Evaluate an input; what is wrong between its tables is refused with every finding."""
    periods = _periods(given)
    terms = tuple(_term(row, given, periods) for row in given.terms)
    found = _evaluated(given, terms, progress)
    balances = tuple(_balance(number, terms, found, given) for number in range(periods))
    items = verified_items(given, terms, found, balances[-1]) if given.strata else None
    return VerificationAnswer(given, terms, found, balances, items, (*given.warnings, *remarks(balances, found, items)))


def _periods(given: Input) -> int:
    """The number of complete periods: every term must have all of them, so that none is counted as zero."""
    held = defaultdict[str, set[int]](set)
    for row in given.amounts:
        held[row["term"]].add(int(parsed(row["period"])))
    last = max((number for numbers in held.values() for number in numbers), default=0)
    findings = [f for row in given.terms if last and (f := _gap(row, held[row["term"]], last)) is not None]
    if not last:
        expected, remedy = "amounts for period 1 or more", "add the amounts of every term"
        place = _table(given, "amounts")
        findings.append(Finding(place, None, "verify-no-period", "period", "no period", expected, RULE, remedy))
    if not any(row["role"] == "inventory" for row in given.terms):
        findings.append(Finding(
            _table(given, "terms"), None, "verify-no-inventory", "role", "no inventory", "at least one term of role inventory",
            "MUF = PB + X - Y - PE (INFCIRC/153 para 98)", "add the inventory; 0 kg where there was nothing",
        ))  # fmt: skip
    refuse_on_error(f"the input {given.place}", findings)
    return last


def _table(given: Input, name: str) -> str:
    """A table of the input as findings name it."""
    return f"{given.place}[{name}]" if given.place.lower().endswith(".xlsx") else f"{name}.csv"


def _evaluated(given: Input, terms: Sequence[Term], progress: Callable[[int, int], None] | None) -> SequenceEvaluation:
    """The sequence; balances that have no error of their own are refused with the table in which errors are given."""
    settings = given.settings
    try:
        return evaluate(
            terms, tests=(Shewhart(), Page(settings.page_k), Cumuf()), alpha=settings.alpha, beta=settings.beta,
            joint=settings.joint, seed=settings.seed, progress=progress,
        )  # fmt: skip
    except Refused as refused:
        raise Refused(f"the input {given.place}", [_placed(given, f) for f in refused.findings]) from None


def _placed(given: Input, finding: Finding) -> Finding:
    if finding.name != "covariance-singular":
        return finding
    remedy = "give the random errors of what was measured for this balance, or leave out balances that repeat others"
    return replace(finding, file=_table(given, "terms"), column="random", remedy=remedy)


def _gap(row: Row, held: set[int], last: int) -> Finding | None:
    first = 0 if row["role"] == "inventory" else 1
    missing = next(number for number in count(first) if number not in held)
    extra = sorted(number for number in held if number < first)
    if missing > last and not extra:
        return None
    words = f"no amount for period {missing}" if missing <= last else f"an amount for period {extra[0]}"
    expected = f"an amount for each period from {first} to {last if last < 10**9 else f'{last:g}'}"
    remedy = "add the amounts, 0 where there was nothing; remove periods that are not complete for every term"
    return row.finding("verify-unequal-calendars", "term", expected, RULE, remedy, found=f"{row['term']}: {words}")


def _term(row: Row, given: Input, periods: int) -> Term:
    name, unit = row["term"], given.settings.unit
    rows = sorted((r for r in given.amounts if r["term"] == name), key=lambda r: parsed(r["period"]))
    amounts = [float(r["mass_kg"]) for r in rows]
    counts = [float(r["measurements"] or 1) for r in rows]
    calibration = [r["calibration"] for r in rows]
    if row["role"] == "inventory":
        return inventory(name, amounts, _errors(row), unit, calibration=calibration, measurements=counts)
    role = Role.INCREASE if row["role"] == "increase" else Role.DECREASE
    return flow(name, role, amounts, _errors(row), unit, calibration=calibration, measurements=counts)


def _errors(row: Row) -> ErrorModel:
    key, sure = row["key"], confirmed(row)
    if row["errors_from"] == "itv":
        try:
            return target_value(row["itv_method"], row["itv_material"]).errors(key)
        except Misuse as misuse:
            remedy = "name a row of the table of target values that has figures, or give facility or user values"
            finding = row.finding(
                "verify-itv", "itv_method", str(misuse), "target values are used as published", remedy
            )
            raise Refused(f"the term {row['term']}", [finding]) from None
    source = ValueSource(Origin.FACILITY if row["errors_from"] == "facility" else Origin.USER, row["citation"])
    figures = (
        (Level.RANDOM, "random", "random_kg"),
        (Level.SHORT_TERM, "systematic", "systematic_kg"),
        (Level.LONG_TERM, "long_term", ""),
    )
    parts = (
        ErrorComponent(level, source, float(row[part] or 0), float(row[kg] or 0) if kg else 0.0, key, "", sure)
        for level, part, kg in figures
    )
    return ErrorModel(tuple(part for part in parts if part.relative or part.absolute))


def _balance(number: int, terms: Sequence[Term], found: SequenceEvaluation, given: Input) -> PeriodBalance:
    stocks = [t for t in terms if isinstance(t, Inventory)]
    flows = [t for t in terms if isinstance(t, Flow)]
    beginning, ending = (math.fsum(float(t.amounts[number + later]) for t in stocks) for later in (0, 1))
    increases, decreases = (
        math.fsum(float(t.amounts[number]) for t in flows if t.role is role) for role in (Role.INCREASE, Role.DECREASE)
    )
    settings = given.settings
    muf, sigma = float(found.sequence.muf[number]), float(found.sequence.sigma_muf[number])
    each = found.balance_rates.each
    goal = None if settings.goal_kg is None else goal_comparison(settings.goal_kg, sigma, each, settings.beta)
    accuracy = None
    if settings.facility_kind:
        expected = expected_accuracy(settings.facility_kind)
        accuracy = accuracy_comparison(expected, sigma, max(increases, decreases), max(beginning, ending))
    test, alone = muf_test(muf, sigma, each), muf_test(muf, sigma, settings.alpha)
    return PeriodBalance(number + 1, beginning, increases, decreases, ending, muf, sigma, test, alone, goal, accuracy)
