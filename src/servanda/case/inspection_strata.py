"""The strata of a case as of a day: rows of `inspection/strata.csv` with the amounts and the state of knowledge of the record.

A row becomes a stratum where the record states an amount by the day, or where the row itself gives items and their mass.
What does not become one is kept with the reason.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from servanda.case.inspection_access import access_of, first_day, notice_words
from servanda.case.view import View
from servanda.core.counting import WEEKDAYS, WorkingCalendar, working_calendar
from servanda.core.quantity import number
from servanda.inspection.days import Resources
from servanda.inspection.goal import MaterialGoal, detection_goal, material_goal
from servanda.inspection.goal_continuity import sample_of
from servanda.inspection.goal_methods import InspectionMethod
from servanda.inspection.goal_words import ASSUMED
from servanda.inspection.plan import Plan, make_plan
from servanda.inspection.plan_check import methods_of
from servanda.inspection.plan_stratum import StratumToVerify
from servanda.inspection.plan_tables import ACCESS, STRATA, AccessRow, StratumRow
from servanda.knowledge.continuity import Continuity as EventContinuity
from servanda.knowledge.means import Continuity
from servanda.knowledge.state import StratumKnowledge
from servanda.knowledge.strata import Stratum, StratumAge

STILL_STATED = timedelta(days=365)
"""A band that is older than this beside the newest amount is no longer a stratum of the day."""


@dataclass(frozen=True, slots=True)
class PlanAsked:
    """What a plan is asked for. `start` None: the first day on which notice given on the day of the view has run out."""

    resources: Resources
    goal: str = "high"
    start: date | None = None
    rest: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Unplanned:
    """Something that is no part of the plan: what, why, and the statements that say so."""

    what: str
    why: str
    evidence: tuple[str, ...] = ()
    instead: str = ""
    quantities: float | None = None


@dataclass(frozen=True, slots=True)
class Scale:
    """Factors on what is assumed: items (each so much lighter), minutes an item, hours of set-up."""

    words: str = "as planned"
    items: int = 1
    minutes: float = 1.0
    setup: float = 1.0


@dataclass(frozen=True, slots=True)
class Loss:
    """Since when continuity of a stratum is not kept (None: kept), what says so, and u with what it rests on."""

    since: date | None
    why: str
    failure: float
    failure_why: str


def _by_events(ended: EventContinuity) -> Loss:
    """The answer where coverage says nothing of the stratum: by the first event against access since a verification."""
    if ended.ended is None:
        return Loss(
            None, "no event is recorded that ended continuity", 0.0, "no event is recorded that ended continuity"
        )
    why = f"continuity of knowledge taken as lost since {ended.ended}: {ended.text()}"
    return Loss(ended.ended, why, 1.0, "an event against access, and nothing recorded of seals or cameras")


@dataclass(frozen=True, slots=True)
class Found:
    """What the record says of the strata, read once for a plan and all its variants."""

    ages: Mapping[Stratum, StratumAge]
    knowledge: Mapping[Stratum, StratumKnowledge]
    continuity: EventContinuity

    def outlived(self, age: StratumAge | None) -> bool:
        """True for a stratum whose last amount is older by more than a year than the newest of any stratum."""
        if age is None or age.used is None:
            return False
        newest = max(a.used.chosen.day for a in self.ages.values() if a.used is not None)
        return newest - age.used.chosen.day > STILL_STATED

    @classmethod
    def of(cls, view: View) -> Found:
        """Ages, state of knowledge and events of a view."""
        knowledge = {k.stratum: k for k in view.knowledge()}
        return cls({s.stratum: s for s in view.strata()}, knowledge, view.continuity())


class CaseStrata:
    """Turns rows into strata, and keeps what could not be turned into one."""

    def __init__(self, view: View, asked: PlanAsked, found: Found, scale: Scale | None = None) -> None:
        self.view = view
        self.found = found
        self.resources = asked.resources
        self.scale = scale or Scale()
        self.goal = detection_goal(asked.goal)
        self.calendar = _calendar(asked.rest)
        self.unplanned: list[Unplanned] = []
        self.items: dict[str, list[str]] = {}
        access = [access_of(view, row.site) for row in view.case.inspection.strata]
        open_days = [first_day(view.as_of, row) for row in access if row is not None and not row.closed]
        self.start = asked.start or min(open_days, default=view.as_of)

    def strata(self) -> list[StratumToVerify]:
        """Every row that can be turned into a stratum."""
        return [s for row in self.view.case.inspection.strata for s in self.stratum(row)]

    def plan(self, strata: Sequence[StratumToVerify]) -> Plan:
        """The plan for strata under what was asked."""
        return make_plan(strata, self.view.as_of, self.start, self.goal, self.resources, self.calendar)

    def stratum(self, row: StratumRow) -> Iterator[StratumToVerify]:
        """The stratum of a row; nothing where there is no amount of it."""
        goal = material_goal(row.band, row.material, irradiated=row.irradiated)
        age = self.found.ages.get(Stratum(row.band, row.form, row.site))
        mass = _mass(row, age)
        if goal is None or mass is None or mass <= 0 or self.found.outlived(age):
            self.unplanned.append(Unplanned(row.name, _why_not(row, mass, age, self.view.as_of)))
            return
        items, item_kg = _items(row, mass, self.scale.items if row.basis == ASSUMED else 1)
        methods = [self._method(m) for m in methods_of(row, self.view.case.inspection.methods)]
        self.items.setdefault(_basis_words(row), []).append(_items_words(row, items, item_kg))
        loss = self._continuity(row)
        sample = sample_of(
            items, item_kg * goal.share, goal.sq_kg, self.goal, methods, row.surveillance, kept=loss.since is None,
        )  # fmt: skip
        access = access_of(self.view, row.site)
        yield StratumToVerify(
            row.name, _words(row, age), row.site or row.name, goal, goal.quantities(mass), sample,
            self._setup(access), loss.since, loss.failure, self._ready(row, access), loss.why, loss.failure_why,
            f"{number(mass)} kg" if age is None or age.value is None else age.value.text(),
            tuple(_own_assumptions(row, goal, items, item_kg, mass)), () if age is None else age.evidence,
            notice_words(self.view, access),
        )  # fmt: skip

    def _method(self, method: InspectionMethod) -> InspectionMethod:
        scaled = method.minutes * (self.scale.minutes if method.basis == ASSUMED else 1.0)
        return replace(method, minutes=scaled)

    def _setup(self, access: AccessRow | None) -> float:
        if access is None:
            return 0.0
        return access.setup_hours * (self.scale.setup if access.basis == ASSUMED else 1.0)

    def _continuity(self, row: StratumRow) -> Loss:
        """Since when continuity is not kept, what says so, and the probability that it failed."""
        of_place, of_all = Stratum(row.band, row.form, row.site), Stratum(row.band, row.form)
        known = self.found.knowledge.get(of_place) or self.found.knowledge.get(of_all)
        if known is None:
            loss = _by_events(self.found.continuity)
        elif known.continuity is Continuity.KEPT:
            loss = Loss(None, f"continuity kept: {known.reason}", known.u, known.u_basis)
        else:
            words = f"continuity of knowledge {known.continuity.words} since {known.since}: {known.reason}"
            loss = Loss(known.since or self.view.as_of, words, known.u, known.u_basis)
        return loss if row.failure is None else replace(loss, failure=row.failure, failure_why=f"{STRATA}, {row.basis}")

    def _ready(self, row: StratumRow, access: AccessRow | None) -> date | None:
        if access is None or not access.closed:
            return max(self.start, self.start if access is None else first_day(self.view.as_of, access))
        self.unplanned.append(
            Unplanned(row.name, f"no access to {row.site or 'its place'}: {access.note or ACCESS}", access.evidence)
        )
        return None


def _calendar(rest: Sequence[int]) -> WorkingCalendar:
    names = " and ".join(WEEKDAYS[day] for day in sorted(set(rest)))
    return working_calendar(f"no work on {names}" if names else "every day of the week is a working day", rest)


def _why_not(row: StratumRow, mass: float | None, age: StratumAge | None, as_of: date) -> str:
    what = Stratum(row.band, row.form, row.site).words if row.band else row.material
    if mass is not None and mass <= 0:
        return f"the record states that there is no {what} by {as_of}"
    if mass is not None and age is not None and age.used is not None:
        used = age.used.chosen
        return f"last stated for {used.of_day.text} [{used.id}], more than a year before the newest amounts by {as_of}"
    return f"the record states no amount of {what} by {as_of}, and {STRATA} gives no items with their mass"


def _mass(row: StratumRow, age: StratumAge | None) -> float | None:
    """The amount of the record, kg of the element; that of the table where the record states none; None: neither."""
    stated = None if age is None or age.value is None else age.value
    if stated is not None:
        known = stated.value if stated.value is not None else stated.high
        return known if math.isfinite(known) else stated.low
    return row.items * row.item_kg if row.items is not None and row.item_kg is not None else None


def _items(row: StratumRow, mass: float, factor: int) -> tuple[int, float]:
    """Number of items and mass of one, kg of the element; where only one is stated the other follows from the amount.

    `factor` makes so many of each item. A last item that is not full counts as a full one.
    """
    if row.items is not None:
        return row.items * factor, (mass / row.items if row.item_kg is None else row.item_kg) / factor
    if row.item_kg is None:
        raise AssertionError(f"{row.name}: a row without items and item_kg was not refused")
    item_kg = row.item_kg / factor
    items = max(1, math.ceil(mass / item_kg * (1 - 1e-12)))
    return items, mass if items == 1 else item_kg


def _words(row: StratumRow, age: StratumAge | None) -> str:
    return row.name if age is None else age.stratum.words


def _items_words(row: StratumRow, items: int, item_kg: float) -> str:
    container = f" ({row.container})" if row.container else ""
    return f"{row.name} {items} of {item_kg:,.4g} kg{container}"


def _own_assumptions(row: StratumRow, goal: MaterialGoal, items: int, item_kg: float, mass: float) -> Iterator[str]:
    if goal.note:
        yield f"{row.name}: {goal.note}"
    if row.items is not None and row.item_kg is not None and abs(row.items * row.item_kg / mass - 1) > 0.01:
        counted = f"{items} items of {item_kg:g} kg are {items * item_kg:,.4g} kg"
        yield f"{row.name}: {counted}, the record states {number(mass)} kg"


def _basis_words(row: StratumRow) -> str:
    mark = f", {row.mark}" if row.mark else ""
    source = f" ({row.source}{mark})" if row.source else ""
    return f"{row.basis.replace('_', ' ')}{source}"
