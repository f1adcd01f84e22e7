"""What bounds each stratum, how it is known, and the same over time: both ends apart, since each answers another question."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from servanda.brief.figures import computed, recalled
from servanda.brief.gather_known import label
from servanda.brief.parts import Figure
from servanda.brief.parts_outlook import Bound, BoundCell, Bounds, Covered, KnownDay, Narrowed
from servanda.brief.words import plain
from servanda.case.join_belief import Likely
from servanda.case.knowledge_over_time import KnowledgeAt
from servanda.case.view import View
from servanda.core.counting import MonthRule, add_months
from servanda.core.quantity import number
from servanda.knowledge.state import StratumKnowledge

STRATUM = "uranium_mass"
MONTHS_APART = 6
"""The picture over time has a point for each half year or statement, and one on both sides of every change."""
WHICH_KIND = {
    "full verification": "all of it verified",
    "half of it verified, standing for the rest": "half of it verified, standing for the rest",
    "records of production accepted": "records of production accepted",
}


def gather_bounds(views: Sequence[View]) -> Bounds:
    """Bounds of each stratum per view; coverage, assumptions and the picture over time from the last view."""
    known = [{k.stratum.band: k for k in v.known_strata.whole} for v in views]
    drawings = [v.likely() for v in views]
    likely = [{item.band: item for item in found.likely} for found in drawings]
    last = views[-1]
    answer, drawn = last.known_strata, drawings[-1]
    bands = dict.fromkeys(b for found in (known[-1], *known[:-1]) for b in found)
    rows = tuple(_bound(band, known, likely, views) for band in bands)
    return Bounds(
        rows,
        tuple(_covered(last)),
        answer.whole[0].stratum.band if answer.whole else "",
        known_days(last),
        tuple(_narrowed(last, answer.whole, likely[-1])),
        (*answer.gap.assumptions, *drawn.assumptions) if answer.whole else (),
        tuple(dict.fromkeys((*answer.gap.missing, *drawn.missing))) if answer.whole else (),
    )


def _bound(
    band: str, known: Sequence[dict[str, StratumKnowledge]], likely: Sequence[dict[str, Likely]], views: Sequence[View]
) -> Bound:
    stratum = next(found[band].stratum for found in reversed(known) if band in found)
    cells = [
        _cell(found[band], drawn.get(band), view) if band in found else None
        for found, drawn, view in zip(known, likely, views, strict=True)
    ]
    return Bound(label(band, stratum.form), band, stratum.form, tuple(cells))


def _cell(k: StratumKnowledge, likely: Likely | None, view: View) -> BoundCell:
    answer = view.known_strata
    evidence = tuple(dict.fromkeys((*k.evidence, *answer.gap.evidence)))
    mark = recalled(view.case.record.by_id[i] for i in evidence if i in view.case.record.by_id)

    def bound(value: float | None, method: str = "bounds") -> Figure | None:
        return None if value is None else mass(value, method, evidence, mark)

    return BoundCell(
        k.state.value,
        k.continuity.value,
        k.since.isoformat() if k.since else "",
        k.reason,
        bound(k.quantity_kg_u, "stated"),
        bound(k.low_kg_u),
        bound(k.high_kg_u),
        bound(k.high_without_work_kg_u),
        bound(likely.shown[0], "likely") if likely else None,
        bound(likely.shown[1], "likely") if likely else None,
        k.u,
    )


def mass(value: float, method: str, evidence: tuple[str, ...], mark: str = "") -> Figure:
    """A computed mass: tenths below a thousand, else whole kilograms."""
    shown = number(round(value, 1)) if abs(value) < 1000 else number(round(value))
    return computed(f"{shown} kg U", value, "kg_U", method, evidence, mark)


def _covered(view: View) -> Iterable[Covered]:
    """One row for the places of a class for which the same holds on the day."""
    groups: dict[tuple[str, str, str, str], tuple[list[str], dict[str, None]]] = {}
    for c in view.known_strata.covered:
        interval, means = c.on(view.as_of), c.means_on(view.as_of)
        working = ", ".join(f"{plain(m.value)} {plain(i.state.value)}" for m, i in means.items())
        since = interval.since if interval.evidence else ""
        places, evidence = groups.setdefault((c.material, interval.state.value, since, working), ([], {}))
        places.append("all declared plants" if c.site in ("", "all") else c.site)
        evidence |= dict.fromkeys((*interval.evidence, *(e for i in means.values() for e in i.evidence)))
    for (material, state, since, working), (places, evidence) in groups.items():
        yield Covered(plain(material), ", ".join(places), state, since, working, tuple(evidence))


def _narrowed(view: View, whole: Sequence[StratumKnowledge], likely: dict[str, Likely]) -> Iterable[Narrowed]:
    for k in whole[:1]:
        item = likely.get(k.stratum.band)
        for kind, after in () if item is None else item.narrowed.items():
            now = mass(item.width if item else 0.0, "likely", k.evidence)
            yield Narrowed(label(k.stratum.band, k.stratum.form), WHICH_KIND.get(kind, kind), now,
                           mass(after, "likely", k.evidence))  # fmt: skip


def known_days(view: View) -> tuple[KnownDay, ...]:
    """The most enriched stratum of the stock of the day, from its first quantity, twice a year and where something changed."""
    whole = view.known_strata.whole
    if not whole:
        return ()
    band = whole[0].stratum.band
    return tuple(_day(row) for row in view.knowledge_over_time(_days(view, band), band))


def _days(view: View, band: str) -> Sequence[date]:
    """Both sides of every change of continuity, the days of the stated quantities thinned, and the last day."""
    stated = [s.day for s in view.facts.select(STRATUM, band=band, until=view.as_of, where=lambda s: s.has_value)]
    first = min(stated, default=view.as_of)
    changes = [i.period.start for c in view.coverage() for i in c.continuity if first <= i.period.start <= view.as_of]
    days = {day + timedelta(days=step) for day in changes for step in (-1, 0)}
    days |= {*_thinned(stated), first, view.as_of}
    place = 0
    while (day := add_months(first, MONTHS_APART * place, MonthRule.CLAMP)) < view.as_of:
        days.add(day)
        place += 1
    return sorted(d for d in days if first <= d <= view.as_of)


def _thinned(stated: Iterable[date]) -> Iterable[date]:
    """Days at least five months apart, the last of them always."""
    ordered = sorted(set(stated), reverse=True)
    kept: list[date] = []
    for day in ordered:
        if not kept or kept[-1] - day >= timedelta(days=150):
            kept.append(day)
    return kept


def _day(row: KnowledgeAt) -> KnownDay:
    known, likely = row.known, row.likely
    return KnownDay(
        row.day.isoformat(), known.quantity_kg_u, known.low_kg_u, known.high_kg_u, known.high_without_work_kg_u,
        likely.shown[0] if likely else None, likely.shown[1] if likely else None, known.continuity.value,
    )  # fmt: skip
