"""The files of a case folder: the only place where a case is read from or written to disk."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path, PurePosixPath

from servanda.core.finding import Finding, Severity
from servanda.core.table import decode

RULE = (
    "a case is a folder with case.toml, sources.csv, statements/, agreements/, proposals/, negotiation/, sites.csv, "
    "judgements.csv"
)
LARGEST = 64 * 1024 * 1024
"""Bytes: a larger file is not something a person can read, diff and keep in git."""

KNOWN = (
    "case.toml", "sources.csv", "sites.csv", "judgements.csv", "assumptions.csv", "README.md", "statements/*.csv",
    "agreements/*.yaml", "agreements/_dependencies.csv",
    "proposals/*.yaml", "negotiation/parties.csv", "negotiation/formats.csv", "negotiation/issues.csv",
    "negotiation/positions.csv", "negotiation/meetings.csv", "articles/*",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Folder:
    """The texts of a case by their path inside the folder, and a digest of all of them (SHA-256, hexadecimal)."""

    name: str
    texts: Mapping[str, str]
    digest: str

    def matching(self, pattern: str) -> dict[str, str]:
        """The texts whose path matches, in the order of their paths."""
        return {path: text for path, text in self.texts.items() if PurePosixPath(path).match(pattern)}


def bundled() -> dict[str, Path]:
    """The folders of the cases that come with Servanda, by name."""
    root = Path(str(files("servanda") / "cases"))
    if not root.is_dir():
        return {}
    return {path.parent.name: path.parent for path in sorted(root.glob("*/case.toml"))}


def find(name_or_path: str | Path) -> Path:
    """The folder of a bundled case, or the path itself."""
    return bundled().get(str(name_or_path), Path(name_or_path))


def read_folder(root: Path) -> tuple[Folder, list[Finding]]:
    """Every file of a case; a file that cannot be read or is no part of a case gives a finding."""
    empty = Folder(root.name, {}, "")
    if not root.is_dir():
        return empty, [_no_folder(root)]
    texts: dict[str, str] = {}
    findings: list[Finding] = []
    digest = hashlib.sha256()
    for path in sorted(
        p for p in root.rglob("*") if not any(part.startswith(".") for part in p.relative_to(root).parts)
    ):
        name = path.relative_to(root).as_posix()
        if path.is_dir():
            continue
        data, problems = _read(path, name)
        findings += problems
        if data is not None:
            digest.update(f"{name}\0{len(data)}\0".encode() + data)
            text, problems = decode(data, name)
            findings += problems
            if not problems:
                texts[name] = text
    return Folder(root.name, texts, digest.hexdigest()), findings


def _read(path: Path, name: str) -> tuple[bytes | None, list[Finding]]:
    if not any(PurePosixPath(name).match(pattern) for pattern in KNOWN):
        return None, [_stranger(name)]
    try:
        if path.stat().st_size > LARGEST:
            return None, [_unreadable(name, f"a file of {path.stat().st_size} bytes", f"at most {LARGEST} bytes")]
        return path.read_bytes(), []
    except OSError as error:
        return None, [_unreadable(name, error.strerror or "a file that cannot be read", "a readable file")]


def write_folder(root: Path, texts: Mapping[str, str]) -> list[Path]:
    """Write the texts under a folder; every file is put in place whole (written beside, then renamed)."""
    written = []
    for name, text in sorted(texts.items()):
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        beside = path.with_name(f".{path.name}.part")
        beside.write_text(text, encoding="utf-8", newline="")
        beside.replace(path)
        written.append(path)
    return written


def _no_folder(root: Path) -> Finding:
    what = "a file" if root.is_file() else "no such folder"
    names = ", ".join(bundled())
    return Finding(
        str(root),
        None,
        "case-folder-missing",
        "",
        what,
        f"the folder of a case, or a bundled case ({names})",
        RULE,
        "check the path, or make a case with: servanda case new PATH",
    )


def _stranger(name: str) -> Finding:
    return Finding(
        name,
        None,
        "case-unknown-file",
        "",
        "a file that is no part of a case",
        ", ".join(KNOWN),
        RULE,
        "move it to its place (statements belong into statements/), or out of the case folder",
        Severity.WARNING,
    )


def _unreadable(name: str, found: str, expected: str) -> Finding:
    return Finding(
        name, None, "case-file-unreadable", "", found, expected, RULE, "check the permissions and the size of the file"
    )
