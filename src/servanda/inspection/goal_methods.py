"""Methods of verifying an item: what each sees, how long it takes, and which defect it is there for.

| level | what it does | there for |
| --- | --- | --- |
| S | checks seal and identity of an item under intact containment and surveillance | stands in for H |
| H | attribute test: is the material there | gross defects: all or most of an item is missing |
| F | quantitative measurement of the whole item (NDA) | partial defects: the smallest that H misses |
| D | weighing and destructive analysis | bias defects: the smallest that F misses |

Sources: levels H, F, D, SG/SCT (recalled); smallest defect c sigma of the coarser method with c = threshold + z(1 - beta'),
Jaech and Russell, STR-261 (recalled). The default sigmas and minutes are assumptions of this project, marked so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from servanda.core.finding import Misuse
from servanda.inspection.goal_tables import table
from servanda.inspection.goal_words import ASSUMED, LEVELS

if TYPE_CHECKING:
    from servanda.verification.items import Method

GROSS = 1.0
"""A gross defect: all of the item is missing."""


@dataclass(frozen=True, slots=True)
class InspectionMethod:
    """A method of a case: its level, relative sigma of operator-inspector differences, minutes an item, and on whose word.

    `sigma` is a fraction, one standard deviation, random and systematic parts of both sides together. `recognition`
    replaces it where a check is not a measurement (seals): the probability that a changed item is recognised; None else.
    """

    name: str
    level: str
    sigma: float
    minutes: float
    basis: str = ASSUMED
    source: str = ""
    mark: str = ""
    recognition: float | None = None

    @property
    def measuring(self) -> Method:
        """The method as the room of verification computes with it."""
        from servanda.verification.items import Method  # late: a case reads its tables without it

        return Method(self.name, self.sigma, minutes=self.minutes)

    def sees(self, defect: float) -> float:
        """Probability that a defect (missing part of the item) is recognised in an item that this method verifies."""
        return self.recognition if self.recognition is not None else self.measuring.recognition(defect)

    @property
    def words(self) -> str:
        """The method with its figures, as an assumption is printed."""
        sees = f"sigma {self.sigma:g}" if self.recognition is None else f"recognises {self.recognition:g}"
        source = f", {self.source}" if self.source else ""
        return f"{self.level} {self.name}: {sees}, {self.minutes:g} minutes an item ({self.basis}{source})"


@cache
def default_methods() -> tuple[InspectionMethod, ...]:
    """The methods used where a case names none of its own; every figure is an assumption of this project."""
    return tuple(
        InspectionMethod(
            r["method"], r["level"], float(r["sigma"] or 0), float(r["minutes"]), r["basis"], r["source"], r["mark"],
            float(r["recognition"]) if r["recognition"] else None,
        )
        for r in table("goal_methods.csv")
    )  # fmt: skip


def fine_to_coarse(methods: Sequence[InspectionMethod]) -> tuple[InspectionMethod, ...]:
    """The methods of a stratum from D to S; two of one level are refused."""
    levels = [m.level for m in methods]
    if not methods or len(set(levels)) < len(levels):
        raise Misuse(f"methods {', '.join(m.name for m in methods) or 'none'}: give one or more, each of another level")
    return tuple(sorted(methods, key=lambda m: LEVELS.index(m.level)))


def defect_sizes(methods: Sequence[InspectionMethod]) -> tuple[float, ...]:
    """For methods from fine to coarse, the defect that each is there for: the smallest that the next coarser one misses.

    The coarsest is there for gross defects (all of the item). A seal check misses nothing by its size: what it stands in
    for is the attribute test, so that the method before it is there for the same gross defects at most.
    """
    sizes = [min(GROSS, _smallest(coarser)) for coarser in methods[1:]]
    return (*sizes, GROSS)


def _smallest(coarser: InspectionMethod) -> float:
    return GROSS if coarser.recognition is not None else coarser.measuring.smallest_defect()
