"""The clock on the verifier: how long ago material was last verified, against the goal for its kind.

It never says anything of the State. The record shows when a figure of the Agency's own was last about the material;
later verification may have gone unpublished, so that more days than the goal decide nothing until a statement on the
performance says that nothing was verified since.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from servanda.agreements.model import Comparator, Obligation
from servanda.agreements.performance import performances
from servanda.agreements.readings import Rule, relevant, rules, scope_of
from servanda.agreements.verdict import ClockRun, Part, Status, Verdict
from servanda.core.names import AGENCY_BASES, Basis, Mark
from servanda.evidence.record import Record, choose
from servanda.evidence.statement import Statement

QUANTITY = "days_since_last_verification"


def is_verifier_clock(obligation: Obligation) -> bool:
    """True for an obligation that measures the days since the last verification."""
    return obligation.measure is not None and obligation.measure.quantity == QUANTITY and goal(obligation) > 0


def goal(obligation: Obligation) -> int:
    """Days within which the material is to be verified; 0 when the obligation sets none."""
    threshold = None if obligation.test is None else obligation.test.threshold
    return int(threshold) if isinstance(threshold, float) else 0


def judge_verifier(blank: Verdict, obligation: Obligation, record: Record, day: date, since: date) -> Verdict:
    """Met, overdue by a statement, or undetermined; the days that passed are in the clock."""
    last = last_verified(obligation, record, day)
    if last is None:
        missing = f"a figure of {obligation.verifier}'s own on the material, with its day"
        return replace(blank, reason="no figure of the Agency's own is recorded", missing=(missing,))
    said = choose(s for s in performances(obligation, record, day, since) if s.day > last.day)
    run = _run(obligation, last, None if said is None else said.chosen, day)
    words = f"last figure of the Agency's own, for {last.day}"
    part = Part(
        QUANTITY, words, _comparator(obligation), float(goal(obligation)), "days", run.status, basis=last.basis,
        day=last.day, evidence=run.evidence, note=run.reason,
    )  # fmt: skip
    missing = f"whether {obligation.verifier} verified it after {last.day}"
    recalled = tuple(i for i in run.evidence if record.by_id[i].mark is Mark.RECALLED)
    return replace(
        blank, status=run.status, reason=f"{words}; {run.reason}", parts=(part,), evidence=run.evidence, clocks=(run,),
        missing=(missing,) if run.status is Status.UNDETERMINED else (),
        notes=("a clock on the verifier, never a breach of the State",), recalled=(*blank.recalled, *recalled),
    )  # fmt: skip


def _comparator(obligation: Obligation) -> Comparator:
    if obligation.test is None:
        raise AssertionError(obligation)
    return obligation.test.comparator


def last_verified(obligation: Obligation, record: Record, day: date) -> Statement | None:
    """The newest figure of the Agency's own that is about the material."""
    pool = verified(obligation, record)
    return max(
        (s for s in pool if s.day <= day),
        key=lambda s: (s.day, s.basis is Basis.VERIFIED, s.preferred, s.id),
        default=None,
    )


def verified(obligation: Obligation, record: Record) -> list[Statement]:
    """Every figure of the Agency's own that is about the material."""
    found = [s for rule in verifier_rules() for s in relevant(rule, scope_of(obligation.measure), record)]
    return [s for s in found if s.basis in AGENCY_BASES]


def verifier_rules() -> tuple[Rule, ...]:
    """The rules by which figures on the material are found."""
    return rules(QUANTITY)


def _run(obligation: Obligation, last: Statement, said: Statement | None, day: date) -> ClockRun:
    days = goal(obligation)
    due = last.day + timedelta(days=days)
    evidence = (last.id,) if said is None else (last.id, said.id)
    if day <= due:
        status, reason = Status.COMPLIANT, f"the goal of {days} days runs until {due}"
    elif said is not None and said.text == "not_performed":
        status, reason = (
            Status.OVERDUE,
            f"the goal of {days} days ended on {due}; stated for {said.day}: not verified since",
        )
    else:
        status, reason = (
            Status.UNDETERMINED,
            f"the goal of {days} days ended on {due}; later verification is not recorded",
        )
    words = f"at most {days} days"
    return ClockRun(
        "last verification", last.day, words, "calendar days", status, due, evidence=evidence, reason=reason
    )
