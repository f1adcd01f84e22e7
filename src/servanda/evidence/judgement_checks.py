"""What can be wrong in one row of judgements: each check gives findings that say what to write instead."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from itertools import pairwise

from servanda.core.finding import Finding
from servanda.core.names import Basis, Mark
from servanda.core.period import parse_day
from servanda.core.question import RESTORED, Question
from servanda.core.table import Row

QUANTILES = ("q05", "q50", "q95")
RANGE = ("result_low", "result", "result_high")
NUMBERS = (
    "month_n", *RANGE, "wgu_per_weapon_kg", "stock_60_kg_u", "stock_20_kg_u", "stock_5_kg_u", "stock_2_kg_u",
    "capacity_swu_per_yr", *QUANTILES,
)  # fmt: skip
TIME_UNITS = ("days", "weeks", "months", "years")
COUNT_UNITS = ("weapons", "kg")
RULE = "a judgement names who made it, when, about which quantity, and its source"
RULE_POOL = "judgements about different questions are never pooled, so each names its own"
RULE_NUMBERS = "what was judged stands in one unit, from low to high"
RULE_WORDS = "numbers made from words are the encoder's: the words, the rule and the encoder stand beside them"


def check_row(row: Row) -> list[Finding]:
    """Everything wrong in one row; numbers are compared once each of them is a number."""
    found = [*_who(row), *_closed(row), *_bad_numbers(row)]
    if any(f.name == "judgement-bad-number" for f in found):
        return found
    return [*found, *_order(row), *_quantiles(row), *_units(row), *_words(row), *_capacity(row)]


def _who(row: Row) -> Iterator[Finding]:
    for column in ("id", "publisher", "source"):
        if not row[column]:
            yield row.finding(f"judgement-without-{column}", column, f"the {column}", RULE, f"write the {column}")
    if parse_day(row["estimate_date"]) is None:
        yield row.finding("judgement-bad-date", "estimate_date", "a day YYYY-MM-DD", RULE, "write the day")
    for column, what in (
        ("counted_from", "the day the time runs from"),
        ("confidence_on", "the day on which the confidence became public"),
    ):
        if row[column] and parse_day(row[column]) is None:
            yield row.finding("judgement-bad-date", column, "a day YYYY-MM-DD, or nothing", RULE, f"write {what}")


def _closed(row: Row) -> Iterator[Finding]:
    if not row["first_or_month"]:
        yield row.finding(
            "judgement-without-question",
            "first_or_month",
            f"one of {', '.join(Question)}",
            RULE_POOL,
            "write the quantity of interest; where the words leave it open, choose one and say why in read_as",
        )
    for column, words in (("first_or_month", tuple(Question)), ("basis", tuple(Basis)), ("mark", tuple(Mark))):
        if row[column] not in words and (row[column] or column != "first_or_month"):
            yield row.finding(
                f"judgement-bad-{column.replace('_', '-')}",
                column,
                f"one of {', '.join(words)}",
                RULE,
                "write one of the expected words",
            )


def _bad_numbers(row: Row) -> Iterator[Finding]:
    for column in NUMBERS:
        if row[column] and not _finite(row[column]):
            yield row.finding(
                "judgement-bad-number", column, "a finite number", RULE, "write a number, or leave the cell empty"
            )
        elif row[column] and Decimal(row[column]) < 0:
            yield row.finding(
                "judgement-negative", column, "0 or more", RULE_NUMBERS, "write the time or amount without a sign"
            )


def _order(row: Row) -> Iterator[Finding]:
    for columns, strict in ((RANGE, False), (QUANTILES, True)):
        stated = [(column, Decimal(row[column])) for column in columns if row[column]]
        for (low, a), (high, b) in pairwise(stated):
            if a > b or (strict and a == b):
                yield row.finding(
                    "judgement-out-of-order",
                    high,
                    f"{'above' if strict else 'at least'} the {low} of {a}",
                    RULE_NUMBERS,
                    f"put the numbers in order: {', '.join(columns)} from low to high",
                )


def _quantiles(row: Row) -> Iterator[Finding]:
    stated = [column for column in QUANTILES if row[column]]
    if stated and len(stated) < len(QUANTILES):
        missing = next(column for column in QUANTILES if not row[column])
        yield row.finding(
            "judgement-half-quantiles",
            missing,
            "all of q05, q50, q95",
            RULE_NUMBERS,
            "write the missing quantile, or state a range in result_low and result_high",
        )
    if row["q05"] and Decimal(row["q05"]) == 0:
        yield row.finding(
            "judgement-zero-quantile",
            "q05",
            "a number above 0",
            RULE_NUMBERS,
            "write the shortest time thought possible",
        )


def _units(row: Row) -> Iterator[Finding]:
    if row["first_or_month"] not in tuple(Question) or not any(row[c] for c in (*RANGE, *QUANTILES)):
        return
    expected = TIME_UNITS if Question(row["first_or_month"]).is_time else COUNT_UNITS
    if row["result_unit"] not in expected:
        yield row.finding(
            "judgement-bad-unit",
            "result_unit",
            f"one of {', '.join(expected)}",
            RULE_NUMBERS,
            f"write the unit of the numbers; {row['first_or_month']} is answered in {' or '.join(expected)}",
        )


def _words(row: Row) -> Iterator[Finding]:
    if not row["encoding"]:
        return
    if any(row[c] for c in (*RANGE, *QUANTILES)):
        yield row.finding(
            "judgement-encoded-twice",
            "encoding",
            "nothing, since numbers are stated",
            RULE_WORDS,
            "leave the rule out, or leave the numbers out when only words were said",
        )
    kind = row["first_or_month"]
    if kind in tuple(Question) and not (Question(kind).in_scope and Question(kind).is_time):
        yield row.finding(
            "judgement-encoding-of-no-time",
            "encoding",
            f"nothing, since {kind} is {'no time' if Question(kind).in_scope else 'never turned into numbers'}",
            RULE_WORDS,
            "leave the rule out: the words are shown as said",
        )
    for column, what in (("result_text", "the words that were said"), ("encoder", "who applied the rule")):
        if not row[column]:
            yield row.finding(f"judgement-encoding-without-{column}", column, what, RULE_WORDS, f"write {what}")


def _capacity(row: Row) -> Iterator[Finding]:
    if row["first_or_month"] == Question.SWU_RESTORED and not row["capacity_swu_per_yr"]:
        yield row.finding(
            "judgement-without-capacity",
            "capacity_swu_per_yr",
            "the capacity in SWU a year whose return was judged",
            RULE_POOL,
            "write the SWU a year, or pre_strike_capacity as the question when none was stated",
        )
    if row["first_or_month"] in RESTORED and not row["counted_from"]:
        yield row.finding(
            "judgement-without-start",
            "counted_from",
            "the day from which the time runs",
            RULE_POOL,
            "write the day of the event (YYYY-MM-DD); a time to restore something has a beginning",
        )


def _finite(cell: str) -> bool:
    try:
        return Decimal(cell).is_finite()
    except InvalidOperation:
        return False
