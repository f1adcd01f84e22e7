"""Machines of the record on a day, derived from sparse counts by one written rule.

1. Per site and type the newest count of installed machines or cascades holds, or a newer count of operating ones where
   that is larger: what operates is installed.
2. An increment or the progress of a plan (`IR-2m_increment`, `IR-2m_new_plan`) is a change, not a total. It is added to
   the newest total that is at least `BEFORE` older, because it is told against the report of the quarter before; the
   larger of that sum and of later totals holds. Several increments against one total are not added to each other.
3. Cascades without a number of machines have as many as the same type at the same site last had, else as the type had
   anywhere, else `MACHINES_EACH` (the record says that machines a cascade lie between 150 and 180).
4. Machines just added may not be in service, and a pooled count of cascades in operation at a site (`all`) may be smaller
   than what is installed: both bound from below the share in service, as long as they are not older than `HOLDS`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from servanda.capability.publication_inputs import MachineGroup, Output
from servanda.core.quantity import number
from servanda.evidence.record import Record
from servanda.evidence.statement import Statement

BEFORE = timedelta(days=60)
HOLDS = timedelta(days=180)
MACHINES_EACH = 170.0
COUNTED = {
    "installed_machines": "machines",
    "installed_cascades": "cascades",
    "operating_machines": "running_machines",
    "operating_cascades": "running_cascades",
}
CHANGES = ("_increment", "_new_plan", "_plan")
ACHIEVED = "achieved_fraction_of_expected_cascade_value"


@dataclass(frozen=True, slots=True)
class _Count:
    """One report of one type at one site."""

    site: str
    machine: str
    day: date
    machines: float | None
    cascades: float | None
    running_machines: float | None
    running_cascades: float | None
    evidence: tuple[str, ...]


def machines_on(record: Record, as_of: date) -> tuple[MachineGroup, ...]:
    """The machines of every site and type on a day; plants of which nothing is counted are not in it."""
    counts = _counts(record, as_of)
    groups = []
    for site, machine in sorted({(c.site, _type(c.machine)) for c in counts if c.machine != "all" and c.site}):
        own = [c for c in counts if c.site == site and c.machine == machine]
        changes = [c for c in counts if c.site == site and c.machine != machine and _type(c.machine) == machine]
        group = _group(own, changes, counts)
        if group is not None and group.number > 0:
            groups.append(replace(group, level=_level(record, site, machine, as_of)))
    return tuple(_in_service(g, groups, counts, as_of) for g in groups)


def outputs_of(record: Record) -> tuple[Output, ...]:
    """Published SWU a year of one machine by type; the day of publication does not matter, it is a property of the type.

    Where the record states the share of the expected output that a type achieved, the span goes from that share of the
    nominal output to the nominal, and a high end that the operator claims is not used.
    """
    found: dict[str, list[Statement]] = {}
    for s in record.select("machine_separative_capacity", where=lambda s: s.value is not None):
        found.setdefault(s.subject, []).append(s)
    outputs = (_output(machine, group, record) for machine, group in sorted(found.items()))
    return tuple(o for o in outputs if o is not None)


def _output(machine: str, group: list[Statement], record: Record) -> Output | None:
    best = max(group, key=lambda s: (sum(b is not None for b in (s.low, s.high)), s.day, s.id))
    nominal = float(best.value or 0)
    if nominal <= 0:
        return None
    achieved = record.select("machine_separative_ratio", subject=machine, where=lambda s: s.method == ACHIEVED)
    if achieved:
        share = float(achieved[-1].value or 1)
        said = f"from {share:g} of the nominal output, as achieved, to the nominal"
        return Output(machine, share * nominal, nominal, nominal, (best.id, achieved[-1].id), said)
    low = nominal if best.low is None else float(best.low)
    high = nominal if best.high is None else float(best.high)
    return Output(machine, low, nominal, high, (best.id,), "as published")


def _counts(record: Record, as_of: date) -> tuple[_Count, ...]:
    rows: dict[tuple[str, str, date, str], dict[str, Statement]] = {}
    for quantity, name in COUNTED.items():
        for s in record.select(quantity, until=as_of, where=lambda s: s.value is not None):
            rows.setdefault((s.site, s.subject, s.day, s.source), {})[name] = s
    found = []
    for (site, machine, day, _), row in rows.items():
        value = {name: float(s.value or 0) for name, s in row.items()}
        evidence = tuple(dict.fromkeys(s.id for s in row.values()))
        machines, cascades, running, running_cascades = (value.get(name) for name in COUNTED.values())
        found.append(_Count(site, machine, day, machines, cascades, running, running_cascades, evidence))
    return tuple(sorted(found, key=lambda c: (c.day, c.site, c.machine, c.evidence)))


def _type(machine: str) -> str:
    for ending in CHANGES:
        machine = machine.removesuffix(ending)
    return machine


def _group(own: list[_Count], changes: list[_Count], counts: Iterable[_Count]) -> MachineGroup | None:
    totals = [t for c in own for t in (_total(c, counts),) if t is not None]
    newest: MachineGroup | None = None
    for total in totals:
        newest = total if newest is None or total.said == "" or total.number > newest.number else newest
    for change in changes:
        earlier = [t for t in totals if t.day <= change.day - BEFORE]
        added = _machines(change, counts)
        if not earlier or added is None:
            continue
        base = earlier[-1]
        number_then = base.number + added
        if newest is None or number_then > newest.number:
            newest = MachineGroup(
                base.site, base.machine, number_then, change.day, (*base.evidence, *change.evidence),
                f"{number(round(added))} added to the {number(round(base.number))} of {base.day.isoformat()}",
                base.number / number_then,
            )  # fmt: skip
    return newest


def _total(count: _Count, counts: Iterable[_Count]) -> MachineGroup | None:
    """A group from one report; `said` is empty where installed machines were counted and holds the assumption otherwise."""
    installed = _machines(count, counts)
    running = _running(count, counts)
    if installed is None and running is None:
        return None
    said = "" if installed is not None else "counted in operation, so at least these are installed"
    value = max(installed or 0.0, running or 0.0)
    return MachineGroup(count.site, count.machine, value, count.day, count.evidence, said, cascades=count.cascades)


def _machines(count: _Count, counts: Iterable[_Count]) -> float | None:
    if count.machines is not None:
        return count.machines
    return None if count.cascades is None else count.cascades * _each(count, counts)


def _running(count: _Count, counts: Iterable[_Count]) -> float | None:
    if count.running_machines is not None:
        return count.running_machines
    return None if count.running_cascades is None else count.running_cascades * _each(count, counts)


def _each(count: _Count, counts: Iterable[_Count]) -> float:
    """Machines in a cascade: of the type at the site, else of the type anywhere, newest first."""
    known = [
        (c.site == count.site, c.day, (c.machines or 0) / (c.cascades or 1))
        for c in counts
        if c.machines and c.cascades and _type(c.machine) == _type(count.machine) and c.day <= count.day
    ]
    return max(known)[2] if known else MACHINES_EACH


def _level(record: Record, site: str, machine: str, as_of: date) -> float | None:
    stated = record.select("enrichment_level", site=site, subject=machine, until=as_of)
    return float(stated[-1].value) if stated and stated[-1].value is not None else None


def _in_service(group: MachineGroup, groups: list[MachineGroup], counts: Iterable[_Count], as_of: date) -> MachineGroup:
    pooled = [
        c
        for c in counts
        if c.site == group.site and c.machine == "all" and c.running_cascades and as_of - c.day <= HOLDS
    ]
    if group.in_service < 1.0 and as_of - group.day > HOLDS:
        group = replace(group, in_service=1.0)
    if not pooled:
        return group
    newest = pooled[-1]
    there = sum(g.number for g in groups if g.site == group.site)
    share = min(1.0, float(newest.running_cascades or 0) * MACHINES_EACH / there)
    said = f"{number(newest.running_cascades or 0)} cascades of all types in operation on {newest.day.isoformat()}"
    return replace(
        group,
        in_service=min(share, group.in_service),
        evidence=(*group.evidence, *newest.evidence),
        said="; ".join(filter(None, (group.said, said))),
    )
