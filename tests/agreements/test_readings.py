"""How levels, stocks, machines, types, places and activities are read for a limit."""

from __future__ import annotations

import pytest

from servanda.agreements.verdict import Status
from servanda.core.names import Basis
from servanda.evidence.statement import Statement
from tests.agreements.build import (
    ask,
    ask_about,
    machines,
    said,
    stock,
    with_obligation,
)

LEVEL = "enrichment_level"


def test_the_highest_level_of_a_year_counts() -> None:
    """A lower level later does not take the higher one back within the year."""
    levels = [said("a", LEVEL, "2017-01-01", 4.5, "percent_U235"), said("b", LEVEL, "2017-06-01", 3.67, "percent_U235")]
    assert ask_about("jcpoa", "JCPOA-A1-28", "2017-07-01", *levels).status is Status.EXCEEDED
    assert ask_about("jcpoa", "JCPOA-A1-28", "2018-03-01", *levels).status is Status.COMPLIANT


def test_a_band_that_grew_was_fed() -> None:
    """Growth of the 60 % band shows product above 20 % and up to 60 %: computed, from both statements."""
    bands = [
        stock("a", "2025-02-08", 274.8, form="UF6", band="up_to_60"),
        stock("b", "2025-05-17", 408.6, form="UF6", band="up_to_60"),
        stock("c", "2025-05-17", 274.5, form="UF6", band="up_to_20"),
    ]
    (found,) = ask_about("jcpoa", "JCPOA-A1-28", "2025-07-01", *bands, position="IR").verdicts
    assert (found.status, found.basis, found.evidence) == (Status.EXCEEDED, Basis.COMPUTED, ("a", "b"))
    assert found.value is not None
    assert (found.value.value, found.value.low, found.value.high) == (None, 20.0, 60.0)
    assert found.notes == (
        "the UF6 band up to 60 % grew between 2025-02-08 and 2025-05-17: product above 20 % and up to 60 % was made",
    )


def test_a_band_that_shrank_or_changed_form_says_nothing() -> None:
    """Only growth between statements of one form shows production."""
    shrank = [
        stock("a", "2025-02-08", 408, form="UF6", band="up_to_60"),
        stock("b", "2025-05-17", 274, form="UF6", band="up_to_60"),
    ]
    moved = [
        stock("a", "2025-02-08", 274, form="UF6", band="up_to_60"),
        stock("b", "2025-05-17", 408, form="all_forms", band="up_to_60"),
    ]
    for statements in (shrank, moved):
        assert ask_about("jcpoa", "JCPOA-A1-28", "2025-07-01", *statements).status is Status.UNDETERMINED


def test_a_stated_level_does_not_cap_what_growth_leaves_open() -> None:
    """3.67 % stated and growth up to 5 %: the highest lies between the two, and nothing is decided."""
    statements = [
        said("l", LEVEL, "2017-03-01", 3.67, "percent_U235", site="FEP"),
        stock("a", "2017-02-08", 100, form="UF6", band="up_to_5"),
        stock("b", "2017-05-17", 200, form="UF6", band="up_to_5"),
        stock("c", "2017-05-17", 10, form="UF6", band="up_to_2"),
    ]
    (found,) = ask_about("jcpoa", "JCPOA-A1-28", "2017-07-01", *statements).verdicts
    assert found.status is Status.UNDETERMINED
    assert found.value is not None
    assert (found.value.low, found.value.high, found.evidence) == (3.67, 5.0, ("l", "a", "b"))


@pytest.mark.parametrize(("text", "expected"), [("present", Status.COMPLIANT), ("absent", Status.NOT_PERFORMED)])
def test_what_must_be_present_is_not_performed_when_absent(text: str, expected: Status) -> None:
    """The comparator present turns the question round."""
    body = "measure: {quantity: reprocessing, unit: count}\ntest: {comparator: present}"
    found = with_obligation("technology_restriction", body)
    assert (
        ask(found, "2017-02-01", said("a", "activity", "2017-01-01", subject="reprocessing", text=text)).status
        is expected
    )


