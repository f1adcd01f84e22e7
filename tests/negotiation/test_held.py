"""Who held what on a day, as known by a day."""

from __future__ import annotations

import random
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servanda.negotiation.conflict import conflicts
from servanda.negotiation.held import Holding, held
from servanda.negotiation.position import Attribution, Firmness, HeldPosition
from tests.negotiation.tables import DAY, iran_positions, position

DAYS = st.dates(date(2030, 1, 1), date(2030, 12, 28))
NOTES = st.sampled_from(["", "next row", "previous row", "P0", "P3; P4", "speaker 2030-05-05", "words without a link"])


@st.composite
def drawn(draw: st.DrawFn, prefix: str = "P") -> list[HeldPosition]:
    """Up to twelve positions of two parties on two issues, with every kind of date, attribution and note."""
    return [
        position(
            f"{prefix}{number}",
            draw(st.one_of(DAYS.map(str), st.sampled_from(["2030-05", "2030", "before 2030-07-01", "2030-05-05"]))),
            party=draw(st.sampled_from(["AAA", "BBB"])),
            issue=draw(st.sampled_from(["CAP", "STOCK"])),
            reported=draw(st.one_of(DAYS.map(str), st.just("2030-06"))),
            attribution=draw(st.sampled_from(list(Attribution))),
            firmness=draw(st.sampled_from(list(Firmness))),
            conflicts_with=draw(NOTES),
            speaker="the speaker",
        )
        for number in range(draw(st.integers(0, 12)))
    ]


def only(found: tuple[Holding, ...]) -> Holding:
    """The one holding there is."""
    assert len(found) == 1, found
    return found[0]


def ids(positions: tuple[HeldPosition, ...]) -> list[str]:
    """The ids of some positions, in their order."""
    return [p.id for p in positions]


def iran(day: date, known_by: date | None, issue: str, party: str) -> Holding:
    """What a party held in the bundled case of Iran."""
    return only(held(iran_positions(), day, known_by, issue=issue, party=party))


def test_the_newest_stands_first_and_nothing_is_lost() -> None:
    """Earlier words stay as history, newest first."""
    found = only(
        held([position("P1", "2030-01-01"), position("P3", "2030-03-01"), position("P2", "2030-02-01")], DAY, None)
    )
    assert (ids(found.current), ids(found.history)) == (["P3"], ["P2", "P1"])
    assert not found.contested


def test_words_of_one_day_stand_side_by_side() -> None:
    """Two statements of the same day are both current: neither overwrites the other."""
    found = only(held([position("P2", "2030-01-01"), position("P1", "2030-01-01")], DAY, None))
    assert ids(found.current) == ["P1", "P2"]
    assert found.contested


def test_a_noted_conflict_stands_beside_the_newest() -> None:
    """The 3.67 % of one day and the elimination of the next are shown together, whichever row carries the note."""
    found = iran(date(2025, 4, 15), date(2025, 4, 15), "ENR-CAP", "USA")
    assert (ids(found.current), ids(found.beside)) == (["P002"], ["P001"])
    assert [c.rows for c in found.conflicts] == [("P001",), ("P002",)]
    assert found.contested


def test_an_old_conflict_becomes_history() -> None:
    """Once the party has spoken anew, the conflicting pair of earlier words is history."""
    found = iran(date(2025, 4, 30), None, "ENR-CAP", "USA")
    assert (ids(found.current), ids(found.beside), ids(found.history)) == (["P003"], [], ["P002", "P001"])


def test_what_only_an_outlet_reported_is_unknown_until_the_report() -> None:
    """The offer of three formats on 1 July 2025 became public with the article of 2 July."""
    day = date(2025, 7, 1)
    assert held(iran_positions(), day, day, issue="FMT", party="RUS") == ()
    assert ids(iran(day, date(2025, 7, 2), "FMT", "RUS").current) == ["P079", "P080", "P081"]


def test_a_readout_is_known_on_the_day_of_the_call() -> None:
    """The Kremlin's own words of 1 July 2025 count as known on that day though the outlet printed them on the 2nd."""
    day = date(2025, 7, 1)
    assert ids(iran(day, day, "NPT", "RUS").current) == ["P078"]


def test_a_denial_is_linked_and_never_replaces_the_claim() -> None:
    """The report of 12 July 2025 stays, with the ministry's denial of 13 July beside it."""
    found = iran(date(2025, 7, 20), date(2025, 8, 1), "ENR-CAP", "RUS")
    assert ids(found.current) == ["P082"]
    assert [(d.position.id, d.denies) for d in found.denials] == [("P083", ("P082",))]
    assert found.contested
    assert found.evidence == ("P082", "P083")


def test_a_denial_of_a_claim_that_is_not_yet_known_denies_nothing_shown() -> None:
    """As known on 13 July the claim of the outlet (dated only July) is not in view, and there is no position."""
    found = iran(date(2025, 7, 20), date(2025, 7, 13), "ENR-CAP", "RUS")
    assert (found.current, [d.denies for d in found.denials]) == ((), [()])
    assert not found.contested


