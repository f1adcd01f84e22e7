"""Several methods on one stratum, unequal items, several strata, and the simulation that must agree with them."""

from __future__ import annotations

import math
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from servanda.core.finding import Misuse, Refused
from servanda.verification.detection import non_detection_probability
from servanda.verification.items import (
    ItemPlan,
    Method,
    agency_three_levels,
    enlarged,
    non_detection_of_methods,
    plan_methods,
    whole_range,
)
from servanda.verification.simulate_inspections import InspectedStratum, simulate_inspections
from servanda.verification.strata_plan import Stratum, plan_strata, stratified_saddle, strengthened, worst_split
from servanda.verification.unequal import (
    draw_in_proportion,
    evaluate_equal_mass_sample,
    proportional_draws,
    worst_case_sample_size,
    worst_removal,
)

D, F, H = Method("D", 0.003), Method("F", 0.05), Method("H", 0.2)


@given(st.integers(1, 60), st.data())
def test_several_methods_are_one_when_they_recognise_alike(items: int, data: st.DataObject) -> None:
    """Two disjoint samples with the same recognition are one sample of both sizes."""
    defects, first = data.draw(st.integers(0, items)), data.draw(st.integers(0, items))
    second, q = data.draw(st.integers(0, items - first)), data.draw(st.floats(0, 1))
    together = non_detection_probability(items, defects, first + second, recognition=q)
    assert non_detection_of_methods(items, defects, [first, second], [q, q]) == pytest.approx(
        together, rel=1e-9, abs=1e-12
    )


@given(st.integers(1, 12), st.data())
def test_several_methods_agree_with_fractions_counted_out(items: int, data: st.DataObject) -> None:
    """Every way in which the defects fall on samples and the rest, weighed in whole-number fractions."""
    defects, first = data.draw(st.integers(0, items)), data.draw(st.integers(0, items))
    second = data.draw(st.integers(0, items - first))
    q = [Fraction(data.draw(st.integers(0, 8)), 8) for _ in range(2)]
    rest, missed = items - first - second, Fraction(0)
    for a in range(min(first, defects) + 1):
        for b in range(min(second, defects - a) + 1):
            ways = math.comb(first, a) * math.comb(second, b) * math.comb(rest, defects - a - b)
            missed += Fraction(ways, math.comb(items, defects)) * (1 - q[0]) ** a * (1 - q[1]) ** b
    found = non_detection_of_methods(items, defects, [first, second], [float(v) for v in q])
    assert found == pytest.approx(float(missed), rel=1e-10, abs=1e-300)


@given(st.permutations([(3, 0.9), (5, 0.4), (7, 0.1)]))
def test_order_of_methods_does_not_matter(order: list[tuple[int, float]]) -> None:
    """Samples are drawn at random, so which comes first makes no difference."""
    samples, recognitions = zip(*order, strict=True)
    assert non_detection_of_methods(40, 6, samples, recognitions) == pytest.approx(
        non_detection_of_methods(40, 6, [3, 5, 7], [0.9, 0.4, 0.1]), rel=1e-12
    )


def test_plan_meets_each_stated_defect_and_the_whole_range_after_enlarging() -> None:
    """Each method's own defect is found as stated; sizes in between need the enlarged plan."""
    plan = plan_methods(300, 1.5, 25, 0.1, [D, F, H], [0.1, 0.2, 1.0])
    assert all((p or 0) >= 0.9 for _, p in plan.curve(25, [0.1, 0.2, 1.0]))
    weak = plan.weakest(25)
    assert weak is not None
    assert weak[1] < 0.9
    strong = whole_range(plan, 25, 0.1)
    better = strong.weakest(25)
    assert better is not None
    assert better[1] >= 0.9 - 1e-9
    assert sum(strong.samples) > sum(plan.samples)


