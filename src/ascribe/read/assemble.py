"""Joins what the reading steps found into claims.

In:  a document and the `Findings` of its reading.   Out: its claims, in text order of their triggers.

Everything here is a choice among findings, never a new reading of the text: which act of saying covers a trigger, which
phrases stand around it, which numbers, place and time are its own.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

import msgspec

from ascribe.domain.actor import Certainty, Participant, ParticipantPhrase
from ascribe.domain.attribution import Attribution, AttributionRelation, Party, SourceKind
from ascribe.domain.claim import Claim, Status, Verification
from ascribe.domain.document import Document, Sentence
from ascribe.domain.event import Event, EventMention
from ascribe.domain.ids import claim_id
from ascribe.domain.place import OtherPlace, Place
from ascribe.domain.quantity import Count, OfSide, Quantity
from ascribe.domain.span import Quote, Span
from ascribe.domain.timex import Time
from ascribe.lexicon.frames import Frames
from ascribe.lexicon.means import MeansWords
from ascribe.read.confidence import reading_confidence
from ascribe.read.extract.means import extract_extent, extract_means
from ascribe.read.extract.participants import FATES, Participants, extract_participants
from ascribe.read.extract.status import extract_status
from ascribe.read.extract.verification import VerificationMention

__all__ = ["Findings", "SentenceFindings", "assemble_claims"]

_POSSESSIVE = re.compile(r"\b(?:its|his|her|their|our|my)\s+(?:own\s+)?(?:\w+\s+)?$", re.I)
_PRONOUN_SUBJECT = re.compile(r"\b(it|they|we|he|she|i)\s+(?:(?:had|have|has|also|would|will|were|are|was|is)\s+)*(?:\w+ly\s+)?$", re.I)
#: "claimed to have killed", "admitted having shelled": who says it did it.
_OWN_INFINITIVE = re.compile(r"\s+(?:(?:on|last|late|early)\s+\w+\s+)?(?:to\s+have|to\s+be|to|having)\s+(?:\w+ly\s+)?", re.I)
_SUSPECTED = re.compile(r"\b(?:suspected|alleged|allegedly|presumed|believed\s+to\s+be|possibly)\s+(?:\w+\s+)?$", re.I)
_UNIDENTIFIED = re.compile(r"\b(?:unidentified|unknown|unnamed)\s+(?:\w+\s+)?$", re.I)
_HEDGE = re.compile(r"\b(?:allegedly|reportedly|apparently|purportedly|suspected|alleged|feared|presumed)\b", re.I)
_INDEPENDENT: frozenset[SourceKind] = frozenset(("medical", "witness", "resident", "monitor", "aid_agency", "un", "expert", "outlet"))
_VICTIM_ROLES = frozenset(("killed", "injured", "captured", "abducted", "displaced", "missing"))
_MIN_CONTENT_WORDS = 3


class SentenceFindings(NamedTuple):
    """What the steps found in one sentence; counts are assigned to mentions by index."""

    sentence: Sentence
    clauses: tuple[Span, ...]
    phrases: tuple[ParticipantPhrase, ...]
    counts: tuple[Count, ...]
    mentions: tuple[EventMention, ...]
    counts_of: tuple[tuple[int, ...], ...]


class Findings(NamedTuple):
    """What the steps found in a document, with the choices that need the whole document passed in as functions."""

    sentences: tuple[SentenceFindings, ...]
    relation_of: Callable[[Span, Span], AttributionRelation | None]
    place_of: Callable[[EventMention, Span, Span], tuple[Place | None, tuple[OtherPlace, ...]]]
    time_of: Callable[[EventMention, SentenceFindings, Span, AttributionRelation | None, Status], tuple[Time | None, bool]]
    actor_of: Callable[[str], str | None]
    verifications: tuple[VerificationMention, ...]
    frames: Frames
    means: MeansWords


def assemble_claims(document: Document, findings: Findings) -> tuple[Claim, ...]:
    """The document's claims, with ids, sides and parties settled."""
    names = _Names(findings.sentences)
    drafts = _with_context(document.text, [d for s in findings.sentences for d in _drafts(document.text, s, findings, names)])
    drafts = _without_repeats(drafts)
    sides = _sides(drafts)
    out: list[Claim] = []
    taken: set[str] = set()
    for d in sorted(drafts, key=lambda d: (d.event.trigger, d.event.type)):
        claim = _claim(document.id, d, sides, taken)
        if claim is not None:
            taken.add(claim.id)
            out.append(claim)
    return tuple(out)


