"""The document for machines, the kept schema, and that nothing depends on the clock."""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path

from servanda.brief.answer import Brief
from servanda.brief.document import document, schema, schema_text
from servanda.brief.write import NAMES, write_brief
from servanda.case import Case
from tests.brief.conftest import DAY
from tests.brief.schema_check import problems


def test_the_document_keeps_its_schema(folder: Path) -> None:
    """Every object, array and value of brief.json is as the kept schema says."""
    kept = json.loads(files("servanda.brief").joinpath("schema.json").read_text(encoding="utf-8"))
    data = json.loads((folder / "brief.json").read_text(encoding="utf-8"))
    assert list(problems(data, kept, kept)) == []


def test_the_check_of_the_schema_finds_faults(brief: Brief) -> None:
    """A missing, an unknown and a mistyped member are each found."""
    data = json.loads(document(brief))
    del data["state"]
    data["extra"] = 1
    data["bottom_line"][0]["text"] = 7
    found = list(problems(data, schema(), schema()))
    assert found == ["$: state is missing", "$.bottom_line[0].text: 7 is no string", "$: extra is not in the schema"]


def test_the_kept_schema_is_the_one_of_the_code() -> None:
    """Whoever changes a record writes the schema again: python -c 'print(schema_text())'."""
    assert files("servanda.brief").joinpath("schema.json").read_text(encoding="utf-8") == schema_text()


def test_every_record_of_the_schema_says_what_it_is() -> None:
    """Each definition carries a description."""
    definitions = schema()["$defs"]
    assert isinstance(definitions, dict)
    assert all(d["description"] for d in definitions.values())


def test_the_same_case_gives_the_same_bytes(iran: Case, folder: Path, tmp_path: Path) -> None:
    """All four files, byte for byte: no clock, no random order."""
    write_brief(iran, DAY, None, "all", tmp_path / "again")
    for name in NAMES:
        assert (tmp_path / "again" / name).read_bytes() == (folder / name).read_bytes(), name


def test_the_digest_of_the_case_is_in_every_text_file(iran: Case, folder: Path) -> None:
    """Who holds a page can check from which record it was made."""
    for name in ("brief.html", "brief.json", "brief.md"):
        assert iran.digest in (folder / name).read_text(encoding="utf-8")


def test_sentences_carry_their_text(folder: Path) -> None:
    """The text of a sentence is its pieces joined."""
    for sentence in json.loads((folder / "brief.json").read_text(encoding="utf-8"))["bottom_line"]:
        assert sentence["text"] == "".join(p if isinstance(p, str) else p["text"] for p in sentence["pieces"])


def test_no_file_is_left_half_written(folder: Path) -> None:
    """The folder holds the four files and nothing else."""
    assert sorted(p.name for p in folder.iterdir()) == sorted(NAMES)
