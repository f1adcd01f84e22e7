"""The three clocks of a position."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from servanda.core.names import Mark
from servanda.negotiation.position import Attribution
from tests.negotiation.tables import position

OWN = [Attribution.NAMED_OFFICIAL, Attribution.OFFICIAL_READOUT, Attribution.OFFICIAL_DOCUMENT]


@pytest.mark.parametrize("attribution", list(Attribution))
def test_own_words_are_public_when_said_and_all_others_when_reported(attribution: Attribution) -> None:
    """Said on the 1st, reported on the 3rd: only a party's own words count as known on the 1st."""
    said = position("P1", "2030-06-01", reported="2030-06-03", attribution=attribution)
    expected = date(2030, 6, 1) if attribution in OWN else date(2030, 6, 3)
    assert said.public_day == expected
    assert said.public_on.latest == expected


def test_an_uncertain_day_counts_from_its_latest() -> None:
    """A month counts from its end, and `before` a day from the day before it."""
    assert position("P1", "2030-06").day == date(2030, 6, 30)
    assert position("P2", "before 2030-06-01").day == date(2030, 5, 31)


def test_words_were_said_no_later_than_they_were_reported() -> None:
    """The day of the report narrows an uncertain day: said in June and reported on the 3rd is said by the 3rd."""
    said = position("P1", "2030-06", reported="2030-06-03", attribution=Attribution.NARRATOR)
    assert said.day == date(2030, 6, 3)
    assert position("P2", "2030-06", reported="2030-06-03").public_day == date(2030, 6, 3)


def test_a_report_dated_before_the_words_does_not_move_them_back() -> None:
    """A damaged report date never makes a position known before it was said."""
    assert position("P1", "2030-06-05", reported="2030-06-03").day == date(2030, 6, 5)


def test_a_report_known_by_month_counts_from_the_end_of_the_month() -> None:
    """Nothing is known by a day on which it may not have been public yet."""
    said = position("P1", "2030-06-01", reported="2030-06", attribution=Attribution.SOURCES_SAID)
    assert said.public_day == date(2030, 6, 30)


def test_a_row_that_is_only_partly_read_counts_as_recalled() -> None:
    """The mark `read;recalled` stays visible as recalled."""
    said = position("P1", "2030-06-01")
    assert not said.recalled
    assert replace(said, mark=(Mark.READ, Mark.RECALLED)).recalled
