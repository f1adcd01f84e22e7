"""Checks of the table of assumptions: what each row may say, and what rows must say together."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from difflib import get_close_matches

from servanda.core.band import band_bound
from servanda.core.distribution import Distribution
from servanda.core.distribution_text import EXAMPLES, parse_distribution
from servanda.core.finding import Finding, Misuse
from servanda.core.names import Basis, Mark
from servanda.core.period import parse_day
from servanda.core.table import Row
from servanda.core.unit import Unit, unit_of

RULE = "an assumption says what it is about, its distribution, unit and source"
STATES = ("intact", "blocked", "lost")
KINDS: dict[str, tuple[Unit, float, float]] = {
    "efficiency_leu": (Unit.FRACTION, 0.0, 1.0),
    "efficiency_heu": (Unit.FRACTION, 0.0, 1.0),
    "availability": (Unit.FRACTION, 0.0, 1.0),
    "process_loss": (Unit.FRACTION, 0.0, 1.0),
    "usable_fraction": (Unit.FRACTION, 0.0, 1.0),
    "mean_assay": (Unit.PERCENT_U235, 0.0, 100.0),
    "location_share": (Unit.FRACTION, 0.0, 1.0),
    "state_probability": (Unit.FRACTION, 0.0, 1.0),
    "stock_share": (Unit.FRACTION, 0.0, 1.0),
    "machine_share": (Unit.FRACTION, 0.0, 1.0),
    "restart_days": (Unit.DAYS, 0.0, math.inf),
    "site_restart_days": (Unit.DAYS, 0.0, math.inf),
    "reconversion_days": (Unit.DAYS, 0.0, math.inf),
    "rebuild_lag_days": (Unit.DAYS, 0.0, math.inf),
    "machine_output": (Unit.SWU_PER_YEAR, 0.0, math.inf),
    "rebuild_output": (Unit.SWU_PER_YEAR, 0.0, math.inf),
    "rebuild_cascades_per_month": (Unit.CASCADES, 0.0, math.inf),
    "rebuild_machines_per_cascade": (Unit.MACHINES, 0.0, math.inf),
    "rebuild_most_cascades": (Unit.CASCADES, 0.0, math.inf),
    "unaccounted_machines": (Unit.MACHINES, 0.0, math.inf),
}
"""What an assumption may be about, its unit, and between which numbers it lies."""
LABEL = {
    "efficiency_leu": "work efficiency from low enriched feed",
    "efficiency_heu": "work efficiency from highly enriched feed",
    "availability": "availability of machines",
    "process_loss": "process loss",
    "usable_fraction": "usable share of",
    "mean_assay": "mean enrichment of",
    "location_share": "share at a site of",
    "state_probability": "state",
    "stock_share": "share of the stock",
    "machine_share": "share of the machines",
    "restart_days": "restart time",
    "site_restart_days": "restart time at the site",
    "reconversion_days": "reconversion time of",
    "rebuild_lag_days": "days before new machines",
    "machine_output": "output of one",
    "rebuild_output": "output of one new machine",
    "rebuild_cascades_per_month": "new cascades a month",
    "rebuild_machines_per_cascade": "machines in a new cascade",
    "rebuild_most_cascades": "new cascades in all",
    "unaccounted_machines": "machines outside the accounts",
}
NEEDS = {
    "machine_output": ("subject",), "mean_assay": ("subject",), "location_share": ("subject", "site"),
    "state_probability": ("site", "state"), "stock_share": ("site", "state"), "machine_share": ("site", "state"),
    "site_restart_days": ("site", "state"), "unaccounted_machines": ("subject",),
}  # fmt: skip
NO_SPREAD = ("location_share", "state_probability")
"""Shares and probabilities of which several add up to 1: one number each."""


def distribution_of(text: str) -> Distribution:
    """The distribution of a cell that has been checked."""
    return parse_distribution(text)


def check_rows(rows: Sequence[Row]) -> list[Finding]:
    """Everything that is wrong with single rows."""
    found: list[Finding] = []
    seen: dict[str, int] = {}
    for row in rows:
        found += _missing(row) or _row(row)
        if row["id"] in seen:
            found.append(row.finding("assumption-duplicate", "id", f"an id other than that of line {seen[row['id']]}", RULE,
                                     "give one of them another id"))  # fmt: skip
        seen.setdefault(row["id"], row.line)
    return found


def _missing(row: Row) -> list[Finding]:
    return [
        row.finding(
            "assumption-incomplete",
            column,
            f"the {column} of the assumption",
            RULE,
            f"write the {column}",
            found="nothing",
        )
        for column in ("id", "about", "value", "unit", "source")
        if not row[column].strip()
    ]


def _row(row: Row) -> list[Finding]:
    if row["about"] not in KINDS:
        near = get_close_matches(row["about"], KINDS, n=1)
        remedy = f"write {near[0]!r}" if near else "write one of the expected words"
        return [row.finding("assumption-unknown", "about", ", ".join(KINDS), RULE, remedy)]
    return [f for f in (_unit(row), *_value(row), *_place(row), *_words(row)) if f is not None]


def _unit(row: Row) -> Finding | None:
    wanted = KINDS[row["about"]][0]
    if unit_of(row["unit"]) is wanted:
        return None
    remedy = f"state it in {wanted.value}"
    if wanted is Unit.SWU_PER_YEAR:
        remedy = "write SWU a year (SWU_per_year); a capacity of one month is a twelfth of it: multiply by 12"
    elif wanted is Unit.DAYS:
        remedy = "write days; a month has 30.4375 of them"
    elif wanted is Unit.FRACTION:
        remedy = "write it as a share of 1 (fraction): 5 percent is 0.05"
    elif wanted is Unit.PERCENT_U235:
        remedy = "write percent of U-235 by mass (percent_U235): 60 for 60 %"
    return row.finding("assumption-wrong-unit", "unit", wanted.value, "each assumption has its unit", remedy)


def _value(row: Row) -> list[Finding]:
    try:
        value = parse_distribution(row["value"])
    except Misuse as problem:
        text = str(problem).partition("; write one such as")[0]
        return [row.finding("assumption-not-a-distribution", "value", f"a distribution such as: {EXAMPLES}", RULE,
                            "write it in one of these forms", found=text)]  # fmt: skip
    return [f for f in (_bounds(row, value), _assay(row, value), _single(row, value)) if f is not None]


def _bounds(row: Row, value: Distribution) -> Finding | None:
    _, low, high = KINDS[row["about"]]
    least, most = float(value.quantile(0.0)), float(value.quantile(1.0))
    zero_efficiency = row["about"].startswith("efficiency") and value.is_fixed and most == 0.0
    if low <= least and most <= high and not zero_efficiency:
        return None
    span = f"from {low:g} to {high:g}" if math.isfinite(high) else f"{low:g} or more"
    remedy = "choose one that stays within" if high > 1 else "choose a share that stays within; 65 % is 0.65"
    return row.finding("assumption-out-of-range", "value", span, RULE, remedy)


def _assay(row: Row, value: Distribution) -> Finding | None:
    if row["about"] != "mean_assay":
        return None
    bound = band_bound(row["subject"]) or 100.0
    if float(value.quantile(0.0)) > 0.0 and float(value.quantile(1.0)) <= bound:
        return None
    return row.finding(
        "assumption-assay-outside-band", "value", f"above 0 and at most {bound:g} percent for {row['subject']}",
        "a band is an upper bound of what is in it", "write percent of U-235 within it",
    )  # fmt: skip


def _single(row: Row, value: Distribution) -> Finding | None:
    if row["about"] not in NO_SPREAD or value.is_fixed:
        return None
    return row.finding(
        "assumption-not-one-number", "value", "one number from 0 to 1", "shares that add up to 1 have no spread",
        "write one number; what is uncertain about a site is its state",
    )  # fmt: skip


def _place(row: Row) -> list[Finding]:
    found = [
        row.finding("assumption-incomplete", column, f"the {column} that {row['about']} is about", RULE, f"write the {column}",
                    found="nothing")
        for column in NEEDS.get(row["about"], ())
        if not row[column]
    ]  # fmt: skip
    if row["state"] and row["state"] not in STATES:
        found.append(row.finding("assumption-unknown-state", "state", ", ".join(STATES), RULE, "write one of these"))
    return found


def _words(row: Row) -> list[Finding]:
    found = []
    if row["from_day"] and parse_day(row["from_day"]) is None:
        found.append(row.finding("assumption-bad-day", "from_day", "a day such as 2025-06-22, or nothing", RULE,
                                 "write YEAR-MONTH-DAY, or leave it empty where it always holds"))  # fmt: skip
    for column, words in (("basis", tuple(Basis)), ("mark", tuple(Mark))):
        if row[column] and row[column] not in words:
            found.append(row.finding(f"assumption-bad-{column}", column, ", ".join(words), RULE,
                                     "write one of these, or leave it empty for an assumption of your own"))  # fmt: skip
    return found


def check_together(rows: Sequence[Row]) -> list[Finding]:
    """Rows about the same thing from the same day; probabilities of a site and shares of a stock that do not add up."""
    found: list[Finding] = []
    keys: dict[tuple[str, ...], int] = {}
    for row in rows:
        key = tuple(row[c] for c in ("about", "subject", "site", "state", "from_day"))
        if key in keys:
            remedy = "leave one of them out, or give the later one its day in from_day"
            found.append(
                row.finding(
                    "assumption-twice", "about", f"one row, and line {keys[key]} is about it already", RULE, remedy
                )
            )
        keys.setdefault(key, row.line)
    found += _sums(rows, "state_probability", "site", exactly=True)
    return found + _sums(rows, "location_share", "subject", exactly=False)


def _sums(rows: Iterable[Row], about: str, by: str, *, exactly: bool) -> list[Finding]:
    groups: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        if row["about"] == about:
            groups.setdefault((row[by], row["from_day"]), []).append(row)
    found = []
    for (name, _), group in groups.items():
        total = math.fsum(parse_distribution(row["value"]).median for row in group)
        if total > 1.0 + 1e-9 or (exactly and total < 1.0 - 1e-9):
            words = "adding up to 1" if exactly else "adding up to 1 or less"
            found.append(group[-1].finding(
                "assumption-sum", "value", f"{about.replace('_', ' ')} values of {name} {words}", RULE,
                "change one of them; all of one day count together", found=f"{total:g} together",
            ))  # fmt: skip
    return found
