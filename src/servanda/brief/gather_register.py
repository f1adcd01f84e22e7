"""The register of judgements by question: members first, then the pool of one question, or why there is none."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from servanda.brief.gather_judgements import member_bars, pool_shape
from servanda.brief.parts_outlook import EncodingRule, JudgedMember, JudgedQuestion, JudgedShape, Judgements
from servanda.brief.words import plain
from servanda.case.view import View
from servanda.core.names import Mark
from servanda.core.question import PUBLISHED

if TYPE_CHECKING:
    from servanda.brief.chart_judgements import MemberBar
    from servanda.case.join_judgements import Judged, QuestionJudged


def gather_judgements(view: View) -> Judgements:
    """What had been judged by the day about restoring what was lost; published times to a quantity are only counted."""
    found = view.judgements()
    shown = [q for q in found if q.asked.kind not in PUBLISHED]
    if not shown:
        return Judgements(left_out=len(found))
    from servanda.capability.pool_modes import RULE

    used = {m.encoding.rule: m.encoding for q in shown for m in q.members if m.encoding}
    rules = tuple(
        EncodingRule(plain(e.rule), "/".join(f"{x:g}" for x in e.months) + " months", e.words, e.why)
        for e in used.values()
    )
    split = RULE if any(q.pool and q.pool.is_split for q in shown) else ""
    return Judgements(tuple(_question(q) for q in shown), rules, split, len(found) - len(shown))


def _question(q: QuestionJudged) -> JudgedQuestion:
    bars = member_bars(q.members)
    members = tuple(_member(m, bar) for m, bar in zip(q.members, bars, strict=True))
    found = pool_shape(q)
    shape = None if found is None else JudgedShape(found.name, found.density, found.modes)
    split = q.pool is not None and q.pool.is_split
    quantiles = () if q.pool is None or split else tuple(round(x, 6) for x in q.pool.quantiles())
    evidence = tuple(dict.fromkeys(q.evidence))
    return JudgedQuestion(_capital(q.asked.words), members, q.statement, quantiles, split, shape, q.notes, evidence)


def _member(m: Judged, bar: MemberBar) -> JudgedMember:
    j = m.judgement
    numbers = _numbers(m)
    return JudgedMember(
        j.id, j.who, j.published_on.isoformat(), m.said, numbers, m.how, plain(m.encoding.rule) if m.encoding else "",
        j.text("scenario"), j.text("confidence"), j.source, tuple(round(q, 6) for q in bar.quantiles or ()),
        "recalled" if j.mark is Mark.RECALLED else "",
    )  # fmt: skip


def _numbers(m: Judged) -> str:
    """The numbers as stated; `*` marks those that the encoder made of words."""
    if m.fit is None:
        return ""
    return " / ".join(f"{q:.3g}" for q in m.fit.stated) + f" {m.unit}{'*' if m.encoding else ''}"


def _capital(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}"


def sources_of(found: Judgements) -> Sequence[str]:
    """The sources in which the judgements were read."""
    return tuple(dict.fromkeys(m.source for q in found.questions for m in q.members))
