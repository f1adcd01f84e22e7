"""Where statements disagree: both values with basis, day and link, which of them is used, and why."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta

from servanda.brief.figures import all_evidence, stated
from servanda.brief.gather_known import MASS, label
from servanda.brief.parts import Disagreement, Duty, Side, Stratum
from servanda.brief.words import plain
from servanda.case.view import View
from servanda.core.names import Basis
from servanda.evidence.record import Record, choose
from servanda.evidence.statement import Statement

NEAR = timedelta(days=60)
"""A declared and a verified value of one thing at most so far apart are held against each other."""

Topic = tuple[str, str, str, str, str]
Group = tuple[Statement, ...]


def gather_disagreements(view: View, strata: Sequence[Stratum], duties: Sequence[Duty]) -> tuple[Disagreement, ...]:
    """Every disagreement on what the strata and the duties rest on, newest first; mere rounding is none."""
    facts = view.record.facts
    read = [facts.by_id[i] for i in dict.fromkeys(all_evidence((*strata, *duties))) if i in facts.by_id]
    topics = {s.topic for s in read}
    groups = [*_same_day(facts, topics), *_flagged(facts, topics), *_near(facts, topics), *_beside(view, facts, duties)]
    found = [g for g in groups if len(g) > 1 and not _rounded(g)]
    ordered = sorted(_largest(found), key=lambda g: (max(s.day for s in g), g[0].id), reverse=True)
    return tuple(_disagreement(group) for group in ordered)


def _same_day(facts: Record, topics: set[Topic]) -> Iterable[Group]:
    return (g for g in facts.conflicts() if g[0].topic in topics)


def _flagged(facts: Record, topics: set[Topic]) -> Iterable[Group]:
    """Statements that the record itself sets against others."""
    for s in facts.statements:
        others = tuple(facts.by_id[i] for i in s.conflicts_with if i in facts.by_id)
        if others and topics & {s.topic, *(o.topic for o in others)}:
            yield (s, *others)


def _near(facts: Record, topics: set[Topic]) -> Iterable[Group]:
    """The newest declared value of each topic with the verified value nearest to it in time."""
    for topic in sorted(topics):
        about = [s for s in facts.select(topic[0]) if s.topic == topic and s.value is not None]
        declared = [s for s in about if s.basis is Basis.DECLARED]
        verified = [
            s for s in about if s.basis is Basis.VERIFIED and declared and abs(s.day - declared[-1].day) <= NEAR
        ]
        if verified:
            yield (declared[-1], min(verified, key=lambda s: abs(s.day - declared[-1].day)))


def _beside(view: View, facts: Record, duties: Sequence[Duty]) -> Iterable[Group]:
    """Statements that a verdict sets beside those it was read from."""
    answers = {a.obligation: a for a in view.answers()}
    for duty in duties:
        for part in (p for v in answers[duty.id].verdicts for p in v.parts if p.beside):
            yield tuple(facts.by_id[i] for i in dict.fromkeys((*part.evidence, *part.beside)) if i in facts.by_id)


def _rounded(group: Group) -> bool:
    """True when all values are the same at the fewest decimals that any of them has."""
    values = [s.value for s in group if s.value is not None]
    if len(values) < len(group):
        return False
    fewest = min(max(0, -int(v.as_tuple().exponent)) for v in values)
    return max(values) - min(values) <= values[0].__class__(1).scaleb(-fewest)


def _largest(groups: Sequence[Group]) -> list[Group]:
    """Each group once, without those that are part of another."""
    ids = {frozenset(s.id for s in g): g for g in groups}
    return [g for key, g in ids.items() if not any(key < other for other in ids)]


def _disagreement(group: Group) -> Disagreement:
    choice = choose(group)
    if choice is None:
        raise AssertionError("a group of statements has a member")
    used = choice.chosen
    sides = tuple(Side(stated(s), s.of_day.text, s.public_on.text, s is used) for s in (used, *choice.others))
    note = f" The record notes: {used.note.rstrip('.')}." if used.note else ""
    return Disagreement(_about(used), sides, f"{used.id} is used: {choice.why}.{note}")


def _about(s: Statement) -> str:
    if s.quantity == MASS:
        return label(s.band, s.form, s.site)
    words = ", ".join(word for word in (plain(s.quantity).capitalize(), plain(s.subject)) if word)
    return f"{words} at {s.site}" if s.site else words
