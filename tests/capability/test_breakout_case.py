"""The forward model of published times: checked by hand for one draw, and for what must hold of learning."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from servanda.capability.breakout_case import machines_of, predicted, resolved, used_stocks
from servanda.capability.breakout_case_answer import answer_one, question_of
from servanda.capability.breakout_case_fit import LAST_QUARTERS, draws_for, learn, likelihood
from servanda.capability.breakout_case_priors import PRIORS, draw_effects, draw_practice, medians
from servanda.capability.publication import Publication, publication_of
from servanda.capability.publication_inputs import CaseInputs, MachineGroup, Output, StatedCapacity
from servanda.capability.publication_words import read_words
from servanda.capability.ramp import DAYS_PER_YEAR
from servanda.capability.separative_work import swu_per_product
from servanda.capability.stock import stock_of_band

DAY = date(2023, 3, 3)
STOCKS = tuple(
    stock_of_band(band, mass, day=DAY)
    for band, mass in (("up_to_60", 87.5), ("up_to_20", 434.7), ("up_to_5", 1324.5), ("up_to_2", 1555.3))
)
GROUPS = (
    MachineGroup("FEP", "IR-1", 5000.0, DAY, ()),
    MachineGroup("FEP", "IR-2m", 2000.0, DAY, ()),
    MachineGroup("FFEP", "IR-6", 332.0, DAY, (), level=60.0),
)
OUTPUTS = (Output("IR-1", 0.7, 0.9, 1.0), Output("IR-2m", 3.0, 3.7, 5.0), Output("IR-6", 3.5, 5.25, 5.25))
SURE = medians() | {
    name: np.array([value])
    for name, value in {
        "eta_high": 1.0, "eta_leu": 0.8, "setup_high": 10.0, "setup_leu": 30.0, "setup_named": 1.0, "capacity": 1.0,
        "tails_60": 0.2, "tails_20": 0.05, "tails_5": 0.00711, "assay_5": 0.05, "uses_2": 0.0, "rounding": 0.0,
        "output": 0.5, "named_output": 0.5, "machines_each": 174.0, "which": 0.5,
    }.items()
}  # fmt: skip
"""Every assumption at a round value, as one draw."""


def published(
    question: str = "first", scenario: str = "all declared plants", result: str = "12", **cells: str
) -> Publication:
    """A publication of March 2023."""
    unit = {"first": "days", "time_to_nth": "days", "wgu_kg_by_week": "kg"}.get(question, "weapons")
    return publication_of(
        {"estimate_date": DAY.isoformat(), "quarter": "2023Q1", "publisher": "X", "first_or_month": question,
         "scenario": scenario, "result": result, "result_unit": unit, "wgu_per_weapon_kg": "25", **cells}, "x")  # fmt: skip


def inputs(publication: Publication, **changed: object) -> CaseInputs:
    """What it is computed from."""
    row = CaseInputs(publication, read_words(publication), DAY, STOCKS, GROUPS, OUTPUTS)
    return replace(row, **changed)  # type: ignore[arg-type]  # fields of the row, by name


def test_named_cascades_by_hand() -> None:
    """Three cascades of 174 from half the stock: tails 20 %, 56 SWU over 522 machines at the middle of the span, and one day."""
    row = inputs(published(scenario="three advanced cascades, half of the 60% stock"))
    each = (3.0 + 5.25) / 2
    work = 25.0 * swu_per_product(0.9, 0.6, 0.2)
    assert resolved(row, SURE)["tails_60"][0] == pytest.approx(0.2, abs=1e-9)
    assert predicted(row, SURE)[0] == pytest.approx(1.0 + work * DAYS_PER_YEAR / (522 * each))
    assert machines_of(row, SURE).words == "3 advanced cascades named in the text"


def test_a_stated_feed_implies_the_tails() -> None:
    """40 kg at 60 % for 25 kg at 90 % leave 15 kg at 10 %."""
    row = inputs(published(scenario="three advanced cascades, 40 kg of 60% uranium"))
    assert resolved(row, SURE)["tails_60"][0] == pytest.approx(0.1)


def test_all_plants_by_hand() -> None:
    """The first quantity of all plants: ten days of set-up, then 56 SWU with every machine at its nominal output."""
    row = inputs(published())
    rate = 5000 * 0.9 + 2000 * 3.7 + 332 * 5.25
    work = 25.0 * swu_per_product(0.9, 0.6, 0.2)
    assert predicted(row, SURE)[0] == pytest.approx(10.0 + work * DAYS_PER_YEAR / rate)


def test_counts_are_cut_off_as_printed() -> None:
    """By month 1 the 60 and 20 % stocks give 5.07 quantities: five are printed, and six where 0.95 is added."""
    row = inputs(published("weapons_by_month", "all stocks", month_n="1"), stated=StatedCapacity(30000.0, DAY))
    product = 87.5 * 0.4 / 0.7 + 434.7 * 0.15 / 0.85
    assert product / 25 == pytest.approx(5.07, abs=0.01)
    sure = SURE | {"stated_capacity": np.array([1.0])}
    assert predicted(row, sure)[0] == 5.0
    assert predicted(row, sure | {"rounding": np.array([0.95])})[0] == 6.0


def test_low_enriched_stock_waits_for_its_set_up() -> None:
    """With much capacity the sixth quantity, which needs the 5 % stock, comes after its thirty days and not before."""
    row = inputs(published("time_to_nth", "all stocks", month_n="6"), stated=StatedCapacity(1e6, DAY))
    days = predicted(row, SURE | {"stated_capacity": np.array([1.0])})[0]
    assert 30.0 < days < 31.0


def test_named_sites_and_types() -> None:
    """A plant that is named stands for all its machines; a number of machines of a type for itself."""
    fordow = inputs(published(scenario="part of the 60% stock at Fordow"))
    assert machines_of(fordow, SURE).swu_per_year[0] == pytest.approx(332 * 5.25)
    plant = machines_of(inputs(published(scenario="hypothetical covert plant of 3000 IR-2m")), SURE)
    assert (plant.swu_per_year[0], plant.setup) == (pytest.approx(3000 * 3.7), "setup_leu")
    both = machines_of(inputs(published(scenario="Fordow and Natanz together")), SURE)
    assert both.swu_per_year[0] == pytest.approx(5000 * 0.9 + 2000 * 3.7 + 332 * 5.25)


def test_a_scenario_that_names_no_machines() -> None:
    """From the 60 % stock alone: the cascades last named by the publisher, with the tails it then named, else those at 60 %."""
    row = inputs(published(scenario="part of the 60% stock"))
    assert machines_of(row, SURE).words == "machines that make up to 60 %"
    before = read_words(published(scenario="four advanced cascades, higher tails"))
    carried = replace(row, last_named=before)
    assert machines_of(carried, SURE).words == "4 advanced cascades that the publisher last named"
    assert resolved(carried, SURE)["tails_60"][0] == SURE["higher_tails"][0]
    assert [s.name for s in used_stocks(carried)] == ["up to 60 %"]


@pytest.mark.parametrize("question", ["first", "time_to_nth"])
def test_more_capacity_or_stock_is_never_later(question: str) -> None:
    """A time falls, or stays, when the capacity or a stock grows."""
    draws = draw_practice(200) | draw_effects("2023Q1", 200)
    row = inputs(published(question, month_n="4"))
    more = replace(row, groups=(*GROUPS, MachineGroup("FEP", "IR-2m", 500.0, DAY, ())))
    bigger = replace(row, stocks=(stock_of_band("up_to_60", 120.0, day=DAY), *STOCKS[1:]))
    assert np.all(predicted(more, draws) <= predicted(row, draws) + 1e-9)
    assert np.all(predicted(bigger, draws) <= predicted(row, draws) + 1e-9)


def test_a_row_is_never_learnt_from_for_its_own_quarter() -> None:
    """Changing the published figure changes no range of its quarter, and does change that of another quarter."""
    other = inputs(replace(published(), quarter="2023Q2"))
    right, wrong = inputs(published()), inputs(published(result="60"))
    first, second = learn([right, other]), learn([wrong, other])
    assert np.array_equal(draws_for(first, right, 300), draws_for(second, right, 300))
    assert not np.array_equal(draws_for(first, other, 300), draws_for(second, other, 300))


def test_the_last_quarters_teach_nothing() -> None:
    """Rows of 2024Q3 to 2025Q2 are left out of all learning, whatever they say."""
    late = [inputs(replace(published(result="90"), quarter=quarter)) for quarter in LAST_QUARTERS]
    assert learn(late).quarters == ()
    assert learn([*late, inputs(published())]).quarters == ("2023Q1",)


def test_only_earlier_quarters() -> None:
    """With `only_before` a later quarter teaches nothing either."""
    early, late = inputs(published()), inputs(replace(published(result="40"), quarter="2024Q1"))
    learnt, alone = learn([early, late]), learn([])
    assert np.array_equal(draws_for(learnt, early, 200, only_before=True), draws_for(alone, early, 200))
    assert not np.array_equal(draws_for(learnt, early, 200), draws_for(alone, early, 200))


def test_the_same_seed_gives_the_same_range() -> None:
    """Ranges are repeated by their seed; another seed gives another sample of the same thing."""
    row = inputs(published())
    learnt = learn([row])
    first, again, other = (answer_one(row, learnt, draws=500, seed=s) for s in (1, 1, 2))
    assert first.quantiles == again.quantiles
    assert first.quantiles != other.quantiles
    assert first.span is not None
    assert other.span is not None
    assert first.span[1] == pytest.approx(other.span[1], rel=0.1)


def test_likelihood_falls_with_the_miss() -> None:
    """A figure that is met is most likely, one that is far off is never impossible: misprints must not decide."""
    found = likelihood(inputs(published()), np.array([12.0, 13.0, 24.0, 1200.0]))
    assert found[0] == 1.0
    assert found[0] > found[1] > found[2]
    assert found[3] == found[2] == 1e-3
    counts = likelihood(inputs(published("weapons_by_month", month_n="1", result="5")), np.array([5.0, 6.0, 7.0]))
    assert counts == pytest.approx([1.0, 0.15, 0.0225])


def test_a_row_as_a_question() -> None:
    """Only assumptions that matter are open: with named cascades no low enriched feed, and capacity gives the figure."""
    row = inputs(published(scenario="three advanced cascades, half of the 60% stock"))
    at = resolved(row, draw_practice(200) | draw_effects("2023Q1", 200))
    assert [a.name for a in question_of(row, at).assumptions] == ["capacity", "eta_high", "setup_high", "tails_60"]


def test_every_prior_says_why() -> None:
    """No assumption without words and a reason."""
    assert all(p.words and p.source for p in PRIORS.values())
