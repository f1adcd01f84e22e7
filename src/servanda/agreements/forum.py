"""Who sits in a forum on a day, under which rule it decides what, and how its recorded votes went member by member.

Goes in: the forum file of a case, a day, and the record for votes by name. Tables of this room: `members.csv` (seats of
bodies by date), `forum_rules.csv` (which formats of the file are a forum's membership by date, and which rule decides
which matter). A body without a list of names has only its number of seats.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from servanda.agreements.model import DecisionRule, ForumFormat, Forums, KnownVote
from servanda.agreements.tables import table
from servanda.core.finding import Misuse
from servanda.core.names import Mark
from servanda.evidence.record import Record

VOTES = ("in_favour", "against", "abstained", "not_voting")
"""What a member can do in a vote; the words of a `vote` statement."""


@dataclass(frozen=True, slots=True)
class Membership:
    """The members of a forum on a day. `names` is empty where only the number of seats is known.

    `recalled`: at least one seat rests on a list whose text was not seen. `note`: where the names come from. `complete`:
    nobody else sits there.
    """

    forum: str
    day: date
    names: tuple[str, ...]
    seats: int | None
    recalled: bool = False
    note: str = ""
    complete: bool = False


@dataclass(frozen=True, slots=True)
class RollCall:
    """Who voted how, from `vote` statements; `read` names the statements. Empty sets: nobody, or not recorded."""

    in_favour: frozenset[str] = frozenset()
    against: frozenset[str] = frozenset()
    abstained: frozenset[str] = frozenset()
    not_voting: frozenset[str] = frozenset()
    read: tuple[str, ...] = ()
    recalled: bool = False


def rule_named(forums: Forums, identifier: str) -> DecisionRule:
    """A decision rule by its id."""
    for rule in forums.rules:
        if rule.id == identifier:
            return rule
    raise Misuse(
        f"no decision rule {identifier!r}; the forum file has {', '.join(r.id for r in forums.rules) or 'none'}"
    )


def rule_for(forums: Forums, vote: KnownVote) -> DecisionRule | None:
    """The rule under which a recorded vote was taken, by its forum and subject; None when no row of the table fits."""
    known = {rule.id: rule for rule in forums.rules}
    for row in table("forum_rules.csv"):
        if (
            row["forum"] == vote.forum
            and row["rule"] in known
            and re.search(row["subject"], vote.subject, re.IGNORECASE)
        ):
            return known[row["rule"]]
    return None


def members_on(forums: Forums, forum: str, day: date) -> Membership:
    """Who sits in a forum on a day: named members of the tables or of a format by date, else the number of seats."""
    listed = [r for r in table("members.csv") if r["forum"] == forum and _sits(r, day)]
    rules = (dated(rule, day) for rule in forums.rules if rule.forum == forum)
    seats = min((rule.members for rule in rules if rule.members), default=None)
    if listed:
        names = tuple(dict.fromkeys(row["member"] for row in listed))
        full = seats is None or len(names) == seats
        note = "" if full else f"{len(names)} of {seats} members are listed for the day"
        return Membership(forum, day, names, seats, any(r["mark"] == Mark.RECALLED for r in listed), note, full)
    found = _format_on(forums, forum, day)
    if found is None:
        return Membership(forum, day, (), seats, note="the members are not listed, only their number")
    left_out = _left_out(forum)
    names = tuple(member for member in found.members if member not in left_out)
    without = f", without {', '.join(sorted(left_out))}" if left_out else ""
    return Membership(forum, day, names, seats, found.mark is Mark.RECALLED, f"format {found.id}{without}", True)


def dated(rule: DecisionRule, day: date) -> DecisionRule:
    """The rule with the numbers that it had on a day, where `rule_before.csv` gives it others before a day."""
    earlier = [r for r in table("rule_before.csv") if r["rule"] == rule.id and day < date.fromisoformat(r["until"])]
    if not earlier:
        return rule
    row = min(earlier, key=lambda r: r["until"])
    terms = {**rule.terms, "affirmative_min": int(row["affirmative_min"])}
    return replace(rule, members=int(row["members"]), terms=terms, cite=row["cite"], mark=Mark.RECALLED)


def rule_on(forums: Forums, rule: DecisionRule, day: date) -> DecisionRule:
    """The rule with the number of those who sit there on the day: an empty seat is nobody, after one has left."""
    sitting = members_on(forums, rule.forum, day)
    then = dated(rule, day)
    return replace(then, members=len(sitting.names)) if sitting.complete else then


def check_names(sitting: Membership, named: Iterable[str]) -> str:
    """A note on names that a list known only in part does not have; refused where all members are known."""
    others = sorted(set(named) - set(sitting.names)) if sitting.names else []
    if not others:
        return ""
    who, known = ", ".join(others), ", ".join(sitting.names)
    left = 0 if sitting.complete or sitting.seats is None else sitting.seats - len(sitting.names)
    if len(others) > left:
        room = f", and {left} others not known by name" if left else ""
        raise Misuse(f"{who}: not in {sitting.forum} on {sitting.day}; its members are {known}{room}")
    return f"{who}: not known as members on {sitting.day}; only {known} are known by name"


def permanent(forums: Forums, rule: DecisionRule) -> tuple[str, ...]:
    """Who holds a veto under the rule: named there, or by another rule of the same forum; empty when it has no veto."""
    if not rule.terms.get("veto"):
        return ()
    for named in (rule, *(other for other in forums.rules if other.forum == rule.forum)):
        holders = named.terms.get("veto_holders")
        if isinstance(holders, tuple | list):
            return tuple(str(holder) for holder in holders)
    return ()


def roll_call(record: Record, forum: str, day: date) -> RollCall:
    """Who voted how in a forum on a day, as far as the record says."""
    said = [s for s in record.select("vote", subject=forum) if s.of_day.exact and s.day == day]
    cast = {word: frozenset(name for s in said if s.text == word for name in s.actors) for word in VOTES}
    return RollCall(
        cast["in_favour"], cast["against"], cast["abstained"], cast["not_voting"], tuple(s.id for s in said),
        any(s.mark is Mark.RECALLED for s in said),
    )  # fmt: skip


def _sits(row: dict[str, str], day: date) -> bool:
    start, end = row["from"], row["to"]
    return date.fromisoformat(start) <= day and (not end or day < date.fromisoformat(end))


def _format_on(forums: Forums, forum: str, day: date) -> ForumFormat | None:
    """The latest format of the forum that has begun by the day."""
    names = [n for row in table("forum_formats.csv") if row["forum"] == forum for n in row["formats"].split(";")]
    begun = [f for f in forums.formats if f.id in names and f.start is not None and f.start <= day]
    return max(begun, key=lambda f: (f.start or date.min, f.id), default=None)


def _left_out(forum: str) -> frozenset[str]:
    rows: Iterable[dict[str, str]] = (row for row in table("forum_formats.csv") if row["forum"] == forum)
    return frozenset(name for row in rows for name in row["without"].split(";") if name)
