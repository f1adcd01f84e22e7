"""The options of `servanda breakout`."""

from __future__ import annotations

from typing import Annotated

import typer

from servanda.cli.arguments import choice, number
from servanda.cli.tails import RULES

BOTH, ASSUMED, INTACT = SITES = ("both", "assumed", "intact")
"""Which view of struck sites: with the assumed states, as if nothing had happened, or one after the other."""


def whole(text: str) -> int:
    """A whole number above 0, as typed."""
    try:
        value = int(text)
    except ValueError:
        value = 0
    if value < 1:
        raise typer.BadParameter(f"{text!r} is not a whole number above 0")
    return value


def seed_number(text: str) -> int:
    """A seed: a whole number of 0 or more."""
    if not str(text).isdecimal():
        raise typer.BadParameter(f"{text!r} is not a seed; write a whole number of 0 or more")
    return int(text)


Rule = Annotated[
    str,
    typer.Option(
        "--tails-rule",
        metavar="RULE",
        parser=choice(RULES),
        autocompletion=lambda: list(RULES),
        help="next: tails fall to the next stock's enrichment; least-work: all feed to one tails assay; fixed or user: "
        "as in --tails.",
    ),
]
Tails = Annotated[
    list[str] | None,
    typer.Option(
        "--tails", metavar="PERCENT", help="fixed: one percent for all; user: STOCK=TAILS, repeatable (60=20)."
    ),
]
Eta = Annotated[
    str | None,
    typer.Option(
        "--eta",
        metavar="SHARE",
        help="Ideal work over work spent, above 0 to 1: a number, or a distribution such as 'beta mean 0.7, sd 0.12' "
        "(default: the assumptions of the case).",
    ),
]
RestartDays = Annotated[
    str | None,
    typer.Option(
        "--restart-days",
        metavar="DAYS",
        help="Days before any work is done: a number, or a distribution such as 'lognormal 2 to 14' "
        "(default: the assumptions of the case).",
    ),
]
Sites = Annotated[
    str,
    typer.Option(
        "--sites",
        metavar="WORD",
        parser=choice(SITES),
        autocompletion=lambda: list(SITES),
        help="assumed: struck sites as the case assumes; intact: as if nothing had happened; both.",
    ),
]
Quantities = Annotated[
    int, typer.Option("--quantities", metavar="N", parser=whole, help="Times to the first N quantities.")
]
Months = Annotated[
    list[float] | None,
    typer.Option("--month", metavar="N", parser=number, help="Quantities by the end of month N; repeatable."),
]
Natural = Annotated[
    bool, typer.Option("--natural", help="Count natural uranium as a last resort, as much as is needed.")
]
Join = Annotated[
    bool, typer.Option("--tails-join-next", help="Feed the tails of a stock again, mixed into the next one.")
]
LookEvery = Annotated[
    float | None,
    typer.Option("--look-every", metavar="DAYS", parser=number, help="Give the margin if somebody looks that often."),
]
LookChance = Annotated[
    float, typer.Option("--look-chance", metavar="SHARE", parser=number, help="Chance that a look sees it, 0 to 1.")
]
LookDelay = Annotated[
    float,
    typer.Option("--look-delay", metavar="DAYS", parser=number, help="Days from a look to knowing, response included."),
]
Draws = Annotated[int, typer.Option("--draws", metavar="N", parser=whole, help="Monte Carlo draws.")]
Seed = Annotated[int, typer.Option("--seed", metavar="N", parser=seed_number, help="Seed of the draws.")]
