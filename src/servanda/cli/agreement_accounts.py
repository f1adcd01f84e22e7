"""The status of obligations by account: first what is common to all, then one column for each distinct answer."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from servanda.cli.agreement_forms import INSTRUMENTS, STATUS, answer_rows
from servanda.cli.fields import Document, Field, Kind, Row, TableForm
from servanda.cli.words import paragraph

if TYPE_CHECKING:
    from servanda.agreements.model import Obligation
    from servanda.agreements.verdict import Answer, Verdict

Pairs = Sequence[tuple["Answer", "Obligation"]]
Split = tuple[tuple[str, ...], ...]


def by_account(document: Document, shown: Pairs) -> Document:
    """The same document for people: obligations on which all agree, and a table for each way in which accounts divide."""
    divided = [(a, o) for a, o in shown if len(_cells(a)) > 1]
    owed = list(_whether_owed(a for a, _ in shown))
    document = replace(document, after=[*owed, *document.after])
    if document.head["position"] != "all" or not (divided or owed):
        return document
    apart = {a.obligation for a, _ in divided}
    common = [_one_row(a, o) for a, o in shown if a.obligation not in apart]
    head = replace(STATUS.tables[0], title="Common to all accounts")
    tables = dict(_tables(divided))
    form = replace(STATUS, tables=(head, *tables, INSTRUMENTS))
    rows = {
        head.key: common,
        **{t.key: found for t, found in tables.items()},
        INSTRUMENTS.key: document.rows["instruments"],
    }
    return replace(document, form=form, rows=rows)


def _one_row(answer: Answer, obligation: Obligation) -> Row:
    """What all accounts answer, and whether they differ on whether it is owed."""
    return {**next(iter(answer_rows(answer, obligation))), "owed": answer.owed}


def _whether_owed(answers: Iterable[Answer]) -> Iterable[str]:
    """For each reason why a duty may not be owed: by whose account, and how many duties that concerns."""
    found: dict[tuple[str, tuple[str, ...]], list[str]] = {}
    for answer in answers:
        for verdict in answer.verdicts:
            for one in verdict.hanging:
                found.setdefault((one.words, one.holders or verdict.holders), []).append(answer.obligation)
    for (words, holders), duties in found.items():
        by = f"By the account of {', '.join(holders)}: " if holders else "By every account: "
        named = ", ".join(duties) if len(duties) < 4 else f"{', '.join(duties[:2])} and {len(duties) - 2} more"
        yield paragraph(f"{by}{words}. It concerns {named}.", "", "")


def _tables(divided: Pairs) -> Iterable[tuple[TableForm, Sequence[Row]]]:
    groups: dict[Split, list[Answer]] = {}
    for answer, _ in divided:
        groups.setdefault(_split(answer), []).append(answer)
    for place, (split, answers) in enumerate(groups.items()):
        columns = tuple(_column(number, holders) for number, holders in enumerate(split))
        named = Field("obligation", Kind.TEXT, "", "obligation")
        title = Field("title", Kind.TEXT, "", "demands", width=110, wraps=True)
        form = TableForm(f"divided_{place}", "Where accounts differ", (named, *columns, title))
        yield form, [_row(answer, split) for answer in answers]


def _split(answer: Answer) -> Split:
    return tuple(sorted(_cells(answer)))


def _column(number: int, holders: tuple[str, ...]) -> Field:
    return Field(f"answer_{number}", Kind.TEXT, "", ", ".join(holders) or "all others", wraps=True)


def _row(answer: Answer, split: Split) -> Row:
    found = _cells(answer)
    cells = {f"answer_{number}": found[holders] for number, holders in enumerate(split)}
    return {"obligation": answer.obligation, "title": answer.title, **cells}


def _cells(answer: Answer) -> dict[tuple[str, ...], str]:
    """What is answered by whom: accounts that answer the same share a column, whatever their reasons."""
    holders: dict[str, list[str]] = {}
    for verdict in answer.verdicts:
        holders.setdefault(_cell(verdict), []).extend(verdict.holders)
    return {tuple(sorted(names)): cell for cell, names in holders.items()}


def _cell(verdict: Verdict) -> str:
    from servanda.agreements.reasons import value_words

    soft = " (soft)" if verdict.soft else ""
    said = value_words(verdict.parts[0]) if verdict.parts else ""
    status = verdict.status.value.replace("_", " ") + soft
    return f"{status}: {said}" if said and said.replace("_", " ") != status else status
