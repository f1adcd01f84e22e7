"""What is known of the bundled record: the dated practice, the days of 2025, bounds with evidence, likely ranges inside them."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

import pytest

from servanda.case import View, open_case
from servanda.case.join_belief import likely_of
from servanda.case.join_capability import stocks_on
from servanda.case.join_knowledge import knowledge_on
from servanda.case.knowledge_over_time import month_days, over_time
from servanda.knowledge.coverage import Coverage
from servanda.knowledge.means import Continuity, Means, Working
from servanda.knowledge.state import KnowledgeState, StratumKnowledge, state_shares

JULY, NOVEMBER = date(2025, 7, 1), date(2025, 11, 12)
HEU = "up_to_60"


@cache
def view(as_of: date, known_by: date | None = None) -> View:
    """The bundled record of Iran."""
    return open_case("iran").at(as_of, known_by)


def heu(v: View, site: str = "") -> StratumKnowledge:
    """The most enriched stratum, over all places or at one."""
    (found,) = (k for k in v.knowledge() if k.stratum.band == HEU and k.site == site)
    return found


def of(v: View, material: str, site: str) -> Coverage:
    """Coverage of one class at one place."""
    (found,) = (c for c in v.coverage() if (c.material, c.site) == (material, site))
    return found


def test_the_first_of_july_2025_as_known_now() -> None:
    """440.9 kg estimated for 13 June, 432.9 of it verified, unverified for 18 days, continuity lost since access ended."""
    found = heu(view(JULY))
    assert (found.quantity_kg_u, found.last_quantity) == (440.9, date(2025, 6, 13))
    assert (found.verified_kg_u, found.days_since_verified, found.overdue_days) == (432.9, 18, 0)
    assert (found.state, found.continuity, found.since) == (
        KnowledgeState.LOST,
        Continuity.LOST,
        date(2025, 6, 13),
    )
    assert {"IR-STK-0151", "IR-STK-0152", "IR-EVT-0069", "IR-EVT-0080"} <= set(found.evidence)
    assert found.text().startswith(
        "uranium up to 60 % as UF6: 440.9 kg U estimated by the Agency for 2025-06-13, 432.9 of it verified; unverified for 18 "
        "days against a goal of one month"
    )


def test_the_same_day_as_known_then() -> None:
    """On the day itself nobody had said that continuity was lost: at risk since 2021, and 408.6 kg was the last figure."""
    found = heu(view(JULY, JULY))
    assert (found.quantity_kg_u, found.state, found.continuity) == (408.6, KnowledgeState.ESTIMATED, Continuity.AT_RISK)
    assert found.since == date(2021, 2, 23)


def test_november_2025_is_overdue_by_four_months() -> None:
    """152 days against one month: 122 days beyond the due day of 13 July."""
    found = heu(view(NOVEMBER))
    assert (found.days_since_verified, found.overdue_days) == (152, 122)
    assert found.continuity is Continuity.LOST


@pytest.mark.parametrize(
    ("material", "site", "day", "state"),
    [
        ("enriched_uranium", "FEP", date(2021, 2, 22), Continuity.KEPT),
        ("enriched_uranium", "FEP", date(2021, 2, 23), Continuity.AT_RISK),
        ("enriched_uranium", "FEP", date(2022, 7, 8), Continuity.AT_RISK),
        ("enriched_uranium", "FFEP", date(2025, 6, 12), Continuity.AT_RISK),
        ("enriched_uranium", "FFEP", date(2025, 6, 13), Continuity.LOST),
        ("enriched_uranium", "ESF_TUNNELS", date(2025, 11, 12), Continuity.LOST),
        ("centrifuges", "all_declared_plants", date(2022, 6, 9), Continuity.AT_RISK),
        ("centrifuges", "all_declared_plants", date(2022, 7, 7), Continuity.LOST),
        ("rotors_and_bellows", "all_declared_plants", date(2024, 1, 1), Continuity.LOST),
        ("heavy_water", "HWPP", date(2023, 1, 1), Continuity.LOST),
        ("ore_concentrate", "all_declared_plants", date(2024, 6, 1), Continuity.LOST),
        ("nuclear_material", "BUSHEHR", date(2025, 7, 1), Continuity.AT_RISK),
        ("nuclear_material", "TRR", date(2014, 1, 1), Continuity.UNKNOWN),
    ],
)
def test_the_dated_practice_comes_out(material: str, site: str, day: date, state: Continuity) -> None:
    """At risk from February 2021, equipment lost weeks after June 2022, access ended in June 2025, unaffected not lost."""
    assert of(view(date(2026, 9, 1)), material, site).on(day).state is state


def test_the_days_between_which_equipment_was_lost() -> None:
    """Three to four weeks after 9 June 2022."""
    found = of(view(JULY), "centrifuges", "all_declared_plants").on(JULY)
    assert found.since == "between 2022-06-30 and 2022-07-07"
    assert found.evidence == ("IR-EVT-0052",)


def test_what_was_not_yet_public_does_not_count() -> None:
    """In 2023 nobody had yet said that knowledge of heavy water was lost."""
    assert (
        of(view(date(2024, 1, 1), date(2024, 1, 1)), "heavy_water", "HWPP").on(date(2024, 1, 1)).state
        is Continuity.AT_RISK
    )


def test_means_as_dated_intervals() -> None:
    """Inspection at Fordow worked until it was reduced in 2023 and stopped on 13 June 2025."""
    found = [i for i in of(view(JULY), "enriched_uranium", "FFEP").means if i.means is Means.INSPECTION]
    told = [(i.state, i.period.start) for i in found][:3]
    assert told == [
        (Working.WORKING, date(2016, 1, 16)),
        (Working.REDUCED, date(2023, 9, 16)),
        (Working.STOPPED, date(2025, 6, 13)),
    ]
    assert found[2].evidence == ("IR-EVT-0069",)
    assert all(i.rule and i.evidence for c in view(JULY).coverage() for i in c.means)
    assert all(i.rule and i.evidence for c in view(JULY).coverage() for i in c.continuity)


def test_bounds_lie_around_the_stock_and_widen() -> None:
    """Nothing can be shown since access ended; what may exist grows from 449.7 kg with every month."""
    june, july, november = (heu(view(d)) for d in (date(2025, 6, 13), JULY, NOVEMBER))
    assert june.high_kg_u == pytest.approx(440.9 * 1.02)
    assert july.low_kg_u == 0.0
    assert july.high_without_work_kg_u == pytest.approx(440.9 * 1.02)
    assert june.high_kg_u is not None
    assert july.high_kg_u is not None
    assert november.high_kg_u is not None
    assert june.high_kg_u < july.high_kg_u < november.high_kg_u


def test_while_inspectors_came_the_stock_could_be_shown() -> None:
    """At risk, but watched: on 1 June 2025 nothing could be taken away unseen."""
    found = heu(view(date(2025, 6, 1)))
    assert found.low_kg_u == pytest.approx(408.6 * 0.98)


def test_at_one_of_several_sites_nothing_is_stated() -> None:
    """The record does not divide the stock: at a site its mass is missing, and its coverage is known."""
    found = heu(view(JULY), "FFEP")
    assert (found.quantity_kg_u, found.low_kg_u, found.continuity) == (None, 0.0, Continuity.LOST)
    assert found.missing[-1] == "how much of the stratum is at this site"


def test_what_the_bounds_rest_on_is_said() -> None:
    """Capacity with its label, natural feed that no statement gives, statements by their ids."""
    gap = view(JULY).known_strata.gap
    assert any("60,386 SWU/yr for 18 days" in words for words in gap.assumptions)
    assert gap.missing == (
        (
            "of 9,874.9 kg U in all forms for 2025-06-13 [IR-STK-0153], 834.4 kg U are not in these stocks: other forms, or "
            "bands not stated"
        ),
        "amount of natural uranium on hand: taken as without limit",
        (
            "counts and outputs of machines behind that work: 17 gaps, machines left out among them; servanda breakout names "
            "each"
        ),
        (
            "machines made since continuity of knowledge of centrifuges was lost (between 2022-06-30 and 2022-07-07): their "
            "work is not counted, what may exist holds for the machines counted"
        ),
    )
    assert {"IR-STK-0151", "IR-SEP-0002"} <= set(gap.evidence)


def test_a_stock_stated_before_anything_was_covered_was_not_watched() -> None:
    """2015's last figure before the stock was shipped out: coverage begins in 2016, so nothing of it can be shown after."""
    (found,) = view(date(2016, 2, 1)).known_strata.whole
    assert (found.quantity_kg_u, found.low_kg_u, found.u) == (5614.6, 0.0, 1.0)
    assert (found.continuity, found.state) == (Continuity.KEPT, KnowledgeState.ESTIMATED)


