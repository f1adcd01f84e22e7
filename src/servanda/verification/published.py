"""The published figures of this room: tables kept beside the code, each row with its source and mark."""

from __future__ import annotations

import csv
import io
from importlib.resources import files


def rows(name: str) -> list[dict[str, str]]:
    """The rows of a table in `published/`, as text."""
    text = files("servanda.verification").joinpath("published", name).read_text(encoding="utf-8")
    return list(csv.DictReader(io.StringIO(text)))
