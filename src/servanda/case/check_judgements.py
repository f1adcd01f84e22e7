"""Checks of judgements that need more than one table or room: ids across tables, rules for words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from servanda.capability.judgement_words import verbal_ranges
from servanda.core.finding import Finding, shown
from servanda.evidence.judgement import Judgement


def check_judgements(judgements: Sequence[Judgement]) -> list[Finding]:
    """Every finding about the judgements of all tables together."""
    return [*check_encodings(judgements), *_ids(judgements)]


def check_encodings(judgements: Iterable[Judgement]) -> list[Finding]:
    """Rules for verbal ranges that are not written anywhere."""
    known = verbal_ranges()
    return [
        Finding(
            j.file,
            j.line,
            "judgement-unknown-encoding",
            "encoding",
            shown(j.text("encoding")),
            f"one of {', '.join(known)}",
            "words become numbers by written rules only",
            "write the rule that fits the words, or leave the cell empty: the judgement is then shown and not pooled",
        )
        for j in judgements
        if j.text("encoding") and j.text("encoding") not in known
    ]


def _ids(judgements: Iterable[Judgement]) -> list[Finding]:
    """An id that stands in two tables of judgements; one table alone is checked when it is read."""
    first: dict[str, str] = {}
    repeated = [j for j in judgements if first.setdefault(j.id, j.file) != j.file]
    return [
        Finding(
            j.file,
            j.line,
            "judgement-duplicate-id",
            "id",
            shown(j.id),
            f"an id of its own ({first[j.id]} has it too)",
            "a judgement names who made it, when, about which quantity, and its source",
            "change one id",
        )
        for j in repeated
    ]