def test_later_reports_of_the_record_lie_within_the_bounds() -> None:
    """Asked on the day before each report: never more than may exist; less than can be shown only by use that was watched.

    What was fed under inspection between two reports is not in the record; the answer says that it is not taken off.
    """
    record, covered = view(NOVEMBER).known.facts, view(NOVEMBER).coverage()
    days = [d for d in sorted({s.day for s in record.select("uranium_mass")}) if date(2021, 5, 1) < d < JULY]
    answers = knowledge_on(record, [d - timedelta(days=1) for d in days], covered)
    compared = 0
    for day, answer in zip(days, answers, strict=True):
        stated = {s.choice.chosen.band: s for s in stocks_on(record, day) if s.choice.chosen.day == day}
        for k in (k for k in answer.whole if k.stratum.band in stated):
            mass = stated[k.stratum.band].stock.mass_kg_u
            assert k.low_kg_u is not None
            assert k.high_kg_u is not None
            assert mass <= k.high_kg_u
            assert k.low_kg_u <= mass or k.stratum.band in answer.watched
            compared += 1
        assert not answer.watched or any("use under inspection" in words for words in answer.gap.assumptions)
    assert compared > 60


def test_a_stratum_that_is_no_part_of_the_stock_is_missing() -> None:
    """17.6 kg U at up to 20 % of February 2021 came after the stock of August 2020 by band: named, not left out in silence."""
    missing = view(date(2021, 3, 1)).known_strata.gap.missing
    assert "uranium up to 20 % as UF6, 17.6 kg U for 2021-02-16 [IR-STK-0031]: not in these bounds" in missing


