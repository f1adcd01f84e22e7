"""Votes under each decision rule, with every independent reason, and all recorded votes reproduced."""

from __future__ import annotations

from datetime import date

import pytest

from servanda.agreements.forum import check_names, members_on, permanent, roll_call, rule_for, rule_named, rule_on
from servanda.agreements.model import DecisionRule, KnownVote
from servanda.agreements.vote import Tally, decide
from servanda.core.finding import Misuse
from servanda.core.names import Mark
from tests.agreements.build import record, said
from tests.agreements.forums import FORUMS, decided


@pytest.mark.parametrize("vote", FORUMS.votes, ids=lambda vote: f"{vote.day} {vote.forum}")
def test_every_recorded_vote_is_reproduced(vote: KnownVote) -> None:
    """The rule of the forum gives the recorded outcome from the count alone."""
    rule = rule_for(FORUMS, vote)
    assert rule is not None
    found = decide(rule, Tally(vote.in_favour, vote.against, vote.abstained, vote.not_voting), FORUMS)
    assert found.adopted is vote.adopted


def test_a_draft_can_fail_for_two_independent_reasons() -> None:
    """September 2025: too few votes in favour, and negative votes of permanent members."""
    found = decided("UNSC-SNAPBACK-REVERSED", 4, 9, 2, against="FR UK US DK")
    assert found.words == "not adopted"
    assert [reason.words for reason in found.against_it] == [
        "4 in favour, at least 9 of 15 needed",
        "negative votes of FR, UK and US",
    ]
    assert found.effect == "old resolutions apply again"
    assert "the question is turned round: continue the sanctions relief" in found.notes


def test_a_veto_alone_is_enough() -> None:
    """Fourteen in favour and one permanent member against."""
    found = decided("UNSC-SUBSTANTIVE", 14, 1, 0, against="RU")
    assert found.adopted is False
    assert [reason.words for reason in found.against_it] == ["negative votes of RU"]


def test_an_abstaining_permanent_member_does_not_veto() -> None:
    """Nine in favour and six abstentions, whoever abstains."""
    found = decided("UNSC-SUBSTANTIVE", 9, 0, 6)
    assert found.adopted is True
    assert "an abstention is no veto" in found.notes


def test_who_voted_against_matters_and_may_be_unknown() -> None:
    """With enough votes and an unnamed no, nobody can say; named, it is adopted."""
    unknown = decided("UNSC-SUBSTANTIVE", 10, 1, 4)
    assert unknown.adopted is None
    assert unknown.words == "undetermined"
    assert decided("UNSC-SUBSTANTIVE", 10, 1, 4, against="CO").adopted is True
    assert decided("UNSC-SUBSTANTIVE", 10, 1, 4, in_favour="CN FR RU UK US").adopted is True


def test_procedure_has_no_veto() -> None:
    """Article 27(2): nine votes, whoever is against."""
    assert decided("UNSC-PROCEDURAL", 9, 6, 0, against="CN RU FR UK US DZ").adopted is True
    assert decided("UNSC-PROCEDURAL", 8, 0, 7).adopted is False


def test_a_vote_to_keep_relief_that_passes_keeps_it() -> None:
    """The reversed question: adoption continues the relief."""
    found = decided("UNSC-SNAPBACK-REVERSED", 12, 0, 3)
    assert (found.adopted, found.effect) == (True, "continue the sanctions relief")


@pytest.mark.parametrize(
    ("counts", "adopted", "reason"),
    [
        ((19, 3, 11, 2), True, "19 of 22 present and voting, more than 1/2 needed"),
        ((10, 10, 15, 0), False, "10 of 20 present and voting, more than 1/2 needed"),
        ((2, 1, 30, 2), True, "2 of 3 present and voting, more than 1/2 needed"),
        ((0, 0, 35, 0), False, "nobody voted in favour or against"),
        ((20, 3, 0, 12), None, "20 of 23 present and voting, more than 1/2 needed"),
        ((20, 3, 0, 0), False, "20 of 23 present and voting, more than 1/2 needed"),
    ],
)
def test_majority_of_those_present_and_voting(counts: tuple[int, ...], adopted: bool | None, reason: str) -> None:
    """The Board: abstentions are not counted, a tie fails, two thirds of all members have to take part."""
    found = decided("BOG-SIMPLE", *counts)
    assert found.adopted is adopted
    assert found.reasons[0].words == reason


