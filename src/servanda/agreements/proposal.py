"""What a proposal file says: changes to paragraphs that are recorded elsewhere, with dates of its own.

A proposal is an overlay. It holds no law of its own but what it changes, adds, suspends, ends or restores; everything
that it does not name stays as recorded. The shape is that of `servanda-proposal/1`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from servanda.agreements.model import Moment, Obligation, SourceNote
from servanda.agreements.tables import table
from servanda.core.names import Mark


class Verb(StrEnum):
    """What a change does to the paragraphs that it names."""

    CHANGE = "change"
    """The paragraph reads otherwise."""
    ADD = "add"
    """A paragraph binds that did not: a new one, or one recorded in a package of offers."""
    SUSPEND = "suspend"
    """The paragraph does not apply for a time."""
    END = "end"
    """The paragraph does not apply any more."""
    RESTORE = "restore"
    """The paragraph, or a whole instrument, applies again as it stands."""

    @property
    def words(self) -> str:
        """What it did, as read aloud."""
        return {"change": "changed", "add": "added", "suspend": "suspended", "end": "ended"}.get(self.value, "restored")


@dataclass(frozen=True, slots=True)
class Change:
    """One change; `texts` are the paragraphs as they then read, empty for `suspend` and `end`.

    `paragraphs` are the ids that the change touches and `instruments` the slugs that it names as a whole. `start` and
    `end` are its own dates (None: those of the proposal). `variable` is the free variable that it settles. `lengths` says
    how long each paragraph binds by its recorded text; it counts where neither the change nor the proposal gives a length.
    """

    verb: Verb
    paragraphs: tuple[str, ...]
    line: int
    instruments: tuple[str, ...] = ()
    texts: tuple[Obligation, ...] = ()
    variable: str = ""
    start: Moment | None = None
    end: Moment | None = None
    note: str = ""
    lengths: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Proposal:
    """One proposal: who put it to whom and when, from when and for how long it would bind, and what it changes.

    `start` None: the proposal names no day. `term` is an ISO 8601 duration, or words ("permanent"), or empty.
    """

    slug: str
    title: str
    proposed_by: tuple[str, ...]
    addressed_to: tuple[str, ...]
    proposed_on: Moment
    start: Moment | None
    term: str
    mark: Mark
    sources: dict[str, SourceNote]
    changes: tuple[Change, ...]
    file: str
    line: int
    based_on: str = ""
    note: str = ""

    @property
    def paragraphs(self) -> tuple[str, ...]:
        """Every paragraph that it touches, in the order of the file, each once."""
        return tuple(dict.fromkeys(p for change in self.changes for p in change.paragraphs))

    def text(self, paragraph: str) -> Obligation | None:
        """The paragraph as the proposal words it; None when it does not word it."""
        texts = [t for change in self.changes for t in change.texts if t.id == paragraph]
        return texts[-1] if texts else None

    def verb(self, paragraph: str) -> Verb | None:
        """What the proposal does to a paragraph; None when it leaves it alone."""
        verbs = [change.verb for change in self.changes if paragraph in change.paragraphs]
        return verbs[-1] if verbs else None


@dataclass(frozen=True, slots=True)
class FreeVariable:
    """Something that any next text has to settle."""

    name: str
    words: str
    asks: str


def free_variables() -> tuple[FreeVariable, ...]:
    """The table of free variables, in the order in which they are shown."""
    return tuple(FreeVariable(r["variable"], r["words"], r["asks"]) for r in table("free_variables.csv"))


PERMANENT = "permanent"
"""The word of a term without end."""
