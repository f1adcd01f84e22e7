"""What the other side owes: each dependency of a duty with the answer on its other side."""

from __future__ import annotations

from dataclasses import dataclass

from servanda.agreements.depends import Dependency, of
from servanda.agreements.verdict import Answer
from servanda.case.view import View


@dataclass(frozen=True, slots=True)
class Counterpart:
    """The other side of a dependency and its answer; None where the other side is a procedure or a group of duties."""

    dependency: Dependency
    other: str
    answer: Answer | None

    @property
    def words(self) -> str:
        """The dependency with the status of the other side on the day."""
        status = "" if self.answer is None else f": {self.answer.status.words} on {self.answer.day}"
        return f"{self.dependency.words}; {self.other}{status}"


def counterparts(view: View, obligation: str) -> tuple[Counterpart, ...]:
    """What the other side owes on the day, for each dependency in which the duty stands."""
    found = []
    for dependency in of(view.case.dependencies, obligation):
        other = dependency.depends_on if dependency.other != obligation else dependency.obligation
        found.append(Counterpart(dependency, other, _answer(view, other)))
    return tuple(found)


def _answer(view: View, identifier: str) -> Answer | None:
    known = any(o.id == identifier for a in view.case.agreements for o in a.obligations)
    return view.answer(identifier) if known else None
