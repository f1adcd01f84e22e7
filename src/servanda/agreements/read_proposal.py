"""Reads one proposal file: text and the recorded agreements in, a proposal and findings out.

Everything that a proposal names must be there: a paragraph, an instrument, a free variable, a source. What it takes from a
package of offers keeps its source and its mark.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import yaml

from servanda.agreements import words
from servanda.agreements.model import Agreement, Applies, Moment, Obligation, SourceNote
from servanda.agreements.nodes import RULE_VALUE, Entry, Page, compose, kind_of, line_of, meant
from servanda.agreements.overlay import recorded_length, undated
from servanda.agreements.proposal import Change, Proposal, Verb, free_variables
from servanda.agreements.read import read_events, read_source_notes
from servanda.agreements.read_obligation import amended, moment, read_obligation
from servanda.core.counting import parse_duration
from servanda.core.finding import Finding, shown
from servanda.core.names import Mark

SCHEMA = "servanda-proposal/1"
FILE_KEYS = ("schema", "proposal", "changes")
HEADER_KEYS = (
    "slug", "title", "proposed_by", "addressed_to", "proposed_on", "start", "term", "based_on", "events", "sources",
    "status", "note",
)  # fmt: skip
CHANGE_KEYS = (
    *(verb.value for verb in Verb), "new", "take", "with", "variable", "from", "until", "status", "note",
)  # fmt: skip
RULE_OVERLAY = "a proposal changes, adds, suspends, ends or restores paragraphs that are recorded, each by its id"
RULE_VERB = "each change has one verb: change, add, new, suspend, end or restore"


@dataclass(frozen=True)
class Recorded:
    """The paragraphs and instruments that a proposal can name."""

    paragraphs: Mapping[str, Obligation]
    instruments: Mapping[str, Agreement]
    holder: Mapping[str, Agreement]

    @classmethod
    def of(cls, agreements: Iterable[Agreement]) -> Recorded:
        """Everything in the agreements, by id and slug."""
        every = tuple(agreements)
        pairs = [(o, a) for a in every for o in a.obligations]
        return cls({o.id: o for o, _ in pairs}, {a.slug: a for a in every}, {o.id: a for o, a in pairs})


@dataclass
class Reading:
    """What the changes of one file are read with: its events and sources, and what is recorded."""

    recorded: Recorded
    events: dict[str, date]
    sources: dict[str, SourceNote]
    mark: Mark


def read_proposal(text: str, file: str, agreements: Sequence[Agreement]) -> tuple[Proposal | None, list[Finding]]:
    """The proposal in a file, and everything that is wrong with it; None when there is no header to speak of."""
    page = Page(file)
    root = compose(text, page)
    if root is None:
        return None, page.findings
    top = Entry(page, root, "the file", FILE_KEYS)
    if top.need("schema") and top.text("schema") not in ("", SCHEMA):
        top.finding(top.values["schema"], "yaml-wrong-schema", "schema", shown(top.text("schema")), SCHEMA,
                    "the first key names the format of the file", f"write schema: {SCHEMA}")  # fmt: skip
    top.need("proposal", "changes")
    header = top.entry("proposal", HEADER_KEYS, nullable=("start",))
    if header is None or not header.values:
        return None, page.findings
    return _proposal(top, header, Recorded.of(agreements)), page.findings


def _proposal(top: Entry, header: Entry, recorded: Recorded) -> Proposal:
    header.need("slug", "title", "proposed_by", "addressed_to", "proposed_on", "start", "sources", "status")
    events, sources = read_events(header), read_source_notes(header)
    reading = Reading(recorded, events, dict(sources), header.mark())
    parts = top.entries("changes", CHANGE_KEYS, "a change")
    changes = tuple(change for part in parts for change in _change(part, reading))
    if top.has("changes") and not parts:
        top.finding(top.values["changes"], "proposal-empty", "changes", "no change", "at least one change",
                    RULE_OVERLAY, "write a line such as: - change: the id of a paragraph")  # fmt: skip
    _worded_once(parts, changes, header)
    return Proposal(
        slug=header.text("slug"),
        title=header.text("title"),
        proposed_by=header.texts("proposed_by"),
        addressed_to=header.texts("addressed_to"),
        proposed_on=moment(header, "proposed_on", events) or Moment(date.max),
        start=moment(header, "start", events),
        term=header.text("term"),
        mark=header.mark(),
        sources=reading.sources,
        changes=changes,
        file=top.page.file,
        line=header.line,
        based_on=header.text("based_on"),
        note=header.text("note"),
    )


def _change(part: Entry, reading: Reading) -> list[Change]:
    verbs = [key for key in (*(v.value for v in Verb), "new") if part.has(key)]
    if len(verbs) != 1:
        part.finding(None, "proposal-one-verb", "", " and ".join(verbs) or "no verb", "one verb", RULE_VERB,
                     "write one change for each verb")  # fmt: skip
        return []
    start, end = moment(part, "from", reading.events), moment(part, "until", reading.events)
    if start is not None and end is not None and end.day <= start.day:
        part.finding(part.values["until"], "proposal-ends-before-start", "until", end.words, f"a day after {start.words}",
                     RULE_OVERLAY, "correct one of the two days")  # fmt: skip
    _check_variable(part)
    read = _new if verbs[0] == "new" else _named
    change = read(part, verbs[0], reading)
    if change is None:
        return []
    return [replace(change, variable=part.text("variable"), start=start, end=end, note=part.text("note"))]


def _check_variable(part: Entry) -> None:
    known = [variable.name for variable in free_variables()]
    found = part.text("variable") if part.need("variable") else ""
    if found and found not in known:
        part.finding(part.values["variable"], "proposal-unknown-variable", "variable", shown(found),
                     f"one of {', '.join(known)}", "each change settles one of the free variables of the table",
                     f"use a word of the table{meant(found, known)}")  # fmt: skip


def _new(part: Entry, verb: str, reading: Reading) -> Change | None:
    """A paragraph that is recorded nowhere, written whole."""
    entry = part.entry("new", words.OBLIGATION_KEYS)
    if entry is None or not entry.values:
        return None
    text = read_obligation(entry, reading.events, reading.sources)
    if text.id in reading.recorded.paragraphs:
        entry.finding(None, "proposal-not-new", "id", f"the id {shown(text.id)}", "an id that no agreement uses",
                      RULE_OVERLAY, f"write change: {text.id}, or another id")  # fmt: skip
        return None
    return Change(Verb.ADD, (text.id,), part.line, texts=(text,))


def _named(part: Entry, verb: str, reading: Reading) -> Change | None:
    """A change of paragraphs, or of whole instruments, that are recorded."""
    names = [(node, _name(part, node, verb)) for node in _nodes(part, verb)]
    found = [(node, name) for node, name in names if name and _known(part, node, verb, name, reading.recorded)]
    if not found or len(found) < len(names):
        return None
    instruments = tuple(name for _, name in found if name in reading.recorded.instruments)
    ids = tuple(i for _, name in found for i in _paragraphs(name, reading.recorded))
    if verb in (Verb.SUSPEND, Verb.END):
        _no_text(part, verb)
        return Change(Verb(verb), ids, part.line, instruments)
    if len(ids) > 1 and (part.has("take") or part.has("with")):
        part.finding(None, "proposal-many-texts", verb, f"{len(ids)} paragraphs with one text", "one paragraph",
                     RULE_OVERLAY, "write one change for each paragraph")  # fmt: skip
        return None
    texts = tuple(_text(part, reading.recorded.paragraphs[i], reading) for i in ids)
    if verb == Verb.CHANGE and not (part.has("take") or part.has("with")):
        part.finding(None, "proposal-changes-nothing", verb, "a change without words", "take or with", RULE_OVERLAY,
                     "write with: and the keys that change, or take: and the id of a recorded paragraph")  # fmt: skip
    lengths = {i: recorded_length(reading.recorded.paragraphs[i].applies) for i in ids}
    return Change(Verb(verb), ids, part.line, instruments, texts, lengths=lengths)


def _no_text(part: Entry, verb: str) -> None:
    for key in ("take", "with"):
        if part.has(key):
            part.finding(part.values[key], "proposal-needless-text", key, f"{key} beside {verb}", "no text",
                         RULE_OVERLAY, f"delete {key}: or write change: instead of {verb}:")  # fmt: skip


def _nodes(part: Entry, key: str) -> list[yaml.Node]:
    node = part.values[key]
    return list(node.value) if isinstance(node, yaml.SequenceNode) else [node]


def _name(part: Entry, node: yaml.Node, verb: str) -> str:
    if isinstance(node, yaml.ScalarNode):
        return str(node.value)
    part.finding(node, "yaml-wrong-type", verb, kind_of(node), "an id", RULE_VALUE, f"write {verb}: and an id")
    return ""


def _known(part: Entry, node: yaml.Node, verb: str, name: str, recorded: Recorded) -> bool:
    whole = verb in (Verb.SUSPEND, Verb.END, Verb.RESTORE)
    if name in recorded.paragraphs or (whole and name in recorded.instruments):
        return True
    known = [*recorded.paragraphs, *(recorded.instruments if whole else ())]
    what = "a paragraph or instrument" if whole else "a paragraph"
    part.page.add(line_of(node), "proposal-missing-paragraph", verb, shown(name), f"the id of {what} in agreements/*.yaml",
                  RULE_OVERLAY, f"correct the id, or write the paragraph whole under new:{meant(name, known)}")  # fmt: skip
    return False


def _paragraphs(name: str, recorded: Recorded) -> tuple[str, ...]:
    if name in recorded.instruments:
        return tuple(o.id for o in recorded.instruments[name].obligations)
    return (name,)


def _text(part: Entry, base: Obligation, reading: Reading) -> Obligation:
    """The paragraph as it reads then: the recorded words, those taken from elsewhere, and the keys given here."""
    taken = _taken(part, reading)
    text = replace(undated(_cited(base, reading) if taken is None else taken), id=base.id)
    if taken is not None and parse_duration(taken.applies.duration) is not None:
        text = replace(text, applies=Applies(None, None, None, taken.applies.duration))
    if not part.has("with"):
        return _marked(part, replace(text, line=part.line, file=part.page.file))
    entry = part.entry("with", [key for key in words.OBLIGATION_KEYS if key != "id"])
    if entry is None:
        return text
    changed = amended(text, entry, reading.events, reading.sources)
    if not entry.has("applies"):
        return _marked(part, changed)
    given = changed.applies
    kept = Applies(given.start, given.end, given.again_from, given.duration or text.applies.duration)
    return _marked(part, replace(changed, applies=kept))


def _taken(part: Entry, reading: Reading) -> Obligation | None:
    if not part.has("take"):
        return None
    name = part.text("take")
    if name in reading.recorded.paragraphs:
        return _cited(reading.recorded.paragraphs[name], reading)
    part.finding(part.values["take"], "proposal-missing-paragraph", "take", shown(name),
                 "the id of a paragraph in agreements/*.yaml", RULE_OVERLAY,
                 f"correct the id{meant(name, reading.recorded.paragraphs)}")  # fmt: skip
    return None


def _cited(text: Obligation, reading: Reading) -> Obligation:
    """The paragraph with its sources under names that say from which instrument they come."""
    holder = reading.recorded.holder[text.id]
    for key in text.source:
        reading.sources.setdefault(f"{holder.slug}:{key}", holder.sources[key])
    return replace(text, source=tuple(f"{holder.slug}:{key}" for key in text.source))


def _marked(part: Entry, text: Obligation) -> Obligation:
    """The mark can be lowered to recalled by the change, and never raised."""
    return replace(text, mark=Mark.RECALLED) if part.mark() is Mark.RECALLED else text


def _worded_once(parts: Sequence[Entry], changes: Sequence[Change], header: Entry) -> None:
    """Two texts for one paragraph at one time would leave it open which of them holds."""
    seen: dict[str, Change] = {}
    for change in changes:
        for text in change.texts:
            first = seen.setdefault(text.id, change)
            if first is not change and first.verb is not Verb.RESTORE:
                header.page.add(change.line, "proposal-worded-twice", change.verb.value, f"a second text for {text.id}",
                                "one text for each paragraph", RULE_OVERLAY,
                                f"delete one of them (the first is in line {first.line})")  # fmt: skip
