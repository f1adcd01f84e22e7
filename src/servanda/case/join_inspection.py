"""Record and tables to a plan: what joins a case to the room `inspection`.

The strata of the plan are the rows of `inspection/strata.csv` for which the record states an amount by the day, or whose
number and mass of items the row itself gives. What cannot be planned is returned with the reason, never left out in silence.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from servanda.case.view import View
from servanda.core.counting import WEEKDAYS, Duration, WorkingCalendar, working_calendar
from servanda.core.finding import Misuse
from servanda.core.quantity import number
from servanda.inspection.days import Resources
from servanda.inspection.declaration import Declaration, Standing, declarations, standing_of
from servanda.inspection.goal import MaterialGoal, detection_goal, material_goal
from servanda.inspection.goal_continuity import sample_of
from servanda.inspection.goal_methods import InspectionMethod
from servanda.inspection.goal_words import ASSUMED
from servanda.inspection.plan import Plan, make_plan
from servanda.inspection.plan_check import methods_of
from servanda.inspection.plan_stratum import StratumToVerify
from servanda.inspection.plan_tables import ACCESS, EVERY_PLACE, STRATA, AccessRow, NotSampled, StratumRow
from servanda.knowledge.strata import TOTAL, Stratum, StratumAge

STILL_STATED = timedelta(days=365)
"""A band that is older than this beside the newest amount is no longer a stratum of the day."""


@dataclass(frozen=True, slots=True)
class Unplanned:
    """Something that is no part of the plan: what, why, and the statements that say so."""

    what: str
    why: str
    evidence: tuple[str, ...] = ()
    instead: str = ""
    quantities: float | None = None


@dataclass(frozen=True, slots=True)
class CasePlan:
    """A plan for a case, with what is no part of it, what is no sampling problem, declarations, and what is assumed.

    `cautions` are to be read before the plan: what it takes as given. `variants` say what other assumptions would change.
    """

    plan: Plan
    unplanned: tuple[Unplanned, ...]
    not_sampled: tuple[Unplanned, ...]
    declarations: tuple[Declaration, ...]
    assumptions: tuple[str, ...]
    variants: tuple[Variant, ...]
    cautions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Variant:
    """The same plan with one assumption changed: working days until all is verified, and the order of the strata."""

    words: str
    days_in_all: float
    inspector_days: float
    order: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Scale:
    """Factors on what is assumed: items (each so much lighter), minutes an item, hours of set-up."""

    words: str = "as planned"
    items: int = 1
    minutes: float = 1.0
    setup: float = 1.0


SCALES = (
    Scale(),
    Scale("twice as many items, each half as heavy", items=2),
    Scale("five times as many items", items=5),
    Scale("twice the minutes for every item", minutes=2.0),
    Scale("half the set-up of a visit", setup=0.5),
    Scale("twice the set-up of a visit", setup=2.0),
)
"""How wrong the assumed figures are supposed to be; figures that are not assumed stay."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a plan is asked for. `start` None: the first day on which notice given on the day of the view has run out."""

    resources: Resources
    goal: str = "high"
    start: date | None = None
    rest: tuple[int, ...] = ()


def plan_for(view: View, asked: Asked) -> CasePlan:
    """The plan that restores knowledge of the material of a case, seen as of the day of the view."""
    tables = view.case.inspection
    if not tables.strata:
        raise Misuse(
            f"the case {view.case.slug} has no {STRATA}: write one row for each stratum (stratum, band, form, items or "
            f"item_kg, methods, surveillance, basis); docs/inspection/plan.md shows an example"
        )
    joined = _Join(view, asked)
    strata = joined.strata()
    if not strata:
        why = "; ".join(f"{u.what}: {u.why}" for u in joined.unplanned)
        raise Misuse(f"nothing to plan for {view.case.slug} as of {view.as_of}: {why}")
    plan = joined.plan(strata)
    unlisted = tuple(_unlisted(view.strata(), tables.strata))
    return CasePlan(
        plan, (*joined.unplanned, *unlisted), not_sampled(view), asked_for(view), _assumptions(plan, joined),
        tuple(_variants(view, asked)), tuple(_cautions(plan, view)),
    )  # fmt: skip


def _variants(view: View, asked: Asked) -> Iterator[Variant]:
    for scale in SCALES:
        joined = _Join(view, asked, scale)
        plan = joined.plan(joined.strata())
        days = plan.days_in_all
        names = tuple(p.stratum.name for p in plan.strata)
        yield Variant(scale.words, days, days * asked.resources.teams, names)


