"""What is known of one stratum at one place on a day, in the form that plans and the value of information read.

Only the form stands here; `servanda.case.join_knowledge` fills it from the record of a view.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from servanda.core.names import Basis
from servanda.core.quantity import number
from servanda.core.timeliness import TimelinessGoal
from servanda.knowledge.means import Continuity
from servanda.knowledge.strata import Stratum


class KnowledgeState(StrEnum):
    """How the present quantity of a stratum is known.

    `verified`: the last verified quantity is the newest one and continuity was kept since; `estimated`: a quantity is
    recorded and continuity is not lost; `lost`: continuity was lost since the quantity; `unknown`: nothing is recorded.
    """

    VERIFIED = "verified"
    ESTIMATED = "estimated"
    LOST = "lost"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class StratumKnowledge:
    """One stratum at one place (`site` empty: all places together) as of a day.

    Masses are kg U, None where none is recorded. `since` is the first day of the present state of continuity, `reason`
    why. `low_kg_u` is what can be shown, `high_kg_u` what may exist, and
    `high_without_work_kg_u` what may exist if no machine has run since the quantity was stated; None where no bound
    follows from the record.
    `significant_quantities` is the quantity used, with the band's upper bound as assay, None for a total of bands.
    `u` is the probability that continuity failed given the history of containment and surveillance, with its basis.
    """

    stratum: Stratum
    site: str
    as_of: date
    state: KnowledgeState
    continuity: Continuity
    since: date | None
    reason: str
    last_verified: date | None
    verified_kg_u: float | None
    last_quantity: date | None
    quantity_kg_u: float | None
    quantity_basis: Basis | None
    significant_quantities: float | None
    low_kg_u: float | None
    high_kg_u: float | None
    high_without_work_kg_u: float | None
    u: float
    u_basis: str
    goal: TimelinessGoal | None
    evidence: tuple[str, ...]
    missing: tuple[str, ...] = ()

    @property
    def days_since_verified(self) -> int | None:
        """Days since the last verified quantity; None when none is recorded."""
        return None if self.last_verified is None else (self.as_of - self.last_verified).days

    @property
    def overdue_days(self) -> int | None:
        """Days by which verification is overdue, 0 when it is not; None when that cannot be said."""
        if self.goal is None or self.last_verified is None:
            return None
        return self.goal.overdue_days(self.last_verified, self.as_of)

    def text(self) -> str:
        """The stratum in one sentence: quantity, how long unverified against its goal, continuity and since when."""
        return f"{self.stratum.words}: {self._quantity()}; {self._age()}; {self._kept()}"

    def _quantity(self) -> str:
        if self.quantity_kg_u is None or self.last_quantity is None:
            return "no quantity recorded"
        basis = f" {self.quantity_basis.words}" if self.quantity_basis else ""
        part = self.verified_kg_u is not None and self.last_verified == self.last_quantity
        verified = f", {number(self.verified_kg_u or 0.0)} of it verified" if part and self._partly else ""
        return f"{number(self.quantity_kg_u)} kg U{basis} for {self.last_quantity.isoformat()}{verified}"

    @property
    def _partly(self) -> bool:
        return self.verified_kg_u is not None and self.verified_kg_u != self.quantity_kg_u

    def _age(self) -> str:
        if self.days_since_verified is None:
            return "never verified by the record"
        said = f"unverified for {self.days_since_verified:,} days"
        if self.goal is None:
            return said
        late = f", overdue by {self.overdue_days:,} days" if self.overdue_days else ", not yet due"
        return f"{said} against a goal of {self.goal.period}{late}"

    def _kept(self) -> str:
        since = f" since {self.since.isoformat()}" if self.since else ""
        return f"continuity {self.continuity.words}{since}"


@dataclass(frozen=True, slots=True)
class StateShare:
    """The part of the stock in one state of knowledge: significant quantities, mass, and the share of all counted SQ."""

    state: KnowledgeState
    significant_quantities: float
    mass_kg_u: float
    share: float
    strata: tuple[str, ...]


def state_shares(known: Sequence[StratumKnowledge]) -> tuple[StateShare, ...]:
    """The stock by state of knowledge, in SQ; strata without a quantity, totals of bands and single sites are left out."""
    counted = [k for k in known if not k.site and k.significant_quantities is not None]
    total = sum(k.significant_quantities or 0.0 for k in counted)
    return tuple(_share(state, [k for k in counted if k.state is state], total) for state in KnowledgeState)


def _share(state: KnowledgeState, held: Sequence[StratumKnowledge], total: float) -> StateShare:
    quantity = sum(k.significant_quantities or 0.0 for k in held)
    mass = sum(k.quantity_kg_u or 0.0 for k in held)
    return StateShare(state, quantity, mass, quantity / total if total else 0.0, tuple(k.stratum.words for k in held))
