"""The command `servanda`: every noun and its verbs, and the entry point.

Modules of commands import only typer and what is cheap; the rooms below are imported when a command runs, so that
`servanda --help` answers at once.
"""

from __future__ import annotations

import sys
from io import TextIOWrapper
from typing import Annotated

import typer

from servanda import __version__
from servanda.cli import (
    agreement_compare,
    agreement_known,
    agreement_procedures,
    agreement_test,
    agreements,
    breakout,
    brief,
    case,
    enrich,
    formats,
    judgements,
    knowledge,
    plan,
    positions,
    published,
    published_balance,
    record,
    value,
    verify,
    votes,
)
from servanda.cli.failures import Guarded, close_quietly

app = typer.Typer(
    cls=Guarded,
    name="servanda",
    help="Keep the record of what was declared and verified, and ask it: as of a day, known by a day, under a position.",
    epilog="Start with: servanda case list. Exit status: 0 fine, 1 the data have errors, 2 the call is wrong, "
    "3 the machine or Servanda failed.",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command("brief", epilog=brief.EXAMPLE)(brief.brief)
app.add_typer(case.app, name="case")
app.add_typer(record.app, name="record")
agreements.app.command("known", epilog=agreement_known.EXAMPLE)(agreement_known.known)
agreements.app.command("compare", epilog=agreement_compare.EXAMPLE)(agreement_compare.compare)
agreements.app.command("test", epilog=agreement_test.EXAMPLE)(agreement_test.stories)
agreements.app.command("proposals")(agreement_compare.proposals)
agreement_procedures.add_to(agreements.app)
votes.add_to(agreements.app)
app.add_typer(agreements.app, name="agreements")
app.command("knowledge", epilog=knowledge.EXAMPLE)(knowledge.knowledge)
app.command("plan", epilog=plan.EXAMPLE)(plan.plan)
app.command("breakout", epilog=breakout.EXAMPLE)(breakout.breakout)
app.command("judgements", epilog=judgements.EXAMPLE)(judgements.judgements)
app.command("published", epilog=published.EXAMPLE)(published.published)
app.command("invert", epilog=published_balance.EXAMPLE)(published_balance.invert)
app.command("enrich", epilog=enrich.EXAMPLE)(enrich.enrich)
app.command("positions", epilog=positions.EXAMPLE)(positions.positions)
app.command("formats", epilog=formats.EXAMPLE)(formats.formats)
app.command("value", epilog=value.EXAMPLE)(value.value)
app.add_typer(verify.app, name="verify")


def _version(wanted: bool) -> None:
    if wanted:
        print(f"servanda {__version__}")
        raise typer.Exit


@app.callback()
def servanda(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    """Keep the record of what was declared and verified, and ask it: as of a day, known by a day, under a position."""


def run() -> None:
    """The entry point of the command line."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # an old terminal shows escapes, not a failure
    try:
        app(prog_name="servanda")
    finally:
        try:
            sys.stdout.flush()
        except BrokenPipeError:
            close_quietly()
