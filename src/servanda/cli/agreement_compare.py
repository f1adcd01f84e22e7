"""`servanda agreements compare` and `proposals`: texts side by side, and which texts there are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from servanda.cli.agreement_compare_forms import COMPARE, PROPOSALS, RULE
from servanda.cli.arguments import AsCsv, AsJson, AsOf, CaseName, KnownBy, Position, day, opened_quietly
from servanda.cli.failures import one_of
from servanda.cli.fields import Document, Row, Value
from servanda.cli.opening import opened, question, question_line, seen
from servanda.cli.output import emit
from servanda.cli.words import paragraph, says

if TYPE_CHECKING:
    from servanda.agreements.compare_overlays import Column, Comparison, Wording
    from servanda.agreements.compare_overlays import Row as Paragraph
    from servanda.agreements.side import Owed, ToEstablish
    from servanda.agreements.weight import Weight
    from servanda.case.join_agreements import Compared
    from servanda.case.view import View

EXAMPLE = "Example: servanda agreements compare iran return-to-jcpoa us-five-demands iran-cap-3-6 --as-of 2025-07-01"


def complete_text(ctx: typer.Context, incomplete: str) -> list[str]:
    """Names of proposals and instruments for the shell's completion."""
    case = opened_quietly(ctx)
    names = [] if case is None else [*(p.slug for p in case.proposals), *(a.slug for a in case.agreements)]
    return [name for name in ("recorded", *names) if name.startswith(incomplete)]


