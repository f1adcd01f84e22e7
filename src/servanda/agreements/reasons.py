"""The sentences of a verdict: why it is so, and which statement would decide. No ages: they depend on the day read."""

from __future__ import annotations

from collections.abc import Sequence

from servanda.agreements.conditions import Condition
from servanda.agreements.model import Comparator, Obligation, Threshold
from servanda.agreements.verdict import Part, Status
from servanda.core.quantity import number
from servanda.core.unit import unit_of


def reason_for(parts: Sequence[Part], status: Status) -> str:
    """What decides: the conditions with the status of the whole, or every condition when all hold."""
    deciding = [part for part in parts if part.status is status] or list(parts)
    return "; ".join(dict.fromkeys(_sentence(part) for part in deciding))


def _sentence(part: Part) -> str:
    said = value_words(part)
    if not said:
        return part.note if part.day is not None or part.note else f"no statement new enough on {part.words}"
    proxy = " (taken as a stand-in)" if part.relation == "proxy" else ""
    error = f" ({part.measurement.words})" if part.measurement is not None else ""
    return f"{part.words}{proxy}: {said}, against {limit_words(part)}{error}"


def value_words(part: Part) -> str:
    """What was found, in words; empty when nothing was."""
    if part.value is not None:
        return part.value.text()
    if part.names is not None:
        return ", ".join(part.names) if part.names else "none"
    if part.quantity == "performance" and part.present is not None:
        return "performed" if part.present else "not performed"
    return "" if part.present is None else ("present" if part.present else "stated to be absent")


def limit_words(part: Part) -> str:
    """The limit in words, comparator included."""
    if part.quantity == "performance":
        return "the duty to perform it"
    if part.comparator in (Comparator.ABSENT, Comparator.PRESENT):
        return f"the rule that there be {'none' if part.comparator is Comparator.ABSENT else 'some'}"
    if part.comparator is Comparator.EQUAL and part.limit == 0:
        return "the rule that there be none"
    return f"{part.comparator.words} {threshold_words(part.limit, part.unit)}".strip()


def threshold_words(limit: Threshold, unit: str) -> str:
    """A threshold with its unit."""
    if isinstance(limit, tuple):
        return ", ".join(name.replace("_", " ") for name in limit)
    if isinstance(limit, float):
        known = unit_of(unit)
        return f"{number(limit)} {unit.replace('_', ' ') if known is None else known.words}".strip()
    return limit or "a number that the text does not give for this day"


def missing_for(part: Part, condition: Condition, obligation: Obligation) -> str:
    """The statement that would decide an undetermined condition, and who can supply it; empty when decided."""
    if part.status is not Status.UNDETERMINED:
        return ""
    if condition.undecided:
        return condition.undecided
    if isinstance(condition.limit, str):
        return f"a statement of the number that the text gives in words ({condition.limit})"
    if not condition.rules:
        words = part.quantity.replace("_", " ")
        return f"the {words}, which no quantity of the public record gives; {obligation.verifier} could say"
    return _needed(part, condition, obligation)


def _needed(part: Part, condition: Condition, obligation: Obligation) -> str:
    rule = condition.rules[0]
    names = " or ".join(name.replace("_", " ") for name in rule.statements)
    found = value_words(part)
    why = f"; {found} does not decide against {limit_words(part)}" if found else ""
    return (
        f"a statement on {rule.words} ({names}), not older than {rule.matter.period}, "
        f"established by {obligation.verifier}{why}"
    )
