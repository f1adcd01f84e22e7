"""What an agreement file says: header, states, obligations, procedures. Everything frozen; each thing knows its line.

The shape is that of `servanda-agreement/1`. Texts are paraphrases with paragraph references, never the legal text.
Days named by an event carry both: the day computes, the name explains.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from servanda.core.names import Mark


class Kind(StrEnum):
    """What an obligation demands."""

    NUMERIC_LIMIT = "numeric_limit"
    PROHIBITION = "prohibition"
    PERMITTED_ONLY_AT = "permitted_only_at"
    TECHNOLOGY_RESTRICTION = "technology_restriction"
    REPORTING_DEADLINE = "reporting_deadline"
    ACCESS_RIGHT = "access_right"
    NOTIFICATION = "notification"
    DISPOSITION = "disposition"
    DURATION = "duration"
    UNDERTAKING = "undertaking"
    SANCTIONS_RELIEF = "sanctions_relief"
    RESPONSE_DEADLINE = "response_deadline"

    @property
    def words(self) -> str:
        """The kind as read aloud."""
        return self.value.replace("_", " ")

    @property
    def measured(self) -> bool:
        """True for kinds judged by what is measured or seen; the others are judged by acts, clocks and what is said."""
        return self in MEASURED_KINDS


MEASURED_KINDS = frozenset({Kind.NUMERIC_LIMIT, Kind.PROHIBITION, Kind.PERMITTED_ONLY_AT, Kind.TECHNOLOGY_RESTRICTION})


class Comparator(StrEnum):
    """How a value is held against its threshold."""

    AT_MOST = "<="
    BELOW = "<"
    AT_LEAST = ">="
    ABOVE = ">"
    EQUAL = "=="
    ABSENT = "absent"
    PRESENT = "present"
    IN = "in"
    BEFORE = "before"

    @property
    def words(self) -> str:
        """The comparator as read aloud before a threshold."""
        return _COMPARATOR_WORDS[self]


_COMPARATOR_WORDS = {
    Comparator.AT_MOST: "at most",
    Comparator.BELOW: "below",
    Comparator.AT_LEAST: "at least",
    Comparator.ABOVE: "above",
    Comparator.EQUAL: "exactly",
    Comparator.ABSENT: "none",
    Comparator.PRESENT: "present",
    Comparator.IN: "only",
    Comparator.BEFORE: "before",
}


class Softness(StrEnum):
    """How firmly the text is worded."""

    HARD = "hard"
    ESTIMATE = "estimate"
    GOOD_FAITH = "good_faith"
    INTENT = "intent"

    @property
    def words(self) -> str:
        """The wording as read aloud."""
        return {"estimate": "worded as an estimate", "good_faith": "worded as good faith or best effort",
                "intent": "worded as an intention"}.get(self.value, "worded as a duty")  # fmt: skip


class Effect(StrEnum):
    """What a recorded state of an instrument means for its obligations."""

    IN_FORCE = "in_force"
    NOT_IN_FORCE = "not_in_force"
    OFFERED = "offered"
    UNCLEAR = "unclear"


@dataclass(frozen=True, slots=True)
class SourceNote:
    """A source as an agreement file names it."""

    key: str
    title: str
    where: str
    mark: Mark


@dataclass(frozen=True, slots=True)
class StateEntry:
    """The state of an instrument from a day on, for everyone or for the holders named.

    `effect` is None where the file gives words only; then the table of state words decides. `until`: the account ended on
    that day (taken back, or about a matter that is over), and its holders go by what else is recorded. `events`: days of
    events of the instrument that differ by this account; None: by this account the event does not come.
    """

    start: date
    words: str
    mark: Mark
    line: int
    held_by: tuple[str, ...] = ()
    effect: Effect | None = None
    source: str = ""
    note: str = ""
    until: date | None = None
    events: tuple[tuple[str, date | None], ...] = ()

    def holds_on(self, day: date) -> bool:
        """Whether the entry is one of the states to go by on a day: begun, and not ended."""
        return self.start <= day and (self.until is None or day < self.until)


@dataclass(frozen=True, slots=True)
class Moment:
    """A day, with the name of the event that the file uses for it (empty when the file gives the day)."""

    day: date
    event: str = ""

    @property
    def words(self) -> str:
        """The day, with its event in brackets."""
        return f"{self.day} ({self.event.replace('_', ' ')})" if self.event else str(self.day)


@dataclass(frozen=True, slots=True)
class Applies:
    """From when to when an obligation applies, half-open. No start: not started. No end: none stated in the text."""

    start: Moment | None
    end: Moment | None
    again_from: Moment | None = None
    duration: str = ""


@dataclass(frozen=True, slots=True)
class Measure:
    """What is measured, in which unit, and where; the unit is as written (`Unit` knows those that compute).

    `site`, `band`, `form` and `subject` restrict what is read to statements that carry just that; empty: no restriction.
    `scope` is free text for people, of which codes of sites, machine types and bands are read too.
    """

    quantity: str
    unit: str
    scope: str = ""
    site: str = ""
    band: str = ""
    form: str = ""
    subject: str = ""


Threshold = float | str | tuple[str, ...] | None
"""A number, a list of permitted names, words ("value at start"), or nothing (absent, present)."""


@dataclass(frozen=True, slots=True)
class Equivalent:
    """The same limit in another unit."""

    threshold: float
    unit: str
    at: str = ""


@dataclass(frozen=True, slots=True)
class Joined:
    """A further condition that must hold together with the first."""

    quantity: str
    comparator: Comparator
    threshold: Threshold


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a limit that changes, or the limit for one material, facility or place.

    `start` is None when `when` gives words instead of a day: such a step is not in effect until someone dates it.
    Both are empty for a step that divides by material, facility or scope instead of time.
    """

    threshold: float | None
    start: Moment | None = None
    when: str = ""
    unit: str = ""
    applies_to: str = ""
    formula: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Test:
    """Comparator and threshold, with the same limit in other units, joined conditions and dated steps."""

    comparator: Comparator
    threshold: Threshold = None
    unit: str = ""
    scope: str = ""
    equivalents: tuple[Equivalent, ...] = ()
    joined: tuple[Joined, ...] = ()
    schedule: tuple[Step, ...] = ()


