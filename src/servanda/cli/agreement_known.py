"""`servanda agreements known CASE DAY`: what the record of a day said, against what it says with later knowledge."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from servanda.cli.agreement_forms import GRAVITY
from servanda.cli.arguments import AsCsv, AsJson, AsOf, CaseName, KnownBy, Position, day
from servanda.cli.failures import plural
from servanda.cli.fields import QUESTION, Document, Field, Form, Kind, Row, TableForm
from servanda.cli.opening import question, question_line, seen
from servanda.cli.output import emit
from servanda.core.finding import Misuse

if TYPE_CHECKING:
    from servanda.agreements.verdict import Answer
    from servanda.case import View

EXAMPLE = "Example: servanda agreements known iran 2019-07-02 --as-of 2019-07-02"


def _status(key: str) -> Field:
    words = {"then": "status with the knowledge of the first day", "now": "status with the later knowledge"}
    return Field(f"status_{key}", Kind.TEXT, words[key], f"known {key}", wraps=True,
                 show=lambda row: _cell(row, key))  # fmt: skip


def _cell(row: Row, key: str) -> str:
    status = str(row[f"status_{key}"]).replace("_", " ")
    found = str(row[f"found_{key}"])
    return f"{status}: {found}" if found and found != status else status


KNOWN = Form(
    "agreements-known",
    "servanda agreements known CASE DAY",
    (*QUESTION, Field("known_then", Kind.DAY, "the earlier day of knowledge that the answers are held against")),
    (
        TableForm(
            "differences",
            "",
            (
                Field("obligation", Kind.TEXT, "id of the obligation", "obligation"),
                Field("agreement", Kind.TEXT, "slug of its agreement"),
                _status("then"),
                _status("now"),
                Field("found_then", Kind.TEXT, "what was found then for each condition; empty: nothing new enough"),
                Field("found_now", Kind.TEXT, "what is found with the later knowledge"),
                Field("became_public", Kind.WORDS, "ids of statements read now that were not public then", "made public since",
                      show=lambda row: ", ".join(map(str, _words(row["became_public"]))), wraps=True),
                Field("no_longer_read", Kind.WORDS, "ids of statements read then and no longer, because better ones are known"),
                Field("title", Kind.TEXT, "what it demands, in short", "demands", width=120, wraps=True),
            ),
            none="the later knowledge changes no answer",
        ),
    ),
)  # fmt: skip


def _words(value: object) -> Iterable[object]:
    return value if isinstance(value, tuple | list) else ()


def known(
    case: CaseName,
    then: Annotated[date, typer.Argument(metavar="DAY", parser=day, help="The earlier day of knowledge.")],
    as_of: AsOf = None,
    known_by: KnownBy = None,
    position: Position = None,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """What later knowledge changed. Answers on one day with the knowledge of DAY, and with that of --known-by."""
    now = seen(case, as_of, known_by, position)
    if now.known_by is not None and now.known_by < then:
        raise Misuse(f"--known-by {now.known_by} is before {then}: give the earlier day of knowledge first")
    earlier = replace(now, known_by=then)
    rows = list(_differences(earlier, now))
    line = f"{question_line(earlier)}; against {'known by ' + str(now.known_by) if now.known_by else 'everything recorded'}"
    before = [line, f"{plural(len(rows), 'answer')} changed by what became public later"]
    head: Row = {**question(now), "known_then": then}
    emit(Document(KNOWN, head, {"differences": rows}, before=before), as_json=as_json, as_csv=as_csv)


def _differences(earlier: View, now: View) -> Iterable[Row]:
    pairs = list(zip(earlier.answers(), now.answers(), strict=True))
    changed = [(then, later) for then, later in pairs if _said(then) != _said(later)]
    for then, later in sorted(changed, key=lambda pair: GRAVITY.index(pair[1].status.value)):
        yield {
            "obligation": later.obligation,
            "agreement": later.agreement,
            "title": later.title,
            "status_then": then.status.value,
            "status_now": later.status.value,
            "found_then": _found(then),
            "found_now": _found(later),
            "became_public": tuple(i for i in later.evidence if i not in earlier.known.by_id),
            "no_longer_read": tuple(i for i in then.evidence if i not in later.evidence),
        }


def _said(answer: Answer) -> tuple[object, ...]:
    return (answer.status, answer.soft, answer.evidence, _found(answer))


def _found(answer: Answer) -> str:
    from servanda.agreements.reasons import value_words

    said = [value_words(part) for verdict in answer.verdicts for part in verdict.parts]
    return "; ".join(dict.fromkeys(text for text in said if text))
