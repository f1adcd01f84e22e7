"""Write docs/agreements/*.md from the agreement files of the bundled case: one page an instrument, one table each.

`python -m tools.agreement_pages` writes the pages; the document check compares them with `agreement_pages()`.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path

from servanda.agreements.demand import demand_words, length_words
from servanda.agreements.model import Agreement, Applies, Obligation, Procedure, StateEntry
from servanda.agreements.overlay import length_of
from servanda.agreements.proposal import Proposal, free_variables
from servanda.case import Case, open_case
from servanda.core.names import Mark
from tools.commands_page import PROJECT

FOLDER = PROJECT / "docs" / "agreements"
CASE = "iran"
HEAD = "<!-- Written by `make docs` from the agreement files of the case: change those, not this page. -->"
PARAPHRASE = (
    "Everything here is a paraphrase with paragraph references and never the legal text. `recalled` marks what was not "
    "seen in a text."
)

HOW_TO = "[how to write and compare proposals, tell stories and read an answer](proposals-and-stories.md)"


def agreement_pages() -> dict[Path, str]:
    """Every page of the folder by its path, as the data stand today."""
    case = open_case(CASE)
    pages = {FOLDER / f"{a.slug}.md": agreement_page(a, case.default_as_of) for a in case.agreements}
    pages[FOLDER / "proposals.md"] = proposals_page(case)
    pages[FOLDER / "index.md"] = index_page(case)
    return pages


def stale_pages() -> list[str]:
    """Pages that do not say what the data say, and pages of instruments that are gone."""
    wanted = agreement_pages()
    problems = [
        f"{path.relative_to(PROJECT)} is stale: make docs"
        for path, text in wanted.items()
        if not path.is_file() or path.read_text(encoding="utf-8") != text
    ]
    written = (path for path in sorted(FOLDER.glob("*.md")) if path.read_text(encoding="utf-8").startswith(HEAD))
    extra = [path for path in written if path not in wanted]
    return [*problems, *(f"{path.relative_to(PROJECT)} belongs to no instrument: delete it" for path in extra)]


def agreement_page(agreement: Agreement, day: date) -> str:
    """One instrument: its states, its obligations, its procedures, its sources."""
    lines = [HEAD, "", f"# {agreement.title}", "", PARAPHRASE, "", *_facts(agreement), "", "## State", ""]
    lines += table(("from", "until", "state", "held by", "mark"), [_state(entry) for entry in agreement.states])
    lines += ["", "## Obligations", ""]
    head = ("obligation", "paragraph", "demands", "of whom", "limit", "from", "until", "mark")
    lines += table(head, [_obligation(o, day) for o in agreement.obligations])
    if agreement.procedures:
        lines += ["", "## Procedures", "", *(line for p in agreement.procedures for line in _procedure(p))]
    lines += ["", "## Sources", ""]
    lines += table(("source", "title", "mark"), [(s.key, s.title, s.mark.value) for s in agreement.sources.values()])
    return "\n".join(lines).rstrip() + "\n"


def _facts(agreement: Agreement) -> list[str]:
    return [
        f"- type: {agreement.type.replace('_', ' ')}; force: {agreement.force.replace('_', ' ')}",
        f"- parties: {', '.join(agreement.parties)}",
        f"- file: `agreements/{Path(agreement.file).name}`; name in commands: `{agreement.slug}`",
    ]


def _state(entry: StateEntry) -> tuple[str, ...]:
    until = "" if entry.until is None else str(entry.until)
    moved = "; ".join(f"{name.replace('_', ' ')}: {day or 'never'}" for name, day in entry.events)
    words = entry.words.replace("_", " ") + (f" ({moved})" if moved else "")
    return str(entry.start), until, words, ", ".join(entry.held_by) or "all", entry.mark.value


def _obligation(o: Obligation, day: date) -> tuple[str, ...]:
    limit = demand_words(o, day, o.title)
    clock = "" if o.clock is None else f"{o.clock.due} from {o.clock.trigger}"
    cite = f"{o.cite} (number recalled)" if o.cite_mark is Mark.RECALLED else o.cite
    return (
        f"`{o.id}`",
        cite,
        o.title,
        ", ".join(o.obligated),
        "; ".join(part for part in ("" if limit == o.title else limit, clock) if part),
        _start(o.applies),
        _end(o.applies),
        o.mark.value,
    )


def _start(applies: Applies) -> str:
    return "not started" if applies.start is None else str(applies.start.day)


def _end(applies: Applies) -> str:
    again = "" if applies.again_from is None else f", again from {applies.again_from.day}"
    end = length_words(applies) if applies.end is None else str(applies.end.day)
    return f"{end}{again}"


def _procedure(procedure: Procedure) -> Iterator[str]:
    total = "no total stated" if procedure.total_days is None else f"{procedure.total_days} days in all"
    yield f"### {procedure.title}"
    yield ""
    yield f"`{procedure.id}`, {procedure.cite}: {total}; {procedure.mark.value}."
    yield ""
    rows = [
        (str(s.number), s.actor, s.action, s.within, (s.counting or "").replace("_", " "), _after(s.after))
        for s in procedure.steps
    ]
    yield from table(("step", "who", "what", "within", "counted in", "from"), rows)
    yield ""


def _after(step: int | None) -> str:
    return "the step before" if step is None else f"step {step}"


def proposals_page(case: Case) -> str:
    """Every proposal of the case and what it changes."""
    lines = [HEAD, "", "# Proposals", "", PROPOSALS_TEXT, "", "## Free variables", ""]
    lines += table(("variable", "asks", "name in files"), [(v.words, v.asks, f"`{v.name}`") for v in free_variables()])
    for proposal in sorted(case.proposals, key=lambda p: (p.proposed_on.day, p.slug)):
        lines += ["", *_proposal(proposal, case.default_as_of)]
    return "\n".join(lines).rstrip() + "\n"


PROPOSALS_TEXT = (
    "A proposal is a file that changes, adds, suspends, ends or restores recorded paragraphs; everything it does not name "
    "stays as recorded. `servanda agreements compare` holds several side by side."
)


def _proposal(proposal: Proposal, day: date) -> Iterator[str]:
    yield f"## {proposal.title}"
    yield ""
    to = ", ".join(proposal.addressed_to)
    yield f"`{proposal.slug}`, {proposal.proposed_on.day}: {', '.join(proposal.proposed_by)} to {to}; {proposal.mark.value}."
    if proposal.note:
        yield ""
        yield proposal.note
    yield ""
    head = ("paragraph", "becomes", "says", "for how long", "settles", "mark")
    yield from table(head, list(_changes(proposal, day)))


def _changes(proposal: Proposal, day: date) -> Iterator[tuple[str, ...]]:
    names = {v.name: v.words for v in free_variables()}
    for change in proposal.changes:
        settles = names.get(change.variable, change.variable)
        for text in change.texts:
            length = length_words(Applies(None, text.applies.end, None, length_of(text, change, proposal)))
            yield f"`{text.id}`", change.verb.words, demand_words(text, day), length, settles, text.mark.value
        if not change.texts:
            named = ", ".join(f"`{name}`" for name in change.instruments or change.paragraphs)
            yield named, change.verb.words, change.note, "", settles, proposal.mark.value


def index_page(case: Case) -> str:
    """The list of instruments, with how much of each was read."""
    rows = [
        (
            f"[{a.title}]({a.slug}.md)",
            str(len(a.obligations)),
            str(sum(o.mark is Mark.RECALLED for o in a.obligations)),
            str(len(a.procedures)),
        )
        for a in case.agreements
    ]
    total = sum(len(a.obligations) for a in case.agreements)
    procedures = sum(len(a.procedures) for a in case.agreements)
    lines = [HEAD, "", "# Agreements", "", PARAPHRASE, ""]
    lines += [
        f"{len(rows)} instruments, {total} obligations, {procedures} procedures; [proposals](proposals.md); {HOW_TO}.",
        "",
    ]
    lines += table(("instrument", "obligations", "of these recalled", "procedures"), rows)
    return "\n".join(lines).rstrip() + "\n"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """A table in Markdown; what would end a cell is escaped."""
    lines = [f"| {' | '.join(head)} |", f"| {' | '.join('---' for _ in head)} |"]
    return [*lines, *(f"| {' | '.join(_cell(cell) for cell in row)} |" for row in rows)]


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|").replace("<", "&lt;")


def main() -> int:
    """Write the pages."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for path, text in agreement_pages().items():
        path.write_text(text, encoding="utf-8")
    print(f"wrote {FOLDER.relative_to(PROJECT)}", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
