"""What callers hand over, as float arrays: numpy, polars and pandas columns, lists, decimals as reported.

This is where book figures (decimals) become statistics (float64). What is not a finite number is a finding that says
where it stands; nothing is filled in.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from servanda.core.arrays import BoolArray, FloatArray
from servanda.core.finding import Finding, Refused, refuse_on_error, shown

RULE_NUMBERS = "a balance is computed from numbers; a missing one is not zero"
MOST_NAMED = 10
"""Findings named for one array; a column of text would otherwise give thousands."""


def floats(values: ArrayLike, what: str) -> FloatArray:
    """Finite numbers of any shape as float64; `what` names them in findings. Refuses text, gaps, NaN and infinities."""
    array = converted(values, what)
    refuse_on_error(what, number_findings(array, what))
    return array


def converted(values: ArrayLike, what: str) -> FloatArray:
    """Numbers as float64, gaps and NaN kept as NaN; text and ragged rows are refused."""
    try:
        raw = np.asarray(values)
        if raw.dtype.kind in "US" or (raw.dtype.kind == "O" and not all(map(_is_number, raw.flat))):
            raise Refused(what, [_fault(what, "", "array-not-numbers", _first_text(raw), "numbers")])
        return np.asarray(raw, dtype=np.float64)
    except (TypeError, ValueError) as error:
        if isinstance(error, Refused):
            raise
        raise Refused(what, [_fault(what, "", "array-not-numbers", str(error), "numbers in equal rows")]) from error


def number_findings(array: FloatArray, what: str) -> list[Finding]:
    """A finding for each entry that is no finite number."""
    return flagged(array, ~np.isfinite(array), what, "array-not-finite", "a finite number", RULE_NUMBERS, _GIVE)


def negative_findings(array: FloatArray, what: str) -> list[Finding]:
    """A finding for each mass below zero: a sign belongs to the direction of a term, not to its amounts."""
    rule = "masses are positive; what leaves the balance area is a term of its own (decrease, ending inventory)"
    remedy = "give the amount without sign and choose the role of the term"
    return flagged(array, array < 0, what, "mass-negative", "zero or a positive mass", rule, remedy)


def flagged(
    array: FloatArray, bad: BoolArray, what: str, name: str, expected: str, rule: str, remedy: str
) -> list[Finding]:
    """A finding for each flagged entry (the first ten): its place in the array is its line, from 1."""
    places = np.argwhere(bad)
    return [
        Finding(what, _line(place), name, _rows(place), shown(array[tuple(place)]), expected, rule, remedy)
        for place in places[:MOST_NAMED]
    ]


def _line(place: NDArray[np.intp]) -> int | None:
    return int(place[-1]) + 1 if len(place) else None


def _rows(place: NDArray[np.intp]) -> str:
    return ", ".join(f"run {int(index) + 1}" for index in place[:-1])


def shape_finding(array: FloatArray, what: str, expected: str, remedy: str, name: str = "array-wrong-shape") -> Finding:
    """A finding about the shape of an array."""
    words = " x ".join(map(str, array.shape)) or "a single number"
    return Finding(what, None, name, "", f"an array of {words}", expected, "arrays of one balance match", remedy)


def refuse(what: str, name: str, found: str, expected: str, rule: str, remedy: str, column: str = "") -> Refused:
    """One finding, ready to be raised."""
    return Refused(what, [Finding(what, None, name, column, found, expected, rule, remedy)])


def gathered(what: str, checks: list[Callable[[], list[Finding]]]) -> None:
    """Run every check and refuse with all findings together."""
    refuse_on_error(what, [finding for check in checks for finding in check()])


def _is_number(value: object) -> bool:
    return value is None or (isinstance(value, int | float | Decimal | np.number) and not isinstance(value, bool))


def _first_text(raw: NDArray[np.generic]) -> str:
    return shown(next((value for value in raw.flat if not _is_number(value)), ""))


def _fault(what: str, column: str, name: str, found: str, expected: str) -> Finding:
    return Finding(what, None, name, column, found, expected, RULE_NUMBERS, _GIVE)


_GIVE = "give the number, or leave the item out and say so"


def place_finding(what: str, name: str, found: str, expected: str, rule: str, remedy: str) -> Finding:
    """A finding about the whole of what is named."""
    return Finding(what, None, name, "", found, expected, rule, remedy)
