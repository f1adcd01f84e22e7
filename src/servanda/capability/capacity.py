"""Separative capacity of a programme as a range of SWU a year, from published sums or from counts of machines.

A capacity here is a published number: either what an analyst stated for the programme, or counted machines times the
published output of one machine. What the record leaves out is said in `gaps`; a missing number is never taken as zero.
Lows are added to lows and highs to highs: the published values of one type err in the same direction at every site.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from servanda.core.finding import Misuse
from servanda.core.names import Basis
from servanda.core.quantity import number

OLD_AFTER_DAYS = 365
"""A count older than this is used, and its age is said."""


@dataclass(frozen=True, slots=True)
class CapacityRange:
    """SWU a year, low to high, with what it rests on.

    `label` says in words what was assumed, `gaps` what was missing and what stood in for it, `contradicted_by` lists ids
    of statements which say that this capacity could not be used. `days` are those of the counts, oldest first.
    """

    low: float
    nominal: float
    high: float
    evidence: tuple[str, ...] = ()
    basis: Basis = Basis.COMPUTED
    label: str = ""
    days: tuple[date, ...] = ()
    gaps: tuple[str, ...] = ()
    contradicted_by: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not 0.0 <= self.low <= self.nominal <= self.high < math.inf:
            raise Misuse(
                f"capacity {self.low} to {self.nominal} to {self.high} SWU/yr: give finite numbers of 0 or more, "
                f"low first; leave the capacity out when it is not known"
            )

    @property
    def words(self) -> str:
        """The range as people write it, with what was assumed."""
        span = number(self.nominal) if self.low == self.high else f"{number(self.low)} to {number(self.high)}"
        middle = "" if self.low == self.high else f", nominal {number(self.nominal)}"
        return f"{span} SWU/yr{middle}{f' ({self.label})' if self.label else ''}"


@dataclass(frozen=True, slots=True)
class PublishedRange:
    """A published output in SWU a year, of one machine or of a programme; None where no number was published."""

    low: float | None
    nominal: float | None
    high: float | None
    day: date
    evidence: tuple[str, ...] = ()
    published_by: str = ""
    basis: Basis = Basis.THIRD_PARTY


@dataclass(frozen=True, slots=True)
class InstalledReport:
    """What one report says is installed at a site: machines, cascades or both; None where it does not say."""

    machine: str
    site: str
    day: date
    machines: float | None
    cascades: float | None
    evidence: tuple[str, ...] = ()
    basis: Basis = Basis.VERIFIED


@dataclass(frozen=True, slots=True)
class MachineCount:
    """Machines of one type at one site, and what was assumed to get the number (empty: nothing)."""

    machine: str
    site: str
    number: float
    day: date
    evidence: tuple[str, ...] = ()
    assumption: str = ""


def capacity_range(published: Iterable[PublishedRange], as_of: date) -> CapacityRange | None:
    """The newest capacity published for the whole programme on or before a day; None when there is none."""
    known = sorted(
        (p for p in published if p.day <= as_of and p.nominal is not None), key=lambda p: (p.day, p.evidence)
    )
    if not known:
        return None
    newest = known[-1]
    low, nominal, high, gaps = _filled(newest, "programme")
    gaps = (*gaps, *_age("the published capacity", newest.day, as_of))
    label = f"published for {newest.day.isoformat()}{f' by {newest.published_by}' if newest.published_by else ''}"
    return CapacityRange(low, nominal, high, newest.evidence, newest.basis, label, (newest.day,), gaps)


def machine_counts(
    reports: Iterable[InstalledReport], as_of: date, assumed_per_cascade: Mapping[str, float] | None = None
) -> tuple[tuple[MachineCount, ...], tuple[str, ...]]:
    """Machines of each type and site from the newest report on or before a day, and what is missing.

    Where the newest report gives cascades only, they are multiplied by the machines a cascade that the newest earlier
    report of the same site and type gives, else by `assumed_per_cascade` for the type, which the count then says.
    Pooled totals (`all`), increments and plans are not inventories and are left out by name.
    """
    groups: dict[tuple[str, str], list[InstalledReport]] = {}
    for report in reports:
        if report.day <= as_of and (report.machines is not None or report.cascades is not None):
            groups.setdefault((report.site, report.machine), []).append(report)
    counts: list[MachineCount] = []
    gaps: list[str] = []
    for (site, machine), group in sorted(groups.items()):
        if is_inventory(machine):
            count = _count(sorted(group, key=_newest), assumed_per_cascade or {})
            counts += [count] if count else []
            gaps += [] if count else [f"{machine} at {site}: cascades counted, machines in each not stated; left out"]
            gaps += _age(f"the count of {machine} at {site}", count.day, as_of) if count else ()
    return tuple(counts), tuple(gaps)


def is_inventory(machine: str) -> bool:
    """True for a machine type; False for pooled totals, increments and plans."""
    return machine != "all" and not machine.endswith(("_increment", "_plan"))


def from_machines(counts: Iterable[MachineCount], per_machine: Mapping[str, PublishedRange]) -> CapacityRange | None:
    """Machines times published output, summed over types and sites; None when no counted type has a published output."""
    used: list[MachineCount] = []
    parts: list[tuple[float, float, float]] = []
    evidence: dict[str, None] = {}
    gaps: dict[str, None] = {}
    for count in sorted(counts, key=lambda c: (c.site, c.machine)):
        published = per_machine.get(count.machine)
        if published is None or published.nominal is None:
            gaps[_uncounted(count)] = None
            continue
        low, nominal, high, filled = _filled(published, count.machine)
        used.append(count)
        parts.append((low * count.number, nominal * count.number, high * count.number))
        evidence.update(dict.fromkeys((*count.evidence, *published.evidence)))
        gaps.update(dict.fromkeys((*filled, *((count.assumption,) if count.assumption else ()))))
    if not used:
        return None
    label = "installed machines, operating or not, times published output: " + ", ".join(_words(c) for c in used)
    days = tuple(sorted({c.day for c in used}))
    lows, nominals, highs = (math.fsum(part[i] for part in parts) for i in range(3))
    return CapacityRange(lows, nominals, highs, tuple(evidence), Basis.COMPUTED, label, days, tuple(gaps))


def as_if_usable(capacity: CapacityRange, before: date, contradicted_by: Iterable[str]) -> CapacityRange:
    """The same capacity, labelled as one that statements of a later day contradict (their ids in `contradicted_by`)."""
    words = f"with the machines last counted before {before.isoformat()}, as if they could all be used"
    label = f"{words}; {capacity.label}" if capacity.label else words
    return replace(capacity, label=label, contradicted_by=tuple(contradicted_by))


def _count(group: list[InstalledReport], assumed: Mapping[str, float]) -> MachineCount | None:
    newest = group[-1]
    if newest.machines is not None:
        return MachineCount(newest.machine, newest.site, newest.machines, newest.day, newest.evidence)
    each, evidence, words = _per_cascade(group, assumed)
    if each is None or newest.cascades is None:
        return None
    found = f"{newest.machine} at {newest.site}: {number(newest.cascades)} cascades counted, {words}"
    total = newest.cascades * each
    return MachineCount(newest.machine, newest.site, total, newest.day, (*newest.evidence, *evidence), found)


def _per_cascade(
    group: list[InstalledReport], assumed: Mapping[str, float]
) -> tuple[float | None, tuple[str, ...], str]:
    newest = group[-1]
    for report in reversed(group):
        if report.machines is not None and report.cascades:
            each = report.machines / report.cascades
            return each, report.evidence, f"{number(round(each, 1))} machines in each as on {report.day.isoformat()}"
    value = assumed.get(newest.machine)
    return value, (), f"{number(value or 0)} machines in each assumed"


def _newest(report: InstalledReport) -> tuple[date, int, tuple[str, ...]]:
    return report.day, -report.basis.rank, report.evidence


def _filled(published: PublishedRange, what: str) -> tuple[float, float, float, tuple[str, ...]]:
    nominal = published.nominal
    if nominal is None:
        raise Misuse(f"{what}: a capacity needs a nominal value; leave out what has none")
    gaps = tuple(
        f"{what}: no {name} output published; the nominal {number(nominal)} SWU/yr stands in for it"
        for name, value in (("low", published.low), ("high", published.high))
        if value is None
    )
    low = nominal if published.low is None else published.low
    high = nominal if published.high is None else published.high
    return low, nominal, high, gaps


def _uncounted(count: MachineCount) -> str:
    return (
        f"{count.machine} at {count.site}: no nominal output published; its machines ({number(count.number)}) are left out, "
        f"so the capacity is too low by them"
    )


def _age(what: str, day: date, as_of: date) -> tuple[str, ...]:
    age = (as_of - day).days
    return (f"{what} is of {day.isoformat()}, {age} days before {as_of.isoformat()}",) if age > OLD_AFTER_DAYS else ()


def _words(count: MachineCount) -> str:
    return f"{number(round(count.number))} {count.machine} at {count.site} ({count.day.isoformat()})"
