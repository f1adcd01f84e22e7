"""Where the sites are: bundled outlines, no tiles. Sites closer than a finger's width share one marker and one label.

Places are projected here (equirectangular, true at the middle latitude), so that labels can be put where none overlap.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from servanda.brief.chart import HOME, INK, LAND, MUTED, PAPER, RULE, SERIES, TEXT, Spec, chart, layer, pixels, text
from servanda.brief.outline import Feature, FeatureCollection
from servanda.brief.parts import Site

Ring = list[tuple[float, float]]
CLOSE = 16.0
LETTER = TEXT * 0.7


@dataclass(frozen=True, slots=True)
class Frame:
    """The window of the map: degrees at its edges, pixels of its size, and pixels per degree of latitude."""

    west: float
    south: float
    east: float
    north: float
    width: int
    height: int
    scale: float

    def place(self, lon: float, lat: float) -> tuple[float, float]:
        """Pixels from the left and from the top."""
        squeeze = math.cos(math.radians((self.south + self.north) / 2))
        return (lon - self.west) * squeeze * self.scale, (self.north - lat) * self.scale


@dataclass(frozen=True, slots=True)
class Cluster:
    """Sites that stand together at one place in the picture."""

    x: float
    y: float
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Label:
    """A line of words with the box that it takes, and the cluster that it names."""

    left: float
    top: float
    width: float
    words: str
    cluster: Cluster
    before: bool = False

    def meets(self, other: Label) -> bool:
        """True when the two boxes overlap."""
        apart = self.left + self.width < other.left or other.left + other.width < self.left
        return not apart and abs(self.top - other.top) < TEXT + 3

    def covers(self, cluster: Cluster) -> bool:
        """True when a marker lies under the box."""
        return self.left - 5 < cluster.x < self.left + self.width + 5 and abs(self.top - cluster.y) < TEXT


def window(sites: Sequence[Site], width: int, margin: float = 1.6) -> Frame | None:
    """The window that shows all placed sites with a margin in degrees; None when no site has a place."""
    placed = [(s.lon, s.lat) for s in sites if s.lon is not None and s.lat is not None]
    if not placed:
        return None
    west, east = min(p[0] for p in placed) - margin, max(p[0] for p in placed) + margin
    south, north = min(p[1] for p in placed) - margin * 0.7, max(p[1] for p in placed) + margin * 0.7
    scale = width / ((east - west) * math.cos(math.radians((south + north) / 2)))
    return Frame(west, south, east, north, width, round((north - south) * scale), scale)


def map_chart(sites: Sequence[Site], frame: Frame, outlines: FeatureCollection, home: str) -> Spec:
    """Land, the State of the case a shade darker, a marker for each cluster and its codes beside it."""
    clusters = clustered(sites, frame)
    labels = placed_labels(clusters, frame)
    x, y = _across(frame), pixels("y", frame.height)
    leaders = [
        {"x": lab.cluster.x, "y": lab.cluster.y, "x2": _nearest(lab), "y2": lab.top} for lab in labels if _far(lab)
    ]
    spec = chart(
        frame.width,
        frame.height,
        [
            *_land(outlines, frame, home),
            layer(leaders, {"type": "rule", "color": MUTED}, x=x, x2={"field": "x2"}, y=y, y2={"field": "y2"}),
            layer(
                [{"x": c.x, "y": c.y, "size": 46 + 14 * len(c.codes)} for c in clusters],
                {"type": "point", "fill": SERIES, "stroke": PAPER, "strokeWidth": 1.2, "opacity": 1},
                x=x,
                y=y,
                size={"field": "size", "type": "quantitative", "scale": None},
            ),
            *_label_layers(labels, x, y),
        ],
    )
    return {**spec, "autosize": "none", "padding": 0}


def clustered(sites: Sequence[Site], frame: Frame) -> list[Cluster]:
    """Sites gathered where their markers would touch; each cluster stands at its first site."""
    clusters: list[Cluster] = []
    for site in sites:
        if site.lon is None or site.lat is None:
            continue
        x, y = frame.place(site.lon, site.lat)
        near = next((n for n, c in enumerate(clusters) if math.dist((c.x, c.y), (x, y)) < CLOSE), None)
        if near is None:
            clusters.append(Cluster(x, y, (site.code,)))
        else:
            old = clusters[near]
            clusters[near] = Cluster(old.x, old.y, (*old.codes, site.code))
    return clusters


def placed_labels(clusters: Sequence[Cluster], frame: Frame) -> list[Label]:
    """A label for each line of codes, put at the first free place around its marker; crowded ones go first."""
    labels: list[Label] = []
    for cluster in sorted(clusters, key=lambda c: (-len(c.codes), c.x)):
        words = ", ".join(cluster.codes)
        candidates = [_label(cluster, words, dx, dy, frame) for dx, dy in _PLACES]
        free = [c for c in candidates if _fits(c, labels, clusters, frame)]
        labels.append(free[0] if free else candidates[0])
    return labels


_PLACES = [
    (1, 0),
    (-1, 0),
    (1, -1),
    (1, 1),
    (-1, -1),
    (-1, 1),
    *((s, d) for d in (2, -2, 3, -3, 4, -4) for s in (1, -1)),
]


def _label(cluster: Cluster, words: str, side: int, step: int, frame: Frame) -> Label:
    width = len(words) * LETTER + 4
    gap = 9 + 3 * abs(step)
    left = cluster.x + gap if side > 0 else cluster.x - gap - width
    left = min(max(3, left), frame.width - width - 3) if abs(step) > 1 else left
    return Label(left, cluster.y + step * (TEXT + 5), width, words, cluster, side < 0)


def _fits(label: Label, others: Iterable[Label], clusters: Iterable[Cluster], frame: Frame) -> bool:
    inside = label.left >= 2 and label.left + label.width <= frame.width - 2 and 8 < label.top < frame.height - 8
    return inside and not any(label.meets(o) for o in others) and not any(label.covers(c) for c in clusters)


def _far(label: Label) -> bool:
    return abs(label.top - label.cluster.y) > 1


def _nearest(label: Label) -> float:
    return label.left if label.left > label.cluster.x else min(label.left + label.width, label.cluster.x)


def _across(frame: Frame) -> Spec:
    scale = {"domain": [0, frame.width], "range": [0, frame.width], "nice": False, "zero": False}
    return {"field": "x", "type": "quantitative", "scale": scale, "axis": None}


def _label_layers(labels: Sequence[Label], x: Spec, y: Spec) -> list[Spec]:
    found: list[Spec] = []
    for before in (False, True):
        rows = [
            {"x": lab.left + (lab.width - 2 if before else 2), "y": lab.top, "text": lab.words}
            for lab in labels
            if lab.before is before
        ]
        mark = {"type": "text", "align": "right" if before else "left", "baseline": "middle"}
        halo = {**mark, "color": PAPER, "stroke": PAPER, "strokeWidth": 3, "opacity": 0.85}
        found += [layer(rows, m, x=x, y=y, text=text()) for m in (halo, {**mark, "color": INK})]
    return found


def _land(outlines: FeatureCollection, frame: Frame, home: str) -> list[Spec]:
    shapes = [_shape(feature, frame) for feature in outlines["features"]]
    layers: list[Spec] = []
    for mine, colour in ((False, LAND), (True, HOME)):
        values = [s for s in shapes if (s["name"] == home) is mine]
        if values:
            layers.append(
                {
                    "data": {"values": values},
                    "mark": {"type": "geoshape", "fill": colour, "stroke": RULE, "strokeWidth": 1},
                    "projection": {"type": "identity", "scale": 1, "translate": [0, 0]},
                }
            )
    return layers


def _shape(feature: Feature, frame: Frame) -> Spec:
    outer = [polygon[0] for polygon in feature["geometry"]["coordinates"] if polygon]
    rings = [cut_ring([frame.place(lon, lat) for lon, lat in ring], frame) for ring in outer]
    coordinates = [[[[round(x, 1), round(y, 1)] for x, y in ring]] for ring in rings if len(ring) > 3]
    geometry = {"type": "MultiPolygon", "coordinates": coordinates}
    return {"type": "Feature", "name": feature["properties"].get("name", ""), "geometry": geometry}


def cut_ring(ring: Ring, frame: Frame) -> Ring:
    """A closed ring cut to the window and a little beyond, so that its border never runs along the edge."""
    edge = 4.0
    for axis, bound, keep_above in ((0, -edge, True), (0, frame.width + edge, False),
                                    (1, -edge, True), (1, frame.height + edge, False)):  # fmt: skip
        ring = _cut_side(ring, axis, bound, keep_above)
    return [*ring, ring[0]] if ring and ring[0] != ring[-1] else ring


def _cut_side(ring: Ring, axis: int, bound: float, keep_above: bool) -> Ring:
    kept: Ring = []
    for place, point in enumerate(ring):
        before = ring[place - 1]
        inside = (point[axis] >= bound) is keep_above or point[axis] == bound
        was_inside = (before[axis] >= bound) is keep_above or before[axis] == bound
        if inside != was_inside:
            kept.append(_crossing(before, point, axis, bound))
        if inside:
            kept.append(point)
    return kept


def _crossing(a: tuple[float, float], b: tuple[float, float], axis: int, bound: float) -> tuple[float, float]:
    share = (bound - a[axis]) / (b[axis] - a[axis])
    other = a[1 - axis] + share * (b[1 - axis] - a[1 - axis])
    return (bound, other) if axis == 0 else (other, bound)
