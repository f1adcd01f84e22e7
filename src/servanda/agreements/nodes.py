"""YAML with line numbers, read key by key: every deviation becomes a finding that says what to write instead.

Goes in: the text of a file. Comes out: `Entry` objects whose methods return a value of the wanted type, or the
stated default together with a finding. YAML 1.1 is what the loader speaks; its traps (bare yes and no, commas in
braces, numbers with colons) are explained where they are met.
"""

from __future__ import annotations

import difflib
import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import TypeVar

import yaml

from servanda.core.finding import Finding, Severity, shown
from servanda.core.names import Mark
from servanda.core.period import parse_day

Word = TypeVar("Word", bound=StrEnum)

MAX_LINE = 100_000
MAX_DEPTH = 100
NO_DAY = date.max
"""Stands for the day of an event whose day could not be read: the event is known, its day is not."""
TAG = "tag:yaml.org,2002:"
RULE_YAML = "agreement files are YAML 1.1 with spaces for indentation"
RULE_SHAPE = "each part of an agreement file has the keys named in the agreement format and no others"
RULE_VALUE = "each key holds a value of its own type; a value that is not known is left out, never empty"
RULE_BOOLEAN = "YAML 1.1 reads a bare yes, no, on or off as a boolean"
_NUMBER = re.compile(r"[-+]?(0|[1-9]\d*)(\.\d+)?([eE][-+]?\d+)?")
_DEPTH = re.compile(r"^[ ]*((?:- )*)", re.MULTILINE)


@dataclass
class Page:
    """One file while it is read, and what was found wrong in it."""

    file: str
    findings: list[Finding] = field(default_factory=list)

    def add(
        self, line: int | None, name: str, key: str, found: str, expected: str, rule: str, remedy: str,
        severity: Severity = Severity.ERROR,
    ) -> None:  # fmt: skip
        """Record one finding, once: several readers may look at the same place."""
        found_here = Finding(self.file, line, name, key, found, expected, rule, remedy, severity)
        if found_here not in self.findings[-50:]:
            self.findings.append(found_here)


def line_of(node: yaml.Node) -> int:
    """The line of a node, counted from 1."""
    return int(node.start_mark.line) + 1


def meant(word: str, known: Iterable[str]) -> str:
    """'did you mean ...?' with the nearest known word, or nothing."""
    near = difflib.get_close_matches(word, list(known), n=1, cutoff=0.6)
    return f"; did you mean {near[0]!r}?" if near else ""


def compose(text: str, page: Page) -> yaml.Node | None:
    """The root node, or None with findings when the text is not one YAML document."""
    if _unsafe(text, page):
        return None
    try:
        root = yaml.compose(text, Loader=yaml.CSafeLoader)
    except yaml.YAMLError as error:
        _broken(error, text, page)
        return None
    except RecursionError:
        page.add(None, "yaml-too-deep", "", "nesting without end", "a flat list of entries", RULE_YAML, "flatten it")
        return None
    if root is None:
        page.add(None, "yaml-empty", "", "an empty file", "a mapping with the key schema", RULE_YAML,
                 "start from a file of a bundled case")  # fmt: skip
    return root


def _unsafe(text: str, page: Page) -> bool:
    """True for text that no editor of agreements writes: it is refused before it is parsed."""
    before = len(page.findings)
    for number, line in enumerate(text.split("\n"), start=1):
        if len(line) > MAX_LINE:
            page.add(number, "yaml-line-too-long", "", f"a line of {len(line)} characters", f"at most {MAX_LINE}",
                     "a longer line is a damaged file", "look for a missing line end")  # fmt: skip
    if len(page.findings) == before and _depth(text) > MAX_DEPTH:
        page.add(None, "yaml-too-deep", "", "more than a hundred brackets or dashes inside each other",
                 "a flat list of entries", RULE_YAML, "close the brackets that were left open")  # fmt: skip
    return len(page.findings) > before


