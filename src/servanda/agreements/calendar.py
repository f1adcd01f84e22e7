"""Every clock that runs on a day or will start by another: what is due when, from whom, under which paragraph.

Goes in: the agreements, what was known and had happened by the day, the answers on procedures. Comes out: entries by day.
Three kinds of thing have a day: the time of an obligation or of a step, an effect that comes by itself, and the beginning
or end of obligations. What runs without a day (without delay, extended without an end) stands at the end, with the days
that have passed. An instrument that is in force by nobody's account has no entries.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from servanda.agreements.applies import applicability
from servanda.agreements.model import Agreement, Effect, Moment, Obligation
from servanda.agreements.position import EVERYONE, instrument_states
from servanda.agreements.procedure import Nature
from servanda.agreements.procedure_run import StepRun, StepState
from servanda.agreements.procedure_status import NO_STANDING, ProcedureAnswer, RunAnswer
from servanda.agreements.running import runs
from servanda.agreements.verdict import ClockRun
from servanda.core.counting import add_years
from servanda.core.finding import Misuse
from servanda.core.names import Mark
from servanda.evidence.record import Record


class EntryKind(StrEnum):
    """What happens on the day."""

    DUE = "due"
    STEP = "step"
    EFFECT = "effect"
    BEGINS = "begins"
    ENDS = "ends"
    RETURNS = "returns"

    @property
    def words(self) -> str:
        """The kind as read aloud."""
        return _WORDS[self]


_WORDS = {
    EntryKind.DUE: "due",
    EntryKind.STEP: "end of a step's time",
    EntryKind.EFFECT: "takes effect",
    EntryKind.BEGINS: "begins to apply",
    EntryKind.ENDS: "ends",
    EntryKind.RETURNS: "applies again",
}


@dataclass(frozen=True, slots=True)
class CalendarEntry:
    """One day. `day` None: runs without a day, since `started`. `instant`: from which hour, where the text sets one.

    `ids`: the obligations or the procedure; `running` False: it will start only if nobody acts before, or with its
    event. `holders`: by whose account (empty: nobody differs).
    """

    day: date | None
    kind: EntryKind
    ids: tuple[str, ...]
    agreement: str
    title: str
    cite: str
    who: tuple[str, ...]
    counting: str
    running: bool
    started: date | None = None
    step: int | None = None
    instant: datetime | None = None
    holders: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()
    recalled: bool = False
    note: str = ""


def calendar_entries(
    agreements: Iterable[Agreement],
    procedures: Iterable[ProcedureAnswer],
    record: Record,
    day: date,
    last: date,
    position: str = EVERYONE,
) -> tuple[CalendarEntry, ...]:
    """What falls on `day` or later, up to and including `last`; what runs without a day comes after all days."""
    if last < day:
        raise Misuse(f"the calendar would end ({last}) before it begins ({day}): turn them round")
    found = [entry for answer in procedures for entry in _of_procedure(answer)]
    for agreement in agreements:
        states = instrument_states(agreement, day, position)
        binding = [s for s in states if s.effect is Effect.IN_FORCE]
        if binding:
            holders = tuple(sorted({h for s in binding for h in s.holders})) if len(binding) < len(states) else ()
            found += [*_boundaries(agreement, holders, day, last), *_clocks(agreement, holders, record, day, last)]
    kept = (entry for entry in found if entry.day is None or day <= entry.day <= last)
    return tuple(sorted(kept, key=_order))


def _order(entry: CalendarEntry) -> tuple[object, ...]:
    return entry.day is None, entry.day or entry.started or date.max, entry.kind, entry.ids, entry.step or 0


def _of_procedure(answer: ProcedureAnswer) -> Iterator[CalendarEntry]:
    gone = (Effect.NOT_IN_FORCE, Effect.OFFERED)
    for found in answer.runs if any(s.effect not in gone for s in answer.instruments) else ():
        accounts = [a for a in found.accounts if a.status != NO_STANDING]
        if found.run.ended is None and accounts:
            holders = tuple(h for a in accounts for h in a.holders) if len(accounts) < len(found.accounts) else ()
            for step in found.run.steps:
                yield from _of_step(answer, found, step, holders)


def _of_step(
    answer: ProcedureAnswer, found: RunAnswer, step: StepRun, holders: tuple[str, ...]
) -> Iterator[CalendarEntry]:
    waits = step.state in (StepState.RUNNING, StepState.NOT_REACHED) and step.due is not None
    endless = step.state is StepState.OPEN and step.terms.nature is not Nature.OPTION
    if not waits and not endless:
        return
    automatic = step.terms.nature is Nature.AUTOMATIC
    due = step.due
    needs = step.terms.only_after and step.state is StepState.NOT_REACHED
    yield CalendarEntry(
        day=None if due is None else (due.effective if automatic else due.day),
        kind=EntryKind.EFFECT if automatic else EntryKind.STEP,
        ids=(answer.procedure.id,),
        agreement=answer.agreement,
        title=f"{answer.procedure.title}, step {step.step.number}: {step.step.action}",
        cite=answer.procedure.cite,
        who=(step.step.actor,),
        counting=due.counting if due is not None else "; ".join(step.notes),
        running=step.state is not StepState.NOT_REACHED,
        started=step.opened,
        step=step.step.number,
        instant=due.instant if due is not None else None,
        holders=holders,
        evidence=tuple(dict.fromkeys((*found.run.deeds.of_start, *step.evidence))),
        recalled=any(d.recalled for d in found.run.deeds.all) or answer.procedure.mark is Mark.RECALLED,
        note="; ".join(part for part in (_note(step, needs=bool(needs)), _in_force(answer)) if part),
    )


def _in_force(answer: ProcedureAnswer) -> str:
    """By whose account the instrument of the procedure is in force, where not by everyone's."""
    states = answer.instruments
    binding = tuple(h for s in states if s.effect is Effect.IN_FORCE for h in s.holders)
    return f"instrument in force by the account of {', '.join(binding)}" if binding and len(states) > 1 else ""


