"""Help that tests of several rooms share: the files of a kind of vector, and the browser for looking at pages."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Sequence
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parent.parent
VECTOR_DATA = PROJECT / "tests" / "vectors" / "data"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def vector_files(config: pytest.Config, option: str, kept: Iterable[Path]) -> Sequence[Path]:
    """The files named with `option` (`--compliance-facts`), or those that the project keeps when none is named.

    Fails when there is nothing to run: a harness without rows must not look like one that passed.
    """
    named = [Path(name) for name in config.getoption(option)]
    files = named or sorted(kept)
    missing = [str(path) for path in files if not path.is_file()]
    if missing or not files:
        raise pytest.UsageError(f"{option}: no such file: {', '.join(missing) or 'none kept in tests/vectors/data'}")
    return files


def find_chromium() -> Path | None:
    """The machine's own Chromium; none is ever downloaded."""
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    return Path(found) if found else None


def chromium_or_skip() -> Path:
    """The machine's Chromium; without one the test is skipped, and fails where `CI` is set."""
    found = find_chromium()
    if found:
        return found
    word = "no chromium on this machine: on Debian, apt-get install chromium"
    if os.environ.get("CI"):
        pytest.fail(word)
    pytest.skip(word)
