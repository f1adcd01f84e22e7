"""The tables of a case for plans of inspections: read from the folder and checked against the rest of the case."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import TypeVar

from servanda.agreements.model import Agreement
from servanda.case.disk import Folder
from servanda.case.table_set import Tables
from servanda.core.finding import Finding
from servanda.inspection.plan_check import check_tables
from servanda.inspection.plan_tables import (
    ACCESS,
    METHODS,
    NOT_SAMPLED,
    STRATA,
    InspectionTables,
    read_access,
    read_methods,
    read_not_sampled,
    read_strata,
)

T = TypeVar("T")


def read_inspection(folder: Folder) -> tuple[InspectionTables, list[Finding]]:
    """The tables in `inspection/`, and what is wrong inside them; empty without that folder."""
    findings: list[Finding] = []

    def read(path: str, reader: Callable[[str, str], tuple[list[T], list[Finding]]]) -> tuple[T, ...]:
        text = folder.texts.get(path)
        rows, problems = ([], []) if text is None else reader(text, path)
        findings.extend(problems)
        return tuple(rows)

    found = InspectionTables(
        read(STRATA, read_strata), read(METHODS, read_methods), read(ACCESS, read_access),
        read(NOT_SAMPLED, read_not_sampled),
    )  # fmt: skip
    return found, findings


def check_inspection(
    found: InspectionTables, tables: Tables, agreements: Sequence[Agreement], damaged: Collection[str]
) -> list[Finding]:
    """What the tables name and the case does not hold; links into files of `damaged` are checked once those are whole."""
    folders = {path.split("/")[0] for path in damaged}
    if "inspection" in folders:
        return []
    sites = set() if "sites.csv" in folders else {site.site for site in tables.sites}
    statements = None if "statements" in folders else {s.id for s in tables.statements}
    obligations = None if "agreements" in folders else {o.id: o for a in agreements for o in a.obligations}
    return check_tables(found, sites, statements, obligations)
