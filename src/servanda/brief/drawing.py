"""Which charts a brief has, with their titles and spoken labels, and their pictures in the widths they are shown in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from servanda.brief.answer import Brief
from servanda.brief.chart import NARROW
from servanda.brief.chart_age import age_chart
from servanda.brief.chart_map import map_chart, window
from servanda.brief.chart_positions import drawn, placed, positions_chart
from servanda.brief.chart_status import status_chart
from servanda.brief.chart_stock import stock_chart
from servanda.brief.drawing_control import control_drawings
from servanda.brief.outline import outlines_within
from servanda.brief.parts import Duty, Issue, Limit, Point
from servanda.brief.pictures import Drawing, both
from servanda.brief.svg import picture
from servanda.brief.words import BAND_WORDS, counted, day_words, listed, plain

BAND_ORDER = ("total", "up_to_60", "up_to_20", "up_to_5", "up_to_4_5", "up_to_3_67", "up_to_2", "natural", "depleted")
MAGNIFY_BEYOND = 4.0
"""A limit is shown magnified when the stock is more than so many times above it."""

WORST = frozenset({"exceeded", "not_performed", "declared_non_observance"})


def drawings(brief: Brief) -> tuple[Drawing, ...]:
    """Every chart for which the brief has something to show, in the order of the page in each part of it."""
    return (*record_drawings(brief), *control_drawings(brief))


def record_drawings(brief: Brief) -> tuple[Drawing, ...]:
    """The charts of the chapters that are told from the record."""
    return (*_stock(brief), *_ages(brief), *_strips(brief), *_scales(brief), *_map(brief))


def strip_duties(brief: Brief) -> tuple[Duty, ...]:
    """The duties that have a strip: those that were found kept or not kept at some time, by every account."""
    dull = {"undetermined", "not_applicable", "contested"}
    return tuple(d for d in brief.agreements.duties if any(s.status not in dull for s in d.spans))


def scaled_issue(brief: Brief) -> Issue | None:
    """The issue whose positions are drawn: the one with a scale on which most parties stand; nominal ones never."""
    able = [i for i in brief.positions.issues if drawn(i)]
    return max(able, key=lambda i: (len({h.party for h in i.held if placed(h)}), len(i.held)), default=None)


def exceeded_by_some(duty: Duty, column: int = -1) -> bool:
    """True for a contested duty that is exceeded by the account of at least one party."""
    cell = duty.cells[column]
    return cell.status == "contested" and any(v.status in WORST for v in cell.verdicts)


def bands(brief: Brief) -> tuple[str, ...]:
    """The bands with amounts over time, the total first."""
    present = {p.band for p in brief.known.points}
    known = [b for b in BAND_ORDER if b in present]
    return (*known, *sorted(present - set(known)))


def _stock(brief: Brief) -> Iterator[Drawing]:
    known = brief.known
    if not known.points:
        return
    first = f"{min(p.day for p in known.points)[:4]}-01-01"
    last = (date.fromisoformat(brief.as_of) + timedelta(days=60)).isoformat()
    for band in bands(brief):
        points = sorted((p for p in known.points if p.band == band), key=lambda p: p.day)
        limits = [lim for lim in known.limits if lim.band == band]
        title = f"{BAND_WORDS.get(band, plain(band))}: {points[-1].figure.text} on {day_words(points[-1].day)}"
        yield Drawing(
            f"stock-{band.replace('_', '-')}", "known", title, f"{title}. {_course(points)}",
            picture(f"stock-{band}", stock_chart(points, known.happenings, limits, first, last)),
        )  # fmt: skip
        low = _dwarfed(points, limits)
        if low is not None:
            top = low.value * 2
            yield Drawing(
                f"stock-{band}-magnified", "known", _magnified(points, low), f"{_magnified(points, low)}. {_course(points)}",
                picture(f"stock-{band}-magnified", stock_chart(points, known.happenings, limits, first, last, top)),
            )  # fmt: skip


def _course(points: Sequence[Point]) -> str:
    first, highest = points[0], max(points, key=lambda p: p.value)
    return (
        f"From {first.figure.text} on {day_words(first.day)}; highest {highest.figure.text} on {day_words(highest.day)}; "
        f"{counted(len(points), 'published value')}, in the table below"
    )


def _dwarfed(points: Sequence[Point], limits: Sequence[Limit]) -> Limit | None:
    highest = max(p.value for p in points)
    low = min(limits, key=lambda lim: lim.value, default=None)
    return low if low is not None and highest > MAGNIFY_BEYOND * low.value else None


def _magnified(points: Sequence[Point], limit: Limit) -> str:
    beyond = next(
        (p for p in points if p.value > limit.value and p.day >= limit.start and p.qualifier != "at_most"), None
    )
    passed = "" if beyond is None else f": passed by {day_words(beyond.day)}"
    return f"The same magnified around the {limit.label}{passed}"


def _ages(brief: Brief) -> Iterator[Drawing]:
    strata = [s for s in brief.known.strata if any(c.goal_days is not None for c in s.cells)]
    if not strata:
        return
    late = sum((s.cells[-1].overdue or 0) > 0 for s in strata)
    title = f"Days since the last verification: {late} of {len(strata)} kinds of material beyond the timeliness goal"
    rows = "; ".join(f"{s.label}: {s.cells[-1].days.text if s.cells[-1].days else 'never'}" for s in strata)
    yield both("age", "known", title, f"{title}. {rows}", lambda width: age_chart(strata, brief.knowledge, width))


def _strips(brief: Brief) -> Iterator[Drawing]:
    duties = strip_duties(brief)
    if not duties:
        return
    broken = sum(d.cells[-1].status in WORST for d in duties if d.cells)
    split = sum(exceeded_by_some(d) for d in duties)
    by_some = f", {split} more by at least one account" if split else ""
    day = day_words(brief.as_of)
    verb = "is" if broken == 1 else "are"
    title = f"{broken} of {counted(len(duties), 'obligation')} with a verdict {verb} exceeded or not observed on {day}{by_some}"
    first = min(s.start for d in duties for s in d.spans)
    last = max(s.end for d in duties for s in d.spans)
    label = f"{title}. The spans of each obligation are in the table below"
    yield both("status", "agreements", title, label, lambda width: status_chart(duties, first, last, width))


def _scales(brief: Brief) -> Iterator[Drawing]:
    issue = scaled_issue(brief)
    if issue is None:
        return
    title = f"{issue.label}. {_ends(issue)}"
    rows = "; ".join(f"{h.name}: {h.stands or h.text}" for h in issue.held if h.current)
    yield both("positions", "positions", title, f"{title}. {rows}", lambda width: positions_chart(issue, width))


def _ends(issue: Issue) -> str:
    """Who stands at the two ends of what is held now: by its own number, as an open range, or as coded."""
    current = [h for h in issue.held if h.scale is not None and h.current]
    if not current:
        return "only earlier positions have a place on the scale"
    low, high = min(h.scale or 0.0 for h in current), max(h.scale or 0.0 for h in current)
    groups: dict[str, list[str]] = {}
    for h in sorted((h for h in current if h.scale in (low, high)), key=lambda h: (h.scale or 0.0, h.name)):
        groups.setdefault(h.stands, []).append(h.name)
    return "; ".join(f"{listed(list(dict.fromkeys(names)))}: {words}" for words, names in groups.items())


def _map(brief: Brief) -> Iterator[Drawing]:
    frame = window(brief.sites, NARROW)
    if frame is None:
        return
    lost = [s.code for s in brief.sites if s.lat is None]
    title = f"{counted(len(brief.sites) - len(lost), 'site')} with a known place"
    title += f"; no trustworthy place for {listed(lost)}" if lost else ""
    land = outlines_within(frame.west, frame.south, frame.east, frame.north)
    label = f"{title}. The list of sites is below"
    yield Drawing("map", "known", title, label, picture("map", map_chart(brief.sites, frame, land, brief.state)))
