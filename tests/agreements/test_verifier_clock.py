"""The clock on the verifier: days since material was last verified, never a breach of the State."""

from __future__ import annotations

from datetime import date

import pytest

from servanda.agreements.verdict import Status, Verdict
from servanda.core.names import Basis
from servanda.evidence.statement import Statement
from tests.agreements.build import ask_about, said, stock

LAST = stock("s", "2025-06-13", 440.9, form="UF6", band="up_to_60")
LOW = stock("l", "2025-08-01", 100, form="UF6", band="up_to_5")
TOLD = stock("t", "2025-08-01", 440.9, form="UF6", band="up_to_60", basis=Basis.DECLARED)
NOT_SINCE = said("n", "performance", "2025-11-12", subject="CSA-TIMELINESS", text="not_performed")


def verdict(day: str, *statements: Statement) -> Verdict:
    """The verdict on the monthly goal by the Agency's account."""
    (found,) = ask_about("csa-infcirc153", "CSA-TIMELINESS", day, *statements, position="IAEA").verdicts
    return found


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2025-07-14", Status.COMPLIANT),
        ("2025-07-15", Status.UNDETERMINED),
        ("2025-11-11", Status.UNDETERMINED),
        ("2025-11-12", Status.OVERDUE),
        ("2027-11-12", Status.OVERDUE),
    ],
)
def test_thirty_one_days_from_the_last_figure(day: str, expected: Status) -> None:
    """Met for 31 days; then open, since later verification may be unpublished; overdue once somebody says there was none."""
    assert verdict(day, LAST, LOW, TOLD, NOT_SINCE).status is expected


def test_the_days_that_passed_are_in_the_clock() -> None:
    """152 days from 13 June to 12 November 2025, and a note that it binds the verifier."""
    found = verdict("2025-11-12", LAST, NOT_SINCE)
    (run,) = found.clocks
    assert (run.days_run(found.day), run.due, run.days_left(found.day)) == (152, date(2025, 7, 14), -121)
    assert found.notes == ("a clock on the verifier, never a breach of the State",)
    assert found.evidence == ("s", "n")


def test_a_new_verification_ends_what_was_overdue() -> None:
    """A newer figure of the Agency's own starts the clock again."""
    assert verdict(
        "2025-12-01", LAST, NOT_SINCE, stock("v", "2025-11-20", 440.9, form="UF6", band="up_to_60")
    ).status is (Status.COMPLIANT)


def test_without_a_figure_nothing_is_said() -> None:
    """Declared figures and material of lower enrichment are no verification of highly enriched uranium."""
    found = verdict("2025-11-12", LOW, TOLD, NOT_SINCE)
    assert (found.status, found.reason) == (Status.UNDETERMINED, "no figure of the Agency's own is recorded")