def test_second_hand_words_never_become_the_position() -> None:
    """The mediator's account of 27 February 2026 stands apart from Iran's own words of the 15th."""
    found = iran(date(2026, 3, 1), None, "STK-DISP", "IRN")
    assert ids(found.second_hand) == ["P051"]
    assert ids(found.current) == ["P045"]


def test_a_claim_about_another_party_stays_with_its_speaker() -> None:
    """Iran's word that the United States had not asked for zero is not written into the position of the United States."""
    found = held(iran_positions(), date(2026, 2, 20), date(2026, 2, 20), issue="ENR-CAP")
    assert {h.party for h in found if "P047" in ids(h.current)} == {"IRN"}
    assert ids(next(h for h in found if h.party == "USA").current) == ["P009"]


@pytest.mark.parametrize(
    ("row", "links"),
    [
        ("P005", ("P006",)),
        ("P047", ("P010",)),
        ("P042", ("P045",)),
        ("P012", ("P011",)),
        ("P036", ()),
        ("P077", ()),
    ],
)
def test_links_are_drawn_only_where_the_words_leave_no_doubt(row: str, links: tuple[str, ...]) -> None:
    """A day with a word of the speaker, relay or value links; the name of an outlet does not, and the note is kept."""
    found = conflicts(iran_positions())[row]
    assert found.rows == links
    assert found.text


def test_next_and_previous_row_go_by_day_and_not_by_the_place_in_the_file() -> None:
    """The words `next row` mean the next position of the same party on the issue."""
    rows = [
        position("P9", "2030-01-01", conflicts_with="next row"),
        position("P5", "2030-02-01", party="BBB"),
        position("P1", "2030-03-01", conflicts_with="previous row"),
    ]
    assert {c.position: c.rows for c in conflicts(rows).values()} == {"P9": ("P1",), "P1": ("P9",)}


def test_an_id_links_only_as_a_whole() -> None:
    """P1 is not meant by P10."""
    rows = [
        position("P1", "2030-01-01"),
        position("P10", "2030-01-02"),
        position("P2", "2030-01-03", conflicts_with="P10"),
    ]
    assert conflicts(rows)["P2"].rows == ("P10",)


@given(drawn(), DAYS, DAYS | st.none(), st.randoms(use_true_random=False))
def test_order_never_matters(rows: list[HeldPosition], day: date, known_by: date | None, dice: random.Random) -> None:
    """Shuffled rows give the same holdings."""
    shuffled = list(rows)
    dice.shuffle(shuffled)
    assert held(shuffled, day, known_by) == held(rows, day, known_by)


@given(drawn(), drawn("Q"), DAYS, DAYS)
def test_what_becomes_known_later_never_changes_the_past(
    rows: list[HeldPosition], more: list[HeldPosition], day: date, known_by: date
) -> None:
    """With `known_by` fixed, positions that became public after it change nothing."""
    later = [p for p in more if p.public_day > known_by]
    assert held([*rows, *later], day, known_by) == held(rows, day, known_by)


@given(drawn(), drawn("Q"), DAYS)
def test_what_is_said_later_never_changes_the_day(
    rows: list[HeldPosition], more: list[HeldPosition], day: date
) -> None:
    """Positions said after the day asked about change nothing."""
    later = [p for p in more if p.day > day]
    assert held([*rows, *later], day, None) == held(rows, day, None)


@given(drawn(), DAYS, DAYS | st.none())
def test_each_visible_position_stands_in_exactly_one_place(
    rows: list[HeldPosition], day: date, known_by: date | None
) -> None:
    """Nothing is overwritten, doubled or dropped."""
    shown = [
        p.id
        for h in held(rows, day, known_by)
        for p in (*h.current, *h.beside, *h.history, *h.second_hand, *(d.position for d in h.denials))
    ]
    expected = [p.id for p in rows if p.day <= day and (known_by is None or p.public_day <= known_by)]
    assert sorted(shown) == sorted(expected)


@given(drawn(), DAYS)
def test_a_selection_is_a_part_of_the_whole(rows: list[HeldPosition], day: date) -> None:
    """Asking for one issue and party gives what the whole answer says about them."""
    whole = held(rows, day, None)
    assert held(rows, day, None, issue="CAP", party="AAA") == tuple(
        h for h in whole if (h.issue, h.party) == ("CAP", "AAA")
    )


def test_the_day_itself_counts() -> None:
    """What is said and public on the day is held on the day, and not the day before."""
    rows = [position("P1", str(DAY))]
    assert held(rows, DAY, DAY)
    assert held(rows, DAY - timedelta(days=1), DAY) == ()
    assert held(rows, DAY, DAY - timedelta(days=1)) == ()