def compare(
    case: CaseName,
    texts: Annotated[
        list[str],
        typer.Argument(
            metavar="TEXT TEXT...",
            help="Two or more of: a proposal (servanda agreements proposals CASE), the slug of an instrument, recorded.",
            autocompletion=complete_text,
        ),
    ],
    as_of: AsOf = None,
    start: Annotated[
        date | None,
        typer.Option(
            "--start",
            metavar="DAY",
            parser=day,
            help="Each text binds from that day (default: as if it had been in force already).",
        ),
    ] = None,
    known_by: KnownBy = None,
    position: Position = None,
    every: Annotated[bool, typer.Option("--every", help="Also paragraphs on which all texts agree.")] = False,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """Texts side by side. What differs, which facts change status, who owes what, what must be verified, what decides."""
    from servanda.agreements.compare_overlays import RECORDED
    from servanda.case.join_agreements import compared

    view = seen(case, as_of, known_by, position)
    known = [RECORDED, *(p.slug for p in view.case.proposals), *(a.slug for a in view.case.agreements)]
    for name in texts:
        one_of(name, "text", known)
    emit(_document(view, compared(view, texts, start), start, every), as_json=as_json, as_csv=as_csv)


def _document(view: View, found: Compared, start: date | None, every: bool) -> Document:
    texts = found.texts
    shown = [row for row in texts.rows if every or row.differs]
    head: Row = {**question(view), "start": start, "texts": [c.name for c in texts.columns]}
    rows: dict[str, list[Row]] = {
        "paragraphs": [line for row in shown for line in _paragraph(row, texts.columns)],
        "facts": [_fact(row, texts) for row in texts.rows if row.status_differs and row.evidence],
        "owed": [_owed(one, texts) for one in found.owed],
        "to_establish": [_establish(one, view.as_of) for one in found.to_establish],
        "variables": [_weight(one, texts) for one in found.weights],
    }
    since = f"each binds from {start}" if start else "each read as if it had been in force already"
    before = [question_line(view), f"{since[:1].upper()}{since[1:]}.", "", *(_name(c) for c in texts.columns)]
    told = [paragraph(RULE, "", "")] if found.weights else []
    return Document(COMPARE, head, rows, before=before, after=[*told, *_after(view, texts, shown)])


def _name(column: Column) -> str:
    told = f", {column.proposal.proposed_on.day}" if column.proposal is not None else ""
    return f"{column.name}: {column.title}{told if column.proposal is not None and column.proposal.changes else ''}"


def _after(view: View, texts: Comparison, shown: Iterable[Paragraph]) -> Iterator[str]:
    left = len(texts.rows) - len(list(shown))
    if left:
        yield f"Not shown: {left} paragraphs on which all texts agree (--every)."
    for column in texts.columns:
        if column.proposal is not None and column.proposal.note:
            yield f"{column.name}: {column.proposal.note}"


def _paragraph(row: Paragraph, columns: Iterable[Column]) -> Iterator[Row]:
    for place, (column, told) in enumerate(zip(columns, row.wordings, strict=True)):
        yield {
            "paragraph": row.paragraph,
            "title": row.title,
            "variable": row.variable,
            "text": column.name,
            "change": "" if told.verb is None else told.verb.value,
            "says": told.words,
            **_verdict(told),
            "mark": told.mark.value,
            "evidence": () if told.answer is None else told.answer.evidence,
            "first": not place,
        }


def _verdict(told: Wording) -> dict[str, Value]:
    from servanda.agreements.demand import margin

    single = told.answer is not None and len(told.answer.verdicts) == 1
    over = margin(told.answer.verdicts[0]) if single and told.answer is not None else None
    return {
        "status": "" if told.status is None else told.status.value,
        "status_says": told.status_words,
        "margin": None if over is None else over.amount,
        "margin_unit": "" if over is None else over.unit,
    }


def _fact(row: Paragraph, texts: Comparison) -> Row:
    pairs = zip(texts.columns, row.wordings, strict=True)
    return {
        "paragraph": row.paragraph,
        "title": row.title,
        "found": row.found,
        "statuses": [f"{c.name}: {w.status_words}" for c, w in pairs],
        "evidence": row.evidence,
    }


def _owed(one: Owed, texts: Comparison) -> Row:
    named = zip(texts.columns, one.texts, strict=True)
    return {
        "party": one.party,
        "paragraph": one.paragraph,
        "title": one.title,
        "texts": [f"{c.name}: {words}" for c, words in named if words],
    }


def _establish(one: ToEstablish, as_of: date) -> Row:
    return {
        "verifier": one.verifier,
        "paragraph": one.paragraph,
        "what": one.what,
        "asked_by": one.asked_by,
        "accepted": one.accepted,
        "decided": one.decided,
        "last_says": "" if one.last is None else says(one.last),
        "last_day": None if one.last is None else one.last.day,
        "age_days": one.age(as_of),
        "evidence": () if one.last is None else (one.last.id,),
    }


def _weight(one: Weight, texts: Comparison) -> Row:
    names = [c.name for c in texts.columns if c.proposal is not None]
    return {
        "variable": one.variable,
        "words": one.words,
        "years": one.years,
        "changed": one.statuses,
        "settings": [f"{name}: {setting}" for name, setting in zip(names, one.settings, strict=True)],
    }


def proposals(case: CaseName, as_json: AsJson = False, as_csv: AsCsv = False) -> None:
    """The proposals of a case. Who put them to whom and when, and which paragraphs they change."""
    found = opened(case)
    rows: list[Row] = [
        {
            "proposal": p.slug,
            "title": p.title,
            "proposed_on": p.proposed_on.day,
            "proposed_by": p.proposed_by,
            "addressed_to": p.addressed_to,
            "term": p.term,
            "start": None if p.start is None else p.start.day,
            "based_on": p.based_on,
            "paragraphs": p.paragraphs,
            "variables": tuple(dict.fromkeys(c.variable for c in p.changes)),
            "mark": p.mark.value,
            "note": p.note,
        }
        for p in sorted(found.proposals, key=lambda p: (p.proposed_on.day, p.slug))
    ]
    after = (
        [f"Hold them side by side: servanda agreements compare {case} {rows[0]['proposal']} recorded"] if rows else []
    )
    head: Row = {"case": found.slug, "digest": found.digest}
    emit(Document(PROPOSALS, head, {"proposals": rows}, after=after), as_json=as_json, as_csv=as_csv)
