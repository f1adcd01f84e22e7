"""Published figures with what the record holds: machines from sparse counts, stocks completed, rows that cannot be computed."""

from __future__ import annotations

from datetime import date

import pytest

from servanda.capability.publication import publication_of
from servanda.capability.publication_inputs import CaseInputs, MachineGroup
from servanda.case import Case, open_case
from servanda.case.join_published import case_inputs, publications_of, questions_for
from servanda.case.published_machines import machines_on, outputs_of
from servanda.core.finding import Misuse


@pytest.fixture(scope="module")
def iran() -> Case:
    """The bundled case."""
    return open_case("iran")


@pytest.fixture(scope="module")
def rows(iran: Case) -> dict[str, CaseInputs]:
    """Every published figure of the case with its inputs, by id."""
    found = case_inputs(iran.record.facts, publications_of(iran.tables.judgements))
    return {row.publication.id: row for row in found}


def group(iran: Case, day: str, site: str, machine: str) -> MachineGroup:
    """The machines of one type at one site on a day."""
    return next(
        g for g in machines_on(iran.record.facts, date.fromisoformat(day)) if (g.site, g.machine) == (site, machine)
    )


def test_an_increment_is_added_to_the_total_of_the_quarter_before(iran: Case) -> None:
    """Nine cascades of autumn 2022 are told against the six before: fifteen, not twenty-one with the twelve of 10 October."""
    found = group(iran, "2022-11-16", "FEP", "IR-2m")
    assert found.number == 15 * 174
    assert found.said.startswith("1,566 added to the 1,044 of 2021-04-21")
    assert found.in_service == pytest.approx(6 / 15)
    assert group(iran, "2022-11-16", "FEP", "IR-4").number == 3 * 174


def test_the_progress_of_a_plan_is_added_to_the_total_before_it(iran: Case) -> None:
    """Ten of the eighteen cascades announced in June 2024 come on top of the twenty-one of May."""
    found = group(iran, "2024-09-05", "FEP", "IR-2m")
    assert found.number == 31 * 174
    assert group(iran, "2025-06-01", "FEP", "IR-2m").in_service == 1.0


def test_what_operates_is_installed(iran: Case) -> None:
    """The IR-6 cascade that makes 60 % at PFEP since April 2021 is counted though no count of its machines is recorded."""
    found = group(iran, "2021-06-10", "PFEP", "IR-6")
    assert (found.number, found.level) == (170.0, 60.0)
    assert found.said == "counted in operation, so at least these are installed"


def test_a_pooled_count_bounds_the_share_in_service(iran: Case) -> None:
    """After the outage of April 2021 twenty cascades of all types worked at FEP: about half; six months later it says nothing."""
    assert group(iran, "2021-06-10", "FEP", "IR-1").in_service == pytest.approx(20 * 170 / 6452, abs=1e-3)
    assert group(iran, "2021-12-10", "FEP", "IR-1").in_service == 1.0


def test_totals_of_the_last_quarters_agree_with_what_was_said_later(iran: Case) -> None:
    """The rule gives 14,076 machines at FEP and 2,784 at Fordow; 15,000 and 2,700 were said in June 2025."""
    found = machines_on(iran.record.facts, date(2025, 6, 12))
    assert sum(g.number for g in found if g.site == "FEP") == pytest.approx(15000, rel=0.07)
    assert sum(g.number for g in found if g.site == "FFEP") == pytest.approx(2700, rel=0.04)


def test_an_operators_claim_is_no_output(iran: Case) -> None:
    """The IR-6 spans from the two thirds that were achieved to the nominal value; the claimed ten are not used."""
    found = next(o for o in outputs_of(iran.record.facts) if o.machine == "IR-6")
    assert [found.low, found.nominal, found.high] == pytest.approx([0.67 * 5.25, 5.25, 5.25])


