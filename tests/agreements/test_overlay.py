"""The law with a proposal laid over it: nothing before its first day, its words while it binds, the record after it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servanda.agreements.evaluate import answer
from servanda.agreements.model import Agreement, Applies, Moment
from servanda.agreements.overlay import as_if_in_force, overlaid, recorded_length, undated
from servanda.agreements.verdict import Answer, Status
from servanda.evidence.statement import Statement
from tests.agreements.build import agreement, bundled, record, stock
from tests.agreements.test_proposals import HEAD, LOWER, proposal

START = date(2017, 1, 1)
DAYS = st.dates(date(2015, 1, 1), date(2040, 1, 1))


def ask(law: tuple[Agreement, ...], day: date, *statements: Statement) -> Answer:
    """The answer on PL-1, wherever it is carried."""
    holder, found = next((a, o) for a in reversed(law) if (o := a.obligation("PL-1")) is not None)
    return answer(holder, found, record(*statements), day)


def test_before_its_first_day_a_proposal_changes_nothing() -> None:
    """The recorded law stays as it is, object for object."""
    law = (agreement(),)
    assert overlaid(law, proposal(), START - timedelta(days=1), START) == law


def test_a_proposal_without_a_day_binds_nobody() -> None:
    """Only who asks can supply the day that the proposal does not name."""
    law = (agreement(),)
    assert overlaid(law, proposal(), date(2030, 1, 1)) == law


def test_from_its_first_day_its_words_hold_and_earlier_facts_do_not_count() -> None:
    """150 kg keeps the recorded cap and breaks the lower one; what was held before is not held against it."""
    held = stock("a", "2017-02-01", 150)
    before = stock("b", "2016-12-01", 150)
    day = date(2017, 2, 2)
    assert ask((agreement(),), day, held).status is Status.COMPLIANT
    changed = overlaid((agreement(),), proposal(), day, START)
    assert ask(changed, day, held).status is Status.EXCEEDED
    assert ask(changed, day, before).status is Status.UNDETERMINED


def test_a_term_ends_on_the_anniversary() -> None:
    """Five years from 1 January 2017 are over on 1 January 2022."""
    held = stock("a", "2021-12-30", 150)
    last, after = date(2021, 12, 31), date(2022, 1, 1)
    assert ask(overlaid((agreement(),), proposal(), last, START), last, held).status is Status.EXCEEDED
    assert ask(overlaid((agreement(),), proposal(), after, START), after, held).status is Status.NOT_APPLICABLE


def test_assumed_to_be_in_force_the_facts_of_the_day_count() -> None:
    """The question of a comparison: what would the facts of this day be under that text."""
    held = stock("a", "2017-02-01", 150)
    day = date(2017, 2, 2)
    assert ask(as_if_in_force((agreement(),), proposal(), day), day, held).status is Status.EXCEEDED


@pytest.mark.parametrize("verb", ["suspend", "end"])
def test_what_is_suspended_or_ended_does_not_apply(verb: str) -> None:
    """The reason names the proposal; the statements are not read."""
    gone = proposal(f"  - {{{verb}: plain, variable: council}}\n")
    day = date(2017, 2, 2)
    found = ask(overlaid((agreement(),), gone, day, START), day, stock("a", "2017-02-01", 300))
    assert found.status is Status.NOT_APPLICABLE
    assert "by offer" in found.verdicts[0].reason


def test_a_suspension_ends_on_its_own_day() -> None:
    """From its last day on the recorded paragraph applies again."""
    gone = proposal("  - {suspend: PL-1, from: 2017-01-01, until: 2018-01-01, variable: council}\n")
    held = stock("a", "2017-12-01", 300)
    for day, status in ((date(2017, 12, 31), Status.NOT_APPLICABLE), (date(2018, 1, 1), Status.EXCEEDED)):
        assert ask(overlaid((agreement(),), gone, day, START), day, held).status is status


def test_a_restored_instrument_brings_its_procedures() -> None:
    """What is restored is carried by the proposal, procedures included, with terms that begin anew."""
    back = proposal("  - {restore: plain, variable: council}\n", HEAD.replace("  term: P5Y\n", ""))
    day = date(2030, 1, 1)
    law = overlaid((agreement(),), back, day, day)
    carried = law[-1]
    assert [p.id for p in carried.procedures] == ["PL-P"]
    assert carried.obligations[0].applies.end == Moment(date(2040, 1, 1), "end_of_term")
    assert law[0].obligations == ()


@given(DAYS, DAYS)
def test_no_paragraph_is_lost_or_doubled(day: date, start: date) -> None:
    """On every day each id is carried exactly once."""
    law = overlaid((agreement(),), proposal(LOWER), day, start)
    assert [o.id for a in law for o in a.obligations] == ["PL-1"]


@given(DAYS)
def test_other_instruments_are_left_alone(day: date) -> None:
    """An agreement that a proposal does not name is the same object."""
    other = bundled("npt")
    assert overlaid((agreement(), other), proposal(), day, START)[1] is other
    assert as_if_in_force((agreement(), other), proposal(), day)[1] is other


@pytest.mark.parametrize(
    ("start", "end", "length"),
    [
        (date(2016, 1, 16), date(2026, 1, 16), "P10Y"),
        (date(2016, 2, 29), date(2017, 2, 28), "P1Y"),
        (date(2026, 6, 17), date(2026, 8, 16), "P60D"),
        (date(2026, 6, 17), None, ""),
        (date(2026, 6, 17), date(2026, 6, 17), ""),
    ],
)
def test_the_recorded_length_of_a_paragraph(start: date, end: date | None, length: str) -> None:
    """Whole years where the end is an anniversary, else days; nothing where no end is stated."""
    applies = Applies(Moment(start), None if end is None else Moment(end))
    assert recorded_length(applies) == length


def test_undated_leaves_neither_day_nor_length() -> None:
    """A paragraph taken over is dated by the proposal alone."""
    assert undated(agreement().obligations[0]).applies == Applies(None, None)
