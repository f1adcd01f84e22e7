"""Power indices: exact fractions of the bodies in the literature, and what must hold of every game."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from itertools import combinations
from math import factorial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servanda.agreements.forum import rule_named
from servanda.agreements.power import Game, Power, Powers, Voter, powers, weighted
from servanda.agreements.voting_game import game_of
from servanda.core.finding import Misuse
from tests.agreements.forums import FORUMS

DAY = date(2025, 9, 26)


def council(rule: str = "UNSC-SUBSTANTIVE") -> Powers:
    """The Security Council of a day under a rule of the forum file."""
    return powers(game_of(FORUMS, rule_named(FORUMS, rule), DAY))


def one(found: Powers, name: str) -> Power:
    """The power of one voter."""
    return next(p for p in found.powers if p.voter.name == name)


def test_security_council_as_published() -> None:
    """421/2145 for a permanent member, 4/2145 for an elected one; Banzhaf 848 and 84 of 5080 swings."""
    found = council()
    permanent, elected = one(found, "FR"), one(found, "GY")
    assert (permanent.shapley_shubik, elected.shapley_shubik) == (Fraction(421, 2145), Fraction(4, 2145))
    assert (permanent.swings, elected.swings, found.swings) == (848, 84, 5080)
    assert (permanent.banzhaf, elected.banzhaf) == (Fraction(106, 635), Fraction(21, 1270))
    assert permanent.banzhaf_absolute == Fraction(848, 2**14)
    assert (found.winning, found.power_to_act) == (848, Fraction(848, 2**15))
    assert [p.voter.name for p in found.powers if p.voter.vetoes] == ["CN", "FR", "RU", "UK", "US"]


def test_the_security_council_of_a_day_before_1966() -> None:
    """The rule of the case has the numbers of the day: eleven members and seven votes until it was enlarged."""
    rule = rule_named(FORUMS, "UNSC-SUBSTANTIVE")
    before, after = (powers(game_of(FORUMS, rule, day)) for day in (date(1965, 12, 31), date(1966, 1, 1)))
    assert (len(before.powers), before.game.quota) == (11, 7)
    assert {p.shapley_shubik for p in before.powers} == {Fraction(76, 385), Fraction(1, 462)}
    assert (len(after.powers), after.game.quota) == (15, 9)


def test_security_council_before_1966() -> None:
    """Eleven members and seven votes: 76/385 and 1/462."""
    voters = tuple(Voter(f"P{n}", vetoes=1) for n in range(5)) + tuple(Voter(f"E{n}") for n in range(6))
    found = powers(Game("UNSC before 1966", voters, 7))
    assert one(found, "P0").shapley_shubik == Fraction(76, 385)
    assert one(found, "E0").shapley_shubik == Fraction(1, 462)
    assert round(float(one(found, "P0").banzhaf), 7) == 0.1809524
    assert round(float(one(found, "E0").banzhaf), 7) == 0.0158730


def test_snapback_is_the_dual_game() -> None:
    """The same indices, but 31920 coalitions can let the measures return: easy to restore, hard to keep relief."""
    keep, restore = council(), council("UNSC-SNAPBACK-REVERSED")
    assert restore.game.dual
    assert restore.winning == 31920
    assert round(float(restore.power_to_act), 7) == 0.9741211
    assert [(p.shapley_shubik, p.swings) for p in restore.powers] == [(p.shapley_shubik, p.swings) for p in keep.powers]


def test_permanent_members_in_two_blocs() -> None:
    """Three that vote as one and two that vote as one: 14/33 each, 1/66 for an elected member."""
    found = powers(council().game.joined([["FR", "UK", "US"], ["CN", "RU"]]))
    assert one(found, "FR+UK+US").shapley_shubik == one(found, "CN+RU").shapley_shubik == Fraction(14, 33)
    assert one(found, "DK").shapley_shubik == Fraction(1, 66)


def test_european_economic_community_of_1958() -> None:
    """Luxembourg had a vote and no power."""
    found = powers(weighted("EEC 1958", [4, 4, 4, 2, 2, 1], 12))
    fractions = [p.shapley_shubik for p in found.powers]
    assert fractions == [Fraction(7, 30)] * 3 + [Fraction(3, 20)] * 2 + [Fraction(0)]
    assert [p.banzhaf for p in found.powers] == [Fraction(5, 21)] * 3 + [Fraction(1, 7)] * 2 + [Fraction(0)]
    assert found.winning == 14


def test_two_votes_can_weigh_as_much_as_forty_nine() -> None:
    """Quota 51 among 49, 49 and 2: a third each."""
    assert [p.shapley_shubik for p in powers(weighted("w", [49, 49, 2], 51)).powers] == [Fraction(1, 3)] * 3


def test_rules_of_the_forum_file_as_games() -> None:
    """Consensus gives everyone a veto in effect; the Board is symmetrical; a notice of one party is no vote."""
    consensus = council("JC-CONSENSUS")
    assert (len(consensus.powers), consensus.winning) == (7, 1)
    before = powers(game_of(FORUMS, rule_named(FORUMS, "JC-ACCESS-5-OF-8"), date(2017, 1, 1)))
    assert (len(before.powers), before.winning) == (8, 93)
    assert len(powers(game_of(FORUMS, rule_named(FORUMS, "JC-PROCUREMENT-WG"), date(2017, 1, 1))).powers) == 7
    board = council("BOG-SIMPLE")
    assert {p.shapley_shubik for p in board.powers} == {Fraction(1, 35)}
    assert board.power_to_act == Fraction(1, 2)
    assert council("BOG-TWO-THIRDS").game.quota == 24
    with pytest.raises(Misuse, match="neither names nor number"):
        council("DEPOSITARY-NOTICE")


def test_what_makes_no_game_is_refused() -> None:
    """No voters, a quota nobody can meet, votes below zero, blocs of strangers."""
    for weights, quota in (([], 1), ([1, 1], 3), ([1, 1], 0), ([2, -1], 1)):
        with pytest.raises(Misuse):
            weighted("wrong", weights, quota)
    with pytest.raises(Misuse, match="unknown: \\['IR'\\]"):
        council().game.joined([["FR", "IR"]])
    with pytest.raises(Misuse, match="each name once"):
        council().game.joined([["FR", "UK"], ["UK", "US"]])


GAMES = st.lists(
    st.tuples(st.integers(0, 5), st.integers(0, 1)), min_size=1, max_size=6
).filter(lambda kinds: sum(votes for votes, _ in kinds) > 0)  # fmt: skip


@st.composite
def games(draw: st.DrawFn) -> Game:
    """Small games with some vetoes, straight or turned round."""
    kinds = draw(GAMES)
    voters = tuple(Voter(f"v{n}", votes, vetoes) for n, (votes, vetoes) in enumerate(kinds))
    quota = draw(st.integers(1, sum(votes for votes, _ in kinds)))
    return Game("drawn", voters, quota, draw(st.booleans()))


def wins(game: Game, coalition: frozenset[str]) -> bool:
    """Whether a coalition wins, from the definition."""
    inside = frozenset(v.name for v in game.voters) - coalition if game.dual else coalition
    votes = sum(v.votes for v in game.voters if v.name in inside)
    won = votes >= game.quota and all(v.name in inside for v in game.voters if v.vetoes)
    return not won if game.dual else won


@given(games())
def test_counting_agrees_with_the_definition(game: Game) -> None:
    """Every coalition listed and looked at gives the same swings, indices and winning coalitions."""
    names = [v.name for v in game.voters]
    n = len(names)
    every = [frozenset(c) for size in range(n + 1) for c in combinations(names, size)]
    found = powers(game)
    assert found.winning == sum(wins(game, c) for c in every)
    for power in found.powers:
        name = power.voter.name
        critical = [c for c in every if name in c and wins(game, c) != wins(game, c - {name})]
        assert power.swings == len(critical)
        shapley = sum(Fraction(factorial(len(c) - 1) * factorial(n - len(c)), factorial(n)) for c in critical)
        assert power.shapley_shubik == shapley


@given(games())
def test_shares_add_up_to_one(game: Game) -> None:
    """Shapley-Shubik and normalised Banzhaf are shares of a whole, unless nobody ever decides."""
    found = powers(game)
    assert sum(p.shapley_shubik for p in found.powers) == (1 if found.swings else 0)
    assert sum(p.banzhaf for p in found.powers) == (1 if found.swings else 0)
