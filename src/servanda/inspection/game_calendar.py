"""The worst case of a calendar of inspections, exactly: announced, or drawn in secret from several calendars.

Time is part of the interval, 0 to 1; the end finds everything; an inspection finds what has begun with probability
1 - beta. Between two dates the expected delay falls by as much as the start is later, so that the worst start is at 0 or
just after a date: only these are tried, and the answer is exact. Derived here; periodic inspections give 1/(k+1)
(verification statistics, section 5.2).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from servanda.core.finding import Misuse
from servanda.inspection.game_unannounced import Calendar, expected_delays
from servanda.verification.asked import floats, probability, whole


@dataclass(frozen=True, slots=True)
class WorstCase:
    """The longest expected time to detection, and the start that reaches it; `just_after` an inspection, or at 0."""

    delay: float
    start: float
    just_after: bool

    def text(self) -> str:
        """The worst case in words."""
        begins = f"just after the inspection at {self.start:.4g}" if self.just_after else "at the beginning"
        return (
            f"longest expected time to detection {self.delay:.4f} of the interval, for a violation that begins {begins}"
        )


def announced(calendar: Sequence[float], beta: float = 0.0) -> WorstCase:
    """The worst case where the dates are known beforehand."""
    return unannounced([(1.0, tuple(calendar))], beta)


def unannounced(calendars: Sequence[tuple[float, Calendar]], beta: float = 0.0) -> WorstCase:
    """The worst case where one of several calendars is drawn in secret, each with its probability."""
    probability(beta, "beta", ends=True)
    shares = _shares(calendars)
    dates = sorted({0.0, *(d for _, calendar in calendars for d in _dates(calendar) if d < 1)})
    starts = np.array(dates)
    delays = shares @ np.array([expected_delays(calendar, beta, starts) for _, calendar in calendars])
    worst = int(np.argmax(delays))
    return WorstCase(float(delays[worst]), dates[worst], just_after=worst > 0)


def _shares(calendars: Sequence[tuple[float, Calendar]]) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    if not calendars:
        raise Misuse("no calendar: give at least one, () for no interim inspection")
    shares = floats([p for p, _ in calendars], "probabilities of calendars")
    if np.any(~(shares >= 0)) or abs(float(shares.sum()) - 1) > 1e-6:
        raise Misuse(f"probabilities of calendars add to {float(shares.sum()):.6g}: give probabilities that add to 1")
    return shares


def _dates(calendar: Calendar) -> Calendar:
    outside = [d for d in calendar if not 0 <= d <= 1]
    if outside:
        raise Misuse(
            f"an inspection at {outside[0]:g}: dates are parts of the interval, 0 to 1; divide days by its length"
        )
    return calendar


@dataclass(frozen=True, slots=True)
class BestCalendar:
    """The announced dates with the smallest worst case, and that worst case."""

    dates: Calendar
    delay: float


def best_announced(inspections: int, beta: float = 0.0) -> BestCalendar:
    """k announced inspections at their best: worst case 1 / (1 + k (1 - beta)); for beta 0 equal steps of 1/(k+1).

    Every start just after a date is equally bad: the last step is v, each before it v (1 - beta), and they add to 1.
    """
    whole(inspections, "inspections")
    probability(beta, "beta", ends=True)
    delay = 1 / (1 + inspections * (1 - beta))
    return BestCalendar(tuple(delay * (1 - beta) * (n + 1) for n in range(inspections)), delay)
