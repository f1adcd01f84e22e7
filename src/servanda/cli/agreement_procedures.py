"""`servanda agreements procedures | start | calendar`: where a procedure stands, what a start would lead to, what is due."""

from __future__ import annotations

import re
import sys
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from servanda.cli.arguments import AsCsv, AsJson, AsOf, CaseName, KnownBy, Position, day, opened_quietly
from servanda.cli.failures import one_of
from servanda.cli.fields import Document, Row
from servanda.cli.opening import question, question_line, seen
from servanda.cli.output import emit
from servanda.cli.procedure_forms import CALENDAR, PROCEDURES, START, entry_row, procedure_rows, step_rows
from servanda.cli.words import paragraph
from servanda.core.counting import WEEKDAYS, WorkingCalendar, add_years, working_calendar
from servanda.core.finding import Misuse
from servanda.core.period import parse_day, parse_instant

if TYPE_CHECKING:
    from servanda.agreements.calendar import CalendarEntry
    from servanda.agreements.model import Agreement, Procedure
    from servanda.agreements.procedure import Deed, Deeds
    from servanda.agreements.procedure_run import Run
    from servanda.agreements.procedure_status import ProcedureAnswer
    from servanda.case import View


def complete_procedure(ctx: typer.Context, incomplete: str) -> list[str]:
    """Procedure ids for the shell's completion."""
    case = opened_quietly(ctx)
    every = [] if case is None else [p.id for a in case.agreements for p in a.procedures]
    return [name for name in every if name.startswith(incomplete)]


def hour(text: str) -> datetime:
    """An hour with its zone as typed."""
    found = parse_instant(text)
    if found is None:
        raise typer.BadParameter(f"{text!r} is not an hour with its zone; write it as 2025-09-01T09:00+03:30")
    return found


Weekend = Annotated[
    str | None,
    typer.Option("--weekend", metavar="DAYS", help="Days that are no working days: friday,saturday … (or none)."),
]
Holidays = Annotated[
    list[date] | None,
    typer.Option(
        "--holiday", metavar="DAY", parser=day, help="A day that is no working day; may be given several times."
    ),
]
Which = Annotated[
    str, typer.Argument(metavar="PROCEDURE", help="Id of a procedure.", autocompletion=complete_procedure)
]


def calendar_of(weekend: str | None, holidays: list[date] | None) -> WorkingCalendar:
    """The calendar for working days: as given, or Saturday and Sunday, said to be assumed."""
    from servanda.agreements.procedure_due import ASSUMED

    if weekend is None:
        return (
            ASSUMED if not holidays else working_calendar("weekend assumed, holidays given", ASSUMED.weekend, holidays)
        )
    names = [name.strip().capitalize() for name in weekend.split(",") if name.strip().lower() != "none"]
    for name in names:
        one_of(name, "day of the week", WEEKDAYS)
    return working_calendar("as given", (WEEKDAYS.index(name) for name in names), holidays or ())


def found(view: View, name: str) -> tuple[Agreement, Procedure]:
    """A procedure of the case with its agreement."""
    known = {p.id: (a, p) for a in view.case.agreements for p in a.procedures}
    return known[one_of(name, "procedure", known)]


def answers(view: View, calendar: WorkingCalendar) -> list[ProcedureAnswer]:
    """What is said of every procedure of the case."""
    from servanda.agreements.procedure_status import procedure_status

    return [
        procedure_status(a, p, view.facts, view.as_of, view.position, calendar=calendar)
        for a in view.agreements
        for p in a.procedures
    ]


