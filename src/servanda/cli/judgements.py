"""`servanda judgements`: who judged what, when and in which words; then the pool of each question, or why there is none."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from servanda.cli.arguments import AsCsv, AsJson, AsOf, CaseName, KnownBy, choice
from servanda.cli.failures import plural
from servanda.cli.fields import Document, Row, Value
from servanda.cli.judgement_forms import FORM
from servanda.cli.opening import question, question_line, seen
from servanda.cli.output import emit
from servanda.cli.words import paragraph
from servanda.core.finding import Misuse
from servanda.core.question import PUBLISHED, RESTORED, Question

if TYPE_CHECKING:
    from servanda.case import View
    from servanda.case.join_judgements import Judged, QuestionJudged

EXAMPLE = "Example: servanda judgements iran --as-of 2025-07-15 --question pre_strike_capacity"
KINDS = ("linear", "logarithmic", "quantile average")


def judgements(
    case: CaseName,
    wanted: Annotated[
        str | None,
        typer.Option(
            "--question",
            metavar="QUESTION",
            parser=choice(Question),
            help=f"Only judgements of this: {', '.join(Question)}.",
        ),
    ] = None,
    pool: Annotated[
        str,
        typer.Option(
            "--pool", metavar="KIND", parser=choice(KINDS), help=f"How members are pooled: {', '.join(KINDS)}."
        ),
    ] = "linear",
    seeds: Annotated[
        bool, typer.Option("--seeds", help="Also score mechanical forecasters on seed questions from the record.")
    ] = False,
    every: Annotated[
        bool, typer.Option("--every", help="Published times to a quantity too, where other judgements are recorded.")
    ] = False,
    as_of: AsOf = None,
    known_by: KnownBy = None,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """Who judged what, in which words, and the pool of each question. Different questions are never pooled."""
    from servanda.capability.pool import PoolKind

    view = seen(case, as_of, known_by)
    found = view.judgements(None if wanted is None else Question(wanted), PoolKind(pool))
    shown = found if every or wanted else _first_asked(found)
    emit(_document(view, shown, len(found) - len(shown), seeds=seeds), as_json=as_json, as_csv=as_csv)


def _first_asked(found: Sequence[QuestionJudged]) -> Sequence[QuestionJudged]:
    """What was judged about restoring what was lost; the published times to a quantity where there is nothing else."""
    other = [q for q in found if q.asked.kind not in PUBLISHED]
    return other or found


def _document(view: View, found: Sequence[QuestionJudged], left_out: int, *, seeds: bool) -> Document:
    from servanda.capability.pool_modes import RULE

    rows = {
        "members": [_member(m, first=place == 0) for q in found for place, m in enumerate(q.members)],
        "pools": [_pool(q) for q in found if _worth_a_row(q)],
        "experts": _experts(view) if seeds else [],
    }
    hidden = frozenset({"experts"} - ({"experts"} if seeds else set()) | (set() if found else {"pools"}))
    head: dict[str, Value] = {**question(view), "rule_of_modes": RULE}
    after = _after(found, RULE)
    if left_out:
        after.append(
            paragraph(f"{plural(left_out, 'question')} of published times to a quantity left out: --every shows them.")
        )
    return Document(FORM, head, rows, before=[question_line(view)], after=after, hidden=hidden)


def _worth_a_row(q: QuestionJudged) -> bool:
    return len(q.members) > 1 or q.asked.kind in RESTORED


def _after(found: Sequence[QuestionJudged], rule: str) -> list[str]:
    members = [m for q in found for m in q.members]
    used = {m.encoding.rule: m.encoding for m in members if m.encoding}
    lines = [f"* {e.text}. Words: {e.words}. Rule written by Servanda: {e.why}." for e in used.values()]
    moved = [f"{m.judgement.who}, {m.judgement.published_on}: {m.fit.note}." for m in members if m.fit and m.fit.note]
    if len(moved) > 1:
        moved = [
            f"Lognormal fits move stated quantiles of {len(moved)} judgements by more than a tenth: --json has each."
        ]
    notes = [f"{_capital(q.asked.words)}: {'; '.join(q.notes)}." for q in found if q.notes]
    split = [f"Rule for a split opinion: {rule}."] if any(q.pool and q.pool.is_split for q in found) else []
    single = [q for q in found if not _worth_a_row(q)]
    alone = [f"{plural(len(single), 'further question')} with one judgement each: nothing to pool."] if single else []
    return [paragraph(line) for line in (*lines, *moved, *notes, *alone, *split)]


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _member(m: Judged, *, first: bool) -> Row:
    j = m.judgement
    stated = m.fit.stated if m.fit else ()
    return {
        "question": m.asked.words,
        "quantity_of_interest": m.asked.kind.value,
        "first_of_question": first,
        "who": j.who,
        "published_on": j.published_on,
        "attribution": j.text("attribution"),
        "said": m.said,
        "q05": stated[0] if stated else None,
        "q50": None if m.fit is None else float(m.fit.distribution.quantile(0.5)),
        "q95": stated[-1] if stated else None,
        "unit": m.unit if m.fit else "",
        "how": m.how,
        "encoding": m.encoding.rule if m.encoding else "",
        "encoder": j.text("encoder"),
        "fit": m.fit.distribution.words if m.fit else "",
        "fit_note": m.fit.note if m.fit else "",
        "confidence": m.confidence,
        "access": j.text("access"),
        "shared_evidence": j.text("shared_evidence"),
        "condition": j.text("scenario"),
        "read_as": j.text("read_as"),
        "basis": j.basis.value,
        "mark": j.mark.value,
        "source": j.source,
        "id": j.id,
    }


def _pool(q: QuestionJudged) -> Row:
    fitted = [m for m in q.members if m.fit]
    quantiles = q.pool.quantiles() if q.pool and not q.pool.is_split else (None,) * 5
    names = ("q05", "q25", "q50", "q75", "q95")
    return {
        "question": q.asked.words,
        "quantity_of_interest": q.asked.kind.value,
        "members": len(q.members),
        "fitted": len(fitted),
        "bodies_of_evidence": q.bodies,
        "kind": q.pool.kind.value if q.pool else "",
        "split": bool(q.pool and q.pool.is_split),
        "modes": {"modes": [_mode(m) for m in q.pool.modes]} if q.pool else {},
        **dict(zip(names, quantiles, strict=True)),
        "unit": fitted[0].unit if q.pool else "",
        "statement": q.statement,
        "judgements": tuple(m.judgement.id for m in q.members),
        "notes": q.notes,
        "evidence": q.evidence,
    }


def _mode(mode: object) -> dict[str, object]:
    from servanda.capability.pool_modes import Mode

    if not isinstance(mode, Mode):
        raise AssertionError("a pool has modes")
    return {"at": mode.at, "share": mode.share, "dip_after": mode.dip_after}


def _experts(view: View) -> list[Row]:
    from servanda.capability.classical_combine import Weighting, combine
    from servanda.case.join_seeds import mechanical_panel, seed_questions

    try:
        panel = mechanical_panel(seed_questions(view.facts))
    except Misuse:
        return []
    made = combine(panel, Weighting.GLOBAL)
    if made.experts is None:
        return []
    answers = tuple(i for q in panel.questions for i in q.evidence)
    scored = zip(panel.experts, made.experts.hits, made.experts.calibration, made.experts.information, strict=True)
    rows: list[Row] = [
        _expert(name, hits, float(calibration), float(information), float(weight), answers)
        for (name, hits, calibration, information), weight in zip(scored, made.weights[:, 0], strict=True)
    ]
    if made.calibration is not None and made.information is not None:
        label = f"their combination, {made.weighting} weights"
        rows.append(_expert(label, (), made.calibration, made.information, None, answers))
    return rows


def _expert(
    name: str, hits: Iterable[int], calibration: float, information: float, weight: float | None, answers: Sequence[str]
) -> Row:
    return {
        "expert": name,
        "questions": len(answers),
        "hits": " / ".join(str(h) for h in hits),
        "calibration": calibration,
        "information": information,
        "weight": weight,
        "evidence": tuple(answers),
    }
