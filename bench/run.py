"""Print figure and bar of each benchmark side by side: `python -m bench.run [word ...]` runs those whose names match.

Exit status 1 when a bar is missed or a piece of work fails.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Sequence
from pathlib import Path

from bench.harness import BENCHES, Figure, measure

COLUMNS = ("work", "median", "min", "max", "runs", "bar", "ok")
NOT_BENCHES = {"run", "harness"}


def collect() -> None:
    """Import every module beside this one, so that its benchmarks are registered."""
    for path in sorted(Path(__file__).parent.glob("*.py")):
        if path.stem not in NOT_BENCHES:
            importlib.import_module(f"bench.{path.stem}")


def row(figure: Figure) -> tuple[str, ...]:
    """One line of the table, times in seconds."""
    work = figure.bench
    if figure.trouble:
        return (work.name, "-", "-", "-", str(len(figure.seconds)), f"{work.bar_seconds:g} s", f"no: {figure.trouble}")
    times = (figure.median, min(figure.seconds), max(figure.seconds))
    shown = [f"{seconds:.4f} s" for seconds in times]
    return (work.name, *shown, str(len(figure.seconds)), f"{work.bar_seconds:g} s", "yes" if figure.ok else "NO")


def table(rows: Sequence[Sequence[str]]) -> str:
    """Rows under their header, first column to the left, the others to the right."""
    lines = [COLUMNS, *rows]
    widths = [max(len(line[place]) for line in lines) for place in range(len(COLUMNS) - 1)]
    return "\n".join(
        "  ".join([
            line[0].ljust(widths[0]),
            *(cell.rjust(width) for cell, width in zip(line[1:-1], widths[1:], strict=True)),
            line[-1],
        ])
        for line in lines
    )  # fmt: skip


def main(words: Sequence[str]) -> int:
    """Run the benchmarks whose names contain one of the words, or all."""
    collect()
    chosen = [work for work in BENCHES if not words or any(word in work.name for word in words)]
    figures = []
    for work in chosen:
        print(f"timing {work.name} ...", file=sys.stderr, flush=True)
        figures.append(measure(work))
    print(table([row(figure) for figure in figures]))
    return 0 if figures and all(figure.ok for figure in figures) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
