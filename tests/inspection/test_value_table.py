"""The table of inspections: what is read from it, and what is said of what is wrong with it."""

from __future__ import annotations

import pytest

from servanda.case.join_value import general_visits
from servanda.inspection.value_table import read_visits, visits_of
from servanda.inspection.value_visit import Counts, Establishes, Measures, VisitKind

HEADER = "visit,kind,inspector_days,observes,how,accuracy,basis,source,success\n"


def test_rows_of_one_visit_are_one_visit_at_each_site() -> None:
    """Two rows and two sites are two visits with two observations each; a row without a site is one visit."""
    rows, findings = read_visits(
        HEADER
        + "visit to {site},site visit,4,{site}: state,establishes,0.9,assumed,two for two days,\n"
        + "visit to {site},site visit,4,{site}: share,measures,0.02,assumed,a look,\n"
        + "sampling,sampling,6,share of drums,counts,20,declared,the plan,0.5\n"
    )
    assert findings == []
    found = visits_of(rows, ("X", "Y"))
    assert [v.name for v in found] == ["visit to X", "visit to Y", "sampling"]
    assert found[0].observations == (Establishes("X: state", 0.9), Measures("X: share", 0.02))
    assert (found[0].site, found[0].source) == ("X", "assumed: two for two days; assumed: a look")
    assert found[2].observations == (Counts("share of drums", 20),)
    assert (found[2].kind, found[2].success, found[2].site) == (VisitKind.SAMPLING, 0.5, "")
    assert found[2].words == "share of drums by 20 items; brings data with probability 0.5"


GOOD = "v,sampling,6,x,measures,0.1,assumed,s,"


INSTEAD = "an inspection is compared by what it observes, how well, and for how many inspector-days"
KINDS = "site visit, inventory taking, design information verification, machine count, sampling, records review"
ONE = "rows of one visit describe the same visit: one kind, one number of days, one probability of success"


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (
            GOOD.replace(",6,", ",0,"),
            (
                f"2, inspector_days: found '0'; expected a number of inspector-days above 0. Rule: {INSTEAD} [visit-days]. "
                "To do: write the work of all inspectors together: two inspectors for three days are 6"
            ),
        ),
        (
            GOOD.replace("0.1", "90").replace("measures", "establishes"),
            (
                f"2, accuracy: found '90'; expected a probability from 0 to 1. Rule: {INSTEAD} [visit-accuracy]. "
                "To do: percent is written as a fraction: 0.9"
            ),
        ),
        (
            GOOD.replace("0.1", "2.5").replace("measures", "counts"),
            (
                f"2, accuracy: found '2.5'; expected a whole number of items above 0. Rule: {INSTEAD} [visit-accuracy]. "
                "To do: write the number of items"
            ),
        ),
        (
            GOOD.replace("0.1", "-1"),
            (
                f"2, accuracy: found '-1'; expected a standard deviation of 0 or more. Rule: {INSTEAD} [visit-accuracy]. "
                "To do: write the standard deviation"
            ),
        ),
        (
            GOOD.replace("sampling", "raid"),
            f"2, kind: found 'raid'; expected one of {KINDS}. Rule: {INSTEAD} [visit-word]. To do: write one of these words",
        ),
        (
            f"{GOOD}1.5",
            (
                "2, success: found '1.5'; expected a probability from 0 to 1, or nothing for 1. "
                f"Rule: {INSTEAD} [visit-success]. To do: percent is written as a fraction: 0.015"
            ),
        ),
        (
            GOOD.replace(",s,", ",,"),
            f"2, source: found nothing; expected a text. Rule: {INSTEAD} [visit-empty]. To do: fill the column 'source'",
        ),
        (
            f"{GOOD}\n{GOOD.replace(',6,', ',7,')}",
            (
                f"3, inspector_days: found '7'; expected 6, as in the first row of 'v'. Rule: {ONE} [visit-two-meanings]. "
                "To do: write the same in each row of the visit, or give the visits two names"
            ),
        ),
    ],
)
def test_findings(line: str, message: str) -> None:
    """Where, what, what was expected, under which rule, what to do."""
    _, findings = read_visits(f"{HEADER}{line}\n")
    assert [f.text() for f in findings] == [f"error: visits.csv, line {message}"]


def test_the_table_kept_with_the_program_is_sound_and_says_that_it_is_assumed() -> None:
    """Every kind is there; every figure is marked as assumed, because nobody has published it."""
    rows = general_visits()
    assert {r.kind for r in rows} == set(VisitKind)
    assert {r.basis for r in rows} == {"assumed"}