def test_a_missing_band_is_the_rest_of_the_total(rows: dict[str, CaseInputs]) -> None:
    """In May 2020 only the 2 % band was stated: what is left of the total is the low enriched stock, and that is said."""
    found = rows["IR-BRK-0004"]
    assert [(s.name, round(s.mass_kg_u, 1)) for s in found.stocks] == [("up to 2 %", 483.1), ("up to 4.5 %", 1088.5)]
    assert found.gaps == ("1,088.5 kg U up to 4.5 %: not stated, taken as the rest of the total [IR-STK-0024]",)


def test_uranium_in_other_forms_is_not_counted_as_a_band(rows: dict[str, CaseInputs]) -> None:
    """In February 2024 the total holds other forms too, as much as three months before: 356 kg are taken off."""
    low = next(s for s in rows["IR-BRK-0048"].stocks if s.name == "up to 2 %")
    assert low.mass_kg_u == pytest.approx(5525.5 - 121.5 - 712.2 - 2396.8 - (4486.8 - 4130.7))


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("IR-BRK-0001", "the stocks by enrichment band are known neither from the row nor from the record"),
        ("IR-BRK-0008", "the newest stock by enrichment band in the record is 184 days older than the figure"),
        ("IR-BRK-0009", "only words were published: a few months at best, heading to weeks"),
        (
            "IR-BRK-0023",
            "it answers another question: uranium at 60 % is counted as enough, so nothing is enriched further",
        ),
    ],
)
def test_why_nothing_is_computed(rows: dict[str, CaseInputs], row: str, why: str) -> None:
    """Each such row says why."""
    assert rows[row].why_not == rows[row].not_counted == why


def test_a_statement_without_a_quantity_is_computed_and_not_counted(rows: dict[str, CaseInputs]) -> None:
    """A government that states neither quantity nor inputs is shown beside the record's, and does not count."""
    assert rows["IR-BRK-0030"].why_not == ""
    assert rows["IR-BRK-0030"].not_counted.startswith("the publication states neither its quantity nor its inputs")


def test_cascades_last_named_are_those_of_the_same_publisher(rows: dict[str, CaseInputs]) -> None:
    """The four cascades and higher tails of March 2024 stand for those of May; nobody else's are taken."""
    last = rows["IR-BRK-0053"].last_named
    assert last is not None
    assert (last.cascades, last.higher_tails) == ((4,), True)
    assert rows["IR-BRK-0058"].last_named is None


def test_the_record_of_the_day_stands_in_for_stocks_that_are_not_given(iran: Case) -> None:
    """A row without stocks takes those that were public on its day, never later ones."""
    cells = {
        "estimate_date": "2023-02-27",
        "publisher": "X",
        "first_or_month": "first",
        "result": "12",
        "result_unit": "days",
    }
    before, after = (
        case_inputs(iran.record.facts, [publication_of({**cells, "estimate_date": day}, "x")])[0]
        for day in ("2023-02-27", "2023-03-01")
    )
    assert {s.day for s in before.stocks} == {date(2022, 10, 22)}
    assert {s.day for s in after.stocks} == {date(2023, 2, 12)}


def test_an_unknown_id_is_refused(iran: Case) -> None:
    """The message says where the ids are."""
    with pytest.raises(
        Misuse, match="no published figure 'IR-BRK-9999': the ids are listed by servanda published CASE"
    ):
        questions_for(iran.record.facts, iran.tables.judgements, ["IR-BRK-9999"])


def test_counts_are_cut_off_and_not_rounded(rows: dict[str, CaseInputs]) -> None:
    """Why a printed count of n means n and less than n + 1: by month 1 all eight counts are the whole part of what the 60 and
    20 % stocks give at tails of 20 and 5 %; rounded to the nearest, six of the eight would have been one more.
    """
    counts = [r for r in rows.values() if r.publication.question == "weapons_by_month" and r.publication.n == 1]
    given = {"up to 60 %": 0.4 / 0.7, "up to 20 %": 0.15 / 0.85}
    made = [sum(given.get(s.name, 0.0) * s.mass_kg_u for s in row.stocks) / 25 for row in counts]
    printed = [row.publication.figure.value for row in counts]
    assert len(counts) == 8
    assert [float(int(m)) for m in made] == printed
    assert sum(float(round(m)) != p for m, p in zip(made, printed, strict=True)) == 6
