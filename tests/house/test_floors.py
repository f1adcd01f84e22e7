"""The house: imports run one way, and only the top rooms touch disk or clock."""

from __future__ import annotations

import ast
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support import PROJECT

SOURCE = PROJECT / "src" / "servanda"
ROOMS_WITH_DISK_AND_CLOCK = frozenset({"case", "brief", "cli"})

READS_ITS_OWN_TABLES = {
    "capability/judgement_words.py": "the rules by which words become numbers, kept as CSV beside the code",
    "agreements/tables.py": "the rules of the room, kept as CSV beside its code",
    "inspection/goal_tables.py": "assumed methods, and declarations with their paragraphs, kept as CSV beside its code",
    "verification/published.py": "goals, target values and published figures, kept as CSV with source and mark",
}
"""Modules below floor 5 that read data kept beside their code: path under src/servanda, and which data."""

DISK = frozenset({"open", "read_text", "read_bytes", "write_text", "write_bytes", "mkdir", "unlink", "glob", "iterdir"})
CLOCK = frozenset({
    "date.today", "datetime.now", "datetime.today", "datetime.utcnow",
    "time.time", "time.time_ns", "time.localtime", "time.gmtime",
})  # fmt: skip
ARRAYS = frozenset({"FloatArray", "IntArray", "BoolArray"})
CHANCE = frozenset({"random.random", "random.choice", "random.seed", "random.shuffle", "random.randint", "uuid.uuid4"})


def impure_calls(source: str) -> list[tuple[int, str]]:
    """Line and name of each call that touches disk, clock or unseeded chance."""
    return [
        (node.lineno, name)
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call) and (name := ast.unparse(node.func)) and is_impure(name, node)
    ]


def is_impure(name: str, call: ast.Call) -> bool:
    """True for a call whose result does not depend on its arguments alone, or that leaves something behind."""
    last_two = ".".join(name.split(".")[-2:])
    last = name.rsplit(".", 1)[-1]
    unseeded = last == "default_rng" and not call.args and not call.keywords
    return unseeded or last in DISK or last_two in CLOCK or last_two in CHANCE or name.startswith("os.environ")


def pure_modules() -> list[Path]:
    """Every module outside the rooms that may touch disk and clock."""
    modules = sorted(SOURCE.rglob("*.py"))
    return [path for path in modules if path.relative_to(SOURCE).parts[0] not in ROOMS_WITH_DISK_AND_CLOCK]


def lint_imports(folder: Path, config: Path) -> subprocess.CompletedProcess[str]:
    """Run the import contract on the package `servanda` found in `folder`."""
    program = (
        "import sys; from importlinter.cli import lint_imports as lint; "
        "sys.path.insert(0, sys.argv[1]); sys.exit(lint(config_filename=sys.argv[2], no_cache=True))"
    )
    return subprocess.run(
        [sys.executable, "-c", program, str(folder), str(config)],
        capture_output=True,
        text=True,
        cwd=folder,
        check=False,
    )


def house(folder: Path, **rooms: str) -> Path:
    """A package `servanda` with one module a room, for planting faults."""
    for room, code in {"": "", **rooms}.items():
        path = folder / "servanda" / room
        path.mkdir(parents=True)
        (path / "__init__.py").write_text(code)
    return folder


def test_rooms_import_only_rooms_on_lower_floors() -> None:
    """The contract in pyproject.toml holds for the product."""
    done = lint_imports(PROJECT / "src", PROJECT / "pyproject.toml")
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("room", "code"),
    [
        ("core", "import servanda.evidence"),
        ("evidence", "def late():\n    from servanda.ledger import x"),
        ("ledger", "import servanda.evidence"),
        ("inspection", "from servanda import negotiation"),
        ("case", "from servanda.brief import page"),
        ("attic", ""),
    ],
)
def test_an_import_up_or_across_is_refused(tmp_path: Path, room: str, code: str) -> None:
    """The contract catches imports upwards, across, inside functions, and a room that has no floor."""
    names = ("core", "evidence", "ledger", "inspection", "negotiation", "case", "brief")
    rooms = {**dict.fromkeys(names, ""), room: code}
    done = lint_imports(house(tmp_path, **rooms), PROJECT / "pyproject.toml")
    assert done.returncode != 0, done.stdout