def test_a_large_plan_is_enlarged_in_few_steps_and_no_further_than_needed() -> None:
    """A weak method needs hundreds of items more, found in a few steps; one in two hundred fewer would not be enough."""
    plan = plan_methods(1000, 0.1, 8, 0.1, [H], [1.0])
    strong = whole_range(plan, 8, 0.1)
    steps, weaker = 0, plan
    while (weakest := weaker.weakest(8)) is not None and weakest[1] < 0.9 * (1 - 1e-9) and sum(weaker.samples) < 1000:
        weaker, steps = enlarged(weaker, 8, weakest[0], 0.1), steps + 1
    assert weaker == strong
    assert steps <= 12
    fewer = replace(strong, samples=(strong.samples[0] - 1 - strong.samples[0] // 200,))
    found, less = strong.weakest(8), fewer.weakest(8)
    assert found is not None
    assert less is not None
    assert less[1] < 0.9
    assert found[1] >= 0.9 - 1e-9 or sum(strong.samples) == 1000


@settings(max_examples=12, deadline=None)
@given(
    st.integers(2, 50), st.floats(0.02, 1.0), st.lists(st.integers(0, 12), min_size=3, max_size=3),
    st.floats(0.001, 0.02), st.floats(1.5, 8.0),
)  # fmt: skip
def test_weakest_size_is_the_weakest_of_all(
    items: int, share: float, samples: list[int], sigma: float, step: float
) -> None:
    """No size on a fine grid, and no number of defects tried one by one, is found less often than the weakest."""
    while sum(samples) > items:
        samples = [n // 2 for n in samples]
    methods = tuple(Method(name, sigma * step**n) for n, name in enumerate("DFH"))
    plan = ItemPlan(items, 1.0, methods, tuple(samples))
    goal = share * items
    weakest = plan.weakest(goal)
    assert weakest is not None
    first = math.ceil(goal * (1 - 1e-12))
    tried = [1 - plan.missed(r, goal / r) for r in range(first, items + 1)]
    assert weakest[1] == pytest.approx(min(tried), abs=1e-9)
    grid = [p for _, p in plan.curve(goal, np.geomspace(max(share, 1e-3), 1.0, 200).tolist()) if p is not None]
    assert min(grid) >= weakest[1] - 1e-9
    assert plan.non_detection(goal, weakest[0]) == pytest.approx(1 - weakest[1], abs=1e-9)


def test_defects_that_the_stratum_cannot_supply_are_told() -> None:
    """No probability is printed where the goal cannot be missing so; the Agency's formality is flagged."""
    plan = plan_methods(10, 1.0, 8.0, 0.1, [D], [0.5])
    assert plan.samples == (0,)
    assert plan.non_detection(8.0, 0.5) is None
    assert plan_methods(10, 0.5, 8.0, 0.1, [D], [1.0]).weakest(8.0) is None
    levels = agency_three_levels(400, 0.6, 75, 0.1, 0.25, 0.02)
    assert levels.out_of_reach == ("partial", "bias")
    assert levels.by_method == (6, 1, 1)


def test_levels_and_methods_given_in_the_wrong_order_are_refused() -> None:
    """Fine before coarse, small before large."""
    with pytest.raises(Misuse, match="none is larger than the one before"):
        agency_three_levels(400, 0.6, 75, 0.1, 0.02, 0.25)
    with pytest.raises(Misuse, match="methods from fine to coarse"):
        plan_methods(300, 1.5, 25, 0.1, [D, F], [0.5, 0.1])
    with pytest.raises(Misuse, match="no more than there are"):
        non_detection_of_methods(10, 2, [6, 6], [1.0, 1.0])
    with pytest.raises(Misuse, match="2 samples and 1 recognition"):
        non_detection_of_methods(10, 2, [1, 1], [1.0])


def test_smallest_defect_of_a_method_is_recognised_as_often_as_asked() -> None:
    """3 sigma plus z of the non-recognition."""
    assert F.recognition(F.smallest_defect(0.05)) == pytest.approx(0.95)
    assert H.smallest_defect(1e-9) == 1.0


MASSES = st.lists(st.floats(0.01, 50), min_size=1, max_size=40)


@given(MASSES, st.floats(0.01, 60))
def test_worst_removal_is_the_fewest_items(masses: list[float], goal: float) -> None:
    """The items taken make up the goal, and no set of one item fewer does."""
    worst = worst_removal(masses, goal)
    if worst is None:
        assert sum(masses) < goal * (1 + 1e-9)
        return
    assert worst.mass_kg >= goal * (1 - 1e-9)
    assert sum(sorted(masses, reverse=True)[: worst.defects - 1]) < goal


def test_equal_mass_arithmetic_promises_too_much_for_unequal_items() -> None:
    """Ten large items among ninety small ones: two large ones are enough, the mean says eleven."""
    masses = np.r_[np.full(10, 5.0), np.full(90, 0.5)]
    found = evaluate_equal_mass_sample(masses, 10, 30)
    assert found is not None
    assert found.promised > 0.98
    assert found.guaranteed == pytest.approx(1 - 70 * 69 / (100 * 99))
    n = worst_case_sample_size(masses, 10, 0.1)
    assert n is not None
    assert non_detection_probability(100, 2, n) <= 0.1
    assert evaluate_equal_mass_sample(masses, 1000, 30) is None


@given(MASSES, st.floats(0.01, 0.99))
def test_draws_in_proportion_to_mass_see_every_way_alike(masses: list[float], share: float) -> None:
    """(1 - M/X)^n is at most beta, and with one draw fewer it is not."""
    draws = proportional_draws(masses, share * sum(masses), 0.1)
    assert draws is not None
    assert (1 - share) ** draws <= 0.1 * (1 + 1e-6)
    assert draws == 1 or (1 - share) ** (draws - 1) > 0.1 * (1 - 1e-6)


def test_items_without_mass_are_not_drawn() -> None:
    """A draw in proportion to mass follows its generator and never takes an empty item."""
    drawn = draw_in_proportion([0.0, 1.0, 3.0], 400, np.random.default_rng(1))
    assert set(drawn.tolist()) == {1, 2}
    assert drawn.tolist() == draw_in_proportion([0.0, 1.0, 3.0], 400, np.random.default_rng(1)).tolist()
    assert proportional_draws([1.0], 2.0, 0.1) is None


def test_every_bad_mass_is_reported_at_once() -> None:
    """NaN and negative masses are findings with their places; an empty stratum is one too."""
    with pytest.raises(Refused) as refused:
        worst_removal([1.0, math.nan, -2.0, math.inf], 1.0)
    assert [(f.line, f.name) for f in refused.value.findings] == [
        (2, "mass-not-a-number"), (3, "mass-negative"), (4, "mass-not-a-number"),
    ]  # fmt: skip
    assert all(f.remedy for f in refused.value.findings)
    with pytest.raises(Refused, match="stratum-empty"):
        worst_removal([], 1.0)
    with pytest.raises(Misuse, match="one mass for each item"):
        worst_removal([[1.0]], 1.0)


STRATA = [Stratum("a", 200, 1.0), Stratum("b", 50, 4.0), Stratum("c", 20, 10.0, 0.95), Stratum("d", 400, 0.1)]


def split_missed(sizes: list[int], defects: tuple[int, ...], strata: list[Stratum]) -> float:
    """Non-detection of one split, written out."""
    return math.prod(
        float(non_detection_probability(s.items, r, n, recognition=s.recognition))
        for s, r, n in zip(strata, defects, sizes, strict=True)
    )


def test_worst_split_is_worse_than_every_split_tried() -> None:
    """The bound holds for random splits that make up the goal, and the split shown is one of them."""
    plan = plan_strata(STRATA, 25, 0.1)
    worst = worst_split(plan, 25)
    assert worst is not None
    sizes = [s.n for s in plan]
    assert worst.non_detection == pytest.approx(split_missed(sizes, worst.defects, STRATA))
    assert sum(r * s.item_kg for r, s in zip(worst.defects, STRATA, strict=True)) >= 25 * (1 - 1e-9)
    generator = np.random.default_rng(7)
    for _ in range(200):
        parts = 25 * generator.dirichlet([0.5] * 4)
        tried = tuple(min(s.items, math.ceil(p / s.item_kg)) for p, s in zip(parts, STRATA, strict=True))
        if sum(r * s.item_kg for r, s in zip(tried, STRATA, strict=True)) >= 25:
            assert split_missed(sizes, tried, STRATA) <= worst.at_most * (1 + 1e-9)


def test_strengthened_plan_meets_beta_for_every_split() -> None:
    """Items are added until no split is missed with more than beta."""
    plan = plan_strata(STRATA, 25, 0.1)
    before, after = worst_split(plan, 25), worst_split(strengthened(plan, 25, 0.1), 25)
    assert before is not None
    assert after is not None
    assert before.at_most > 0.1 >= after.at_most * (1 - 1e-9)


def test_stratum_that_cannot_supply_the_goal_alone_is_planned_for_its_share() -> None:
    """It says so, and gets the sample that the identity asks for."""
    planned = plan_strata([Stratum("d", 10, 0.1)], 25, 0.1)[0]
    assert not planned.alone
    assert planned.n == 1
    assert worst_split([planned], 25) is None


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: plan_strata([], 25, 0.1), "no strata"),
        (lambda: Stratum("x", 0, 1.0), "stratum x: items"),
        (lambda: Stratum("x", 3, -1.0), "stratum x: item mass"),
        (lambda: plan_strata([Stratum("x", 100, 1.0, 0.5)], 5, 0.1, "agency"), "knows no recognition below 1"),
        (lambda: stratified_saddle([10], [1.0], [1.0], 20, 5), "not enough material"),
        (lambda: stratified_saddle([10, 5], [1.0], [1.0], 2, 5), "one of each for every stratum"),
        (lambda: InspectedStratum(10, 2, (11,)), "too many"),
        (lambda: InspectedStratum(10, 2, (1, 1)), "one for each method"),
        (lambda: simulate_inspections([], 10, 1), "no strata"),
    ],
)
def test_plans_without_meaning_are_refused(call: object, words: str) -> None:
    """Each says what was given."""
    assert callable(call)
    with pytest.raises(Misuse, match=words):
        call()


