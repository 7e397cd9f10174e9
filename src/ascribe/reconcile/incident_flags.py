"""What an editor should look at in an incident: flags that only several claims together can raise.

In:  members, tellings, sides, the incident's type, place and time, the flags of the documents.   Out: `Flag`s, by code.

A flag changes nothing. Each says why in a sentence, with the names of those who differ.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations
from statistics import median_low
from typing import Final, NamedTuple, get_args

from ascribe.domain.event import EventType
from ascribe.domain.flag import Flag, FlagCode
from ascribe.domain.incident import IncidentTime, Member, Responsibility
from ascribe.domain.place import Place
from ascribe.domain.quantity import Bounds, exclude_each_other, number_words
from ascribe.reconcile import clusters
from ascribe.reconcile.counted import Thing
from ascribe.reconcile.figures import Row, opposed_rows, standing_rows
from ascribe.reconcile.grade import denials_of, is_party_only, retractions_of, single_source_words
from ascribe.reconcile.header import are_apart
from ascribe.reconcile.identity import differing_identities
from ascribe.reconcile.sides import MUTUAL, VICTIM_ROLES, Sides, hand_of
from ascribe.reconcile.tellings import Telling, asserted_news, inside, news_of, opened, quoted_names, still_asserted

__all__ = ["Subject", "flags_of"]

#: Flags that a document raises by itself and that its incident keeps.
_CARRIED: Final[tuple[FlagCode, ...]] = ("anachronism", "self_contradiction", "sum_mismatch")
#: A figure so many times another is an outlier beside two that agree.
OUTLIER: Final = 4
#: Days and kilometres beyond which a date and a place are vague, as inside one document.
VAGUE_DAYS: Final = 9
VAGUE_KM: Final = 25.0
_PLACELESS: Final[frozenset[EventType]] = frozenset(("talks", "agreement", "appeal", "refusal", "threat", "other"))


class Subject(NamedTuple):
    """An incident in the making."""

    members: Sequence[Member]
    tellings: Sequence[Telling]
    sides: Sides
    type: EventType
    place: Place | None
    time: IncidentTime | None
    things: Sequence[tuple[Thing, Sequence[Row]]]
    responsibility: Sequence[Responsibility]
    flags_of_documents: Mapping[str, Sequence[Flag]]
    cut: bool = False


def flags_of(subject: Subject) -> tuple[Flag, ...]:
    """The flags, in the order of their codes, each wording once."""
    found = [f for finder in _FINDERS for f in finder(subject)]
    kept = dict.fromkeys(f for f in found if f.claims)
    return tuple(sorted(kept, key=lambda f: (get_args(FlagCode).index(f.code), f.claims, f.why)))


def _flag(code: FlagCode, claims: Iterable[str], why: str) -> Flag:
    return Flag(code=code, claims=tuple(sorted(set(claims))), why=why)


def _ids(tellings: Iterable[Telling]) -> list[str]:
    return [t.claim.id for t in tellings]


def _few_sources(s: Subject) -> Iterator[Flag]:
    asserted = asserted_news(s.tellings)
    if is_party_only(asserted):
        yield _flag("party_only", _ids(asserted), f"Only parties to it told it: {quoted_names(asserted)}.")
    if len({t.teller for t in asserted}) == 1:
        yield _flag("single_source", _ids(asserted), single_source_words(asserted))


def _contradictions(s: Subject) -> Iterator[Flag]:
    denials = list(denials_of(s.tellings))
    for denier in dict.fromkeys(t.voice for t in denials):
        denied = [t for t in denials if t.voice == denier]
        asserted = [t for t in still_asserted(s.tellings) if t.voice != denier]
        why = opened(f"{quoted_names(denied)} denied that it happened; {quoted_names(asserted)} told it.")
        yield _flag("contradiction", [*_ids(denied), *_ids(asserted)], why)
    for thing, rows in s.things:
        opposed = list(opposed_rows(rows))
        if opposed:
            a, b = max(opposed, key=lambda pair: abs((pair[0].number or 0) - (pair[1].number or 0)))
            claims = [i for pair in opposed for row in pair for i in row.figure.claims]
            yield _flag("contradiction", claims, f"{_counted(thing)}: {_says(a)}, {_says(b)}; both cannot be.")


def _says(row: Row) -> str:
    f = row.figure
    denies = f.status == "denied" and f.high != 0
    return f"{'not ' if denies else ''}{number_words(f)} according to {inside(f.source or 'an unnamed outlet')}"


def _counted(thing: Thing) -> str:
    words = next((c.of for c in thing.told if c.of), None)
    return opened(f"{thing.role} ({words})" if words else thing.role)


def _identities(s: Subject) -> Iterator[Flag]:
    pairs = list(differing_identities(s.tellings, s.sides))
    if pairs:
        civilian, combatant = [a for a, _ in pairs], [b for _, b in pairs]
        why = opened(f"{quoted_names(civilian)} called the victims civilians, {quoted_names(combatant)} called them combatants.")
        yield _flag("identity_conflict", [*_ids(civilian), *_ids(combatant)], why)


def _perpetrators(s: Subject) -> Iterator[Flag]:
    by_actor: dict[str, dict[str, Responsibility]] = {}
    for r in s.responsibility:
        by_actor.setdefault(r.actor, {})[r.stance] = r
    for stances in by_actor.values():
        blamed, denied = stances.get("claimed") or stances.get("accused"), stances.get("denied")
        if blamed and denied:
            by = [[t for t in s.tellings if any(t.claim.id in x.claims for x in r.by_source)] for r in (blamed, denied)]
            if {t.voice for t in by[0]} == {t.voice for t in by[1]}:  # nobody disputes with himself
                continue
            claims = [i for r in (blamed, denied) for x in r.by_source for i in x.claims]
            why = f"{quoted_names(by[0])} said that {blamed.name} did it; {quoted_names(by[1])} denied it."
            yield _flag("perpetrator_disputed", claims, opened(why))
    yield from _other_perpetrators(s)


def _other_perpetrators(s: Subject) -> Iterator[Flag]:
    """Two voices that name different doers, of whom neither fights the other nor is told with the other, and not each itself."""
    told = [
        t
        for t in still_asserted(s.tellings)
        if t.claim.event.type not in MUTUAL and any(q.role in VICTIM_ROLES for q in t.claim.quantities)
    ]
    hands = [
        ({h for p in t.claim.initiator if (h := hand_of(p, s.sides.on))}, {h for p in t.claim.target if (h := hand_of(p, s.sides.on))}, t)
        for t in told
    ]
    together = [doers for doers, _, _ in hands]
    fighting = {h for t in s.tellings for p in t.claim.initiator if (h := hand_of(p, s.sides.on))}
    words = dict(s.sides.known())
    for (one, of_one, a), (two, of_two, b) in combinations(hands, 2):
        fight = one & of_two or two & of_one
        joined = any(x in doers and y in doers for x in one for y in two for doers in together)
        # Who fights a common enemy in one battle, or bears a like name, is rather one side under two names.
        battle = of_one & of_two & fighting
        alike = any(words.get(x, frozenset()) & words.get(y, frozenset()) for x in one for y in two)
        if (
            one
            and two
            and not (one & two or fight or joined or battle or alike)
            and a.voice != b.voice
            and not a.claim.attribution.party == b.claim.attribution.party == "initiator"
        ):
            names = [quoted_names([a]), quoted_names([b])]
            doers = [(t.claim.initiator[0].name or t.claim.initiator[0].text) for t in (a, b)]
            why = opened(f"{names[0]} said that {doers[0]} did it, {names[1]} that {doers[1]} did.")
            yield _flag("perpetrator_disputed", _ids([a, b]), why)
            return


def _copies(s: Subject) -> Iterator[Flag]:
    counted = {t.claim.id for t in s.tellings}
    copied = [m for m in s.members if m.claim.id not in counted]
    if copied:
        n = len({m.document for m in copied})
        outlets = ", ".join(dict.fromkeys(m.outlet or "an unnamed outlet" for m in copied))
        what = "document repeats" if n == 1 else "documents repeat"
        why = f"{n} {what} the words of another: {outlets}." + "".join(_numbers_of_their_own(copied, s.tellings))
        yield _flag("copy", [m.claim.id for m in copied], why)


def _numbers_of_their_own(copied: Sequence[Member], tellings: Sequence[Telling]) -> Iterator[str]:
    """What copies say that nothing they could have copied says: "41" became "350" on the way. It counts in no figure."""
    given = {(q.role, q.low, q.high) for t in tellings for q in t.claim.quantities}
    by_outlet: dict[str, dict[str, None]] = {}
    for m in (m for m in copied if m.claim.status == "asserted"):
        for i, q in enumerate(m.claim.quantities):
            if q.scope == "event" and q.role in VICTIM_ROLES and q.qualifier != "vague" and (q.role, q.low, q.high) not in given:
                number = number_words(Bounds(q.low, q.high, q.qualifier, i in m.strict))
                by_outlet.setdefault(m.outlet or "an unnamed outlet", {})[f"{number} {q.role}"] = None
    for outlet, numbers in by_outlet.items():
        yield f" {opened(outlet)} says what no original says: {', '.join(numbers)}."


def _vague(s: Subject) -> Iterator[Flag]:
    news = _ids(news_of(s.tellings))
    if s.time is None:
        yield _flag("vague_date", news, "No claim says when.")
    elif (days := (s.time.end - s.time.start).days + 1) > VAGUE_DAYS:
        yield _flag("vague_date", news, f"It may have been on any of {days} days, {s.time.start} to {s.time.end}.")
    if s.place is None:
        if s.type not in _PLACELESS:
            yield _flag("vague_place", news, "No claim names a place.")
    elif s.place.lat is None:
        yield _flag("vague_place", news, f"“{s.place.name}” is in no list of places, or may be several.")
    elif (s.place.precision or 1) > 4 and (s.place.radius_km is None or s.place.radius_km > VAGUE_KM):
        what = {6: "a whole country", 7: "open sea or air"}.get(s.place.precision or 0, "a region or a line on the map")
        yield _flag("vague_place", news, f"“{s.place.name}” is {what}.")


def _carried(s: Subject) -> Iterator[Flag]:
    """What the documents flag, of claims that are here; copies would only repeat it."""
    here = {t.claim.id for t in s.tellings}
    for document in dict.fromkeys(t.member.document for t in s.tellings):
        for f in s.flags_of_documents.get(document, ()):
            ids = [i for i in f.claims if i in here]
            if f.code in _CARRIED and (len(ids) == len(f.claims) or (ids and f.code == "anachronism")):
                yield _flag(f.code, ids, f.why)


def _outliers(s: Subject) -> Iterator[Flag]:
    """A figure far from those of two other voices that agree: 78 beside 8 and 7. What a voice has replaced speaks for nobody."""
    for thing, rows in s.things:
        told = [r for r in standing_rows(rows) if r.number is not None and r.figure.qualifier != "vague"]
        for r in told:
            apart = [o for o in told if o.voice != r.voice and not o.documents & r.documents]
            others = [o.number or 0 for o in apart]
            if len({o.teller for o in apart}) < 2 or r.number is None or max(others) > 2 * max(min(others), 1):
                continue
            if r.number >= OUTLIER * max(max(others), 1) or r.number * OUTLIER <= min(others):
                why = f"{_counted(thing)}: {_says(r)}, where others say {median_low(others)}."
                yield _flag("figure_outlier", r.figure.claims, why)


def _self_contradictions(s: Subject) -> Iterator[Flag]:
    """Two figures of one voice that exclude each other in two documents, said on one day, neither a revision of the other."""
    for thing, rows in s.things:
        for a, b in combinations(standing_rows(rows), 2):
            same_day = a.figure.said is not None and a.figure.said == b.figure.said
            if a.voice == b.voice and same_day and not a.documents & b.documents and exclude_each_other(a.figure, b.figure):
                why = f"{_counted(thing)}: on {a.figure.said} {_says(a)} and, in another report, {_says(b)}."
                yield _flag("self_contradiction", [*a.figure.claims, *b.figure.claims], why)


def _locations(s: Subject) -> Iterator[Flag]:
    placed = [(t.claim.place, t) for t in asserted_news(s.tellings) if t.claim.place is not None]
    first = {(p.lat, p.lon, p.radius_km): (p, t) for p, t in reversed(placed) if p.precision is not None and p.precision <= 3}
    precise = list(reversed(first.values()))
    apart = [((p, a), (q, b)) for (p, a), (q, b) in combinations(precise, 2) if are_apart(p, q)]
    if apart:
        (p, a), (q, b) = apart[0]
        why = opened(f"{quoted_names([a])} told it of {p.name or p.text}, {quoted_names([b])} of {q.name or q.text}.")
        yield _flag("location_conflict", [t.claim.id for pair in apart for _, t in pair], why)


def _verifications(s: Subject) -> Iterator[Flag]:
    unchecked = [t for t in s.tellings if any(v.state == "not_verified" for v in t.claim.verification)]
    false = [t for t in s.tellings if any(v.state == "checked_false" for v in t.claim.verification)]
    if false:
        yield _flag("unverified", _ids(false), f"What {quoted_names(false)} told was checked and found false.")
    if unchecked and not any(v.state == "verified" for t in s.tellings for v in t.claim.verification):
        yield _flag("unverified", _ids(unchecked), f"What was told by {quoted_names(unchecked)} could not be verified.")


def _retractions(s: Subject) -> Iterator[Flag]:
    taken_back = retractions_of(s.tellings)
    if taken_back:
        voices = {t.voice for t in taken_back}
        told = [t for t in s.tellings if t.voice in voices]
        yield _flag("retracted", _ids(told), opened(f"{quoted_names(taken_back)} took back what was said."))


def _cut_apart(s: Subject) -> Iterator[Flag]:
    """What hung together was more than is grouped at once."""
    if s.cut:
        most = f"More than {clusters.LARGEST:,} scenes of reports hang together here and were cut"
        why = f"{most}; what tells the same may stand in other incidents."
        yield _flag("cut", [m.claim.id for m in s.members], why)


_FINDERS: Final = (
    _few_sources, _contradictions, _identities, _perpetrators, _copies, _vague, _carried, _outliers, _self_contradictions,
    _locations, _verifications, _retractions, _cut_apart,
)  # fmt: skip
