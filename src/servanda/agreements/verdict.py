"""What is said about an obligation: status, parts, evidence, what is missing. Never a boolean, never a default."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from servanda.agreements.model import Comparator, StateEntry, Threshold
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

    @property
    def words(self) -> str:
        """The status as read aloud."""
        return self.value.replace("_", " ").replace("non observance", "non-observance")


@dataclass(frozen=True, slots=True)
class Part:
    """One condition of an obligation, and what the record says about it.

    `value` holds a number with bounds, `names` a set (machine types, places), `present` mere presence; all None when
    nothing new enough was found. `stale` are the newest statements that are too old, `last_day` their day.
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


@dataclass(frozen=True, slots=True)
class ExceptionTried:
    """A carve-out of the text: which statements invoke it, and the amount that it takes out of the count."""

    number: int
    text: str
    invoked: tuple[str, ...] = ()
    deducted: Estimate | None = None
    full: bool = False

    @property
    def words(self) -> str:
        """What trying it gave."""
        if not self.invoked:
            return "no statement invokes it"
        return f"{self.deducted.text()} not counted" if self.deducted is not None else "invoked"


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
