"""Each rule of the evaluation, on small agreements and a few statements."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from servanda.agreements.evaluate import answer, evaluate
from servanda.agreements.verdict import Status, Verdict
from servanda.core.names import Basis, Mark, Qualifier
from servanda.evidence.statement import Statement
from tests.agreements.build import (
    agreement,
    ask,
    ask_about,
    duty,
    limit,
    machines,
    record,
    said,
    stock,
    with_obligation,
)

LEVEL = "enrichment_level"


def status(day: str, *statements: Statement) -> Status:
    """The status of the plain stock cap (at most 202.8 kg U, 2016-01-16 to 2026-01-16)."""
    return ask(agreement(), day, *statements).status


def verdict(day: str, *statements: Statement) -> Verdict:
    """The only verdict on the plain stock cap."""
    (found,) = ask(agreement(), day, *statements).verdicts
    return found


# ---- when it applies


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2016-01-15", Status.NOT_APPLICABLE),
        ("2016-01-16", Status.COMPLIANT),
        ("2026-01-15", Status.COMPLIANT),
        ("2026-01-16", Status.NOT_APPLICABLE),
    ],
)
def test_a_duty_applies_from_its_start_up_to_its_end(day: str, expected: Status) -> None:
    """Half-open: ten years from 16 January 2016 end on 16 January 2026."""
    assert status(day, stock("a", "2016-01-16", 100), stock("b", "2026-01-15", 100)) is expected


def test_a_duty_without_an_end_stays() -> None:
    """No end stated in the text is no end."""
    found = with_obligation(
        "numeric_limit", limit(LEVEL, "percent_U235", "<=", "3.67", "applies: {start: begin, end: null}")
    )
    assert ask(found, "2099-01-01").status is Status.UNDETERMINED


def test_a_duty_without_a_start_has_not_started() -> None:
    """An offer that names no day binds nobody."""
    found = with_obligation(
        "numeric_limit", limit(LEVEL, "percent_U235", "<=", "3.67", "applies: {start: null, end: null}")
    )
    answered = ask(found, "2020-01-01", said("a", LEVEL, "2020-01-01", 60, "percent_U235"))
    assert answered.status is Status.NOT_APPLICABLE
    assert answered.verdicts[0].reason.startswith("the text states no start: not started")


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2017-12-31", Status.EXCEEDED),
        ("2018-01-16", Status.NOT_APPLICABLE),
        ("2026-05-31", Status.NOT_APPLICABLE),
        ("2026-06-01", Status.UNDETERMINED),
        ("2026-06-03", Status.EXCEEDED),
    ],
)
def test_a_measure_may_return_after_a_gap(day: str, expected: Status) -> None:
    """After the gap only what was done since counts."""
    again = "applies: {start: begin, end: year2, again_from: again}"
    found = with_obligation("numeric_limit", limit(LEVEL, "percent_U235", "<=", "3.67", again))
    levels = [said(d, LEVEL, d, 5, "percent_U235") for d in ("2017-12-01", "2026-05-30", "2026-06-02")]
    assert ask(found, day, *levels).status is expected


def test_what_was_stated_before_the_start_is_no_breach() -> None:
    """Neither a level reached nor a stock held before the limit began is held against it: it may have been given up."""
    level = with_obligation("numeric_limit", limit(LEVEL, "percent_U235", "<=", "3.67"))
    assert ask(level, "2016-02-01", said("a", LEVEL, "2016-01-10", 20, "percent_U235")).status is Status.UNDETERMINED
    assert status("2016-02-01", stock("a", "2015-11-11", 5000)) is Status.UNDETERMINED


# ---- values against limits


@pytest.mark.parametrize(
    ("comparator", "value", "expected"),
    [
        ("<=", 10, Status.COMPLIANT), ("<=", 10.01, Status.EXCEEDED),
        ("<", 9.99, Status.COMPLIANT), ("<", 10, Status.EXCEEDED),
        (">=", 10, Status.COMPLIANT), (">=", 9.99, Status.NOT_PERFORMED),
        (">", 10.01, Status.COMPLIANT), (">", 10, Status.NOT_PERFORMED),
        ("==", 10, Status.COMPLIANT), ("==", 11, Status.EXCEEDED), ("==", 9, Status.NOT_PERFORMED),
    ],
)  # fmt: skip
def test_each_comparator_at_its_boundary(comparator: str, value: float, expected: Status) -> None:
    """A quantity without a rule of its own is read from statements of its name."""
    found = with_obligation("numeric_limit", limit("hot_cell_volume", "m3", comparator, "10"))
    assert ask(found, "2017-01-01", said("a", "hot_cell_volume", "2017-01-01", value, "m3")).status is expected


@pytest.mark.parametrize(
    ("qualifier", "value", "expected"),
    [
        (Qualifier.AT_MOST, 202.8, Status.COMPLIANT),
        (Qualifier.AT_MOST, 203, Status.UNDETERMINED),
        (Qualifier.AT_LEAST, 203, Status.EXCEEDED),
        (Qualifier.AT_LEAST, 100, Status.UNDETERMINED),
        (Qualifier.APPROX, 205, Status.EXCEEDED),
        (Qualifier.APPROX, 201, Status.COMPLIANT),
        (Qualifier.APPROX, 200, Status.UNDETERMINED),
    ],
)
def test_bounds_decide_only_what_they_bound(qualifier: Qualifier, value: float, expected: Status) -> None:
    """At most within the limit is compliant; a bound on the wrong side decides nothing; approximate is as rounded."""
    assert status("2017-01-01", stock("a", "2017-01-01", value, qualifier=qualifier)) is expected


def test_a_range_over_the_limit_decides_nothing() -> None:
    """The true value may lie on either side."""
    both = said("a", "uranium_mass", "2017-01-01", 200, "kg_U", low=190, high=210, form="all_forms", band="total")
    found = verdict("2017-01-01", both)
    assert found.status is Status.UNDETERMINED
    assert found.missing == (
        (
            "a statement on enriched uranium in all forms (uranium mass), not older than one year, established by "
            "IAEA; 200 kg U, between 190 and 210 kg U does not decide against at most 202.8 kg U"
        ),
    )


def test_an_approximate_value_is_noted() -> None:
    """A value without a stated range is taken as rounded, and that is said."""
    found = verdict("2017-01-01", stock("a", "2017-01-01", 205, qualifier=Qualifier.APPROX))
    assert found.notes == ("stated as approximate, without a range: taken as rounded, from 204.5 to 205.5",)


def test_hexafluoride_is_held_against_its_own_limit() -> None:
    """300 kg of UF6 is the limit for a statement in kg UF6; nothing is guessed about its enrichment."""
    uf6 = [stock("a", "2017-01-01", value, unit="kg_UF6") for value in (300, 301)]
    found = [ask_about("jcpoa", "JCPOA-A1-56", "2017-01-01", s) for s in uf6]
    assert [f.status for f in found] == [Status.COMPLIANT, Status.EXCEEDED]
    assert found[0].verdicts[0].unit == "kg_UF6"
    assert found[0].verdicts[0].notes == ("compared in kg UF6: 300 kg UF6 at up to 3.67% is the same limit",)


def test_a_unit_that_does_not_convert_decides_nothing() -> None:
    """Hexafluoride cannot be held against a limit in uranium without its enrichment."""
    found = verdict("2017-01-01", stock("a", "2017-01-01", 5000, unit="kg_UF6"))
    assert found.status is Status.UNDETERMINED


def test_grams_convert() -> None:
    """3.6 g is 0.0036 kg."""
    found = ask_about(
        "jcpoa", "JCPOA-A1-24", "2021-02-08", said("a", "uranium_metal_produced", "2021-02-08", 0.0036, "kg")
    )
    assert found.status is Status.EXCEEDED
    assert found.verdicts[0].value is not None
    assert found.verdicts[0].value.text() == "3.6 g"


# ---- age, preference and basis


@pytest.mark.parametrize(("day", "expected"), [("2018-01-01", Status.EXCEEDED), ("2018-01-02", Status.UNDETERMINED)])
def test_a_value_older_than_the_timeliness_decides_nothing(day: str, expected: Status) -> None:
    """A stock of low-enriched uranium is known for a year, to the same day of the next."""
    found = verdict(day, stock("a", "2017-01-01", 300))
    assert found.status is expected


def test_an_old_value_is_shown_with_its_statement() -> None:
    """The last value, its day and its statement stay visible, and what is needed is said."""
    found = verdict("2019-01-01", stock("a", "2016-02-01", 90), stock("b", "2017-01-01", 300))
    part = found.parts[0]
    assert (part.stale, part.last_day) == (("b",), date(2017, 1, 1))
    assert part.last is not None
    assert part.last.text() == "300 kg U"
    assert found.stale == ("b",)
    assert found.evidence == ()
    assert found.missing == (
        "a statement on enriched uranium in all forms (uranium mass), not older than one year, established by IAEA",
    )


def test_nothing_said_is_never_compliant() -> None:
    """An empty record decides nothing."""
    assert status("2017-01-01") is Status.UNDETERMINED


def test_a_later_day_is_not_looked_at() -> None:
    """A statement about tomorrow says nothing about today."""
    assert status("2017-01-01", stock("a", "2017-01-02", 300)) is Status.UNDETERMINED


def test_a_preferred_statement_wins_over_a_newer_rounded_one() -> None:
    """Statements that are not preferred are used only when there is no other."""
    rounded = stock("b", "2017-01-05", 203, preferred=False)
    assert status("2017-01-10", stock("a", "2017-01-01", 200), rounded) is Status.COMPLIANT
    assert status("2017-01-10", rounded) is Status.EXCEEDED


def test_other_statements_of_the_same_day_stay_beside() -> None:
    """The better basis is used, the other is named."""
    declared = stock("b", "2017-01-01", 300, basis=Basis.DECLARED)
    found = verdict("2017-01-10", stock("a", "2017-01-01", 200), declared)
    assert (found.status, found.evidence, found.basis) == (Status.COMPLIANT, ("a",), Basis.VERIFIED)
    assert found.parts[0].beside == ("b",)


@pytest.mark.parametrize("basis", list(Basis))
def test_the_basis_of_a_value_is_told(basis: Basis) -> None:
    """Measured, estimated and declared values are told apart."""
    assert verdict("2017-01-10", stock("a", "2017-01-01", 200, basis=basis)).basis is basis


def test_parts_of_a_stock_are_a_lower_bound() -> None:
    """A stock known only in part may exceed the limit but never keep it."""
    assert status("2017-01-10", stock("a", "2017-01-01", 203, form="UF6")) is Status.EXCEEDED
    assert status("2017-01-10", stock("a", "2017-01-01", 100, form="UF6")) is Status.UNDETERMINED
    bands = [stock(b, "2017-01-01", 110, form="UF6", band=b) for b in ("up_to_2", "up_to_5")]
    found = verdict("2017-01-10", *bands)
    assert (found.status, found.evidence) == (Status.EXCEEDED, ("up_to_2", "up_to_5"))


# ---- schedules


SCHEDULE = 'measure: {quantity: heavy_water_stock, unit: t}\ntest: {comparator: "<=", schedule: [STEPS]}'


@pytest.mark.parametrize(("day", "expected"), [("2017-01-01", Status.COMPLIANT), ("2018-01-16", Status.EXCEEDED)])
def test_a_step_takes_effect_on_its_day(day: str, expected: Status) -> None:
    """130 t first, 90 t from the second year."""
    steps = "{from: begin, threshold: 130}, {from: year2, threshold: 90}"
    found = with_obligation("numeric_limit", SCHEDULE.replace("STEPS", steps))
    assert ask(found, day, said("a", "heavy_water_mass", day, 120, "t_D2O", site="HWPP")).status is expected


def test_an_undated_step_is_named_and_not_in_effect() -> None:
    """Someone must date it first."""
    steps = "{from: begin, threshold: 130}, {from: commissioning of the reactor, threshold: 90}"
    found = with_obligation("numeric_limit", SCHEDULE.replace("STEPS", steps))
    answered = ask(found, "2017-01-01", said("a", "heavy_water_mass", "2017-01-01", 120, "t_D2O"))
    assert answered.status is Status.COMPLIANT
    note = "steps without a day are not in effect until someone dates them: 90 from 'commissioning of the reactor'"
    assert answered.verdicts[0].notes == (note,)


def test_before_the_first_step_there_is_no_number() -> None:
    """JCPOA Annex I para 38 has no number before year 8.5."""
    few = machines("a", "operating_machines", "2017-01-01", "IR-8", "PFEP", 1)
    found = ask_about("jcpoa", "JCPOA-A1-38", "2017-01-01", few)
    assert found.status is Status.UNDETERMINED
    assert found.missing == ("a number in the text for the days before 2024-07-16 (year8 5); there is none",)


def test_a_limit_divided_by_material_is_one_condition_each() -> None:
    """The exemption ceilings of the safeguards agreement are four limits, all without statements."""
    (found,) = ask_about("csa-infcirc153", "CSA-37", "2017-01-01").verdicts
    assert len(found.parts) == 4
    assert found.status is Status.UNDETERMINED


def test_a_threshold_in_words_decides_nothing() -> None:
    """'Value at start' needs that value."""
    found = with_obligation("numeric_limit", limit("centrifuges_installed", "count", "<=", "value at start"))
    answered = ask(found, "2017-01-01", machines("a", "installed_machines", "2017-01-01", "IR-1", "FEP", 1))
    assert answered.status is Status.UNDETERMINED
    assert answered.missing == ("a statement of the number that the text gives in words (value at start)",)


# ---- what is not judged, marks, parties


@pytest.mark.parametrize(
    "kind",
    ["undertaking", "access_right", "reporting_deadline", "disposition", "duration", "notification",
     "sanctions_relief", "response_deadline"],
)  # fmt: skip
def test_a_duty_on_which_nothing_is_recorded(kind: str) -> None:
    """Neither kept nor breached: what would decide it is said, and an activity says nothing of it."""
    found = with_obligation(kind, "note: whatever")
    answered = ask(found, "2017-01-01", said("a", "activity", "2017-01-01", subject="PL-1", text="present"))
    assert answered.status is Status.UNDETERMINED
    assert answered.missing == ("a statement on whether it was performed, which IAEA can establish",)
    assert ask(found, "2026-01-16").status is Status.NOT_APPLICABLE


def test_recalled_evidence_marks_the_verdict() -> None:
    """What rests on a recalled statement is recalled."""
    found = verdict("2017-01-10", stock("a", "2017-01-01", 200, mark=Mark.RECALLED))
    assert (found.mark, found.recalled) == (Mark.RECALLED, ("a",))
    assert verdict("2017-01-10", stock("a", "2017-01-01", 200)).mark is Mark.READ


def test_recalled_text_marks_the_verdict() -> None:
    """So does a recalled obligation, or a recalled paragraph number."""
    found = ask_about("us-123-agreements", "US123-UAE-7", "2020-01-01")
    assert found.mark is Mark.RECALLED
    assert found.verdicts[0].recalled == ("the paragraph number of US123-UAE-7",)


def test_a_duty_of_another_state_is_not_judged_from_this_record() -> None:
    """Iran's enrichment is no breach of the agreement of another State."""
    done = said("a", "activity", "2017-01-01", subject="PL-1", text="present")
    found = with_obligation("prohibition", "test: {comparator: absent}")
    assert ask(found, "2017-01-02", done, state="IR").status is Status.EXCEEDED
    other = ask(found, "2017-01-02", done, state="AE")
    assert other.status is Status.UNDETERMINED
    assert other.missing == ("it binds IR, and this record is about AE: no statements are read for it",)


