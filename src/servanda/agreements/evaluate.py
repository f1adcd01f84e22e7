"""The status of an obligation on a day, from the statements given, by position.

The record passed in holds what was known; statements about later days are left out here. The order of questions:
does the obligation apply on the day; is its instrument in force by this account; what do the statements say about
each condition; do exceptions take something out of the count; has a party declared that it no longer observes.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from servanda.agreements.applies import Applicability, applicability, by_account
from servanda.agreements.duty import judge_duty
from servanda.agreements.exceptions import BREACHES, excepted
from servanda.agreements.grace import brought_about, in_time
from servanda.agreements.judge import declared, judge, judged_parties
from servanda.agreements.model import Agreement, Applies, Effect, Kind, Moment, Obligation, StateEntry
from servanda.agreements.paragraphs import narrowed
from servanda.agreements.position import EVERYONE, InstrumentState, instrument_states
from servanda.agreements.running import last_day_of_text
from servanda.agreements.verdict import Answer, Status, Verdict
from servanda.agreements.verifier_clock import is_verifier_clock, judge_verifier
from servanda.core.names import Mark
from servanda.evidence.record import Record

INSTRUMENT = "; instrument: "
"""What stands between the reason of a text that does not apply and the state of its instrument."""
_EXTENDED = re.compile(r"extended\b", re.IGNORECASE)
_UNLESS_EXTENDED = re.compile(r"\bunless extended\b", re.IGNORECASE)
MEASURED_DUTIES = frozenset({Kind.DISPOSITION, Kind.DURATION, Kind.SANCTIONS_RELIEF})
"""Duties that may be measured: when nothing says that they were performed, the amount is held against their limit."""


def evaluate(
    agreement: Agreement,
    obligation: Obligation,
    record: Record,
    day: date,
    holder: str,
    *,
    state: str = "",
) -> Verdict:
    """The verdict by one holder's account.

    `state` is the party code of the State that the record is about, if known.
    """
    return _verdicts(agreement, obligation, record, day, holder, state)[0]


def answer(
    agreement: Agreement,
    obligation: Obligation,
    record: Record,
    day: date,
    position: str = EVERYONE,
    *,
    state: str = "",
) -> Answer:
    """The answer for one position, or for all: one verdict for each distinct result, with its holders."""
    verdicts = _merged(_verdicts(agreement, obligation, record, day, position, state))
    statuses = {verdict.status for verdict in verdicts}
    status = verdicts[0].status if len(statuses) == 1 else Status.CONTESTED
    return Answer(obligation.id, agreement.slug, obligation.title, obligation.cite, day, position, status, verdicts)


def _verdicts(
    agreement: Agreement,
    obligation: Obligation,
    record: Record,
    day: date,
    position: str,
    state: str,
) -> tuple[Verdict, ...]:
    shared: dict[Applies, Verdict] = {}
    verdicts = []
    for stand in narrowed(instrument_states(agreement, day, position), obligation):
        text = by_account(obligation, moved_events(stand.entry))
        applies = applicability(text, day, last_day_of_text(agreement, text))
        verdict = _by_law(agreement, text, day, applies, stand)
        if verdict is None:
            if text.applies not in shared:
                shared[text.applies] = _by_fact(agreement, text, record, day, applies, state)
            verdict = replace(shared[text.applies], holders=stand.holders, states=_entries(stand))
        verdicts.append(_noted(verdict, obligation, text))
    return tuple(verdicts)


def moved_events(entry: StateEntry | None) -> dict[str, date | None]:
    """The events of an instrument that an account puts on another day, or on none."""
    return {} if entry is None else dict(entry.events)


def _noted(verdict: Verdict, recorded: Obligation, text: Obligation) -> Verdict:
    """With a note where the account moves a day of the text and the obligation applies by that."""
    if text is recorded:
        return verdict
    pairs = ((recorded.applies.end, text.applies.end), (recorded.applies.again_from, text.applies.again_from))
    moved = [(old, new) for old, new in pairs if old is not None and old != new and verdict.day >= old.day]
    words = tuple(_moved_words(old, new) for old, new in moved)
    earlier = recorded.applies.again_from, text.applies.again_from
    if not words and earlier[0] != earlier[1] and earlier[1] is not None and verdict.day >= earlier[1].day:
        words = (f"by this account it applies again since {earlier[1].words}",)
    return replace(verdict, notes=(*verdict.notes, *words)) if words else verdict


def _moved_words(old: Moment, new: Moment | None) -> str:
    name = old.event.replace("_", " ")
    when = "did not come" if new is None else f"came on {new.day}"
    return f"by this account the {name} of {old.day} {when}"


def _entries(stand: InstrumentState) -> tuple[StateEntry, ...]:
    return () if stand.entry is None else (stand.entry,)


def _blank(agreement: Agreement, obligation: Obligation, day: date, stand: InstrumentState | None = None) -> Verdict:
    return Verdict(
        obligation=obligation.id,
        agreement=agreement.slug,
        title=obligation.title,
        cite=obligation.cite,
        day=day,
        status=Status.UNDETERMINED,
        reason="",
        holders=() if stand is None else stand.holders,
        states=() if stand is None else _entries(stand),
        recalled=_recalled_text(obligation),
    )


def _recalled_text(obligation: Obligation) -> tuple[str, ...]:
    parts = (("content", obligation.mark), ("paragraph number", obligation.cite_mark))
    return tuple(f"the {name} of {obligation.id}" for name, mark in parts if mark is Mark.RECALLED)


def _by_law(
    agreement: Agreement, obligation: Obligation, day: date, applies: Applicability, stand: InstrumentState
) -> Verdict | None:
    """The verdict when the obligation does not apply or its instrument is not in force; None when it binds."""
    if applies.since is not None and stand.effect is Effect.IN_FORCE:
        return None
    blank = _blank(agreement, obligation, day, stand)
    if applies.since is None and _perhaps_extended(obligation, stand):
        reason = f"{applies.reason}, but the instrument is {stand.words}"
        return replace(blank, reason=reason, missing=("the day until which the extension applies to this obligation",))
    if applies.since is None:
        return replace(blank, status=Status.NOT_APPLICABLE, reason=f"{applies.reason}{INSTRUMENT}{stand.words}")
    if stand.effect is Effect.OFFERED:
        return replace(blank, status=Status.NOT_APPLICABLE, reason=f"offered, not in force: {stand.words}")
    if stand.effect is Effect.NOT_IN_FORCE:
        return replace(blank, status=Status.NOT_APPLICABLE, reason=f"the instrument is not in force: {stand.words}")
    missing = f"whether {agreement.slug} is in force by this account (recorded: {stand.words})"
    return replace(blank, reason=f"the record does not say whether it is in force: {stand.words}", missing=(missing,))


def _perhaps_extended(obligation: Obligation, stand: InstrumentState) -> bool:
    """Whether the term was extended without a day for this obligation, or may have been when it ran out."""
    if stand.entry is None:
        return False
    if _EXTENDED.match(stand.entry.words):
        return True
    end = obligation.applies.end
    return bool(_UNLESS_EXTENDED.search(stand.entry.words)) and end is not None and end.day >= stand.entry.start


def _by_fact(
    agreement: Agreement, obligation: Obligation, record: Record, day: date, applies: Applicability, state: str
) -> Verdict:
    blank = _blank(agreement, obligation, day)
    start = applies.since or date.min
    if is_verifier_clock(obligation):
        return judge_verifier(blank, obligation, record, day, start)
    if not obligation.kind.measured:
        found = _duty(blank, agreement, obligation, record, day, start)
        return excepted(declared(found, record, day, start), obligation, record, day, start)
    outside = judged_parties(obligation, state)
    if outside:
        return replace(blank, reason=outside, missing=(outside,))

    def breached(other: str) -> bool:
        return _breached(agreement, other, record, day, state)

    measured = in_time(judge(blank, obligation, record, day, start), agreement, obligation, day)
    return excepted(measured, obligation, record, day, start, breached)


def _duty(
    blank: Verdict, agreement: Agreement, obligation: Obligation, record: Record, day: date, start: date
) -> Verdict:
    """By acts and clocks; where these say nothing, an amount that the text sets is measured."""
    found = judge_duty(blank, agreement, obligation, record, day, start)
    measurable = obligation.kind in MEASURED_DUTIES and obligation.measure is not None and obligation.test is not None
    if not measurable or found.evidence or found.status is not Status.UNDETERMINED:
        return found
    measured = brought_about(judge(blank, obligation, record, day, start), agreement, obligation, day)
    return found if measured.status is Status.UNDETERMINED else replace(measured, clocks=found.clocks)


def _breached(agreement: Agreement, identifier: str, record: Record, day: date, state: str) -> bool:
    """Whether another duty of the same agreement is breached on the facts of the day."""
    other = agreement.obligation(identifier)
    applies = None if other is None else applicability(other, day)
    if other is None or applies is None or applies.since is None:
        return False
    return _by_fact(agreement, other, record, day, applies, state).status in BREACHES


def _merged(verdicts: Sequence[Verdict]) -> tuple[Verdict, ...]:
    """Equal results together, with all their holders and the states these go by.

    An obligation that does not apply by its own text is one result, whatever the accounts of its instrument.
    """
    if len(verdicts) == 1:
        return (
            (replace(verdicts[0], holders=tuple(sorted(set(verdicts[0].holders)))),)
            if verdicts[0].holders
            else tuple(verdicts)
        )
    groups: dict[tuple[object, ...], list[Verdict]] = {}
    for verdict in verdicts:
        groups.setdefault(_signature(verdict, _own_reason(verdict)), []).append(verdict)
    return tuple(
        replace(
            group[0],
            reason=group[0].reason if len({v.reason for v in group}) == 1 else _own_reason(group[0]),
            holders=tuple(sorted({h for verdict in group for h in verdict.holders})),
            states=tuple(dict.fromkeys(s for verdict in group for s in verdict.states)),
        )
        for group in groups.values()
    )


def _own_reason(verdict: Verdict) -> str:
    """The reason without the state of the instrument, where the obligation does not apply by its own text."""
    return verdict.reason.partition(INSTRUMENT)[0] if verdict.status is Status.NOT_APPLICABLE else verdict.reason


def signature(verdict: Verdict) -> tuple[object, ...]:
    """What makes two verdicts the same: everything but the day, the holders and the words of the state."""
    return _signature(verdict, verdict.reason)


def _signature(verdict: Verdict, reason: str) -> tuple[object, ...]:
    return (
        verdict.obligation, verdict.status, reason, verdict.soft, verdict.parts, verdict.evidence,
        verdict.stale, verdict.exceptions, verdict.missing, verdict.notes, verdict.recalled, verdict.clocks, verdict.hanging,
    )  # fmt: skip
