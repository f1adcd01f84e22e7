"""The words of the tables: levels of methods, materials, containment and surveillance. Light, so that a case opens at once."""

from __future__ import annotations

from enum import StrEnum

from servanda.core.band import band_bound

LEVELS = ("D", "F", "H", "S")
"""Levels of methods from fine to coarse."""
CLASSES = {"D": "bias", "F": "partial", "H": "gross", "S": "gross"}
"""The defects that each level is there for."""
ASSUMED = "assumed"
"""The basis of a figure that nobody has published: an assumption, printed as one."""
ELEMENTS = {"plutonium": "Pu (<80% 238Pu)", "U-233": "233U", "thorium": "Th"}
"""Materials other than bands of uranium: the word in tables, and the name of its significant quantity."""
BULK_URANIUM = {"natural": "natural U alternative", "depleted": "depleted U alternative"}
"""Bands of uranium that count the element, with the name of their significant quantity."""
MATERIALS = ("", "uranium", *ELEMENTS)
"""What a stratum may be made of; empty means uranium."""


class Surveillance(StrEnum):
    """Containment and surveillance on a stratum before the inspection: categories I, II and III."""

    DUAL = "dual"
    SINGLE = "single"
    NONE = "none"


def has_goal(band: str, material: str) -> bool:
    """True where a significant quantity is defined: another material, or a band with an upper bound."""
    return material in ELEMENTS or band in BULK_URANIUM or band_bound(band) is not None
