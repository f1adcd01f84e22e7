"""What follows for an answer from the duty of the other side on which it hangs, by each account.

A condition that was not performed leaves the duty not owed, and one that the record leaves open leaves it conditional. A
ground to stop performing changes no fact: what was measured stays as measured, and beside it stands that by the account
of those who read the text so the duty is not owed. Something given in return, or due on the same day, is conditional on
the other; that the text makes it fall away is said only where it does. The other side is judged by the same account.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from servanda.agreements.depends import Dependency, Relation, of
from servanda.agreements.judge import GENERIC_PARTIES
from servanda.agreements.model import Agreement
from servanda.agreements.procedure_run import StepState
from servanda.agreements.procedure_status import NO_STANDING, NOT_REACHED, ProcedureAnswer
from servanda.agreements.verdict import Answer, Hanging, Owing, Status, Verdict
from servanda.evidence.record import Record

PERFORMED = (Status.COMPLIANT, Status.PERFORMED_LATE)
BROKEN = (Status.NOT_PERFORMED, Status.EXCEEDED, Status.DECLARED_NON_OBSERVANCE)
TAKEN = (StepState.DONE, StepState.DONE_LATE, StepState.IN_EFFECT)


@dataclass(frozen=True, slots=True)
class OtherSide:
    """What is said of the other duty by one account: performed, not, or None where the record does not decide.

    `applies` False: it is not due on the day, so that nothing is given for it and nothing falls due together with it.
    """

    performed: bool | None
    words: str
    applies: bool = True


Ask = Callable[[Dependency, str], OtherSide | None]
"""The other side of a dependency by the account of a holder (empty: everyone's); None where there is nothing to judge."""


Follow = Callable[[Sequence[Agreement], Record, Answer], Answer]
"""What follows for an answer from the duties of the other side, under a law and by a record."""


def as_asked(law: Sequence[Agreement], record: Record, found: Answer) -> Answer:
    """For a law without duties that hang together."""
    return found


def other_duty(found: Answer) -> OtherSide:
    """The other side where it is a duty."""
    performed = True if found.status in PERFORMED else False if found.status in BROKEN else None
    applies = found.status is not Status.NOT_APPLICABLE
    return OtherSide(performed, f"{found.obligation}: {found.status.words} on {found.day}", applies)


def other_step(found: ProcedureAnswer, number: int) -> OtherSide:
    """The other side where it is a step of a procedure, by the accounts of the position asked for.

    Nothing recorded of a step is no statement that it was not taken; only a run that ended without it, or that by every
    account has no standing or does not come to its event, says so.
    """
    current = found.current
    if current is None:
        return OtherSide(None, f"step {number} of {found.procedure.id}: no start recorded by {found.day}")
    void = {account.status in (NO_STANDING, NOT_REACHED) for account in current.accounts}
    if void == {True}:
        words = " and ".join(dict.fromkeys(account.status.replace("_", " ") for account in current.accounts))
        return OtherSide(performed=False, words=f"{found.procedure.id}: {words} on {found.day}")
    state = current.run.step(number).state
    performed = True if state in TAKEN else False if state is StepState.NOT_NEEDED else None
    words = f"step {number} of {found.procedure.id}: {state.words} on {found.day}"
    return OtherSide(performed if len(void) == 1 else None, words)


def hung(found: Answer, agreement: Agreement, dependencies: Iterable[Dependency], ask: Ask) -> Answer:
    """The answer with what follows from the other side; unchanged where nothing hangs on it."""
    mine = [
        d for d in of(dependencies, found.obligation) if _waits(d, found.obligation) and _frees(d, agreement, found)
    ]
    if not mine:
        return found
    verdicts = tuple(one for verdict in found.verdicts for one in _split(verdict, agreement, mine, ask))
    statuses = {verdict.status for verdict in verdicts}
    status = verdicts[0].status if len(statuses) == 1 else Status.CONTESTED
    return replace(found, status=status, verdicts=verdicts)


def _waits(dependency: Dependency, identifier: str) -> bool:
    """Whether it is the duty itself that hangs on another, and not the other way round."""
    return dependency.relation is not Relation.GOES_WITH and hangs(dependency, identifier)


def hangs(dependency: Dependency, identifier: str) -> bool:
    """Whether the duty stands on the side that depends, by its id or by a pattern that it fits."""
    itself = dependency.obligation == identifier or dependency.obligation.endswith("*")
    return itself and dependency.other != identifier


def _frees(dependency: Dependency, agreement: Agreement, found: Answer) -> bool:
    """Whether those who claim a ground to stop are bound themselves: nobody's ground frees another party."""
    duty = agreement.obligation(found.obligation)
    if dependency.relation is not Relation.GROUND_TO_CEASE or not dependency.held_by or duty is None:
        return True
    return bool({*dependency.held_by, *GENERIC_PARTIES} & set(duty.obligated))


def _split(verdict: Verdict, agreement: Agreement, mine: Sequence[Dependency], ask: Ask) -> Iterable[Verdict]:
    """The verdict with what hangs on it; one for each group of holders where a condition leads to different ones."""
    if verdict.status is Status.NOT_APPLICABLE:
        yield verdict
        return
    named = tuple(dict.fromkeys(holder for d in mine for holder in d.held_by))
    found = {h: tuple(_hangings(verdict, mine, h, ask)) for h in verdict.holders or ("", *named)}
    groups: dict[tuple[Hanging, ...], list[str]] = {}
    for holder, hanging in found.items():
        groups.setdefault(tuple(h for h in hanging if _is_condition(h)), []).append(holder)
    for conditions, holders in groups.items():
        who = _who(holders, named, agreement, alone=len(groups) == 1)
        states = tuple(s for s in verdict.states if not s.held_by or not who or set(s.held_by) & set(who))
        others = _by_whom({holder: found[holder] for holder in holders})
        yield _with(replace(verdict, holders=who, states=states), conditions, others)


def _is_condition(hanging: Hanging) -> bool:
    return hanging.relation == Relation.CONDITION.value


def _by_whom(found: Mapping[str, Sequence[Hanging]]) -> tuple[Hanging, ...]:
    """What follows besides conditions, each once, with its holders where not all of them share it."""
    holders: dict[Hanging, list[str]] = {}
    for holder, hanging in found.items():
        for one in hanging:
            if not _is_condition(one):
                holders.setdefault(one, []).append(holder)
    return tuple(
        one if len(names) == len(found) else replace(one, holders=tuple(n for n in names if n))
        for one, names in holders.items()
    )


def _who(holders: Sequence[str], named: Sequence[str], agreement: Agreement, *, alone: bool) -> tuple[str, ...]:
    """The holders of a group; where only some read the text their way, "everyone" is the other parties."""
    if "" not in holders:
        return tuple(holders)
    return () if alone else tuple(party for party in agreement.parties if party not in named)


def _hangings(verdict: Verdict, mine: Sequence[Dependency], holder: str, ask: Ask) -> Iterable[Hanging]:
    for dependency in mine:
        if dependency.held_by and holder not in dependency.held_by:
            continue
        other = ask(dependency, holder)
        owing = None if other is None else _owing(dependency.relation, other, verdict.status)
        if other is not None and owing is not None:
            yield Hanging(dependency.depends_on, owing, _words(dependency, other, owing), dependency.relation.value)


def _owing(relation: Relation, other: OtherSide, status: Status) -> Owing | None:
    """What follows; None where nothing does, as for a duty that is performed whatever the other side does."""
    if other.performed or (status in PERFORMED and relation is not Relation.CONDITION):
        return None
    if relation is Relation.CONDITION and other.performed is False:
        return Owing.NOT_OWED
    if relation is Relation.GROUND_TO_CEASE:
        return Owing.NOT_OWED if other.performed is False else None
    return Owing.CONDITIONAL if other.applies or relation is Relation.CONDITION else None


def _words(dependency: Dependency, other: OtherSide, owing: Owing) -> str:
    cite = f"{dependency.cite}, {dependency.basis.words}"
    if owing is Owing.NOT_OWED:
        return f"not owed, since the other side did not perform: {other.words} ({cite})"
    return f"conditional: it {dependency.relation.words}; {other.words} ({cite})"


def _with(verdict: Verdict, conditions: tuple[Hanging, ...], others: tuple[Hanging, ...]) -> Verdict:
    """The verdict with what hangs on it; only a condition of the text changes the status."""
    verdict = replace(verdict, hanging=(*conditions, *others))
    unmet = next((h for h in conditions if h.owing is Owing.NOT_OWED), None)
    if unmet is not None:
        return replace(verdict, status=Status.NOT_APPLICABLE, soft=False, reason=unmet.words, missing=())
    if not conditions or verdict.status in PERFORMED:
        return verdict
    missing = tuple(f"whether {_named(h.depends_on)} was performed" for h in conditions)
    if verdict.status is Status.UNDETERMINED:
        return replace(verdict, missing=(*verdict.missing, *missing))
    reason = f"{conditions[0].words}; taken by itself {verdict.status.words}: {verdict.reason}"
    return replace(verdict, status=Status.UNDETERMINED, soft=False, reason=reason, missing=missing)


def _named(depends_on: str) -> str:
    """What it depends on, as read aloud."""
    other, _, step = depends_on.partition(":")
    return f"step {step} of {other}" if step else other
