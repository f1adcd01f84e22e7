"""What follows for an answer, and for the spans of a timeline, from the duties of the other side."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from servanda.agreements.depends import Dependency, Relation, of
from servanda.agreements.evaluate import answer
from servanda.agreements.hang import Ask, Follow, OtherSide, hangs, hung, other_duty, other_step
from servanda.agreements.model import Agreement, Obligation, Procedure
from servanda.agreements.position import EVERYONE
from servanda.agreements.procedure_status import procedure_status
from servanda.agreements.timeline import Span, answer_signature, timeline
from servanda.agreements.verdict import Answer
from servanda.evidence.record import Record


def following(dependencies: Sequence[Dependency], state: str) -> Follow:
    """How an answer under a changed law is followed; what a proposal words anew stands in for what is recorded."""

    def follow(law: Sequence[Agreement], record: Record, found: Answer) -> Answer:
        return BothSides(tuple(reversed(law)), dependencies, record, state).follow(found)

    return follow


@dataclass(frozen=True, slots=True)
class BothSides:
    """The agreements of a case with what joins their duties, on one day and from one record.

    The other side is judged on its own: what it hangs on in turn is not followed further.
    """

    agreements: Sequence[Agreement]
    dependencies: Sequence[Dependency]
    record: Record
    state: str

    def asking(self, day: date) -> Ask:
        """How the other side of a dependency is asked for on a day; each account of each duty is judged once."""
        known: dict[tuple[str, str], OtherSide | None] = {}

        def ask(dependency: Dependency, holder: str) -> OtherSide | None:
            key = (dependency.depends_on, holder)
            if key not in known:
                known[key] = self._other(dependency, holder or EVERYONE, day)
            return known[key]

        return ask

    def _other(self, dependency: Dependency, position: str, day: date) -> OtherSide | None:
        duty = self._duty(dependency.other)
        if duty is not None:
            return other_duty(answer(*duty, self.record, day, position, state=self.state))
        step, found = dependency.step, self._procedure(dependency.other)
        if step is None or found is None:
            return None
        return other_step(procedure_status(*found, self.record, day, position), step)

    def _duty(self, identifier: str) -> tuple[Agreement, Obligation] | None:
        return next(((a, o) for a in self.agreements for o in a.obligations if o.id == identifier), None)

    def _procedure(self, identifier: str) -> tuple[Agreement, Procedure] | None:
        return next(((a, p) for a in self.agreements for p in a.procedures if p.id == identifier), None)

    def timeline(
        self, agreement: Agreement, obligation: Obligation, start: date, end: date, position: str
    ) -> tuple[Span, ...]:
        """The spans of a duty; where it waits for a condition, cut on the days of the other side too."""
        spans = timeline(agreement, obligation, self.record, start, end, position, state=self.state)
        waits = [d for d in of(self.dependencies, obligation.id) if self._waits(d, obligation.id)]
        if not waits:
            return spans
        days = sorted({span.start for span in spans} | {d for w in waits for d in self._days(w, start, end, position)})
        found = [
            self.follow(answer(agreement, obligation, self.record, day, position, state=self.state)) for day in days
        ]
        return tuple(_joined(days, found, end))

    def _waits(self, dependency: Dependency, identifier: str) -> bool:
        return dependency.relation is Relation.CONDITION and hangs(dependency, identifier)

    def _days(self, dependency: Dependency, start: date, end: date, position: str) -> Iterable[date]:
        """The days on which the other side may change, within the time asked for."""
        duty = self._duty(dependency.other)
        if duty is not None:
            yield from (s.start for s in timeline(*duty, self.record, start, end, position, state=self.state))
        procedure = self._procedure(dependency.other)
        if procedure is not None:
            yield from (d for d in self._step_days(procedure, position) if start < d < end)

    def _step_days(self, found: tuple[Agreement, Procedure], position: str) -> Iterable[date]:
        """The days of what was done, those on which a step falls due or takes effect by itself, and of accounts."""
        agreement, procedure = found
        for entry in agreement.states:
            yield from (day for day in (entry.start, entry.until, *dict(entry.events).values()) if day is not None)
        for day in {s.day for s in self.record.by_quantity.get("procedure", ()) if s.subject == procedure.id}:
            yield day
            current = procedure_status(agreement, procedure, self.record, day, position).current
            for due in (s.due for s in (current.run.steps if current else ()) if s.due is not None):
                yield from (due.day, due.day + timedelta(days=1), due.effective)

    def follow(self, found: Answer, ask: Callable[[Dependency, str], OtherSide | None] | None = None) -> Answer:
        """The answer with what follows from the other side."""
        holder = next(a for a in self.agreements if a.slug == found.agreement)
        return hung(found, holder, self.dependencies, ask or self.asking(found.day))


def _joined(days: Sequence[date], found: Sequence[Answer], end: date) -> Iterable[Span]:
    """Neighbouring days with one answer as one span."""
    begun = 0
    for place, day in enumerate(days):
        if answer_signature(found[place]) != answer_signature(found[begun]):
            yield Span(days[begun], day, found[begun])
            begun = place
    yield Span(days[begun], end, found[begun])
