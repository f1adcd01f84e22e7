"""What containment and surveillance still give: which methods a stratum needs, and with which probability.

| category | containment and surveillance | verification |
| --- | --- | --- |
| I | dual, two independent devices | no remeasurement normally: the seal check stands in for H, F and D at the medium level |
| II | single | the whole sample |
| III | none, or continuity lost | the whole sample |

Source: categories, Khlebnikov and Good 1990 (read); what follows from them here is the project's own method (section 5.4 of
its reference on verification statistics).
"""

from __future__ import annotations

from collections.abc import Sequence

from servanda.core.finding import Misuse
from servanda.inspection.goal import DetectionGoal, detection_goal
from servanda.inspection.goal_methods import InspectionMethod
from servanda.inspection.goal_sample import SamplePlan, plan_sample
from servanda.inspection.goal_words import Surveillance


def sample_of(
    items: int,
    item_kg: float,
    goal_kg: float,
    detection: DetectionGoal,
    methods: Sequence[InspectionMethod],
    surveillance: Surveillance,
    *,
    kept: bool,
) -> SamplePlan:
    """The sample of a stratum; `kept` tells whether continuity of knowledge holds. Masses in kg of what the goal counts."""
    if kept and surveillance is Surveillance.DUAL:
        chosen = under_dual(methods)
        relaxed = max(detection.beta, detection_goal("medium").beta)
        return plan_sample(items, item_kg, goal_kg, chosen, [_beta(m, detection.beta, relaxed) for m in chosen])
    chosen = [m for m in methods if m.level != "S"]
    if not chosen:
        names = ", ".join(m.name for m in methods)
        raise Misuse(f"methods {names}: seals alone restore nothing once continuity is lost; add H, F or D")
    return plan_sample(items, item_kg, goal_kg, chosen, [detection.beta] * len(chosen))


def under_dual(methods: Sequence[InspectionMethod]) -> list[InspectionMethod]:
    """The methods with the seal check in place of the attribute test, where there is a seal check."""
    seals = any(m.level == "S" for m in methods)
    return [m for m in methods if not (seals and m.level == "H")]


def _beta(method: InspectionMethod, beta: float, relaxed: float) -> float:
    return relaxed if method.level in ("F", "D") else beta
