"""`servanda case`: list, check, new; warnings shown once; findings of a broken case."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.cli.calling import SMALL, call, document

NEW = ("--state", "BRA", "--name", "Brazil", "--code", "BR", "--day", "2025-07-01")


@pytest.fixture
def brazil(tmp_path: Path) -> Path:
    """A case just made."""
    made = tmp_path / "brazil"
    assert call("case", "new", str(made), *NEW).exit_code == 0
    return made


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    """A copy of a small case with a day that is none in its first statement."""
    copy = tmp_path / "broken"
    shutil.copytree(SMALL, copy)
    table = copy / "statements" / "record.csv"
    table.write_text(table.read_text(encoding="utf-8").replace("2024-05-20", "2024-05-32", 1), encoding="utf-8")
    return copy


def test_list_names_the_bundled_cases() -> None:
    """Both cases with the counts of what is in them."""
    rows = {row["case"]: row for row in document("case", "list")["cases"]}
    assert sorted(rows) == ["iran", "ukraine"]
    assert rows["iran"]["obligations"] == 331
    assert {row["errors"] for row in rows.values()} == {0}


def test_new_says_the_next_commands(tmp_path: Path) -> None:
    """The commands can be copied, also when the path has a blank."""
    place = tmp_path / "new case"
    result = call("case", "new", str(place), *NEW)
    assert result.exit_code == 0
    assert f"  3. servanda case check '{place}'\n" in result.stdout
    assert f"  4. servanda brief '{place}' --as-of 2025-07-01\n" in result.stdout
    assert (place / "README.md").is_file()


def test_new_never_overwrites(brazil: Path) -> None:
    """A second call is refused with a finding and changes nothing."""
    before = {path: path.read_bytes() for path in brazil.rglob("*") if path.is_file()}
    result = call("case", "new", str(brazil), *NEW)
    assert result.exit_code == 1
    assert "[case-folder-not-empty]" in result.stderr
    assert {path: path.read_bytes() for path in brazil.rglob("*") if path.is_file()} == before


def test_a_new_case_checks_without_errors(brazil: Path) -> None:
    """Warnings alone leave the status 0 and are listed whole."""
    result = call("case", "check", str(brazil))
    assert result.exit_code == 0
    assert result.stdout.endswith(f"\n\n{brazil}: 0 errors, 1 warning\n")
    assert "warning: statements/ [case-without-statements]\n  found     no statement" in result.stdout


def test_warnings_are_one_line_on_standard_error(brazil: Path) -> None:
    """Other commands say how many warnings there are and how to see them; standard output stays clean."""
    result = call("knowledge", str(brazil), "--json")
    assert result.exit_code == 0
    assert result.stderr == f"brazil: 1 warning in the data, listed by: servanda case check {brazil}\n"
    assert json.loads(result.stdout)["case"] == "brazil"


def test_errors_are_listed_with_place_and_remedy(broken: Path) -> None:
    """Every finding has file, line, found, expected, rule and what to do; the status is 1."""
    text, found = call("case", "check", str(broken)), call("case", "check", str(broken), "--json")
    assert (text.exit_code, found.exit_code) == (1, 1)
    data = json.loads(found.stdout)
    assert data["errors"] == len([row for row in data["findings"] if row["severity"] == "error"]) > 0
    row = next(row for row in data["findings"] if row["found"] == "'2024-05-32'")
    assert row["line"] == 2
    assert all(row[key] for key in ("file", "column", "name", "expected", "rule", "remedy"))
    assert f"error: {row['file']}, line 2, {row['column']} [{row['name']}]\n  found     '2024-05-32'\n" in text.stdout
    assert f"{broken}: {data['errors']} error" in text.stdout


@pytest.mark.parametrize("command", [("knowledge",), ("record", "list"), ("agreements", "status"), ("brief",)])
def test_a_broken_case_is_refused_by_every_command(
    broken: Path, command: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing half-loaded: the findings on standard error, status 1, nothing on standard output and nothing written."""
    monkeypatch.chdir(tmp_path)
    result = call(*command, str(broken))
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith(f"the case '{broken}' is refused: ")
    assert "  to do     " in result.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["broken"]


def test_many_findings_are_shown_in_part(broken: Path) -> None:
    """A case with hundreds of errors does not scroll them by; `case check` lists them all."""
    table = broken / "statements" / "record.csv"
    header, first, *_ = table.read_text(encoding="utf-8").splitlines()
    table.write_text("\n".join([header, *[first] * 50, ""]), encoding="utf-8")
    refused = call("record", "list", str(broken)).stderr
    assert "more findings: servanda case check lists them all" in refused
    assert refused.count("  to do     ") == 20
    assert call("case", "check", str(broken)).stdout.count("  to do     ") >= 50
