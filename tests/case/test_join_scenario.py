"""The record and the assumptions of a case as a scenario: what is stated keeps its statements, what is assumed its source."""

from __future__ import annotations

from datetime import date
from functools import cache

import pytest

from servanda.capability.assumption import read_assumptions
from servanda.capability.outlook import outlook
from servanda.capability.scenario import Scenario
from servanda.capability.simulate import simulate
from servanda.capability.tails import fixed_tails, next_tails
from servanda.capability.target import ONE_SQ
from servanda.case import open_case
from servanda.case.join_scenario import NO_CAPACITY, ScenarioAsked, _programme, published_results, scenario_on
from servanda.core.distribution import Fixed
from servanda.core.names import Mark
from tests.cli.calling import SMALL


@cache
def scenario(day: date, known_by: date | None = None, *, intact: bool = False) -> Scenario:
    """The scenario of the bundled case on a day."""
    return open_case("iran").at(day, known_by).scenario(ScenarioAsked(ONE_SQ, next_tails(), as_if_intact=intact))


def test_amounts_and_counts_keep_their_statements() -> None:
    """The parts of a band add up to what is stated; every count and published output names its statement."""
    found = scenario(date(2025, 7, 1))
    high = [s for s in found.stocks if s.name.startswith("up to 60 %")]
    assert {s.site for s in high} == {"ESF_TUNNELS", "FFEP", "FEP"}
    assert sum(s.mass.distribution.median for s in high) == pytest.approx(440.9)
    assert all("IR-STK-0151" in s.mass.evidence for s in high)
    assert all(m.number.evidence and m.output.evidence for m in found.machines)
    assert {m.output.mark for m in found.machines if m.machine == "IR-1"} == {Mark.RECALLED}


def test_before_the_strikes_nothing_has_happened() -> None:
    """Until 12 June 2025 no site has a state, and the restart is that of a plant at work; afterwards both differ."""
    before, after = scenario(date(2025, 6, 12)), scenario(date(2025, 7, 1))
    assert before.sites == ()
    assert [s.name for s in before.stocks if s.name.startswith("up to 60 %")] == ["up to 60 %"]
    assert before.rebuild is None
    assert {s.site for s in after.sites} == {"ESF_TUNNELS", "FEP", "FFEP", "PFEP"}
    assert after.rebuild is not None
    assert after.restart.distribution.median > 10 * before.restart.distribution.median


def test_what_was_not_known_yet_is_not_assumed() -> None:
    """With the knowledge of 12 June 2025 the question about 1 July has no struck site."""
    assert scenario(date(2025, 7, 1), date(2025, 6, 12)).sites == ()


def test_hindsight_is_said() -> None:
    """An assumption that leans on a statement of 2026 says so when the question is about what was known in July 2025."""
    notes = scenario(date(2025, 7, 1), date(2025, 7, 1)).notes
    (said,) = [note for note in notes if "not public" in note]
    assert said.startswith("assumptions lean on statements that were not public by 2025-07-01 [")
    assert "IR-SIT-0005" in said
    assert not any("not public" in note for note in scenario(date(2025, 7, 1)).notes)


def test_machines_outside_the_accounts_are_added() -> None:
    """A row about them gives machines beside the counted ones, zero in most draws where it says so."""
    case = open_case("iran")
    text = 'id,about,value,unit,source,subject\nA,unaccounted_machines,"zero 0.8, else uniform 100 to 500",machines,test,IR-6\n'
    own, findings = read_assumptions(text)
    assert findings == []
    found = scenario_on(
        case.at(date(2025, 6, 12)).facts, date(2025, 6, 12), None, own, ScenarioAsked(ONE_SQ, next_tails())
    )
    (hidden,) = [m for m in found.machines if m.number.name == "machines outside the accounts IR-6"]
    assert hidden.number.distribution.words == "zero 0.8, else uniform 100 to 500"
    assert hidden.output.evidence


def test_as_if_intact_is_the_view_from_before() -> None:
    """The newest stocks with the machines as counted and no state; the record's contradictions are said."""
    found = scenario(date(2025, 7, 1), intact=True)
    assert (found.sites, found.rebuild) == ((), None)
    assert (
        "the record contradicts that the machines at FFEP can be used [IR-CEN-0052.operating_machines]" in found.notes
    )
    assert not any("contradicts" in note for note in scenario(date(2025, 7, 1)).notes)


def test_every_assumption_says_why() -> None:
    """No input without a source; those that are assumed have no basis of anybody else."""
    found = scenario(date(2025, 7, 1))
    assert all(i.source for i in found.inputs)
    states = [i for i in found.inputs if i.name.endswith(": state")]
    assert len(states) == 4
    assert all(i.basis is None and i.source.startswith(("assumed", "above-ground")) for i in states)


