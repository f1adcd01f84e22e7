"""The forum file of the bundled case, for tests of votes and procedures."""

from __future__ import annotations

from datetime import date

from servanda.agreements.forum import RollCall, rule_named
from servanda.agreements.model import Forums, Procedure
from servanda.agreements.procedure import Act, Deed, Deeds, first_clock, grouped
from servanda.agreements.procedure_run import Run, run
from servanda.agreements.read_forums import read_forums
from servanda.agreements.vote import Decision, Tally, decide
from servanda.core.counting import WorkingCalendar
from tests.agreements.build import FILES, bundled


def _forums() -> Forums:
    found, findings = read_forums((FILES / "_forums.yaml").read_text(encoding="utf-8"), "_forums.yaml")
    assert found is not None
    assert findings == []
    return found


FORUMS = _forums()


def decided(
    rule: str,
    *counts: int,
    against: str = "",
    in_favour: str = "",
    recommended: bool | None = None,
    ended: bool | None = None,
) -> Decision:
    """A vote under a rule: in favour, against, abstained, not voting; names with blanks between."""
    roll = RollCall(in_favour=frozenset(in_favour.split()), against=frozenset(against.split()))
    four = (*counts, 0, 0, 0, 0)
    tally = Tally(four[0], four[1], four[2], four[3], roll, recommended, ended)
    return decide(rule_named(FORUMS, rule), tally, FORUMS)


def procedure(name: str, agreement: str) -> Procedure:
    """A procedure of a bundled agreement."""
    return next(p for p in bundled(agreement).procedures if p.id == name)


def deed(day: str, act: Act, step: int | None = None, *by: str, days: int | None = None, document: str = "") -> Deed:
    """Something supposed to have been done."""
    return Deed(date.fromisoformat(day), act, step, by, days=days, document=document, evidence=f"{act}-{step}-{day}")


def started(procedure: Procedure, day: str, *more: Deed, document: str = "") -> Deeds:
    """A run that begins on a day, with what else was done in it."""
    first = deed(day, Act.STARTED, first_clock(procedure), "XX", document=document)
    (found,), stray = grouped([*more, first])
    assert stray == ()
    return found


def on(
    name: str,
    agreement: str,
    start: str,
    day: str,
    *more: Deed,
    document: str = "",
    calendar: WorkingCalendar | None = None,
) -> Run:
    """Where a supposed run of a bundled procedure stands on a day."""
    wanted = procedure(name, agreement)
    return run(wanted, started(wanted, start, *more, document=document), date.fromisoformat(day), calendar)


def due_days(found: Run) -> dict[int, str | None]:
    """The day due of each step, by its number."""
    return {s.step.number: str(s.due.day) if s.due else None for s in found.steps}


def states(found: Run) -> dict[int, str]:
    """The state of each step, by its number."""
    return {s.step.number: s.state.value for s in found.steps}
