"""Exceptions, soft wording, declarations of non-observance."""

from __future__ import annotations

import pytest

from servanda.agreements.verdict import Status, Verdict
from servanda.core.names import Basis
from servanda.evidence.statement import Statement
from tests.agreements.build import (
    agreement,
    ask,
    ask_about,
    limit,
    said,
    stock,
    with_obligation,
)


def status(day: str, *statements: Statement) -> Status:
    """The status of the plain stock cap (at most 202.8 kg U, 2016-01-16 to 2026-01-16)."""
    return ask(agreement(), day, *statements).status


def verdict(day: str, *statements: Statement) -> Verdict:
    """The only verdict on the plain stock cap."""
    (found,) = ask(agreement(), day, *statements).verdicts
    return found


EXCEPTED = limit("enriched_uranium_stockpile", "kg_U", "<=", "202.8", 'exceptions: ["assemblies from abroad", "waste"]')


def exception(number: int, value: float | None = None, unit: str = "kg_U", text: str = "") -> Statement:
    """A statement that invokes an exception of the plain obligation."""
    return said(f"x{number}", "exception", "2017-01-01", value, unit if value is not None else "", subject="PL-1",
                locator=str(number), text=text)  # fmt: skip


def test_every_exception_is_tried_and_listed() -> None:
    """A breach is reported only after the carve-outs of the text were looked at."""
    (found,) = ask(with_obligation("numeric_limit", EXCEPTED), "2017-01-01", stock("a", "2017-01-01", 300)).verdicts
    assert found.status is Status.EXCEEDED
    assert [(e.number, e.text, e.words) for e in found.exceptions] == [
        (1, "assemblies from abroad", "no statement invokes it"), (2, "waste", "no statement invokes it"),
    ]  # fmt: skip


@pytest.mark.parametrize(("amount", "expected"), [(97.2, Status.COMPLIANT), (97.1, Status.EXCEEDED)])
def test_an_exception_takes_its_amount_out_of_the_count(amount: float, expected: Status) -> None:
    """300 kg less 97.2 kg is the limit."""
    statements = (stock("a", "2017-01-01", 300), exception(1, amount))
    (found,) = ask(with_obligation("numeric_limit", EXCEPTED), "2017-01-02", *statements).verdicts
    assert found.status is expected
    assert found.evidence == ("a", "x1")
    assert found.parts[0].note == "300 kg U before exceptions"
    assert found.exceptions[0].words == f"{amount:g} kg U not counted"


def test_an_exception_without_an_amount_leaves_a_number_open() -> None:
    """The amount is what is missing."""
    statements = (stock("a", "2017-01-01", 300), exception(2, text="applies"))
    (found,) = ask(with_obligation("numeric_limit", EXCEPTED), "2017-01-02", *statements).verdicts
    assert found.status is Status.UNDETERMINED
    assert found.missing == ("PL-1: the amount to which exception 2 applies",)


def test_an_amount_in_another_unit_is_not_taken_out() -> None:
    """It is said, and the breach stays."""
    statements = (stock("a", "2017-01-01", 300), exception(1, 200, "kg_UF6"))
    (found,) = ask(with_obligation("numeric_limit", EXCEPTED), "2017-01-02", *statements).verdicts
    assert found.status is Status.EXCEEDED
    assert "200 kg UF6 is in another unit and was not taken out" in found.parts[0].note


def test_an_exception_settles_a_prohibition() -> None:
    """What the text carves out is not forbidden."""
    body = 'test: {comparator: absent}\nexceptions: ["with approval"]'
    done = said("a", "activity", "2017-01-01", subject="PL-1", text="present")
    (found,) = ask(with_obligation("prohibition", body), "2017-01-02", done, exception(1, text="applies")).verdicts
    assert (found.status, found.reason) == (Status.COMPLIANT, "exception 1 applies to it")


def test_soft_wording_is_exceeded_and_soft() -> None:
    """An estimate is reported as exceeded, with the dispute about the wording."""
    water = said("a", "heavy_water_mass", "2016-02-17", 130.9, "t_D2O", site="HWPP")
    (found,) = ask_about("jcpoa", "JCPOA-A1-14", "2016-02-17", water).verdicts
    assert (found.status, found.soft) == (Status.EXCEEDED, True)
    assert any("worded as an estimate" in note and "Iran reads it as soft" in note for note in found.notes)


def test_soft_wording_that_is_kept_is_not_soft() -> None:
    """There is nothing to dispute while the limit is kept."""
    water = said("a", "heavy_water_mass", "2016-05-09", 116.7, "t_D2O", site="HWPP")
    assert not ask_about("jcpoa", "JCPOA-A1-14", "2016-05-09", water).soft


def declared(text: str, day: str = "2017-06-01") -> Statement:
    """A declaration on the observance of the plain obligation."""
    return said(f"d{text}", "observance", day, subject="PL-1", text=text, basis=Basis.DECLARED)


@pytest.mark.parametrize("kilograms", [None, 100])
def test_a_declaration_counts_while_no_breach_is_measured(kilograms: float | None) -> None:
    """Measured within the limit: declared non-observance; nothing ever measured: undetermined, and the words are noted."""
    measured = [] if kilograms is None else [stock("a", "2017-05-01", kilograms)]
    found = verdict("2017-07-01", *measured, declared("ended"))
    assert found.status is (Status.DECLARED_NON_OBSERVANCE if measured else Status.UNDETERMINED)
    assert found.evidence == (*(s.id for s in measured), "dended")
    assert "declared on 2017-06-01 to be no longer observed" in found.reason + "".join(found.notes)


def test_a_measured_breach_stays_a_breach() -> None:
    """A declaration adds to it and does not soften it."""
    found = verdict("2017-07-01", stock("a", "2017-05-01", 300), declared("ended"))
    assert (found.status, found.evidence) == (Status.EXCEEDED, ("a", "dended"))


def test_a_declaration_is_not_looked_at_before_its_day_and_ends_with_its_reversal() -> None:
    """The newest declaration by the day decides."""
    statements = (stock("a", "2017-05-01", 100), declared("ended"), declared("resumed", "2017-06-20"))
    assert [status(day, *statements) for day in ("2017-05-31", "2017-06-01", "2017-06-20")] == [
        Status.COMPLIANT, Status.DECLARED_NON_OBSERVANCE, Status.COMPLIANT,
    ]  # fmt: skip
