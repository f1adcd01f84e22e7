"""Opens the case that a command names, and turns the shared options into a view of it."""

from __future__ import annotations

import sys
from datetime import date
from typing import TYPE_CHECKING

from servanda.cli.failures import did_you_mean, one_of, plural
from servanda.core.finding import Misuse, Refused
from servanda.core.period import LATEST

if TYPE_CHECKING:
    from servanda.case import Case, View
    from servanda.cli.fields import Value

MISSING = "case-folder-missing"


def opened(name: str) -> Case:
    """The case, with one line on standard error when its data have warnings."""
    from servanda.case import list_cases, open_case

    try:
        case = open_case(name)
    except Refused as refused:
        if any(finding.name == MISSING for finding in refused.findings):
            hint = did_you_mean(name, list(list_cases()))
            print(f"No case {name!r}: {hint}\n", file=sys.stderr)
        raise
    if case.warnings:
        count = plural(len(case.warnings), "warning")
        print(f"{case.slug}: {count} in the data, listed by: servanda case check {name}", file=sys.stderr)
    return case


def seen(name: str, as_of: date | None, known_by: date | None, position: str | None = None) -> View:
    """The view that the shared options ask for; what is left out comes from the case's own questions."""
    case = opened(name)
    return case.at(as_of or case.default_as_of, known(case, known_by), position_of(case, position))


def position_of(case: Case, position: str | None) -> str:
    """The position asked for, known to the case; a party's id or name stands for its code."""
    from servanda.negotiation.party import PartyIndex

    asked = position or case.description.position
    codes = ["all", *case.position_codes()]
    party = PartyIndex.of(case.parties).find(asked)
    if asked not in codes and party is not None and party.code in codes:
        return party.code
    return one_of(asked, "position", codes)


def known(case: Case, known_by: date | None) -> date | None:
    """The day of knowledge asked for: None means everything recorded."""
    chosen = known_by or case.description.known_by
    return None if chosen == LATEST else chosen


def question(view: View) -> dict[str, Value]:
    """The head of an answer: what was asked, and of which data."""
    return {
        "case": view.case.slug,
        "as_of": view.as_of,
        "known_by": view.known_by,
        "position": view.position,
        "digest": view.case.digest,
    }


def question_line(view: View) -> str:
    """What was asked, in one line above the text."""
    known_by = f"known by {view.known_by}" if view.known_by else "everything recorded"
    position = "all positions" if view.position == "all" else f"position of {view.position}"
    return f"{view.case.state}, as of {view.as_of}, {known_by}, {position}"


def no_later(since: date | None, until: date | None, names: tuple[str, str]) -> None:
    """Refuse a span that ends before it starts."""
    if since and until and until < since:
        raise Misuse(f"{names[1]} {until} is before {names[0]} {since}: turn them round")
