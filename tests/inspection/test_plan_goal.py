"""Goals of strata: significant quantities, timeliness and detection probability, each with its mark."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from servanda.core.finding import Misuse
from servanda.core.names import Mark
from servanda.inspection.goal import LEVELS, Use, detection_goal, material_goal
from tests.inspection.plan_making import AS_OF, stratum


@pytest.mark.parametrize(
    ("band", "material", "kg", "quantities"),
    [
        ("up_to_60", "", 440.9, 10.5816),  # 440.9 x 0.6 / 25
        ("up_to_20", "", 184.1, 1.4728),  # 184.1 x 0.2 / 25
        ("up_to_5", "", 6024.4, 4.01627),  # 6024.4 x 0.05 / 75
        ("natural", "", 10_000.0, 1.0),
        ("depleted", "", 10_000.0, 0.5),
        ("", "plutonium", 8.0, 1.0),
        ("", "U-233", 4.0, 0.5),
        ("", "thorium", 20_000.0, 1.0),
    ],
)
def test_quantities_of_a_mass(band: str, material: str, kg: float, quantities: float) -> None:
    """The published significant quantities: isotope of enriched uranium, element of all else."""
    goal = material_goal(band, material)
    assert goal is not None
    assert goal.quantities(kg) == pytest.approx(quantities, rel=1e-5)


def test_direct_use_comes_first() -> None:
    """Above 20 % before the band that ends there, before irradiated, before indirect-use material."""
    uses = [material_goal("up_to_60"), material_goal("up_to_20"), material_goal("up_to_60", irradiated=True)]
    found = [*(g.use for g in uses if g), material_goal("up_to_5").use]  # type: ignore[union-attr]  # a band has a goal
    assert found == [Use.DIRECT, Use.EDGE, Use.IRRADIATED, Use.INDIRECT] == sorted(found)
    assert [u.words for u in found] == [
        "unirradiated direct-use", "band that ends where direct use begins", "irradiated direct-use", "indirect-use",
    ]  # fmt: skip


def test_timeliness_by_use() -> None:
    """One month, three months when irradiated, one year for indirect-use material."""
    months = [
        goal.timeliness.months
        for goal in (
            material_goal("up_to_60"), material_goal("up_to_60", irradiated=True), material_goal("up_to_2"),
            material_goal("", "plutonium"), material_goal("", "plutonium", irradiated=True),
        )
        if goal
    ]  # fmt: skip
    assert months == [1, 3, 12, 1, 3]


def test_a_total_of_bands_has_no_goal() -> None:
    """What is not divided by enrichment has no significant quantity."""
    assert material_goal("total") is None


def test_detection_probabilities_with_their_marks() -> None:
    """0.9 and 0.2 were read, 0.5 is recalled."""
    goals = [detection_goal(level) for level in LEVELS]
    assert [g.probability for g in goals] == [0.9, 0.5, 0.2]
    assert [g.mark for g in goals] == [Mark.READ, Mark.RECALLED, Mark.READ]
    assert [g.words for g in goals] == [
        "high: detection probability 0.9", "medium: detection probability 0.5, recalled", "low: detection probability 0.2",
    ]  # fmt: skip


def test_unknown_goals_are_refused() -> None:
    """The message says what can be written."""
    with pytest.raises(Misuse, match=r"^unknown goal 'higher': write high, medium, low$"):
        detection_goal("higher")
    with pytest.raises(
        Misuse, match=r"^unknown material 'steel': write uranium, plutonium, U-233, thorium, or nothing"
    ):
        material_goal("", "steel")


def test_priority_by_hand() -> None:
    """w = min(1, I / SQ) min(1, E) u for 18 of 30 days, half an SQ and u of 0.7."""
    s = stratum("a", items=5, item_kg=25 / 0.6 / 10, failure=0.7)
    assert s.quantities == pytest.approx(0.5)
    assert s.exposure(AS_OF) == pytest.approx(18 / 30)
    assert s.priority(AS_OF) == pytest.approx(0.5 * 0.6 * 0.7)


def test_priority_is_capped_and_needs_a_loss() -> None:
    """More than one SQ and more than the goal count once; kept continuity gives no priority."""
    late = AS_OF + timedelta(days=400)
    assert stratum("a").priority(late) == 1.0
    assert stratum("a", lost=None).priority(late) == 0.0
    assert stratum("a", lost=date(2025, 8, 1)).priority(AS_OF) == 0.0


def test_impossible_strata_are_refused() -> None:
    """A probability above 1 and negative hours make no stratum."""
    with pytest.raises(Misuse, match=r"^stratum a: u 2 is a probability from 0 to 1$"):
        stratum("a", failure=2.0)
    with pytest.raises(Misuse, match=r"^stratum a: set-up hours and SQ are 0 or more$"):
        stratum("a", setup=-1.0)
