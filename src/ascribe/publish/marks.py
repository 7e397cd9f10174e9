"""A claim as people correct it in other tools: words marked in a text, with what they are to the claim.

In:  claims with their document.   Out: `Marked` documents, which `_brat`, `_labelstudio` and `_prodigy` each spell in their tool's way; and
back: what a person marked, as a `Claim` that has passed every check.

This is all that those formats carry, and it is the same in each: the trigger and its event type, a word for status and the like
(`CLAIM_FIELDS`), and parts: a stretch of words, its role, and a word or a line for what it says (`KIND_FIELDS`). What stands on no words (a
place that is inferred, a source known by name only) and what no person marks (`revises`, `reading_confidence`, who verified) is not
carried: it stays as it was. Offsets are code points.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from math import isfinite
from typing import Any, Final, Literal, NamedTuple, TypeVar, get_args

import msgspec

from ascribe.domain.actor import Certainty, Participant, ParticipantKind
from ascribe.domain.attribution import Attribution, Basis, Channel, Party, SourceKind
from ascribe.domain.claim import STATUSES, AtIssue, Claim, Verification, VerificationState
from ascribe.domain.document import REVIEWED, Document
from ascribe.domain.event import EVENT_TYPES, Event, Extent, Means, MeansKind, Outcome
from ascribe.domain.place import OtherPlace, Place
from ascribe.domain.quantity import OfKind, OfSide, Qualifier, Quantity, QuantityRole, QuantityScope
from ascribe.domain.span import Span
from ascribe.domain.timex import Bound, PartOfDay, Time, TimePrecision
from ascribe.errors import InputError

__all__ = [
    "CLAIM_FIELDS", "KIND_FIELDS", "ONE", "ROLES", "Field", "Marked", "MarkedClaim", "Node", "Origin", "Part", "choices", "claim_of",
    "details_of", "fields_of", "joined", "marked", "marked_claim", "nodes_of", "origin_of", "without_places",
]  # fmt: skip

Verdict = Literal["accepted", "rejected"]


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """Words that are something to a claim. `within`: the place, among the claim's parts, of the quantity that contains this one.

    `anew` is true where a person drew it in a tool that shows no fields: what it does not say is then as it was at the words it overlaps.
    `where` is the line or region it was read from, for people.
    """

    role: str
    span: Span
    fields: dict[str, str] = {}
    within: int | None = None
    anew: bool = False
    where: str = ""


class MarkedClaim(msgspec.Struct, frozen=True, kw_only=True):
    """A claim as it is marked. `id` is null where a person added it; `verdict` what the person said of it as a whole, `reason` why."""

    id: str | None
    type: str
    trigger: Span
    fields: dict[str, str] = {}
    parts: tuple[Part, ...] = ()
    verdict: Verdict | None = None
    reason: str = ""
    where: str = ""


class Origin(msgspec.Struct, frozen=True, kw_only=True):
    """What an export was made from: document and digest of its text; the reading whose claims they are, and whether people's decisions up
    to place `seen` of the log had corrected it; the claims that it held."""

    document: str
    text_sha256: str
    reading: str
    reviewed: bool
    seen: int
    claims: tuple[str, ...]


class Marked(msgspec.Struct, frozen=True, kw_only=True):
    """A document with its claims marked. `origin` is null where a file does not say what it was made from.

    `whole` is true where a claim that the export held and that is not here was taken out by a person.
    """

    origin: Origin | None
    text: str
    claims: tuple[MarkedClaim, ...]
    whole: bool = True
    where: str = ""


class Field(NamedTuple):
    """What can be said of a claim or a part: one of `choices`, or without them a `line` of this type. `implied` is not written."""

    name: str
    choices: tuple[str, ...] = ()
    line: type = str
    implied: str | None = None


def _one_of(name: str, literal: Any, implied: str | None = None) -> Field:
    words = get_args(literal)
    return Field(name, tuple(map(str, words)), type(words[0]), implied)


CLAIM_FIELDS: Final = (
    Field("status", STATUSES),
    _one_of("at_issue", AtIssue),
    _one_of("source_kind", SourceKind, "outlet"),
    _one_of("party", Party),
    _one_of("channel", Channel),
    _one_of("basis", Basis),
    _one_of("extent", Extent),
    _one_of("outcome", Outcome),
    Field("background", ("yes", "no"), implied="no"),
)
#: Kind of part → what can be said of it, by the names of the record.
KIND_FIELDS: Final[Mapping[str, tuple[Field, ...]]] = {
    "content": (),
    "cue": (),
    "hedge": (),
    "participant": (
        Field("name"), Field("actor"), Field("side"), _one_of("kind", ParticipantKind), _one_of("certainty", Certainty, "stated"),
    ),
    "place": (
        Field("name"), Field("gazetteer_id"), Field("lat", line=float), Field("lon", line=float), Field("country"), Field("admin1"),
        Field("admin2"), Field("precision", tuple("1234567"), int), Field("radius_km", line=float),
    ),
    "time": (
        Field("start", line=date), Field("end", line=date), _one_of("precision", TimePrecision), _one_of("bound", Bound, "exact"),
        _one_of("part", PartOfDay),
    ),
    "quantity": (
        _one_of("role", QuantityRole), Field("low", line=int), Field("high", line=int), _one_of("qualifier", Qualifier, "exact"),
        Field("of"), _one_of("of_kind", OfKind, "unknown"), _one_of("of_side", OfSide), _one_of("scope", QuantityScope, "event"),
        Field("was", line=int),
    ),
    "means": (_one_of("kind", MeansKind),),
    "verification": (_one_of("state", VerificationState), Field("method")),
}  # fmt: skip
#: What words are to a claim → of which kind they are.
ROLES: Final[Mapping[str, str]] = {
    "content": "content", "source": "participant", "cue": "cue", "hedge": "hedge", "via": "participant", "said": "time",
    "initiator": "participant", "target": "participant", "place": "place", "place_from": "place", "place_to": "place",
    "place_also": "place", "time": "time", "quantity": "quantity", "means": "means", "verification": "verification",
}  # fmt: skip
#: Roles that one stretch of words has, at most.
ONE: Final = frozenset(("content", "source", "cue", "hedge", "said", "place", "time"))
_OTHER_PLACES: Final = ("place_from", "place_to", "place_also")
_PLAIN_NUMBER: Final = re.compile(r"\d{1,3}(,\d{3})+\Z|\d+\Z")
_Held = TypeVar("_Held", Participant, Place, OtherPlace, Time, Quantity, Means, Verification)


def choices() -> dict[str, tuple[str, ...]]:
    """Every field with choices, by a name that no other has: `status`, `participant_certainty`, …"""
    named = {f.name: f.choices for f in CLAIM_FIELDS}
    for kind, fields in KIND_FIELDS.items():
        named |= {f"{kind}_{f.name}": f.choices for f in fields if f.choices}
    return named


def origin_of(document: Document, claims: Iterable[Claim], seen: int) -> Origin:
    """What an export of these claims is made from, `seen` being the last decision that the export knows of."""
    assert document.reading is not None  # a Record checks it
    corrects = document.reading.settings.get("corrects")
    reviewed = document.reading.reader == REVIEWED and isinstance(corrects, str)
    return Origin(
        document=document.id, text_sha256=document.text_sha256, reading=str(corrects) if reviewed else document.reading.id,
        reviewed=reviewed, seen=seen, claims=tuple(claim.id for claim in claims),
    )  # fmt: skip


def marked(document: Document, claims: Sequence[Claim], *, reviews: Mapping[str, str], seen: int) -> Marked:
    """A document with its claims as they are given to a person, who sees which are accepted already."""
    verdicts = {claim.id: "accepted" for claim in claims if reviews.get(claim.id) == "accepted"}
    return Marked(
        origin=origin_of(document, claims, seen),
        text=document.text,
        claims=tuple(
            msgspec.structs.replace(marked_claim(claim), verdict="accepted" if claim.id in verdicts else None) for claim in claims
        ),
    )


def marked_claim(claim: Claim) -> MarkedClaim:
    """What the formats carry of a claim."""
    said, event = claim.attribution, claim.event
    values: dict[str, Any] = {
        "status": claim.status, "at_issue": claim.at_issue, "source_kind": said.source_kind, "party": said.party, "channel": said.channel,
        "basis": said.basis, "extent": event.extent, "outcome": event.outcome, "background": "yes" if claim.background else "no",
    }  # fmt: skip
    held: list[tuple[str, Any]] = [
        ("source", said.source), *(("via", v) for v in said.via), ("said", said.time),
        *(("initiator", p) for p in claim.initiator), *(("target", p) for p in claim.target),
        ("place", claim.place), *((f"place_{o.role}", o) for o in claim.other_places), ("time", claim.time),
        *(("quantity", q) for q in claim.quantities), *(("means", m) for m in event.means),
        *(("verification", v) for v in claim.verification),
    ]  # fmt: skip
    parts = [Part(role="content", span=claim.content)]
    parts += [Part(role=role, span=span) for role, span in (("cue", said.cue), ("hedge", said.hedge)) if span is not None]
    parts += [Part(role=role, span=h.span, fields=_said_of(h, ROLES[role])) for role, h in held if h is not None and h.span is not None]
    first = next((i for i, p in enumerate(parts) if p.role == "quantity"), 0)
    for i, q in enumerate(claim.quantities):
        if q.part_of is not None:
            parts[first + i] = msgspec.structs.replace(parts[first + i], within=first + q.part_of)
    return MarkedClaim(
        id=claim.id, type=event.type, trigger=event.trigger, fields=_written(values, CLAIM_FIELDS), parts=tuple(parts)
    )  # fmt: skip


def _said_of(held: Any, kind: str) -> dict[str, str]:
    values = {f.name: getattr(held, f.name) for f in KIND_FIELDS[kind]}
    if values.get("name") is not None and values["name"] == getattr(held, "text", None):
        values["name"] = None  # the words are the name
    return _written(values, KIND_FIELDS[kind])


def _written(values: Mapping[str, Any], fields: Iterable[Field]) -> dict[str, str]:
    """The values in words: what is null, or goes without saying, is not among them."""
    words = {f.name: repr(v) if f.line is float else str(v) for f in fields if (v := values[f.name]) is not None}
    return {f.name: words[f.name] for f in fields if f.name in words and words[f.name] != f.implied}


# Back: what a person marked, as a claim.


def claim_of(given: MarkedClaim, document: Document, was: Claim | None = None) -> Claim:
    """The claim that is marked. What the formats do not carry is that of `was`; its id is too, and is empty without it.

    `InputError` names the place, what is wrong there, and what would be right.
    """
    values = _read(given.fields, CLAIM_FIELDS, given.where)
    alone = {role: _only(given, role) for role in ONE}
    content = alone["content"]
    if content is None:
        raise _wrong(given.where, "no words are marked as the content of this claim", "mark those that state the event, and link them")
    old = was.attribution if was else None
    source = _people(given, "source", document, (old.source,) if old and old.source else ())
    kind: Any = values.get("source_kind", "outlet")
    if kind == "outlet" and alone["source"] is None:
        source = ()  # a source known by name only gives way where a person says that the outlet speaks
    elif kind == "outlet":
        raise _wrong(
            given.where, "the claim has a source, and nothing says of which profession", "say source_kind, unnamed if it is not told"
        )
    elif not source:
        raise _wrong(
            given.where, f"source_kind is {kind}, and no words are the claim's source", "link its source, or take source_kind away"
        )
    try:
        attribution = Attribution(
            source=source[0] if source else None, cue=_span(alone["cue"]), hedge=_span(alone["hedge"]), channel=values.get("channel"),
            via=_people(given, "via", document, old.via if old else ()), source_kind=kind,
            party=values.get("party") or ("unknown" if source else "none"), basis=values.get("basis"),
            time=_time(alone["said"], old.time if old else None),
        )  # fmt: skip
        event = Event(
            type=_event_type(given), trigger=given.trigger, extent=values.get("extent"), outcome=values.get("outcome"),
            means=_each(given, ("means",), was.event.means if was else (), _means),
        )  # fmt: skip
        place = _each(given, ("place",), (was.place,) if was and was.place else (), lambda p, v, o: _place(p, v, document, o))
        return Claim(
            id=was.id if was else "",
            content=content.span,
            event=event,
            status=values.get("status", "asserted"),
            at_issue=values.get("at_issue"),
            attribution=attribution,
            revises=was.revises if was else (),
            initiator=_people(given, "initiator", document, was.initiator if was else ()),
            target=_people(given, "target", document, was.target if was else ()),
            place=place[0] if place else None,
            other_places=_each(
                given, _OTHER_PLACES, was.other_places if was else (),
                lambda p, v, o: OtherPlace.of(_place(p, v, document, o), p.role.removeprefix("place_")),  # type: ignore[arg-type]
            ),
            time=_time(alone["time"], was.time if was else None),
            quantities=_quantities(given, document, was.quantities if was else ()),
            verification=_each(given, ("verification",), was.verification if was else (), _verification),
            background=values.get("background") == "yes",
            reading_confidence=was.reading_confidence if was else None,
        )  # fmt: skip
    except ValueError as error:
        raise _wrong(given.where, str(error), "correct it there") from None


def _event_type(given: MarkedClaim) -> Any:
    if given.type not in EVENT_TYPES:
        raise _wrong(given.where, f"{given.type!r} is no event type", f"take one of {', '.join(EVENT_TYPES)}")
    return given.type


def _only(given: MarkedClaim, role: str) -> Part | None:
    found = [part for part in given.parts if part.role == role]
    if len(found) > 1:
        raise _wrong(found[1].where or given.where, f"the claim has {len(found)} parts with the role {role}", "leave one of them")
    return found[0] if found else None


def _span(part: Part | None) -> Span | None:
    return part.span if part else None


def _each(
    given: MarkedClaim, roles: Sequence[str], old: Sequence[_Held], make: Callable[[Part, Mapping[str, Any], _Held | None], _Held]
) -> tuple[_Held, ...]:
    """What is marked with these roles, each made with the old one that it goes on from; old ones without words stay where they stand."""
    parts = [part for part in given.parts if part.role in roles]
    before = _matched(parts, [o for o in old if o.span is not None])
    made = []
    for part, former in zip(parts, before, strict=True):
        kind = ROLES[part.role]
        fields = {**_said_of(former, kind), **part.fields} if part.anew and former is not None else part.fields
        values = _read(fields, KIND_FIELDS[kind], part.where or given.where)
        try:
            made.append(make(part, values, former))
        except ValueError as error:
            raise _wrong(part.where or given.where, str(error), "correct it there") from None
    if parts and set(roles) & ONE:
        return tuple(made)
    for i, kept in enumerate(old):
        if kept.span is None:
            made.insert(i, kept)
    return tuple(made)


def _matched(parts: Sequence[Part], old: Sequence[_Held]) -> list[_Held | None]:
    """For each part the old one that it goes on from: that which says the same, else that at the same words, else one that overlaps."""
    rest = list(old)
    tests: tuple[Callable[[Part, Any], bool], ...] = (
        lambda p, o: p.span == o.span and p.fields == _said_of(o, ROLES[p.role]),
        lambda p, o: p.span == o.span,
        lambda p, o: p.span.overlaps(o.span),
    )
    matched: list[_Held | None] = [None] * len(parts)
    for fits in tests:
        for i, part in enumerate(parts):
            if matched[i] is None and (o := next((o for o in rest if fits(part, o)), None)) is not None:
                matched[i] = o
                rest.remove(o)
    return matched


def _people(given: MarkedClaim, role: str, document: Document, old: Sequence[Participant]) -> tuple[Participant, ...]:
    def make(part: Part, values: Mapping[str, Any], former: Participant | None) -> Participant:
        words = part.span.of(document.text)
        return Participant(
            span=part.span, text=words, name=_name(part, words, values, former), actor=values.get("actor"), side=values.get("side"),
            kind=values.get("kind"), certainty=values.get("certainty", "stated"),
        )  # fmt: skip

    if role in ONE:
        _only(given, role)
    return _each(given, (role,), old, make)


def _name(part: Part, words: str, values: Mapping[str, Any], former: Participant | Place | None) -> str | None:
    """The words are the name where none is given, unless it was left open before."""
    if "name" in values:
        return str(values["name"])
    return None if former is not None and former.name is None and former.span == part.span else words


def _place(part: Part, values: Mapping[str, Any], document: Document, former: Place | None) -> Place:
    words = part.span.of(document.text)
    named: dict[str, Any] = {f.name: values.get(f.name) for f in KIND_FIELDS["place"]}
    return Place(**{**named, "span": part.span, "text": words, "name": _name(part, words, values, former)})


def _time(part: Part | None, was: Time | None) -> Time | None:
    if part is None:
        return was if was is not None and was.span is None else None
    as_it_was = _said_of(was, "time") if part.anew and was is not None and was.span is not None and was.span.overlaps(part.span) else {}
    values = _read({**as_it_was, **part.fields}, KIND_FIELDS["time"], part.where)
    start, end = values.get("start"), values.get("end")
    try:
        return Time(
            span=part.span, start=start or end, end=end or start, precision=values.get("precision"), bound=values.get("bound", "exact"),
            part=values.get("part"),
        )  # fmt: skip
    except ValueError as error:
        raise _wrong(part.where, str(error), "correct its start and end") from None


def _means(part: Part, values: Mapping[str, Any], _: Means | None) -> Means:
    return Means(span=part.span, kind=values.get("kind", "other"))


def _verification(part: Part, values: Mapping[str, Any], former: Verification | None) -> Verification:
    if "state" not in values:
        raise ValueError("nothing says what came of the check (state)")
    return Verification(state=values["state"], by=former.by if former else None, span=part.span, method=values.get("method"))


def _quantities(given: MarkedClaim, document: Document, old: Sequence[Quantity]) -> tuple[Quantity, ...]:
    places = [i for i, part in enumerate(given.parts) if part.role == "quantity"]

    def make(part: Part, values: Mapping[str, Any], _: Quantity | None) -> Quantity:
        low, high, qualifier = values.get("low"), values.get("high"), values.get("qualifier", "exact")
        if "role" not in values:
            raise ValueError("nothing says what became of those counted (role)")
        if qualifier in ("exact", "about"):
            low, high = (low if low is not None else high), (high if high is not None else low)
            if low is None and _PLAIN_NUMBER.match(words := part.span.of(document.text)):
                low = high = int(words.replace(",", ""))
        if part.within is not None and part.within not in places:
            raise ValueError("the quantity is part of one that is not in this claim")
        return Quantity(
            span=part.span, role=values["role"], low=low, high=high, qualifier=qualifier, of=values.get("of"),
            of_kind=values.get("of_kind", "unknown"), of_side=values.get("of_side"),
            part_of=None if part.within is None else places.index(part.within), scope=values.get("scope", "event"), was=values.get("was"),
        )  # fmt: skip

    return _each(given, ("quantity",), old, make)


def _read(words: Mapping[str, str], fields: Iterable[Field], where: str) -> dict[str, Any]:
    """The values of fields given in words."""
    known = {f.name: f for f in fields}
    values: dict[str, Any] = {}
    for name, said in words.items():
        field = known.get(name)
        if field is None:
            raise _wrong(where, f"{name!r} is nothing that can be said here", f"say {', '.join(known) or 'nothing'}")
        if field.choices and said not in field.choices:
            raise _wrong(where, f"{said!r} is no {name}", f"take one of {', '.join(field.choices)}")
        try:
            values[name] = date.fromisoformat(said) if field.line is date else field.line(said)
            if field.line is float and not isfinite(values[name]):
                raise ValueError
        except ValueError:
            example = {date: "2021-09-02", int: "40", float: "35.5"}[field.line]
            raise _wrong(where, f"{said!r} is no {name}", f"write it as {example}") from None
    return values


def _wrong(where: str, reason: str, fix: str) -> InputError:
    return InputError(where, reason, fix)


# Claims that share words, for tools in which a person marks words once and links them.


class Node(NamedTuple):
    """Words marked once, with what is said of them, for one claim or several."""

    kind: str
    span: Span
    fields: tuple[tuple[str, str], ...]
    #: Claim and part, for quantities that are part of one another: which is whose part is said of no other claim.
    own: tuple[int, int] | None = None


def nodes_of(claims: Sequence[MarkedClaim]) -> tuple[list[Node], list[list[int]], list[tuple[int, int]]]:
    """The nodes of these claims; for each claim that of each of its parts; and pairs, a quantity and that which contains it."""
    places: dict[Node, int] = {}
    of_claims, within = [], []
    for n, claim in enumerate(claims):
        containing = {part.within for part in claim.parts if part.within is not None}
        of_claim = []
        for i, part in enumerate(claim.parts):
            own = (n, i) if part.within is not None or i in containing else None
            node = Node(ROLES[part.role], part.span, tuple(part.fields.items()), own)
            of_claim.append(places.setdefault(node, len(places)))
        of_claims.append(of_claim)
        within += [(of_claim[i], of_claim[part.within]) for i, part in enumerate(claim.parts) if part.within is not None]
    return list(places), of_claims, within


def joined(parts: Sequence[tuple[Part, str]], within: Mapping[str, str], where: str) -> tuple[Part, ...]:
    """Parts with the key of the node that each stands on, `within` giving for a node that which contains it."""
    keys = [key for _, key in parts]
    made = []
    for part, key in parts:
        container = within.get(key) if part.role == "quantity" else None
        if container is not None and container not in keys:
            reason = "a quantity of this claim is part of one that is not linked to it"
            raise _wrong(part.where or where, reason, "link both to the claim, or take the part_of away")
        made.append(msgspec.structs.replace(part, within=None if container is None else keys.index(container)))
    return tuple(made)


# Lines of fields, where a tool has a line to write in.

_PIECE = re.compile(r'\s*(?:(?P<name>[a-z]\w*)\s*:\s*)?(?P<said>"(?:[^"\\]|\\.)*"|[^;]*)\s*(?:;|\Z)')
_BARE = re.compile(r'[^\s;"\\](?:[^;"\\\x00-\x1f\x7f-\x9f\u2028\u2029]*[^\s;"\\\x00-\x1f\x7f-\x9f\u2028\u2029])?\Z')


def details_of(fields: Mapping[str, str]) -> str:
    r"""Fields in a line.

    >>> details_of({"name": "Northern Front", "side": "a", "method": "a; \"b\""})
    'name: Northern Front; side: a; method: "a; \\"b\\""'
    """
    return "; ".join(f"{name}: {said if _BARE.match(said) else json.dumps(said)}" for name, said in fields.items())


def fields_of(line: str, known: Iterable[str]) -> tuple[dict[str, str], str]:
    """The fields of a line, by names of `known`, and what else stands in it. `ValueError` for another name, or one twice.

    >>> fields_of("low: 40; name: A: B; not sure of this", ("low", "name"))
    ({'low': '40', 'name': 'A: B'}, 'not sure of this')
    """
    names = set(known)
    fields: dict[str, str] = {}
    rest = []
    at = 0
    while at < len(line):
        piece = _PIECE.match(line, at)
        if piece is None or piece.end() == at:
            raise ValueError(f"{line[at:]!r} cannot be read")
        at = piece.end()
        name, said = piece["name"], piece["said"].strip()
        if name is None:
            if said:
                rest.append(said)
        elif name not in names:
            raise ValueError(f"{name!r} is nothing that can be said here; say {', '.join(sorted(names)) or 'nothing'}")
        elif name in fields:
            raise ValueError(f"{name} is said twice")
        else:
            try:
                fields[name] = json.loads(said) if said.startswith('"') else said
            except ValueError:
                raise ValueError(f"{said} is no text in quotation marks") from None
    return fields, "; ".join(rest)


def without_places(given: Marked) -> Marked:
    """The same without where it was read, so that two can be compared."""
    claims = tuple(
        msgspec.structs.replace(c, where="", parts=tuple(msgspec.structs.replace(p, where="") for p in c.parts)) for c in given.claims
    )
    return msgspec.structs.replace(given, claims=claims, where="")