class _Draft(NamedTuple):
    event: Event
    content: Span
    status: Status
    at_issue: str | None
    relation: AttributionRelation | None
    source: Participant | None
    via: tuple[Participant, ...]
    hedge: Span | None
    initiator: tuple[Participant, ...]
    target: tuple[Participant, ...]
    place: Place | None
    other_places: tuple[OtherPlace, ...]
    time: Time | None
    background: bool
    quantities: tuple[Quantity, ...]
    verification: tuple[Verification, ...]
    score: float


def _drafts(text: str, s: SentenceFindings, findings: Findings, names: _Names) -> Iterator[_Draft]:
    for mention, own_counts in zip(s.mentions, s.counts_of, strict=True):
        relation = findings.relation_of(mention.trigger, s.sentence.span)
        clause = next((c for c in s.clauses if mention.trigger.start < c.end), s.sentence.span)
        content = _content(text, mention, clause, s, relation)
        source = _source(text, relation, findings)
        after = _content_start(mention, relation, s.sentence.span)
        speakers = (
            [relation.source, *relation.via] if relation and relation.force not in ("own", "threaten", "demand", "offer", "refuse") else []
        )
        phrases = [p for p in s.phrases if not any(x is not None and x.overlaps(p.span) for x in speakers)]
        people = extract_participants(
            text,
            mention,
            clause,
            s.sentence.span,
            phrases,
            findings.frames,
            after=after,
            others=[m.trigger for m in s.mentions if m != mention],
        )
        counts = [s.counts[i] for i in own_counts]
        people = Participants(*(tuple(names.fullest(p) for p in role) for role in people))
        initiator, target = _participants(text, mention, clause, people, counts, relation, source, findings)
        own_act = _own_act(source, initiator) or (
            not initiator and relation is not None and relation.source_kind in ("belligerent", "military")
        )
        status = extract_status(text, mention, clause, relation, own_act=own_act)
        place, other_places = findings.place_of(mention, clause, s.sentence.span)
        time, background = findings.time_of(mention, s, clause, relation, status.status)
        hedge = relation.hedge if relation else None
        if hedge is None and (m := _HEDGE.search(text, clause.start, clause.end)):
            hedge = Span(*m.span())
        yield _Draft(
            event=Event(
                type=mention.type,
                trigger=mention.trigger,
                extent=extract_extent(text, mention, clause),
                means=extract_means(text, mention, clause, findings.means),
                outcome=status.outcome,
            ),
            content=content,
            status=status.status,
            at_issue=status.at_issue,
            relation=relation,
            source=source,
            via=tuple(Participant.at(Quote.at(text, v), actor=findings.actor_of(v.of(text))) for v in (relation.via if relation else ())),
            hedge=hedge,
            initiator=initiator,
            target=target,
            place=place,
            other_places=other_places,
            time=time,
            background=background,
            quantities=_quantities(text, counts, own_counts, people),
            verification=tuple(
                Verification(state=v.state, by=None, span=v.span, method=None)
                for v in findings.verifications
                if mention.trigger in v.covers
            ),
            score=mention.score,
        )


