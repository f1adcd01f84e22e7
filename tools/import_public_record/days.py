"""The day on which a figure first became public, as far as the tables tell.

Each function gives the cells `public_on` and `public_rule`; the words are those of `PUBLIC_RULES` of the statements.
A figure never becomes public before the day it is about.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from tools.import_public_record.tables import Cells, Origin

AGENCY = ("verified", "estimated_by_agency")
FINDINGS = ("breach", "report")
"""Kinds of event that are findings of the Agency: they become public when it reports them."""


def report_days(stock: Iterable[Origin]) -> list[str]:
    """The days of the Agency's reports that the stock table names, in order."""
    return sorted({row["report_date"] for row in stock if row["report_date"]})


def public(day: str, rule: str) -> Cells:
    """The two cells that say when a figure became public and how that is known."""
    return {"public_on": day, "public_rule": rule}


def by_page(of_day: str, page: str) -> Cells:
    """Public on the day of the page where it was read; a page written before the day counts from the day itself."""
    return public(page, "page") if page >= of_day else public(of_day, "same_day")


def by_agency(of_day: str, page: str, reports: Sequence[str]) -> Cells:
    """Public with the page or with the first report on or after the day, whichever came first."""
    report = next((day for day in reports if day >= of_day), None)
    if report is None or of_day <= page < report:
        return by_page(of_day, page)
    return public(report, "next_report")


def by_basis(basis: str, of_day: str, page: str, reports: Sequence[str]) -> Cells:
    """The Agency's own figures come out with its reports, everybody else's with the page."""
    return by_agency(of_day, page, reports) if basis in AGENCY else by_page(of_day, page)


def of_stock(row: Origin, reports: Sequence[str]) -> Cells:
    """A stock figure is public with its report; without one, like any other figure."""
    if row["report_date"]:
        return public(row["report_date"], "report")
    return by_basis(row["basis"], row["as_of"], row["source_date"], reports)


def of_event(row: Origin, of_day: str, reports: Sequence[str]) -> Cells:
    """An open event is public on its day; what only the Agency saw is public when it said so."""
    if not _finding(row):
        return public(of_day, "same_day")
    return by_agency(row["date"], row["source_date"], reports)


def _finding(row: Origin) -> bool:
    own_document = row["source"].startswith("GOV/") and row["kind"] != "talks"
    return row["basis"] in AGENCY and (row["kind"] in FINDINGS or own_document)
