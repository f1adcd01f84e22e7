"""Format analysis as set algebra: who sits there, who with a stake is missing, who can stop it, what it can bind.

The mediator is kept apart from the principals: a party that chairs or mediates is a principal only when it is also a
member, or holds one of the unnamed seats, and is not recorded as a mediator (`groups` of the party).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from servanda.negotiation.decision import DecisionRule, Product, Who, decision_rule, product
from servanda.negotiation.format import Format, Seat
from servanda.negotiation.party import MEDIATOR, PERMANENT, PartyIndex
from servanda.negotiation.stake import Stakeholder
from servanda.negotiation.when import Standing


@dataclass(frozen=True, slots=True)
class FormatAnalysis:
    """A format on a day. Party sets hold ids; groups are expanded to their members of the day.

    `missing`: stakeholders that have no seat, ordered by stake. `perhaps_seated`: stakeholders that may hold one of
    the unnamed seats. `veto_holders` is empty when nobody can stop a decision and when the rule is not stated
    (`rule.veto` tells the two apart). `binds` is empty likewise (`product.binds`). `notes` say what is uncertain.
    """

    format: Format
    day: date
    active: Standing
    members: frozenset[str]
    principals: frozenset[str]
    mediators: frozenset[str]
    unnamed: tuple[Seat, ...]
    missing: tuple[Stakeholder, ...]
    perhaps_seated: tuple[Stakeholder, ...]
    rule: DecisionRule
    veto_holders: tuple[str, ...]
    product: Product
    binds: tuple[str, ...]
    notes: tuple[str, ...]

    @property
    def missing_core(self) -> tuple[str, ...]:
        """Ids of the missing among the subject State, the E3 and the permanent five."""
        return tuple(stakeholder.party for stakeholder in self.missing if stakeholder.rank < 2)

    @property
    def veto_text(self) -> str:
        """Who can stop what, for people."""
        who = ", ".join(self.veto_holders) or self.rule.veto.value
        return who if self.rule.veto is Who.NOT_STATED else f"{who}: {self.rule.stops}"

    @property
    def binds_text(self) -> str:
        """Whom the product binds, for people."""
        who = ", ".join(self.binds) or self.product.binds.value
        return f"{who}: {self.product.meaning}"


def analyse(
    item: Format,
    parties: PartyIndex,
    stakeholders: Iterable[Stakeholder],
    day: date,
    formats: Iterable[Format] = (),
) -> FormatAnalysis:
    """The analysis of a format on a day; `formats` are the others, for a format that includes one (UNSC15)."""
    seats, unnamed = _all_seats(item, {other.id: other for other in formats}, day)
    members = frozenset(party for seat in seats for party in parties.expand(seat.code, day))
    chairs = _chairs(item, parties, day)
    mediators = frozenset(chair for chair in chairs if _mediates(chair, members, unnamed, parties, day))
    members |= chairs - mediators
    principals = members - mediators
    missing, perhaps = _absent(stakeholders, members | mediators, unnamed, parties)
    rule = decision_rule(item.decision_rule)
    outcome = product(item.formal_outcome, rule)
    return FormatAnalysis(
        format=item,
        day=day,
        active=item.active(day),
        members=members,
        principals=principals,
        mediators=mediators,
        unnamed=unnamed,
        missing=missing,
        perhaps_seated=perhaps,
        rule=rule,
        veto_holders=_named(rule.veto, principals, parties),
        product=outcome,
        binds=_named(outcome.binds, principals, parties),
        notes=_notes(item, seats, unnamed, day),
    )


def _all_seats(item: Format, formats: dict[str, Format], day: date) -> tuple[tuple[Seat, ...], tuple[Seat, ...]]:
    # One level is enough: a format that sits in another is a body with members of its own.
    named: list[Seat] = []
    unnamed = list(item.unnamed)
    for seat in item.seated(day):
        inner = formats.get(seat.code)
        if inner is None or inner.id == item.id:
            named.append(seat)
        else:
            named.extend(inner.seated(day))
            unnamed.extend(inner.unnamed)
    return tuple(named), tuple(unnamed)


def _chairs(item: Format, parties: PartyIndex, day: date) -> frozenset[str]:
    chairs = [seat for seat in item.chairs if seat.code and seat.standing(day) is not Standing.NO]
    return frozenset(party for seat in chairs for party in parties.expand(seat.code, day))


def _mediates(chair: str, members: frozenset[str], unnamed: tuple[Seat, ...], parties: PartyIndex, day: date) -> bool:
    found = parties.by_id.get(chair)
    recorded = found is not None and found.in_group(MEDIATOR, day)
    return recorded or (chair not in members and not unnamed)


def _absent(
    stakeholders: Iterable[Stakeholder], present: frozenset[str], unnamed: tuple[Seat, ...], parties: PartyIndex
) -> tuple[tuple[Stakeholder, ...], tuple[Stakeholder, ...]]:
    absent = sorted((s for s in stakeholders if s.party not in present), key=lambda s: s.order)
    perhaps = tuple(s for s in absent if unnamed and _is_state(parties, s.party))
    return tuple(s for s in absent if s not in perhaps), perhaps


def _is_state(parties: PartyIndex, party: str) -> bool:
    # Unnamed seats are seats of States; an agency or a union cannot hold one.
    found = parties.by_id.get(party)
    return found is None or found.kind == "state"


def _named(who: Who, principals: frozenset[str], parties: PartyIndex) -> tuple[str, ...]:
    if who is Who.PRINCIPALS:
        return tuple(sorted(principals))
    if who is Who.PERMANENT:
        return tuple(sorted(p for p in principals if p in parties.by_id and parties.by_id[p].unsc_status == PERMANENT))
    return ()


def _notes(item: Format, seats: tuple[Seat, ...], unnamed: tuple[Seat, ...], day: date) -> tuple[str, ...]:
    open_ended = [seat for seat in (*seats, *item.chairs) if seat.standing(day) is Standing.PERHAPS]
    notes = [
        f"whether {seat.code} belongs to it on {day} is not certain: recorded as {seat.text!r}" for seat in open_ended
    ]
    notes += [f"members not named: {seat.text}" for seat in unnamed]
    if item.active(day) is Standing.PERHAPS:
        notes.append(f"whether it was open on {day} is not certain: its dates are known only in part")
    return tuple(notes)