def test_what_is_asked_for_wins() -> None:
    """An efficiency or restart that is asked for replaces the assumption; natural uranium counts when asked for."""
    asked = ScenarioAsked(ONE_SQ, next_tails(), efficiency=Fixed(0.65), restart=Fixed(3), use_natural=True)
    found = open_case("iran").at(date(2025, 6, 12)).scenario(asked)
    assert found.efficiency_leu.distribution == found.efficiency_heu.distribution == Fixed(0.65)
    assert found.restart.words == "3 days; assumed: as asked for"
    assert found.natural is not None


def test_a_case_without_capacity_says_so() -> None:
    """Machines without a published output give yields and no times: nothing is said to be never."""
    found = open_case(SMALL).at().scenario(ScenarioAsked(ONE_SQ, next_tails()))
    assert (found.machines, found.capacity, found.knows_capacity) == ((), None, False)
    assert NO_CAPACITY in found.notes
    assert "ZM-1 at ZEP: no output published; its machines (1,000) are left out" in found.notes
    said = outlook(simulate(found, draws=100))
    assert (said.reach, said.within, said.all_days) == ((), (), ())
    assert said.product_kg_u[2].value > 0
    assert said.cautions == found.notes


def test_published_results_are_reproduced() -> None:
    """Computed figures of the reference's table (3.3): with ideal work, and at 0.65 inside or near what was published."""
    found = {r.id: r for r in published_results()}
    expected = {
        "P01": (41.67, 41.67), "P02b": (1294, 1294), "P04": (0.2019, 0.2019), "P05": (0.0821, 0.0821), "P06": (8.8, 11.7),
        "P07": (3.51, 3.51), "P08": (701, 800), "P09": (2.21, 2.21), "P10": (1.64, 2.46), "P13": (5.66, 5.66),
        "P12": (0.73, 1.10),
    }  # fmt: skip
    for name, ends in expected.items():
        assert found[name].ideal == pytest.approx(ends, rel=6e-3), name
    at_fitted = {"P07": (4.56, 4.56), "P09": (3.39, 3.39), "P10": (2.53, 3.78), "P13": (8.33, 8.33)}
    for name, ends in at_fitted.items():
        assert found[name].fitted == pytest.approx(ends, rel=5e-3), name
    assert found["P01"].fitted is None
    assert found["P08"].error(found["P08"].ideal) == pytest.approx((0, 0), abs=1e-3)


def test_a_usable_share_without_a_form_holds_for_every_form() -> None:
    """A row that names no form is about all of them; it is not passed over."""
    own, findings = read_assumptions("id,about,value,unit,source\nA,usable_fraction,0.25,fraction,test\n")
    assert findings == []
    found = scenario_on(open_case("iran").at(date(2025, 6, 12)).facts, date(2025, 6, 12), None, own,
                        ScenarioAsked(ONE_SQ, next_tails()))  # fmt: skip
    assert {s.usable.distribution for s in found.stocks if s.form == "UF6"} == {Fixed(0.25)}


def test_a_recalled_capacity_of_the_programme_says_so() -> None:
    """The capacity of a whole programme carries the mark of the statement behind it, as counts and outputs do."""
    case = open_case("iran")
    marks = set()
    for day in (date(2016, 6, 1), date(2018, 1, 1), date(2020, 4, 30), date(2020, 9, 30)):
        found = _programme(case.at(day).facts, day)
        if found is not None:
            marks.add(found.mark)
            stated = [case.record.by_id[i].mark for i in found.evidence]
            assert found.mark is (Mark.RECALLED if Mark.RECALLED in stated else Mark.READ)
    assert marks


def test_assumptions_from_later_texts_say_so() -> None:
    """ScenarioAsked what was known on 25 June 2025, the restart that a statement of 28-29 June gave is named as hindsight."""
    notes = scenario(date(2025, 6, 25), date(2025, 6, 25)).notes
    assert (
        "assumptions lean on texts that were not public by 2025-06-25: IR-ASM-26 of 2025-06-29, IR-ASM-31 of 2025-06-29"
        in notes
    )
    for known_by in (None, date(2025, 6, 29)):
        assert not any("lean on texts" in note for note in scenario(date(2025, 6, 25), known_by).notes)
    early = scenario(date(2024, 8, 1), date(2024, 8, 1)).notes
    assert "assumptions lean on texts that were not public by 2024-08-01: ASM-05 of 2025-06-30" in early


def test_the_example_of_the_command_runs_and_says_what_is_not_fed() -> None:
    """Fixed tails of 5 % leave the stocks of up to 5 and 2 % unused, and the answer names them."""
    asked = ScenarioAsked(ONE_SQ, fixed_tails(0.05), as_if_intact=True)
    sample = simulate(open_case("iran").at(date(2025, 6, 12)).scenario(asked), draws=500)
    assert "up to 2 %, up to 5 %: not above the tails of 5 %, so not fed" in outlook(sample).cautions
