"""Places: which place each toponym of a text is.

In:  a text, its sentences, a gazetteer.   Out: `Place`s in text order, one a toponym, with the precision that the words support.

A name that several places share is settled by what else the text names: the country that the report is about, the
province or district named beside it, what lies near the report's other places, and only then by how well known a place is.
Two candidates in different countries that none of this tells apart leave the name unresolved: it stays, without coordinates.
`choose_event_place` (in `event_place`) picks the place of one event among them.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Sequence

from ascribe.domain.document import Sentence
from ascribe.domain.place import Place, PlacePrecision
from ascribe.domain.span import Span
from ascribe.gazetteer.lookup import Gazetteer, PlaceCandidate
from ascribe.gazetteer.names import fold
from ascribe.read.ground.event_place import choose_event_place
from ascribe.read.ground.toponyms import Toponym, find_toponyms, toponyms_at
from ascribe.read.ground.words_around import demonyms, tokens_of

__all__ = ["choose_event_place", "ground_places", "place_names"]

#: Weights of the evidence, in units of log10(population); chosen on the training side of the annotated claims.
STORY_COUNTRY, CONTAINED, BESIDE, NOUN_FITS, NEARBY, ALIKE, NAME_ITSELF = 3.0, 1.5, 2.5, 3.0, 1.0, 1.5, 0.5
#: Two candidates of different countries closer than this, with no evidence for either, stay unresolved.
UNDECIDED = 0.3
#: A candidate in a country that the report does not otherwise name needs to be at least this well known.
KNOWN_ABROAD = 4.7
#: And this well known where no preposition or place noun asks for a place.
KNOWN_ANYWHERE = 5.4

#: A bare name ("Sumbal said") counts as a place only from this prominence on.
WELL_KNOWN = 4.3
#: How many of the report's places others are taken to lie near: those named most.
N_ANCHORS = 40
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
_NOUN_KINDS = {
    "district": ("admin2",),
    "province": ("admin1",),
    "settlement": ("city", "village", "neighbourhood", "camp"),
    "area": ("region", "valley", "pass", "river", "lake", "mountain", "sea", "strait", "island", "desert", "forest"),
    "site": ("site", "airport", "base", "camp", "port", "dam", "crossing", "city", "village"),
    "road": ("road", "city", "village"),
}
_NOUN_PRECISION: dict[str, PlacePrecision] = {"district": 3, "province": 4, "settlement": 1, "area": 5, "site": 1, "road": 5}
# Place nouns wider than the settlement that they are named after, and those that lie along a country's edge.
_WIDE = ("valley", "mountains", "countryside", "front")
_EDGES = ("border", "borders", "frontier", "coast")
_KM_PER_DEGREE = 111.2


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
    chosen = _choose_all(text, toponyms, outlet_country)
    return tuple(
        _place(text, t, c, _container(i, toponyms, chosen, text), gazetteer) for i, (t, c) in enumerate(zip(toponyms, chosen, strict=True))
    )


def place_names(text: str, given: Sequence[Span], *, gazetteer: Gazetteer, sentences: Sequence[Sentence] = ()) -> tuple[Place | None, ...]:
    """What names at spans known to be places' names mean, one a span; None where the gazetteer has no place by the name, without
    coordinates where none of those it has fits, or two fit alike."""
    toponyms = toponyms_at(text, given, sentences, gazetteer)
    order = sorted(range(len(toponyms)), key=lambda i: toponyms[i].span)
    in_order = [toponyms[i] for i in order]
    chosen = _choose_all(text, in_order, None)
    by_number = dict(zip(order, zip(in_order, chosen, strict=True), strict=True))
    return tuple(_place(text, t, c, None, gazetteer) if t.candidates else None for t, c in (by_number[i] for i in range(len(toponyms))))


def _choose_all(text: str, toponyms: Sequence[Toponym], outlet_country: str | None) -> list[PlaceCandidate | None]:
    """The candidate of each toponym, in two looks: the second knows the report's other places."""
    story = _Story(text, toponyms, outlet_country)
    chosen = [_choose(i, toponyms, story, text) for i in range(len(toponyms))]
    named_most = Counter(c.id for c in chosen if c is not None and c.kind != "country")
    by_id = {c.id: c for c in chosen if c is not None}
    story.anchors = [by_id[id_] for id_, _ in named_most.most_common(N_ANCHORS)]
    return [_choose(i, toponyms, story, text) for i in range(len(toponyms))]


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


class _Story:
    """What a report as a whole says about where it plays."""

    def __init__(self, text: str, toponyms: Sequence[Toponym], outlet_country: str | None) -> None:
        votes: dict[str, float] = defaultdict(float)
        known = demonyms()
        for token in tokens_of(text, 0, len(text)):
            country = known.get(token.low) if token.text[0].isupper() else None
            if country:
                votes[country] += 1.0
        for toponym in toponyms:
            for country, weight in _vote(toponym):
                votes[country] += weight
        if outlet_country:
            votes[outlet_country] += 0.5
        total = sum(votes.values())
        self.share = {country: n / total for country, n in sorted(votes.items())} if total else {}
        self.names = {fold(n) for t in toponyms for n in (t.core.of(text),)}
        self.anchors: list[PlaceCandidate] = []


