"""The goal of a stratum: how much must be missing before it counts, how soon it should be found, how surely.

Quantities and planning probabilities come from the table of published goals (`verification.goals`), timeliness from
`core.timeliness`; both keep their marks. Uranium below 20 % counts U-235 against 75 kg, natural and depleted uranium count
the element against 10 t and 20 t, HEU U-235 against 25 kg, plutonium the element against 8 kg.

Sources: IAEA Safeguards Glossary, significant quantity and timeliness detection goal (read in a teaching text, NSSEP; the
Glossary itself recalled); detection probabilities 0.9 and 0.2, NSSEP (read); 0.5, model approaches (recalled).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from servanda.core.band import band_bound
from servanda.core.finding import Misuse
from servanda.core.names import Mark
from servanda.core.timeliness import INDIRECT_USE, IRRADIATED_DIRECT_USE, UNIRRADIATED_DIRECT_USE, TimelinessGoal
from servanda.inspection.goal_words import BULK_URANIUM, ELEMENTS, MATERIALS
from servanda.knowledge.goals import goal_of_band
from servanda.verification.goals import goal, significant_quantity

LEVELS = ("high", "medium", "low")
"""The classes of detection probability, as they are written."""


class Use(IntEnum):
    """How directly a material could be used; a smaller number is verified first (direct-use first)."""

    DIRECT = 1
    EDGE = 2
    IRRADIATED = 3
    INDIRECT = 4

    @property
    def words(self) -> str:
        """The class as read aloud."""
        return _USE_WORDS[self]


_USE_WORDS = {
    Use.DIRECT: "unirradiated direct-use",
    Use.EDGE: "band that ends where direct use begins",
    Use.IRRADIATED: "irradiated direct-use",
    Use.INDIRECT: "indirect-use",
}


@dataclass(frozen=True, slots=True)
class DetectionGoal:
    """The probability with which the loss of one goal quantity shall be found; `beta` is 1 minus it."""

    level: str
    probability: float
    source: str
    mark: Mark

    @property
    def beta(self) -> float:
        """Allowed probability of non-detection."""
        return 1.0 - self.probability

    @property
    def words(self) -> str:
        """The goal as printed: its class, probability and mark."""
        recalled = ", recalled" if self.mark is Mark.RECALLED else ""
        return f"{self.level}: detection probability {self.probability:g}{recalled}"


@dataclass(frozen=True, slots=True)
class MaterialGoal:
    """What one significant quantity of a stratum is, and how soon its loss should be found.

    `sq_kg` counts `counted` (kg U-235, kg U, kg Pu ...); `share` is how much of an item's mass that is (the assay where the
    isotope counts, else 1). `timeliness` carries its own mark.
    """

    sq_kg: float
    counted: str
    share: float
    use: Use
    timeliness: TimelinessGoal
    mark: Mark
    note: str = ""

    def quantities(self, mass_kg: float) -> float:
        """A mass (kg of the element) in significant quantities."""
        return mass_kg * self.share / self.sq_kg


def detection_goal(level: str) -> DetectionGoal:
    """The class of detection probability by name: high 0.9, medium 0.5, low 0.2."""
    if level not in LEVELS:
        raise Misuse(f"unknown goal {level!r}: write {', '.join(LEVELS)}")
    found = goal("detection_probability", level)
    return DetectionGoal(level, found.amount, found.source, found.mark)


def material_goal(band: str, material: str = "", *, irradiated: bool = False) -> MaterialGoal | None:
    """The goal of a band of uranium, or of another material; None for a total of bands, which has no single goal."""
    if material in ELEMENTS:
        return _element(material, irradiated=irradiated)
    if material not in MATERIALS:
        raise Misuse(f"unknown material {material!r}: write {', '.join(MATERIALS[1:])}, or nothing for uranium")
    if band in BULK_URANIUM:
        found = significant_quantity(BULK_URANIUM[band])
        return MaterialGoal(found.amount, "U", 1.0, Use.INDIRECT, INDIRECT_USE, found.mark)
    bound = band_bound(band)
    timeliness = goal_of_band(band)
    if bound is None or timeliness is None:
        return None
    return _uranium(bound / 100, timeliness, irradiated=irradiated)


def _uranium(assay: float, timeliness: TimelinessGoal, *, irradiated: bool) -> MaterialGoal:
    direct = timeliness.months < INDIRECT_USE.months
    found = significant_quantity("HEU (235U>=20%)" if direct else "LEU/natural/depleted U as 235U")
    if not direct:
        return MaterialGoal(found.amount, "U-235", assay, Use.INDIRECT, timeliness, found.mark)
    if irradiated:
        return MaterialGoal(found.amount, "U-235", assay, Use.IRRADIATED, IRRADIATED_DIRECT_USE, found.mark)
    use = Use.EDGE if timeliness.note else Use.DIRECT
    return MaterialGoal(found.amount, "U-235", assay, use, timeliness, found.mark, timeliness.note)


def _element(material: str, *, irradiated: bool) -> MaterialGoal:
    found = significant_quantity(ELEMENTS[material])
    counted = found.basis.removeprefix("kg ")
    if material == "thorium":
        return MaterialGoal(found.amount, counted, 1.0, Use.INDIRECT, INDIRECT_USE, found.mark)
    use = Use.IRRADIATED if irradiated else Use.DIRECT
    timeliness = IRRADIATED_DIRECT_USE if irradiated else UNIRRADIATED_DIRECT_USE
    return MaterialGoal(found.amount, counted, 1.0, use, timeliness, found.mark)
