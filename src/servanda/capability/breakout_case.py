"""What publications of times to a quantity compute, forward: stocks, machines and practice in, the printed figure out.

Greedy over the stocks (60, 20, 5, 2 %, natural), each with tails of its own, ideal work over eta, a set-up time that
depends on the feed, and the machines that the text names or the record holds. The engine is `campaign`. What is
uncertain comes as draws by name (`breakout_case_priors`); with one draw it is a single answer, which `invert` uses.

Which machines a figure is for, in this order:
1. cascades, machines or sites that the text names;
2. for a first quantity from the 60 % stock alone, the cascades that the publisher last named (with the depth of tails that
   it then named), else those that make 60 %;
3. all machines of the record, or the capacity published for the programme in that quarter.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from servanda.capability.campaign import Campaign, campaign
from servanda.capability.feed import Feed, feed
from servanda.capability.publication_inputs import CaseInputs, MachineGroup, Output
from servanda.capability.ramp import DAYS_PER_YEAR, steady
from servanda.capability.stock import Stock
from servanda.capability.target import KG_25_AT_90
from servanda.core.arrays import FloatArray
from servanda.core.quantity import NATURAL_ASSAY, number

Draws = Mapping[str, FloatArray]
NATURAL_KG_U = 1e7
"""Natural uranium is never short in these figures."""
MADE_60 = 60.0
MIDDLE, HIGH, LOW = 0.4, 0.06, 0.03
"""Assays (mass fractions) above which a stock is the 60 % one, one of 20 or 60 %, and above the up-to-2 % one."""
BAND_5 = "up to 5 %"
ADVANCED = ("IR-2m", "IR-4", "IR-6")
YEARS_OF_GROWTH = 2.0
"""A count that is older than this says nothing about growth since."""


class Machines(NamedTuple):
    """Capacity over draws (SWU a year), the set-up that goes with it, and which machines they are."""

    swu_per_year: FloatArray
    setup: str
    words: str


@dataclass(frozen=True, slots=True)
class Scenario:
    """How a figure is computed: the machines and the stocks in words."""

    machines: str
    stocks: str


def predicted(inputs: CaseInputs, draws: Draws) -> FloatArray:
    """The figure that would be printed, over draws of the priors: days, quantities (whole) or kg U."""
    return predicted_together((inputs,), draws)[0]


def predicted_together(rows: Sequence[CaseInputs], draws: Draws) -> list[FloatArray]:
    """`predicted` for several rows under the same draws; rows that are read off one schedule share it."""
    runs: dict[object, tuple[Draws, Campaign]] = {}
    found = []
    for row in rows:
        key = _schedule(row)
        if key not in runs:
            at = resolved(row, draws)
            runs[key] = at, campaign_of(row, at)
        figure = _figure(row, runs[key][1], runs[key][0])
        found.append(np.floor(figure) if row.publication.question.startswith("weapons") else figure)
    return found


def _schedule(row: CaseInputs) -> object:
    """What the schedule behind a row depends on, the draws aside."""
    return (
        row.reading, row.as_of, row.stocks, row.groups, row.stated, row.last_named, _from_60_alone(row),
        row.publication.quantity_kg_u,
    )  # fmt: skip


def before_rounding(inputs: CaseInputs, at: Draws) -> FloatArray:
    """The figure from resolved assumptions; counts with their fraction, shifted so that whole numbers are printed ones."""
    return _figure(inputs, campaign_of(inputs, at), at)


def _figure(inputs: CaseInputs, run: Campaign, at: Draws) -> FloatArray:
    p = inputs.publication
    target = p.quantity_kg_u or KG_25_AT_90.mass_kg_u
    if p.asks_time:
        return run.days_to(target * p.nth)
    made = run.product_by(p.by_days)
    return made if p.question == "wgu_kg_by_week" else np.asarray(made / target + at["rounding"])


def campaign_of(inputs: CaseInputs, at: Draws) -> Campaign:
    """The whole schedule behind a figure, from resolved assumptions."""
    return campaign(_feeds(inputs, at), KG_25_AT_90.assay, steady(at["capacity"]))


def resolved(inputs: CaseInputs, draws: Draws) -> dict[str, FloatArray]:
    """The numbers that this figure rests on, over draws: capacity in SWU a year, tails as stated or implied, set-up by feed."""
    machines = machines_of(inputs, draws)
    kept = ("eta_high", "eta_leu", "tails_20", "tails_5", "tails_natural", "assay_5", "assay_2", "uses_2", "rounding")
    found = {name: draws[name] for name in kept}
    found["capacity"] = machines.swu_per_year
    for feed_kind in ("setup_high", "setup_leu"):
        found[feed_kind] = draws[machines.setup or feed_kind]
    stock = next((s for s in inputs.stocks if s.assay > MIDDLE), None)
    found["tails_60"] = draws["tails_60"] if stock is None else _tails_60(inputs, stock, draws)
    size = max(v.size for v in found.values())
    return {name: np.broadcast_to(v, (size,)) for name, v in found.items()}


def scenario_of(inputs: CaseInputs, draws: Draws) -> Scenario:
    """In words which machines and stocks a figure is computed with."""
    bands = ", ".join(f"{s.mass_kg_u:,.1f} kg U {s.name}" for s in used_stocks(inputs))
    return Scenario(machines_of(inputs, draws).words, bands)


def machines_of(inputs: CaseInputs, draws: Draws) -> Machines:
    """The machines a figure is for, by the order told at the top."""
    reading = inputs.reading
    if reading.machines is not None:
        return _of_type(inputs, draws)
    if reading.cascades:
        return _named(inputs, draws, reading.cascades, "named in the text")
    if reading.sites and not _all_plants(inputs):
        groups = tuple(g for g in inputs.groups if g.site in reading.sites)
        if groups:
            return Machines(_sum(inputs, groups, draws), "setup_named", f"all machines at {', '.join(reading.sites)}")
    if _from_60_alone(inputs):
        if inputs.last_named is not None:
            return _named(inputs, draws, inputs.last_named.cascades, "that the publisher last named")
        making = tuple(g for g in inputs.groups if g.level is not None and g.level >= MADE_60)
        if making:
            return Machines(_sum(inputs, making, draws), "setup_named", "machines that make up to 60 %")
    return _all_machines(inputs, draws)


def _from_60_alone(inputs: CaseInputs) -> bool:
    return inputs.publication.question == "first" and inputs.reading.bands == ("up_to_60",)


def _all_plants(inputs: CaseInputs) -> bool:
    """True where the sites named are all plants with machines, research machines aside."""
    return {g.site for g in inputs.groups} - {"PFEP"} <= set(inputs.reading.sites)


def _of_type(inputs: CaseInputs, draws: Draws) -> Machines:
    reading = inputs.reading
    each = next((_output(o, draws) for o in inputs.outputs if o.machine == reading.machine), None)
    count = float(reading.machines or 0)
    setup = "setup_leu" if reading.new_plant else "setup_named"
    words = f"{number(count)} {reading.machine or 'advanced machines'} named in the text"
    return Machines(count * (_advanced(inputs, draws) if each is None else each), setup, words)


def _named(inputs: CaseInputs, draws: Draws, cascades: tuple[int, ...], why: str) -> Machines:
    place = np.minimum((draws["which"] * len(cascades)).astype(int), len(cascades) - 1)
    count = np.asarray(cascades, dtype=np.float64)[place]
    said = " or ".join(map(str, cascades)) if len(cascades) < 3 else f"{cascades[0]} to {cascades[-1]}"
    each = draws["machines_each"] * _advanced(inputs, draws)
    return Machines(count * each, "setup_named", f"{said} advanced cascades {why}")


def _advanced(inputs: CaseInputs, draws: Draws) -> FloatArray:
    """Output of an advanced machine of a type that is not named: anywhere between the nominal outputs and what was achieved."""
    spans = [o for o in inputs.outputs if o.machine in ADVANCED]
    low, high = min(max(o.low, 0.0) for o in spans), max(o.nominal for o in spans)
    return np.asarray(low + (high - low) * draws["named_output"])


def _all_machines(inputs: CaseInputs, draws: Draws) -> Machines:
    if inputs.stated is not None:
        words = f"{number(inputs.stated.swu_per_year)} SWU/yr {inputs.stated.said}"
        return Machines(inputs.stated.swu_per_year * draws["stated_capacity"], "", words)
    total = math.fsum(g.number for g in inputs.groups)
    return Machines(_sum(inputs, inputs.groups, draws), "", f"{number(round(total))} machines of the record")


def _sum(inputs: CaseInputs, groups: tuple[MachineGroup, ...], draws: Draws) -> FloatArray:
    outputs = {o.machine: o for o in inputs.outputs}
    total = np.zeros(1)
    for g in groups:
        output = outputs.get(g.machine)
        if output is None:
            continue
        share = g.in_service + (1.0 - g.in_service) * draws["in_service"]
        age = min((inputs.as_of - g.day).days / DAYS_PER_YEAR, YEARS_OF_GROWTH)
        grown = np.exp(draws["growth"] * age) if g.machine in ADVANCED and g.site == "FEP" else 1.0
        total = total + g.number * share * grown * _output(output, draws)
    return np.asarray(total * draws["capacity"])


def _output(output: Output, draws: Draws) -> FloatArray:
    """Output at a place inside its span: the nominal value in the middle, straight lines to low and high."""
    at = draws["output"]
    below = output.low + (output.nominal - output.low) * 2.0 * at
    above = output.nominal + (output.high - output.nominal) * (2.0 * at - 1.0)
    return np.asarray(np.where(at < 0.5, below, above))


def used_stocks(inputs: CaseInputs) -> tuple[Stock, ...]:
    """The stocks that the text means, highest assay first."""
    named = tuple(f"up to {band.removeprefix('up_to_')} %" for band in inputs.reading.bands)
    stocks = (s for s in inputs.stocks if not named or s.name in named)
    return tuple(sorted(stocks, key=lambda s: -s.assay))


def _feeds(inputs: CaseInputs, at: Draws) -> list[Feed]:
    feeds = [_feed(stock, at) for stock in used_stocks(inputs)]
    if inputs.reading.bands:
        return feeds
    last = feed(
        "natural uranium", NATURAL_KG_U, NATURAL_ASSAY, ready_days=at["setup_leu"], eta=at["eta_leu"],
        tails=at["tails_natural"],
    )  # fmt: skip
    return [*feeds, last]


def _feed(stock: Stock, at: Draws) -> Feed:
    if stock.assay > HIGH:
        tails = at["tails_60" if stock.assay > MIDDLE else "tails_20"]
        return feed(
            stock.name, stock.mass_kg_u, stock.assay, ready_days=at["setup_high"], eta=at["eta_high"], tails=tails
        )
    assay: FloatArray = np.full(1, stock.assay)
    usable: FloatArray = np.ones(1)
    if stock.assay < LOW:
        assay, usable = at["assay_2"], at["uses_2"]
    elif stock.name == BAND_5:
        assay = at["assay_5"]
    tails = np.minimum(at["tails_5"], 0.8 * assay)
    return feed(
        stock.name, stock.mass_kg_u, assay, usable=usable, ready_days=at["setup_leu"], eta=at["eta_leu"], tails=tails
    )


def _tails_60(inputs: CaseInputs, stock: Stock, draws: Draws) -> FloatArray:
    """Tails of the 60 % stock: as stated, as the feed that is stated implies, higher, or by practice."""
    reading = inputs.reading
    if reading.tails is not None:
        return np.full(1, reading.tails)
    fed: FloatArray | None = None
    if reading.feed_60_kg is not None:
        fed = np.full(1, reading.feed_60_kg)
    elif reading.share_60 is not None:
        low, high = reading.share_60
        fed = stock.mass_kg_u * (low + (high - low) * draws["which"])
    if fed is not None:
        product = inputs.publication.quantity_kg_u or KG_25_AT_90.mass_kg_u
        left = fed * stock.assay - product * KG_25_AT_90.assay
        implied = left / np.maximum(fed - product, 1e-9)
        return np.asarray(np.clip(implied, 0.003, 0.9 * stock.assay))
    carried = _from_60_alone(inputs) and not reading.names_machines and inputs.last_named is not None
    higher = reading.higher_tails or (carried and inputs.last_named is not None and inputs.last_named.higher_tails)
    return draws["higher_tails"] if higher else draws["tails_60"]
