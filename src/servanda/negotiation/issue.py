"""Issues: what is negotiated, and the scale on which positions are coded.

The scale runs from 0 (least constraint on the inspected State) to 100 (most). Anchors tie points of the scale to
words or numbers: `0:60%; 30:20%; 100:0%` or `0 keep; 100 to USA`. A nominal issue has options and no scale: its
positions are compared by name and never averaged.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal

from servanda.core.names import Mark
from servanda.core.table import Columns
from servanda.negotiation.cells import RULE_WORDS, Cells, did_you_mean, join, split

ISSUE_COLUMNS = Columns(
    required=("issue_id", "label", "question", "scale_type", "mark"),
    optional=("unit", "end_0", "end_100", "anchors", "note", "source"),
)
SCALE_KINDS = ("number", "ordinal", "nominal")

_ANCHOR = re.compile(r"(?P<scale>\d{1,3}(?:\.\d+)?)(?:\s*:\s*|\s+|$)(?P<text>.*)")
_NUMBER = re.compile(r"(?P<value>\d+(?:\.\d+)?)\+?\s*(?P<unit>\D*)")
_BRACKETS = re.compile(r"\s*\([^)]*\)")


@dataclass(frozen=True, slots=True)
class Anchor:
    """A point of the scale and what it stands for; `value` is None where that is not one number."""

    scale: Decimal
    text: str
    value: Decimal | None
    unit: str


@dataclass(frozen=True, slots=True)
class Issue:
    """One issue. `scale_type` begins with number, ordinal or nominal; `anchors_text` is the cell as written."""

    id: str
    label: str
    question: str
    scale_type: str
    mark: tuple[Mark, ...]
    unit: str = ""
    end_0: str = ""
    end_100: str = ""
    anchors_text: str = ""
    note: str = ""
    source: str = ""
    file: str = field(default="", compare=False)
    line: int = field(default=0, compare=False)

    @property
    def kind(self) -> str:
        """number, ordinal or nominal."""
        return self.scale_type.split(",")[0].strip()

    @property
    def nominal(self) -> bool:
        """True when positions are names without an order: never averaged, never put on a line."""
        return self.kind == "nominal"

    @property
    def anchors(self) -> tuple[Anchor, ...]:
        """The anchors that can be read, by place on the scale; none for a nominal issue."""
        if self.nominal:
            return ()
        found = [anchor for entry in split(self.anchors_text) if (anchor := parse_anchor(entry)) is not None]
        return tuple(sorted(found, key=lambda anchor: (anchor.scale, anchor.text)))

    @property
    def options(self) -> tuple[str, ...]:
        """The options of a nominal issue as written; none for a scale."""
        return split(self.anchors_text) if self.nominal else ()

    def words_at(self, scale: Decimal) -> str:
        """What a place on the scale stands for: its anchor, or the two between which it lies; empty without anchors."""
        below = [anchor for anchor in self.anchors if anchor.scale <= scale]
        above = [anchor for anchor in self.anchors if anchor.scale >= scale]
        if below and below[-1].scale == scale:
            return below[-1].text
        if below and above:
            return f"between {below[-1].text} and {above[0].text}"
        return ""


def parse_anchor(entry: str) -> Anchor | None:
    """One anchor, `70:3.67%` or `40 right recognised but suspended`; None when it names no place from 0 to 100."""
    match = _ANCHOR.fullmatch(entry)
    if match is None or Decimal(match["scale"]) > 100:
        return None
    number = _NUMBER.fullmatch(_BRACKETS.sub("", match["text"]))
    value = Decimal(number["value"]) if number else None
    return Anchor(Decimal(match["scale"]), match["text"], value, number["unit"].strip() if number else "")


def issue_of(cells: Cells) -> Issue:
    """The issue in one row; `cells.findings` says what is wrong with it."""
    issue = Issue(
        id=cells.required("issue_id", "give the issue a short id such as ENR-CAP"),
        label=cells.required("label", "write the issue in a few words"),
        question=cells.text("question"),
        scale_type=cells.text("scale_type"),
        mark=cells.marks(),
        unit=cells.text("unit"),
        end_0=cells.text("end_0"),
        end_100=cells.text("end_100"),
        anchors_text=cells.text("anchors"),
        note=cells.text("note"),
        source=cells.text("source"),
        file=cells.row.file,
        line=cells.row.line,
    )
    _check_scale(issue, cells)
    return issue


def _check_scale(issue: Issue, cells: Cells) -> None:
    if issue.kind not in SCALE_KINDS:
        cells.complain(
            "bad-scale-type",
            "scale_type",
            f"one of {', '.join(SCALE_KINDS)}",
            RULE_WORDS,
            did_you_mean(issue.kind, SCALE_KINDS),
        )
    elif len(issue.anchors) != len(split(issue.anchors_text)) and not issue.nominal:
        cells.complain(
            "bad-anchor",
            "anchors",
            "anchors such as 0:60%; 70:3.67% or 0 keep; 100 to USA",
            "each anchor begins with its place on the scale, 0 to 100",
            "begin each anchor with its place, and separate anchors by semicolons",
        )


def issue_cells(issue: Issue) -> dict[str, str]:
    """The cells of one issue, as they are written to a table."""
    same = ("label", "question", "scale_type", "unit", "end_0", "end_100", "note", "source")
    cells = {column: str(getattr(issue, column)) for column in same}
    return {**cells, "issue_id": issue.id, "anchors": issue.anchors_text, "mark": join(issue.mark)}
