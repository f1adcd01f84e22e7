"""Accounts of an instrument: those that end, those that move a day of the text, and parties that have said nothing."""

from __future__ import annotations

from datetime import date

import pytest

from servanda.agreements.evaluate import answer
from servanda.agreements.known import as_known
from servanda.agreements.position import asked_for, holders
from servanda.agreements.read import read_agreement
from servanda.agreements.timeline import timeline
from servanda.agreements.verdict import Answer, Status
from tests.agreements.build import PLAIN, agreement, bundled, changed, record, stock

STATES = "    - {from: 2015-10-18, state: in_effect, status: read}\n"
VOID = (
    STATES
    + "    - {from: 2020-01-01, until: 2021-01-01, state: void, effect: not_in_force, held_by: [US], status: read}\n"
)
MOVED = STATES + (
    "    - {from: 2025-01-01, state: goes on, effect: in_force, held_by: [US], events: {finish: never}, status: read}\n"
    "    - {from: 2025-01-01, state: runs out, effect: in_force, held_by: [IR], status: read}\n"
)


def asked(text: str, day: str, position: str = "all") -> Answer:
    """The answer on the stock cap of the plain agreement with other states."""
    holder = agreement(text)
    facts = record(stock("a", "2019-12-01", 100), stock("b", "2020-12-01", 100), stock("c", "2025-12-01", 100))
    return answer(holder, holder.obligations[0], facts, date.fromisoformat(day), position)


def by_whom(found: Answer) -> dict[tuple[str, ...], str]:
    """Status by holders."""
    return {v.holders: v.status.value for v in found.verdicts}


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2019-12-31", {(): "compliant"}),
        ("2020-01-01", {("IR",): "undetermined", ("US",): "not_applicable"}),
        ("2020-12-31", {("IR",): "undetermined", ("US",): "not_applicable"}),
        ("2021-01-01", {(): "compliant"}),
    ],
)
def test_an_account_ends_and_a_silent_party_is_not_left_out(day: str, expected: dict[tuple[str, ...], str]) -> None:
    """While one party goes by a state of its own the other has an account too, of which nothing is known; then none."""
    assert by_whom(asked(changed(STATES, VOID), day)) == expected


def test_an_account_that_ended_is_asked_for_in_vain() -> None:
    """Its holder goes by what holds for everyone again."""
    assert asked(changed(STATES, VOID), "2020-06-01", "US").status is Status.NOT_APPLICABLE
    assert asked(changed(STATES, VOID), "2021-01-01", "US").status is Status.COMPLIANT


def test_that_an_account_would_be_taken_back_was_not_known_before() -> None:
    """With the knowledge of 2020 it has no end."""
    then = as_known(agreement(changed(STATES, VOID)), date(2020, 6, 1))
    assert [s.until for s in then.states] == [None, None]
    assert holders(then, date(2022, 1, 1)) == ("US",)


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2026-01-15", {("IR", "US"): "compliant"}),
        ("2026-01-16", {("IR",): "not_applicable", ("US",): "compliant"}),
    ],
)
def test_an_account_can_move_the_end_of_a_text(day: str, expected: dict[tuple[str, ...], str]) -> None:
    """By one account the event that ends it does not come; the note says so, and the timeline is cut there."""
    found = asked(changed(STATES, MOVED), day)
    assert by_whom(found) == expected
    notes = [note for v in found.verdicts for note in v.notes]
    assert notes == (["by this account the finish of 2026-01-16 did not come"] if day == "2026-01-16" else [])


def test_a_timeline_is_cut_where_an_account_begins_and_ends() -> None:
    """Day by day it gives what the answer gives."""
    holder = agreement(changed(STATES, VOID))
    facts = record(stock("a", "2020-06-01", 100))
    spans = timeline(holder, holder.obligations[0], facts, date(2019, 6, 1), date(2021, 3, 1))
    for span in spans:
        for day in (span.start, date.fromordinal(span.end.toordinal() - 1)):
            assert answer(holder, holder.obligations[0], facts, day).status is span.answer.status
    assert {date(2020, 1, 1), date(2021, 1, 1)} <= {span.start for span in spans}


@pytest.mark.parametrize(
    ("states", "name", "words"),
    [
        (VOID.replace("2021-01-01", "2019-06-01"), "agreement-state-ends-first", "a day after 2020-01-01"),
        (MOVED.replace("finish: never", "finnish: never"), "agreement-unknown-event", "did you mean 'finish'?"),
        (MOVED.replace("finish: never", "finish: soon"), "yaml-bad-date", "write the day as in 2016-01-16"),
    ],
)
def test_a_bad_end_or_event_is_a_finding(states: str, name: str, words: str) -> None:
    """Each says what was expected and what to do."""
    _, findings = read_agreement(changed(STATES, states), "plain.yaml")
    assert [f.name for f in findings] == [name]
    assert words in findings[0].text()


def test_who_is_asked_in_the_bundled_instruments() -> None:
    """The thirteen of 2020 stand beside their notification only; a party of the arrangement is never left out."""
    resolution, code = bundled("unscr-2231"), bundled("code-3-1")
    assert asked_for(resolution, date(2020, 10, 1)) == ("13 of 15 Council members", "IR", "US")
    assert asked_for(resolution, date(2021, 2, 18)) == ()
    assert asked_for(resolution, date(2025, 9, 28)) == ("CN", "DE", "FR", "IAEA-practice", "IR", "RU", "UK", "US")
    assert asked_for(code, date(2007, 3, 28)) == ()
    assert asked_for(code, date(2007, 3, 29)) == ("IAEA", "IR")
    assert asked_for(agreement(PLAIN), date(2020, 1, 1)) == ()
