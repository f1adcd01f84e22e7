"""What would decide an undetermined answer: each missing statement as a request to a named party under a named right.

The table `rights.csv` says under which paragraphs a kind of statement can be asked for: that is our reading of them, no
lawyer has confirmed it, and the column `basis` is shown with each. Whether such a paragraph binds on
the day, and by whose account, is answered like every other question. A row without a kind of statement can be asked for
anything that the Agency verifies of the State of the record; of others no such right is named.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from servanda.agreements.applies import applicability
from servanda.agreements.conditions import Condition, conditions
from servanda.agreements.model import Agreement, Effect, Obligation
from servanda.agreements.position import EVERYONE, instrument_states
from servanda.agreements.readings import Rule
from servanda.agreements.tables import table
from servanda.agreements.verdict import Answer, Part, Verdict
from servanda.core.timeliness import TimelinessGoal

AGENCY = "IAEA"
NO_RIGHT = "No right of access on record reaches it: it can only be asked"
ANY_STATE = ("STATE", "NNWS")
"""Party codes that mean the State that the record is about."""


class Standing(StrEnum):
    """Whether a right of access can be relied upon on the day."""

    BINDS = "binds"
    CONTESTED = "contested"
    LAPSED = "lapsed"


@dataclass(frozen=True, slots=True)
class Right:
    """A paragraph under which a statement can be asked for, and by whose account it binds (empty: by everyone's)."""

    paragraph: str
    cite: str
    agreement: str
    title: str
    asks: str
    asked_of: tuple[str, ...]
    asked_by: str
    standing: Standing
    holders: tuple[str, ...] = ()
    basis: str = "judgement"

    @property
    def words(self) -> str:
        """The right in one line."""
        by = f", by the account of {', '.join(self.holders)} only" if self.standing is Standing.CONTESTED else ""
        lapsed = ", which does not bind on the day" if self.standing is Standing.LAPSED else ""
        ours = ", by our reading of the paragraph" if self.basis == "judgement" else ""
        return f"{self.paragraph} ({self.cite}): {self.asks}{by}{lapsed}{ours}"


@dataclass(frozen=True, slots=True)
class Request:
    """One missing statement as a request; `since` is the first day of which it would count, None where age does not matter.

    `rights` begins with those that bind for everyone; empty where the case holds no right that reaches the matter.
    """

    obligation: str
    statement: str
    quantities: tuple[str, ...]
    since: date | None
    asked_by: str
    asked_of: tuple[str, ...]
    rights: tuple[Right, ...]

    @property
    def words(self) -> str:
        """The request in one sentence."""
        whom = ", ".join(self.asked_of)
        new = f", about {self.since} or later" if self.since is not None else ""
        under = f"Under {self.rights[0].words}" if self.rights else NO_RIGHT
        return f"{self.asked_by} to {whom}: {self.statement}{new}. {under}"


def requests(
    found: Answer, obligation: Obligation, agreements: Sequence[Agreement], state: str = ""
) -> tuple[Request, ...]:
    """What is missing for an answer, each request once; empty for an answer that lacks no statement."""
    listed = [
        request
        for verdict in found.verdicts
        if verdict.missing
        for request in _of_verdict(verdict, obligation, agreements, state)
    ]
    return tuple({(r.statement, r.quantities): r for r in listed}.values())


def _of_verdict(
    verdict: Verdict, obligation: Obligation, agreements: Sequence[Agreement], state: str
) -> Iterator[Request]:
    open_parts = [part for part in verdict.parts if part.missing]
    if not open_parts:
        for missing in verdict.missing:
            yield _request(missing, None, verdict, obligation, agreements, state)
    known = {c.quantity: c for c in conditions(obligation, verdict.day)} if open_parts else {}
    for part in open_parts:
        yield _request(_statement(part), _rule(known.get(part.quantity)), verdict, obligation, agreements, state)


def _rule(condition: Condition | None) -> Rule | None:
    return None if condition is None or not condition.rules else condition.rules[0]


def _statement(part: Part) -> str:
    return part.missing.partition(", not older than")[0].partition(", established by")[0]


def _request(
    statement: str,
    rule: Rule | None,
    verdict: Verdict,
    obligation: Obligation,
    agreements: Sequence[Agreement],
    state: str,
) -> Request:
    quantities = () if rule is None else rule.statements
    found = sorted(
        _rights(_kinds(quantities, obligation, state), agreements, verdict, state),
        key=lambda right: list(Standing).index(right.standing),
    )
    bound = [right for right in found if right.standing is not Standing.LAPSED]
    return Request(
        obligation=obligation.id,
        statement=statement,
        quantities=quantities,
        since=None if rule is None else _since(obligation, verdict.day, rule.matter),
        asked_by=bound[0].asked_by if bound else obligation.verifier,
        asked_of=bound[0].asked_of if bound else _parties(obligation, state),
        rights=tuple(found),
    )


def _since(obligation: Obligation, day: date, goal: TimelinessGoal) -> date:
    """The first day that is new enough and on which the obligation already applied."""
    oldest = goal.oldest(day)
    return max(oldest, applicability(obligation, day).since or oldest)


def _kinds(quantities: Sequence[str], obligation: Obligation, state: str) -> tuple[str, ...]:
    """The rows of the table that can be asked under; the empty one only of the State, and by the Agency."""
    named = obligation.obligated
    bound = state in named if state else False
    general = obligation.verifier == AGENCY and (bound or any(party in ANY_STATE for party in named))
    return (*quantities, "") if general else tuple(quantities)


def _rights(kinds: Iterable[str], agreements: Sequence[Agreement], verdict: Verdict, state: str) -> Iterator[Right]:
    named = [r for q in kinds for r in table("rights.csv") if r["quantity"] == q]
    seen: set[str] = set()
    for row in named:
        for agreement in agreements:
            obligation = agreement.obligation(row["right"])
            if obligation is not None and obligation.id not in seen:
                seen.add(obligation.id)
                yield _right(agreement, obligation, row, verdict.day, state)


def _right(agreement: Agreement, obligation: Obligation, row: dict[str, str], day: date, state: str) -> Right:
    standing, holders = _standing(agreement, obligation, day)
    return Right(
        obligation.id, obligation.cite, agreement.slug, obligation.title, row["asks"], _parties(obligation, state),
        obligation.verifier, standing, holders, row["basis"],
    )  # fmt: skip


def _standing(agreement: Agreement, obligation: Obligation, day: date) -> tuple[Standing, tuple[str, ...]]:
    states = instrument_states(agreement, day, EVERYONE)
    binding = [s for s in states if s.effect is Effect.IN_FORCE]
    if applicability(obligation, day).since is None or not binding:
        return Standing.LAPSED, ()
    if len(binding) == len(states):
        return Standing.BINDS, ()
    return Standing.CONTESTED, tuple(holder for s in binding for holder in s.holders)


def _parties(obligation: Obligation, state: str) -> tuple[str, ...]:
    """Who is bound, with the code of the State of the record in place of "any State"."""
    named = (state if state and party in ANY_STATE else party for party in obligation.obligated)
    return tuple(dict.fromkeys(named))
