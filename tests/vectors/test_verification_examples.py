"""Published and independently computed examples of verification statistics: any file of the kept form is run.

`--verification-examples FILE` names files; without it those kept in the project are run. A row asks for a calculation
by name inside `inputs`; unknown names and arguments fail. Figures that are wrong in their source are listed in
`verification_published_wrong.csv`: each must stay outside what is computed here.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from servanda.core.finding import Misuse, Refused
from servanda.core.table import Columns, Row, decode, read_table
from servanda.verification.calculations import CALCULATIONS, run
from tests.support import VECTOR_DATA, vector_files

OPTION = "--verification-examples"
COLUMNS = Columns(("id", "topic", "inputs", "expected", "tolerance", "source", "status", "verification"))
WRONG_COLUMNS = Columns(("id", "inputs", "key", "published", "tolerance", "reason"))
KEPT = VECTOR_DATA / "verification_examples.csv"
COMPUTED = VECTOR_DATA / "verification_examples_computed.csv"
"""Rows with other arguments, computed by another way for this project; `verification` says which."""
WRONG = VECTOR_DATA / "verification_published_wrong.csv"
EXACTLY = ("", "exact", "all cases", "identity", "text", "'over' values")
ROUNDING = 1e-12
ONLY_ROUNDING = 1e-5
"""A tolerance up to here stands for the digits that were printed, and holds of 1 or of the value, whichever is larger."""


@dataclass(frozen=True, slots=True)
class Example:
    """One row: the calculation, its arguments, what is expected and how nearly."""

    file: str
    id: str
    inputs: dict[str, Any]
    expected: Any
    tolerance: str
    reason: str = ""

    @property
    def arguments(self) -> dict[str, Any]:
        """The inputs without the name of the calculation."""
        return {key: value for key, value in self.inputs.items() if key != "calc"}


def table(path: Path, columns: Columns) -> list[Row]:
    """All rows of a file; a file that is not such a table is refused as a whole."""
    text, findings = decode(path.read_bytes(), str(path))
    rows, shape = read_table(text, str(path), columns) if not findings else ([], findings)
    assert not shape, "\n".join(f.text() for f in shape)
    return rows


def examples(path: Path) -> list[Example]:
    """The examples of a file."""
    return [
        Example(path.name, r["id"], json.loads(r["inputs"]), json.loads(r["expected"]), r["tolerance"])
        for r in table(path, COLUMNS)
    ]


def wrong_figures() -> list[Example]:
    """Figures that are printed somewhere and do not follow from their own inputs; `key` picks one of several results."""
    found = []
    for r in table(WRONG, WRONG_COLUMNS):
        published = json.loads(r["published"])
        expected = {r["key"]: published} if r["key"] else published
        found.append(Example(WRONG.name, r["id"], json.loads(r["inputs"]), expected, r["tolerance"], r["reason"]))
    return found


def complaint(example: Example) -> str:
    """Why the row fails, with inputs, expected, got and tolerance; empty when it passes."""
    head = f"{example.file} {example.id}\n  inputs    {json.dumps(example.inputs)}"
    told = f"{head}\n  expected  {json.dumps(example.expected)}"
    try:
        found = plain(run(str(example.inputs.get("calc")), example.arguments))
        good = agrees(found, example.expected, example.tolerance)
    except (Misuse, Refused, TypeError, KeyError) as error:
        return f"{told}\n  got       {type(error).__name__}: {error}"
    return "" if good else f"{told}\n  got       {json.dumps(found)}\n  tolerance {example.tolerance or 'none given'}"


def plain(value: Any) -> Any:
    """Arrays and numpy numbers as JSON knows them."""
    if isinstance(value, Mapping):
        return {key: plain(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [plain(part) for part in value]
    return plain(value.tolist()) if hasattr(value, "tolist") else value


def agrees(found: Any, expected: Any, tolerance: str) -> bool:
    """Equal within the tolerance: `1e-6`, `0.6 %`, `MUF 1e-6; sigma 1e-3`, or a word that means exactly.

    A mapping must have every expected name; it may have more.
    """
    if isinstance(expected, Mapping):
        by_name = tolerances(tolerance, list(expected))
        return isinstance(found, Mapping) and all(
            name in found and agrees(found[name], part, by_name[name]) for name, part in expected.items()
        )
    if isinstance(expected, list):
        same_length = isinstance(found, list) and len(found) == len(expected)
        return same_length and all(agrees(f, e, tolerance) for f, e in zip(found, expected, strict=True))
    if isinstance(expected, bool | str) or expected is None:
        return type(found) is type(expected) and found == expected
    if isinstance(found, bool) or not isinstance(found, int | float):
        return False
    relative, absolute = allowed(tolerance)
    return math.isclose(found, expected, rel_tol=max(relative, ROUNDING), abs_tol=absolute)


def tolerances(tolerance: str, names: list[str]) -> dict[str, str]:
    """The tolerance of each named result."""
    parts = [part.strip().rsplit(" ", 1) for part in tolerance.split(";")]
    if all(len(part) == 2 and part[0] in names for part in parts):
        given = {part[0]: part[1] for part in parts}
        assert set(given) == set(names), f"no tolerance for {set(names) - set(given)}"
        return given
    return dict.fromkeys(names, tolerance)


def allowed(tolerance: str) -> tuple[float, float]:
    """Relative and absolute tolerance."""
    if tolerance.strip() in EXACTLY:
        return 0.0, 0.0
    if tolerance.endswith("%"):
        return float(tolerance.removesuffix("%")) / 100, 0.0
    try:
        size = float(tolerance)
    except ValueError:
        raise Misuse(f"no rule for the tolerance {tolerance!r}") from None
    return (size if size <= ONLY_ROUNDING else 0.0), size


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """One test a row."""
    if "example" in metafunc.fixturenames:
        rows = [row for path in vector_files(metafunc.config, OPTION, [KEPT, COMPUTED]) for row in examples(path)]
        metafunc.parametrize("example", rows, ids=[f"{row.file}:{row.id}" for row in rows])
    if "wrong" in metafunc.fixturenames:
        figures = wrong_figures()
        metafunc.parametrize("wrong", figures, ids=[row.id for row in figures])


def test_verification_example(example: Example) -> None:
    """A row gives its expected value within its tolerance."""
    why = complaint(example)
    assert not why, why


def test_a_published_figure_that_is_wrong_stays_wrong(wrong: Example) -> None:
    """A figure known to be wrong in its source is not what its own inputs give."""
    found = plain(run(str(wrong.inputs["calc"]), wrong.arguments))
    assert not agrees(found, wrong.expected, wrong.tolerance), (
        f"{wrong.id} agrees after all; its reason: {wrong.reason}"
    )


def test_every_calculation_of_the_kept_file_is_known() -> None:
    """No kept example asks for a calculation that is not there."""
    assert {row.inputs["calc"] for row in examples(KEPT)} <= set(CALCULATIONS)


def test_every_calculation_has_a_row_that_was_computed_independently() -> None:
    """No calculation rests on published rows alone."""
    assert {row.inputs["calc"] for row in examples(COMPUTED)} == set(CALCULATIONS)


@pytest.mark.parametrize(
    ("inputs", "words"),
    [
        ({"calc": "horoscope"}, "no calculation 'horoscope'"),
        ({"calc": "sq_fraction", "mass_kg": 1, "sq": 8}, "unknown argument sq, missing argument sq_kg; it takes"),
        ({"calc": "sample_size", "N": 10, "defectives": 11, "beta": 0.1}, "cannot supply the goal alone"),
    ],
)
def test_what_cannot_be_computed_fails_and_says_why(inputs: dict[str, Any], words: str) -> None:
    """An unknown calculation, an unknown argument and impossible inputs are failures, not skipped rows."""
    why = complaint(Example("f.csv", "Z1", inputs, 1, "exact"))
    assert why.startswith("f.csv Z1\n  inputs    ")
    assert words in why


def test_a_failing_row_prints_what_is_needed() -> None:
    """A wrong value is shown with inputs, expected, got and tolerance."""
    row = Example("f.csv", "Z2", {"calc": "sq_fraction", "mass_kg": 16, "sq_kg": 8}, 3, "0.5")
    assert complaint(row) == (
        'f.csv Z2\n  inputs    {"calc": "sq_fraction", "mass_kg": 16, "sq_kg": 8}\n'
        "  expected  3\n  got       2.0\n  tolerance 0.5"
    )


@pytest.mark.parametrize(
    ("found", "expected", "tolerance", "good"),
    [
        (1.05, 1.0, "0.1", True),
        (1.05, 1.0, "1 %", False),
        (1.005, 1.0, "1 %", True),
        ({"a": 1.0, "b": 2.0}, {"a": 1.0}, "exact", True),
        ({"a": 1.1, "b": 2.1}, {"a": 1.0, "b": 2.0}, "a 0.2; b 0.01", False),
        ({"a": 1.1, "b": 2.1}, {"a": 1.0, "b": 2.0}, "a 0.2; b 0.2", True),
        ([1.0], [1.0, 2.0], "9", False),
        (True, 1, "exact", False),
        ("1 year", "1 year", "text", True),
        (None, 1.0, "9", False),
        (26.666666667, 26.6667, "1e-5", True),
        (26.666666667, 26.667, "1e-5", False),
    ],
)
def test_tolerances(found: Any, expected: Any, tolerance: str, good: bool) -> None:
    """Each written form of a tolerance means what it says."""
    assert agrees(found, expected, tolerance) is good
