"""Duties that hang together: what one side owes in return for, on condition of, or at the same time as the other's.

Several texts make one side's duty depend on the other's. The table `agreements/_dependencies.csv` of a case says which,
under which paragraph, by whose reading, and whether that is the text, a report of it or our judgement. An id may end in
`*` for every duty that begins so; what it depends on may be a step of a procedure (`PROCEDURE:3`). What follows for the
answer is in `hang.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from servanda.agreements.model import Agreement
from servanda.agreements.nodes import meant
from servanda.core.finding import Finding, shown
from servanda.core.names import Mark
from servanda.core.table import Columns, Row, read_table

FILE = "agreements/_dependencies.csv"
DEPENDENCY_COLUMNS = Columns(("obligation", "depends_on", "relation", "cite", "mark"), ("basis", "held_by", "note"))
RULE = "a dependency joins two duties of the case under a paragraph"


class Foundation(StrEnum):
    """On what it rests that two duties hang together."""

    TEXT = "text"
    REPORT = "report"
    JUDGEMENT = "judgement"

    @property
    def words(self) -> str:
        """The foundation as read aloud."""
        return {"text": "by the text", "report": "as reported"}.get(self.value, "by our judgement")


class Relation(StrEnum):
    """How one duty hangs on another."""

    CONDITION = "condition"
    IN_RETURN = "in_return"
    SAME_DAY = "same_day"
    GROUND_TO_CEASE = "ground_to_cease"
    GOES_WITH = "goes_with"

    @property
    def words(self) -> str:
        """The relation as read aloud between the two."""
        return _WORDS[self]


_WORDS = {
    Relation.CONDITION: "is due only when the other is performed",
    Relation.IN_RETURN: "is given in return for the other",
    Relation.SAME_DAY: "falls due together with the other",
    Relation.GROUND_TO_CEASE: "may be stopped when the other is not performed",
    Relation.GOES_WITH: "goes with the other",
}


@dataclass(frozen=True, slots=True)
class Dependency:
    """`obligation` hangs on `depends_on`; `held_by` empty: the text says so, else the parties that read it so."""

    obligation: str
    depends_on: str
    relation: Relation
    cite: str
    mark: Mark
    held_by: tuple[str, ...] = ()
    note: str = ""
    line: int = 0
    basis: Foundation = Foundation.JUDGEMENT

    @property
    def step(self) -> int | None:
        """The step of the procedure that it waits for; None where it waits for a duty, or a procedure as a whole."""
        number = self.depends_on.partition(":")[2]
        return int(number) if number.isdecimal() else None

    @property
    def other(self) -> str:
        """The id of the duty or procedure that it depends on."""
        return self.depends_on.partition(":")[0]

    @property
    def words(self) -> str:
        """The dependency in one phrase."""
        by = f", in the reading of {', '.join(self.held_by)}" if self.held_by else ""
        recalled = ", recalled" if self.mark is Mark.RECALLED else ""
        return f"{self.obligation} {self.relation.words} ({self.depends_on}; {self.cite}, {self.basis.words}{by}{recalled})"


def read_dependencies(
    text: str, file: str, agreements: Sequence[Agreement]
) -> tuple[tuple[Dependency, ...], list[Finding]]:
    """The dependencies of a case, and what is wrong with any of them: unknown ids, words, and cycles of conditions."""
    rows, findings = read_table(text, file, DEPENDENCY_COLUMNS)
    known = [o.id for a in agreements for o in a.obligations] + [p.id for a in agreements for p in a.procedures]
    found: list[Dependency] = []
    for row in rows:
        problems = list(_problems(row, known))
        findings += problems
        if not problems:
            found.append(_dependency(row))
    return tuple(found), findings + list(_cycles(found, file))


def _dependency(row: Row) -> Dependency:
    holders = tuple(part.strip() for part in row["held_by"].split(";") if part.strip())
    relation, mark = Relation(row["relation"]), Mark(row["mark"])
    return Dependency(
        row["obligation"], row["depends_on"], relation, row["cite"], mark, holders, row["note"], row.line,
        Foundation(row["basis"] or Foundation.JUDGEMENT),
    )  # fmt: skip


def _problems(row: Row, known: Sequence[str]) -> Iterable[Finding]:
    for column in ("obligation", "depends_on"):
        if not any(_fits(row[column], identifier) for identifier in known):
            yield row.finding("dependency-unknown-id", column, "an id in agreements/*.yaml", RULE,
                              f"correct the id or add what it names{meant(row[column], known)}")  # fmt: skip
    words = (
        ("relation", [r.value for r in Relation]),
        ("mark", [m.value for m in Mark]),
        ("basis", ["", *(f.value for f in Foundation)]),
    )
    for column, allowed in words:
        if row[column] not in allowed:
            yield row.finding(f"dependency-bad-{column}", column, f"one of {', '.join(filter(None, allowed))}", RULE,
                              f"write one of the words{meant(row[column], allowed)}")  # fmt: skip
    if not row["cite"]:
        yield row.finding("dependency-without-cite", "cite", "the paragraph", RULE, "write where the text says so")
    if row["obligation"] and row["obligation"] == row["depends_on"]:
        yield row.finding("dependency-on-itself", "depends_on", "another duty", RULE, "name the duty it hangs on")


def _fits(pattern: str, identifier: str) -> bool:
    """Whether a cell of the table means an id; a step of a procedure means the procedure."""
    return identifier.startswith(pattern[:-1]) if pattern.endswith("*") else pattern.partition(":")[0] == identifier


def _cycles(found: Sequence[Dependency], file: str) -> Iterable[Finding]:
    """Conditions that wait for each other: none of them would ever fall due."""
    waits = [d for d in found if d.relation is Relation.CONDITION]
    for dependency in waits:
        path = _way_back(dependency, waits)
        if path and dependency.obligation == min(path):
            way = " -> ".join([*path, path[0]])
            yield Finding(file, dependency.line, "dependency-cycle", "depends_on", shown(way, 200),
                          "conditions that end somewhere", "duties that wait for each other never fall due",
                          "take out one of these conditions, or call it in_return")  # fmt: skip


def _way_back(start: Dependency, waits: Sequence[Dependency]) -> list[str]:
    """The shortest chain of ids from a duty back to itself over a dependency; empty when there is none."""
    paths, seen = [[start.obligation, start.depends_on]], {start.depends_on}
    while paths:
        path = paths.pop(0)
        for nxt in (d.depends_on for d in waits if _fits(d.obligation, path[-1])):
            if _fits(start.obligation, nxt):
                return path
            if nxt not in seen:
                seen.add(nxt)
                paths.append([*path, nxt])
    return []


def of(dependencies: Iterable[Dependency], identifier: str) -> tuple[Dependency, ...]:
    """The dependencies in which a duty stands on either side, in the order of the table."""
    return tuple(d for d in dependencies if _fits(d.obligation, identifier) or _fits(d.depends_on, identifier))
