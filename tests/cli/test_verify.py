"""`servanda verify`: template, balance and sample from the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from servanda.cli.main import app

RUNNER = CliRunner()


def call(*arguments: str) -> tuple[int, str, str]:
    """Exit status, standard output and standard error of one call."""
    done = RUNNER.invoke(app, list(arguments))
    return done.exit_code, done.stdout, done.stderr


@pytest.fixture
def plant(tmp_path: Path) -> Path:
    """A folder written by the template command."""
    folder = tmp_path / "plant"
    assert call("verify", "template", str(folder))[0] == 0
    return folder


def test_template_then_balance_then_report(plant: Path, tmp_path: Path) -> None:
    """What the template writes is evaluated, and the report is written where it was asked for."""
    status, out, _ = call("verify", "balance", str(plant), "--out", str(tmp_path / "report"))
    assert status == 0
    assert "within measurement error" in out
    assert "MUF - D is not given" in out
    assert "shared between strata: the inspector's 'counter 7' by powder and pellets, opening and" in out
    assert sorted(p.name for p in (tmp_path / "report").iterdir()) == [
        "report.html", "report.json", "report.pdf", "report.xlsx",
    ]  # fmt: skip


def test_balance_as_one_json_document(plant: Path) -> None:
    """Missing is null, never 0."""
    document = json.loads(call("verify", "balance", str(plant), "--json")[1])
    assert document["schema"] == "servanda/verify-balance/1"
    assert document["muf_minus_d_kg"] is None
    assert [row["period"] for row in document["balances"]] == [1, 2, 3, 4]


def test_broken_input_has_exit_status_1_and_names_the_place(plant: Path) -> None:
    """Findings on standard error, nothing on standard output."""
    amounts = plant / "amounts.csv"
    amounts.write_text(amounts.read_text(encoding="utf-8").replace("1480.2", "-1480.2"), encoding="utf-8")
    status, out, told = call("verify", "balance", str(plant))
    assert (status, out) == (1, "")
    assert "amounts.csv, line 2, mass_kg" in told


def test_sample_sizes_with_what_they_reach() -> None:
    """The exact size is the smallest; each method's real detection is printed."""
    document = json.loads(call("verify", "sample", "--items", "1600", "--defects", "16", "--beta", "0.01", "--json")[1])
    assert {row["method"]: row["n"] for row in document["sizes"]}["exact"] == 399
    assert all(row["detection"] >= 0.99 for row in document["sizes"])


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["sample", "--items", "10"], "give either --defects, or --item-kg and --goal-kg"),
        (["sample", "--items", "10", "--defects", "11"], "it cannot supply the goal alone"),
        (["sample", "--items", "10", "--defects", "2", "--beta", "10"], "looks like percent"),
        (["balance", ".", "--out", " "], "is not a folder"),
    ],
)
def test_wrong_calls_have_exit_status_2_and_say_what_to_do(arguments: list[str], words: str) -> None:
    """A call that makes no sense is refused in a sentence."""
    status, out, told = call("verify", *arguments)
    assert (status, out) == (2, "")
    assert words in told


def test_recognition_below_one_leaves_only_the_exact_size() -> None:
    """The formulas know no recognition probability."""
    out = call("verify", "sample", "--items", "100", "--defects", "10", "--recognition", "0.9", "--csv")[1]
    assert [line.split(",")[0] for line in out.splitlines()] == ["method", "exact"]