def procedures(
    case: CaseName,
    procedure: Annotated[
        str | None,
        typer.Argument(
            metavar="[PROCEDURE]", help="Id of a procedure: its steps too.", autocompletion=complete_procedure
        ),
    ] = None,
    as_of: AsOf = None,
    known_by: KnownBy = None,
    position: Position = None,
    weekend: Weekend = None,
    holiday: Holidays = None,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """Where each dispute, access or sanctions procedure stands on a day. One of them: every step of every run."""
    view = seen(case, as_of, known_by, position)
    calendar = calendar_of(weekend, holiday)
    if procedure is not None:
        found(view, procedure)
    chosen = [a for a in answers(view, calendar) if procedure in (None, a.procedure.id)]
    rows: dict[str, list[Row]] = {
        "procedures": list(procedure_rows(chosen)),
        "steps": [row for a in chosen for r in a.runs for row in step_rows(r.run)],
    }
    head: Row = {**question(view), "working_days": calendar.words}
    hidden = frozenset({"steps"} if procedure is None else {"procedures"} if chosen[0].runs else {"steps"})
    before = [question_line(view), *(_about(chosen[0]) if procedure is not None else [])]
    emit(Document(PROCEDURES, head, rows, before=before, hidden=hidden), as_json=as_json, as_csv=as_csv)


def _about(answer: ProcedureAnswer) -> list[str]:
    """A procedure in a few lines: what it is, where each run stands, under which state of its instrument."""
    states = [s.words + (f" ({', '.join(s.holders)})" if s.holders else "") for s in answer.instruments]
    lines = [
        f"{answer.procedure.id}: {answer.procedure.title} ({answer.procedure.cite})",
        f"Instrument: {'; '.join(states)}",
        *(f"Run of {r.run.deeds.start.day}: {_run_words(r.run, [a.words for a in r.accounts])}" for r in answer.runs),
    ]
    lines += [] if answer.runs else ["No start is recorded."]
    lines += [f"Of no run: {', '.join(d.evidence for d in answer.stray)}"] if answer.stray else []
    lines += [f"Recalled: {', '.join(answer.recalled)}"] if answer.recalled else []
    return ["", *(paragraph(line, "", "  ") for line in lines)]


def _run_words(run: Run, accounts: list[str]) -> str:
    why = f" ({run.why})" if run.why else ""
    by = f"begun by {', '.join(run.deeds.start.by)}; " if run.deeds.start.by else ""
    return f"{by}{'; '.join(accounts)}{why}"


def start(
    case: CaseName,
    procedure: Which,
    on: Annotated[date | None, typer.Option("--on", metavar="DAY", parser=day, help="Day of the start.")] = None,
    at: Annotated[
        datetime | None, typer.Option("--at", metavar="HOUR", parser=hour, help="Hour of the start, with its zone.")
    ] = None,
    event: Annotated[
        str | None, typer.Option("--event", metavar="STATEMENT", help="Start on the day of a recorded statement.")
    ] = None,
    did: Annotated[
        list[str] | None,
        typer.Option("--did", metavar="STEP:ACT:DAY", help="Suppose a step: 3:refused:2025-02-10 (several; :DAYS after "
                     "extended)."),
    ] = None,
    about: Annotated[str, typer.Option("--about", metavar="NAME", help="What the run is about, such as 1929.")] = "",
    as_of: AsOf = None,
    known_by: KnownBy = None,
    weekend: Weekend = None,
    holiday: Holidays = None,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:  # fmt: skip
    """What a start leads to: the day each step falls due, and what happens if nobody acts. Nothing is recorded."""
    from servanda.agreements.procedure_run import run

    view = seen(case, as_of, known_by)
    _, wanted = found(view, procedure)
    deeds = _supposed(view, wanted, _start_day(view, on, at, event), at, about, did or [])
    calendar = calendar_of(weekend, holiday)
    made = run(wanted, deeds, as_of or max(deed.day for deed in deeds.all), calendar)
    head = _start_head(view, made, calendar)
    before = [f"{wanted.id}: {wanted.title} ({wanted.cite})",
              f"Supposed start on {made.deeds.start.day}; on {made.day}: {_run_words(made, [made.phase.words])}"]  # fmt: skip
    after = [paragraph(part) for part in _after(wanted, made, calendar)]
    emit(
        Document(START, head, {"steps": list(step_rows(made))}, before=before, after=after),
        as_json=as_json,
        as_csv=as_csv,
    )


def _start_head(view: View, made: Run, calendar: WorkingCalendar) -> Row:
    return {
        **question(view),
        "as_of": made.day,
        "working_days": calendar.words,
        "procedure": made.procedure.id,
        "title": made.procedure.title,
        "cite": made.procedure.cite,
        "started": made.deeds.start.day,
        "status": made.phase.value,
        "why": made.why,
        "decision_rule": made.procedure.decision_rule,
        "note": made.procedure.note,
    }


def _after(procedure: Procedure, run: Run, calendar: WorkingCalendar) -> list[str]:
    working = any("working" in s.due.counting for s in run.steps if s.due)
    notes = list(dict.fromkeys(note for s in run.steps for note in s.notes if not note.startswith("calendar ")))
    return [
        *([f"Working days: {calendar.words}."] if working else []),
        *notes,
        *([f"Total by the text: {procedure.total_days} days."] if procedure.total_days else []),
        *([f"Note: {procedure.note}"] if procedure.note else []),
    ]


def _start_day(view: View, on: date | None, at: datetime | None, event: str | None) -> date:
    given = [value for value in (on, at, event) if value is not None]
    if len(given) != 1:
        raise Misuse("the start: give one of --on DAY, --at HOUR or --event STATEMENT")
    if event is not None:
        return view.known.by_id[one_of(event, "statement", view.known.by_id)].day
    return on if on is not None else at.date() if at is not None else view.as_of


def _supposed(view: View, procedure: Procedure, day: date, at: datetime | None, about: str, did: list[str]) -> Deeds:
    from servanda.agreements.procedure import Act, Deed, Deeds, first_clock

    begun = Deed(day, Act.STARTED, first_clock(procedure), at=at, document=about)
    more = sorted((_deed(procedure, text, day) for text in did), key=lambda deed: deed.day)
    return Deeds(begun, (begun, *more))


def _deed(procedure: Procedure, text: str, begun: date) -> Deed:
    """A supposed step as typed."""
    from servanda.agreements.procedure import Act, Deed, is_vote, terms_of

    match = re.fullmatch(r"(\d+):([a-z_]+):(\d{4}-\d{2}-\d{2})(?::(\d+))?", text)
    when = parse_day(match[3]) if match else None
    if match is None or when is None:
        raise Misuse(
            f"{text!r} is no step: write STEP:ACT:DAY, such as 3:refused:2025-02-10 or 2:extended:2025-02-10:15"
        )
    act = Act(one_of(match[2], "act", [a.value for a in Act if a is not Act.STARTED]))
    one_of(match[1], f"step of {procedure.id}", [str(s.number) for s in procedure.steps])
    step = next(s for s in procedure.steps if s.number == int(match[1]))
    if act is Act.DONE and is_vote(terms_of(procedure, step)):
        raise Misuse(f"{text!r}: step {step.number} is a vote and its result matters; say adopted or rejected")
    if when < begun:
        raise Misuse(f"{text!r} lies before the start on {begun}")
    return Deed(when, act, int(match[1]), days=int(match[4]) if match[4] else None)


def calendar(
    case: CaseName,
    as_of: AsOf = None,
    to: Annotated[
        date | None,
        typer.Option("--to", metavar="DAY", parser=day, help="Last day (default: a year after the day asked about)."),
    ] = None,
    known_by: KnownBy = None,
    position: Position = None,
    weekend: Weekend = None,
    holiday: Holidays = None,
    ics: Annotated[
        str | None,
        typer.Option("--ics", metavar="FILE", help="Write it for calendar programs (- for standard output)."),
    ] = None,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """Every clock that runs on a day or will start: deadlines, steps, effects that come by themselves, sunsets."""
    from servanda.agreements.calendar import calendar_entries

    view = seen(case, as_of, known_by, position)
    working = calendar_of(weekend, holiday)
    last = to or add_years(view.as_of, 1)
    entries = calendar_entries(view.agreements, answers(view, working), view.facts, view.as_of, last, view.position)
    if ics is not None and write_ics(view, entries, ics):
        return
    head: Row = {**question(view), "working_days": working.words, "last": last}
    rows = {"entries": [entry_row(entry, view.as_of) for entry in entries]}
    emit(
        Document(CALENDAR, head, rows, before=[f"{question_line(view)}, until {last}"]), as_json=as_json, as_csv=as_csv
    )


def write_ics(view: View, entries: tuple[CalendarEntry, ...], target: str) -> bool:
    """Write the calendar file; true when it went to standard output, which then holds nothing else."""
    from servanda.agreements.ics import ics as text_of

    text = text_of(entries, f"{view.case.title}: clocks", view.as_of)
    if target == "-":
        sys.stdout.write(text)
        return True
    Path(target).write_bytes(text.encode("utf-8"))
    print(f"Wrote {sum(entry.day is not None for entry in entries)} days to {target}", file=sys.stderr)
    return False


def add_to(app: typer.Typer) -> None:
    """Put these commands under a noun."""
    app.command(
        "procedures", epilog="Example: servanda agreements procedures iran UNSCR2231-P-SNAPBACK --as-of 2025-09-28"
    )(procedures)
    app.command("start", epilog="Example: servanda agreements start iran JCPOA-P-ACCESS --on 2025-02-03")(start)
    app.command("calendar", epilog="Example: servanda agreements calendar iran --as-of 2025-09-01 --ics clocks.ics")(
        calendar
    )
