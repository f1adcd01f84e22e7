"""Arguments and options that several commands share, and what is typed turned into values."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from servanda.cli.failures import did_you_mean
from servanda.core.period import LATEST, parse_day

if TYPE_CHECKING:
    from servanda.case import Case

EVERYTHING = "everything"
"""What is typed for --known-by when the knowledge of no day is meant."""


def day(text: str) -> date:
    """A day as typed, or a message that shows how days are written."""
    found = parse_day(text)
    if found is None:
        raise typer.BadParameter(f"{text!r} is not a day; write it as YEAR-MONTH-DAY, such as 2025-07-01")
    return found


def number(text: str) -> float:
    """A finite number as typed, with a decimal point."""
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise typer.BadParameter(f"{text!r} is not a number; write it with a decimal point, such as 0.711")
    return value


def choice(words: Iterable[str]) -> Callable[[str], str]:
    """A parser that takes one of the words, and says which is nearest to anything else."""
    known = list(words)

    def parse(text: str) -> str:
        if text not in known:
            raise typer.BadParameter(f"{text!r} is not known; {did_you_mean(text, known)}")
        return text

    return parse


def known_day(text: str) -> date:
    """A day, or the last of all days for `everything`."""
    return LATEST if text == EVERYTHING else day(text)


def complete_case(incomplete: str) -> list[str]:
    """Bundled cases for the shell's completion."""
    from servanda.case.disk import bundled

    return [name for name in bundled() if name.startswith(incomplete)]


def opened_quietly(ctx: typer.Context) -> Case | None:
    """The case already typed, for the shell's completion; None when there is none or it is not sound."""
    from servanda.case import open_case
    from servanda.core.finding import Refused

    try:
        return open_case(ctx.params.get("case") or "")
    except Refused:
        return None


def complete_obligation(ctx: typer.Context, incomplete: str) -> list[str]:
    """Obligation ids for the shell's completion."""
    case = opened_quietly(ctx)
    every = [] if case is None else [o.id for a in case.agreements for o in a.obligations]
    return [name for name in every if name.startswith(incomplete)]


def complete_statement(ctx: typer.Context, incomplete: str) -> list[str]:
    """Statement ids for the shell's completion."""
    case = opened_quietly(ctx)
    return [] if case is None else [s.id for s in case.record.statements if s.id.startswith(incomplete)]


CaseName = Annotated[
    str,
    typer.Argument(
        metavar="CASE",
        help="The name of a bundled case (servanda case list), or the path of a case folder.",
        autocompletion=complete_case,
    ),
]
AsOf = Annotated[
    date | None,
    typer.Option(
        "--as-of", metavar="DAY", parser=day, help="The day asked about (default: the day in the case's case.toml)."
    ),
]
KnownBy = Annotated[
    date | None,
    typer.Option(
        "--known-by",
        metavar="DAY",
        parser=known_day,
        help="Use only what was public by that day (default: everything recorded).",
    ),
]
Position = Annotated[
    str | None,
    typer.Option(
        "--position", metavar="PARTY", help="Whose legal position to answer under, such as IR (default: all of them)."
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON document on standard output.")]
AsCsv = Annotated[bool, typer.Option("--csv", help="The main table as CSV on standard output.")]
