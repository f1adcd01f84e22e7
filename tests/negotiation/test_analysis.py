"""Format analysis: who is missing, who can stop a decision, whom it binds."""

from __future__ import annotations

import random
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servanda.negotiation.analysis import FormatAnalysis, analyse
from servanda.negotiation.decision import RULE_NOT_STATED, Who, decision_rule, product
from servanda.negotiation.party import PartyIndex
from servanda.negotiation.stake import stakeholders
from servanda.negotiation.when import Standing
from tests.negotiation.tables import (
    DAY,
    forum,
    iran_formats,
    iran_parties,
    iran_positions,
    partial,
    party,
    position,
)

CALL = date(2025, 7, 2)
P5 = {"CHN", "FRA", "GBR", "RUS", "USA"}


def on(format_id: str, day: date = CALL) -> FormatAnalysis:
    """The analysis of a bundled format as known on the day."""
    stakes = stakeholders(iran_parties(), iran_positions(), day, "Iran", day)
    return analyse(iran_formats()[format_id], iran_parties(), stakes, day, iran_formats().values())


def test_the_permanent_five_lack_germany_and_iran() -> None:
    """The subject State comes first among the missing."""
    found = on("P5")
    assert found.members == P5
    assert found.missing_core == ("IRN", "DEU")
    assert found.missing[0].reasons[0] == "subject State"


def test_france_and_russia_alone_lack_iran() -> None:
    """Both have to agree, and Iran is not there."""
    found = on("FRA-RUS")
    assert found.missing_core[0] == "IRN"
    assert found.veto_holders == ("FRA", "RUS")


def test_russia_with_the_e3_has_germany_but_not_the_united_states_or_china() -> None:
    """The third format of the same sentence differs in its members."""
    found = on("E3-RUS")
    assert "DEU" in found.members
    assert {"IRN", "USA", "CHN"} <= set(found.missing_core)


def test_iran_is_in_none_of_the_three_formats_of_the_call() -> None:
    """Set algebra over what was offered on 1 July 2025."""
    assert all("IRN" not in on(format_id).members for format_id in ("P5", "FRA-RUS", "E3-RUS"))


def test_the_mediator_is_kept_apart_from_the_principals() -> None:
    """Oman sits at the table and carries texts; only the two principals have to agree."""
    found = on("USA-IRN-OMN")
    assert found.principals == {"USA", "IRN"}
    assert found.mediators == {"OMN"}
    assert found.veto_holders == ("IRN", "USA")
    assert "OMN" not in {s.party for s in found.missing}


def test_a_chair_that_is_a_member_is_a_principal() -> None:
    """China hosted the trilateral and is one of the three."""
    found = on("CHN-RUS-IRN")
    assert found.mediators == frozenset()
    assert found.veto_holders == ("CHN", "IRN", "RUS")


def test_a_chair_among_unnamed_members_holds_one_of_their_seats() -> None:
    """France and the United Kingdom chair a group whose members are only counted: they belong to it."""
    index = PartyIndex.of([party("AAA"), party("BBB")])
    found = analyse(forum("31 or 35 countries", "voluntary contributions", chairs="AAA"), index, (), DAY)
    assert found.principals == {"AAA"}
    assert found.mediators == frozenset()


def test_a_mediator_of_one_month_is_there_in_that_month_only() -> None:
    """Egypt brokered in September 2025."""
    assert on("IAEA-IRN", date(2025, 9, 9)).mediators == {"EGY"}
    assert on("IAEA-IRN", date(2025, 10, 1)).mediators == frozenset()


def test_the_council_has_five_vetoes_and_ten_unnamed_seats() -> None:
    """States with a stake may hold one of the elected seats; a union cannot."""
    found = on("UNSC15")
    assert set(found.veto_holders) == P5
    assert "abstention is no veto" in found.veto_text
    assert "DEU" in {s.party for s in found.perhaps_seated}
    assert [s.party for s in found.missing] == ["EU"]
    assert found.product.binds is Who.UN_MEMBERS


def test_snapback_reverses_the_veto_and_takes_its_members_from_the_council() -> None:
    """One permanent member can stop the relief from going on; nobody can stop the measures from returning."""
    found = on("UNSC-SNAPBACK")
    assert found.members == P5
    assert set(found.veto_holders) == P5
    assert found.rule.name == "Security Council, reversed (snapback)"
    assert found.veto_text.endswith("nobody can veto their return")


def test_the_united_states_left_the_joint_commission() -> None:
    """In 2016 the United States sat there, in 2018 perhaps, in 2025 not."""
    assert "USA" in on("JCPOA-JC", date(2016, 1, 16)).members
    uncertain = on("JCPOA-JC", date(2018, 5, 9))
    assert "USA" in uncertain.members
    assert uncertain.notes == ("whether USA belongs to it on 2018-05-09 is not certain: recorded as '(USA to 2018)'",)
    assert "USA" not in on("JCPOA-JC").members


