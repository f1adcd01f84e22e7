"""Samples of a stratum by several methods: exact sizes, parts of a sample, continuity that still holds."""

from __future__ import annotations

from itertools import combinations, pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from servanda.core.finding import Misuse
from servanda.inspection.goal import detection_goal
from servanda.inspection.goal_continuity import sample_of
from servanda.inspection.goal_methods import InspectionMethod, default_methods, defect_sizes, fine_to_coarse
from servanda.inspection.goal_miss import missed
from servanda.inspection.goal_sample import SamplePlan, plan_sample
from servanda.inspection.goal_words import Surveillance
from servanda.verification.detection import miss_exactly
from servanda.verification.items import agency_three_levels, non_detection_of_methods, plan_methods
from tests.inspection.plan_making import LOOK, D, F, H, S


def test_one_method_that_sees_all_gives_the_published_sizes() -> None:
    """Cannon and Roe 1982: 100 items with 5 defects 45, 1000 with 10 258 (95 %), 1600 with 16 399 (99 %)."""
    for items, defects, beta, expected in ((100, 5, 0.05, 45), (1000, 10, 0.05, 258), (1600, 16, 0.01, 399)):
        found = plan_sample(items, 1.0, float(defects), [LOOK], [beta])
        assert found.samples == (expected,)
        assert found.detection >= 1 - beta


def test_three_methods_are_those_of_the_room_of_verification() -> None:
    """Where the stratum can supply every defect, the sizes are the exact ones of `plan_methods`."""
    found = plan_sample(300, 1.5, 25.0, [H, F, D], [0.1] * 3)
    sizes = list(defect_sizes((D, F, H)))
    theirs = plan_methods(300, 1.5, 25.0, 0.1, [D.measuring, F.measuring, H.measuring], sizes)
    assert found.samples == theirs.samples
    assert [d.name for d in found.defects] == ["bias", "partial", "gross"]
    assert all(d.alone for d in found.defects)


def test_by_hand_over_all_samples() -> None:
    """5 items, 2 defective, one measured by each of two methods: enumerated over every pair of different items."""
    sees = {D.name: D.sees(1.0), F.name: 0.6}
    weak = InspectionMethod("weak", "F", 0.0, 1.0, recognition=0.6)
    found = SamplePlan(5, 1.0, 2.0, (D, weak), (1, 1), plan_sample(5, 1.0, 2.0, [LOOK], [0.5]).defects)
    pairs = [(a, b) for a, b in combinations(range(5), 2)] + [(b, a) for a, b in combinations(range(5), 2)]
    missed = sum((1 - sees[D.name] * (a < 2)) * (1 - sees[F.name] * (b < 2)) for a, b in pairs) / len(pairs)
    assert found.detection == pytest.approx(1 - missed, abs=1e-12)


@given(st.integers(1, 60), st.sampled_from((0.5, 2.0, 9.0)), st.sampled_from((0.1, 0.5, 0.8)))
def test_samples_reach_the_goal_and_one_item_less_does_not(items: int, item_kg: float, beta: float) -> None:
    """Each method's number is the smallest: with one less, its own defects are missed more often than allowed."""
    found = plan_sample(items, item_kg, 25.0, [H, F, D], [beta] * 3)
    for place, (n, defect) in enumerate(zip(found.samples, found.defects, strict=True)):
        finer = [*found.samples[: place + 1], *[0] * (len(found.samples) - place - 1)]
        missed = 1 - dict(found.by_class(finer))[defect]
        if defect.alone and sum(finer) < items:
            assert missed <= beta * (1 + 1e-9)
        if defect.alone and n:
            finer[place] -= 1
            assert 1 - dict(found.by_class(finer))[defect] > beta


