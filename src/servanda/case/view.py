"""A view: the case as of a day, with the knowledge of a day, under a legal position. Every answer is asked here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from servanda.agreements.evaluate import answer
from servanda.agreements.known import as_known
from servanda.agreements.model import Agreement, Obligation
from servanda.agreements.position import InstrumentState, instrument_states
from servanda.agreements.timeline import Span, timeline
from servanda.agreements.verdict import Answer
from servanda.capability.scenario import Scenario
from servanda.capability.schedule import TimeToTarget, time_to_target
from servanda.capability.tails import TailsRule
from servanda.capability.target import TARGETS, Target
from servanda.case.content import CaseContent
from servanda.case.join_capability import COUNTED_FORMS, StockChoice, capacity_gaps, capacity_on, stock_notes, stocks_on
from servanda.case.join_scenario import Asked, scenario_on, with_hindsight
from servanda.core.finding import Misuse
from servanda.evidence.record import Record
from servanda.knowledge.continuity import Continuity, continuity
from servanda.knowledge.strata import StratumAge, strata
from servanda.negotiation.analysis import FormatAnalysis, analyse
from servanda.negotiation.held import Holding, held
from servanda.negotiation.party import PartyIndex
from servanda.negotiation.stake import stakeholders


@dataclass(frozen=True)
class View:
    """The same case and the same three arguments give the same answers. `known_by` None means everything recorded."""

    case: CaseContent
    as_of: date
    known_by: date | None
    position: str

    @cached_property
    def known(self) -> Record:
        """What was public by the end of `known_by`, about any day."""
        return self.case.record.known(self.known_by)

    @cached_property
    def record(self) -> Record:
        """What was public by the end of `known_by`, about days up to and including `as_of`."""
        return self.known.until(self.as_of)

    @cached_property
    def _answers(self) -> dict[str, Answer]:
        return {o.id: self._answer(a, o) for a in self.agreements for o in a.obligations}

    def _answer(self, agreement: Agreement, obligation: Obligation) -> Answer:
        state = self.case.description.code
        return answer(agreement, obligation, self.facts, self.as_of, self.position, state=state)

    @cached_property
    def agreements(self) -> tuple[Agreement, ...]:
        """The agreements as known by the end of `known_by`: later states and unforeseen events had not been heard of."""
        return tuple(as_known(a, self.known_by) for a in self.case.agreements)

    @cached_property
    def facts(self) -> Record:
        """What rules may read as so: `record` without denials, conditions and corrected figures."""
        return self.record.facts

    def answers(self) -> tuple[Answer, ...]:
        """The answer on every obligation, in the order of the files."""
        return tuple(self._answers.values())

    def answer(self, obligation: str) -> Answer:
        """The answer on one obligation."""
        return self._answer(*self.obligation(obligation))

    def obligation(self, obligation: str) -> tuple[Agreement, Obligation]:
        """An obligation by its id, with the agreement that holds it."""
        for agreement in self.agreements:
            for found in agreement.obligations:
                if found.id == obligation:
                    return agreement, found
        raise Misuse(f"no obligation {obligation!r} in the case {self.case.slug}: ids are listed by agreements status")

    def instruments(self) -> tuple[InstrumentState, ...]:
        """The legal state of every agreement, once for each group of parties that sees it the same way."""
        return tuple(s for a in self.agreements for s in instrument_states(a, self.as_of, self.position))

    def timeline(self, start: date, end: date, obligation: str | None = None) -> dict[str, tuple[Span, ...]]:
        """Per obligation the spans of days with one answer, from `start` up to but not including `end`."""
        pairs = [(a, o) for a in self.agreements for o in a.obligations]
        if obligation is not None:
            pairs = [self.obligation(obligation)]
        state = self.case.description.code
        return {o.id: timeline(a, o, self.known.facts, start, end, self.position, state=state) for a, o in pairs}

    def strata(self) -> tuple[StratumAge, ...]:
        """What is known of each stratum of uranium, and since when."""
        return strata(self.facts, self.as_of)

    def continuity(self) -> Continuity:
        """When verification last took place, and what the record says ended or restored access."""
        return continuity(self.facts, self.as_of)

    def stocks(self) -> tuple[StockChoice, ...]:
        """The stock of each enrichment band with the statement behind it."""
        return stocks_on(self.facts, self.as_of)

    def breakout(
        self,
        targets: tuple[Target, ...] = tuple(TARGETS.values()),
        *,
        tails_rule: TailsRule | None = None,
        eta: float = 1.0,
        restart_days: float = 0.0,
    ) -> tuple[TimeToTarget, ...]:
        """Time to each target from the stocks and the capacity known for the day, with everything it assumes."""
        chosen = self.stocks()
        stocks = [s.stock for s in chosen]
        notes = stock_notes(self.facts, self.as_of, chosen)
        capacity = capacity_on(self.facts, self.as_of)
        if capacity is None:
            notes = (*notes, *capacity_gaps(self.facts, self.as_of))
        return tuple(
            time_to_target(
                stocks,
                capacity,
                t,
                tails_rule=tails_rule,
                eta=eta,
                restart_days=restart_days,
                forms=COUNTED_FORMS,
                notes=notes,
            )
            for t in targets
        )

    def scenario(self, asked: Asked) -> Scenario:
        """Stocks, machines, sites and everything uncertain about them: what times are drawn from."""
        found = scenario_on(self.facts, self.as_of, self.known_by, self.case.assumptions, asked)
        return with_hindsight(found, self.known, self.known_by)

    def held_positions(self, issue: str | None = None, party: str | None = None) -> tuple[Holding, ...]:
        """Who held what on the day, as known by then."""
        return held(self.case.positions, self.as_of, self.known_by, issue=issue, party=party)

    def format_analyses(self) -> tuple[FormatAnalysis, ...]:
        """Every format as set algebra: members, who with a stake is missing, who can veto, what it can bind."""
        case = self.case
        index = PartyIndex.of(case.parties)
        stakes = stakeholders(index, case.positions, self.as_of, case.description.state, self.known_by)
        return tuple(analyse(item, index, stakes, self.as_of, case.formats) for item in case.formats)
