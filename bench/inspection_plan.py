"""Planning inspections: a plan of twenty strata over sixty days, and the plan for Iran with all its variants."""

from __future__ import annotations

from collections.abc import Generator
from datetime import date, timedelta

import numpy as np

from bench.harness import Work, bench
from servanda.case import open_case
from servanda.case.inspection_strata import PlanAsked
from servanda.case.join_inspection import plan_for
from servanda.core.counting import working_calendar
from servanda.inspection.days import Resources
from servanda.inspection.goal import detection_goal, material_goal
from servanda.inspection.goal_methods import default_methods
from servanda.inspection.goal_sample import plan_sample
from servanda.inspection.plan import make_plan
from servanda.inspection.plan_stratum import StratumToVerify

AS_OF = date(2025, 7, 1)


@bench("inspection: plan of 20 strata over 60 days", bar_seconds=5.0, runs=3)
def sixty_days() -> Generator[Work, None, None]:
    """Strata of 20 to 2,000 items in three bands at eight places, three methods each, samples included."""
    yield _plan_many


def _plan_many() -> None:
    generator = np.random.default_rng(1)
    strata = [_stratum(n, generator) for n in range(20)]
    every_day = working_calendar("every day", ())
    found = make_plan(strata, AS_OF, AS_OF, detection_goal("high"), Resources(3, 60), every_day)
    assert found.curve[-1].detection > found.curve[0].detection


def _stratum(n: int, generator: np.random.Generator) -> StratumToVerify:
    goal = material_goal(("up_to_60", "up_to_20", "up_to_5")[n % 3])
    assert goal is not None
    items, item_kg = int(generator.integers(20, 2000)), float(generator.choice([2.0, 17.0, 150.0]))
    methods = [m for m in default_methods() if m.level != "S"]
    sample = plan_sample(items, item_kg * goal.share, goal.sq_kg, methods, [0.1] * 3)
    lost = AS_OF - timedelta(days=int(generator.integers(1, 400)))
    ready = AS_OF + timedelta(days=n % 8)
    quantities = goal.quantities(items * item_kg)
    return StratumToVerify(str(n), str(n), f"place {n % 8}", goal, quantities, sample, 8.0, lost, 1.0, ready)


@bench("inspection: plan for iran with its variants, case open", bar_seconds=5.0, runs=3)
def iran() -> Generator[Work, None, None]:
    """Everything that `servanda plan iran` computes once the case is open."""
    view = open_case("iran").at(AS_OF)
    yield lambda: _plan_iran(view)


def _plan_iran(view: object) -> None:
    from servanda.case import View

    assert isinstance(view, View)
    assert plan_for(view, PlanAsked(Resources(3, 60))).plan.finished == 5
