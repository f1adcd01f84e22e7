"""The law as it would stand on a day if a proposal were in force: the recorded agreements with its changes laid over them.

In go agreements, a proposal and a day; out come agreements, so that everything else reads them as it reads the record.
Paragraphs that the proposal words are carried by an agreement of its own; all others stay where they are recorded.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from servanda.agreements.model import Agreement, Applies, Effect, Moment, Obligation, Procedure, StateEntry
from servanda.agreements.proposal import Change, Proposal, Verb
from servanda.core.counting import Duration, add_duration, parse_duration
from servanda.core.finding import Misuse
from servanda.core.period import LATEST

FACTS_COUNT_DAYS = 366
"""The longest time for which a statement says what is the case now: a year, in days."""


@dataclass(frozen=True, slots=True)
class Times:
    """`since`: the day from which facts are held against the texts; `begins`: the day from which durations run."""

    since: date | None
    begins: date | None
    assumed: bool = False


def overlaid(
    agreements: Sequence[Agreement], proposal: Proposal, day: date, start: date | None = None
) -> tuple[Agreement, ...]:
    """The law on `day` if the proposal binds from `start` (None: from its own start; without one nothing binds)."""
    own = None if proposal.start is None else proposal.start.day
    begins = own if start is None else start
    return _law(agreements, proposal, day, Times(begins, begins))


def as_if_in_force(agreements: Sequence[Agreement], proposal: Proposal, day: date) -> tuple[Agreement, ...]:
    """The law on `day` if the proposal had already been in force, so that the facts on record count against it.

    Durations run from `day`. The texts are read as binding for the longest time for which a statement counts.
    """
    since = day - timedelta(days=min(FACTS_COUNT_DAYS, day.toordinal() - 1))
    return _law(agreements, proposal, day, Times(since, day, assumed=True))


def _law(agreements: Sequence[Agreement], proposal: Proposal, day: date, times: Times) -> tuple[Agreement, ...]:
    active = [change for change in proposal.changes if _active(change, day, times)]
    if not active:
        return tuple(agreements)
    texts = {text.id: dated(text, change, proposal, times) for change in active for text in change.texts}
    gone = {p: change for change in active if change.verb in (Verb.SUSPEND, Verb.END) for p in change.paragraphs}
    kept = {identifier: text for identifier, text in texts.items() if identifier not in gone}
    recorded = tuple(_without(agreement, texts.keys() - gone.keys(), gone, proposal, times) for agreement in agreements)
    if not kept:
        return recorded
    return (*recorded, _own_agreement(agreements, proposal, tuple(kept.values()), active, times))


def _active(change: Change, day: date, times: Times) -> bool:
    """True on the days on which the change has effect; assumed to be in force, its first day has come."""
    start = change.start.day if change.start is not None else times.begins
    end = None if change.end is None else change.end.day
    begun = start is not None and (times.assumed or start <= day)
    return begun and (end is None or day < end)


def dated(text: Obligation, change: Change, proposal: Proposal, times: Times) -> Obligation:
    """The paragraph with its days: own days where the proposal gives them, else start and length counted from there."""
    own = Applies(None, None, None, text.applies.duration) if times.assumed else text.applies
    start = own.start or (None if times.assumed else change.start)
    if start is None and times.since is not None:
        start = Moment(times.since, f"start_of_{proposal.slug}")
    begins = times.begins if times.assumed or start is None else start.day
    length = length_of(text, change, proposal)
    end = own.end or (None if times.assumed else change.end) or _end(begins, length)
    return replace(text, applies=Applies(start, end, own.again_from, length))


def length_of(text: Obligation, change: Change, proposal: Proposal) -> str:
    """For how long the paragraph binds: by its own words, else by the term of the proposal, else as recorded."""
    return text.applies.duration or proposal.term or change.lengths.get(text.id, "")


def _end(begins: date | None, duration: str) -> Moment | None:
    length = parse_duration(duration)
    if begins is None or length is None:
        return None
    try:
        return Moment(add_duration(begins, length), "end_of_term")
    except Misuse:
        return Moment(LATEST, "end_of_term")


def _without(
    agreement: Agreement, moved: Iterable[str], gone: dict[str, Change], proposal: Proposal, times: Times
) -> Agreement:
    """The recorded agreement less the paragraphs that the proposal words, and with those that it ends ended."""
    elsewhere = frozenset(moved)
    if not any(o.id in elsewhere or o.id in gone for o in agreement.obligations):
        return agreement
    kept = tuple(
        _ended(o, gone[o.id], proposal, times) if o.id in gone else o
        for o in agreement.obligations
        if o.id not in elsewhere
    )
    return replace(agreement, obligations=kept)


def _ended(obligation: Obligation, change: Change, proposal: Proposal, times: Times) -> Obligation:
    start, day = obligation.applies.start, change.start.day if change.start is not None else times.begins
    day = times.since if times.assumed else day
    if start is None or day is None:
        return obligation
    end = Moment(max(day, start.day), f"{change.verb.words}_by_{proposal.slug}")
    return replace(obligation, applies=Applies(start, end, change.end, obligation.applies.duration))


def _own_agreement(
    agreements: Sequence[Agreement],
    proposal: Proposal,
    texts: tuple[Obligation, ...],
    active: Iterable[Change],
    times: Times,
) -> Agreement:
    since = times.since or min((t.applies.start.day for t in texts if t.applies.start is not None), default=LATEST)
    words = "assumed to be in force" if times.assumed else "in force by assumption"
    state = StateEntry(
        since, words, proposal.mark, proposal.line, effect=Effect.IN_FORCE, note="the question assumes it"
    )
    named = {slug for change in active if change.verb is Verb.RESTORE for slug in change.instruments}
    return Agreement(
        slug=proposal.slug,
        title=proposal.title,
        type="proposal",
        force="proposal_not_in_force",
        parties=tuple(dict.fromkeys((*proposal.proposed_by, *proposal.addressed_to))),
        events={},
        states=(state,),
        sources=proposal.sources,
        obligations=texts,
        procedures=_procedures(a for a in agreements if a.slug in named),
        file=proposal.file,
    )


def _procedures(restored: Iterable[Agreement]) -> tuple[Procedure, ...]:
    return tuple(procedure for agreement in restored for procedure in agreement.procedures)


def undated(obligation: Obligation) -> Obligation:
    """The paragraph without the days and the length of the text it comes from."""
    return replace(obligation, applies=Applies(None, None))


def recorded_length(applies: Applies) -> str:
    """How long a paragraph binds by its recorded text, in ISO 8601; empty where no end is stated."""
    return applies.duration if parse_duration(applies.duration) is not None else _length(applies)


def _length(applies: Applies) -> str:
    """The length in ISO 8601 between the two days: whole years where the end is an anniversary, else days."""
    if applies.start is None or applies.end is None:
        return ""
    first, last = applies.start.day, applies.end.day
    years = last.year - first.year
    if years > 0 and add_duration(first, Duration(years=years)) == last:
        return f"P{years}Y"
    return f"P{(last - first).days}D" if last > first else ""
