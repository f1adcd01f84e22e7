"""What a third reader broke: silence taken for a breach, another's ground, contradictions inside sums, amounts still due."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from servanda.agreements.depends import Dependency, Foundation, Relation
from servanda.agreements.evaluate import answer
from servanda.agreements.hang import OtherSide, hung, other_step
from servanda.agreements.position import instrument_states
from servanda.agreements.procedure_status import procedure_status
from servanda.agreements.verdict import Answer, Status
from servanda.case import open_case
from servanda.case.join_agreements import compared
from servanda.case.join_dependencies import BothSides
from servanda.core.names import Mark
from servanda.evidence.record import Record
from servanda.evidence.statement import Statement
from tests.agreements.build import agreement, ask_about, record, said, stock

IMPLEMENTED = date(2016, 2, 1)
BEFORE = date(2016, 1, 10)
SNAPBACK = "UNSCR2231-P-SNAPBACK"


def at_site(ident: str, kilograms: float, site: str) -> Statement:
    """A stock of 1 June 2018 at one place."""
    return said(ident, "uranium_mass", "2018-06-01", kilograms, "kg_U", site=site, form="all_forms", band="total")


def machines(ident: str, number: float, kind: str) -> Statement:
    """Machines counted at work in the pilot plant on 31 May 2019."""
    return said(ident, "operating_machines", "2019-05-31", number, "machines", subject=kind, site="PFEP")


@pytest.mark.parametrize("duty", ["JCPOA-M-18", "JCPOA-M-19", "JCPOA-M-21", "R2231-7A"])
def test_nothing_recorded_of_a_step_is_no_failure_to_take_it(duty: str) -> None:
    """By what was known on 10 January 2016 nobody could say that Iran's steps were not verified by 1 February."""
    found = open_case("iran").at(as_of=IMPLEMENTED, known_by=BEFORE).answer(duty)
    assert (found.status, found.owed) == (Status.UNDETERMINED, "conditional")
    assert "whether step 3 of JCPOA-P-ANNEXV was performed" in found.missing
    later = open_case("iran").at(as_of=IMPLEMENTED, known_by=date(2016, 1, 16)).answer(duty)
    assert later.owed == ""


def test_a_step_is_judged_by_the_same_account() -> None:
    """The effect of the notice of 2025 came for its authors, not for those who deny their standing, and for all it is open."""
    case = open_case("iran")
    holder = next(a for a in case.agreements if a.slug == "unscr-2231")
    procedure = next(p for p in holder.procedures if p.id == SNAPBACK)
    taken = {
        who: other_step(procedure_status(holder, procedure, case.record, date(2025, 9, 28), who), 6).performed
        for who in ("FR", "RU", "all")
    }
    assert taken == {"FR": True, "RU": False, "all": None}
    nothing = procedure_status(holder, procedure, Record.of((), ()), date(2025, 9, 28), "FR")
    assert other_step(nothing, 6) == OtherSide(None, f"step 6 of {SNAPBACK}: no start recorded by 2025-09-28")


@pytest.mark.parametrize(
    ("duty", "owed"),
    [("JCPOA-A1-74", ""), ("JCPOA-A1-59", "contested"), ("JCPOA-A1-28", "contested")],
)
def test_a_ground_frees_only_those_who_claim_it(duty: str, owed: str) -> None:
    """Iran's ground to stop says nothing of what the Agency and the others owe when they ask for access (para 74)."""
    assert open_case("iran").at(as_of=date(2020, 1, 1)).answer(duty).owed == owed


def test_an_open_duty_that_waits_names_its_condition_too() -> None:
    """Whoever would decide it needs both statements: that it was done, and that it was due."""
    holder = agreement()
    found = answer(holder, holder.obligations[0], record(), date(2018, 6, 1))
    dependency = Dependency("PL-1", "PL-2", Relation.CONDITION, "para 9", Mark.READ, basis=Foundation.TEXT)
    hanging = hung(found, holder, [dependency], lambda d, by: OtherSide(None, "PL-2: open"))
    assert hanging.status is Status.UNDETERMINED
    assert hanging.missing == (*found.missing, "whether PL-2 was performed")


def both_sides(*dependencies: Dependency) -> BothSides:
    """The bundled case with other dependencies than its own."""
    case = open_case("iran")
    return BothSides(case.agreements, dependencies, case.record.facts, "IR")


@pytest.mark.parametrize("pattern", ["R1737-2A", "R1737-2*"])
@pytest.mark.parametrize("who", ["FR", "RU"])
def test_a_timeline_is_cut_where_a_step_takes_effect_by_itself(pattern: str, who: str) -> None:
    """Nobody does anything at midnight of 27 September 2025, and patterns of ids are followed like ids."""
    both = both_sides(Dependency(pattern, f"{SNAPBACK}:6", Relation.CONDITION, "para 11", Mark.READ))
    holder, duty = next((a, o) for a in both.agreements for o in a.obligations if o.id == "R1737-2A")
    spans = both.timeline(holder, duty, date(2025, 9, 1), date(2025, 12, 1), who)
    for span in spans:
        for day in (span.start, date.fromordinal(span.end.toordinal() - 1)):
            found = both.follow(answer(holder, duty, both.record, day, who, state="IR"))
            assert (found.status, found.owed) == (span.answer.status, span.answer.owed), (day, who)
    assert date(2025, 9, 28) in [span.start for span in spans]


