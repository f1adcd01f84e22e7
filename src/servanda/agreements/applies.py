"""Whether an obligation applies on a day by its own text: start, end, and return after a gap. Half-open."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from servanda.agreements.model import Applies, Moment, Obligation


@dataclass(frozen=True, slots=True)
class Applicability:
    """`since`: the day from which it applies without a gap; None with the reason when it does not apply."""

    since: date | None
    reason: str


def applicability(obligation: Obligation, day: date, due: date | None = None) -> Applicability:
    """Applies from its start up to but not including its end, and again from `again_from`.

    `due`: the last day on which what it demands can be done; a duty that ends with that day still applies on it.
    """
    start, end, again = obligation.applies.start, obligation.applies.end, obligation.applies.again_from
    if start is None:
        return Applicability(None, "the text states no start: not started")
    if day < start.day:
        return Applicability(None, f"starts only on {start.words}")
    if end is None or day < end.day or (due is not None and end.day <= day <= due):
        return Applicability(start.day, f"applies since {start.words}")
    if again is not None and day >= again.day:
        return Applicability(again.day, f"applies again since {again.words}")
    return Applicability(None, f"ended on {end.words}")


def by_account(obligation: Obligation, events: Mapping[str, date | None]) -> Obligation:
    """The obligation with the days of the events that an account moves; an end that never comes leaves it without one."""
    if not events:
        return obligation
    applies = obligation.applies
    moved = Applies(
        _moved(applies.start, events), _moved(applies.end, events), _moved(applies.again_from, events), applies.duration
    )
    return obligation if moved == applies else replace(obligation, applies=moved)


def _moved(moment: Moment | None, events: Mapping[str, date | None]) -> Moment | None:
    if moment is None or moment.event not in events:
        return moment
    day = events[moment.event]
    return None if day is None else Moment(day, moment.event)


def boundaries(obligation: Obligation) -> tuple[date, ...]:
    """The days on which the answer may change by the text alone."""
    moments = (obligation.applies.start, obligation.applies.end, obligation.applies.again_from)
    return tuple(m.day for m in moments if m is not None)
