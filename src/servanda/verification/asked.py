"""What item and pair calculations accept, and how they refuse what makes no sense.

A wrong argument (a probability of 1.2) is `Misuse`. Wrong data (a mass that is NaN) are findings, all of them at once,
with the name of the array as place and the position in it, counted from 1, as line. Columns of numpy, pandas and polars
are taken through the array interface; none of them is imported.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from servanda.core.arrays import FloatArray, IntArray
from servanda.core.finding import Finding, Misuse, Refused, Severity
from servanda.verification.arrays import converted, flagged

DOUBTFUL_RELATIVE_ERROR = 0.25
"""A relative standard deviation from here on is asked about: 0.5 is more often 0.5 % than 50 %."""

RULE_NUMBERS = "a missing or impossible value is left out or mended, never computed with"
RULE_FRACTION = "relative errors are fractions, one standard deviation: 0.5 % is 0.005"


def floats(values: ArrayLike, what: str) -> FloatArray:
    """Values as float64, gaps as NaN; text or ragged rows are refused."""
    try:
        return converted(values, what)
    except Refused:
        raise Misuse(f"{what}: {values!r:.80} is no array of numbers; give numbers of one shape") from None


def whole(values: ArrayLike, what: str, least: int = 0) -> IntArray:
    """Counts as int64: whole numbers of at least `least`."""
    found = floats(values, what)
    if not np.all(np.isfinite(found)) or np.any(found != np.floor(found)) or np.any(found < least):
        raise Misuse(f"{what}: {first_bad(found, least)} is not a whole number of {least} or more")
    return found.astype(np.int64)


def first_bad(found: FloatArray, least: float) -> float:
    """The first value that is not a whole number of at least `least`."""
    flat = found.ravel()
    bad = ~np.isfinite(flat) | (flat < least)
    bad |= np.where(bad, False, flat != np.floor(flat))
    return float(flat[int(np.argmax(bad))])


def probability(value: ArrayLike, what: str, *, ends: bool = False) -> FloatArray:
    """Probabilities in (0, 1); with `ends` 0 and 1 are allowed too."""
    found = floats(value, what)
    good = (found >= 0) & (found <= 1) if ends else (found > 0) & (found < 1)
    if not np.all(good):
        worst = float(found[~good].ravel()[0]) if found.ndim else float(found)
        hint = f"; {worst:g} looks like percent: write {worst / 100:g}" if 1 < worst <= 100 else ""
        span = "from 0 to 1" if ends else "above 0 and below 1"
        raise Misuse(f"{what} {worst:g} is not a probability {span}{hint}")
    return found


def positive(value: ArrayLike, what: str, unit: str) -> FloatArray:
    """Finite values above 0."""
    found = floats(value, what)
    if not np.all(np.isfinite(found) & (found > 0)):
        raise Misuse(f"{what}: give finite values above 0 in {unit}, not {np.ravel(found)[:4].tolist()}")
    return found


def relative_error(value: ArrayLike, what: str, *, sure: bool = False) -> FloatArray:
    """Relative standard deviations as fractions; large ones are refused unless the caller is `sure` of them."""
    found = floats(value, what)
    if not np.all(np.isfinite(found) & (found >= 0)):
        raise Misuse(f"{what}: a relative error is finite and not negative, not {np.ravel(found)[:4].tolist()}")
    most = float(found.max(initial=0.0))
    if most >= DOUBTFUL_RELATIVE_ERROR and not sure:
        raise Misuse(
            f"{what} {most:g}: is this percent? As a fraction it means {100 * most:g} %. "
            f"Write {most / 100:g} for {most:g} %, or say that you are sure of it (sure=True)"
        )
    return found


def doubtful_relative_errors(value: ArrayLike, what: str) -> list[Finding]:
    """A question about each relative error that looks like percent; impossible ones are errors."""
    return [
        finding
        for place, found in enumerate(np.ravel(floats(value, what)), start=1)
        for finding in _relative_error_finding(what, place, float(found))
    ]


def _relative_error_finding(what: str, place: int, value: float) -> Iterable[Finding]:
    if not np.isfinite(value) or value < 0:
        yield data_finding(
            what, place, "relative-error-impossible", f"{value:g}", "a fraction of 0 or more", RULE_FRACTION
        )
    elif value >= DOUBTFUL_RELATIVE_ERROR:
        yield Finding(
            what, place, "relative-error-in-doubt", "", f"{value:g}", "a fraction such as 0.005",
            RULE_FRACTION, f"write {value / 100:g} if {value:g} % is meant, or confirm {100 * value:g} %",
            Severity.ERROR if value >= 1 else Severity.WARNING,
        )  # fmt: skip


def data_finding(
    what: str, place: int | None, name: str, found: str, expected: str, rule: str = RULE_NUMBERS
) -> Finding:
    """A finding about one value of an array."""
    return Finding(what, place, name, "", found, expected, rule, f"mend the value or leave the item out: {expected}")


def bad_masses(values: FloatArray, what: str) -> list[Finding]:
    """A finding for each mass (the first ten) that is no number, infinite or negative."""
    expected = "a finite mass in kg, not negative"
    remedy = f"mend the value or leave the item out: {expected}"
    kinds = (("mass-not-a-number", ~np.isfinite(values)), ("mass-negative", np.isfinite(values) & (values < 0)))
    return [f for name, bad in kinds for f in flagged(values, bad, what, name, expected, RULE_NUMBERS, remedy)]


def same_length(arrays: dict[str, Sequence[Any] | NDArray[Any]]) -> list[Finding]:
    """A finding when columns that belong together have different lengths or are empty."""
    lengths = {name: len(values) for name, values in arrays.items()}
    if len(set(lengths.values())) > 1:
        told = ", ".join(f"{name} has {n}" for name, n in lengths.items())
        return [
            data_finding(next(iter(lengths)), None, "lengths-differ", told, "one value for each item in every column")
        ]
    if not all(lengths.values()):
        return [data_finding(next(iter(lengths)), None, "no-items", "no items", "at least one item")]
    return []


def number(value: Any) -> Any:
    """A 0-d result as a plain number, an array as it is."""
    array = np.asarray(value)
    return array.item() if array.ndim == 0 else array
