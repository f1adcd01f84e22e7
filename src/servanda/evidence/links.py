"""Checks of rows together: ids that are used twice, sources and statements that are named but not there."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from servanda.core.finding import Finding, shown
from servanda.evidence.source import Source
from servanda.evidence.statement import Statement


def check_record(statements: Sequence[Statement], sources: Sequence[Source]) -> list[Finding]:
    """Findings about rows together: duplicate ids, unknown sources, links that lead nowhere."""
    return check_ids(statements) + check_sources(statements, sources) + check_links(statements)


def check_ids(statements: Sequence[Statement]) -> list[Finding]:
    """Ids that two statements share."""
    first: dict[str, Statement] = {}
    return [_duplicate(s, other) for s in statements if (other := first.setdefault(s.id, s)) is not s]


def check_sources(statements: Sequence[Statement], sources: Sequence[Source]) -> list[Finding]:
    """Statements whose source is not listed."""
    known = {s.id for s in sources}
    if statements and not known:
        return [_no_sources(len(statements))]
    return [
        _link(s, "source", s.source, "statement-unknown-source", known, "sources.csv")
        for s in statements
        if s.source not in known
    ]


def check_links(statements: Sequence[Statement]) -> list[Finding]:
    """Statements that name another one which is not there."""
    ids = {s.id for s in statements}
    return [
        _link(s, column, target, "statement-unknown-link", ids, "the statements")
        for s in statements
        for column, target in (("derived_from", s.derived_from), ("supersedes", s.supersedes))
        if target and target not in ids
    ]


def listed(known: Iterable[str]) -> str:
    """The ids that there are, in brackets: all of a few, else the first and the last."""
    ids = sorted(known)
    if not ids:
        return ""
    return f" (listed: {', '.join(ids) if len(ids) < 4 else f'{ids[0]} … {ids[-1]}'})"


def _no_sources(statements: int) -> Finding:
    return Finding(
        "sources.csv",
        None,
        "case-without-sources",
        "",
        f"no source for {statements} statement{'s' if statements > 1 else ''}: sources.csv is missing or has no rows",
        "sources.csv with one row for each text that was read",
        "every statement leads to its source and to what it rests on",
        "write sources.csv with the header id,title,date and a row for every id in the column source of the statements",
    )


def _duplicate(s: Statement, other: Statement) -> Finding:
    return Finding(
        s.file,
        s.line,
        "statement-duplicate-id",
        "id",
        shown(s.id),
        f"an id that no other statement has (see {other.file}, line {other.line})",
        "an id is unique in a case",
        "give one of the two another id",
    )


def _link(s: Statement, column: str, target: str, name: str, known: Iterable[str], where: str) -> Finding:
    remedy = f"add {target[:50]!r} to {where}, or correct the id{listed(known)}"
    return Finding(
        s.file,
        s.line,
        name,
        column,
        shown(target),
        f"an id in {where}",
        "every statement leads to its source and to what it rests on",
        remedy,
    )
