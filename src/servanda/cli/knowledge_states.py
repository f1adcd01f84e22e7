"""The rows of `servanda knowledge` about states, bounds and coverage, and the words under them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from servanda.cli.fields import Row, Value, significant

if TYPE_CHECKING:
    from servanda.case import View
    from servanda.case.join_belief import Likely
    from servanda.knowledge.coverage import Coverage
    from servanda.knowledge.state import StratumKnowledge


@dataclass(frozen=True, slots=True)
class StateRows:
    """Values of the head and rows by table; in words the first stratum, and the stock by state of knowledge."""

    head: Mapping[str, Value]
    rows: Mapping[str, Sequence[Row]]
    first: str
    shares: str


def state_rows(view: View) -> StateRows:
    """Everything that is known of the stock of the day, in rows."""
    from servanda.knowledge.state import state_shares

    answer, likely = view.known_strata, view.likely()
    by_band = {item.band: item for item in likely.likely}
    shares = state_shares(answer.whole)
    evidence = dict.fromkeys((*answer.gap.evidence, *likely.evidence))
    head: dict[str, Value] = {
        "assumptions": (*answer.gap.assumptions, *likely.assumptions),
        "missing": tuple(dict.fromkeys((*answer.gap.missing, *likely.missing))),
        "answer_evidence": tuple(evidence),
    }
    rows: dict[str, Sequence[Row]] = {
        "states": [_state(k, by_band.get(k.stratum.band)) for k in answer.whole],
        "places": [_state(k, None) for k in answer.strata if k.site],
        "shares": [
            {"state": s.state.value, "significant_quantities": s.significant_quantities, "mass_kg_u": s.mass_kg_u,
             "share": s.share, "strata": s.strata}
            for s in shares
        ],
        "coverage": _coverage(answer.covered, view.as_of),
        "intervals": [row for c in answer.covered for row in _intervals(c)],
        "narrowing": [
            {"stratum": k.stratum.words, "band": k.stratum.band, "kind": kind, "width_now_kg_u": item.width,
             "width_after_kg_u": after}
            for k in answer.whole
            if (item := by_band.get(k.stratum.band)) is not None
            for kind, after in item.narrowed.items()
        ],
    }  # fmt: skip
    held = [s for s in shares if s.significant_quantities > 0]
    said = ", ".join(
        f"{significant(s.significant_quantities, 3)} SQ {s.state.value} ({round(100 * s.share)} %)" for s in held
    )
    return StateRows(head, rows, answer.whole[0].text() if answer.whole else "", said)


def _state(k: StratumKnowledge, likely: Likely | None) -> Row:
    return {
        "stratum": k.stratum.words,
        "band": k.stratum.band,
        "form": k.stratum.form,
        "site": k.site,
        "state": k.state.value,
        "continuity": k.continuity.value,
        "since": k.since,
        "reason": k.reason,
        "last_verified": k.last_verified,
        "verified_kg_u": k.verified_kg_u,
        "last_quantity": k.last_quantity,
        "quantity_kg_u": k.quantity_kg_u,
        "low_kg_u": k.low_kg_u,
        "likely_low_kg_u": likely.shown[0] if likely else None,
        "likely_high_kg_u": likely.shown[1] if likely else None,
        "existing_high_kg_u": likely.existing[1] if likely else None,
        "high_without_work_kg_u": k.high_without_work_kg_u,
        "high_kg_u": k.high_kg_u,
        "significant_quantities": k.significant_quantities,
        "u": k.u,
        "u_basis": k.u_basis,
        "effective_draws": likely.effective if likely else None,
        "missing": k.missing,
        "evidence": k.evidence,
    }


def _coverage(covered: Iterable[Coverage], as_of: date) -> list[Row]:
    """One row for the places of a class for which the same holds on the day."""
    rows: dict[tuple[object, ...], dict[str, Value]] = {}
    for c in covered:
        interval, means = c.on(as_of), c.means_on(as_of)
        working = tuple(f"{m.value} {i.state.value}" for m, i in means.items())
        known = bool(interval.evidence)
        recalled = interval.recalled or any(i.recalled for i in means.values())
        key = (c.material, interval.state, interval.since, working, interval.rule, recalled)
        row = rows.setdefault(
            key,
            {
                "material": c.material,
                "sites": (),
                "continuity": interval.state.value,
                "since": interval.since if known else "",
                "means": working,
                "reason": interval.rule,
                "recalled": recalled,
                "evidence": tuple(
                    dict.fromkeys((*interval.evidence, *(e for i in means.values() for e in i.evidence)))
                ),
            },
        )
        row["sites"] = (*_texts(row["sites"]), c.site)
    return list(rows.values())


def _texts(value: Value) -> tuple[str, ...]:
    return tuple(str(item) for item in value) if isinstance(value, tuple) else ()


def _intervals(c: Coverage) -> Iterable[Row]:
    place = {"material": c.material, "site": c.site}
    for m in c.means:
        yield {**place, "means": m.means.value, "state": m.state.value, "start": m.period.start, "end": m.period.end,
               "earliest": None, "rule": m.rule, "recalled": m.recalled, "evidence": m.evidence}  # fmt: skip
    for i in c.continuity:
        yield {**place, "means": "continuity", "state": i.state.value, "start": i.period.start, "end": i.period.end,
               "earliest": i.earliest, "rule": i.rule, "recalled": i.recalled, "evidence": i.evidence}  # fmt: skip


def rests_on(states: StateRows) -> Iterable[str]:
    """What is assumed, and what is missing, one item each."""
    for name, title in (("assumptions", "Assumed:"), ("missing", "Missing in the record:")):
        words = _texts(states.head[name])
        if words and (name == "missing" or states.rows["states"]):
            yield title
            yield from (f"- {said}" for said in words)


def explained(states: StateRows) -> Iterable[str]:
    """What the figures mean, one paragraph each."""
    if not states.rows["states"]:
        return
    yield f"Of this stock: {states.shares}; SQ with the band's upper bound as assay."
    reasons = dict.fromkeys(str(row["reason"]) for row in states.rows["states"] if row["since"])
    for reason in reasons:
        yield f"Continuity: {reason}."
    yield (
        "Can be shown and may exist are bounds whatever happened, under what is assumed first below; likely is 95 % at "
        "known places, under all of it. If none ran: what may exist if no machine has run since the quantity was stated."
    )
