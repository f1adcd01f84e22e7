"""Reads the procedures of an agreement file."""

from __future__ import annotations

from collections.abc import Sequence

from servanda.agreements import words
from servanda.agreements.model import Procedure, ProcedureStep, SourceNote
from servanda.agreements.nodes import RULE_VALUE, Entry, meant
from servanda.agreements.read_obligation import RULE_DURATION, source_keys
from servanda.core.finding import shown

RULE_STEPS = "steps of a procedure are numbered upwards and refer to steps before or beside them"


def read_procedures(top: Entry, sources: dict[str, SourceNote]) -> tuple[Procedure, ...]:
    """Every procedure of the file."""
    return tuple(_procedure(e, sources) for e in top.entries("procedures", words.PROCEDURE_KEYS, "a procedure"))


def _procedure(entry: Entry, sources: dict[str, SourceNote]) -> Procedure:
    entry.what = f"procedure {entry.text('id')}" if entry.has("id") else entry.what
    entry.need("id", "title", "cite", "steps", "status", "source")
    parts = entry.entries("steps", words.STEP_KEYS, f"a step of {entry.what}")
    steps = tuple(_step(part) for part in parts)
    _numbers(parts, steps)
    return Procedure(
        id=entry.text("id"),
        title=entry.text("title"),
        cite=entry.text("cite"),
        steps=steps,
        mark=entry.mark(),
        source=source_keys(entry, sources),
        file=entry.page.file,
        line=entry.line,
        total_days=entry.whole("total_days"),
        decision_rule=entry.text("decision_rule"),
        note=entry.text("note"),
    )


def _step(part: Entry) -> ProcedureStep:
    part.need("n", "actor", "action")
    _check_words(part)
    return ProcedureStep(
        number=part.whole("n") or 0,
        actor=part.text("actor"),
        action=part.text("action"),
        within=part.text("within"),
        counting=part.text("counting"),
        after=part.whole("from"),
        parallel_with=part.whole("parallel_with"),
        starts_clock=part.flag("starts_clock"),
        optional=part.flag("optional"),
        extendable_by=part.text("extendable_by"),
        outcome=part.text("outcome"),
        note=part.text("note"),
    )


def _check_words(part: Entry) -> None:
    counting = part.text("counting") if part.has("counting") else ""
    if counting and counting not in words.COUNTINGS:
        part.finding(part.values["counting"], "yaml-unknown-word", "counting", shown(counting),
                     f"one of {', '.join(words.COUNTINGS)}", RULE_VALUE,
                     f"use a word of the list{meant(counting, words.COUNTINGS)}")  # fmt: skip
    wrong = words.bad_duration(part.text("within")) if part.has("within") else ""
    if wrong:
        part.finding(part.values["within"], "agreement-bad-duration", "within", shown(wrong),
                     "a duration such as P30D, PT24H or P3M", RULE_DURATION,
                     "write P, then number and letter; hours follow a T")  # fmt: skip


def _numbers(parts: Sequence[Entry], steps: Sequence[ProcedureStep]) -> None:
    numbers = [step.number for step in steps]
    wrong = [i for i in range(1, len(numbers)) if numbers[i] <= numbers[i - 1]]
    for i in wrong if 0 not in numbers else ():
        parts[i].finding(None, "agreement-step-order", "n", f"step {numbers[i]} after step {numbers[i - 1]}",
                         "a greater number", RULE_STEPS, "number the steps upwards")  # fmt: skip
    if not wrong and 0 not in numbers:
        _references(parts, steps, numbers)


def _references(parts: Sequence[Entry], steps: Sequence[ProcedureStep], numbers: Sequence[int]) -> None:
    for part, step in zip(parts, steps, strict=True):
        for key, other in (("from", step.after), ("parallel_with", step.parallel_with)):
            if other is not None and (other not in numbers or other >= step.number):
                part.finding(part.values[key], "agreement-unknown-step", key, f"step {other}",
                             "the number of a step before", RULE_STEPS, "correct the number")  # fmt: skip
