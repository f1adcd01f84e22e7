"""Statements to stocks and capacity: what joins the record to the room `capability`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
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
from servanda.core.quantity import number
from servanda.evidence.record import Choice, Record, choose
from servanda.evidence.statement import Statement

STOCK = "uranium_mass"
MACHINES = "installed_machines"
CASCADES = "installed_cascades"
OPERATING = "operating_machines"
PER_MACHINE = "machine_separative_capacity"
PROGRAMME = "programme_separative_capacity"
COUNTED_FORMS = ("UF6", "all_forms", "")
"""Forms from which a time is computed: UF6, else all forms together or a form not stated, which may not all be fed as it is."""
STILL_REPORTED = timedelta(days=365)
"""Bands that are older than this beside a newer total are no longer the stock of the day."""


@dataclass(frozen=True, slots=True)
class StockChoice:
    """A stock with the statement behind it and why that one was taken."""

    stock: Stock
    choice: Choice


def stocks_on(record: Record, as_of: date) -> tuple[StockChoice, ...]:
    """The stock of each enrichment band on the newest day that states most of the uranium by band.

    A band stated as UF6 counts as UF6; one that is stated in all forms only counts as that. A day on which the bands
    make up less than half of the total stated for it is passed over. Bands that totals have outlived by
    `STILL_REPORTED` are not the stock of the day any more: then there is none by band.
    """
    masses = _masses(record, as_of)
    stated = [s for s in masses if s.band.startswith("up_to_") and s.form in COUNTED_FORMS and s.value]
    for day in sorted({s.day for s in stated if s.preferred}, reverse=True):
        if masses[-1].day - day > STILL_REPORTED:
            break
        stocks = _by_band([s for s in stated if s.day == day])
        total = _total(masses, day)
        if total is None or sum(s.stock.mass_kg_u for s in stocks) >= float(total.value or 0) / 2:
            return stocks
    return ()


def _by_band(stated: Iterable[Statement]) -> tuple[StockChoice, ...]:
    bands: dict[str, list[Statement]] = {}
    for s in stated:
        bands.setdefault(s.band, []).append(s)
    chosen = [_of_one_form(group) for _, group in sorted(bands.items())]
    return tuple(StockChoice(_stock(choice.chosen), choice) for choice in chosen if choice is not None)


def _total(masses: Iterable[Statement], day: date) -> Statement | None:
    found = choose(s for s in masses if (s.band, s.form, s.day) == ("total", "all_forms", day) and s.value)
    return None if found is None else found.chosen


def stock_notes(record: Record, as_of: date, stocks: Sequence[StockChoice]) -> tuple[str, ...]:
    """What the stocks by band leave out of the total that is stated in all forms for the same day, or why there are none."""
    masses = _masses(record, as_of)
    if not masses:
        return ()
    total = _total(masses, stocks[0].choice.chosen.day if stocks else masses[-1].day)
    if total is None:
        return ()
    words = f"{total.estimate().text()} in all forms for {total.of_day.text} [{total.id}]"
    if not stocks:
        return (f"the record states {words} but no amounts by enrichment band for that time",)
    rest = float(total.value or 0) - sum(s.stock.mass_kg_u for s in stocks)
    return (
        (f"of {words}, {rest:,.1f} kg U are not in these stocks: other forms, or bands not stated",) if rest > 1 else ()
    )


def _masses(record: Record, as_of: date) -> tuple[Statement, ...]:
    return record.select(STOCK, until=as_of, where=lambda s: s.has_value)


def _of_one_form(group: Sequence[Statement]) -> Choice | None:
    """The statement of a band: as UF6 where that is stated, else in all forms; bounds only where nothing else is."""
    for form in COUNTED_FORMS:
        exact = [s for s in group if s.form == form and s.qualifier is None]
        if exact:
            return choose(exact)
    return None


def _stock(s: Statement) -> Stock:
    return stock_of_band(s.band, float(s.value or 0), form=s.form, evidence=(s.id,), day=s.day)


def capacity_on(record: Record, as_of: date) -> CapacityRange | None:
    """Capacity from the machines last counted, else the last published for the programme; None when neither is known.

    Later statements that machines at a site no longer operate do not change the sum; they are named in the result,
    which then holds "as if they could all be used".
    """
    counts, gaps = machine_counts(installed_reports(record, as_of), as_of)
    counted = from_machines(counts, published_per_machine(record, as_of))
    capacity = _with_gaps(counted, gaps) if counted else capacity_range(published_programme(record, as_of), as_of)
    if capacity is None:
        return None
    stopped = stopped_sites(record, as_of)
    if not stopped:
        return capacity
    return as_if_usable(capacity, min(s.day for s in stopped), [s.id for s in stopped])


def _with_gaps(capacity: CapacityRange, gaps: tuple[str, ...]) -> CapacityRange:
    return replace(capacity, gaps=tuple(dict.fromkeys((*capacity.gaps, *gaps))))


def installed_reports(record: Record, as_of: date) -> Iterable[InstalledReport]:
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


def published_per_machine(record: Record, as_of: date) -> dict[str, PublishedRange]:
    """Per machine type the published output with the widest range, else the newest: a range says more than a number."""
    groups: dict[str, list[Statement]] = {}
    for s in record.select(PER_MACHINE, until=as_of, where=lambda s: s.value is not None):
        groups.setdefault(s.subject, []).append(s)
    return {machine: _range(max(group, key=_informative)) for machine, group in groups.items()}


def _informative(s: Statement) -> tuple[int, date, str]:
    return (sum(bound is not None for bound in (s.low, s.high)), s.day, s.id)


def published_programme(record: Record, as_of: date) -> list[PublishedRange]:
    """Every capacity published for the whole programme by a day."""
    return [_range(s) for s in record.select(PROGRAMME, until=as_of, where=lambda s: s.value is not None and _whole(s))]


def _whole(s: Statement) -> bool:
    """A capacity of the whole programme: without a subject, or of all machines that enrich."""
    return not s.subject or "all_enriching" in s.subject


def capacity_gaps(record: Record, as_of: date) -> tuple[str, ...]:
    """Why the capacity of the day is not known: machines that are counted and have no published output."""
    counts, gaps = machine_counts(installed_reports(record, as_of), as_of)
    published = published_per_machine(record, as_of)
    found = (
        f"{number(c.number)} {c.machine or 'machines'} at {c.site or 'no named site'} counted "
        f"({', '.join(c.evidence)}); no output published for {c.machine or 'them'}"
        for c in counts
        if c.machine not in published
    )
    return (*found, *gaps)


def _range(s: Statement) -> PublishedRange:
    low, high = (None if n is None else float(n) for n in (s.low, s.high))
    return PublishedRange(low, float(s.value or 0), high, s.day, (s.id,), s.speaker, s.basis)


def stopped_sites(record: Record, as_of: date) -> list[Statement]:
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
