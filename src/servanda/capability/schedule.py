"""Time to a stated quantity from named stocks and a named capacity range: one answer of the engine in `campaign`.

Highest assay first, then the next: each stock is stripped to the tails of the stated rule until the target is met. Tails
are left over and not fed again. In go stocks (kg U), a capacity range (SWU a year) and a target; out comes a result that
carries everything it assumed, with the yield and the time side by side: a short time and a great yield do not go together.

The separative work is the ideal bound divided by `eta`; time = restart + work / (capacity x eta).
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from servanda.capability.campaign import Campaign, Strip, campaign
from servanda.capability.capacity import CapacityRange
from servanda.capability.feed import feed
from servanda.capability.ramp import steady
from servanda.capability.stock import Stock
from servanda.capability.tails import TailsRule, next_tails
from servanda.capability.target import Target
from servanda.core.estimate import Estimate
from servanda.core.finding import Misuse
from servanda.core.names import Basis
from servanda.core.quantity import number
from servanda.core.unit import Unit

RESTART_DECIDES_SWU = 300.0
"""Below a few hundred SWU the time is that of restart and step changes, which no balance gives."""
METHOD = (
    "greedy rule, highest assay first; ideal separative work of two-isotope uranium divided by eta; tails not fed again"
)


@dataclass(frozen=True, slots=True)
class Draw:
    """What one stock gives: masses in kg U, work in SWU. `x_tails` is None for a stock already at the target's assay."""

    stock: Stock
    x_tails: float | None
    product_kg_u: float
    feed_kg_u: float
    swu: float

    @property
    def tails_kg_u(self) -> float:
        """What is left of the feed after the product, kg U."""
        return self.feed_kg_u - self.product_kg_u


