"""The form of the answer of `servanda breakout`: results, chances, what carries them, stocks and assumptions."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from servanda.cli.fields import EVIDENCE, QUESTION, Field, Form, Kind, Row, TableForm, Value, significant
from servanda.cli.words import evidence_ids

if TYPE_CHECKING:
    from servanda.core.sample import QuantileEstimate

NEVER = "never"
MANY_DAYS = 36_525.0
"""A hundred years: a longer time is said to be that."""


def days_shown(days: Value) -> str:
    """Days with two or three digits that mean something, or never."""
    if days is None:
        return NEVER
    if not isinstance(days, float):
        return ""
    return "over a century" if days > MANY_DAYS else significant(days, 3 if days >= 100 else 2)


def finite(value: float) -> float | None:
    """A number for a program; null where it is infinite."""
    return value if math.isfinite(value) else None


def _amount(row: Row, key: str) -> str:
    value = row[key]
    return significant(value, 3) if isinstance(value, float) else ""


def _share(row: Row, key: str) -> str:
    value = row[key]
    return f"{100 * value:.3g} %" if isinstance(value, float) else ""


def _percent_of(key: str) -> Callable[[Row], str]:
    return lambda row: _rounded_share(row[key])


def _rounded_share(value: Value) -> str:
    """A share in whole percent, never rounded to none or all."""
    if not isinstance(value, float):
        return ""
    return f"{100 * value:.0f} %" if value in (0.0, 1.0) else f"{min(max(100 * value, 0.1), 99.9):.3g} %"


def _end(row: Row, key: str) -> str:
    value = row[key]
    if not isinstance(value, float):
        return ""
    return str(row["states"]).split("/")[int(value)] if row["states"] else significant(value, 3)


SITES = Field(
    "sites", Kind.TEXT, "`assumed`: struck sites in their assumed states; `intact`: as if nothing had happened", "sites"
)
TARGET = Field("target", Kind.TEXT, "the convention", "target")
QUANTILE = Field(
    "quantile", Kind.NUMBER, "share of the draws at or below, 0 to 1", "quantile", show=lambda r: _share(r, "quantile")
)
NTH = Field("nth", Kind.WHOLE, "which quantity: 1 is the first", "nth")
NAMES = {0.05: "q05", 0.25: "q25", 0.5: "q50", 0.75: "q75", 0.95: "q95"}
"""Keys of the quantiles shown."""


def _quantiles(what: str, show: Callable[[Value], str]) -> tuple[Field, ...]:
    """Five quantiles, the interval of the middle one as text, and the intervals of all for a program."""

    def cell(key: str) -> Callable[[Row], str]:
        return lambda row: show(row[key])

    values = [
        Field(
            key, Kind.NUMBER, f"{100 * p:g} % of the draws have at most this {what}", f"{100 * p:g} %", show=cell(key)
        )
        for p, key in NAMES.items()
    ]
    error = Field(
        "q50_high", Kind.NUMBER, "its upper end", "error of 50 %",
        show=lambda r: f"{show(r['q50_low'])} - {show(r['q50_high'])}", left=True,
    )  # fmt: skip
    low = Field("q50_low", Kind.NUMBER, "lower end of the 95 % interval of the Monte Carlo error of q50")
    others = [
        Field(f"{key}_{end}", Kind.NUMBER, f"{'lower' if end == 'low' else 'upper'} end of the interval of {key}")
        for key in NAMES.values()
        if key != "q50"
        for end in ("low", "high")
    ]
    return (*values, low, error, *others)


RESULTS = TableForm(
    "results",
    "Days to a quantity",
    (
        SITES,
        TARGET,
        Field("target_kg_u", Kind.NUMBER, "what the convention means, kg U at the target's enrichment"),
        NTH,
        *_quantiles("days; null: never", days_shown),
        EVIDENCE,
    ),
    none="no time can be given: no stock with a number, or no separative capacity, is recorded by that day",
)
YIELDS = TableForm(
    "yields",
    "What all counted stocks give, and what it takes",
    (
        SITES,
        TARGET,
        Field(
            "what", Kind.TEXT, "product of all stocks, days for it, work for the first quantity or for one SQ", "what"
        ),
        Field("unit", Kind.TEXT, "its unit", "unit"),
        *_quantiles("amount", lambda v: significant(v, 3) if isinstance(v, float) else "not reached"),
    ),
)
CHANCES = TableForm(
    "chances",
    "Share of draws in which it exists",
    (
        SITES,
        TARGET,
        NTH,
        *(
            Field(key, Kind.NUMBER, f"share of the draws, {words}", words, show=_percent_of(key))
            for key, words in (
                ("within_1", "1 month"),
                ("within_3", "3 months"),
                ("within_6", "6 months"),
                ("within_12", "12 months"),
            )
        ),
        Field("ever", Kind.NUMBER, "share of the draws in which it is ever reached", "ever", show=_percent_of("ever")),
        Field("ever_low", Kind.NUMBER, "lower end of its 95 % interval"),
        Field("ever_high", Kind.NUMBER, "upper end of its 95 % interval"),
    ),
)
_SWING = (
    SITES,
    Field("assumption", Kind.TEXT, "the assumption that is moved, all others at their medians", "assumption", wraps=True,
          least=16),
    Field("states", Kind.TEXT, "words of the values, where they are states"),
    Field("at_low", Kind.NUMBER, "its 5 % quantile, or its first value", "from", show=lambda r: _end(r, "at_low")),
    Field("at_high", Kind.NUMBER, "its 95 % quantile, or its last value", "to", show=lambda r: _end(r, "at_high")),
    Field("days_at_low", Kind.NUMBER, "days with the first; null: never", "days then",
          show=lambda r: days_shown(r["days_at_low"])),
    Field("days_at_high", Kind.NUMBER, "days with the second; null: never", "and then",
          show=lambda r: days_shown(r["days_at_high"])),
    Field("first_order", Kind.NUMBER, "share of the variance of ln T that would go if it were known, 0 to 1", "of the spread",
          show=lambda r: _share(r, "first_order")),
    Field("shift", Kind.NUMBER, "PAWN: how far knowing it moves the distribution, 0 to 1"),
    Field("noise", Kind.NUMBER, "what shift an input without any influence shows in so many draws"),
)  # fmt: skip
CARRIED = TableForm(
    "carried", "What carries the time to the first quantity", _SWING, none="nothing uncertain moves a time"
)
SENSITIVITIES = TableForm("sensitivities", "", tuple(replace(f, head="") for f in _SWING))
BY_MONTH = TableForm(
    "by_month",
    "Quantities by the end of a month",
    (
        SITES,
        TARGET,
        Field("month", Kind.NUMBER, "months from the decision", "month"),
        QUANTILE,
        Field("quantities", Kind.NUMBER, "quantities of the target", "quantities", show=lambda r: _amount(r, "quantities")),
    ),
)  # fmt: skip
MARGIN = TableForm(
    "margin",
    "Margin between knowing and having: days to the quantity, less days to detection and response",
    (
        SITES,
        TARGET,
        QUANTILE,
        Field("margin_days", Kind.NUMBER, "the margin; negative: it exists before it is known; null: it never exists", "days",
              show=lambda r: days_shown(r["margin_days"])),
        Field("in_time", Kind.NUMBER, "share of the draws with a margin above 0", "in time", show=lambda r: _share(r, "in_time")),
    ),
)  # fmt: skip
STOCKS = TableForm(
    "stocks",
    "Stocks",
    (
        Field("stock", Kind.TEXT, "the band in words, and the site where part of it is assumed to lie", "stock",
              wraps=True, least=16),
        Field("mass_kg_u", Kind.NUMBER, "mass, kg U", "kg U", show=lambda r: f"{r['mass_kg_u']:,.1f}"),
        Field("percent_u235", Kind.NUMBER, "mean enrichment as assumed, percent: the middle of its distribution", "% U-235",
              show=lambda r: f"{r['percent_u235']:.3g}"),
        Field("percent_low", Kind.NUMBER, "its 5 % quantile"),
        Field("percent_high", Kind.NUMBER, "its 95 % quantile", "90 % between",
              show=lambda r: f"{r['percent_low']:.3g} - {r['percent_high']:.3g}", left=True),
        Field("form", Kind.TEXT, "chemical form", "form"),
        Field("basis", Kind.TEXT, "for which day the mass is stated, or which part of it", wraps=True),
        Field("evidence", Kind.WORDS, EVIDENCE.meaning, "statements", show=evidence_ids, wraps=True),
    ),
    none="none recorded",
)  # fmt: skip
INPUTS = TableForm(
    "assumptions",
    "Assumptions",
    (
        Field("assumption", Kind.TEXT, "what is uncertain, or assumed to be exact", "assumption", wraps=True, least=14),
        Field("distribution", Kind.TEXT, "its distribution in words", "distribution", wraps=True, least=14),
        Field("unit", Kind.TEXT, "unit", "unit"),
        Field("basis", Kind.TEXT, "on whose authority; `assumed`: nobody's"),
        Field("source", Kind.TEXT, "why this distribution", "why", wraps=True, least=24),
        Field("mark", Kind.TEXT, "`read` or `recalled`; empty: cites no text", "mark", width=90),
        EVIDENCE,
    ),
)  # fmt: skip
FORM = Form(
    "breakout",
    "servanda breakout CASE",
    (
        *QUESTION,
        Field("tails_rule", Kind.TEXT, "how far each stock is stripped"),
        Field("draws", Kind.WHOLE, "Monte Carlo draws"),
        Field("seed", Kind.WHOLE, "their seed: the same seed gives the same numbers"),
        Field("stocks_of", Kind.WORDS, "days for which the stocks are stated"),
        Field("forms", Kind.WORDS, "chemical forms counted"),
        Field("method", Kind.TEXT, "the rule of computation"),
        Field("carried_by", Kind.TEXT, "which assumption carries the answer, in words"),
        Field("cautions", Kind.WORDS, "what must be known before a time is used"),
        Field("gaps", Kind.WORDS, "what was missing, and what stood in for it"),
        Field("detection", Kind.TEXT, "the detection plan of the margin; empty: none was asked for"),
        Field("evidence", Kind.WORDS, "ids of the statements behind the numbers"),
        Field("excludes", Kind.TEXT, "what the result does not contain"),
    ),
    (RESULTS, YIELDS, CHANCES, CARRIED, BY_MONTH, MARGIN, STOCKS, INPUTS, SENSITIVITIES),
    edition=2,
)


def quantile_columns(found: Sequence[QuantileEstimate], factor: float = 1.0) -> dict[str, Value]:
    """The five quantiles with their errors, for a row."""
    row: dict[str, Value] = {}
    for q in found:
        key = NAMES[q.probability]
        row |= {
            key: finite(q.value * factor),
            f"{key}_low": finite(q.low * factor),
            f"{key}_high": finite(q.high * factor),
        }
    return row
