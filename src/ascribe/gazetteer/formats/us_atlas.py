"""States and counties of the United States from the npm package us-atlas (`counties-10m.json`, TopoJSON of the Census Bureau's borders).

In:  that file.   Out: `SourcePlace`s of kind `admin1` and `admin2`, each at the middle of its border's box's area, with the distance that
holds its border. A county is named as its state calls its counties: Orleans Parish, Nome Census Area.

TopoJSON keeps borders as arcs that neighbours share, in whole steps of a grid (github.com/topojson/topojson-specification).
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ascribe.gazetteer.distances import flat_km
from ascribe.gazetteer.formats import BadLine, SourcePlace
from ascribe.gazetteer.formats.geonames import area_ref

__all__ = ["read_us_atlas"]

#: What counties are called where not "County", by the state's number (FIPS).
_CALLED = {"22": "Parish", "02": "Borough", "72": "Municipio"}
#: Cities that are counties of their own (Virginia, Baltimore, St. Louis, Carson City), from this county number on.
_CITIES = 510

Ring = list[tuple[float, float]]


def read_us_atlas(path: Path) -> Iterator[SourcePlace | BadLine]:
    """The states and counties of the file; `BadLine` where it is no such TopoJSON."""
    try:
        atlas = json.loads(path.read_text(encoding="utf-8"))
        states, counties = (atlas["objects"][k]["geometries"] for k in ("states", "counties"))
        arcs = [_steps(arc, atlas["transform"]) for arc in atlas["arcs"]]
    except (ValueError, KeyError, TypeError) as error:
        yield BadLine(path.name, f"not the file counties-10m.json of us-atlas ({type(error).__name__}: {error})")
        return
    names: dict[str, str] = {}
    for shape in states:
        names[shape["id"]] = name = shape["properties"]["name"]
        yield _area(shape, arcs, area_ref("US", name), name, "admin1", None)
    for shape in counties:
        state, number, name = shape["id"][:2], int(shape["id"][2:]), shape["properties"]["name"]
        if state not in names or number >= _CITIES:
            continue
        full = f"{name} {_CALLED.get(state, 'County')}"
        yield _area(shape, arcs, area_ref("US", names[state], full), full, "admin2", area_ref("US", names[state]))


def _steps(arc: list[list[int]], transform: dict[str, list[float]]) -> Ring:
    (sx, sy), (tx, ty) = transform["scale"], transform["translate"]
    x = y = 0
    points = []
    for dx, dy in arc:
        x, y = x + dx, y + dy
        points.append((x * sx + tx, y * sy + ty))
    return points


def _rings(shape: dict[str, Any], arcs: list[Ring]) -> Iterator[Ring]:
    """The outer borders of a shape, as longitude and latitude."""
    polygons = [shape["arcs"]] if shape["type"] == "Polygon" else shape["arcs"]
    for polygon in polygons:
        ring: Ring = []
        for number in polygon[0]:
            part = arcs[number] if number >= 0 else arcs[~number][::-1]
            ring += part[1:] if ring else part
        yield ring


def _area(shape: dict[str, Any], arcs: list[Ring], ref: str, name: str, kind: Any, parent: str | None) -> SourcePlace:
    """The area with the centroid of its largest part, and the distance that holds nine tenths of that part's border."""
    largest = max(_rings(shape, arcs), key=lambda ring: abs(_signed_area(ring)))
    lon, lat = _centroid(largest)
    away = sorted(flat_km(lat, lon, y, x) for x, y in largest)
    return SourcePlace(
        ref=ref, name=name, kind=kind, lat=round(lat, 4), lon=round(lon, 4), country="US", parent=parent,
        radius_km=float(max(15, round(away[len(away) * 9 // 10]))),
    )  # fmt: skip


def _signed_area(ring: Ring) -> float:
    return sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in zip(ring, [*ring[1:], ring[0]], strict=True)) / 2


def _centroid(ring: Ring) -> tuple[float, float]:
    size = _signed_area(ring)
    pairs = list(zip(ring, [*ring[1:], ring[0]], strict=True))
    x = sum((x1 + x2) * (x1 * y2 - x2 * y1) for (x1, y1), (x2, y2) in pairs) / (6 * size)
    y = sum((y1 + y2) * (x1 * y2 - x2 * y1) for (x1, y1), (x2, y2) in pairs) / (6 * size)
    return x, y
