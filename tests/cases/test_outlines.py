"""Outlines of countries from the bundled map."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servanda.brief.outline import FeatureCollection, outlines_within
from servanda.core.finding import Misuse

LONGITUDES = st.floats(-180, 180)
LATITUDES = st.floats(-90, 90)


def names(found: FeatureCollection) -> list[str]:
    """The names of the countries found, in their order."""
    return [feature["properties"]["name"] for feature in found["features"]]


def test_a_state_is_found_with_its_neighbours() -> None:
    """A window over Iran has Iran by its ISO code, its neighbours, and nobody from far away."""
    found = outlines_within(44, 25, 63, 40)
    assert {"Iran", "Iraq", "Turkmenistan", "Pakistan", "Kuwait"} <= set(names(found))
    assert not {"Brazil", "Egypt", "India"} & set(names(found))
    assert [f["id"] for f in found["features"] if f["properties"]["name"] == "Iran"] == ["364"]


def test_parts_outside_the_window_are_left_out() -> None:
    """Of a State with land on two continents only the polygons near the window come back."""
    (france,) = (f for f in outlines_within(2, 48, 3, 49)["features"] if f["properties"]["name"] == "France")
    longitudes = [lon for polygon in france["geometry"]["coordinates"] for lon, _ in polygon[0]]
    assert min(longitudes) > -10
    assert max(longitudes) < 10


def test_open_sea_has_no_outline() -> None:
    """A window without land gives an empty collection."""
    assert outlines_within(-140, -50, -138, -48)["features"] == []


def test_a_window_turned_round_is_refused() -> None:
    """West of east and south of north, or the call is a mistake."""
    with pytest.raises(Misuse, match=r"^the window 63, 25, 44, 40 is turned round: give west, south, east, north$"):
        outlines_within(63, 25, 44, 40)


@given(LONGITUDES, LATITUDES)
def test_features_are_whole_rings_that_reach_the_window(lon: float, lat: float) -> None:
    """Rings are closed, lie on the globe, and their polygon's box meets the window."""
    for feature in outlines_within(lon, lat, lon, lat)["features"]:
        for polygon in feature["geometry"]["coordinates"]:
            for ring in polygon:
                assert ring[0] == ring[-1]
                assert all(-180 <= x <= 180 and -90 <= y <= 90 for x, y in ring)
            across, up = zip(*polygon[0], strict=True)
            assert min(across) <= lon <= max(across)
            assert min(up) <= lat <= max(up)
