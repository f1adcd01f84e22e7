"""The brief as Markdown, for mail, chats and diffs: the same parts in the same order, with statement ids in brackets."""

from __future__ import annotations

from collections.abc import Iterable

from servanda.brief.answer import Brief
from servanda.brief.gather_capability import EXCLUDES
from servanda.brief.parts import Duty, Sentence, Stratum, StratumCell
from servanda.brief.tables import shown, table
from servanda.brief.text_control import bounds_lines, judgements_lines, outlook_lines, plan_lines, proposals_lines
from servanda.brief.words import (
    BASIS_WORDS,
    KIND_WORDS,
    STATUS_MEANING,
    STATUS_WORDS,
    counted,
    day_words,
    listed,
    plain,
)

NOTHING = "Nothing is recorded."


def markdown(brief: Brief) -> str:
    """The whole brief as Markdown text."""
    parts = (
        _head, _bottom_line, _known, _agreements, _capability, judgements_lines, plan_lines, _positions, proposals_lines,
        _missing, _words, _sources,
    )  # fmt: skip
    return "\n".join(line for part in parts for line in part(brief)) + "\n"


def _said(sentence: Sentence) -> str:
    return "".join(p if isinstance(p, str) else shown(p) for p in sentence.pieces)


def _head(brief: Brief) -> list[str]:
    known = "; ".join(
        f"{k.label}: {f'public by the end of {day_words(k.known_by)}' if k.known_by else 'everything in the record'}"
        for k in brief.knowledge
    )
    return [f"# {brief.state} on {day_words(brief.as_of)}", "", f"{brief.title}. {known}. Legal position: {brief.position}.",
            "Statement ids stand in brackets.", ""]  # fmt: skip


def _bottom_line(brief: Brief) -> list[str]:
    lines = [f"{n}. {_said(s)}" for n, s in enumerate(brief.bottom_line, start=1)]
    return ["## Bottom line", "", *(lines or [NOTHING]), ""]


def _known(brief: Brief) -> list[str]:
    head = ("Material", "Knowledge", "Last verified", "Last estimated", "Age", "Goal", "Overdue")
    rows = [row for stratum in brief.known.strata for row in _stratum(brief, stratum)]
    changes = [f"- {_said(s)}" for s in brief.known.changes]
    told = ["### What changed", "", *(changes or ["Nothing."]), ""] if len(brief.knowledge) > 1 else []
    around = [
        (e.day, f"{e.kind}: {shown(e.figure)}", *("known" if c else "not yet public" for c in e.cells))
        for e in brief.known.around
    ]
    columns = ("Day", "Event", *(k.label for k in brief.knowledge))
    near = ["### Around the day", "", *table(columns, around)] if around else []
    return [
        "## What is known, and since when", "", *(_said(s) + "\n" for s in brief.known.continuity),
        *(table(head, rows) if rows else ["No amount of nuclear material is known for this day.", ""]),
        *bounds_lines(brief), *told, *_disagreements(brief), *near,
    ]  # fmt: skip


def _disagreements(brief: Brief) -> list[str]:
    rows = [
        (
            g.about,
            "; ".join(
                f"{shown(s.figure)}, {BASIS_WORDS.get(s.figure.basis, s.figure.basis)}, for {s.day}" for s in g.sides
            ),
            g.why,
        )
        for g in brief.known.disagreements
    ]
    head = ("About", "What they say", "Which is used, and why")
    return ["### Where statements disagree", "", *table(head, rows)] if rows else []


def _stratum(brief: Brief, stratum: Stratum) -> Iterable[list[str]]:
    for known, cell in zip(brief.knowledge, stratum.cells, strict=True):
        late = (
            "cannot be said" if cell.overdue is None else f"by {counted(cell.overdue, 'day')}" if cell.overdue else "no"
        )
        yield [
            stratum.label,
            known.short,
            f"{shown(cell.verified)}, {cell.verified.day}" if cell.verified else "none in the record",
            f"{shown(cell.estimated)}, {cell.estimated.day}" if cell.estimated else "none in the record",
            _age(cell),
            stratum.goal or "none set",
            late,
        ]


def _age(cell: StratumCell) -> str:
    if cell.days is not None:
        return f"{shown(cell.days)} since verified"
    return f"{shown(cell.days_estimated)} since estimated" if cell.days_estimated else "nothing known"


