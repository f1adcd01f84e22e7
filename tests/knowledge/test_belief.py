"""What is likely inside the bounds: the illustration of the reference, the seven properties, each kind of verification."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from servanda.capability.site_state import InState, SiteState, State
from servanda.core.distribution import Beta, Fixed, Uniform
from servanda.core.finding import Misuse
from servanda.knowledge.belief import Belief, begin, quantile
from servanda.knowledge.bounds import reach
from servanda.knowledge.gap import Gap, Holding, Stage
from servanda.knowledge.observe import (
    full_verification,
    imagery,
    item_verification,
    partial_verification,
    records_review,
    restart,
    verified,
)
from servanda.knowledge.process import UNKNOWN_LOCATION, Moves, Part, Process, Production

HEU = "up_to_60"
SD = 4.4
STRUCK = SiteState("tunnel", (0.0, 1.0, 0.0), InState(stock_share=Beta(4.0, 1.0)))
"""Access blocked, with a loss of Beta(1, 4): what is left is Beta(4, 1)."""
SMALL = Production(9.0, 0.45, Beta(1.0, 2.0))
SETTINGS = settings(max_examples=20, deadline=None)


def part(mass: float = 440.9, sd: float = SD, production: Production | None = SMALL, items: int | None = None) -> Part:
    """The stratum at one place."""
    return Part(HEU, mass, sd, {"tunnel": 1.0}, production, items)


ILLUSTRATION = Process((part(),), (STRUCK,), Moves(Uniform(0.0, 0.5), 12.0))


def width(belief: Belief) -> float:
    """Width of the 95 % interval of what is at known places."""
    low, high = belief.interval(HEU)
    return high - low


def test_the_illustration_of_the_reference() -> None:
    """432-450 at verification, 173-434 after one month with a strike, 132-436 after twelve.

    The text gives the base (440.9 +- 4.4 kg), the loss (Beta(1, 4)) and a moved share of up to half, and leaves open how the
    share grows and what "small unknown production" is. Chosen here: the share moved is uniform up to a half and grows in a
    straight line over twelve months; production is nothing with probability 0.45, else a Beta(1, 2) part of 9 kg a month,
    the last rate that was published. The first figures then follow to 1 kg.
    """
    whole = begin(Process((part(),), (), ILLUSTRATION.moves), 0.0, draws=200_000)
    struck = begin(ILLUSTRATION, 1.0, draws=200_000)
    for belief, (low, high) in ((whole, (432, 450)), (struck, (173, 434)), (struck.later(12.0), (132, 436))):
        assert belief.interval(HEU) == pytest.approx((low, high), abs=1.5)


masses = st.floats(1, 5000)
months = st.floats(0.1, 24)


@SETTINGS
@given(masses, st.floats(0.1, 20), st.floats(0, 1), months, st.floats(0, 0.5))
def test_the_likely_range_lies_inside_the_bounds(
    mass: float, rate: float, zero: float, gone: float, moved: float
) -> None:
    """(b) Whatever the inputs: no draw outside what is reachable has weight."""
    process = Process(
        (part(mass, 0.01 * mass, Production(rate, zero)),),
        (STRUCK,),
        Moves(Uniform(0.0, moved) if moved > 0 else Fixed(0.0)),
    )
    held = Holding(HEU, 0.6, 0.98 * mass, 1.02 * mass)
    stage = Stage(30 * gone, 1e6, produced={HEU: 0.3 * rate * gone}, drawn={HEU: mass / 2}, lost={HEU: mass / 3})
    found = reach(Gap((held,), (stage,)), HEU)
    belief = begin(process, gone, draws=3000, limits={HEU: (found.low, found.high)})
    low, high = belief.interval(HEU, existing=True)
    assert found.low <= belief.interval(HEU)[0]
    assert low <= high <= found.high


@SETTINGS
@given(masses, st.floats(0.001, 0.1), st.floats(0, 1200))
def test_where_nothing_can_happen_the_width_is_that_of_the_measurement(
    mass: float, relative: float, gone: float
) -> None:
    """(c) No production, no loss, no moves: the range is the same after any time."""
    process = Process((part(mass, relative * mass, None),))
    assert begin(process, gone, draws=2000).interval(HEU) == begin(process, 0.0, draws=2000).interval(HEU)


@SETTINGS
@given(st.floats(1, 2000), st.floats(0.5, 20), st.floats(0.5, 20), months)
def test_a_full_verification_returns_to_the_width_of_the_measurement(
    found: float, operator: float, inspector: float, gone: float
) -> None:
    """(d) Whatever was believed, whatever is found."""
    belief = verified(begin(ILLUSTRATION, gone), HEU, found, operator, inspector)
    assert width(belief) <= 2 * 1.96 * math.hypot(operator, inspector) * 1.15
    low, high = belief.interval(HEU)
    assert low - 3 * math.hypot(operator, inspector) <= found <= high + 3 * math.hypot(operator, inspector)


def test_a_verification_that_few_draws_expected_says_that_they_were_made_anew() -> None:
    """1,000 kg where 300 were believed: the measurement stands, and the step says how."""
    belief = verified(begin(ILLUSTRATION, 1.0), HEU, 1000.0, 3.0, 4.0)
    low, high = belief.interval(HEU)
    assert (low, high) == pytest.approx((990.2, 1009.8), abs=0.4)
    assert belief.steps[-1] == f"{HEU} verified: 1000 kg U; few draws had agreed, so they were made anew around it"


@SETTINGS
@given(st.floats(0.05, 0.95), months, st.integers(0, 10_000))
def test_on_average_a_partial_verification_says_no_more_than_a_full_one(share: float, gone: float, seed: int) -> None:
    """(e) Over what may be found, the variance left by a share is not less than the one left by everything."""
    belief = begin(ILLUSTRATION, gone, draws=4000)
    shown = belief.of(HEU).shown
    rng = np.random.default_rng(seed)
    truth = rng.choice(shown, 40)
    noise = rng.standard_normal(40)
    spread = rng.standard_normal(40)
    full, partial = [], []
    for m, e, f in zip(truth, noise, spread, strict=True):
        y = m + 10 * e
        part_found = share * y + math.sqrt(share * (1 - share)) * 10 * f
        full.append(full_verification(belief, HEU, y, 10.0, 0.0).variance(shown))
        partial.append(partial_verification(belief, HEU, share, part_found, 10.0, 0.0).variance(shown))
    assert np.mean(full) <= np.mean(partial) * 1.02
    assert np.mean(partial) <= belief.variance(shown) * 1.1


@SETTINGS
@given(st.floats(0.01, 0.99), st.floats(0.5, 50), st.floats(0.5, 20), st.floats(-50, 50))
def test_of_a_normal_prior_a_share_takes_away_less_variance(share: float, prior: float, sd: float, off: float) -> None:
    """(e) Exactly, for a normal prior: precision grows by share / sd^2 and not by 1 / sd^2 (weighted draws agree to 10 %)."""
    belief = begin(Process((part(1000.0, prior, None),)), 0.0, draws=40_000)
    shown = belief.of(HEU).shown
    found = 1000.0 + off * prior / 50
    left = partial_verification(belief, HEU, share, share * found, sd, 0.0)
    exact = 1 / (1 / prior**2 + share / sd**2)
    full = 1 / (1 / prior**2 + 1 / sd**2)
    assert exact >= full
    if left.effective > 2000:
        assert left.variance(shown) == pytest.approx(exact, rel=0.1)


@SETTINGS
@given(st.floats(0.001, 1000), months)
def test_the_unit_does_not_matter(factor: float, gone: float) -> None:
    """(f) Masses in another unit give the range in that unit, draw by draw."""
    other = Process(
        (part(440.9 * factor, SD * factor, Production(9.0 * factor, 0.45, Beta(1.0, 2.0))),),
        ILLUSTRATION.sites,
        ILLUSTRATION.moves,
    )
    one = full_verification(begin(ILLUSTRATION, gone, draws=2000), HEU, 300.0, 5.0, 0.0)
    two = full_verification(begin(other, gone, draws=2000), HEU, 300.0 * factor, 5.0 * factor, 0.0)
    assert two.interval(HEU) == pytest.approx([x * factor for x in one.interval(HEU)], rel=1e-9)


@SETTINGS
@given(st.permutations(["a", "b", "c"]), st.permutations([0, 1, 2]))
def test_the_order_does_not_matter(names: list[str], order: list[int]) -> None:
    """(f) Neither that of the materials nor that of independent observations."""
    parts = {n: Part(n, 100.0, 5.0, {"tunnel": 1.0}, SMALL) for n in "abc"}
    first = begin(Process(tuple(parts.values()), (STRUCK,), Moves()), 6.0, draws=2000)
    second = begin(Process(tuple(parts[n] for n in names), (STRUCK,), Moves()), 6.0, draws=2000)

    def observed(belief: Belief, steps: list[int]) -> Belief:
        for n in steps:
            name = "abc"[n]
            belief = partial_verification(belief, name, 0.3, 24.0 + n, 3.0, 0.0)
        return belief

    one, two = observed(first, [0, 1, 2]), observed(second, order)
    for name in "abc":
        assert one.interval(name) == pytest.approx(two.interval(name), rel=1e-12)


def test_everything_at_one_site_shares_its_fate() -> None:
    """Two materials in one tunnel lose the same share in every draw: common cause, not two chances."""
    parts = tuple(Part(n, 100.0, 0.0, {"tunnel": 1.0}) for n in ("a", "b"))
    belief = begin(Process(parts, (STRUCK,)), 1.0, draws=500)
    np.testing.assert_allclose(belief.of("a").shown, belief.of("b").shown)
    apart = (parts[0], Part("b", 100.0, 0.0, {"hall": 1.0}))
    states = (STRUCK, SiteState("hall", STRUCK.probabilities, STRUCK.blocked))
    other = begin(Process(apart, states), 1.0, draws=500)
    assert abs(np.corrcoef(other.of("a").shown, other.of("b").shown)[0, 1]) < 0.2


def test_what_is_moved_is_conserved() -> None:
    """What leaves one site is at another or at the unknown location; nothing is made or lost by moving."""
    two = Part("a", 100.0, 0.0, {"hall": 0.4, "tunnel": 0.6})
    moves = Moves(Uniform(0.0, 1.0), 1.0, {"hall": 1.0, "store": 0.5, UNKNOWN_LOCATION: 2.0})
    held = begin(Process((two,), (), moves), 3.0, draws=800).of("a")
    np.testing.assert_allclose(held.existing, 100.0)
    assert held.at["store"].max() > 0
    assert held.unknown.max() > 0


def test_images_change_the_damage_state_and_what_hangs_on_it() -> None:
    """An image that excludes loss raises what is left; of an intact, untouched site it says nothing about production."""
    site = SiteState("tunnel", (0.3, 0.3, 0.4), InState(stock_share=Fixed(0.5)))
    belief = begin(Process((part(),), (site,)), 6.0)
    seen = imagery(belief, "tunnel", {State.INTACT: 1.0, State.BLOCKED: 1.0, State.LOST: 0.0})
    assert seen.mean(belief.of(HEU).shown) > belief.mean(belief.of(HEU).shown)
    assert seen.weights[belief.state("tunnel") == State.LOST].sum() == 0.0
    made = belief.drawn.rate[HEU]
    assert seen.mean(made) == pytest.approx(belief.mean(made), rel=0.02)
    np.testing.assert_array_equal(seen.log_weights[belief.state("tunnel") == State.INTACT], 0.0)


def test_items_found_raise_what_is_believed_to_be_there() -> None:
    """Five of five items found speak for little loss, one of five for much; by the hypergeometric law."""
    belief = begin(Process((part(items=20, production=None),), (STRUCK,)), 1.0)
    shown = belief.of(HEU).shown
    all_found = item_verification(belief, HEU, 5, 5)
    few_found = item_verification(belief, HEU, 5, 1)
    assert few_found.mean(shown) < belief.mean(shown) < all_found.mean(shown)
    assert all_found.variance(shown) < belief.variance(shown)
    # 10 of 20 items left: all five found has probability C(10,5)/C(20,5) = 252/15504.
    half = begin(Process((part(440.9, 0.0, None, 20),), (SiteState("tunnel", (0.0, 1.0, 0.0), InState(Fixed(0.5))),)), 1.0,
                 draws=10)  # fmt: skip
    np.testing.assert_allclose(item_verification(half, HEU, 5, 5).log_weights, math.log(252 / 15504))


@SETTINGS
@given(st.integers(1, 60), st.integers(0, 60), st.integers(0, 60), st.data())
def test_the_chance_to_find_items_is_hypergeometric(items: int, there: int, sampled: int, data: st.DataObject) -> None:
    """Against scipy, impossible findings included."""
    left, drawn = min(there, items), min(sampled, items)
    present = data.draw(st.integers(0, drawn))
    mass = 100.0 * left / items
    gone = SiteState("tunnel", (0.0, 1.0, 0.0), InState(Fixed(mass / 100.0)))
    belief = begin(Process((part(100.0, 0.0, None, items),), (gone,)), 1.0, draws=2)
    exact = stats.hypergeom.logpmf(present, items, left, drawn)
    np.testing.assert_allclose(item_verification(belief, HEU, drawn, present).log_weights, exact, atol=1e-9)


def test_records_narrow_production_only() -> None:
    """Accepted records of the gap tell how much was produced; the loss stays as open as it was."""
    quiet = begin(Process((part(sd=0.1, production=Production(30.0)),)), 12.0)
    reviewed = records_review(quiet, HEU, 60.0, 2.0)
    assert width(reviewed) < width(quiet) / 5
    struck = begin(ILLUSTRATION, 12.0)
    left = struck.drawn.sites["tunnel"].stock_share
    assert records_review(struck, HEU, 20.0, 2.0).mean(left) == pytest.approx(struck.mean(left), abs=0.01)


def test_no_access_changes_nothing_but_time() -> None:
    """Time passes, weights stay, and the step says so; going back in time gives the first answer again."""
    belief = begin(ILLUSTRATION, 1.0)
    later = belief.later(12.0)
    assert later.interval(HEU)[0] < belief.interval(HEU)[0]
    np.testing.assert_array_equal(later.log_weights, belief.log_weights)
    assert later.steps == ("no access until month 12",)
    assert later.later(1.0).interval(HEU) == belief.interval(HEU)


def test_effective_draws_are_told() -> None:
    """All of them without an observation; fewer after one, by (sum w)^2 / sum w^2."""
    belief = begin(ILLUSTRATION, 12.0)
    assert belief.effective == pytest.approx(20_000)
    seen = full_verification(belief, HEU, 300.0, 5.0, 0.0)
    w = np.exp(-0.5 * ((belief.of(HEU).shown - 300.0) / 5.0) ** 2)
    assert seen.effective == pytest.approx(w.sum() ** 2 / (w**2).sum())
    assert 500 < seen.effective < 10_000


def test_after_a_verification_a_new_gap_begins_there() -> None:
    """The mass found is the base of the next gap; the strike lies behind it."""
    seen = verified(begin(ILLUSTRATION, 6.0), HEU, 310.0, 3.0, 0.0)
    again = restart(seen, verified={HEU: (310.0, 3.0)})
    assert again.interval(HEU) == pytest.approx((304, 316), abs=1)
    assert again.later(12.0).interval(HEU)[0] < 304
    assert restart(seen).interval(HEU) == pytest.approx((304, 316), abs=2)


def test_the_same_seed_gives_the_same_draws() -> None:
    """Byte for byte."""
    one, two = begin(ILLUSTRATION, 5.0, seed=3), begin(ILLUSTRATION, 5.0, seed=3)
    assert one.of(HEU).shown.tobytes() == two.of(HEU).shown.tobytes()
    assert begin(ILLUSTRATION, 5.0, seed=4).interval(HEU) != one.interval(HEU)


def test_a_weighted_quantile_is_an_order_statistic() -> None:
    """The smallest value whose weight and that of all smaller ones reach p."""
    values, weights = np.array([3.0, 1.0, 2.0]), np.array([0.5, 0.2, 0.3])
    assert [quantile(values, weights, p) for p in (0.1, 0.2, 0.21, 0.5, 0.51, 1.0)] == [1, 1, 2, 2, 3, 3]


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (
            lambda: begin(ILLUSTRATION, -1.0),
            "-1.0 months since the measurement: time is counted forward, give 0 or more",
        ),
        (
            lambda: begin(ILLUSTRATION, 1.0, draws=0),
            "0 draws: a sample has at least one",
        ),
        (
            lambda: full_verification(begin(ILLUSTRATION), HEU, 440.0, 0.0, 0.0),
            "standard uncertainties 0.0 and 0.0: give 0 or more, one of them above 0",
        ),
        (
            lambda: partial_verification(begin(ILLUSTRATION), HEU, 30.0, 440.0, 1.0, 0.0),
            "a share of 30.0 was verified: give a number above 0 and up to 1",
        ),
        (
            lambda: item_verification(begin(ILLUSTRATION), HEU, 5, 5),
            "up_to_60: the number of items is not known; give Part(items=...)",
        ),
        (
            lambda: item_verification(begin(Process((part(items=4),))), HEU, 5, 5),
            "5 of 5 items found, out of 4: give present <= sampled <= items",
        ),
        (
            lambda: records_review(begin(ILLUSTRATION), HEU, 1.0, 1.0),
            "no time has gone by: records of a gap say nothing of it",
        ),
        (
            lambda: imagery(begin(ILLUSTRATION), "hall", {State.INTACT: 1.0}),
            "no state of the site 'hall': name one of tunnel",
        ),
        (
            lambda: imagery(begin(ILLUSTRATION), "tunnel", {State.INTACT: 0.0}),
            "images need a likelihood between 0 and 1 for each state, one of them above 0",
        ),
        (
            lambda: begin(ILLUSTRATION).interval("up_to_20"),
            "no material 'up_to_20': name one of up_to_60",
        ),
        (
            lambda: Production(-1.0),
            "production of at most -1.0 kg U a month: give a finite number of 0 or more",
        ),
        (
            lambda: Moves(Uniform(0.0, 2.0)),
            "share moved uniform 0 to 2: a share lies between 0 and 1",
        ),
        (
            lambda: Part(HEU, 1.0, 0.1, {"a": 0.5}),
            "up_to_60: the shares at its sites add up to 0.5, not to 1",
        ),
        (
            lambda: begin(ILLUSTRATION, 1.0, limits={HEU: (1e6, 2e6)}).weights,
            (
                "no draw agrees with what was observed and with the bounds: widen the inputs (loss, production, moves), or "
                "correct the observation"
            ),
        ),
    ],
)
def test_calls_without_meaning_say_what_to_write(make: object, message: str) -> None:
    """Each message says what was given and what would be right."""
    with pytest.raises(Misuse) as refusal:
        make()  # type: ignore[operator]  # a list of calls
    assert str(refusal.value) == message
