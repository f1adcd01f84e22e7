"""The document of `servanda value`: which tables it has, and what each key means."""

from __future__ import annotations

from servanda.cli.fields import EVIDENCE, QUESTION, Field, Form, Kind, Row, TableForm, Value, significant


def percent(value: Value) -> str:
    """A share as percent."""
    if not isinstance(value, float):
        return ""
    if value > 0.99:
        return "over 99 %"
    return f"{100 * value:.0f} %" if value >= 0.095 else f"{100 * value:.1f} %"


def _share(row: Row) -> str:
    return "nothing" if row["is_nothing"] else percent(row["share_removed"])


def _per_day(row: Row) -> str:
    value = row["share_per_day"]
    return "" if row["is_nothing"] or not isinstance(value, float) else f"{100 * value:.2g} %"


def _span(row: Row) -> str:
    """The interval as it is expected to become."""
    return "" if row["is_nothing"] else str(row["interval_after_says"])


def _upper(row: Row) -> str:
    return "" if row["is_nothing"] else _three(row["upper_after"])


def _three(value: Value) -> str:
    return significant(value, 3) if isinstance(value, float) else ""


def _saves(row: Row) -> str:
    value, error = row["loss_saved"], row["loss_saved_error"]
    if not isinstance(value, float) or not isinstance(error, float):
        return ""
    return _three(value) if value > 2 * error else "nothing"


SAVED = Field(
    "loss_saved", Kind.NUMBER, "expected loss saved, in the unit of the losses given; null: no losses given", "saves",
    show=_saves,
)  # fmt: skip


_NARROWING = (
    Field("share_removed", Kind.NUMBER, "share of the answer's variance expected to be removed (of the logarithm for times)",
          "removes", show=_share, left=True),
    Field("share_error", Kind.NUMBER, "its standard error, Monte Carlo"),
    Field("is_nothing", Kind.FLAG, "true: the share cannot be told from 0"),
    Field("interval_now", Kind.NUMBER, "width of the 5 to 95 % interval now: kg U, or the factor between its ends for a time"),
    Field("interval_after", Kind.NUMBER, "the same as expected afterwards"),
    Field("interval_error", Kind.NUMBER, "standard error of the expected width, kg U, or of its logarithm for a time"),
    Field("interval_after_says", Kind.TEXT, "the expected width in words", "interval then", show=_span, width=100),
    Field("upper_now", Kind.NUMBER, "upper end (95 %) of the answer now, in its unit"),
    Field("upper_after", Kind.NUMBER, "upper end as expected afterwards (geometric mean for a time)", "upper end then",
          show=_upper, width=100),
    Field("conclusion_changes", Kind.NUMBER, "probability that the conclusion changes; null: the answer has none",
          "conclusion changes", show=lambda row: percent(row["conclusion_changes"]), width=90),
    Field("conclusion_changes_low", Kind.NUMBER, "the same, counting only clear changes"),
    Field("conclusion_changes_high", Kind.NUMBER, "the same, counting all that is not clearly unchanged"),
)  # fmt: skip

