"""An answer on one obligation for people: a few labelled lines, or everything it rests on, indented."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from servanda.cli.words import about, pairs, says, statement_row

if TYPE_CHECKING:
    from servanda.agreements.model import Obligation
    from servanda.agreements.verdict import Answer, Part
    from servanda.evidence.record import Record
    from servanda.evidence.statement import Statement

Lines = list[tuple[str, str | Sequence[str]]]
"""Labels with one line each, or with several."""

REPEATED = {
    "read": "Read: ", "needed": "Needed: ", "recalled": "Recalled and not re-read: ", "state": "State of the instrument: ",
    "exceptions": "Exceptions tried: ",
}  # fmt: skip
"""What running text says where the label already says it."""


def in_short(answer: Answer) -> list[str]:
    """The verdict, why, the exceptions, what was read, the state of the instrument, what is needed; each on its line."""
    from servanda.agreements.explain import labelled

    position = "all positions" if answer.position == "all" else f"position of {answer.position}"
    head: Lines = [("obligation", f"{answer.obligation}: {answer.title} ({answer.cite})")]
    if len(answer.verdicts) > 1:
        head.append(("verdict", f"{answer.status.words} on {answer.day}"))
    blocks = [pairs([*head, ("asked", position)])]
    for verdict in answer.verdicts:
        account: Lines = [("account of", ", ".join(verdict.holders) or "everyone")] if len(answer.verdicts) > 1 else []
        blocks.append(pairs([*account, *_joined(labelled(verdict))]))
    return [line for place, block in enumerate(blocks) for line in (["", *block] if place else block)]


def _joined(lines: Iterable[tuple[str, str]]) -> Lines:
    """Lines of one label under each other, in the order in which the labels first come."""
    found: dict[str, list[str]] = {}
    for label, text in lines:
        found.setdefault(label, []).append(text.removeprefix(REPEATED.get(label, "")))
    return list(found.items())


def foundations(tree: Mapping[str, Any]) -> list[str]:
    """What the answer rests on besides statements: dates with their counting, formulas, versions, digest of the input."""
    rule, versions = tree["rule"], tree["versions"]
    dates = [(key.replace("_", " "), str(text)) for key, text in rule["applies"].items() if text]
    formulas = list(dict.fromkeys(line for reading in tree["reading"] for line in reading["formula"]))
    known = [(key.replace("_", " "), str(text)) for key, text in versions.items() if text]
    return [
        "", "Dates and counting", *_indented(pairs([*dates, ("a statement counts for", rule["statements_count_for"])])),
        *(["", "Formula", *_indented(formulas)] if formulas else []),
        "", "Versions", *_indented(pairs([*known, ("input digest", tree["input_digest"])])),
    ]  # fmt: skip


def in_full(answer: Answer, obligation: Obligation, record: Record) -> list[str]:
    """The short answer, then the rule, and for each account its conditions with every statement that was read."""
    lines = [*in_short(answer), "", "Rule", *_indented(pairs(_rule(obligation)))]
    for verdict in answer.verdicts:
        held = f", by the account of {', '.join(verdict.holders)}" if len(answer.verdicts) > 1 else ""
        for part in verdict.parts:
            lines += ["", f"Condition: {part.words}{held}", *_indented(_part(part, record))]
        tried = [f"{one.number}. {one.text}: {one.words}" for one in verdict.exceptions]
        if tried:
            lines += ["", f"Exceptions tried{held}", *pairs([("", tried)])]
    return lines


def _rule(obligation: Obligation) -> Lines:
    return [
        ("kind", obligation.kind.words),
        ("binds", ", ".join(obligation.obligated)),
        ("established by", obligation.verifier),
        ("wording", obligation.softness.words),
        ("mark", obligation.mark.value),
        ("note", obligation.note),
        ("written in", obligation.file),
    ]


def _part(part: Part, record: Record) -> list[str]:
    from servanda.agreements.reasons import limit_words, value_words

    return pairs(
        [
            ("status", part.status.words),
            ("found", value_words(part) or "nothing new enough"),
            ("limit", limit_words(part)),
            ("limit note", part.limit_note),
            ("note", part.note),
            ("read", [*_statements(part.evidence, record)]),
            ("beside", [*_statements(part.beside, record)]),
            ("too old", [*_statements(part.stale, record)]),
            ("needed", part.missing),
        ]
    )


def _statements(identifiers: Iterable[str], record: Record) -> Iterator[str]:
    for identifier in identifiers:
        statement = record.by_id.get(identifier)
        yield identifier if statement is None else _statement(statement, record)


def _statement(s: Statement, record: Record) -> str:
    source = record.sources.get(s.source)
    recalled = ", recalled" if s.mark.value == "recalled" else ""
    where = "" if source is None else f"; {source.title}, {source.date}"
    day, what = s.of_day.text, about(statement_row(s))
    return f"{s.id}: {what}: {says(s)}, {s.basis.words}{recalled}, for {day}, public {s.public_on.text}{where}"


def _indented(lines: Iterable[str]) -> Iterator[str]:
    return ("\n".join(f"  {line}" for line in block.split("\n")) for block in lines)
