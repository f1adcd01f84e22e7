"""Whether a duty was performed, by statements that say so: `performance` about the obligation, by its id.

An act that is due (a report, a notice, an answer) stays done or left undone until a newer statement says otherwise. What
has to stay so (access, an undertaking, relief, a term, material or machines disposed of) is known for as long as any
other matter for which the Agency has no shorter goal; after that only the last known state is shown.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from servanda.agreements.equal_rank import contradicted, told_apart
from servanda.agreements.model import Comparator, Kind, Obligation
from servanda.agreements.verdict import Part, Status
from servanda.core.timeliness import NO_GOAL
from servanda.evidence.record import Choice, Record, choose
from servanda.evidence.statement import Statement

QUANTITY = "performance"
ACTS = frozenset({Kind.REPORTING_DEADLINE, Kind.RESPONSE_DEADLINE, Kind.NOTIFICATION})
"""Kinds that demand an act; the others demand that something is kept up or stays so."""

SAID = {
    "performed": Status.COMPLIANT,
    "not_performed": Status.NOT_PERFORMED,
    "performed_late": Status.PERFORMED_LATE,
}
"""What the text of a statement says of the duty."""


def oldest(obligation: Obligation, day: date, since: date) -> date:
    """The first day of which a statement still says what is the case on `day`."""
    return since if obligation.kind in ACTS else max(since, NO_GOAL.oldest(day))


def performances(obligation: Obligation, record: Record, day: date, since: date) -> list[Statement]:
    """Every statement on the performance of an obligation within the time it applies, by day."""
    pool = record.by_quantity.get(QUANTITY, ())
    return [s for s in pool if s.subject == obligation.id and since <= s.day <= day]


def performance_part(obligation: Obligation, record: Record, day: date, since: date) -> Part:
    """What is said about the performance, as one condition; `day` is None where nothing is new enough."""
    pool = performances(obligation, record, day, since)
    first = oldest(obligation, day, since)
    choice = choose(s for s in pool if s.day >= first)
    if choice is None:
        return _nothing(obligation, choose(pool))
    return _said(obligation, choice)


def _blank(obligation: Obligation) -> Part:
    return Part(
        QUANTITY, "performance", Comparator.PRESENT, None, "", Status.UNDETERMINED, missing=_missing(obligation)
    )


def _missing(obligation: Obligation) -> str:
    return f"a statement on whether it was performed, which {obligation.verifier} can establish"


def _nothing(obligation: Obligation, last: Choice | None) -> Part:
    part = _blank(obligation)
    if last is None:
        return part
    said = last.chosen
    note = f"last stated for {said.day}: {said.text.replace('_', ' ')}"
    return replace(part, stale=(said.id,), last_day=said.day, note=note)


def _said(obligation: Obligation, choice: Choice) -> Part:
    said = choice.chosen
    two = contradicted(choice)
    if two:
        ids = tuple(s.id for s in two)
        return replace(_blank(obligation), day=said.day, basis=said.basis, evidence=ids, note=told_apart(two))
    beside = tuple(s.id for s in choice.others if s.day == said.day)
    return replace(
        _blank(obligation), status=SAID[said.text], present=said.text != "not_performed", basis=said.basis,
        day=said.day, evidence=(said.id,), beside=beside, missing="", note=f"by {said.speaker}" if said.speaker else "",
    )  # fmt: skip
