"""What each proposal of a case would leave: stock, level and machines by its own text, and from them time and verification.

A proposal is read for the numbers that it sets; what it does not limit stays as recorded. From what is left follow the time
to one quantity (all sites intact, natural uranium as the last resort: somebody who leaves the limits has it) and the
detection probability that a given effort of inspectors reaches. Nothing here scores a proposal.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from servanda.agreements.model import Comparator, Obligation
from servanda.agreements.proposal import Proposal, Verb
from servanda.agreements.reasons import threshold_words
from servanda.capability.scenario import MachineInput, Scenario, StockInput, fixed
from servanda.capability.simulate import SEED, simulate
from servanda.capability.tails import next_tails
from servanda.capability.target import TARGETS
from servanda.case.inspection_strata import CaseStrata, Found, PlanAsked
from servanda.case.join_scenario import ScenarioAsked
from servanda.case.view import View
from servanda.core.band import band_bound
from servanda.core.names import Mark
from servanda.core.quantity import number
from servanda.core.sample import QuantileEstimate, quantiles
from servanda.core.unit import Unit
from servanda.inspection.days import Resources
from servanda.inspection.plan_tables import StratumRow

DRAWS = 8_000
"""Draws for each proposal: a median is then known to about 2 %, and proposals differ by more."""
EFFORT = Resources(3, 3)
"""The effort by which proposals are held side by side: nine inspector-days."""
SHOWN = (0.05, 0.5, 0.95)
LEVEL, ACTIVITY, STOCK = "enrichment_level", "enrichment_activity", "enriched_uranium_stockpile"
HEU, SHIPPED, ENRICHING = "heu_stock", "enriched_uranium_shipped", "centrifuges_enriching"
HEU_PERCENT = 20.0
NO_NUMBER = "its text gives no number for stock, level or machines: what it would leave cannot be computed"
UNSAID = "what it does not limit stays as recorded for the day, all sites intact"


@dataclass(frozen=True, slots=True)
class Limits:
    """The numbers that a text sets; None: it says nothing of it. Percent of U-235, kg U, machines that may enrich by type.

    `no_heu` is True when nothing of 20 % or more may be kept; `shipped` is what leaves the country, from the highest band
    down; `no_enrichment` is True when nothing may be enriched.
    """

    level: float | None = None
    stock: float | None = None
    no_heu: bool = False
    shipped: float | None = None
    machines: tuple[tuple[str, float], ...] = ()
    no_enrichment: bool = False
    words: tuple[str, ...] = ()
    paragraphs: tuple[str, ...] = ()

    @property
    def sets_a_number(self) -> bool:
        """True when the text limits a stock, a level or machines by a number."""
        return bool(self.words)


@dataclass(frozen=True, slots=True)
class LeftStock:
    """A stock that would be left: its band by its upper bound in percent, kg U, and the statements it rests on."""

    percent: float
    mass_kg_u: float
    by_text: bool
    evidence: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        """The stock as read aloud."""
        limit = "at most " if self.by_text else ""
        return f"{limit}{number(round(self.mass_kg_u, 1))} kg U up to {self.percent:g} %"


@dataclass(frozen=True, slots=True)
class Leaves:
    """What a proposal leaves. `days` are quantiles (5, 50, 95 %) to 1 SQ; None: no time follows from the record.

    `detection` and `weakest` are what `EFFORT` reaches for the stocks left (None: no stratum to verify), `plan_days` the
    working days of those teams until all samples are complete. `later`: made only after the day of the view.
    """

    proposal: Proposal
    later: bool
    limits: Limits
    stocks: tuple[LeftStock, ...]
    machines: str
    days: tuple[QuantileEstimate, ...] | None
    detection: float | None
    weakest: float | None
    plan_days: float | None
    missing: tuple[str, ...]
    evidence: tuple[str, ...]

    @property
    def mark(self) -> Mark:
        """Whether the text was seen."""
        return self.proposal.mark


def proposals_left(
    view: View, *, draws: int = DRAWS, seed: int = SEED, effort: Resources = EFFORT
) -> tuple[Leaves, ...]:
    """Every proposal that had been made by what is known, in the order of their days."""
    made = [p for p in view.case.proposals if view.known_by is None or p.proposed_on.day <= view.known_by]
    if not made:
        return ()
    asked = ScenarioAsked(TARGETS["1 SQ"], next_tails(), use_natural=True, as_if_intact=True)
    worked = _Worked(view, view.scenario(asked), draws, seed, effort)
    return tuple(_leaves(view, p, worked) for p in sorted(made, key=lambda p: (p.proposed_on.day, p.slug)))


def _leaves(view: View, proposal: Proposal, worked: _Worked) -> Leaves:
    limits, later = limits_of(proposal), proposal.proposed_on.day > view.as_of
    if not limits.sets_a_number:
        return Leaves(proposal, later, limits, (), "", None, None, None, None, (NO_NUMBER,), ())
    stocks = left_stocks(limits, worked.recorded)
    days, machines, missing = worked.time(stocks, limits.machines)
    detection = worked.verified(stocks)
    evidence = tuple(dict.fromkeys(i for s in stocks for i in s.evidence))
    return Leaves(proposal, later, limits, stocks, machines, days, *detection, missing, evidence)


def limits_of(proposal: Proposal) -> Limits:
    """The numbers that a proposal sets, in the words of its paragraphs."""
    found = Limits()
    for obligation in _worded(proposal):
        found = _with(found, obligation)
    return found


def _worded(proposal: Proposal) -> Iterator[Obligation]:
    for paragraph in proposal.paragraphs:
        text = proposal.text(paragraph)
        if text is not None and proposal.verb(paragraph) not in (Verb.SUSPEND, Verb.END):
            yield text


def _with(found: Limits, o: Obligation) -> Limits:
    """The limits with those of one paragraph; a paragraph that sets none changes nothing."""
    if o.measure is None or o.test is None or not isinstance(o.test.threshold, float | int):
        return found
    value, quantity = float(o.test.threshold), o.measure.quantity
    highest = o.test.comparator in (Comparator.AT_MOST, Comparator.EQUAL)
    if quantity in (LEVEL, ACTIVITY) and highest and value == 0:
        return _said(replace(found, level=None, no_enrichment=True), o, "no enrichment")
    if quantity == LEVEL and highest:
        level = value if found.level is None else min(found.level, value)
        return _said(replace(found, level=level), o, f"enrichment {_threshold(o, value)}")
    if quantity == STOCK and highest:
        stock = value if found.stock is None else min(found.stock, value)
        return _said(replace(found, stock=stock), o, f"stock {_threshold(o, value)}")
    if quantity == HEU and highest and value == 0:
        return _said(replace(found, no_heu=True), o, "nothing at 20 % or more kept")
    if quantity == SHIPPED:
        return _said(replace(found, shipped=value), o, f"shipped abroad {_threshold(o, value)}")
    machine = _machine(o)
    if quantity == ENRICHING and highest and machine:
        words = f"{number(value)} {machine} may enrich"
        return _said(replace(found, machines=(*found.machines, (machine, value))), o, words)
    return found


def _said(found: Limits, o: Obligation, words: str) -> Limits:
    paragraphs = (*found.paragraphs, o.id)
    return replace(found, words=tuple(dict.fromkeys((*found.words, words))), paragraphs=paragraphs)


def _threshold(o: Obligation, value: float) -> str:
    if o.measure is None or o.test is None:
        raise AssertionError("only a paragraph with a limit is read")
    return (
        "none" if value == 0 else f"{o.test.comparator.words} {threshold_words(value, o.test.unit or o.measure.unit)}"
    )


def _machine(o: Obligation) -> str:
    """The type of machine that a limit on enriching machines names first."""
    words = "" if o.measure is None else f"{o.measure.subject} {o.measure.scope}"
    return next((w.strip(",;") for w in words.split() if w.startswith("IR-")), "")


def left_stocks(limits: Limits, recorded: Sequence[LeftStock]) -> tuple[LeftStock, ...]:
    """What is left of the recorded stock under the limits, highest enrichment first; a capped stock is held at its cap."""
    if limits.stock is not None:
        if limits.stock == 0:
            return ()
        percent = limits.level or max((s.percent for s in recorded if s.percent < HEU_PERCENT), default=5.0)
        return (LeftStock(percent, limits.stock, by_text=True),)
    away = limits.shipped or 0.0
    left: list[LeftStock] = []
    for s in sorted(recorded, key=lambda s: -s.percent):
        gone = min(away, s.mass_kg_u)
        away -= gone
        banned = limits.no_heu and s.percent > HEU_PERCENT
        if s.mass_kg_u - gone > 1e-9 and not banned:
            left.append(replace(s, mass_kg_u=s.mass_kg_u - gone))
    return tuple(left)


class _Worked:
    """Times and plans, each distinct one worked out once: many proposals leave the same."""

    def __init__(self, view: View, scenario: Scenario, draws: int, seed: int, effort: Resources) -> None:
        self.view, self.base, self.draws, self.seed, self.effort = view, scenario, draws, seed, effort
        banded = [(band_bound(c.choice.chosen.band), c) for c in view.stocks()]
        self.recorded = tuple(
            LeftStock(percent, c.stock.mass_kg_u, by_text=False, evidence=c.stock.evidence)
            for percent, c in banded if percent is not None
        )  # fmt: skip
        self.names = {percent: c.stock.name for percent, c in banded if percent is not None}
        self.times: dict[object, tuple[tuple[QuantileEstimate, ...] | None, str, tuple[str, ...]]] = {}
        self.plans: dict[object, tuple[float | None, float | None, float | None]] = {}
        self.found = Found.of(view) if view.case.inspection.strata else None

    def time(
        self, stocks: tuple[LeftStock, ...], machines: tuple[tuple[str, float], ...]
    ) -> tuple[tuple[QuantileEstimate, ...] | None, str, tuple[str, ...]]:
        """Quantiles of days to 1 SQ, the machines in words, and what is missing for it."""
        key = (stocks, machines)
        if key not in self.times:
            self.times[key] = self._time(stocks, machines)
        return self.times[key]

    def _time(
        self, stocks: tuple[LeftStock, ...], limited: tuple[tuple[str, float], ...]
    ) -> tuple[tuple[QuantileEstimate, ...] | None, str, tuple[str, ...]]:
        machines = self._limited(limited) if limited else self.base.machines
        words = ", ".join(f"{number(n)} {name}" for name, n in limited) if limited else "machines last counted"
        if not machines and self.base.capacity is None:
            return None, words, ("no output is published for these machines: no time follows",)
        scenario = replace(self.base, stocks=tuple(self._stock(s) for s in stocks), machines=machines,
                           capacity=None if limited else self.base.capacity, notes=())  # fmt: skip
        days = simulate(scenario, draws=self.draws, seed=self.seed).days_to()
        return (quantiles(days, SHOWN) if np.isfinite(days).any() else None), words, ()

    def _limited(self, limited: tuple[tuple[str, float], ...]) -> tuple[MachineInput, ...]:
        output = {m.machine: m.output for m in reversed(self.base.machines)}
        return tuple(
            MachineInput(name, fixed(f"{name} that may enrich", n, Unit.MACHINES, "limit of the proposal"), output[name])
            for name, n in limited if name in output
        )  # fmt: skip

    def _stock(self, left: LeftStock) -> StockInput:
        mass = fixed(
            f"mass left up to {left.percent:g} %", left.mass_kg_u, Unit.KG_U, "left by the proposal", left.evidence
        )
        if left.by_text:
            assay = fixed(
                f"enrichment up to {left.percent:g} %", left.percent / 100, Unit.FRACTION, "the limit of the text"
            )
            return StockInput(f"stock up to {left.percent:g} %", mass, assay)
        name = self.names[left.percent]
        whole = next(s for s in self.base.stocks if s.name == name or s.name.startswith(f"{name} at "))
        return replace(whole, name=name, mass=mass, site="")

    def verified(self, stocks: tuple[LeftStock, ...]) -> tuple[float | None, float | None, float | None]:
        """Detection probability (mean by priority, weakest) after the effort, and the days until all is verified."""
        if stocks not in self.plans:
            self.plans[stocks] = self._verified(stocks)
        return self.plans[stocks]

    def _verified(self, stocks: tuple[LeftStock, ...]) -> tuple[float | None, float | None, float | None]:
        rows = [row for s in stocks if (row := self._row(s)) is not None]
        if not rows or self.found is None:
            return None, None, None
        joined = CaseStrata(self.view, PlanAsked(self.effort), self.found)
        strata = [found for row in rows for found in joined.stratum(row)]
        if not strata:
            return None, None, None
        plan = joined.plan(strata)
        last = plan.curve[-1]
        return last.detection, last.weakest, plan.days_in_all

    def _row(self, left: LeftStock) -> StratumRow | None:
        """The row of the table that plans the band, or the next higher one; a capped stock has items of that row's size."""
        rows = [(band_bound(r.band), r) for r in self.view.case.inspection.strata]
        able = sorted((b, n, r) for n, (b, r) in enumerate(rows) if b is not None and b >= left.percent - 1e-9)
        if not able:
            return None
        row = able[0][2]
        each = min(row.item_kg or left.mass_kg_u, left.mass_kg_u)
        items = max(1, int(np.ceil(left.mass_kg_u / each * (1 - 1e-12))))
        band = f"up_to_{left.percent:g}".replace(".", "_")
        return replace(
            row, name=f"up to {left.percent:g} %", band=band, form="left", items=items, item_kg=left.mass_kg_u / items
        )
