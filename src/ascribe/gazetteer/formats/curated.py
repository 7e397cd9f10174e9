"""The curated list: what public gazetteers of towns and provinces lack, one place a line, reviewable in a text editor.

In:  tab-separated `name kind lat lon country admin1 radius_km population aliases`; aliases split by `|`; `#` opens a comment.
Out: `SourcePlace`s. `admin1` is the province's name, resolved by the builder; country is a code, or empty at sea.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from pathlib import Path

from ascribe.gazetteer.formats import BadLine, SourcePlace, lines
from ascribe.gazetteer.lookup import KINDS
from ascribe.gazetteer.names import fold

__all__ = ["COLUMNS", "read_curated"]

COLUMNS = ("name", "kind", "lat", "lon", "country", "admin1", "radius_km", "population", "aliases")


def read_curated(path: Path) -> Iterator[SourcePlace | BadLine]:
    """The places of a curated list; its first line names the columns."""
    for number, line in lines(path):
        if not line.strip() or line.startswith("#") or number == 1:
            continue
        where = f"{path.name}, line {number}"
        fields = line.split("\t")
        if len(fields) != len(COLUMNS):
            yield BadLine(where, f"{len(fields)} columns, not {len(COLUMNS)}")
            continue
        name, kind, lat, lon, country, admin1, radius, population, aliases = (f.strip() for f in fields)
        if kind not in KINDS:
            yield BadLine(where, f"unknown kind {kind!r}")
            continue
        try:
            place = SourcePlace(
                # The number is that of the content, so that adding a line renumbers nothing.
                ref=f"ascribe:{zlib.crc32(f'{fold(name)}|{kind}|{country}|{fold(admin1)}'.encode())}",
                name=name,
                kind=kind,
                lat=float(lat),
                lon=float(lon),
                country=country or None,
                parent=f"name:{country}/{fold(admin1)}" if admin1 else None,
                names=tuple(a.strip() for a in aliases.split("|") if a.strip()),
                population=int(population) if population else None,
                radius_km=float(radius) if radius else None,
            )
        except ValueError as error:
            yield BadLine(where, str(error))
            continue
        if not (-90 <= place.lat <= 90 and -180 <= place.lon <= 180):
            yield BadLine(where, f"no such point on earth: {lat}, {lon}")
            continue
        yield place
