"""The dependencies of a case: the one table of `agreements/`, read against the recorded agreements."""

from __future__ import annotations

from collections.abc import Sequence

from servanda.agreements.depends import FILE, Dependency, read_dependencies
from servanda.agreements.model import Agreement
from servanda.case.disk import Folder
from servanda.core.finding import Finding


def dependencies_of(folder: Folder, agreements: Sequence[Agreement]) -> tuple[tuple[Dependency, ...], list[Finding]]:
    """Every dependency and what is wrong; empty where the case has no such table."""
    text = folder.texts.get(FILE)
    return ((), []) if text is None else read_dependencies(text, FILE, agreements)
