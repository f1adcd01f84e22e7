"""Exceptions as nodes: their own paragraphs, exceptions to them, and two that compete."""

from __future__ import annotations

from dataclasses import replace

import pytest

from servanda.agreements.exception_nodes import competing, first_of, nodes
from servanda.agreements.explain import paragraph
from servanda.agreements.tables import table
from servanda.agreements.verdict import ExceptionTried, Status, Verdict
from servanda.evidence.statement import Statement
from tests.agreements.build import FILES, ask, ask_about, bundled, duty, limit, said, stock, with_obligation

NAMES = sorted(path.stem for path in FILES.glob("[a-z]*.yaml"))
STOCK = stock("a", "2017-02-01", 300)
PLAIN = limit("enriched_uranium_stockpile", "kg_U", "<=", "202.8", 'exceptions: ["assemblies from abroad", "waste"]')


def exception(number: str, value: float | None = None, subject: str = "JCPOA-A1-56") -> Statement:
    """A statement that invokes an exception, or an exception to one."""
    unit = "kg_U" if value is not None else ""
    return said(f"x{number}", "exception", "2017-01-20", value, unit, subject=subject, locator=number, text="applies")


def cap(*statements: Statement) -> Verdict:
    """The verdict on the stock cap of the plan of 2015."""
    (found,) = ask_about("jcpoa", "JCPOA-A1-56", "2017-03-01", STOCK, *statements).verdicts
    return found


def test_every_exception_of_the_bundled_files_has_its_row() -> None:
    """The table has a row with a paragraph for each, and no row without an exception."""
    held = {(o.id, str(n)) for name in NAMES for o in bundled(name).obligations for n, _ in enumerate(o.exceptions, 1)}
    rows = {(row["obligation"], row["number"]) for row in table("exceptions.csv")}
    assert held == {(identifier, number) for identifier, number in rows if "." not in number}
    assert {(identifier, number.split(".")[0]) for identifier, number in rows} == held
    assert all(row["cite"] and row["effect"] for row in table("exceptions.csv"))


def test_a_node_has_its_own_paragraph_and_what_speaks_against_it() -> None:
    """Waste held unrecoverable is not counted, unless a facility recovers it."""
    fifth = nodes(duty("jcpoa", "JCPOA-A1-56")[1])[4]
    assert fifth.cite == "Joint Commission documents released 23 December 2016"
    assert [(below.number, below.lifted_by) for below in fifth.against] == [("5.1", "JCPOA-JC-WASTE")]


def test_exceptions_on_different_matters_add_up() -> None:
    """Fuel plates and waste are different material: both are taken out of the count."""
    found = cap(exception("4", 50), exception("5", 48))
    assert (found.status, found.parts[0].note) == (Status.COMPLIANT, "300 kg U before exceptions")
    assert found.evidence == ("a", "x4", "x5")


def test_a_breached_condition_takes_an_exception_away() -> None:
    """A facility that recovers the uranium brings the waste back into the count."""
    recovery = said("r", "activity", "2017-02-10", subject="JCPOA-JC-WASTE", text="present")
    kept, lifted = cap(exception("5", 98)), cap(exception("5", 98), recovery)
    assert (kept.status, lifted.status) == (Status.COMPLIANT, Status.EXCEEDED)
    assert "JCPOA-JC-WASTE is breached" in lifted.exceptions[4].lifted_by
    assert "invoked, but it does not apply" in paragraph(lifted)


def test_an_exception_to_an_exception_may_be_invoked() -> None:
    """Iranian assemblies count as long as nobody approved them."""
    found = cap(exception("3", 98), exception("3.1"))
    assert found.status is Status.EXCEEDED
    assert found.exceptions[2].lifted_by == "no approval of the Technical Working Group: an unapproved product counts"
    assert found.exceptions[2].against[0].invoked == ("x3.1",)
    assert set(found.evidence) == {"a", "x3", "x3.1"}


def test_two_that_compete_without_an_order_are_an_error() -> None:
    """The text of the plain obligation does not say what either concerns: neither is chosen silently."""
    both = (exception("1", 100, "PL-1"), exception("2", 100, "PL-1"))
    (found,) = ask(with_obligation("numeric_limit", PLAIN), "2017-03-01", STOCK, *both).verdicts
    assert found.status is Status.UNDETERMINED
    assert found.reason.startswith("exceptions 1 and 2 of PL-1 both apply and nothing says which goes first")
    assert found.missing == ("which of exceptions 1 and 2 of PL-1 goes first",)


def tried(number: int, priority: int | None, matter: str = "") -> ExceptionTried:
    """An exception that a statement invokes."""
    return ExceptionTried(number, "text", (f"x{number}",), priority=priority, matter=matter)


@pytest.mark.parametrize(
    ("first", "second", "pairs", "kept"),
    [
        (tried(1, None), tried(2, None), 1, [1]),
        (tried(1, 2), tried(2, 1), 0, [2]),
        (tried(1, None, "waste"), tried(2, None, "plates"), 0, [1, 2]),
        (tried(1, None, "waste"), tried(2, 1, "the whole"), 0, [2]),
        (tried(1, None, "waste"), tried(2, None, "the whole"), 1, [1]),
        (tried(1, None), replace(tried(2, None), lifted_by="gone"), 0, [1]),
    ],
)
def test_order_decides_between_exceptions_on_one_matter(
    first: ExceptionTried, second: ExceptionTried, pairs: int, kept: list[int]
) -> None:
    """The smaller priority goes first; different matters stand side by side; one that is taken away does not compete."""
    assert len(competing([first, second])) == pairs
    assert [one.number for one in first_of([first, second])] == kept