@dataclass(frozen=True, slots=True)
class Clock:
    """A deadline: what starts it, when it is due (ISO 8601 duration, day or words), how days are counted."""

    trigger: str
    due: str
    counting: str = ""
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class Obligation:
    """One duty under one instrument; `exceptions` are carve-outs to be tried before a breach is reported."""

    id: str
    title: str
    cite: str
    obligated: tuple[str, ...]
    verifier: str
    kind: Kind
    applies: Applies
    mark: Mark
    source: tuple[str, ...]
    file: str
    line: int
    text: str = ""
    cite_mark: Mark = Mark.READ
    measure: Measure | None = None
    test: Test | None = None
    clock: Clock | None = None
    exceptions: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()
    consequence: tuple[str, ...] = ()
    softness: Softness = Softness.HARD
    note: str = ""


@dataclass(frozen=True, slots=True)
class ProcedureStep:
    """One step of a procedure; `after` is the step number from which `within` counts (None: the step before)."""

    number: int
    actor: str
    action: str
    within: str = ""
    counting: str = ""
    after: int | None = None
    parallel_with: int | None = None
    starts_clock: bool = False
    optional: bool = False
    extendable_by: str = ""
    outcome: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Procedure:
    """A dispute, access or consequence procedure; `total_days` is None where the text gives no total."""

    id: str
    title: str
    cite: str
    steps: tuple[ProcedureStep, ...]
    mark: Mark
    source: tuple[str, ...]
    file: str
    line: int
    total_days: int | None = None
    decision_rule: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Agreement:
    """One instrument, or one package of offers, with everything its file says."""

    slug: str
    title: str
    type: str
    force: str
    parties: tuple[str, ...]
    events: dict[str, date]
    states: tuple[StateEntry, ...]
    sources: dict[str, SourceNote]
    obligations: tuple[Obligation, ...]
    procedures: tuple[Procedure, ...]
    file: str

    def obligation(self, identifier: str) -> Obligation | None:
        """The obligation with that id, or None."""
        return next((o for o in self.obligations if o.id == identifier), None)


@dataclass(frozen=True, slots=True)
class DecisionRule:
    """Who decides and with which majority; `terms` holds the rule's own keys as written."""

    id: str
    forum: str
    members: int | None
    terms: dict[str, object]
    cite: str
    mark: Mark
    source: str
    file: str
    line: int
    note: str = ""


@dataclass(frozen=True, slots=True)
class ForumFormat:
    """A group of parties that meets or decides, as the forum file lists it."""

    id: str
    members: tuple[str, ...]
    alias: str = ""
    active: str = ""
    start: date | None = None
    mediator: str = ""
    note: str = ""
    mark: Mark = Mark.READ
    source: str = ""


@dataclass(frozen=True, slots=True)
class KnownVote:
    """A vote that took place, to test decision rules against."""

    day: date
    forum: str
    subject: str
    in_favour: int
    against: int
    abstained: int
    not_voting: int
    adopted: bool
    mark: Mark
    line: int
    source: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Forums:
    """Decision rules, formats and known votes of a case; all may be empty."""

    rules: tuple[DecisionRule, ...] = ()
    formats: tuple[ForumFormat, ...] = ()
    votes: tuple[KnownVote, ...] = ()
