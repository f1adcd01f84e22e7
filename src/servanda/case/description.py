"""`case.toml`: what a case is about, and the questions that are asked of it by default."""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date

from servanda.core.finding import Finding, shown

FILE = "case.toml"
RULE = "case.toml names the case, its State and the default questions"


@dataclass(frozen=True, slots=True)
class Description:
    """The head of a case. `state` is the State's party id, `code` its code in the files of agreements.

    `as_of` is the day asked about by default; `known_by` None means everything recorded; `position` is `all` or a
    party code.
    """

    slug: str
    title: str
    state: str
    code: str
    name: str
    first_day: date
    parties: tuple[str, ...]
    as_of: date
    known_by: date | None = None
    position: str = "all"
    lines: Mapping[str, int | None] = field(default_factory=dict, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Key:
    """One key of case.toml: its type, what to write, and whether it must be there."""

    kind: type | tuple[type, ...]
    expected: str
    required: bool = True


KEYS = {
    "slug": Key(str, 'a short name in quotation marks, such as "iran"'),
    "title": Key(str, "a title in quotation marks"),
    "state": Key(str, 'the party id of the State, such as "IRN"'),
    "code": Key(str, 'the code of the State in the files of agreements, such as "IR"', required=False),
    "name": Key(str, "the name of the State", required=False),
    "first_day": Key(date, "a day without quotation marks: 2015-07-14"),
    "parties": Key(list, 'a list of party ids: ["IRN", "USA"]', required=False),
    "questions": Key(dict, "a table [questions] with as_of"),
}
EXAMPLE = (
    'slug = "brazil"', 'title = "Brazil: public record"', 'state = "BRA"', "first_day = 2024-01-01", "[questions]",
    "as_of = 2024-06-30",
)  # fmt: skip
"""The lines without which there is no case."""
QUESTION_KEYS = {
    "as_of": Key(date, "a day without quotation marks: 2025-07-01"),
    "known_by": Key(date, "a day without quotation marks: 2025-07-01", required=False),
    "position": Key(str, '"all" or a party code', required=False),
}


def read_description(text: str) -> tuple[Description | None, list[Finding]]:
    """The description in the text of a `case.toml`, or what is wrong with it."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        return None, [_broken(error)]
    findings = _check(text, data, KEYS, "")
    questions = data.get("questions", {})
    if isinstance(questions, dict):
        findings += _check(text, questions, QUESTION_KEYS, "questions.")
    if findings:
        return None, findings
    return _description(text, data, questions), []


def write_description(d: Description) -> str:
    """The text of a `case.toml` for the description."""
    known = "" if d.known_by is None else f"known_by = {d.known_by}\n"
    return (
        f"slug = {_quoted(d.slug)}\ntitle = {_quoted(d.title)}\nstate = {_quoted(d.state)}\n"
        f"code = {_quoted(d.code)}\nname = {_quoted(d.name)}\nfirst_day = {d.first_day}\n"
        f"parties = [{', '.join(_quoted(p) for p in d.parties)}]\n\n"
        f"[questions]\nas_of = {d.as_of}\n{known}position = {_quoted(d.position)}\n"
    )


def _quoted(text: str) -> str:
    escaped = "".join(_ESCAPES.get(c) or (f"\\u{ord(c):04x}" if ord(c) < 32 or ord(c) == 127 else c) for c in text)
    return f'"{escaped}"'


_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"}


def _description(text: str, data: Mapping[str, object], questions: Mapping[str, object]) -> Description:
    state = str(data["state"])
    parties = data.get("parties", [])
    known_by = questions.get("known_by")
    return Description(
        slug=str(data["slug"]),
        title=str(data["title"]),
        state=state,
        code=str(data.get("code", state)),
        name=str(data.get("name", data["title"])),
        first_day=_as(date, data["first_day"]),
        parties=tuple(str(p) for p in parties) if isinstance(parties, list) else (),
        as_of=_as(date, questions["as_of"]),
        known_by=None if known_by is None else _as(date, known_by),
        position=str(questions.get("position", "all")),
        lines={key: _line(text, key) for key in (*KEYS, *QUESTION_KEYS)},
    )


def _as(kind: type[date], value: object) -> date:
    if not isinstance(value, kind):
        raise TypeError(f"{value!r} is not a day")  # _check has found it before
    return value


def _check(text: str, data: Mapping[str, object], keys: Mapping[str, Key], prefix: str) -> list[Finding]:
    findings = [_unknown(text, key, keys, prefix) for key in data if key not in keys]
    for name, key in keys.items():
        value = data.get(name)
        if value is None:
            if key.required:
                findings.append(
                    _finding(
                        None,
                        "description-missing-key",
                        prefix + name,
                        "no such key",
                        key.expected,
                        f"add {name} to {FILE}",
                    )
                )
        elif not isinstance(value, key.kind) or (key.kind is date and type(value) is not date) or value == "":
            findings.append(
                _finding(
                    _line(text, name),
                    "description-wrong-type",
                    prefix + name,
                    shown(value),
                    key.expected,
                    f"write {key.expected}",
                )
            )
    return findings


def _unknown(text: str, key: str, keys: Mapping[str, Key], prefix: str) -> Finding:
    near = difflib.get_close_matches(key, list(keys), n=1)
    remedy = f"write {near[0]!r}" if near else "delete the key, or move the text to README.md"
    return _finding(
        _line(text, key),
        "description-unknown-key",
        prefix + key,
        f"the key {shown(key)}",
        f"one of {', '.join(keys)}",
        remedy,
    )


def _broken(error: tomllib.TOMLDecodeError) -> Finding:
    match = re.search(r"line (\d+)", str(error))
    return _finding(
        int(match[1]) if match else None,
        "description-not-toml",
        "",
        str(error),
        "TOML",
        'write key = "value", one a line',
    )


def _line(text: str, key: str) -> int | None:
    pattern = re.compile(rf"\s*\"?{re.escape(key)}\"?\s*=|\s*\[{re.escape(key)}\]")
    matches: Callable[[str], object] = pattern.match
    return next((n for n, line in enumerate(text.splitlines(), start=1) if matches(line)), None)


def _finding(line: int | None, name: str, key: str, found: str, expected: str, remedy: str) -> Finding:
    return Finding(FILE, line, name, key, found, expected, RULE, remedy)
