"""The rows of the answer of `servanda breakout`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from servanda.capability.target import SQ_KG_U235_IN_HEU
from servanda.cli.breakout_forms import BY_MONTH, FORM, MARGIN, finite, quantile_columns
from servanda.cli.fields import Document, Row, Value
from servanda.cli.opening import question, question_line
from servanda.cli.words import pairs, paragraph

if TYPE_CHECKING:
    from servanda.capability.outlook import Outlook
    from servanda.capability.scenario import StockInput
    from servanda.capability.sensitivity import Share, Swing
    from servanda.capability.target import Target
    from servanda.case import View
    from servanda.core.uncertain import Input

CAVEAT = (
    "Excludes everything that comes after enrichment, and any stock or plant that the record does not know: "
    "not a forecast, and no statement of intent. Quantiles of times and of yields are each their own: a short time and a "
    "great yield do not go together."
)
METHOD = (
    "highest enrichment first, each stock stripped to the tails of the rule; ideal separative work of two-isotope uranium "
    "divided by the work efficiency; capacity over time solved exactly; independent draws of every uncertain input, the "
    "state of a site drawn once for all that lies there"
)
STATES = "intact/access blocked/lost"
LEAST_SWING, LEAST_SHARE = 1.02, 0.01
"""Bars of a tornado that people read; a program gets all (`sensitivities`)."""


@dataclass(frozen=True, slots=True)
class Answered:
    """One outlook: with which view of struck sites, for which target."""

    sites: str
    target: Target
    outlook: Outlook


def document(view: View, answers: Sequence[Answered]) -> Document:
    """The whole answer; where there is no stock, only what is missing."""
    first = answers[0].outlook
    known = bool(first.scenario.stocks)
    swings = [row for a in _first_target(answers) for row in _carried(a)] if known else []
    rows = {
        "results": [row for a in answers for row in _results(a)] if known else [],
        "yields": [row for a in _last_target(answers) for row in _yields(a)] if known else [],
        "chances": [row for a in answers for row in _chances(a)] if known else [],
        "carried": [row for row in swings if _matters(row)],
        "sensitivities": swings,
        "by_month": [row for a in answers for row in _by_month(a)],
        "margin": [row for a in answers for row in _margin(a)],
        "stocks": [_stock(s) for s in sorted(first.scenario.stocks, key=lambda s: (-s.assay.distribution.median, s.name))],
        "assumptions": [_input(i) for i in _used(first)],
    }  # fmt: skip
    cautions, gaps = _cautions(answers)
    head = {**question(view), **_head(answers, cautions, gaps)}
    return Document(
        FORM, head, rows, before=_before(view, answers, cautions), after=_after(answers, gaps),
        hidden=frozenset(form.key for form in (BY_MONTH, MARGIN) if not rows[form.key]),
    )  # fmt: skip


def _first_target(answers: Sequence[Answered]) -> list[Answered]:
    """One answer for each view of the sites: what carries the time does not depend on the convention."""
    return list({a.sites: a for a in reversed(answers)}.values())[::-1]


def _last_target(answers: Sequence[Answered]) -> list[Answered]:
    """One answer for each view: yields of all stocks are the same for both conventions, and work is given for one SQ too."""
    return list({a.sites: a for a in answers}.values())


def _matters(row: Row) -> bool:
    """True when the assumption moves the time by more than 2 %, or carries more than 1 % of the spread."""
    low, high, share = row["days_at_low"], row["days_at_high"], row["first_order"]
    if not (isinstance(low, float) and isinstance(high, float)):
        return low != high
    return max(low, high) > LEAST_SWING * min(low, high) or (isinstance(share, float) and share > LEAST_SHARE)


def _head(answers: Sequence[Answered], cautions: Sequence[str], gaps: Sequence[str]) -> dict[str, Value]:
    first = answers[0].outlook
    return {
        "tails_rule": first.scenario.rule.words,
        "draws": first.draws,
        "seed": first.seed,
        "stocks_of": tuple(dict.fromkeys(s.mass.source for s in first.scenario.stocks)),
        "forms": tuple(sorted({s.form for s in first.scenario.stocks})),
        "method": METHOD,
        "carried_by": "; ".join(f"{a.sites}: {a.outlook.carried.said}" for a in _first_target(answers)),
        "cautions": tuple(cautions),
        "gaps": tuple(gaps),
        "detection": "" if first.margin is None else first.margin.plan.words,
        "evidence": first.evidence,
        "excludes": CAVEAT,
    }


def _cautions(answers: Sequence[Answered]) -> tuple[list[str], list[str]]:
    """What must be read before the numbers, and what may be read after them: ages and gaps of counts."""
    views = _first_target(answers)
    gaps: dict[str, None] = {}
    said: dict[str, list[str]] = {}
    for a in views:
        for c in a.outlook.cautions:
            if _is_gap(c):
                gaps[c] = None
            else:
                said.setdefault(c, []).append(a.sites)
    every = [v.sites for v in views]
    return [c if where == every else f"with {_view_words(where[0])}, {c}" for c, where in said.items()], list(gaps)


def _view_words(sites: str) -> str:
    return "struck sites in their assumed states" if sites == "assumed" else "all sites taken as intact"


def _is_gap(note: str) -> bool:
    return note.startswith("the count of ") or "cascades counted" in note or "left out" in note


def _results(a: Answered) -> Iterable[Row]:
    for reach in a.outlook.reach:
        yield {
            "sites": a.sites, "target": a.target.name, "target_kg_u": a.target.mass_kg_u, "nth": reach.nth,
            **quantile_columns(reach.days), "evidence": a.outlook.evidence,
        }  # fmt: skip


def _yields(a: Answered) -> Iterable[Row]:
    o = a.outlook
    rows = (
        ("product of all stocks", "kg U", quantile_columns(o.product_kg_u)),
        ("days for all of it", "days", quantile_columns(o.all_days)),
        ("ideal work for the first", "SWU", quantile_columns(o.swu)),
        ("ideal work for one SQ", "SWU", quantile_columns(o.swu, SQ_KG_U235_IN_HEU / a.target.u235_kg)),
    )
    for what, unit, columns in rows:
        if columns:
            yield {"sites": a.sites, "target": a.target.name, "what": what, "unit": unit, **columns}


def _chances(a: Answered) -> Iterable[Row]:
    within = {f"within_{months:g}": p.value for months, p in a.outlook.within}
    for reach in a.outlook.reach:
        first = reach.nth == 1
        yield {
            "sites": a.sites, "target": a.target.name, "nth": reach.nth,
            **{key: value if first else None for key, value in within.items()},
            "ever": reach.ever.value, "ever_low": reach.ever.low, "ever_high": reach.ever.high,
        }  # fmt: skip


def _carried(a: Answered) -> Iterable[Row]:
    shares = {s.name: s for s in a.outlook.carried.shares}
    for swing in a.outlook.carried.swings:
        yield _swing(a.sites, swing, shares.get(swing.name))


def _swing(sites: str, swing: Swing, share: Share | None) -> Row:
    return {
        "sites": sites, "assumption": swing.name,
        "states": STATES if swing.name.endswith(": state") else "",
        "at_low": swing.at_low, "at_high": swing.at_high, "days_at_low": finite(swing.answer_low),
        "days_at_high": finite(swing.answer_high), "first_order": None if share is None else share.first,
        "shift": None if share is None else share.shift, "noise": None if share is None else share.noise,
    }  # fmt: skip


def _by_month(a: Answered) -> Iterable[Row]:
    for month, found in a.outlook.by_month:
        for q in found:
            yield {
                "sites": a.sites,
                "target": a.target.name,
                "month": month,
                "quantile": q.probability,
                "quantities": q.value,
            }


def _margin(a: Answered) -> Iterable[Row]:
    found = a.outlook.margin
    for q in () if found is None else found.days:
        yield {"sites": a.sites, "target": a.target.name, "quantile": q.probability, "margin_days": finite(q.value),
               "in_time": found.in_time.value if found else None}  # fmt: skip


def _stock(stock: StockInput) -> Row:
    low, middle, high = (float(100 * q) for q in stock.assay.distribution.quantile([0.05, 0.5, 0.95]))
    return {
        "stock": stock.name, "mass_kg_u": stock.mass.distribution.median, "percent_u235": middle, "percent_low": low,
        "percent_high": high, "form": stock.form, "basis": stock.mass.source, "evidence": stock.mass.evidence,
    }  # fmt: skip


def _used(o: Outlook) -> list[Input]:
    """Assumptions in the order of their weight in the answer; masses and counts stand in the stocks and at the end."""
    order = {swing.name: place for place, swing in enumerate(o.carried.swings)}
    masses = {s.mass.name for s in o.scenario.stocks}
    kept = [i for i in o.inputs if i.name not in masses]
    return sorted(kept, key=lambda i: (i.distribution.is_fixed, order.get(i.name, len(order))))


def _distribution(i: Input) -> str:
    """The distribution in words; the numbers of states are replaced by the states."""
    words = i.distribution.words
    if not i.name.endswith(": state"):
        return words
    names = STATES.split("/")
    if i.distribution.is_fixed:
        return names[int(i.distribution.mean)]
    return ", ".join(
        f"{names[int(n)]} {p}" for n, p in (part.split(": ") for part in words.removeprefix("discrete ").split(", "))
    )


def _input(i: Input) -> Row:
    return {
        "assumption": i.name, "distribution": _distribution(i), "unit": i.unit.words or "state",
        "basis": "assumed" if i.basis is None else i.basis.value, "source": i.source,
        "mark": i.mark.value if i.mark else "", "evidence": i.evidence,
    }  # fmt: skip


def _before(view: View, answers: Sequence[Answered], cautions: Sequence[str]) -> list[str]:
    lines = [question_line(view)]
    for words in cautions:
        lines += ["", paragraph(f"Caution: {words}.")]
    views = _first_target(answers)
    for a in (a for a in views if a.outlook.carried.swings):
        which = f", with {_view_words(a.sites)}" if len(views) > 1 else ""
        lines += ["", paragraph(f"What would change the answer most{which}: {a.outlook.carried.said}.")]
    return lines


def _after(answers: Sequence[Answered], gaps: Sequence[str]) -> list[str]:
    first = answers[0].outlook
    said = [
        ("target", tuple(dict.fromkeys(a.target.words for a in answers))),
        ("tails", first.scenario.rule.words),
        ("method", METHOD),
        ("draws", f"{first.draws:,} with seed {first.seed}"),
        ("detection", "" if first.margin is None else first.margin.plan.words),
        ("gaps", tuple(gaps)),
    ]
    return [*pairs(said), "", paragraph(CAVEAT)]
