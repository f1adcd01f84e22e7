"""Checks that need all agreement files of a case: ids that are unique, references that lead somewhere."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from servanda.agreements.model import Agreement, Effect, Forums, StateEntry
from servanda.agreements.nodes import NO_DAY, RULE_SHAPE, meant
from servanda.agreements.position import effect_of
from servanda.core.finding import Finding, Severity, shown

RULE_ID = "ids are unique over all agreement files of a case"
RULE_ONE_STATE = "on one day each holder has one state of an instrument; a state without held_by holds for all others"
RULE_REFERENCE = "a consequence names a procedure, and a decision rule an entry of the forum file"


def check_agreements(agreements: Sequence[Agreement], forums: Forums, *, complete: bool = True) -> list[Finding]:
    """Findings across files. `complete` False (a file was unreadable) leaves out what would only repeat that."""
    findings = [*_twice(_ids(agreements)), *_twice(_slugs(agreements)), *_twice(_rules(forums)), *_states(agreements)]
    findings += [finding for agreement in agreements for finding in _two_states(agreement)]
    return [*findings, *_references(agreements, forums)] if complete else findings


def _ids(agreements: Sequence[Agreement]) -> Iterable[tuple[str, str, int | None]]:
    for agreement in agreements:
        yield from ((o.id, o.file, o.line) for o in agreement.obligations)
        yield from ((p.id, p.file, p.line) for p in agreement.procedures)


def _slugs(agreements: Sequence[Agreement]) -> Iterable[tuple[str, str, int | None]]:
    return ((agreement.slug, agreement.file, None) for agreement in agreements)


def _rules(forums: Forums) -> Iterable[tuple[str, str, int | None]]:
    return ((rule.id, rule.file, rule.line) for rule in forums.rules)


def _twice(things: Iterable[tuple[str, str, int | None]]) -> Iterable[Finding]:
    seen: dict[str, tuple[str, int | None]] = {}
    for identifier, file, line in things:
        if identifier and identifier in seen:
            first, at = seen[identifier]
            where = first if at is None else f"{first}, line {at}"
            yield Finding(file, line, "agreement-id-twice", "id", f"the id {shown(identifier)}, also in {where}",
                          "an id of its own", RULE_ID, "rename one of them")  # fmt: skip
        seen.setdefault(identifier, (file, line))


def _references(agreements: Sequence[Agreement], forums: Forums) -> Iterable[Finding]:
    procedures = [procedure.id for agreement in agreements for procedure in agreement.procedures]
    rules = [rule.id for rule in forums.rules]
    for agreement in agreements:
        for obligation in agreement.obligations:
            for name in obligation.consequence:
                if name and name not in procedures:
                    yield _unknown(obligation.file, obligation.line, "consequence", name, procedures)
        for procedure in agreement.procedures:
            if procedure.decision_rule and procedure.decision_rule not in rules:
                yield _unknown(procedure.file, procedure.line, "decision_rule", procedure.decision_rule, rules)


def _unknown(file: str, line: int, key: str, name: str, known: Sequence[str]) -> Finding:
    return Finding(file, line, f"agreement-unknown-{key.replace('_', '-')}", key, shown(name),
                   f"one of {', '.join(known) or 'the ids of the case (there are none)'}", RULE_REFERENCE,
                   f"correct the id or add what it names{meant(name, known)}")  # fmt: skip


def _states(agreements: Sequence[Agreement]) -> Iterable[Finding]:
    for agreement in agreements:
        for entry in agreement.states:
            effect, reason = effect_of(agreement, entry)
            if effect is Effect.UNCLEAR and not reason:
                yield Finding(agreement.file, entry.line, "agreement-state-unclear", "state", shown(entry.words),
                              "words of the table of states, or the key effect", RULE_SHAPE,
                              "add effect: in_force, not_in_force, offered or unclear",
                              Severity.WARNING)  # fmt: skip


def _two_states(agreement: Agreement) -> Iterable[Finding]:
    """Two states from one day for one holder: which of them holds would depend on the order of the rows."""
    seen: dict[tuple[date, str], StateEntry] = {}
    for entry in agreement.states:
        for holder in entry.held_by or ("",):
            first = seen.setdefault((entry.start, holder), entry)
            if first is not entry and entry.start < NO_DAY:
                yield Finding(agreement.file, entry.line, "agreement-two-states", "state",
                              f"{shown(entry.words)} from {entry.start} for {holder or 'everyone'}, and in line "
                              f"{first.line} {shown(first.words)}", "one state for each holder and day", RULE_ONE_STATE,
                              "correct the day or the holders of one of them, or delete it")  # fmt: skip
