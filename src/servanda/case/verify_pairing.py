"""The verified items of a balance: strata from rows, D over them, each item tested, and MUF - D or why there is none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields

from servanda.case.verify_checks import confirmed, parsed
from servanda.case.verify_conditions import Part, matched, parts_of, uncovered
from servanda.case.verify_read import Input
from servanda.case.verify_results import PeriodBalance, VerifiedItems
from servanda.core.finding import Finding, Misuse, Refused
from servanda.core.table import Row
from servanda.verification.d_statistic import (
    Difference,
    PairedStratum,
    difference_statistic,
    item_tests,
    paired_stratum,
)
from servanda.verification.evaluation import SequenceEvaluation
from servanda.verification.muf_minus_d import MEANING, Conditions, MufMinusD, muf_minus_d
from servanda.verification.outliers import outliers
from servanda.verification.pairs import Pairs, pairs
from servanda.verification.terms import Term


def verified_items(
    given: Input, terms: Sequence[Term], found: SequenceEvaluation, last: PeriodBalance
) -> VerifiedItems:
    """Everything that the pairs say; a stratum without pairs or without errors is refused."""
    parts = parts_of(terms, last.period)
    matches = matched(parts, [(row["stratum"], int(parsed(row["sign"]))) for row in given.strata])
    strata, compared = [], []
    for row, part in zip(given.strata, matches, strict=True):
        own = [r for r in given.pairs if r["stratum"] == row["stratum"]]
        if not own:
            raise Refused(f"the input {given.place}", [_empty(row)])
        if len(own) > int(parsed(row["items"])):
            raise Refused(f"the input {given.place}", [_too_many(row, len(own))])
        strata.append(_paired(row, own, part))
        compared.append(_pairs_of(own))
    difference = difference_statistic(strata)
    reason = uncovered(parts, strata, matches, difference, found.budgets[last.period - 1])
    imuf, why_not = _muf_minus_d(given.settings.conditions, last, difference, reason)
    return VerifiedItems(
        tuple(strata), difference, tuple(item_tests(s) for s in strata), tuple(outliers(p) for p in compared),
        tuple(p.item for p in compared), imuf, why_not,
    )  # fmt: skip


def _empty(row: Row) -> Finding:
    expected = f"at least one verified item of {row['stratum']}"
    return row.finding(
        "verify-stratum-empty", "stratum", expected, "D needs verified items in every stratum",
        "add pairs, or remove the stratum",
    )  # fmt: skip


def _too_many(row: Row, pairs: int) -> Finding:
    rule, remedy = (
        "a sample is no larger than its stratum",
        "correct the number of items, or move pairs to their stratum",
    )
    found = f"{pairs} pairs from {row['items']} items"
    return row.finding("sample-above-stratum", "items", "no more pairs than items", rule, remedy, found=found)


def _values(rows: Sequence[Row], column: str) -> list[float]:
    return [float(row[column]) for row in rows]


def _paired(row: Row, own: Sequence[Row], part: Part | None) -> PairedStratum:
    """The stratum of a row; errors of the operator that were left empty are those of the term it verifies."""
    taken = not row["op_random"].strip() and not row["op_systematic"].strip()
    if taken and part is None:
        raise Refused("the strata", [_without_errors(row)])
    random_kg = part.term.errors.random_absolute if taken and part else 0.0
    key = row["op_key"] or (part.shared[0].key if part is not None and len(part.shared) == 1 else "")
    return paired_stratum(
        row["stratum"], int(parsed(row["sign"])), int(parsed(row["items"])),
        _values(own, "operator_kg"), _values(own, "inspector_kg"),
        op_random=part.term.errors.random_relative if taken and part else float(row["op_random"] or 0),
        op_systematic=0.0 if taken else float(row["op_systematic"] or 0),
        in_random=float(row["in_random"]), in_systematic=float(row["in_systematic"]),
        op_key=key, in_key=row["in_key"], op_shared=part.shared if taken and part else (),
        total_kg=None if part is None else part.amount, op_random_kg=random_kg, sure=taken or confirmed(row),
    )  # fmt: skip


def _without_errors(row: Row) -> Finding:
    expected = "the operator's errors, or the name of a term of the balance whose errors they are"
    rule = "every error is stated, none is assumed"
    remedy = "fill in op_random and op_systematic (0 where there is none), or name the stratum as its term"
    return row.finding("verify-stratum-errors", "op_random", expected, rule, remedy)


def _pairs_of(own: Sequence[Row]) -> Pairs:
    return pairs(
        _values(own, "operator_kg"), _values(own, "inspector_kg"), [r["inspection"] for r in own],
        item=[r["item"] for r in own], matrix=[r["material"] for r in own],
    )  # fmt: skip


def _muf_minus_d(
    stated: Sequence[str], last: PeriodBalance, difference: Difference, reason: str
) -> tuple[MufMinusD | None, str]:
    """MUF - D when its conditions are stated and hold; otherwise in words why there is none.

    `reason` says why D does not answer for the balance, empty where it does.
    """
    names = tuple(f.name for f in fields(Conditions))
    unknown = [name for name in stated if name not in (*names, "all")]
    if unknown:
        return None, f"unknown condition {unknown[0]!r}; known are all, {', '.join(names)}"
    if not stated:
        return None, f"its conditions were not stated (settings, key conditions): {'; '.join(MEANING.values())}"
    met = Conditions(**{name: "all" in stated or name in stated for name in names})
    try:
        if reason and met.all_balance_terms_verified:
            return None, reason
        return muf_minus_d(last.muf, last.sigma, difference.d, difference.sigma, met), ""
    except Misuse as misuse:
        return None, str(misuse)
