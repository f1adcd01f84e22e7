"""The tables kept beside this room's code, read once each. They are part of the program, not of a case."""

from __future__ import annotations

import csv
import io
from functools import cache
from importlib.resources import files


@cache
def table(name: str) -> tuple[dict[str, str], ...]:
    """The rows of a table of this room, by column."""
    text = files("servanda.agreements").joinpath(name).read_text(encoding="utf-8")
    return tuple(csv.DictReader(io.StringIO(text)))
