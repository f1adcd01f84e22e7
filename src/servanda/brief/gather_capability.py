"""What could be done with what may exist: time to each published target, with every assumption beside it."""

from __future__ import annotations

from collections.abc import Sequence

from servanda.brief.figures import computed, recalled, said
from servanda.brief.parts import Figure, Margin, MarginCell, Stock
from servanda.capability.capacity import CapacityRange
from servanda.capability.schedule import TimeToTarget
from servanda.case.view import View
from servanda.core.quantity import number
from servanda.evidence.statement import Statement

EXCLUDES = (
    "These are times to a quantity of uranium at an enrichment, from named stocks and a named capacity. They leave out "
    "everything that comes after, say nothing about intent, and are not a forecast: the stocks would have to be "
    "reachable and the machines usable."
)
NO_STOCK = (
    "No enriched uranium stock is known for the day, so no time can be given; a stock stated by the Agency or the "
    "State is needed."
)
CAPACITIES = ("low", "nominal", "high")


def gather_margins(views: Sequence[View]) -> tuple[MarginCell, ...]:
    """One cell per state of knowledge."""
    return tuple(_cell(view) for view in views)


def _cell(view: View) -> MarginCell:
    chosen = sorted(view.stocks(), key=lambda choice: -choice.stock.assay)
    stocks = tuple(_stock(c.choice.chosen, c.stock.name, c.stock.assay) for c in chosen)
    if not stocks:
        return MarginCell(missing=(NO_STOCK,))
    results = view.breakout()
    marks = {i: view.case.record.by_id[i] for r in results for i in r.evidence if i in view.case.record.by_id}
    margins = tuple(m for r in results for m in _margins(r, marks))
    missing = (
        ()
        if results and results[0].capacity
        else ("No separative capacity is known: yields are given, times are not.",)
    )
    return MarginCell(stocks, margins, _assumptions(results), _gaps(results), missing)


def _stock(statement: Statement, name: str, assay: float) -> Stock:
    amount = said(statement)
    figure = Figure(
        amount, (statement.id,), "", float(statement.value or 0), "kg_U", statement.of_day.text, statement.basis.value,
        recalled([statement]),
    )  # fmt: skip
    return Stock(f"{name}, as {statement.form}", figure, f"{assay * 100:g} %")


def _margins(result: TimeToTarget, known: dict[str, Statement]) -> list[Margin]:
    evidence = result.evidence
    mark = recalled([known[i] for i in evidence if i in known])
    product = result.everything.product_kg_u
    made = computed(f"{number(round(product, 1))} kg U", product, "kg_U", "time-to-target", evidence, mark)
    work = computed(f"{number(round(result.drawn.swu))} SWU", result.drawn.swu, "SWU", "time-to-target", evidence, mark)
    target = result.target.name
    if result.capacity is None or result.days is None:
        return [Margin(target, "not known", None, None, made, work, result.why_no_time)]
    days = {"low": result.days.high, "nominal": result.days.value, "high": result.days.low}
    return [
        Margin(target, name, _rate(result.capacity, name, mark), _days(days[name], evidence, mark), made, work)
        for name in CAPACITIES
    ]


def _rate(capacity: CapacityRange, name: str, mark: str) -> Figure:
    value = float(getattr(capacity, name))
    return computed(f"{number(round(value))} SWU/yr", value, "SWU_per_year", "capacity", capacity.evidence, mark)


def _days(days: float | None, evidence: tuple[str, ...], mark: str) -> Figure | None:
    if days is None or days == float("inf"):
        return None
    shown = (
        f"{days:.1g}"
        if days < 0.1
        else f"{days:.2f}"
        if days < 1
        else f"{days:.1f}"
        if days < 10
        else number(round(days))
    )
    return computed(f"{shown} days", days, "days", "time-to-target", evidence, mark)


def _assumptions(results: Sequence[TimeToTarget]) -> tuple[str, ...]:
    if not results:
        return ()
    first = results[0]
    said = [
        *(f"Caution: {words}." for words in dict.fromkeys(c for r in results for c in r.cautions)),
        *(f"Target: {r.target.words}." for r in results),
        f"Method: {first.method}.",
        f"Tails: {first.tails_rule.words}.",
        *dict.fromkeys(f"Stocks: {s.assumption}." for s in first.stocks),
        f"Chemical forms counted: {', '.join(first.forms)}.",
        *(f"Left out: {left.stock.words}: {left.why}." for left in first.left_out),
        f"Restart time {number(first.restart_days)} days; work efficiency {number(first.eta)}.",
    ]
    if first.capacity is not None:
        said.append(f"Capacity: {first.capacity.words}.")
    return tuple(said)


def _gaps(results: Sequence[TimeToTarget]) -> tuple[str, ...]:
    capacity = results[0].capacity if results else None
    return () if capacity is None else tuple(f"{gap}." for gap in capacity.gaps)
