"""Duties of both sides that hang together: the strict table, cycles, and what the other side owes."""

from __future__ import annotations

from datetime import date

import pytest

from servanda.agreements.depends import of, read_dependencies
from servanda.agreements.tables import table
from servanda.case import open_case
from servanda.case.join_counterparts import counterparts
from servanda.core.finding import Finding
from tests.agreements.build import agreement, changed

HEAD = "obligation,depends_on,relation,cite,mark,held_by,note\n"
SECOND = changed("procedures:\n", (
    '  - {id: PL-2, title: Relief, cite: para 2, obligated: [US], verifier: participants, kind: sanctions_relief, '
    "applies: {start: begin, end: null}, status: read, source: [S1]}\nprocedures:\n"
))  # fmt: skip


def read(rows: str) -> list[Finding]:
    """What is wrong with rows about the duties PL-1 and PL-2."""
    return read_dependencies(HEAD + rows, "deps.csv", [agreement(SECOND)])[1]


@pytest.mark.parametrize(
    ("row", "name", "remedy"),
    [
        ("PL-1,PL-3,condition,para 1,read,,\n", "dependency-unknown-id", "did you mean"),
        ("PL-9*,PL-2,condition,para 1,read,,\n", "dependency-unknown-id", "correct the id"),
        ("PL-1,PL-2,conditon,para 1,read,,\n", "dependency-bad-relation", "condition"),
        ("PL-1,PL-2,condition,para 1,seen,,\n", "dependency-bad-mark", "write one of the words"),
        ("PL-1,PL-2,condition,,read,,\n", "dependency-without-cite", "write where the text says so"),
        ("PL-1,PL-1,in_return,para 1,read,,\n", "dependency-on-itself", "name the duty it hangs on"),
    ],
)
def test_a_bad_row_is_a_finding(row: str, name: str, remedy: str) -> None:
    """Each names its line and what to do, and the row is left out."""
    (finding,) = read(row)
    assert (finding.name, finding.file, finding.line) == (name, "deps.csv", 2)
    assert remedy in finding.remedy


def test_conditions_that_wait_for_each_other_are_a_finding() -> None:
    """None of them would ever fall due; in return for each other they may be."""
    (finding,) = read("PL-1,PL-2,condition,para 1,read,,\nPL-2,PL-1,condition,para 2,read,,\n")
    assert (finding.name, finding.line) == ("dependency-cycle", 2)
    assert "PL-1 -> PL-2 -> PL-1" in finding.found
    assert read("PL-1,PL-2,in_return,para 1,read,,\nPL-2,PL-1,in_return,para 2,read,,\n") == []


def test_a_table_of_another_shape_is_refused() -> None:
    """A misspelt column must not lose a reading silently."""
    _, findings = read_dependencies("obligation,depends\n", "deps.csv", [agreement()])
    assert findings


def test_a_duty_is_found_on_either_side() -> None:
    """Also by the beginning of its id."""
    found, _ = read_dependencies(HEAD + "PL-*,PL-P,condition,para 9,read,IR;RU,\n", "deps.csv", [agreement(SECOND)])
    assert [of(found, identifier) for identifier in ("PL-1", "PL-P", "XX-1")] == [found, found, ()]
    assert (
        found[0].words
        == "PL-* is due only when the other is performed (PL-P; para 9, by our judgement, in the reading of IR, RU)"
    )


def test_both_sides_of_the_plan_of_2015() -> None:
    """The ground that Iran gives is shown beside its duty, with the status of the other side, and changes nothing."""
    view = open_case("iran").at(as_of=date(2018, 5, 9))
    found = {c.other: c for c in counterparts(view, "JCPOA-A1-56")}
    relief = found["JCPOA-M-21"]
    assert relief.answer is not None
    assert relief.answer.status.value == "not_performed"
    assert relief.dependency.held_by == ("IR",)
    assert "in the reading of IR" in relief.words


def test_reports_that_go_with_another_are_named_in_both_tables() -> None:
    """The clock of the accompanying report and the table of dependencies agree."""
    case = open_case("iran")
    known = {(d.obligation, d.depends_on) for d in case.dependencies if d.relation.value == "goes_with"}
    assert known == {(row["obligation"], row["with"]) for row in table("goes_with.csv")}
