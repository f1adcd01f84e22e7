"""The engine: what stocks give at a target's assay, with how much work, and by which day; over any number of draws.

Highest assay first, each stock stripped to the tails of the rule. With `eta` the ideal work over work spent, work spent is
measured along one axis u (SWU); a ramp turns u into days: day = restart + ramp^-1(u). A stock that is not ready in time
is taken up when it is, and until then the machines work on the next one. Everything below is a sequence of pieces on
that axis, in time order, each with its product; the time to a quantity is read off them exactly.

One draw is the case of a single answer, a million draws that of a distribution; the arithmetic is the same.
Source of the rule: the publications listed in docs/capability/README.md, section "Staged enrichment".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike, NDArray

from servanda.capability.feed import Feed
from servanda.capability.ramp import Ramp
from servanda.capability.separative_work import feed_and_swu_per_product
from servanda.capability.tails import TailsRule, common_tails, next_tails
from servanda.core.arrays import FloatArray
from servanda.core.finding import Misuse

ROUNDING = 1e-9
"""Parts of several stocks round; a billionth of a quantity is not a shortfall."""


@dataclass(frozen=True, slots=True, eq=False)
class Strip:
    """What one stock gives when all of it is fed, over draws: masses in kg U, work in SWU (ideal and spent).

    `x_tails` is NaN for draws in which the stock is at the target's assay already, or takes no part. `joined_kg_u` is
    what came from the tails of the stock before, part of `fed_kg_u`. `x_fed` is the assay of all that is fed.
    """

    name: str
    fed_kg_u: FloatArray
    x_fed: FloatArray
    x_tails: FloatArray
    product_kg_u: FloatArray
    swu: FloatArray
    spent: FloatArray
    joined_kg_u: FloatArray
    ready_days: FloatArray

    @property
    def tails_kg_u(self) -> FloatArray:
        """What is left of the feed, kg U."""
        return self.fed_kg_u - self.product_kg_u


@dataclass(frozen=True, slots=True, eq=False)
class Piece:
    """A stretch of work on one stock, over draws: begins at `start` on the axis of work, lasts `length` (SWU), gives product.

    `ready_days` matters where there is no work: what is at the target's assay already exists once it can be reached.
    """

    strip: int
    start: FloatArray
    length: FloatArray
    product_kg_u: FloatArray
    ready_days: FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class Campaign:
    """Stocks, ramp and restart worked through, over draws. Times are days from the decision; what never happens is infinite."""

    x_product: float
    strips: tuple[Strip, ...]
    pieces: tuple[Piece, ...]
    ramp: Ramp
    restart_days: FloatArray
    draws: int

    @property
    def product_kg_u(self) -> FloatArray:
        """All product that the stocks give, kg U at the target's assay."""
        return _total(self.strips, "product_kg_u", self.draws)

    @property
    def swu(self) -> FloatArray:
        """Ideal work for all of it, SWU."""
        return _total(self.strips, "swu", self.draws)

    @property
    def spent(self) -> FloatArray:
        """Work spent for all of it (ideal work over eta), SWU."""
        return _total(self.strips, "spent", self.draws)

    def days_to(self, product_kg_u: ArrayLike) -> FloatArray:
        """Days from the decision until so much product exists (a number or one for each draw); infinite where it never does."""
        work, ready = self._work_to(np.asarray(product_kg_u, dtype=np.float64))
        return np.maximum(self._days(work), ready)

    def days_to_all(self) -> FloatArray:
        """Days until everything is stripped; the day on which the restart ends where there is nothing to strip."""
        work, ready = np.zeros(1), self.restart_days
        for piece in self.pieces:
            gives = piece.product_kg_u > 0.0
            # Time rises with work: the piece that ends last on the axis ends last in days.
            work = np.maximum(work, np.where(gives, piece.start + piece.length, 0.0))
            if np.any(piece.ready_days > 0.0):
                ready = np.maximum(ready, np.where(gives & (piece.length == 0.0), piece.ready_days, 0.0))
        return _spread(np.maximum(self._days(work), ready), self.draws)

    def product_by(self, days: ArrayLike) -> FloatArray:
        """Product that exists by a day counted from the decision, kg U: one day, one for each draw, or days of a single draw."""
        at = np.asarray(days, dtype=np.float64)
        if np.any(at < 0.0):
            raise Misuse(f"product by day {float(np.min(at)):g}: days are counted from the decision, from 0 on")
        begun = at >= self.restart_days
        work = self.ramp.work(np.maximum(at - self.restart_days, 0.0))
        found = np.zeros(1)
        for piece in self.pieces:
            with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
                share = np.where(piece.length > 0.0, (work - piece.start) / piece.length, at >= piece.ready_days)
            found = found + piece.product_kg_u * np.clip(share, 0.0, 1.0)
        return _spread(np.where(begun, found, 0.0), max(self.draws, at.size))

    def quantities_by(self, days: ArrayLike, quantity_kg_u: float) -> NDArray[np.int64]:
        """Whole quantities that exist by a day."""
        return np.asarray(np.floor(self.product_by(days) / quantity_kg_u * (1.0 + ROUNDING)), dtype=np.int64)

    def shares_for(self, product_kg_u: ArrayLike) -> tuple[FloatArray, ...]:
        """Of each strip the share that is worked when so much product is taken, 0 to 1; all where it is not reached."""
        wanted = np.asarray(product_kg_u, dtype=np.float64)
        made = np.zeros(1)
        shares = [np.zeros(self.draws) for _ in self.strips]
        for piece in self.pieces:
            whole = self.strips[piece.strip].product_kg_u
            used = np.clip(wanted - made, 0.0, piece.product_kg_u)
            with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
                shares[piece.strip] = shares[piece.strip] + np.where(whole > 0.0, used / whole, 0.0)
            made = made + piece.product_kg_u
        return tuple(_spread(np.minimum(share, 1.0), self.draws) for share in shares)

    def swu_to(self, product_kg_u: ArrayLike) -> FloatArray:
        """Ideal work for so much product, SWU; infinite where it is not reached."""
        shares = self.shares_for(product_kg_u)
        total = sum((s * strip.swu for s, strip in zip(shares, self.strips, strict=True)), np.zeros(self.draws))
        return np.where(self.reaches(product_kg_u), total, np.inf)

    def reaches(self, product_kg_u: ArrayLike) -> NDArray[np.bool_]:
        """True in draws in which the stocks give so much product."""
        return np.asarray(self.product_kg_u >= np.asarray(product_kg_u) * (1.0 - ROUNDING))

    def first_stock(self) -> NDArray[np.int64]:
        """For each draw the place of the first strip that gives product; -1 where none does."""
        found = np.full(self.draws, -1)
        for place in reversed(range(len(self.strips))):
            found = np.where(self.strips[place].product_kg_u > 0.0, place, found)
        return found

    def _work_to(self, wanted: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Where on the axis of work so much product exists, and the day before which what needs no work is not there."""
        made = np.zeros(1)
        work, ready = np.full(self.draws, np.inf), np.zeros(1)
        for piece in self.pieces:
            missing = wanted - made
            made = made + piece.product_kg_u
            # Parts round: the last billionth of a quantity is met by the piece that comes that near.
            meets = (missing > wanted * ROUNDING) & (missing <= piece.product_kg_u + wanted * ROUNDING)
            with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
                share = np.minimum(missing / piece.product_kg_u, 1.0)
                work = np.where(meets, piece.start + piece.length * share, work)
            if np.any(piece.ready_days > 0.0):
                ready = np.where(
                    (made - piece.product_kg_u < wanted) & (piece.length == 0.0) & (piece.product_kg_u > 0.0),
                    np.maximum(ready, piece.ready_days),
                    ready,
                )
        return work, ready

    def _days(self, work: FloatArray) -> FloatArray:
        return _spread(self.restart_days + self.ramp.day(work), self.draws)


def campaign(
    feeds: Sequence[Feed],
    x_product: float,
    ramp: Ramp,
    *,
    rule: TailsRule | None = None,
    restart_days: ArrayLike = 0.0,
    product_kg_u: ArrayLike | None = None,
    tails_join_next: bool = False,
) -> Campaign:
    """Work stocks to a target's assay. The order of the stocks does not matter.

    `product_kg_u` is the product wanted, which only the rule of least work needs. With `tails_join_next` the tails of a
    stock are mixed into the next one wherever they lie above that one's tails, and stocks are worked strictly in order.
    """
    chosen = rule or next_tails()
    restart = _restart(restart_days)
    ordered = _by_assay(feeds)
    draws = max([1, restart.size, ramp.done.shape[-1], *(f.draws for f in ordered), np.size(product_kg_u or 0.0)])
    if chosen.looks_at_all:
        _check_least_work(ordered, product_kg_u, tails_join_next)
        strips = _least_work(ordered, x_product, np.atleast_1d(np.asarray(product_kg_u, dtype=np.float64)))
    else:
        strips = _strips(ordered, x_product, chosen, tails_join_next)
    pieces = _in_order(strips, ramp, restart) if tails_join_next else _by_readiness(strips, ramp, restart)
    return Campaign(x_product, strips, pieces, ramp, restart, draws)


def _check_least_work(feeds: Sequence[Feed], product_kg_u: ArrayLike | None, tails_join_next: bool) -> None:
    if product_kg_u is None or tails_join_next:
        raise Misuse("the rule of least work needs the product that is wanted, and leaves no tails for the next stock")
    if any(f.tails is not None for f in feeds):
        raise Misuse("the rule of least work finds the tails: leave out the tails of the stocks, or take the rule user")


def _restart(days: ArrayLike) -> FloatArray:
    restart = np.atleast_1d(np.asarray(days, dtype=np.float64))
    if not np.all((restart >= 0.0) & np.isfinite(restart)):
        raise Misuse("restart time: give a finite number of days, 0 or more")
    return restart


def _by_assay(feeds: Sequence[Feed]) -> tuple[Feed, ...]:
    """Highest assay first; where uncertain assays overlap, each draw has its own order."""
    ordered = sorted(
        feeds, key=lambda f: (-float(f.assay.max()), -float(f.assay.min()), float(f.ready_days.min()), f.name)
    )
    if all(float(a.assay.min()) >= float(b.assay.max()) for a, b in pairwise(ordered)):
        return tuple(ordered)
    return _sorted_by_draw(ordered)


def _sorted_by_draw(feeds: Sequence[Feed]) -> tuple[Feed, ...]:
    draws = max(f.draws for f in feeds)
    place = np.argsort(-np.stack([_spread(f.assay, draws) for f in feeds]), axis=0, kind="stable")

    def moved(values: list[FloatArray]) -> FloatArray:
        return np.take_along_axis(np.stack([_spread(v, draws) for v in values]), place, axis=0)

    tails = [np.full(1, np.nan) if f.tails is None else f.tails for f in feeds]
    own = moved(tails)
    mass, assay, usable, loss, ready, eta = (
        moved([getattr(f, name) for f in feeds])
        for name in ("mass_kg_u", "assay", "usable", "loss", "ready_days", "eta")
    )
    return tuple(
        Feed(
            f"stock {k + 1} by assay", mass[k], assay[k], usable[k], loss[k], ready[k], eta[k],
            None if np.isnan(own[k]).all() else own[k],
        )
        for k in range(len(feeds))
    )  # fmt: skip


def _strips(feeds: Sequence[Feed], x_product: float, rule: TailsRule, join: bool) -> tuple[Strip, ...]:
    strips: list[Strip] = []
    _check_fixed(feeds, rule)
    for feed in feeds:
        if rule.fixed is not None and feed.tails is None and float(feed.assay.min()) <= rule.fixed:
            # A stock at or below the one tails assay of all cannot be fed; the others can.
            strips.append(_common_strip(feed, x_product, np.full(1, rule.fixed), np.ones(1)))
            continue
        strips.append(_strip(feed, x_product, _tails(rule, feed, x_product), strips[-1] if join and strips else None))
    return tuple(strips)


def _check_fixed(feeds: Sequence[Feed], rule: TailsRule) -> None:
    """One tails assay for all lies below that of at least one stock."""
    highest = max((float(f.assay.max()) for f in feeds if f.tails is None), default=None)
    if rule.fixed is not None and highest is not None and rule.fixed >= highest:
        raise Misuse(
            f"tails of {100 * rule.fixed:g} % for every stock: the highest stock is at {100 * highest:.3g} %, so nothing can "
            f"be fed; lower the tails"
        )


def _tails(rule: TailsRule, feed: Feed, x_product: float) -> FloatArray:
    """The stock's own tails where it has them (not NaN), else those of the rule."""
    if float(feed.assay.min()) >= x_product:
        return np.full(1, np.nan)
    if feed.tails is None:
        return rule.tails_over(feed.assay)
    missing = np.isnan(feed.tails)
    return np.where(missing, rule.tails_over(feed.assay), feed.tails) if missing.any() else feed.tails


def _strip(feed: Feed, x_product: float, tails: FloatArray, before: Strip | None) -> Strip:
    """All of a stock, and of the tails before it that are worth it, worked to product and tails."""
    fed, assay = feed.fed_kg_u, feed.assay
    joined = np.zeros(1)
    if before is not None:
        joined = np.where(before.x_tails > tails, before.tails_kg_u, 0.0)
        total = fed + joined
        with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
            mixed = (fed * assay + np.where(joined > 0.0, joined * before.x_tails, 0.0)) / total
        fed, assay = total, np.where(total > 0.0, mixed, assay)
    enough = assay >= x_product
    if not np.any(enough):
        per_product, work = feed_and_swu_per_product(x_product, assay, tails)
        product = fed / per_product
        swu = product * work
        return Strip(feed.name, fed, assay, tails, product, swu, swu / feed.eta, joined, feed.ready_days)
    per_product, work = feed_and_swu_per_product(
        x_product, np.where(enough, x_product / 2, assay), np.where(enough, x_product / 4, tails)
    )
    product = np.where(enough, fed, fed / per_product)
    swu = np.where(enough, 0.0, product * work)
    x_tails = np.where(enough, np.nan, tails)
    return Strip(feed.name, fed, assay, x_tails, product, swu, swu / feed.eta, joined, feed.ready_days)


def _least_work(feeds: Sequence[Feed], x_product: float, wanted: FloatArray) -> tuple[Strip, ...]:
    ready = sum((np.where(f.assay >= x_product, f.fed_kg_u, 0.0) for f in feeds), np.zeros(1))
    rest = np.maximum(wanted - ready, 0.0)
    below = [(np.where(f.assay < x_product, f.fed_kg_u, 0.0), f.assay) for f in feeds]
    tails = common_tails(below, x_product, rest)
    return tuple(_common_strip(f, x_product, tails, rest) for f in feeds)


def _common_strip(feed: Feed, x_product: float, tails: FloatArray, rest: FloatArray) -> Strip:
    enough = feed.assay >= x_product
    takes_part = ~enough & (feed.assay > tails) & (rest > 0.0)
    safe_x = np.where(takes_part, feed.assay, x_product / 2)
    safe_t = np.where(takes_part, tails, x_product / 4)
    per_product, work = feed_and_swu_per_product(x_product, safe_x, safe_t)
    fed = np.where(takes_part | enough, feed.fed_kg_u, 0.0)
    product = np.where(enough, fed, fed / per_product)
    swu = np.where(takes_part, product * work, 0.0)
    x_tails = np.where(takes_part, tails, np.nan)
    return Strip(feed.name, fed, feed.assay, x_tails, product, swu, swu / feed.eta, np.zeros(1), feed.ready_days)


def _in_order(strips: Sequence[Strip], ramp: Ramp, restart: FloatArray) -> tuple[Piece, ...]:
    """One stock after the other, each not before it is ready."""
    pieces = []
    end = np.zeros(1)
    for place, strip in enumerate(strips):
        start = np.maximum(end, _ready(strip, ramp, restart)) if np.any(strip.ready_days > 0.0) else end
        pieces.append(Piece(place, start, strip.spent, strip.product_kg_u, strip.ready_days))
        end = np.where(strip.product_kg_u > 0.0, start + strip.spent, end)
    return tuple(pieces)


def _by_readiness(strips: Sequence[Strip], ramp: Ramp, restart: FloatArray) -> tuple[Piece, ...]:
    """At any time the machines work on the highest assay that is ready."""
    if not any(np.any(strip.ready_days > restart) for strip in strips):
        return _in_order([replace(strip, ready_days=np.zeros(1)) for strip in strips], ramp, restart)
    ready = [_ready(strip, ramp, restart) for strip in strips]
    draws = max(np.size(r) for r in ready)
    marks = np.sort(np.stack([_spread(r, draws) for r in _distinct(ready)]), axis=0)
    left = [strip.spent for strip in strips]
    given = [np.zeros(draws, dtype=np.bool_) for _ in strips]
    pieces: list[Piece] = []
    for place, mark in enumerate(marks):
        at = mark
        until = marks[place + 1] if place + 1 < len(marks) else np.full(draws, np.inf)
        for k, strip in enumerate(strips):
            here = ready[k] <= mark
            length = np.where(here, np.minimum(left[k], np.maximum(until - at, 0.0)), 0.0)
            product = _product_of(strip, length, here & ~given[k])
            given[k] = given[k] | here
            if np.any(product > 0.0):
                pieces.append(Piece(k, at, length, product, strip.ready_days))
                left[k], at = left[k] - length, at + length
    return tuple(pieces)


def _distinct(arrays: Sequence[FloatArray]) -> list[FloatArray]:
    """Each array once: stocks of one site are ready on the same day."""
    found: list[FloatArray] = []
    for array in arrays:
        if not any(np.array_equal(array, other) for other in found):
            found.append(array)
    return found


def _product_of(strip: Strip, length: FloatArray, first: NDArray[np.bool_]) -> FloatArray:
    """Product of a stretch: in proportion to its work; a stock that needs no work is all there when it is first ready."""
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        by_work = strip.product_kg_u * length / strip.spent
    return np.where(strip.spent > 0.0, by_work, np.where(first, strip.product_kg_u, 0.0))


def _ready(strip: Strip, ramp: Ramp, restart: FloatArray) -> FloatArray:
    return ramp.work(np.maximum(strip.ready_days - restart, 0.0))


def _total(strips: Sequence[Strip], name: str, draws: int) -> FloatArray:
    return _spread(sum((getattr(strip, name) for strip in strips), np.zeros(1)), draws)


def _spread(values: FloatArray, draws: int) -> FloatArray:
    return values if values.shape == (draws,) else np.broadcast_to(values, (draws,))
