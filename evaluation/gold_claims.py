"""Gold claims as records, so that what runs on read claims runs on gold ones too.

In:  rows of the `claims/` and `reports/` form (`GoldRow`).
Out: a `GoldRecord` each: the `Record`, and for every gold claim, in the row's order, the id of the claim it became.

What a row says is taken as it says it; what the record asks for and no row has is settled by the reader's own rules, never by its
model: actors and kinds of names from the catalogue, kind and scope of figures from the counts of the text, means from the clause, the
words of a time from the expressions of time near the trigger. A gold place keeps its coordinates, and gets an id, a country and a
province only where the places of that name near them leave no doubt. A partial date (`2021-08`) is the whole month or year.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any, cast, get_args

import msgspec

from ascribe._version import __version__
from ascribe.domain.actor import Participant
from ascribe.domain.attribution import Attribution, AttributionRelation, Channel, Force, Party, SourceKind
from ascribe.domain.claim import AtIssue, Claim, Record, Status
from ascribe.domain.document import Document, Reading, published_day
from ascribe.domain.event import EVENT_TYPES, Event, EventMention
from ascribe.domain.ids import claim_id
from ascribe.domain.place import Place
from ascribe.domain.quantity import Count, OfSide, Qualifier, Quantity, QuantityRole
from ascribe.domain.span import Quote, Span
from ascribe.domain.timex import Time, TimeMention
from ascribe.gazetteer.distances import flat_km
from ascribe.gazetteer.lookup import Gazetteer, PlaceCandidate, load_gazetteer
from ascribe.ingest.normalise import normalise_text
from ascribe.lexicon.actors import load_actors
from ascribe.lexicon.means import load_means
from ascribe.lexicon.people import load_people
from ascribe.lexicon.person_groups import load_person_groups
from ascribe.read.draft import same_actor, state_of
from ascribe.read.extract.means import extract_extent, extract_means
from ascribe.read.extract.status import extract_status
from ascribe.read.ground.actors import find_participant_phrases
from ascribe.read.ground.counts import ground_counts
from ascribe.read.ground.persons import resolve_person
from ascribe.read.ground.time_rules import width
from ascribe.read.ground.times import ground_times
from ascribe.read.segment import segment_sentences
from evaluation.scorers.claims import GoldClaim, GoldDocument, GoldQuantity

__all__ = ["GOLD_READING", "GoldFigure", "GoldRecord", "GoldRow", "GoldSaid", "gold_record", "scored_form"]

#: The reading that gold records name, so that no store takes them for read ones.
GOLD_READING = Reading(reader="gold", version=__version__, resources=(), settings={})

#: Where a row gives a place no radius.
RADIUS_KM = 50.0
#: Places of one name within this distance of each other are one place (as for the reader's choice of places).
ONE_PLACE_KM = 50.0
#: Of two places, the one meant is so many times nearer to the gold coordinates.
NEARER = 3
_AHEAD = frozenset(("expected", "threatened", "offered"))
_INDEPENDENT = frozenset(("medical", "witness", "resident", "monitor", "aid_agency", "un", "expert", "outlet"))
_FORCES: dict[str, Force] = {"denied": "deny", "unclear": "doubt"}
_VICTIM_ROLES = frozenset(("killed", "injured", "captured", "abducted", "displaced", "missing"))
_CAPITALISED = re.compile(r"(?<!\w)[^\W\d_a-z](?:[\w-]|[’'](?!s\b))*(?:\s+[^\W\d_a-z](?:[\w-]|[’'](?!s\b))*)*")


class GoldFigure(GoldQuantity, frozen=True):
    """A figure of a gold claim, with its words."""

    qualifier: str | None = None
    of: str | None = None
    span: tuple[int, int] | None = None


class GoldSaid(GoldClaim, frozen=True):
    """A gold claim with everything that a row may tell; `incident` labels the happening, null where nobody labelled it."""

    quantities: tuple[GoldFigure, ...] | None = ()
    content: tuple[int, int] | None = None
    source_span: tuple[int, int] | None = None
    cue: tuple[int, int] | None = None
    channel: str | None = None
    via: tuple[str, ...] | None = ()
    party: str | None = None
    incident: str | None = None


class GoldRow(msgspec.Struct, frozen=True):
    """A gold document. `cluster` names the story it belongs to, `syndicated_of` the document that it repeats."""

    text: str
    claims: tuple[GoldSaid, ...] = ()
    doc: str | None = None
    outlet: str | None = None
    published: str | None = None
    title: str | None = None
    url: str | None = None
    cluster: str | None = None
    syndicated_of: str | None = None


@dataclass(frozen=True)
class GoldRecord:
    """The record of a row; `ids[i]` is the id of the claim that the row's claim `i` became. Two gold claims that no id can tell apart
    (same trigger, type, source, status and place) share one."""

    record: Record
    ids: tuple[str, ...]


def scored_form(row: GoldRow) -> GoldDocument:
    """The row as the scorer of claims takes it."""
    return GoldDocument(
        text=row.text, claims=row.claims, doc=row.doc, outlet=row.outlet, published=row.published, title=row.title, url=row.url
    )


def gold_record(row: GoldRow, *, name: str | None = None, gazetteer: Gazetteer | None = None) -> GoldRecord:
    """The row as a record. `ValueError` where a span lies outside the text, or a type, status or role is none of the record's.

    The text is normalised as `ascribe read` does, and spans move along; a publication date that is no full date is left out.
    `name` is the document's own id where the row has none; `gazetteer` the default one where none is given.

    >>> row = GoldRow(
    ...     text="Rebels killed 12 soldiers in August 2021.",
    ...     claims=(GoldSaid(trigger=(7, 13), type="killing", status="asserted", initiator=("Rebels",), start="2021-08"),),
    ... )
    >>> claim = gold_record(row).record.claims[0]
    >>> claim.initiator[0].text, str(claim.time.start), str(claim.time.end), claim.time.inferred
    ('Rebels', '2021-08-01', '2021-08-31', False)
    """
    text = normalise_text(row.text)
    published = row.published if row.published and _is_day(row.published) else None
    document = Document.of(text, input_id=row.doc or name, published=published, outlet=row.outlet, title=row.title, url=row.url)
    document = msgspec.structs.replace(document, reading=GOLD_READING)
    coder = _Coder(document, row, gazetteer or _gazetteer())
    coded = [coder.claim(said) for said in row.claims]
    claims: dict[str, Claim] = {}
    ids = []
    for claim in coded:
        if claim.id in claims and claims[claim.id] != claim:
            claim = msgspec.structs.replace(claim, id=_placed_id(document.id, claim))
        claims.setdefault(claim.id, claim)
        ids.append(claim.id)
    ordered = sorted(claims.values(), key=lambda c: (c.event.trigger, c.event.type, c.id))
    return GoldRecord(Record(document=document, claims=tuple(ordered)), tuple(ids))


@cache
def _gazetteer() -> Gazetteer:
    return load_gazetteer()


def _placed_id(document: str, claim: Claim) -> str:
    source, place = claim.attribution.source, claim.place
    key = (document, claim.event.trigger, claim.event.type, source.span if source else None, claim.status)
    return claim_id(*key, place.span if place else None)


class _Coder:
    """Codes the claims of one row."""

    def __init__(self, document: Document, row: GoldRow, gazetteer: Gazetteer) -> None:
        self.document, self.text, self.gazetteer = document, document.text, gazetteer
        self._moved = None if row.text == self.text else row.text
        self.actors, self.groups, self.people = load_actors(), load_person_groups(), load_people()
        self.day = published_day(document.published) if document.published else None
        self.sentences = segment_sentences(self.text)
        self.times = [m for m in ground_times(self.text, published=document.published, sentences=self.sentences) if m.time.start]
        self._counts: dict[Span, tuple[Count, ...]] = {}
        named = {c.country for said in row.claims for c in self._near(said)[:1] if c.country}
        self.countries = tuple(sorted(named)) if len(named) == 1 else ()

    def claim(self, said: GoldSaid) -> Claim:
        text = self.text
        type_, status = _one_of(said.type, EVENT_TYPES), _one_of(said.status, get_args(Status))
        trigger = self._span(said.trigger)
        content = self._span(said.content).hull(trigger) if said.content else trigger
        sentence = next((s.span for s in self.sentences if s.span.overlaps(trigger)), content)
        near = (content, sentence.hull(content))
        source = self._source(said)
        kind: SourceKind = "outlet" if source is None else _one_of(said.source_kind or "unnamed", get_args(SourceKind))
        if source is not None and kind == "outlet":
            kind = "media"
        initiator = tuple(self._participant(n, trigger, near) for n in said.initiator or () if n)
        target = tuple(self._participant(n, trigger, near) for n in said.target or () if n)
        mention = EventMention(trigger=trigger, type=type_, lemma=trigger.of(text).lower(), word_class="verb", score=1.0)
        cue = self._span(said.cue) if said.cue else None
        place = self._place(said, trigger, near)
        return Claim(
            id=claim_id(self.document.id, trigger, type_, source.span if source else None, status),
            content=content,
            event=Event(
                type=type_,
                trigger=trigger,
                extent=extract_extent(text, mention, content),
                means=extract_means(text, mention, content, load_means()),
            ),
            status=status,
            at_issue=_at_issue(text, mention, status, content, cue, kind),
            attribution=Attribution(
                source=source,
                cue=cue,
                hedge=None,
                channel=_one_of(said.channel, get_args(Channel)) if said.channel else None,
                via=tuple(self._participant(n, trigger, ()) for n in said.via or () if n),
                source_kind=kind,
                party=_one_of(said.party, get_args(Party)) if said.party else self._party(source, kind, status, initiator, target),
            ),
            initiator=initiator,
            target=target,
            place=place,
            time=self._time(said, trigger, status),
            quantities=self._quantities(said, trigger, sentence, initiator, target),
            background=bool(said.background),
            reading_confidence=None,
        )

    def _span(self, offsets: Sequence[int]) -> Span:
        start, end = offsets
        if self._moved is not None:
            start, end = (len(normalise_text(self._moved[:i])) for i in (start, end))
        return Quote.at(self.text, Span(start, end)).span

    def _source(self, said: GoldSaid) -> Participant | None:
        if said.source is None:
            return None
        named = self._named(said.source)
        if said.source_span is None:
            return named
        span = self._span(said.source_span)
        return msgspec.structs.replace(named, span=span, text=span.of(self.text))

    def _participant(self, name: str, trigger: Span, near: Iterable[Span]) -> Participant:
        """A name with its id and kind, and the words that it is, where it stands in the claim's own sentence."""
        named = self._named(name)
        span = next((s for within in near if (s := _nearest(self.text, name, within, trigger)) is not None), None)
        return msgspec.structs.replace(named, span=span, text=span.of(self.text)) if span is not None else named

    def _named(self, name: str) -> Participant:
        phrases = find_participant_phrases(
            name, 0, len(name), actors=self.actors, groups=self.groups, countries=self.countries, on=self.day
        )  # fmt: skip
        actor = phrases[0].actor if phrases else None
        kind = phrases[0].kind if phrases else None
        if kind == "civilian" and phrases[0].of_kind != "civilian":
            kind = None
        if kind in (None, "person"):
            person = resolve_person(name, text=self.text, people=self.people, countries=self.countries, on=self.day)
            actor = person.id if person is not None else actor
        return Participant(span=None, text=None, name=name, actor=actor, side=None, kind=kind, certainty="stated")

    def _party(
        self, source: Participant | None, kind: SourceKind, status: Status, initiator: Sequence[Participant], target: Sequence[Participant]
    ) -> Party:
        """The source's relation to the event, as the reader settles it."""
        if source is None or kind in _INDEPENDENT:
            return "none"
        person = resolve_person(source.name or "", text=self.text, people=self.people, countries=self.countries, on=self.day)
        spoken_for = person.side(self.day) if person is not None else None
        source = source if spoken_for is None else msgspec.structs.replace(source, actor=spoken_for)
        sides: tuple[tuple[Party, Sequence[Participant]], ...] = (("initiator", initiator), ("target", target))
        for side, people in sides:
            for p in people:
                if source.actor and p.actor and source.actor != p.actor and state_of(source.actor) == state_of(p.actor):
                    return "ally"
                if same_actor(source, p):
                    return side
        return "initiator" if status == "threatened" and not initiator else "unknown"

    def _near(self, said: GoldSaid) -> tuple[PlaceCandidate, ...]:
        """The places of that name around the row's coordinates, best first; exact spellings alone where there are any."""
        if said.place is None or said.lat is None or said.lon is None:
            return ()
        reach = RADIUS_KM if said.radius_km is None else said.radius_km
        for name in _spellings(said.place):
            found = self.gazetteer.lookup(name)
            near = [c for c in found if flat_km(said.lat, said.lon, c.lat, c.lon) <= max(reach, 1.0) + c.radius_km]
            if near:
                return tuple(c for c in near if c.exact == near[0].exact)
        return ()

    def _place(self, said: GoldSaid, trigger: Span, near: Iterable[Span]) -> Place | None:
        if said.place is None:
            return None
        span = next((s for within in near if (s := _nearest(self.text, said.place, within, trigger)) is not None), None)
        there = self._near(said)
        placed = said.lat is not None and said.lon is not None
        best = _undoubted(there, said.lat, said.lon) if said.lat is not None and said.lon is not None else None
        return Place(
            span=span,
            text=span.of(self.text) if span else None,
            name=said.place,
            gazetteer_id=best.id if best else None,
            lat=said.lat if placed else None,
            lon=said.lon if placed else None,
            country=best.country if best else _shared([c.country for c in there]),
            admin1=best.admin1 if best else _shared([c.admin1 for c in there]),
            admin2=best.admin2 if best else None,
            precision=None,
            radius_km=(RADIUS_KM if said.radius_km is None else said.radius_km) if placed else None,
        )

    def _time(self, said: GoldSaid, trigger: Span, status: Status) -> Time | None:
        """The row's days with the nearest words that give them, `inferred` where none do; undated news lies up to publication, and
        what is ahead after it (claims, "time")."""
        if not said.start:
            if said.background or self.day is None:
                return None
            if status in _AHEAD:
                return Time(span=None, start=self.day, end=self.day, precision="day", bound="not_before", inferred=True)
            before = self.day - timedelta(days=1)
            return Time(span=None, start=before, end=self.day, precision="day", bound="not_after", inferred=True)
        start, end = _first_day(said.start), _last_day(said.end or said.start)
        if start > end:
            raise ValueError(f"a gold time cannot end ({end}) before it starts ({start})")
        told = [m for m in self.times if _same_days(m, start, end)]
        words = min(told, key=lambda m: (_gap(m.span, trigger), m.span), default=None)
        precision = width((start, end))
        if words is None:
            return Time(span=None, start=start, end=end, precision=precision, bound="exact", inferred=True)
        return Time(span=words.span, start=start, end=end, precision=precision, bound=words.time.bound, part=words.time.part)

    def _quantities(
        self, said: GoldSaid, trigger: Span, sentence: Span, initiator: Sequence[Participant], target: Sequence[Participant]
    ) -> tuple[Quantity, ...]:
        """The row's figures; kind, scope and what contains what as the counts at their spans have them."""
        told = said.quantities or ()
        spans = [self._span(q.span) if q.span else trigger for q in told]
        counted = [self._count(span, sentence) for span in spans]
        out = []
        for q, span, (within, index) in zip(told, spans, counted, strict=True):
            count = None if index is None else self._counts[within][index]
            whole = None if count is None or count.part_of is None else (within, count.part_of)
            low, high = (None if n is None else int(n) for n in (q.low, q.high))
            out.append(
                Quantity(
                    span=span,
                    role=_one_of(q.role, get_args(QuantityRole)),
                    low=low,
                    high=high,
                    qualifier=_qualifier(low, high, q.qualifier),
                    of=q.of,
                    of_kind=count.of_kind if count is not None else "unknown",
                    of_side=_side(q, initiator, target),
                    part_of=counted.index(whole) if whole in counted else None,
                    scope=count.scope if count is not None else "event",
                    was=count.was if count is not None else None,
                )
            )
        return tuple(out)

    def _count(self, span: Span, sentence: Span) -> tuple[Span, int | None]:
        """The sentence in which a figure stands, and the index of its count there."""
        around = next((s.span for s in self.sentences if s.span.overlaps(span)), sentence)
        if around not in self._counts:
            self._counts[around] = ground_counts(self.text, around)
        return around, next((i for i, c in enumerate(self._counts[around]) if c.span.overlaps(span)), None)


