"""Who has how much power in a vote by yes and no, exact as fractions.

Goes in: a game, that is voters with their votes and vetoes, and how many of each a decision needs. Comes out: for each
voter the coalitions in which its yes decides, by size, and from them the indices of Shapley and Shubik and of Banzhaf.
Counting goes by dynamic programming over size, votes and vetoes, never over the 2^n coalitions. A voter here says yes or
no: abstention, which is no veto in the Security Council, lies outside these indices.
Sources: Shapley and Shubik, American Political Science Review 48:3 (1954); Banzhaf, Rutgers Law Review 19 (1965).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import factorial

from servanda.core.finding import Misuse

MOST_VOTERS = 400
"""More voters than any body has; the count grows with their square."""


@dataclass(frozen=True, slots=True)
class Voter:
    """One voter: `votes` it casts, `vetoes` it holds (0 for most), `members` it stands for when several act as one."""

    name: str
    votes: int = 1
    vetoes: int = 0
    members: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Game:
    """Yes wins with at least `quota` votes and the yes of everyone who holds a veto.

    `dual`: the question is turned round, and what is counted is the power to keep that decision from being taken.
    """

    name: str
    voters: tuple[Voter, ...]
    quota: int
    dual: bool = False

    def __post_init__(self) -> None:
        if not self.voters or len(self.voters) > MOST_VOTERS:
            raise Misuse(f"{self.name}: {len(self.voters)} voters; give from 1 to {MOST_VOTERS}")
        if min(v.votes for v in self.voters) < 0 or min(v.vetoes for v in self.voters) < 0:
            raise Misuse(f"{self.name}: a voter with fewer than no votes; give 0 or more")
        if not 0 < self.quota <= sum(v.votes for v in self.voters):
            raise Misuse(f"{self.name}: quota {self.quota} of {sum(v.votes for v in self.voters)} votes cannot be met")

    def turned(self) -> Game:
        """The same voters under the reversed question: who can keep the decision from being taken."""
        return replace(self, dual=not self.dual)

    def joined(self, blocs: Iterable[Sequence[str]]) -> Game:
        """The game in which the voters of each bloc vote as one."""
        groups = [tuple(bloc) for bloc in blocs]
        named = [name for bloc in groups for name in bloc]
        unknown = sorted(set(named) - {v.name for v in self.voters})
        if unknown or len(set(named)) < len(named):
            raise Misuse(f"blocs {named}: each name once, and each a voter of {self.name} (unknown: {unknown})")
        rest = tuple(v for v in self.voters if v.name not in named)
        return replace(self, voters=(*(self._bloc(bloc) for bloc in groups), *rest))

    def _bloc(self, names: tuple[str, ...]) -> Voter:
        own = [v for v in self.voters if v.name in names]
        return Voter("+".join(names), sum(v.votes for v in own), sum(v.vetoes for v in own), names)


@dataclass(frozen=True, slots=True)
class Power:
    """The power of one voter. `swings`: coalitions that win with it and lose without it (raw Banzhaf)."""

    voter: Voter
    shapley_shubik: Fraction
    swings: int
    banzhaf: Fraction
    banzhaf_absolute: Fraction


@dataclass(frozen=True, slots=True)
class Powers:
    """All indices of a game. `winning`: coalitions that win; `power_to_act`: their share of all coalitions."""

    game: Game
    powers: tuple[Power, ...]
    winning: int
    power_to_act: Fraction

    @property
    def swings(self) -> int:
        """All swings together: what the normalised Banzhaf index divides by."""
        return sum(power.swings for power in self.powers)


def weighted(name: str, weights: Sequence[int], quota: int) -> Game:
    """A game of numbered voters with the weights given."""
    return Game(name, tuple(Voter(f"voter {n}", w) for n, w in enumerate(weights, start=1)), quota)


def powers(game: Game) -> Powers:
    """Every index of every voter; voters with the same votes and vetoes are computed once."""
    alike = {kind: _swings(game, kind) for kind in {(v.votes, v.vetoes) for v in game.voters}}
    n = len(game.voters)
    total = sum(sum(alike[v.votes, v.vetoes].values()) for v in game.voters)
    every = tuple(_power(voter, alike[voter.votes, voter.vetoes], n, total) for voter in game.voters)
    winning = _winning(game)
    return Powers(game, every, winning, Fraction(winning, 2**n))


def _power(voter: Voter, swings: Mapping[int, int], n: int, total: int) -> Power:
    """The indices from the swings by size of the coalition without the voter; all zero where nobody ever decides."""
    own = sum(swings.values())
    shapley = sum(
        (Fraction(factorial(s) * factorial(n - 1 - s), factorial(n)) * c for s, c in swings.items()), Fraction()
    )
    return Power(voter, shapley, own, Fraction(own, total) if total else Fraction(), Fraction(own, 2 ** (n - 1)))


def _swings(game: Game, kind: tuple[int, int]) -> dict[int, int]:
    """By size of the coalition without the voter: in how many coalitions its yes decides."""
    votes, vetoes = kind
    others = list(game.voters)
    others.remove(next(v for v in others if (v.votes, v.vetoes) == kind))
    needed = sum(v.vetoes for v in game.voters)
    found: Counter[int] = Counter()
    for (size, cast, held), count in _coalitions(others).items():
        if cast + votes >= game.quota and held + vetoes == needed and (cast < game.quota or held < needed):
            # under the reversed question a voter decides in S exactly where it decides in what S leaves over
            found[len(others) - size if game.dual else size] += count
    return dict(found)


def _winning(game: Game) -> int:
    needed = sum(v.vetoes for v in game.voters)
    coalitions = _coalitions(game.voters)
    won = sum(count for (_, cast, held), count in coalitions.items() if cast >= game.quota and held == needed)
    return 2 ** len(game.voters) - won if game.dual else won


def _coalitions(voters: Iterable[Voter]) -> dict[tuple[int, int, int], int]:
    """How many coalitions there are of each size, votes and vetoes."""
    counts: dict[tuple[int, int, int], int] = {(0, 0, 0): 1}
    for voter in voters:
        with_it = {(s + 1, c + voter.votes, h + voter.vetoes): count for (s, c, h), count in counts.items()}
        counts = {key: counts.get(key, 0) + with_it.get(key, 0) for key in (*counts, *with_it)}
    return counts
