"""Writes a brief: brief.html, brief.pdf, brief.json and brief.md in one folder."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import date
from pathlib import Path

from servanda.brief.beside import beside
from servanda.brief.build import KnownBy, ask, begin, complete, control
from servanda.brief.document import document
from servanda.brief.drawing import record_drawings
from servanda.brief.drawing_control import plan_drawings, range_drawings
from servanda.brief.page import page, page_template
from servanda.brief.paper import paper
from servanda.brief.svg import warm_up
from servanda.brief.text import markdown
from servanda.case.case import Case

NAMES = ("brief.html", "brief.pdf", "brief.json", "brief.md")


def write_brief(case: Case, as_of: date, known_by: KnownBy | None, position: str, out: Path) -> list[Path]:
    """Write the brief of a case for a day and return the four files, the page first.

    `known_by` lists the states of knowledge (None in it: everything recorded); None instead of a list: then and now.
    The folder is made when it is missing; files of the same name are replaced, each at once.
    """
    asked = ask(case, as_of, known_by, position)
    # The other core computes while this one gathers and draws; started before any thread.
    computed = beside(lambda: control(asked))
    with ThreadPoolExecutor(max_workers=2) as pool:
        warm = pool.submit(warm_up)
        begun = begin(asked)
        warm.result()
        drawn = pool.submit(record_drawings, begun)
        page_template()
        brief = complete(begun, computed(), asked)
        charts = (*drawn.result(), *range_drawings(brief), *plan_drawings(brief))
        text = document(brief)
        pdf: Future[bytes] = pool.submit(paper, text, charts)
        made: dict[str, Callable[[], bytes]] = {
            "brief.html": lambda: page(brief, charts).encode(),
            "brief.json": text.encode,
            "brief.md": lambda: markdown(brief).encode(),
            "brief.pdf": pdf.result,
        }
        contents = {name: make() for name, make in made.items()}
    out.mkdir(parents=True, exist_ok=True)
    return [_replace(out / name, contents[name]) for name in NAMES]


def _replace(path: Path, content: bytes) -> Path:
    beside = path.with_name(f".{path.name}.new")
    beside.write_bytes(content)
    beside.replace(path)
    return path
