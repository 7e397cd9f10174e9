"""Looking a place name up.

In:  a gazetteer file (SQLite, made by `ascribe gazetteer build`) and a name.
Out: `PlaceCandidate`s, exact spellings before alike ones, the more prominent place first.

The file is opened read-only and immutable and mapped into memory, so that many processes share it; answers are kept.
"""

from __future__ import annotations

import math
import os
import sqlite3
from collections.abc import Iterable, Iterator
from hashlib import blake2b
from importlib.resources import as_file, files
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, get_args

import msgspec

from ascribe.errors import ResourceMissing
from ascribe.gazetteer.names import alike, fold

__all__ = ["FORMAT", "KINDS", "Gazetteer", "Kind", "PlaceCandidate", "gazetteer_path", "key_number", "load_gazetteer", "pack"]

#: The place in this list is the number in the `kind` column. Append only: files in use carry these numbers.
Kind = Literal[
    "country",
    "admin1",
    "admin2",
    "city",
    "village",
    "neighbourhood",
    "region",
    "valley",
    "pass",
    "river",
    "lake",
    "mountain",
    "sea",
    "strait",
    "island",
    "desert",
    "forest",
    "road",
    "camp",
    "base",
    "airport",
    "port",
    "dam",
    "crossing",
    "site",
]
KINDS: tuple[Kind, ...] = get_args(Kind)
#: SQLite `user_version`: a file of another format is refused.
FORMAT = 2
APPLICATION_ID = 0x41534747
#: Sources by the two low bits of a place's kind.
SOURCES = ("wof", "gn", "ascribe", "gna")
_FIX = "run: ascribe gazetteer build SOURCE… (see docs/gazetteer.md)"

# How well known a place is where its population does not say so: on the scale of log10(population).
_PROMINENCE: dict[str, float] = {
    "country": 8.0,
    "admin1": 5.2,
    "admin2": 4.2,
    "city": 3.2,
    "village": 1.0,
    "neighbourhood": 2.0,
    "region": 5.5,
    "sea": 6.0,
    "river": 5.0,
    "strait": 5.0,
    "valley": 4.5,
    "pass": 4.0,
    "lake": 4.5,
    "mountain": 4.5,
    "island": 4.5,
    "desert": 4.5,
}
# Kilometres within which a place of this kind lies around its point, where the source gives no extent.
_RADIUS: dict[str, float] = {
    "country": 400,
    "admin1": 90,
    "admin2": 30,
    "city": 8,
    "village": 3,
    "neighbourhood": 3,
    "region": 150,
    "valley": 40,
    "pass": 10,
    "river": 200,
    "lake": 30,
    "mountain": 20,
    "sea": 400,
    "strait": 50,
    "island": 30,
    "desert": 150,
    "forest": 40,
    "road": 40,
}


class PlaceCandidate(msgspec.Struct, frozen=True, kw_only=True):
    """One place that a name may mean.

    `lat`, `lon` are WGS 84 degrees, `radius_km` the distance from that point within which the place lies, `country` an
    ISO 3166-1 alpha-2 code, `admin1`, `admin2` the names of the province and district that hold it. `prominence` is on
    the scale of log10(population). `exact` is false where only the alike spelling agrees, `listed` is false for the many
    small places that are worth a match only where the words around ask for a place.
    """

    id: str
    name: str
    kind: Kind
    lat: float
    lon: float
    country: str | None
    admin1: str | None
    admin2: str | None
    population: int | None
    radius_km: float
    prominence: float
    exact: bool
    listed: bool


