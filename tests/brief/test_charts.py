"""Charts: places of labels, cut outlines, broken lines, strips that can be read without colour."""

from __future__ import annotations

import math
import re
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from servanda.brief.answer import Brief
from servanda.brief.chart import NARROW, STATUS_LETTER, cut, year
from servanda.brief.chart_map import Frame, Label, clustered, cut_ring, placed_labels, window
from servanda.brief.chart_stock import stock_chart
from servanda.brief.drawing import drawings, scaled_issue, strip_duties
from servanda.brief.page import DARK
from servanda.brief.parts import Anchor, Figure, Held, Issue, Point, Site
from servanda.brief.svg import picture

FRAME = Frame(44.0, 25.0, 64.0, 40.0, NARROW, 300, 20.0)
degrees = st.tuples(st.floats(30, 80), st.floats(10, 60))


def sites(places: list[tuple[float, float]]) -> list[Site]:
    """Sites with short codes at the given places (longitude, latitude)."""
    return [Site(f"SITE{n}", "", "", lat, lon, None) for n, (lon, lat) in enumerate(places)]


def points(*values: tuple[str, float]) -> list[Point]:
    """Points of one band."""
    return [Point("total", "all_forms", day, value, Figure(f"{value} kg U")) for day, value in values]


@settings(max_examples=60)
@given(st.lists(st.tuples(st.floats(46, 60), st.floats(27, 38)), max_size=12))
def test_each_site_stands_in_exactly_one_cluster(places: list[tuple[float, float]]) -> None:
    """Clustering loses no site and repeats none."""
    codes = [code for cluster in clustered(sites(places), FRAME) for code in cluster.codes]
    assert sorted(codes) == sorted(f"SITE{n}" for n in range(len(places)))


def test_labels_of_a_real_map_do_not_overlap(brief: Brief) -> None:
    """No label of the map meets another or covers a marker."""
    frame = window(brief.sites, NARROW)
    assert frame is not None
    clusters = clustered(brief.sites, frame)
    labels = placed_labels(clusters, frame)
    assert len(labels) == len(clusters) > 5
    assert not [(a.words, b.words) for n, a in enumerate(labels) for b in labels[n + 1 :] if a.meets(b)]
    assert not [(a.words, c.codes) for a in labels for c in clusters if c != a.cluster and a.covers(c)]
    assert all(inside(label, frame) for label in labels)


def inside(label: Label, frame: Frame) -> bool:
    """True when the whole label lies in the picture."""
    return label.left >= 0 and label.left + label.width <= frame.width and 0 < label.top < frame.height


@settings(max_examples=80)
@given(st.lists(degrees, min_size=3, max_size=30))
def test_a_cut_ring_lies_in_the_window_and_is_closed(ring: list[tuple[float, float]]) -> None:
    """Whatever its form, what is left of an outline lies within the window and four pixels around."""
    kept = cut_ring([FRAME.place(lon, lat) for lon, lat in ring], FRAME)
    assert all(-4.001 <= x <= FRAME.width + 4.001 and -4.001 <= y <= FRAME.height + 4.001 for x, y in kept)
    assert not kept or kept[0] == kept[-1]


def test_a_map_without_places_is_not_drawn() -> None:
    """Sites whose place is not known have no window."""
    assert window([Site("A", "", "", None, None, None)], NARROW) is None


def test_years_without_a_value_are_not_bridged() -> None:
    """A gap of more than a year breaks the line: nothing is known in between."""
    spec = stock_chart(
        points(("2016-01-01", 1), ("2016-06-01", 2), ("2021-01-01", 3)), [], [], "2016-01-01", "2022-01-01"
    )
    drawn = picture("gap", spec).body
    lines = re.findall(r'd="(M[^"]+)" stroke="#1d5f9e" stroke-width="2"', drawn)
    assert len(lines) == 2


def test_recalled_points_are_hollow(brief: Brief) -> None:
    """A recalled value has the paper's colour inside, a read one its own."""
    recalled = [Point("total", "", "2020-01-01", 1, Figure("1", mark="recalled"))]
    read = [Point("total", "", "2020-01-01", 1, Figure("1"))]
    hollow, filled = (picture("p", stock_chart(p, [], [], "2019-01-01", "2021-01-01")).body for p in (recalled, read))
    assert 'fill="#fefefe"' in hollow
    assert 'fill="#fefefe"' not in filled


def test_every_strip_has_its_letter_without_colour(brief: Brief) -> None:
    """Each status that fills a strip somewhere has its letter in the picture."""
    drawing = next(d for d in drawings(brief) if d.name == "status")
    assert drawing.wide is not None
    statuses = {s.status for d in strip_duties(brief) for s in d.spans} - {"undetermined", "not_applicable"}
    for status in statuses:
        assert f">{STATUS_LETTER[status]}</text>" in drawing.wide.body


def test_every_colour_of_the_charts_has_a_colour_for_the_dark(brief: Brief) -> None:
    """No colour is left that would be unreadable on a dark page."""
    for drawing in drawings(brief):
        for body in (drawing.narrow.body, drawing.widest.body):
            used = set(re.findall(r'(?:fill|stroke)="(#[0-9a-f]{3,8})"', body))
            assert used <= set(DARK), drawing.name


def test_names_inside_one_chart_do_not_meet_those_of_another(brief: Brief) -> None:
    """Identifiers of clipping paths are unique in the page."""
    found = [i for d in drawings(brief) for p in (d.narrow, d.wide) if p for i in re.findall(r' id="([^"]+)"', p.body)]
    assert len(found) == len(set(found))


def test_narrow_charts_fit_a_phone(brief: Brief) -> None:
    """Drawn no wider than a phone shows, with letters of eleven pixels or more."""
    for drawing in drawings(brief):
        assert drawing.narrow.width <= 360
        sizes = [float(s) for s in re.findall(r'font-size="([\d.]+)px"', drawing.narrow.body)]
        assert min(sizes) >= 11


def held(party: str, scale: float | None) -> Held:
    """A current position of a party."""
    return Held(party, party, party, "words", "", scale, "firm", "", "2025-01-01", "", "", True, Figure("words"))


def test_nominal_issues_are_never_put_on_a_line() -> None:
    """An issue whose options have no order is not drawn even when rows carry a number."""
    nominal = Issue("FMT", "Format", "who", True, (), (held("A", 10), held("B", 90)))
    ordinal = Issue("CAP", "Cap", "how much", False, (Anchor(0, "all"),), (held("A", 0),))
    both = Brief("x", "x", "X", "2025-01-01", "all", "", (), ())
    assert scaled_issue(with_issues(both, nominal)) is None
    assert scaled_issue(with_issues(both, nominal, ordinal)) == ordinal


def with_issues(brief: Brief, *issues: Issue) -> Brief:
    """A brief that has these issues only."""
    from dataclasses import replace

    return replace(brief, positions=replace(brief.positions, issues=issues))


@given(st.dates(max_value=date(9998, 12, 31)))
def test_decimal_years_keep_the_order_of_days(day: object) -> None:
    """A later day never stands left of an earlier one, and a year begins at its number."""
    text = str(day)
    assert math.floor(year(text)) == int(text[:4])
    assert year(f"{text[:4]}-01-01") <= year(text)


@given(st.text(max_size=80), st.floats(20, 400))
def test_cut_words_fit(words: str, width: float) -> None:
    """Words are kept whole or end in an ellipsis and are no longer."""
    shown = cut(words, width)
    assert shown == words or (shown.endswith("…") and len(shown) <= len(words))
