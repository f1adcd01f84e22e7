"""Ranks, orders and pairs of inspections."""

from __future__ import annotations

import numpy as np
import pytest

from servanda.core.arrays import FloatArray
from servanda.core.finding import Misuse
from servanda.inspection.value_estimate import Outcome, Scale
from servanda.inspection.value_rank import input_values, order, visit_values
from servanda.inspection.value_visit import Establishes, Measures, Visit, VisitKind
from tests.inspection.regression_sample import regression

N = 60_000


def independent() -> tuple[dict[str, FloatArray], Outcome]:
    """Three independent normal inputs that add: variances 9, 4 and 1."""
    g = np.random.default_rng(1)
    inputs = {name: scale * g.standard_normal(N) for name, scale in (("a", 3.0), ("b", 2.0), ("c", 1.0))}
    return inputs, Outcome("sum", np.sum(list(inputs.values()), axis=0), "kg")


def visit(name: str, days: float, *inputs: str) -> Visit:
    """A visit that measures inputs without error."""
    return Visit(name, VisitKind.SITE_VISIT, days, tuple(Measures(i, 0.0) for i in inputs))


ADDING = (visit("of a", 9, "a"), visit("of b", 2, "b"), visit("of c", 2, "c"))


def test_rank_by_day_and_order_where_effects_add() -> None:
    """Shares 9/14, 4/14, 1/14 for 9, 2 and 2 days: by day b first, then a, then c; in order nothing changes."""
    inputs, outcome = independent()
    found = visit_values(ADDING, [outcome], inputs, 1)
    assert [v.visit.name for v in found] == ["of b", "of a", "of c"]
    assert [v.data.share.value for v in found] == pytest.approx([4 / 14, 9 / 14, 1 / 14], abs=0.01)
    steps = order(ADDING, outcome, inputs, 1).steps
    assert [s.visit.name for s in steps] == ["of b", "of a", "of c"]
    assert steps[-1].share.value == pytest.approx(1, abs=0.03)
    assert steps[-1].inspector_days == 13


def test_where_effects_add_pairs_have_no_interaction() -> None:
    """Together is the sum of both alone, but for cells and chance."""
    inputs, outcome = independent()
    for pair in order(ADDING, outcome, inputs, 1).pairs:
        assert pair.interaction == pytest.approx(0, abs=0.02)


def test_visits_that_tell_the_same_overlap() -> None:
    """Two measurements of one input: together hardly more than one, and the order takes only one of them early."""
    inputs, outcome = independent()
    twins = (visit("first", 1, "a"), visit("second", 1, "a"), visit("other", 1, "b"))
    found = order(twins, outcome, inputs, 1)
    assert [s.visit.name for s in found.steps][1] == "other"
    pair = next(p for p in found.pairs if {p.first.name, p.second.name} == {"first", "second"})
    assert pair.interaction == pytest.approx(-9 / 14, abs=0.03)


def test_a_pair_can_beat_the_greedy_order() -> None:
    """The outcome is whether two states agree: each alone says nothing, both say all. Greedy takes a weak third first."""
    g = np.random.default_rng(2)
    first, second, weak = (g.integers(0, 2, N).astype(float) for _ in range(3))
    outcome = Outcome("agree", (first == second) + 0.2 * weak, "1")
    inputs = {"first": first, "second": second, "weak": weak}
    visits = [Visit(n, VisitKind.SITE_VISIT, 1, (Establishes(n),)) for n in inputs]
    # A score is the outcome expected from one visit alone: of states that say nothing alone, chance alone tells them apart.
    found = order(visits, outcome, inputs, 1)
    assert found.steps[0].visit.name == "weak"
    together = {frozenset((p.first.name, p.second.name)): p for p in found.pairs}[frozenset(("first", "second"))]
    assert together.interaction > 0.9
    assert found.better_pair == together


def test_the_order_of_visits_given_does_not_matter() -> None:
    """The same steps and pairs for any order of the list."""
    inputs, outcome = independent()
    assert order(ADDING, outcome, inputs, 1) == order(tuple(reversed(ADDING)), outcome, inputs, 1)


def test_adding_a_visit_never_takes_away() -> None:
    """Shares so far never fall along an order, nor do days."""
    found = regression()
    visits = [visit(n, 1 + len(n), n) for n in found.inputs]
    steps = order(visits, Outcome("time", found.months, "months", Scale.LOG), found.inputs, 5).steps
    shares = [s.share.value for s in steps]
    assert shares == sorted(shares)
    assert all(s.added >= 0 for s in steps)
    assert steps[0].visit.name == "d"


def test_of_many_visits_the_best_for_a_day_and_the_best_in_all_are_taken() -> None:
    """Of four, three: the two best for a day, and the best in all that is not among them."""
    inputs, outcome = independent()
    many = (*ADDING, visit("all of it", 1000, "a", "b", "c"))
    found = order(many, outcome, inputs, 1, most=3)
    assert sorted(s.visit.name for s in found.steps) == ["all of it", "of a", "of b"]


def test_inputs_and_groups_of_inputs() -> None:
    """A group is worth what its inputs are worth together."""
    inputs, outcome = independent()
    found = input_values([outcome], {"a": [inputs["a"]], "b and c": [inputs["b"], inputs["c"]]})
    assert [v.input for v in found] == ["a", "b and c"]
    assert [v.known.share.value for v in found] == pytest.approx([9 / 14, 5 / 14], abs=0.03)


def test_a_visit_sees_only_what_a_sample_holds() -> None:
    """Observations of other samples, and of what never varies, are left out; with none left there is no visit."""
    inputs, _ = independent()
    both = visit("v", 1, "a", "elsewhere")
    kept = both.seen_in(inputs)
    assert kept is not None
    assert kept.inputs == ("a",)
    assert visit("v", 1, "elsewhere").seen_in(inputs) is None
    assert visit("v", 1, "a").seen_in({"a": np.zeros(5)}) is None


def test_two_visits_of_one_name() -> None:
    """A name stands for one visit."""
    inputs, outcome = independent()
    with pytest.raises(Misuse) as refused:
        order((ADDING[0], ADDING[0]), outcome, inputs, 1)
    assert str(refused.value) == "two visits are named 'of a': a name stands for one visit"