class Gazetteer:
    """An open gazetteer. Use it as a context manager, or keep it for the life of the process; it may cross a fork or a pickle.

    `version` is what the builder named it, `sha256` the digest of its rows (equal rows, equal digest, whatever the
    SQLite library that wrote them); both go into each record's reading.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._db = _open(path)
        self.meta: dict[str, str] = dict(self._db.execute("SELECT key, value FROM meta"))
        self.version = self.meta["version"]
        self.sha256 = self.meta["rows_sha256"]
        self._answers: dict[str, tuple[PlaceCandidate, ...]] = {}
        self._known: dict[str, bool] = {}
        self._extents: dict[str, tuple[float, float, float, float] | None] = {}
        self._admin: dict[int, tuple[str, int, int | None]] = {}

    def lookup(self, name: str) -> tuple[PlaceCandidate, ...]:
        """The places that `name` may mean, best first; empty where none is known. Case, accents and hyphens do not count.

        >>> with load_gazetteer() as gazetteer:
        ...     gazetteer.lookup("KHAWAK PASS")[0].country
        'AF'
        """
        key = fold(name)
        answer = self._answers.get(key)
        if answer is None:
            if len(self._answers) > 50_000:
                self._answers.clear()
            answer = self._answers[key] = self._lookup(key)
        return answer

    def has(self, name: str) -> bool:
        """Whether some place is spelt exactly so; cheaper than `lookup`, for scanning a text."""
        key = fold(name)
        known = self._known.get(key)
        if known is None:
            if len(self._known) > 200_000:
                self._known.clear()
            known = self._known[key] = self._db.execute(_NAMED, (key_number(key),)).fetchone() is not None
        return known

    def _lookup(self, key: str) -> tuple[PlaceCandidate, ...]:
        if not key:
            return ()
        rows = {(row[0], row[2] & 3): (row, True) for row in self._named(key)}
        coarse = alike(key)
        if coarse:
            for row in self._named("~" + coarse):
                rows.setdefault((row[0], row[2] & 3), (row, fold(row[1]) == key))
        found = [self._candidate(row, exact) for row, exact in rows.values()]
        return tuple(sorted(found, key=lambda c: (not c.exact, -c.prominence - 0.5 * (fold(c.name) == key), c.id)))

    def _named(self, key: str) -> Iterator[Any]:
        """The rows of the places under a key, in the order of their numbers."""
        found = self._db.execute(_NAMED, (key_number(key),)).fetchone()
        for place in unpack(found[0]) if found else ():
            row = self._db.execute(_PLACE, (place,)).fetchone()
            if row is None:
                raise ResourceMissing("gazetteer", why=f"{self.path} names a place that it does not hold", fix=_FIX)
            yield row

    def _candidate(self, row: Any, exact: bool) -> PlaceCandidate:
        number, name, kind_and_source, lat, lon, country, parent, population, radius = row
        kind, id_ = KINDS[kind_and_source >> 2], f"{SOURCES[kind_and_source & 3]}:{number}"
        admin = self._chain(parent)
        prominence = _PROMINENCE.get(kind, 3.5)
        if id_.startswith("ascribe:") and kind == "city":
            prominence = 4.3  # somebody thought it worth a line
        if population and kind in ("city", "neighbourhood", "village"):
            prominence = max(prominence, math.log10(population))
        elif population and kind == "country":
            prominence += math.log10(population) / 10
        return PlaceCandidate(
            id=id_,
            name=name,
            kind=kind,
            lat=lat / 10_000,
            lon=lon / 10_000,
            country=country,
            admin1=name if kind == "admin1" else admin.get("admin1"),
            admin2=name if kind == "admin2" else admin.get("admin2"),
            population=population,
            radius_km=float(radius) if radius is not None else _RADIUS.get(kind, 5.0),
            prominence=prominence,
            exact=exact,
            listed=kind != "village",
        )

    def _chain(self, parent: int | None) -> dict[str, str]:
        chain: dict[str, str] = {}
        while parent is not None and len(chain) < 3:
            if parent not in self._admin:
                row = self._db.execute("SELECT name, kind, parent FROM places WHERE id = ?", (parent,)).fetchone()
                if row is None:
                    break
                self._admin[parent] = row
            name, kind, parent = self._admin[parent]
            chain.setdefault(KINDS[kind >> 2], name)
        return chain

    def towns(self, west: float, south: float, east: float, north: float, *, limit: int) -> tuple[PlaceCandidate, ...]:
        """The largest towns of a box of degrees, the largest first."""
        first = KINDS.index("city") << 2
        rows = self._db.execute(
            f"SELECT {_COLUMNS} FROM places WHERE kind BETWEEN ? AND ? AND lat BETWEEN ? AND ? AND lon BETWEEN ? AND ? AND population > 0 "
            "ORDER BY population DESC, id LIMIT ?",
            (first, first | 3, *(round(bound * 10_000) for bound in (south, north, west, east)), limit),
        ).fetchall()
        return tuple(self._candidate(row, True) for row in rows)

    def extent(self, country: str) -> tuple[float, float, float, float] | None:
        """The box (south, west, north, east, in degrees) that holds nearly all settlements of a country."""
        if country not in self._extents:
            row = self._db.execute("SELECT south, west, north, east FROM extents WHERE country = ?", (country,)).fetchone()
            self._extents[country] = row
        return self._extents[country]

    def counts(self) -> dict[str, int]:
        """How many places of each kind, and names in all (`names`)."""
        rows = self._db.execute("SELECT kind >> 2, count(*) FROM places GROUP BY kind >> 2 ORDER BY kind >> 2").fetchall()
        return {**{str(KINDS[k]): n for k, n in rows}, "names": int(self.meta["names"])}

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    def __enter__(self) -> Gazetteer:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def __reduce__(self) -> tuple[type[Gazetteer], tuple[Path]]:
        return Gazetteer, (self.path,)


_NAMED = "SELECT places FROM names WHERE key = ?"
_COLUMNS = "number, name, kind, lat, lon, country, parent, population, radius_km"
_PLACE = f"SELECT {_COLUMNS} FROM places WHERE id = ?"
#: Bytes of a place's number under a name, and bits of a name's: two of two million names share theirs once in a hundred builds.
PLACE_BYTES, KEY_BITS = 3, 49


def key_number(key: str) -> int:
    """The number under which a key is filed; a name that no place has finds one by chance once in 300 million."""
    return int.from_bytes(blake2b(key.encode(), digest_size=8).digest(), "big") >> (64 - KEY_BITS)


def pack(places: Iterable[int]) -> bytes:
    """Row numbers of places as they stand under a name.

    >>> unpack(pack([3, 70_000]))
    [3, 70000]
    """
    return b"".join(n.to_bytes(PLACE_BYTES, "big") for n in sorted(places))


def unpack(packed: bytes) -> list[int]:
    """The row numbers that `pack` was given, in order."""
    return [int.from_bytes(packed[i : i + PLACE_BYTES], "big") for i in range(0, len(packed), PLACE_BYTES)]


def gazetteer_path(path: str | os.PathLike[str] | None = None) -> Path:
    """Which gazetteer is used: `path`, else `$ASCRIBE_GAZETTEER`, else the user's own build, else the one shipped."""
    if path is not None:
        return Path(path)
    if os.environ.get("ASCRIBE_GAZETTEER"):
        return Path(os.environ["ASCRIBE_GAZETTEER"])
    own = user_gazetteer()
    if own.exists():
        return own
    with as_file(files("ascribe.gazetteer") / "default.sqlite") as shipped:
        return shipped


