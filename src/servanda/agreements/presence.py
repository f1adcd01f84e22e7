"""Whether something is there: by the newest statement of each place and kind, never of one place for all.

A statement that something is absent at one place says nothing of others, and one that it is absent of one kind nothing of
another kind that the rule names too. Where there is no material there is no enrichment either; the reverse does not hold.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from servanda.agreements.equal_rank import contradicted, numbered_of, same_rank, shows, told_apart
from servanda.agreements.found import Found
from servanda.agreements.readings import POOLED_SITES, Rule
from servanda.evidence.record import Choice, choose
from servanda.evidence.statement import Statement

INCLUDES = {"nuclear_material_present": ("enrichment",)}
"""Where the first is absent, the others are too."""
_WORDS = ("present", "absent")


def presence(rule: Rule, fresh: Sequence[Statement], stale: Sequence[Statement]) -> Found | None:
    """Present where the newest statement on any place says so; absent only where that is said of everything."""
    choices = _by_place([s for s in fresh if s.text in _WORDS or shows(s)])
    if not choices:
        return None
    open_ones = [c for c in choices if not _closed(c.chosen, choices)]
    denied = {c.chosen.id: against for c in open_ones if (against := _denied(c.chosen, choices))}
    divided = [found for found in map(contradicted, open_ones) if found] + [*denied.values()]
    there = [c.chosen for c in open_ones if shows(c.chosen) and not contradicted(c) and c.chosen.id not in denied]
    if there:
        best = max(there, key=lambda s: (s.day, s.preferred, s.id))
        return Found(best.day, best.basis, (best.id,), rule.words, present=True)
    if divided:
        ids = tuple(s.id for s in divided[0])
        return Found(divided[0][0].day, divided[0][0].basis, ids, rule.words, note=told_apart(divided[0]))
    return _absent(rule, [c.chosen for c in choices if not shows(c.chosen)])


def _by_place(saying: Iterable[Statement]) -> list[Choice]:
    """For each place and kind the statement to use, by day."""
    groups: dict[tuple[str, str], list[Statement]] = {}
    for statement in saying:
        groups.setdefault((statement.site, statement.subject), []).append(statement)
    found = [choice for choice in map(choose, groups.values()) if choice is not None]
    return sorted(found, key=lambda c: (c.chosen.day, c.chosen.id))


def _closed(statement: Statement, choices: Sequence[Choice]) -> bool:
    """A newer statement says that there is none, of the whole or of something that includes it at that place."""
    return any(
        other.chosen.day > statement.day and not shows(other.chosen) and _covers(other.chosen, statement)
        for other in choices
    )


def _denied(statement: Statement, choices: Sequence[Choice]) -> tuple[Statement, ...]:
    """Something is there, and by a statement of the same rank on the whole there is none: both, else nothing."""
    if not shows(statement):
        return ()
    against = [
        c.chosen
        for c in choices
        if not shows(c.chosen) and same_rank(c.chosen, statement) and _covers(c.chosen, statement)
    ]
    return (statement, *against) if against else ()


def _covers(absent: Statement, statement: Statement) -> bool:
    kinds = (absent.subject, *INCLUDES.get(absent.subject, ()))
    return absent.site in (*POOLED_SITES, statement.site) and statement.subject in kinds


def _absent(rule: Rule, none: Sequence[Statement]) -> Found:
    """That there is none: incomplete where a kind or the other places are not spoken of."""
    last = none[-1]
    said = {kind for s in none for kind in (s.subject, *INCLUDES.get(s.subject, ()))}
    unsaid = sorted(rule.subjects - said)
    pooled = any(s.site in POOLED_SITES for s in none) or rule.scope == "site" or bool(rule.sites)
    notes = [f"nothing says that there was no {kind.replace('_', ' ')}" for kind in unsaid]
    notes += [] if pooled else ["stated for single places: it says nothing of others"]
    return Found(
        last.day, last.basis, tuple(s.id for s in none), rule.words, present=False, note="; ".join(notes),
        incomplete=bool(notes),
    )  # fmt: skip


def present(rule: Rule, fresh: Sequence[Statement], stale: Sequence[Statement]) -> Found | None:
    """Only presence can be read: a count of zero machines does not say that there is no material."""
    best = max((s for s in fresh if shows(s)), key=_rank, default=None)
    return None if best is None else Found(best.day, best.basis, (best.id,), rule.words, present=True)


def _rank(statement: Statement) -> tuple[date, bool, str]:
    return statement.day, statement.preferred, statement.id


def presence_20(rule: Rule, fresh: Sequence[Statement], stale: Sequence[Statement]) -> Found | None:
    """Enrichment to 20 % or more shows that such uranium existed."""
    return present(rule, [s for s in numbered_of(fresh) if s.estimate().low >= 20.0], stale)