def test_growth_of_a_low_band_acquits_nobody() -> None:
    """Product up to 2 % shows nothing of what else was made; the lower end of a band is itself above the limit."""
    low = [stock(d, d, n, band="up_to_2") for d, n in (("2020-02-19", 100), ("2020-05-20", 200))]
    assert ask_about("jcpoa", "JCPOA-A1-28", "2020-06-01", *low).status is Status.UNDETERMINED
    high = [stock(d, d, n, band="up_to_4_5") for d, n in (("2020-02-20", 100), ("2020-05-21", 200))]
    middle = stock("m", "2020-05-21", 10, band="up_to_3_67")
    assert ask_about("jcpoa", "JCPOA-A1-28", "2020-06-01", *low, *high, middle).status is Status.EXCEEDED


def test_a_higher_level_not_heard_of_since_leaves_the_level_open() -> None:
    """A low level at one site does not say that another went back to it."""
    old = said("a", LEVEL, "2019-07-08", 4.5, "percent_U235", site="PFEP")
    new = said("b", LEVEL, "2020-12-01", 3.5, "percent_U235", site="FEP")
    found = ask_about("jcpoa", "JCPOA-A1-28", "2020-12-02", old, new)
    assert found.status is Status.UNDETERMINED
    (note,) = found.verdicts[0].notes
    assert "no statement new enough where 4.5 % U-235 was stated for 2019-07-08" in note
    same = said("c", LEVEL, "2020-12-01", 3.5, "percent_U235", site="PFEP")
    assert ask_about("jcpoa", "JCPOA-A1-28", "2020-12-02", old, same).status is Status.UNDETERMINED
    everywhere = said("d", LEVEL, "2020-12-01", 3.5, "percent_U235")
    assert ask_about("jcpoa", "JCPOA-A1-28", "2020-12-02", everywhere).status is Status.COMPLIANT


def test_a_place_not_heard_of_since_does_not_count_as_idle() -> None:
    """Enrichment at Fordow a year and a half ago: enrichment at Natanz alone acquits nobody."""
    old = said("a", "activity", "2019-11-09", subject="enrichment", site="FFEP", text="present")
    new = machines("b", "operating_machines", "2021-03-01", "IR-1", "FEP", 5060)
    found = ask_about("jcpoa", "JCPOA-A1-72", "2021-03-02", old, new)
    assert found.status is Status.UNDETERMINED
    assert found.verdicts[0].parts[0].note.startswith("no statement new enough on FFEP")
    zero = machines("c", "operating_machines", "2019-12-01", "all", "FFEP", 0)
    assert ask_about("jcpoa", "JCPOA-A1-72", "2021-03-02", old, zero, new).status is Status.UNDETERMINED


def test_growth_within_a_band_that_holds_the_limit_decides_nothing() -> None:
    """Product between 2 % and 5 % may lie on either side of 3.67 %."""
    bands = [
        stock("a", "2017-02-08", 100, form="UF6", band="up_to_5"),
        stock("b", "2017-05-17", 200, form="UF6", band="up_to_5"),
        stock("c", "2017-05-17", 10, form="UF6", band="up_to_2"),
    ]
    assert ask_about("jcpoa", "JCPOA-A1-28", "2017-07-01", *bands).status is Status.UNDETERMINED


# ---- highly enriched uranium


@pytest.mark.parametrize(("day", "expected"), [("2025-06-17", Status.EXCEEDED), ("2025-06-18", Status.UNDETERMINED)])
def test_highly_enriched_uranium_is_known_for_a_month(day: str, expected: Status) -> None:
    """The timeliness of unirradiated direct-use material is one month (31 days)."""
    band = stock("a", "2025-05-17", 408.6, form="UF6", band="up_to_60")
    assert ask_about("jcpoa", "JCPOA-A1-25", day, band).status is expected


def test_the_twenty_percent_band_does_not_show_highly_enriched_uranium() -> None:
    """Up to 20 % is an upper bound; enrichment to 20 % is the other side of it."""
    band = stock("a", "2021-02-16", 17.6, form="UF6", band="up_to_20")
    assert ask_about("jcpoa", "JCPOA-A1-25", "2021-02-16", band).status is Status.UNDETERMINED
    level = said("b", LEVEL, "2021-02-16", 20, "percent_U235")
    found = ask_about("jcpoa", "JCPOA-A1-25", "2021-02-16", band, level)
    assert (found.status, found.evidence) == (Status.EXCEEDED, ("b",))


