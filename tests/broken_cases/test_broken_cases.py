"""Each broken case gives its findings, whole and word for word; nothing is half loaded and nothing is a traceback.

One file of this folder is one broken case: the good case of `base/` with one change. `expected` quotes the findings;
`refresh.py` writes them anew.
"""

from __future__ import annotations

import shutil
import tomllib
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from servanda.case import open_case
from servanda.case.case import examine
from servanda.core.finding import Finding, Refused, Severity

HERE = Path(__file__).parent
CASES = sorted(HERE.glob("*.toml"))
SEVERITIES = tuple(severity.value for severity in Severity)


def _latin1(path: Path) -> None:
    path.write_bytes(path.read_bytes().replace(b"Zedland says", "Zédland says".encode("latin-1")))


def _long_line(path: Path) -> None:
    path.write_text(path.read_text("utf-8") + "ZZ-009," + "x" * 10_000_000 + "\n", "utf-8")


def _empty(path: Path) -> None:
    path.write_bytes(b"")


def _null(path: Path) -> None:
    path.write_bytes(path.read_bytes().replace(b"ZZ-002", b"ZZ\0002"))


def _delete(path: Path) -> None:
    shutil.rmtree(path) if path.is_dir() else path.unlink()


def _copy(path: Path) -> None:
    shutil.copy(path.parent / "statements" / path.name, path)


def _file(path: Path) -> None:
    _delete(path)
    path.write_text("not a folder", "utf-8")


DAMAGES: dict[str, Callable[[Path], None]] = {
    "latin1": _latin1,
    "long_line": _long_line,
    "empty": _empty,
    "null": _null,
    "delete": _delete,
    "copy": _copy,
    "file": _file,
}


def broken(change: dict[str, str], folder: Path) -> Path:
    """The good case with one change, in a folder called `zedland`."""
    root = folder / "zedland"
    shutil.copytree(HERE / "base", root)
    path = root / change["file"] if change["file"] else root
    if "damage" in change:
        DAMAGES[change["damage"]](path)
    else:
        text = path.read_text("utf-8")
        assert change["old"] in text
        path.write_text(text.replace(change["old"], change["new"], 1), "utf-8", newline="")
    return root


def told(findings: Sequence[Finding], root: Path) -> list[str]:
    """The findings as a person reads them, without the place of the test."""
    return [f.text().replace(str(root), "PATH") for f in findings]


def test_the_base_is_a_good_case() -> None:
    """What is broken below is whole before."""
    case, findings = examine(HERE / "base")
    assert [f.text() for f in findings] == []
    assert case is not None
    assert len(case.record.statements) == 6


def test_there_are_at_least_forty() -> None:
    """The kinds of bad input that people really send."""
    assert len(CASES) >= 40


@pytest.mark.parametrize("file", CASES, ids=lambda path: path.stem)
def test_a_broken_case_says_what_to_do(file: Path, tmp_path: Path) -> None:
    """Where, what was found, what was expected, under which rule, what to do: word for word."""
    change = tomllib.loads(file.read_text("utf-8"))
    root = broken(change, tmp_path)
    case, findings = examine(root)
    assert told(findings, root) == change["expected"]
    assert findings
    assert all(f.file and f.found and f.expected and f.rule and f.remedy for f in findings)
    if any(f.severity is Severity.ERROR for f in findings):
        assert case is None
        with pytest.raises(Refused) as refusal:
            open_case(root)
        assert list(refusal.value.findings) == findings
