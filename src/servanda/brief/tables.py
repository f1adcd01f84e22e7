"""Figures and tables in Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from servanda.brief.parts import Figure


def shown(figure: Figure | None) -> str:
    """A figure with its first statements in brackets, and the word recalled where it holds."""
    if figure is None:
        return "–"
    behind = [*figure.evidence[:3], *(["…"] if len(figure.evidence) > 3 else [])]
    notes = [*([f"method: {figure.method}"] if figure.method else []), ", ".join(behind)]
    notes += ["recalled"] if figure.mark == "recalled" else []
    inside = "; ".join(note for note in notes if note)
    return f"{figure.text} [{inside}]" if inside else figure.text


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """A table, and an empty line after it; a bar inside a cell becomes a stroke."""
    lines = [f"| {' | '.join(head)} |", f"| {' | '.join('---' for _ in head)} |"]
    return [*lines, *(f"| {' | '.join(cell.replace('|', '/') for cell in row)} |" for row in rows), ""]
