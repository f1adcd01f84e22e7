"""Findings: what is wrong in someone's data, said so that a person can act.

A finding is data, not an exception. Readers and checks return findings together with what they could read;
`Refused` carries them out of an operation that cannot go on (a case with errors is refused as a whole).
`Misuse` is for a call that makes no sense whatever the data (tails above feed, a negative horizon).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How bad a finding is: an `error` refuses the case, a `warning` is carried into results."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One problem in someone's data.

    `name` is stable (`case-unknown-key`); `line` and `column` are empty where the problem has no such place;
    `column` is the header of a table or the key of a mapping.
    """

    file: str
    line: int | None
    name: str
    column: str
    found: str
    expected: str
    rule: str
    remedy: str
    severity: Severity = Severity.ERROR

    @property
    def place(self) -> str:
        """File, line and column as a reader would look them up."""
        line = "" if self.line is None else f", line {self.line}"
        column = f", {self.column}" if self.column else ""
        return f"{self.file}{line}{column}"

    def text(self) -> str:
        """The finding as one message: what was found, where, what was expected, under which rule, what to do."""
        return (
            f"{self.severity.value}: {self.place}: found {self.found}; expected {self.expected}. "
            f"Rule: {self.rule} [{self.name}]. To do: {self.remedy}"
        )


class Misuse(ValueError):
    """A call that is wrong in itself; the message says what was given and what would be right."""


class Refused(ValueError):
    """Data refused as a whole because of findings of severity error; `findings` lists every one."""

    def __init__(self, what: str, findings: Iterable[Finding]) -> None:
        self.what = what
        self.findings: tuple[Finding, ...] = tuple(sorted_findings(findings))
        super().__init__("\n".join([f"{what} is refused:", *(f.text() for f in self.findings)]))


def sorted_findings(findings: Iterable[Finding]) -> list[Finding]:
    """Findings in the order in which a person would mend them: by file, line, name."""
    return sorted(set(findings), key=lambda f: (f.file, f.line or 0, f.name, f.column, f.found))


def errors(findings: Iterable[Finding]) -> list[Finding]:
    """The findings that refuse a case."""
    return [f for f in findings if f.severity is Severity.ERROR]


def refuse_on_error(what: str, findings: Sequence[Finding]) -> None:
    """Raise `Refused` when any finding is an error."""
    if errors(findings):
        raise Refused(what, findings)


def shown(value: object, limit: int = 80) -> str:
    """A found value quoted for a message, shortened so that a ten-megabyte line stays readable."""
    text = str(value)
    if not text:
        return "nothing"
    return repr(text if len(text) <= limit else f"{text[:limit]}… ({len(text)} characters)")