# ---- machines, types and places


def natanz(day: str = "2021-03-15") -> list[Statement]:
    """5060 IR-1, 522 IR-2m and 174 IR-4 operating at FEP."""
    counts = (("IR-1", 5060, 30), ("IR-2m", 522, 3), ("IR-4", 174, 1))
    each = [machines(f"m{t}", "operating_machines", day, t, "FEP", n) for t, n, _ in counts]
    return each + [machines(f"c{t}", "operating_cascades", day, t, "FEP", n) for t, _, n in counts]


def test_a_number_can_hold_while_the_type_fails() -> None:
    """5060 IR-1 keep the number; IR-2m and IR-4 beside them break the condition on the type."""
    (found,) = ask_about("jcpoa", "JCPOA-A1-27", "2021-03-15", *natanz(), position="IR").verdicts
    assert [(p.quantity, p.status) for p in found.parts] == [
        ("centrifuges_enriching", Status.COMPLIANT), ("cascades", Status.COMPLIANT), ("machine_type", Status.EXCEEDED),
    ]  # fmt: skip
    assert found.status is Status.EXCEEDED
    assert found.parts[2].names == ("IR-1", "IR-2m", "IR-4")
    assert found.reason == "types of machine enriching: IR-1, IR-2m, IR-4, against only IR-1"


def test_installed_machines_stand_in_when_operating_ones_are_not_stated() -> None:
    """The stand-in is named as one."""
    installed = machines("a", "installed_machines", "2017-01-01", "IR-1", "FEP", 5061)
    (found,) = ask_about("jcpoa", "JCPOA-A1-27", "2017-01-01", installed).verdicts
    assert (found.status, found.parts[0].relation) == (Status.EXCEEDED, "proxy")
    assert "machines installed (taken as a stand-in): 5,061, against" in found.reason


def test_changes_and_plans_are_not_counted() -> None:
    """Rows named increment or plan are no totals."""
    plan = machines("a", "installed_cascades", "2024-08-17", "IR-2m_new_plan", "FFEP", 10)
    assert ask_about("jcpoa", "JCPOA-A1-46", "2024-08-17", plan).status is Status.UNDETERMINED


def test_a_type_that_may_not_be_there_breaks_the_limit_of_fordow() -> None:
    """Cascades without a machine count still show the type; the wings are never reported."""
    cascades = machines("a", "installed_cascades", "2024-06-11", "IR-6", "FFEP", 4)
    (found,) = ask_about("jcpoa", "JCPOA-A1-46", "2024-06-11", cascades, position="IR").verdicts
    assert [p.status for p in found.parts] == [
        Status.UNDETERMINED, Status.COMPLIANT, Status.EXCEEDED, Status.UNDETERMINED,
    ]  # fmt: skip
    assert found.parts[3].missing == "the wings, which no quantity of the public record gives; IAEA could say"


def test_a_type_that_dropped_out_for_age_makes_the_sum_a_lower_bound() -> None:
    """1044 IR-1 of three years ago are not forgotten: six cascades may be exceeded and cannot be kept."""
    old = machines("a", "installed_cascades", "2021-01-04", "IR-1", "FFEP", 6)
    new = machines("b", "installed_cascades", "2024-06-11", "IR-6", "FFEP", 4)
    (found,) = ask_about("jcpoa", "JCPOA-A1-46", "2024-06-11", old, new, position="IR").verdicts
    assert found.parts[1].status is Status.UNDETERMINED
    assert found.parts[1].note == "a lower bound: no count new enough for IR-1"


def test_a_pooled_count_is_not_added_to_its_parts() -> None:
    """A count of all types replaces the sum when it is newer."""
    parts = [machines("a", "installed_machines", "2025-01-01", "IR-6", "FFEP", 700)]
    pooled = machines("b", "installed_machines", "2025-03-01", "all", "FFEP", 1000)
    (found,) = ask_about("jcpoa", "JCPOA-A1-46", "2025-04-01", *parts, pooled, position="IR").verdicts
    assert found.parts[0].value is not None
    assert (found.parts[0].value.value, found.parts[0].evidence) == (1000, ("b",))


