"""A stratum as a plan sees it: what is at stake, how long its control has been lost, where it is, and its sample.

Priority index (project's own method, section 5.4 of its reference on verification statistics; no published standard for
re-verification after loss of continuity of knowledge was found):

    w = min(1, I / SQ) min(1, E) u

I is the last known inventory, E the time without continuity of knowledge over the timeliness goal, u the probability that
continuity failed. With E and u at 1 and one SQ or more, w is 1.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from servanda.core.finding import Misuse
from servanda.inspection.days import inspector_days
from servanda.inspection.goal import MaterialGoal
from servanda.inspection.goal_sample import SamplePlan


@dataclass(frozen=True, slots=True)
class StratumToVerify:
    """One stratum to be verified.

    `quantities` is its inventory in SQ. `lost_since` is the first day without continuity of knowledge (None: kept), as
    `lost_why` says; `failure` is u, the probability that continuity failed, as `failure_why` says. `setup_hours` belong to
    the visit to `place`: strata of one place share it. `ready` is the first day on which the place can be entered; None: no
    access, not planned. `assumptions` are printed with the plan, `evidence` holds statement ids.
    """

    name: str
    words: str
    place: str
    goal: MaterialGoal
    quantities: float
    sample: SamplePlan
    setup_hours: float
    lost_since: date | None
    failure: float
    ready: date | None
    lost_why: str = ""
    failure_why: str = ""
    mass_words: str = ""
    assumptions: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()
    notice: str = field(default="")

    def __post_init__(self) -> None:
        if not 0 <= self.failure <= 1:
            raise Misuse(f"stratum {self.name}: u {self.failure:g} is a probability from 0 to 1")
        if self.setup_hours < 0 or self.quantities < 0:
            raise Misuse(f"stratum {self.name}: set-up hours and SQ are 0 or more")

    def exposure(self, day: date) -> float:
        """E: days without continuity of knowledge over the days of the timeliness goal; 0 where it was kept."""
        if self.lost_since is None or day <= self.lost_since:
            return 0.0
        return (day - self.lost_since).days / (self.goal.timeliness.due(self.lost_since) - self.lost_since).days

    def priority(self, day: date) -> float:
        """w = min(1, I / SQ) min(1, E) u."""
        return min(1.0, self.quantities) * min(1.0, self.exposure(day)) * self.failure

    def effort(self, hours: float) -> float:
        """Inspector-days of one team, set-up included; days of so many hours."""
        return inspector_days(self.setup_hours, self.sample.minutes, hours)

    def per_team_day(self, day: date, hours: float) -> float:
        """w per inspector-day of one team: what the order goes by."""
        return self.priority(day) / self.effort(hours)
