"""`servanda brief`: the whole answer on one page, as HTML, PDF, JSON and Markdown."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from servanda.cli.arguments import AsOf, CaseName, KnownBy, Position
from servanda.cli.opening import known, note_days, opened, position_of
from servanda.cli.words import paragraph
from servanda.core.finding import Misuse

if TYPE_CHECKING:
    from servanda.case import Case

EXAMPLE = "Example: servanda brief iran --as-of 2025-07-01 --out brief"


def brief(
    case: CaseName,
    as_of: AsOf = None,
    known_by: KnownBy = None,
    position: Position = None,
    out: Annotated[
        str | None,
        typer.Option("--out", metavar="DIR", help="Folder to write to (default: brief-CASE, made if needed)."),
    ] = None,
) -> None:
    """Write the brief, and say its bottom line. Page, paper, JSON and Markdown hold the same answers."""
    from servanda.brief.write import write_brief

    found = opened(case)
    folder = _folder(out or f"brief-{found.slug}")
    asked = position_of(found, position)
    if sys.stderr.isatty():
        print("Writing the brief …", file=sys.stderr)
    day = as_of or found.default_as_of
    note_days(found, day, known(found, known_by))
    before = set(folder.glob("*"))
    written = write_brief(found, day, _knowledge(found, known_by), asked, folder)
    for sentence in bottom_line(written):
        print(paragraph(sentence, "- ", "  "))
    print()
    for path in written:
        print(f"{os.path.relpath(path)}{' (replaced)' if path in before else ''}")


def _folder(out: str) -> Path:
    folder = Path(out)
    if not out.strip() or (folder.exists() and not folder.is_dir()):
        raise Misuse(f"--out {out!r} is not a folder: give the path of a folder, made if it is not there")
    return folder


def _knowledge(case: Case, known_by: date | None) -> tuple[date | None, ...] | None:
    """The states of knowledge to show: the day asked for beside everything recorded; None leaves it to the brief."""
    if known_by is None and case.description.known_by is None:
        return None
    chosen = known(case, known_by)
    return (None,) if chosen is None else (chosen, None)


def bottom_line(written: Sequence[Path]) -> list[str]:
    """The sentences of the bottom line, from the document for machines."""
    document = next((path for path in written if path.suffix == ".json"), None)
    if document is None:
        return []
    return [str(sentence["text"]) for sentence in json.loads(document.read_text(encoding="utf-8"))["bottom_line"]]
