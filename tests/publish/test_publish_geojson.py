"""GeoJSON: no point is more exact than the words; every geometry keeps RFC 7946."""

from __future__ import annotations

import io
import json
from itertools import pairwise
from math import asin, cos, radians, sin, sqrt
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ascribe.domain.place import Place
from ascribe.publish import publish_geojson
from ascribe.publish.geojson import geometry_of
from ascribe.testing import fake_record
from tests.record_strategies import records


def place(lat: float | None, lon: float | None, precision: int | None, radius_km: float | None) -> Place:
    return Place(
        span=None, text=None, name="X", gazetteer_id=None, lat=lat, lon=lon, country=None, admin1=None, admin2=None,
        precision=precision, radius_km=radius_km,  # type: ignore[arg-type]
    )  # fmt: skip


def km(a: list[float], b: list[float]) -> float:
    x, y = radians(b[0] - a[0]), radians(b[1] - a[1])
    h = sin(y / 2) ** 2 + cos(radians(a[1])) * cos(radians(b[1])) * sin(x / 2) ** 2
    return 2 * 6371.0088 * asin(sqrt(h))


def area(ring: list[list[float]]) -> float:
    """Twice the signed area in degrees: positive where the ring runs counterclockwise."""
    return sum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in pairwise(ring))


@pytest.mark.parametrize(
    ("precision", "radius_km", "layer"),
    [
        (1, None, "point"), (1, 2.0, "point"), (1, 25.0, "point"), (1, 25.1, "area"),
        (2, 3.0, "area"), (2, None, "area"), (2, 25.0, "area"),
        (3, 2.0, "area"), (4, 90.0, "area"), (5, 40.0, "area"), (6, 600.0, "area"), (7, 300.0, "area"), (None, 2.0, "area"),
        (3, None, "none"), (6, None, "none"), (None, None, "none"), (3, 0.0, "none"), (6, 9000.0, "none"),
    ],
)  # fmt: skip
def test_which_places_are_points(precision: int | None, radius_km: float | None, layer: str):
    found, geometry = geometry_of(place(35.0, 69.0, precision, radius_km))
    assert found == layer
    assert (geometry or {}).get("type") == {"point": "Point", "area": "Polygon", "none": None}[layer]


def test_no_coordinates_no_geometry():
    assert geometry_of(None) == geometry_of(place(None, None, 1, 2.0)) == ("none", None)


@given(st.floats(-89, 89), st.floats(-180, 180), st.floats(0.5, 4000))
def test_every_area_is_a_valid_circle(lat: float, lon: float, radius: float):
    layer, geometry = geometry_of(place(lat, lon, 4, radius))
    if geometry is None:
        assert abs(lat) + radius / 111.2 >= 89.9, "only a circle that holds a pole is not drawn"
        return
    assert layer == "area"
    rings = [geometry["coordinates"]] if geometry["type"] == "Polygon" else geometry["coordinates"]
    assert len(rings) == (1 if geometry["type"] == "Polygon" else 2)
    corners = []
    for (ring,) in rings:
        assert ring[0] == ring[-1]
        assert len(ring) >= 4
        assert all(-180 <= x <= 180 and -90 <= y <= 90 for x, y in ring)
        assert area(ring) >= 0
        corners += [position for position in ring[:-1] if geometry["type"] == "Polygon" or abs(position[0]) != 180]
    assert all(abs(km([lon, lat], corner) - radius) < radius * 0.01 + 0.01 for corner in corners)


def test_an_area_across_the_antimeridian_is_cut_there():
    _, geometry = geometry_of(place(0.0, 179.9, 4, 100.0))
    assert geometry
    assert geometry["type"] == "MultiPolygon"
    west, east = (part[0] for part in geometry["coordinates"])
    assert max(x for x, _ in west) == 180
    assert min(x for x, _ in east) == -180
    assert all(x > 170 for x, _ in west)
    assert all(x < -170 for x, _ in east)


@settings(max_examples=15, deadline=None)
@given(st.lists(records(), max_size=2, unique_by=lambda r: r.document.id))
def test_one_feature_a_claim(made: list[Any]):
    stream = io.BytesIO()
    publish_geojson(made, stream)
    collection = json.loads(stream.getvalue())
    claims = [claim for record in made for claim in record.claims]
    assert [feature["id"] for feature in collection["features"]] == [claim.id for claim in claims]
    for feature, claim in zip(collection["features"], claims, strict=True):
        assert feature["type"] == "Feature"
        assert (feature["geometry"] is None) == (feature["properties"]["layer"] == "none")
        assert all(value is None or isinstance(value, (str, int, float, bool)) for value in feature["properties"].values())
        if claim.place is None or (claim.place.precision or 3) >= 3:
            assert feature["properties"]["layer"] != "point"


def test_a_feature_stands_at_longitude_latitude():
    stream = io.BytesIO()
    publish_geojson([fake_record()], stream)
    (feature,) = json.loads(stream.getvalue())["features"]
    assert feature["geometry"] == {"type": "Point", "coordinates": [69.75, 35.5]}
    assert feature["properties"]["killed_low"] == 12
    assert feature["properties"]["via"] is None


def test_a_claim_without_a_place_is_still_there():
    record = fake_record()
    bare = msgspec.structs.replace(record, claims=(msgspec.structs.replace(record.claims[0], place=None),))
    stream = io.BytesIO()
    publish_geojson([bare], stream)
    (feature,) = json.loads(stream.getvalue())["features"]
    assert feature["geometry"] is None
