"""A story: facts in, statuses out. Run against the agreements of a case, with or without its record, it passes or fails.

A story is a test that a lawyer can write: what happened, and what follows from it, per position, day and state of knowledge.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from servanda.agreements.demand import margin
from servanda.agreements.evaluate import answer
from servanda.agreements.hang import Follow, as_asked
from servanda.agreements.known import as_known
from servanda.agreements.model import Agreement, Obligation, Procedure
from servanda.agreements.overlay import overlaid
from servanda.agreements.position import EVERYONE, known_holders
from servanda.agreements.procedure import POSITIONS, Act
from servanda.agreements.procedure_status import ProcedureAnswer, procedure_status
from servanda.agreements.proposal import Proposal
from servanda.agreements.verdict import Answer, Verdict
from servanda.core.quantity import number
from servanda.evidence.record import Record
from servanda.evidence.source import Source
from servanda.evidence.statement import Statement

CLOCK = 0
"""The key of a day that is due without the number of a step: that of the clock of an obligation."""
ROUNDING = 1e-9
"""Relative error of a binary number: what is written with decimals is held equal to what is computed from them."""


@dataclass(frozen=True, slots=True)
class Numbers:
    """Numbers that are expected of the first condition; None: not asked. `beyond` is negative within the limit."""

    value: float | None = None
    limit: float | None = None
    beyond: float | None = None
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Expectation:
    """What should follow on one day. `statuses` holds one status by position; empty fields are not asked for.

    `due` holds a day by the number of a step, or under `CLOCK` the day of the clock of an obligation.
    """

    paragraph: str
    as_of: date
    line: int
    known_by: date | None = None
    statuses: Mapping[str, str] = field(default_factory=dict)
    numbers: Numbers = field(default_factory=Numbers)
    soft: bool | None = None
    evidence: tuple[str, ...] | None = None
    because: str = ""
    needs: str = ""
    due: Mapping[int, date] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Story:
    """One story; `margins` is by how much a number may differ, by quantity. `with_record` adds the record of the case."""

    title: str
    why: str
    case: str
    file: str
    facts: tuple[Statement, ...]
    expectations: tuple[Expectation, ...]
    with_record: bool = False
    proposal: str = ""
    start: date | None = None
    margins: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Ground:
    """What a story is run against: the case's agreements, proposals and record, and the code of its State."""

    agreements: tuple[Agreement, ...]
    proposals: tuple[Proposal, ...] = ()
    record: Record = field(default_factory=lambda: Record((), {}))
    state: str = ""
    follow: Follow = as_asked


@dataclass(frozen=True, slots=True)
class Outcome:
    """One thing that was expected, and what came out."""

    story: str
    file: str
    line: int
    asked: str
    expected: str
    got: str
    passed: bool


def run_story(story: Story, ground: Ground) -> tuple[Outcome, ...]:
    """Every expectation of a story held against the answer; an unknown paragraph or proposal is a failure that says so."""
    known = [proposal.slug for proposal in ground.proposals]
    if story.proposal and story.proposal not in known:
        return (
            Outcome(story.title, story.file, 1, "proposal", story.proposal, f"known are {', '.join(known)}", False),
        )
    facts = Record.of((*story.facts, *(ground.record.statements if story.with_record else ())), _sources(ground))
    return tuple(found for one in story.expectations for found in _outcomes(story, one, facts, ground))


def _sources(ground: Ground) -> tuple[Source, ...]:
    return tuple(ground.record.sources.values())


def _outcomes(story: Story, one: Expectation, facts: Record, ground: Ground) -> Iterator[Outcome]:
    law = tuple(as_known(agreement, one.known_by) for agreement in _law(story, one, ground))
    record = facts.known(one.known_by).until(one.as_of).facts
    for position, status in (one.statuses or {EVERYONE: ""}).items():
        asked = (
            f"{one.paragraph} on {one.as_of}, {'all positions' if position == EVERYONE else f'position of {position}'}"
        )
        checks = tuple(_checks(story, one, law, record, position, status, ground)) or (NO_CHECK,)
        held = _held(ground, facts)
        if position != EVERYONE and position not in held:
            checks = (("position", position, f"nobody in the case holds it: write all, or {', '.join(held)}", False),)
        for what, expected, got, passed in checks:
            yield Outcome(story.title, story.file, one.line, f"{asked}: {what}", expected, got, passed)


def _law(story: Story, one: Expectation, ground: Ground) -> tuple[Agreement, ...]:
    proposal = next((p for p in ground.proposals if p.slug == story.proposal), None)
    if proposal is None:
        return ground.agreements
    return overlaid(ground.agreements, proposal, one.as_of, story.start)


def _held(ground: Ground, record: Record) -> tuple[str, ...]:
    """Whose positions can be asked for: the State, holders and parties of the agreements, who acted in a procedure."""
    acted = {actor for s in record.by_quantity.get("procedure", ()) if s.text in STANDING for actor in s.actors}
    parties = {party for agreement in ground.agreements for party in agreement.parties}
    return tuple(sorted({*known_holders(ground.agreements), *parties, *acted, ground.state} - {""}))


STANDING = frozenset({Act.STARTED, *POSITIONS})
"""Acts in a procedure by which somebody takes a position on its standing."""
Check = tuple[str, str, str, bool]
NO_CHECK: Check = (
    "expectation",
    "something to check",
    "nothing is checked: write what should follow, as status",
    False,
)


