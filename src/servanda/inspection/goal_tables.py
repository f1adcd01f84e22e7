"""The tables kept beside this room's code, read once each: assumed methods, and declarations with their paragraphs."""

from __future__ import annotations

import csv
import io
from functools import cache
from importlib.resources import files


@cache
def table(name: str) -> tuple[dict[str, str], ...]:
    """The rows of a table of this room, by column."""
    text = files("servanda.inspection").joinpath(name).read_text(encoding="utf-8")
    return tuple(csv.DictReader(io.StringIO(text)))
