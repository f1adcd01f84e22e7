"""Checks of one row of statements: cells that are each well formed but do not fit together."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Sequence
from decimal import Decimal

from servanda.core.band import band_bound
from servanda.core.finding import Finding, Severity, shown
from servanda.core.period import parse_day, parse_instant
from servanda.core.table import Row
from servanda.core.unit import Unit
from servanda.evidence.statement import Statement
from servanda.evidence.vocabulary import (
    CLOCKED,
    EVENT_KINDS,
    LEAST_ENRICHMENT_PERCENT,
    NEVER_NEGATIVE,
    QUANTITIES,
    QUANTITY_UNITS,
    SAYS,
    USUAL_BANDS,
)

RULE = "a statement carries its quantity, day, basis, source and mark; numbers carry their unit"
NUMBERS = ("value", "low", "high")
_LOOKS_LIKE_A_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def check_row(row: Row, statement: Statement) -> list[Finding]:
    """Everything that is wrong with the cells of one row taken together."""
    found = (check(row, statement) for check in _CHECKS)
    return [finding for finding in found if finding is not None]


def suggest(found: str, allowed: Sequence[str]) -> str:
    """What to write instead of an unknown word."""
    near = difflib.get_close_matches(found[:50], allowed, n=1)
    return f"write {near[0]!r}" if near else "write one of the expected words"


def _unit_missing(row: Row, s: Statement) -> Finding | None:
    if not s.has_value or row["unit"]:
        return None
    units = ", ".join(sorted(QUANTITY_UNITS.get(s.quantity, ()))) or "the unit in which it was stated"
    return row.finding("statement-without-unit", "unit", units, RULE, "write the unit of the number", found="no unit")


def _unit_wrong(row: Row, s: Statement) -> Finding | None:
    allowed = QUANTITY_UNITS.get(s.quantity)
    if allowed is None or s.unit is None or s.unit in allowed:
        return None
    remedy = f"state {s.quantity} in {' or '.join(sorted(allowed))}"
    if s.unit is Unit.KG_UF6 and s.quantity == "uranium_mass":
        remedy = "multiply the UF6 mass by 0.676 to give kg_U and say so in note, or record it as uf6_mass"
    return row.finding(
        "statement-wrong-unit",
        "unit",
        " or ".join(sorted(allowed)),
        "UF6 and uranium never mix: each quantity has its unit",
        remedy,
    )


def _negative(row: Row, s: Statement) -> Finding | None:
    if s.unit not in NEVER_NEGATIVE:
        return None
    for column in NUMBERS:
        number = getattr(s, column)
        if number is not None and number < 0:
            return row.finding("statement-negative", column, "zero or more", RULE, "write the amount without a sign")
    return None


def _range(row: Row, s: Statement) -> Finding | None:
    ordered = [n for n in (s.low, s.value, s.high) if n is not None]
    if ordered == sorted(ordered):
        return None
    return row.finding(
        "statement-bad-range",
        "low",
        "low <= value <= high",
        RULE,
        "put the bounds in order",
        found=f"low {row['low'] or '-'}, value {row['value'] or '-'}, high {row['high'] or '-'}",
    )


def _uncertainty(row: Row, s: Statement) -> Finding | None:
    error = s.standard_uncertainty
    if error is None or (error > 0 and s.value is not None):
        return None
    return row.finding(
        "statement-bad-uncertainty",
        "standard_uncertainty",
        "a number above zero, beside a value",
        "a standard uncertainty is the standard deviation of a measured value, in its unit",
        "write it beside the value, or leave it out when none is stated",
    )


def _moment(row: Row, s: Statement) -> Finding | None:
    looks = s.quantity in CLOCKED and _LOOKS_LIKE_A_DAY.match(s.text)
    if not looks or parse_day(s.text) is not None or parse_instant(s.text) is not None:
        return None
    return row.finding(
        "statement-bad-hour",
        "text",
        "a day (2017-03-01) or an hour with its zone (2017-03-01T09:00+03:30)",
        "a clock in hours needs the zone of the hour",
        "write the hour with its zone, or only the day",
    )


def _percent(row: Row, s: Statement) -> Finding | None:
    if s.unit is not Unit.PERCENT_U235:
        return None
    for column in NUMBERS:
        number = getattr(s, column)
        if number is not None and number != 0 and not LEAST_ENRICHMENT_PERCENT <= number <= 100:
            return _not_percent(row, column, number)
    return None


def _not_percent(row: Row, column: str, number: Decimal) -> Finding:
    fraction = number < LEAST_ENRICHMENT_PERCENT
    meant = f"{(number * 100).normalize():f}"
    return row.finding(
        "statement-percent-as-fraction" if fraction else "statement-not-a-percentage",
        column,
        "a percentage of U-235 from 1 to 100",
        "files state enrichment in percent: 60 % is 60, not 0.6",
        f"if the mass fraction {number} is meant, write {meant}" if fraction else "write the percentage",
    )


def _says(row: Row, s: Statement) -> Finding | None:
    allowed = SAYS.get(s.quantity)
    if allowed is None or s.text in allowed:
        return None
    return row.finding(
        "statement-bad-text",
        "text",
        f"one of {', '.join(allowed)}",
        f"{s.quantity} is read by rules",
        suggest(s.text, allowed),
    )


def _empty(row: Row, s: Statement) -> Finding | None:
    if s.text or s.note or any(row[column] for column in NUMBERS):
        return None
    return row.finding(
        "statement-empty",
        "value",
        "a value, a bound or a text",
        RULE,
        "write what was stated, or delete the row",
        found="nothing",
    )


def _too_early(row: Row, s: Statement) -> Finding | None:
    if s.public_on.latest >= s.of_day.earliest:
        return None
    return row.finding(
        "statement-public-before-day",
        "public_on",
        f"{s.of_day.text} or later",
        "a fact cannot be public before it happens",
        "correct one of the two days",
    )


def _quantity_misspelt(row: Row, s: Statement) -> Finding | None:
    """A quantity of one's own is allowed; one that is nearly a known one is most likely a slip."""
    near = _near(s.quantity, QUANTITIES)
    if not near:
        return None
    return row.finding(
        "statement-quantity-misspelt",
        "quantity",
        "a quantity that rules read",
        "a quantity that no rule knows is kept and never read",
        f"did you mean {near}? write it, or keep the name if another quantity is meant",
        severity=Severity.WARNING,
    )


