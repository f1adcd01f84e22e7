"""Judges a duty to act or to keep something up: by what is said of its performance, and by its clocks.

A statement that it was performed meets the clocks that had started by then; where their day had passed by then, whether
it was in time is undetermined, for the day on which it was done is not recorded. A statement that it was not performed
stands whatever the clocks say. A clock whose day has passed without any statement leaves the duty undetermined: that
nothing is recorded is neither performance nor a breach. Where the text sets no day, the days that passed are counted and
no breach is made of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from servanda.agreements.model import Agreement, Obligation, Softness
from servanda.agreements.performance import oldest, performance_part
from servanda.agreements.running import DAY_UNKNOWN, runs
from servanda.agreements.verdict import ClockRun, Part, Status, Verdict
from servanda.core.names import Mark
from servanda.evidence.record import Record

OPEN_STATES = (Status.UNDETERMINED, Status.CLOCK_STARTED)


def judge_duty(
    blank: Verdict, agreement: Agreement, obligation: Obligation, record: Record, day: date, since: date
) -> Verdict:
    """The verdict on a duty from statements; declarations of non-observance and exceptions are not yet tried."""
    part = performance_part(obligation, record, day, since)
    found = runs(agreement, obligation, record, day, since)
    status, reason = _status(part, found, oldest(obligation, day, since))
    if status is not Status.UNDETERMINED:
        part = replace(part, missing="")
    evidence = dict.fromkeys((*part.evidence, *(i for run in found for i in run.evidence)))
    verdict = replace(
        blank,
        status=status,
        reason=reason,
        soft=status is Status.NOT_PERFORMED and obligation.softness is not Softness.HARD,
        parts=(replace(part, status=status),),
        evidence=tuple(evidence),
        stale=part.stale,
        missing=_missing(part, found) if status is Status.UNDETERMINED else (),
        notes=_notes(obligation, found),
        clocks=found,
    )
    recalled = tuple(i for i in verdict.evidence if record.by_id[i].mark is Mark.RECALLED)
    return replace(verdict, recalled=(*verdict.recalled, *recalled))


def _status(part: Part, found: Sequence[ClockRun], first: date) -> tuple[Status, str]:
    """What was said of the duty as a whole, then the clocks that are open, then the newest that is closed.

    What has to be kept up is not shown to be kept by a clock that was met before `first`.
    """
    later = [run for run in found if part.day is not None and run.started > part.day]
    mine = list(found) if part.day is None else later
    if part.status is Status.NOT_PERFORMED or (part.day is not None and not found):
        return part.status, _said(part)
    closing = [run for run in found if run not in later and part.day is not None]
    mine = [run for run in mine if run.done is None or run.done >= first]
    return _by_clocks(part, closing, mine)


def _said(part: Part) -> str:
    if part.day is None or part.present is None:
        return part.note or "nothing recorded says whether it was performed"
    words = {Status.COMPLIANT: "performed", Status.PERFORMED_LATE: "performed late"}.get(part.status, "not performed")
    return f"stated for {part.day}: {words}{f' ({part.note})' if part.note else ''}"


def _by_clocks(part: Part, closing: Sequence[ClockRun], mine: Sequence[ClockRun]) -> tuple[Status, str]:
    open_ones = [run for run in mine if run.status in OPEN_STATES]
    for status in OPEN_STATES:
        waiting = [run for run in open_ones if run.status is status]
        if waiting:
            return status, "; ".join(_run_words(run) for run in waiting)
    closed = sorted([*closing, *mine], key=lambda run: (run.done or run.started, run.started))
    if part.status is Status.PERFORMED_LATE and not mine:
        return part.status, _said(part)
    if closed:
        return closed[-1].status, _run_words(closed[-1])
    return part.status, _said(part)


def _run_words(run: ClockRun) -> str:
    period = f" for {run.period}" if run.period else ""
    return f"clock since {run.started}{period} ({run.trigger}): {run.reason}"


def _missing(part: Part, found: Sequence[ClockRun]) -> tuple[str, ...]:
    waiting = [run for run in found if run.status is Status.UNDETERMINED]
    if not waiting:
        return (part.missing,) if part.missing else ()
    return tuple(f"a statement on when it was done ({_run_words(run)})" for run in waiting)


def _notes(obligation: Obligation, found: Sequence[ClockRun]) -> tuple[str, ...]:
    notes = []
    late = sum(run.status is Status.PERFORMED_LATE for run in found[:-1])
    if late:
        notes.append(f"{late} earlier {'clock was' if late == 1 else 'clocks were'} met late")
    if any(run.reason.endswith(DAY_UNKNOWN) for run in found):
        notes.append(DAY_UNKNOWN)
    if obligation.softness is not Softness.HARD:
        notes.append(f"the duty is {obligation.softness.words}")
    return tuple(notes)
