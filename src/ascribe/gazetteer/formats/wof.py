"""Who's On First admin records, one JSON object a line (`AF.jsonl.gz`).

In:  records with `id`, `name`, `placetype`, `lat`, `lon`, `bbox`, `names`, `geonames_id`, `wikidata`, `population`,
`hierarchy`, `superseded_by`, `deprecated`.   Out: `SourcePlace`s; records that the source itself has withdrawn are left out.

Oddities of the data: records of other countries stray in (dropped where they lie outside the country's box); one town
stands there many times as points of its quarters (kept once, the best documented); a province's seat is there both as a
county and as a locality (kept both: "Herat district" and "in Herat" are two places); disputed ids are ignored.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from ascribe.gazetteer.distances import flat_km
from ascribe.gazetteer.formats import BadLine, SourcePlace, lines
from ascribe.gazetteer.lookup import Kind
from ascribe.gazetteer.names import fold, latin

__all__ = ["read_wof"]

_KINDS: dict[str, Kind] = {
    "region": "admin1", "macroregion": "admin1", "county": "admin2", "localadmin": "admin2", "locality": "city", "borough": "neighbourhood",
    "neighbourhood": "neighbourhood",
}  # fmt: skip
#: Fewer people than this make no settlement `listed`; in Yemen nearly every hamlet has its count.
HAMLET = 300
# Languages whose names for a place an English report may use, or that are spoken there.
_LATIN_NAMES = frozenset(["eng", "und", "fra", "spa", "deu", "tur", "ita", "por", "nld", "som", "swa", "hau", "yor", "ibo", "pol", "ces"])
_NATIVE = frozenset(["ara", "fas", "pus", "urd", "ukr", "rus", "heb", "kur", "ckb", "amh", "mya"])
# Words that some names carry though the place goes without them.
_SUFFIXES = (
    " district",
    " province",
    " governorate",
    " state",
    " oblast",
    " raion",
    " department",
    " region",
    " city",
    " county",
    " township",
)


class _Record(msgspec.Struct):
    id: int
    name: str | None
    placetype: str
    lat: float | None
    lon: float | None
    bbox: str | None = None
    names: dict[str, str] = {}
    geonames_id: int | str | None = None
    wikidata: str | None = None
    population: int | None = None
    hierarchy: dict[str, Any] = {}
    superseded_by: Any = None
    deprecated: Any = None


_DECODER = msgspec.json.Decoder(_Record)


def read_wof(path: Path) -> Iterator[SourcePlace | BadLine]:
    """The places of one country's file; the country code is the file's name (`af.jsonl.gz`)."""
    country = path.name.split(".")[0].upper()
    records: list[_Record] = []
    for number, line in lines(path):
        if not line.strip():
            continue
        try:
            records.append(_DECODER.decode(line))
        except msgspec.DecodeError as error:
            yield BadLine(f"{path.name}, line {number}", str(error))
    box = next((_box(r) for r in records if r.placetype == "country" and not _withdrawn(r)), None)
    seen: dict[tuple[str, str], list[_Record]] = defaultdict(list)
    for record in sorted((r for r in records if _usable(r, box)), key=_worth):
        key = (_KINDS[record.placetype], fold(record.name or ""))
        if any(_kilometres(record, other) < 8 for other in seen[key]):
            continue
        seen[key].append(record)
        yield _place(record, country)


def _withdrawn(record: _Record) -> bool:
    return bool(record.superseded_by) or bool(record.deprecated)


def _usable(record: _Record, box: tuple[float, float, float, float] | None) -> bool:
    if record.placetype not in _KINDS or _withdrawn(record) or not record.name or record.lat is None or record.lon is None:
        return False
    if record.lat == 0 and record.lon == 0:
        return False
    if box is None:
        return True
    west, south, east, north = box
    return west - 0.2 <= record.lon <= east + 0.2 and south - 0.2 <= record.lat <= north + 0.2


def _box(record: _Record) -> tuple[float, float, float, float] | None:
    try:
        west, south, east, north = (float(x) for x in (record.bbox or "").split(","))
    except ValueError:
        return None
    return west, south, east, north


def _worth(record: _Record) -> tuple[int, int, int]:
    documented = (record.geonames_id is not None) + (record.wikidata is not None) + bool(record.population)
    return (-documented, -(record.population or 0), record.id)


def _kilometres(a: _Record, b: _Record) -> float:
    assert a.lat is not None
    assert a.lon is not None
    assert b.lat is not None
    assert b.lon is not None
    return flat_km(a.lat, a.lon, b.lat, b.lon)


def _place(record: _Record, country: str) -> SourcePlace:
    assert record.name
    assert record.lat is not None
    assert record.lon is not None
    kind = _KINDS[record.placetype]
    names = _names(record)
    listed = kind != "city" or (record.population >= HAMLET if record.population else bool(record.wikidata))
    up = record.hierarchy
    parents = {"admin1": (), "admin2": ("region_id",)}.get(kind, ("county_id", "region_id"))
    parent = next((f"wof:{up[p]}" for p in parents if isinstance(up.get(p), int) and up[p] > 0), None)
    box = _box(record)
    radius = None
    if box is not None and kind in ("admin1", "admin2") and box[0] < box[2]:
        width = (box[2] - box[0]) * math.cos(math.radians(record.lat))
        radius = round(math.hypot(width, box[3] - box[1]) * 111.2 / 2 * 0.8)
    return SourcePlace(
        ref=f"wof:{record.id}",
        name=names[0],
        kind=kind if listed else "village",
        lat=record.lat,
        lon=record.lon,
        country=country,
        parent=parent,
        names=tuple(names[1:]),
        population=record.population or None,
        radius_km=radius,
        same_as=f"gn:{record.geonames_id}" if str(record.geonames_id).isdigit() else None,
        listed=listed,
    )


def _names(record: _Record) -> list[str]:
    """The name in Latin letters first, then other Latin spellings and the native ones; no two with one key."""
    own = record.name or ""
    english = [n for n, language in record.names.items() if language == "eng"]
    spelt = [own, *english, *(n for n, language in record.names.items() if language in _LATIN_NAMES)]
    native = [n for n, language in record.names.items() if language in _NATIVE]
    if not any(fold(n).isascii() for n in spelt):
        spelt += [s for n in [own, *native] if (s := latin(n))]
    wanted = [n for n in spelt if fold(n).isascii()] + [n for n in (own, *native) if not fold(n).isascii()]
    names, keys = [], set()
    for name in wanted:
        for part in name.split("/"):
            short = _short(part.split("(")[0].strip())
            key = fold(short)
            if len(key) >= 2 and key not in keys:
                keys.add(key)
                names.append(short)
    return names or [own]


def _short(name: str) -> str:
    low = name.casefold()
    for suffix in _SUFFIXES:
        if low.endswith(suffix) and len(name) > len(suffix) + 2:
            return name[: -len(suffix)]
    return name
