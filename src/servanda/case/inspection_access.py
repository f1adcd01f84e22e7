"""Which rows of the tables of inspection count as of a day, and from which day on a place can be entered."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from servanda.case.view import View
from servanda.core.counting import Duration
from servanda.inspection.declaration import Standing, standing_of
from servanda.inspection.plan_tables import EVERY_PLACE, AccessRow, StratumRow


def in_view(view: View, evidence: Iterable[str]) -> bool:
    """True where all these statements were known and about days up to that of the view; true without any."""
    return all(i in view.record.by_id for i in evidence)


def rows_of_strata(view: View) -> tuple[StratumRow, ...]:
    """For each stratum the last row whose statements are in view: items counted later change no earlier plan."""
    return tuple({row.name: row for row in view.case.inspection.strata if in_view(view, row.evidence)}.values())


def access_of(view: View, site: str) -> AccessRow | None:
    """The last row for the place whose statements are in view; that for every place where it has none of its own."""
    rows = [r for r in view.case.inspection.access if in_view(view, r.evidence)]
    own = [r for r in rows if site and r.site == site]
    every = [r for r in rows if r.site == EVERY_PLACE]
    return next(reversed(own or every), None)


def first_day(as_of: date, access: AccessRow) -> date:
    """The first day on which a place can be entered when notice is given on the day of the view."""
    noticed = as_of + _notice_days(access.notice)
    return noticed if access.earliest is None else max(noticed, access.earliest)


def _notice_days(notice: Duration | None) -> timedelta:
    """Whole days of a notice: hours that do not fill a day are within it."""
    if notice is None:
        return timedelta(0)
    return timedelta(days=notice.days + notice.clock // timedelta(days=1)) + timedelta(days=30 * notice.months)


def notice_words(view: View, access: AccessRow | None) -> str:
    """The right to enter with its period and, where accounts differ on its instrument, what each holds; empty without one."""
    if access is None or not access.right:
        return ""
    answer = view.answer(access.right)
    standing = standing_of(answer.verdicts)
    period = access.notice.words if access.notice else "no period of notice"
    differs = "" if standing is Standing.APPLIES else f", {standing.value}"
    held = {f"{', '.join(e.held_by)}: {e.words}": None for v in answer.verdicts for e in v.states if e.held_by}
    accounts = f" ({'; '.join(held)})" if held else ""
    return f"{access.right} ({answer.cite}): {period}{differs}{accounts}"