def user_gazetteer() -> Path:
    """Where `ascribe gazetteer build` puts the user's own gazetteer (XDG base directories)."""
    base = os.environ.get("XDG_DATA_HOME")
    return (Path(base) if base else Path.home() / ".local" / "share") / "ascribe" / "gazetteer.sqlite"


def load_gazetteer(path: str | os.PathLike[str] | None = None) -> Gazetteer:
    """Open the gazetteer of `gazetteer_path(path)`; `ResourceMissing`, with the command that helps, where it cannot be used."""
    return Gazetteer(gazetteer_path(path))


def _open(path: Path) -> sqlite3.Connection:
    if not path.is_file():
        raise ResourceMissing("gazetteer", why=f"there is no file {path}", fix=_FIX)
    try:
        uri = path.resolve().as_uri() + "?mode=ro&immutable=1"
        db = sqlite3.connect(uri, uri=True, check_same_thread=False, cached_statements=16)
        (application,), (version,) = db.execute("PRAGMA application_id").fetchone(), db.execute("PRAGMA user_version").fetchone()
        if application != APPLICATION_ID:
            raise ResourceMissing("gazetteer", why=f"{path} is not a gazetteer", fix=_FIX)
        if version != FORMAT:
            raise ResourceMissing("gazetteer", why=f"{path} has format {version}, this Ascribe reads format {FORMAT}", fix=_FIX)
        db.execute("PRAGMA mmap_size = 268435456")
        meta = dict(db.execute("SELECT key, value FROM meta"))
        if path.stat().st_size != db.execute("PRAGMA page_count").fetchone()[0] * db.execute("PRAGMA page_size").fetchone()[0]:
            raise ResourceMissing("gazetteer", why=f"{path} is cut short", fix=_FIX)
        if not {"version", "rows_sha256", "names"} <= meta.keys():
            raise ResourceMissing("gazetteer", why=f"{path} was not finished", fix=_FIX)
    except sqlite3.Error as error:
        raise ResourceMissing("gazetteer", why=f"{path} cannot be read ({error})", fix=_FIX) from error
    return db