@dataclass(frozen=True, slots=True)
class Outcome:
    """Yield and time together: product (kg U), feed used, tails left, work (SWU), and days over the capacity range.

    `days` is None when no time can be given; the result it belongs to says why.
    """

    draws: tuple[Draw, ...]
    product_kg_u: float
    feed_kg_u: float
    tails_kg_u: float
    swu: float
    days: Estimate | None


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A stock that was not counted, and why."""

    stock: Stock
    why: str


@dataclass(frozen=True, slots=True)
class TimeToTarget:
    """The answer and all that it assumed.

    `drawn` is what is taken for the target, `everything` what all counted stocks give under the same rules.
    `drawn.days` is None with `why_no_time` when the stocks do not reach the target or the capacity is not known.
    """

    target: Target
    drawn: Outcome
    everything: Outcome
    stocks: tuple[Stock, ...]
    left_out: tuple[LeftOut, ...]
    forms: tuple[str, ...]
    capacity: CapacityRange | None
    tails_rule: TailsRule
    eta: float
    restart_days: float
    why_no_time: str
    evidence: tuple[str, ...]
    method: str = METHOD
    notes: tuple[str, ...] = ()

    @property
    def reached(self) -> bool:
        """True when the counted stocks give the whole target."""
        return _enough(self.drawn.product_kg_u, self.target.mass_kg_u)

    @property
    def shortfall_kg_u(self) -> float:
        """Product that is missing from the target, kg U; 0 when it is reached."""
        return 0.0 if self.reached else self.target.mass_kg_u - self.drawn.product_kg_u

    @property
    def days(self) -> Estimate | None:
        """Days to the target: `low` with the high capacity, `high` with the low one; None when there is no time."""
        return self.drawn.days

    @property
    def cautions(self) -> tuple[str, ...]:
        """What a reader must know before using the time; empty when there is nothing to add."""
        said = list(self.notes)
        if self.days is None:
            return self.notes
        if self.drawn.swu < RESTART_DECIDES_SWU:
            restart = f"the restart time (here {number(self.restart_days)} days)"
            said.append(f"only {_round(self.drawn.swu)} SWU are needed, so {restart} decides and not the balance")
        if self.capacity is not None and self.capacity.contradicted_by:
            said.append(
                f"the record contradicts that this capacity can be used [{', '.join(self.capacity.contradicted_by)}]"
            )
        return tuple(said)

    @property
    def stock_days(self) -> tuple[date, ...]:
        """The days for which the stocks are stated, oldest first; empty when none is."""
        return tuple(sorted({s.day for s in self.stocks if s.day is not None}))

    def text(self) -> str:
        """The result in one sentence, never a yield without its time or the other way round."""
        head = f"{self.target.words}: "
        if self.days is not None:
            return f"{head}{_span(self.days)} for {_round(self.drawn.swu)} SWU with {self._capacity}"
        if not self.reached:
            reach = f"{_round(self.drawn.product_kg_u)} kg U of {_round(self.target.mass_kg_u)} kg U"
            return (
                f"{head}not reached; the counted stocks give {reach} for {_round(self.drawn.swu)} SWU; no time is given"
            )
        return f"{head}{_round(self.drawn.swu)} SWU; no time is given: {self.why_no_time}"

    @property
    def _capacity(self) -> str:
        return "an unknown capacity" if self.capacity is None else self.capacity.words


def time_to_target(
    stocks: Iterable[Stock],
    capacity: CapacityRange | None,
    target: Target,
    *,
    tails_rule: TailsRule | None = None,
    eta: float = 1.0,
    restart_days: float = 0.0,
    forms: tuple[str, ...] = ("UF6",),
    use_natural: bool = False,
    notes: tuple[str, ...] = (),
) -> TimeToTarget:
    """The time to a target with everything it assumes; the order of the stocks does not matter.

    `forms` are the chemical forms that count; natural uranium counts only when asked for. `eta` (above 0, at most 1) is
    ideal work over work spent, `restart_days` the days before any work is done. A capacity of None is not known. `notes`
    say what the stocks leave out; they come back as the first cautions.
    """
    _check(eta, restart_days)
    rule = tails_rule or next_tails()
    given = tuple(sorted(stocks, key=_order))
    left_out = tuple(LeftOut(s, why) for s in given if (why := _why_not(s, forms, use_natural)))
    counted = tuple(s for s in given if not _why_not(s, forms, use_natural))
    evidence = _evidence(counted, capacity)
    worked = _worked(counted, capacity, target, rule, eta, restart_days)
    taken, everything = worked.taken(target.mass_kg_u), worked.taken(math.inf)
    reached = _enough(math.fsum(d.product_kg_u for d in taken), target.mass_kg_u)
    drawn = _outcome(taken, worked.days_to(target.mass_kg_u, evidence) if reached else None)
    return TimeToTarget(
        target,
        drawn,
        _outcome(everything, worked.days_to(None, evidence) if everything else None),
        given,
        left_out,
        forms,
        capacity,
        rule,
        eta,
        restart_days,
        "" if drawn.days else _why_no_time(reached, capacity),
        evidence,
        notes=notes,
    )


@dataclass(frozen=True, slots=True)
class _Worked:
    """The campaign of the counted stocks in three draws: with the low, the nominal and the high capacity."""

    stocks: tuple[Stock, ...]
    campaign: Campaign
    known: bool

    def taken(self, product_kg_u: float) -> tuple[Draw, ...]:
        """What is drawn from each stock for so much product."""
        shares = self.campaign.shares_for(product_kg_u)
        pairs = zip(self.campaign.strips, (float(share[0]) for share in shares), strict=True)
        return tuple(self._draw(strip, share) for strip, share in pairs if share > 0.0)

    def _draw(self, strip: Strip, share: float) -> Draw:
        tails, product, fed, swu = (float(a[0]) for a in (strip.x_tails, strip.product_kg_u, strip.fed_kg_u, strip.swu))
        stock = self.stocks[int(strip.name)]
        return Draw(stock, None if math.isnan(tails) else tails, product * share, fed * share, swu * share)

    def days_to(self, product_kg_u: float | None, evidence: tuple[str, ...]) -> Estimate | None:
        """Days over the capacity range (None: to everything); None when it is not known or nothing ever ends."""
        found = self.campaign.days_to_all() if product_kg_u is None else self.campaign.days_to(product_kg_u)
        longest, middle, shortest = (float(d) for d in found)
        if not self.known or math.isinf(middle):
            return None
        return Estimate(middle, shortest, longest, Unit.DAYS, Basis.COMPUTED, evidence)


def _worked(
    stocks: tuple[Stock, ...],
    capacity: CapacityRange | None,
    target: Target,
    rule: TailsRule,
    eta: float,
    restart_days: float,
) -> _Worked:
    # Numbered, so that what is worked can be led back to its stock whatever the names are.
    feeds = [
        feed(f"{k:06d}", s.usable_kg_u, s.assay, ready_days=s.reconversion_delay_days, eta=eta)
        for k, s in enumerate(stocks)
    ]
    ramp = steady([0.0, 0.0, 0.0] if capacity is None else [capacity.low, capacity.nominal, capacity.high])
    found = campaign(feeds, target.assay, ramp, rule=rule, restart_days=restart_days, product_kg_u=target.mass_kg_u)
    return _Worked(stocks, found, capacity is not None)


def _span(days: Estimate) -> str:
    """Days to a tenth, low to high; an open end is said."""
    middle = "" if days.value is None else f"{_round(days.value)} days"
    if math.isinf(days.high):
        return f"{middle}, at least {_round(days.low)} days"
    return middle if days.low == days.high else f"{middle}, between {_round(days.low)} and {_round(days.high)} days"


def _round(value: float) -> str:
    return number(round(value, 1))


def _check(eta: float, restart_days: float) -> None:
    if not 0.0 < eta <= 1.0:
        raise Misuse(f"eta {eta}: ideal work over work spent lies above 0 and at most at 1")
    if not 0.0 <= restart_days < math.inf:
        raise Misuse(f"restart time {restart_days} days: give a finite number of days, 0 or more")


def _order(stock: Stock) -> tuple[float, float, str, str, float]:
    return -stock.assay, stock.reconversion_delay_days, stock.name, stock.form, -stock.mass_kg_u


def _why_not(stock: Stock, forms: tuple[str, ...], use_natural: bool) -> str:
    if stock.form not in forms:
        return f"the form {stock.form} is not counted (counted: {', '.join(forms)})"
    if stock.is_natural and not use_natural:
        return "natural or depleted uranium is counted only when asked for"
    return "" if stock.usable_kg_u else "nothing of it is usable"


def _outcome(draws: tuple[Draw, ...], days: Estimate | None) -> Outcome:
    product, fed = math.fsum(d.product_kg_u for d in draws), math.fsum(d.feed_kg_u for d in draws)
    return Outcome(draws, product, fed, fed - product, math.fsum(d.swu for d in draws), days)


def _enough(product_kg_u: float, target_kg_u: float) -> bool:
    # Taking parts of several stocks rounds; a billionth of the target is not a shortfall.
    return product_kg_u >= target_kg_u * (1 - 1e-9)


def _why_no_time(reached: bool, capacity: CapacityRange | None) -> str:
    if not reached:
        return "the counted stocks do not reach the target"
    return "the capacity is not known" if capacity is None else "the nominal capacity is zero"


def _evidence(stocks: tuple[Stock, ...], capacity: CapacityRange | None) -> tuple[str, ...]:
    ids = [i for stock in stocks for i in stock.evidence]
    return tuple(dict.fromkeys([*ids, *(capacity.evidence if capacity else ())]))
