"""What an incident is called: its type, place, time and actors.

In:  tellings, sides.   Out: the parts of an incident's head.

The type is the one that names the happening best. Means come first (a killing that results from an airstrike is an airstrike), then acts,
then what came of them; of one rank the type that most documents give. A rank is passed over where fewer than a quarter of the documents
give it, so that one reading does not name an incident.

The place has the worst precision that the claims need: of places that lie in one another the most precise, of places that do not lie
together the district, province or country that holds them all. The days are those that most documents give in words.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Sequence
from datetime import date
from typing import Final, TypeVar

from ascribe.domain.actor import Participant
from ascribe.domain.event import EVENT_TYPES, EventType
from ascribe.domain.incident import IncidentActor, IncidentTime
from ascribe.domain.place import Place, PlacePrecision
from ascribe.domain.quantity import OfSide
from ascribe.domain.timex import Time, TimePrecision
from ascribe.gazetteer.distances import flat_km
from ascribe.lexicon.actors import actor_key
from ascribe.lexicon.counted_nouns import singular
from ascribe.reconcile.sides import Sides, hand_of
from ascribe.reconcile.tellings import Telling, news_of

__all__ = ["actors_of", "are_apart", "place_of", "time_of", "type_of"]

#: Types by rank: with what it was done; what was done; what came of it; what was said.
_MEANS: Final[frozenset[EventType]] = frozenset(("airstrike", "shelling", "bombing"))
_RESULTS: Final[frozenset[EventType]] = frozenset(
    ("killing", "injury", "destruction", "displacement", "weapons", "detention", "surrender", "movement", "withdrawal")
)
_WORDS: Final[frozenset[EventType]] = frozenset(("threat", "appeal", "refusal", "other"))
#: Of the documents, so many must give a rank, a place or days for it to count.
_SHARE: Final = 0.25
#: Beyond both radii, places so far apart are two.
_NEAR_KM: Final = 25.0
_PRECISIONS: Final[tuple[TimePrecision, ...]] = ("day", "week", "month", "year", "longer")

T = TypeVar("T", bound=Hashable)


def _told(tellings: Sequence[Telling]) -> list[Telling]:
    """What the head is made of: what is asserted as news, else what there is."""
    news = news_of(tellings)
    return [t for t in news if t.asserts] or list(news)


def _by_documents(tellings: Iterable[Telling], value: Callable[[Telling], T | None]) -> dict[T, tuple[int, int]]:
    """For each value how many documents give it, and how many claims."""
    documents: dict[T, set[str]] = {}
    claims: Counter[T] = Counter()
    for t in tellings:
        if (v := value(t)) is not None:
            documents.setdefault(v, set()).add(t.member.document)
            claims[v] += 1
    return {v: (len(found), claims[v]) for v, found in documents.items()}


def type_of(tellings: Sequence[Telling]) -> EventType:
    """The type that best names the incident."""
    told = _told(tellings)
    votes: dict[EventType, tuple[int, int]] = _by_documents(told, _type)
    n = len({t.member.document for t in told})
    ranks: dict[int, set[str]] = {}
    for t in told:
        ranks.setdefault(_rank(t.claim.event.type), set()).add(t.member.document)
    rank = min(r for r, documents in ranks.items() if len(documents) >= n * _SHARE or len(ranks) == 1)
    return min((t for t in votes if _rank(t) == rank), key=lambda t: (-votes[t][0], -votes[t][1], EVENT_TYPES.index(t)))


def _type(t: Telling) -> EventType:
    return t.claim.event.type


def _rank(type_: EventType) -> int:
    return 0 if type_ in _MEANS else 2 if type_ in _RESULTS else 3 if type_ in _WORDS else 1


def place_of(tellings: Sequence[Telling]) -> Place | None:
    """The place, without words of its own; null where no claim tells one."""
    told = [t for t in _told(tellings) if t.claim.place is not None]
    places = {_place_key(t.claim.place): t.claim.place for t in reversed(told) if t.claim.place is not None}
    votes = _by_documents(told, lambda t: _place_key(t.claim.place) if t.claim.place is not None else None)
    n = len({t.member.document for t in told})
    needed = [p for key, p in places.items() if votes[key][0] >= n * _SHARE] or list(places.values())
    if not needed:
        return None
    precise = [p for p in needed if (p.precision or 9) <= 3 and p.lat is not None]
    if any(are_apart(p, q) for i, p in enumerate(precise) for q in precise[i + 1 :]):
        return _holding(precise)
    best = min(
        needed, key=lambda p: (p.lat is None, p.precision or 9, -votes[_place_key(p)][0], -votes[_place_key(p)][1], str(_place_key(p)))
    )
    return Place(
        span=None, text=None, name=best.name or best.text, gazetteer_id=best.gazetteer_id, lat=best.lat, lon=best.lon,
        country=best.country or _agreed(p.country for p in needed), admin1=best.admin1 or _agreed(p.admin1 for p in needed),
        admin2=best.admin2, precision=best.precision, radius_km=best.radius_km,
    )  # fmt: skip


def _place_key(place: Place) -> tuple[str, PlacePrecision | None]:
    return (place.gazetteer_id or (place.name or place.text or "").lower(), place.precision)


def are_apart(p: Place, q: Place) -> bool:
    """Whether both have a point, and these lie further apart than their radii and the 25 km that "near" may mean."""
    if p.lat is None or p.lon is None or q.lat is None or q.lon is None:
        return False
    return flat_km(p.lat, p.lon, q.lat, q.lon) > (p.radius_km or 0.0) + (q.radius_km or 0.0) + _NEAR_KM


def _holding(places: Sequence[Place]) -> Place | None:
    """The least area that holds all: its middle and radius, never one of the points."""
    country, admin1, admin2 = (_agreed(getattr(p, field) for p in places) for field in ("country", "admin1", "admin2"))
    admin1, admin2 = (admin1, admin2) if country and admin1 else (admin1 if country else None, None)
    levels: tuple[tuple[str | None, PlacePrecision], ...] = ((admin2, 3), (admin1, 4), (country, 6))
    name, precision = next((level for level in levels if level[0]), (None, 5))
    points = [(p.lat, p.lon) for p in places if p.lat is not None and p.lon is not None]
    lat, lon = (round(sum(column) / len(points), 5) for column in zip(*points, strict=True))
    radius = max(flat_km(lat, lon, p.lat, p.lon) + (p.radius_km or 0.0) for p in places if p.lat is not None and p.lon is not None)
    label = name or " / ".join(sorted({p.name or p.text or "" for p in places}))
    return Place(
        span=None, text=None, name=label, gazetteer_id=None, lat=lat, lon=lon, country=country, admin1=admin1, admin2=admin2,
        precision=precision, radius_km=round(radius, 1),
    )  # fmt: skip


def _agreed(values: Iterable[str | None]) -> str | None:
    """What all who say anything say."""
    found = {v for v in values if v is not None}
    return found.pop() if len(found) == 1 else None


def time_of(tellings: Sequence[Telling]) -> IncidentTime | None:
    """The days, both inclusive; null where nothing says when and no report is dated."""
    told = [t for t in _told(tellings) if t.claim.time is not None and t.claim.time.start is not None]
    worded = [t for t in told if t.claim.time is not None and not t.claim.time.inferred]
    times = _by_documents(worded or told, lambda t: t.claim.time and _bare(t.claim.time))
    if not times:
        return None
    if not worded:
        return _inferred(list(times))
    n = len({t.member.document for t in worded})
    first, *others = sorted(times, key=lambda t: (-times[t][0], -times[t][1], _length(t), _start(t), _end(t), t.bound))
    start, end, used = _start(first), _end(first), [first]
    for t in others:
        if times[t][0] >= n * _SHARE and (_start(t) > end or _end(t) < start):
            start, end, used = min(start, _start(t)), max(end, _end(t)), [*used, t]
    bound = first.bound if len(used) == 1 else "between"
    return IncidentTime(start=start, end=end, precision=_worst(used), bound=bound, inferred=False)


def _inferred(times: Sequence[Time]) -> IncidentTime:
    """The days that every report leaves open, where there are such; else all."""
    start, end = max(_start(t) for t in times), min(_end(t) for t in times)
    if start > end:
        start, end = min(_start(t) for t in times), max(_end(t) for t in times)
    return IncidentTime(start=start, end=end, precision=_worst(times), bound="not_after", inferred=True)


def _bare(time: Time) -> Time:
    """The days of a time, without its words, so that equal days are equal."""
    return Time(span=None, start=time.start, end=time.end, precision=time.precision, bound=time.bound, inferred=True)


def _start(t: Time) -> date:
    assert t.start is not None
    return t.start


def _end(t: Time) -> date:
    assert t.end is not None
    return t.end


def _length(t: Time) -> int:
    return (_end(t) - _start(t)).days


def _worst(times: Sequence[Time]) -> TimePrecision | None:
    known = [t.precision for t in times if t.precision is not None]
    return max(known, key=_PRECISIONS.index) if known else None


def actors_of(tellings: Sequence[Telling], sides: Sides) -> tuple[IncidentActor, ...]:
    """Who acts and who is acted upon, each once, on its side of the incident; in the order in which they are first named."""
    named: dict[tuple[str, OfSide], list[tuple[Participant, str]]] = {}
    for t in tellings:
        parts: tuple[tuple[OfSide, tuple[Participant, ...]], ...] = (("initiator", t.claim.initiator), ("target", t.claim.target))
        for role, people in parts:
            for p in people:
                # "the civilians" and "civilian" are the same people
                key = hand_of(p, sides.on) or f"({singular(actor_key(p.name or p.text or '').removeprefix('the '))})"
                named.setdefault((key, sides.of_anybody(p) or role), []).append((p, t.claim.id))
    return tuple(_actor(side, told) for (_, side), told in named.items())


def _actor(side: OfSide, told: Sequence[tuple[Participant, str]]) -> IncidentActor:
    return IncidentActor(
        name=_most([p.name or p.text or "" for p, _ in told]) or "",
        actor=_most([p.actor for p, _ in told if p.actor]),
        kind=_most([p.kind for p, _ in told if p.kind]),
        role=side,
        claims=tuple(sorted({claim for _, claim in told})),
    )


def _most(values: Sequence[T]) -> T | None:
    """The most frequent; of those as frequent, the first."""
    counts = Counter(values)
    return max(counts, key=lambda v: (counts[v], -values.index(v))) if counts else None