def _near(found: str, known: Sequence[str]) -> str:
    if found in known:
        return ""
    return next(iter(difflib.get_close_matches(found[:50], known, n=1, cutoff=0.85)), "")


def _event_kind(row: Row, s: Statement) -> Finding | None:
    """A kind of one's own is allowed; a misspelt one would not be seen as what it is."""
    if s.quantity != "event" or s.subject in EVENT_KINDS:
        return None
    joined = "_".join(s.subject.lower().split())
    near = joined if joined in EVENT_KINDS else _near(joined, EVENT_KINDS)
    if not near and " " not in s.subject and s.subject:
        return None
    return row.finding(
        "statement-event-kind",
        "subject",
        f"a kind of event: {', '.join(EVENT_KINDS)}",
        "rules know an event by the word for its kind",
        f"write {near!r}" if near else "write one word of the list, or one of your own with underscores for spaces",
        severity=Severity.WARNING,
    )


def _band_unusual(row: Row, s: Statement) -> Finding | None:
    bound = band_bound(s.band)
    if bound is None or bound in USUAL_BANDS:
        return None
    words = ", ".join(f"up_to_{n:g}".replace(".", "_") for n in sorted(USUAL_BANDS))
    return row.finding(
        "statement-unusual-band",
        "band",
        f"one of {words}",
        "bands are those in which the Agency reports",
        "correct the band, or keep it if the source uses it",
        found=f"the unusual band {shown(s.band)}",
        severity=Severity.WARNING,
    )


_CHECKS: tuple[Callable[[Row, Statement], Finding | None], ...] = (
    _unit_missing, _unit_wrong, _negative, _range, _uncertainty, _percent, _says, _moment, _empty, _too_early,
    _quantity_misspelt, _event_kind, _band_unusual,
)  # fmt: skip