def test_positions_that_differ_give_a_contested_answer() -> None:
    """One verdict for each account, each with its holders and state."""
    found = ask_about("unsc-sanctions-2006-2010", "R1737-2A", "2025-09-28")
    assert found.status is Status.CONTESTED
    assert {v.holders: v.status for v in found.verdicts} == {
        ("BOG-majority", "DE", "FR", "UK", "US"): Status.UNDETERMINED,
        ("CN", "IR", "RU"): Status.NOT_APPLICABLE,
    }
    assert [v.states[0].words for v in found.verdicts] == ["in_force_again", "not_in_force"]


def test_what_does_not_apply_by_its_text_is_one_verdict_for_all() -> None:
    """The accounts of the instrument differ, the reason does not: one verdict with every holder and state."""
    holder, obligation = duty("unsc-sanctions-2006-2010", "R1737-2A")
    never = replace(obligation, applies=replace(obligation.applies, start=None, end=None, again_from=None))
    found = answer(holder, never, record(), date(2025, 9, 28))
    (one,) = found.verdicts
    assert (one.status, one.reason) == (Status.NOT_APPLICABLE, "the text states no start: not started")
    assert {"IR", "UK"} <= set(one.holders)
    assert {state.words for state in one.states} == {"in_force_again", "not_in_force"}


def test_one_position_gives_one_verdict() -> None:
    """Asked for one holder, the answer is that holder's."""
    assert (
        ask_about("unsc-sanctions-2006-2010", "R1737-2A", "2025-09-28", position="RU").status is Status.NOT_APPLICABLE
    )
    holder, obligation = duty("unsc-sanctions-2006-2010", "R1737-2A")
    found = evaluate(holder, obligation, record(), date(2025, 9, 28), "UK")
    assert (found.status, found.holders) == (Status.UNDETERMINED, ("UK",))


def test_suspension_is_undetermined_without_access_and_exceeded_when_enrichment_is_seen() -> None:
    """Enrichment before the measure returned does not count against it."""
    before = said("a", "activity", "2025-06-01", subject="enrichment", site="FEP", text="present")
    after = said("b", "activity", "2026-01-10", subject="enrichment", site="FEP", text="present")
    ask_uk = [ask_about("unsc-sanctions-2006-2010", "R1737-2A", "2026-02-27", *s, position="UK").status
              for s in ((before,), (before, after))]  # fmt: skip
    assert ask_uk == [Status.UNDETERMINED, Status.EXCEEDED]
