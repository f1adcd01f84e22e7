"""Statements to stocks and capacity: what joins the record to the room `capability`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from servanda.capability.capacity import (
    CapacityRange,
    InstalledReport,
    PublishedRange,
    as_if_usable,
    capacity_range,
    from_machines,
    machine_counts,
)
from servanda.capability.stock import Stock, stock_of_band
from servanda.evidence.record import Choice, Record, choose
from servanda.evidence.statement import Statement

STOCK = "uranium_mass"
MACHINES = "installed_machines"
CASCADES = "installed_cascades"
OPERATING = "operating_machines"
PER_MACHINE = "machine_separative_capacity"
PROGRAMME = "programme_separative_capacity"
STILL_REPORTED = timedelta(days=365)
"""A band that has not been stated for this long before the newest stock is one that is no longer reported."""


@dataclass(frozen=True, slots=True)
class StockChoice:
    """A stock with the statement behind it and why that one was taken."""

    stock: Stock
    choice: Choice


def stocks_on(record: Record, as_of: date, form: str = "UF6") -> tuple[StockChoice, ...]:
    """The stock of each enrichment band in one form, from the statement to use on the day; totals are left out."""
    bands: dict[str, list[Statement]] = {}
    for s in record.select(STOCK, form=form, until=as_of, where=lambda s: s.value is not None and not s.qualifier):
        if s.band.startswith("up_to_"):
            bands.setdefault(s.band, []).append(s)
    chosen = {band: choice for band, group in bands.items() if (choice := choose(group)) is not None}
    newest = max((choice.chosen.day for choice in chosen.values()), default=None)
    return tuple(
        StockChoice(_stock(choice.chosen), choice)
        for _, choice in sorted(chosen.items())
        if newest is not None and newest - choice.chosen.day <= STILL_REPORTED
    )


def _stock(s: Statement) -> Stock:
    return stock_of_band(s.band, float(s.value or 0), form=s.form, evidence=(s.id,), day=s.day)


def capacity_on(record: Record, as_of: date) -> CapacityRange | None:
    """Capacity from the machines last counted, else the last published for the programme; None when neither is known.

    Later statements that machines at a site no longer operate do not change the sum; they are named in the result,
    which then holds "as if they could all be used".
    """
    counts, gaps = machine_counts(_installed(record, as_of), as_of)
    counted = from_machines(counts, _per_machine(record, as_of))
    capacity = _with_gaps(counted, gaps) if counted else capacity_range(_programme(record, as_of), as_of)
    if capacity is None:
        return None
    stopped = _stopped(record, as_of)
    if not stopped:
        return capacity
    return as_if_usable(capacity, min(s.day for s in stopped), [s.id for s in stopped])


def _with_gaps(capacity: CapacityRange, gaps: tuple[str, ...]) -> CapacityRange:
    return replace(capacity, gaps=tuple(dict.fromkeys((*capacity.gaps, *gaps))))


def _installed(record: Record, as_of: date) -> Iterable[InstalledReport]:
    """Machines and cascades that one row states together, as one report."""
    rows: dict[tuple[str, str, date, str], dict[str, Statement]] = {}
    for quantity in (MACHINES, CASCADES):
        for s in record.select(quantity, until=as_of, where=lambda s: s.value is not None):
            rows.setdefault((s.site, s.subject, s.day, s.source), {})[quantity] = s
    for (site, machine, day, _), row in rows.items():
        machines, cascades = row.get(MACHINES), row.get(CASCADES)
        evidence = tuple(s.id for s in (machines, cascades) if s is not None)
        basis = next(s.basis for s in (machines, cascades) if s is not None)
        yield InstalledReport(machine, site, day, _float(machines), _float(cascades), evidence, basis)


def _per_machine(record: Record, as_of: date) -> dict[str, PublishedRange]:
    """Per machine type the published output with the widest range, else the newest: a range says more than a number."""
    groups: dict[str, list[Statement]] = {}
    for s in record.select(PER_MACHINE, until=as_of, where=lambda s: s.value is not None):
        groups.setdefault(s.subject, []).append(s)
    return {machine: _range(max(group, key=_informative)) for machine, group in groups.items()}


def _informative(s: Statement) -> tuple[int, date, str]:
    return (sum(bound is not None for bound in (s.low, s.high)), s.day, s.id)


def _programme(record: Record, as_of: date) -> list[PublishedRange]:
    return [
        _range(s)
        for s in record.select(
            PROGRAMME, until=as_of, where=lambda s: s.value is not None and "all_enriching" in s.subject
        )
    ]


def _range(s: Statement) -> PublishedRange:
    low, high = (None if n is None else float(n) for n in (s.low, s.high))
    return PublishedRange(low, float(s.value or 0), high, s.day, (s.id,), s.speaker, s.basis)


def _stopped(record: Record, as_of: date) -> list[Statement]:
    """Newest statement of each site and type on machines in operation, where it says none."""
    newest: dict[tuple[str, str], Statement] = {}
    for s in record.select(OPERATING, until=as_of, where=lambda s: s.value is not None):
        newest[(s.site, s.subject)] = s
    counted = record.select(MACHINES, until=as_of) + record.select(CASCADES, until=as_of)
    return [
        s
        for s in newest.values()
        if s.value == 0 and s.subject == "all" and any(c.site == s.site and c.day <= s.day for c in counted)
    ]


def _float(s: Statement | None) -> float | None:
    return None if s is None or s.value is None else float(s.value)
