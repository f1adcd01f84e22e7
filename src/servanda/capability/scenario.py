"""A scenario: stocks, machines, sites and everything uncertain about them, from which draws of a campaign are made.

A scenario is data: every number in it is an `Input` with its distribution and its reason. `inputs` lists the independent
ones in a fixed order; `campaign` turns draws of them (by name) into the engine's answer. So one sample serves times,
yields, sensitivities and values of information. Nothing here knows the record; `case` fills scenarios from it.

Capacity is SWU a year: either one number for the programme, or machines of sites times published output of a machine.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from servanda.capability.campaign import Campaign, campaign
from servanda.capability.feed import Feed, feed, natural
from servanda.capability.ramp import Ramp, from_day, machines, reinstalled, steady, together
from servanda.capability.site_state import SiteDraws, SiteState
from servanda.capability.tails import TailsRule, next_tails
from servanda.capability.target import HEU_ASSAY, KG_25_AT_90, Target
from servanda.core.arrays import FloatArray
from servanda.core.distribution import Fixed
from servanda.core.finding import Misuse
from servanda.core.uncertain import Input
from servanda.core.unit import Unit

Values = Mapping[str, FloatArray]
"""Draws of inputs by name."""


def fixed(name: str, value: float, unit: Unit, source: str, evidence: tuple[str, ...] = ()) -> Input:
    """An input with one value, and why."""
    return Input(name, Fixed(value), unit, source, evidence=evidence)


ALL = fixed("usable share", 1.0, Unit.FRACTION, "all of it is counted")
NOTHING_LOST = fixed("process loss", 0.0, Unit.FRACTION, "no loss is assumed")
IDEAL = fixed("work efficiency", 1.0, Unit.FRACTION, "ideal separative work")
AT_ONCE = fixed("restart time", 0.0, Unit.DAYS, "no restart time is assumed")
ALWAYS = fixed("availability", 1.0, Unit.FRACTION, "every machine works all the time")
READY = fixed("reconversion", 0.0, Unit.DAYS, "it is fed as it is")


@dataclass(frozen=True, slots=True)
class StockInput:
    """A stock of a scenario: mass (kg U), mean assay (mass fraction), form, share of the form that counts, days to reconvert.

    `site` names the site whose state it shares, empty: none is known, and nothing happens to it.
    """

    name: str
    mass: Input
    assay: Input
    form: str = "UF6"
    usable: Input = ALL
    reconversion: Input = READY
    site: str = ""


@dataclass(frozen=True, slots=True)
class MachineInput:
    """Machines of one type at one site: their number, and the output of one (SWU a year)."""

    machine: str
    number: Input
    output: Input
    site: str = ""


@dataclass(frozen=True, slots=True)
class Rebuild:
    """Capacity that is added: cascades a month from a lag on, machines a cascade, SWU a machine and year, up to a number."""

    cascades_per_month: Input
    lag: Input
    machines_per_cascade: Input
    output: Input
    most_cascades: Input


@dataclass(frozen=True, slots=True)
class Scenario:
    """Everything a time rests on. Give `machines`, or `capacity` for the whole programme, or both (they are added)."""

    name: str
    stocks: tuple[StockInput, ...]
    machines: tuple[MachineInput, ...] = ()
    capacity: Input | None = None
    availability: Input = ALWAYS
    efficiency_leu: Input = IDEAL
    efficiency_heu: Input = IDEAL
    loss: Input = NOTHING_LOST
    restart: Input = AT_ONCE
    rebuild: Rebuild | None = None
    sites: tuple[SiteState, ...] = ()
    natural: Input | None = None
    rule: TailsRule = field(default_factory=next_tails)
    target: Target = KG_25_AT_90
    tails_join_next: bool = False
    notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        known = {s.site for s in self.sites}
        if len(known) != len(self.sites):
            raise Misuse(f"scenario {self.name!r}: a site has two states; give each site once")
        _check_units(self)

    @property
    def knows_capacity(self) -> bool:
        """False when nothing is known that could do work: then there are yields and no times, which is not the same as never."""
        return bool(self.machines or self.capacity or self.rebuild)

    @property
    def inputs(self) -> tuple[Input, ...]:
        """Every input once, in the order in which it is drawn; two uses of one name must be the same input."""
        found: dict[str, Input] = {}
        for i in self._all_inputs():
            if found.setdefault(i.name, i) != i:
                raise Misuse(f"scenario {self.name!r}: two different inputs are named {i.name!r}")
        return tuple(found.values())

    def _all_inputs(self) -> tuple[Input, ...]:
        per_site = [i for site in self.sites for i in site.inputs()]
        stocks = [i for s in self.stocks for i in (s.mass, s.assay, s.usable, s.reconversion)]
        plants = [i for m in self.machines for i in (m.number, m.output)]
        whole = [i for i in (self.capacity, self.natural) if i is not None]
        common = [self.availability, self.efficiency_leu, self.efficiency_heu, self.loss, self.restart]
        again = [] if self.rebuild is None else [
            self.rebuild.cascades_per_month, self.rebuild.lag, self.rebuild.machines_per_cascade, self.rebuild.output,
            self.rebuild.most_cascades,
        ]  # fmt: skip
        return (*per_site, *stocks, *plants, *whole, *common, *again)

    def campaign(self, values: Values, product_kg_u: float | None = None) -> Campaign:
        """The campaign of each draw. `product_kg_u` is what the rule of least work aims at (default: one target)."""
        sites = {s.site: s.drawn(values) for s in self.sites}
        return campaign(
            self.feeds(values, sites),
            self.target.assay,
            self.ramp(values, sites),
            rule=self.rule,
            restart_days=_of(values, self.restart),
            product_kg_u=self.target.mass_kg_u if product_kg_u is None else product_kg_u,
            tails_join_next=self.tails_join_next,
        )

    def feeds(self, values: Values, sites: Mapping[str, SiteDraws]) -> list[Feed]:
        """The stocks of each draw, natural uranium last where it is asked for."""
        loss = _of(values, self.loss)
        found = [self._feed(s, values, sites.get(s.site), loss) for s in self.stocks]
        if self.natural is not None:
            found.append(natural(_of(values, self.natural), loss=loss, eta=_of(values, self.efficiency_leu)))
        return found

    def _feed(self, stock: StockInput, values: Values, site: SiteDraws | None, loss: FloatArray) -> Feed:
        assay = _of(values, stock.assay)
        eta = _efficiency(assay, _of(values, self.efficiency_leu), _of(values, self.efficiency_heu))
        usable, ready = _of(values, stock.usable), _of(values, stock.reconversion)
        if site is not None:
            usable, ready = usable * site.stock_share, ready + np.where(site.stock_share > 0.0, site.restart_days, 0.0)
        return feed(stock.name, _of(values, stock.mass), assay, usable=usable, loss=loss, ready_days=ready, eta=eta)

    def ramp(self, values: Values, sites: Mapping[str, SiteDraws]) -> Ramp:
        """Capacity of each draw, in days after the restart time: each site's machines from the day its state allows."""
        share = _of(values, self.availability)
        parts = [] if self.capacity is None else [steady(_of(values, self.capacity) * share)]
        by_site: dict[str, FloatArray] = {}
        for m in self.machines:
            swu = machines(_of(values, m.number), _of(values, m.output), share)
            by_site[m.site] = by_site[m.site] + swu if m.site in by_site else swu
        parts += [self._at(site, swu, sites, values) for site, swu in by_site.items()]
        if self.rebuild is not None:
            parts.append(self._rebuilt(self.rebuild, values, share))
        return together(parts)

    def _at(self, site: str, swu: FloatArray, sites: Mapping[str, SiteDraws], values: Values) -> Ramp:
        state = sites.get(site)
        if state is None:
            return steady(swu)
        # The site's own delay and the restart time run side by side, as reconversion and restart do.
        late = np.maximum(state.restart_days - _of(values, self.restart), 0.0)
        reached = steady(swu * state.machine_share)
        return from_day(reached, late) if np.any(late > 0.0) else reached

    def _rebuilt(self, rebuild: Rebuild, values: Values, share: FloatArray) -> Ramp:
        each = machines(_of(values, rebuild.machines_per_cascade), _of(values, rebuild.output), share)
        return reinstalled(
            0.0,
            _of(values, rebuild.cascades_per_month) * each,
            lag_days=_of(values, rebuild.lag),
            most_added=_of(values, rebuild.most_cascades) * each,
        )


