"""Which obligations and instruments `servanda agreements status` lists, and which it only counts."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from servanda.cli.agreement_forms import nothing_read

if TYPE_CHECKING:
    from servanda.agreements.model import Agreement, Obligation
    from servanda.agreements.verdict import Answer
    from servanda.case import View


class Place(StrEnum):
    """Where an obligation that was asked for goes: into the list, or into one of the counts below it."""

    LISTED = "listed"
    OTHERS = "of_others"
    IDLE = "not_applicable"
    UNREAD = "nothing_read"


def binds(obligation: Obligation, view: View) -> bool:
    """True for a duty of the State of the case, by its code or as any State."""
    from servanda.agreements.judge import judged_parties

    return not judged_parties(obligation, view.case.description.code)


def concerns(agreement: Agreement, view: View) -> bool:
    """True when the State of the case is named among the parties, or one of the obligations binds it."""
    description = view.case.description
    named = {description.code, description.state} & set(agreement.parties)
    return bool(named) or any(binds(o, view) for o in agreement.obligations)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which obligations are asked for; None matches all."""

    status: str | None
    kind: str | None
    agreement: str | None
    every: bool

    @property
    def names_instrument(self) -> bool:
        """True when an instrument is shown whomever it binds."""
        return self.every or self.agreement is not None

    def place(self, answer: Answer, obligation: Obligation, view: View) -> Place | None:
        """Where the obligation goes; None when it was not asked for."""
        if not self._names(answer, obligation):
            return None
        if self.every:
            return Place.LISTED
        if not binds(obligation, view):
            return Place.OTHERS
        return Place.LISTED if self.status is not None else self._place(answer)

    def _names(self, answer: Answer, obligation: Obligation) -> bool:
        statuses = {answer.status.value, *(verdict.status.value for verdict in answer.verdicts)}
        return (
            self.agreement in (None, answer.agreement)
            and self.kind in (None, obligation.kind.value)
            and (self.status is None or self.status in statuses)
        )

    def _place(self, answer: Answer) -> Place:
        if answer.status.value == "not_applicable":
            return Place.IDLE
        return Place.UNREAD if nothing_read(answer) and not self.kind else Place.LISTED