def _note(step: StepRun, *, needs: bool) -> str:
    parts = [
        "only if an earlier step is refused" if needs else "",
        f"unless {step.terms.unless}" if step.terms.unless else "",
        f"if nobody acts: {step.terms.if_nobody_acts}",
        *(step.notes if step.due is not None else ()),
    ]
    return "; ".join(part for part in parts if part)


def _boundaries(agreement: Agreement, holders: tuple[str, ...], day: date, last: date) -> Iterator[CalendarEntry]:
    """Beginnings, ends and returns, the obligations of one event together."""
    groups: dict[tuple[EntryKind, Moment], list[Obligation]] = {}
    for obligation in agreement.obligations:
        applies = obligation.applies
        for kind, moment in ((EntryKind.BEGINS, applies.start), (EntryKind.ENDS, applies.end),
                             (EntryKind.RETURNS, applies.again_from)):  # fmt: skip
            if moment is not None and day <= moment.day <= last:
                groups.setdefault((kind, moment), []).append(obligation)
    for (kind, moment), obligations in groups.items():
        yield _boundary(agreement, kind, moment, obligations, holders)


def _boundary(
    agreement: Agreement, kind: EntryKind, moment: Moment, obligations: Sequence[Obligation], holders: tuple[str, ...]
) -> CalendarEntry:
    one = obligations[0].title if len(obligations) == 1 else f"{len(obligations)} obligations"
    cites = dict.fromkeys(o.cite for o in obligations)
    return CalendarEntry(
        day=moment.day,
        kind=kind,
        ids=tuple(o.id for o in obligations),
        agreement=agreement.slug,
        title=one,
        cite="; ".join(cites),
        who=tuple(dict.fromkeys(party for o in obligations for party in o.obligated)),
        counting=moment.words,
        running=kind is EntryKind.ENDS,
        holders=holders,
        recalled=any(o.mark is Mark.RECALLED for o in obligations),
    )


def _clocks(
    agreement: Agreement, holders: tuple[str, ...], record: Record, day: date, last: date
) -> Iterator[CalendarEntry]:
    """Clocks of obligations that nothing has ended, and those that start by the text until the last day."""
    for obligation in agreement.obligations:
        since = applicability(obligation, day).since
        if since is not None and obligation.clock is not None:
            every = [r for at in _looks(day, last) for r in runs(agreement, obligation, record, at, since)]
            for clock in {(r.started, r.due, r.words, r.period, r.evidence): r for r in every}.values():
                if _open(obligation, clock, day):
                    yield _clock(agreement, obligation, clock, holders, day)


def _open(obligation: Obligation, clock: ClockRun, day: date) -> bool:
    """A clock that nothing has ended, whose day is still to come, and that starts before its obligation ends."""
    end = obligation.applies.end
    to_come = clock.done is None and (clock.due is None or clock.due >= day)
    return to_come and (end is None or clock.started < end.day or clock.started <= day)


def _looks(day: date, last: date) -> Iterator[date]:
    """The day, each anniversary of it, and the last day: yearly clocks begin between two of them at most once."""
    at = day
    while at < last:
        yield at
        at = add_years(at, 1)
    yield last


def _clock(
    agreement: Agreement, obligation: Obligation, clock: ClockRun, holders: tuple[str, ...], day: date
) -> CalendarEntry:
    return CalendarEntry(
        day=clock.due,
        kind=EntryKind.DUE,
        ids=(obligation.id,),
        agreement=agreement.slug,
        title=obligation.title + (f" ({clock.period})" if clock.period else ""),
        cite=obligation.cite,
        who=obligation.obligated,
        counting="; ".join(part for part in (clock.words, clock.counting) if part),
        running=clock.started <= day,
        started=clock.started,
        instant=clock.due_instant,
        holders=holders,
        evidence=clock.evidence,
        recalled=obligation.mark is Mark.RECALLED,
        note=clock.trigger and f"runs from: {clock.trigger}",
    )
