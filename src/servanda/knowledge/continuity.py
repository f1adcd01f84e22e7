"""When verification last took place in the State, and what the record says ended or restored access.

Only events of the record are read: subjects `access_reduced`, `access_restored`, `equipment_removed` and `strike`. That
nothing was verified between two days is never concluded from the absence of a statement alone; the result says what the
last verified statement is and which events follow.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from servanda.core.names import Basis
from servanda.evidence.record import Record
from servanda.evidence.statement import Statement

QUANTITY = "event"
ENDING = ("access_reduced", "equipment_removed", "strike")
RESTORING = ("access_restored",)
MATERIAL = ("uranium_mass", "uranium_metal_mass", "heavy_water_mass")


@dataclass(frozen=True, slots=True)
class Continuity:
    """The last verified quantity of material, and the events that bear on access since then.

    `last_verified` is None when nothing verified is recorded. `ended_by` holds the events of the first day, on or after
    the last verification, on which access was reduced, equipment removed or a site struck; empty when there is none.
    `restored_by` holds later events that gave access back, in part or whole: what they gave back is in their text.
    """

    as_of: date
    last_verified: Statement | None
    ended_by: tuple[Statement, ...]
    restored_by: tuple[Statement, ...]
    events: tuple[Statement, ...]

    @property
    def ended(self) -> date | None:
        """The day since which verification access has been cut or broken by an event; None when no event says so."""
        return self.ended_by[0].day if self.ended_by else None

    @property
    def days_since_verified(self) -> int | None:
        """Days since the last verified quantity of any material; None when there is none."""
        return None if self.last_verified is None else (self.as_of - self.last_verified.day).days

    @property
    def evidence(self) -> tuple[str, ...]:
        """Ids of the statements read, the last verification first."""
        first = () if self.last_verified is None else (self.last_verified.id,)
        return tuple(dict.fromkeys([*first, *(e.id for e in self.events)]))

    def text(self) -> str:
        """What the record says, with the ids."""
        return f"{self._last()}; {self._ended()}{self._restored()}"

    def _last(self) -> str:
        if self.last_verified is None:
            return "no verified quantity of material is recorded"
        day = self.last_verified.day.isoformat()
        return f"last verified quantity of material for {day} [{self.last_verified.id}], {self.days_since_verified} days before"

    def _ended(self) -> str:
        known = self.last_verified is not None
        if self.ended is None:
            return f"no event {'since then ' if known else ''}is recorded that reduced access"
        kinds = " and ".join(sorted({e.subject.replace("_", " ") for e in self.ended_by}))
        first = "first event against access since then" if known else "first recorded event against access"
        return f"{first}: {kinds} on {self.ended.isoformat()} [{_ids(self.ended_by)}]"

    def _restored(self) -> str:
        return f"; access restored at least in part [{_ids(self.restored_by)}]" if self.restored_by else ""


def continuity(record: Record, as_of: date) -> Continuity:
    """Last verification of material and the access events on or after it, up to a day."""
    last = _last_verified(record, as_of)
    since = last.day if last else None
    events = record.select(QUANTITY, since=since, until=as_of, where=lambda s: s.subject in (*ENDING, *RESTORING))
    ending = [e for e in events if e.subject in ENDING]
    first = ending[0].day if ending else None
    ended_by = tuple(e for e in ending if e.day == first)
    restored = tuple(e for e in events if first and e.subject in RESTORING and e.day >= first)
    return Continuity(as_of, last, ended_by, restored, events)


def _last_verified(record: Record, as_of: date) -> Statement | None:
    found = [s for q in MATERIAL for s in record.select(q, basis=Basis.VERIFIED, until=as_of) if s.has_value]
    return max(found, key=lambda s: (s.day, s.preferred, s.id), default=None)


def _ids(events: tuple[Statement, ...]) -> str:
    return ", ".join(e.id for e in events)
