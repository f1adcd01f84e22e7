"""What would have to be true for a published figure: the published table reproduced, and what must always hold.

Figures are those of the published examples P03 to P13 (tests/vectors/data/enrichment_examples.csv), told in
docs/capability/published.md.
"""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from servanda.capability.invert import (
    Assumption,
    Needed,
    Question,
    all_needed,
    differences,
    matters,
    needed,
    pairs,
    region,
)
from servanda.capability.invert_balance import Plan, mass_question, months, time_question
from servanda.capability.ramp import DAYS_PER_MONTH
from servanda.core.finding import Misuse
from servanda.core.quantity import NATURAL_ASSAY

P04 = Plan("P04", [(408.6, 0.6)], 233.0, (21.0, 21.0), 9000.0, 0.2019)
P05 = Plan("P05", [(274.8, 0.6)], 174.0, (21.0, 21.0), 9000.0, 0.0821)
P06 = Plan("P06", [(40.0, 0.6)], 25.0, (12.0, 12.0), 3 * 174 * 4.0, 0.1)
P07 = Plan(
    "P07", [(202.8, 0.0367)], 25.0, months(4.5), 5000.0, NATURAL_ASSAY, added_per_month=6 * 174 * 4.5, use_natural=True
)
P10 = Plan("P10", [(1020.9, 0.045)], 25.0, months(3.8), 7500.0, NATURAL_ASSAY)
P13 = Plan(
    "P13", [(202.8, 0.0367)], 25.0, months(8.0), 5000.0, NATURAL_ASSAY, added_per_month=2 * 174 * 4.2,
    most_added=6 * 174 * 4.2, use_natural=True,
)  # fmt: skip


def the_value(found: Needed) -> float:
    """The one value that gives a figure."""
    ((low, high),) = found.spans
    assert low == high
    return low


def test_tails_behind_two_masses() -> None:
    """233 kg from 408.6 kg imply tails of 20.2 %, 174 kg from 274.8 kg three months before 8.2 %."""
    may = needed(mass_question("P04", 408.6, 0.6, 233.0, 0.2), "tails")
    february = needed(mass_question("P05", 274.8, 0.6, 174.0, 0.2), "tails")
    assert the_value(may) == pytest.approx(0.2019, abs=2e-4)
    assert the_value(february) == pytest.approx(0.0821, abs=2e-4)


@pytest.mark.parametrize(("plan", "capacity"), [(P04, 9040.0), (P05, 8460.0)])
def test_capacity_behind_three_weeks(plan: Plan, capacity: float) -> None:
    """With these tails three weeks take 9,040 and 8,460 SWU a year (published to three digits)."""
    assert the_value(needed(time_question(plan), "capacity")) == pytest.approx(capacity, rel=2e-3)


@pytest.mark.parametrize(("plan", "as_assumed", "eta"), [(P07, 3.5, 0.66), (P13, 5.7, 0.68), (P10, 1.85, 0.49)])
def test_efficiency_behind_times_from_low_enriched_feed(plan: Plan, as_assumed: float, eta: float) -> None:
    """The pure balance is too fast from low enriched feed; one efficiency of about 0.65 serves P07 and P13, not P10.

    P10 starts from 4.5 % with all machines; with those of plant scale alone (three quarters) 0.65 gives its middle.
    """
    question = time_question(plan)
    assert question.as_assumed / DAYS_PER_MONTH == pytest.approx(as_assumed, abs=0.06)
    assert the_value(needed(question, "eta")) == pytest.approx(eta, abs=0.006)


def test_one_month_of_restart_explains_what_an_efficiency_does() -> None:
    """For P07 either an efficiency of 0.66 or one month of restart gives 4.5 months; no tails do."""
    by_name = {n.assumption.name: n for n in all_needed(time_question(P07))}
    assert the_value(by_name["restart"]) == pytest.approx(30.0, abs=0.5)
    assert by_name["tails"].spans == ()
    assert by_name["tails"].why_not.startswith("between ")


def test_three_cascades_without_restart() -> None:
    """12 days for 25 kg from 40 kg at 60 %: three cascades of 174 at 4 SWU give 11.7, four would need an efficiency of 0.73."""
    assert time_question(P06).as_assumed == pytest.approx(11.7, abs=0.05)
    four = Plan("P06 with four", P06.stocks, 25.0, (12.0, 12.0), 4 * 174 * 4.0, 0.1)
    assert time_question(four).as_assumed == pytest.approx(8.8, abs=0.05)
    assert the_value(needed(time_question(four), "eta")) == pytest.approx(0.733, abs=1e-3)


def test_a_printed_range_gives_a_span() -> None:
    """3.1 to 4.6 months with 7,500 SWU a year: every efficiency between 0.40 and 0.60, and the ends give the ends."""
    question = time_question(Plan("P10", P10.stocks, 25.0, months(3.1, 4.6), 7500.0, NATURAL_ASSAY))
    ((low, high),) = needed(question, "eta").spans
    assert [low, high] == pytest.approx([0.401, 0.595], abs=1e-3)
    assert question.figure({"eta": [high, low]}) == pytest.approx(months(3.1, 4.6), rel=1e-6)


