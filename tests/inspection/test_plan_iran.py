"""The plan for Iran: order, days, what it takes as given, what no sample answers, and what to ask for, as of a day."""

from __future__ import annotations

from datetime import date
from functools import cache

import pytest

from servanda.case import View, open_case
from servanda.case.inspection_strata import PlanAsked
from servanda.case.join_inspection import CasePlan, plan_for
from servanda.core.finding import Misuse
from servanda.core.quantity import uranium_fraction
from servanda.inspection.days import Resources
from servanda.inspection.declaration import Declaration, Standing
from tests.cli.calling import SMALL

JULY = date(2025, 7, 1)


@cache
def view(day: date = JULY, known_by: date | None = None) -> View:
    """Iran as of a day."""
    return open_case("iran").at(day, known_by)


@cache
def planned(day: date = JULY, known_by: date | None = None, level: str = "high") -> CasePlan:
    """Three teams for twenty days of eight hours."""
    return plan_for(view(day, known_by), PlanAsked(Resources(3, 20), level))


def test_sixty_percent_first_with_days() -> None:
    """1 July 2025 as known now: the strata in order with their days, the first on 8 July after a week's notice."""
    found = planned().plan
    assert [(p.stratum.words, round(p.days, 2)) for p in found.strata] == [
        ("uranium up to 60 % as UF6", 1.37), ("uranium up to 20 % as UF6", 1.09), ("uranium up to 5 % as UF6", 1.13),
        ("uranium up to 2 % as UF6", 1.07),
    ]  # fmt: skip
    assert found.start == date(2025, 7, 8)
    assert [str(p.first) for p in found.strata] == ["2025-07-08", "2025-07-09", "2025-07-10", "2025-07-11"]
    assert (found.finished, found.days[4].day) == (5, date(2025, 7, 12))


def test_priorities_by_hand() -> None:
    """18 days without continuity: 18/30 of the month for direct use, 18/365 of the year for the rest; 2 % holds 0.64 SQ."""
    found = {p.stratum.name: (p.exposure, p.priority) for p in planned().plan.strata}
    assert found["UF6 up to 60 %"] == pytest.approx((18 / 30, 18 / 30))
    assert found["UF6 up to 20 %"] == pytest.approx((18 / 30, 18 / 30))
    assert found["UF6 up to 5 %"] == pytest.approx((18 / 365, 18 / 365))
    assert found["UF6 up to 2 %"] == pytest.approx((18 / 365, 18 / 365 * 2391.1 * 0.02 / 75))


def test_samples_reach_the_goal() -> None:
    """Every stratum is found with 0.9 or better by the end; the curve starts at nothing and 16.7 SQ."""
    found = planned().plan
    assert all(p.done and p.detection >= 0.9 for p in found.strata)
    assert (found.curve[0].detection, found.curve[-1].unverified) == (0.0, 0.0)
    assert found.curve[0].unverified == pytest.approx(
        440.9 * 0.6 / 25 + 184.1 * 0.2 / 25 + (6024.4 * 5 + 2391.1 * 2) / 7500
    )
    assert [p.stratum.sample.items for p in found.strata] == [27, 11, 4, 2]


def test_masses_of_the_assumed_items() -> None:
    """The capacities of the transport standard in uranium: 24.95 kg and 2277 kg UF6 at the band's upper bound."""
    rows = {row.band: row for row in view().case.inspection.strata}
    for band, uf6, assay in (
        ("up_to_60", 24.95, 0.6),
        ("up_to_20", 24.95, 0.2),
        ("up_to_5", 2277, 0.05),
        ("up_to_2", 2277, 0.02),
    ):
        assert rows[band].item_kg == pytest.approx(uf6 * uranium_fraction(assay), rel=3e-3)
        assert (rows[band].basis, rows[band].mark) == ("assumed", "recalled")


def test_what_the_plan_takes_as_given_stands_before_it() -> None:
    """Continuity lost, access assumed, items assumed: whole sentences."""
    assert planned().cautions == (
        (
            "continuity of knowledge lost since 2025-06-13: GOV/2025/50: continuity of knowledge has been lost; last "
            "estimate for 13 June 2025 [IR-EVT-0069, IR-EVT-0080]"
        ),
        "access from 2025-07-08 on is taken as given: no day of access is on record",
        "numbers of items are assumed, not counted: what that changes is shown below",
    )


def test_known_on_the_day_it_is_another_plan() -> None:
    """As known on 1 July: 408.6 kg, continuity at risk since February 2021, every goal passed."""
    found = planned(JULY, JULY).plan
    assert found.strata[0].stratum.mass_words == "408.6 kg U"
    assert found.strata[0].exposure > 50
    assert [p.priority for p in found.strata[:3]] == [1.0, 1.0, 1.0]


def test_strata_without_items_are_told() -> None:
    """What the record states and nobody can sample yet: the other forms."""
    assert [(u.what, u.why, u.evidence) for u in planned().unplanned] == [
        ("uranium up to 60 % as other", "2 kg U [IR-STK-0146]: no items known and none assumed", ("IR-STK-0146",)),
        ("uranium all bands as other", "834.4 kg U [IR-STK-0154]: no items known and none assumed", ("IR-STK-0154",)),
    ]


