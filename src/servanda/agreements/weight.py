"""Which free variable decides most between proposals: one is settled as in another text, and everything else stays.

What is counted: first the paragraphs whose status on the recorded facts changes, where the record decides it in one of the
texts; then the years for which a paragraph would bind in one text and not in the other, or have another status if the facts
stayed as they are (`HORIZON_YEARS` at most). It is a count of consequences and not a judgement of any of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import permutations

from servanda.agreements.compare_overlays import NOT_IN_TEXT, Column, Question, Wording, column, wording
from servanda.agreements.demand import length_words
from servanda.agreements.model import Applies
from servanda.agreements.overlay import length_of
from servanda.agreements.proposal import Change, FreeVariable, Proposal, free_variables
from servanda.agreements.verdict import Status

DURATION = "duration"
UNDECIDED = frozenset({Status.UNDETERMINED, Status.NOT_APPLICABLE})
"""Statuses that follow from no recorded fact."""


@dataclass(frozen=True, slots=True)
class Weight:
    """How much one free variable decides: `statuses` are paragraphs, `years` paragraph-years for a pair on average.

    `settings` says how each of the proposals settles it.
    """

    variable: str
    words: str
    settings: tuple[str, ...]
    statuses: tuple[str, ...]
    years: float


def weights(question: Question, columns: Sequence[Column]) -> tuple[Weight, ...]:
    """Every free variable that decides anything between the proposals, the one that decides most first."""
    proposals = [c.proposal for c in columns if c.proposal is not None]
    if len(proposals) < 2:
        return ()
    ids = tuple(dict.fromkeys(p for proposal in proposals for p in proposal.paragraphs))
    before = {proposal.slug: _told(question, proposal, ids) for proposal in proposals}
    found = [_weight(question, proposals, before, variable) for variable in free_variables()]
    kept = [weight for weight in found if weight.years or weight.statuses]
    return tuple(sorted(kept, key=lambda weight: (-len(weight.statuses), -weight.years)))


def _weight(
    question: Question, proposals: Sequence[Proposal], before: dict[str, dict[str, Wording]], variable: FreeVariable
) -> Weight:
    statuses: dict[str, None] = {}
    years, pairs = 0.0, 0
    for base, other in permutations(proposals, 2):
        ids = _touched(base, other, variable.name)
        after = _told(question, settled_as(base, other, variable.name), ids)
        own = before[base.slug]
        statuses |= dict.fromkeys(i for i in ids if _changed(own[i], after[i]))
        years += sum(years_apart(own[i], after[i]) for i in ids)
        pairs += 1
    settings = tuple(setting(proposal, variable.name) for proposal in proposals)
    return Weight(variable.name, variable.words, settings, tuple(statuses), years / pairs)


def _touched(base: Proposal, other: Proposal, variable: str) -> tuple[str, ...]:
    changes = [*base.changes, *other.changes] if variable != DURATION else [*base.changes]
    named = (c for c in changes if c.variable == variable or variable == DURATION)
    return tuple(dict.fromkeys(p for change in named for p in change.paragraphs))


def _told(question: Question, proposal: Proposal, ids: Iterable[str]) -> dict[str, Wording]:
    law = column(question, proposal)
    return {paragraph: wording(question, law, paragraph) for paragraph in ids}


def _status(one: Wording) -> Status:
    return Status.NOT_APPLICABLE if one.status is None else one.status


def _changed(first: Wording, second: Wording) -> bool:
    return _status(first) is not _status(second) and (_decided(first) or _decided(second))


def _decided(one: Wording) -> bool:
    return one.answer is not None and any(v.status not in UNDECIDED for v in one.answer.verdicts)


def years_apart(first: Wording, second: Wording) -> float:
    """For how many years two wordings of a paragraph would have different statuses if the facts stayed as they are."""
    lengths = [0.0 if _status(one) is Status.NOT_APPLICABLE else one.years for one in (first, second)]
    if _status(first) is _status(second):
        return abs(lengths[0] - lengths[1])
    return max(lengths)


def settled_as(base: Proposal, other: Proposal, variable: str) -> Proposal:
    """The proposal with one free variable settled as in the other, and everything else as it was."""
    if variable == DURATION:
        lengths = {t.id: length_of(t, change, other) for change in other.changes for t in change.texts}
        changes = tuple(_lasting(change, lengths, other.term) for change in base.changes)
        return replace(base, term=other.term, changes=changes)
    kept = tuple(change for change in base.changes if change.variable != variable)
    return replace(base, changes=(*kept, *(change for change in other.changes if change.variable == variable)))


def _lasting(change: Change, lengths: dict[str, str], term: str) -> Change:
    """The texts with the length that the other proposal gives the same paragraph, or else its term."""
    texts = tuple(replace(text, applies=Applies(None, None, None, lengths.get(text.id, term))) for text in change.texts)
    return replace(change, texts=texts)


def setting(proposal: Proposal, variable: str) -> str:
    """How a proposal settles a free variable, in the titles of its paragraphs."""
    if variable == DURATION:
        return length_words(Applies(None, None, None, proposal.term))
    named = [change for change in proposal.changes if change.variable == variable]
    titles = [text.title for change in named for text in change.texts]
    ended = [f"{c.verb.words}: {', '.join(c.instruments or c.paragraphs)}" for c in named if not c.texts]
    shown = [*titles[:MOST_TITLES], *([f"and {len(titles) - MOST_TITLES} more"] if len(titles) > MOST_TITLES else [])]
    return "; ".join([*shown, *ended]) or NOT_IN_TEXT


MOST_TITLES = 3
"""Titles that a setting quotes; how many more there are is said."""
