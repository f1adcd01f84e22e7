"""The answer to one obligation over a stretch of days, by the days on which it can change and never day by day.

It can change when the text starts, ends or resumes, when a limit has a step, when a recorded state of the instrument
begins, when a statement it reads is about that day, and on the day after such a statement has become too old.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from servanda.agreements.applies import boundaries
from servanda.agreements.conditions import change_days, conditions
from servanda.agreements.evaluate import answer, signature
from servanda.agreements.material_above import CAPPED
from servanda.agreements.model import Agreement, Obligation
from servanda.agreements.position import EVERYONE
from servanda.agreements.readings import Rule, relevant, scope_of
from servanda.agreements.verdict import Answer
from servanda.core.finding import Misuse
from servanda.evidence.record import Record

SAID_ABOUT = ("observance", "exception")


@dataclass(frozen=True, slots=True)
class Span:
    """Days from `start` up to but not including `end` with one answer; the answer is that of the first day."""

    start: date
    end: date
    answer: Answer


def timeline(
    agreement: Agreement,
    obligation: Obligation,
    record: Record,
    start: date,
    end: date,
    position: str = EVERYONE,
    *,
    state: str = "",
    known_by: date | None = None,
) -> tuple[Span, ...]:
    """The spans that fill the days from `start` up to but not including `end`; neighbours differ."""
    if end <= start:
        raise Misuse(f"a timeline from {start} to {end} has no days: give an end after the start")
    small = reduced(obligation, record)
    days = sorted({start, *(d for d in _changes(agreement, obligation, small) if start < d < end)})
    spans: list[Span] = []
    for first, last in zip(days, [*days[1:], end], strict=True):
        found = answer(agreement, obligation, small, first, position, state=state, known_by=known_by)
        if spans and _same(spans[-1].answer, found):
            spans[-1] = Span(spans[-1].start, last, spans[-1].answer)
        else:
            spans.append(Span(first, last, found))
    return tuple(spans)


def _same(first: Answer, second: Answer) -> bool:
    return answer_signature(first) == answer_signature(second)


def answer_signature(found: Answer) -> tuple[object, ...]:
    """What makes two answers the same on different days."""
    return (found.status, found.position, tuple((signature(v), v.holders, v.states) for v in found.verdicts))


def all_rules(obligation: Obligation) -> tuple[Rule, ...]:
    """Every rule that reads statements for the obligation."""
    if not obligation.kind.judged:
        return ()
    return tuple(dict.fromkeys(rule for c in conditions(obligation, date.max) for rule in c.rules))


def reduced(obligation: Obligation, record: Record) -> Record:
    """The statements that can matter to the obligation, so that each of many days reads little."""
    scope = scope_of(obligation.measure)
    read = {s.id: s for rule in all_rules(obligation) for s in relevant(rule, scope, record)}
    if any(c.quantity == CAPPED for c in conditions(obligation, date.max)):
        read |= {s.id: s for s in record.by_quantity.get("uranium_mass", ())}
    for name in SAID_ABOUT:
        read |= {s.id: s for s in record.by_quantity.get(name, ()) if s.subject == obligation.id}
    return Record.of(read.values(), ()) if obligation.kind.judged else Record((), {})


def _changes(agreement: Agreement, obligation: Obligation, record: Record) -> Iterable[date]:
    yield from boundaries(obligation)
    yield from change_days(obligation)
    yield from (entry.start for entry in agreement.states)
    goals = {rule.matter for rule in all_rules(obligation)}
    for statement in record.statements:
        yield statement.day
        yield from (goal.due(statement.day) + timedelta(days=1) for goal in goals if goal.due(statement.day) < date.max)
