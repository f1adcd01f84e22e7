"""Timeliness goals and significant quantities, by kind of material.

Source: IAEA Safeguards Glossary, terms "IAEA timeliness detection goal" and "significant quantity". The three periods
were read in a teaching text (NSSEP), the quantities partly in secondary texts; the Glossary itself is recalled, so each
goal carries its mark.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from servanda.capability.stock import band_bound
from servanda.capability.target import HEU_ASSAY, significant_quantities
from servanda.core.counting import MonthRule, add_months
from servanda.core.names import Mark

RULE = MonthRule.CLAMP
COUNTING = "months are counted to the same day of the later month, or to its last day when it has no such day"
CITATION = "IAEA Safeguards Glossary, IAEA timeliness detection goal"


@dataclass(frozen=True, slots=True)
class TimelinessGoal:
    """How often a kind of material is to be verified: `months`, in words, with source and mark.

    `note` says what was assumed to put the material into its kind; empty when nothing was.
    """

    name: str
    months: int
    citation: str = CITATION
    mark: Mark = Mark.RECALLED
    note: str = ""

    def due(self, last: date) -> date:
        """The last day on which the next verification is still in time."""
        return add_months(last, self.months, RULE)

    def overdue_days(self, last: date, as_of: date) -> int:
        """Days after the due day; 0 when it is not over."""
        return max(0, (as_of - self.due(last)).days)

    @property
    def words(self) -> str:
        """The goal as people say it."""
        period = {1: "one month", 3: "three months", 12: "one year"}.get(self.months, f"{self.months} months")
        return f"{period} ({self.name})"


UNIRRADIATED_DIRECT_USE = TimelinessGoal("unirradiated direct-use material", 1)
IRRADIATED_DIRECT_USE = TimelinessGoal("irradiated direct-use material", 3)
INDIRECT_USE = TimelinessGoal("indirect-use material", 12)
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
    return band_bound(band) if band.startswith("up_to_") else None
