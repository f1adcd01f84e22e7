"""The record and the assumptions of a case to a scenario: what joins statements to the engine of `capability`.

Amounts and counts come from statements, with their ids; what no statement gives comes from `assumptions.csv` of the case,
else from the general assumptions kept beside this module, each with its source. What is left out is said in the notes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from importlib.resources import files

from servanda.capability.assumption import Assumption, Assumptions, read_assumptions
from servanda.capability.capacity import MachineCount, PublishedRange, capacity_range, machine_counts
from servanda.capability.reproduction import Reproduced, reproduce
from servanda.capability.scenario import (
    ALL,
    ALWAYS,
    AT_ONCE,
    IDEAL,
    NOTHING_LOST,
    READY,
    MachineInput,
    Rebuild,
    Scenario,
    StockInput,
    fixed,
)
from servanda.capability.site_state import SiteState
from servanda.capability.stock import Stock
from servanda.capability.tails import TailsRule
from servanda.capability.target import Target
from servanda.case.join_capability import (
    StockChoice,
    capacity_gaps,
    installed_reports,
    published_per_machine,
    published_programme,
    stock_notes,
    stocks_on,
    stopped_sites,
)
from servanda.core.distribution import Distribution, Fixed, lognormal_between, scaled
from servanda.core.finding import refuse_on_error
from servanda.core.names import Mark
from servanda.core.quantity import number
from servanda.core.uncertain import Input
from servanda.core.unit import Unit
from servanda.evidence.record import Record

GENERAL, PUBLISHED = "default_assumptions.csv", "published_results.csv"
NATURAL_KG_U = 1e7
"""More natural uranium than any target needs."""


@cache
def published_results() -> tuple[Reproduced, ...]:
    """Published results beside what the engine gives for their inputs, from the table kept with the program."""
    return reproduce((files("servanda.case") / PUBLISHED).read_text(encoding="utf-8"), PUBLISHED)


@dataclass(frozen=True, slots=True)
class ScenarioAsked:
    """What a caller sets instead of the assumptions of the case; None leaves the assumption."""

    target: Target
    rule: TailsRule
    efficiency: Distribution | None = None
    restart: Distribution | None = None
    use_natural: bool = False
    tails_join_next: bool = False
    as_if_intact: bool = False


@cache
def general_assumptions() -> tuple[Assumption, ...]:
    """The assumptions that hold for any case, from the table kept with the program."""
    text = (files("servanda.case") / GENERAL).read_text(encoding="utf-8")
    rows, findings = read_assumptions(text, GENERAL)
    refuse_on_error(GENERAL, findings)
    return tuple(rows)


def scenario_on(
    record: Record, as_of: date, known_by: date | None, own: Sequence[Assumption], asked: ScenarioAsked
) -> Scenario:
    """The scenario of a day. A case's own assumptions of a day after `known_by` are not used.

    With `as_if_intact` no site is damaged and assumptions that are tied to a day are left out: the view from before.
    """
    day = min(as_of, known_by) if known_by else as_of
    rows = [a for a in own if a.from_day is None] if asked.as_if_intact else own
    held = Assumptions.on(day, general_assumptions(), rows)
    states = {s.site: s for s in held.site_states()}
    chosen = stocks_on(record, as_of)
    stocks = tuple(part for choice in chosen for part in _stock(choice, held, states))
    machines, gaps = _machines(record, as_of, held)
    capacity = None if machines else _programme(record, as_of)
    used = {s.site for s in stocks} | {m.site for m in machines}
    sites = tuple(s for name, s in states.items() if name in used)
    notes = (*stock_notes(record, as_of, chosen), *_contradictions(record, as_of, states, asked))
    notes += () if machines or capacity else (*capacity_gaps(record, as_of), NO_CAPACITY)
    return Scenario(
        f"as of {as_of.isoformat()}",
        stocks,
        machines,
        capacity,
        availability=held.input("availability") or ALWAYS,
        efficiency_leu=_asked_efficiency(asked, held.input("efficiency_leu")),
        efficiency_heu=_asked_efficiency(asked, held.input("efficiency_heu")),
        loss=held.input("process_loss") or NOTHING_LOST,
        restart=_asked_restart(asked, held.input("restart_days")),
        rebuild=_rebuild(held),
        sites=sites,
        natural=fixed("natural uranium", NATURAL_KG_U, Unit.KG_U, "as much as is needed, because it was asked for")
        if asked.use_natural
        else None,
        rule=asked.rule,
        target=asked.target,
        tails_join_next=asked.tails_join_next,
        notes=tuple(dict.fromkeys((*notes, *gaps))),
    )


def with_hindsight(scenario: Scenario, known: Record, known_by: date | None) -> Scenario:
    """The scenario with a note of the statements that its assumptions lean on and that were not public by the day."""
    later = sorted({i for item in scenario.inputs for i in item.evidence if i not in known.by_id})
    if known_by is None or not later:
        return scenario
    note = f"assumptions lean on statements that were not public by {known_by.isoformat()} [{', '.join(later)}]"
    return replace(scenario, notes=(*scenario.notes, note))


NO_CAPACITY = "no separative capacity is known by that day: yields are given, times are not"


def _asked_efficiency(asked: ScenarioAsked, assumed: Input | None) -> Input:
    if asked.efficiency is not None:
        return Input("work efficiency", asked.efficiency, Unit.FRACTION, "as asked for")
    return assumed or IDEAL


def _asked_restart(asked: ScenarioAsked, assumed: Input | None) -> Input:
    if asked.restart is not None:
        return Input("restart time", asked.restart, Unit.DAYS, "as asked for")
    return assumed or AT_ONCE


def _stock(choice: StockChoice, held: Assumptions, states: Mapping[str, SiteState]) -> list[StockInput]:
    """One stock, or its parts at the sites where something may have happened to them."""
    stock, said = choice.stock, choice.choice.chosen
    mass = Input(f"mass of {stock.name}", Fixed(stock.mass_kg_u), Unit.KG_U, f"stated for {said.of_day.text}", said.basis,
                 stock.evidence, said.mark)  # fmt: skip
    usable = held.input("usable_fraction", stock.form) if ("usable_fraction", stock.form, "", "") in held.rows else None
    whole = StockInput(
        stock.name, mass, _assay(stock, said.band, held), stock.form, usable or ALL,
        held.input("reconversion_days", stock.form) or READY,
    )  # fmt: skip
    located = {site: row for site, row in held.located(said.band).items() if site in states}
    return [whole] if not located else _parts(whole, located)


def _parts(whole: StockInput, located: Mapping[str, Assumption]) -> list[StockInput]:
    shares = {site: row.value.median for site, row in sorted(located.items())}
    parts = [_part(whole, site, share, located[site]) for site, share in shares.items() if share > 0]
    rest = 1.0 - sum(shares.values())
    return parts if rest < 1e-9 else [*parts, _part(whole, "", rest, None)]


def _part(whole: StockInput, site: str, share: float, row: Assumption | None) -> StockInput:
    where = f"{whole.name} at {site}" if site else f"{whole.name}, site not stated"
    why = row.source if row else "no site is stated for it: nothing happens to it"
    ids = tuple(dict.fromkeys((*whole.mass.evidence, *(row.evidence if row else ()))))
    source = f"{share:g} of {number(whole.mass.distribution.median)} kg U {whole.mass.source}; {why}"
    mass = replace(whole.mass, name=f"mass of {where}", distribution=scaled(whole.mass.distribution, share), source=source,
                   evidence=ids, basis=None)  # fmt: skip
    return replace(whole, name=where, mass=mass, site=site)


def _assay(stock: Stock, band: str, held: Assumptions) -> Input:
    row = held.rows.get(("mean_assay", band, "", ""))
    if row is None:
        return fixed(f"mean enrichment of {stock.name}", stock.assay, Unit.FRACTION, stock.assumption)
    found = row.as_input(f"mean enrichment of {stock.name}")
    return replace(found, distribution=scaled(row.value, 0.01), unit=Unit.FRACTION)


def _machines(record: Record, as_of: date, held: Assumptions) -> tuple[tuple[MachineInput, ...], tuple[str, ...]]:
    counts, gaps = machine_counts(installed_reports(record, as_of), as_of)
    published = published_per_machine(record, as_of)
    found: list[MachineInput] = []
    said = list(gaps)
    for count in counts:
        output = _output(count.machine, held, published, record)
        if output is None:
            said.append(
                f"{count.machine} at {count.site}: no output published; its machines ({number(count.number)}) are left out"
            )
            continue
        found.append(MachineInput(count.machine, _number(count, record), output, count.site))
        said += [count.assumption] if count.assumption else []
    return (*found, *_unaccounted(held, published, record)), tuple(said)


def _unaccounted(held: Assumptions, published: Mapping[str, PublishedRange], record: Record) -> Iterable[MachineInput]:
    """Machines that a case assumes beside those that are counted, such as none with a probability, else some."""
    for row in (a for a in held.rows.values() if a.about == "unaccounted_machines"):
        output = _output(row.subject, held, published, record)
        if output is not None:
            yield MachineInput(row.subject, row.as_input(), output, row.site)


def _number(count: MachineCount, record: Record) -> Input:
    statements = [record.by_id[i] for i in count.evidence if i in record.by_id]
    basis = max((s.basis for s in statements), key=lambda b: b.rank, default=None)
    mark = Mark.RECALLED if any(s.mark is Mark.RECALLED for s in statements) else Mark.READ
    source = f"counted for {count.day.isoformat()}, operating or not"
    return Input(
        f"{count.machine} at {count.site}", Fixed(count.number), Unit.MACHINES, source, basis, count.evidence, mark
    )


def _output(machine: str, held: Assumptions, published: Mapping[str, PublishedRange], record: Record) -> Input | None:
    """What the case assumes for the type, else the published range as a lognormal between its ends, else one number."""
    row = held.rows.get(("machine_output", machine, "", ""))
    if row is not None:
        return row.as_input(f"output of one {machine}")
    found = published.get(machine)
    if found is None or found.nominal is None:
        return None
    low, high = found.low or found.nominal, found.high or found.nominal
    spread = lognormal_between(low, high) if 0 < low < high else Fixed(found.nominal)
    words = (
        f"published range {number(low)} to {number(high)}, taken to hold 90 %" if low < high else "published, no range"
    )
    recalled = any(record.by_id[i].mark is Mark.RECALLED for i in found.evidence if i in record.by_id)
    return Input(f"output of one {machine}", spread, Unit.SWU_PER_YEAR, words, found.basis, found.evidence,
                 Mark.RECALLED if recalled else Mark.READ)  # fmt: skip


def _programme(record: Record, as_of: date) -> Input | None:
    """The capacity published for the whole programme, where no machine with an output is counted."""
    found = capacity_range(published_programme(record, as_of), as_of)
    if found is None:
        return None
    spread = lognormal_between(found.low, found.high) if 0 < found.low < found.high else Fixed(found.nominal)
    return Input("capacity of the programme", spread, Unit.SWU_PER_YEAR, found.label, found.basis, found.evidence)


def _rebuild(held: Assumptions) -> Rebuild | None:
    names = ("cascades_per_month", "lag_days", "machines_per_cascade", "output", "most_cascades")
    found = [held.input(f"rebuild_{name}") for name in names]
    inputs = [i for i in found if i is not None]
    return Rebuild(*inputs) if len(inputs) == len(names) else None


def _contradictions(
    record: Record, as_of: date, states: Mapping[str, SiteState], asked: ScenarioAsked
) -> Iterable[str]:
    """Statements that machines at a site do not operate, where no assumption about the site takes them in."""
    for s in stopped_sites(record, as_of):
        if s.site not in states:
            yield f"the record contradicts that the machines at {s.site} can be used [{s.id}]"