@settings(max_examples=30)
@given(st.lists(st.tuples(st.integers(5, 300), st.floats(0.1, 10), st.floats(0.5, 5)), min_size=1, max_size=5))
def test_saddle_is_a_saddle(strata: list[tuple[int, float, float]]) -> None:
    """Budget and goal are used up, and the value is 1 - product of (1 - r/N)^n."""
    items, mass, effort = (list(v) for v in zip(*strata, strict=True))
    goal = 0.3 * sum(n * m for n, m, _ in strata)
    found = stratified_saddle(items, mass, effort, goal, 50.0)
    assert sum(n * e for n, e in zip(found.samples, effort, strict=True)) == pytest.approx(50)
    assert sum(r * m for r, m in zip(found.defects, mass, strict=True)) == pytest.approx(goal)
    logs = sum(n * math.log1p(-r / c) for n, r, c in zip(found.samples, found.defects, items, strict=True))
    assert -math.expm1(logs) == pytest.approx(found.detection)


INSPECTED = [InspectedStratum(100, 4, (10, 20), (1.0, 0.5)), InspectedStratum(30, 3, (6,), (0.9,), acceptance=1)]


def test_simulated_inspections_agree_with_the_exact_law() -> None:
    """Within four standard errors, for each stratum and for both together."""
    found = simulate_inspections(INSPECTED, 200_000, seed=3)
    first = 1 - non_detection_of_methods(100, 4, [10, 20], [1.0, 0.5])
    second = 1 - float(non_detection_probability(30, 3, 6, recognition=0.9, acceptance=1))
    both = 1 - (1 - first) * (1 - second)
    for share, exact in zip((*found.by_stratum, found.detection), (first, second, both), strict=True):
        assert abs(share - exact) < 4 * math.sqrt(exact * (1 - exact) / found.runs)


def test_simulation_of_a_law_too_large_to_tabulate_agrees_too() -> None:
    """With hundreds of defects each run is drawn one by one, with the same law."""
    found = simulate_inspections([InspectedStratum(3000, 600, (500,), (0.01,), acceptance=1)], 50_000, seed=9)
    exact = 1 - float(non_detection_probability(3000, 600, 500, recognition=0.01, acceptance=1))
    assert abs(found.detection - exact) < 4 * math.sqrt(exact * (1 - exact) / found.runs)


def test_simulation_depends_on_the_seed_alone() -> None:
    """One worker or several: the same result; another seed: another one. Progress reaches the number of runs."""
    told: list[tuple[int, int]] = []
    alone = simulate_inspections(INSPECTED, 120_000, seed=5, progress=lambda done, of: told.append((done, of)))
    with ThreadPoolExecutor(3) as pool:
        assert simulate_inspections(INSPECTED, 120_000, seed=5, mapper=pool.map) == alone
    assert simulate_inspections(INSPECTED, 120_000, seed=6) != alone
    assert told == [(50_000, 120_000), (100_000, 120_000), (120_000, 120_000)]
