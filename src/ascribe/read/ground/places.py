"""Places: which place each toponym of a text is.

In:  a text, its sentences, a gazetteer.   Out: `Place`s in text order, one a toponym, with the precision that the words support.

Which place a name means is chosen in `place_choice`, all names of a text together; two that nothing tells apart leave the name
unresolved: it stays, without coordinates.
`choose_event_place` (in `event_place`) picks the place of one event among them.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence

import msgspec

from ascribe.domain.document import Sentence
from ascribe.domain.place import Place, PlacePrecision
from ascribe.domain.span import Span
from ascribe.gazetteer.distances import KM_PER_DEGREE, flat_km
from ascribe.gazetteer.lookup import Gazetteer, PlaceCandidate
from ascribe.gazetteer.names import fold
from ascribe.read.ground.event_place import choose_event_place
from ascribe.read.ground.place_choice import Chooser
from ascribe.read.ground.toponyms import Toponym, find_toponyms, toponyms_at

__all__ = ["choose_event_place", "ground_places", "place_names"]

#: A bare name ("Sumbal said") counts as a place only from this prominence on.
WELL_KNOWN = 4.3
#: How far from the middle of a country its "north" lies, as a share of the way to its edge.
PART = 0.6

_PRECISION: dict[str, PlacePrecision] = {
    "country": 6,
    "admin1": 4,
    "admin2": 3,
    "region": 5,
    "valley": 5,
    "pass": 5,
    "river": 5,
    "lake": 5,
    "mountain": 5,
    "sea": 7,
    "strait": 7,
    "island": 5,
    "desert": 5,
    "forest": 5,
    "road": 5,
}
_NOUN_PRECISION: dict[str, PlacePrecision] = {"district": 3, "province": 4, "settlement": 1, "area": 5, "site": 1, "road": 5}
# Place nouns wider than the settlement that they are named after, and those that lie along a country's edge.
_WIDE = ("valley", "mountains", "countryside", "front")
_EDGES = ("border", "borders", "frontier", "coast")
_BETWEEN = re.compile(r"\b(?:between|linking|connecting)\s+(?:the\s+)?(?:\w+\s+of\s+)?\Z", re.I)
#: "the border of Syria and Iraq", "off the coast of Libya": a line, not the country.
_EDGE_OF = re.compile(
    r"\b(?:borders?|frontier|coast|shores?)\s+(?:of|with|between|from)\s+(?:the\s+)?(?:[A-Z][\w-]+\s+and\s+(?:the\s+)?)?\Z"
)


def ground_places(
    text: str,
    *,
    gazetteer: Gazetteer,
    sentences: Sequence[Sentence] = (),
    outlet_country: str | None = None,
    known_names: Sequence[Span] = (),
) -> tuple[Place, ...]:
    """The places that a text names, in order, without overlaps.

    `outlet_country` (ISO 3166-1 alpha-2) is where the outlet is at home, a weak hint; `known_names` are spans of persons'
    and organisations' names, in which nothing is a place. `span` and `text` are the words with their place noun and
    direction ("northern Syria"), `name` the same. Coordinates are null where no candidate fits or two fit alike.

    >>> from ascribe.gazetteer import load_gazetteer
    >>> with load_gazetteer() as gazetteer:
    ...     [(p.name, p.country, p.precision) for p in ground_places("Ten died in northern Syria, near Kobani.", gazetteer=gazetteer)]
    [('northern Syria', 'SY', 5), ('Kobani', 'SY', 2)]
    """
    toponyms = _without_strays(text, find_toponyms(text, sentences, gazetteer, known_names))
    chosen = Chooser(text, toponyms, outlet_country, given=False).choose()
    places = [
        _place(text, t, c, _container(i, toponyms, chosen, text), gazetteer) for i, (t, c) in enumerate(zip(toponyms, chosen, strict=True))
    ]
    return tuple(_between(text, places))


def place_names(text: str, given: Sequence[Span], *, gazetteer: Gazetteer, sentences: Sequence[Sentence] = ()) -> tuple[Place | None, ...]:
    """What names at spans known to be places' names mean, one a span; None where the gazetteer has no place by the name, without
    coordinates where none of those it has fits, or two fit alike."""
    toponyms = toponyms_at(text, given, sentences, gazetteer)
    order = sorted(range(len(toponyms)), key=lambda i: toponyms[i].span)
    in_order = [toponyms[i] for i in order]
    chosen = Chooser(text, in_order).choose()
    by_number = dict(zip(order, zip(in_order, chosen, strict=True), strict=True))
    return tuple(_place(text, t, c, None, gazetteer) if t.candidates else None for t, c in (by_number[i] for i in range(len(toponyms))))


def _without_strays(text: str, toponyms: list[Toponym]) -> list[Toponym]:
    """Leaves out names of little known places where nothing around them says that a place is meant: mostly persons' names."""
    asked = {fold(t.core.of(text)) for t in toponyms if t.asked or t.noun}

    def stands(i: int, toponym: Toponym) -> bool:
        best = max((c.prominence for c in toponym.candidates if c.exact and c.listed and c.kind != "neighbourhood"), default=0.0)
        key = fold(toponym.core.of(text))
        if best >= WELL_KNOWN or toponym.asked or toponym.noun or toponym.direction or toponym.near or key in asked or " " in key:
            return True
        if i and text[toponyms[i - 1].span.end : toponym.span.start] in (", ", " and ", ", and ", " ("):
            return True
        followed = i + 1 < len(toponyms) and toponyms[i + 1].span.start - toponym.span.end < 3
        return followed and text[toponym.span.end] in ",:"

    return [t for i, t in enumerate(toponyms) if stands(i, t)]


