"""Opens the case that a command names, and turns the shared options into a view of it."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from servanda.cli.failures import did_you_mean, plural
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
            raise no_case(name, list(list_cases())) from None
        raise
    if case.warnings:
        count = plural(len(case.warnings), "warning")
        print(f"{case.slug}: {count} in the data, listed by: servanda case check {name}", file=sys.stderr)
    return case


def no_case(name: str, bundled: Sequence[str]) -> Misuse:
    """What is said to a name that is neither a bundled case nor a folder."""
    return Misuse(
        f"no case {name!r}: {did_you_mean(name, bundled)}; a case of your own is named by the path of its folder, and "
        f"made with: servanda case new PATH"
    )


def seen(name: str, as_of: date | None, known_by: date | None, position: str | None = None) -> View:
    """The view that the shared options ask for; what is left out comes from the case's own questions."""
    case = opened(name)
    day = as_of or case.default_as_of
    note_days(case, day, known(case, known_by))
    return case.at(day, known(case, known_by), position_of(case, position))


def note_days(case: Case, as_of: date, known_by: date | None) -> None:
    """One line on standard error for a day before or after everything that the case records."""
    statements = case.record.statements
    if not statements:
        return
    first, last = statements[0].day, max(statements[-1].day, *(s.public_day for s in statements))
    for name, asked in (("as of", as_of), ("known by", known_by)):
        if asked is not None and asked < first:
            print(f"Note: {name} {asked} is before the first day recorded ({first})", file=sys.stderr)
        elif asked is not None and asked > last:
            print(
                f"Note: {name} {asked} is after the last day recorded ({last}): nothing newer is known", file=sys.stderr
            )


def position_of(case: Case, position: str | None) -> str:
    """The position asked for, known to the case; a party's id or name stands for its code."""
    from servanda.negotiation.party import PartyIndex

    asked = position or case.description.position
    codes = ["all", *case.position_codes()]
    party = PartyIndex.of(case.parties).find(asked)
    if asked not in codes and party is not None and party.code in codes:
        return party.code
    if asked not in codes:
        hint = did_you_mean(asked, codes)
        meant = f" {hint}" if hint.endswith("?") else ""
        raise Misuse(
            f"unknown position {asked!r};{meant} Legal positions are held by {', '.join(codes[1:])}; all of them: all"
            if meant
            else f"unknown position {asked!r}: legal positions are held by {', '.join(codes[1:])}; all of them: all"
        )
    return asked


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
