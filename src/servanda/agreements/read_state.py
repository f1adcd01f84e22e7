"""Reads the dated states of an instrument: from when, until when, by whose account, and which days that account moves."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

import yaml

from servanda.agreements import words
from servanda.agreements.model import Effect, SourceNote, StateEntry
from servanda.agreements.nodes import NO_DAY, RULE_SHAPE, Entry, line_of, meant
from servanda.core.finding import shown

RULE_STATES = "the state of an instrument is a dated list; a position that not all share names its holders"
RULE_UNTIL = "an account ends after it began"
RULE_EVENTS = "an account may move events of its instrument: to another day, or to never"
NEVER = "never"


def read_states(header: Entry, events: Mapping[str, date], sources: Mapping[str, SourceNote]) -> Iterable[StateEntry]:
    """The states of a header in the order of the file."""
    for entry in header.entries("state", words.STATE_KEYS, "an entry of state"):
        yield _state(entry, events, sources)


def _state(entry: Entry, events: Mapping[str, date], sources: Mapping[str, SourceNote]) -> StateEntry:
    entry.need("from", "state", "status")
    if entry.has("source"):
        known_source(entry, entry.values["source"], entry.text("source"), sources)
    if entry.has("held_by") and not entry.items("held_by"):
        entry.finding(entry.values["held_by"], "agreement-no-holder", "held_by", "an empty list", "party codes",
                      RULE_STATES, "name who holds this position, or delete held_by")  # fmt: skip
    start = entry.day("from") or date.max
    return StateEntry(
        start=start,
        words=entry.text("state"),
        mark=entry.mark(),
        line=entry.line,
        held_by=entry.texts("held_by"),
        effect=entry.word("effect", Effect, Effect.UNCLEAR) if entry.has("effect") else None,
        source=entry.text("source"),
        note=entry.text("note"),
        until=_until(entry, start),
        events=tuple(_moved(entry, events)),
    )


def _until(entry: Entry, start: date) -> date | None:
    until = entry.day("until") if entry.has("until") else None
    if until is not None and start < NO_DAY and until <= start:
        entry.finding(entry.values["until"], "agreement-state-ends-first", "until", str(until), f"a day after {start}",
                      RULE_UNTIL, "correct the day, or delete until")  # fmt: skip
    return until


def _moved(entry: Entry, events: Mapping[str, date]) -> Iterable[tuple[str, date | None]]:
    node = entry.values.get("events")
    if node is None:
        return
    names = [str(key.value) for key, _ in node.value] if isinstance(node, yaml.MappingNode) else []
    part = Entry(entry.page, node, "events of a state", names)
    for name in part.values:
        if name not in events:
            entry.finding(part.values[name], "agreement-unknown-event", "events", shown(name),
                          f"one of {', '.join(events) or 'the events of the header'}", RULE_EVENTS,
                          f"correct the name{meant(name, events)}")  # fmt: skip
        never = getattr(part.values[name], "value", None) == NEVER
        yield name, None if never else part.day(name) or NO_DAY


def known_source(entry: Entry, node: yaml.Node, key: str, sources: Mapping[str, SourceNote]) -> None:
    """Report a source key that the header does not define."""
    if key and key not in sources:
        entry.page.add(line_of(node), "agreement-unknown-source", "source", shown(key),
                       f"one of {', '.join(sources) or 'the keys of agreement.sources'}", RULE_SHAPE,
                       f"add {key} to agreement.sources or correct the key{meant(key, sources)}")  # fmt: skip
