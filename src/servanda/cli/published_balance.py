"""`servanda invert`: the tails, capacity, efficiency and restart that make a stated figure true, without a case."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from servanda.cli.arguments import AsCsv, AsJson, number
from servanda.cli.fields import Document, Field, Form, Kind, Row, TableForm, Value, significant
from servanda.cli.output import emit
from servanda.cli.published_forms import ASSUMED, needed_fields, needed_row
from servanda.cli.words import paragraph
from servanda.core.finding import Misuse

if TYPE_CHECKING:
    from servanda.capability.invert import Question
    from servanda.capability.invert_balance import Plan

EXAMPLE = "Example: servanda invert --stock 408.6@60 --product 233 --days 21 --capacity 9000 --tails 20"

FORM = Form(
    "invert",
    "servanda invert",
    (
        Field("asked", Kind.TEXT, "the figure in words"),
        Field("unit", Kind.TEXT, "its unit: days, or kg U where only masses were given"),
        Field("figure_low", Kind.NUMBER, "lower end of the figure"),
        Field("figure_high", Kind.NUMBER, "upper end; equal where one number was given"),
        Field("as_assumed", Kind.NUMBER, "the figure with every assumption as typed; null: never reached"),
    ),
    (
        TableForm(
            "assumptions",
            "What would have to be true: each alone, the others as typed",
            (
                *(f for f in ASSUMED if f.key in ("assumption", "unit")),
                Field("assumed", Kind.NUMBER, "value as typed", "as typed", left=True,
                      show=lambda row: f"{significant(_float(row['assumed']), 4)} {row['unit']}".rstrip()),
                *needed_fields(),
            ),
        ),
    ),
)  # fmt: skip


def _float(value: object) -> float:
    return float(value) if isinstance(value, int | float) else 0.0


def invert(
    stock: Annotated[
        list[str],
        typer.Option(
            "--stock", metavar="KG@PERCENT", help="A stock, kg U at percent U-235; repeat for several, highest first."
        ),
    ],
    product: Annotated[
        float, typer.Option("--product", metavar="KG", parser=number, help="The product at 90 %, kg of uranium.")
    ] = 25.0,
    days: Annotated[
        str | None, typer.Option("--days", metavar="DAYS", help="The time stated, or its range, such as 2-3.")
    ] = None,
    months: Annotated[str | None, typer.Option("--months", metavar="MONTHS", help="The same in months.")] = None,
    capacity: Annotated[
        float | None, typer.Option("--capacity", metavar="SWU", parser=number, help="Capacity, SWU a year.")
    ] = None,
    tails: Annotated[
        float, typer.Option("--tails", metavar="PERCENT", parser=number, help="Tails of the first stock.")
    ] = 0.711,
    eta: Annotated[
        float, typer.Option("--eta", metavar="SHARE", parser=number, help="Ideal work over work spent.")
    ] = 1.0,
    restart_days: Annotated[
        float, typer.Option("--restart-days", metavar="DAYS", parser=number, help="Days before any work is done.")
    ] = 0.0,
    added_per_month: Annotated[
        float,
        typer.Option("--added-per-month", metavar="SWU", parser=number, help="SWU a year that are added each month."),
    ] = 0.0,
    most_added: Annotated[
        float | None,
        typer.Option("--most-added", metavar="SWU", parser=number, help="SWU a year that are added at most."),
    ] = None,
    use_natural: Annotated[
        bool, typer.Option("--natural", help="Natural uranium is fed when the stocks are used up.")
    ] = False,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """What tails, capacity, efficiency and restart make a stated figure true. Without a time: the tails that two masses imply."""
    from servanda.capability.invert_balance import mass_question, time_question

    stocks = [_stock(text) for text in stock]
    if days is None and months is None:
        if len(stocks) != 1:
            raise Misuse("without --days or --months all of one stock becomes the product: give one --stock")
        question = mass_question("the masses", *stocks[0], product, tails / 100)
    else:
        span = _span(days, months)
        if capacity is None:
            raise Misuse("a time needs --capacity SWU, the SWU a year as stated or guessed")
        question = time_question(
            _plan(stocks, product, span, capacity, tails, eta, restart_days, added_per_month, most_added,
                  use_natural)
        )  # fmt: skip
    emit(_document(question, stocks, product), as_json=as_json, as_csv=as_csv)


def _plan(
    stocks: list[tuple[float, float]], product: float, span: tuple[float, float], capacity: float, tails: float, eta: float,
    restart_days: float, added_per_month: float, most_added: float | None, use_natural: bool,
) -> Plan:  # fmt: skip
    from math import inf

    from servanda.capability.invert_balance import Plan

    if not (0.0 < eta <= 1.0 and restart_days >= 0.0 and added_per_month >= 0.0 and capacity > 0.0 and product > 0.0):
        raise Misuse(
            "--eta lies above 0 and at most at 1, --restart-days and --added-per-month from 0 on, --capacity and --product "
            "above 0"
        )
    if not 0.0 < tails / 100 < stocks[0][1]:
        raise Misuse(f"--tails {tails:g}: percent above 0 and below the first stock's {100 * stocks[0][1]:g}")
    most = inf if most_added is None else most_added
    return Plan(
        "the time", stocks, product, span, capacity, tails / 100, eta, restart_days, added_per_month, most, use_natural
    )


def _stock(text: str) -> tuple[float, float]:
    mass, sign, percent = text.partition("@")
    try:
        found = float(mass), float(percent)
    except ValueError:
        found = -1.0, -1.0
    if not sign or not (found[0] > 0 and 0.1 < found[1] < 90):
        raise Misuse(f"--stock {text!r}: write KG@PERCENT with an enrichment below 90 %, such as 408.6@60")
    return found[0], found[1] / 100


def _span(days: str | None, months: str | None) -> tuple[float, float]:
    from servanda.capability.ramp import DAYS_PER_MONTH

    if days is not None and months is not None:
        raise Misuse("--days and --months at once: choose one of them")
    text, size = (days, 1.0) if days is not None else (months or "", DAYS_PER_MONTH)
    low, _, high = text.partition("-")
    try:
        ends = float(low) * size, float(high or low) * size
    except ValueError:
        ends = 0.0, 0.0
    if not 0.0 < ends[0] <= ends[1]:
        raise Misuse(f"the time {text!r}: write a number above 0, or a range such as 3.1-4.6, the shorter end first")
    return ends


def _document(question: Question, stocks: list[tuple[float, float]], product: float) -> Document:
    from servanda.capability.invert import all_needed

    rows: list[Row] = [needed_row(n) for n in all_needed(question)]
    held = " and ".join(f"{mass:,g} kg U at {100 * x:g} %" for mass, x in stocks)
    ends = [significant(e, 4) for e in (question.low, question.high)]
    figure = ends[0] if ends[0] == ends[1] else f"{ends[0]} to {ends[1]}"
    what = f"{held} to {product:g} kg U at 90 %"
    asked = f"{what}: {figure} {question.unit}" if question.unit == "days" else f"all of {what}"
    value = question.as_assumed
    head: dict[str, Value] = {
        "asked": asked, "unit": question.unit, "figure_low": question.low, "figure_high": question.high,
        "as_assumed": value if value < float("inf") else None,
    }  # fmt: skip
    said = f"{significant(value, 4)} {question.unit}" if value < float("inf") else "the product is never reached"
    return Document(FORM, head, {"assumptions": rows}, before=[paragraph(f"{asked}. As typed: {said}.")])
