"""Verbal ranges: which three numbers stand for "months" or "years", by written rules that are shown with every result.

The rules are a table beside this module, written by us for the statements of June and July 2025: no publication gives them, and
another encoder may choose other numbers. The numbers are the encoder's, never the speaker's.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from servanda.core.finding import Misuse

Three = tuple[float, float, float]
SAYS = "the encoder's numbers, not the speaker's"


@dataclass(frozen=True, slots=True)
class VerbalRange:
    """One rule: words, and the 5 %, 50 % and 95 % quantiles in months that stand for them.

    `origin` says whether the rule stood in the first table or was added for a further statement; `why` gives the reason.
    """

    rule: str
    words: str
    months: Three
    origin: str
    why: str

    @property
    def text(self) -> str:
        """The rule as it is shown beside a number."""
        low, mid, high = (f"{m:g}" for m in self.months)
        return f"{self.rule}: {low}/{mid}/{high} months, {SAYS}"


@cache
def verbal_ranges() -> dict[str, VerbalRange]:
    """Every rule by its name, in the order of the table."""
    text = (files("servanda.capability") / "verbal_ranges.csv").read_text(encoding="utf-8")
    rules = (_rule(row) for row in csv.DictReader(io.StringIO(text), strict=True))
    return {rule.rule: rule for rule in rules}


def verbal_range(rule: str) -> VerbalRange:
    """The rule of a name."""
    found = verbal_ranges().get(rule)
    if found is None:
        raise Misuse(f"no rule {rule!r} for verbal ranges: write one of {', '.join(verbal_ranges())}")
    return found


def _rule(row: dict[str, str]) -> VerbalRange:
    low, mid, high = (float(row[f"{part}_months"]) for part in ("low", "mid", "high"))
    return VerbalRange(row["rule"], row["words"], (low, mid, high), row["origin"], row["why"])
