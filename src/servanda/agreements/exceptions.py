"""Tries the exceptions of an obligation before a breach is reported.

A statement `exception` about the obligation invokes one: its locator is the number of the exception in the list, its
value the amount that is not counted, or its text says that the exception applies to the whole. A number such as `5.1`
invokes an exception to exception 5. Two that compete without an order leave the answer open: none is chosen silently.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date

from servanda.agreements.compare import compare, worst
from servanda.agreements.exception_nodes import ExceptionNode, competing, first_of, nodes
from servanda.agreements.found import Found
from servanda.agreements.limits import in_unit
from servanda.agreements.model import Obligation
from servanda.agreements.reasons import reason_for, value_words
from servanda.agreements.take import errors
from servanda.agreements.uncertainty import measured
from servanda.agreements.verdict import ExceptionTried, Part, Status, Verdict
from servanda.core.estimate import Estimate
from servanda.core.names import Mark
from servanda.core.timeliness import NO_GOAL
from servanda.evidence.record import Record, choose
from servanda.evidence.statement import Statement

BREACHES = (Status.EXCEEDED, Status.NOT_PERFORMED)


Breached = Callable[[str], bool]
"""Whether the duty with an id is breached on the day: what an exception to an exception may hang on."""


def nothing_breached(identifier: str) -> bool:
    """For callers that know of no other duty."""
    return False


def excepted(
    verdict: Verdict,
    obligation: Obligation,
    record: Record,
    day: date,
    start: date,
    breached: Breached = nothing_breached,
) -> Verdict:
    """The verdict after every exception was tried; each is listed whether or not it was invoked."""
    pool = [
        s
        for s in record.by_quantity.get("exception", ())
        if s.subject == obligation.id and start <= s.day <= day and NO_GOAL.due(s.day) >= day
    ]
    tried = tuple(_tried(node, pool, breached) for node in nodes(obligation))
    invoked = [one for one in tried if one.invoked]
    if not invoked:
        return replace(verdict, exceptions=tried)
    read = (
        *verdict.evidence,
        *(i for one in invoked for i in (*one.invoked, *(j for a in one.against for j in a.invoked))),
    )
    verdict = replace(verdict, exceptions=tried, evidence=tuple(dict.fromkeys(read)))
    return _marked(_resolved(verdict, tried, record), record)


def _tried(node: ExceptionNode, pool: Sequence[Statement], breached: Breached) -> ExceptionTried:
    against = tuple(_tried(below, pool, breached) for below in node.against)
    choice = choose(s for s in pool if s.locator == node.number)
    one = ExceptionTried(int(node.number.split(".")[-1]), node.text, cite=node.cite, priority=node.priority,
                         matter=node.matter, effect=node.effect, against=against)  # fmt: skip
    if choice is not None:
        best = choice.chosen
        amount = best.estimate() if best.has_value and best.unit is not None else None
        one = replace(one, invoked=(best.id,), deducted=amount, full=amount is None)
    return replace(one, lifted_by=_lifted(node, against, breached))


def _lifted(node: ExceptionNode, against: Sequence[ExceptionTried], breached: Breached) -> str:
    """Which exception to this exception holds; empty when none does."""
    for below, one in zip(node.against, against, strict=True):
        if one.applies:
            return one.text
        if below.lifted_by and breached(below.lifted_by):
            return f"{below.text} ({below.lifted_by} is breached)"
    return ""


def _resolved(verdict: Verdict, tried: Sequence[ExceptionTried], record: Record) -> Verdict:
    """Exceptions that compete without an order decide nothing; otherwise those that go first are applied."""
    pairs = competing(tried)
    if not pairs or verdict.status not in BREACHES:
        return _with_exceptions(verdict, first_of(tried), record)
    first, second = pairs[0]
    which = f"exceptions {first.number} and {second.number} of {verdict.obligation}"
    reason = f"{which} both apply and nothing says which goes first: {verdict.reason}"
    missing = f"which of {which} goes first"
    return replace(verdict, status=Status.UNDETERMINED, soft=False, reason=reason, missing=(*verdict.missing, missing))


def _marked(verdict: Verdict, record: Record) -> Verdict:
    recalled = [i for i in verdict.evidence if record.by_id[i].mark is Mark.RECALLED]
    return replace(verdict, recalled=tuple(dict.fromkeys((*verdict.recalled, *recalled))))


def _with_exceptions(verdict: Verdict, invoked: Sequence[ExceptionTried], record: Record) -> Verdict:
    if verdict.status not in BREACHES or not verdict.parts or not invoked:
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
        value = replace(value, value=middle, low=max(0.0, value.low - own.high), high=max(0.0, value.high - own.low),
                        standard_uncertainty=errors((value, own)))  # fmt: skip
    found = Found(part.day or date.min, part.basis or amounts[0].basis, part.evidence, part.words, value=value)
    note = f"{value_words(part)} before exceptions"
    measurement = measured(value, part.comparator, part.limit)
    status = compare(found, part.comparator, part.limit)
    return replace(part, value=value, status=status, note=note, measurement=measurement)