def _one_of(value: str, known: Sequence[Any]) -> Any:
    if value not in known:
        raise ValueError(f"{value!r} is none of {', '.join(map(str, known))}")
    return value


def _at_issue(text: str, mention: EventMention, status: Status, content: Span, cue: Span | None, kind: SourceKind) -> AtIssue | None:
    """What a denial or a doubt is about, by the reader's rule for the words; no row tells it."""
    if status not in _FORCES:
        return None
    relation = AttributionRelation(
        source=None, source_name=None, source_kind=kind, cue=cue, contents=(content,), force=_FORCES[status]
    )  # fmt: skip
    return extract_status(text, mention, content, relation, own_act=False, links=None).at_issue or "occurrence"


def _nearest(text: str, name: str, within: Span, trigger: Span) -> Span | None:
    """Where the name stands in a stretch of text as whole words, nearest to the trigger."""
    pattern = re.compile(rf"(?<!\w){re.escape(name)}(?!\w)")
    found = (Span(*m.span()) for m in pattern.finditer(text, within.start, within.end))
    return min(found, key=lambda s: (_gap(s, trigger), s), default=None)


def _gap(span: Span, trigger: Span) -> int:
    return max(span.start - trigger.end, trigger.start - span.end, 0)


def _spellings(place: str) -> list[str]:
    """The name as it stands, then what of it may be a name: the part before a comma, each run of capitalised words.

    >>> _spellings("Khenj district, Panjshir valley")
    ['Khenj district, Panjshir valley', 'Khenj district', 'Khenj', 'Panjshir']
    """
    runs = [m[0] for part in place.split(",") for m in _CAPITALISED.finditer(part) if m[0][0].isupper()]
    return list(dict.fromkeys([place, place.partition(",")[0].strip(), *runs]))


