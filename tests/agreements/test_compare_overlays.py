"""Proposals side by side: words, statuses, duties, what must be established, and which free variable decides."""

from __future__ import annotations

from datetime import date

import pytest

from servanda.agreements.compare_overlays import Comparison, Question, compare_overlays
from servanda.agreements.side import owed, to_establish
from servanda.agreements.verdict import Status
from servanda.agreements.weight import Weight, setting, weights, years_apart
from servanda.core.finding import Misuse
from servanda.evidence.statement import Statement
from tests.agreements.build import agreement, record, stock
from tests.agreements.test_proposals import HEAD, LOWER, proposal

DAY = date(2018, 1, 1)
STOCK = stock("a", "2017-12-01", 150)
LOW = proposal()
HIGH = proposal(LOWER.replace("100", "400"), HEAD.replace("offer", "high").replace("P5Y", "P20Y"))
LONG = proposal(head=HEAD.replace("offer", "long").replace("P5Y", "P20Y"))
TEXTS = (LOW, HIGH, LONG)


def compared(*names: str, statements: tuple[Statement, ...] = (STOCK,), start: date | None = None) -> Comparison:
    """The proposals of that name about the plain agreement."""
    question = Question((agreement(),), record(*statements), DAY, state="IR", start=start)
    return compare_overlays(question, names, TEXTS)


def weighed(*names: str) -> dict[str, Weight]:
    """The free variables by name."""
    found = compared(*names)
    return {weight.variable: weight for weight in weights(found.question, found.columns)}


def test_one_fact_has_one_status_by_each_text() -> None:
    """150 kg: too much for a cap of 100, within one of 400, and within the recorded one."""
    (row,) = compared("offer", "high", "recorded").rows
    assert [w.words for w in row.wordings] == [
        "at most 100 kg U; for 5 years", "at most 400 kg U; for 20 years", "as recorded: at most 202.8 kg U",
    ]  # fmt: skip
    assert [w.status for w in row.wordings] == [Status.EXCEEDED, Status.COMPLIANT, Status.COMPLIANT]
    assert [w.status_words for w in row.wordings] == [
        "exceeded (50 kg U beyond the limit)", "compliant (250 kg U within the limit)",
        "compliant (52.8 kg U within the limit)",
    ]  # fmt: skip
    assert (row.differs, row.status_differs, row.evidence, row.found) == (True, True, ("a",), "150 kg U")


def test_without_facts_nothing_is_compliant() -> None:
    """A comparison invents nothing."""
    (row,) = compared("offer", "high", statements=()).rows
    assert {w.status for w in row.wordings} == {Status.UNDETERMINED}


def test_with_a_first_day_earlier_facts_do_not_count() -> None:
    """What was held before a text binds is not held against it."""
    (row,) = compared("offer", "high", start=DAY).rows
    assert {w.status for w in row.wordings} == {Status.UNDETERMINED}


def test_each_side_and_the_verifier_have_their_lists() -> None:
    """The State owes the paragraph by both texts; the Agency must establish the stock, last known from one statement."""
    found = compared("offer", "recorded")
    (duty,) = owed(found)
    assert (duty.party, duty.paragraph, duty.texts) == ("IR", "PL-1", ("at most 100 kg U; for 5 years", ""))
    (task,) = to_establish(found)
    assert (task.verifier, task.what, task.asked_by) == ("IAEA", "enriched uranium stockpile", ("offer",))
    assert task.last is not None
    assert (task.last.id, task.age(DAY), task.decided) == ("a", 31, True)


def test_the_variable_that_changes_a_status_decides_most() -> None:
    """Settling the stock cap as the other text does changes the status; the length alone does not."""
    found = weighed("offer", "high")
    assert list(found) == ["stock_cap", "duration"]
    assert found["stock_cap"].statuses == ("PL-1",)
    assert found["duration"].statuses == ()
    assert found["duration"].settings == ("for 5 years", "for 20 years")


def test_texts_that_differ_in_length_alone() -> None:
    """Twenty years against five: fifteen years of one paragraph, and no other variable."""
    found = weighed("offer", "long")
    assert list(found) == ["duration"]
    assert found["duration"].years == pytest.approx(15, abs=0.01)


def test_a_variable_that_a_text_leaves_open_is_said() -> None:
    """An unsettled variable is not shown as settled in some way."""
    assert setting(LOW, "relief") == "not in the text"


def test_the_same_wording_is_no_years_apart() -> None:
    """A text does not differ from itself."""
    (row,) = compared("offer", "high").rows
    assert years_apart(row.wordings[0], row.wordings[0]) == 0


@pytest.mark.parametrize("names", [(), ("offer",), ("offer", "offer"), ("offer", "nothing")])
def test_a_comparison_needs_two_texts_that_exist(names: tuple[str, ...]) -> None:
    """The message says what is known."""
    with pytest.raises(Misuse, match=r"two or more|known are"):
        compared(*names)


def test_an_instrument_can_be_compared_as_a_whole() -> None:
    """The slug of an agreement stands for all of it, restored with its own length."""
    (row,) = compared("plain", "offer").rows
    assert row.wordings[0].words == "at most 202.8 kg U; for 10 years"
