"""`servanda agreements`: which obligations are kept on a day, over time, and why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
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
from servanda.cli.fields import Document, Row, plain
from servanda.cli.opening import no_later, question, question_line, seen
from servanda.cli.output import emit
from servanda.cli.words import paragraph as folded

if TYPE_CHECKING:
    from servanda.agreements.decide import Request
    from servanda.agreements.model import Obligation
    from servanda.agreements.timeline import Span
    from servanda.agreements.verdict import Answer
    from servanda.case import View
    from servanda.case.join_dependencies import Counterpart

app = typer.Typer(help="Which obligations are kept, and why.", no_args_is_help=True, rich_markup_mode=None)

MOST_SHOWN = 6
"""How many duties of the other side the text names."""
Every = Annotated[bool, typer.Option("--every", help="Also those on which nothing can be said.")]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which obligations are asked for; None matches all."""

    status: str | None
    kind: str | None
    agreement: str | None
    every: bool

    def takes(self, answer: Answer, obligation: Obligation) -> bool:
        """True when the answer is to be shown."""
        named = (self.agreement in (None, answer.agreement), self.kind in (None, obligation.kind.value))
        if not all(named):
            return False
        if self.status is not None:
            return self.status == answer.status.value or any(self.status == v.status.value for v in answer.verdicts)
        shown = obligation.kind.measured or not _silent(answer)
        return self.every or (answer.status.value != "not_applicable" and bool(self.kind or shown))

    def in_question(self, answer: Answer, obligation: Obligation) -> bool:
        """True when it was left out only because nothing is recorded on it or it does not apply."""
        return (
            self.status is None
            and self.agreement in (None, answer.agreement)
            and self.kind in (None, obligation.kind.value)
        )


def _silent(answer: Answer) -> bool:
    """True when no statement was read and no clock of the text is still open: nothing can be said."""
    said = {v.status.value for v in answer.verdicts} - {"undetermined", "not_applicable"}
    return not said and not answer.evidence and not any(v.stale for v in answer.verdicts)


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
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """The status of each obligation on a day. Also the state of each instrument."""
    view = seen(case, as_of, known_by, position)
    wanted = _wanted(view, only, kind, agreement, every)
    document = _status_document(view, wanted)
    if not (as_json or as_csv):
        document = by_account(document, _shown(view, wanted))
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


def _status_document(view: View, wanted: Wanted) -> Document:
    known = obligations(view)
    answers = [(answer, known[answer.obligation]) for answer in view.answers()]
    shown = _shown(view, wanted)
    hidden = [(a, o) for a, o in answers if not wanted.takes(a, o) and wanted.in_question(a, o)]
    idle = sum(a.status.value == "not_applicable" for a, _ in hidden)
    head: Row = {**question(view), "not_applicable": idle, "nothing_recorded": len(hidden) - idle}
    rows = {
        "obligations": [row for a, o in shown for row in answer_rows(a, o)],
        "instruments": instrument_rows(s for s in view.instruments() if wanted.agreement in (None, s.agreement)),
    }
    before = [question_line(view), counted(a for a, _ in shown) or "no obligation matches"]
    return Document(STATUS, head, rows, before=before, after=list(_left_out(idle, len(hidden) - idle)))


def _shown(view: View, wanted: Wanted) -> list[tuple[Answer, Obligation]]:
    """The answers asked for, first what somebody has to act on."""
    known = obligations(view)
    answers = [(answer, known[answer.obligation]) for answer in view.answers()]
    return sorted(((a, o) for a, o in answers if wanted.takes(a, o)), key=lambda pair: by_gravity(pair[0]))


def _left_out(idle: int, silent: int) -> Iterator[str]:
    if idle or silent:
        yield (
            f"Not shown: {plural(idle, 'obligation')} not applicable on the day, {silent} on whose performance nothing "
            f"is recorded (--every shows them)."
        )


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
    """One answer in a paragraph. Rule, number, limit, exceptions tried, sources, position, and what would decide it."""
    from servanda.agreements.explain import paragraph
    from servanda.case.join_agreements import explained, would_decide
    from servanda.case.join_dependencies import counterparts

    view = seen(case, as_of, known_by, position)
    known = obligations(view)
    answer = view.answer(one_of(obligation, "obligation", known))
    text, everything, asked = paragraph(answer), explained(view, answer), would_decide(view, answer)
    others = counterparts(view, answer.obligation)
    head: Row = {**question(view), "paragraph": text, "full": everything}
    before = [question_line(view), "", folded(text)]
    lines = [
        *before,
        "",
        *(tree_lines(everything) if full else [*_other_side(others), *_would_decide(asked), _next_step(case, answer)]),
    ]
    rows = {"verdicts": list(answer_rows(answer, known[obligation])), "would_decide": list(map(request_row, asked)),
            "counterparts": list(map(counterpart_row, others))}  # fmt: skip
    emit(Document(EXPLAIN, head, rows, before=lines), as_json=as_json, as_csv=as_csv)


