"""The two published conventions for a quantity, by name. They differ by 11 % and are never mixed.

Accounting conventions, including losses; not statements on any device.
"""

from __future__ import annotations

from dataclasses import dataclass

from servanda.core.finding import Misuse

SQ_KG_U235_IN_HEU = 25.0
SQ_KG_U235_IN_LEU = 75.0
HEU_ASSAY = 0.2
"""High enriched uranium starts here (mass fraction of U-235). IAEA Safeguards Glossary (recalled)."""


@dataclass(frozen=True, slots=True)
class Target:
    """A quantity of uranium at an assay: `mass_kg_u` kg of uranium, mass fraction `assay`, and where it comes from."""

    name: str
    assay: float
    mass_kg_u: float
    source: str

    def __post_init__(self) -> None:
        if not (0.0 < self.assay < 1.0 and 0.0 < self.mass_kg_u < float("inf")):
            raise Misuse(
                f"target {self.name!r} with {self.mass_kg_u} kg U at {self.assay}: give a mass above 0 and an assay "
                f"between 0 and 1 (90 % is 0.9)"
            )

    @property
    def u235_kg(self) -> float:
        """Contained U-235, kg."""
        return self.mass_kg_u * self.assay

    @property
    def words(self) -> str:
        """The target with its mass spelled out, so that the conventions cannot be confused."""
        return f"{self.name} ({self.mass_kg_u:.2f} kg U at {100 * self.assay:g} %, {self.u235_kg:.2f} kg U-235)"


def uranium_mass_for_sq(assay: float, significant_quantities: float = 1.0) -> float:
    """Uranium (kg U) that holds a number of significant quantities at an assay (mass fraction); HEU only."""
    if not HEU_ASSAY <= assay < 1.0:
        raise Misuse(f"assay {assay:g}: the quantity of 25 kg U-235 is defined for HEU, from 0.2 up to below 1")
    return significant_quantities * SQ_KG_U235_IN_HEU / assay


def significant_quantities(mass_kg_u: float, assay: float) -> float:
    """A stock in significant quantities: contained U-235 over 25 kg from 20 % up, over 75 kg below.

    Source: IAEA Safeguards Glossary, significant quantity (25 kg U-235 in HEU read in a secondary text; 75 kg U-235 in
    uranium below 20 %, natural and depleted included, recalled).
    """
    if not 0.0 < assay < 1.0:
        raise Misuse(f"assay {assay:g} is not a mass fraction between 0 and 1 (60 % is 0.6)")
    return mass_kg_u * assay / (SQ_KG_U235_IN_HEU if assay >= HEU_ASSAY else SQ_KG_U235_IN_LEU)


ONE_SQ = Target("1 SQ", 0.9, SQ_KG_U235_IN_HEU / 0.9, "IAEA Safeguards Glossary: 25 kg U-235 contained in HEU")
KG_25_AT_90 = Target("25 kg at 90 %", 0.9, 25.0, "convention of the Institute for Science and International Security")
TARGETS: dict[str, Target] = {target.name: target for target in (ONE_SQ, KG_25_AT_90)}
"""The published conventions by name; there is no library of alternatives."""
