"""Meetings: rounds, calls, votes, letters and the other dated steps of a negotiation."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from servanda.core.names import Mark
from servanda.core.period import PartialDate
from servanda.core.table import Columns
from servanda.negotiation.cells import Cells, dated, join

MEETING_COLUMNS = Columns(
    required=("event_id", "date", "kind", "title", "mark"),
    optional=("format_id", "parties", "place", "outcome", "source"),
)


@dataclass(frozen=True, slots=True)
class Meeting:
    """One meeting or step. `format` is empty where it belongs to none; `parties` are ids of parties or formats."""

    id: str
    on: PartialDate
    kind: str
    title: str
    mark: tuple[Mark, ...]
    format: str = ""
    parties: tuple[str, ...] = ()
    place: str = ""
    outcome: str = ""
    source: str = ""
    file: str = field(default="", compare=False)
    line: int = field(default=0, compare=False)

    @property
    def day(self) -> date:
        """The last day on which it can have happened: it is never counted too early."""
        return self.on.latest


def meetings_until(meetings: Iterable[Meeting], day: date, format_id: str | None = None) -> tuple[Meeting, ...]:
    """Meetings that had surely happened by the end of a day, by day and id; of one format when it is given."""
    wanted = [m for m in meetings if m.day <= day and format_id in (None, m.format)]
    return tuple(sorted(wanted, key=lambda meeting: (meeting.day, meeting.id)))


def meeting_of(cells: Cells) -> Meeting:
    """The meeting in one row; `cells.findings` says what is wrong with it."""
    return Meeting(
        id=cells.required("event_id", "give the meeting a short id"),
        on=cells.required_date("date"),
        kind=cells.required("kind", "write round, call, vote, letter …"),
        title=cells.required("title", "write what happened in a few words"),
        mark=cells.marks(),
        format=cells.text("format_id"),
        parties=cells.words("parties"),
        place=cells.text("place"),
        outcome=cells.text("outcome"),
        source=cells.text("source"),
        file=cells.row.file,
        line=cells.row.line,
    )


def meeting_cells(meeting: Meeting) -> dict[str, str]:
    """The cells of one meeting, as they are written to a table."""
    return {
        "event_id": meeting.id, "date": dated(meeting.on), "kind": meeting.kind, "title": meeting.title,
        "format_id": meeting.format, "parties": join(meeting.parties), "place": meeting.place,
        "outcome": meeting.outcome, "source": meeting.source, "mark": join(meeting.mark),
    }  # fmt: skip
