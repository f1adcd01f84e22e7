"""The time that a text leaves before a limit or prohibition has to hold: until its day nothing is a breach.

Some measured duties have a clock (so many inspectors within nine months; a suspension by a day). What was found before
that day shows how far things were, and never that it was not done in time.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from servanda.agreements.model import Agreement, Obligation
from servanda.agreements.running import last_day_of_text
from servanda.agreements.verdict import Status, Verdict

BREACHES = (Status.EXCEEDED, Status.NOT_PERFORMED)


def in_time(verdict: Verdict, agreement: Agreement, obligation: Obligation, day: date) -> Verdict:
    """The verdict on a measured duty, with the time that its text leaves."""
    last = last_day_of_text(agreement, obligation)
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
