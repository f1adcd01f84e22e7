"""What may have happened to material in a gap, as uncertain inputs: production, loss with its site, and moves.

Masses are kg U, times months. The forms are those of the reference (capability at the SWU level, 5.2): production from a
scaled distribution with weight on zero, loss by a damage state that everything at a site shares, moves to known sites
and to an unknown location by a Dirichlet distribution. Which numbers stand in them is said with every result.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

from servanda.capability.site_state import SiteState
from servanda.core.distribution import Beta, Distribution, Uniform
from servanda.core.finding import Misuse

UNKNOWN_LOCATION = "unknown location"


@dataclass(frozen=True, slots=True)
class Production:
    """Production of one material: nothing with probability `zero`, else `most_kg_u_per_month` times `shape` (0 to 1)."""

    most_kg_u_per_month: float
    zero: float = 0.0
    shape: Distribution = field(default_factory=lambda: Beta(1.0, 2.0))
    evidence: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not 0.0 <= self.most_kg_u_per_month < math.inf:
            raise Misuse(
                f"production of at most {self.most_kg_u_per_month} kg U a month: give a finite number of 0 or more"
            )
        if not 0.0 <= self.zero <= 1.0:
            raise Misuse(f"probability {self.zero} that nothing was produced: give a number between 0 and 1")
        if float(self.shape.quantile(0.0)) < 0.0 or float(self.shape.quantile(1.0)) > 1.0:
            raise Misuse(f"shape {self.shape.words}: a share of the greatest rate lies between 0 and 1")


@dataclass(frozen=True, slots=True)
class Moves:
    """What was carried away from each known site: a share that grows in a straight line to `share` within `months`.

    `destinations` are the weights (Dirichlet parameters) of the places it went to; `UNKNOWN_LOCATION` is one of them or the
    only one.
    """

    share: Distribution = field(default_factory=lambda: Uniform(0.0, 0.5))
    months: float = 12.0
    destinations: Mapping[str, float] = field(default_factory=lambda: {UNKNOWN_LOCATION: 1.0})

    def __post_init__(self) -> None:
        if float(self.share.quantile(0.0)) < 0.0 or float(self.share.quantile(1.0)) > 1.0:
            raise Misuse(f"share moved {self.share.words}: a share lies between 0 and 1")
        if not self.months > 0.0:
            raise Misuse(f"the share moved grows within {self.months} months: give a time above 0")
        if not self.destinations or any(not w > 0.0 for w in self.destinations.values()):
            raise Misuse("places that material was moved to need weights above 0; leave out a place where nothing went")

    def grown(self, months: float) -> float:
        """The part of the greatest share that can have been moved after some months."""
        return min(1.0, months / self.months)


@dataclass(frozen=True, slots=True)
class Part:
    """One material at the start: its mass with its standard uncertainty, the shares of it at known sites, production.

    What is produced arrives at the sites in the same shares. `items` is the number of items it lies in, None: not known.
    """

    material: str
    mass_kg_u: float
    sd_kg_u: float
    at: Mapping[str, float]
    production: Production | None = None
    items: int | None = None

    def __post_init__(self) -> None:
        if not (0.0 <= self.mass_kg_u < math.inf and 0.0 <= self.sd_kg_u < math.inf):
            raise Misuse(f"{self.material}: {self.mass_kg_u} kg U with a standard uncertainty of {self.sd_kg_u}: give both, "
                         f"0 or more")  # fmt: skip
        if any(share < 0.0 for share in self.at.values()) or abs(math.fsum(self.at.values()) - 1.0) > 1e-9:
            raise Misuse(
                f"{self.material}: the shares at its sites add up to {math.fsum(self.at.values()):g}, not to 1"
            )


@dataclass(frozen=True, slots=True)
class Process:
    """Everything that may have happened: materials, the state of each site (missing: intact), and moves (None: none)."""

    parts: tuple[Part, ...]
    sites: tuple[SiteState, ...] = ()
    moves: Moves | None = None

    def __post_init__(self) -> None:
        for what, names in (("material", [p.material for p in self.parts]), ("site", [s.site for s in self.sites])):
            if len(set(names)) != len(names):
                raise Misuse(f"a {what} is named twice among {', '.join(names)}: give each one once")

    def part(self, material: str) -> Part:
        """The part of one material."""
        for part in self.parts:
            if part.material == material:
                return part
        raise Misuse(f"no material {material!r}: name one of {', '.join(p.material for p in self.parts)}")
