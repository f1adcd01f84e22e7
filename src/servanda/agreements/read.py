"""Reads one agreement file or the forum file: text in, frozen objects and findings out.

Everything in the file is read or reported; a file with an error yields its findings, and the caller refuses the case.
"""

from __future__ import annotations

from datetime import date

import yaml

from servanda.agreements import words
from servanda.agreements.model import Agreement, SourceNote
from servanda.agreements.nodes import NO_DAY, RULE_VALUE, Entry, Page, compose, meant
from servanda.agreements.read_obligation import read_obligations
from servanda.agreements.read_procedure import read_procedures
from servanda.agreements.read_state import read_states
from servanda.core.finding import Finding, shown

RULE_SCHEMA = "the first key names the format of the file"


def read_agreement(text: str, file: str) -> tuple[Agreement | None, list[Finding]]:
    """The agreement in a file, and everything that is wrong with it; None when there is no header to speak of."""
    page = Page(file)
    root = compose(text, page)
    if root is None:
        return None, page.findings
    top = Entry(page, root, "the file", words.FILE_KEYS)
    expect_schema(top, words.SCHEMA_AGREEMENT, words.SCHEMA_FORUMS)
    top.need("agreement", "obligations")
    header = top.entry("agreement", words.HEADER_KEYS)
    if header is None or not header.values:
        return None, page.findings
    return _agreement(top, header), page.findings


def expect_schema(top: Entry, wanted: str, other: str) -> None:
    """Report a missing or different `schema`."""
    if not top.values or not top.need("schema"):
        return
    found = top.text("schema")
    if found and found != wanted:
        hint = "this is the other kind of file: give it the other name" if found == other else f"write schema: {wanted}"
        top.finding(top.values["schema"], "yaml-wrong-schema", "schema", shown(found), wanted, RULE_SCHEMA, hint)


def _agreement(top: Entry, header: Entry) -> Agreement:
    header.need("slug", "title", "type", "force", "parties", "events", "state", "sources")
    events = read_events(header)
    sources = read_source_notes(header)
    states = tuple(read_states(header, events, sources))
    return Agreement(
        slug=header.text("slug"),
        title=header.text("title"),
        type=one_of(header, "type", words.TYPES),
        force=_force(header),
        parties=header.texts("parties"),
        events=events,
        states=tuple(sorted(states, key=lambda state: state.start)),
        sources=sources,
        obligations=read_obligations(top, events, sources),
        procedures=read_procedures(top, sources),
        file=top.page.file,
    )


def one_of(entry: Entry, key: str, known: tuple[str, ...]) -> str:
    """A word of a fixed list that has no type of its own; empty when absent."""
    if not entry.has(key):
        return ""
    found = entry.text(key)
    if found and found not in known:
        entry.finding(entry.values[key], "yaml-unknown-word", key, shown(found), f"one of {', '.join(known)}",
                      RULE_VALUE, f"use a word of the list{meant(found, known)}")  # fmt: skip
    return found


def _force(header: Entry) -> str:
    found = header.text("force") if header.has("force") else ""
    return found if " " in found else one_of(header, "force", words.FORCES)


def read_events(header: Entry) -> dict[str, date]:
    """The named days of a header; empty when it names none."""
    node = header.values.get("events")
    if node is None:
        return {}
    names = [str(key.value) for key, _ in node.value] if isinstance(node, yaml.MappingNode) else []
    entry = Entry(header.page, node, "events", names)
    return {name: entry.day(name) or NO_DAY for name in entry.values}


def read_source_notes(header: Entry) -> dict[str, SourceNote]:
    """The sources of a header by their key."""
    node = header.values.get("sources")
    if node is None:
        return {}
    names = [str(key.value) for key, _ in node.value] if isinstance(node, yaml.MappingNode) else []
    entry = Entry(header.page, node, "sources", names)
    return {key: _source(entry, key) for key in entry.values}


def _source(entry: Entry, key: str) -> SourceNote:
    part = entry.entry(key, words.SOURCE_KEYS)
    if part is None:
        raise AssertionError(key)
    if part.values:
        part.need("title", "where", "status")
    return SourceNote(key, part.text("title"), part.text("where"), part.mark())
