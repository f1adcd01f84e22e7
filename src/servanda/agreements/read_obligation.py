"""Reads the obligations of an agreement file."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from itertools import pairwise
from typing import Any

import yaml

from servanda.agreements import words
from servanda.agreements.model import (
    Applies,
    Clock,
    Comparator,
    Equivalent,
    Joined,
    Kind,
    Measure,
    Moment,
    Obligation,
    Softness,
    SourceNote,
    Step,
    Test,
    Threshold,
)
from servanda.agreements.nodes import NO_DAY, RULE_SHAPE, RULE_VALUE, Entry, is_null, kind_of, line_of, meant
from servanda.core.finding import Severity, shown
from servanda.core.period import parse_day
from servanda.core.unit import Unit, unit_of
from servanda.evidence.vocabulary import BAND, FORMS

RULE_TEST = "a test holds a value against a threshold, a schedule of thresholds, or presence and absence"
RULE_MOMENT = "applies and schedule name a day or an event of agreement.events"
RULE_SCHEDULE = "the steps of a schedule follow one another while the obligation applies"
RULE_DURATION = "durations are ISO 8601 (P30D, PT24H, P15Y)"

_FORM = re.compile("|".join(FORMS))

Sources = dict[str, SourceNote]
Events = dict[str, date]


def read_obligations(top: Entry, events: Events, sources: Sources) -> tuple[Obligation, ...]:
    """Every obligation of the file."""
    entries = top.entries("obligations", words.OBLIGATION_KEYS, "an obligation")
    return tuple(_obligation(entry, events, sources) for entry in entries)


def _obligation(entry: Entry, events: Events, sources: Sources) -> Obligation:
    entry.what = f"obligation {entry.text('id')}" if entry.has("id") else entry.what
    entry.need("id", "title", "cite", "obligated", "verifier", "kind", "applies", "status", "source")
    kind = entry.word("kind", Kind, Kind.UNDERTAKING)
    applies, test = _applies(entry, events), _test(entry, kind, events)
    _within(entry, applies, test)
    return Obligation(
        id=entry.text("id"),
        title=entry.text("title"),
        cite=entry.text("cite"),
        obligated=_some(entry, "obligated"),
        verifier=entry.text("verifier"),
        kind=kind,
        applies=applies,
        mark=entry.mark(),
        source=source_keys(entry, sources),
        file=entry.page.file,
        line=entry.line,
        text=entry.text("text"),
        cite_mark=entry.mark("cite_status"),
        measure=_measure(entry),
        test=test,
        clock=_clock(entry),
        exceptions=entry.texts("exceptions"),
        evidence=entry.texts("evidence"),
        consequence=entry.texts("consequence"),
        softness=entry.word("softness", Softness, Softness.HARD),
        note=entry.text("note"),
    )


def read_obligation(entry: Entry, events: Events, sources: Sources) -> Obligation:
    """One obligation, written whole."""
    return _obligation(entry, events, sources)


def amended(base: Obligation, entry: Entry, events: Events, sources: Sources) -> Obligation:
    """The obligation with the keys that the entry gives and everything else as it was; the id never changes."""
    kind = entry.word("kind", Kind, base.kind)
    given: dict[str, Any] = {key: entry.text(key) for key in ("title", "text", "cite", "verifier", "note")}
    given |= {key: entry.texts(key) for key in ("exceptions", "evidence", "consequence")}
    given |= {
        "obligated": _some(entry, "obligated"),
        "applies": _applies(entry, events),
        "cite_status": entry.mark("cite_status"),
        "status": entry.mark(),
        "measure": _measure(entry),
        "test": _test(entry, Kind.UNDERTAKING if base.test is not None else kind, events),
        "clock": _clock(entry),
        "softness": entry.word("softness", Softness, base.softness),
        "source": source_keys(entry, sources),
    }
    named = {"cite_status": "cite_mark", "status": "mark"}
    kept = {named.get(key, key): value for key, value in given.items() if entry.has(key)}
    return replace(base, kind=kind, file=entry.page.file, line=entry.line, **kept)


def _some(entry: Entry, key: str) -> tuple[str, ...]:
    if entry.has(key) and not entry.items(key) and isinstance(entry.values[key], yaml.SequenceNode):
        entry.finding(entry.values[key], "yaml-empty-list", key, "an empty list", "at least one", RULE_VALUE,
                      f"name at least one in {key}")  # fmt: skip
    return entry.texts(key)


def source_keys(entry: Entry, sources: Sources) -> tuple[str, ...]:
    """The source keys of an entry, each known to the header."""
    keys = _some(entry, "source")
    for node, key in zip(entry.items("source"), keys, strict=True):
        if key and key not in sources:
            entry.finding(node, "agreement-unknown-source", "source", shown(key), f"one of {', '.join(sources)}",
                          RULE_SHAPE, f"add {key} to agreement.sources or correct the key{meant(key, sources)}")  # fmt: skip
    return keys


def _applies(entry: Entry, events: Events) -> Applies:
    part = entry.entry("applies", words.APPLIES_KEYS, nullable=("start", "end"))
    if part is None or not part.values:
        return Applies(None, None)
    part.need("start", "end")
    start, end, again = (moment(part, key, events) for key in ("start", "end", "again_from"))
    _in_order(part, start, end, again)
    return Applies(start, end, again, _duration(part, "duration"))


def _within(entry: Entry, applies: Applies, test: Test | None) -> None:
    """A step that would begin after the obligation has ended never has effect."""
    end = applies.end if applies.again_from is None else None
    for step in () if test is None or end is None else test.schedule:
        if end is not None and step.start is not None and end.day <= step.start.day < NO_DAY:
            entry.finding(entry.values["test"], "agreement-impossible-schedule", "schedule", f"a step on {step.start.words}",
                          f"a day before the end of the obligation, {end.words}", RULE_SCHEDULE,
                          "correct the day of the step or the end of the obligation")  # fmt: skip


def _in_order(part: Entry, start: Moment | None, end: Moment | None, again: Moment | None) -> None:
    for key, first, second in (("end", start, end), ("again_from", end, again)):
        if first is not None and second is not None and second.day < first.day < NO_DAY:
            part.finding(part.values[key], "agreement-ends-before-start", key, second.words,
                         f"not before {first.words}", RULE_MOMENT, "correct one of the two events")  # fmt: skip


def moment(part: Entry, key: str, events: Events) -> Moment | None:
    """A day or an event; None for null, absence, and what is neither (with a finding)."""
    node = part.values.get(key)
    if node is None or is_null(node):
        return None
    found = str(node.value) if isinstance(node, yaml.ScalarNode) else kind_of(node)
    if found in events:
        return Moment(events[found], found)
    day = parse_day(found)
    if day is not None:
        return Moment(day)
    if found[:4].isdigit():
        part.day_of(node, key)
        return None
    part.finding(node, "agreement-unknown-event", key, f"the event {shown(found)}",
                 f"a day or one of {', '.join(events) or 'the events (none are defined)'}", RULE_MOMENT,
                 f"define the event in agreement.events or correct its name{meant(found, events)}")  # fmt: skip
    return None


def _duration(part: Entry, key: str) -> str:
    if not part.has(key):
        return ""
    node = part.values[key]
    text = str(node.value) if isinstance(node, yaml.ScalarNode) and parse_day(str(node.value)) else part.text(key)
    wrong = words.bad_duration(text)
    if wrong:
        part.finding(node, "agreement-bad-duration", key, shown(wrong), "a duration such as P30D, PT24H, P3M or P15Y",
                     RULE_DURATION, "write P, then number and letter; hours follow a T")  # fmt: skip
    return text


def _measure(entry: Entry) -> Measure | None:
    part = entry.entry("measure", words.MEASURE_KEYS)
    if part is None or not part.need("quantity", "unit"):
        return None
    _known_unit(part)
    _known_shape(part, "band", BAND, "a band such as up_to_5, or total")
    _known_shape(part, "form", _FORM, "UF6, other or all_forms")
    restricted = {key: part.text(key) for key in words.RESTRICTIONS if part.has(key)}
    return Measure(part.text("quantity"), part.text("unit"), part.text("scope"), **restricted)


def _known_shape(part: Entry, key: str, shape: re.Pattern[str], expected: str) -> None:
    """A band or form that no statement can carry would never be read."""
    if part.has(key) and (found := part.text(key)) and not shape.fullmatch(found):
        part.finding(part.values[key], f"agreement-bad-{key}", key, shown(found), expected,
                     "a measure names bands and forms as statements do", f"write {expected}")  # fmt: skip


def _known_unit(part: Entry) -> None:
    """A unit that no statement carries is a warning: a value can then never be held against the limit."""
    found = part.text("unit")
    known = [*(unit.value for unit in Unit), *words.OTHER_UNITS]
    if found and found not in known and unit_of(found) is None:
        part.finding(part.values["unit"], "agreement-unknown-unit", "unit", shown(found), "a unit that statements carry",
                     RULE_TEST, f"write the unit as statements do{meant(found, known)}", Severity.WARNING)  # fmt: skip


def _clock(entry: Entry) -> Clock | None:
    part = entry.entry("clock", words.CLOCK_KEYS)
    if part is None or not part.need("trigger", "due", "anchor"):
        return None
    for key, known in (("counting", words.COUNTINGS), ("anchor", words.ANCHORS)):
        _word(part, key, known)
    return Clock(_text_or_day(part, "trigger"), _duration(part, "due"), part.text("counting"), part.text("anchor"))


def _word(part: Entry, key: str, known: tuple[str, ...]) -> None:
    found = part.text(key) if part.has(key) else ""
    if found and found not in known:
        part.finding(part.values[key], "yaml-unknown-word", key, shown(found), f"one of {', '.join(known)}",
                     RULE_VALUE, f"use a word of the list{meant(found, known)}")  # fmt: skip


def _text_or_day(part: Entry, key: str) -> str:
    node = part.values[key]
    day = parse_day(str(node.value)) if isinstance(node, yaml.ScalarNode) else None
    return part.text(key) if day is None else day.isoformat()


def _test(entry: Entry, kind: Kind, events: Events) -> Test | None:
    part = entry.entry("test", words.TEST_KEYS)
    if part is None:
        if kind is Kind.NUMERIC_LIMIT:
            entry.need("measure", "test")
        return None
    if not part.need("comparator"):
        return None
    comparator = part.word("comparator", Comparator, Comparator.AT_MOST)
    test = Test(
        comparator=comparator,
        threshold=_threshold(part, comparator),
        unit=part.text("unit"),
        scope=part.text("scope"),
        equivalents=tuple(_equivalent(e) for e in part.entries("equivalents", words.EQUIVALENT_KEYS, "an equivalent")),
        joined=tuple(_joined(e) for e in part.entries("and", words.JOINED_KEYS, "a joined condition")),
        schedule=_schedule(part, events),
    )
    _has_threshold(part, test)
    return test


def _has_threshold(part: Entry, test: Test) -> None:
    bare = test.comparator in (Comparator.ABSENT, Comparator.PRESENT)
    if bare and part.has("threshold"):
        part.finding(part.values["threshold"], "agreement-needless-threshold", "threshold", "a threshold",
                     f"none beside {test.comparator.value}", RULE_TEST, "delete the threshold")  # fmt: skip
    if not bare and not part.has("threshold") and not part.has("schedule"):
        part.finding(None, "agreement-no-threshold", "threshold", f"no threshold in {part.what}",
                     "a threshold or a schedule", RULE_TEST,
                     "add threshold: with a number, or schedule: with dated steps")  # fmt: skip


def _threshold(part: Entry, comparator: Comparator) -> Threshold:
    node = part.values.get("threshold")
    if node is None:
        return None
    if comparator is Comparator.IN:
        return part.texts("threshold")
    if isinstance(node, yaml.ScalarNode) and node.value[:1].isalpha() and node.tag.endswith(":str"):
        return str(node.value)
    return part.number("threshold")


def _equivalent(part: Entry) -> Equivalent:
    part.need("threshold", "unit")
    return Equivalent(part.number("threshold") or 0.0, part.text("unit"), part.text("at"))


def _joined(part: Entry) -> Joined:
    part.need("quantity", "comparator", "threshold")
    comparator = part.word("comparator", Comparator, Comparator.AT_MOST)
    return Joined(part.text("quantity"), comparator, _threshold(part, comparator))


def _schedule(part: Entry, events: Events) -> tuple[Step, ...]:
    """The steps of a limit; those that are dated follow one another."""
    parts = part.entries("schedule", words.SCHEDULE_KEYS, "a step of schedule")
    steps = tuple(_step(entry, events) for entry in parts)
    dated = [(e, s.start) for e, s in zip(parts, steps, strict=True) if s.start is not None and not s.applies_to]
    for (_, before), (entry, after) in pairwise(dated):
        if after.day <= before.day < NO_DAY:
            entry.finding(entry.values["from"], "agreement-impossible-schedule", "from", after.words,
                          f"a day after {before.words}", RULE_SCHEDULE,
                          "put the steps in the order of their days, each on a day of its own")  # fmt: skip
    return steps


def _step(part: Entry, events: Events) -> Step:
    if not part.has("threshold") and not part.has("formula"):
        part.need("threshold")
    start = _step_start(part, events)
    divided = next((part.text(key) for key in ("material", "facility", "scope") if part.has(key)), "")
    return Step(
        threshold=part.number("threshold"),
        start=start,
        when=part.text("from") if part.has("from") and start is None else "",
        unit=part.text("unit"),
        applies_to=divided,
        formula=part.text("formula"),
        note=part.text("note"),
    )


def _step_start(part: Entry, events: Events) -> Moment | None:
    """The day of a step; text that is neither day nor event stays undated unless it misspells an event."""
    node = part.values.get("from")
    if not isinstance(node, yaml.ScalarNode):
        return None
    found = str(node.value)
    if found in events or parse_day(found) is not None or found[:4].isdigit():
        return moment(part, "from", events)
    if " " not in found.strip():
        part.page.add(line_of(node), "agreement-unknown-event", "from", f"the event {shown(found)}",
                      f"a day, one of {', '.join(events)}, or a sentence for a step that has no day yet", RULE_MOMENT,
                      f"define the event in agreement.events or correct its name{meant(found, events)}")  # fmt: skip
    return None