def test_a_format_by_consensus_gives_a_veto_to_every_principal() -> None:
    """A group among the members is expanded."""
    index = PartyIndex.of([party("AAA"), party("BBB", "G"), party("CCC", "G"), party("G", kind="group")])
    found = analyse(forum("AAA;G", "consensus", outcome="agreement"), index, (), DAY)
    assert found.veto_holders == ("AAA", "BBB", "CCC")
    assert found.binds == found.veto_holders
    assert found.binds_text == "AAA, BBB, CCC: an agreement of the principals"


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("consensus, with special rule for access disputes (vote of 5 of 8)", Who.PRINCIPALS),
        ("Bilateral; one side needs approval at home", Who.PRINCIPALS),
        ("agreement of parties", Who.PRINCIPALS),
        ("simple majority of members present and voting", Who.NOBODY),
        ("proposal only", Who.NOBODY),
        ("by drawing lots", Who.NOT_STATED),
        ("", Who.NOT_STATED),
        ("no consensus needed", Who.NOT_STATED),
    ],
)
def test_a_rule_is_read_through_the_table_or_not_at_all(text: str, who: Who) -> None:
    """What no pattern knows is not stated; a rule is never guessed."""
    assert decision_rule(text).veto is who


def test_a_rule_that_is_not_stated_names_no_veto_holder() -> None:
    """Not stated is said, and is not the same as nobody."""
    found = analyse(forum("AAA;BBB", "by drawing lots"), PartyIndex.of([party("AAA"), party("BBB")]), (), DAY)
    assert (found.rule, found.veto_holders, found.veto_text) == (RULE_NOT_STATED, (), "not stated")
    assert on("IAEA-BOG").veto_text == "nobody: a majority of those voting decides"


@pytest.mark.parametrize(
    ("outcome", "rule", "binds"),
    [
        ("resolution", "substantive: 9 votes and no negative vote of a permanent member", Who.UN_MEMBERS),
        ("resolution", "simple majority", Who.NOT_STATED),
        ("joint statement", "consensus", Who.NOBODY),
        ("framework proposal Feb 2026", "proposal only", Who.NOBODY),
        ("Islamabad memorandum June 2026", "agreement of both principals", Who.PRINCIPALS),
        ("none (5 rounds)", "consensus", Who.NOBODY),
        ("", "consensus", Who.NOT_STATED),
    ],
)
def test_what_a_product_binds_depends_on_the_product_and_the_rule(outcome: str, rule: str, binds: Who) -> None:
    """A resolution binds all Members only when it is the Council's."""
    assert product(outcome, decision_rule(rule)).binds is binds


def test_a_stake_names_its_reasons() -> None:
    """Germany: a member of the E3, a notifier once it has notified, and its recorded positions, the group's included."""
    before = {s.party: s for s in stakeholders(iran_parties(), iran_positions(), CALL, "Iran", CALL)}
    after = {s.party: s for s in stakeholders(iran_parties(), iran_positions(), date(2025, 9, 30), "IR")}
    assert before["DEU"].reasons == ("member of the E3", "1 recorded position")
    assert after["DEU"].reasons == ("member of the E3", "snapback notifier 2025-08-28", "6 recorded positions")
    assert before["IRN"].rank == 0


def test_a_stake_by_position_begins_when_the_position_is_known() -> None:
    """A position reported later gives no stake as known before the report."""
    index = PartyIndex.of([party("AAA"), party("BBB")])
    rows = [position("P1", "2030-06-01", party="BBB")]
    assert [s.party for s in stakeholders(index, rows, DAY, "AAA", date(2030, 5, 31))] == ["AAA"]
    assert [s.party for s in stakeholders(index, rows, DAY, "AAA", DAY)] == ["AAA", "BBB"]


def test_a_subject_state_without_a_row_still_has_a_stake() -> None:
    """A new case may not list its parties yet."""
    assert [s.party for s in stakeholders(PartyIndex.of([]), [], DAY, "Ruritania")] == ["Ruritania"]
    assert stakeholders(PartyIndex.of([]), [], DAY, "") == ()


def test_uncertain_dates_are_noted() -> None:
    """A format known to have been open only in some month says so."""
    found = analyse(forum("AAA", active_from=partial("2030-06")), PartyIndex.of([party("AAA")]), (), DAY)
    assert found.active is Standing.PERHAPS
    assert found.notes == ("whether it was open on 2030-06-15 is not certain: its dates are known only in part",)


@given(st.dates(date(2003, 1, 1), date(2026, 12, 31)), st.sampled_from(sorted(iran_formats())))
def test_set_algebra_holds_on_every_day(day: date, format_id: str) -> None:
    """Each stakeholder is a member, a mediator, missing or perhaps seated: exactly one of the four."""
    found = on(format_id, day)
    absent = [s.party for s in (*found.missing, *found.perhaps_seated)]
    stakes = {s.party for s in stakeholders(iran_parties(), iran_positions(), day, "Iran", day)}
    assert len(absent) == len(set(absent))
    assert set(absent) == stakes - (found.members | found.mediators)
    assert found.principals == found.members - found.mediators
    assert set(found.veto_holders) <= found.principals


@given(st.randoms(use_true_random=False))
def test_the_order_of_rows_never_matters(dice: random.Random) -> None:
    """Shuffled tables give the same stakeholders and the same analysis."""
    rows, parties, seats = list(iran_positions()), list(iran_parties().parties), list(iran_formats().values())
    for table in (rows, parties, seats):
        dice.shuffle(table)
    stakes = stakeholders(PartyIndex.of(parties), rows, CALL, "Iran", CALL)
    found = analyse(iran_formats()["UNSC-SNAPBACK"], PartyIndex.of(parties), reversed(stakes), CALL, seats)
    assert found == on("UNSC-SNAPBACK")
