"""The time that a text leaves before a limit or prohibition has to hold: until its day nothing is a breach.

Some measured duties have a clock (so many inspectors within nine months; a suspension by a day). Others are to be brought
about while they apply: an amount to be reached, or a stock that is to be gone at the end. What was found before that day
shows how far things were, and never that it was not done in time.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from servanda.agreements.model import Agreement, Comparator, Obligation
from servanda.agreements.running import last_day_of_text
from servanda.agreements.verdict import Status, Verdict

BREACHES = (Status.EXCEEDED, Status.NOT_PERFORMED)
AT_THE_END = "at the end"
"""Words in the scope of a test that make the last day of the term the day on which it is held."""


def in_time(verdict: Verdict, agreement: Agreement, obligation: Obligation, day: date) -> Verdict:
    """The verdict on a measured duty, with the time that its text leaves."""
    last = last_day_of_text(agreement, obligation)
    if last is not None and day <= last and verdict.status is Status.UNDETERMINED:
        reason = f"due on {last} at the latest; so far {verdict.reason}"
        return replace(verdict, status=Status.CLOCK_STARTED, reason=reason, missing=())
    return until(verdict, last, day)


def brought_about(verdict: Verdict, agreement: Agreement, obligation: Obligation, day: date) -> Verdict:
    """The verdict on an amount to be reached, or a state to be had at the end, while there is still time."""
    test, end = obligation.test, obligation.applies.end
    by_the_end = test is not None and (test.comparator is Comparator.AT_LEAST or AT_THE_END in test.scope)
    last = last_day_of_text(agreement, obligation)
    if last is None and end is not None and by_the_end:
        last = end.day - timedelta(days=1)
    return until(verdict, last, day)


def until(verdict: Verdict, last: date | None, day: date) -> Verdict:
    """The verdict on what need not hold before `last`; None: from the start."""
    if last is None or verdict.status not in BREACHES:
        return verdict
    if day <= last:
        reason = f"due on {last} at the latest; so far {verdict.reason}"
        return replace(verdict, status=Status.CLOCK_STARTED, soft=False, reason=reason)
    found = max((p.day for p in verdict.parts if p.status in BREACHES and p.day is not None), default=day)
    if found > last:
        return verdict
    reason = f"was due by {last}, and what is known is of {found}: {verdict.reason}"
    missing = f"a statement of a day after {last}"
    return replace(verdict, status=Status.UNDETERMINED, soft=False, reason=reason, missing=(*verdict.missing, missing))