def _without_repeats(drafts: list[_Draft]) -> list[_Draft]:
    """Without plain repeats: the same source telling the same event again with nothing new (claims, "The same event again").

    A repeat has the type, source, status and figures of a claim before it, and no place or time of its own.
    """
    out: list[_Draft] = []
    told: dict[object, list[_Draft]] = {}
    for d in drafts:
        figures = sorted((q.role, q.low or 0, q.high or 0) for q in d.quantities)
        key = (d.event.type, _key(d.source) if d.source else None, d.status, d.background, tuple(figures))
        if figures and any(_adds_nothing(d, e) for e in told.get(key, ())):
            continue
        told.setdefault(key, []).append(d)
        out.append(d)
    return out


def _adds_nothing(later: _Draft, earlier: _Draft) -> bool:
    new_place = later.place is not None and (earlier.place is None or later.place.name != earlier.place.name)
    own_place = new_place and later.place is not None and later.place.span is not None and later.place.span in later.content
    new_time = later.time is not None and not later.time.inferred and (earlier.time is None or later.time.start != earlier.time.start)
    return not own_place and not new_time


#: Events of these types have somebody on the other side, even where the sentence does not repeat who.
_TWO_SIDED = frozenset(("clash", "attack", "airstrike", "shelling", "seizure", "siege", "surrender"))
#: "the attack", "this massacre": an event told before in the document, whose participants need no repeating.
_DEFINITE = re.compile(r"\b(?:the|this|that|these|those)\s+(?:[\w-]+\s+){0,2}\Z", re.I)


def _with_context(text: str, drafts: list[_Draft]) -> list[_Draft]:
    """Fills in participants that the sentence leaves out because the document has named them.

    An event told again ("the attack") keeps its participants; in a fight, the other side is the one opponent that the
    document gives the side named, or both sides where it knows only one pair. Participants added have no words of their
    own here and say `inferred`.
    """
    pairs: dict[tuple[str, str], tuple[Participant, Participant]] = {}
    opponents: dict[str, dict[str, Participant]] = {}
    for d in drafts:
        if d.event.type in _OPPOSED and len(d.initiator) == 1 and len(d.target) == 1:
            one, two = d.initiator[0], d.target[0]
            if one.actor and two.actor and _key(one) != _key(two):
                pairs.setdefault((min(_key(one), _key(two)), max(_key(one), _key(two))), (one, two))
                opponents.setdefault(_key(one), {}).setdefault(_key(two), two)
                opponents.setdefault(_key(two), {}).setdefault(_key(one), one)
    out: list[_Draft] = []
    last: dict[str, _Draft] = {}
    for d in drafts:
        if not d.initiator and d.status == "asserted" and _DEFINITE.search(text, max(0, d.event.trigger.start - 40), d.event.trigger.start):
            told = last.get(d.event.type)
            if told is not None:
                d = d._replace(initiator=_inferred(told.initiator), target=d.target or _inferred(told.target))
        if d.event.type in _TWO_SIDED and len(d.initiator) == 1 and not d.target:
            found = list(opponents.get(_key(d.initiator[0]), {}).values())
            if len(found) == 1:
                d = d._replace(target=_inferred(found))
        if d.event.type == "clash" and not d.initiator and not d.target and len(pairs) == 1:
            one, two = next(iter(pairs.values()))
            d = d._replace(initiator=_inferred((one,)), target=_inferred((two,)))
        if d.initiator and not d.background:
            last[d.event.type] = d
        out.append(d)
    return out


def _inferred(people: Sequence[Participant]) -> tuple[Participant, ...]:
    return tuple(msgspec.structs.replace(p, span=None, text=None, certainty="inferred") for p in people)