def _efficiency(assay: FloatArray, leu: FloatArray, heu: FloatArray) -> FloatArray:
    """Efficiency by where the work starts: above 20 % that of highly enriched feed, else that of low enriched feed."""
    above = assay > HEU_ASSAY
    return heu if bool(above.all()) else leu if not above.any() else np.where(above, heu, leu)


def _of(values: Values, i: Input) -> FloatArray:
    found = values.get(i.name)
    return np.full(1, i.distribution.median) if found is None else found


def _check_units(scenario: Scenario) -> None:
    """A capacity in SWU a month, or a mass in another unit, is refused: wrong by a factor of twelve, it would look right."""
    wanted = [(s.mass, Unit.KG_U) for s in scenario.stocks] + [(s.assay, Unit.FRACTION) for s in scenario.stocks]
    wanted += [(m.output, Unit.SWU_PER_YEAR) for m in scenario.machines]
    wanted += [] if scenario.capacity is None else [(scenario.capacity, Unit.SWU_PER_YEAR)]
    wanted += [(scenario.restart, Unit.DAYS), *((s.reconversion, Unit.DAYS) for s in scenario.stocks)]
    for i, unit in wanted:
        if i.unit is not unit:
            raise Misuse(f"{i.name!r} is given in {i.unit.words}: give it in {unit.words}")