def _depth(text: str) -> int:
    opened = deepest = 0
    for bracket in re.findall(r"[\[\]{}]", text):
        opened += 1 if bracket in "[{" else -1
        deepest = max(deepest, opened)
    dashes = max((len(match[1]) // 2 for match in _DEPTH.finditer(text)), default=0)
    return max(deepest, dashes)


def _broken(error: yaml.YAMLError, text: str, page: Page) -> None:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    line = None if mark is None else mark.line + 1
    problem = str(getattr(error, "problem", "") or getattr(error, "reason", "") or error).strip()
    source = text.split("\n")[mark.line] if mark is not None and mark.line < text.count("\n") + 1 else ""
    if "\t" in source:
        page.add(line, "yaml-tab", "", "a tab character", "spaces", RULE_YAML, "replace each tab by two spaces")
    else:
        page.add(line, "yaml-broken", "", f"{problem} in {shown(source.strip())}", "one YAML document", RULE_YAML,
                 'put text with a colon, a bracket or a quotation mark between double quotes: "a: b"')  # fmt: skip


class Entry:
    """One mapping of a file; unknown, repeated, empty and boolean keys are reported when it is opened."""

    def __init__(
        self, page: Page, node: yaml.Node, what: str, keys: Sequence[str], nullable: Sequence[str] = ()
    ) -> None:
        self.page, self.what, self.line = page, what, line_of(node)
        self.values: dict[str, yaml.Node] = {}
        self.readable = isinstance(node, yaml.MappingNode)
        if not isinstance(node, yaml.MappingNode):
            page.add(self.line, "yaml-wrong-type", what, kind_of(node), f"a mapping with the keys {', '.join(keys)}",
                     RULE_SHAPE, f"write {what} as key: value pairs")  # fmt: skip
            return
        previous = ""
        for key, value in node.value:
            self._take(key, value, keys, nullable, bool(node.flow_style), previous)
            previous = str(value.value) if isinstance(value, yaml.ScalarNode) else ""

    def _take(
        self, key: yaml.Node, value: yaml.Node, keys: Sequence[str], nullable: Sequence[str], flow: bool, previous: str
    ) -> None:
        name = str(key.value) if isinstance(key, yaml.ScalarNode) else ""
        empty = is_null(value) and value.value == ""
        if name not in keys or key.tag == TAG + "bool":
            self._unknown(key, name, keys, flow, previous if empty else "")
        elif name in self.values:
            self.finding(key, "yaml-key-twice", name, f"the key {name!r} twice", "each key once", RULE_SHAPE,
                         "delete or rename one of them; a loader would keep only the last")  # fmt: skip
        elif is_null(value) and (name not in nullable or (flow and empty)):
            self._null(key, name, flow and empty, previous)
        else:
            self.values[name] = value

    def _unknown(self, key: yaml.Node, name: str, keys: Sequence[str], flow: bool, trapped: str) -> None:
        if key.tag == TAG + "bool":
            self.finding(key, "yaml-boolean-key", name, f"the key {name}", "a key in letters that YAML keeps as text",
                         RULE_BOOLEAN, "use the words of the format (votes: in_favour, against, abstained)")  # fmt: skip
        elif flow and trapped:
            self._trap(key, name, trapped)
        else:
            quote = "; if it is part of the text before the comma, put that text between double quotes" if flow else ""
            self.finding(key, "yaml-unknown-key", name, f"the key {shown(name)} in {self.what}",
                         f"one of {', '.join(keys)}", RULE_SHAPE,
                         f"correct the spelling or move the text to note{meant(name, keys)}{quote}")  # fmt: skip

    def _null(self, key: yaml.Node, name: str, flow: bool, previous: str) -> None:
        if flow and previous:
            self._trap(key, name, previous)
            return
        self.finding(key, "yaml-null", name, f"no value for {name}", "a value", RULE_VALUE,
                     f"write a value after {name}: or delete the key")  # fmt: skip

    def _trap(self, key: yaml.Node, name: str, previous: str) -> None:
        self.finding(key, "yaml-comma-trap", name, f"the key {shown(name)} without a value in {self.what}",
                     "text with a comma between quotation marks",
                     "inside braces YAML takes a comma for the start of the next key",
                     f'write "{shown(previous, 60)[1:-1]}, {shown(name, 60)[1:-1]}" with the quotation marks')  # fmt: skip

    def finding(
        self, node: yaml.Node | None, name: str, key: str, found: str, expected: str, rule: str, remedy: str,
        severity: Severity = Severity.ERROR,
    ) -> None:  # fmt: skip
        """Record a finding at a node of this entry, or at the entry itself."""
        self.page.add(self.line if node is None else line_of(node), name, key, found, expected, rule, remedy, severity)

    def has(self, key: str) -> bool:
        """True when the key was given with a value (or with an allowed null)."""
        return key in self.values

    def need(self, *keys: str) -> bool:
        """Report each missing key; True when all are there."""
        missing = [key for key in keys if self.readable and key not in self.values and not self._reported(key)]
        for key in missing:
            self.finding(None, "yaml-missing-key", key, f"no {key} in {self.what}", f"the key {key}", RULE_SHAPE,
                         f"add {key}: to {self.what}")  # fmt: skip
        return all(key in self.values for key in keys)

    def _reported(self, key: str) -> bool:
        names = ("yaml-null", "yaml-comma-trap")
        return any(f.column == key and f.line is not None and f.line >= self.line and f.name in names
                   for f in self.page.findings[-20:])  # fmt: skip

    def text(self, key: str) -> str:
        """Text, or an empty string when the key is absent or wrong."""
        node = self.values.get(key)
        return "" if node is None else scalar_text(self, node, key)

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts, empty when absent."""
        return tuple(scalar_text(self, item, key) for item in self.items(key))

    def items(self, key: str) -> list[yaml.Node]:
        """The nodes of a list, empty when absent."""
        node = self.values.get(key)
        if node is None:
            return []
        if not isinstance(node, yaml.SequenceNode):
            self.finding(node, "yaml-wrong-type", key, kind_of(node), "a list", RULE_VALUE,
                         f"write {key}: [first, second], or one item a line after a dash")  # fmt: skip
            return []
        return list(node.value)

    def word(self, key: str, words: type[Word], default: Word) -> Word:
        """One word of a fixed vocabulary."""
        node = self.values.get(key)
        if node is None:
            return default
        known = [w.value for w in words]
        if isinstance(node, yaml.ScalarNode) and node.value in known:
            return words(node.value)
        found = shown(node.value) if isinstance(node, yaml.ScalarNode) else kind_of(node)
        remedy = meant(str(node.value), known) if isinstance(node, yaml.ScalarNode) else ""
        self.finding(node, "yaml-unknown-word", key, found, f"one of {', '.join(known)}", RULE_VALUE,
                     f"use a word of the list{remedy}")  # fmt: skip
        return default

    def mark(self, key: str = "status") -> Mark:
        """`read` or `recalled`; read when absent."""
        return self.word(key, Mark, Mark.READ)

    def day(self, key: str) -> date | None:
        """A day, None when absent or wrong."""
        node = self.values.get(key)
        return None if node is None else self.day_of(node, key)

    def day_of(self, node: yaml.Node, key: str) -> date | None:
        """The day that a node says; a finding and None when it says none."""
        day = parse_day(str(node.value)) if isinstance(node, yaml.ScalarNode) else None
        if day is None:
            found = shown(node.value) if isinstance(node, yaml.ScalarNode) else kind_of(node)
            self.finding(node, "yaml-bad-date", key, found, "a day YYYY-MM-DD", "dates are ISO 8601, unquoted",
                         "write the day as in 2016-01-16")  # fmt: skip
        return day

    def number(self, key: str) -> float | None:
        """A finite number, None when absent or wrong."""
        node = self.values.get(key)
        if node is None:
            return None
        value = plain_number(node)
        if value is None:
            found = shown(node.value) if isinstance(node, yaml.ScalarNode) else kind_of(node)
            self.finding(node, "yaml-not-a-number", key, found, "a finite number without unit", RULE_VALUE,
                         "write digits only, with a point for decimals; the unit has a key of its own")  # fmt: skip
        return value

    def whole(self, key: str) -> int | None:
        """A whole number not below 0, None when absent or wrong."""
        node = self.values.get(key)
        value = None if node is None else plain_number(node)
        if node is not None and (value is None or value < 0 or value != int(value)):
            found = shown(node.value) if isinstance(node, yaml.ScalarNode) else kind_of(node)
            self.finding(node, "yaml-not-a-whole-number", key, found, "a whole number", RULE_VALUE,
                         "write digits only")  # fmt: skip
            return None
        return None if value is None else int(value)

    def flag(self, key: str) -> bool:
        """True or false; false when absent or wrong."""
        node = self.values.get(key)
        if node is None:
            return False
        if node.tag == TAG + "bool" and str(node.value) in ("true", "false"):
            return str(node.value) == "true"
        self.finding(node, "yaml-boolean", key, shown(getattr(node, "value", "")), "true or false", RULE_BOOLEAN,
                     "write true or false")  # fmt: skip
        return False

    def entry(self, key: str, keys: Sequence[str], nullable: Sequence[str] = ()) -> Entry | None:
        """The mapping under a key, None when absent."""
        node = self.values.get(key)
        return None if node is None else Entry(self.page, node, f"{key} of {self.what}", keys, nullable)

    def entries(self, key: str, keys: Sequence[str], what: str) -> list[Entry]:
        """The mappings in the list under a key."""
        return [Entry(self.page, item, what, keys) for item in self.items(key)]


def is_null(node: yaml.Node) -> bool:
    """True for an empty value, `null` and `~`."""
    return isinstance(node, yaml.ScalarNode) and node.tag == TAG + "null"


def kind_of(node: yaml.Node) -> str:
    """The type of a node in words."""
    if isinstance(node, yaml.MappingNode):
        return "a mapping"
    return "a list" if isinstance(node, yaml.SequenceNode) else f"the text {shown(node.value)}"


def plain_number(node: yaml.Node) -> float | None:
    """The finite number that an unquoted scalar writes out; None for anything else (sexagesimal, hexadecimal, nan)."""
    if not isinstance(node, yaml.ScalarNode) or node.style or not _NUMBER.fullmatch(node.value):
        return None
    value = float(node.value)
    return value if math.isfinite(value) else None


def scalar_text(entry: Entry, node: yaml.Node, key: str) -> str:
    """The text of a scalar; a finding for what YAML takes for something else."""
    if isinstance(node, yaml.ScalarNode) and node.tag == TAG + "str" and node.value.strip():
        return str(node.value)
    if isinstance(node, yaml.ScalarNode) and node.tag == TAG + "bool":
        entry.finding(node, "yaml-boolean", key, f"{node.value} without quotation marks", "text", RULE_BOOLEAN,
                      f'write "{node.value}" with the quotation marks')  # fmt: skip
    elif isinstance(node, yaml.ScalarNode) and node.value.strip():
        entry.finding(node, "yaml-not-text", key, f"{shown(node.value)} without quotation marks", "text", RULE_VALUE,
                      f'write "{shown(node.value)[1:-1]}" with the quotation marks')  # fmt: skip
    else:
        entry.finding(node, "yaml-wrong-type", key, "nothing" if is_null(node) or node.value == "" else kind_of(node),
                      "text", RULE_VALUE, f"write {key} as one piece of text")  # fmt: skip
    return ""