@pytest.mark.parametrize(
    ("pair", "status"), [((100, 300), "undetermined"), ((250, 300), "exceeded"), ((50, 60), "compliant")]
)
def test_two_figures_of_one_rank_stay_two_inside_a_sum(pair: tuple[float, float], status: str) -> None:
    """The sum over places lies anywhere between the two, whichever is greater, and nothing is made a probability of it."""
    facts = (at_site("a", pair[0], "FEP"), at_site("b", pair[1], "FEP"), at_site("c", 10, "PFEP"))
    found = ask_about("jcpoa", "JCPOA-A1-56", "2018-06-02", *facts)
    value = found.verdicts[0].value
    assert value is not None
    assert (found.status.value, value.low, value.high) == (status, pair[0] + 10, pair[1] + 10)
    assert found.evidence == ("a", "b", "c")
    assert found.verdicts[0].parts[0].measurement is None


def test_a_type_that_is_there_by_one_count_only_is_neither_breach_nor_acquittal() -> None:
    """None and three IR-9 machines of one day and rank: whether the type is there is open."""
    listed = machines("c", 10, "IR-4")
    found = ask_about("jcpoa", "JCPOA-A1-32", "2019-06-01", listed, machines("a", 0, "IR-9"), machines("b", 3, "IR-9"))
    assert (found.status, set(found.evidence)) == (Status.UNDETERMINED, {"a", "b", "c"})
    sure = ask_about("jcpoa", "JCPOA-A1-32", "2019-06-01", listed, machines("a", 2, "IR-9"), machines("b", 3, "IR-9"))
    assert sure.status is Status.EXCEEDED


def test_present_somewhere_and_absent_everywhere_on_one_day_decide_nothing() -> None:
    """Of equal rank; a newer one, or one of a better basis, still wins."""
    there = said("a", "activity", "2012-03-09", subject="enrichment", site="PFEP", text="present")
    none = [
        said(n, "activity", "2012-03-09", subject=s, text="absent")
        for n, s in (("b", "enrichment"), ("c", "reprocessing"))
    ]
    found = ask_about("unsc-sanctions-2006-2010", "R1737-2A", "2012-03-10", there, *none)
    assert found.status is Status.UNDETERMINED
    assert found.evidence == ("a", "b")
    assert "stated in two ways for one day" in found.verdicts[0].reason
    newer = said("d", "activity", "2012-03-10", subject="enrichment", site="PFEP", text="present")
    assert ask_about("unsc-sanctions-2006-2010", "R1737-2A", "2012-03-10", newer, *none).status is Status.EXCEEDED


def test_two_declarations_of_one_day_are_shown_and_decide_nothing() -> None:
    """That it is observed no longer, and that it is again: the measured value decides, and both stand beside it."""
    words = [
        said(n, "observance", "2020-01-05", subject="JCPOA-A1-56", text=t)
        for n, t in (("a", "ended"), ("b", "resumed"))
    ]
    found = ask_about("jcpoa", "JCPOA-A1-56", "2020-01-06", stock("s", "2020-01-01", 100), *words)
    assert (found.status, found.evidence) == (Status.COMPLIANT, ("s", "a", "b"))
    assert found.verdicts[0].notes == (
        "whether it is observed is stated in two ways for one day, and nothing decides between them: ended [a]; resumed [b]",
    )


@pytest.mark.parametrize(
    ("slug", "duty", "day", "quantity", "amount", "unit", "expected"),
    [
        ("jpoa", "JPOA-2", "2014-02-01", "uf6_near_20", 160, "kg_UF6", "clock_started"),
        ("jpoa", "JPOA-2", "2014-07-19", "uf6_near_20", 0, "kg_UF6", "compliant"),
        ("libya-2003", "LY-2", "2004-05-01", "heu_removed", 17, "kg", "clock_started"),
        ("libya-2003", "LY-2", "2006-07-25", "heu_removed", 20, "kg", "compliant"),
    ],
)
def test_what_is_due_at_the_end_is_not_broken_before(
    slug: str, duty: str, day: str, quantity: str, amount: float, unit: str, expected: str
) -> None:
    """Half of the near-20 % UF6 in the first month of six, and 17 kg of 20 two years before the last flight: no breach."""
    assert ask_about(slug, duty, day, said("m", quantity, day, amount, unit)).status.value == expected


@pytest.mark.parametrize(
    ("slug", "duty", "day", "expected"),
    [
        ("jcpoa", "JCPOA-A1-67-3", "2016-10-16", "clock_started"),
        ("jcpoa", "JCPOA-A1-67-3", "2016-10-17", "undetermined"),
        ("unsc-sanctions-2006-2010", "R1696-2", "2006-08-31", "clock_started"),
        ("unsc-sanctions-2006-2010", "R1696-2", "2006-09-01", "undetermined"),
    ],
)
def test_nothing_is_asked_for_before_its_day(slug: str, duty: str, day: str, expected: str) -> None:
    """A measured duty with a day runs until that day like any other, though nothing is recorded."""
    assert ask_about(slug, duty, day).status.value == expected


def test_one_answer_merges_with_itself() -> None:
    """An answer by one account keeps its holders in order, as one by several does."""
    holder = agreement()
    (state,) = instrument_states(holder, date(2018, 6, 1), "IR")
    found: Answer = answer(holder, holder.obligations[0], record(), date(2018, 6, 1), "IR")
    assert found.verdicts[0].holders == state.holders == ("IR",)
    assert replace(found.verdicts[0], holders=()).states == (state.entry,)


def test_a_comparison_follows_conditions() -> None:
    """Relief that waits for a commitment is conditional in a text that is compared, as in an answer."""
    view = open_case("iran").at(as_of=date(2026, 5, 1))
    (row,) = [r for r in compared(view, ["oman-text-3-percent", "recorded"]).texts.rows if r.paragraph == "USOM-6"]
    told = row.wordings[0].answer
    assert told is not None
    assert (told.status, told.owed) == (Status.UNDETERMINED, "conditional")
