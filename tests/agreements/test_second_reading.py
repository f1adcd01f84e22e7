"""What a second reader broke: evidence of another place or kind, contradictions, and duties judged before their day."""

from __future__ import annotations

import pytest

from servanda.agreements.verdict import Status
from servanda.evidence.statement import Statement
from tests.agreements.build import ask_about, said, stock


def activity(ident: str, day: str, subject: str, site: str = "", text: str = "present") -> Statement:
    """Something is said to be there, or not."""
    return said(ident, "activity", day, subject=subject, site=site, text=text)


def performance(ident: str, day: str, text: str, subject: str = "CSA-72") -> Statement:
    """What is said of a duty as a whole."""
    return said(ident, "performance", day, subject=subject, text=text)


def test_a_newer_part_beyond_the_limit_beats_an_older_whole_within_it() -> None:
    """UF6 alone above the limit in June cannot be compliant by a total of May; within it, the total still counts."""
    older = stock("a", "2018-05-01", 100)
    found = ask_about("jcpoa", "JCPOA-A1-56", "2018-06-02", older, stock("b", "2018-06-01", 250, form="UF6"))
    assert (found.status, found.evidence) == (Status.EXCEEDED, ("b",))
    within = ask_about("jcpoa", "JCPOA-A1-56", "2018-06-02", older, stock("b", "2018-06-01", 90, form="UF6"))
    assert (within.status, within.evidence) == (Status.COMPLIANT, ("a",))


@pytest.mark.parametrize("names", [("a", "b"), ("b", "a")])
def test_two_statements_of_one_rank_are_not_told_apart_by_their_ids(names: tuple[str, str]) -> None:
    """Performed and not performed, present and absent, within and beyond the limit, said of one day: undetermined."""
    first, second = names
    duty = ask_about("csa-infcirc153", "CSA-72", "2025-06-01", performance(first, "2025-03-01", "performed"),
                     performance(second, "2025-03-01", "not_performed"))  # fmt: skip
    assert duty.status is Status.UNDETERMINED
    assert duty.evidence == ("a", "b")
    assert "stated in two ways for one day, and nothing decides between them" in duty.verdicts[0].reason
    place = ask_about("jcpoa", "JCPOA-A1-45", "2019-11-09", activity(first, "2019-11-09", "enrichment", "FFEP"),
                      activity(second, "2019-11-09", "enrichment", "FFEP", "absent"))  # fmt: skip
    assert (place.status, place.evidence) == (Status.UNDETERMINED, ("a", "b"))
    amount = ask_about("jcpoa", "JCPOA-A1-56", "2018-05-01", stock(first, "2018-05-01", 100),
                       stock(second, "2018-05-01", 300))  # fmt: skip
    assert (amount.status, amount.evidence) == (Status.UNDETERMINED, ("a", "b"))
    assert any("100 kg U" in note and "300 kg U" in note for note in amount.verdicts[0].notes)
    both = ask_about(
        "jcpoa", "JCPOA-A1-56", "2018-05-01", stock(first, "2018-05-01", 250), stock(second, "2018-05-01", 300)
    )
    assert both.status is Status.EXCEEDED


def test_a_statement_published_later_still_corrects_an_earlier_one() -> None:
    """Only what is equal in every respect is a contradiction."""
    first = said("a", "performance", "2025-03-01", public="2025-03-05", subject="CSA-72", text="not_performed")
    later = said("b", "performance", "2025-03-01", public="2025-04-05", subject="CSA-72", text="performed")
    assert ask_about("csa-infcirc153", "CSA-72", "2025-06-01", first, later).status is Status.COMPLIANT


@pytest.mark.parametrize(
    ("statements", "expected"),
    [
        ((("2016-03-01", "enrichment", "PFEP", "present"), ("2016-03-09", "enrichment", "FFEP", "absent")), "exceeded"),
        ((("2016-03-01", "enrichment", "PFEP", "present"), ("2016-03-09", "enrichment", "", "absent")), "undetermined"),
        ((("2016-03-09", "enrichment", "FFEP", "absent"),), "undetermined"),
        ((("2016-03-09", "enrichment", "", "absent"),), "undetermined"),
        ((("2016-03-09", "enrichment", "", "absent"), ("2016-03-09", "reprocessing", "", "absent")), "compliant"),
        ((("2016-03-09", "enrichment", "", "absent"), ("2016-03-08", "reprocessing", "TRR", "present")), "exceeded"),
    ],
)
def test_absence_at_one_place_or_of_one_kind_is_not_absence(
    statements: tuple[tuple[str, str, str, str], ...], expected: str
) -> None:
    """A suspension of enrichment and reprocessing holds when both are said to be absent everywhere."""
    facts = [
        activity(f"s{n}", day.replace("2016", "2012"), kind, site, text)
        for n, (day, kind, site, text) in enumerate(statements)
    ]
    found = ask_about("unsc-sanctions-2006-2010", "R1737-2A", "2012-03-10", *facts)
    assert found.status.value == expected


def test_no_material_means_no_enrichment_and_not_the_reverse() -> None:
    """At Fordow the plan forbids both."""
    before = activity("a", "2019-11-09", "enrichment", "FFEP")
    gone = activity("b", "2019-12-01", "nuclear_material_present", "FFEP", "absent")
    idle = activity("b", "2019-12-01", "enrichment", "FFEP", "absent")
    assert ask_about("jcpoa", "JCPOA-A1-45", "2019-12-09", before, gone).status is Status.COMPLIANT
    assert ask_about("jcpoa", "JCPOA-A1-45", "2019-12-09", before, idle).status is Status.UNDETERMINED


@pytest.mark.parametrize(
    ("counted", "day", "expected"),
    [
        ("2016-03-01", "2016-03-01", Status.CLOCK_STARTED),
        ("2016-10-16", "2016-10-16", Status.CLOCK_STARTED),
        ("2016-03-01", "2016-10-17", Status.UNDETERMINED),
        ("2016-10-17", "2016-10-17", Status.NOT_PERFORMED),
    ],
)
def test_a_measured_duty_is_not_broken_before_its_day(counted: str, day: str, expected: Status) -> None:
    """130 inspectors are due nine months after Implementation Day: until 16 October 2016 fewer are no breach."""
    count = said("i", "designated_inspectors", counted, 100, "count")
    assert ask_about("jcpoa", "JCPOA-A1-67-3", day, count).status is expected


@pytest.mark.parametrize(
    ("seen", "day", "expected"),
    [
        ("2006-08-10", "2006-08-31", Status.CLOCK_STARTED),
        ("2006-08-10", "2006-09-01", Status.UNDETERMINED),
        ("2006-09-01", "2006-09-01", Status.EXCEEDED),
    ],
)
def test_a_suspension_asked_for_by_a_day_is_not_broken_before_it(seen: str, day: str, expected: Status) -> None:
    """Resolution 1696 gave until 31 August 2006."""
    facts = activity("e", seen, "enrichment", "PFEP")
    assert ask_about("unsc-sanctions-2006-2010", "R1696-2", day, facts).status is expected