class _Join:
    """Turns rows into strata, and keeps what could not be turned into one."""

    def __init__(self, view: View, asked: Asked, scale: Scale = SCALES[0]) -> None:
        self.view = view
        self.resources = asked.resources
        self.scale = scale
        self.goal = detection_goal(asked.goal)
        self.calendar = _calendar(asked.rest)
        self.unplanned: list[Unplanned] = []
        self.items: dict[str, list[str]] = {}
        self.ages = {s.stratum: s for s in view.strata()}
        self.ended = view.continuity()
        access = [_access(view, row.site) for row in view.case.inspection.strata]
        open_days = [_first_day(view.as_of, row) for row in access if row is not None and not row.closed]
        self.start = asked.start or min(open_days, default=view.as_of)

    def strata(self) -> list[StratumToVerify]:
        """Every row that can be turned into a stratum."""
        return [s for row in self.view.case.inspection.strata for s in self.stratum(row)]

    def plan(self, strata: Sequence[StratumToVerify]) -> Plan:
        """The plan for strata under what was asked."""
        return make_plan(strata, self.view.as_of, self.start, self.goal, self.resources, self.calendar)

    def stratum(self, row: StratumRow) -> Iterator[StratumToVerify]:
        goal = material_goal(row.band, row.material, irradiated=row.irradiated)
        age = self.ages.get(Stratum(row.band, row.form, row.site))
        mass = _mass(row, age)
        if goal is None or mass is None:
            why = f"the record states no amount of {row.band} as {row.form or 'any form'} by {self.view.as_of}"
            self.unplanned.append(Unplanned(row.name, f"{why}, and {STRATA} gives no items with their mass"))
            return
        items, item_kg = _items(row, mass, self.scale.items if row.basis == ASSUMED else 1)
        methods = [self._method(m) for m in methods_of(row, self.view.case.inspection.methods)]
        self.items.setdefault(_basis_words(row), []).append(_items_words(row, items, item_kg))
        since, why, failure = self._continuity(row)
        sample = sample_of(
            items, item_kg * goal.share, goal.sq_kg, self.goal, methods, row.surveillance, kept=since is None,
        )  # fmt: skip
        access = _access(self.view, row.site)
        yield StratumToVerify(
            row.name, _words(row, age), row.site or row.name, goal, goal.quantities(mass), sample,
            self._setup(access), since, failure, self._ready(row, access), why,
            f"{number(mass)} kg" if age is None or age.value is None else age.value.text(),
            tuple(_own_assumptions(row, goal, items, item_kg, mass)), () if age is None else age.evidence,
            _notice_words(self.view, access),
        )  # fmt: skip

    def _method(self, method: InspectionMethod) -> InspectionMethod:
        scaled = method.minutes * (self.scale.minutes if method.basis == ASSUMED else 1.0)
        return replace(method, minutes=scaled)

    def _setup(self, access: AccessRow | None) -> float:
        if access is None:
            return 0.0
        return access.setup_hours * (self.scale.setup if access.basis == ASSUMED else 1.0)

    def _continuity(self, row: StratumRow) -> tuple[date | None, str, float]:
        """Since when continuity is lost, what says so, and the probability that it failed."""
        ended = self.ended.ended
        if ended is None:
            return None, "no event is recorded that ended continuity", row.failure or 0.0
        ids = ", ".join(e.id for e in self.ended.ended_by)
        return ended, f"lost since {ended} [{ids}]", 1.0 if row.failure is None else row.failure

    def _ready(self, row: StratumRow, access: AccessRow | None) -> date | None:
        if access is None or not access.closed:
            return max(self.start, self.start if access is None else _first_day(self.view.as_of, access))
        self.unplanned.append(
            Unplanned(row.name, f"no access to {row.site or 'its place'}: {access.note or ACCESS}", access.evidence)
        )
        return None


def _calendar(rest: Sequence[int]) -> WorkingCalendar:
    names = " and ".join(WEEKDAYS[day] for day in sorted(set(rest)))
    return working_calendar(f"no work on {names}" if names else "every day of the week is a working day", rest)


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


def _access(view: View, site: str) -> AccessRow | None:
    """The last row for the place whose statements are in view; that for every place where it has none of its own."""
    rows = [r for r in view.case.inspection.access if all(i in view.record.by_id for i in r.evidence)]
    own = [r for r in rows if site and r.site == site]
    every = [r for r in rows if r.site == EVERY_PLACE]
    return next(reversed(own or every), None)