def _claim(document: str, d: _Draft, sides: dict[str, str], taken: set[str]) -> Claim | None:
    source_span = d.source.span if d.source else None
    id_ = claim_id(document, d.event.trigger, d.event.type, source_span, d.status)
    if id_ in taken:
        id_ = claim_id(document, d.event.trigger, d.event.type, source_span, d.status, d.place.span if d.place else None)
        if id_ in taken:
            return None
    r = d.relation
    kind: SourceKind = r.source_kind if r and d.source else "outlet"
    return Claim(
        id=id_,
        content=d.content,
        event=d.event,
        status=d.status,
        at_issue=d.at_issue,  # type: ignore[arg-type]
        attribution=Attribution(
            source=_sided(d.source, sides) if d.source else None,
            cue=r.cue if r else None,
            hedge=d.hedge,
            channel=r.channel if r else None,
            via=d.via,
            source_kind=kind,
            party=_party(d.source, kind, d.initiator, d.target),
        ),
        initiator=tuple(_sided(p, sides) for p in d.initiator),
        target=tuple(_sided(p, sides) for p in d.target),
        place=d.place,
        other_places=d.other_places,
        time=d.time,
        quantities=d.quantities,
        verification=d.verification,
        background=d.background,
        reading_confidence=reading_confidence(d.score, kind, d.status, len(d.quantities), carried=bool(r and r.carried)),
    )


def _content(text: str, mention: EventMention, clause: Span, s: SentenceFindings, relation: AttributionRelation | None) -> Span:
    """The clause of the trigger, widened by its neighbours while it is too short, kept inside what the source says."""
    span = clause
    index = next((i for i, c in enumerate(s.clauses) if c == clause), 0)
    left, right = index - 1, index + 1
    while len(span.of(text).split()) < _MIN_CONTENT_WORDS and (left >= 0 or right < len(s.clauses)):
        if left >= 0:
            span, left = s.clauses[left].hull(span), left - 1
        else:
            span, right = span.hull(s.clauses[right]), right + 1
    if relation:
        held = next((c for c in relation.contents if mention.trigger in c), None)
        if held is not None and held.overlaps(span):
            span = Span(max(span.start, held.start), min(span.end, held.end))
    span = span.hull(mention.trigger)
    end = span.end
    while end > mention.trigger.end and text[end - 1] in ".,;: \n":
        end -= 1
    return Span(span.start, end)


def _content_start(mention: EventMention, relation: AttributionRelation | None, sentence: Span) -> int:
    """Where the attributed words start, if the source and its cue stand before the trigger in the same sentence."""
    if relation is None or relation.cue is None or not relation.cue.end <= mention.trigger.start:
        return sentence.start
    return max(sentence.start, relation.cue.end) if relation.cue in sentence else sentence.start


def _source(text: str, relation: AttributionRelation | None, findings: Findings) -> Participant | None:
    if relation is None or relation.source is None:
        return None
    name = relation.source_name or relation.source.of(text)
    actor = findings.actor_of(name) or findings.actor_of(relation.source.of(text))
    return Participant.at(Quote.at(text, relation.source), name=name, actor=actor)


def _participants(
    text: str,
    mention: EventMention,
    clause: Span,
    people: Participants,
    counts: Sequence[Count],
    relation: AttributionRelation | None,
    source: Participant | None,
    findings: Findings,
) -> tuple[tuple[Participant, ...], tuple[Participant, ...]]:
    violent = mention.type in _OPPOSED
    initiator = tuple(_participant(text, p, source, strikes=violent) for p in people.initiator)
    target = tuple(_participant(text, p, source, strikes=False) for p in people.target)
    if not initiator and source is not None and relation is not None:
        pronoun = _PRONOUN_SUBJECT.search(text, clause.start, mention.trigger.start)
        cue, verb = relation.cue, mention.word_class == "verb"
        own = relation.force == "own" or (relation.force in ("threaten", "admit") and mention.type not in ("killing", "injury"))
        speech = cue is not None and mention.type in ("threat", "appeal", "refusal")
        infinitive = cue is not None and verb and _OWN_INFINITIVE.fullmatch(text, cue.end, mention.trigger.start) is not None
        if pronoun and not own and verb and cue is not None and not cue.overlaps(mention.trigger):
            initiator = (Participant.at(Quote.at(text, Span(*pronoun.span(1))), name=source.name, actor=source.actor),)
        elif own or infinitive or speech:
            initiator = (source,)
    if not target:
        victims = [c for c in counts if c.role in _VICTIM_ROLES and c.kind == "people" and c.part_of is None]
        counted = [c.of for c in victims if c.of is not None and c.of.of(text).lower() not in FATES]
        held = [p.span for p in people.initiator]
        target = tuple(
            Participant.at(Quote.at(text, of), actor=findings.actor_of(of.of(text)))
            for of in counted[:2]
            if not any(of.overlaps(h) for h in held)
        )
    return initiator, target


