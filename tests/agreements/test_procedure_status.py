"""What is said of a procedure on a day, by whose account, from statements; and findings about such statements."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from servanda.agreements.check_procedures import check_deeds, check_votes
from servanda.agreements.procedure_run import Phase
from servanda.agreements.procedure_status import ProcedureAnswer, procedure_status
from servanda.agreements.verdict import Status
from servanda.evidence.statement import Statement
from tests.agreements.build import agreement, bundled, record, said
from tests.agreements.forums import procedure

SNAPBACK, RESOLUTION = "UNSCR2231-P-SNAPBACK", "unscr-2231"


def spoken(*texts: tuple[str, str, str, str], name: str = SNAPBACK) -> tuple[Statement, ...]:
    """Procedure statements: day, text, step, actors with blanks between."""
    return tuple(
        replace(said(f"p{n}", "procedure", day, subject=name, text=text, locator=step), actors=tuple(by.split()))
        for n, (day, text, step, by) in enumerate(texts)
    )


def asked(day: str, *texts: tuple[str, str, str, str], position: str = "all") -> ProcedureAnswer:
    """What is said of snapback on a day from a few statements."""
    holder = bundled(RESOLUTION)
    return procedure_status(
        holder, procedure(SNAPBACK, RESOLUTION), record(*spoken(*texts)), date.fromisoformat(day), position
    )


TWENTY_TWENTY = (("2020-08-20", "started", "1", "US"), ("2020-08-21", "standing_denied", "1", "RU IR"))


def test_a_notifier_without_standing_by_some_accounts() -> None:
    """2020: no clock by the account of those who deny it; running, then in effect, by that of the notifier."""
    found = asked("2020-08-25", *TWENTY_TWENTY)
    assert found.status == "contested"
    assert [a.words for a in (found.current.accounts if found.current else ())] == [
        "no standing by the account of RU, IR", "running by the account of US",
    ]  # fmt: skip
    assert found.says("contested: no standing (RU), effective (US)")
    assert not found.says("contested: no standing (US), effective (RU)")
    assert not found.says("contested: no standing (13)")


def test_a_position_gives_one_account() -> None:
    """Whoever has said nothing about it is not counted with either side."""
    assert asked("2020-09-20", *TWENTY_TWENTY, position="US").status == "in_effect"
    assert asked("2020-09-20", *TWENTY_TWENTY, position="RU").status == "no_standing"
    assert asked("2020-09-20", *TWENTY_TWENTY, position="CN").status == "undetermined"


def test_a_party_can_change_its_mind() -> None:
    """The last thing that each said counts."""
    found = asked("2020-09-01", *TWENTY_TWENTY, ("2020-08-30", "standing_upheld", "1", "RU"))
    assert [a.holders for a in (found.current.accounts if found.current else ())] == [("IR",), ("US", "RU")]


def test_before_the_start_and_without_one_nothing_has_begun() -> None:
    """No start recorded is said so, and is no running clock."""
    assert asked("2020-08-19", *TWENTY_TWENTY).status == "not_started"
    nothing = asked("2020-08-25")
    assert nothing.says("not started")
    assert not nothing.says("procedure started")
    assert nothing.evidence == ()


def test_a_phrase_that_nobody_knows_does_not_hold() -> None:
    """An empty claim or an unknown word is not true by default."""
    found = asked("2020-08-25", *TWENTY_TWENTY)
    assert not found.says("")
    assert not found.says("all is well")
    assert not found.says("procedure started, all is well")
    assert found.says("procedure started, contested")


def test_steps_taken_in_time_are_compliant_and_silence_is_not() -> None:
    """A step that nothing is recorded of leaves it open whether it was taken."""
    milestones = (("2015-07-14", "started", "1", "IR"), ("2015-07-20", "opened", "2", "UNSC"),
                  ("2015-10-18", "done", "2", "IR"), ("2016-01-16", "done", "3", "IAEA"))  # fmt: skip
    holder = bundled("jcpoa")
    wanted = procedure("JCPOA-P-ANNEXV", "jcpoa")
    known = record(*spoken(*milestones, name=wanted.id))
    assert procedure_status(holder, wanted, known, date(2016, 1, 16)).says("compliant")
    access = procedure("JCPOA-P-ACCESS", "jcpoa")
    request = record(*spoken(("2025-02-03", "started", "2", "IAEA"), name=access.id))
    later = procedure_status(holder, access, request, date(2025, 6, 1)).current
    assert later is not None
    assert (later.run.phase, later.kept) == (Phase.OVERDUE, Status.UNDETERMINED)


def test_what_is_recorded_wrongly_gives_findings() -> None:
    """Unknown procedures and steps, runs that nobody started, votes cast twice or by nobody."""
    held = [agreement()]
    wrong = spoken(("2025-01-01", "started", "1", "US"), ("2025-01-02", "done", "7", "US"), name="PL-P")
    lost = replace(spoken(("2025-01-02", "done", "2", "US"), name="PL-P")[0], document="letter")
    strange = spoken(("2025-01-02", "done", "2", "US"), name="PL-Q")
    names = [f.name for f in check_deeds([*wrong, lost, *strange], held)]
    assert names == ["statement-unknown-step", "statement-run-not-started", "statement-unknown-procedure"]
    yes = replace(said("v1", "vote", "2025-01-01", subject="UNSC", text="in_favour"), actors=("FR",))
    no = replace(yes, id="v2", text="against")
    assert [f.name for f in check_votes([yes, no, replace(no, actors=())])] == ["vote-twice", "vote-of-nobody"]
