"""What is said about an obligation: status, parts, evidence, what is missing. Never a boolean, never a default."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from servanda.agreements.model import Comparator, StateEntry, Threshold
from servanda.agreements.uncertainty import Measurement
from servanda.core.estimate import Estimate
from servanda.core.names import Basis, Mark


class Status(StrEnum):
    """The vocabulary of results; `undetermined` means that the record does not decide, not that all is well."""

    COMPLIANT = "compliant"
    EXCEEDED = "exceeded"
    NOT_PERFORMED = "not_performed"
    PERFORMED_LATE = "performed_late"
    DECLARED_NON_OBSERVANCE = "declared_non_observance"
    UNDETERMINED = "undetermined"
    NOT_APPLICABLE = "not_applicable"
    CONTESTED = "contested"
    CLOCK_STARTED = "clock_started"
    """A clock runs that is not due yet, or for which the text sets no day: the days that passed are counted."""
    OVERDUE = "overdue"
    """A goal of the verifier has passed and the record says that it was not met: a clock on the verifier, no breach."""

    @property
    def words(self) -> str:
        """The status as read aloud."""
        return self.value.replace("_", " ").replace("non observance", "non-observance")


@dataclass(frozen=True, slots=True)
class Part:
    """One condition of an obligation, and what the record says about it.

    `value` holds a number with bounds, `names` a set (machine types, places), `present` mere presence; all None when
    nothing new enough was found. `measurement` holds a value with uncertainty against the limit. `stale` are the newest
    statements that are too old, `last_day` their day.
    """

    quantity: str
    words: str
    comparator: Comparator
    limit: Threshold
    unit: str
    status: Status
    value: Estimate | None = None
    names: tuple[str, ...] | None = None
    present: bool | None = None
    basis: Basis | None = None
    day: date | None = None
    evidence: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()
    stale: tuple[str, ...] = ()
    last: Estimate | None = None
    last_day: date | None = None
    relation: str = "direct"
    limit_note: str = ""
    note: str = ""
    missing: str = ""
    measurement: Measurement | None = None


@dataclass(frozen=True, slots=True)
class ExceptionTried:
    """A carve-out of the text: which statements invoke it, and the amount that it takes out of the count.

    `lifted_by` says what takes the exception itself away (an exception to the exception, or a breached condition);
    `against` are those exceptions to it, tried in turn. `priority` 1 goes first; None: the text gives no order.
    """

    number: int
    text: str
    invoked: tuple[str, ...] = ()
    deducted: Estimate | None = None
    full: bool = False
    cite: str = ""
    priority: int | None = None
    matter: str = ""
    effect: str = "permits"
    against: tuple[ExceptionTried, ...] = ()
    lifted_by: str = ""

    @property
    def applies(self) -> bool:
        """True when a statement invokes it and nothing takes it away."""
        return bool(self.invoked) and not self.lifted_by

    @property
    def words(self) -> str:
        """What trying it gave."""
        if not self.invoked:
            return "no statement invokes it"
        if self.lifted_by:
            return f"invoked, but it does not apply: {self.lifted_by}"
        return f"{self.deducted.text()} not counted" if self.deducted is not None else "invoked"


@dataclass(frozen=True, slots=True)
class ClockRun:
    """One run of the clock of an obligation: since when, until when, and whether it was met by the day asked about.

    `due` is the last day on which it can be met; None: the text sets no day. `done` None: nothing recorded says that it
    was met. `words` are those of the text, `counting` the convention, `period` the year or quarter of a recurring duty.
    """

    trigger: str
    started: date
    words: str
    counting: str
    status: Status
    due: date | None = None
    due_instant: datetime | None = None
    done: date | None = None
    period: str = ""
    evidence: tuple[str, ...] = ()
    reason: str = ""

    def days_run(self, day: date) -> int:
        """Days from its start to `day`, or to the day on which it was met."""
        return ((self.done or day) - self.started).days

    def days_left(self, day: date) -> int | None:
        """Days until it is due, negative when that day has passed; None when there is no such day or it was met."""
        return None if self.due is None or self.done is not None else (self.due - day).days


class Owing(StrEnum):
    """Whether a duty is owed, where that hangs on the duty of another."""

    NOT_OWED = "not_owed"
    CONDITIONAL = "conditional"

    @property
    def words(self) -> str:
        """The word as read aloud."""
        return self.value.replace("_", " ")


@dataclass(frozen=True, slots=True)
class Hanging:
    """What follows from the other side: `depends_on` is its duty or step, `relation` how the two hang together.

    `holders`: by whose accounts, where not by all that share the verdict.
    """

    depends_on: str
    owing: Owing
    words: str
    relation: str
    holders: tuple[str, ...] = ()

    @property
    def told(self) -> str:
        """In one sentence without its full stop, with the accounts."""
        by = f"by the account of {', '.join(self.holders)} " if self.holders else ""
        return f"{by}{self.words}"


@dataclass(frozen=True, slots=True)
class Verdict:
    """The status of one obligation on one day by the account of `holders` (empty: nobody differs).

    `states` are the entries on the instrument that the holders go by; empty before the first recorded one. `missing`
    says which statements would decide, and is empty for a status that is decided.
    """

    obligation: str
    agreement: str
    title: str
    cite: str
    day: date
    status: Status
    reason: str
    holders: tuple[str, ...] = ()
    states: tuple[StateEntry, ...] = ()
    soft: bool = False
    parts: tuple[Part, ...] = ()
    evidence: tuple[str, ...] = ()
    stale: tuple[str, ...] = ()
    exceptions: tuple[ExceptionTried, ...] = ()
    missing: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    recalled: tuple[str, ...] = ()
    clocks: tuple[ClockRun, ...] = ()
    hanging: tuple[Hanging, ...] = ()

    @property
    def owed(self) -> str:
        """`contested` where it is not owed by some of its accounts, `not_owed`, `conditional`; empty where nothing is said."""
        not_owed = [h for h in self.hanging if h.owing is Owing.NOT_OWED]
        if not_owed and all(h.holders for h in not_owed):
            return Status.CONTESTED.value
        return Owing.NOT_OWED.value if not_owed else Owing.CONDITIONAL.value if self.hanging else ""

    @property
    def mark(self) -> Mark:
        """Recalled when anything it rests on is."""
        return Mark.RECALLED if self.recalled else Mark.READ

    @property
    def state(self) -> StateEntry | None:
        """The state entry of the first holders, None before the first recorded state."""
        return self.states[0] if self.states else None

    @property
    def value(self) -> Estimate | None:
        """The value of the first condition."""
        return self.parts[0].value if self.parts else None

    @property
    def limit(self) -> Threshold:
        """The threshold of the first condition."""
        return self.parts[0].limit if self.parts else None

    @property
    def unit(self) -> str:
        """The unit of the first condition."""
        return self.parts[0].unit if self.parts else ""

    @property
    def basis(self) -> Basis | None:
        """On whose authority the first condition's value stands."""
        return self.parts[0].basis if self.parts else None


