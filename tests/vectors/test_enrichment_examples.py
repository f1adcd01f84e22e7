"""Published and independently computed enrichment examples: any file with the columns of the kept one is run.

`--enrichment-examples FILE` names files; without it those kept in the project are run. Rows listed in
`enrichment_expected_to_fail.txt` must fail; an unlisted row without a rule fails the run.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from math import isclose
from pathlib import Path
from typing import Any

import pytest

from servanda.core.finding import Misuse
from servanda.core.table import Columns, decode, read_table
from tests.support import VECTOR_DATA, vector_files
from tests.vectors.enrichment_rules import NoRule, got, is_range

OPTION = "--enrichment-examples"
COLUMNS = Columns(("id", "kind", "inputs", "expected", "unit", "tolerance", "source", "status"))
KEPT = VECTOR_DATA / "enrichment_examples.csv"
OWN = VECTOR_DATA / "enrichment_capability.csv"
"""Rows of kinds that the published file does not have: regressions, budgets, work and quantities by month."""
LISTED = VECTOR_DATA / "enrichment_expected_to_fail.txt"
_RANGE = re.compile(r"range ([\d.]+)-([\d.]+)")
_PUBLISHED_RANGE = re.compile(r"published range ([\d.]+)-([\d.]+)")
_DERIVED = re.compile(r"([\d.]+)-([\d.]+)")


@dataclass(frozen=True, slots=True)
class Example:
    """One row: inputs and expected as they were read from JSON."""

    file: str
    id: str
    kind: str
    inputs: dict[str, Any]
    expected: tuple[float, ...]
    unit: str
    tolerance: str


def examples(path: Path) -> list[Example]:
    """All rows of a file; a file that is not a table of examples is refused as a whole."""
    text, findings = decode(path.read_bytes(), str(path))
    rows, shape = read_table(text, str(path), COLUMNS) if not findings else ([], findings)
    assert not shape, "\n".join(f.text() for f in shape)
    return [
        Example(
            path.name,
            row["id"],
            row["kind"],
            json.loads(row["inputs"]),
            _numbers(row["expected"]),
            row["unit"],
            row["tolerance"],
        )
        for row in rows
    ]


def _numbers(text: str) -> tuple[float, ...]:
    value = json.loads(text)
    return tuple(float(v) for v in value) if isinstance(value, list) else (float(value),)


def listed() -> frozenset[str]:
    """Ids of the rows that must fail."""
    lines = (line.partition("#")[0].strip() for line in LISTED.read_text(encoding="utf-8").splitlines())
    return frozenset(line for line in lines if line)


def complaint(example: Example) -> str:
    """Why the row fails, with inputs, expected, got and tolerance; empty when it passes."""
    head = f"{example.file} {example.id} ({example.kind})\n  inputs    {json.dumps(example.inputs)}"
    try:
        found = got(example.kind, example.inputs, example.unit)
        ends = is_range(example.inputs, example.expected)
        good = within(found, example.expected, example.tolerance, ends=ends)
    except (NoRule, Misuse, KeyError, TypeError) as error:
        return f"{head}\n  expected  {example.expected} {example.unit}\n  got       {type(error).__name__}: {error}"
    if good:
        return ""
    return (
        f"{head}\n  expected  {example.expected} {example.unit}\n  got       {tuple(found)}\n"
        f"  tolerance {example.tolerance or 'none given'}"
    )


def within(found: Any, expected: tuple[float, ...], tolerance: str, *, ends: bool = False) -> bool:
    """`abs=...` and `rel=...` for each number; `range a-b` holds every number found; anything else is no tolerance.

    `published range a-b`: the inputs are ranges too, and one choice within them gives a published value. `derived ...: a-b and
    c-d`: each number found lies in one of these ranges, as rounded as they are written.
    With `ends`, the expected numbers are the ends of a range, and every number found lies in it, widened by the tolerance.
    """
    if not found:
        return False
    if match := _RANGE.match(tolerance):
        return all(float(match[1]) <= value <= float(match[2]) for value in found)
    if match := _PUBLISHED_RANGE.match(tolerance):
        return any(float(match[1]) <= value <= float(match[2]) for value in found)
    if tolerance.startswith("derived"):
        return all(any(_rounded_in(value, low, high) for low, high in _DERIVED.findall(tolerance)) for value in found)
    name, _, size = tolerance.partition("=")
    if name not in ("abs", "rel"):
        raise NoRule(f"no rule for the tolerance {tolerance!r}")
    allowed = {"abs": 0.0, "rel": 0.0} | {name: float(size)}
    if ends:
        low, high = min(expected), max(expected)
        return all(
            low * (1 - allowed["rel"]) - allowed["abs"] <= f <= high * (1 + allowed["rel"]) + allowed["abs"]
            for f in found
        )
    pairs = _paired(found, expected)
    return all(isclose(f, e, rel_tol=allowed["rel"], abs_tol=allowed["abs"]) for f, e in pairs)


def _rounded_in(value: float, low: str, high: str) -> bool:
    digits = len(low.partition(".")[2])
    return float(low) <= round(value, digits) <= float(high)


def _paired(found: Any, expected: tuple[float, ...]) -> list[tuple[float, float]]:
    if len(found) != len(expected):
        raise NoRule(f"{len(found)} numbers found where {len(expected)} are expected")
    return list(zip(sorted(found), sorted(expected), strict=True))


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """One test a row."""
    if "example" in metafunc.fixturenames:
        rows = [row for path in vector_files(metafunc.config, OPTION, [KEPT, OWN]) for row in examples(path)]
        metafunc.parametrize("example", rows, ids=[f"{row.file}:{row.id}" for row in rows])


def test_enrichment_example(example: Example) -> None:
    """A row gives its expected value within its tolerance, unless it is listed as expected to fail."""
    why = complaint(example)
    if example.id in listed():
        assert why, f"{example.id} is listed in {LISTED.name} and passes: strike it from the list"
    else:
        assert not why, why


def test_list_names_only_rows_that_exist() -> None:
    """The list of rows expected to fail names no row that the kept file does not have."""
    assert listed() <= {row.id for row in examples(KEPT)}


def test_a_kind_without_a_rule_is_a_failure() -> None:
    """A row of an unknown kind fails and says so; it is not skipped."""
    row = Example("f.csv", "Z1", "horoscope", {"x": 1}, (1.0,), "1", "abs=1")
    assert complaint(row) == (
        'f.csv Z1 (horoscope)\n  inputs    {"x": 1}\n  expected  (1.0,) 1\n'
        "  got       NoRule: no rule for rows of kind 'horoscope'"
    )


def test_a_failing_row_prints_what_is_needed() -> None:
    """A wrong value is shown with inputs, expected, got and tolerance."""
    row = Example("f.csv", "Z2", "value_function", {"x": 0.5}, (1.0,), "SWU/kg", "abs=0.1")
    assert complaint(row) == (
        'f.csv Z2 (value_function)\n  inputs    {"x": 0.5}\n  expected  (1.0,) SWU/kg\n'
        "  got       (0.0,)\n  tolerance abs=0.1"
    )


@pytest.mark.parametrize(
    ("found", "tolerance", "good"),
    [
        ((1.0,), "abs=0", True),
        ((1.1,), "rel=0.05", False),
        ((2.0, 3.0), "range 1-2.5", False),
        ((), "range 1-2", False),
        ((0.5, 2.0), "published range 1.5-2.5", True),
        ((0.5, 1.0), "published range 1.5-2.5", False),
        ((0.734, 0.9), "derived: 0.73-0.90 and 2.1-2.2", True),
        ((0.734, 1.0), "derived: 0.73-0.90 and 2.1-2.2", False),
    ],
)
def test_tolerances(found: tuple[float, ...], tolerance: str, good: bool) -> None:
    """Each written form of a tolerance means what it says; nothing found is never within."""
    assert within(found, (1.0,), tolerance) is good
