"""`servanda breakout`: yield and time together, as distributions, from the stocks and the capacity known for the day."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from servanda.cli.arguments import AsCsv, AsJson, AsOf, CaseName, KnownBy
from servanda.cli.breakout_forms import FORM
from servanda.cli.breakout_options import (
    ASSUMED,
    BOTH,
    INTACT,
    Draws,
    Eta,
    Join,
    LookChance,
    LookDelay,
    LookEvery,
    Months,
    Natural,
    Quantities,
    RestartDays,
    Rule,
    Seed,
    Sites,
    Tails,
)  # fmt: skip
from servanda.cli.breakout_rows import Answered, document
from servanda.cli.enrich import TARGET_NAMES, Target
from servanda.cli.opening import seen
from servanda.cli.output import emit
from servanda.cli.tails import NEXT, tails_rule
from servanda.core.finding import Misuse

if TYPE_CHECKING:
    from servanda.capability.margin import DetectionPlan
    from servanda.case import View
    from servanda.case.join_scenario import ScenarioAsked
    from servanda.core.distribution import Distribution

EXAMPLE = "Example: servanda breakout iran --target sq --tails-rule fixed --tails 5 --restart-days 'lognormal 5 to 30'"

__all__ = ["EXAMPLE", "FORM", "breakout"]


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
    rule: Rule = NEXT,
    tails: Tails = None,
    eta: Eta = None,
    restart_days: RestartDays = None,
    sites: Sites = BOTH,
    quantities: Quantities = 1,
    months: Months = None,
    natural: Natural = False,
    join: Join = False,
    look_every: LookEvery = None,
    look_chance: LookChance = 1.0,
    look_delay: LookDelay = 0.0,
    draws: Draws = 20_000,
    seed: Seed = 20250613,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """Yield and time to a published quantity, as distributions. What carries them, and every assumption with its source."""
    from servanda.capability.target import TARGETS
    from servanda.case.join_scenario import ScenarioAsked

    chosen = tails_rule(rule, tails or [])
    efficiency, restart = _efficiency(eta), _restart(restart_days)
    plan = _plan(look_every, look_chance, look_delay)
    view = seen(case, as_of, known_by)
    targets = (TARGETS[TARGET_NAMES[target]],) if target else tuple(TARGETS.values())
    answers = [
        _answer(view, ScenarioAsked(t, chosen, efficiency, restart, natural, join, as_if_intact=how == INTACT), how,
                (draws, seed, quantities, tuple(months or ())), plan)
        for how in _views(view, sites, ScenarioAsked(targets[0], chosen))
        for t in targets
    ]  # fmt: skip
    emit(document(view, answers), as_json=as_json, as_csv=as_csv)


def _views(view: View, sites: str, asked: ScenarioAsked) -> tuple[str, ...]:
    """Both views only where the assumed states of sites say something that differs from intact."""
    if sites != BOTH:
        return (sites,)
    return (ASSUMED, INTACT) if view.scenario(asked).sites else (ASSUMED,)


def _answer(
    view: View,
    asked: ScenarioAsked,
    how: str,
    sampling: tuple[int, int, int, tuple[float, ...]],
    plan: DetectionPlan | None,
) -> Answered:
    from servanda.capability.outlook import outlook
    from servanda.capability.simulate import simulate

    draws, seed, quantities, months = sampling
    scenario = view.scenario(asked)
    sample = simulate(scenario, draws=draws, seed=seed, quantities=quantities, months=months)
    return Answered(how, asked.target, outlook(sample, months=months, plan=plan))


def _efficiency(text: str | None) -> Distribution | None:
    """What is typed for --eta."""
    found = None if text is None else distribution(text)
    if found is not None and not 0.0 < float(found.quantile(1e-9)) <= float(found.quantile(1.0)) <= 1.0:
        raise Misuse(f"--eta {text}: ideal work over work spent lies above 0 and at most at 1; 65 % is 0.65")
    return found


def _restart(text: str | None) -> Distribution | None:
    """What is typed for --restart-days."""
    found = None if text is None else distribution(text)
    if found is not None and float(found.quantile(0.0)) < 0.0:
        raise Misuse(f"--restart-days {text}: a restart time is a number of days, 0 or more, or a distribution of such")
    return found


def _plan(every: float | None, chance: float, delay: float) -> DetectionPlan | None:
    from servanda.capability.margin import DetectionPlan

    return None if every is None else DetectionPlan(every, chance, delay)