def test_what_two_publications_assumed_differently() -> None:
    """Three weeks in February and May 2025 need capacities 6 % apart when each has the tails of its mass."""
    found = {d.assumption.name: d for d in differences(time_question(P05), time_question(P04))}
    assert found["capacity"].factor == pytest.approx(9040 / 8460, rel=2e-3)
    assert not found["capacity"].same
    assert found["eta"].same is False


@given(
    capacity=st.floats(200.0, 1e5), eta=st.floats(0.1, 1.0), restart=st.floats(0.0, 300.0), tails=st.floats(0.01, 0.3)
)
@settings(max_examples=20, deadline=None)
def test_what_is_found_gives_the_figure(capacity: float, eta: float, restart: float, tails: float) -> None:
    """Ask for the figure that hidden assumptions give: capacity, efficiency and restart are found again, to a millionth."""
    truth = {"capacity": capacity, "eta": eta, "restart": restart}
    made = time_question(Plan("x", [(100.0, 0.6)], 25.0, (1.0, 1.0), capacity, tails, eta, restart))
    days = made.as_assumed
    question = time_question(Plan("x", [(100.0, 0.6)], 25.0, (days, days), capacity, tails, eta, restart))
    for name, value in truth.items():
        nearest = needed(question, name).nearest
        assert nearest == pytest.approx(value, rel=1e-5, abs=1e-4)
        assert question.figure({name: [nearest or 0.0]})[0] == pytest.approx(days, rel=1e-6)


def test_pairs_give_the_figure() -> None:
    """Every pair of the curve of capacity and efficiency has the product that the time needs, to 2 %."""
    curve = pairs(time_question(P06), "capacity", "eta")
    held = np.isfinite(curve.low)
    assert held.sum() > 5
    work = curve.values[held] * curve.low[held]
    assert work == pytest.approx(np.full(held.sum(), 2041.4), rel=0.02)
    assert np.array_equal(curve.low[held], curve.high[held])


def test_a_region_holds_the_curve() -> None:
    """Where the figure is met to 5 %, the pairs of the curve lie inside and pairs ten times apart do not."""
    question = time_question(P06)
    found = region(question, "capacity", "eta", np.array([2041.4, 20414.0]), np.array([0.1, 1.0]), within=0.05)
    assert found.holds.tolist() == [[False, True], [True, False]]


def test_a_jump_is_no_solution() -> None:
    """A function that jumps over the figure gives none; one that stays on it gives the whole stretch."""
    a = Assumption("a", "a", 0.5, 0.0, 1.0)
    jump = Question("jump", 5.0, 5.0, "days", (a,), lambda at: np.where(at["a"] < 0.3, 1.0, 9.0))
    assert needed(jump, "a").spans == ()
    assert needed(jump, "a").why_not == "between 1 and 9 days over the whole domain"
    step = Question("step", 8.0, 10.0, "", (a,), lambda at: np.where(at["a"] < 0.3, 1.0, 9.0))
    ((low, high),) = needed(step, "a").spans
    assert [low, high] == pytest.approx([0.3, 1.0], abs=0.01)
    never = Question("never", 5.0, 5.0, "", (a,), lambda at: np.full(at["a"].size, np.inf))
    assert needed(never, "a").why_not == "the quantity is never reached"


def test_what_does_not_matter_is_told() -> None:
    """An assumption that never changes the figure is not among those that matter."""
    a, b = Assumption("a", "a", 0.5, 0.0, 1.0), Assumption("b", "b", 0.5, 0.0, 1.0)
    assert matters(Question("x", 1.0, 1.0, "", (a, b), lambda at: at["a"] * 2.0)) == ("a",)


def test_misuse_says_what_is_known() -> None:
    """An assumption that the figure does not rest on, an impossible domain, a pair with itself and no common ground."""
    question = time_question(P06)
    with pytest.raises(Misuse, match="P06 rests on no assumption 'speed'; it rests on tails, capacity, eta, restart"):
        needed(question, "speed")
    with pytest.raises(Misuse, match="give a domain of two finite numbers, the lower one first"):
        Assumption("a", "a", 1.0, 2.0, 1.0)
    with pytest.raises(Misuse, match="pairs of 'eta' with itself: name two assumptions"):
        pairs(question, "eta", "eta")
    with pytest.raises(Misuse, match="figure 3 to 2: write the lower end first"):
        Question("x", 3.0, 2.0, "", (), question.compute)
    alone = Question("y", 1.0, 1.0, "", (Assumption("z", "z", 1.0, 0.0, 2.0),), lambda at: at["z"])
    with pytest.raises(Misuse, match="P06 and y rest on no common assumption"):
        differences(question, alone)
