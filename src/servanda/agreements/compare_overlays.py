"""Holds proposals side by side, as if each were in force on one day: each paragraph in the words of each text, with the
status to which the recorded facts lead. Nothing here scores a proposal.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from servanda.agreements.demand import demand_words, length_words, margin, years_left
from servanda.agreements.evaluate import answer
from servanda.agreements.hang import Follow, as_asked
from servanda.agreements.model import Agreement, Moment, Obligation
from servanda.agreements.overlay import as_if_in_force, overlaid, recorded_length, undated
from servanda.agreements.position import EVERYONE
from servanda.agreements.proposal import Change, Proposal, Verb, free_variables
from servanda.agreements.reasons import value_words
from servanda.agreements.verdict import Answer, Status
from servanda.core.finding import Misuse
from servanda.core.names import Mark
from servanda.evidence.record import Record

RECORDED = "recorded"
"""The name of the law as it is recorded, without any proposal."""

NOT_IN_TEXT = "not in the text"


@dataclass(frozen=True, slots=True)
class Question:
    """The facts and the day on which proposals are compared, and the State that the record is about.

    `start` None reads every text as if it had been in force already; else each binds from that day, and only facts from
    that day on are held against it. `follow`: what follows for an answer from the duties of the other side.
    """

    agreements: tuple[Agreement, ...]
    record: Record
    day: date
    position: str = EVERYONE
    state: str = ""
    start: date | None = None
    follow: Follow = as_asked


@dataclass(frozen=True, slots=True)
class Column:
    """One text that is compared; `proposal` is None for the law as recorded."""

    name: str
    title: str
    proposal: Proposal | None
    law: tuple[Agreement, ...]

    def find(self, paragraph: str) -> tuple[Agreement, Obligation] | None:
        """A paragraph of the law of this column, with the agreement that carries it."""
        pairs = ((a, found) for a in reversed(self.law) if (found := a.obligation(paragraph)) is not None)
        return next(pairs, None)


@dataclass(frozen=True, slots=True)
class Wording:
    """What one text makes of a paragraph: limit and length in words, what it does to it, and its status on the facts."""

    words: str
    verb: Verb | None
    mark: Mark
    answer: Answer | None
    text: Obligation | None = None
    years: float = 0.0

    @property
    def status(self) -> Status | None:
        """The status on the recorded facts; None where the text has no such paragraph."""
        return None if self.answer is None else self.answer.status

    @property
    def status_words(self) -> str:
        """The status with the distance to the limit; a dash where the text has no such paragraph."""
        if self.answer is None:
            return "-"
        over = margin(self.answer.verdicts[0]) if len(self.answer.verdicts) == 1 else None
        return self.answer.status.words + ("" if over is None else f" ({over.words})")


@dataclass(frozen=True, slots=True)
class Row:
    """One paragraph in every column."""

    paragraph: str
    title: str
    variable: str
    wordings: tuple[Wording, ...]

    @property
    def differs(self) -> bool:
        """True when the texts do not say the same."""
        return len({w.words for w in self.wordings}) > 1

    @property
    def status_differs(self) -> bool:
        """True when the recorded facts lead to different statuses."""
        return len({w.status for w in self.wordings}) > 1

    @property
    def evidence(self) -> tuple[str, ...]:
        """The statements that any of the texts is held against."""
        answers = [w.answer for w in self.wordings if w.answer is not None]
        return tuple(dict.fromkeys(i for found in answers for i in found.evidence))

    @property
    def found(self) -> str:
        """What the statements say, by the first text that reads them."""
        verdicts = (v for w in self.wordings if w.answer is not None for v in w.answer.verdicts)
        return next((value_words(v.parts[0]) for v in verdicts if v.parts and value_words(v.parts[0])), "")


@dataclass(frozen=True, slots=True)
class Comparison:
    """Texts side by side; rows follow the free variables."""

    question: Question
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]


def compare_overlays(question: Question, names: Sequence[str], proposals: Iterable[Proposal]) -> Comparison:
    """The texts of that name side by side: proposals, instruments as they stand, or `recorded`."""
    known = {proposal.slug: proposal for proposal in proposals}
    if len(names) < 2 or len(set(names)) < len(names):
        raise Misuse(f"{', '.join(names) or 'nothing'}: name two or more different proposals to compare")
    columns = tuple(column(question, _proposal(name, known, question)) for name in names)
    return Comparison(question, columns, rows(question, columns))


def _proposal(name: str, known: dict[str, Proposal], question: Question) -> Proposal | None:
    if name == RECORDED:
        return None
    agreement = next((a for a in question.agreements if a.slug == name), None)
    if name in known or agreement is None:
        return known.get(name) or _unknown(name, known, question)
    return restoring(agreement)


def _unknown(name: str, known: dict[str, Proposal], question: Question) -> Proposal:
    slugs = ", ".join([RECORDED, *known, *(a.slug for a in question.agreements)])
    raise Misuse(f"no proposal {name!r}: known are {slugs}")


def restoring(agreement: Agreement) -> Proposal:
    """An instrument as a proposal: all of it applies again, each paragraph for as long as its text says."""
    texts = tuple(undated(obligation) for obligation in agreement.obligations)
    lengths = {o.id: recorded_length(o.applies) for o in agreement.obligations}
    change = Change(Verb.RESTORE, tuple(t.id for t in texts), 1, (agreement.slug,), texts, lengths=lengths)
    parties = agreement.parties
    return Proposal(
        agreement.slug, agreement.title, parties, parties, agreement_day(agreement), None, "", Mark.READ,
        agreement.sources, (change,), agreement.file, 1,
    )  # fmt: skip


def agreement_day(agreement: Agreement) -> Moment:
    """The first recorded day of an instrument."""
    return Moment(min((s.start for s in agreement.states), default=date.max))


def column(question: Question, proposal: Proposal | None) -> Column:
    """The law of the day with one proposal laid over it."""
    if proposal is None:
        return Column(RECORDED, "the law as recorded", None, question.agreements)
    if question.start is None:
        law = as_if_in_force(question.agreements, proposal, question.day)
    else:
        law = overlaid(question.agreements, proposal, question.day, question.start)
    return Column(proposal.slug, proposal.title, proposal, law)


def rows(question: Question, columns: Sequence[Column]) -> tuple[Row, ...]:
    """Every paragraph that any of the proposals touches, by free variable."""
    ids = dict.fromkeys(p for c in columns if c.proposal is not None for p in c.proposal.paragraphs)
    found = [_row(question, columns, paragraph) for paragraph in ids]
    order = [variable.name for variable in free_variables()]
    return tuple(sorted(found, key=lambda row: order.index(row.variable) if row.variable in order else len(order)))


def _row(question: Question, columns: Sequence[Column], paragraph: str) -> Row:
    proposals = [c.proposal for c in columns if c.proposal is not None]
    variable = next((v for p in proposals if (v := variable_of(p, paragraph))), "")
    texts = [text for p in proposals if (text := p.text(paragraph)) is not None]
    recorded = [o for a in question.agreements if (o := a.obligation(paragraph)) is not None]
    title = (recorded or texts)[0].title
    return Row(paragraph, title, variable, tuple(wording(question, c, paragraph, title) for c in columns))


def variable_of(proposal: Proposal, paragraph: str) -> str:
    """The free variable that the proposal settles with a paragraph; empty when it leaves it alone."""
    named = [change.variable for change in proposal.changes if paragraph in change.paragraphs]
    return named[-1] if named else ""


def wording(question: Question, column: Column, paragraph: str, title: str = "") -> Wording:
    """What a text makes of a paragraph, and what the facts make of that; a title other than `title` is said."""
    found = column.find(paragraph)
    verb = None if column.proposal is None else column.proposal.verb(paragraph)
    if found is None:
        return Wording(NOT_IN_TEXT, verb, Mark.READ, None)
    agreement, obligation = found
    alone = answer(agreement, obligation, question.record, question.day, question.position, state=question.state)
    told = question.follow(column.law, question.record, alone)
    if verb in (Verb.SUSPEND, Verb.END):
        return Wording(verb.words, verb, obligation.mark, told, obligation)
    demand = demand_words(obligation, question.day, title)
    demand = _as_recorded(told, demand) if verb is None else f"{demand}; {length_words(obligation.applies)}"
    return Wording(demand, verb, obligation.mark, told, obligation, years_left(obligation.applies, question.day))


def _as_recorded(told: Answer, demand: str) -> str:
    if told.status is Status.NOT_APPLICABLE:
        return NOT_IN_TEXT
    contested = "contested: " if any(v.status is Status.NOT_APPLICABLE for v in told.verdicts) else ""
    return f"as recorded: {contested}{demand}"
