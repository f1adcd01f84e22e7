"""The brief on paper: an A4 PDF set by Typst from the JSON document and the same charts, without system fonts."""

from __future__ import annotations

import json
from collections.abc import Sequence
from importlib.resources import files

import typst

from servanda.brief.pictures import Drawing

FONT = "Libertinus Serif"


def paper(document: str, charts: Sequence[Drawing]) -> bytes:
    """The PDF for the text of `brief.json` and its charts; the same input gives the same bytes."""
    listed = [
        {"name": d.name, "part": d.part, "title": d.title, "label": d.label, "file": f"{d.name}.svg"} for d in charts
    ]
    sources = {
        "main": files("servanda.brief").joinpath("paper.typ").read_bytes(),
        "brief.json": document.encode(),
        "charts.json": json.dumps(listed).encode(),
        **{f"{d.name}.svg": d.widest.file(FONT).encode() for d in charts},
    }
    made = typst.compile(sources, ignore_system_fonts=True, format="pdf")  # type: ignore[call-overload]  # it takes files by name too
    if not isinstance(made, bytes):
        raise AssertionError("Typst gave no document")
    return made
