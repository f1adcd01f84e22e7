"""Whether an obligation applies on a day by its own text: start, end, and return after a gap. Half-open."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache

from servanda.agreements.model import Moment, Obligation
from servanda.agreements.tables import table


@dataclass(frozen=True, slots=True)
class Applicability:
    """`since`: the day from which it applies without a gap; None with the reason when it does not apply."""

    since: date | None
    reason: str


def applicability(
    obligation: Obligation, day: date, due: date | None = None, known_by: date | None = None
) -> Applicability:
    """Applies from its start up to but not including its end, and again from `again_from`.

    `due`: the last day on which what it demands can be done; a duty that ends with that day still applies on it.
    What nobody could foresee (`unforeseen_events.csv`: a party stops, measures return) counts only from the day on
    which it happened: with `known_by` before it, it has not happened.
    """
    start, again = obligation.applies.start, _foreseen(obligation.applies.again_from, known_by)
    end = _foreseen(obligation.applies.end, known_by)
    if start is None:
        return Applicability(None, "the text states no start: not started")
    if day < start.day:
        return Applicability(None, f"starts only on {start.words}")
    if end is None or day < end.day or (due is not None and end.day <= day <= due):
        return Applicability(start.day, f"applies since {start.words}")
    if again is not None and day >= again.day:
        return Applicability(again.day, f"applies again since {again.words}")
    return Applicability(None, f"ended on {end.words}")


def _foreseen(moment: Moment | None, known_by: date | None) -> Moment | None:
    if moment is None or known_by is None or moment.day <= known_by:
        return moment
    return None if moment.event in _unforeseen() else moment


@cache
def _unforeseen() -> frozenset[str]:
    return frozenset(row["event"] for row in table("unforeseen_events.csv"))


def boundaries(obligation: Obligation) -> tuple[date, ...]:
    """The days on which the answer may change by the text alone."""
    moments = (obligation.applies.start, obligation.applies.end, obligation.applies.again_from)
    return tuple(m.day for m in moments if m is not None)