def _vote(toponym: Toponym) -> list[tuple[str, float]]:
    """The countries that one toponym speaks for: wholly where it has one meaning, in parts where it has several."""
    listed = [c for c in toponym.candidates if c.exact and c.listed]
    if not listed or listed[0].country is None:
        return []
    top = listed[0]
    if top.kind == "country":
        return [(top.country or "", 1.5)]
    rivals = [c for c in listed if c.country != top.country and c.prominence > top.prominence - 1.0]
    if not rivals:
        return [(top.country or "", 1.0 if top.prominence >= 4 else 0.5)]
    countries = sorted({c.country or "" for c in (top, *rivals)})
    return [(c, 0.6 / len(countries)) for c in countries]


def _choose(i: int, toponyms: Sequence[Toponym], story: _Story, text: str) -> PlaceCandidate | None:
    toponym = toponyms[i]
    beside = _beside(i, toponyms, text)
    key = fold(toponym.core.of(text))
    scored = [(_score(c, toponym, key, beside, story), c) for c in toponym.candidates if _possible(c, toponym, beside, story)]
    if not scored:
        return None
    scored.sort(key=lambda s: (-s[0], s[1].id))
    best, candidate = scored[0]
    for score, rival in scored[1:]:
        if best - score >= UNDECIDED:
            break
        apart = rival.country != candidate.country or rival.kind == candidate.kind == "village"
        if apart and _kilometres(candidate, rival) > 50:
            return None
    return candidate


def _possible(c: PlaceCandidate, toponym: Toponym, beside: frozenset[str], story: _Story) -> bool:
    countries = [name for name in beside if name.startswith("country:")]
    if countries and c.kind != "country" and c.country and f"country:{c.country}" not in countries:
        return False
    share = story.share.get(c.country or "", 0.0)
    contained = bool(beside & _holders(c))
    if not c.listed:
        return toponym.asked and (share >= 0.25 or contained)
    if not c.exact:
        return (toponym.asked or toponym.noun is not None) and (share >= 0.25 or contained)
    if toponym.noun in ("district", "province") and c.kind not in ("admin1", "admin2", "country", "region") and share < 0.25:
        return False
    if not (toponym.asked or toponym.noun or share or contained):
        return c.prominence >= KNOWN_ANYWHERE
    settled = max(story.share.values(), default=0.0) >= 0.5
    return share > 0.0 or contained or c.prominence >= KNOWN_ABROAD or not settled


def _holders(c: PlaceCandidate) -> frozenset[str]:
    names = [n for n, kind in ((c.admin1, "admin1"), (c.admin2, "admin2")) if n and c.kind != kind]
    return frozenset([fold(n) for n in names] + ([f"country:{c.country}"] if c.country and c.kind != "country" else []))


def _score(c: PlaceCandidate, toponym: Toponym, key: str, beside: frozenset[str], story: _Story) -> float:
    score = min(c.prominence, 7.0) if c.kind != "country" else c.prominence
    score += NAME_ITSELF * (fold(c.name) == key) - ALIKE * (not c.exact)
    if c.kind != "country":
        score += STORY_COUNTRY * story.share.get(c.country or "", 0.0)
    holders = _holders(c)
    if beside & holders:
        score += BESIDE
    elif story.names & holders:
        score += CONTAINED
    if toponym.noun is not None:
        fits = c.kind in _NOUN_KINDS[toponym.noun] or (toponym.word in ("region", "regions") and c.kind == "admin1")
        score += NOUN_FITS if fits else (-1.0 if toponym.noun in ("district", "province") else 0.0)
    own = {k.id for k in toponym.candidates}
    local = c.kind in ("city", "village", "admin2", "neighbourhood")
    if local and any(a.id not in own and _kilometres(a, c) < 80 for a in story.anchors):
        score += NEARBY
    return score


def _beside(i: int, toponyms: Sequence[Toponym], text: str) -> frozenset[str]:
    """The areas named right beside a toponym as holding it: "X, Y", "X in Y", "X district of Y", "Y's X"."""
    names: list[str] = []
    for j in (i + 1, i + 2):
        if j >= len(toponyms):
            break
        between = text[toponyms[j - 1].span.end : toponyms[j].span.start].casefold().strip()
        if between not in (
            ",",
            "in",
            ", in",
            "of",
            "(",
            "in the",
            ", in the",
            "of the",
            "district of",
            "in northern",
            "in the province of",
            "in the district of",
        ):
            break
        names += _named(toponyms[j], text)
    if i:
        between = text[toponyms[i - 1].span.end : toponyms[i].span.start].casefold()
        if between.strip() in ("'s", "’s") or (between.startswith(("'s ", "’s ")) and len(between) < 24):
            names += _named(toponyms[i - 1], text)
    return frozenset(names)


def _named(toponym: Toponym, text: str) -> list[str]:
    names = [fold(toponym.core.of(text))]
    for c in toponym.candidates[:6]:
        if c.kind in ("admin1", "admin2"):
            names.append(fold(c.name))
        if c.country and c.exact and c.kind in ("admin1", "country", "region"):
            names.append(f"country:{c.country}")
    return names


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
    if toponym.word in _EDGES and c.kind == "country":
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
    lat = max(-89.0, min(89.0, lat + north * km / _KM_PER_DEGREE))
    lon = lon + east * km / (_KM_PER_DEGREE * math.cos(math.radians(lat)))
    return lat, (lon + 180.0) % 360.0 - 180.0


def _kilometres(a: PlaceCandidate, b: PlaceCandidate) -> float:
    return math.hypot(a.lat - b.lat, (a.lon - b.lon) * math.cos(math.radians(a.lat))) * _KM_PER_DEGREE
