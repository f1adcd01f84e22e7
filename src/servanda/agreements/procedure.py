"""What a procedure demands beyond the words of its file, and what the record says was done in it.

The table `procedure_terms.csv` of this room says for each step of the known procedures whether somebody must act, whether
its time ends by itself, whether silence approves, and what happens if nobody acts; the words are those of the paragraph
that the agreement file cites. A step without a row is read from the file alone: an actor `automatic` acts by itself, an
optional step may be left out, and every other step waits for its actor.

A `procedure` statement says that something was done: its subject is the procedure, its text one of `ACTS`, its locator
the number of the step, its actors who did it; `document` names the run where several run at once; a value in days is the
length of an extension.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import cache

from servanda.agreements.model import Procedure, ProcedureStep
from servanda.agreements.tables import table
from servanda.core.names import Basis, Mark
from servanda.evidence.record import Record
from servanda.evidence.statement import Statement


class Act(StrEnum):
    """What was done in a procedure."""

    STARTED = "started"
    """The run begins with this step."""
    OPENED = "opened"
    """The time of the step begins (a request was made, an event occurred)."""
    DONE = "done"
    EXTENDED = "extended"
    """The time of the step is longer, by the days of the value, or without an end."""
    ADOPTED = "adopted"
    REJECTED = "rejected"
    REFUSED = "refused"
    SETTLED = "settled"
    """The matter is resolved; the run ends."""
    STOPPED = "stopped"
    """Whoever began it takes it back; the run ends."""
    STANDING_DENIED = "standing_denied"
    STANDING_UPHELD = "standing_upheld"

    @property
    def words(self) -> str:
        """The act as read aloud."""
        return self.value.replace("_", " ")


ANSWERS = frozenset({Act.DONE, Act.ADOPTED, Act.REJECTED, Act.REFUSED})
"""Acts by which a step has been dealt with."""
REFUSALS = frozenset({Act.REFUSED, Act.REJECTED})
"""Acts that say no; which of the two words is used makes no difference."""
ENDINGS = frozenset({Act.SETTLED, Act.STOPPED})
POSITIONS = frozenset({Act.STANDING_DENIED, Act.STANDING_UPHELD})


class Nature(StrEnum):
    """How the time of a step ends."""

    ACT = "act"
    """Somebody must act; after its day the step is overdue."""
    STAGE = "stage"
    """The time ends by itself and the next step opens."""
    AUTOMATIC = "automatic"
    """It takes effect by itself."""
    SILENCE = "silence"
    """Whoever says nothing has agreed."""
    OPTION = "option"
    """Somebody may act; nothing follows from leaving it."""
    NOTICE = "notice"
    """The time is a notice: the earliest day, not the last one."""


@dataclass(frozen=True, slots=True)
class Terms:
    """How a step counts and ends. Empty texts: as the file says.

    `ends`: acts at this step that end the run (`effect`: its own effect does); `only_after`: the step is reached only when
    one of these acts was done at these steps; `unless`: words of a condition under which the effect does not come; `event`: the
    event of the instrument that the effect is, on whose day accounts may differ.
    """

    nature: Nature
    counts_from: str = ""
    within: str = ""
    counting: str = ""
    ends: frozenset[str] = frozenset()
    only_after: tuple[tuple[str, int], ...] = ()
    unless: str = ""
    event: str = ""
    if_nobody_acts: str = "the text does not say"


@dataclass(frozen=True, slots=True)
class Deed:
    """Something that was done in a run, or is supposed; `evidence` names its statement, empty for a supposed one.

    `at` is the hour with its zone, where known; `days` the length of an extension, None without an end.
    """

    day: date
    act: Act
    step: int | None = None
    by: tuple[str, ...] = ()
    at: datetime | None = None
    days: int | None = None
    document: str = ""
    evidence: str = ""
    basis: Basis | None = None
    recalled: bool = False
    dated: str = ""
    note: str = ""

    @property
    def earliest(self) -> date:
        """The first possible day: that of the month or year where the record knows no more."""
        first = re.match(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?", self.dated)
        return date(int(first[1]), int(first[2] or 1), int(first[3] or 1)) if first else self.day

    @property
    def when(self) -> str:
        """The day, or the month or year where the record knows no more; the last possible day is then computed with."""
        return self.dated or str(self.day)


@dataclass(frozen=True, slots=True)
class Deeds:
    """The deeds of one run by day; the first one starts it."""

    start: Deed
    all: tuple[Deed, ...]

    def of(self, step: int, acts: Iterable[Act]) -> tuple[Deed, ...]:
        """What was done at a step, by day; the start counts as done at its own step."""
        wanted = set(acts)
        return tuple(
            d for d in self.all if d.step == step and (d.act in wanted or (d.act is Act.STARTED and Act.DONE in wanted))
        )

    @property
    def of_start(self) -> tuple[str, ...]:
        """The statement that the run rests on; none for a supposed one."""
        return (self.start.evidence,) if self.start.evidence else ()

    @property
    def document(self) -> str:
        """The name of the run, empty when it has none."""
        return self.start.document


def terms_of(procedure: Procedure, step: ProcedureStep) -> Terms:
    """The terms of a step: from the table, else from the words of the file."""
    row = _table().get((procedure.id, step.number))
    if row is None:
        return Terms(_nature(step))
    after = tuple((act, int(number)) for act, _, number in (p.partition(":") for p in _split(row["only_after"])))
    return Terms(
        Nature(row["nature"]), row["counts_from"], row["within"], row["counting"], frozenset(_split(row["ends"])),
        after, row["unless"], row["event"], row["if_nobody_acts"],
    )  # fmt: skip


def is_vote(terms: Terms) -> bool:
    """A step whose adoption ends the run: that it was taken says nothing, only its result does."""
    return Act.ADOPTED.value in terms.ends and Act.DONE.value not in terms.ends


def _nature(step: ProcedureStep) -> Nature:
    if step.actor == "automatic":
        return Nature.AUTOMATIC
    return Nature.OPTION if step.optional else Nature.ACT


def first_clock(procedure: Procedure) -> int:
    """The step with which a run begins: the one that starts the clock, else the first."""
    marked = (step.number for step in procedure.steps if step.starts_clock)
    return next(marked, procedure.steps[0].number if procedure.steps else 1)


@cache
def _table() -> dict[tuple[str, int], dict[str, str]]:
    return {(row["procedure"], int(row["step"])): row for row in table("procedure_terms.csv")}


def _split(cell: str) -> tuple[str, ...]:
    return tuple(part for part in cell.split(";") if part)


def deeds_of(procedure: Procedure, record: Record, day: date) -> tuple[tuple[Deeds, ...], tuple[Deed, ...]]:
    """The runs of a procedure begun by a day, with what was done in each; and deeds that belong to no run."""
    said = record.select("procedure", subject=procedure.id, until=day)
    return grouped([_deed(procedure, statement) for statement in said])


def grouped(deeds: Sequence[Deed]) -> tuple[tuple[Deeds, ...], tuple[Deed, ...]]:
    """Deeds by run: by the name of the run where one is given, else the latest run begun by the day."""
    ordered = sorted(deeds, key=_order)
    starts = [deed for deed in ordered if deed.act is Act.STARTED]
    members: dict[Deed, list[Deed]] = {start: [start] for start in starts}
    stray = []
    for deed in ordered:
        run = _run_of(deed, starts)
        if deed.act is Act.STARTED:
            continue
        if run is None:
            stray.append(deed)
        else:
            members[run].append(deed)
    return tuple(Deeds(start, tuple(members[start])) for start in starts), tuple(stray)


def _order(d: Deed) -> tuple[object, ...]:
    """By day, a start first; what else falls on one day in an order that does not depend on how it was given."""
    length = -1 if d.days is None else d.days
    return d.day, d.act is not Act.STARTED, d.step or 0, d.evidence, d.act, d.by, length, d.document


def _run_of(deed: Deed, starts: Sequence[Deed]) -> Deed | None:
    begun = [s for s in starts if (s.document == deed.document if deed.document else s.day <= deed.day)]
    return begun[-1] if begun else None


def _deed(procedure: Procedure, s: Statement) -> Deed:
    act = Act(s.text)
    step = int(s.locator) if s.locator.isdecimal() else None
    if step is None and act is Act.STARTED:
        step = first_clock(procedure)
    return Deed(
        s.day, act, step, s.actors, None, None if s.value is None else int(s.value), s.document, s.id, s.basis,
        s.mark is Mark.RECALLED, "" if s.of_day.exact else s.of_day.text, s.note,
    )  # fmt: skip
