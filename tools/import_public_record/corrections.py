"""Corrections to imported agreement files: what stood there, what stands there now, and why.

The imported files stay as they are; `additions/agreement_corrections.yaml` holds every difference between them and the
bundled files, so that an import writes the bundled files again, byte for byte. A correction whose old text does not stand
exactly once in its file stops the import: the file has changed, and somebody has to read it again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import yaml

from tools.import_public_record.tables import Data

FILE = "agreement_corrections.yaml"
KEYS = ("file", "why", "was", "is")


@dataclass(frozen=True, slots=True)
class Correction:
    """`was` and `now` are whole lines of `file`, line ends included; `why` names the reading behind the change."""

    file: str
    why: str
    was: str
    now: str


def corrections(more: Data) -> list[Correction]:
    """Every correction in the order of the file; none where there is no such file."""
    listed = yaml.safe_load(more.get(FILE, b"")) or []
    for number, entry in enumerate(listed, start=1):
        if (
            not isinstance(entry, dict)
            or tuple(entry) != KEYS
            or not all(isinstance(v, str) and v for v in entry.values())
        ):
            raise SystemExit(f"{FILE}, correction {number}: expected the keys {', '.join(KEYS)}, each with a text")
    return [Correction(e["file"], e["why"], e["was"], e["is"]) for e in listed]


def corrected(path: str, content: bytes, listed: Sequence[Correction]) -> bytes:
    """The file with its corrections."""
    for one in listed:
        if one.file == path:
            content = _replaced(path, content, one.was, one.now)
    return content


def uncorrected(path: str, content: bytes, listed: Sequence[Correction]) -> bytes:
    """The file as it was imported: the corrections taken back, the last one first."""
    for one in reversed(listed):
        if one.file == path:
            content = _replaced(path, content, one.now, one.was)
    return content


def _replaced(path: str, content: bytes, old: str, new: str) -> bytes:
    found = content.count(old.encode())
    if found != 1:
        raise SystemExit(
            f"{path}: the text of a correction stands {found} times in the file, expected once: {old.splitlines()[0]!r}; "
            f"read the file again and correct {FILE}"
        )
    return content.replace(old.encode(), new.encode())
