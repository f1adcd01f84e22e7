"""Judges the conditions of one obligation from statements: value, comparison, declared non-observance, what is missing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta

from servanda.agreements.compare import compare, worst
from servanda.agreements.conditions import Condition, conditions
from servanda.agreements.equal_rank import contradicted, told_apart
from servanda.agreements.found import Found, combined
from servanda.agreements.limits import Limit, limit_for
from servanda.agreements.material_above import material_above, witness_note
from servanda.agreements.model import Obligation, Softness
from servanda.agreements.performance import QUANTITY as PERFORMANCE
from servanda.agreements.readings import Rule, Scope, relevant, scope_of
from servanda.agreements.reasons import missing_for, reason_for, value_words
from servanda.agreements.take import take
from servanda.agreements.uncertainty import measured
from servanda.agreements.verdict import Part, Status, Verdict
from servanda.core.names import Mark
from servanda.evidence.record import Choice, Record, choose
from servanda.evidence.statement import Statement

UNBREACHED = (Status.COMPLIANT, Status.UNDETERMINED, Status.CLOCK_STARTED)
"""What a declaration of non-observance turns into declared non-observance; a breach stays a breach."""
BREACHES = (Status.EXCEEDED, Status.NOT_PERFORMED)
_NEXT = timedelta(days=1)
"""A statement of a lesser kind that is newer can show a breach that an older one of a better kind does not."""
Pool = tuple[Rule, Sequence[Statement]]
"""A rule and the statements that it looks at, by day."""
GENERIC_PARTIES = frozenset({"STATE", "NNWS"})
"""Party codes that mean whichever State the record is about."""


def judged_parties(obligation: Obligation, state: str) -> str:
    """Why the record cannot judge the obligation when it binds others than its State; empty when it can."""
    if not state or state in obligation.obligated or GENERIC_PARTIES & set(obligation.obligated):
        return ""
    return (
        f"it binds {', '.join(obligation.obligated)}, and this record is about {state}: no statements are read for it"
    )


def judge(blank: Verdict, obligation: Obligation, record: Record, day: date, start: date) -> Verdict:
    """The verdict on the facts; exceptions are not yet tried."""
    scope = scope_of(obligation.measure)
    asked = conditions(obligation, day)
    parts = tuple(_part(c, obligation, scope, record, day, start) for c in asked)
    status = worst(tuple(part.status for part in parts))
    verdict = replace(
        blank,
        status=status,
        reason=reason_for(parts, status),
        soft=status in (Status.EXCEEDED, Status.NOT_PERFORMED) and obligation.softness is not Softness.HARD,
        parts=parts,
        evidence=tuple(dict.fromkeys(i for part in parts for i in part.evidence)),
        stale=tuple(dict.fromkeys(i for part in parts for i in part.stale)),
        missing=tuple(part.missing for part in parts if part.missing) if status is Status.UNDETERMINED else (),
        notes=_notes(obligation, parts),
    )
    aged = (_part(c, obligation, scope, record, day, start, any_age=True).status for c in asked)
    return _marked(declared(verdict, record, day, start, aged), record)


def _notes(obligation: Obligation, parts: Sequence[Part]) -> tuple[str, ...]:
    pairs = [(part, note) for part in parts for note in (part.limit_note, part.note if value_words(part) else "")]
    notes = [f"{part.words}: {note}" if len(parts) > 1 else note for part, note in pairs if note]
    if obligation.softness is not Softness.HARD:
        notes.append(f"the limit is {obligation.softness.words}: {obligation.note}" if obligation.note
                     else f"the limit is {obligation.softness.words}")  # fmt: skip
    return tuple(dict.fromkeys(notes))


def _marked(verdict: Verdict, record: Record) -> Verdict:
    recalled = tuple(i for i in verdict.evidence if record.by_id[i].mark is Mark.RECALLED)
    return replace(verdict, recalled=(*verdict.recalled, *recalled))


def declared(verdict: Verdict, record: Record, day: date, start: date, aged: Iterable[Status] = ()) -> Verdict:
    """A party's declaration that it no longer observes, while what is measured, or was measured last, lies within.

    `aged` are the statuses of the conditions by the last statements of any age: a last value beyond the limit, or none
    at all, leaves the verdict undetermined, with the declaration as a note. A duty to act is declared not observed
    unless it is said to be broken.
    """
    choice = _observance(record, verdict.obligation, day, start)
    two = () if choice is None else contradicted(choice)
    if two:
        ids = tuple(s.id for s in two)
        note = f"whether it is observed is {told_apart(two)}"
        return replace(verdict, evidence=(*verdict.evidence, *ids), notes=(*verdict.notes, note))
    if choice is None:
        return verdict
    said = choice.chosen
    verdict = replace(verdict, evidence=(*verdict.evidence, said.id))
    if said.text != "ended" or verdict.status not in UNBREACHED:
        return verdict
    words = f"declared on {said.day} to be no longer observed"
    deed = bool(verdict.parts) and verdict.parts[0].quantity == PERFORMANCE
    if not deed and verdict.status is Status.UNDETERMINED and worst(tuple(aged)) is not Status.COMPLIANT:
        return replace(verdict, notes=(*verdict.notes, f"{words} [{said.id}]"))
    return replace(verdict, status=Status.DECLARED_NON_OBSERVANCE, reason=f"{words}; {_while(verdict, deed)}")


def _while(verdict: Verdict, deed: bool) -> str:
    if deed and verdict.parts[0].day is None:
        return "nothing new enough says whether it was performed"
    if deed:
        return verdict.reason
    return "what was measured last lies within" if verdict.value is None else "no breach is measured"


def _observance(record: Record, identifier: str, day: date, start: date) -> Choice | None:
    """The newest declaration on whether the obligation is observed, within the time it applies, and others beside it."""
    pool = record.by_quantity.get("observance", ())
    return choose(s for s in pool if s.subject == identifier and start <= s.day <= day)


def _part(
    condition: Condition,
    obligation: Obligation,
    scope: Scope,
    record: Record,
    day: date,
    start: date,
    *,
    any_age: bool = False,
) -> Part:
    pools = [(rule, relevant(rule, scope, record)) for rule in condition.rules]
    found, old = read(pools, scope, day, start, any_age=any_age)
    limit, status = _held(condition, found)
    if found is not None and status in (Status.COMPLIANT, Status.UNDETERMINED):
        newer = read(pools, scope, day, found.day + _NEXT, ranks=(True,), any_age=any_age)[0]
        beyond, worse = _held(condition, newer)
        found, limit, status = (newer, beyond, worse) if worse in BREACHES else (found, limit, status)
    last = old[0] if old else None
    part = Part(
        quantity=condition.quantity,
        words=_words(condition, found),
        comparator=condition.comparator,
        limit=limit.threshold,
        unit=limit.unit,
        status=status,
        limit_note=condition.note,
        note=limit.note,
        stale=() if found or last is None else (last.id,),
        last=None if found or last is None or last.unit is None or not last.has_value else last.estimate(),
        last_day=None if found or last is None else last.day,
    )
    if found is None and last is not None and last.day < start:
        part = replace(part, note="from before the obligation applied")
    if found is None:
        part = replace(part, note=part.note or _only_in_words(pools, day, start))
    part = part if limit.found is None else _filled(part, limit.found)
    if part.status in (Status.COMPLIANT, Status.UNDETERMINED):
        part = _not_acquitted(part, material_above(condition, record, day, start))
    return replace(part, missing=missing_for(part, condition, obligation))


def _held(condition: Condition, found: Found | None) -> tuple[Limit, Status]:
    """What was found in the unit of the limit, and its status against it."""
    limit = limit_for(condition, found)
    if limit.found is None or condition.undecided:
        return limit, Status.UNDETERMINED
    return limit, compare(limit.found, condition.comparator, limit.threshold)


def _not_acquitted(part: Part, stock: Statement | None) -> Part:
    """A cap on the level is never shown to be kept while uranium above it is recorded."""
    if stock is None or not isinstance(part.limit, float):
        return part
    note = "; ".join(n for n in (part.note, witness_note(stock, part.limit)) if n)
    evidence = tuple(dict.fromkeys((*part.evidence, stock.id)))
    return replace(part, status=Status.UNDETERMINED, note=note, evidence=evidence)


def _words(condition: Condition, found: Found | None) -> str:
    if found is not None:
        return found.words
    return condition.rules[0].words if condition.rules else condition.quantity.replace("_", " ")


def _only_in_words(pools: Sequence[Pool], day: date, start: date) -> str:
    """What statements new enough say without a number; empty when they say nothing."""
    fresh = [s for rule, pool in pools for s in _split(rule, pool, day, start, any_age=False)[0]]
    said = next((s for s in reversed(fresh) if s.text and not s.has_value), None)
    return "" if said is None else f"stated only in words for {said.day} ({said.id}): {said.text}"


def _filled(part: Part, found: Found) -> Part:
    note = "; ".join(n for n in (part.note, found.note) if n)
    return replace(
        part, value=found.value, names=found.names, present=found.present, basis=found.basis, day=found.day,
        evidence=found.evidence, beside=found.beside, relation=found.relation, note=note,
        measurement=None if found.divided else measured(found.value, part.comparator, part.limit),
    )  # fmt: skip


def read(
    pools: Sequence[Pool],
    scope: Scope,
    day: date,
    start: date,
    *,
    ranks: Sequence[bool] = (True, False),
    any_age: bool = False,
) -> tuple[Found | None, list[Statement]]:
    """What the rules find, preferred statements first (`ranks`); and the statements that are too old, newest first."""
    parted = [(rule, *_split(rule, pool, day, start, any_age=any_age)) for rule, pool in pools]
    old = _newest_first(stale for _, _, stale in parted)
    since_start = [(rule, fresh, [s for s in stale if s.day >= start]) for rule, fresh, stale in parted]
    for preferred in ranks:
        for order in sorted({rule.order for rule, _ in pools}):
            tried = [
                take(_bounded(rule, scope), [s for s in fresh if s.preferred or not preferred], lapsed)
                for rule, fresh, lapsed in since_start
                if rule.order == order
            ]
            found = combined([f for f in tried if f is not None])
            if found is not None:
                return found, old
    return None, old


def _bounded(rule: Rule, scope: Scope) -> Rule:
    """The rule, bound to a place only where the measure names one."""
    named = bool(scope.site) or (rule.scope == "site" and bool(scope.sites))
    return replace(rule, scope="site" if named else "")


def _newest_first(pools: Iterable[list[Statement]]) -> list[Statement]:
    """By day, newest first; on one day preferred statements and those of earlier rules first."""
    ranks: dict[str, tuple[int, Statement]] = {}
    for rank, pool in enumerate(pools):
        for statement in pool:
            ranks.setdefault(statement.id, (rank, statement))
    ordered = sorted(
        ranks.values(), key=lambda pair: (pair[1].day, pair[1].preferred, -pair[0], pair[1].id), reverse=True
    )
    return [statement for _, statement in ordered]


def _split(
    rule: Rule, pool: Sequence[Statement], day: date, start: date, *, any_age: bool
) -> tuple[list[Statement], list[Statement]]:
    """Statements new enough, and those too old or from before the obligation applied.

    What was held or done before is not held against it: it may have been given up in order to comply.
    """
    fresh = [s for s in pool if start <= s.day <= day and (any_age or rule.matter.due(s.day) >= day)]
    kept = {s.id for s in fresh}
    return fresh, [s for s in pool if s.day <= day and s.id not in kept]
