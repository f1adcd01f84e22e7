"""A published time or amount, as a reader finds it: who said which figure, for which quantity, with which inputs.

In goes a row with the columns in which such figures are collected; out comes a `Publication` whose figure is in days, in
quantities or in kg U, whatever unit was printed. What was not published stays None. Nothing is computed here.
Months are twelfths of 365.25 days (as in `ramp`), weeks seven days.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from math import isfinite

from servanda.capability.ramp import DAYS_PER_MONTH
from servanda.core.finding import Finding
from servanda.core.period import parse_day
from servanda.core.table import Columns, Row, read_table

PUBLICATION_COLUMNS = Columns(
    required=("estimate_date", "publisher", "first_or_month", "result_unit"),
    optional=(
        "id", "quarter", "scenario", "month_n", "result_low", "result", "result_high", "result_text",
        "wgu_per_weapon_kg", "wgu_definition", "stock_as_of", "stock_60_kg_u", "stock_20_kg_u", "stock_5_kg_u",
        "stock_2_kg_u", "stock_inputs_status", "capacity_swu_per_yr", "capacity_text", "tails", "basis", "note",
        "source", "source_url", "source_date", "status", "mark",
    ),
)  # fmt: skip
"""Columns of a file of published times; a file needs the required ones and those that it fills."""

TIME_QUESTIONS = ("first", "time_to_nth")
AMOUNT_QUESTIONS = {"weapons_by_month": DAYS_PER_MONTH, "weapons_by_week": 7.0, "wgu_kg_by_week": 7.0}
"""Questions for an amount by a time; `month_n` counts months or weeks of so many days."""
QUESTIONS = (*TIME_QUESTIONS, *AMOUNT_QUESTIONS)
DAYS_IN = {"days": 1.0, "weeks": 7.0, "months": DAYS_PER_MONTH}
AMOUNT_UNITS = {"weapons_by_month": "weapons", "weapons_by_week": "weapons", "wgu_kg_by_week": "kg"}
SAME_UNIT = {
    "day": "days", "week": "weeks", "month": "months", "weapon": "weapons", "quantities": "weapons", "kg_U": "kg",
    "kg_u": "kg", "kg U": "kg", "kg_WGU": "kg", "kg_wgu": "kg", "kg WGU": "kg",
}  # fmt: skip
"""Units as some write them, and the word used here."""
STOCKS = {
    "stock_60_kg_u": "up_to_60",
    "stock_20_kg_u": "up_to_20",
    "stock_5_kg_u": "up_to_5",
    "stock_2_kg_u": "up_to_2",
}
NUMBERS = (
    "month_n", "result_low", "result", "result_high", "wgu_per_weapon_kg", "capacity_swu_per_yr", *STOCKS,
)  # fmt: skip
RULE = "a published time names its day, publisher, question, figure and unit; inputs that were not published stay empty"


@dataclass(frozen=True, slots=True)
class Figure:
    """What was printed, in days, quantities or kg U: `low` and `high` where they were printed, `value` where a number was."""

    low: float | None
    value: float | None
    high: float | None

    @property
    def is_stated(self) -> bool:
        """True when any number was printed."""
        return self.middle is not None

    @property
    def middle(self) -> float | None:
        """The number to compare with: the value, else the middle of a printed range, else the bound that stands alone.

        A bound that stands alone ("somewhat less than four months") is read as a figure near it, which is the strict reading.
        """
        if self.value is not None:
            return self.value
        if self.low is not None and self.high is not None:
            return (self.low + self.high) / 2
        return self.low if self.low is not None else self.high

    @property
    def bound(self) -> str:
        """`at least` or `at most` where only a bound was printed, else empty."""
        if self.value is not None or (self.low is None) == (self.high is None):
            return ""
        return "at least" if self.low is not None else "at most"


@dataclass(frozen=True, slots=True)
class Publication:
    """One published figure. `n` is the number of the quantity for `time_to_nth`, of months or weeks for an amount.

    `stocks` holds kg U by enrichment band where they were printed; `scenario` and the other texts are as printed.
    """

    id: str
    published_on: date
    quarter: str
    publisher: str
    question: str
    n: float | None
    figure: Figure
    unit: str
    result_text: str = ""
    scenario: str = ""
    capacity_text: str = ""
    tails_text: str = ""
    definition: str = ""
    quantity_kg_u: float | None = None
    stock_as_of: date | None = None
    stocks: Mapping[str, float] = field(default_factory=dict)
    stocks_status: str = ""
    swu_per_year: float | None = None
    source: str = ""
    mark: str = ""
    note: str = ""

    @property
    def asks_time(self) -> bool:
        """True for a time to a quantity, False for an amount by a time."""
        return self.question in TIME_QUESTIONS

    @property
    def nth(self) -> float:
        """The quantity whose time is asked for: 1 for the first."""
        return self.n or 1.0

    @property
    def by_days(self) -> float:
        """The day by which the amount is asked for."""
        return (self.n or 1.0) * AMOUNT_QUESTIONS[self.question]

    @property
    def unit_shown(self) -> str:
        """The unit in which the figure was printed, as people write it."""
        return {"weapons": "quantities", "kg": "kg U"}.get(self.unit, self.unit)

    @property
    def unit_size(self) -> float:
        """How many days, quantities or kg U one printed unit is."""
        return DAYS_IN.get(self.unit, 1.0)

    @property
    def quantity(self) -> str:
        """What was asked for, in words."""
        if self.question == "first":
            return "time to the 1st quantity"
        if self.question == "time_to_nth":
            return f"time to quantity {self.nth:g}"
        span = "month" if self.question.endswith("month") else "week"
        what = "kg U" if self.question.startswith("wgu_kg") else "quantities"
        return f"{what} by {span} {self.n or 1:g}"


def read_publications(text: str, file: str) -> tuple[list[Publication], list[Finding]]:
    """The published figures of a table; rows with errors give findings and are left out."""
    rows, findings = read_table(text, file, PUBLICATION_COLUMNS)
    found: list[Publication] = []
    for place, row in enumerate(rows, start=1):
        problems = check_row(row)
        findings += problems
        if not problems:
            found.append(publication_of(row.cells, row["id"] or f"row {place}"))
    return found, findings


def publication_of(cells: Mapping[str, str], own_id: str) -> Publication:
    """A publication from checked cells by column."""
    number = {c: float(cells[c]) for c in NUMBERS if cells.get(c)}
    day = parse_day(cells["estimate_date"])
    if day is None:
        raise ValueError(f"{own_id}: the day was not checked")
    unit = _word(cells["result_unit"])
    size = DAYS_IN.get(unit, 1.0)
    low, value, high = (None if c not in number else number[c] * size for c in ("result_low", "result", "result_high"))
    return Publication(
        own_id,
        day,
        cells.get("quarter", ""),
        cells["publisher"],
        cells["first_or_month"],
        number.get("month_n"),
        Figure(low, value, high),
        unit,
        cells.get("result_text", ""),
        cells.get("scenario", ""),
        cells.get("capacity_text", ""),
        cells.get("tails", ""),
        cells.get("wgu_definition", ""),
        number.get("wgu_per_weapon_kg"),
        parse_day(cells.get("stock_as_of", "")),
        {band: number[column] for column, band in STOCKS.items() if column in number},
        cells.get("stock_inputs_status", ""),
        number.get("capacity_swu_per_yr"),
        cells.get("source", ""),
        cells.get("mark", "") or cells.get("status", ""),
        cells.get("note", ""),
    )


def check_row(row: Row) -> list[Finding]:
    """What is wrong in a row; empty when it can be read."""
    found = [
        row.finding("publication-bad-date", c, "a day YYYY-MM-DD", RULE, "write the day")
        for c in ("estimate_date", "stock_as_of")
        if (row[c] or c == "estimate_date") and parse_day(row[c]) is None
    ]
    if not row["publisher"]:
        found.append(row.finding("publication-without-publisher", "publisher", "who published it", RULE, "write who"))
    found += _numbers(row)
    if row["first_or_month"] not in QUESTIONS:
        words = f"one of {', '.join(QUESTIONS)}"
        found.append(row.finding("publication-bad-question", "first_or_month", words, RULE, "write what was asked"))
        return found
    return [*found, *_unit(row), *_count(row), *([] if any(f.column in NUMBERS for f in found) else _order(row))]


def _word(unit: str) -> str:
    return SAME_UNIT.get(unit, unit)


def _numbers(row: Row) -> list[Finding]:
    return [
        row.finding(
            "publication-bad-number", c, "a finite number of 0 or more", RULE,
            "write the number without a unit, or leave the cell empty where none was published",
        )
        for c in NUMBERS
        if row[c] and not _good(row[c])
    ]  # fmt: skip


def _good(cell: str) -> bool:
    try:
        value = float(cell)
    except ValueError:
        return False
    return isfinite(value) and value >= 0.0


def _unit(row: Row) -> list[Finding]:
    question, unit = row["first_or_month"], _word(row["result_unit"])
    allowed = tuple(DAYS_IN) if question in TIME_QUESTIONS else (AMOUNT_UNITS[question],)
    if unit in allowed:
        return []
    why = f"a figure for {question} is in {' or '.join(allowed)}"
    return [row.finding("publication-bad-unit", "result_unit", " or ".join(allowed), why, "write the unit printed")]


def _count(row: Row) -> list[Finding]:
    if row["first_or_month"] == "first" or (_good(row["month_n"] or "-") and float(row["month_n"]) > 0):
        return []
    return [
        row.finding(
            "publication-without-count", "month_n", "a number above 0", RULE,
            "write the number of the quantity, or of months or weeks",
        )
    ]  # fmt: skip


def _order(row: Row) -> list[Finding]:
    given = [float(row[c]) for c in ("result_low", "result", "result_high") if row[c]]
    if given == sorted(given):
        return []
    shown = ", ".join(row[c] for c in ("result_low", "result", "result_high") if row[c])
    return [
        row.finding(
            "publication-figures-out-of-order", "result_low", "low, value and high in rising order", RULE,
            "turn the figures round", found=shown,
        )
    ]  # fmt: skip
