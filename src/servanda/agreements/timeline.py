"""The answer to one obligation over a stretch of days, by the days on which it can change and never day by day.

It can change when the text starts, ends or resumes, when a limit has a step, when a recorded state of the instrument
begins, when a statement it reads is about that day, and on the day after such a statement has become too old.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from servanda.agreements.applies import boundaries, by_account
from servanda.agreements.clock import companion
from servanda.agreements.conditions import change_days, conditions
from servanda.agreements.evaluate import MEASURED_DUTIES, answer, signature
from servanda.agreements.exception_nodes import nodes
from servanda.agreements.material_above import CAPPED
from servanda.agreements.model import Agreement, Obligation
from servanda.agreements.position import EVERYONE
from servanda.agreements.readings import Rule, relevant, scope_of
from servanda.agreements.running import last_day_of_text, moment_of, run_days
from servanda.agreements.verdict import Answer
from servanda.agreements.verifier_clock import goal, is_verifier_clock, verifier_rules
from servanda.core.finding import Misuse
from servanda.core.period import LATEST
from servanda.core.timeliness import NO_GOAL, TimelinessGoal
from servanda.evidence.record import Record
from servanda.evidence.statement import Statement

SAID_ABOUT = ("observance", "exception", "performance", "submission", "clock")


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
) -> tuple[Span, ...]:
    """The spans that fill the days from `start` up to but not including `end`; neighbours differ."""
    if end <= start:
        raise Misuse(f"a timeline from {start} to {end} has no days: give an end after the start")
    small = reduced(agreement, obligation, record)
    days = sorted({start, *(d for d in _changes(agreement, obligation, small, end) if start < d < end)})
    spans: list[Span] = []
    for first, last in zip(days, [*days[1:], end], strict=True):
        found = answer(agreement, obligation, small, first, position, state=state)
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
    if is_verifier_clock(obligation):
        return verifier_rules()
    if not obligation.kind.measured and obligation.kind not in MEASURED_DUTIES:
        return ()
    return tuple(dict.fromkeys(rule for c in conditions(obligation, date.max) for rule in c.rules))


def reduced(agreement: Agreement, obligation: Obligation, record: Record) -> Record:
    """The statements that can matter to the obligation, so that each of many days reads little."""
    read: dict[str, Statement] = {}
    for one in _read_with(agreement, obligation):
        scope = scope_of(one.measure)
        read |= {s.id: s for rule in all_rules(one) for s in relevant(rule, scope, record)}
        if any(c.quantity == CAPPED for c in conditions(one, date.max)):
            read |= {s.id: s for s in record.by_quantity.get("uranium_mass", ())}
        names = (one.id, companion(one.id))
        for name in SAID_ABOUT:
            read |= {s.id: s for s in record.by_quantity.get(name, ()) if s.subject in names}
    return Record.of(read.values(), ())


def _read_with(agreement: Agreement, obligation: Obligation) -> list[Obligation]:
    """The obligation, and the duties on whose breach its exceptions hang."""
    below = {a.lifted_by for node in nodes(obligation) for a in node.against if a.lifted_by}
    others = [agreement.obligation(identifier) for identifier in sorted(below)]
    return [obligation, *(other for other in others if other is not None)]


def _changes(agreement: Agreement, obligation: Obligation, record: Record, end: date) -> Iterable[date]:
    for one in _read_with(agreement, obligation):
        for text in dict.fromkeys((one, *(by_account(one, dict(s.events)) for s in agreement.states if s.events))):
            yield from boundaries(text)
            yield from _clock_days(agreement, text, record, end)
    yield from change_days(obligation)
    yield from _state_days(agreement)
    goals = {r.matter for one in _read_with(agreement, obligation) for r in all_rules(one)} | {NO_GOAL}
    ages = {goal(obligation)} if is_verifier_clock(obligation) else set()
    for statement in record.statements:
        yield statement.day
        yield from _aged(statement.day, goals, ages)
        if statement.quantity == "submission":
            yield from _aged(moment_of(statement)[0], goals, ages)


def _state_days(agreement: Agreement) -> Iterable[date]:
    for entry in agreement.states:
        yield entry.start
        if entry.until is not None:
            yield entry.until


def _clock_days(agreement: Agreement, obligation: Obligation, record: Record, end: date) -> Iterable[date]:
    if obligation.clock is None or obligation.applies.start is None:
        return
    last = last_day_of_text(agreement, obligation)
    if last is not None and last < LATEST:
        yield last + timedelta(days=1)
    if obligation.kind.measured:
        return
    for since in boundaries(obligation):
        for started, after in run_days(agreement, obligation, record, since, end):
            yield from (started, after)


def _aged(day: date, goals: Iterable[TimelinessGoal], ages: Iterable[int]) -> Iterable[date]:
    """The days on which a statement of this day has become too old."""
    yield from (goal.due(day) + timedelta(days=1) for goal in goals if goal.due(day) < date.max)
    room = date.max.toordinal() - day.toordinal()
    yield from (day + timedelta(days=days + 1) for days in ages if days < room)
