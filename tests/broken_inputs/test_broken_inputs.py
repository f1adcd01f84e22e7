"""Each broken table of `servanda verify` gives its findings, whole and word for word.

One file of this folder is one fault: the sound template of a command with one change. `expected` quotes the findings;
`refresh.py` writes them anew.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from servanda.case.verify_answer import evaluate_input
from servanda.case.verify_lists import PAIR_LIST, PLAN, SERIES, SHIPMENTS, TEMPLATES, read_list
from servanda.case.verify_pairs import PairQuestion, evaluate_pairs
from servanda.case.verify_plan import evaluate_plan
from servanda.case.verify_read import read_input
from servanda.case.verify_shipments import evaluate_series, evaluate_shipments
from servanda.case.verify_tables import template
from servanda.core.finding import Finding, Refused
from servanda.verification.shipper_receiver import Errors

HERE = Path(__file__).parent
FAULTS = sorted(HERE.glob("*.toml"))
SIDE = Errors(0.0005, 0.0005)


def written(fault: dict[str, Any], folder: Path) -> Path:
    """The template with the changes of a fault: `table` (of a balance) or `for` (a single table), old and new text."""
    command = fault.get("for", "balance")
    if command != "balance":
        path = folder / f"{command}.csv"
        path.write_text(changed(TEMPLATES[command], fault), encoding="utf-8")
        return path
    root = folder / "plant"
    root.mkdir()
    for name, text in template().items():
        if fault["table"] == name and fault.get("damage") == "delete":
            continue
        body = changed(text, fault) if fault["table"] == name else text
        (root / f"{name}.csv").write_text(body, encoding="utf-8")
    return root


def changed(text: str, fault: dict[str, Any]) -> str:
    """The text with one part replaced, at its first place or everywhere."""
    if fault.get("damage") == "empty":
        return text.splitlines(keepends=True)[0]
    for old, new in [[fault["old"], fault["new"]], *fault.get("then", [])]:
        assert old in text
        text = text.replace(old, new, -1 if fault.get("everywhere") else 1)
    return text


READERS: dict[str, Callable[[Path], object]] = {
    "balance": lambda path: evaluate_input(read_input(path)),
    "pairs": lambda path: evaluate_pairs(read_list(path, PAIR_LIST)[0], PairQuestion(), path.name),
    "shipments": lambda path: evaluate_shipments(read_list(path, SHIPMENTS)[0], SIDE, SIDE, path.name),
    "plan": lambda path: evaluate_plan(read_list(path, PLAN)[0], 25, 0.1, path.name, budget=3),
    "trend": lambda path: evaluate_series(read_list(path, SERIES)[0], path.name),
}


def findings(fault: dict[str, Any], folder: Path) -> tuple[Finding, ...]:
    """What the evaluation of a broken table refuses it for."""
    path = written(fault, folder)
    with pytest.raises(Refused) as refused:
        READERS[fault.get("for", "balance")](path)
    return refused.value.findings


@pytest.mark.parametrize("command", READERS)
def test_what_is_broken_below_is_sound_before(command: str, tmp_path: Path) -> None:
    """The template of each command is evaluated."""
    fault = {"for": command, "table": "settings", "old": "\n", "new": "\n"}
    assert READERS[command](written(fault, tmp_path)) is not None


def test_every_kind_of_fault_is_there() -> None:
    """NaN, negative mass, shape, percent, singular covariance, calendars, unit, empty stratum, isotope; every command."""
    assert len(FAULTS) >= 50
    named = "\n".join(file.read_text("utf-8") for file in FAULTS)
    for name in (
        "verify-number", "verify-mass-negative", "table-ragged-line", "verify-percent-as-fraction", "covariance-singular",
        "verify-unequal-calendars", "terms-unit-mismatch", "verify-stratum-empty", "isotope-heavier-than-element",
    ):  # fmt: skip
        assert f"[{name}]" in named, name
    assert all(f'for = "{command}"' in named for command in READERS if command != "balance")


@pytest.mark.parametrize("file", FAULTS, ids=lambda path: path.stem)
def test_a_broken_table_says_what_to_do(file: Path, tmp_path: Path) -> None:
    """Where, what was found, what was expected, under which rule, what to do: word for word."""
    fault = tomllib.loads(file.read_text("utf-8"))
    found = findings(fault, tmp_path)
    assert [f.text() for f in found] == fault["expected"]
    assert all(f.file and f.found and f.expected and f.rule and f.remedy for f in found)
