"""Draws what is known of the most enriched stratum over time into a file of its own."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

from servanda.brief.chart_knowledge import KnowledgePoint, knowledge_chart
from servanda.brief.svg import picture
from servanda.case.knowledge_over_time import KnowledgeAt, month_days, over_time
from servanda.case.view import View

FONT = "Liberation Sans, sans-serif"
STRATUM = "uranium_mass"


def write_knowledge_chart(view: View, path: Path) -> bool:
    """Write the chart of the most enriched stratum of the stock up to the day of the view; False when there is none."""
    points = knowledge_points(view)
    if len(points) < 2:
        return False
    path.write_text(picture("knowledge", knowledge_chart(points)).file(FONT), encoding="utf-8")
    return True


def knowledge_points(view: View) -> tuple[KnowledgePoint, ...]:
    """The most enriched stratum of the stock of the day, from its first quantity, monthly and where something changed."""
    whole = view.known_strata.whole
    if not whole:
        return ()
    band = whole[0].stratum.band
    days = _days(view, band)
    rows = over_time(view.facts, view.coverage(), days, band)
    return tuple(_point(row) for row in rows)


def _days(view: View, band: str) -> Sequence[date]:
    stated = [s.day for s in view.facts.select(STRATUM, band=band, until=view.as_of, where=lambda s: s.has_value)]
    changes = [i.period.start for c in view.coverage() for i in c.continuity]
    days = {day + timedelta(days=step) for day in (*stated, *changes) for step in (-1, 0)}
    first = min(stated, default=view.as_of)
    return sorted({d for d in days if first <= d <= view.as_of} | set(month_days(first, view.as_of)))


def _point(row: KnowledgeAt) -> KnowledgePoint:
    known, likely = row.known, row.likely
    return KnowledgePoint(
        row.day.isoformat(),
        known.quantity_kg_u,
        known.low_kg_u,
        known.high_kg_u,
        known.high_without_work_kg_u,
        likely.shown[0] if likely else None,
        likely.shown[1] if likely else None,
        known.continuity.value,
    )
