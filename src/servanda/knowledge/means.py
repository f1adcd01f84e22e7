"""The words of coverage: by which means knowledge is kept, whether each works, and what follows for continuity.

Means and states are those of the IAEA Safeguards Glossary's "containment and surveillance" and "continuity of
knowledge", told in our own words. Periods are half-open, in days.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from servanda.core.names import Mark
from servanda.core.period import Period


class Means(StrEnum):
    """A means by which the Agency keeps knowledge of material or equipment."""

    INSPECTION = "inspection"
    SEAL = "seal"
    CAMERA = "camera"
    MONITOR = "monitor"
    DECLARATION = "declaration"


class Working(StrEnum):
    """Whether a means works: `reduced` is less than before and not nothing; nothing recorded is `cannot_be_known`."""

    WORKING = "working"
    REDUCED = "reduced"
    STOPPED = "stopped"
    UNKNOWN = "cannot_be_known"

    @property
    def words(self) -> str:
        """As read aloud."""
        return self.value.replace("_", " ")


class Continuity(StrEnum):
    """What may still be said of what was verified: continuity of knowledge kept, at risk, lost, or not to be known."""

    KEPT = "kept"
    AT_RISK = "at_risk"
    LOST = "lost"
    UNKNOWN = "cannot_be_known"

    @property
    def words(self) -> str:
        """As read aloud."""
        return self.value.replace("_", " ")

    @property
    def rank(self) -> int:
        """0 for the best; the state of a stratum is that of its worst site, and what is lost is worse than unknown."""
        return _RANK[self]


_RANK = {Continuity.KEPT: 0, Continuity.AT_RISK: 1, Continuity.UNKNOWN: 2, Continuity.LOST: 3}


@dataclass(frozen=True, slots=True)
class Reading:
    """What one row of the mapping says happened to coverage.

    `statements` are the ids of the record that it rests on; it counts only when all of them are known. `material` is a
    class (`uranium`, `up_to_60`, `centrifuges`), `sites` the codes of places. `means` are those concerned; none of them
    says that the row speaks of continuity itself (`effect` is then `at_risk`, `lost` or `verified`). `start` is the first
    day, `end` the first day on which it no longer holds (None: until another row). `lost_after` are the days, earliest
    and latest, after which continuity is lost if nothing restores the means; None: the row starts no such clock.
    `public` is the day on which the reading itself became public, where that is later than its statements.
    """

    id: str
    statements: tuple[str, ...]
    material: str
    sites: tuple[str, ...]
    means: tuple[Means, ...]
    effect: Working | Continuity | None
    start: date
    end: date | None
    lost_after: tuple[int, int] | None
    rule: str
    mark: Mark
    public: date | None = None
    note: str = ""
    file: str = ""
    line: int = 0

    @property
    def period(self) -> Period:
        """The days for which the row speaks."""
        return Period(self.start, self.end)

    @property
    def verifies(self) -> bool:
        """True for an observation of the material itself; only this brings back what was lost."""
        return not self.means and self.effect is None


@dataclass(frozen=True, slots=True)
class MeansInterval:
    """One means over a span of days, with the statements and the rule that say so; `recalled`: the text was not seen."""

    means: Means
    state: Working
    period: Period
    evidence: tuple[str, ...]
    rule: str
    recalled: bool = False


@dataclass(frozen=True, slots=True)
class ContinuityInterval:
    """Continuity over a span of days; `earliest` is the first day on which it may have begun, where that is not sure.

    `recalled`: it rests on a reading whose text was not seen.
    """

    state: Continuity
    period: Period
    evidence: tuple[str, ...]
    rule: str
    earliest: date | None = None
    recalled: bool = False

    @property
    def since(self) -> str:
        """The first day, or the two days between which it lies."""
        if self.earliest is None or self.earliest == self.period.start:
            return self.period.start.isoformat()
        return f"between {self.earliest.isoformat()} and {self.period.start.isoformat()}"
