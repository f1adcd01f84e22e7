"""An answer in one paragraph for people, and in full as a tree for machines."""

from __future__ import annotations

from collections.abc import Sequence

from servanda.agreements.model import StateEntry
from servanda.agreements.reasons import limit_words, threshold_words, value_words
from servanda.agreements.uncertainty import Measurement
from servanda.agreements.verdict import Answer, ClockRun, ExceptionTried, Hanging, Part, Status, Verdict
from servanda.core.estimate import Estimate


def paragraph(result: Answer | Verdict) -> str:
    """Rule and paragraph, status, number and limit, exceptions, sources, day and position, in running text."""
    if isinstance(result, Verdict):
        return " ".join(_sentences(result, with_title=True))
    if len(result.verdicts) == 1:
        return " ".join([*_sentences(result.verdicts[0], with_title=True), _position(result)])
    head = f"{result.obligation}, {result.title} ({result.cite}): {result.status.words} on {result.day}."
    accounts = [f"By the account of {_who(v)}: {' '.join(_sentences(v, with_title=False))}" for v in result.verdicts]
    return " ".join([head, *accounts, _position(result)])


def _position(found: Answer) -> str:
    return "Position: all." if found.position == "all" else f"Position: {found.position}."


def _who(verdict: Verdict) -> str:
    return ", ".join(verdict.holders) or "everyone"


def _sentences(verdict: Verdict, *, with_title: bool) -> list[str]:
    first, *others = (text for _, text in labelled(verdict))
    head = f"{verdict.obligation}, {verdict.title} ({verdict.cite}): " if with_title else ""
    return [f"{head}{first}", *others]


def labelled(verdict: Verdict) -> list[tuple[str, str]]:
    """The sentences on a verdict, each with the word that says what it is about; the first is the verdict itself."""
    soft = " (soft wording)" if verdict.soft else ""
    found = [("verdict", f"{verdict.status.words}{soft} on {verdict.day}.")]
    if (
        not verdict.parts
        or verdict.status is Status.DECLARED_NON_OBSERVANCE
        or any(e.invoked for e in verdict.exceptions)
    ):
        found.append(("why", f"{_capital(verdict.reason)}."))
    found += [("owed", f"{_capital(one.told)}.") for one in verdict.hanging]
    found += [("why", _part(part, verdict)) for part in verdict.parts]
    found += [("clock", _clock(run, verdict)) for run in verdict.clocks]
    found += [("exceptions", text) for text in (_exceptions(verdict.exceptions) if verdict.parts else [])]
    if verdict.evidence:
        found.append(("read", f"Read: {', '.join(verdict.evidence)}."))
    if verdict.missing:
        found.append(("needed", f"Needed: {'; '.join(verdict.missing)}."))
    found += [("note", f"{_capital(note.rstrip('.'))}.") for note in verdict.notes]
    if verdict.recalled:
        found.append(("recalled", f"Recalled and not re-read: {', '.join(verdict.recalled)}."))
    if verdict.states and verdict.parts:
        states = "; ".join(_state_words(s) for s in verdict.states)
        found.append(("state", f"State of the instrument: {states}."))
    return found


def _state_words(entry: StateEntry) -> str:
    by = f" (held by {', '.join(entry.held_by)})" if entry.held_by else ""
    return f"{entry.words.replace('_', ' ')}{by}, since {entry.start}"


def _part(part: Part, verdict: Verdict) -> str:
    said = value_words(part)
    if not said:
        last = part.note if part.day is not None else _last(part, verdict)
        return f"{_capital(part.words)}: {last}; limit {limit_words(part)}."
    basis = "" if part.basis is None else f", {part.basis.words}"
    when = "" if part.day is None else f" for {part.day}, {_days((verdict.day - part.day).days)}"
    beside = f" (beside it stand {', '.join(part.beside)})" if part.beside else ""
    error = "" if part.measurement is None else f" {_capital(part.measurement.words)}."
    return (
        f"{_capital(part.words)}: {said}{basis}{when}; limit {limit_words(part)}: {part.status.words}{beside}.{error}"
    )


def _clock(run: ClockRun, verdict: Verdict) -> str:
    """A clock with the days that passed, and those that are left where the text sets a day."""
    period = f" for {run.period}" if run.period else ""
    passed = f"{run.days_run(verdict.day)} days {'until it was done' if run.done else 'have passed'}"
    left = run.days_left(verdict.day)
    due = "" if left is None else f", {left} days left" if left >= 0 else f", {-left} days overdue by the record"
    head = f"Clock{period} since {run.started} ({run.trigger}; {run.words}): {run.reason}; {passed}{due}"
    return f"{head}. Counted: {run.counting}." if run.counting not in run.reason else f"{head}."


def _last(part: Part, verdict: Verdict) -> str:
    if part.last_day is None:
        return "no statement"
    value = "" if part.last is None else f" {part.last.text()}"
    age = (verdict.day - part.last_day).days
    note = f" ({part.note})" if part.note else ""
    return f"the last statement ({', '.join(part.stale)}){value} is for {part.last_day}, {_days(age)}{note}"


