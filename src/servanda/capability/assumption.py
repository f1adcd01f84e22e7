"""Assumptions of a case: distributions that no statement gives, each with its source, from a table that a person can edit.

A row says what it is about, for which machine, band or form (`subject`), site and state of the site, from which day it holds,
and the distribution as words (`core.distribution_text`). Of rows about the same thing the newest one holds. A row is an
assumption of whoever wrote it; where it leans on a statement, `evidence` names it and `basis` says on whose authority.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from servanda.capability.assumption_checks import LABEL, STATES, check_rows, check_together, distribution_of
from servanda.capability.site_state import InState, SiteState
from servanda.core.distribution import Distribution, Fixed
from servanda.core.finding import Finding
from servanda.core.names import Basis, Mark
from servanda.core.period import parse_day
from servanda.core.table import Columns, read_table, write_table
from servanda.core.uncertain import Input
from servanda.core.unit import Unit, unit_of

FILE = "assumptions.csv"
COLUMNS = Columns(
    required=("id", "about", "value", "unit", "source"),
    optional=("subject", "site", "state", "from_day", "known_from", "basis", "evidence", "mark", "note"),
)


@dataclass(frozen=True, slots=True)
class Assumption:
    """One row. `from_day` None: always; `basis` None: nobody stated it; `mark` None: it cites no text.

    `known_from` is the day on which the texts behind it were public, where that is later than `from_day`; None: by then.
    """

    id: str
    about: str
    value: Distribution
    unit: Unit
    source: str
    subject: str = ""
    site: str = ""
    state: str = ""
    from_day: date | None = None
    basis: Basis | None = None
    evidence: tuple[str, ...] = ()
    mark: Mark | None = None
    note: str = ""
    line: int = 0
    known_from: date | None = None

    @property
    def key(self) -> tuple[str, str, str, str]:
        """What it is about; of two rows with the same key the later one holds."""
        return self.about, self.subject, self.site, self.state

    def as_input(self, name: str = "", group: str = "") -> Input:
        """The row as an uncertain input."""
        said = name or " ".join(part for part in (LABEL[self.about], self.subject) if part)
        return Input(said, self.value, self.unit, self.source, self.basis, self.evidence, self.mark, group)


def read_assumptions(text: str, file: str = FILE) -> tuple[list[Assumption], list[Finding]]:
    """The assumptions of a case, and everything that is wrong with the table."""
    rows, findings = read_table(text, file, COLUMNS)
    findings += check_rows(rows)
    if findings:
        return [], findings
    found = [
        Assumption(
            row["id"], row["about"], distribution_of(row["value"]), unit_of(row["unit"]) or Unit.COUNT, row["source"],
            row["subject"], row["site"], row["state"], parse_day(row["from_day"]), Basis(row["basis"]) if row["basis"] else None,
            tuple(row["evidence"].split()), Mark(row["mark"]) if row["mark"] else None, row["note"], row.line,
            parse_day(row["known_from"]),
        )
        for row in rows
    ]  # fmt: skip
    return found, check_together(rows)


def write_assumptions(assumptions: Iterable[Assumption]) -> str:
    """`assumptions.csv` for the rows, in their order."""
    return write_table((_cells(a) for a in assumptions), COLUMNS.all)


def _cells(a: Assumption) -> dict[str, str]:
    return {
        "id": a.id, "about": a.about, "value": a.value.words, "unit": a.unit.value, "source": a.source, "subject": a.subject,
        "site": a.site, "state": a.state, "from_day": a.from_day.isoformat() if a.from_day else "",
        "known_from": a.known_from.isoformat() if a.known_from else "",
        "basis": a.basis.value if a.basis else "", "evidence": " ".join(a.evidence), "mark": a.mark.value if a.mark else "",
        "note": a.note,
    }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Assumptions:
    """The rows that hold on a day: of each key the newest, those of the case before the general ones."""

    rows: Mapping[tuple[str, str, str, str], Assumption]

    @classmethod
    def on(cls, day: date, *tables: Sequence[Assumption]) -> Assumptions:
        """The rows of tables that hold on a day; a later table wins over an earlier one."""
        held: dict[tuple[str, str, str, str], Assumption] = {}
        for table in tables:
            current = [a for a in table if a.from_day is None or a.from_day <= day]
            for a in sorted(current, key=lambda a: a.from_day or date.min):
                if a.about in TOGETHER and a.from_day is not None:
                    # Values that add up to 1 are replaced as a whole.
                    held = {k: v for k, v in held.items() if not _older(v, a)}
                held[a.key] = a
        return cls(held)

    def find(self, about: str, subject: str = "", site: str = "", state: str = "") -> Assumption | None:
        """The row about a thing, else the one about all of its kind."""
        return self.rows.get((about, subject, site, state)) or self.rows.get((about, "", site, state))

    def input(self, about: str, subject: str = "") -> Input | None:
        """The row as an input; None where there is none."""
        row = self.find(about, subject)
        return None if row is None else row.as_input("" if row.subject or not subject else f"{LABEL[about]} {subject}")

    def located(self, band: str) -> Mapping[str, Assumption]:
        """The sites at which parts of a stock lie, with the row that says which part."""
        return {a.site: a for a in self.rows.values() if a.about == "location_share" and a.subject == band}

    def site_states(self) -> tuple[SiteState, ...]:
        """The uncertain states of all sites that have any."""
        named = {a.site for a in self.rows.values() if a.about == "state_probability"}
        return tuple(self._state(site) for site in sorted(named))

    def _state(self, site: str) -> SiteState:
        rows = [self.rows.get(("state_probability", "", site, state)) for state in STATES]
        given = [r for r in rows if r is not None]
        # What holds in a state rests on statements too: a share of 0 is fixed, and would else be shown without them.
        held = [*given, *(r for r in self._inside(site) if r is not None)]
        evidence = tuple(dict.fromkeys(i for r in held for i in r.evidence))
        source = "; ".join(dict.fromkeys(r.source for r in given))
        mark = Mark.RECALLED if any(r.mark is Mark.RECALLED for r in held) else given[0].mark
        inside = {state: self._in_state(site, state) for state in STATES}
        return SiteState(
            site, tuple(0.0 if r is None else r.value.median for r in rows), inside["blocked"], inside["lost"], inside["intact"],
            source, None, evidence, mark,
        )  # fmt: skip

    def _inside(self, site: str) -> Iterable[Assumption | None]:
        """Every row about what holds at a site in any of its states."""
        return (
            self.find(about, "", site, state)
            for state in STATES
            for about in ("stock_share", "machine_share", "site_restart_days")
        )

    def _in_state(self, site: str, state: str) -> InState:
        """What holds in a state; where nothing is said all is usable when intact, and nothing when access is blocked or lost."""
        usual = Fixed(1.0 if state == "intact" else 0.0)
        stock, plant, days = (
            self.find(about, "", site, state) for about in ("stock_share", "machine_share", "site_restart_days")
        )
        return InState(
            usual if stock is None else stock.value,
            usual if plant is None else plant.value,
            Fixed(0.0) if days is None else days.value,
            (
                "" if stock is None else stock.source,
                "" if plant is None else plant.source,
                "" if days is None else days.source,
            ),
        )


TOGETHER = {"state_probability": "site", "location_share": "subject"}


def _older(held: Assumption, new: Assumption) -> bool:
    same = held.about == new.about and getattr(held, TOGETHER[new.about]) == getattr(new, TOGETHER[new.about])
    return same and held.from_day != new.from_day