#: Common nouns that stand for an armed group once the document has named it.
_GENERIC = re.compile(
    r"(?:the\s+|these\s+|their\s+)?(?:militants?|cadres?|rebels?|insurgents?|guerrillas?|terrorists?|extremists?|jihadists?|jihadis?|fighters?|group|outfit|organi[sz]ation|movement|militia|"
    r"militiamen|ultras|naxals?|gang|(?:militant|terrorist|rebel|armed|terror|extremist|jihadist|insurgent)\s+(?:group|outfit|organi[sz]ation|movement))s?\Z",
    re.I,
)


class _Names:
    """The names that the document gives its participants, in text order, ready to be asked for the fullest or the last."""

    def __init__(self, sentences: Sequence[SentenceFindings]) -> None:
        self._of_actor: dict[str, str] = {}
        self._of_surname: dict[str, str] = {}
        self._groups: list[ParticipantPhrase] = []
        for p in (p for s in sentences for p in s.phrases if p.form == "name"):
            if p.actor is not None:
                self._of_actor[p.actor] = max(self._of_actor.get(p.actor, ""), p.name, key=len)
            if " " in p.name:
                surname = p.name.rpartition(" ")[2]
                self._of_surname[surname] = max(self._of_surname.get(surname, ""), p.name, key=len)
            if p.kind == "armed_group":
                self._groups.append(p)
        self._starts = [p.span.end for p in self._groups]
        self._only = self._groups[0] if len({p.actor or p.name for p in self._groups}) == 1 else None

    def fullest(self, phrase: ParticipantPhrase) -> ParticipantPhrase:
        """The phrase under the fullest name that the document gives: "NRF" as National Resistance Front, "Dashti" as Fahim
        Dashti, a bare "militants" or "the group" as the armed group named last before it, or as the only one named."""
        name: str | None = None
        if phrase.form == "name":
            if phrase.name.isupper() and phrase.actor is not None:
                name = self._of_actor.get(phrase.actor)
            elif phrase.kind == "person":
                name = self._of_surname.get(phrase.name)
            return msgspec.structs.replace(phrase, name=name) if name and len(name) > len(phrase.name) else phrase
        if phrase.form != "group" or phrase.actor is not None or not _GENERIC.match(phrase.name):
            return phrase
        before = bisect_right(self._starts, phrase.span.start)
        known = self._groups[before - 1] if before else self._only
        return msgspec.structs.replace(phrase, name=known.name, actor=known.actor, kind=known.kind) if known else phrase


def _participant(text: str, phrase: ParticipantPhrase, source: Participant | None, *, strikes: bool) -> Participant:
    lead = text[max(0, phrase.span.start - 30) : phrase.span.start]
    certainty: Certainty = "stated"
    if _SUSPECTED.search(lead):
        certainty = "suspected"
    elif _UNIDENTIFIED.search(lead) or _UNIDENTIFIED.match(phrase.span.of(text) + " "):
        certainty = "unidentified"
    name, actor = phrase.name, phrase.actor
    if strikes and phrase.form == "modifier" and actor is None and len({_state(c) for c in phrase.candidates}) == 1:
        actor = phrase.candidates[0]  # "Israeli air strikes": the hand of a state that strikes is its military, told first
    if phrase.form == "group" and source is not None and _POSSESSIVE.search(lead):
        name, actor = source.name or name, source.actor or actor
    return Participant.at(Quote.at(text, phrase.span), name=name, actor=actor, kind=phrase.kind, certainty=certainty)


