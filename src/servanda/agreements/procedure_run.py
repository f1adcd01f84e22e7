"""Where a run of a procedure stands on a day: each step, when it opened, when it falls due, and what happens if nobody acts.

Goes in: the procedure, what was done by the day, the calendar for working days. Days after the day asked about are
projections on the condition that nobody does more than the record says. A step begins at the end of the one before it (of
all that run in parallel), from the step that its file or terms name, or when it was itself asked for.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from servanda.agreements.model import Procedure, ProcedureStep
from servanda.agreements.procedure import ANSWERS, ENDINGS, REFUSALS, Act, Deed, Deeds, Nature, Terms, is_vote, terms_of
from servanda.agreements.procedure_due import Begun, Due, chosen, due, extension, longer
from servanda.core.counting import WorkingCalendar


class StepState(StrEnum):
    """Where one step stands on a day."""

    NOT_REACHED = "not_reached"
    RUNNING = "running"
    """Its time runs."""
    OPEN = "open"
    """It can be taken; the text gives no time, or an extension has no end."""
    DONE = "done"
    DONE_LATE = "done_late"
    PASSED = "passed"
    """Its time has ended and nobody acted."""
    OVERDUE = "overdue"
    IN_EFFECT = "in_effect"
    APPROVED = "approved_by_silence"
    CONDITIONAL = "conditional"
    """Its day has come, unless a condition that the text names is met."""
    NOT_NEEDED = "not_needed"
    NOT_RECORDED = "not_recorded"
    """It comes before the step with which the run begins, and nothing is recorded of it."""

    @property
    def words(self) -> str:
        """The state as read aloud."""
        return self.value.replace("_", " ")


@dataclass(frozen=True, slots=True)
class StepRun:
    """One step in a run. `opened`: first day, None while it waits; `due`: None where no time is given or known."""

    step: ProcedureStep
    terms: Terms
    state: StepState
    opened: date | None = None
    due: Due | None = None
    taken: Deed | None = None
    evidence: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def days_over(self) -> int | None:
        """Days by which the step was late when it was taken; None when it was in time or is not taken."""
        if self.taken is None or self.due is None or self.taken.day <= self.due.day:
            return None
        return (self.taken.day - self.due.day).days


class Phase(StrEnum):
    """Where a whole run stands."""

    RUNNING = "running"
    OVERDUE = "overdue"
    IN_EFFECT = "in_effect"
    SETTLED = "settled"
    STOPPED = "stopped"
    EXHAUSTED = "exhausted"
    """Every time has ended without a solution; what is left is for somebody to choose."""
    COMPLETED = "completed"
    CONDITIONAL = "conditional"
    """Every day has come; the last effect came unless a condition that the text names is met."""

    @property
    def words(self) -> str:
        """The phase as read aloud."""
        return self.value.replace("_", " ")


@dataclass(frozen=True, slots=True)
class Run:
    """One run of a procedure as it stands on a day. `ended`: the day on which it came to its end, None before that."""

    procedure: Procedure
    deeds: Deeds
    day: date
    phase: Phase
    steps: tuple[StepRun, ...]
    ended: date | None = None
    why: str = ""

    def step(self, number: int) -> StepRun:
        """One step by its number."""
        return next(found for found in self.steps if found.step.number == number)

    @property
    def last_due(self) -> Due | None:
        """The last day that any step has, as far as it can be counted."""
        days = [s.due for s in self.steps if s.due is not None and s.state is not StepState.NOT_NEEDED]
        return max(days, key=lambda found: found.day, default=None)


def run(procedure: Procedure, deeds: Deeds, day: date, calendar: WorkingCalendar | None = None) -> Run:
    """The run on a day; deeds of later days are left out."""
    by_then = replace(deeds, all=tuple(d for d in deeds.all if d.day <= day))
    walk = _Walk(procedure, by_then, day, calendar)
    steps = tuple(walk.take(step) for step in procedure.steps)
    phase, ended, why = _phase(steps, by_then, day)
    if ended is not None and phase is not Phase.COMPLETED:
        steps = tuple(_after_the_end(step, ended) for step in steps)
    return Run(procedure, by_then, day, phase, steps, ended, why)


class _Walk:
    """Takes the steps in their order, since each begins where an earlier one ends."""

    def __init__(self, procedure: Procedure, deeds: Deeds, day: date, calendar: WorkingCalendar | None) -> None:
        self.procedure, self.deeds, self.day, self.calendar = procedure, deeds, day, calendar
        self.seen: dict[int, StepRun] = {}

    def take(self, step: ProcedureStep) -> StepRun:
        terms = terms_of(self.procedure, step)
        taken = self.taken(step, terms)
        begun = self.begun(step, terms)
        found, notes = self.due(step, terms, begun)
        opened = begun.day if begun else None
        terms = self.on_condition(terms, found)
        made = StepRun(step, terms, StepState.NOT_REACHED, opened, found, taken, self.evidence(step), notes)
        made = replace(made, state=self.state(made))
        self.seen[step.number] = made
        return made

    def taken(self, step: ProcedureStep, terms: Terms) -> Deed | None:
        """The deed by which the step was taken; where its clock starts with what began the run, that is no taking."""
        found = self.deeds.of(step.number, ANSWERS)
        return next((d for d in found if d.act is not Act.STARTED or terms.counts_from != "own"), None)

    def evidence(self, step: ProcedureStep) -> tuple[str, ...]:
        return tuple(d.evidence for d in self.deeds.all if d.step == step.number and d.evidence)

    def begun(self, step: ProcedureStep, terms: Terms) -> Begun | None:
        """When the time of a step begins: asked for, in parallel, from a named step, or after the one before."""
        own = next(iter(self.deeds.of(step.number, (Act.OPENED,))), None)
        start = self.deeds.start
        if own is not None:
            return Begun(own.day, own.at)
        if start.step == step.number:
            return Begun(start.day, start.at)
        if terms.counts_from == "own" or step.number < (start.step or 0):
            return None
        if step.parallel_with is not None:
            beside = self.seen.get(step.parallel_with)
            return Begun(beside.opened) if beside and beside.opened else None
        named = int(terms.counts_from) if terms.counts_from else step.after
        return self.end(named) if named is not None else self.before(step)

    def before(self, step: ProcedureStep) -> Begun | None:
        """After the step before it, and whatever ran in parallel with that one; a branch not taken is passed over."""
        own = terms_of(self.procedure, step).only_after
        earlier = [s for s in self.seen.values() if s.terms.only_after == own or not self.avoidable(s)]
        if not earlier:
            return None
        last = earlier[-1]
        beside = last.step.parallel_with
        group = [
            s for s in earlier if s is last or s.step.number == beside or s.step.parallel_with == beside is not None
        ]
        ends = [self.end(s.step.number) for s in group]
        days = [end for end in ends if end is not None]
        return max(days, key=lambda end: end.day) if days and len(days) == len(ends) else None

    def avoidable(self, found: StepRun) -> bool:
        """A branch that is entered only after an act that nobody has done, seen from a step outside the branch."""
        return bool(found.terms.only_after) and not self.entered(found.terms) and found.taken is None

    def entered(self, terms: Terms) -> bool:
        acts = ((Act(act), number) for act, number in terms.only_after)
        return any(self.deeds.of(number, REFUSALS if act in REFUSALS else (act,)) for act, number in acts)

    def end(self, number: int) -> Begun | None:
        """When a step ends: taken, or its time over; None while nobody can say."""
        found = self.seen.get(number)
        if found is None:
            return None
        if found.taken is not None:
            return Begun(found.taken.day, found.taken.at)
        if found.step.number < (self.deeds.start.step or 0):
            return Begun(self.deeds.start.day, self.deeds.start.at)
        waits = found.terms.nature is Nature.ACT and found.due is not None and found.due.day < self.day
        return Begun(found.due.effective, found.due.instant) if found.due and not waits else None

    def due(self, step: ProcedureStep, terms: Terms, begun: Begun | None) -> tuple[Due | None, tuple[str, ...]]:
        """When the time of a step ends, extensions counted in, and what has to be said about it."""
        within, note = chosen(terms.within or step.within, self.deeds.document)
        counting = terms.counting or step.counting
        starts = self.deeds.start.step == step.number and terms.counts_from != "own"
        found = due(begun, within, counting, self.calendar) if begun and not starts else None
        notes = [note] if note else []
        rough = self.deeds.start.dated if begun and self.deeds.start.step == step.number else ""
        notes += [f"the day of the start is known only as {rough}: counted from its last day"] if rough else []
        for deed in self.deeds.of(step.number, (Act.EXTENDED,)):
            found, words = self.extended(step, deed, found, counting)
            notes += [words] if words else []
        found = self.granted(step, found, counting)
        again = self.deeds.of(step.number, ANSWERS)[1:]
        notes += [f"also {d.act.words} on {d.when}{f': {d.note}' if d.note else ''}" for d in again]
        return found, (*notes, *([found.note] if found and found.note else []))

    def extended(self, step: ProcedureStep, deed: Deed, found: Due | None, counting: str) -> tuple[Due | None, str]:
        if not step.extendable_by:
            return found, f"an extension is recorded on {deed.when}; the text has none for this step: not counted"
        if found is not None and deed.earliest > found.day:
            return found, f"an extension is recorded on {deed.when}, after the time ended on {found.day}: not counted"
        length = deed.days if deed.days is not None else extension(step.extendable_by)[0]
        if length is None:
            return None, f"extended on {deed.when} without an end"
        return (longer(found, length, counting, self.calendar) if found else None), f"extended on {deed.when}"

    def granted(self, step: ProcedureStep, found: Due | None, counting: str) -> Due | None:
        """The longer time that the text gives when another step has been taken."""
        length, needs = extension(step.extendable_by)
        if found is None or length is None or needs is None or not self.deeds.of(needs, ANSWERS):
            return found
        return longer(found, length, counting, self.calendar)

    def state(self, s: StepRun) -> StepState:
        """Where a step stands, before it is known whether the run has ended."""
        if s.taken is not None and s.terms.nature is not Nature.NOTICE:
            return StepState.DONE_LATE if s.days_over else StepState.DONE
        if s.step.number < (self.deeds.start.step or 0):
            return StepState.NOT_RECORDED
        if s.terms.only_after and not self.entered(s.terms):
            over = s.opened is not None and s.opened < self.day
            return StepState.NOT_NEEDED if over else StepState.NOT_REACHED
        if s.opened is None or s.opened > self.day:
            return StepState.NOT_REACHED
        if s.due is None:
            return StepState.OPEN
        return self.over(s, s.due)

    def on_condition(self, terms: Terms, found: Due | None) -> Terms:
        """What comes by itself unless a draft was adopted is not certain while the result of a vote is not recorded."""
        if terms.nature is not Nature.AUTOMATIC or found is None or terms.unless:
            return terms
        unknown = [s.step.number for s in self.seen.values() if self.held(s, found.effective)]
        words = f"the draft was adopted at step {unknown[0]}: the result of its vote is not recorded" if unknown else ""
        return replace(terms, unless=words)

    def held(self, s: StepRun, effective: date) -> bool:
        """A vote that was held before the effect, and nobody says how it went."""
        if not is_vote(s.terms) or self.deeds.of(s.step.number, (Act.ADOPTED, *REFUSALS)):
            return False
        return any(d.day < effective for d in self.deeds.of(s.step.number, (Act.DONE,)))

    def over(self, s: StepRun, found: Due) -> StepState:
        """Where a step stands whose time is known and that nobody has taken."""
        if s.terms.nature is Nature.AUTOMATIC and self.day >= found.effective:
            return StepState.CONDITIONAL if s.terms.unless else StepState.IN_EFFECT
        if self.day <= found.day:
            return StepState.RUNNING
        if s.terms.nature is Nature.SILENCE:
            return StepState.PASSED if self.refused(s.step) else StepState.APPROVED
        if s.terms.nature is Nature.NOTICE and s.taken is not None:
            return StepState.DONE
        return StepState.OVERDUE if s.terms.nature is Nature.ACT else StepState.PASSED

    def refused(self, step: ProcedureStep) -> bool:
        """A refusal at the step, or at one whose time began with it, breaks the silence."""
        beside = [s.step.number for s in self.seen.values() if s.step.after is not None and s.step.after == step.after]
        return any(self.deeds.of(number, REFUSALS) for number in (*beside, step.number))


@dataclass(frozen=True, slots=True)
class _End:
    """Something that ended a run. `rank` orders what falls on one day: an effect at midnight comes before any act."""

    day: date
    phase: Phase
    why: str
    rank: int = 1


def _phase(steps: tuple[StepRun, ...], deeds: Deeds, day: date) -> tuple[Phase, date | None, str]:
    """Where the run stands: the earliest of what ended it, else what still runs."""
    ends = [*_ended_by_act(steps, deeds), *_ended_by_effect(steps)]
    if ends:
        first = min(ends, key=lambda end: (end.day, end.rank))
        return first.phase, first.day, first.why
    over = [s for s in steps if s.state is StepState.OVERDUE]
    if over:
        return Phase.OVERDUE, None, f"step {over[0].step.number} is overdue"
    return _without_end(steps)


_BEHIND = (
    StepState.DONE, StepState.DONE_LATE, StepState.NOT_NEEDED, StepState.NOT_RECORDED, StepState.APPROVED,
    StepState.IN_EFFECT,
)  # fmt: skip


def _without_end(steps: tuple[StepRun, ...]) -> tuple[Phase, date | None, str]:
    left = [s for s in steps if s.state not in _BEHIND]
    unless = [s.terms.unless for s in left if s.state is StepState.CONDITIONAL]
    if unless and all(s.state in (StepState.CONDITIONAL, StepState.PASSED) for s in left):
        return Phase.CONDITIONAL, None, f"over, unless {unless[-1]}"
    if not left:
        return Phase.COMPLETED, max((_over_on(s) for s in steps), default=None), "every step was taken"
    passed = any(s.state is StepState.PASSED for s in steps)
    choices = all(s.state in (StepState.PASSED, StepState.CONDITIONAL) or s.terms.nature is Nature.OPTION for s in left)
    if passed and choices:
        return Phase.EXHAUSTED, None, "every time has ended; what is left is for somebody to choose"
    return Phase.RUNNING, None, ""


def _over_on(s: StepRun) -> date:
    """The day on which a step was over that was taken, or came by itself; the first of all days for one that fell away."""
    if s.taken is not None:
        return s.taken.day
    by_itself = s.due is not None and s.state in (StepState.IN_EFFECT, StepState.APPROVED)
    return s.due.effective if s.due is not None and by_itself else date.min


def _ended_by_act(steps: tuple[StepRun, ...], deeds: Deeds) -> list[_End]:
    found = [
        _End(d.day, Phase.STOPPED if d.act is Act.STOPPED else Phase.SETTLED, d.act.words)
        for d in deeds.all
        if d.act in ENDINGS
    ]
    for s in steps:
        acts = {Act(word) for word in s.terms.ends if word != "effect"}
        found += [
            _End(d.day, Phase.SETTLED, f"step {s.step.number} {d.act.words}")
            for d in deeds.of(s.step.number, acts)
            if d.act is not Act.STARTED
        ]
    return found


def _ended_by_effect(steps: tuple[StepRun, ...]) -> list[_End]:
    return [
        _End(s.due.effective, Phase.IN_EFFECT, f"step {s.step.number} took effect", 0 if s.due.instant else 2)
        for s in steps
        if s.due is not None and s.state is StepState.IN_EFFECT and "effect" in s.terms.ends
    ]


def _after_the_end(s: StepRun, ended: date) -> StepRun:
    """A step that the end of the run has made needless."""
    kept = (StepState.DONE, StepState.DONE_LATE, StepState.PASSED, StepState.NOT_RECORDED)
    if s.state in kept or (s.due is not None and s.due.effective <= ended and s.state is StepState.IN_EFFECT):
        return s
    return s if s.due is not None and s.due.day < ended else replace(s, state=StepState.NOT_NEEDED)
