"""Reads a story file: text in, a story and findings out.

A fact has the columns of a table of statements as its keys: id, quantity, of_day and basis must be there, and public_on is
of_day unless it is given.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import yaml

from servanda.agreements.nodes import (
    RULE_VALUE,
    TAG,
    Entry,
    Page,
    compose,
    kind_of,
    line_of,
    meant,
    plain_number,
    scalar_text,
)
from servanda.agreements.procedure_run import Phase
from servanda.agreements.procedure_status import NO_STANDING, NOT_STARTED
from servanda.agreements.story import Expectation, Numbers, Story
from servanda.agreements.verdict import Status
from servanda.core.finding import Finding, shown
from servanda.core.table import write_table
from servanda.evidence.folder import read_statements
from servanda.evidence.statement import STATEMENT_COLUMNS, Statement

SCHEMA = "servanda-story/1"
FILE_KEYS = (
    "schema", "story", "why", "case", "record", "proposal", "start", "facts", "margins", "expect",
)  # fmt: skip
EXPECT_KEYS = (
    "paragraph", "as_of", "known_by", "position", "status", "value", "limit", "beyond", "unit", "soft", "read", "because",
    "needs", "due",
)  # fmt: skip
KNOWN = tuple(dict.fromkeys((*(s.value for s in Status), *(p.value for p in Phase), NOT_STARTED, NO_STANDING)))
"""Every status of an obligation, and every place where a procedure can stand."""

FACT_SOURCE = "story"
"""The source of every fact of a story."""

FACT_KEYS = tuple(c for c in STATEMENT_COLUMNS.all if c not in ("source",))
RULE_STORY = "a story says what happened (facts) and what follows (expect), and of which case"


def read_story(text: str, file: str) -> tuple[Story | None, list[Finding]]:
    """The story in a file, and everything that is wrong with it; None when it is no story."""
    page = Page(file)
    root = compose(text, page)
    if root is None:
        return None, page.findings
    top = Entry(page, root, "the story", FILE_KEYS)
    if top.need("schema") and top.text("schema") not in ("", SCHEMA):
        top.finding(top.values["schema"], "yaml-wrong-schema", "schema", shown(top.text("schema")), SCHEMA,
                    "the first key names the format of the file", f"write schema: {SCHEMA}")  # fmt: skip
    if not top.need("story", "why", "case", "expect"):
        return None, page.findings
    story = Story(
        title=top.text("story"),
        why=top.text("why"),
        case=top.text("case"),
        file=file,
        facts=_facts(top),
        expectations=tuple(_expectation(entry) for entry in top.entries("expect", EXPECT_KEYS, "an expectation")),
        with_record=top.flag("record"),
        proposal=top.text("proposal"),
        start=top.day("start"),
        margins=_margins(top),
    )
    return story, page.findings


def _facts(top: Entry) -> tuple[Statement, ...]:
    entries = top.entries("facts", FACT_KEYS, "a fact")
    return tuple(statement for entry in entries if (statement := _fact(entry)) is not None)


def _fact(entry: Entry) -> Statement | None:
    """One fact through the reader of tables, so that it is checked as strictly as a row of the record."""
    if not entry.need("id", "quantity", "of_day", "basis"):
        return None
    cells = {key: _cell(entry, key) for key in FACT_KEYS if entry.has(key)}
    cells = {"public_on": cells.get("of_day", ""), "mark": "read", "source": FACT_SOURCE, **cells}
    columns = [c for c in STATEMENT_COLUMNS.all if c in STATEMENT_COLUMNS.required or c in cells]
    statements, findings = read_statements(write_table([cells], columns), entry.page.file)
    entry.page.findings += [replace(f, line=entry.line) for f in findings]
    return replace(statements[0], line=entry.line) if statements else None


def _cell(entry: Entry, key: str) -> str:
    """A value as it stands in a table: a list is joined, and a number or day is what was written."""
    node = entry.values[key]
    if isinstance(node, yaml.SequenceNode):
        return ";".join(entry.texts(key))
    if isinstance(node, yaml.ScalarNode) and node.tag != TAG + "bool":
        return str(node.value)
    return scalar_text(entry, node, key)


def _expectation(entry: Entry) -> Expectation:
    entry.need("paragraph", "as_of")
    asks = ("status", "value", "limit", "beyond", "soft", "read", "because", "needs", "due")
    if not any(entry.has(key) for key in asks):
        entry.finding(None, "story-expects-nothing", "expect", "an expectation that asks for nothing",
                      f"at least one of {', '.join(asks)}", RULE_STORY, "write what should follow, such as status")  # fmt: skip
    return Expectation(
        paragraph=entry.text("paragraph"),
        as_of=entry.day("as_of") or date.max,
        line=entry.line,
        known_by=entry.day("known_by"),
        statuses=_statuses(entry),
        numbers=Numbers(entry.number("value"), entry.number("limit"), entry.number("beyond"), entry.text("unit")),
        soft=entry.flag("soft") if entry.has("soft") else None,
        evidence=entry.texts("read") if entry.has("read") else None,
        because=entry.text("because"),
        needs=entry.text("needs"),
        due=_due(entry),
    )


def _statuses(entry: Entry) -> Mapping[str, str]:
    """One status for the position asked for (all of them unless named), or a status for each position."""
    node = entry.values.get("status")
    position = entry.text("position") or "all"
    if isinstance(node, yaml.MappingNode):
        names = [str(key.value) for key, _ in node.value]
        part = Entry(entry.page, node, "status", names)
        return {name: _status(part, name) for name in part.values}
    return {position: _status(entry, "status") if node is not None else ""}


def _status(entry: Entry, key: str) -> str:
    """A status of an obligation, or where a procedure stands."""
    found = entry.text(key)
    if found and found not in KNOWN:
        entry.finding(entry.values[key], "yaml-unknown-word", key, shown(found), f"one of {', '.join(KNOWN)}",
                      RULE_VALUE, f"use a word of the list{meant(found, KNOWN)}")  # fmt: skip
    return found


def _due(entry: Entry) -> Mapping[int, date]:
    node = entry.values.get("due")
    if node is None:
        return {}
    if not isinstance(node, yaml.MappingNode):
        day = entry.day("due")
        return {} if day is None else {0: day}
    days: dict[int, date] = {}
    for key, value in node.value:
        step, day = plain_number(key), entry.day_of(value, "due")
        if step is None:
            entry.page.add(line_of(key), "yaml-not-a-whole-number", "due", shown(getattr(key, "value", "")),
                           "the number of a step", RULE_VALUE, "write the number of the step before its day")  # fmt: skip
        elif step != int(step) or step < 1:
            entry.page.add(line_of(key), "yaml-not-a-whole-number", "due", shown(getattr(key, "value", "")),
                           "the number of a step, from 1", RULE_VALUE, "write the number of the step before its day")  # fmt: skip
        elif day is not None:
            days[int(step)] = day
    return days


def _margins(top: Entry) -> Mapping[str, float]:
    """By how much a number may differ, by quantity."""
    node = top.values.get("margins")
    if not isinstance(node, yaml.MappingNode):
        if node is not None:
            top.finding(node, "yaml-wrong-type", "margins", kind_of(node), "a mapping of quantities", RULE_VALUE,
                        "write margins: {enriched_uranium_stockpile: 0.1}")  # fmt: skip
        return {}
    part = Entry(top.page, node, "margins", [str(key.value) for key, _ in node.value])
    return {name: part.number(name) or 0.0 for name in part.values}
