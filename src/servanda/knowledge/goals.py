"""Timeliness goals and significant quantities, by kind of material.

Source: IAEA Safeguards Glossary, terms "IAEA timeliness detection goal" and "significant quantity". The three periods
were read in a teaching text (NSSEP), the quantities partly in secondary texts; the Glossary itself is recalled, so each
goal carries its mark.
"""

from __future__ import annotations

from servanda.capability.target import HEU_ASSAY, significant_quantities
from servanda.core.band import band_bound
from servanda.core.timeliness import INDIRECT_USE, UNIRRADIATED_DIRECT_USE, TimelinessGoal

EDGE = TimelinessGoal(
    "unirradiated direct-use material",
    1,
    note="the band ends at 20 %, where HEU begins; material below 20 % would have a goal of one year",
)


def goal_of_band(band: str) -> TimelinessGoal | None:
    """The goal for unirradiated uranium of an enrichment band, taken at its upper bound; None for a total of bands."""
    bound = _bound(band)
    if bound is None:
        return None
    if bound == HEU_ASSAY:
        return EDGE
    return UNIRRADIATED_DIRECT_USE if bound > HEU_ASSAY else INDIRECT_USE


def quantities_of_band(band: str, mass_kg_u: float) -> float | None:
    """A mass (kg U) in significant quantities with the band's upper bound as assay, so an upper bound; None for a total."""
    bound = _bound(band)
    return None if bound is None else significant_quantities(mass_kg_u, bound)


def _bound(band: str) -> float | None:
    percent = band_bound(band)
    return None if percent is None else percent / 100