def _undoubted(near: Sequence[PlaceCandidate], lat: float, lon: float) -> PlaceCandidate | None:
    """The best of them where all are one place; else the nearest, where it is `NEARER` times as near as the next."""
    if near and all(flat_km(near[0].lat, near[0].lon, c.lat, c.lon) <= ONE_PLACE_KM for c in near):
        return near[0]
    by_distance = sorted(near, key=lambda c: (flat_km(lat, lon, c.lat, c.lon), c.id))
    first, second = (flat_km(lat, lon, c.lat, c.lon) for c in by_distance[:2]) if near else (0.0, 0.0)
    return by_distance[0] if near and first * NEARER < second else None


def _shared(values: Sequence[str | None]) -> str | None:
    """What all agree on."""
    return values[0] if values and all(v == values[0] for v in values) else None


def _same_days(mention: TimeMention, start: date, end: date) -> bool:
    time = mention.time
    if time.start is None or time.end is None or mention.kind in ("duration", "set", "dateline", "vague"):
        return False
    slack = 0 if start == end else 1
    return abs((time.start - start).days) <= slack and abs((time.end - end).days) <= slack


def _side(q: GoldFigure, initiator: Sequence[Participant], target: Sequence[Participant]) -> OfSide | None:
    """Whose people are counted: those whose name shares words with what is counted; unnamed victims are the target's."""
    counted = set((q.of or "").lower().split())
    for side, people in (("target", target), ("initiator", initiator)):
        if any(counted & set((p.name or "").lower().split()) for p in people):
            return cast(OfSide, side)
    return "target" if q.role in _VICTIM_ROLES and initiator and not q.of else None


def _qualifier(low: int | None, high: int | None, told: str | None) -> Qualifier:
    """The row's qualifier where its numbers allow it, else the one that they have."""
    fits: dict[Qualifier, bool] = {
        "exact": low is not None and low == high,
        "about": low is not None and low == high,
        "at_least": low is not None and high is None,
        "at_most": high is not None and low is None,
        "range": low is not None and high is not None,
        "vague": True,
    }
    known = next((q for q in fits if q == told), None)
    return known if known is not None and fits[known] else next(q for q, fit in fits.items() if fit and q != "about")


def _first_day(iso: str) -> date:
    """The first day of a date, month or year."""
    year, month, day = (iso[:10] + "-01-01")[:10].split("-")
    return date(int(year), int(month), int(day))


def _last_day(iso: str) -> date:
    """The last one."""
    year, *rest = (int(n) for n in iso[:10].split("-"))
    month = rest[0] if rest else 12
    return date(year, month, rest[1] if len(rest) > 1 else monthrange(year, month)[1])


def _is_day(published: str) -> bool:
    try:
        published_day(published)
    except ValueError:
        return False
    return True
