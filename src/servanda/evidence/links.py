"""Checks of rows together: ids that are used twice, sources and statements that are named but not there."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence

from servanda.core.finding import Finding, shown
from servanda.evidence.source import Source
from servanda.evidence.statement import Statement


def check_record(statements: Sequence[Statement], sources: Sequence[Source]) -> list[Finding]:
    """Findings about rows together: duplicate ids, unknown sources, links that lead nowhere."""
    findings = _duplicate_ids(statements)
    ids = {s.id for s in statements}
    known = {s.id for s in sources}
    for s in statements:
        if s.source and s.source not in known:
            findings.append(_link(s, "source", s.source, "statement-unknown-source", known, "sources.csv"))
        for column in ("derived_from", "supersedes"):
            target = getattr(s, column)
            if target and target not in ids:
                findings.append(_link(s, column, target, "statement-unknown-link", ids, "the statements"))
    return findings


def _duplicate_ids(statements: Sequence[Statement]) -> list[Finding]:
    first: dict[str, Statement] = {}
    findings = []
    for s in statements:
        other = first.setdefault(s.id, s)
        if other is not s:
            findings.append(
                Finding(
                    s.file,
                    s.line,
                    "statement-duplicate-id",
                    "id",
                    shown(s.id),
                    f"an id that no other statement has (see {other.file}, line {other.line})",
                    "an id is unique in a case",
                    "give one of the two another id",
                )
            )
    return findings


def _link(s: Statement, column: str, target: str, name: str, known: Iterable[str], where: str) -> Finding:
    near = difflib.get_close_matches(target[:50], list(known), n=1)
    remedy = f"write {near[0]!r}" if near else f"add {target[:50]!r} to {where}, or correct the id"
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