def test_without_a_stock_by_band_nothing_else_is_missing() -> None:
    """In 2019 only totals are recorded: limits of bounds that cannot be given are not spoken of."""
    gap = view(date(2019, 7, 1)).known_strata.gap
    assert gap.gap is None
    assert gap.missing == (
        (
            "the record states 205 kg U in all forms for 2019-07-01 [IR-STK-0015] but no amounts by enrichment band for that "
            "time"
        ),
    )


def test_the_whole_stock_is_lost_in_july_2025() -> None:
    """Fraction of the stock in each state, in SQ."""
    shares = {s.state: s for s in state_shares(view(JULY).known_strata.whole)}
    assert shares[KnowledgeState.LOST].share == pytest.approx(1.0)
    assert shares[KnowledgeState.LOST].significant_quantities == pytest.approx(
        440.9 * 0.6 / 25 + 184.1 * 0.2 / 25 + (6024.4 * 0.05 + 2391.1 * 0.02) / 75
    )


@pytest.mark.parametrize(
    "day", [date(2020, 1, 1), date(2024, 6, 1), date(2025, 6, 13), JULY, NOVEMBER, date(2026, 9, 1)]
)
def test_the_likely_range_lies_inside_the_bounds(day: date) -> None:
    """For every band of the record: at known places not below what can be shown, in all not above what may exist."""
    v = view(day)
    bounds = {k.stratum.band: k for k in v.known_strata.whole}
    for item in v.likely().likely:
        known = bounds[item.band]
        assert known.low_kg_u is not None
        assert known.high_kg_u is not None
        assert known.low_kg_u <= item.shown[0] <= item.shown[1] <= item.existing[1] <= known.high_kg_u
        assert item.effective > 1000


def test_production_comes_from_the_record() -> None:
    """The last published rate, with its id, beside how fast the stock grew of late; bands without a rate are named."""
    answer = view(JULY).likely()
    assert answer.assumptions[-1] == (
        "last published production 9 kg U a month for 2023-11-30 [IR-OTH-0028]; the stock grew by 36.4 kg U a month between "
        "[IR-STK-0144] and [IR-STK-0151]"
    )
    assert answer.missing == ("rate of production of up to 2 %, up to 20 %, up to 5 %: counted as none",)
    assert answer.struck
    assert "IR-EVT-0069" in answer.evidence


def test_without_a_strike_nothing_is_thought_lost() -> None:
    """Before June 2025 the range is that of the measurement and of production."""
    answer = view(date(2025, 6, 1)).likely()
    assert not answer.struck
    assert answer.belief is not None
    assert answer.belief.process.moves is None


def test_a_full_verification_would_narrow_most() -> None:
    """Everything measured, then a half of it, then records: in that order for the 60 % stratum."""
    (item,) = (i for i in view(JULY).likely().likely if i.band == HEU)
    after = list(item.narrowed.values())
    assert after == sorted(after)
    assert after[0] == pytest.approx(2 * 1.96 * 4.409, rel=0.05)


def test_the_same_question_gives_the_same_answer() -> None:
    """Seeded draws, and bounds solved alone or with many others."""
    v = view(JULY)
    again = likely_of(v.facts, JULY, v.known_strata)
    assert again.likely == v.likely().likely
    many = knowledge_on(v.facts, [date(2025, 6, 1), JULY], v.coverage())[1]
    for one, other in zip(many.whole, v.known_strata.whole, strict=True):
        assert one.high_kg_u == pytest.approx(other.high_kg_u, rel=1e-6)


def test_a_band_over_time() -> None:
    """A row for each month since the first quantity; days without one are left out."""
    v = view(JULY)
    rows = over_time(v.facts, v.coverage(), month_days(date(2021, 1, 1), JULY), HEU, likely=False)
    assert rows[-1].day == JULY
    assert rows[0].day > date(2021, 4, 1)
    assert [r.known.continuity for r in rows][-2:] == [Continuity.AT_RISK, Continuity.LOST]


def test_a_case_without_coverage_says_that_it_cannot_be_known() -> None:
    """Ukraine has neither stocks nor coverage: nothing is made up."""
    v = open_case("ukraine").at(JULY)
    assert v.knowledge() == ()
    assert v.coverage() == ()
    assert "no stock by enrichment band is recorded" in v.likely().missing
