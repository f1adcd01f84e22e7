"""Whether an obligation applies on a day by its own text: start, end, and return after a gap. Half-open."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from servanda.agreements.model import Obligation


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


def boundaries(obligation: Obligation) -> tuple[date, ...]:
    """The days on which the answer may change by the text alone."""
    moments = (obligation.applies.start, obligation.applies.end, obligation.applies.again_from)
    return tuple(m.day for m in moments if m is not None)
