"""The conditions of an obligation on a day: its limit by schedule, its joined parts, the prohibition without measure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from servanda.agreements.model import Comparator, Equivalent, Kind, Obligation, Step, Threshold
from servanda.agreements.readings import Rule, act_rule, quantity_of, rules

_COUNT = {"cascades": "count", "wings": "count", "machine_type": "type"}


@dataclass(frozen=True, slots=True)
class Condition:
    """One thing to be compared: its quantity and rules, the comparator and the limit of the day."""

    quantity: str
    rules: tuple[Rule, ...]
    comparator: Comparator
    limit: Threshold
    unit: str
    equivalents: tuple[Equivalent, ...] = ()
    note: str = ""
    undecided: str = ""


def conditions(obligation: Obligation, day: date) -> tuple[Condition, ...]:
    """Every condition that the obligation puts on that day; never empty for a kind that is judged."""
    first = _first(obligation, day)
    joined = () if obligation.test is None else obligation.test.joined
    parent = quantity_of(obligation)
    others = tuple(
        Condition(j.quantity, rules(parent, j.quantity), j.comparator, j.threshold, _COUNT.get(j.quantity, ""))
        for j in joined
    )
    return (*first, *others)


def change_days(obligation: Obligation) -> Iterable[date]:
    """The days on which the limit itself changes."""
    steps = () if obligation.test is None else obligation.test.schedule
    return (step.start.day for step in steps if step.start is not None)


def _first(obligation: Obligation, day: date) -> tuple[Condition, ...]:
    test, measure = obligation.test, obligation.measure
    quantity = quantity_of(obligation)
    found = rules(quantity) if quantity else (act_rule(obligation.id),)
    unit = "" if measure is None else measure.unit
    if test is None:
        return (Condition(quantity or "activity", found, Comparator.ABSENT, None, unit),)
    if not test.schedule:
        comparator = (
            Comparator.ABSENT if not quantity and obligation.kind is not Kind.NUMERIC_LIMIT else test.comparator
        )
        return (Condition(quantity or "activity", found, comparator, test.threshold, unit, test.equivalents),)
    return tuple(
        Condition(quantity, found, test.comparator, limit, step_unit or unit, (), note, undecided)
        for limit, step_unit, note, undecided in _scheduled(test.schedule, day)
    )


def _scheduled(steps: tuple[Step, ...], day: date) -> Iterable[tuple[Threshold, str, str, str]]:
    divided = [step for step in steps if step.applies_to]
    if divided:
        for step in divided:
            undecided = f"statements about {step.applies_to}" if step.threshold is None else ""
            yield step.threshold, step.unit, f"for {step.applies_to}", undecided
        return
    current = max((s for s in steps if s.start is not None and s.start.day <= day), key=_start, default=None)
    note = _undated(steps)
    if current is None:
        yield None, "", note, _before(steps)
    else:
        yield current.threshold, current.unit, "; ".join(t for t in (current.note, note) if t), ""


def _start(step: Step) -> date:
    return date.min if step.start is None else step.start.day


def _undated(steps: tuple[Step, ...]) -> str:
    waiting = [f"{s.threshold:g} from {s.when!r}" for s in steps if s.when and s.threshold is not None]
    return f"steps without a day are not in effect until someone dates them: {', '.join(waiting)}" if waiting else ""


def _before(steps: tuple[Step, ...]) -> str:
    dated = [s.start.words for s in steps if s.start is not None]
    if dated:
        return f"a number in the text for the days before {dated[0]}; there is none"
    return "the day of " + ", ".join(repr(s.when) for s in steps if s.when)
