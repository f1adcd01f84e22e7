"""Whether a vote adopts a text under a decision rule, and every independent reason for it.

Goes in: a rule of the forum file, how many voted how, and who, as far as recorded. Comes out: adopted, not adopted, or
undetermined where names that the rule asks for are not recorded; with one reason for each condition of the rule, so that
a text that fails twice says so twice. Where each condition comes from stands in the rule's own citation.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction

from servanda.agreements.forum import RollCall, permanent
from servanda.agreements.model import DecisionRule, Forums
from servanda.core.finding import Misuse

NOBODY_NAMED = RollCall()
"""A count without names."""


@dataclass(frozen=True, slots=True)
class Tally:
    """How many voted how. `roll` says who, as far as recorded; `recommended`: another body did first, None: not said.

    `period_ended`: the time in which silence becomes consent is over; None: not said.
    """

    in_favour: int
    against: int
    abstained: int = 0
    not_voting: int = 0
    roll: RollCall = NOBODY_NAMED
    recommended: bool | None = None
    period_ended: bool | None = None

    def __post_init__(self) -> None:
        for name, count in (("in favour", self.in_favour), ("against", self.against),
                            ("abstained", self.abstained), ("not voting", self.not_voting)):  # fmt: skip
            if count < 0:
                raise Misuse(f"{count} {name}: a count of votes is 0 or more")
        for name, count, named in self._named():
            if len(named) > count:
                raise Misuse(f"{count} {name}, but {len(named)} are named: {', '.join(sorted(named))}")

    def _named(self) -> Iterator[tuple[str, int, frozenset[str]]]:
        yield "in favour", self.in_favour, self.roll.in_favour
        yield "against", self.against, self.roll.against
        yield "abstained", self.abstained, self.roll.abstained

    @property
    def present(self) -> int:
        """Those who took part: in favour, against and abstaining."""
        return self.in_favour + self.against + self.abstained

    @property
    def voting(self) -> int:
        """Present and voting: an abstention is no vote."""
        return self.in_favour + self.against

    @property
    def words(self) -> str:
        """The count as written: 4-9-2."""
        count = f"{self.in_favour}-{self.against}-{self.abstained}"
        return f"{count}, {self.not_voting} not voting" if self.not_voting else count


@dataclass(frozen=True, slots=True)
class Reason:
    """One condition of a rule: met, not met, or None where the record does not say; `words` gives the numbers."""

    name: str
    met: bool | None
    words: str


@dataclass(frozen=True, slots=True)
class Decision:
    """What a vote decided. `effect`: what follows from it, empty where the rule says nothing more."""

    rule: DecisionRule
    tally: Tally
    adopted: bool | None
    reasons: tuple[Reason, ...]
    effect: str = ""
    notes: tuple[str, ...] = ()

    @property
    def against_it(self) -> tuple[Reason, ...]:
        """Every independent reason for which it was not adopted; empty when it was, or when that is not known."""
        return tuple(reason for reason in self.reasons if reason.met is False)

    @property
    def words(self) -> str:
        """The outcome in one word or two."""
        return {True: "adopted", False: "not adopted", None: "undetermined"}[self.adopted]


def decide(rule: DecisionRule, tally: Tally, forums: Forums) -> Decision:
    """The outcome of a vote under a rule of the forums."""
    if rule.members is not None and tally.present + tally.not_voting > rule.members:
        raise Misuse(
            f"{tally.words} are {tally.present + tally.not_voting} votes; {rule.forum} has {rule.members} seats"
        )
    reasons = tuple(_reasons(rule, tally, forums))
    adopted = _outcome(reasons)
    return Decision(rule, tally, adopted, reasons, _effect(rule, adopted), tuple(_notes(rule, tally)))


def _outcome(reasons: tuple[Reason, ...]) -> bool | None:
    if any(reason.met is False for reason in reasons):
        return False
    return None if not reasons or any(reason.met is None for reason in reasons) else True


def _reasons(rule: DecisionRule, tally: Tally, forums: Forums) -> Iterator[Reason]:
    for key, condition in _CONDITIONS:
        found = condition(rule, tally) if key in rule.terms else None
        if found is not None:
            yield found
    if rule.terms.get("veto"):
        yield _veto(rule, tally, permanent(forums, rule))


def _enough(rule: DecisionRule, tally: Tally) -> Reason:
    needed = rule.terms["affirmative_min"]
    if not isinstance(needed, int):
        return Reason("votes in favour", None, f"{needed!r} is no number of votes")
    seats = rule.terms.get("of") or rule.members
    words = f"{tally.in_favour} in favour, at least {needed}{f' of {seats}' if seats else ''} needed"
    if tally.in_favour >= needed:
        return Reason("votes in favour", True, words)
    silent = _silent(rule, tally)
    if rule.terms.get("else") == "consensus" and tally.in_favour and not tally.against:
        if silent:
            return Reason("votes in favour", None, f"{words}; whether there is consensus cannot be said: {silent}")
        return Reason("votes in favour", True, f"{words}; but nobody objects, and consensus is enough")
    if tally.in_favour + _missing(rule, tally) >= needed:
        return Reason("votes in favour", None, f"{words}; cannot be said: {silent}")
    return Reason("votes in favour", False, words)


def _missing(rule: DecisionRule, tally: Tally) -> int:
    """Seats of which nothing is said."""
    return 0 if rule.members is None else max(0, rule.members - tally.present - tally.not_voting)


def _silent(rule: DecisionRule, tally: Tally) -> str:
    """Seats that have not said yes, no or abstained, in words; empty when all have."""
    missing = _missing(rule, tally)
    parts = [
        f"{missing} of {rule.members} seats are not accounted for" if missing else "",
        f"{tally.not_voting} do not vote" if tally.not_voting else "",
    ]
    return " and ".join(filter(None, parts))


def _veto(rule: DecisionRule, tally: Tally, holders: tuple[str, ...]) -> Reason:
    """Negative votes of those who hold a veto bar adoption; an abstention or an absence does not."""
    name = "no negative vote of a permanent member"
    cast = [holder for holder in holders if holder in tally.roll.against]
    if cast:
        return Reason(name, False, f"negative votes of {_joined(cast)}")
    elsewhere = tally.roll.in_favour | tally.roll.abstained | tally.roll.not_voting
    everyone_named = len(tally.roll.against) == tally.against
    missing = _missing(rule, tally)
    if (everyone_named and not missing) or (holders and set(holders) <= elsewhere):
        return Reason(name, True, "no permanent member voted against")
    if everyone_named:
        return Reason(name, None, f"cannot be said: {_silent(rule, tally)}; {_joined(holders)} hold a veto")
    return Reason(
        name, None, f"who of the {tally.against} voted against is not recorded; {_joined(holders)} hold a veto"
    )


def _majority(rule: DecisionRule, tally: Tally) -> Reason:
    words = str(rule.terms["majority"])
    share, strictly = _share(words)
    if share is None:
        return Reason("majority", None, f"the rule {words!r} is none that is known: more than half, or two thirds")
    if not tally.voting:
        return Reason("majority", False, "nobody voted in favour or against")
    given = Fraction(tally.in_favour, tally.voting)
    met = given > share if strictly else given >= share
    how = f"more than {share}" if strictly else f"at least {share}"
    return Reason("majority", met, f"{tally.in_favour} of {tally.voting} present and voting, {how} needed")


def _share(words: str) -> tuple[Fraction | None, bool]:
    if re.search(r"more than half|simple", words, re.IGNORECASE):
        return Fraction(1, 2), True
    return (Fraction(2, 3), False) if re.search(r"two[ -]thirds", words, re.IGNORECASE) else (None, False)


def _quorum(rule: DecisionRule, tally: Tally) -> Reason | None:
    words = str(rule.terms["quorum"])
    if words == "none":
        return None
    share, _ = _share(words)
    if share is None or rule.members is None:
        return Reason("quorum", None, f"the quorum {words!r} cannot be counted without the number of members")
    needed = -(-rule.members * share.numerator // share.denominator)
    said = f"{tally.present} of {rule.members} took part, {needed} needed ({words})"
    if tally.present >= needed:
        return Reason("quorum", True, said)
    return Reason("quorum", None if tally.present + tally.not_voting >= needed else False, said)


def _consensus(rule: DecisionRule, tally: Tally) -> Reason | None:
    if rule.terms["consensus"] is not True:
        return None
    named = f": {_joined(sorted(tally.roll.against))}" if tally.roll.against else ""
    if tally.against:
        return Reason("consensus", False, f"{tally.against} object{named}")
    if not tally.in_favour:
        return Reason("consensus", None, "nobody has said anything yet")
    silent = _silent(rule, tally)
    if silent:
        return Reason("consensus", None, f"cannot be said: nobody objects so far, but {silent}")
    return Reason("consensus", True, "nobody objects")


def _silence(rule: DecisionRule, tally: Tally) -> Reason:
    if tally.against:
        return Reason("no disapproval", False, f"{tally.against} disapprove by the end of the period")
    words = f"{tally.in_favour} approve and nobody has disapproved"
    if rule.members is not None and tally.in_favour >= rule.members:
        return Reason("no disapproval", True, f"all {tally.in_favour} approve")
    if tally.period_ended:
        return Reason("no disapproval", True, f"{words} by the end of the period: silence is consent")
    runs = "still runs" if tally.period_ended is False else "is not said to have ended (--period-ended)"
    return Reason("no disapproval", None, f"{words}, but the period {runs}")


def _unilateral(rule: DecisionRule, tally: Tally) -> Reason:
    months = rule.terms.get("notice_months")
    return Reason("notice", None, f"no vote is taken: one party gives notice{f' of {months} months' if months else ''}")


def _recommended(rule: DecisionRule, tally: Tally) -> Reason | None:
    if "recommendation" not in str(rule.terms["majority"]):
        return None
    words = {True: "the Board recommends it", False: "the Board does not recommend it", None: "not said"}
    return Reason("recommendation of the Board", tally.recommended, words[tally.recommended])


_CONDITIONS: tuple[tuple[str, Callable[[DecisionRule, Tally], Reason | None]], ...] = (
    ("affirmative_min", _enough),
    ("majority", _majority),
    ("majority", _recommended),
    ("quorum", _quorum),
    ("consensus", _consensus),
    ("approved_when", _silence),
    ("unilateral", _unilateral),
)
"""Which key of a rule asks for which condition; the veto is looked at last."""


def _effect(rule: DecisionRule, adopted: bool | None) -> str:
    question, default = rule.terms.get("question"), rule.terms.get("default_if_not_adopted")
    if adopted is False and default:
        return str(default)
    if adopted and question:
        return str(question)
    return str(rule.terms.get("effect", "")) if adopted else ""


def _notes(rule: DecisionRule, tally: Tally) -> Iterator[str]:
    if rule.terms.get("question"):
        yield f"the question is turned round: {rule.terms['question']}"
    missing = _missing(rule, tally)
    if missing:
        yield f"{missing} of {rule.members} seats are not accounted for"
    if rule.terms.get("veto") and tally.abstained:
        yield "an abstention is no veto"


def _joined(names: tuple[str, ...] | list[str]) -> str:
    return " and ".join(filter(None, [", ".join(names[:-1]), names[-1]])) if names else "nobody"
