"""Stocks of uranium, and how an enrichment band becomes an assay.

A band as the Agency reports it ("up to 60 %") is an upper bound of a product line, not a measured mean. Whoever needs an
assay must assume one; the assumption is written into the stock and comes out with every result.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from math import inf, isfinite

from servanda.core.band import band_bound
from servanda.core.finding import Misuse
from servanda.core.quantity import NATURAL_ASSAY

UPPER_BOUND = "assay taken as the upper bound of the band, as the publications do; the true mean is lower or equal"
STATED = "assay as stated"


def band_assay(band: str) -> float:
    """Upper bound of a band as a mass fraction: `up_to_3_67` is 0.0367. `total` has none and is refused."""
    bound = (band_bound(band) or 0.0) / 100
    if not 0.0 < bound < 1.0:
        raise Misuse(f"{band!r} is not an enrichment band with an upper bound; write up_to_5 or up_to_3_67")
    return bound


@dataclass(frozen=True, slots=True)
class Stock:
    """Uranium of one assay and form: `mass_kg_u` kg U, `assay` as mass fraction, `usable_fraction` 0 to 1.

    `reconversion_delay_days` is the time before it can be fed when it is not UF6; it runs from the first day, beside
    everything else. `assumption` says where the assay comes from; `evidence` lists statement ids; `day` is the day for
    which the mass is stated, None when it is not.
    """

    name: str
    mass_kg_u: float
    assay: float
    form: str = "UF6"
    usable_fraction: float = 1.0
    reconversion_delay_days: float = 0.0
    evidence: tuple[str, ...] = ()
    day: date | None = None
    assumption: str = STATED

    def __post_init__(self) -> None:
        if not 0.0 < self.assay < 1.0:
            hint = f"; {self.assay:g} % is {self.assay / 100:g}" if 1.0 < self.assay < 100.0 else ""
            raise Misuse(f"stock {self.name!r}: assay {self.assay} is not a mass fraction between 0 and 1{hint}")
        if not 0.0 <= self.mass_kg_u < inf:
            raise Misuse(
                f"stock {self.name!r}: mass {self.mass_kg_u} kg U is not a finite number of 0 or more; leave an unknown stock out"
            )
        if not 0.0 <= self.usable_fraction <= 1.0:
            raise Misuse(f"stock {self.name!r}: usable fraction {self.usable_fraction} does not lie between 0 and 1")
        if not (self.reconversion_delay_days >= 0.0 and isfinite(self.reconversion_delay_days)):
            raise Misuse(
                f"stock {self.name!r}: reconversion delay {self.reconversion_delay_days} days is not 0 or more"
            )

    @property
    def usable_kg_u(self) -> float:
        """The part that counts, kg U."""
        return self.mass_kg_u * self.usable_fraction

    @property
    def is_natural(self) -> bool:
        """True for natural uranium and anything below it."""
        return self.assay <= NATURAL_ASSAY

    @property
    def words(self) -> str:
        """The stock as a reader would check it."""
        day = f" on {self.day.isoformat()}" if self.day else ""
        return f"{self.name}: {self.mass_kg_u:,.1f} kg U at {100 * self.assay:g} % as {self.form}{day}"


def stock_of_band(
    band: str,
    mass_kg_u: float,
    *,
    form: str = "UF6",
    assay: float | None = None,
    usable_fraction: float = 1.0,
    reconversion_delay_days: float = 0.0,
    evidence: tuple[str, ...] = (),
    day: date | None = None,
) -> Stock:
    """A stock from a reported band; without an assay the band's upper bound is taken, and the stock says so."""
    bound = band_assay(band)
    if assay is not None and assay > bound:
        raise Misuse(f"assay {assay:g} lies above the upper bound {bound:g} of the band {band}")
    name = f"up to {100 * bound:g} %"
    assumption = UPPER_BOUND if assay is None else f"assay {100 * assay:g} % assumed inside the band {name}"
    return Stock(
        name,
        mass_kg_u,
        bound if assay is None else assay,
        form,
        usable_fraction,
        reconversion_delay_days,
        evidence,
        day,
        assumption,
    )


def natural_feed(mass_kg_u: float) -> Stock:
    """Natural uranium (0.711 % by mass) as UF6; it counts only where natural feed is asked for."""
    return Stock("natural uranium", mass_kg_u, NATURAL_ASSAY, assumption="natural assay 0.711 % by mass")
