"""`servanda brief`: where the files are and the bottom line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.calling import call


def test_brief_says_the_bottom_line_and_where_the_files_are(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The sentences are those of brief.json, the paths are relative to where the command was typed."""
    monkeypatch.chdir(tmp_path)
    result = call("brief", "iran", "--as-of", "2025-07-01")
    assert result.exit_code == 0, result.stderr
    sentences, _, paths = result.stdout.rpartition("\n\n")
    assert sorted(paths.split()) == [f"brief-iran/brief.{kind}" for kind in ("html", "json", "md", "pdf")]
    data = json.loads((tmp_path / "brief-iran" / "brief.json").read_text(encoding="utf-8"))
    assert 1 <= len(data["bottom_line"]) <= 7
    said = " ".join(sentences.split())
    assert all(" ".join(sentence["text"].split()) in said for sentence in data["bottom_line"])
    assert [column["known_by"] for column in data["knowledge"]] == ["2025-07-01", ""]


def test_brief_with_a_day_of_knowledge_and_a_position(tmp_path: Path) -> None:
    """The day asked for stands beside everything recorded; the position is the one asked for."""
    out = tmp_path / "made" / "here"
    result = call("brief", "ukraine", "--known-by", "2025-08-01", "--out", str(out))
    assert result.exit_code == 0, result.stderr
    data = json.loads((out / "brief.json").read_text(encoding="utf-8"))
    assert [column["known_by"] for column in data["knowledge"]] == ["2025-08-01", ""]


def test_brief_of_everything_recorded_alone(tmp_path: Path) -> None:
    """`--known-by everything` leaves one state of knowledge."""
    first = call("brief", "ukraine", "--known-by", "everything", "--out", str(tmp_path))
    assert (first.exit_code, first.stdout.count("(replaced)")) == (0, 0)
    data = json.loads((tmp_path / "brief.json").read_text(encoding="utf-8"))
    assert [column["known_by"] for column in data["knowledge"]] == [""]
    again = call("brief", "ukraine", "--known-by", "everything", "--out", str(tmp_path))
    assert again.stdout.count("(replaced)") == 4