def _first_day(as_of: date, access: AccessRow) -> date:
    """The first day on which a place can be entered when notice is given on the day of the view."""
    noticed = as_of + _notice_days(access.notice)
    return noticed if access.earliest is None else max(noticed, access.earliest)


def _notice_days(notice: Duration | None) -> timedelta:
    """Whole days of a notice: hours that do not fill a day are within it."""
    if notice is None:
        return timedelta(0)
    return timedelta(days=notice.days + notice.clock // timedelta(days=1)) + timedelta(days=30 * notice.months)


def _notice_words(view: View, access: AccessRow | None) -> str:
    if access is None or not access.right:
        return ""
    answer = view.answer(access.right)
    standing = standing_of(answer.verdicts)
    period = access.notice.words if access.notice else "no period of notice"
    differs = "" if standing is Standing.APPLIES else f", {standing.value}"
    return f"{access.right} ({answer.cite}): {period}{differs}"


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


def _assumptions(plan: Plan, joined: _Join) -> tuple[str, ...]:
    used: dict[str, InspectionMethod] = {m.name: m for p in plan.strata for m in p.stratum.sample.methods}
    setup = sorted({f"{p.stratum.setup_hours:g}" for p in plan.strata})
    notices = dict.fromkeys(p.stratum.notice for p in plan.strata if p.stratum.notice)
    return (
        *(f"items {basis}: {'; '.join(words)}" for basis, words in joined.items.items()),
        *(a for p in plan.strata for a in p.stratum.assumptions),
        *(m.words for m in used.values()),
        f"set-up of a visit: {' or '.join(setup)} hours, once for each place; a stratum without a site is a place of its own",
        *(f"notice: {words}, given on {plan.as_of}" for words in notices),
        f"first day of work {plan.start}; {plan.calendar.name}",
        "enrichment of a band taken at its upper bound, so that an item holds no more U-235 than counted",
    )


def _cautions(plan: Plan, view: View) -> Iterator[str]:
    """What the plan takes as given, to be read before it."""
    for why in dict.fromkeys(p.stratum.lost_why for p in plan.strata if p.stratum.lost_since is not None):
        yield f"continuity of knowledge {why}"
    rows = [_access(view, row.site) for row in view.case.inspection.strata]
    if any(row is None or (row.earliest is None and not row.closed) for row in rows):
        yield f"access from {plan.start} on is taken as given: no day of access is on record"
    if any(row.basis == ASSUMED for row in view.case.inspection.strata):
        yield "numbers of items are assumed, not counted: what that changes is shown below"


def _unlisted(ages: Iterable[StratumAge], rows: Sequence[StratumRow]) -> Iterator[Unplanned]:
    """Strata that the record states for the time and that no row of the table plans."""
    stated = [a for a in ages if a.used is not None]
    newest = max((a.used.chosen.day for a in stated if a.used), default=None)
    planned = {Stratum(r.band, r.form, r.site) for r in rows}
    forms = {r.form for r in rows}
    for age in stated:
        if age.used is None or newest is None or age.stratum in planned or newest - age.used.chosen.day > STILL_STATED:
            continue
        if age.stratum.band == TOTAL and age.stratum.form in (*forms, "all_forms"):
            continue  # the sum of strata that are planned
        if age.stratum.band != TOTAL and age.stratum.form == "all_forms":
            continue  # the same material in the forms of other rows
        amount = age.value.text() if age.value else "no amount"
        why = f"{amount} [{age.used.chosen.id}]: no items known and none assumed"
        yield Unplanned(age.stratum.words, why, age.evidence, f"add a row to {STRATA}", age.significant_quantities)


def not_sampled(view: View) -> tuple[Unplanned, ...]:
    """What no sample can answer, as far as it was known: rows whose statements are all in view."""
    return tuple(
        Unplanned(row.what, row.why, row.evidence, row.instead)
        for row in view.case.inspection.not_sampled
        if _seen(view, row)
    )


def _seen(view: View, row: NotSampled) -> bool:
    return all(i in view.record.by_id for i in row.evidence)


def asked_for(view: View) -> tuple[Declaration, ...]:
    """The declarations to ask for, with the status of each paragraph on the day of the view."""
    held = {o.id for a in view.agreements for o in a.obligations}
    return declarations(lambda name: view.answer(name) if name in held else None)
