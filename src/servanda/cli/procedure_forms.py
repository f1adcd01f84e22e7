"""The documents of `servanda agreements procedures`, `start` and `calendar`, and their rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from servanda.cli.fields import EVIDENCE, QUESTION, Field, Form, Kind, Row, TableForm, Value

if TYPE_CHECKING:
    from servanda.agreements.calendar import CalendarEntry
    from servanda.agreements.procedure_run import Run, StepRun
    from servanda.agreements.procedure_status import ProcedureAnswer

WORKING_DAYS = Field("working_days", Kind.TEXT, "the calendar with which working days are counted")


def joined(value: Value) -> str:
    """A list in one cell."""
    return ", ".join(str(item) for item in value) if isinstance(value, tuple | list) else ""


STEP_FIELDS = (
    Field("procedure", Kind.TEXT, "id of the procedure"),
    Field("run", Kind.DAY, "day on which the run began", "run of"),
    Field("step", Kind.WHOLE, "number of the step", "step"),
    Field("state", Kind.TEXT, "where the step stands, such as `running`, `done`, `passed`, `overdue`, `in_effect`", "state",
          show=lambda row: str(row["state_says"]), wraps=True),
    Field("state_says", Kind.TEXT, "the same in words, with what was done"),
    Field("opened", Kind.DAY, "first day of its time; null: not known yet", "from"),
    Field("due", Kind.DAY, "last day of its time; null: none given, or not known yet", "due"),
    Field("effective", Kind.TEXT, "hour from which what comes by itself holds; empty: it is counted in days", "effective",
          width=100),
    Field("actor", Kind.TEXT, "who acts", "who", least=10, wraps=True),
    Field("action", Kind.TEXT, "what is to be done", "does what", least=20, wraps=True),
    Field("if_nobody_acts", Kind.TEXT, "what happens if nobody acts", "if nobody acts", least=20, wraps=True),
    Field("counting", Kind.TEXT, "how the day was counted", "counted", width=130, wraps=True),
    Field("taken_on", Kind.DAY, "day on which it was taken; null: no statement says so"),
    Field("outcome", Kind.TEXT, "id of the procedure that it may lead to; empty: none"),
    Field("notes", Kind.WORDS, "extensions, calendars, conditions"),
    EVIDENCE,
)  # fmt: skip
PROCEDURES = Form(
    "agreements-procedures",
    "servanda agreements procedures CASE [PROCEDURE]",
    (*QUESTION, WORKING_DAYS),
    (
        TableForm(
            "procedures",
            "",
            (
                Field("procedure", Kind.TEXT, "id of the procedure", "procedure"),
                Field("agreement", Kind.TEXT, "slug of its agreement"),
                Field("status", Kind.TEXT, "`not_started`, where the latest run stands, or `contested`", "status",
                      show=lambda row: str(row["status"]).replace("_", " ")),
                Field("account", Kind.TEXT, "where the run stands by the account of `holders`; `no_standing`: whoever began "
                      "it was not entitled to", "by account", show=lambda row: _account(row), wraps=True),
                Field("holders", Kind.WORDS, "party codes by whose account this is so; empty: nobody differs"),
                Field("started", Kind.DAY, "day on which the run began; null: no start is recorded", "started"),
                Field("started_by", Kind.WORDS, "who began it", "by", show=lambda row: joined(row["started_by"]), wraps=True),
                Field("next_due", Kind.DAY, "next day on which a step's time ends; null: none", "next day"),
                Field("next", Kind.TEXT, "what happens on that day", "what then", least=16, wraps=True),
                Field("title", Kind.TEXT, "what it is for", "title", width=100, wraps=True),
                Field("cite", Kind.TEXT, "paragraph", "paragraph", width=150, wraps=True),
                Field("kept", Kind.TEXT, "whether the steps due by the day were taken in time"),
                Field("why", Kind.TEXT, "why the run stands there"),
                Field("recalled", Kind.WORDS, "statements it rests on that are recalled"),
                EVIDENCE,
            ),
            none="no procedure is recorded",
        ),
        TableForm("steps", "Steps", STEP_FIELDS),
    ),
)  # fmt: skip
START = Form(
    "agreements-start",
    "servanda agreements start CASE PROCEDURE",
    (
        *QUESTION,
        WORKING_DAYS,
        Field("procedure", Kind.TEXT, "id of the procedure"),
        Field("title", Kind.TEXT, "what it is for"),
        Field("cite", Kind.TEXT, "paragraph"),
        Field("started", Kind.DAY, "day on which the run is supposed to begin"),
        Field("status", Kind.TEXT, "where the run stands on the day asked about"),
        Field("why", Kind.TEXT, "why it stands there; empty: it runs"),
        Field("decision_rule", Kind.TEXT, "id of the rule by which its body decides; empty: none is named"),
        Field("note", Kind.TEXT, "remark of the agreement file"),
    ),
    (TableForm("steps", "", tuple(replace(f, head="") if f.key == "run" else f for f in STEP_FIELDS)),),
)
CALENDAR = Form(
    "agreements-calendar",
    "servanda agreements calendar CASE",
    (*QUESTION, WORKING_DAYS, Field("last", Kind.DAY, "last day of the calendar")),
    (
        TableForm(
            "entries",
            "",
            (
                Field("day", Kind.DAY, "the day; null: it runs without a day", "day"),
                Field("instant", Kind.TEXT, "hour from which it holds; empty: a whole day"),
                Field("kind", Kind.TEXT, "`due`, `step`, `effect`, `begins`, `ends` or `returns`", "what",
                      show=lambda row: str(row["kind_says"]), wraps=True),
                Field("kind_says", Kind.TEXT, "the same in words"),
                Field("ids", Kind.WORDS, "obligations, or the procedure", "of", show=lambda row: _ids(row), wraps=True),
                Field("step", Kind.WHOLE, "number of the step; null: no step of a procedure"),
                Field("agreement", Kind.TEXT, "slug of the agreement"),
                Field("title", Kind.TEXT, "what it is about", "about", least=20, wraps=True),
                Field("cite", Kind.TEXT, "paragraph", "paragraph", width=150, wraps=True),
                Field("who", Kind.WORDS, "who is to act", "who", show=lambda row: joined(row["who"]), width=100, wraps=True),
                Field("running", Kind.FLAG, "true: it runs; false: it will start if nobody acts before, or with its event",
                      "now", show=lambda row: "runs" if row["running"] else "will start"),
                Field("started", Kind.DAY, "day from which it runs; null: none", "since", width=100),
                Field("elapsed_days", Kind.WHOLE, "days since then; null: it has not started"),
                Field("counting", Kind.TEXT, "how the day was counted", "counted", width=130, wraps=True),
                Field("holders", Kind.WORDS, "by whose account; empty: nobody differs", "by account",
                      show=lambda row: joined(row["holders"]), width=100, wraps=True),
                Field("recalled", Kind.FLAG, "true: a text that it rests on was not seen"),
                Field("note", Kind.TEXT, "conditions, and what happens if nobody acts"),
                EVIDENCE,
            ),
            none="no clock runs or will start in these days",
        ),
    ),
)  # fmt: skip


def _account(row: Row) -> str:
    words = str(row["account"]).replace("_", " ")
    return f"{words}: {joined(row['holders'])}" if row["holders"] else ""


def _ids(row: Row) -> str:
    found = row["ids"]
    ids = [str(i) for i in found] if isinstance(found, tuple | list) else []
    step = f" step {row['step']}" if row["step"] else ""
    return ids[0] + step if len(ids) == 1 else f"{row['agreement']}: {ids[0]} and {len(ids) - 1} more"


def procedure_rows(answers: Iterable[ProcedureAnswer]) -> Iterator[Row]:
    """One row for each account of the latest run of each procedure; one without a run where none has begun."""
    for answer in answers:
        head = {
            "procedure": answer.procedure.id,
            "agreement": answer.agreement,
            "title": answer.procedure.title,
            "cite": answer.procedure.cite,
            "status": answer.status,
        }
        current = answer.current
        if current is None:
            yield {**head, **_NO_RUN}
            continue
        coming = _next(current.run)
        for account in current.accounts:
            yield {
                **head,
                "account": account.status,
                "holders": account.holders,
                "started": current.run.deeds.start.day,
                "started_by": current.run.deeds.start.by,
                "next_due": coming.due.day if coming and coming.due else None,
                "next": f"step {coming.step.number}: {coming.terms.if_nobody_acts}" if coming else "",
                "kept": current.kept.value,
                "why": current.run.why,
                "recalled": answer.recalled,
                "evidence": current.evidence,
            }


_NO_RUN: dict[str, Value] = {
    "account": "not_started", "holders": (), "started": None, "started_by": (), "next_due": None, "next": "",
    "kept": "undetermined", "why": "no statement says that it was begun", "recalled": (), "evidence": (),
}  # fmt: skip


def _next(run: Run) -> StepRun | None:
    """The step whose time ends next; None when the run has ended or no day is known."""
    if run.ended is not None:
        return None
    coming = [s for s in run.steps if s.due is not None and s.taken is None and s.due.day >= run.day]
    coming = [s for s in coming if not s.terms.only_after or s.state.value != "not_reached"]
    return min(coming, key=lambda s: (s.due.day if s.due else run.day, s.step.number), default=None)


def step_rows(run: Run) -> Iterator[Row]:
    """One row for each step of a run."""
    for s in run.steps:
        yield {
            "procedure": run.procedure.id,
            "run": run.deeds.start.day,
            "step": s.step.number,
            "actor": s.step.actor,
            "action": s.step.action,
            "state": s.state.value,
            "state_says": state_words(s),
            "opened": s.opened,
            "due": s.due.day if s.due else None,
            "effective": s.due.instant.isoformat() if s.due and s.due.instant else "",
            "counting": s.due.counting if s.due else "",
            "taken_on": s.taken.day if s.taken else None,
            "if_nobody_acts": s.terms.if_nobody_acts,
            "outcome": s.step.outcome,
            "notes": tuple(s.notes) + ((f"unless {s.terms.unless}",) if s.terms.unless else ()),
            "evidence": s.evidence,
        }


def state_words(s: StepRun) -> str:
    """Where a step stands, with the act and its day where it was taken."""
    if s.taken is not None and s.state.value in ("done", "done_late"):
        act = "done" if s.taken.act.value == "started" else s.taken.act.words
        late = f", {s.days_over} days late" if s.days_over else ""
        return f"{act} on {s.taken.when}{late}"
    if s.state.value == "passed" and s.terms.nature.value == "silence":
        return "not approved: refused"
    if s.state.value == "open" and s.notes:
        return f"open: {s.notes[0]}"
    words = {"overdue": "day passed, nothing recorded", "passed": "time ended, nothing recorded"}
    return words.get(s.state.value, s.state.words)


def entry_row(entry: CalendarEntry, as_of: date) -> Row:
    """One entry of the calendar."""
    since = entry.started
    elapsed = (as_of - since).days if since is not None and since <= as_of else None
    return {
        "day": entry.day,
        "instant": entry.instant.isoformat() if entry.instant else "",
        "kind": entry.kind.value,
        "kind_says": entry.kind.words if entry.day else f"runs without a day ({elapsed} days)",
        "ids": entry.ids,
        "step": entry.step,
        "agreement": entry.agreement,
        "title": entry.title,
        "cite": entry.cite,
        "who": entry.who,
        "running": entry.running,
        "started": since,
        "elapsed_days": elapsed,
        "counting": entry.counting,
        "holders": entry.holders,
        "recalled": entry.recalled,
        "note": entry.note,
        "evidence": entry.evidence,
    }
