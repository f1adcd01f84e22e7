"""The runs of a clock that the record shows: when each started, when it was due, whether it was met.

A run starts by the text or by a statement `clock` about the obligation; a statement `submission` ends it. A submission
names the clock that it answers in `derived_from`, or the year of a yearly duty in its locator; one that names nothing
answers the only clock that is open, and none where several are. Where reports on one month are due on one day, the events
of a month are one run. A statement that the duty was performed says that it was done, not on which day: only a submission
after the day that was due, or a statement `performed_late`, makes a run late. What is not recorded is not taken as done,
and not as left undone.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from servanda.agreements.clock import Meaning, Start, Starting, Term, companion, start_of, terms
from servanda.agreements.deadline import Due, due, due_instant
from servanda.agreements.model import Agreement, Obligation
from servanda.agreements.performance import performances
from servanda.agreements.verdict import ClockRun, Status
from servanda.core.counting import add_years
from servanda.core.period import parse_day, parse_instant
from servanda.evidence.record import Record
from servanda.evidence.statement import Statement

SHOWN_PERIODS = 2
"""How many periods without a submission a recurring duty shows: the one that runs and the one before it."""
DAY_UNKNOWN = "the day on which it was done is not recorded"


@dataclass(frozen=True, slots=True)
class Occasion:
    """What started a run: the day, the hour where it is known, and the statements (none for a start by the text).

    `last` is the day of the newest of several events of one run: what was sent before it does not answer them all.
    """

    start: date
    instant: datetime | None = None
    evidence: tuple[str, ...] = ()
    period: str = ""
    chosen: str = ""
    last: date = date.min


@dataclass(frozen=True, slots=True)
class Done:
    """When it was done, and by which statement; `stated`: that it was done by that day, `late`: that it was late."""

    day: date
    instant: datetime | None
    evidence: str
    stated: bool = False
    late: bool = False


def runs(agreement: Agreement, obligation: Obligation, record: Record, day: date, since: date) -> tuple[ClockRun, ...]:
    """Every run that started by `day`, oldest first; the first statement that the duty was performed ends a run too."""
    if obligation.clock is None:
        return ()
    found = _occasions(agreement, obligation, record, day, since)
    answers = _answered(found, obligation, record, day)
    whole = performances(obligation, record, day, since)
    made = [_run(obligation, o, answers.get(o) or _as_a_whole(obligation, o, whole), day) for o in found]
    return tuple(_newest_periods(made))


def _as_a_whole(obligation: Obligation, occasion: Occasion, said: Sequence[Statement]) -> Done | None:
    """The first statement on the whole duty that it was performed; late only where one says so."""
    begun = max(occasion.start, occasion.last)
    about = [s for s in said if begun <= s.day or _ahead(obligation)]
    first = next((s for s in about if s.text == "performed"), None)
    late = any(s.text == "performed_late" for s in about)
    return None if first is None or occasion.period else Done(first.day, None, first.id, stated=True, late=late)


def _ahead(obligation: Obligation) -> bool:
    """Whether what is due comes before the event that the clock names."""
    return obligation.clock is not None and any(
        t.before or t.meaning in (Meaning.BEFORE, Meaning.BY) for t in terms(obligation.clock)
    )


def run_days(
    agreement: Agreement, obligation: Obligation, record: Record, since: date, last: date
) -> Iterable[tuple[date, date]]:
    """For each run until `last` the day it starts and the first day after it is due."""
    if obligation.clock is not None:
        for occasion in _occasions(agreement, obligation, record, last, since):
            for term in terms(obligation.clock):
                found = _due(obligation, occasion, term)
                after = occasion.start if found.day is None else found.day + timedelta(days=not found.strictly)
                yield occasion.start, after


def last_day_of_text(agreement: Agreement, obligation: Obligation) -> date | None:
    """The day on which an act is due at the latest by the text alone; None when an event that is recorded starts it."""
    start = obligation.applies.start
    if obligation.clock is None or start is None:
        return None
    begins = start_of(agreement, obligation, start.day)
    if begins.day is None:
        return None
    days = [_due(obligation, Occasion(begins.day), term).day for term in terms(obligation.clock)]
    known = [day for day in days if day is not None]
    return known[0] if len(known) == len(days) == 1 else None


def _occasions(
    agreement: Agreement, obligation: Obligation, record: Record, day: date, since: date
) -> tuple[Occasion, ...]:
    start = start_of(agreement, obligation, since)
    if start.kind is Starting.OCCASION:
        names = (obligation.id, companion(obligation.id))
        pool = [s for s in record.by_quantity.get("clock", ()) if s.subject in names and s.day <= day]
        found = tuple(o for o in (_occasion(s) for s in pool) if o.start >= since)
        monthly = obligation.clock is not None and obligation.clock.anchor == "end_of_month"
        return _by_month(found) if monthly else found
    return tuple(_by_itself(start, day, since))


def _by_itself(start: Start, day: date, since: date) -> Iterable[Occasion]:
    if start.day is not None:
        if start.day <= day:
            yield Occasion(start.day)
        return
    years = range(since.year, day.year + 1)
    for year in years:
        yearly = start.kind is Starting.YEARLY
        begin = date(year + 1, 1, 1) if yearly else add_years(since, year - since.year)
        if begin <= day:
            yield Occasion(begin, period=str(year))


def _by_month(found: Sequence[Occasion]) -> tuple[Occasion, ...]:
    """The events of one month as one occasion: what is said of them is due on one day."""
    months: dict[tuple[int, int, str], list[Occasion]] = {}
    for occasion in sorted(found, key=lambda o: (o.start, o.evidence)):
        months.setdefault((occasion.start.year, occasion.start.month, occasion.chosen), []).append(occasion)
    return tuple(_one_of_month(events) for events in months.values())


def _one_of_month(events: Sequence[Occasion]) -> Occasion:
    evidence = tuple(i for event in events for i in event.evidence)
    return events[0] if len(events) == 1 else replace(events[0], evidence=evidence, last=events[-1].start)


def _occasion(statement: Statement) -> Occasion:
    when = moment_of(statement)
    return Occasion(when[0], when[1], (statement.id,), chosen=statement.locator)


def moment_of(statement: Statement) -> tuple[date, datetime | None]:
    """When the clock started or what was due was done: the day or hour in the text, else the day of the statement."""
    instant = parse_instant(statement.text) if "T" in statement.text else None
    if instant is not None:
        return instant.date(), instant
    return parse_day(statement.text[:10]) or statement.day, None


def _answered(
    found: Sequence[Occasion], obligation: Obligation, record: Record, day: date
) -> dict[Occasion, Done | None]:
    pool = [s for s in record.by_quantity.get("submission", ()) if s.subject == obligation.id and s.day <= day]
    answers: dict[Occasion, Done | None] = {}
    for statement in sorted(pool, key=lambda s: (not _names_one(s), s.day, s.id)):
        when, instant = moment_of(statement)
        occasion = _meant(statement, when, found, answers, ahead=_ahead(obligation))
        if occasion is not None:
            answers.setdefault(occasion, Done(when, instant, statement.id))
    return answers


def _names_one(statement: Statement) -> bool:
    return bool(statement.derived_from or statement.locator)


def _meant(
    statement: Statement, when: date, found: Sequence[Occasion], answers: dict[Occasion, Done | None], *, ahead: bool
) -> Occasion | None:
    named = [o for o in found if statement.derived_from in o.evidence or (o.period and o.period == statement.locator)]
    if named or _names_one(statement):
        return next((o for o in named if o.last <= when), None)
    open_ones = [o for o in found if o not in answers and (ahead or max(o.start, o.last) <= when)]
    if any(o.period for o in open_ones):
        return max(open_ones, key=lambda o: o.start)
    return open_ones[0] if len(open_ones) == 1 else None


def _run(obligation: Obligation, occasion: Occasion, done: Done | None, day: date) -> ClockRun:
    """The run under the period that applies; where the text has several and none is chosen, only what all agree on."""
    if obligation.clock is None:
        raise AssertionError(obligation)
    all_terms = terms(obligation.clock)
    chosen = [t for t in all_terms if str(t.number) == occasion.chosen] or list(all_terms)
    made = [_under(obligation, occasion, term, done, day) for term in chosen]
    if len({run.status for run in made}) == 1:
        return made[0]
    words = "; ".join(term.words for term in chosen)
    reason = f"the text gives several periods and no statement says which applies: {words}"
    return replace(made[0], status=Status.UNDETERMINED, due=None, words=words, reason=reason)


def _due(obligation: Obligation, occasion: Occasion, term: Term) -> Due:
    if obligation.clock is None:
        raise AssertionError(obligation)
    if term.duration.clock and occasion.instant is not None:
        return due_instant(occasion.instant, term)
    return due(occasion.start, term, obligation.clock)


def _under(obligation: Obligation, occasion: Occasion, term: Term, done: Done | None, day: date) -> ClockRun:
    latest = _due(obligation, occasion, term)
    status, reason = _open(latest, day) if done is None else _met(latest, occasion, term, done)
    return ClockRun(
        trigger="" if obligation.clock is None else obligation.clock.trigger,
        started=occasion.start,
        words=term.words,
        counting=latest.counting,
        status=status,
        due=latest.day,
        due_instant=latest.instant,
        done=None if done is None else done.day,
        period=occasion.period,
        evidence=(*occasion.evidence, *(() if done is None else (done.evidence,))),
        reason=reason,
    )


def _open(latest: Due, day: date) -> tuple[Status, str]:
    if latest.day is None:
        return Status.CLOCK_STARTED, latest.counting
    if day < latest.day or (day == latest.day and not latest.strictly):
        return Status.CLOCK_STARTED, f"due on {latest.day} at the latest"
    by = "before" if latest.strictly else "by"
    return Status.UNDETERMINED, f"was due {by} {latest.day}, and no statement says whether it was done"


def _met(latest: Due, occasion: Occasion, term: Term, done: Done) -> tuple[Status, str]:
    if done.late:
        return Status.PERFORMED_LATE, "stated to be performed late"
    status, reason = _closed(latest, occasion, term, done)
    if not done.stated or status is Status.COMPLIANT:
        return status, reason
    due_on = "" if latest.day is None else f", due on {latest.day}"
    return Status.UNDETERMINED, f"stated for {done.day} to be performed{due_on}; {DAY_UNKNOWN}"


def _closed(latest: Due, occasion: Occasion, term: Term, done: Done) -> tuple[Status, str]:
    if latest.instant is not None and done.instant is not None:
        late = done.instant > latest.instant
        return _late(late), f"done at {done.instant.isoformat()}, due at {latest.instant.isoformat()}"
    if term.duration.clock:
        return _in_hours(occasion.start, term, done.day)
    if latest.no_earlier_than is not None:
        return _in_working_days(latest.no_earlier_than, done.day)
    if latest.day is None:
        return Status.COMPLIANT, f"done on {done.day}; {latest.counting}"
    if latest.strictly and done.day == latest.day:
        return Status.UNDETERMINED, f"done on {done.day}, the day of the event: which came first is not recorded"
    return _late(done.day > latest.day), f"done on {done.day}, due on {latest.day}"


def _late(late: bool) -> Status:
    return Status.PERFORMED_LATE if late else Status.COMPLIANT


def _in_hours(started: date, term: Term, done: date) -> tuple[Status, str]:
    """From days alone: the hours that passed lie between a day less and a day more than the days say."""
    hours = term.duration.clock.total_seconds() / 3600
    days = (done - started).days
    if (days + 1) * 24 <= hours:
        return Status.COMPLIANT, f"done on {done}, within {term.duration.words} of {started} at any hour"
    if days >= 1 and (days - 1) * 24 >= hours:
        return Status.PERFORMED_LATE, f"done on {done}, more than {term.duration.words} after {started} at any hour"
    return Status.UNDETERMINED, f"done on {done}, started on {started}: the hours are needed"


def _in_working_days(no_earlier_than: date, done: date) -> tuple[Status, str]:
    if done <= no_earlier_than:
        return Status.COMPLIANT, f"done on {done}, in time by any calendar of working days"
    return Status.UNDETERMINED, f"done on {done}: whether in time depends on a calendar of working days"


def _newest_periods(made: Sequence[ClockRun]) -> Iterable[ClockRun]:
    unanswered = [run for run in made if run.period and run.done is None]
    hidden = {id(run) for run in unanswered[:-SHOWN_PERIODS]}
    return (run for run in made if id(run) not in hidden)