def _other_side(others: Sequence[Counterpart]) -> Iterator[str]:
    """What the other side owes, as a list for people; a long list of one paragraph is counted."""
    if others:
        yield "Both sides:"
        yield from (folded(f"- {other.words}", "", "  ") for other in others[:MOST_SHOWN])
        if len(others) > MOST_SHOWN:
            yield f"- and {len(others) - MOST_SHOWN} more (--json lists them)"
        yield ""


def _would_decide(asked: Sequence[Request]) -> Iterator[str]:
    """The requests as a list for people, with an empty line after it; nothing when the record decides."""
    if asked:
        yield "What would decide this:"
        yield from (folded(f"- {request.words}", "", "  ") for request in asked)
        yield ""


def _next_step(case: str, answer: Answer) -> str:
    read = answer.evidence or tuple(i for verdict in answer.verdicts for i in verdict.stale)
    return f"Its source: servanda record show {case} {read[0]}" if read else "No statement was read."


def tree_lines(value: object, indent: str = "") -> list[str]:
    """A tree as indented lines; empty branches are left out."""
    if isinstance(value, Mapping):
        return [
            line for key, item in value.items() if item not in (None, "", [], {}) for line in _branch(key, item, indent)
        ]
    if isinstance(value, list):
        return [line for item in value for line in _item(item, indent)]
    return folded(plain(value) if isinstance(value, bool) else str(value), indent, indent + "  ").splitlines()


def _branch(key: str, item: object, indent: str) -> Iterable[str]:
    name = key.replace("_", " ")
    if isinstance(item, list) and all(isinstance(one, str | float | int) for one in item):
        item = ", ".join(str(one) for one in item)
    if not isinstance(item, Mapping | list):
        text = plain(item) if isinstance(item, bool) else str(item)
        return folded(f"{name}: {text}", indent, indent + "  ").splitlines()
    return [f"{indent}{name}", *tree_lines(item, indent + "  ")]


def _item(item: object, indent: str) -> Iterator[str]:
    lines = tree_lines(item, indent + "  ")
    yield f"{indent}- {lines[0].strip()}" if lines else f"{indent}-"
    yield from lines[1:]


@app.command("timeline", epilog="Example: servanda agreements timeline iran JCPOA-A1-56 --from 2016-01-16")
def timeline(
    case: CaseName,
    obligation: Annotated[
        str | None,
        typer.Argument(
            metavar="[OBLIGATION]",
            help="Id of an obligation (default: all that are judged).",
            autocompletion=complete_obligation,
        ),
    ] = None,
    start: Annotated[
        date | None,
        typer.Option(
            "--from", metavar="DAY", parser=day, help="First day (default: ten years before the day asked about)."
        ),
    ] = None,
    end: Annotated[
        date | None, typer.Option("--to", metavar="DAY", parser=day, help="Last day (default: the day asked about).")
    ] = None,
    known_by: KnownBy = None,
    position: Position = None,
    detail: Annotated[
        bool, typer.Option("--detail", help="A line for each change of the reason, not only of the status.")
    ] = False,
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
    after = view.as_of + timedelta(days=1)
    spans = view.timeline(first, after, obligation)
    shown = spans if every or obligation else {o: found for o, found in spans.items() if _decided(found)}
    rows = [span_row(o, group) for o, found in shown.items() for group in _groups(found, detail)]
    if not (every or obligation):
        rows = [row for row in rows if row["status"] != "not_applicable"]
    head: Row = {**question(view), "start": first, "end": after}
    left = len(spans) - len(shown)
    more = (
        [f"Not shown: {plural(left, 'obligation')} on which nothing is decided in these days (--every)."]
        if left
        else []
    )
    document = Document(TIMELINE, head, {"spans": rows}, before=[question_line(view)], after=more)
    emit(document, as_json=as_json, as_csv=as_csv)


def _ten_years_before(last: date) -> date:
    return last - timedelta(days=3653)


def _decided(spans: Iterable[Span]) -> bool:
    return any(span.answer.status.value not in ("undetermined", "not_applicable") for span in spans)


def _groups(spans: Iterable[Span], detail: bool) -> Iterable[tuple[Span, ...]]:
    return ((span,) for span in spans) if detail else merged(spans)
