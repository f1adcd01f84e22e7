"""What is known and since when: strata by state of knowledge, amounts over time, the events around the day."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from servanda.agreements.model import Measure, Obligation
from servanda.brief.figures import computed, recalled, said, sentence, stated
from servanda.brief.parts import Around, Figure, Happening, Knowledge, Limit, Point, Sentence, Stratum, StratumCell
from servanda.brief.words import BAND_WORDS, FORM_WORDS, day_words, plain
from servanda.case.view import View
from servanda.core.quantity import number
from servanda.evidence.record import choose
from servanda.evidence.statement import Statement
from servanda.knowledge.strata import StratumAge

MASS = "uranium_mass"
STILL_STATED = timedelta(days=365)
"""A stratum that has not been stated for this long before the newest one is listed apart."""
BEFORE, AFTER = timedelta(days=60), timedelta(days=14)
LANDMARKS = ("implementation", "withdrawal", "access_reduced", "strike", "snapback")
MOST_LANDMARKS = 6

Key = tuple[str, str, str]


def gather_strata(views: Sequence[View]) -> tuple[tuple[Stratum, ...], tuple[Figure, ...]]:
    """The strata still spoken of, per state of knowledge, and the last words on those that no longer are."""
    ages = [{_key(a): a for a in view.strata()} for view in views]
    keys = dict.fromkeys(key for found in (*ages[-1:], *ages[:-1]) for key in found)
    newest = max((a.used.chosen.day for found in ages for a in found.values() if a.used), default=None)
    current: list[Key] = []
    old: list[Key] = []
    for key in keys:
        last = max((f[key].used.chosen.day for f in ages if key in f and f[key].used), default=None)  # type: ignore[union-attr]  # filtered
        (old if last is None or newest is None or newest - last > STILL_STATED else current).append(key)
    rows = tuple(_stratum(key, [found.get(key) for found in ages]) for key in sorted(current, key=_order))
    return rows, tuple(_last_words(ages[-1][key]) for key in old if key in ages[-1])


def _key(age: StratumAge) -> Key:
    return (age.stratum.band, age.stratum.form, age.stratum.site)


def _order(key: Key) -> tuple[bool, float, int, str]:
    digits = key[0].removeprefix("up_to_").replace("_", ".")
    bound = float(digits) if digits.replace(".", "", 1).isdecimal() else 0.0
    forms = ("all_forms", "UF6", "other")
    return (key[0] == "total", -bound, forms.index(key[1]) if key[1] in forms else 9, key[2])


def _stratum(key: Key, ages: Sequence[StratumAge | None]) -> Stratum:
    goal = next((a.goal.words for a in ages if a is not None and a.goal is not None), "")
    return Stratum(label(*key), *key, goal, tuple(_cell(a) for a in ages))


def label(band: str, form: str, site: str = "") -> str:
    """A stratum as a heading."""
    words = BAND_WORDS.get(band, plain(band).capitalize())
    form_words = FORM_WORDS.get(form, plain(form))
    return f"{words}{f' ({form_words})' if form_words else ''}{f', at {site}' if site else ''}"


def _last_words(age: StratumAge) -> Figure:
    used = age.used
    if used is None:
        return Figure(f"{label(*_key(age))}: nothing recorded")
    return stated(used.chosen, f"{label(*_key(age))}: {said(used.chosen)} on {day_words(used.chosen.of_day.text)}")


def _cell(age: StratumAge | None) -> StratumCell:
    if age is None or age.used is None:
        return StratumCell(missing="nothing known by then")
    used = age.used.chosen
    return StratumCell(
        verified=None if age.verified is None else stated(age.verified),
        estimated=None if age.estimated is None else stated(age.estimated),
        used=stated(used),
        public=used.public_on.text,
        days=_days(age.days_since_verified, age.verified),
        days_estimated=_days(age.days_since_estimated, age.estimated),
        goal_days=_goal_days(age),
        overdue=age.overdue_days,
        due=age.due.isoformat() if age.due else "",
        amount=_amount(age),
        why=age.used.why,
        missing="" if age.verified else "no verified quantity in the record",
    )


def _days(days: int | None, statement: Statement | None) -> Figure | None:
    if days is None or statement is None:
        return None
    return computed(_count_days(days), float(days), "days", "days", (statement.id,), recalled([statement]))


def _count_days(days: int) -> str:
    return f"{number(days)} day{'' if days == 1 else 's'}"


def _goal_days(age: StratumAge) -> int | None:
    start = age.verified or age.estimated
    if age.goal is None or start is None:
        return None
    return (age.goal.due(start.day) - start.day).days


def _amount(age: StratumAge) -> Figure | None:
    amount = age.significant_quantities
    if amount is None or age.used is None:
        return None
    chosen = age.used.chosen
    return computed(f"{amount:.1f} SQ", amount, "SQ", "significant-quantity", (chosen.id,), recalled([chosen]))


def gather_points(then: View, now: View) -> tuple[Point, ...]:
    """Amounts of each band over time in the form in which the band is most often stated; the total in all forms."""
    masses = now.record.select(MASS, where=lambda s: s.preferred and s.value is not None and not s.site)
    groups: dict[tuple[str, str], dict[date, list[Statement]]] = {}
    for s in masses:
        groups.setdefault((s.band, s.form), {}).setdefault(s.day, []).append(s)
    return tuple(_point(s, then) for key in _best_forms(groups) for s in _per_day(groups[key]))


def _best_forms(groups: dict[tuple[str, str], dict[date, list[Statement]]]) -> list[tuple[str, str]]:
    best: dict[str, tuple[str, str]] = {}
    for key, days in groups.items():
        rank = (key[0] == "total" and key[1] == "all_forms", len(days), key)
        old = best.get(key[0])
        if old is None or rank > (old[0] == "total" and old[1] == "all_forms", len(groups[old]), old):
            best[key[0]] = key
    newest = max((day for key in best.values() for day in groups[key]), default=None)
    return [k for k in best.values() if len(groups[k]) > 1 and newest and newest - max(groups[k]) <= STILL_STATED]


def _per_day(days: dict[date, list[Statement]]) -> Iterable[Statement]:
    for _, statements in sorted(days.items()):
        choice = choose(statements)
        if choice is not None:
            yield choice.chosen


def _point(s: Statement, then: View) -> Point:
    later = then.known_by is not None and s.public_day > then.known_by
    qualifier = s.qualifier.value if s.qualifier else ""
    return Point(s.band, s.form, s.day.isoformat(), float(s.value or 0), stated(s), qualifier, later)


def gather_limits(now: View) -> tuple[Limit, ...]:
    """Limits on a stock in kg U, for the charts; offers that never came into force are left out."""
    obligations = [o for a in now.case.agreements if a.force != "proposal_not_in_force" for o in a.obligations]
    return tuple(limit for o in obligations if (limit := _limit(o)) is not None)


def _limit(o: Obligation) -> Limit | None:
    measure, test = o.measure, o.test
    band = None if measure is None else _limited_band(measure)
    if measure is None or test is None or band is None or o.applies.start is None:
        return None
    value = next((e.threshold for e in test.equivalents if e.unit == "kg_U"), None)
    value = test.threshold if measure.unit == "kg_U" and isinstance(test.threshold, float | int) else value
    if value is None:
        return None
    end = o.applies.end.day.isoformat() if o.applies.end else ""
    words = f"limit of {number(float(value))} kg U"
    return Limit(o.id, band, float(value), "kg_U", o.applies.start.day.isoformat(), end, words)


def _limited_band(measure: Measure) -> str | None:
    """The band whose stock a measure limits; None for a measure of anything else."""
    if measure.quantity not in ("enriched_uranium_stockpile", MASS):
        return None
    band = getattr(measure, "band", "") or next((w for w in measure.scope.split() if w in BAND_WORDS), "")
    return band or "total"


def gather_happenings(now: View, first: str) -> tuple[Happening, ...]:
    """The landmarks for the charts over time, lettered by day; days of one month share a letter's place, so one is taken."""
    events = [e for e in now.record.select("event") if e.subject in LANDMARKS and e.day.isoformat() >= first]
    apart: list[Statement] = []
    for event in sorted(events, key=lambda e: (LANDMARKS.index(e.subject), not e.of_day.exact, e.day, e.id)):
        if all(abs((event.day - other.day).days) > 200 for other in apart):
            apart.append(event)
    chosen = sorted(apart[:MOST_LANDMARKS], key=lambda e: e.day)
    return tuple(
        Happening("abcdefghij"[n], e.day.isoformat(), e.text, stated(e, day_words(e.of_day.text)))
        for n, e in enumerate(chosen)
    )


