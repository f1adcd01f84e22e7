"""Parties, their aliases and groups."""

from __future__ import annotations

from datetime import date

import pytest

from servanda.negotiation.party import PartyIndex, membership
from tests.negotiation.tables import iran_parties, party


@pytest.mark.parametrize("name", ["IRN", "irn", "IR", "Iran", "iran"])
def test_a_party_is_found_by_id_code_and_name(name: str) -> None:
    """Agreement files write IR, tables IRN and people Iran: all lead to one party."""
    found = iran_parties().find(name)
    assert found is not None
    assert found.id == "IRN"


def test_a_party_that_is_not_listed_is_not_found() -> None:
    """An unknown name gives None, not the nearest party."""
    assert iran_parties().find("Irn.") is None


def test_an_id_wins_over_the_name_of_another_party() -> None:
    """A name that repeats another's id never hides that party."""
    index = PartyIndex.of([party("BBB", code="X"), party("AAA", code="BBB")])
    assert getattr(index.find("BBB"), "id", None) == "BBB"


def test_the_e3_are_france_germany_and_the_united_kingdom() -> None:
    """A group expands to the parties that list it."""
    assert iran_parties().expand("E3", date(2025, 7, 1)) == {"FRA", "DEU", "GBR"}


def test_a_state_expands_to_itself_and_a_union_is_not_a_group() -> None:
    """Only groups are expanded: the European Union sits at the table itself."""
    assert iran_parties().expand("EU", date(2025, 7, 1)) == {"EU"}
    assert iran_parties().expand("IR", date(2025, 7, 1)) == {"IRN"}


def test_a_group_without_recorded_members_stays_itself() -> None:
    """Nobody is invented as a member."""
    index = PartyIndex.of([party("CLUB", kind="group")])
    assert index.expand("CLUB", date(2030, 1, 1)) == {"CLUB"}
    assert index.expand("OTHER", date(2030, 1, 1)) == {"OTHER"}


@pytest.mark.parametrize(
    ("day", "member"),
    [
        (date(2012, 12, 31), False),
        (date(2013, 1, 1), True),
        (date(2018, 12, 31), True),
        (date(2019, 1, 1), False),
    ],
)
def test_dated_membership_includes_both_years(day: date, member: bool) -> None:
    """`P5+1(2013-2018)` holds from the first day of 2013 to the last of 2018."""
    assert ("USA" in iran_parties().members("P5+1", day)) is member


def test_years_may_be_shortened_or_single() -> None:
    """`UNSC(2025-26)` and `UNSC(2025)` are read as years of one century."""
    short, single = membership("UNSC(2025-26)"), membership("UNSC(2025)")
    assert (short.group, short.on(date(2026, 12, 31)), short.on(date(2027, 1, 1))) == ("UNSC", True, False)
    assert (single.on(date(2025, 12, 31)), single.on(date(2026, 1, 1))) == (True, False)


def test_the_order_of_rows_does_not_matter() -> None:
    """An index of the same parties in another order is the same."""
    rows = [party("AAA", "G"), party("BBB", "G"), party("CCC")]
    assert PartyIndex.of(rows) == PartyIndex.of(reversed(rows))


def test_a_group_is_known_by_its_members_alone() -> None:
    """A word in the column groups needs no row of its own."""
    index = PartyIndex.of([party("AAA", "CLUB")])
    assert index.knows("CLUB")
    assert not index.knows("CLUBS")
    assert index.name("AAA") == "State AAA"
    assert index.name("ZZZ") == "ZZZ"
