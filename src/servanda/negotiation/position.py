"""Positions as recorded: who held what, how firmly, said when and how, and when it became public.

Three clocks: `said_on` is when it was said, `outlet_date` when an outlet reported it, and `public_on` the one of the
two that counts for `known_by`. A claim about another party is evidence about its speaker: it is recorded under the
speaker and never copied to the other party.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from servanda.core.finding import Severity
from servanda.core.names import Mark
from servanda.core.period import PartialDate
from servanda.core.table import Columns
from servanda.negotiation.cells import Cells, dated, join

POSITION_COLUMNS = Columns(
    required=("id", "party", "issue_id", "position_text", "firmness", "as_of", "attribution", "mark"),
    optional=(
        "value", "value_unit", "scale_0_100", "conditional_on", "speaker", "speaker_role", "relayed_by", "outlet",
        "outlet_date", "url_or_title", "conflicts_with", "note",
    ),
)  # fmt: skip
RULE_PUBLIC = "what only an outlet reported became public on the day of the report"


class Firmness(StrEnum):
    """How firmly a position was held, as coded from its words; `denied` is a denial of a claim, not a position."""

    RED_LINE = "red_line"
    FIRM = "firm"
    CONDITIONAL = "conditional"
    FLEXIBLE = "flexible"
    AMBIGUOUS = "ambiguous"
    HEDGED = "hedged"
    DENIED = "denied"


class Attribution(StrEnum):
    """Through whom the words reached the record."""

    NAMED_OFFICIAL = "named_official"
    OFFICIAL_READOUT = "official_readout"
    OFFICIAL_DOCUMENT = "official_document"
    UNNAMED_OFFICIAL = "unnamed_official"
    SOURCES_SAID = "sources_said"
    MEDIA_REPORT = "media_report"
    SECOND_HAND = "second_hand"
    NARRATOR = "narrator"

    @property
    def own_words(self) -> bool:
        """True when the party itself made it public: it counts as known from the day it was said."""
        return self in _OWN_WORDS


_OWN_WORDS = frozenset({Attribution.NAMED_OFFICIAL, Attribution.OFFICIAL_READOUT, Attribution.OFFICIAL_DOCUMENT})


@dataclass(frozen=True, slots=True)
class HeldPosition:
    """One recorded position of one party on one issue. Empty strings: not stated.

    `value` is in the party's own unit and may be text; `scale` is its coding from 0 to 100, None where it cannot be
    coded (never imputed). `condition` belongs to the position: a conditional offer is not quoted without it.
    """

    id: str
    party: str
    issue: str
    text: str
    firmness: Firmness
    said_on: PartialDate
    attribution: Attribution
    mark: tuple[Mark, ...]
    value: str = ""
    unit: str = ""
    scale: Decimal | None = None
    condition: str = ""
    speaker: str = ""
    role: str = ""
    relayed_by: str = ""
    outlet: str = ""
    outlet_date: PartialDate | None = None
    address: str = ""
    conflicts_with: str = ""
    note: str = ""
    file: str = field(default="", compare=False)
    line: int = field(default=0, compare=False)

    @property
    def public_on(self) -> PartialDate:
        """When it became public: the day said for a party's own words, else the day of the report."""
        if self.attribution.own_words or self.outlet_date is None:
            return self.said_on
        return self.outlet_date

    @property
    def day(self) -> date:
        """The latest day on which it can have been said; it was said no later than it was reported."""
        if self.outlet_date is None:
            return self.said_on.latest
        return min(self.said_on.latest, max(self.outlet_date.latest, self.said_on.earliest))

    @property
    def public_day(self) -> date:
        """The latest day on which it can have become public: `known_by` never uses it too early."""
        return self.day if self.attribution.own_words else self.public_on.latest

    @property
    def denial(self) -> bool:
        """True for a denial: a statement of its own that never replaces what it denies."""
        return self.firmness is Firmness.DENIED

    @property
    def recalled(self) -> bool:
        """True when part of the row was not read but remembered."""
        return Mark.RECALLED in self.mark


def position_of(cells: Cells) -> HeldPosition:
    """The position in one row; `cells.findings` says what is wrong with it."""
    position = HeldPosition(
        id=cells.required("id", "give the position an id of its own"),
        party=cells.required("party", "name the party that holds it"),
        issue=cells.required("issue_id", "name the issue it is about"),
        text=cells.required("position_text", "paraphrase what was said"),
        firmness=cells.choice("firmness", Firmness, Firmness.AMBIGUOUS),
        said_on=cells.required_date("as_of"),
        attribution=cells.choice("attribution", Attribution, Attribution.NARRATOR),
        mark=cells.marks(),
        value=cells.text("value"),
        unit=cells.text("value_unit"),
        scale=cells.scale("scale_0_100"),
        condition=cells.text("conditional_on"),
        speaker=cells.text("speaker"),
        role=cells.text("speaker_role"),
        relayed_by=cells.text("relayed_by"),
        outlet=cells.text("outlet"),
        outlet_date=cells.date("outlet_date"),
        address=cells.text("url_or_title"),
        conflicts_with=cells.text("conflicts_with"),
        note=cells.text("note"),
        file=cells.row.file,
        line=cells.row.line,
    )
    if not cells.findings:
        _check_clocks(position, cells)
    return position


def _check_clocks(position: HeldPosition, cells: Cells) -> None:
    reported = position.outlet_date
    if reported is None and not position.attribution.own_words:
        cells.complain(
            "without-report-day",
            "outlet_date",
            "the day of the report",
            RULE_PUBLIC,
            "write the day on which the outlet reported it",
        )
    elif reported is not None and reported.latest < position.said_on.earliest:
        cells.complain(
            "reported-before-said", "outlet_date", f"no day before {position.said_on.text}, when it was said",
            RULE_PUBLIC, "correct one of the two days", severity=Severity.WARNING,
        )  # fmt: skip


def position_cells(position: HeldPosition) -> dict[str, str]:
    """The cells of one position, as they are written to a table."""
    same = (
        "id",
        "party",
        "value",
        "relayed_by",
        "speaker",
        "outlet",
        "conflicts_with",
        "note",
        "firmness",
        "attribution",
    )
    cells = {column: str(getattr(position, column)) for column in same}
    return cells | {
        "issue_id": position.issue, "value_unit": position.unit, "position_text": position.text,
        "scale_0_100": "" if position.scale is None else format(position.scale, "f"),
        "conditional_on": position.condition, "as_of": position.said_on.text, "speaker_role": position.role,
        "outlet_date": dated(position.outlet_date), "url_or_title": position.address, "mark": join(position.mark),
    }  # fmt: skip
