"""The answer as a tree for an analyst: rule, values, formula, exceptions, dates, statements, position, versions, digest.

`explain.full` gives the verdicts; this module adds what an analyst needs to repeat them by hand. Nothing here decides.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from servanda.agreements.conditions import conditions
from servanda.agreements.decide import Request, Right
from servanda.agreements.explain import full
from servanda.agreements.model import Agreement, Comparator, Moment, Obligation
from servanda.agreements.reasons import limit_words, value_words
from servanda.agreements.verdict import Answer, Part, Verdict
from servanda.core.counting import CONVENTIONS, parse_duration
from servanda.evidence.folder import statement_cells
from servanda.evidence.record import Record
from servanda.evidence.statement import Statement

Tree = dict[str, object]
HALF_OPEN = "from the first day up to but not including the last"
COUNTED = {
    "calendar_days": "calendar_days",
    "working_days": "working_days",
    "hours": "elapsed_hours",
    "calendar_months": "months_clamp",
    "calendar_years": "years_february_28",
}
"""The convention behind the word that an agreement file uses for how days are counted."""


@dataclass(frozen=True, slots=True)
class Versions:
    """Which software, data and tables of this room (by their digests) gave an answer; empty where the caller does not know."""

    software: str = ""
    data: str = ""
    tables: str = ""
    known_by: date | None = None
    more: Mapping[str, str] = field(default_factory=dict)


def tree(
    found: Answer,
    agreement: Agreement,
    obligation: Obligation,
    record: Record,
    asked: Sequence[Request],
    versions: Versions,
) -> Tree:
    """Everything that the answer rests on and how it follows, in plain types."""
    statements = _statements(found, record)
    return {
        **full(found),
        "rule": rule_tree(agreement, obligation, found.day),
        "reading": [_reading(verdict) for verdict in found.verdicts],
        "statements": [_statement(s, record) for s in statements],
        "would_decide": [request_tree(request) for request in asked],
        "versions": {
            "software": versions.software,
            "data": versions.data,
            "known_by": None if versions.known_by is None else versions.known_by.isoformat(),
            "tables": versions.tables,
            **versions.more,
        },
        "input_digest": input_digest(found, agreement, obligation, statements, versions),
    }


def rule_tree(agreement: Agreement, obligation: Obligation, day: date) -> Tree:
    """The paragraph: what it says, where, since when it applies and how its days are counted."""
    applies, clock = obligation.applies, obligation.clock
    return {
        "instrument": agreement.title,
        "paragraph": obligation.cite,
        "title": obligation.title,
        "text": obligation.text,
        "kind": obligation.kind.value,
        "binds": list(obligation.obligated),
        "verifier": obligation.verifier,
        "mark": obligation.mark.value,
        "paragraph_mark": obligation.cite_mark.value,
        "sources": [_source(agreement, key) for key in obligation.source],
        "applies": {
            "start": _moment(applies.start),
            "end": _moment(applies.end) if applies.end is not None else "no end stated in the text",
            "again_from": _moment(applies.again_from),
            "duration": applies.duration,
            "convention": f"{HALF_OPEN}{_counted_as(applies.duration)}",
        },
        "clock": {}
        if clock is None
        else {
            "trigger": clock.trigger,
            "due": clock.due,
            "counting": _convention(clock.counting),
            "anchor": clock.anchor,
        },
        "statements_count_for": _freshness(obligation, day),
        "exceptions": list(obligation.exceptions),
    }


def _source(agreement: Agreement, key: str) -> str:
    note = agreement.sources.get(key)
    return key if note is None else f"{key}: {note.title} ({note.mark.value})"


def _moment(moment: Moment | None) -> str:
    return "" if moment is None else moment.words


def _counted_as(duration: str) -> str:
    length = parse_duration(duration)
    if length is None:
        return ""
    names = [name for name, n in (("years_february_28", length.years), ("months_clamp", length.months),
                                  ("calendar_days", length.days)) if n]  # fmt: skip
    return "".join(f"; {CONVENTIONS[name]}" for name in names)


def _convention(counting: str) -> str:
    name = COUNTED.get(counting)
    return counting if name is None else f"{counting}: {CONVENTIONS[name]}"


def _freshness(obligation: Obligation, day: date) -> list[str]:
    """For how long a statement says what is the case, with the reason, for each reading of the paragraph."""
    if obligation.measure is None and obligation.test is None:
        return []
    rules = [rule for condition in conditions(obligation, day) for rule in condition.rules]
    return list(dict.fromkeys(f"{rule.words}: {rule.matter.period}; {rule.matter.citation}" for rule in rules))


def _reading(verdict: Verdict) -> Tree:
    """How a verdict follows: each comparison with its numbers. What became of exceptions is told with the verdict."""
    return {
        "holders": list(verdict.holders),
        "formula": [formula(part) for part in verdict.parts],
        "reason": verdict.reason,
    }


def formula(part: Part) -> str:
    """One comparison written out: `9,874.9 kg U <= 202.8 kg U: exceeded`."""
    said = value_words(part)
    if not said:
        return f"{part.words}: nothing to hold against {limit_words(part)}: {part.status.value}"
    sign = part.comparator.value
    if part.comparator in (Comparator.ABSENT, Comparator.PRESENT):
        return f"{part.words}: {said} against {limit_words(part)}: {part.status.value}"
    limit = limit_words(part).removeprefix(f"{part.comparator.words} ")
    stands = "" if part.relation == "direct" else f" ({part.relation})"
    return f"{part.words}{stands}: {said} {sign} {limit}: {part.status.value}"


def _statements(found: Answer, record: Record) -> tuple[Statement, ...]:
    """Every statement that a verdict read, found too old, or left beside those used."""
    named = [i for v in found.verdicts for i in (*v.evidence, *v.stale, *(b for part in v.parts for b in part.beside))]
    return tuple(record.by_id[i] for i in dict.fromkeys(named) if i in record.by_id)


def _statement(s: Statement, record: Record) -> Tree:
    source = record.sources.get(s.source)
    return {
        "id": s.id,
        "of_day": s.of_day.text,
        "public_on": s.public_on.text,
        "says": s.estimate().text() if s.has_value and s.unit is not None else s.text,
        "basis": s.basis.value,
        "mark": s.mark.value,
        "source": s.source if source is None else f"{s.source}: {source.title}",
        "file": f"{s.file}:{s.line}" if s.file else "",
    }


def request_tree(request: Request) -> Tree:
    """A request in plain types."""
    return {
        "statement": request.statement,
        "asked_by": request.asked_by,
        "asked_of": list(request.asked_of),
        "about_days_from": None if request.since is None else request.since.isoformat(),
        "rights": [_right(right) for right in request.rights],
        "words": request.words,
    }


def _right(right: Right) -> Tree:
    return {
        "paragraph": right.paragraph,
        "cite": right.cite,
        "asks": right.asks,
        "standing": right.standing.value,
        "held_by": list(right.holders),
    }


def input_digest(
    found: Answer, agreement: Agreement, obligation: Obligation, statements: Iterable[Statement], versions: Versions
) -> str:
    """SHA-256 of everything that the answer was computed from: the same digest means the same answer."""
    inputs = {
        "question": [found.obligation, found.day.isoformat(), found.position, str(versions.known_by)],
        "obligation": repr(obligation),
        "states": repr(agreement.states),
        "statements": [statement_cells(s) for s in statements],
        "tables": versions.tables,
        "software": versions.software,
    }
    return hashlib.sha256(json.dumps(inputs, sort_keys=True).encode()).hexdigest()
