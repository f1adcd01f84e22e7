"""The record: all statements and sources of a case, and the choice among statements about the same thing."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from servanda.core.names import Basis
from servanda.evidence.source import Source
from servanda.evidence.statement import Statement

NOT_SAID_TO_BE_SO = ("denied", "conditional")
"""Modalities of statements that do not say that something is the case."""


@dataclass(frozen=True, slots=True)
class Choice:
    """The statement taken among those about the same thing, why, and the others that stay beside it."""

    chosen: Statement
    why: str
    others: tuple[Statement, ...] = ()


def precedence(statement: Statement) -> tuple[bool, date, int, date, str]:
    """Sort key, greatest wins: preferred, then newer, then better basis, then later published, then id."""
    return (
        statement.preferred,
        statement.day,
        -statement.basis.rank,
        statement.public_day,
        statement.id,
    )


def choose(statements: Iterable[Statement]) -> Choice | None:
    """The statement to use, or None when there is none; every other one is kept beside it."""
    ranked = sorted(statements, key=precedence, reverse=True)
    if not ranked:
        return None
    best, others = ranked[0], tuple(ranked[1:])
    return Choice(best, _why(best, others), others)


def _why(best: Statement, others: tuple[Statement, ...]) -> str:
    if not others:
        return "the only statement"
    runner_up = others[0]
    if best.preferred and not runner_up.preferred:
        return "preferred in the record"
    if best.day != runner_up.day:
        return "newer"
    if best.basis is not runner_up.basis:
        return "better basis"
    return "published later" if best.public_day != runner_up.public_day else "first by id among equals"


@dataclass(frozen=True)
class Record:
    """Statements and sources. The order of rows and files never matters: statements are kept sorted by day and id."""

    statements: tuple[Statement, ...]
    sources: dict[str, Source]

    @classmethod
    def of(cls, statements: Iterable[Statement], sources: Iterable[Source]) -> Record:
        """A record from statements and sources in any order."""
        ordered = sorted(statements, key=lambda s: (s.day, s.id))
        return cls(tuple(ordered), {s.id: s for s in sorted(sources, key=lambda s: s.id)})

    @cached_property
    def by_id(self) -> dict[str, Statement]:
        """Statements by their id."""
        return {s.id: s for s in self.statements}

    @cached_property
    def by_quantity(self) -> dict[str, tuple[Statement, ...]]:
        """Statements by quantity, each group by day."""
        groups: dict[str, list[Statement]] = {}
        for statement in self.statements:
            groups.setdefault(statement.quantity, []).append(statement)
        return {quantity: tuple(group) for quantity, group in groups.items()}

    def known(self, known_by: date | None) -> Record:
        """What was public by the end of a day; None means everything recorded."""
        if known_by is None:
            return self
        return Record(tuple(s for s in self.statements if s.public_day <= known_by), self.sources)

    @cached_property
    def facts(self) -> Record:
        """What rules may read as so: without what was only denied or said under a condition, and without corrected figures.

        A statement that supersedes another one about the same or a later day is its correction; both stay in the record.
        """
        corrected = {
            s.supersedes
            for s in self.statements
            if s.supersedes in self.by_id and s.day <= self.by_id[s.supersedes].day
        }
        kept = (s for s in self.statements if s.modality not in NOT_SAID_TO_BE_SO and s.id not in corrected)
        return Record(tuple(kept), self.sources)

    def until(self, day: date) -> Record:
        """Statements about days up to and including `day`."""
        return Record(tuple(s for s in self.statements if s.day <= day), self.sources)

    def select(
        self,
        quantity: str | None = None,
        *,
        subject: str | None = None,
        site: str | None = None,
        form: str | None = None,
        band: str | None = None,
        basis: Basis | None = None,
        since: date | None = None,
        until: date | None = None,
        where: Callable[[Statement], bool] | None = None,
    ) -> tuple[Statement, ...]:
        """Statements that match every given criterion, by day; a criterion left out matches all."""
        pool = self.statements if quantity is None else self.by_quantity.get(quantity, ())
        named = {"subject": subject, "site": site, "form": form, "band": band, "basis": basis}
        wanted = [(name, value) for name, value in named.items() if value is not None]
        return tuple(
            s
            for s in pool
            if all(getattr(s, name) == value for name, value in wanted)
            and (since is None or since <= s.day)
            and (until is None or s.day <= until)
            and (where is None or where(s))
        )

    def conflicts(self) -> tuple[tuple[Statement, ...], ...]:
        """Groups of statements about the same topic and day that do not say the same; all stay in the record."""
        groups: dict[tuple[object, ...], list[Statement]] = {}
        for statement in self.statements:
            if statement.has_value:
                groups.setdefault((*statement.topic, statement.of_day.text), []).append(statement)
        return tuple(tuple(g) for g in groups.values() if len({(s.value, s.low, s.high, s.qualifier) for s in g}) > 1)