def _checks(
    story: Story,
    one: Expectation,
    law: Sequence[Agreement],
    record: Record,
    position: str,
    status: str,
    ground: Ground,
) -> Iterator[Check]:
    for agreement in reversed(law):
        obligation = agreement.obligation(one.paragraph)
        if obligation is not None:
            alone = answer(agreement, obligation, record, one.as_of, position, state=ground.state)
            found = ground.follow(law, record, alone)
            yield from _of_answer(story, one, found, obligation, status)
            return
        procedure = next((p for p in agreement.procedures if p.id == one.paragraph), None)
        if procedure is not None:
            yield from _of_procedure(one, agreement, procedure, record, position, status)
            return
    yield "paragraph", one.paragraph, "no obligation or procedure of that id", False


def _of_answer(story: Story, one: Expectation, found: Answer, obligation: Obligation, status: str) -> Iterator[Check]:
    if status:
        yield "status", status, found.status.value, status == found.status.value
    if one.soft is not None:
        yield "soft wording", _flag(one.soft), _flag(found.soft), one.soft is found.soft
    if one.evidence is not None:
        yield "read", ", ".join(one.evidence) or "nothing", ", ".join(found.evidence) or "nothing", (
            set(one.evidence) == set(found.evidence)
        )  # fmt: skip
    reasons = "; ".join(verdict.reason for verdict in found.verdicts)
    if one.because:
        yield "reason", one.because, reasons, one.because in reasons
    if one.needs:
        yield "missing", one.needs, "; ".join(found.missing) or "nothing", any(one.needs in m for m in found.missing)
    yield from _of_numbers(story, one, next(iter(found.verdicts)), obligation)
    for step, due in one.due.items():
        if step != CLOCK:
            yield f"step {step} due", str(due), f"an obligation has no steps: write due: {due}", False
            continue
        days = [clock.due for verdict in found.verdicts for clock in verdict.clocks if clock.due is not None]
        yield "due", str(due), ", ".join(str(day) for day in dict.fromkeys(days)) or "no day", due in days


def _flag(value: bool) -> str:
    return "yes" if value else "no"


def _of_numbers(story: Story, one: Expectation, verdict: Verdict, obligation: Obligation) -> Iterator[Check]:
    quantity = "" if obligation.measure is None else obligation.measure.quantity
    room = story.margins.get(quantity, 0.0)
    readers: tuple[tuple[str, float | None, Callable[[Verdict], float | None]], ...] = (
        ("value", one.numbers.value, _value),
        ("limit", one.numbers.limit, lambda v: v.limit if isinstance(v.limit, float) else None),
        ("beyond the limit", one.numbers.beyond, _beyond),
    )
    for what, expected, read in readers:
        if expected is not None:
            got = read(verdict)
            near = got is not None and abs(got - expected) <= room + ROUNDING * max(1.0, abs(expected))
            unit = one.numbers.unit or verdict.unit
            passed = near and unit == verdict.unit
            yield what, f"{number(expected)} {unit}", "none" if got is None else f"{number(got)} {verdict.unit}", passed


def _value(verdict: Verdict) -> float | None:
    value = verdict.value
    return None if value is None else value.low if value.value is None else value.value


def _beyond(verdict: Verdict) -> float | None:
    found = margin(verdict)
    return None if found is None else found.amount


def _of_procedure(
    one: Expectation, agreement: Agreement, procedure: Procedure, record: Record, position: str, status: str
) -> Iterator[Check]:
    found = procedure_status(agreement, procedure, record, one.as_of, position)
    for key, written in _foreign(one):
        yield key, written, f"nothing of this is said of a procedure: write {', '.join(OF_PROCEDURE)}", False
    if status:
        yield "status", status, f"{found.status} ({found.words})", status == found.status
    if one.because:
        yield "account", one.because, found.words, found.says(one.because)
    if one.evidence is not None:
        yield "read", ", ".join(one.evidence), ", ".join(found.evidence), set(one.evidence) == set(found.evidence)
    for number_of_step, day in one.due.items():
        if number_of_step not in {step.number for step in procedure.steps}:
            yield "due", str(day), _no_step(procedure, number_of_step, day), False
            continue
        got = _due(found, number_of_step)
        yield f"step {number_of_step} due", str(day), str(got or "no day"), day == got


OF_PROCEDURE = ("status", "due", "because", "read")
"""What can be expected of a procedure."""


def _foreign(one: Expectation) -> Iterator[tuple[str, str]]:
    """What is expected of a procedure that can be said only of an obligation."""
    numbers = (("value", one.numbers.value), ("limit", one.numbers.limit), ("beyond", one.numbers.beyond))
    yield from ((key, number(value)) for key, value in numbers if value is not None)
    if one.numbers.unit:
        yield "unit", one.numbers.unit
    if one.soft is not None:
        yield "soft", _flag(one.soft)
    if one.needs:
        yield "needs", one.needs


def _no_step(procedure: Procedure, step: int, day: date) -> str:
    steps = ", ".join(str(s.number) for s in procedure.steps)
    first = procedure.steps[0].number if procedure.steps else 1
    asked = "no step is named" if step == CLOCK else f"there is no step {step}"
    return f"{asked}: write due: {{{first}: {day}}} with the number of a step ({steps})"


def _due(found: ProcedureAnswer, step: int) -> date | None:
    if found.current is None:
        return None
    due = next((s.due for s in found.current.run.steps if s.step.number == step), None)
    return None if due is None else due.day
