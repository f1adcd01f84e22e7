"""Holds what was found against a threshold. A value that may lie on both sides decides nothing."""

from __future__ import annotations

from servanda.agreements.found import Found
from servanda.agreements.model import Comparator, Threshold
from servanda.agreements.uncertainty import with_guard
from servanda.agreements.verdict import Status
from servanda.core.estimate import Estimate

_UPPER = (Comparator.AT_MOST, Comparator.BELOW)
_LOWER = (Comparator.AT_LEAST, Comparator.ABOVE)


def compare(found: Found, comparator: Comparator, limit: Threshold) -> Status:
    """The status of one condition; thresholds in words decide nothing, and a witness of a breach never acquits."""
    status = _compare(found, comparator, limit)
    only_breach = found.relation == "witness" or found.incomplete
    return Status.UNDETERMINED if only_breach and status is Status.COMPLIANT else status


def _compare(found: Found, comparator: Comparator, limit: Threshold) -> Status:
    if comparator is Comparator.IN:
        return _within(found, limit)
    if found.present is not None:
        return _presence(found.present, comparator, limit)
    if found.value is None:
        return Status.UNDETERMINED
    if comparator in (Comparator.ABSENT, Comparator.PRESENT):
        return _number(found.value, Comparator.EQUAL if comparator is Comparator.ABSENT else Comparator.ABOVE, 0.0)
    if not isinstance(limit, float):
        return Status.UNDETERMINED
    if found.above and found.value.low == limit and comparator in (Comparator.AT_MOST, Comparator.EQUAL):
        return Status.EXCEEDED
    return _number(with_guard(found.value), comparator, limit)


def _within(found: Found, limit: Threshold) -> Status:
    if found.names is None or not isinstance(limit, tuple):
        return Status.UNDETERMINED
    return Status.EXCEEDED if set(found.names) - set(limit) else Status.COMPLIANT


def _presence(present: bool, comparator: Comparator, limit: Threshold) -> Status:
    forbidden = comparator is Comparator.ABSENT or (comparator in (*_UPPER, Comparator.EQUAL) and limit == 0)
    if forbidden:
        return Status.EXCEEDED if present else Status.COMPLIANT
    if comparator is Comparator.PRESENT:
        return Status.COMPLIANT if present else Status.NOT_PERFORMED
    return Status.COMPLIANT if not present and comparator in _UPPER else Status.UNDETERMINED


def _number(value: Estimate, comparator: Comparator, limit: float) -> Status:
    if comparator is Comparator.EQUAL:
        return _equal(value, limit)
    if comparator in _UPPER:
        inside = value.high <= limit if comparator is Comparator.AT_MOST else value.high < limit
        outside = value.low > limit if comparator is Comparator.AT_MOST else value.low >= limit
        return _decided(inside, outside, Status.EXCEEDED)
    inside = value.low >= limit if comparator is Comparator.AT_LEAST else value.low > limit
    outside = value.high < limit if comparator is Comparator.AT_LEAST else value.high <= limit
    return _decided(inside, outside, Status.NOT_PERFORMED)


def _equal(value: Estimate, limit: float) -> Status:
    if value.low > limit:
        return Status.EXCEEDED
    if value.high < limit:
        return Status.NOT_PERFORMED
    return Status.COMPLIANT if value.low == value.high else Status.UNDETERMINED


def _decided(inside: bool, outside: bool, breach: Status) -> Status:
    if inside:
        return Status.COMPLIANT
    return breach if outside else Status.UNDETERMINED


def worst(statuses: tuple[Status, ...]) -> Status:
    """The status of joined conditions: a breach of one is a breach; compliance needs all."""
    for status in (Status.EXCEEDED, Status.NOT_PERFORMED, Status.UNDETERMINED):
        if status in statuses:
            return status
    return Status.COMPLIANT if statuses else Status.UNDETERMINED