@dataclass(frozen=True, slots=True)
class Answer:
    """The status of one obligation on one day; `contested` when the positions asked for lead to different ones."""

    obligation: str
    agreement: str
    title: str
    cite: str
    day: date
    position: str
    status: Status
    verdicts: tuple[Verdict, ...]

    @property
    def soft(self) -> bool:
        """True when the status rests on soft wording."""
        return any(verdict.soft for verdict in self.verdicts)

    @property
    def owed(self) -> str:
        """Whether it is owed: `contested` where accounts differ, `not_owed`, `conditional`; empty where nothing is said."""
        words = {verdict.owed for verdict in self.verdicts}
        order = (Status.CONTESTED.value, Owing.NOT_OWED.value, Owing.CONDITIONAL.value)
        if Owing.NOT_OWED.value in words and len(words) > 1:
            return Status.CONTESTED.value
        return next((word for word in order if word in words), "")

    @property
    def evidence(self) -> tuple[str, ...]:
        """Every statement read, in the order of the verdicts, each once."""
        return tuple(dict.fromkeys(i for verdict in self.verdicts for i in verdict.evidence))

    @property
    def missing(self) -> tuple[str, ...]:
        """What would decide it, each once."""
        return tuple(dict.fromkeys(m for verdict in self.verdicts for m in verdict.missing))

    @property
    def mark(self) -> Mark:
        """Recalled when anything any verdict rests on is."""
        return Mark.RECALLED if any(v.recalled for v in self.verdicts) else Mark.READ