def _quantities(text: str, counts: Sequence[Count], indices: Sequence[int], people: Participants) -> tuple[Quantity, ...]:
    position = {index: i for i, index in enumerate(indices)}
    out = []
    for c in counts:
        assert c.role is not None
        out.append(
            Quantity(
                span=c.span,
                role=c.role,
                low=c.low,
                high=c.high,
                qualifier=c.qualifier,
                of=c.of.of(text) if c.of and c.of.of(text).lower() not in FATES else None,
                of_kind=c.of_kind,
                of_side=_of_side(c, people),
                part_of=position.get(c.part_of) if c.part_of is not None else None,
                scope=c.scope,
                was=c.was,
            )
        )
    return tuple(out)


def _of_side(count: Count, people: Participants) -> OfSide | None:
    if count.of is not None:
        if any(p.span.overlaps(count.of) for p in people.target):
            return "target"
        if any(p.span.overlaps(count.of) for p in people.initiator):
            return "initiator"
    if count.role == "forces":
        return "initiator"
    return "target" if count.role in _VICTIM_ROLES and people.initiator and not people.target else None


def _own_act(source: Participant | None, initiator: Sequence[Participant]) -> bool:
    """Whether the source speaks of what its own side does; "their commander" speaks for those just named."""
    if source is None:
        return False
    return any(_same(source, p) for p in initiator) or bool(initiator and _POSSESSIVE.match((source.text or "") + " "))


def _same(a: Participant, b: Participant) -> bool:
    if a.actor and b.actor:
        return a.actor == b.actor or _state(a.actor) == _state(b.actor)
    return bool(a.name and b.name) and (a.name or "").lower() == (b.name or "").lower()


def _state(actor: str) -> str:
    """A state's army, police and government are one hand for the question who speaks about his own acts."""
    return re.sub(r"-(?:government|military|police)$", "", actor)


def _party(source: Participant | None, kind: SourceKind, initiator: Sequence[Participant], target: Sequence[Participant]) -> Party:
    if source is None or kind in _INDEPENDENT:
        return "none"
    for side, people in (("initiator", initiator), ("target", target)):
        for p in people:
            if source.actor and p.actor and source.actor != p.actor and _state(source.actor) == _state(p.actor):
                return "ally"
            if _same(source, p):
                return side  # type: ignore[return-value]
    return "unknown"


_OPPOSED = frozenset(
    ("clash", "attack", "shelling", "airstrike", "bombing", "killing", "injury", "siege", "seizure", "detention", "abduction")
)


def _sides(drafts: Sequence[_Draft]) -> dict[str, str]:
    """A letter for each actor or name that fights another in the document: who stand against each other differ."""
    sides: dict[str, str] = {}
    against: dict[str, str] = {}
    letters = iter("abcdefghijklmnopqrstuvwxyz")
    for d in drafts:
        if d.event.type not in _OPPOSED or not d.initiator or not d.target:
            continue
        one, two = _key(d.initiator[0]), _key(d.target[0])
        if one == two:
            continue
        if one not in sides and two not in sides:
            first, second = next(letters, None), next(letters, None)
            if first is None or second is None:
                break
            sides[one], sides[two] = first, second
            against[first], against[second] = second, first
        elif one not in sides:
            sides[one] = against[sides[two]]
        elif two not in sides:
            sides[two] = against[sides[one]]
    return sides


def _key(p: Participant) -> str:
    return _state(p.actor) if p.actor else (p.name or p.text or "").lower()


def _sided(p: Participant, sides: dict[str, str]) -> Participant:
    side = sides.get(_key(p))
    if side is None:
        return p
    return Participant(span=p.span, text=p.text, name=p.name, actor=p.actor, side=side, kind=p.kind, certainty=p.certainty)