def gather_around(views: Sequence[View], as_of: date) -> tuple[Around, ...]:
    """Events within two months before the day and two weeks after it, and by which state of knowledge each was known."""
    known = [{e.id for e in view.known.select("event")} for view in views]
    ids = set().union(*known)
    events = [
        e
        for e in views[-1].case.record.select("event", since=as_of - BEFORE, until=as_of + AFTER)
        if e.id in ids and not e.derived_from
    ]
    return tuple(
        Around(e.of_day.text, plain(e.subject), stated(e, e.text), tuple(e.id in k for k in known)) for e in events
    )


def gather_continuity(views: Sequence[View], knowledge: Sequence[Knowledge]) -> tuple[Sentence, ...]:
    """Per state of knowledge: the last verified quantity of any material, and what broke access since then."""
    return tuple(_continuity(view, known) for view, known in zip(views, knowledge, strict=True))


def _continuity(view: View, known: Knowledge) -> Sentence:
    found = view.continuity()
    last = found.last_verified
    head = f"{known.label.capitalize()}: "
    if last is None:
        return sentence(head, "no verified quantity of nuclear material is recorded.")
    pieces: list[str | Figure] = [head, "the last verified quantity of any material is ", stated(last)]
    pieces += [f" ({subject(last)}) for {day_words(last.of_day.text)}"]
    if found.ended_by:
        event = found.ended_by[0]
        pieces += ["; the first event against access since then is of ", stated(event, day_words(event.of_day.text))]
        pieces += [f": {event.text}"]
    return Sentence((*pieces, "" if _ends(pieces) else "."))


def _ends(pieces: Sequence[str | Figure]) -> bool:
    last = pieces[-1]
    return isinstance(last, str) and last.endswith(".")


def subject(s: Statement) -> str:
    """What a quantity of material is about, in words."""
    return label(s.band, s.form, s.site) if s.quantity == MASS else plain(s.quantity)
