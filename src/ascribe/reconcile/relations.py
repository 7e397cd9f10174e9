"""How incidents hang together: parts of a larger one, answers, sequels.

In:  two incidents between whose claims there is a link or a stated relation.   Out: the relations of the first to the second.

`part_of` follows from what is told of both: the larger one reaches further in place or time and holds the smaller one, with the same
hands and no smaller figures; the two are linked, never merged, so that the day's total and one of its strikes are not added up.
`follows` and `retaliation_for` stand only where a source says so (`told_relations`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from ascribe.domain.incident import Incident, IncidentTime, Relation, RelationKind
from ascribe.domain.place import Place
from ascribe.gazetteer.distances import flat_km
from ascribe.reconcile.features import family_of

__all__ = ["is_part_of", "relations_of"]

#: A place this coarse (a province, a region, a country) may hold another; a town holds no town.
COARSE: Final = 3


def relations_of(one: Incident, other: Incident, told: Iterable[tuple[RelationKind, str]]) -> Iterator[Relation]:
    """The relations of `one` to `other`; `told` are the stated ones, each with the claim of `one` that states it."""
    if is_part_of(one, other):
        yield Relation(kind="part_of", incident=other.id, claims=tuple(sorted(c.claim for c in one.claims)))
    claims: dict[RelationKind, set[str]] = {}
    for kind, claim in told:
        claims.setdefault(kind, set()).add(claim)
    for kind in sorted(claims):
        yield Relation(kind=kind, incident=other.id, claims=tuple(sorted(claims[kind])))


def is_part_of(part: Incident, whole: Incident) -> bool:
    """Whether `part` is told as a piece of `whole`: held by it in place and time, smaller in one of them, by the same hands."""
    if part.id == whole.id or family_of(part.type) != "force" or family_of(whole.type) != "force":
        return False
    where, when = _held_in_place(part.place, whole.place), _held_in_time(part.time, whole.time)
    if where is None or when is None or not (where or when):
        return False
    return _same_hands(part, whole) and _not_larger(part, whole)


def _held_in_place(inner: Place | None, outer: Place | None) -> bool | None:
    """True where the inner place is a smaller one inside the outer, False where they are alike, None where it is not inside."""
    if inner is None or outer is None or inner.precision is None or outer.precision is None:
        return None
    if inner.gazetteer_id is not None and inner.gazetteer_id == outer.gazetteer_id:
        return False
    if outer.precision < COARSE or inner.precision > outer.precision:
        return None
    if inner.country != outer.country:
        return None
    if outer.precision == 4 and outer.admin1 and inner.admin1 and outer.admin1 != inner.admin1:
        return None
    if outer.precision <= 5 and (apart := _km(inner, outer)) is not None and apart > (outer.radius_km or 0.0) + (inner.radius_km or 0.0):
        return None
    return inner.precision < outer.precision


def _km(one: Place, other: Place) -> float | None:
    if one.lat is None or one.lon is None or other.lat is None or other.lon is None:
        return None
    return flat_km(one.lat, one.lon, other.lat, other.lon)


def _held_in_time(inner: IncidentTime | None, outer: IncidentTime | None) -> bool | None:
    """As `_held_in_place`, of days."""
    if inner is None or outer is None or inner.start < outer.start or inner.end > outer.end:
        return None
    return (outer.end - outer.start) > (inner.end - inner.start)


def _same_hands(part: Incident, whole: Incident) -> bool:
    mine = {a.actor or a.name.casefold() for a in part.actors if a.role == "initiator"}
    theirs = {a.actor or a.name.casefold() for a in whole.actors if a.role == "initiator"}
    if mine and theirs:
        return bool(mine & theirs)
    mine = {a.actor or a.name.casefold() for a in part.actors}
    theirs = {a.actor or a.name.casefold() for a in whole.actors}
    return bool(mine & theirs)


def _not_larger(part: Incident, whole: Incident) -> bool:
    """No figure of the part is above the same one of the whole."""
    highest = {(f.role, f.of_side): f.high for f in whole.figures if f.high is not None}
    return all(f.low is None or f.low <= highest.get((f.role, f.of_side), f.low) for f in part.figures)
