"""The declarations to ask for, each with the paragraphs that it can be asked under and their status by each account.

What is asked for and under which paragraphs of the INFCIRC/153 type stands in `declaration.csv` (this project's choice, to
be read by a lawyer). Whether a paragraph applies on the day is answered by `agreements` like every other question: a paragraph
that one account holds to be lapsed and another holds to apply is shown as contested, never decided here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum

from servanda.agreements.verdict import Answer, Status, Verdict
from servanda.core.names import Mark
from servanda.inspection.goal_tables import table


class Standing(StrEnum):
    """Whether a declaration can be asked for under a paragraph on the day."""

    APPLIES = "applies"
    CONTESTED = "contested"
    LAPSED = "does not apply"
    NONE = "no paragraph"


@dataclass(frozen=True, slots=True)
class Account:
    """The status of a paragraph by the account of some holders (empty: nobody differs), with the reason."""

    holders: tuple[str, ...]
    status: Status
    reason: str


@dataclass(frozen=True, slots=True)
class LegalBasis:
    """A paragraph under which a declaration can be asked for, as it stands on the day."""

    obligation: str
    cite: str
    title: str
    standing: Standing
    accounts: tuple[Account, ...]
    mark: Mark
    evidence: tuple[str, ...]

    @property
    def status_words(self) -> str:
        """The status, by account where accounts differ; a paragraph whose text was not seen is told as recalled."""
        told = "; ".join(f"{', '.join(a.holders)}: {a.status.words}" for a in self.accounts)
        status = self.accounts[0].status.words if len(self.accounts) == 1 else f"contested ({told})"
        return f"{status}, text recalled" if self.mark is Mark.RECALLED else status


@dataclass(frozen=True, slots=True)
class Declaration:
    """One declaration to ask for: what, why, and its legal basis, those that apply first.

    `absent` are paragraphs that would reach it and that the case does not hold.
    """

    name: str
    what: str
    why: str
    basis: tuple[LegalBasis, ...]
    absent: tuple[str, ...] = ()

    @property
    def standing(self) -> Standing:
        """The standing of the best paragraph."""
        return self.basis[0].standing if self.basis else Standing.NONE


def declarations(answer: Callable[[str], Answer | None]) -> tuple[Declaration, ...]:
    """Every declaration to ask for; `answer` gives the answer on an obligation, None where the case does not hold it."""
    found = [_declaration(row, answer) for row in table("declaration.csv")]
    return tuple(sorted(found, key=lambda one: list(Standing).index(one.standing)))


def _declaration(row: dict[str, str], answer: Callable[[str], Answer | None]) -> Declaration:
    paragraphs = row["paragraphs"].split(";")
    answers = {name: answer(name) for name in paragraphs}
    basis = [_basis(found) for found in answers.values() if found is not None]
    basis.sort(key=lambda one: list(Standing).index(one.standing))
    absent = tuple(name for name, found in answers.items() if found is None)
    return Declaration(row["name"], row["what"], row["why"], tuple(basis), absent)


def _basis(found: Answer) -> LegalBasis:
    accounts = tuple(Account(v.holders, v.status, v.reason) for v in found.verdicts)
    standing = standing_of(found.verdicts)
    return LegalBasis(found.obligation, found.cite, found.title, standing, accounts, found.mark, found.evidence)


def standing_of(verdicts: Iterable[Verdict]) -> Standing:
    """Whether a paragraph applies by every account, by some, or by none."""
    binds = {v.status is not Status.NOT_APPLICABLE for v in verdicts}
    if binds == {True}:
        return Standing.APPLIES
    return Standing.CONTESTED if True in binds else Standing.LAPSED
