"""A view: the case as of a day, with the knowledge of a day, under a legal position. Every answer is asked here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from servanda.agreements.evaluate import answer
from servanda.agreements.hang import Ask
from servanda.agreements.known import as_known
from servanda.agreements.model import Agreement, Obligation
from servanda.agreements.position import InstrumentState, instrument_states
from servanda.agreements.timeline import Span
from servanda.agreements.verdict import Answer
from servanda.capability.scenario import Scenario
from servanda.capability.schedule import TimeToTarget, time_to_target
from servanda.capability.tails import TailsRule
from servanda.capability.target import TARGETS, Target
from servanda.case.content import CaseContent
from servanda.case.join_belief import LikelyAnswer, likely_of
from servanda.case.join_capability import COUNTED_FORMS, StockChoice, capacity_gaps, capacity_on, stock_notes, stocks_on
from servanda.case.join_dependencies import BothSides
from servanda.case.join_knowledge import KnowledgeAnswer, coverage_of, knowledge_of, known_readings
from servanda.case.join_scenario import ScenarioAsked, scenario_on, with_hindsight
from servanda.core.finding import Misuse
from servanda.evidence.record import Record
from servanda.knowledge.belief import DRAWS, SEED
from servanda.knowledge.continuity import Continuity, continuity
from servanda.knowledge.coverage import Coverage
from servanda.knowledge.means import Reading
from servanda.knowledge.state import StratumKnowledge
from servanda.knowledge.strata import StratumAge, strata
from servanda.negotiation.analysis import FormatAnalysis, analyse
from servanda.negotiation.held import Holding, held
from servanda.negotiation.party import PartyIndex
from servanda.negotiation.stake import stakeholders

if TYPE_CHECKING:
    from servanda.capability.pool import PoolKind
    from servanda.case.inspection_strata import PlanAsked
    from servanda.case.join_inspection import CasePlan
    from servanda.case.join_judgements import QuestionJudged
    from servanda.case.join_proposals import Leaves
    from servanda.case.join_value import CaseValue, ValueAsked
    from servanda.case.knowledge_over_time import KnowledgeAt
    from servanda.core.question import Question


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
        found = answer(agreement, obligation, self.facts, self.as_of, self.position, state=self.case.description.code)
        return self._both_sides.follow(found, self._ask)

    @cached_property
    def _both_sides(self) -> BothSides:
        return BothSides(self.agreements, self.case.dependencies, self.facts, self.case.description.code)

    @cached_property
    def _ask(self) -> Ask:
        return self._both_sides.asking(self.as_of)

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
        """Per obligation the spans of days with one answer, from `start` up to but not including `end`.

        Conditions on the other side are followed; whether a duty is owed for another reason is said by `answer`.
        """
        pairs = [(a, o) for a in self.agreements for o in a.obligations]
        if obligation is not None:
            pairs = [self.obligation(obligation)]
        both = BothSides(self.agreements, self.case.dependencies, self.known.facts, self.case.description.code)
        return {o.id: both.timeline(a, o, start, end, self.position) for a, o in pairs}

    def strata(self) -> tuple[StratumAge, ...]:
        """What is known of each stratum of uranium, and since when."""
        return strata(self.facts, self.as_of)

    def continuity(self) -> Continuity:
        """When verification last took place, and what the record says ended or restored access."""
        return continuity(self.facts, self.as_of)

    @cached_property
    def readings(self) -> tuple[Reading, ...]:
        """What `coverage.csv` says of events that had become public by the end of `known_by`."""
        return known_readings(self.case.tables.coverage, self.known.facts, self.known_by)

    def coverage(self) -> tuple[Coverage, ...]:
        """The means by which knowledge of each class of material is kept at each place, and continuity, over time."""
        return coverage_of(self.facts, self.readings)

    @cached_property
    def known_strata(self) -> KnowledgeAnswer:
        """Age, state, continuity and reachable bounds of each stratum of the stock of the day, and of its places."""
        return knowledge_of(self.facts, self.as_of, self.coverage(), self.readings)

    def knowledge(self) -> tuple[StratumKnowledge, ...]:
        """The strata of `known_strata`, as plans and the value of information read them."""
        return self.known_strata.strata

    def likely(self, seed: int = SEED, draws: int = DRAWS, only: str | None = None) -> LikelyAnswer:
        """The likely range of each stratum inside its bounds, with what it assumes and what would narrow it.

        `only` asks for one band, without what would narrow it.
        """
        return likely_of(self.facts, self.as_of, self.known_strata, seed=seed, draws=draws, only=only)

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

    def scenario(self, asked: ScenarioAsked) -> Scenario:
        """Stocks, machines, sites and everything uncertain about them: what times are drawn from."""
        found = scenario_on(self.facts, self.as_of, self.known_by, self.case.assumptions, asked)
        return with_hindsight(found, self.known, self.known_by)

    def judgements(self, question: Question | None = None, kind: PoolKind | None = None) -> tuple[QuestionJudged, ...]:
        """What had been judged by the day: members and pool (linear unless named) of each question, never across them."""
        from servanda.case.join_judgements import judged_questions  # loads scipy, which most questions do without

        return judged_questions(self.case.judgements, self.facts, self.as_of, self.known_by, question, kind)

    def plan(self, asked: PlanAsked) -> CasePlan:
        """The plan that restores knowledge with given resources, with its curve, prices and declarations to ask for."""
        from servanda.case.join_inspection import plan_for  # loads what only plans need

        return plan_for(self, asked)

    def value(self, asked: ValueAsked) -> CaseValue:
        """Which visit would narrow which answer, per inspector-day."""
        from servanda.case.join_value import value_for  # loads what only the value of information needs

        return value_for(self, asked)

    def knowledge_over_time(self, days: Sequence[date], band: str) -> tuple[KnowledgeAt, ...]:
        """What was known of one band on many days, each as known by the end of `known_by`."""
        from servanda.case.knowledge_over_time import over_time

        return over_time(self.facts, self.coverage(), days, band)

    def proposals_left(self) -> tuple[Leaves, ...]:
        """What each proposal made by what is known would leave: stock, machines, time, and how well it can be verified."""
        from servanda.case.join_proposals import proposals_left  # loads what only plans need

        return proposals_left(self)

    def held_positions(self, issue: str | None = None, party: str | None = None) -> tuple[Holding, ...]:
        """Who held what on the day, as known by then."""
        return held(self.case.positions, self.as_of, self.known_by, issue=issue, party=party)

    def format_analyses(self) -> tuple[FormatAnalysis, ...]:
        """Every format as set algebra: members, who with a stake is missing, who can veto, what it can bind."""
        case = self.case
        index = PartyIndex.of(case.parties)
        stakes = stakeholders(index, case.positions, self.as_of, case.description.state, self.known_by)
        return tuple(analyse(item, index, stakes, self.as_of, case.formats) for item in case.formats)
