"""Checks of what is recorded about procedures and votes, and of procedures whose steps do not add up."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from servanda.agreements.model import Agreement, Procedure
from servanda.agreements.nodes import meant
from servanda.agreements.procedure import Act, Deed, Deeds, first_clock
from servanda.agreements.procedure_run import run
from servanda.core.finding import Finding, shown
from servanda.evidence.statement import Statement

RULE_DEED = "a procedure statement names a procedure of the case in subject, and the number of its step in locator"
RULE_VOTE = "a vote statement names the forum in subject and the members in actors; a member votes once in a vote"
RULE_TOTAL = "the times of the steps add up to the total that the file gives"
_ANY_DAY = date(2001, 1, 1)
_NO_STEP = frozenset({Act.STARTED, Act.SETTLED, Act.STOPPED, Act.STANDING_DENIED, Act.STANDING_UPHELD})


def check_deeds(statements: Iterable[Statement], agreements: Sequence[Agreement]) -> list[Finding]:
    """Findings about `procedure` statements: unknown procedures and steps, and deeds of a run that nobody started."""
    known = {p.id: p for a in agreements for p in a.procedures}
    said = [s for s in statements if s.quantity == "procedure" and s.text in {act.value for act in Act}]
    starts = {(s.subject, s.document) for s in said if s.text == Act.STARTED}
    return [finding for s in said for finding in _deed(s, known, starts)]


def _deed(s: Statement, known: dict[str, Procedure], starts: set[tuple[str, str]]) -> Iterator[Finding]:
    procedure = known.get(s.subject)
    if procedure is None:
        yield _finding(s, "statement-unknown-procedure", "subject", shown(s.subject),
                       f"one of {', '.join(sorted(known)) or 'the procedures of the case (there are none)'}",
                       RULE_DEED, f"correct the id{meant(s.subject, list(known))}")  # fmt: skip
        return
    steps = [str(step.number) for step in procedure.steps]
    if s.locator not in steps and (s.locator or Act(s.text) not in _NO_STEP):
        yield _finding(s, "statement-unknown-step", "locator", shown(s.locator), f"one of {', '.join(steps)}", RULE_DEED,
                       f"write the number of the step of {procedure.id}")  # fmt: skip
    if s.document and (s.subject, s.document) not in starts:
        yield _finding(s, "statement-run-not-started", "document", shown(s.document),
                       "the document of a statement that says started", RULE_DEED,
                       "add the statement with which the run began, or correct its name")  # fmt: skip


def check_votes(statements: Iterable[Statement]) -> list[Finding]:
    """Findings about `vote` statements: nobody named, or one member voting twice."""
    findings: list[Finding] = []
    seen: dict[tuple[str, str, str], Statement] = {}
    for s in statements:
        if s.quantity != "vote":
            continue
        if not s.actors:
            findings.append(_finding(s, "vote-of-nobody", "actors", "nobody", "the members who voted so", RULE_VOTE,
                                     "write their codes, separated by semicolons"))  # fmt: skip
        for name in s.actors:
            first = seen.setdefault((s.subject, s.of_day.text, name), s)
            if first is not s and first.text != s.text:
                findings.append(_finding(s, "vote-twice", "actors", shown(name), f"not also {first.text}, as in {first.id}",
                                         RULE_VOTE, "take the member out of one of the two"))  # fmt: skip
    return findings


def check_totals(agreements: Iterable[Agreement]) -> list[Finding]:
    """Findings about procedures whose steps, taken one after the other, do not end on the total of the file."""
    return [
        Finding(
            p.file,
            p.line,
            "procedure-total-days",
            "total_days",
            f"{p.total_days} days, and steps of {found} days",
            "the same number",
            RULE_TOTAL,
            "correct the total, or the times of the steps",
        )
        for a in agreements
        for p in a.procedures
        if p.total_days is not None and (found := total_days(p)) not in (None, p.total_days)
    ]


def total_days(procedure: Procedure) -> int | None:
    """Calendar days from the start of the clock to the last day that any step has; None when no step has one."""
    start = Deed(_ANY_DAY, Act.STARTED, first_clock(procedure))
    made = run(procedure, Deeds(start, (start,)), _ANY_DAY)
    last = made.last_due
    return None if last is None else (last.day - _ANY_DAY).days


def _finding(s: Statement, name: str, column: str, found: str, expected: str, rule: str, remedy: str) -> Finding:
    return Finding(s.file, s.line, name, column, found, expected, rule, remedy)
