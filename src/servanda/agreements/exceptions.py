"""Tries the exceptions of an obligation before a breach is reported.

A statement `exception` about the obligation invokes one: its locator is the number of the exception in the list, its
value the amount that is not counted, or its text says that the exception applies to the whole.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from servanda.agreements.compare import compare, worst
from servanda.agreements.found import Found
from servanda.agreements.limits import in_unit
from servanda.agreements.model import Obligation
from servanda.agreements.reasons import reason_for, value_words
from servanda.agreements.verdict import ExceptionTried, Part, Status, Verdict
from servanda.core.estimate import Estimate
from servanda.core.names import Mark
from servanda.core.timeliness import NO_GOAL
from servanda.evidence.record import Record, choose
from servanda.evidence.statement import Statement

BREACHES = (Status.EXCEEDED, Status.NOT_PERFORMED)


def excepted(verdict: Verdict, obligation: Obligation, record: Record, day: date, start: date) -> Verdict:
    """The verdict after every exception was tried; each is listed whether or not it was invoked."""
    pool = [
        s
        for s in record.by_quantity.get("exception", ())
        if s.subject == obligation.id and start <= s.day <= day and NO_GOAL.due(s.day) >= day
    ]
    tried = tuple(_tried(number, text, pool) for number, text in enumerate(obligation.exceptions, start=1))
    invoked = [one for one in tried if one.invoked]
    if not invoked:
        return replace(verdict, exceptions=tried)
    verdict = replace(
        verdict,
        exceptions=tried,
        evidence=tuple(dict.fromkeys((*verdict.evidence, *(i for one in invoked for i in one.invoked)))),
    )
    return _marked(_with_exceptions(verdict, invoked, record), record)


def _tried(number: int, text: str, pool: Sequence[Statement]) -> ExceptionTried:
    choice = choose(s for s in pool if s.locator == str(number))
    if choice is None:
        return ExceptionTried(number, text)
    best = choice.chosen
    amount = best.estimate() if best.has_value and best.unit is not None else None
    return ExceptionTried(number, text, (best.id,), amount, full=amount is None)


def _marked(verdict: Verdict, record: Record) -> Verdict:
    recalled = [i for i in verdict.evidence if record.by_id[i].mark is Mark.RECALLED]
    return replace(verdict, recalled=tuple(dict.fromkeys((*verdict.recalled, *recalled))))


def _with_exceptions(verdict: Verdict, invoked: Sequence[ExceptionTried], record: Record) -> Verdict:
    if verdict.status not in BREACHES or not verdict.parts:
        return verdict
    if any(one.full for one in invoked):
        return _carved_out(verdict, invoked, record)
    first = _less(verdict.parts[0], [one.deducted for one in invoked if one.deducted is not None])
    parts = (first, *verdict.parts[1:])
    status = worst(tuple(part.status for part in parts))
    return replace(verdict, parts=parts, status=status, soft=verdict.soft and status in BREACHES,
                   reason=f"after exceptions: {reason_for(parts, status)}")  # fmt: skip


def _carved_out(verdict: Verdict, invoked: Sequence[ExceptionTried], record: Record) -> Verdict:
    """An exception without an amount settles a prohibition for what was known when it was invoked; else it is open."""
    numbers = ", ".join(str(one.number) for one in invoked if one.full)
    last = max(record.by_id[i].day for one in invoked if one.full for i in one.invoked)
    if verdict.parts[0].value is None and (verdict.parts[0].day or date.min) <= last:
        return replace(verdict, status=Status.COMPLIANT, soft=False, reason=f"exception {numbers} applies to it")
    missing = f"{verdict.obligation}: the amount to which exception {numbers} applies"
    reason = f"exception {numbers} is invoked without an amount, or before what was found: {verdict.reason}"
    return replace(verdict, status=Status.UNDETERMINED, soft=False, reason=reason, missing=(*verdict.missing, missing))


def _less(part: Part, amounts: Sequence[Estimate]) -> Part:
    """The part with the amounts taken out of its value; amounts in another unit are left in and said."""
    value = part.value
    for amount in amounts:
        own = None if value is None else in_unit(amount, value.unit)
        if value is None or own is None:
            return replace(
                part, note=f"{part.note}; {amount.text()} is in another unit and was not taken out".lstrip("; ")
            )
        middle = None if value.value is None or own.value is None else max(0.0, value.value - own.value)
        value = replace(value, value=middle, low=max(0.0, value.low - own.high), high=max(0.0, value.high - own.low))
    found = Found(part.day or date.min, part.basis or amounts[0].basis, part.evidence, part.words, value=value)
    note = f"{value_words(part)} before exceptions"
    return replace(part, value=value, status=compare(found, part.comparator, part.limit), note=note)
