"""GeoJSON after RFC 7946: one feature a claim, and never a point that is more exact than the words.

In:  records or stored claims.   Out: a FeatureCollection; the property `layer` says `point`, `area` or `none`.

A place that the text gives exactly, and that is known within five kilometres, is a point. Any other is an area: a circle
of its radius, drawn with 32 corners. Without coordinates, or without a radius to draw, the feature has no geometry.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from math import asin, atan2, cos, degrees, pi, radians, sin
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import msgspec

from ascribe.domain.claim import Record
from ascribe.domain.place import Place
from ascribe.publish.account import Account, claims_of
from ascribe.publish.columns import Row, list_words, row_of
from ascribe.publish.files import writing
from ascribe.publish.masked_rows import row_with

if TYPE_CHECKING:
    from ascribe.publish.masking import Mask
    from ascribe.store import StoredClaim

__all__ = ["geojson_layer", "geometry_of", "publish_geojson"]

#: A settlement or site is a point up to this size: its own extent is no doubt about where it lies. Nothing named "near" it is.
POINT_KM = 25.0
#: Precision 2 means "near, within about 25 km", whether or not the gazetteer gave a radius.
NEAR_KM = 25.0
_CORNERS = 32
_EARTH_KM = 6371.0088  # mean radius, IUGG
_LARGEST_KM = 5000.0
_DECIMALS = 5  # about a metre

_Ring = list[tuple[float, float]]


def publish_geojson(items: Iterable[Record | StoredClaim], to: BinaryIO | str | Path, *, mask: Mask | None = None) -> Account:
    """Writes one feature a claim; its properties are the columns of `columns.COLUMNS`, lists joined as `list_words` does. `mask`
    takes names out."""
    n_documents = n_claims = n_rows = 0
    with writing(to) as stream, geojson_layer(stream) as write:
        for document, claims in claims_of(items):
            n_documents, n_claims = n_documents + 1, n_claims + len(claims)
            for claim in claims:
                write(claim.id, claim.place, row_with(row_of(claim, document), mask))
                n_rows += 1
    return Account(n_documents=n_documents, n_claims=n_claims, n_rows=n_rows)


@contextmanager
def geojson_layer(stream: BinaryIO) -> Iterator[Callable[[str, Place | None, Row], None]]:
    """What writes a feature from its id, its place and its row, as the members of one FeatureCollection."""
    between = b"\n"

    def write(id: str, place: Place | None, row: Row) -> None:
        nonlocal between
        layer, geometry = geometry_of(place)
        properties: dict[str, Any] = {"layer": layer}
        for name, value in row.items():
            properties[name] = list_words(value) or None if isinstance(value, list) else value
        stream.write(between + msgspec.json.encode({"type": "Feature", "id": id, "geometry": geometry, "properties": properties}))
        between = b",\n"

    stream.write(b'{"type":"FeatureCollection","features":[')
    yield write
    stream.write(b"\n]}\n")


def geometry_of(place: Place | None) -> tuple[str, dict[str, Any] | None]:
    """The layer and the GeoJSON geometry of a place.

    Positions are longitude, latitude; exterior rings run counterclockwise; an area that crosses the antimeridian is cut
    there (RFC 7946, 3.1.6 and 3.1.9). A circle that holds a pole or is wider than 5,000 km is not drawn.
    """
    if place is None or place.lat is None or place.lon is None:
        return "none", None
    radius = place.radius_km
    if place.precision == 2 and radius is None:
        radius = NEAR_KM
    if place.precision == 1 and (radius is None or radius <= POINT_KM):
        return "point", {"type": "Point", "coordinates": [round(place.lon, _DECIMALS), round(place.lat, _DECIMALS)]}
    if radius is None or not 0 < radius <= _LARGEST_KM or abs(place.lat) + degrees(radius / _EARTH_KM) >= 90:
        return "none", None
    rings = _cut(_circle(place.lat, place.lon, radius))
    if len(rings) == 1:
        return "area", {"type": "Polygon", "coordinates": [_closed(rings[0])]}
    return "area", {"type": "MultiPolygon", "coordinates": [[_closed(ring)] for ring in rings]}


def _circle(lat: float, lon: float, radius_km: float) -> _Ring:
    """The corners, counterclockwise from the north; longitudes may run past ±180."""
    angle, phi = radius_km / _EARTH_KM, radians(lat)
    ring = []
    for i in range(_CORNERS):
        bearing = -2 * pi * i / _CORNERS
        corner = asin(max(-1.0, min(1.0, sin(phi) * cos(angle) + cos(phi) * sin(angle) * cos(bearing))))
        turn = atan2(sin(bearing) * sin(angle) * cos(phi), cos(angle) - sin(phi) * sin(corner))
        ring.append((lon + degrees(turn), degrees(corner)))
    return ring


def _cut(ring: _Ring) -> list[_Ring]:
    """The ring, or its parts on both sides of the antimeridian, brought into −180…180."""
    west, east = min(x for x, _ in ring), max(x for x, _ in ring)
    if east > 180:
        return [_side(ring, 180, -1), [(x - 360, y) for x, y in _side(ring, 180, 1)]]
    if west < -180:
        return [_side(ring, -180, 1), [(x + 360, y) for x, y in _side(ring, -180, -1)]]
    return [ring]


def _side(ring: _Ring, meridian: float, side: int) -> _Ring:
    """The part of a convex ring east (`side` 1) or west (−1) of a meridian (Sutherland and Hodgman's clipping)."""
    kept: _Ring = []
    for (x0, y0), (x1, y1) in zip(ring[-1:] + ring[:-1], ring, strict=True):
        inside0, inside1 = (x0 - meridian) * side >= 0, (x1 - meridian) * side >= 0
        if inside0 != inside1:
            kept.append((meridian, y0 + (y1 - y0) * (meridian - x0) / (x1 - x0)))
        if inside1:
            kept.append((x1, y1))
    return kept


def _closed(ring: _Ring) -> list[list[float]]:
    positions = [[round(x, _DECIMALS), round(y, _DECIMALS)] for x, y in ring]
    return [*positions, positions[0]]