def test_installed_machines_bound_those_in_test() -> None:
    """33 installed with up to 10 tested decides nothing against 10; 8 installed cannot be more than 10 in test."""
    many = machines("a", "installed_machines", "2019-05-31", "IR-6", "PFEP", 33)
    few = machines("a", "installed_machines", "2019-05-31", "IR-6", "PFEP", 8)
    assert ask_about("jcpoa", "JCPOA-A1-37", "2019-05-31", many).status is Status.UNDETERMINED
    assert ask_about("jcpoa", "JCPOA-A1-37", "2019-05-31", few).status is Status.COMPLIANT


def test_research_types_are_those_at_the_research_plant() -> None:
    """Production machines elsewhere are another rule; IR-6s is not on the list."""
    at_plant = [machines(t, "installed_machines", "2019-09-07", t, "PFEP", 1) for t in ("IR-4", "IR-6s")]
    elsewhere = machines("x", "operating_machines", "2019-09-07", "IR-1", "FEP", 5060)
    found = ask_about("jcpoa", "JCPOA-A1-32", "2019-09-07", *at_plant, elsewhere)
    assert found.status is Status.EXCEEDED
    assert found.verdicts[0].parts[0].names == ("IR-4", "IR-6s")


def test_enrichment_outside_the_permitted_place_is_a_breach() -> None:
    """FEP and PFEP are Natanz, FFEP is Fordow; a newer count of zero closes the place and proves nothing else."""
    inside = machines("a", "operating_machines", "2016-06-01", "IR-1", "FEP", 5060)
    outside = said("b", "activity", "2016-06-02", subject="enrichment", site="FFEP", text="present")
    zero = machines("c", "operating_machines", "2016-06-03", "all", "FFEP", 0)
    assert ask_about("jcpoa", "JCPOA-A1-72", "2016-07-01", inside).status is Status.UNDETERMINED
    assert ask_about("jcpoa", "JCPOA-A1-72", "2016-07-01", inside, outside).status is Status.EXCEEDED
    found = ask_about("jcpoa", "JCPOA-A1-72", "2016-07-01", outside, zero)
    assert found.status is Status.UNDETERMINED
    assert "FFEP (2016-06-03)" in found.verdicts[0].parts[0].note


def test_material_at_fordow_is_shown_by_activity_and_not_refuted_by_idle_machines() -> None:
    """A count of zero machines says nothing of material; a statement that it is absent does."""
    active = said("a", "activity", "2024-12-05", subject="enrichment", site="FFEP", text="present")
    idle = machines("b", "operating_machines", "2025-06-26", "all", "FFEP", 0)
    absent = said("c", "activity", "2025-06-27", subject="nuclear_material_present", site="FFEP", text="absent")
    assert ask_about("jcpoa", "JCPOA-A1-45", "2025-07-01", active, idle).status is Status.EXCEEDED
    assert ask_about("jcpoa", "JCPOA-A1-45", "2025-07-01", idle).status is Status.UNDETERMINED
    assert ask_about("jcpoa", "JCPOA-A1-45", "2025-07-01", active, idle, absent).status is Status.COMPLIANT


def test_a_prohibition_without_a_measure_is_decided_by_an_activity_of_its_name() -> None:
    """Any case can record that the forbidden thing took place, or that it was verified not to."""
    found = with_obligation("prohibition", "test: {comparator: absent}")
    done = said("a", "activity", "2017-01-01", subject="PL-1", text="present")
    assert ask(found, "2017-02-01", done).status is Status.EXCEEDED
    assert (
        ask(found, "2017-02-01", said("a", "activity", "2017-01-01", subject="PL-1", text="absent")).status
        is Status.COMPLIANT
    )
    assert (
        ask(found, "2017-02-01", said("a", "activity", "2017-01-01", subject="PL-2", text="present")).status
        is Status.UNDETERMINED
    )