def _agreements(brief: Brief) -> list[str]:
    found = brief.agreements
    if not found.instruments:
        return ["## The agreements", "", "No agreement is recorded for this case.", ""]
    states = [
        (i.title, f"{plain(s.effect)}: {plain(s.state)}", s.since, listed(s.holders) or "undisputed")
        for i in found.instruments
        for s in i.states
    ]
    others = ", ".join(f"{n.count} {KIND_WORDS.get(n.kind, plain(n.kind))}" for n in found.not_judged)
    return [
        "## The agreements", "", *table(("Instrument", "State", "Since", "Held by"), states),
        *(line for duty in found.duties for line in _duty(brief, duty)), "",
        f"{counted(found.not_in_force, 'further obligation')} that could be judged: not applicable on the day.",
        *([f"Judged by acts and clocks, and left to the command `servanda agreements status`: {others}."] if others else []), "",
    ]  # fmt: skip


def _duty(brief: Brief, duty: Duty) -> Iterable[str]:
    yield f"- **{duty.id}**, {duty.title} ({duty.cite})"
    for known, cell in zip(brief.knowledge, duty.cells, strict=True):
        for verdict in cell.verdicts:
            who = f"{listed(verdict.holders)}: " if len(cell.verdicts) > 1 else ""
            value = f", {shown(verdict.value)}" if verdict.value else ""
            limit = f" (limit {verdict.limit})" if verdict.limit else ""
            yield f"  - {known.label}: {who}{STATUS_WORDS.get(verdict.status, verdict.status)}{value}{limit}"


def _capability(brief: Brief) -> list[str]:
    lines = ["## What could be done with it", "", EXCLUDES, "", *outlook_lines(brief)]
    lines += ["### The least time: the balance alone", ""] if any(c.margins for c in brief.capability) else []
    head = ("Target", "Capacity", "SWU a year", "Time", "Work", "All stocks would give")
    for known, cell in zip(brief.knowledge, brief.capability, strict=False):
        rows = [
            (m.target, m.capacity, shown(m.swu_per_year), shown(m.days), shown(m.work), shown(m.product))
            for m in cell.margins
        ]
        missing = [m for m in cell.missing if m not in brief.outlook.missing]
        lines += [f"### {known.label.capitalize()}", "", *missing, *(table(head, rows) if rows else [""])]
        lines += [*(f"- {a}" for a in cell.assumptions), ""]
    return lines


def _positions(brief: Brief) -> list[str]:
    lines = ["## Positions and forums", ""]
    for issue in brief.positions.issues:
        rows = [
            (h.party, shown(h.figure), h.stands or "–", h.firmness, h.said_on, h.speaker or "not named")
            for h in issue.held
        ]
        lines += [
            f"### {issue.label}",
            "",
            *table(("Party", "Position", "On the scale", "Firmness", "Said", "By"), rows),
        ]
    if not brief.positions.issues:
        lines += ["No position of any party is known for this day.", ""]
    rows5 = [
        (f.name, ", ".join(f.principals), "; ".join(f.missing) or "nobody", f.rule, f.binds)
        for f in brief.positions.formats
    ]
    return [
        *lines,
        "### Formats",
        "",
        f"A stake in the matter, here: {brief.positions.stake}.",
        "",
        *table(("Format", "Principals", "Missing", "Can stop it", "Can bind"), rows5),
    ]


def _missing(brief: Brief) -> list[str]:
    rows = [(m.what, m.who, m.right or "none recorded", ", ".join(m.decides)) for m in brief.missing]
    head = ("Missing", "Who could supply it", "Under which right", "What it would decide")
    return ["## What is missing, and who could supply it", "", *(table(head, rows) if rows else [NOTHING, ""])]


def _words(brief: Brief) -> list[str]:
    legend = (f"- **{STATUS_WORDS[name]}**: {meaning}" for name, meaning in STATUS_MEANING.items())
    return ["## Words", "", *(f"- **{w.word}**: {w.meaning}" for w in brief.words), *legend, ""]


def _sources(brief: Brief) -> list[str]:
    found = brief.sources
    methods = [f"- method {m.id}: {m.text}" for m in found.methods]
    entries = [
        f"- [{e.id}] {e.says}. {e.day}; {e.basis}; public {e.public}; {e.mark}; source {e.source}."
        for e in found.entries
    ]
    texts = [f"- {t.id}: {t.title}, {t.date}. {t.address}".rstrip() for t in found.texts]
    return ["## Sources", "", *methods, "", *entries, "", *texts, "",
            f"Case `{brief.slug}`, SHA-256 `{brief.digest}`."]  # fmt: skip
