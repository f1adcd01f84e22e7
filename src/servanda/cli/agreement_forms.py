"""The documents of `servanda agreements`: their fields, and answers turned into rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from servanda.cli.fields import EVIDENCE, QUESTION, Field, Form, Kind, Row, TableForm, Value

if TYPE_CHECKING:
    from servanda.agreements.decide import Request
    from servanda.agreements.model import Obligation
    from servanda.agreements.position import InstrumentState
    from servanda.agreements.timeline import Span
    from servanda.agreements.verdict import Answer, ClockRun, Part, Verdict
    from servanda.case.join_counterparts import Counterpart

GRAVITY = (
    "exceeded", "declared_non_observance", "not_performed", "performed_late", "overdue", "contested", "clock_started",
    "compliant", "undetermined", "not_applicable",
)  # fmt: skip
"""The order in which statuses are shown: first what somebody has to act on."""

SOFT = "the status rests on soft wording"


def _status(row: Row) -> str:
    soft = " (soft)" if row["soft"] else ""
    owed = f" ({_OWED[str(row['owed'])]})" if row["owed"] else ""
    verdict = str(row["verdict"]).replace("_", " ") + soft + owed
    if row["status"] != "contested":
        return verdict
    return f"contested: {verdict} for {_joined(row['holders']) or 'all'}"


_OWED = {"not_owed": "not owed", "conditional": "conditional", "contested": "whether owed: contested"}


def _found(row: Row) -> str:
    if row["value_says"]:
        return str(row["value_says"])
    return f"(last {row['last_says']})" if row["last_says"] else ""


def _limit(row: Row) -> str:
    return str(row["limit"]).removeprefix("the rule that there be ")


def _joined(value: Value) -> str:
    return ", ".join(str(item) for item in value) if isinstance(value, tuple | list) else ""


OBLIGATION = (
    Field("obligation", Kind.TEXT, "id of the obligation", "obligation"),
    Field("agreement", Kind.TEXT, "slug of its agreement"),
    Field("kind", Kind.TEXT, "kind of obligation, such as `numeric_limit`"),
)
VERDICT = (
    Field("status", Kind.TEXT, "status of the answer; `contested` when positions lead to different ones", "status",
          show=_status, wraps=True),
    Field("verdict", Kind.TEXT, "status by the account of `holders`"),
    Field("holders", Kind.WORDS, "party codes by whose account this is the verdict; empty: nobody differs"),
    Field("soft", Kind.FLAG, f"true: {SOFT}"),
    Field("owed", Kind.TEXT, "for what the other side did: `not_owed`, `conditional`, `contested` among the holders; or empty"),
    Field("hangs_on", Kind.WORDS, "what the other side owes, did or did not do, and what follows from it"),
    Field("value_says", Kind.TEXT, "what was found for the first condition, in words; empty: nothing new enough", "found",
          show=_found, wraps=True),
    Field("value", Kind.NUMBER, "the number found; null: none, or no number"),
    Field("low", Kind.NUMBER, "its lower bound; null: none"),
    Field("high", Kind.NUMBER, "its upper bound; null: none"),
    Field("unit", Kind.TEXT, "unit of the number and of the limit"),
    Field("limit", Kind.TEXT, "the limit in words", "limit", show=_limit, wraps=True),
    Field("limit_value", Kind.NUMBER, "the limit as a number; null: it is none"),
    Field("day", Kind.DAY, "day that the value is about", "for"),
    Field("basis", Kind.TEXT, "on whose authority the value stands; empty: no value", "basis", wraps=True,
          show=lambda row: str(row["basis"]).replace("_", " ")),
    Field("title", Kind.TEXT, "what it demands, in short", "demands", width=100, least=18, wraps=True),
    Field("cite", Kind.TEXT, "paragraph", "paragraph", width=150, wraps=True),
    Field("last_says", Kind.TEXT, "the last statement, too old to decide, in words; empty: none"),
    Field("reason", Kind.TEXT, "why this is the status"),
    Field("missing", Kind.WORDS, "which statements would decide, and who can supply them"),
    Field("clocks", Kind.WORDS, "clocks of the obligation: since when, until when, days that passed"),
    Field("exceptions_tried", Kind.WORDS, "exceptions of the text that were tried, and what trying each gave"),
    Field("stale", Kind.WORDS, "ids of statements too old to decide"),
    Field("recalled", Kind.WORDS, "what the verdict rests on that is recalled: its text was not seen"),
    EVIDENCE,
)  # fmt: skip
PARAGRAPH = Field("paragraph", Kind.TEXT, "the whole answer in one paragraph")
INSTRUMENTS = TableForm(
    "instruments",
    "State of the instruments",
    (
        Field("agreement", Kind.TEXT, "slug of the agreement", "agreement"),
        Field("agreement_title", Kind.TEXT, "its title"),
        Field("holders", Kind.WORDS, "party codes by whose account this is its state; empty: nobody differs", "held by",
              show=lambda row: _joined(row["holders"]), wraps=True),
        Field("effect", Kind.TEXT, "`in_force`, `not_in_force`, `offered` or `unclear`", "effect",
              show=lambda row: str(row["effect"]).replace("_", " ")),
        Field("state", Kind.TEXT, "the state as recorded; empty: none by that day", "state", wraps=True),
        Field("since", Kind.DAY, "the day from which it holds", "since"),
        Field("reason", Kind.TEXT, "what makes the recorded words have that effect; empty: they say so"),
        Field("mark", Kind.TEXT, "`read` or `recalled`; empty: no state recorded", "mark"),
    ),
    none="no agreement is recorded",
)  # fmt: skip
STATUS = Form(
    "agreements-status",
    "servanda agreements status CASE",
    (
        *QUESTION,
        Field("not_applicable", Kind.WHOLE, "obligations left out because they do not apply on the day"),
        Field("nothing_read", Kind.WHOLE, "obligations left out, undetermined because no statement bears on them"),
        Field("of_others", Kind.WHOLE, "obligations left out because they bind others than the State of the case"),
        Field("instruments_of_others", Kind.WHOLE, "instruments left out because they do not bind it"),
    ),
    (
        TableForm(
            "obligations",
            "",
            (*OBLIGATION, *VERDICT),
            none="no obligation to list",
        ),
        INSTRUMENTS,
    ),
)  # fmt: skip
WOULD_DECIDE = TableForm(
    "would_decide",
    "",
    (
        Field("statement", Kind.TEXT, "the statement that is missing"),
        Field("asked_by", Kind.TEXT, "who can ask for it"),
        Field("asked_of", Kind.WORDS, "party codes of whom it can be asked"),
        Field("about_days_from", Kind.DAY, "the first day of which it would count; null: its age does not matter"),
        Field(
            "rights", Kind.WORDS, "the paragraphs under which it can be asked for, those that bind for everyone first"
        ),
        Field("words", Kind.TEXT, "the request in one sentence"),
    ),
)
COUNTERPARTS = TableForm(
    "counterparts",
    "",
    (
        Field("obligation", Kind.TEXT, "the duty that hangs on the other"),
        Field("depends_on", Kind.TEXT, "what it hangs on"),
        Field("relation", Kind.TEXT, "`condition`, `in_return`, `same_day`, `ground_to_cease` or `goes_with`"),
        Field("cite", Kind.TEXT, "paragraph"),
        Field("basis", Kind.TEXT, "on what it rests that they hang together: `text`, `report` or `judgement` (ours)"),
        Field("held_by", Kind.WORDS, "party codes in whose reading it is so; empty: the text says so"),
        Field("other", Kind.TEXT, "the other side, seen from the duty asked about"),
        Field("other_status", Kind.TEXT, "its status on the day; empty: a procedure or a group of duties"),
        Field("mark", Kind.TEXT, "`read` or `recalled`"),
    ),
)
EXPLAIN = Form(
    "agreements-explain",
    "servanda agreements explain CASE OBLIGATION",
    (*QUESTION, PARAGRAPH, Field("full", Kind.TREE, "everything that the answer rests on, as a tree")),
    (
        TableForm("verdicts", "", tuple(Field(f.key, f.kind, f.meaning) for f in (*OBLIGATION, *VERDICT))),
        WOULD_DECIDE,
        COUNTERPARTS,
    ),
)
TIMELINE = Form(
    "agreements-timeline",
    "servanda agreements timeline CASE [OBLIGATION]",
    (*QUESTION, Field("start", Kind.DAY, "first day shown"), Field("end", Kind.DAY, "first day not shown")),
    (
        TableForm(
            "spans",
            "",
            (
                Field("obligation", Kind.TEXT, "id of the obligation", "obligation"),
                Field("start", Kind.DAY, "first day of the span", "from"),
                Field("end", Kind.DAY, "first day after the span", "until"),
                Field("days", Kind.WHOLE, "days in the span", "days", width=100),
                Field("status", Kind.TEXT, "status in the span", "status",
                      show=lambda row: str(row["status"]).replace("_", " ") + (" (soft)" if row["soft"] else "")),
                Field("soft", Kind.FLAG, f"true: {SOFT}"),
                Field("reason", Kind.TEXT, "why, on the first day of the span", "why", width=90, wraps=True),
                EVIDENCE,
            ),
            none="no statement bears on a judged obligation in these days",
        ),
    ),
)  # fmt: skip


def answer_rows(answer: Answer, obligation: Obligation) -> Iterator[Row]:
    """One row for each distinct verdict of an answer."""
    for verdict in answer.verdicts:
        yield {
            "obligation": answer.obligation,
            "agreement": answer.agreement,
            "title": answer.title,
            "cite": answer.cite,
            "kind": obligation.kind.value,
            "status": answer.status.value,
            **_verdict_cells(verdict),
        }


def _verdict_cells(verdict: Verdict) -> dict[str, Value]:
    return {
        "verdict": verdict.status.value,
        "holders": verdict.holders,
        "soft": verdict.soft,
        "owed": verdict.owed,
        "hangs_on": tuple(h.told for h in verdict.hanging),
        **_part_cells(next(iter(verdict.parts), None)),
        "reason": verdict.reason,
        "missing": verdict.missing,
        "clocks": tuple(_clock(run, verdict) for run in verdict.clocks),
        "exceptions_tried": tuple(f"{tried.number}. {tried.text}: {tried.words}" for tried in verdict.exceptions),
        "stale": verdict.stale,
        "recalled": verdict.recalled,
        "evidence": verdict.evidence,
    }


def _clock(run: ClockRun, verdict: Verdict) -> str:
    due = "no day in the text" if run.due is None else f"due {run.due}"
    done = "" if run.done is None else f", done {run.done}"
    return f"since {run.started}, {due}{done}, {run.days_run(verdict.day)} days, {run.status.value}"


def counterpart_row(found: Counterpart) -> Row:
    """A dependency and the status of its other side."""
    dependency = found.dependency
    return {
        "obligation": dependency.obligation,
        "depends_on": dependency.depends_on,
        "relation": dependency.relation.value,
        "cite": dependency.cite,
        "basis": dependency.basis.value,
        "held_by": dependency.held_by,
        "other": found.other,
        "other_status": "" if found.answer is None else found.answer.status.value,
        "mark": dependency.mark.value,
    }


_NO_PART: dict[str, Value] = {
    "value_says": "", "value": None, "low": None, "high": None, "unit": "", "limit": "", "limit_value": None, "day": None,
    "basis": "", "last_says": "",
}  # fmt: skip


def _part_cells(part: Part | None) -> dict[str, Value]:
    from servanda.agreements.reasons import limit_words, value_words

    if part is None:
        return _NO_PART
    value = part.value
    return {
        "value_says": value_words(part),
        "value": value.value if value else None,
        "low": value.low if value else None,
        "high": value.high if value else None,
        "unit": part.unit,
        "limit": limit_words(part),
        "limit_value": part.limit if isinstance(part.limit, float) else None,
        "day": part.day,
        "basis": part.basis.value if part.basis else "",
        "last_says": f"{part.last.text() if part.last else 'statement'}, {part.last_day}" if part.last_day else "",
    }


def by_gravity(answer: Answer) -> tuple[int, bool]:
    """Sort key: by status, and what a statement was read for before what nothing is known of."""
    return GRAVITY.index(answer.status.value), not _read(answer)


def nothing_read(answer: Answer) -> bool:
    """True when it is undetermined only because no statement bears on it."""
    return answer.status.value == "undetermined" and not _read(answer) and all(v.parts for v in answer.verdicts)


def _read(answer: Answer) -> bool:
    return bool(answer.evidence or any(v.stale for v in answer.verdicts))


def counted(answers: Iterable[Answer]) -> str:
    """How many answers have which status: `4 exceeded, 45 undetermined`."""
    counts = Counter(answer.status.value for answer in answers)
    return ", ".join(f"{counts[status]} {status.replace('_', ' ')}" for status in GRAVITY if counts[status])


def merged(spans: Iterable[Span]) -> Iterator[tuple[Span, ...]]:
    """Neighbouring spans of one status together."""
    for _, group in groupby(spans, key=lambda span: (span.answer.status, span.answer.soft)):
        yield tuple(group)


def instrument_rows(standings: Iterable[InstrumentState]) -> list[Row]:
    """The state of each instrument, once for each group that sees it the same way."""
    return [
        {
            "agreement": standing.agreement,
            "agreement_title": standing.title,
            "holders": standing.holders,
            "effect": standing.effect.value,
            "state": standing.entry.words.replace("_", " ") if standing.entry else "",
            "since": standing.entry.start if standing.entry else None,
            "reason": standing.reason,
            "mark": standing.entry.mark.value if standing.entry else "",
        }
        for standing in standings
    ]


def request_row(request: Request) -> Row:
    """What would decide an answer, as a row."""
    return {
        "statement": request.statement,
        "asked_by": request.asked_by,
        "asked_of": request.asked_of,
        "about_days_from": request.since,
        "rights": [right.words for right in request.rights],
        "words": request.words,
    }


def span_row(obligation: str, spans: Sequence[Span]) -> Row:
    """Neighbouring spans as one row, with the reason on the first day and the statements of all of them."""
    first, last = spans[0], spans[-1]
    return {
        "obligation": obligation,
        "start": first.start,
        "end": last.end,
        "days": (last.end - first.start).days,
        "status": first.answer.status.value,
        "soft": first.answer.soft,
        "reason": "; ".join(dict.fromkeys(part for v in first.answer.verdicts for part in v.reason.split("; "))),
        "evidence": tuple(dict.fromkeys(identifier for span in spans for identifier in span.answer.evidence)),
    }
