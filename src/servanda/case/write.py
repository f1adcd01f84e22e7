"""A case back to a folder: what is read again is the same case."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

from servanda.case.case import Case
from servanda.case.description import FILE as DESCRIPTION_FILE
from servanda.case.description import write_description
from servanda.case.disk import write_folder
from servanda.case.table_set import write_tables

VERBATIM = (
    "agreements/*.yaml",
    "agreements/_dependencies.csv",
    "proposals/*.yaml",
    "README.md",
    "articles/*",
    "inspection/*.csv",
)
"""Texts that people write by hand, comments included: they are carried over as they stand."""


def case_texts(case: Case) -> dict[str, str]:
    """The files of a case by their path: tables written anew from the rows, texts written by hand as they stand."""
    kept = {
        path: text
        for path, text in case.texts.items()
        if any(PurePosixPath(path).match(pattern) for pattern in VERBATIM)
    }
    return {**kept, DESCRIPTION_FILE: write_description(case.description), **write_tables(case.tables)}


def write_case(case: Case, root: Path) -> list[Path]:
    """Write a case under a folder (made when it is not there); returns the files written."""
    return write_folder(root, case_texts(case))
