"""The accuracy with which the balance of a kind of facility is expected to close: sigma = delta_E times A.

A is the larger of throughput and inventory of a balance period. The table is recalled and stays marked so: IAEA
Safeguards Glossary 2001, Table III, not re-read.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from servanda.core.finding import Misuse
from servanda.core.names import Mark
from servanda.verification.published import rows

TABLE = "expected_accuracy.csv"


@dataclass(frozen=True, slots=True)
class ExpectedAccuracy:
    """delta_E of a kind of facility (fraction, 1 sigma) with its source and mark."""

    facility: str
    delta: float
    source: str
    mark: Mark

    def sigma(self, throughput_kg: float, inventory_kg: float) -> float:
        """Expected sigma of MUF (kg)."""
        if not (throughput_kg >= 0 and inventory_kg >= 0):
            raise Misuse(f"throughput {throughput_kg:g} kg and inventory {inventory_kg:g} kg: give masses of 0 or more")
        return self.delta * max(throughput_kg, inventory_kg)

    @property
    def words(self) -> str:
        """The expectation as it is printed."""
        return f"{self.facility}, delta_E {self.delta:g} ({self.source}, {self.mark.value})"


@cache
def expected_accuracies() -> tuple[ExpectedAccuracy, ...]:
    """Every row of the table."""
    return tuple(
        ExpectedAccuracy(row["facility"], float(row["delta_e"]), row["source"], Mark(row["status"]))
        for row in rows(TABLE)
    )


def expected_accuracy(facility: str) -> ExpectedAccuracy:
    """The expectation for a kind of facility, by its name in the table."""
    found = next((row for row in expected_accuracies() if row.facility == facility), None)
    if found is None:
        known = ", ".join(row.facility for row in expected_accuracies())
        raise Misuse(f"no expected accuracy for {facility!r}; known are {known}")
    return found
