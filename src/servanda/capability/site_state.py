"""The common state of a site after damage: intact, access blocked or lost, drawn once for a site in each draw.

What lies at one site shares its fate: the parts of two stocks in one tunnel that can be reached, and the machines beside
them, are not independent. So a site has one uncertain state, and for each state what can be reached of stocks and of
machines and how long work there cannot begin; stocks and machines of the site read the same draw.

The probabilities of the states are a judgement of whoever gives them; the record states what was struck, not how likely a
state is. Independent parents are drawn (state, shares in each state), never the dependent shares, so that variance can be
divided among them (`sensitivity`). Source of the model: IAEA reports name sites as affected or not; the common-parent
form is the usual common-cause model (NUREG/CR-4780, 1988).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum

import numpy as np

from servanda.core.arrays import FloatArray
from servanda.core.distribution import Distribution, Fixed, discrete
from servanda.core.finding import Misuse
from servanda.core.names import Basis, Mark
from servanda.core.uncertain import Input
from servanda.core.unit import Unit


class State(IntEnum):
    """What happened to a site; the number is what a draw holds."""

    INTACT = 0
    BLOCKED = 1
    LOST = 2

    @property
    def words(self) -> str:
        """The state as people say it."""
        return ("intact", "access blocked", "lost")[self.value]


WHOLE: Distribution = Fixed(1.0)
NOTHING: Distribution = Fixed(0.0)


@dataclass(frozen=True, slots=True)
class InState:
    """What holds at a site in one state: share of the stock and of the machines that can be used, days before work begins.

    `sources` says why, in the order of the three; empty where the site's own source says it.
    """

    stock_share: Distribution = WHOLE
    machine_share: Distribution = WHOLE
    restart_days: Distribution = NOTHING
    sources: tuple[str, str, str] = ("", "", "")

    def __post_init__(self) -> None:
        for what, share in (("stock", self.stock_share), ("machine", self.machine_share)):
            low, high = float(share.quantile(0.0)), float(share.quantile(1.0))
            if not (low >= 0.0 and high <= 1.0):
                raise Misuse(f"share of the {what} from {low:g} to {high:g}: a share lies between 0 and 1")
        if float(self.restart_days.quantile(0.0)) < 0.0:
            raise Misuse("days before work begins can be negative: give a distribution from 0 on")


INTACT = InState()
GONE = InState(NOTHING, NOTHING)
"""The usual meaning of lost: neither stock nor machines can be used."""


@dataclass(frozen=True, slots=True)
class SiteState:
    """The uncertain state of one site: `probabilities` in the order intact, blocked, lost, and what holds in each state."""

    site: str
    probabilities: tuple[float, ...]
    blocked: InState
    lost: InState = GONE
    intact: InState = INTACT
    source: str = ""
    basis: Basis | None = None
    evidence: tuple[str, ...] = ()
    mark: Mark | None = None

    def __post_init__(self) -> None:
        given = self.probabilities
        if len(given) != 3 or any(not 0.0 <= p <= 1.0 for p in given) or abs(math.fsum(given) - 1.0) > 1e-9:
            raise Misuse(
                f"states of {self.site} with probabilities {', '.join(f'{p:g}' for p in given)}: give three (intact, access "
                f"blocked, lost) between 0 and 1 that add up to 1"
            )

    @property
    def is_intact(self) -> bool:
        """True when nothing is assumed to have happened."""
        return self.probabilities[0] == 1.0 and self.intact == INTACT

    @property
    def words(self) -> str:
        """The probabilities, and what holds in each state that can occur."""
        said = [
            f"{state.words} {probability:g} (stock {inside.stock_share.words}, machines {inside.machine_share.words}, "
            f"restart {inside.restart_days.words} days)"
            for state, probability, inside in self._cases()
            if probability > 0
        ]
        return f"{self.site}: {'; '.join(said)}"

    def _cases(self) -> Sequence[tuple[State, float, InState]]:
        return tuple(zip(State, self.probabilities, (self.intact, self.blocked, self.lost), strict=True))

    def inputs(self) -> tuple[Input, ...]:
        """The independent parents: the state, and each share and delay in each state that can occur and is not fixed."""
        state = discrete({float(s): p for s, p, _ in self._cases()})
        found = [self._input("state", state, Unit.COUNT, self.source)]
        for s, probability, inside in self._cases():
            for (what, distribution, unit), source in zip(_parts(inside), inside.sources, strict=True):
                if probability > 0 and not distribution.is_fixed:
                    found.append(self._input(f"{what} if {s.words}", distribution, unit, source or self.source))
        return tuple(found)

    def _input(self, what: str, distribution: Distribution, unit: Unit, source: str) -> Input:
        return Input(
            f"{self.site}: {what}", distribution, unit, source, self.basis, self.evidence, self.mark,
            group=f"state of {self.site}",
        )  # fmt: skip

    def drawn(self, values: Mapping[str, FloatArray]) -> SiteDraws:
        """Shares and delay of this site from draws of its parents, by name (as `core.uncertain.draw_inputs` gives them)."""
        name = f"{self.site}: state"
        drawn = values.get(name)
        state = np.full(1, self._only_state()) if drawn is None else drawn
        shares = [np.zeros(1), np.zeros(1), np.zeros(1)]
        for s, probability, inside in self._cases():
            if probability > 0:
                here = state == float(s)
                for place, (what, distribution, _) in enumerate(_parts(inside)):
                    value = values.get(f"{self.site}: {what} if {s.words}", distribution.median)
                    shares[place] = np.where(here, value, shares[place])
        return SiteDraws(state, *shares)

    def _only_state(self) -> float:
        """The state where only one can occur, which is not drawn; else the likeliest, for a sample of medians."""
        return float(max(State, key=lambda s: self.probabilities[s]))


def _parts(inside: InState) -> tuple[tuple[str, Distribution, Unit], ...]:
    return (
        ("share of the stock", inside.stock_share, Unit.FRACTION),
        ("share of the machines", inside.machine_share, Unit.FRACTION),
        ("restart time", inside.restart_days, Unit.DAYS),
    )


@dataclass(frozen=True, slots=True)
class SiteDraws:
    """One site over draws: its state (0 intact, 1 access blocked, 2 lost), shares that can be used, days before work begins."""

    state: FloatArray
    stock_share: FloatArray
    machine_share: FloatArray
    restart_days: FloatArray


def intact(site: str, source: str = "nothing in the record says that the site was damaged") -> SiteState:
    """A site to which nothing happened."""
    return SiteState(site, (1.0, 0.0, 0.0), GONE, GONE, INTACT, source)
