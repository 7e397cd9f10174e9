"""Figures that cannot both hold: two of one source for one happening, and parts that exceed their whole.

In:  a document's text and its claims.   Out: flags, in text order.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product

from ascribe.domain.claim import Claim
from ascribe.domain.event import EventType
from ascribe.domain.flag import Flag
from ascribe.domain.place import Place
from ascribe.domain.quantity import Quantity, exclude_each_other
from ascribe.lexicon.counted_nouns import different_people, group_words, is_narrower
from ascribe.lexicon.number_words import bounds_of
from ascribe.read.draft import same_actor

__all__ = ["flag_self_contradictions", "flag_sums"]

#: Types that reports use for one and the same violence: a battle told as attack, killing, clash.
_VIOLENCE: frozenset[EventType] = frozenset(("clash", "attack", "shelling", "airstrike", "bombing", "killing", "injury"))
_CUSTODY: frozenset[EventType] = frozenset(("detention", "abduction", "surrender"))
#: How many claims with figures further on a claim is compared with: long texts tell of many happenings.
_REACH = 30
#: Roles of which one happening has one figure; forces and materiel are told piecemeal.
_TOLLS = ("killed", "injured", "captured", "abducted", "missing")


def flag_self_contradictions(text: str, claims: Sequence[Claim]) -> Iterator[Flag]:
    """`self_contradiction`: one source gives two figures that exclude each other for what may be one happening.

    Same source, same kind of event, whole figures of the same role for the same side, days that overlap, places that may be one,
    in different sentences; a figure that says which earlier one it corrects is a revision, not a contradiction. An outlet in its
    own voice tells many events, so there day and place have to be told, and the same, too."""
    told = [(c, tolls) for c in claims if c.status == "asserted" and not c.background and (tolls := _tolls(text, c))]
    for i, (a, tolls_a) in enumerate(told):
        for b, tolls_b in told[i + 1 : i + 1 + _REACH]:
            if _may_be_one(text, a, b):
                yield from _exclusions(text, (a, tolls_a), (b, tolls_b))


def _exclusions(text: str, one: tuple[Claim, list[Quantity]], other: tuple[Claim, list[Quantity]]) -> Iterator[Flag]:
    (a, tolls_a), (b, tolls_b) = one, other
    for p, q in product(tolls_a, tolls_b):
        sides = {p.of_side, q.of_side} - {None}
        kinds = {p.of_kind, q.of_kind} - {"unknown", "mixed"}
        same = p.role == q.role and len(sides) < 2 and len(kinds) < 2 and exclude_each_other(bounds_of(p, text), bounds_of(q, text))
        if same and not _is_part(p, q) and not _is_part(q, p):
            who = a.attribution.source.name if a.attribution.source else "The outlet"
            why = f"{who} says “{p.span.of(text)}” and “{q.span.of(text)}” {p.role}, of what may be one happening."
            yield Flag(code="self_contradiction", claims=(a.id, b.id), why=why)


def _is_part(p: Quantity, q: Quantity) -> bool:
    """Whether the words say that the lesser number is of some of those whom the greater counts: "three children" of "nine people"."""
    lesser = (p.low or p.high or 0) < (q.low or q.high or 0)
    return lesser and is_narrower(group_words(p.of), p.of_kind, group_words(q.of), q.of_kind)


def _tolls(text: str, claim: Claim) -> list[Quantity]:
    """The claim's whole figures with a number: "a child" is one of several, "several" is no number."""
    return [
        q
        for q in claim.quantities
        if q.role in _TOLLS
        and q.part_of is None
        and q.scope == "event"
        and q.was is None
        and q.qualifier != "vague"
        and _is_number(text, q)
    ]


def _is_number(text: str, q: Quantity) -> bool:
    return q.span.of(text).lower() not in ("a", "an", "another", "the")


def _may_be_one(text: str, a: Claim, b: Claim) -> bool:
    types = {a.event.type, b.event.type}
    if not (types <= _VIOLENCE or types <= _CUSTODY or len(types) == 1) or a.event.extent == "series" or b.event.extent == "series":
        return False
    s, t = a.attribution.source, b.attribution.source
    if (s is None) != (t is None) or (s is not None and t is not None and not same_actor(s, t)):
        return False
    if b.id in a.revises or a.id in b.revises or not _apart(text, a, b):
        return False
    if s is None and not (_is_told(a) and _is_told(b)):
        return False
    return _times_meet(a, b) and _places_meet(a, b) and _targets_meet(a, b)


def _is_told(claim: Claim) -> bool:
    return claim.time is not None and not claim.time.inferred and claim.place is not None


def _apart(text: str, a: Claim, b: Claim) -> bool:
    """Two figures of one sentence are told as two things ("four in one raid and six in another")."""
    first, second = sorted((a.content, b.content))
    between = text[first.end : second.start]
    return not first.overlaps(second) and any(sign in between for sign in (". ", ".\n", "\n", "! ", "? ", ".”", '."'))


def _times_meet(a: Claim, b: Claim) -> bool:
    s, t = a.time, b.time
    if s is None or t is None or s.start is None or t.start is None or s.end is None or t.end is None:
        return True
    return s.start <= t.end and t.start <= s.end


def _places_meet(a: Claim, b: Claim) -> bool:
    """Whether both places may be one: the same, or one an area that may hold the other, or one not told."""
    p, q = a.place, b.place
    if p is None or q is None or p.name == q.name or (p.gazetteer_id is not None and p.gazetteer_id == q.gazetteer_id):
        return True
    also = {o.name for o in (*a.other_places, *b.other_places)}
    return p.name in also or q.name in also or _holds(p, q) or _holds(q, p)


def _holds(area: Place, inner: Place) -> bool:
    match area.precision:
        case 6:
            return area.country == inner.country
        case 4:
            return area.country == inner.country and area.admin1 is not None and area.admin1 == inner.admin1
        case 3:
            return area.admin2 is not None and (area.admin1, area.admin2) == (inner.admin1, inner.admin2)
        case _:
            return False


def _targets_meet(a: Claim, b: Claim) -> bool:
    """Whether one of the targets is the same, or one is not told."""
    if not a.target or not b.target:
        return True
    return any(same_actor(p, q) for p in a.target for q in b.target)


def flag_sums(text: str, claims: Sequence[Claim]) -> Iterator[Flag]:
    """`sum_mismatch`: a part above its whole, or parts of different people that together exceed it ("nine people, six civilians
    and four soldiers"). Parts that may be the same people ("seven civilians and five women" of nine) are not added."""
    for c in claims:
        for i, whole in enumerate(c.quantities):
            if whole.high is None or whole.qualifier in ("about", "vague"):
                continue
            parts = [q for q in c.quantities if q.part_of == i and q.low is not None and q.role == whole.role]
            most = max(parts, key=lambda q: q.low or 0, default=None)
            apart = [q for q in parts if all(q is p or different_people(p, q) for p in parts)]
            for group in ([most] if most is not None else [], apart):
                total = sum(q.low or 0 for q in group)
                if total > whole.high:
                    named = " and ".join(f"“{q.span.of(text)} {q.of or ''}".rstrip() + "”" for q in group)
                    verb = "make" if len(group) > 1 else "is"
                    why = f"{named} {verb} {total}, more than the “{whole.span.of(text)}” that should hold them."
                    yield Flag(code="sum_mismatch", claims=(c.id,), why=why)
                    break
