"""`servanda breakout`: yield and time together, as distributions, from the stocks and the capacity known for the day."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from servanda.cli.arguments import AsCsv, AsJson, AsOf, CaseName, KnownBy, choice, number
from servanda.cli.breakout_forms import FORM
from servanda.cli.breakout_rows import Answered, document
from servanda.cli.enrich import TARGET_NAMES, Target
from servanda.cli.opening import seen
from servanda.cli.output import emit
from servanda.cli.tails import NEXT, RULES, tails_rule
from servanda.core.finding import Misuse

if TYPE_CHECKING:
    from servanda.capability.margin import DetectionPlan
    from servanda.case import View
    from servanda.case.join_scenario import Asked
    from servanda.core.distribution import Distribution

EXAMPLE = "Example: servanda breakout iran --target sq --tails-rule fixed --tails 5 --restart-days 'lognormal 5 to 30'"
BOTH, ASSUMED, INTACT = SITES = ("both", "assumed", "intact")
"""Which view of struck sites: with the assumed states, as if nothing had happened, or one after the other."""

__all__ = ["EXAMPLE", "FORM", "breakout"]


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


def distribution(text: str) -> Distribution:
    """A number, or a distribution in words."""
    from servanda.core.distribution_text import parse_distribution

    try:
        return parse_distribution(text)
    except Misuse as problem:
        raise typer.BadParameter(str(problem)) from None


def breakout(
    case: CaseName,
    as_of: AsOf = None,
    known_by: KnownBy = None,
    target: Target = None,
    rule: Annotated[
        str,
        typer.Option(
            "--tails-rule",
            metavar="RULE",
            parser=choice(RULES),
            autocompletion=lambda: list(RULES),
            help="next: tails fall to the next stock's enrichment; least-work: all feed to one tails assay; fixed or user: "
            "as in --tails.",
        ),
    ] = NEXT,
    tails: Annotated[
        list[str] | None,
        typer.Option(
            "--tails", metavar="PERCENT", help="fixed: one percent for all; user: STOCK=TAILS, repeatable (60=20)."
        ),
    ] = None,
    eta: Annotated[
        str | None,
        typer.Option(
            "--eta",
            metavar="SHARE",
            help="Ideal work over work spent, above 0 to 1: a number, or a distribution such as 'beta mean 0.7, sd 0.12' "
            "(default: the assumptions of the case).",
        ),
    ] = None,
    restart_days: Annotated[
        str | None,
        typer.Option(
            "--restart-days",
            metavar="DAYS",
            help="Days before any work is done: a number, or a distribution such as 'lognormal 2 to 14' "
            "(default: the assumptions of the case).",
        ),
    ] = None,
    sites: Annotated[
        str,
        typer.Option(
            "--sites",
            metavar="WORD",
            parser=choice(SITES),
            autocompletion=lambda: list(SITES),
            help="assumed: struck sites as the case assumes; intact: as if nothing had happened; both.",
        ),
    ] = BOTH,
    quantities: Annotated[
        int, typer.Option("--quantities", metavar="N", parser=whole, help="Times to the first N quantities.")
    ] = 1,
    months: Annotated[
        list[float] | None,
        typer.Option("--month", metavar="N", parser=number, help="Quantities by the end of month N; repeatable."),
    ] = None,
    natural: Annotated[
        bool, typer.Option("--natural", help="Count natural uranium as a last resort, as much as is needed.")
    ] = False,
    join: Annotated[
        bool, typer.Option("--tails-join-next", help="Feed the tails of a stock again, mixed into the next one.")
    ] = False,
    look_every: Annotated[
        float | None,
        typer.Option(
            "--look-every", metavar="DAYS", parser=number, help="Give the margin if somebody looks that often."
        ),
    ] = None,
    look_chance: Annotated[
        float, typer.Option("--look-chance", metavar="SHARE", parser=number, help="Chance that a look sees it, 0 to 1.")
    ] = 1.0,
    look_delay: Annotated[
        float,
        typer.Option(
            "--look-delay", metavar="DAYS", parser=number, help="Days from a look to knowing, response included."
        ),
    ] = 0.0,
    draws: Annotated[int, typer.Option("--draws", metavar="N", parser=whole, help="Monte Carlo draws.")] = 20_000,
    seed: Annotated[int, typer.Option("--seed", metavar="N", parser=seed_number, help="Seed of the draws.")] = 20250613,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """Yield and time to a published quantity, as distributions. What carries them, and every assumption with its source."""
    from servanda.capability.target import TARGETS
    from servanda.case.join_scenario import Asked

    chosen = tails_rule(rule, tails or [])
    efficiency, restart = _within(eta, "--eta", 1.0), _within(restart_days, "--restart-days", None)
    plan = _plan(look_every, look_chance, look_delay)
    view = seen(case, as_of, known_by)
    targets = (TARGETS[TARGET_NAMES[target]],) if target else tuple(TARGETS.values())
    answers = [
        _answer(view, Asked(t, chosen, efficiency, restart, natural, join, as_if_intact=how == INTACT), how,
                (draws, seed, quantities, tuple(months or ())), plan)
        for how in _views(view, sites, Asked(targets[0], chosen))
        for t in targets
    ]  # fmt: skip
    emit(document(view, answers), as_json=as_json, as_csv=as_csv)


def _views(view: View, sites: str, asked: Asked) -> tuple[str, ...]:
    """Both views only where the assumed states of sites say something that differs from intact."""
    if sites != BOTH:
        return (sites,)
    return (ASSUMED, INTACT) if view.scenario(asked).sites else (ASSUMED,)


def _answer(
    view: View, asked: Asked, how: str, sampling: tuple[int, int, int, tuple[float, ...]], plan: DetectionPlan | None
) -> Answered:
    from servanda.capability.outlook import outlook
    from servanda.capability.simulate import simulate

    draws, seed, quantities, months = sampling
    scenario = view.scenario(asked)
    sample = simulate(scenario, draws=draws, seed=seed, quantities=quantities, months=months)
    return Answered(how, asked.target, outlook(sample, months=months, plan=plan))


def _within(text: str | None, option: str, most: float | None) -> Distribution | None:
    if text is None:
        return None
    found = distribution(text)
    low, high = float(found.quantile(0.0)), float(found.quantile(1.0))
    if low < 0 or (most is not None and high > most) or (most is not None and found.is_fixed and high == 0):
        span = f"above 0 to {most:g}" if most is not None else "0 or more"
        raise Misuse(f"{option} {text!r} goes from {low:g} to {high:g}: give {span}")
    return found


def _plan(every: float | None, chance: float, delay: float) -> DetectionPlan | None:
    from servanda.capability.margin import DetectionPlan

    return None if every is None else DetectionPlan(every, chance, delay)
