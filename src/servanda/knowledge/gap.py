"""A gap in verification as the bounds see it: what was there at its start, what could be done in it, what was seen since.

Masses are kg U, assays mass fractions of U-235, separative work is kg SWU. A stratum at a place is a `Holding`; a gap is
cut into stages where something was measured. No limit recorded is `inf`, never zero.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import inf, isfinite, isnan

from servanda.core.finding import Misuse
from servanda.core.quantity import NATURAL_ASSAY


@dataclass(frozen=True, slots=True)
class Holding:
    """Material of one assay at one place (`site` empty: not divided by place) at the start of a gap, between two masses.

    `material` names the stratum; holdings of one material at several sites may pass into each other. `evidence` lists
    statement ids.
    """

    material: str
    assay: float
    low_kg_u: float
    high_kg_u: float
    site: str = ""
    evidence: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not 0.0 < self.assay < 1.0:
            raise Misuse(f"holding {self.name}: assay {self.assay} is no mass fraction between 0 and 1 (60 % is 0.6)")
        if not 0.0 <= self.low_kg_u <= self.high_kg_u < inf:
            raise Misuse(
                f"holding {self.name}: between {self.low_kg_u} and {self.high_kg_u} kg U; write the smaller mass first, "
                f"both 0 or more; leave out what is not known"
            )

    @property
    def name(self) -> str:
        """Material and place."""
        return f"{self.material} at {self.site}" if self.site else self.material


@dataclass(frozen=True, slots=True)
class Stage:
    """A span of days and what could be done in it at most.

    `swu` is efficiency times the integral of capacity; `feed_kg_u` natural uranium that could be fed. `produced`,
    `drawn`, `lost`, `moved` bound by holding name what may be made, used as feed or for blending, lost, or carried in or
    out (kg U over the stage; a name that is missing is unbounded, except for `lost`: nothing). `measured` bounds by
    material, summed over its sites, what was found at the end of the stage.
    """

    days: float
    swu: float
    feed_kg_u: float = inf
    produced: Mapping[str, float] = field(default_factory=dict)
    drawn: Mapping[str, float] = field(default_factory=dict)
    lost: Mapping[str, float] = field(default_factory=dict)
    moved: Mapping[str, float] = field(default_factory=dict)
    measured: Mapping[str, tuple[float, float]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not (self.days >= 0.0 and isfinite(self.days)):
            raise Misuse(f"a stage of {self.days} days: give 0 or more days; a gap is counted forward")
        if not (self.swu >= 0.0 and isfinite(self.swu)):
            raise Misuse(f"separative work of {self.swu} SWU: give a finite number of 0 or more")
        limits = {"natural feed": self.feed_kg_u}
        for what in ("produced", "drawn", "lost", "moved"):
            limits |= {f"{what} {name}": value for name, value in getattr(self, what).items()}
        for what, value in limits.items():
            if isnan(value) or value < 0.0:
                raise Misuse(f"{what}: at most {value} kg U; give 0 or more, or leave it out where no limit is known")
        for name, (low, high) in self.measured.items():
            if not 0.0 <= low <= high:
                raise Misuse(f"measured {name}: between {low} and {high} kg U; write the smaller mass first")


@dataclass(frozen=True, slots=True)
class Gap:
    """Holdings at the start, stages in order, and which tails are possible.

    `tails` lists the assays at which uranium may be left over, as mass fractions; None: any assay, so that no assumption
    on tails can make a bound too narrow. `feed_assay` is that of natural uranium.
    """

    holdings: tuple[Holding, ...]
    stages: tuple[Stage, ...]
    tails: tuple[float, ...] | None = None
    feed_assay: float = NATURAL_ASSAY

    def __post_init__(self) -> None:
        names = [h.name for h in self.holdings]
        if len(set(names)) != len(names):
            raise Misuse(f"two holdings of one name among {', '.join(names)}: add their masses, or give them sites")
        assays: dict[str, float] = {}
        for h in self.holdings:
            if assays.setdefault(h.material, h.assay) != h.assay:
                raise Misuse(
                    f"{h.material} has two assays, {assays[h.material]:g} and {h.assay:g}: one material, one assay"
                )
        for x in self.tails or ():
            if not 0.0 < x < self.feed_assay * (1 + 1e-9) and not any(x < h.assay for h in self.holdings):
                raise Misuse(
                    f"tails at {100 * x:g} % are above every feed; write the assay of what is left over, below that of the "
                    f"feed (0.3 % is 0.003)"
                )
            if not 0.0 < x < 1.0:
                raise Misuse(f"tails at {x} are no mass fraction between 0 and 1 (0.3 % is 0.003)")

    @property
    def materials(self) -> tuple[str, ...]:
        """The materials in the order of the holdings."""
        return tuple(dict.fromkeys(h.material for h in self.holdings))
