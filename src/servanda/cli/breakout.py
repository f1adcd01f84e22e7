"""`servanda breakout`: yield and time together, from the stocks and the capacity known for the day."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from servanda.cli.arguments import AsCsv, AsJson, AsOf, CaseName, KnownBy, choice, number
from servanda.cli.enrich import TARGET_NAMES, Target
from servanda.cli.fields import EVIDENCE, QUESTION, Document, Field, Form, Kind, Row, TableForm, Value
from servanda.cli.opening import question, question_line, seen
from servanda.cli.output import emit
from servanda.cli.tails import NEXT, RULES, tails_rule
from servanda.cli.words import evidence_ids, pairs, paragraph

if TYPE_CHECKING:
    from collections.abc import Sequence

    from servanda.capability.capacity import CapacityRange
    from servanda.capability.schedule import Outcome, TimeToTarget
    from servanda.case import View

EXAMPLE = "Example: servanda breakout iran --target sq --tails-rule fixed --tails 5"
CAVEAT = (
    "Excludes everything that comes after enrichment, and any stock or plant that the record does not know: "
    "not a forecast, and no statement of intent."
)


def _days(row: Row) -> str:
    days = row["days"]
    return f"{days:,.1f}" if isinstance(days, float) else "none"


RESULTS = TableForm(
    "results",
    "",
    (
        Field("target", Kind.TEXT, "the convention", "target"),
        Field("target_kg_u", Kind.NUMBER, "what the convention means, kg U at the target's enrichment"),
        Field("capacity", Kind.TEXT, "`low`, `nominal` or `high` of the published capacity, or `unknown`", "capacity"),
        Field("swu_per_year", Kind.NUMBER, "that capacity, SWU a year; null: not known", "SWU/yr",
              show=lambda r: _shown(r["swu_per_year"], 0)),
        Field("days", Kind.NUMBER, "days to the target; null: no time can be given, see why_no_time", "days", show=_days),
        Field("swu", Kind.NUMBER, "work for the product taken, SWU", "SWU", show=lambda r: _shown(r["swu"], 0)),
        Field("product_kg_u", Kind.NUMBER, "product taken, kg U at the target's enrichment", "product kg U",
              show=lambda r: _shown(r["product_kg_u"], 2)),
        Field("feed_kg_u", Kind.NUMBER, "feed used for it, kg U", "feed kg U", show=lambda r: _shown(r["feed_kg_u"], 1),
              width=100),
        Field("reached", Kind.FLAG, "true when the counted stocks give the whole target"),
        Field("shortfall_kg_u", Kind.NUMBER, "product missing from the target, kg U; 0 when reached"),
        Field("why_no_time", Kind.TEXT, "why no time is given; empty: one is", "no time because", wraps=True),
        Field("all_product_kg_u", Kind.NUMBER, "what all counted stocks give under the same rules, kg U", "all stocks kg U",
              show=lambda r: _shown(r["all_product_kg_u"], 1), width=90),
        Field("all_swu", Kind.NUMBER, "work for that, SWU"),
        Field("all_days", Kind.NUMBER, "days for that; null: no time can be given", "all stocks days",
              show=lambda r: _shown(r["all_days"], 1), width=90),
        EVIDENCE,
    ),
    none="no stock with a number is recorded by that day",
)  # fmt: skip
STOCKS = TableForm(
    "stocks",
    "Stocks",
    (
        Field("stock", Kind.TEXT, "the band in words", "stock"),
        Field("mass_kg_u", Kind.NUMBER, "mass, kg U", "kg U"),
        Field("percent_u235", Kind.NUMBER, "enrichment assumed, percent", "% U-235"),
        Field("form", Kind.TEXT, "chemical form", "form"),
        Field("day", Kind.DAY, "day for which the mass is stated", "stated for"),
        Field("counted", Kind.FLAG, "false: left out, see why", "counted"),
        Field("why_not", Kind.TEXT, "why a stock is left out", "left out because", wraps=True),
        Field("assumption", Kind.TEXT, "where the enrichment comes from"),
        Field("evidence", Kind.WORDS, EVIDENCE.meaning, "statements", show=evidence_ids),
    ),
    none="none recorded",
)
DRAWS = TableForm(
    "draws",
    "",
    (
        Field("target", Kind.TEXT, "the convention"),
        Field("stock", Kind.TEXT, "the stock drawn from"),
        Field("tails_percent_u235", Kind.NUMBER, "tails, percent; null: the stock is at the target's enrichment"),
        Field("feed_kg_u", Kind.NUMBER, "feed taken from the stock, kg U"),
        Field("product_kg_u", Kind.NUMBER, "product it gives, kg U"),
        Field("swu", Kind.NUMBER, "work, SWU"),
        EVIDENCE,
    ),
)
FORM = Form(
    "breakout",
    "servanda breakout CASE",
    (
        *QUESTION,
        Field("tails_rule", Kind.TEXT, "how far each stock is stripped"),
        Field("eta", Kind.NUMBER, "ideal work over work spent"),
        Field("restart_days", Kind.NUMBER, "days before any work is done"),
        Field("method", Kind.TEXT, "the rule of computation"),
        Field("capacity_label", Kind.TEXT, "what the capacity rests on"),
        Field("capacity_gaps", Kind.WORDS, "what was missing, and what stood in for it"),
        Field(
            "capacity_contradicted_by", Kind.WORDS, "ids of statements which say that the capacity could not be used"
        ),
        Field("capacity_evidence", Kind.WORDS, "ids of the statements behind the capacity"),
        Field("cautions", Kind.WORDS, "what must be known before a time is used"),
        Field("excludes", Kind.TEXT, "what the result does not contain"),
    ),
    (RESULTS, STOCKS, DRAWS),
)


def breakout(
    case: CaseName,
    as_of: AsOf = None,
    known_by: KnownBy = None,
    target: Target = None,
    rule: Annotated[
        str,
        typer.Option(
            "--tails-rule",
            metavar="RULE",
            parser=choice(RULES),
            autocompletion=lambda: list(RULES),
            help="next: tails fall to the next stock's enrichment; fixed or user: as in --tails.",
        ),
    ] = NEXT,
    tails: Annotated[
        list[str] | None,
        typer.Option(
            "--tails", metavar="PERCENT", help="fixed: one percent for all; user: STOCK=TAILS, repeatable (60=20)."
        ),
    ] = None,
    eta: Annotated[
        float, typer.Option("--eta", metavar="SHARE", parser=number, help="Ideal work over work spent, above 0 to 1.")
    ] = 1.0,
    restart_days: Annotated[
        float, typer.Option("--restart-days", metavar="DAYS", parser=number, help="Days before any work is done.")
    ] = 0.0,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """Yield and time to a published quantity. For the low, nominal and high published capacity."""
    from servanda.capability.target import TARGETS

    chosen = tails_rule(rule, tails or [])
    view = seen(case, as_of, known_by)
    targets = (TARGETS[TARGET_NAMES[target]],) if target else tuple(TARGETS.values())
    results = view.breakout(targets, tails_rule=chosen, eta=eta, restart_days=restart_days)
    emit(_document(view, results), as_json=as_json, as_csv=as_csv)


def _document(view: View, results: Sequence[TimeToTarget]) -> Document:
    first = results[0]
    rows = {
        "results": [row for result in results for row in _result_rows(result)] if first.stocks else [],
        "stocks": _stock_rows(first),
        "draws": [row for result in results for row in _draw_rows(result)],
    }
    head = {**question(view), **_head(first)}
    after = ["Assumptions", *pairs(_assumptions(first)), "", paragraph(CAVEAT)]
    before = [
        question_line(view),
        *(line for words in first.cautions for line in ("", paragraph(f"Caution: {words}."))),
    ]
    return Document(FORM, head, rows, before=before, after=after)


def _head(result: TimeToTarget) -> dict[str, Value]:
    capacity = result.capacity
    return {
        "tails_rule": result.tails_rule.words,
        "eta": result.eta,
        "restart_days": result.restart_days,
        "method": result.method,
        "capacity_label": capacity.label if capacity else "",
        "capacity_gaps": capacity.gaps if capacity else (),
        "capacity_contradicted_by": capacity.contradicted_by if capacity else (),
        "capacity_evidence": capacity.evidence if capacity else (),
        "cautions": result.cautions,
        "excludes": CAVEAT,
    }


def _result_rows(result: TimeToTarget) -> list[Row]:
    """One row for each capacity: the low capacity takes the longest."""
    capacity = result.capacity
    if capacity is None:
        return [_result_row(result, "unknown", None, None, None)]
    return [
        _result_row(result, name, swu, _time(result.drawn, bound), _time(result.everything, bound))
        for name, swu, bound in _cases(capacity)
    ]


def _cases(capacity: CapacityRange) -> list[tuple[str, float, str]]:
    return [("low", capacity.low, "high"), ("nominal", capacity.nominal, "value"), ("high", capacity.high, "low")]


def _time(outcome: Outcome, bound: str) -> float | None:
    found = None if outcome.days is None else getattr(outcome.days, bound)
    return found if isinstance(found, float) else None


def _result_row(
    result: TimeToTarget, name: str, swu_per_year: float | None, days: float | None, all_days: float | None
) -> Row:
    return {
        "target": result.target.name,
        "target_kg_u": result.target.mass_kg_u,
        "capacity": name,
        "swu_per_year": swu_per_year,
        "days": days,
        "swu": result.drawn.swu,
        "product_kg_u": result.drawn.product_kg_u,
        "feed_kg_u": result.drawn.feed_kg_u,
        "reached": result.reached,
        "shortfall_kg_u": result.shortfall_kg_u,
        "why_no_time": result.why_no_time,
        "all_product_kg_u": result.everything.product_kg_u,
        "all_swu": result.everything.swu,
        "all_days": all_days,
        "evidence": result.evidence,
    }


def _stock_rows(result: TimeToTarget) -> list[Row]:
    left_out = {left.stock: left.why for left in result.left_out}
    return [
        {
            "stock": stock.name,
            "mass_kg_u": stock.mass_kg_u,
            "percent_u235": 100 * stock.assay,
            "form": stock.form,
            "day": stock.day,
            "counted": stock not in left_out,
            "why_not": left_out.get(stock, ""),
            "assumption": stock.assumption,
            "evidence": stock.evidence,
        }
        for stock in result.stocks
    ]


def _draw_rows(result: TimeToTarget) -> list[Row]:
    return [
        {
            "target": result.target.name,
            "stock": draw.stock.name,
            "tails_percent_u235": None if draw.x_tails is None else 100 * draw.x_tails,
            "feed_kg_u": draw.feed_kg_u,
            "product_kg_u": draw.product_kg_u,
            "swu": draw.swu,
            "evidence": draw.stock.evidence,
        }
        for draw in result.drawn.draws
    ]


def _assumptions(result: TimeToTarget) -> list[tuple[str, str | Sequence[str]]]:
    return [
        *_capacity_lines(result.capacity),
        ("  enrichment", tuple(dict.fromkeys(stock.assumption for stock in result.stocks))),
        ("  forms counted", ", ".join(result.forms)),
        ("  tails", result.tails_rule.words),
        ("  efficiency", f"{result.eta:g} (ideal work over work spent)"),
        ("  restart", f"{result.restart_days:g} days"),
        ("  method", result.method),
    ]  # fmt: skip


def _capacity_lines(capacity: CapacityRange | None) -> list[tuple[str, str | Sequence[str]]]:
    if capacity is None:
        return [("  capacity", "not known: no count of machines and no published sum by that day")]
    return [
        ("  capacity", capacity.label),
        ("  counted", f"{capacity.days[0]} to {capacity.days[-1]}" if capacity.days else ""),
        ("  gaps", capacity.gaps),
        ("  contradicted by", " ".join(capacity.contradicted_by)),
        ("  statements", " ".join(capacity.evidence)),
    ]


def _shown(value: Value, digits: int) -> str:
    return f"{value:,.{digits}f}" if isinstance(value, float) else ""
