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


LISTS = Path(__file__).parent / "lists"
ERRORS = [
    "--shipper-random", "0.0005", "--shipper-systematic", "0.0005", "--receiver-random", "0.001", "--receiver-systematic",
    "0.0005",
]  # fmt: skip


@pytest.mark.parametrize(
    ("arguments", "lines"),
    [
        (
            ["pairs", str(LISTS / "pairs.csv")],
            ["15 pairs in 3 inspections;", "C-04   30.4349  genuine  no slip and no common cause"],
        ),
        (["shipments", str(LISTS / "shipments.csv"), *ERRORS], ["limit 3.723 sigma, no alarm; false alarms with"]),
        (
            ["plan", str(LISTS / "plan.csv"), "--goal-kg", "25", "--budget", "3"],
            ["missed with at most 0.1447 where each stratum is planned by itself, with 0.09586", "detection of 0.6098"],
        ),
        (["trend", str(LISTS / "trend.csv")], ["Mann-Kendall, z    1.85577  0.0634865  Sen's slope 0.03611"]),
    ],
    ids=["pairs", "shipments", "plan", "trend"],
)  # fmt: skip
def test_single_tables_are_answered(arguments: list[str], lines: list[str]) -> None:
    """Each command answers its own template in words."""
    status, out, told = call("verify", *arguments)
    assert (status, told) == (0, "")
    for line in lines:
        assert line in out


def test_template_for_a_single_table(tmp_path: Path) -> None:
    """The kept tables are what the templates are."""
    for command in ("pairs", "shipments", "plan", "trend"):
        path = tmp_path / f"{command}.csv"
        assert call("verify", "template", str(path), "--for", command)[0] == 0
        assert path.read_text("utf-8") == (LISTS / f"{command}.csv").read_text("utf-8")


def test_findings_of_a_single_table_have_exit_status_1(tmp_path: Path) -> None:
    """On standard error, with the place."""
    path = tmp_path / "plan.csv"
    path.write_text((LISTS / "plan.csv").read_text("utf-8").replace("drums,200", "drums,-200"), encoding="utf-8")
    status, out, told = call("verify", "plan", str(path), "--goal-kg", "25")
    assert (status, out) == (1, "")
    assert "plan.csv, line 2, items" in told
    assert "'-200'" in told


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (
            ["pairs", str(LISTS / "pairs.csv"), "--prior-random", "0.1"],
            "give --prior-random and --prior-systematic together",
        ),
        (["pairs", str(LISTS / "pairs.csv"), "--itv-method", "NONE"], "no target value for NONE"),
        (["shipments", str(LISTS / "shipments.csv"), *ERRORS[:-1], "0.5"], "is this percent?"),
        (["plan", str(LISTS / "plan.csv"), "--goal-kg", "-1"], "goal: give finite values above 0"),
        (["plan", str(LISTS / "plan.csv"), "--goal-kg", "25", "--beta", "10"], "looks like percent: write 0.1"),
        (["template", "x", "--for", "luck"], "'luck' is not known"),
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
