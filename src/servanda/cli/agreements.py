"""`servanda agreements`: which obligations are kept on a day, over time, and why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from servanda.cli.agreement_accounts import by_account
from servanda.cli.agreement_forms import (
    EXPLAIN,
    STATUS,
    TIMELINE,
    answer_rows,
    by_gravity,
    counted,
    counterpart_row,
    instrument_rows,
    merged,
    request_row,
    span_row,
)
from servanda.cli.arguments import AsCsv, AsJson, AsOf, CaseName, KnownBy, Position, complete_obligation, day
from servanda.cli.failures import one_of, plural
from servanda.cli.fields import Document, Row
from servanda.cli.opening import no_later, question, question_line, seen
from servanda.cli.output import emit
from servanda.cli.wanted import Place, Wanted, concerns
from servanda.cli.words import paragraph

if TYPE_CHECKING:
    from servanda.agreements.decide import Request
    from servanda.agreements.model import Obligation
    from servanda.agreements.timeline import Span
    from servanda.agreements.verdict import Answer
    from servanda.case import View
    from servanda.case.join_counterparts import Counterpart

app = typer.Typer(help="Which obligations are kept, and why.", no_args_is_help=True, rich_markup_mode=None)

MOST_SHOWN = 6
"""How many duties of the other side the text names."""
Every = Annotated[bool, typer.Option("--every", help="Also those on which nothing can be said.")]

Obliged = Annotated[
    str | None,
    typer.Argument(
        metavar="[OBLIGATION]",
        help="Id of an obligation (default: all that are judged).",
        autocompletion=complete_obligation,
    ),
]
From = Annotated[
    date | None,
    typer.Option(
        "--from", metavar="DAY", parser=day, help="First day (default: ten years before the day asked about)."
    ),
]
To = Annotated[
    date | None, typer.Option("--to", metavar="DAY", parser=day, help="Last day (default: the day asked about).")
]
Detail = Annotated[bool, typer.Option("--detail", help="A line for each change of the reason, not only of the status.")]


@app.command("status", epilog="Example: servanda agreements status iran --as-of 2025-07-01 --agreement jcpoa")
def status(
    case: CaseName,
    as_of: AsOf = None,
    known_by: KnownBy = None,
    position: Position = None,
    only: Annotated[str | None, typer.Option("--status", metavar="STATUS", help="Only this status: exceeded …")] = None,
    kind: Annotated[str | None, typer.Option("--kind", metavar="KIND", help="Only this kind: numeric_limit …")] = None,
    agreement: Annotated[str | None, typer.Option("--agreement", metavar="SLUG", help="Only this one: jcpoa …")] = None,
    every: Every = False,
    instruments: Annotated[
        bool, typer.Option("--instruments", help="With --status or --kind: the instruments too.")
    ] = False,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """The status of each obligation on a day. Also the state of each instrument."""
    view = seen(case, as_of, known_by, position)
    wanted = _wanted(view, only, kind, agreement, every)
    asked = instruments or (only is None and kind is None)
    shown = _placed(view, wanted)[Place.LISTED]
    document = _status_document(view, wanted, instruments=asked)
    if not (as_json or as_csv):
        known = obligations(view)
        document = by_account(document, [(a, known[a.obligation]) for a in sorted(shown, key=by_gravity)])
    emit(document, as_json=as_json, as_csv=as_csv)


def _wanted(view: View, only: str | None, kind: str | None, agreement: str | None, every: bool) -> Wanted:
    from servanda.agreements.model import Kind
    from servanda.agreements.verdict import Status

    if only is not None:
        one_of(only, "status", [s.value for s in Status])
    if kind is not None:
        one_of(kind, "kind", [k.value for k in Kind])
    if agreement is not None:
        one_of(agreement, "agreement", [a.slug for a in view.case.agreements])
    return Wanted(only, kind, agreement, every)


def obligations(view: View) -> Mapping[str, Obligation]:
    """Every obligation of the case by its id."""
    return {o.id: o for a in view.case.agreements for o in a.obligations}


def _status_document(view: View, wanted: Wanted, *, instruments: bool) -> Document:
    known = obligations(view)
    placed = _placed(view, wanted)
    shown = sorted(placed[Place.LISTED], key=by_gravity)
    named = [a for a in view.case.agreements if wanted.agreement in (None, a.slug)]
    mine = {a.slug for a in named if wanted.names_instrument or concerns(a, view)}
    left = {place.value: len(placed[place]) for place in Place if place is not Place.LISTED}
    head: Row = {**question(view), **left, "instruments_of_others": len(named) - len(mine)}
    rows = {
        "obligations": [row for a in shown for row in answer_rows(a, known[a.obligation])],
        "instruments": instrument_rows(s for s in view.instruments() if s.agreement in mine),
    }
    before = [question_line(view), _summary(shown, placed[Place.UNREAD])]
    hidden = frozenset[str]() if instruments else frozenset({"instruments"})
    return Document(STATUS, head, rows, hidden=hidden, before=before, after=list(_left_out(head)))


def _placed(view: View, wanted: Wanted) -> dict[Place, list[Answer]]:
    """Every answer that was asked for, by where it goes."""
    known = obligations(view)
    placed: dict[Place, list[Answer]] = {place: [] for place in Place}
    for answer in view.answers():
        place = wanted.place(answer, known[answer.obligation], view)
        if place is not None:
            placed[place].append(answer)
    return placed


def _summary(shown: Sequence[Answer], unread: Sequence[Answer]) -> str:
    counts = counted([*shown, *unread])
    if not unread:
        return counts or "no obligation matches"
    return f"{counts}; for {len(unread)} of the undetermined no statement was read: counted, not listed"


def _left_out(head: Row) -> Iterator[str]:
    """What is not shown, one line, and how to see it."""
    words = (
        ("not_applicable", "not applicable on the day"),
        ("nothing_read", "on which no statement was read"),
        ("of_others", "of others than the State of the case"),
    )
    parts = [f"{head[key]} {text}" for key, text in words if head[key]]
    if head["instruments_of_others"]:
        parts.append(f"also instruments that do not bind it: {head['instruments_of_others']}")
    if parts:
        yield paragraph(f"Not shown, obligations: {'; '.join(parts)} (--every shows all).")


@app.command("explain", epilog="Example: servanda agreements explain iran JCPOA-A1-56 --as-of 2025-07-01")
def explain(
    case: CaseName,
    obligation: Annotated[
        str, typer.Argument(metavar="OBLIGATION", help="Id of an obligation.", autocompletion=complete_obligation)
    ],
    as_of: AsOf = None,
    known_by: KnownBy = None,
    position: Position = None,
    full: Annotated[bool, typer.Option("--full", help="Everything that the answer rests on.")] = False,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """One answer in a few lines. Rule, number, limit, exceptions tried, sources, position, and what would decide it."""
    from servanda.agreements.explain import paragraph as in_words
    from servanda.case.join_agreements import explained, would_decide
    from servanda.case.join_counterparts import counterparts
    from servanda.cli.explained import foundations, in_full, in_short

    view = seen(case, as_of, known_by, position)
    known = obligations(view)
    answer = view.answer(one_of(obligation, "obligation", known))
    others, asked = counterparts(view, answer.obligation), would_decide(view, answer)
    tree = explained(view, answer)
    head: Row = {**question(view), "paragraph": in_words(answer), "full": tree}
    everything = [*in_full(answer, known[obligation], view.case.record), *foundations(tree)] if full else []
    lines = [
        *(everything or in_short(answer)),
        "",
        *_other_side(others),
        *_would_decide(asked),
        *([] if full else [_next(case, answer)]),
    ]
    rows = {"verdicts": list(answer_rows(answer, known[obligation])), "would_decide": list(map(request_row, asked)),
            "counterparts": list(map(counterpart_row, others))}  # fmt: skip
    emit(Document(EXPLAIN, head, rows, before=[question_line(view), "", *lines]), as_json=as_json, as_csv=as_csv)


def _other_side(others: Sequence[Counterpart]) -> Iterator[str]:
    """What the other side owes, as a list for people; a long list of one paragraph is counted."""
    if others:
        yield "Both sides:"
        yield from (paragraph(f"- {other.words}", "", "  ") for other in others[:MOST_SHOWN])
        if len(others) > MOST_SHOWN:
            yield f"- and {len(others) - MOST_SHOWN} more (--json lists them)"
        yield ""


def _would_decide(asked: Sequence[Request]) -> Iterator[str]:
    """The requests as a list for people, with an empty line after it; nothing when the record decides."""
    if asked:
        yield "What would decide this:"
        yield from (paragraph(f"- {request.words}", "", "  ") for request in asked)
        yield ""


def _next(case: str, answer: Answer) -> str:
    read = answer.evidence or tuple(i for verdict in answer.verdicts for i in verdict.stale)
    return f"Its source: servanda record show {case} {read[0]}" if read else "No statement was read."


@app.command("timeline", epilog="Example: servanda agreements timeline iran JCPOA-A1-56 --from 2016-01-16")
def timeline(
    case: CaseName,
    obligation: Obliged = None,
    start: From = None,
    end: To = None,
    known_by: KnownBy = None,
    position: Position = None,
    detail: Detail = False,
    every: Every = False,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """Which status from when to when. One obligation, or all on which something is decided."""
    view = seen(case, end, known_by, position)
    first = start or _ten_years_before(view.as_of)
    no_later(first, view.as_of, ("--from", "--to"))
    if obligation is not None:
        one_of(obligation, "obligation", obligations(view))
    found = view.timeline(first, view.as_of + timedelta(days=1), obligation)
    emit(
        _timeline_document(view, first, found, detail, whole=every or obligation is not None),
        as_json=as_json,
        as_csv=as_csv,
    )


def _timeline_document(
    view: View, first: date, found: Mapping[str, tuple[Span, ...]], detail: bool, *, whole: bool
) -> Document:
    """All spans, or only those of obligations on which something is decided, without the days of no application."""
    shown = {o: spans for o, spans in found.items() if whole or _decided(spans)}
    rows = [span_row(o, group) for o, spans in shown.items() for group in _groups(spans, detail)]
    rows = [row for row in rows if whole or row["status"] != "not_applicable"]
    left = len(found) - len(shown)
    note = f"Not shown: {plural(left, 'obligation')} on which nothing is decided in these days (--every)."
    head: Row = {**question(view), "start": first, "end": view.as_of + timedelta(days=1)}
    return Document(TIMELINE, head, {"spans": rows}, before=[question_line(view)], after=[note] if left else [])


def _ten_years_before(last: date) -> date:
    return last - timedelta(days=3653)


def _decided(spans: Iterable[Span]) -> bool:
    return any(span.answer.status.value not in ("undetermined", "not_applicable") for span in spans)


def _groups(spans: Iterable[Span], detail: bool) -> Iterable[tuple[Span, ...]]:
    return ((span,) for span in spans) if detail else merged(spans)
