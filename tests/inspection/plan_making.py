"""Short ways to make strata and plans for the tests of planning, and strategies that draw them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from hypothesis import strategies as st

from servanda.core.counting import WorkingCalendar, working_calendar
from servanda.inspection.days import Resources
from servanda.inspection.goal import detection_goal, material_goal
from servanda.inspection.goal_methods import InspectionMethod
from servanda.inspection.goal_sample import plan_sample
from servanda.inspection.plan import Plan, make_plan
from servanda.inspection.plan_stratum import StratumToVerify

AS_OF = date(2025, 7, 1)
EVERY_DAY = working_calendar("every day", ())
D = InspectionMethod("analysis", "D", 0.002, 90.0)
F = InspectionMethod("assay", "F", 0.02, 45.0)
H = InspectionMethod("attribute", "H", 0.12, 10.0)
S = InspectionMethod("seal", "S", 0.0, 6.0, recognition=0.95)
LOOK = InspectionMethod("look", "H", 0.0, 60.0, recognition=1.0)
"""A method that sees every gross defect and takes an hour an item: samples are then plainly hypergeometric."""


def stratum(
    name: str,
    *,
    band: str = "up_to_60",
    items: int = 20,
    item_kg: float = 20.0,
    place: str = "",
    setup: float = 4.0,
    lost: date | None = date(2025, 6, 13),
    failure: float = 1.0,
    ready: date | None = AS_OF,
    methods: Sequence[InspectionMethod] = (LOOK,),
    level: str = "high",
) -> StratumToVerify:
    """A stratum of equal items, kg of uranium each, verified at a level by methods."""
    goal = material_goal(band)
    assert goal is not None
    beta = detection_goal(level).beta
    sample = plan_sample(items, item_kg * goal.share, goal.sq_kg, methods, [beta] * len(methods))
    quantities = goal.quantities(items * item_kg)
    return StratumToVerify(name, name, place or name, goal, quantities, sample, setup, lost, failure, ready)


def plan(
    strata: Sequence[StratumToVerify],
    days: int = 10,
    teams: int = 1,
    hours: float = 8.0,
    start: date = AS_OF,
    calendar: WorkingCalendar = EVERY_DAY,
) -> Plan:
    """A plan at the high goal."""
    return make_plan(strata, AS_OF, start, detection_goal("high"), Resources(teams, days, hours), calendar)


@st.composite
def strata_drawn(draw: st.DrawFn, most: int = 5, same_class: bool = False, late: bool = True) -> list[StratumToVerify]:
    """One to `most` strata of different size, place, exposure and access; strata of one place share set-up and access."""
    count = draw(st.integers(1, most))
    places = [f"place {n}" for n in range(draw(st.integers(1, count)))]
    setups = {p: draw(st.sampled_from((0.0, 2.0, 4.0, 13.0))) for p in places}
    access = {p: AS_OF + timedelta(days=draw(st.integers(0, 6)) if late else 0) for p in places}
    bands = ("up_to_60",) if same_class else ("up_to_60", "up_to_20", "up_to_5")
    found = []
    for n in range(count):
        place = draw(st.sampled_from(places))
        found.append(
            stratum(
                f"stratum {n}", band=draw(st.sampled_from(bands)), items=draw(st.integers(1, 30)),
                item_kg=draw(st.sampled_from((1.0, 5.0, 17.0, 60.0))), place=place, setup=setups[place],
                lost=AS_OF - timedelta(days=draw(st.integers(0, 60))), failure=draw(st.sampled_from((0.0, 0.2, 0.7, 1.0))),
                ready=access[place], methods=draw(st.sampled_from(((LOOK,), (H, F, D), (F,)))),
            )
        )  # fmt: skip
    return found
