"""What is done on each day of a plan: the visit made ready, and how many items each method verifies."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from servanda.inspection.calendar_days import WorkingDay
from servanda.inspection.goal_sample import SamplePlan
from servanda.inspection.plan_stratum import StratumToVerify


@dataclass(frozen=True, slots=True)
class DayWork:
    """Work of all teams on one stratum on one day: hours, of these set-up, and items finished by method (level, items)."""

    number: int
    day: date
    stratum: str
    hours: float
    setup: float
    items: tuple[tuple[str, int], ...]

    @property
    def words(self) -> str:
        """The work in a few words: `set-up; 1 D, 9 F`."""
        done = items_words(self.items)
        return "; ".join(part for part in ("set-up" if self.setup > 0 else "", done) if part) or "measuring"


def items_words(items: Sequence[tuple[str, int]]) -> str:
    """Items by method in a few words: `1 D, 9 F, 4 H`; methods without items are left out."""
    return ", ".join(f"{n} {level}" for level, n in items if n)


def by_level(sample: SamplePlan, counts: Sequence[int]) -> tuple[tuple[str, int], ...]:
    """Numbers of items with the level of their method, from fine to coarse."""
    return tuple((m.level, n) for m, n in zip(sample.methods, counts, strict=True))


def day_works(strata: Sequence[StratumToVerify], days: Sequence[WorkingDay]) -> tuple[DayWork, ...]:
    """Every day's work in the order of the days; an item counts on the day on which it is finished."""
    samples = {s.name: s.sample for s in strata}
    spent = dict.fromkeys(samples, 0.0)
    found = []
    for day in days:
        for stretch in day.stretches:
            sample = samples[stretch.stratum]
            before = sample.done_after(spent[stretch.stratum])
            spent[stretch.stratum] += stretch.minutes
            after = sample.done_after(spent[stretch.stratum])
            items = by_level(sample, [b - a for a, b in zip(before, after, strict=True)])
            found.append(DayWork(day.number, day.day, stretch.stratum, stretch.hours, stretch.setup, items))
    return tuple(found)
