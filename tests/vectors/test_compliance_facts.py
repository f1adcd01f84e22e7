"""Published compliance facts, row by row, from the bundled case. `--compliance-facts FILE` runs any file of the form.

Without the option the kept files run: the published facts, and rows reasoned from the texts by later readers. Rows
that are known not to hold are listed by name in `compliance_expected_to_fail.txt`, which is empty; a listed row that
passes fails the run, and so does an unlisted one that fails.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from servanda.agreements.verdict import Status
from tests.support import VECTOR_DATA, vector_files
from tests.vectors.compliance_rules import Fact, agrees, ask, facts, find, iran, listed, problem, wrong_with

KEPT = VECTOR_DATA / "compliance_facts.csv"
SECOND = VECTOR_DATA / "compliance_facts_second.csv"
"""Rows reasoned from the texts before they were run: the days around each change, amounts at a limit, two holders."""
THIRD = VECTOR_DATA / "compliance_facts_third.csv"
"""Rows reasoned from the texts by a third reader: what was known before an account, amounts due later, both sides."""
EXPECTED_TO_FAIL = VECTOR_DATA / "compliance_expected_to_fail.txt"


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """One test for each fact of each file."""
    if "fact" in metafunc.fixturenames:
        files = vector_files(metafunc.config, "--compliance-facts", [KEPT, SECOND, THIRD])
        metafunc.parametrize("fact", [_marked(fact) for path in files for fact in facts(path)])


def _marked(fact: Fact) -> object:
    later = pytest.mark.xfail(strict=True, raises=AssertionError, reason=f"listed in {EXPECTED_TO_FAIL.name}")
    marks = [later] if fact.name in listed(EXPECTED_TO_FAIL) else []
    return pytest.param(fact, marks=marks, id=f"{fact.file}:{fact.line} {fact.name}")


def test_the_record_gives_the_status_of_the_fact(fact: Fact) -> None:
    """The status on the day, from everything recorded unless the row limits it, is the one published."""
    wrong = wrong_with(fact, iran())
    assert not wrong, wrong


def test_every_listed_row_is_in_the_kept_file() -> None:
    """The list of rows expected to fail names only rows that exist, each once."""
    names = listed(EXPECTED_TO_FAIL)
    assert sorted(names) == sorted(set(names))
    assert set(names) <= {fact.name for path in (KEPT, SECOND, THIRD) for fact in facts(path)}


def test_no_row_is_expected_to_fail() -> None:
    """Every published fact of the kept file holds."""
    assert listed(EXPECTED_TO_FAIL) == []


@pytest.mark.parametrize(
    ("day", "obligation", "expected"),
    [
        ("2025-06-12", "CSA-1", "not_performed (IR)"),
        ("2018-05-08", "JCPOA-M-21", "not_performed (Board finding)"),
        ("2025-06-12", "CSA-1", "not_performed (elapsed days, no fixed date)"),
        ("2025-11-12", "CSA-68", "not_performed (verifier's clock)"),
        ("2025-11-12", "CSA-68", "not_performed / contested by RU"),
        ("2025-11-21", "R-BOG-2025-11", "clock started"),
        ("2020-01-13", "JCPOA-P-DRM", "procedure started"),
        ("2020-08-25", "UNSCR2231-P-SNAPBACK", "contested: no standing (US), effective (US)"),
    ],
)
def test_words_beside_the_status_are_asked_for(day: str, obligation: str, expected: str) -> None:
    """Brackets, contests, clocks and procedures are checked, and fail where they do not hold."""
    fact = Fact("made.csv", 2, day, obligation, expected, "", "", "all", "")
    assert wrong_with(fact, iran())


def test_a_wrong_row_says_everything() -> None:
    """A failing row prints inputs, expected, got and the paragraph."""
    fact = Fact("made.csv", 2, "2019-07-01", "JCPOA-A1-56", "compliant", "205 kg U", "made up", "all", "")
    wrong = problem(fact, ask(fact, iran()))
    assert "made.csv, line 2: 2019-07-01 JCPOA-A1-56" in wrong
    assert "expected compliant, got exceeded" in wrong
    assert "205 kg U" in wrong
    assert "Annex I para 56" in wrong
    assert "The row names no position: it would also hold if the accounts by which" in wrong
    assert "names no position" not in problem(replace(fact, position="IR"), ask(replace(fact, position="IR"), iran()))


def test_an_unknown_status_or_obligation_fails() -> None:
    """A word that is no status, and an id that the case does not hold, fail and are not skipped."""
    fact = Fact("made.csv", 2, "2019-07-01", "JCPOA-A1-56", "bad", "", "", "all", "")
    assert "'bad' begins with no status of this edition" in problem(fact, ask(fact, iran()))
    with pytest.raises(AssertionError, match="no obligation and no procedure"):
        find(iran(), "JCPOA-A1-5600")


def test_a_number_of_the_row_stands_beside_the_record() -> None:
    """A value of a day that the record lacks is used; a statement of the record of that day wins."""
    fact = Fact("made.csv", 2, "2018-12-24", "JCPOA-A1-56", "exceeded", "300.5 kg U", "made up", "all", "")
    assert problem(fact, ask(fact, iran())) == ""
    recorded = replace(fact, day="2017-05-27", expected="compliant")
    assert problem(recorded, ask(recorded, iran())) == ""


def test_a_contested_answer_has_the_status_of_those_for_whom_it_applies() -> None:
    """Without a position, a row may expect the status by the accounts that hold the instrument in force."""
    fact = Fact("made.csv", 2, "2026-02-27", "R1737-2A", "undetermined", "", "", "all", "")
    found = ask(fact, iran())
    assert found.status is Status.CONTESTED
    assert agrees(found, Status.UNDETERMINED)
    assert not agrees(found, Status.COMPLIANT)
    assert not agrees(found, Status.NOT_APPLICABLE)


def test_a_row_may_name_several_obligations(tmp_path: Path) -> None:
    """One status for all, or one for each when the counts match."""
    path = tmp_path / "rows.csv"
    path.write_text(
        "date,obligation,expected_status,value,source\n"
        '2026-02-27,"R1737-2A, C31-MOD-1",undetermined / not_performed,,\n'
        "2016-05-27,JCPOA-A1-14;JCPOA-A1-56,compliant,,\n",
        encoding="utf-8",
    )
    assert [(f.obligation, f.expected) for f in facts(path)] == [
        ("R1737-2A", "undetermined"),
        ("C31-MOD-1", "not_performed"),
        ("JCPOA-A1-14", "compliant"),
        ("JCPOA-A1-56", "compliant"),
    ]


def test_a_file_of_another_shape_is_refused(tmp_path: Path) -> None:
    """A misspelt column must not look like a file without rows."""
    path = tmp_path / "rows.csv"
    path.write_text("date,obligation,status\n", encoding="utf-8")
    with pytest.raises(ValueError, match="columns"):
        facts(path)
