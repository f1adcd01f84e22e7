"""The command as a process: pipes, terminals of several widths, colour, start, completion."""

from __future__ import annotations

import os
import pty
import re
import select
import subprocess
import sys
import time
from collections.abc import Mapping

import pytest

COMMAND = [sys.executable, "-c", "from servanda.cli.main import run; run()"]
HEAVY = ("numpy", "jinja2", "vl_convert", "typst", "yaml", "rich", "pydantic", "servanda.case", "servanda.agreements")
CODES = re.compile(r"\x1b\[[0-9;]*m")
COLOURS = re.compile(r"\x1b\[[0-9;]*3[0-9][0-9;]*m")


def on_terminal(arguments: list[str], columns: int, more: Mapping[str, str] | None = None) -> str:
    """What a terminal of that width receives."""
    kept = {name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "COLUMNS", "FORCE_COLOR")}
    env = {**kept, "TERM": "xterm-256color", "COLUMNS": str(columns), **(more or {})}
    reader, writer = pty.openpty()
    with subprocess.Popen([*COMMAND, *arguments], stdout=writer, stderr=writer, stdin=writer, env=env):
        os.close(writer)
        received = b"".join(_received(reader))
    os.close(reader)
    return received.decode().replace("\r\n", "\n")


def _received(reader: int) -> list[bytes]:
    chunks: list[bytes] = []
    end = time.monotonic() + 60
    while time.monotonic() < end:
        ready, _, _ = select.select([reader], [], [], 1)
        try:
            chunk = os.read(reader, 65536) if ready else None
        except OSError:  # the other end is closed: everything was received
            return chunks
        if chunk == b"":
            return chunks
        if chunk:
            chunks.append(chunk)
    raise TimeoutError("the command did not end")


TABLES = {
    "agreements status iran --agreement jcpoa": "JCPOA-A1-32-ACC",
    "agreements timeline iran": "JCPOA-A1-56",
    "knowledge iran": "overdue",
    "breakout iran": "IR-STK-0151",
    "record list iran --site FFEP": "IR-CEN-0003.installed_cascades",
    "record show iran IR-STK-0152": "IR-STK-0151",
    "positions iran": "P006",
    "formats iran --every": "UNSC-SNAPBACK",
    "case list": "ukraine",
    "enrich --product 60": "125.391",
}
"""Calls that print tables, and a word that has to stay whole."""


@pytest.mark.parametrize("columns", [80, 120])
@pytest.mark.parametrize(("typed", "whole"), TABLES.items(), ids=TABLES)
def test_tables_fit_the_terminal_and_lose_nothing(typed: str, whole: str, columns: int) -> None:
    """No line is wider than the terminal, no cell is cut, and ids can be copied."""
    text = CODES.sub("", on_terminal([*typed.split()], columns))
    assert max(map(len, text.splitlines())) <= columns
    assert "…" not in text
    assert whole in text.split()


@pytest.mark.parametrize(
    ("typed", "kept", "left"),
    [
        ("agreements status iran --status exceeded", ("for", "basis"), "2 columns left out (demands, paragraph)"),
        ("record list iran --site FFEP", ("day", "basis"), "2 columns left out (public, source)"),
    ],
)
def test_a_narrow_terminal_loses_text_first_and_says_so(typed: str, kept: tuple[str, ...], left: str) -> None:
    """Day and basis stay at 80 columns; what is left out is counted, named and to be had."""
    text = CODES.sub("", on_terminal([*typed.split()], 80))
    assert set(kept) <= set(text.split())
    assert f"{left}; --csv has all" in " ".join(text.split())
    assert "left out" not in CODES.sub("", on_terminal([*typed.split()], 160))


def test_colour_on_a_terminal_only_and_never_against_no_color() -> None:
    """A status is coloured on a terminal; NO_COLOR and pipes get none."""
    asked = ["agreements", "status", "iran", "--status", "exceeded"]
    assert COLOURS.search(on_terminal(asked, 100))
    assert not COLOURS.search(on_terminal(asked, 100, {"NO_COLOR": "1"}))
    piped = subprocess.run([*COMMAND, *asked], capture_output=True, text=True, check=True)
    assert "\x1b" not in piped.stdout + piped.stderr


@pytest.mark.parametrize("form", ["", "--json", "--csv"])
def test_a_reader_that_stops_early_is_no_failure(form: str) -> None:
    """`servanda record list iran | head -1` prints one line and not a word more."""
    line = f'{sys.executable} -c "from servanda.cli.main import run; run()" record list iran {form} | head -1'
    done = subprocess.run(["bash", "-o", "pipefail", "-c", line], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert len(done.stdout.splitlines()) == 1


def test_an_old_terminal_gets_escapes_and_no_failure() -> None:
    """Where the encoding lacks a letter it is written as an escape."""
    env = {**os.environ, "PYTHONIOENCODING": "ascii"}
    done = subprocess.run([*COMMAND, "record", "list", "ukraine"], capture_output=True, text=True, check=False, env=env)
    assert (done.returncode, done.stderr) == (0, "")


def test_help_imports_nothing_heavy() -> None:
    """`servanda --help` must answer at once: the rooms and their libraries are imported when a command runs."""
    look = (
        f"import sys; sys.argv = ['servanda', '--help']; from servanda.cli.main import app; app(standalone_mode=False); \
print([name for name in {HEAVY!r} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", look], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


def test_version_is_shown() -> None:
    """`--version` names the program and its version."""
    done = subprocess.run([*COMMAND, "--version"], capture_output=True, text=True, check=True)
    assert re.fullmatch(r"servanda \d+\.\d+\.\d+\S*\n", done.stdout)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("servanda kno", "knowledge"),
        ("servanda knowledge ir", "iran"),
        ("servanda agreements explain iran JCPOA-A1-5", "JCPOA-A1-56"),
        ("servanda record show iran IR-STK-015", "IR-STK-0152"),
        ("servanda breakout iran --tails-rule f", "fixed"),
    ],
)
def test_the_shell_completes_names(typed: str, expected: str) -> None:
    """Commands, cases, obligations and statements are completed."""
    words = typed.split()
    env = {**os.environ, "_SERVANDA_COMPLETE": "complete_bash", "COMP_WORDS": typed, "COMP_CWORD": str(len(words) - 1)}
    program = [sys.executable, "-c", "import sys; sys.argv[0] = 'servanda'; from servanda.cli.main import run; run()"]
    done = subprocess.run(program, capture_output=True, text=True, check=False, env=env)
    assert expected in done.stdout.split()
