"""Reading the cells of one row: each method gives a value and keeps a finding when the cell cannot be read."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from difflib import get_close_matches
from enum import StrEnum
from typing import TypeVar

from servanda.core.finding import Finding, Severity
from servanda.core.names import Mark
from servanda.core.period import EARLIEST, LATEST, PartialDate, parse_partial
from servanda.core.table import Row

Word = TypeVar("Word", bound=StrEnum)

RULE_REQUIRED = "each row says what it is about; an empty cell would be read as a guess"
RULE_WORDS = "words with one meaning each, listed in the data dictionary, docs/cases.md"
RULE_DATE = "dates are written as days, or as much of them as is known"
RULE_SCALE = "positions are coded from 0 (least constraint on the inspected State) to 100 (most)"
RULE_MARK = "each row says whether its text was read or only recalled"
_DATE = "a date: 2025-07-01, 2025-07, 2025, before 2025-07-01 or 2025 (recently)"
_NUMBER = re.compile(r"\d{1,6}(?:\.\d{1,6})?")


@dataclass(slots=True)
class Cells:
    """The cells of one row while it is read; `findings` collects what could not be read. `kind` begins their names."""

    row: Row
    kind: str
    findings: list[Finding] = field(default_factory=list)

    def text(self, column: str) -> str:
        """The cell as written; empty when left out."""
        return self.row[column]

    def required(self, column: str, remedy: str) -> str:
        """The cell, which must not be blank."""
        if not self.row[column].strip():
            self.complain("empty", column, f"a {column}", RULE_REQUIRED, remedy, found="an empty cell")
        return self.row[column]

    def words(self, column: str) -> tuple[str, ...]:
        """The entries of a list separated by semicolons, without blanks around them."""
        return split(self.row[column])

    def choice(self, column: str, words: type[Word], default: Word) -> Word:
        """One of a fixed set of words; the default is returned together with the finding and never used."""
        try:
            return words(self.row[column])
        except ValueError:
            known = [word.value for word in words]
            self.complain(
                f"bad-{column}", column, f"one of {', '.join(known)}", RULE_WORDS, did_you_mean(self.row[column], known)
            )
            return default

    def marks(self, column: str = "mark") -> tuple[Mark, ...]:
        """`read`, `recalled` or `read;recalled` when parts of the row were seen and parts were not."""
        entries, known = self.words(column), [mark.value for mark in Mark]
        if not entries or any(entry not in known for entry in entries):
            self.complain(
                "bad-mark", column, "read, recalled or read;recalled", RULE_MARK, did_you_mean(self.row[column], known)
            )
            return ()
        return tuple(Mark(entry) for entry in entries)

    def date(self, column: str) -> PartialDate | None:
        """A date as far as it is known; None when the cell is empty or cannot be read."""
        if not self.row[column]:
            return None
        found = parse_partial(self.row[column])
        if found is None:
            self.complain("bad-date", column, _DATE, RULE_DATE, "write the day, or only its month or year")
        return found

    def required_date(self, column: str) -> PartialDate:
        """As `date`, but an empty cell is a finding; with a finding comes a stand-in that is never used."""
        self.required(column, "write the day, or as much of it as is known")
        return self.date(column) or PartialDate("", EARLIEST, LATEST)

    def scale(self, column: str) -> Decimal | None:
        """A number from 0 to 100; None when empty, which means: not codable, never imputed."""
        text = self.row[column]
        if not text:
            return None
        if not _NUMBER.fullmatch(text) or Decimal(text) > 100:
            self.complain(
                "bad-scale",
                column,
                "a number from 0 to 100, or nothing",
                RULE_SCALE,
                "recode it on the anchors of the issue, or leave the cell empty if it cannot be coded",
            )
            return None
        return Decimal(text)

    def count(self, column: str) -> int | None:
        """A whole number; None when empty."""
        text = self.row[column]
        if text and not re.fullmatch(r"\d{1,4}", text):
            self.complain("bad-count", column, "a whole number, or nothing", RULE_WORDS, "write the number of members")
            return None
        return int(text) if text else None

    def complain(
        self, what: str, column: str, expected: str, rule: str, remedy: str, *, found: str | None = None,
        severity: Severity = Severity.ERROR,
    ) -> None:  # fmt: skip
        """Keep a finding about one cell of this row."""
        name = f"{self.kind}-{what}".replace("_", "-")
        self.findings.append(self.row.finding(name, column, expected, rule, remedy, found=found, severity=severity))


def split(text: str) -> tuple[str, ...]:
    """The entries of a list separated by semicolons; an empty cell is an empty list."""
    return tuple(entry.strip() for entry in text.split(";") if entry.strip())


def join(entries: Iterable[str]) -> str:
    """Entries as one cell."""
    return ";".join(entries)


def dated(day: PartialDate | None) -> str:
    """A partial date as it was written; empty when there is none."""
    return "" if day is None else day.text


def did_you_mean(found: str, known: Iterable[str], otherwise: str = "write one of the known words") -> str:
    """What to do about a word that is not known: the nearest known ones, or `otherwise`."""
    lowered = {word.lower(): word for word in sorted(known)}
    near = get_close_matches(found.lower()[:80], lowered, n=2, cutoff=0.6)
    if near:
        return f"did you mean {' or '.join(lowered[word] for word in near)}?"
    return otherwise
