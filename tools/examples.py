"""Examples in the documents: commands in `console` and `sh` blocks, and what a page shows as their output.

`python -m tools.examples` runs them and writes today's output under each command that shows one whole; output shown with
`...` for lines left out is kept, and the document check compares it.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from tools.commands_page import PAGE as COMMANDS
from tools.commands_page import PROJECT

SECONDS_FOR_ONE = 60
FENCE = re.compile(r"^```(\w*)\s*$")
OMITTED = ("...", "…")
SETTINGS = {"NO_COLOR": "1", "TERM": "dumb", "COLUMNS": "120"}


@dataclass(frozen=True)
class Example:
    """One command in a page with its first and last line, and the lines that the page shows as its output."""

    page: str
    line: int
    command: str
    shown: tuple[str, ...] = ()
    last: int = 0


@dataclass(frozen=True)
class Block:
    """A fenced block: its language, the line of its first content line, and its lines."""

    language: str
    first: int
    lines: tuple[str, ...]


def blocks(text: str) -> Iterator[Block]:
    """The fenced blocks of a page."""
    language: str | None = None
    first, inside = 0, list[str]()
    for number, line in enumerate(text.splitlines(), start=1):
        fence = FENCE.match(line.strip())
        if fence and language is None:
            language, first, inside = fence.group(1), number + 1, []
        elif fence and language is not None:
            yield Block(language, first, tuple(inside))
            language = None
        elif language is not None:
            inside.append(line)


def examples(page: str, text: str) -> Iterator[Example]:
    """Every command in the `console` and `sh` blocks of a page, with the output shown under it."""
    for block in blocks(text):
        if block.language not in {"console", "sh"}:
            continue
        lines = list(enumerate(block.lines, start=block.first))
        while lines:
            number, line = lines.pop(0)
            if block.language == "console" and not line.startswith("$ "):
                continue
            last = number
            while line.endswith("\\") and lines:
                last, more = lines.pop(0)
                line = line[:-1] + more.strip()
            command = line.removeprefix("$ ").split("  #")[0].strip()
            shown = []
            while block.language == "console" and lines and not lines[0][1].startswith("$ "):
                shown.append(lines.pop(0)[1].rstrip())
            if command and not command.startswith("#"):
                yield Example(page, number, command, tuple(shown), last)


def execute(command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a command as a reader would, in a folder, with the environment of the project first on the path."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}"
    return subprocess.run(
        ["bash", "-o", "pipefail", "-c", command],
        capture_output=True,
        text=True,
        cwd=folder,
        env={**os.environ, **SETTINGS, "PATH": path},
        timeout=SECONDS_FOR_ONE,
        check=False,
    )


def run(example: Example, folder: Path) -> str | None:
    """Run one example; what is wrong with it, if anything."""
    place = f"{example.page}:{example.line}: `{example.command}`"
    kind = example.command.split()[0]
    if kind == "make":
        return unknown_target(example, place)
    if kind != "servanda":
        return f"{place}: only `servanda` and `make` can be shown, because only they are checked"
    try:
        done = execute(example.command, folder)
    except subprocess.TimeoutExpired:
        return f"{place}: not finished after {SECONDS_FOR_ONE} s"
    if done.returncode:
        return f"{place}: exit status {done.returncode}: {(done.stderr or done.stdout).strip()[-600:]}"
    missing = first_missing(example.shown, done.stdout + done.stderr)
    return f"{place}: shows a line that is not printed: {missing!r}" if missing is not None else None


def unknown_target(example: Example, place: str) -> str | None:
    """Examples of `make` are not run here; their targets must exist."""
    targets = re.findall(r"^([a-z]+):", (PROJECT / "Makefile").read_text(encoding="utf-8"), flags=re.MULTILINE)
    words = [word for word in example.command.split()[1:] if "=" not in word]
    unknown = [word for word in words if word not in targets]
    return f"{place}: no such target: {unknown[0]}" if unknown else None


def first_missing(shown: Iterable[str], printed: str) -> str | None:
    """The first shown line that does not follow in what was printed; `...` stands for lines left out."""
    rest = iter([line.rstrip() for line in printed.splitlines()])
    for line in shown:
        if line.strip() and line.strip() not in OMITTED and line not in rest:
            return line
    return None


def run_page(page: str, text: str) -> list[str]:
    """Run the examples of one page in order, in one empty folder."""
    with tempfile.TemporaryDirectory() as folder:
        found = [run(example, Path(folder)) for example in examples(page, text)]
    return [problem for problem in found if problem]


def refreshed(page: str, text: str) -> str:
    """The page with today's output under each command that shows its output whole."""
    lines = text.splitlines()
    with tempfile.TemporaryDirectory() as folder:
        found = [(example, printed(example, Path(folder))) for example in examples(page, text)]
    for example, output in reversed(found):
        if example.shown and not any(line.strip() in OMITTED for line in example.shown):
            lines[example.last : example.last + len(example.shown)] = output
    return "\n".join(lines) + "\n"


def printed(example: Example, folder: Path) -> list[str]:
    """What a command prints, line by line; nothing for what is not run here."""
    if not example.command.startswith("servanda"):
        return []
    done = execute(example.command, folder)
    if done.returncode:
        raise SystemExit(f"{example.page}:{example.line}: `{example.command}` failed:\n{done.stderr}")
    return [line.rstrip() for line in done.stdout.rstrip().splitlines()]


def main() -> int:
    """Refresh every page."""
    for path in [*sorted(PROJECT.glob("*.md")), *sorted((PROJECT / "docs").rglob("*.md"))]:
        text = path.read_text(encoding="utf-8")
        if path != COMMANDS and (new := refreshed(path.name, text)) != text:
            path.write_text(new, encoding="utf-8")
            print(f"wrote {path.relative_to(PROJECT)}", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