def _days(age: int) -> str:
    return "the same day" if age == 0 else f"{age} day{'' if age == 1 else 's'} before"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _exceptions(tried: Sequence[ExceptionTried]) -> list[str]:
    if not tried:
        return []
    invoked = [f"{one.number} ({one.text}): {one.words} ({', '.join(one.invoked)})" for one in tried if one.invoked]
    if invoked:
        return [f"Exceptions tried: {len(tried)}; invoked: {'; '.join(invoked)}."]
    count = "one" if len(tried) == 1 else str(len(tried))
    return [f"Exceptions tried: {count}, invoked by no statement."]


def full(result: Answer | Verdict) -> dict[str, object]:
    """Everything that the answer or verdict rests on, in plain types."""
    return _answer(result) if isinstance(result, Answer) else _verdict(result)


def _answer(found: Answer) -> dict[str, object]:
    return {
        "obligation": found.obligation,
        "agreement": found.agreement,
        "title": found.title,
        "cite": found.cite,
        "day": found.day.isoformat(),
        "position": found.position,
        "status": found.status.value,
        "soft": found.soft,
        "mark": found.mark.value,
        "verdicts": [_verdict(verdict) for verdict in found.verdicts],
        "paragraph": paragraph(found),
    }


def _verdict(verdict: Verdict) -> dict[str, object]:
    return {
        "obligation": verdict.obligation,
        "agreement": verdict.agreement,
        "cite": verdict.cite,
        "day": verdict.day.isoformat(),
        "status": verdict.status.value,
        "soft": verdict.soft,
        "reason": verdict.reason,
        "holders": list(verdict.holders),
        "owed": verdict.owed,
        "hanging": [_hanging(one) for one in verdict.hanging],
        "states": [_state(entry) for entry in verdict.states],
        "parts": [_part_tree(part) for part in verdict.parts],
        "evidence": list(verdict.evidence),
        "stale": list(verdict.stale),
        "exceptions": [_exception(one) for one in verdict.exceptions],
        "missing": list(verdict.missing),
        "notes": list(verdict.notes),
        "clocks": [_clock_tree(run, verdict) for run in verdict.clocks],
        "mark": verdict.mark.value,
        "recalled": list(verdict.recalled),
    }


def _hanging(one: Hanging) -> dict[str, object]:
    return {
        "depends_on": one.depends_on,
        "relation": one.relation,
        "owing": one.owing.value,
        "words": one.words,
        "holders": list(one.holders),
    }


def _state(entry: StateEntry) -> dict[str, object]:
    return {
        "from": entry.start.isoformat(),
        "state": entry.words,
        "held_by": list(entry.held_by),
        "mark": entry.mark.value,
    }


def _part_tree(part: Part) -> dict[str, object]:
    return {
        "quantity": part.quantity,
        "words": part.words,
        "relation": part.relation,
        "status": part.status.value,
        "comparator": part.comparator.value,
        "limit": list(part.limit) if isinstance(part.limit, tuple) else part.limit,
        "limit_text": threshold_words(part.limit, part.unit),
        "unit": part.unit,
        "value": None if part.value is None else estimate_tree(part.value),
        "names": None if part.names is None else list(part.names),
        "present": part.present,
        "basis": None if part.basis is None else part.basis.value,
        "day": None if part.day is None else part.day.isoformat(),
        "evidence": list(part.evidence),
        "beside": list(part.beside),
        "stale": list(part.stale),
        "last_day": None if part.last_day is None else part.last_day.isoformat(),
        "limit_note": part.limit_note,
        "note": part.note,
        "missing": part.missing,
        "measurement": None if part.measurement is None else _measurement(part.measurement),
    }


def _measurement(found: Measurement) -> dict[str, object]:
    return {
        "excess": found.excess,
        "standard_uncertainty": found.standard_uncertainty,
        "guard_band": found.guard_band,
        "probability_of_breach": found.probability,
        "above_error": found.above_error,
        "distribution": found.distribution,
        "unit": found.unit,
        "words": found.words,
    }


def _clock_tree(run: ClockRun, verdict: Verdict) -> dict[str, object]:
    days = {"started": run.started, "due": run.due, "done": run.done}
    return {
        "trigger": run.trigger,
        **{name: None if value is None else value.isoformat() for name, value in days.items()},
        "due_instant": None if run.due_instant is None else run.due_instant.isoformat(),
        "words": run.words,
        "counting": run.counting,
        "period": run.period,
        "status": run.status.value,
        "days_run": run.days_run(verdict.day),
        "days_left": run.days_left(verdict.day),
        "reason": run.reason,
        "evidence": list(run.evidence),
    }


def _exception(one: ExceptionTried) -> dict[str, object]:
    deducted = None if one.deducted is None else estimate_tree(one.deducted)
    return {
        "number": one.number, "text": one.text, "cite": one.cite, "effect": one.effect, "matter": one.matter,
        "priority": one.priority, "invoked": list(one.invoked), "deducted": deducted, "words": one.words,
        "lifted_by": one.lifted_by, "against": [_exception(below) for below in one.against],
    }  # fmt: skip


def estimate_tree(value: Estimate) -> dict[str, object]:
    """An estimate in plain types; an open bound is null."""
    bounds = {"low": value.low, "high": value.high}
    return {
        "value": value.value,
        **{name: (None if abs(bound) == float("inf") else bound) for name, bound in bounds.items()},
        "unit": value.unit.value,
        "basis": value.basis.value,
        "evidence": list(value.evidence),
        "text": value.text(),
    }