@settings(max_examples=80)
@given(
    st.integers(1, 400),
    st.integers(0, 400),
    st.lists(st.tuples(st.integers(0, 90), st.floats(0, 1)), min_size=1, max_size=4),
)
def test_the_fast_law_is_the_exact_one(items: int, defects: int, drawn: list[tuple[int, float]]) -> None:
    """Coefficients of a product against sample after sample, in the room of verification."""
    samples, sees = [n for n, _ in drawn], [q for _, q in drawn]
    if sum(samples) > items or defects > items:
        samples, defects = [min(n, items // len(samples)) for n in samples], min(defects, items)
    theirs = non_detection_of_methods(items, defects, samples, sees)
    assert missed(items, defects, samples, sees) == pytest.approx(theirs, rel=1e-9, abs=1e-13)


@pytest.mark.parametrize(
    ("items", "defects", "sample"), [(20_000, 300, 150), (20_000, 19_000, 3), (100_000, 50_000, 20), (5_000, 5_000, 1)]
)
def test_the_fast_law_of_large_strata(items: int, defects: int, sample: int) -> None:
    """Against exact fractions, where single terms are far beyond the range of floating point."""
    assert missed(items, defects, [sample], [1.0]) == pytest.approx(
        float(miss_exactly(items, defects, sample)), rel=1e-7
    )
    assert missed(items, defects, [sample, 0], [0.0, 0.5]) == pytest.approx(1.0, rel=1e-7)


def test_a_stratum_below_the_goal_gets_its_share() -> None:
    """Less than one SQ: each size of defect gets the Agency's share, and what is found is the loss of all items."""
    found = plan_sample(400, 0.05, 75.0, [H], [0.1])
    assert not found.alone
    assert found.defects[0].defects == 400
    assert found.samples == (agency_three_levels(400, 0.05, 75.0, 0.1, 1.0, 1.0).n_gross,)


@given(st.integers(1, 80), st.lists(st.floats(0, 4000), min_size=2, max_size=6))
def test_more_minutes_never_find_less(items: int, minutes: list[float]) -> None:
    """Items are added one by one, from fine to coarse: detection probability never falls."""
    found = plan_sample(items, 2.0, 25.0, [F, D, H], [0.1] * 3)
    reached = [found.detection_after(found.done_after(m)) for m in sorted(minutes)]
    assert all(a <= b + 1e-12 for a, b in pairwise(reached))
    assert found.done_after(found.minutes) == found.samples


def test_only_whole_items_count() -> None:
    """89 minutes of an analysis that takes 90 give no item; D comes before F and H."""
    found = plan_sample(27, 10.08, 25.0, [H, F, D], [0.1] * 3)
    assert found.samples == (1, 9, 4)
    assert [found.done_after(m) for m in (89, 90, 134.9, 135, 495, 504, 505)] == [
        (0, 0, 0), (1, 0, 0), (1, 0, 0), (1, 1, 0), (1, 9, 0), (1, 9, 0), (1, 9, 1),
    ]  # fmt: skip


def test_defects_that_each_method_is_there_for() -> None:
    """The finer method is there for what the coarser one misses: (3 + z(0.95)) sigma; the coarsest for gross defects."""
    assert defect_sizes((D, F, H)) == pytest.approx((4.6449 * 0.02, 4.6449 * 0.12, 1.0), rel=1e-4)


def test_dual_surveillance_that_held_spares_measurements() -> None:
    """Category I: seals stand in for the attribute test, F and D go down to the medium level."""
    high = detection_goal("high")
    whole = sample_of(200, 2.0, 25.0, high, [S, H, F, D], Surveillance.DUAL, kept=False)
    spared = sample_of(200, 2.0, 25.0, high, [S, H, F, D], Surveillance.DUAL, kept=True)
    single = sample_of(200, 2.0, 25.0, high, [S, H, F, D], Surveillance.SINGLE, kept=True)
    assert [m.level for m in whole.methods] == ["D", "F", "H"] == [m.level for m in single.methods]
    assert single.samples == whole.samples
    assert [m.level for m in spared.methods] == ["D", "F", "S"]
    assert spared.minutes < whole.minutes
    gross = {d.name: p for d, p in spared.by_class(spared.samples)}["gross"]
    assert gross >= 0.9


def test_methods_that_make_no_sense_are_refused() -> None:
    """Seals alone after a loss, and two methods of one level."""
    with pytest.raises(
        Misuse, match=r"^methods seal: seals alone restore nothing once continuity is lost; add H, F or D$"
    ):
        sample_of(20, 2.0, 25.0, detection_goal("high"), [S], Surveillance.DUAL, kept=False)
    with pytest.raises(Misuse, match=r"^methods look, attribute: give one or more, each of another level$"):
        fine_to_coarse([LOOK, H])


def test_default_methods_are_marked_as_assumed() -> None:
    """No published figure: each says so."""
    methods = default_methods()
    assert [m.level for m in methods] == ["S", "H", "F", "D"]
    assert {m.basis for m in methods} == {"assumed"}
    assert methods[0].words == (
        "S seal check: recognises 0.95, 6 minutes an item (assumed, no published figure; recognition of a changed seal is "
        "a user input)"
    )


def test_sizes_between_those_planned_for_are_searched() -> None:
    """A coarse attribute test leaves a gap below gross defects; the search finds it, and its figure is the exact one."""
    coarse = InspectionMethod("coarse", "H", 0.3, 10.0)
    found = plan_sample(300, 1.5, 25.0, [coarse, F, D], [0.1] * 3)
    weakest = found.weakest()
    assert weakest is not None
    size, probability = weakest
    assert probability <= found.detection + 1e-9
    defects = int(np.ceil(25.0 / (1.5 * size) * (1 - 1e-12)))
    theirs = non_detection_of_methods(300, defects, found.samples, [m.sees(size) for m in found.methods])
    assert probability == pytest.approx(1 - theirs, abs=1e-9)
    assert plan_sample(10, 0.1, 25.0, [coarse], [0.1]).weakest() is None
