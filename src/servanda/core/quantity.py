"""Quantities that carry their unit, and the conversions that need the enrichment.

Molar masses: U-235 235.0439299, U-238 238.0507882, F 18.99840316 g/mol (AME2020 masses; two-isotope uranium).
The published pair 300 kg UF6 = 202.8 kg U (IAEA reports, JCPOA Annex I 56) is reproduced to 3e-4.
"""

from __future__ import annotations

from dataclasses import dataclass

from servanda.core.finding import Misuse
from servanda.core.unit import SAME_DIMENSION, SCALE, Unit

M_U235 = 235.0439299
M_U238 = 238.0507882
M_F = 18.99840316
NATURAL_ASSAY = 0.00711
"""Mass fraction of U-235 in natural uranium used throughout (peers use 0.0071 to 0.0072)."""


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its unit. Adding or comparing different units is refused, never guessed."""

    value: float
    unit: Unit

    def __add__(self, other: Quantity) -> Quantity:
        return Quantity(self.value + self._same(other, "add"), self.unit)

    def __sub__(self, other: Quantity) -> Quantity:
        return Quantity(self.value - self._same(other, "subtract"), self.unit)

    def __mul__(self, factor: float) -> Quantity:
        return Quantity(self.value * factor, self.unit)

    __rmul__ = __mul__

    def __lt__(self, other: Quantity) -> bool:
        return self.value < self._same(other, "compare")

    def __le__(self, other: Quantity) -> bool:
        return self.value <= self._same(other, "compare")

    def __gt__(self, other: Quantity) -> bool:
        return self.value > self._same(other, "compare")

    def __ge__(self, other: Quantity) -> bool:
        return self.value >= self._same(other, "compare")

    def _same(self, other: Quantity, verb: str) -> float:
        if other.unit is not self.unit:
            raise Misuse(
                f"cannot {verb} {other.text()} and {self.text()}: different units; convert one of them first "
                f"(uranium and UF6 convert with the enrichment: to_uranium, to_uf6)"
            )
        return other.value

    def text(self) -> str:
        """The quantity as people write it."""
        return f"{number(self.value)} {self.unit.words_for(self.value)}".rstrip()


def number(value: float) -> str:
    """A number for people: thousands separated, no trailing zeros, four significant digits below one."""
    if value != 0 and abs(value) < 1:
        return f"{value:.4g}"
    return f"{value:,.4f}".rstrip("0").rstrip(".")


def uranium_fraction(enrichment: float) -> float:
    """Mass fraction of uranium in UF6 at an enrichment (mass fraction of U-235, 0 to 1)."""
    _assay(enrichment)
    molar = 1.0 / (enrichment / M_U235 + (1.0 - enrichment) / M_U238)
    return molar / (molar + 6.0 * M_F)


def to_uranium(uf6: Quantity, enrichment: float) -> Quantity:
    """Uranium mass (kg U) contained in a mass of UF6 (kg UF6) of the given enrichment (mass fraction)."""
    _expect(uf6, Unit.KG_UF6)
    return Quantity(uf6.value * uranium_fraction(enrichment), Unit.KG_U)


def to_uf6(uranium: Quantity, enrichment: float) -> Quantity:
    """UF6 mass (kg UF6) that holds a uranium mass (kg U) of the given enrichment (mass fraction)."""
    _expect(uranium, Unit.KG_U)
    return Quantity(uranium.value / uranium_fraction(enrichment), Unit.KG_UF6)


def to_u235(uranium: Quantity, enrichment: float) -> Quantity:
    """Contained U-235 (kg U-235) of a uranium mass (kg U) of the given enrichment (mass fraction)."""
    _expect(uranium, Unit.KG_U)
    _assay(enrichment)
    return Quantity(uranium.value * enrichment, Unit.KG_U235)


def from_u235(contained: Quantity, enrichment: float) -> Quantity:
    """Uranium mass (kg U) that contains the given U-235 (kg U-235) at an enrichment (mass fraction, above 0)."""
    _expect(contained, Unit.KG_U235)
    _assay(enrichment)
    if enrichment == 0:
        raise Misuse("uranium without U-235 contains none: give an enrichment above 0")
    return Quantity(contained.value / enrichment, Unit.KG_U)


def convert(quantity: Quantity, unit: Unit) -> Quantity:
    """The same quantity in a unit that needs no knowledge of the material (kg to g, count to machines)."""
    if quantity.unit is unit:
        return quantity
    if any({quantity.unit, unit} <= group for group in SAME_DIMENSION):
        return Quantity(quantity.value, unit)
    factor = SCALE.get((quantity.unit, unit))
    if factor is None:
        raise Misuse(f"{quantity.text()} cannot be converted to {unit.words or unit.value} without more information")
    return Quantity(quantity.value * factor, unit)


def _expect(quantity: Quantity, unit: Unit) -> None:
    if quantity.unit is not unit:
        raise Misuse(f"expected a quantity in {unit.words}, found {quantity.text()}")


def _assay(enrichment: float) -> None:
    if not 0.0 <= enrichment <= 1.0:
        raise Misuse(f"enrichment {enrichment} is not a mass fraction between 0 and 1 (3.67 % is 0.0367 in code)")
