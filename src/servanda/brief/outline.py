"""Outlines of countries from the bundled public-domain map, for drawing any State's sites with its neighbours.

The map is a compressed text with one GeoJSON feature a line, its bounding box first, so that only the lines of
countries near the window are parsed. Degrees of longitude and latitude (WGS 84), two decimals. Origin: outlines/README.md.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator, Sequence
from functools import lru_cache
from importlib.resources import files
from typing import TypedDict

from servanda.core.finding import Misuse

Box = tuple[float, float, float, float]
"""West, south, east, north in degrees."""
Ring = list[list[float]]
"""Points [longitude, latitude]; the last is the first."""
_START = '{"type":"Feature","bbox":['
_MAP = "outlines/countries.geojsonl.gz"


class Geometry(TypedDict):
    """A GeoJSON MultiPolygon: for each polygon its outer ring, then its holes."""

    type: str
    coordinates: list[list[Ring]]


class Feature(TypedDict):
    """One country: `id` is the ISO 3166-1 numeric code, empty where the map gives none; `properties` has the name."""

    type: str
    bbox: list[float]
    id: str
    properties: dict[str, str]
    geometry: Geometry


class FeatureCollection(TypedDict):
    """GeoJSON features; none where the window holds no land."""

    type: str
    features: list[Feature]


def outlines_within(lon_min: float, lat_min: float, lon_max: float, lat_max: float) -> FeatureCollection:
    """The countries that reach into a window, by name, without those of their polygons that lie outside it.

    Polygons are kept or left out whole, by their bounding boxes. The window does not cross the 180th meridian.
    """
    if lon_min > lon_max or lat_min > lat_max:
        raise Misuse(
            f"the window {lon_min}, {lat_min}, {lon_max}, {lat_max} is turned round: give west, south, east, north"
        )
    window = (lon_min, lat_min, lon_max, lat_max)
    near = (_within(feature, window) for feature in _candidates(window))
    return {"type": "FeatureCollection", "features": [f for f in near if f["geometry"]["coordinates"]]}


def _candidates(window: Box) -> Iterator[Feature]:
    for box, line in _lines():
        if _meet(box, window):
            yield json.loads(line)


@lru_cache(maxsize=1)
def _lines() -> tuple[tuple[Box, str], ...]:
    packed = (files("servanda.brief") / _MAP).read_bytes()
    return tuple((_box_of(line), line) for line in gzip.decompress(packed).decode().splitlines())


def _box_of(line: str) -> Box:
    west, south, east, north = line[len(_START) : line.index("]")].split(",")
    return float(west), float(south), float(east), float(north)


def _within(feature: Feature, window: Box) -> Feature:
    polygons = [p for p in feature["geometry"]["coordinates"] if _meet(_bounds(p[0]), window)]
    return {**feature, "geometry": {"type": "MultiPolygon", "coordinates": polygons}}


def _bounds(ring: Ring) -> Box:
    across, up = zip(*ring, strict=True)
    return min(across), min(up), max(across), max(up)


def _meet(a: Sequence[float], b: Sequence[float]) -> bool:
    return a[0] <= b[2] and b[0] <= a[2] and a[1] <= b[3] and b[1] <= a[3]
