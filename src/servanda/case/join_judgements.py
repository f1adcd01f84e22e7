"""Judgements of a case to members and pools: which question each answers, how its words or numbers become a distribution.

Members come first. A pool is of one question only; where opinion is split it has modes and no single number.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from servanda.capability.judgement_fit import Fit, fit, fit_range
from servanda.capability.judgement_words import VerbalRange, verbal_range
from servanda.capability.pool import Member, Pool, PoolKind, pool_of
from servanda.core.question import RESTORED, FullQuestion, Question
from servanda.evidence.judgement import Judgement
from servanda.evidence.judgement_checks import QUANTILES, RANGE
from servanda.evidence.record import Record
from servanda.evidence.statement import Statement

DAYS_PER_MONTH = 365.25 / 12
MONTHS = {"days": 1 / DAYS_PER_MONTH, "weeks": 7 / DAYS_PER_MONTH, "months": 1.0, "years": 12.0}
OUT_OF_SCOPE = "outside the scope: shown as said, never turned into numbers and never pooled"
AS_QUANTILES = "quantiles as stated"
AS_RANGE = "range read as 5 % to 95 %, the number between as 50 %: the encoder's reading"
AS_ENDS = "range read as 90 %, as much below as above its middle: the encoder's reading"
NO_RANGE = "one number without a range: shown, not fitted"
NO_RULE = "no number, and no written rule for the words: shown, not fitted"
A_COUNT = "a count of quantities by a time: shown, not fitted"
FROM_ZERO = "a range that begins at 0: shown, not fitted"
AT_AN_END = "the number stands at an end of its range: shown, not fitted"
BOUND = "one end of a range only: shown, not fitted"


@dataclass(frozen=True, slots=True)
class Judged:
    """A judgement with its question in full, the rule its numbers come from, and its distribution.

    `unit` is months for times. `fit` is None when nothing was fitted; `how` then says why. `encoding` is the written rule
    that made numbers of words. `confidence` is what they had said of their own by the day of the view.
    """

    judgement: Judgement
    asked: FullQuestion
    unit: str
    how: str
    fit: Fit | None = None
    encoding: VerbalRange | None = None
    confidence: str = ""

    @property
    def said(self) -> str:
        """What was published: the words, else the numbers in their unit."""
        j = self.judgement
        if j.text("result_text"):
            return j.text("result_text")
        low, number, high = (j.numbers.get(c) for c in RANGE)
        span = f"{low} to {high}" if low is not None and high is not None else ""
        one = "" if number is None else f"{number}"
        bound = f"at least {low}" if high is None and low is not None else "" if high is None else f"at most {high}"
        words = f"{one} ({span})" if one and span else one or span or bound
        return f"{words} {j.text('result_unit')}".strip()


@dataclass(frozen=True, slots=True)
class QuestionJudged:
    """One question: its members, and the pool of those with a distribution or why there is none.

    `bodies` is the number of separate bodies of evidence behind the members of the pool; `notes` say what to mind, and
    `evidence` holds the ids of the statements behind the notes.
    """

    asked: FullQuestion
    members: tuple[Judged, ...]
    pool: Pool | None
    refusal: str
    bodies: int
    notes: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()

    @property
    def statement(self) -> str:
        """What the pool is, or why there is none; for a split one its modes in place of a number."""
        if self.pool is None:
            return self.refusal
        unit = next(m.unit for m in self.members if m.fit)
        what = f"{self.pool.kind} pool of {len(self.pool.members)} judgements on {_bodies(self.bodies)}, {self.weights}"
        if not self.pool.is_split:
            return f"{what}; lognormal fits, {unit}"
        found = ", ".join(f"about {m.at:.2g} {unit} ({m.share:.0%})" for m in self.pool.modes)
        return f"{what}: opinion is split, with modes at {found}; no single number stands for it, see the members"

    @property
    def weights(self) -> str:
        """How the members are weighted, and why so."""
        shared = (
            " (those on shared evidence count as one)" if self.pool and self.bodies < len(self.pool.members) else ""
        )
        return f"equal weights{shared}: nobody here answered seed questions"


def judged(judgement: Judgement) -> Judged:
    """The question of a judgement in full, and its distribution where it states one."""
    asked = asked_of(judgement)
    if not asked.kind.in_scope:
        return Judged(judgement, asked, "", OUT_OF_SCOPE)
    if judgement.text("encoding"):
        rule = verbal_range(judgement.text("encoding"))
        return Judged(judgement, asked, "months", rule.text, fit(rule.months), rule)
    if not asked.kind.is_time:
        return Judged(judgement, asked, judgement.text("result_unit"), A_COUNT)
    made, how = _fitted(judgement, MONTHS.get(judgement.text("result_unit"), 1.0))
    return Judged(judgement, asked, "months", how, made)


def _fitted(j: Judgement, scale: float) -> tuple[Fit | None, str]:
    quantiles = [scale * float(j.numbers[c]) for c in QUANTILES if c in j.numbers]
    if quantiles:
        return fit(quantiles), AS_QUANTILES
    low, middle, high = (None if j.number(c) is None else scale * float(j.numbers[c]) for c in RANGE)
    if low is None and middle is None and high is None:
        return None, NO_RULE
    if low is None or high is None or low == high:
        return None, BOUND if middle is None else NO_RANGE
    if low <= 0:
        return None, FROM_ZERO
    if middle is None:
        return fit_range(low, high), AS_ENDS
    return (fit((low, middle, high)), AS_RANGE) if low < middle < high else (None, AT_AN_END)


def asked_of(j: Judgement) -> FullQuestion:
    """The question in full. Published times depend on stocks, machines, target and scenario of their publication."""
    kind = j.question
    if kind is Question.WEAPON:
        return FullQuestion(kind)
    if kind in RESTORED:
        capacity = j.number("capacity_swu_per_yr")
        detail = f"{capacity:,.0f} SWU a year" if kind is Question.SWU_RESTORED and capacity is not None else ""
        return FullQuestion(kind, j.text("counted_from"), detail)
    number = "" if kind is Question.FIRST or j.number("month_n") is None else f"number {j.number('month_n'):g}"
    kilograms = j.number("wgu_per_weapon_kg")
    target = "quantity not stated" if kilograms is None else f"{kilograms:g} kg at about 90 % each"
    about = j.text("quarter") or j.text("stock_as_of") or j.published_on.isoformat()
    return FullQuestion(kind, about, ", ".join(filter(None, (number, target))), j.text("scenario"))


def judged_questions(
    judgements: Iterable[Judgement],
    record: Record,
    as_of: date,
    known_by: date | None = None,
    question: Question | None = None,
    kind: PoolKind | None = None,
) -> tuple[QuestionJudged, ...]:
    """Every question that had been judged by the day, restored capacity first, members by day; pools are linear by default."""
    last = as_of if known_by is None else min(as_of, known_by)
    visible = [
        replace(judged(j), confidence=j.confidence(last))
        for j in judgements
        if j.published_on <= last and question in (None, j.question)
    ]
    groups: dict[FullQuestion, list[Judged]] = {}
    for member in sorted(visible, key=lambda m: (m.judgement.published_on, m.judgement.id)):
        groups.setdefault(member.asked, []).append(member)
    return tuple(
        _question(asked, groups[asked], record, as_of, kind or PoolKind.LINEAR) for asked in sorted(groups, key=_order)
    )


def _order(asked: FullQuestion) -> tuple[int, FullQuestion]:
    order = (*RESTORED, Question.WEAPON)
    return (order.index(asked.kind) if asked.kind in order else len(order), asked)


def _question(
    asked: FullQuestion, members: Sequence[Judged], record: Record, as_of: date, kind: PoolKind
) -> QuestionJudged:
    fitted = [m for m in members if m.fit is not None]
    bodies = len({m.judgement.text("shared_evidence") or m.judgement.id for m in fitted})
    refusal = _refusal(asked, len(fitted))
    pool = None if refusal else pool_of(kind, [_member(m) for m in fitted])
    struck = _struck_since(asked, record, as_of)
    notes = (*_time_passed(asked, as_of), *_later_strikes(struck), *_conditions(asked, members))
    return QuestionJudged(asked, tuple(members), pool, refusal, bodies, notes, tuple(s.id for s in struck))


def _refusal(asked: FullQuestion, fitted: int) -> str:
    if not asked.kind.in_scope:
        return OUT_OF_SCOPE
    if fitted == 0:
        return "no pool: no judgement of this question states a range, or words with a written rule"
    return "no pool: only one judgement of this question has a range" if fitted == 1 else ""


def _member(m: Judged) -> Member:
    if m.fit is None:
        raise AssertionError("only fitted judgements are pooled")
    j = m.judgement
    return Member(f"{j.who}, {j.published_on}", m.asked, m.fit.distribution, 1.0, j.text("shared_evidence"), (j.id,))


def _time_passed(asked: FullQuestion, as_of: date) -> tuple[str, ...]:
    if asked.kind not in RESTORED:
        return ()
    months = (as_of - date.fromisoformat(asked.about)).days / DAYS_PER_MONTH
    return (f"{months:.1f} months have passed from {asked.about} to {as_of}",) if months >= 0 else ()


def _struck_since(asked: FullQuestion, record: Record, as_of: date) -> list[Statement]:
    if asked.kind not in RESTORED:
        return []
    start = date.fromisoformat(asked.about)
    return [s for s in record.select("event", subject="strike", until=as_of) if s.day > start]


def _later_strikes(struck: Sequence[Statement]) -> tuple[str, ...]:
    if not struck:
        return ()
    ids = ", ".join(s.id for s in struck)
    return (
        f"sites were struck again since ({struck[0].of_day.text}; {ids}): these judgements are about the time before",
    )


def _conditions(asked: FullQuestion, members: Sequence[Judged]) -> tuple[str, ...]:
    """Conditions do not divide the question of restoring something, and are said beside the pool."""
    if asked.kind not in RESTORED:
        return ()
    under = [f"{m.judgement.who}: {m.judgement.text('scenario')}" for m in members if m.judgement.text("scenario")]
    return (f"said under a condition by {'; '.join(under)}",) if under else ()


def _bodies(number: int) -> str:
    return "one body of evidence" if number == 1 else f"{number} separate bodies of evidence"
