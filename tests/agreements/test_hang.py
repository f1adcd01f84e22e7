"""Whether a duty is owed, where that hangs on the duty of the other side: by each account."""

from __future__ import annotations

from datetime import date

import pytest

from servanda.agreements.depends import Dependency, Foundation, Relation
from servanda.agreements.evaluate import answer
from servanda.agreements.hang import OtherSide, hung
from servanda.agreements.verdict import Answer, Owing, Status
from servanda.case import open_case
from servanda.core.names import Mark
from tests.agreements.build import agreement, record, stock

DAY = date(2018, 6, 1)


def asked(relation: Relation, performed: bool | None, *, kilograms: float = 300, held_by: tuple[str, ...] = (),
          applies: bool = True) -> Answer:  # fmt: skip
    """The stock cap of the plain agreement, hanging on another duty."""
    holder = agreement()
    found = answer(holder, holder.obligations[0], record(stock("a", "2018-05-01", kilograms)), DAY)
    dependency = Dependency("PL-1", "PL-2", relation, "para 9", Mark.READ, held_by, basis=Foundation.TEXT)
    return hung(found, holder, [dependency], lambda d, by: OtherSide(performed, "PL-2: said so", applies))


@pytest.mark.parametrize(
    ("relation", "performed", "status", "owed"),
    [
        (Relation.CONDITION, True, "exceeded", ""),
        (Relation.CONDITION, False, "not_applicable", "not_owed"),
        (Relation.CONDITION, None, "undetermined", "conditional"),
        (Relation.GROUND_TO_CEASE, False, "exceeded", "not_owed"),
        (Relation.GROUND_TO_CEASE, None, "exceeded", ""),
        (Relation.IN_RETURN, False, "exceeded", "conditional"),
        (Relation.IN_RETURN, None, "exceeded", "conditional"),
        (Relation.SAME_DAY, True, "exceeded", ""),
        (Relation.GOES_WITH, False, "exceeded", ""),
    ],
)
def test_what_follows_from_the_other_side(relation: Relation, performed: bool | None, status: str, owed: str) -> None:
    """Only a condition of the text changes a status; nothing measured becomes unmeasured by a ground to stop."""
    found = asked(relation, performed)
    assert (found.status.value, found.owed) == (status, owed)


def test_a_duty_that_is_kept_needs_no_ground() -> None:
    """Whoever performs is not said to owe nothing; a condition that was not met still leaves it not owed."""
    assert asked(Relation.GROUND_TO_CEASE, performed=False, kilograms=100).owed == ""
    assert asked(Relation.CONDITION, performed=None, kilograms=100).status is Status.COMPLIANT
    assert asked(Relation.CONDITION, performed=False, kilograms=100).status is Status.NOT_APPLICABLE


def test_what_is_not_due_gives_nothing_in_return() -> None:
    """A counterpart that does not apply on the day makes nothing conditional."""
    assert asked(Relation.SAME_DAY, performed=None, applies=False).owed == ""


def test_a_reading_of_one_party_is_its_own() -> None:
    """Not owed by the account of its holder alone, as a contested matter; the fact is common."""
    found = asked(Relation.GROUND_TO_CEASE, performed=False, held_by=("IR",))
    (verdict,) = found.verdicts
    assert (found.status, found.owed, verdict.holders) == (Status.EXCEEDED, "contested", ())
    assert [(h.owing, h.holders) for h in verdict.hanging] == [(Owing.NOT_OWED, ("IR",))]
    assert verdict.hanging[0].told == (
        "by the account of IR not owed, since the other side did not perform: PL-2: said so (para 9, by the text)"
    )


def test_a_condition_that_one_party_reads_into_the_text_divides_the_accounts() -> None:
    """Two answers, and the silent one is that of the other parties."""
    found = asked(Relation.CONDITION, performed=False, held_by=("IR",))
    assert found.status is Status.CONTESTED
    assert {v.holders: v.status.value for v in found.verdicts} == {("US",): "exceeded", ("IR",): "not_applicable"}


@pytest.mark.parametrize(
    ("day", "position", "owed"),
    [
        (date(2018, 5, 7), "all", ""),
        (date(2019, 7, 1), "all", "contested"),
        (date(2019, 7, 1), "IR", "not_owed"),
        (date(2019, 7, 1), "FR", ""),
    ],
)
def test_the_stock_cap_of_the_plan_of_2015(day: date, position: str, owed: str) -> None:
    """Iran gives the United States' withdrawal as its ground; the excess stays an excess by every account."""
    found = open_case("iran").at(as_of=day, position=position).answer("JCPOA-A1-56")
    assert found.owed == owed
    assert found.status.value == ("exceeded" if day.year == 2019 else "compliant")


def test_relief_waits_for_the_verified_steps() -> None:
    """The condition is the step of a procedure; once Implementation Day has come nothing hangs on it."""
    view = open_case("iran").at(as_of=date(2016, 1, 16))
    assert view.answer("JCPOA-M-21").verdicts[0].hanging == ()
    assert view.answer("JCPOA-M-21").status is Status.COMPLIANT


def test_a_timeline_follows_a_condition() -> None:
    """The spans say what the answer says on their first and last days."""
    case = open_case("iran")
    spans = case.at(as_of=date(2017, 1, 1)).timeline(date(2015, 12, 1), date(2017, 6, 1), "JCPOA-M-21")["JCPOA-M-21"]
    for span in spans:
        for day in (span.start, date.fromordinal(span.end.toordinal() - 1)):
            assert case.at(as_of=day).answer("JCPOA-M-21").status is span.answer.status
