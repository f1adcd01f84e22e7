"""Scenarios, their samples and what is said of them: the same on any number of processes, with every number explained."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from servanda.capability.capacity import CapacityRange
from servanda.capability.margin import DetectionPlan, margin
from servanda.capability.outlook import outlook
from servanda.capability.scenario import MachineInput, Rebuild, Scenario, StockInput
from servanda.capability.schedule import time_to_target
from servanda.capability.simulate import DRAWS_OF_BLOCK, Sample, simulate
from servanda.capability.site_state import InState, SiteState, State, intact
from servanda.capability.stock import Stock
from servanda.capability.tails import least_work_tails
from servanda.capability.target import KG_25_AT_90, ONE_SQ
from servanda.core.blocks import Mapper, processes, threads
from servanda.core.distribution import Beta, Distribution, Fixed, LogNormal, Uniform, beta_of
from servanda.core.finding import Misuse
from servanda.core.on_dask import dask_mapper
from servanda.core.uncertain import Input, draw_inputs
from servanda.core.unit import Unit

TWO_BLOCKS = DRAWS_OF_BLOCK + 100


def given(name: str, distribution: Distribution, unit: Unit) -> Input:
    """An input of the test."""
    return Input(name, distribution, unit, "test")


def stock(name: str, mass: float, assay: Distribution, site: str = "") -> StockInput:
    """A stock of the test."""
    return StockInput(
        name,
        given(f"mass of {name}", Fixed(mass), Unit.KG_U),
        given(f"assay of {name}", assay, Unit.FRACTION),
        site=site,
    )


def plant(machine: str, number: float, output: Distribution, site: str = "") -> MachineInput:
    """Machines of the test."""
    count, each = given(machine, Fixed(number), Unit.MACHINES), given(f"output of {machine}", output, Unit.SWU_PER_YEAR)
    return MachineInput(machine, count, each, site)


BLOCKED = InState(Beta(2, 2), Beta(1, 9), LogNormal(100, 0.5))
TUNNEL = SiteState("T", (0.1, 0.6, 0.3), BLOCKED, source="test")
SCENARIO = Scenario(
    "test",
    (
        stock("60", 400, Beta(4, 1, 0.5, 0.6), "T"),
        stock("20", 200, Uniform(0.15, 0.2), "T"),
        stock("5", 5000, Uniform(0.03, 0.05)),
    ),
    (plant("IR-6", 500, LogNormal(4, 0.2), "T"), plant("IR-1", 900, Fixed(0.9))),
    availability=given("availability", Beta(8, 2), Unit.FRACTION),
    efficiency_leu=given("eta leu", beta_of(0.7, 0.12), Unit.FRACTION),
    efficiency_heu=given("eta heu", beta_of(0.95, 0.05), Unit.FRACTION),
    loss=given("loss", Beta(2, 38), Unit.FRACTION),
    restart=given("restart", LogNormal(20, 0.6), Unit.DAYS),
    rebuild=Rebuild(
        given("per month", Uniform(1, 6), Unit.CASCADES), given("lag", Uniform(0, 60), Unit.DAYS),
        given("each", Fixed(174), Unit.MACHINES), given("new", LogNormal(4.5, 0.2), Unit.SWU_PER_YEAR),
        given("most", Fixed(12), Unit.CASCADES),
    ),
    sites=(TUNNEL,),
)  # fmt: skip


def same(one: Sample, other: Sample) -> bool:
    """True when every draw and every output is the same to the last bit."""
    columns = [(one.inputs, other.inputs), (one.outputs, other.outputs)]
    return all(a.keys() == b.keys() and all(np.array_equal(a[k], b[k]) for k in a) for a, b in columns)


MAPPERS = {
    "threads": threads(2),
    "two processes": processes(2),
    "dask in order": dask_mapper(scheduler="synchronous"),
    "dask threads": dask_mapper(scheduler="threads"),
}


@pytest.mark.parametrize("mapper", MAPPERS.values(), ids=MAPPERS)
def test_results_are_the_same_whoever_computes(mapper: Mapper) -> None:
    """One process, threads, two processes and Dask give the same bits; more draws begin with the same ones."""
    here = simulate(SCENARIO, draws=TWO_BLOCKS, seed=11, quantities=2, months=(3.0,))
    assert same(here, simulate(SCENARIO, draws=TWO_BLOCKS, seed=11, quantities=2, months=(3.0,), mapper=mapper))


def test_another_seed_is_another_sample() -> None:
    """The seed decides; the medians agree within their errors."""
    one, other = (outlook(simulate(SCENARIO, draws=8000, seed=seed)).reach[0].days[1] for seed in (1, 2))
    assert one.value != other.value
    assert one.low <= other.high
    assert other.low <= one.high


def test_a_scenario_without_spread_is_the_single_answer() -> None:
    """Everything fixed: the draws are all alike, and the same as the time computed alone."""
    certain = Scenario(
        "certain", (stock("60", 408.6, Fixed(0.6)), stock("5", 5000, Fixed(0.05))),
        capacity=given("capacity", Fixed(9000), Unit.SWU_PER_YEAR), restart=given("restart", Fixed(5), Unit.DAYS), target=ONE_SQ,
    )  # fmt: skip
    found = simulate(certain, draws=50)
    alone = time_to_target(
        [Stock("60", 408.6, 0.6), Stock("5", 5000, 0.05)], CapacityRange(9000, 9000, 9000), ONE_SQ, restart_days=5
    )
    assert alone.days is not None
    assert found.days_to() == pytest.approx(np.full(50, alone.days.value))
    assert found.outputs["product"][0] == pytest.approx(alone.everything.product_kg_u)
    assert found.inputs == {}
    assert outlook(found).carried.said == "no single assumption carries the answer"


def test_stocks_and_machines_of_a_site_share_its_state() -> None:
    """Where the site is lost nothing of it is used; the parts that can be reached are the same for both stocks."""
    values = draw_inputs(SCENARIO.inputs, np.random.default_rng(5), 4000)
    site = TUNNEL.drawn(values)
    sixty, twenty, other = SCENARIO.feeds(values, {"T": site})
    lost = site.state == State.LOST
    assert np.mean(lost) == pytest.approx(0.3, abs=0.03)
    assert np.all(sixty.usable[lost] == 0)
    assert np.array_equal(sixty.usable, twenty.usable)
    assert np.all(other.usable == 1)
    assert np.all(site.stock_share[site.state == State.INTACT] == 1)
    assert np.all(site.restart_days[site.state == State.INTACT] == 0)
    blocked = site.state == State.BLOCKED
    assert np.all(
        (site.stock_share[blocked] > 0) & (site.machine_share[blocked] < 1) & (site.restart_days[blocked] > 0)
    )
    alone = SCENARIO.ramp(values, {"T": site}).rate(np.zeros(1))[0]
    assert np.all(alone[lost] < 900 * 0.9)


def test_a_site_in_words_and_as_inputs() -> None:
    """Independent parents are the state and what is uncertain in each state that can occur; fixed parts are not drawn."""
    assert [i.name for i in TUNNEL.inputs()] == [
        "T: state", "T: share of the stock if access blocked", "T: share of the machines if access blocked",
        "T: restart time if access blocked",
    ]  # fmt: skip
    assert {i.group for i in TUNNEL.inputs()} == {"state of T"}
    assert intact("N").is_intact
    assert intact("N").words == "N: intact 1 (stock 1, machines 1, restart 0 days)"
    gone = SiteState("L", (0.0, 0.0, 1.0), BLOCKED).drawn({})
    assert (gone.stock_share.tolist(), gone.machine_share.tolist()) == ([0.0], [0.0])


def test_what_is_said_of_a_sample() -> None:
    """Times rise with the number, yields and chances have errors, cautions name what is never reached."""
    sample = simulate(SCENARIO, draws=5000, quantities=3, months=(6.0, 12.0))
    found = outlook(sample, months=(6.0, 12.0), plan=DetectionPlan(30.0))
    medians = [r.days[2].value for r in found.reach]
    assert medians == sorted(medians)
    assert [r.nth for r in found.reach] == [1, 2, 3]
    assert found.within[-1][1].value == pytest.approx(float(np.mean(sample.days_to() <= 365.25)))
    assert found.by_month[0][1][2].value <= found.by_month[1][1][2].value
    assert found.margin is not None
    assert found.margin.days[2].value < medians[0]
    assert found.carried.swings[0].name == "T: state"
    assert len(found.inputs) == len(SCENARIO.inputs)
    with pytest.raises(Misuse, match=r"^days to quantity 4 were not computed: ask for at least 4 quantities"):
        sample.days_to(4)
    with pytest.raises(Misuse, match=r"^0 quantities: ask for at least 1$"):
        simulate(SCENARIO, quantities=0)


def test_least_work_aims_at_each_quantity() -> None:
    """Under the rule of least work the nth quantity has a campaign of its own; two take more than twice the work of one."""
    least = replace(SCENARIO, rule=least_work_tails(), sites=(), rebuild=None)
    found = simulate(least, draws=200, quantities=2)
    assert np.all(found.days_to(2) > found.days_to(1))
    assert np.all(found.outputs["swu to 1"] > 0)


def test_the_margin_has_its_closed_form() -> None:
    """Mean detection time I (1/p - 1/2) + delay in turn, I/p + delay at random; chances by a day agree with draws."""
    rng = np.random.default_rng(9)
    for plan, mean in (
        (DetectionPlan(30, 0.5, 5), 50.0),
        (DetectionPlan(30, 0.5, 5, at_random=True), 65.0),
        (DetectionPlan(30), 15.0),
    ):
        drawn = plan.draw(rng, 100_000)
        assert plan.mean_days == mean
        assert drawn.mean() == pytest.approx(mean, rel=0.02)
        for day in (3.0, 20.0, 50.0, 90.0):
            assert plan.chance_by(day) == pytest.approx(float(np.mean(drawn <= day)), abs=0.006)
    late = margin(np.full(1000, 10.0), DetectionPlan(30), np.random.default_rng(1), response_days=2)
    assert late.in_time.value == pytest.approx(8 / 30, abs=0.05)
    assert DetectionPlan(30, 0.5, 5, at_random=True).words == (
        "a look at random every 30 days that sees it with 50 %, known 5 days later"
    )


NO_LOOKS = (
    "a look every 0 days with chance 1, known 0 days later: give an interval above 0, a chance above 0 to 1, and a delay of 0 "
    "or more"
)
NOT_ONE = "states of T with probabilities 0.5, 0.4, 0: give three (intact, access blocked, lost) between 0 and 1 that add up to 1"
REFUSED = (
    (lambda: DetectionPlan(0), NO_LOOKS),
    (
        lambda: margin(np.ones(1), DetectionPlan(1), np.random.default_rng(1), response_days=-1),
        "response of -1 days: give a finite number of days, 0 or more",
    ),
    (lambda: SiteState("T", (0.5, 0.4, 0.0), BLOCKED), NOT_ONE),
    (lambda: InState(Uniform(0, 2)), "share of the stock from 0 to 2: a share lies between 0 and 1"),
    (
        lambda: InState(restart_days=Uniform(-3, 2)),
        "days before work begins can be negative: give a distribution from 0 on",
    ),
    (
        lambda: replace(SCENARIO, capacity=given("capacity", Fixed(800), Unit.SWU)),
        "'capacity' is given in SWU: give it in SWU/yr",
    ),
    (
        lambda: replace(SCENARIO, restart=given("restart", Fixed(3), Unit.MONTHS)),
        "'restart' is given in months: give it in days",
    ),
    (lambda: replace(SCENARIO, sites=(TUNNEL, TUNNEL)), "scenario 'test': a site has two states; give each site once"),
    (
        lambda: replace(SCENARIO, loss=given("availability", Fixed(0.1), Unit.FRACTION)).inputs,
        "scenario 'test': two different inputs are named 'availability'",
    ),
)


@pytest.mark.parametrize(("call", "message"), REFUSED)
def test_what_makes_no_sense_is_refused(call: object, message: str) -> None:
    """The message says what would be right."""
    assert callable(call)
    with pytest.raises(Misuse) as refused:
        call()
    assert str(refused.value) == message


def test_never_is_never() -> None:
    """Without machines nothing is reached, and the sample says so; the conventions differ by a ninth."""
    idle = Scenario("idle", (stock("60", 400, Fixed(0.6)),), capacity=given("capacity", Fixed(0), Unit.SWU_PER_YEAR))
    found = outlook(simulate(idle, draws=100))
    assert found.reach[0].days[0].value == math.inf
    assert found.cautions[-1] == "in 100 % of the draws the quantity is never reached under these assumptions"
    assert ONE_SQ.mass_kg_u / KG_25_AT_90.mass_kg_u == pytest.approx(10 / 9)
