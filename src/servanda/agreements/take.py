"""Takes one value from the statements that a rule looks at: a sum, the highest, a set of names, mere presence.

Statements of one day and one rank that say different numbers are not told apart by their ids: the value then lies
anywhere between them.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from itertools import pairwise

from servanda.agreements.equal_rank import equals, numbered_of, shows
from servanda.agreements.found import Found, low_of
from servanda.agreements.presence import presence, presence_20, present
from servanda.agreements.readings import POOLED_SITES, POOLED_SUBJECTS, Rule, place_of
from servanda.agreements.uncertainty import rounded
from servanda.core.band import band_bound
from servanda.core.estimate import Estimate
from servanda.core.names import Basis, Qualifier
from servanda.core.quantity import number
from servanda.core.unit import Unit
from servanda.evidence.record import Choice, choose
from servanda.evidence.statement import Statement

Pick = Callable[[Rule, Sequence[Statement], Sequence[Statement]], Found | None]


def take(rule: Rule, fresh: Sequence[Statement], stale: Sequence[Statement]) -> Found | None:
    """What the rule finds in statements fresh enough; `stale` ones only show whether a sum is complete."""
    found = _PICKS[rule.pick](rule, fresh, stale) if fresh else None
    return None if found is None else _beside(_related(rule, found), fresh)


def _beside(found: Found, fresh: Sequence[Statement]) -> Found:
    """The ids of other statements about the same topic and day as those used: they stay side by side."""
    used = [s for s in fresh if s.id in found.evidence]
    topics = {(s.topic, s.day) for s in used}
    others = tuple(s.id for s in fresh if (s.topic, s.day) in topics and s.id not in found.evidence)
    return replace(found, beside=others) if others else found


def _related(rule: Rule, found: Found) -> Found:
    value = found.value
    if value is not None and rule.relation == "lower":
        value = replace(value, high=math.inf)
    elif value is not None and rule.relation == "upper":
        value = replace(value, value=None, low=0.0)
    return replace(found, value=value, relation=rule.relation)


def _choices(statements: Iterable[Statement], key: Callable[[Statement], object]) -> list[Choice]:
    """For each key the statement to use with those beside it, by day."""
    groups: dict[object, list[Statement]] = {}
    for statement in statements:
        groups.setdefault(key(statement), []).append(statement)
    found = [choice for choice in map(choose, groups.values()) if choice is not None]
    return sorted(found, key=lambda c: (c.chosen.day, c.chosen.id))


def _greatest(choice: Choice) -> Statement:
    """Of the statements of equal rank the one with the greater value."""
    return max(equals(choice), key=_size)


def _size(statement: Statement) -> tuple[float, str]:
    return (statement.estimate().high if statement.has_value and statement.unit is not None else 0.0), statement.id


def _stood(rule: Rule, choice: Choice) -> Found:
    """The figure to use; where another of equal rank stands beside it, anywhere between the two."""
    used = _greatest(choice)
    found = _one(rule, used)
    two = [s for s in equals(choice) if (s.unit, s.band, s.form) == (used.unit, used.band, used.form)]
    values = [v for v in (_one(rule, s).value for s in two) if v is not None]
    if found.value is None or len({(v.low, v.high) for v in values}) < 2:
        return found
    low, high = min(v.low for v in values), max(v.high for v in values)
    note = "two figures for one day, and nothing decides between them: " + "; ".join(
        f"{s.estimate().text()} [{s.id}]" for s in two
    )
    evidence = tuple(s.id for s in two)
    value = replace(found.value, value=None, low=low, high=high, evidence=evidence, standard_uncertainty=None)
    return replace(found, value=value, evidence=evidence, note=_and(found.note, note), divided=True)


def _total(rule: Rule, fresh: Sequence[Statement], stale: Sequence[Statement]) -> Found | None:
    """One pooled figure, or the sum of the newest of each site and subject, whichever is newer."""
    sites: dict[str, list[Statement]] = {}
    for statement in numbered_of(fresh):
        sites.setdefault(statement.site, []).append(statement)
    parts = {site: _over_subjects(rule, group) for site, group in sites.items()}
    pooled = [found for site, found in parts.items() if site in POOLED_SITES]
    single = [found for site, found in parts.items() if site not in POOLED_SITES]
    found = _newer(pooled, _sum(rule, single))
    return None if found is None else _bounded_below(found, fresh, stale)


def _over_subjects(rule: Rule, group: Sequence[Statement]) -> Found:
    newest = _choices(group, lambda s: s.subject)
    pooled = [_stood(rule, c) for c in newest if c.chosen.subject in POOLED_SUBJECTS]
    found = _newer(pooled, _sum(rule, [_stood(rule, c) for c in newest if c.chosen.subject not in POOLED_SUBJECTS]))
    if found is None:
        raise AssertionError(group)
    return found


def _newer(pooled: Sequence[Found], summed: Found | None) -> Found | None:
    candidates = [*pooled, *([] if summed is None else [summed])]
    return max(candidates, key=lambda f: (f.day, f is not summed, f.evidence), default=None)


def _one(rule: Rule, statement: Statement) -> Found:
    approx = statement.qualifier is Qualifier.APPROX and statement.low is None and statement.high is None
    value = statement.estimate()
    if not approx or statement.value is None:
        return Found(statement.day, statement.basis, (statement.id,), rule.words, value)
    value = rounded(statement.value, value)
    note = f"stated as approximate, without a range: taken as rounded, from {number(value.low)} to {number(value.high)}"
    return Found(statement.day, statement.basis, (statement.id,), rule.words, value, note=note)


def _sum(rule: Rule, parts: Sequence[Found]) -> Found | None:
    values = [part.value for part in parts if part.value is not None]
    if len(parts) < 2:
        return parts[0] if parts else None
    if len({value.unit for value in values}) > 1:
        return max(parts, key=lambda part: (part.day, part.evidence))
    basis = max((part.basis for part in parts), key=lambda b: b.rank)
    evidence = tuple(i for part in parts for i in part.evidence)
    middle = [value.value for value in values if value.value is not None]
    total = Estimate(
        math.fsum(middle) if len(middle) == len(values) else None,
        math.fsum(value.low for value in values),
        math.fsum(value.high for value in values),
        values[0].unit,
        basis,
        evidence,
        errors(values),
    )
    notes = sorted({part.note for part in parts if part.note})
    return Found(max(p.day for p in parts), basis, evidence, rule.words, total, note="; ".join(notes),
                 divided=any(part.divided for part in parts))  # fmt: skip


def errors(values: Sequence[Estimate]) -> float | None:
    """Standard uncertainties added linearly: how they hang together is not stated, and this is the largest sum."""
    stated = [value.standard_uncertainty for value in values if value.standard_uncertainty is not None]
    return math.fsum(stated) if stated else None


def _bounded_below(found: Found, fresh: Sequence[Statement], stale: Sequence[Statement]) -> Found:
    """A sum from which a site or subject known earlier has dropped out for age is only a lower bound."""
    used = set(found.evidence)
    pooled = any(s.id in used and s.subject in POOLED_SUBJECTS and s.site in POOLED_SITES for s in fresh)
    seen = {(s.site, s.subject) for s in fresh}
    closed = {s.site for s in fresh if s.id in used and s.subject in POOLED_SUBJECTS}
    lost = sorted({
        s.subject or s.site for s in numbered_of(stale)
        if (s.site, s.subject) not in seen and s.subject not in POOLED_SUBJECTS and s.site not in closed
    })  # fmt: skip
    if pooled or not lost or found.value is None:
        return found
    note = f"a lower bound: no count new enough for {', '.join(lost)}"
    return replace(found, value=replace(found.value, high=math.inf), note=_and(found.note, note))


def _and(first: str, second: str) -> str:
    return f"{first}; {second}" if first else second


def _bands(rule: Rule, fresh: Sequence[Statement], stale: Sequence[Statement]) -> Found | None:
    """The sum of the bands stated for the newest day that has any."""
    numbered = numbered_of(fresh)
    if not numbered:
        return None
    day = max(s.day for s in numbered)
    newest = _choices([s for s in numbered if s.day == day], lambda s: (s.band, s.site))
    return _sum(rule, [_stood(rule, choice) for choice in newest])


def _highest(rule: Rule, fresh: Sequence[Statement], stale: Sequence[Statement]) -> Found | None:
    """The highest of all levels stated; a higher one of a site not heard of since leaves it open upwards."""
    found = [_one(rule, s) for s in numbered_of(fresh)]
    top = max(found, key=lambda f: (low_of(f), f.day, f.evidence), default=None)
    if top is None or top.value is None:
        return None
    heard = {(s.site, s.subject) for s in fresh}
    higher = [s for s in numbered_of(stale) if (s.site, s.subject) not in heard and _least(s) > top.value.high]
    if not any(s.site in POOLED_SITES for s in fresh):
        top = replace(top, incomplete=True, note=_and(top.note, "stated for single sites: it says nothing of others"))
    if not higher:
        return top
    note = f"no statement new enough where {higher[-1].estimate().text()} was stated for {higher[-1].day}"
    return replace(top, incomplete=True, note=_and(top.note, note))


def _growth(rule: Rule, fresh: Sequence[Statement], stale: Sequence[Statement]) -> Found | None:
    """A band that grew between two statements of one form was fed with product above the band below it."""
    numbered = [s for s in numbered_of(fresh) if s.qualifier is None]
    series: dict[tuple[str, str, str], list[Statement]] = {}
    for statement in numbered:
        series.setdefault((statement.band, statement.form, statement.site), []).append(statement)
    grown = [
        _made(rule, earlier, later, numbered)
        for group in series.values()
        for earlier, later in pairwise(group)
        if earlier.day < later.day and earlier.unit is later.unit and _least(later) > _most(earlier)
    ]
    return max(grown, key=lambda f: (low_of(f), f.day, f.evidence), default=None)


def _least(statement: Statement) -> float:
    return statement.estimate().low


def _most(statement: Statement) -> float:
    return statement.estimate().high


def _made(rule: Rule, earlier: Statement, later: Statement, all_bands: Sequence[Statement]) -> Found:
    upper = band_bound(later.band) or 0.0
    bounds = [band_bound(s.band) or 0.0 for s in all_bands if s.day == later.day and s.form == later.form]
    lower = max((bound for bound in bounds if bound < upper), default=0.0)
    evidence = (earlier.id, later.id)
    value = Estimate(None, lower, upper, Unit.PERCENT_U235, Basis.COMPUTED, evidence)
    note = (
        f"the {later.form.replace('_', ' ')} band {later.band.replace('_', ' ')} % grew between "
        f"{earlier.day} and {later.day}: product above {lower:g} % and up to {upper:g} % was made"
    )
    return Found(later.day, Basis.COMPUTED, evidence, rule.words, value, note=note, above=True)


def _names(rule: Rule, fresh: Sequence[Statement], stale: Sequence[Statement]) -> Found | None:
    """The subjects of which there is at least one, each by its newest statement."""
    single = [s for s in numbered_of(fresh) if s.subject not in POOLED_SUBJECTS]
    choices = _choices(single, lambda s: (s.site, s.subject))
    newest = [c.chosen for c in choices]
    there = [c.chosen for c in choices if all(map(shows, equals(c)))]
    if not newest:
        return None
    used = there or newest
    basis = max((s.basis for s in used), key=lambda b: b.rank)
    names = tuple(sorted({s.subject for s in there}))
    seen = {(s.site, s.subject) for s in newest}
    lost = _lost([s for s in stale if s.subject not in POOLED_SUBJECTS and (s.site, s.subject) not in seen], _type)
    return _unsettled(_with_names(rule, used, basis, names, lost), choices)


def _places(rule: Rule, fresh: Sequence[Statement], stale: Sequence[Statement]) -> Found | None:
    """The places whose newest statement shows activity; a newer pooled zero closes a site."""
    choices = _choices([s for s in fresh if s.site not in POOLED_SITES], lambda s: s.site)
    newest = [c.chosen for c in choices]
    active = [c.chosen for c in choices if all(map(shows, equals(c)))]
    if not active:
        found = _nowhere(rule, newest)
        return None if found is None else _unsettled(found, choices)
    basis = max((s.basis for s in active), key=lambda b: b.rank)
    names = tuple(sorted({place_of(s.site) for s in active}))
    seen = {s.site for s in newest}
    lost = _lost([s for s in stale if s.site not in POOLED_SITES and s.site not in seen], _site)
    found = _with_names(rule, active, basis, names, lost)
    found = replace(found, incomplete=True, note=_and(found.note, "statements on single sites say nothing of others"))
    return _unsettled(found, choices)


def _unsettled(found: Found, choices: Iterable[Choice]) -> Found:
    """Incomplete where something is there by one statement and not by another of the same rank."""
    divided = [two for two in map(equals, choices) if len({shows(s) for s in two}) > 1]
    if not divided:
        return found
    ids = tuple(s.id for two in divided for s in two if s.id not in found.evidence)
    told = "; ".join(f"{s.estimate().text() if s.has_value else s.text} [{s.id}]" for two in divided for s in two)
    note = f"stated in two ways for one day, and nothing decides between them: {told}"
    return replace(found, incomplete=True, evidence=(*found.evidence, *ids), note=_and(found.note, note))


def _type(statement: Statement) -> tuple[str, str]:
    return statement.subject, statement.site


def _site(statement: Statement) -> tuple[str, str]:
    return statement.site, ""


def _lost(stale: Sequence[Statement], key: Callable[[Statement], tuple[str, str]]) -> tuple[str, ...]:
    """What was there by its newest statement, which is too old to say whether it still is."""
    return tuple(sorted({key(s)[0] for s in map(_greatest, _choices(stale, key)) if shows(s)}))


def _with_names(
    rule: Rule, used: Sequence[Statement], basis: Basis, names: tuple[str, ...], lost: tuple[str, ...]
) -> Found:
    note = f"no statement new enough on {', '.join(lost)}" if lost else ""
    evidence = tuple(s.id for s in used)
    day = max(s.day for s in used)
    return Found(day, basis, evidence, rule.words, names=names, note=note, incomplete=bool(lost))


def _nowhere(rule: Rule, newest: Sequence[Statement]) -> Found | None:
    """No activity by the newest statement of each site: that says nothing of places without a statement."""
    if not newest:
        return None
    last = newest[-1]
    evidence = tuple(s.id for s in newest)
    sites = ", ".join(f"{s.site} ({s.day})" for s in newest)
    note = f"the newest statements show none at {sites} and say nothing of other places"
    return Found(last.day, last.basis, evidence, rule.words, note=note)


_PICKS: dict[str, Pick] = {
    "total": _total,
    "bands": _bands,
    "highest": _highest,
    "growth": _growth,
    "names": _names,
    "places": _places,
    "presence": presence,
    "present": present,
    "presence_20": presence_20,
}