def test_quorum_is_two_thirds_of_all_members() -> None:
    """23 of 35 are not enough, 24 are; those who do not vote may or may not be there."""
    short, enough, perhaps = (decided("BOG-SIMPLE", *c) for c in ((20, 3), (20, 4), (20, 3, 0, 1)))
    assert [reason.met for reason in short.reasons] == [True, False]
    assert enough.adopted is True
    assert perhaps.adopted is None


def test_two_thirds() -> None:
    """22 of 33 are two thirds, 21 of 32 are not."""
    assert decided("BOG-TWO-THIRDS", 22, 11).adopted is True
    assert decided("BOG-TWO-THIRDS", 21, 11).adopted is False


def test_suspension_needs_the_recommendation_of_the_board_too() -> None:
    """Two conditions; what is not said decides nothing."""
    rule = "GC-TWO-THIRDS-SUSPENSION"
    assert decided(rule, 100, 20).adopted is None
    assert decided(rule, 100, 20, recommended=False).adopted is False
    suspended = decided(rule, 100, 20, recommended=True)
    assert (suspended.adopted, suspended.effect) == (
        True, "suspend privileges of membership for persistent violation",
    )  # fmt: skip


def test_five_of_eight_or_consensus() -> None:
    """Five votes advise on access; with fewer, only if nobody objects."""
    rule = "JC-ACCESS-5-OF-8"
    assert decided(rule, 5, 3).adopted is True
    assert decided(rule, 4, 4).adopted is False
    assert decided(rule, 4, 0, 4).adopted is True
    assert decided(rule, 0, 0, 8).adopted is False


def test_consensus_fails_with_one_objection() -> None:
    """Whoever objects is named."""
    found = decided("JC-CONSENSUS", 7, 1, against="IR")
    assert [reason.words for reason in found.against_it] == ["1 object: IR"]
    assert decided("JC-CONSENSUS", 8, 0).adopted is True
    assert decided("JC-CONSENSUS", 0, 0, 0).adopted is None


def test_silence_is_consent_in_the_procurement_group() -> None:
    """Nobody has to say anything until the period has ended; one disapproval stops the recommendation."""
    assert decided("JC-PROCUREMENT-WG", 0, 0, 0, 7, ended=True).adopted is True
    assert decided("JC-PROCUREMENT-WG", 7, 0).adopted is True
    assert [decided("JC-PROCUREMENT-WG", 6, 0, ended=e).adopted for e in (None, False)] == [None, None]
    assert decided("JC-PROCUREMENT-WG", 6, 1).adopted is False


def test_a_notice_is_no_vote() -> None:
    """Withdrawal from the NPT: one party, three months."""
    found = decided("DEPOSITARY-NOTICE", 1, 0)
    assert found.adopted is None
    assert found.reasons[0].words == "no vote is taken: one party gives notice of 3 months"


def test_counts_that_cannot_be_are_refused() -> None:
    """More votes than seats, fewer votes than names, less than none."""
    with pytest.raises(Misuse, match="36 votes; BOG has 35 seats"):
        decided("BOG-SIMPLE", 30, 6)
    with pytest.raises(Misuse, match="1 against, but 2 are named: RU, US"):
        decided("UNSC-SUBSTANTIVE", 9, 1, against="RU US")
    with pytest.raises(Misuse, match="0 or more"):
        decided("UNSC-SUBSTANTIVE", -1, 1)
    with pytest.raises(Misuse, match="no decision rule 'UNSC'"):
        rule_named(FORUMS, "UNSC")


def test_an_unknown_majority_decides_nothing() -> None:
    """Words that no rule knows are not guessed."""
    rule = DecisionRule("X", "X", 10, {"majority": "most", "quorum": "many"}, "para 1", Mark.READ, "S", "f.yaml", 1)
    found = decide(rule, Tally(9, 0), FORUMS)
    assert found.adopted is None
    assert [reason.met for reason in found.reasons] == [None, None]


def test_seats_that_are_not_accounted_for_are_said() -> None:
    """November 2025: 34 of 35."""
    assert decided("BOG-SIMPLE", 19, 3, 12).notes == ("1 of 35 seats are not accounted for",)


