"""The sites of a case with the status that was known on the day."""

from __future__ import annotations

from servanda.brief.figures import stated
from servanda.brief.parts import Figure, Site
from servanda.case.view import View
from servanda.evidence.statement import Statement


def gather_sites(view: View) -> tuple[Site, ...]:
    """Every site in the order of the case; its status is the newest statement about a day up to the day of the brief."""
    newest: dict[str, Statement] = {}
    for s in view.record.select("site_status"):
        newest[s.site] = s
    return tuple(Site(s.site, s.name, s.type, s.lat, s.lon, _status(newest.get(s.site))) for s in view.case.sites)


def _status(statement: Statement | None) -> Figure | None:
    return None if statement is None else stated(statement, f"{statement.text} ({statement.of_day.text})")