def test_an_import_down_is_allowed(tmp_path: Path) -> None:
    """The same made-up house passes when its imports run down."""
    done = lint_imports(house(tmp_path, core="", case="import servanda.core"), PROJECT / "pyproject.toml")
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("path", pure_modules(), ids=lambda path: str(path.relative_to(SOURCE)))
def test_only_case_brief_and_cli_touch_disk_and_clock(path: Path) -> None:
    """Every other room answers from its arguments alone."""
    name = path.relative_to(SOURCE).as_posix()
    calls = impure_calls(path.read_text(encoding="utf-8"))
    if name in READS_ITS_OWN_TABLES:
        calls = [(line, call) for line, call in calls if not call.endswith(("read_text", "read_bytes"))]
    assert not calls, f"{name}: {calls}"


def test_each_exception_is_still_needed() -> None:
    """A module that no longer reads a table leaves the list of exceptions."""
    for name in READS_ITS_OWN_TABLES:
        assert impure_calls((SOURCE / name).read_text(encoding="utf-8")), name


@pytest.mark.parametrize(
    "code",
    [
        "open('x')", "pathlib.Path('x').read_text()", "path.write_bytes(b'')", "date.today()", "datetime.now(tz)",
        "datetime.datetime.now()", "time.time()", "np.random.default_rng()", "os.environ.get('X')",
    ],
)  # fmt: skip
def test_impure_calls_are_seen(code: str) -> None:
    """Each way to disk, clock and unseeded chance is caught, inside functions too."""
    assert impure_calls(f"def f():\n    {code}\n") != []


@pytest.mark.parametrize(
    "code", ["np.random.default_rng(seed)", "generator.random(3)", "date(2025, 7, 1)", "io.StringIO(t)"]
)
def test_pure_calls_pass(code: str) -> None:
    """What depends on its arguments alone is not refused."""
    assert impure_calls(code) == []


def test_functions_and_modules_stay_short() -> None:
    """No function over 60 lines and no module over 500: what needs more is two things."""
    long = [
        f"{path.relative_to(PROJECT)}:{first} {name}: {lines} lines"
        for path in sorted(SOURCE.rglob("*.py"))
        for name, first, lines, limit in lengths(path.read_text(encoding="utf-8"))
        if lines > limit
    ]
    assert not long, "\n".join(long)


def lengths(source: str) -> Iterator[tuple[str, int, int, int]]:
    """Name, first line, number of lines and limit of a module and of each function in it."""
    yield "module", 1, source.count("\n"), 500
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            yield node.name, node.lineno, (node.end_lineno or node.lineno) - node.lineno + 1, 60


def test_kinds_of_arrays_are_named_once() -> None:
    """`FloatArray`, `IntArray` and `BoolArray` come from `core.arrays`, so that no room hands on another room's names."""
    elsewhere = [
        f"{path.relative_to(SOURCE)}: {name}"
        for path in sorted(SOURCE.rglob("*.py"))
        if path != SOURCE / "core" / "arrays.py"
        for name in names_of_arrays(path.read_text(encoding="utf-8"))
    ]
    assert not elsewhere, "\n".join(elsewhere)


def names_of_arrays(source: str) -> Iterator[str]:
    """Names of kinds of arrays that a module defines, or takes from another module than `core.arrays`."""
    for node in ast.parse(source).body:
        if isinstance(node, ast.Assign):
            yield from (ast.unparse(t) for t in node.targets if ast.unparse(t) in ARRAYS)
        if isinstance(node, ast.ImportFrom) and node.module != "servanda.core.arrays":
            yield from (alias.name for alias in node.names if alias.name in ARRAYS)


@pytest.mark.parametrize(
    "code", ["FloatArray = NDArray[np.float64]", "from servanda.verification.asked import FloatArray, floats"]
)
def test_names_of_arrays_are_found(code: str) -> None:
    """The check can fail: a name of its own and a name taken from another room are both found."""
    assert list(names_of_arrays(code)) == ["FloatArray"]


def test_the_console_script_and_the_package_agree() -> None:
    """The version is written once, in the package, and the command is `servanda.cli.main:run`."""
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["dynamic"] == ["version"]
    assert project["scripts"] == {"servanda": "servanda.cli.main:run"}