def test_seats_that_are_silent_are_no_consensus_and_no_lost_vote() -> None:
    """What is not accounted for may still decide; who does not vote has not agreed."""
    consensus, access = "JC-CONSENSUS", "JC-ACCESS-5-OF-8"
    assert decided(consensus, 3, 0).adopted is None
    assert decided(consensus, 7, 0, 0, 1).reasons[0].words == (
        "cannot be said: nobody objects so far, but 1 do not vote"
    )
    assert [decided(access, *counts).adopted for counts in ((4, 0), (4, 0, 0, 4), (4, 1), (4, 1, 0, 3), (5, 0))] == [
        None, None, None, False, True,
    ]  # fmt: skip
    assert [decided("UNSC-SUBSTANTIVE", *c).adopted for c in ((4, 0), (4, 0, 0, 11), (9, 0), (1, 8, 0))] == [
        None, False, None, False,
    ]  # fmt: skip
    assert decided("UNSC-SUBSTANTIVE", 9, 0, in_favour="CN FR RU UK US").adopted is True


def test_seats_and_names_go_by_the_day() -> None:
    """Seven agree after one has left; a name that is no member is refused, unless the list has gaps."""
    rule = rule_named(FORUMS, "JC-CONSENSUS")
    assert [
        decide(rule_on(FORUMS, rule, day), Tally(7, 0), FORUMS).adopted for day in (date(2018, 5, 7), date(2018, 5, 8))
    ] == [None, True]
    with pytest.raises(Misuse, match="US: not in JCPOA Joint Commission on 2018-05-08; its members are IR, CN"):
        check_names(members_on(FORUMS, rule.forum, date(2018, 5, 8)), ["IR", "US"])
    partly = members_on(FORUMS, "UNSC", date(2010, 6, 9))
    assert check_names(partly, ["BR", "US"]) == (
        "BR: not known as members on 2010-06-09; only CN, FR, RU, UK, US are known by name"
    )
    with pytest.raises(Misuse, match="and 10 others not known by name"):
        check_names(partly, [f"X{n}" for n in range(11)])
    assert check_names(members_on(FORUMS, "BOG", date(2025, 1, 1)), ["NE"]) == ""


def test_membership_goes_by_date() -> None:
    """Eight participants until the United States left; the Council's elected members change every year."""
    commission = "JCPOA Joint Commission"
    assert members_on(FORUMS, commission, date(2015, 10, 17)).names == ()
    assert len(members_on(FORUMS, commission, date(2018, 5, 7)).names) == 8
    assert "US" not in members_on(FORUMS, commission, date(2018, 5, 8)).names
    council = members_on(FORUMS, "UNSC", date(2025, 12, 31))
    assert (len(council.names), "DZ" in council.names, council.recalled) == (15, True, False)
    later = members_on(FORUMS, "UNSC", date(2026, 1, 1))
    assert (len(later.names), "DZ" in later.names, later.recalled) == (15, False, True)
    assert members_on(FORUMS, "BOG", date(2025, 1, 1)).seats == 35
    assert "5 of 15" in members_on(FORUMS, "UNSC", date(2010, 6, 9)).note


@pytest.mark.parametrize("year", range(2015, 2027))
def test_the_council_has_fifteen_members_in_each_year(year: int) -> None:
    """Five permanent and ten elected, on the first and on the last day."""
    for day in (date(year, 1, 1), date(year, 12, 31)):
        assert len(members_on(FORUMS, "UNSC", day).names) == 15


def test_veto_holders_come_from_the_forum_where_the_rule_names_none() -> None:
    """The reversed rule has a veto and no list of its own."""
    five = ("CN", "FR", "RU", "UK", "US")
    assert permanent(FORUMS, rule_named(FORUMS, "UNSC-SNAPBACK-REVERSED")) == five
    assert permanent(FORUMS, rule_named(FORUMS, "UNSC-PROCEDURAL")) == ()


def test_votes_by_name_are_read_from_statements() -> None:
    """Only those of the forum and the day, and a partial day is none."""
    from dataclasses import replace

    vote = replace(said("v1", "vote", "2025-09-26", subject="UNSC", text="against"), actors=("FR", "UK"))
    other = replace(said("v2", "vote", "2025-09", subject="UNSC", text="against"), actors=("DK",))
    board = replace(said("v3", "vote", "2025-09-26", subject="BOG", text="against"), actors=("NE",))
    found = roll_call(record(vote, other, board), "UNSC", date(2025, 9, 26))
    assert found.against == frozenset({"FR", "UK"})
    assert found.read == ("v1",)