def test_strata_of_old_are_not_planned() -> None:
    """In March 2021 the last amount up to 5 % as UF6 is that of 2015: no stratum of the day any more."""
    found = planned(date(2021, 3, 1))
    assert [p.stratum.name for p in found.plan.strata] == ["UF6 up to 20 %"]
    assert (
        "UF6 up to 5 %",
        "last stated for 2015-11-11 [IR-STK-0002], more than a year before the newest amounts by 2021-03-01",
    ) in [(u.what, u.why) for u in found.unplanned]


def test_what_no_sample_answers_grows_with_the_record() -> None:
    """In 2021 only the loss of centrifuge production; by July 2025 five matters."""
    assert [u.what for u in planned(date(2021, 6, 1), date(2021, 6, 1)).not_sampled] == [
        "Machines, rotor tubes and bellows made since February 2021"
    ]
    assert len(planned().not_sampled) == 5


def declaration(name: str) -> Declaration:
    """One declaration to ask for."""
    return next(d for d in planned().declarations if d.name == name)


def test_the_special_report_with_its_legal_basis() -> None:
    """Due without a number of days: the clock runs since 13 June."""
    found = declaration("special report")
    assert found.standing is Standing.APPLIES
    assert [(b.obligation, b.status_words) for b in found.basis] == [
        ("CSA-68", "clock started"),
        ("CAI-2", "not applicable"),
    ]


def test_contested_paragraphs_are_shown_as_contested() -> None:
    """Modified Code 3.1: one account each, beside the paragraph that both accept."""
    words = {b.obligation: b.status_words for b in declaration("new facilities").basis}
    assert words["C31-MOD-1"] == "contested (IAEA: undetermined; IR: not applicable)"
    assert words["C31-ORIG"] == "contested (IAEA: not applicable; IR: undetermined)"
    assert words["CSA-42"] == "undetermined"


def test_accounts_of_the_right_to_enter() -> None:
    """From 2 July on what each side holds of the agreement stands beside the notice."""
    assert planned().plan.strata[0].stratum.notice == "CSA-72 (paras 72, 76(c), 83(c)): 7 days"
    assert planned(date(2025, 7, 3)).plan.strata[0].stratum.notice == (
        "CSA-72 (paras 72, 76(c), 83(c)): 7 days (IAEA: in force and cannot be suspended; IR: cooperation suspended by domestic "
        "law; inspections need approval of the Supreme National Security Council)"
    )


def test_other_assumptions_change_the_days_and_not_the_order() -> None:
    """Every variant leaves 60 % first; the set-up of a visit weighs most."""
    found = {v.words: v for v in planned().variants}
    assert {v.order[0] for v in found.values()} == {"UF6 up to 60 %"}
    assert found["as planned"].days_in_all == pytest.approx(planned().plan.days_in_all)
    assert found["twice the set-up of a visit"].days_in_all == pytest.approx(found["as planned"].days_in_all + 4)
    assert found["as planned"].days_in_all < found["five times as many items"].days_in_all < 6


def test_lower_goals_take_fewer_items() -> None:
    """High, medium, low: the sample of 60 % shrinks, and so does what is reached."""
    sizes = [sum(planned(level=level).plan.strata[0].stratum.sample.samples) for level in ("high", "medium", "low")]
    assert sizes == sorted(sizes, reverse=True)
    assert len(set(sizes)) == 3


def test_a_small_case_with_access_and_items_of_its_own() -> None:
    """Zedland: twelve counted items, a week's notice, nothing assumed of items."""
    zed = open_case(SMALL)
    found = plan_for(zed.at(), PlanAsked(Resources(1, 5)))
    (only,) = found.plan.strata
    assert (only.stratum.sample.items, only.stratum.mass_words) == (12, "150.5 kg U")
    assert found.plan.start == date(2024, 7, 7)
    assert not any("items are assumed" in words for words in found.cautions)
    assert [u.what for u in found.unplanned] == []
    assert all(d.standing is Standing.NONE for d in found.declarations)


def test_cases_without_tables_or_amounts_say_what_to_write() -> None:
    """Two messages, whole."""
    with pytest.raises(Misuse) as without:
        plan_for(open_case("ukraine").at(), PlanAsked(Resources(1, 5)))
    assert str(without.value) == (
        "the case ukraine has no stratum to plan: write one row for each into inspection/strata.csv (stratum, band, form, items "
        "or item_kg, methods, surveillance, basis); docs/inspection/plan.md says more"
    )
    with pytest.raises(Misuse) as early:
        plan_for(open_case(SMALL).at(date(2024, 3, 1)), PlanAsked(Resources(1, 5)))
    assert str(early.value) == (
        "nothing to plan for zedland as of 2024-03-01: UF6 up to 5 %: the record states no amount of uranium "
        "up to 5 % as UF6 by 2024-03-01, and inspection/strata.csv gives no items with their mass"
    )