def _container(i: int, toponyms: Sequence[Toponym], chosen: Sequence[PlaceCandidate | None], text: str) -> PlaceCandidate | None:
    """The area named right after a toponym that no gazetteer knows, so that at least province and country are told."""
    if chosen[i] is not None or i + 1 >= len(toponyms):
        return None
    between = text[toponyms[i].span.end : toponyms[i + 1].span.start].casefold().strip()
    holder = chosen[i + 1]
    if between in (",", "in", ", in", "of", "in the", ", in the") and holder is not None and holder.kind in ("admin1", "admin2", "country"):
        return holder
    return None


def _place(text: str, toponym: Toponym, c: PlaceCandidate | None, container: PlaceCandidate | None, gazetteer: Gazetteer) -> Place:
    if c is None:
        unknown: PlacePrecision = _NOUN_PRECISION[toponym.noun] if toponym.noun else 1
        return _worded(text, toponym, container, point=None, precision=2 if toponym.near and unknown == 1 else unknown)
    lat, lon, radius, precision = c.lat, c.lon, c.radius_km, _PRECISION.get(c.kind, 1)
    if toponym.km is not None:
        lat, lon = _moved(lat, lon, toponym.direction, toponym.km)
        radius = max(radius, 0.4 * toponym.km + 5 if toponym.direction else toponym.km)
        precision = 2 if toponym.km <= 25 else 5
    elif toponym.near:
        lat, lon = _moved(lat, lon, toponym.direction, 0.3 * radius)
        if precision == 1:
            radius, precision = max(radius, 25.0), 2
    elif toponym.direction is not None and precision >= 3:
        lat, lon = _part(c, toponym.direction, gazetteer)
        radius, precision = 0.6 * radius, 5
    if toponym.noun in ("area", "road") and precision <= 2:
        radius, precision = max(radius, 20.0), 5 if toponym.noun == "road" or toponym.word in _WIDE else 2
    if c.kind == "country" and (toponym.word in _EDGES or _EDGE_OF.search(text, max(0, toponym.span.start - 60), toponym.span.start)):
        return _worded(text, toponym, c, point=None, precision=5)
    return _worded(text, toponym, c, point=(lat, lon, radius), precision=precision)


def _worded(
    text: str, toponym: Toponym, c: PlaceCandidate | None, *, point: tuple[float, float, float] | None, precision: PlacePrecision
) -> Place:
    words = toponym.span.of(text)
    return Place(
        span=toponym.span,
        text=words,
        name=words,
        gazetteer_id=c.id if c and point else None,
        lat=round(point[0], 4) if point else None,
        lon=round(point[1], 4) if point else None,
        country=c.country if c else None,
        admin1=c.admin1 if c else None,
        admin2=c.admin2 if c else None,
        precision=precision,
        radius_km=round(point[2], 1) if point else None,
    )


def _between(text: str, places: Sequence[Place]) -> Iterator[Place]:
    """ "Between Kabul and Jalalabad" is one place: the stretch between two settlements of a country, its middle and half its length."""
    i = 0
    while i < len(places):
        first = places[i]
        second = places[i + 1] if i + 1 < len(places) else None
        if second is not None and _is_stretch(text, first, second):
            yield _stretch(text, first, second)
            i += 2
            continue
        yield first
        i += 1


def _is_stretch(text: str, first: Place, second: Place) -> bool:
    if first.span is None or second.span is None or first.country != second.country or first.precision != 1 or second.precision != 1:
        return False
    named = first.lat is not None and second.lat is not None
    joined = text[first.span.end : second.span.start].strip().casefold() == "and"
    return named and joined and _BETWEEN.search(text, max(0, first.span.start - 20), first.span.start) is not None


def _stretch(text: str, first: Place, second: Place) -> Place:
    assert first.span is not None
    assert second.span is not None
    assert first.lat is not None
    assert first.lon is not None
    assert second.lat is not None
    assert second.lon is not None
    lat, lon = (first.lat + second.lat) / 2, (first.lon + second.lon) / 2
    half = flat_km(lat, lon, first.lat, first.lon)
    span = first.span.hull(second.span)
    return msgspec.structs.replace(
        first, span=span, text=span.of(text), name=span.of(text), gazetteer_id=None, lat=round(lat, 4), lon=round(lon, 4),
        admin1=first.admin1 if first.admin1 == second.admin1 else None, admin2=first.admin2 if first.admin2 == second.admin2 else None,
        precision=2 if half <= 25 else 5, radius_km=round(half + 5, 1),
    )  # fmt: skip


def _part(c: PlaceCandidate, direction: tuple[float, float], gazetteer: Gazetteer) -> tuple[float, float]:
    """The middle of the northern, eastern … part of a country or area."""
    box = gazetteer.extent(c.country) if c.kind == "country" and c.country else None
    if box is None:
        return _moved(c.lat, c.lon, direction, 0.45 * c.radius_km)
    south, west, north, east = box
    up, right = (math.copysign(1.0, step) if step else 0.0 for step in direction)
    lat = (south + north) / 2 + up * PART * (north - south) / 2 if up else c.lat
    lon = (west + east) / 2 + right * PART * (east - west) / 2 if right else c.lon
    return lat, lon


def _moved(lat: float, lon: float, direction: tuple[float, float] | None, km: float) -> tuple[float, float]:
    if direction is None or not km:
        return lat, lon
    north, east = direction
    lat = max(-89.0, min(89.0, lat + north * km / KM_PER_DEGREE))
    lon = lon + east * km / (KM_PER_DEGREE * math.cos(math.radians(lat)))
    return lat, (lon + 180.0) % 360.0 - 180.0