ANSWER = Field("answer", Kind.TEXT, "`time`: to one quantity; `stock`: of the highest band that may exist", "answer")
VISITS = TableForm(
    "visits",
    "What each inspection is expected to tell, the most for an inspector-day first",
    (
        ANSWER,
        Field("visit", Kind.TEXT, "the inspection", "inspection", least=20, wraps=True),
        Field("kind", Kind.TEXT, "its kind"),
        Field("site", Kind.TEXT, "code of the site; empty: none"),
        Field("inspector_days", Kind.NUMBER, "its effort", "inspector-days"),
        Field("success", Kind.NUMBER, "probability that it brings data"),
        Field("observes", Kind.TEXT, "what it observes of this answer and how well"),
        *_NARROWING[:1],
        Field("share_per_day", Kind.NUMBER, "share removed for an inspector-day", "for a day", show=_per_day, left=True),
        *_NARROWING[1:],
        SAVED,
        Field("loss_saved_error", Kind.NUMBER, "its standard error"),
        Field("loss_saved_at_most", Kind.NUMBER, "what knowing exactly what it is about would save; null: no losses given"),
        Field("bound_share", Kind.NUMBER, "share that knowing exactly what it is about would remove"),
        Field("source", Kind.TEXT, "where days and accuracies come from"),
    ),
    none="no inspection tells anything",
)  # fmt: skip
INPUTS = TableForm(
    "inputs",
    "What would be known if one thing were known exactly",
    (
        ANSWER,
        Field("input", Kind.TEXT, "the input, or all that is uncertain about one site", "input", least=20, wraps=True),
        Field("spread", Kind.TEXT, "how uncertain it is: 5 to 95 %, or probabilities", "now", least=16, wraps=True),
        *_NARROWING,
        Field("carries_nothing", Kind.FLAG, "true: uncertain, and knowing it exactly would remove less than 1 %"),
        SAVED,
        Field("loss_saved_error", Kind.NUMBER, "its standard error"),
    ),
    none="nothing is uncertain",
)
ORDER = TableForm(
    "order",
    "An order: each time the inspection that adds most for a day, given those before",
    (
        ANSWER,
        Field("step", Kind.WHOLE, "place in the order, from 1", "step"),
        Field("visit", Kind.TEXT, "the inspection", "inspection", least=20, wraps=True),
        Field("adds", Kind.NUMBER, "share of variance that it adds", "adds", show=lambda r: percent(r["adds"])),
        Field("together", Kind.NUMBER, "share removed so far", "together", show=lambda r: percent(r["together"])),
        Field("together_error", Kind.NUMBER, "its standard error"),
        Field("inspector_days", Kind.NUMBER, "inspector-days so far", "inspector-days"),
    ),
    none="",
)
PAIRS = TableForm(
    "pairs",
    "Pairs that do more, or less, together than alone",
    (
        ANSWER,
        Field("first", Kind.TEXT, "one inspection", "inspection", least=18, wraps=True),
        Field("second", Kind.TEXT, "the other", "with", least=18, wraps=True),
        Field("together", Kind.NUMBER, "share of variance removed by both", "together", show=lambda r: percent(r["together"])),
        Field("together_error", Kind.NUMBER, "its standard error"),
        Field("beyond", Kind.NUMBER, "share beyond the sum of both alone; negative: they overlap", "beyond alone",
              show=lambda r: f"{100 * r['beyond']:+.1f} %" if isinstance(r["beyond"], float) else ""),
        Field("inspector_days", Kind.NUMBER, "inspector-days of both", "inspector-days", width=90),
    ),
    none="",
)  # fmt: skip
ANSWERS = TableForm(
    "answers",
    "",
    (
        ANSWER,
        Field("name", Kind.TEXT, "the answer in words", "now", least=16, wraps=True),
        Field("unit", Kind.TEXT, "its unit", "unit"),
        Field("q05", Kind.NUMBER, "5 % quantile; null: never", "5 %", show=lambda r: _three(r["q05"])),
        Field("q50", Kind.NUMBER, "median; null: never", "median", show=lambda r: _three(r["q50"])),
        Field("q95", Kind.NUMBER, "95 % quantile; null: never", "95 %", show=lambda r: _three(r["q95"])),
        Field("never", Kind.NUMBER, "share of draws beyond ten years or never"),
        Field("conclusion", Kind.TEXT, "the conclusion that can change; empty: none", "conclusion"),
        Field("probability", Kind.NUMBER, "its probability now; null: none"),
        Field("prior_loss", Kind.NUMBER, "expected loss of the best action now; null: no losses given"),
        Field("prior_action", Kind.TEXT, "that action"),
        Field("perfect_information", Kind.NUMBER, "loss that knowing everything would save; null: no losses given"),
        Field("perfect_information_error", Kind.NUMBER, "its standard error"),
        Field("silent", Kind.WORDS, "inspections that observe nothing of this answer"),
        Field("assumptions", Kind.WORDS, "what the draws assume"),
        EVIDENCE,
    ),
    none="no answer can be drawn",
)  # fmt: skip
FORM = Form(
    "value",
    "servanda value CASE",
    (
        *QUESTION,
        Field("target", Kind.TEXT, "the quantity, by its convention"),
        Field("within_days", Kind.NUMBER, "days of the conclusion"),
        Field("draws", Kind.WHOLE, "Monte Carlo draws"),
        Field("seed", Kind.WHOLE, "their seed"),
        Field("act_loss", Kind.NUMBER, "loss of acting, as given; null: none"),
        Field("wait_loss", Kind.NUMBER, "loss of waiting if the quantity exists in time, as given; null: none"),
        Field("missing", Kind.WORDS, "what was missing or left out"),
        Field("method", Kind.TEXT, "how values are computed"),
    ),
    (VISITS, ANSWERS, ORDER, PAIRS, INPUTS),
)
