"""The reader: holds the resources and runs the reading steps in order.

In:  a document.   Out: its record, the document with its reading and its claims.

    sentences, quotations → attribution → numbers, times, places, participant phrases → triggers → claims
"""

from __future__ import annotations

import hashlib
import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cache, cached_property, partial
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Generic, NamedTuple, TypeVar

import msgspec

from ascribe._version import __version__
from ascribe.domain.actor import ActorMention, Participant, ParticipantPhrase
from ascribe.domain.attribution import AttributionRelation, SourceKind
from ascribe.domain.claim import Claim, Record, Status
from ascribe.domain.document import Document, Quotation, Reading, Resource, Sentence, published_day
from ascribe.domain.event import EventMention
from ascribe.domain.place import OtherPlace, Place
from ascribe.domain.quantity import Count
from ascribe.domain.span import Span
from ascribe.domain.timex import Time, TimeMention
from ascribe.errors import ResourceMissing
from ascribe.gazetteer import Gazetteer, load_gazetteer
from ascribe.inference.model import Labels, Model, load_model
from ascribe.inference.words import words_of
from ascribe.lexicon.actors import ActorCatalogue, load_actors
from ascribe.lexicon.frames import load_frames
from ascribe.lexicon.means import load_means
from ascribe.lexicon.people import People, Person, load_people
from ascribe.lexicon.person_groups import load_person_groups
from ascribe.lexicon.source_kinds import kind_of_words
from ascribe.lexicon.text_parts import is_representational
from ascribe.lexicon.topics import load_topics
from ascribe.lexicon.triggers import load_trigger_weights, load_triggers
from ascribe.read.assemble import assemble_claims
from ascribe.read.attribute import attribute_sources, source_of
from ascribe.read.attribute.embeds import attribute_embeds
from ascribe.read.attribute.said_by import said_by
from ascribe.read.evidence import COLUMNS, evidence_of
from ascribe.read.extract.features import Surroundings
from ascribe.read.extract.figures import Told, bare_figures, told_figure
from ascribe.read.extract.linked import linked_counts
from ascribe.read.extract.quantities import aimed_at, assign_counts, charged, come_before, counts_no_victim, undivided, unharmed
from ascribe.read.extract.relevance import is_disaster, is_near_miss
from ascribe.read.extract.results import without_results
from ascribe.read.extract.shared import shared_counts
from ascribe.read.extract.triggers import accept_triggers, find_triggers, score_triggers
from ascribe.read.extract.verification import extract_verifications
from ascribe.read.findings import Findings, SentenceFindings
from ascribe.read.flags import flag_claims
from ascribe.read.ground.actors import find_participant_phrases, resolve_actor
from ascribe.read.ground.counts import ground_counts
from ascribe.read.ground.event_place import FIRED
from ascribe.read.ground.mentions import Mention, ground_mentions
from ascribe.read.ground.names import read_document
from ascribe.read.ground.persons import resolve_person
from ascribe.read.ground.places import choose_event_place, ground_places, place_names
from ascribe.read.ground.time_of_event import choose_event_time, is_background, story_time
from ascribe.read.ground.time_of_saying import choose_saying_time
from ascribe.read.ground.times import ground_times, read_times
from ascribe.read.links import DocumentWords, Links
from ascribe.read.segment import segment_quotations, segment_sentences, unwrapped
from ascribe.read.segment.clauses import segment_clauses
from ascribe.read.sides import Identities

__all__ = ["READER", "Attributions", "Reader", "Survey"]

#: The name that records carry; a reader of another kind has another name.
READER = "ascribe"

#: Kinds of actors in whose names nothing is a place ("Washington Post").
_BODIES = frozenset(("media", "armed_group", "organisation", "un", "military", "police"))

#: Code points around an event in which its place is looked for: about ten pages.
_PAGES = 20_000

#: What a trigger must reach, and what in a report that is about something else; chosen on dev (docs/model.md).
THRESHOLD, NEAR_MISS_THRESHOLD = 0.22, 0.8


class Survey(NamedTuple):
    """What the steps before the triggers find in a document. `around` goes with `sentences`; `country` holds one code where
    the text names places of one country only, else nothing."""

    sentences: tuple[Sentence, ...]
    quotations: tuple[Quotation, ...]
    relations: tuple[AttributionRelation, ...]
    places: tuple[Place, ...]
    times: tuple[TimeMention, ...]
    around: tuple[Surroundings, ...]
    topics: Mapping[str, int]
    country: tuple[str, ...]
    day: date | None


class Attributions(NamedTuple):
    """The spans of a text that are sources, cues and contents of sayings, each in text order."""

    source: tuple[Span, ...]
    cue: tuple[Span, ...]
    content: tuple[Span, ...]


class Reader:
    """Reads documents into records. Build one with `Reader.load`; it may be used for any number of documents."""

    def __init__(self, *, gazetteer: Gazetteer, actors: ActorCatalogue, people: People | None = None) -> None:
        self._gazetteer = gazetteer
        self._actors = actors
        self._people = load_people() if people is None else people
        self._groups = load_person_groups()
        self._triggers = load_triggers()
        self._weights = load_trigger_weights()
        self._frames = load_frames()
        self._means = load_means()
        self._topics = load_topics()

    @cached_property
    def _model(self) -> Model:
        """The shipped model, loaded when something is first read: training surveys texts before there is one."""
        model = load_model()
        if model.evidence != COLUMNS:
            raise ResourceMissing("model", why="it was made for other evidence than the rules give", fix="run `make train`")
        return model

    @cached_property
    def reading(self) -> Reading:
        """What shapes the records of this reader: rules, model, gazetteer."""
        return Reading(
            reader=READER,
            version=__version__,
            resources=(
                Resource(name="rules", version=__version__, sha256=rules_digest()),
                Resource(name="model", version=self._model.version, sha256=self._model.sha256),
                Resource(name="gazetteer", version=self._gazetteer.version, sha256=self._gazetteer.sha256),
            ),
            settings={"model_trained_on": "; ".join(self._model.trained_on)},
        )

    @property
    def evidence_digest(self) -> str:
        """The digest of what shapes `evidence`: rules and gazetteer, not the model."""
        return hashlib.sha256((rules_digest() + self._gazetteer.sha256).encode()).hexdigest()

    @classmethod
    def load(cls, gazetteer: str | Path | None = None) -> Reader:
        """The reader with the shipped lexicons and the given gazetteer file (default: see `load_gazetteer`)."""
        return cls(gazetteer=load_gazetteer(gazetteer), actors=load_actors())

    def read(self, document: Document) -> Record:
        """The claims of one document. The same document gives the same record every time (docs/model.md)."""
        written, document = document, _unwrapped(document)
        text, survey = document.text, self.survey(document)
        words, labels = self.label(text, survey)
        every = self._triggers_of(document, survey, words, labels)
        asked = [m.trigger for mentions in every for m in mentions]
        answers = labels.ask([words.range_of(t).start for t in asked])
        links = {t: Links(a, words) for t, a in zip(asked, answers, strict=True)}
        survey = survey._replace(around=_settled(survey.around, self._mentions(text, survey)))
        near = {s.span.start: a.relations for s, a in zip(survey.sentences, survey.around, strict=True)}
        phrases = _Sorted([p for a in survey.around for p in a.phrases], lambda p: p.span)
        named = _Sorted([(r.source, r) for r in survey.relations if r.source is not None], lambda pair: pair[0])
        embeds = [p.span for p in document.parts if p.kind == "embed"]
        said: dict[Span, AttributionRelation | None] = {}
        for mentions, around in zip(every, survey.around, strict=True):
            for t in (m.trigger for m in mentions):
                ruled = source_of(around.relations, t)
                if any(t in e for e in embeds):
                    said[t] = ruled  # who signed a post says it
                    continue
                if ruled is not None and ruled.labelled:
                    said[t] = ruled  # the label may stand pages before, out of the model's sight
                    continue
                sight = links[t].sight
                said[t] = said_by(text, t, ruled, [r for _, r in named.inside(sight)], links[t], phrases.inside(sight))

        def relation_of(trigger: Span, sentence: Span) -> AttributionRelation | None:
            return said[trigger] if trigger in said else source_of(near[sentence.start], trigger)

        found: list[SentenceFindings] = []
        told: Told | None = None
        for sentence, mentions, around in zip(survey.sentences, every, survey.around, strict=True):
            found.append(_findings_of(text, sentence, mentions, around, links, told))
            told = told_figure(found[-1].mentions, found[-1].counts_of, found[-1].counts, told)
        speakers = sorted({r.source for r in survey.relations if r.source is not None})
        findings = Findings(
            sentences=tuple(found),
            relation_of=relation_of,
            place_of=lambda mention, clause, sentence: choose_event_place(
                _near(survey.places, sentence),
                trigger=mention.trigger,
                clause=clause,
                sentence=sentence,
                text=text,
                speakers=speakers,
                likely=partial(links[mention.trigger].probability, "place") if mention.trigger in links else None,
                fired=mention.type in FIRED,
            ),
            time_of=_Times(document, survey.times).of,
            said_at=lambda relation: _said_at(text, survey, relation),
            actor_of=lambda name: self._actor_of(name, survey.country, survey.day),
            verifications=extract_verifications(text, survey.sentences, survey.relations),
            frames=self._frames,
            means=self._means,
            links=links,
            phrases_in=phrases.inside,
            who=self._identities(text, survey),
        )
        claims = assemble_claims(written.id, text, findings)
        flags = flag_claims(text, claims, published=document.published, people=self._people, actors=self._actors)
        if text != written.text:
            claims = tuple(_as_written(c, written.text) for c in claims)
        return Record(document=msgspec.structs.replace(written, reading=self.reading, flags=flags), claims=claims)

    def _triggers_of(self, document: Document, survey: Survey, words: DocumentWords, labels: Labels) -> list[tuple[EventMention, ...]]:
        """For each sentence the triggers that stand; none in parts that claim nothing."""
        text, silent = document.text, _silent_spans(document)
        listed = score_triggers(text, survey.sentences, survey.around, lexicon=self._triggers, weights=self._weights)
        near_miss, disaster = is_near_miss(survey.topics), is_disaster(*self._topics.count_disaster(text))
        threshold = NEAR_MISS_THRESHOLD if near_miss else THRESHOLD
        out: list[tuple[EventMention, ...]] = []
        for sentence, candidates, around in zip(survey.sentences, listed, survey.around, strict=True):
            calm = disaster and not self._topics.violence.search(text, sentence.span.start, sentence.span.end)
            if calm or any(sentence.span.overlaps(s) for s in silent):
                out.append(())
                continue
            mentions = find_triggers(text, sentence.span, words, labels, candidates)
            out.append(accept_triggers(text, sentence.span, mentions, around, threshold, _speaker_in(around), near_miss=near_miss))
        return out

    def survey(self, document: Document) -> Survey:
        """What the steps before the triggers find: the ground on which triggers are judged, in reading and in training."""
        text = document.text
        sentences = segment_sentences(text)
        quotations = tuple(segment_quotations(text))
        relations = attribute_sources(text, sentences, quotations, parts=document.parts, outlet=document.outlet, kind_of=self._source_kind)
        relations = (*relations, *attribute_embeds(text, document.parts, kind_of=self._source_kind))
        named = find_participant_phrases(text, 0, len(text), actors=self._actors, groups=self._groups)
        known = tuple(p.head for p in named if p.form == "name" and p.actor and not p.located and p.kind in _BODIES)
        places = ground_places(text, gazetteer=self._gazetteer, sentences=sentences, known_names=known)
        day = published_day(document.published) if document.published else None
        countries = tuple(dict.fromkeys(p.country for p in places if p.country))
        country = countries if len(countries) == 1 else ()
        toponyms = tuple(p.span for p in places if p.span is not None)
        phrases = find_participant_phrases(
            text, 0, len(text), actors=self._actors, groups=self._groups, countries=country, on=day, toponyms=toponyms
        )
        phrases = _without_places(text, phrases, places)
        topics = self._topics.count_words(text)
        around = tuple(
            Surroundings(near, _counts_of(text, s.span, near), tuple(inside), topics, _spans_in(toponyms, s.span))
            for s, near, inside in zip(sentences, _by_sentence(relations, sentences), _inside(phrases, sentences), strict=True)
        )
        times = tuple(ground_times(text, published=document.published, sentences=sentences))
        return Survey(sentences, quotations, relations, places, times, around, topics, country, day)

    def attributions(self, document: Document) -> Attributions:
        """Every span of the document that is a source, cue or content, whether or not an event is told in it."""
        document = _unwrapped(document)
        words, labels = self.label(document.text, self.survey(document))
        return Attributions(*(tuple(words.span_of(s) for s in labels.spans(tag)) for tag in Attributions._fields))

    def actors(self, document: Document) -> tuple[ActorMention, ...]:
        """Every phrase that names people or an organisation, with the id of whom it means, whether or not an event is told of him."""
        document = _unwrapped(document)
        return tuple(m.as_domain(self._actors) for m in self._mentions(document.text, self.survey(document)))

    def _mentions(self, text: str, survey: Survey) -> tuple[Mention, ...]:
        return ground_mentions(
            text, [p for a in survey.around for p in a.phrases], actors=self._actors, groups=self._groups, people=self._people,
            countries=survey.country, on=survey.day,
        )  # fmt: skip

    def places(self, document: Document, given: Sequence[Span] | None = None) -> tuple[Place | None, ...]:
        """The places that the text names; with `given`, what the names at those spans mean, None where no place is known by the name."""
        document = _unwrapped(document)
        text, sentences = document.text, segment_sentences(document.text)
        if given is not None:
            return place_names(text, given, gazetteer=self._gazetteer, sentences=sentences)
        return self.survey(document).places

    def times(self, document: Document, given: Sequence[Span] | None = None) -> tuple[TimeMention | None, ...]:
        """The expressions of time in the text, in its order; with `given`, what the expressions at those spans say."""
        document = _unwrapped(document)
        sentences = segment_sentences(document.text)
        if given is not None:
            return read_times(document.text, given, published=document.published, sentences=sentences)
        return ground_times(document.text, published=document.published, sentences=sentences)

    def label(self, text: str, survey: Survey) -> tuple[DocumentWords, Labels]:
        """What the model says of each word."""
        spans = words_of(text)
        labels = self._model.label(text, spans, [s.span for s in survey.sentences], self.evidence(text, spans, survey))
        return DocumentWords(spans), labels

    def evidence(self, text: str, words: Sequence[Span], survey: Survey) -> list[list[int]]:
        """What the rules see in each word, as the model takes it (`evidence_of`)."""
        return evidence_of(
            text,
            words,
            quotations=survey.quotations,
            relations=[r for r in survey.relations if not r.labelled],  # none of these stood in training
            counts=[c for a in survey.around for c in a.counts],
            toponyms=[p.span for p in survey.places if p.span is not None],
            times=[m.span for m in survey.times if _is_evidence(text, m)],
            phrases=[p for a in survey.around for p in a.phrases],
            lexicon=self._triggers,
        )

    def _source_kind(self, name: str) -> SourceKind | None:
        actor = self._actor_of(name, (), None)
        kind = self._actors.actors[actor].source_kind if actor else None
        if kind == "government" and _DEFENCE_MINISTRY.search(name) and kind_of_words(name) == "military":
            return "military"  # it is the state's, and speaks for its forces
        return kind

    def _identities(self, text: str, survey: Survey) -> Identities:
        countries = read_document(text, self._actors, self._groups, survey.country, survey.day).countries
        people, day = self._people, survey.day

        @cache
        def person_of(name: str) -> Person | None:
            return resolve_person(name, text=text, people=people, countries=countries, on=day)

        return Identities(person_of, self._actors, day)

    def _actor_of(self, name: str, countries: tuple[str, ...], on: date | None) -> str | None:
        mention = resolve_actor(name, actors=self._actors, groups=self._groups, countries=countries, on=on)
        return mention.actor if mention else None


_DEFENCE_MINISTRY = re.compile(r"\bdefen[cs]e\s+ministry|\bministry\s+of\s+(?:national\s+)?defen[cs]e", re.IGNORECASE)
#: Kinds whose id rests on a noun or a name, not on a bare country.
_OWN = ("military", "police", "government", "armed_group", "un")


def _unwrapped(document: Document) -> Document:
    """The document as it is read: lines that were broken at a column run on, so that a name is not cut at their end."""
    text = unwrapped(document.text)
    if text == document.text:
        return document
    return Document.of(
        text, title=document.title, url=document.url, outlet=document.outlet, language=document.language, published=document.published,
        published_from=document.published_from, parts=document.parts,
    )  # fmt: skip


_Quoting = TypeVar("_Quoting", Participant, Place, OtherPlace)


def _as_written(claim: Claim, text: str) -> Claim:
    """The claim with the words of its participants and places as they stand in `text`."""

    def quoted(item: _Quoting) -> _Quoting:
        return item if item.span is None else msgspec.structs.replace(item, text=item.span.of(text))

    said = claim.attribution
    return msgspec.structs.replace(
        claim,
        attribution=msgspec.structs.replace(
            said, source=quoted(said.source) if said.source else None, via=tuple(quoted(p) for p in said.via)
        ),
        initiator=tuple(quoted(p) for p in claim.initiator),
        target=tuple(quoted(p) for p in claim.target),
        place=quoted(claim.place) if claim.place else None,
        other_places=tuple(quoted(p) for p in claim.other_places),
    )  # fmt: skip


def _settled(around: Sequence[Surroundings], mentions: Sequence[Mention]) -> tuple[Surroundings, ...]:
    """The surroundings with the actors that the document settles; a phrase that its own words settle stays as it is, but where the
    document tells that it is nobody of the catalogue ("his forces"). A country keeps its id: where it is shot at, it is the target."""
    actors = {
        m.phrase.span: m.actor
        for m in mentions
        if m.phrase.form != "modifier" and m.person is None and m.actor != m.phrase.actor and (m.actor is not None or m.phrase.kind in _OWN)
    }
    if not actors:
        return tuple(around)

    def settled(p: ParticipantPhrase) -> ParticipantPhrase:
        return msgspec.structs.replace(p, actor=actors[p.span]) if p.span in actors and p.form != "modifier" else p

    return tuple(a._replace(phrases=tuple(settled(p) for p in a.phrases)) for a in around)


def _speaker_in(around: Surroundings) -> Callable[[Span], Span | None]:
    """Who says what stands at a span of the sentence, by the rules."""

    def speaker_of(span: Span) -> Span | None:
        relation = source_of(around.relations, span)
        return relation.source if relation is not None else None

    return speaker_of


def _findings_of(
    text: str,
    sentence: Sentence,
    mentions: Sequence[EventMention],
    around: Surroundings,
    links: Mapping[Span, Links],
    told: Told | None,
) -> SentenceFindings:
    speaker_of = _speaker_in(around)
    counts = tuple(around.counts)
    mentions = without_results(text, mentions, speaker_of)
    clauses = segment_clauses(text, sentence.span)
    if mentions:
        ruled = assign_counts(mentions, counts, clauses, speaker_of)
        barred = (
            aimed_at(text, counts, mentions) | unharmed(text, counts) | charged(text, counts, mentions) | counts_no_victim(text, counts)
        )
        linked = linked_counts(mentions, counts, links, ruled, barred, undivided(text, counts), come_before(text, counts, mentions))
        counts, own = shared_counts(text, mentions, *linked)
    else:
        counts, mentions = bare_figures(text, counts, around.relations, told)
        own = assign_counts(mentions, counts, clauses, speaker_of)
    return SentenceFindings(sentence, clauses, tuple(around.phrases), counts, tuple(mentions), own)


T = TypeVar("T")


class _Sorted(Generic[T]):
    """Values with a span each, in text order, to take those that start inside a stretch of the text."""

    def __init__(self, values: Iterable[T], span_of: Callable[[T], Span]) -> None:
        self._values = sorted(values, key=span_of)
        self._starts = [span_of(v).start for v in self._values]

    def inside(self, span: Span) -> list[T]:
        return self._values[bisect_left(self._starts, span.start) : bisect_left(self._starts, span.end)]


class _Times:
    """Chooses the time of each event of one document, remembering the story's day as it goes."""

    def __init__(self, document: Document, mentions: Sequence[TimeMention]) -> None:
        self._document, self._mentions = document, mentions
        self._starts = [m.span.start for m in mentions]
        self._story: Time | None = None

    def of(
        self, mention: EventMention, s: SentenceFindings, clause: Span, relation: AttributionRelation | None, status: Status
    ) -> tuple[Time | None, bool]:
        """The event's time and whether it is background; events must come in text order."""
        text, published = self._document.text, self._document.published

        whole = s.sentence.span
        inside = self._mentions[bisect_left(self._starts, whole.start) : bisect_left(self._starts, whole.end)]

        def choose(background: bool, earlier: Time | None) -> Time | None:
            return choose_event_time(
                inside, trigger=mention.trigger, clause=clause, sentence=s.sentence.span, text=text, published=published,
                status=status, background=background, earlier=earlier, others=[m.trigger for m in s.mentions if m != mention],
                cue=relation.cue if relation else None, source=relation.source if relation else None,
            )  # fmt: skip

        background = is_background(text, s.sentence.span, mention.trigger, choose(True, None), published)
        time = choose(background, self._story)
        self._story = story_time(self._story, time, status, background)
        return time, background


#: What stands before a length of time that the model was trained to see.
_BEFORE_LENGTH = re.compile(
    r"\b(?:for|lasting|lasted|during|within|in|after|throughout)\s+"
    r"(?:(?:more\s+than|less\s+than|over|about|around|nearly|almost|at\s+least|up\s+to)\s+)?\Z",
    re.IGNORECASE,
)


def _is_evidence(text: str, mention: TimeMention) -> bool:
    """Whether the model is told of a mention, as in training: of what may date an event, weekly sets, lengths after a preposition; not
    of a bare hour ("10 pm"), "daily" or "now"."""
    words = mention.span.of(text)
    if mention.kind == "clock":
        return not words[0].isdecimal()
    if mention.kind == "duration":
        told_from = words.lower().endswith(("before", "after"))
        return told_from or _BEFORE_LENGTH.search(text, max(0, mention.span.start - 28), mention.span.start) is not None
    return mention.kind != "vague" and (mention.kind != "set" or mention.weekday is not None)


def _said_at(text: str, survey: Survey, relation: AttributionRelation | None) -> Time | None:
    """When it was said, from the words of the cue's own sentence."""
    if relation is None or relation.cue is None:
        return None
    sentence = next((s.span for s in survey.sentences if s.span.start <= relation.cue.start < s.span.end), None)
    if sentence is None:
        return None
    near = [m for m in survey.times if m.span in sentence]
    return choose_saying_time(near, text=text, cue=relation.cue, source=relation.source, contents=relation.contents)


def _counts_of(text: str, sentence: Span, relations: Sequence[AttributionRelation]) -> tuple[Count, ...]:
    """The counts of a sentence; one that only introduces who speaks ("a commander said") is no figure of what he tells."""
    speakers = [r.source for r in relations if r.source is not None and r.source.overlaps(sentence)]
    return tuple(
        msgspec.structs.replace(c, role=None, role_by=None) if any(s.overlaps(c.span) for s in speakers) else c
        for c in ground_counts(text, sentence)
    )


def _by_sentence(relations: Sequence[AttributionRelation], sentences: Sequence[Sentence]) -> list[list[AttributionRelation]]:
    """For each sentence the relations whose cue or content reaches into it, in their order."""
    starts = [s.span.start for s in sentences]
    out: list[list[AttributionRelation]] = [[] for _ in sentences]
    for r in relations:
        reached: set[int] = set()
        for span in (*r.contents, *([r.cue] if r.cue is not None else []), *([r.source] if r.source is not None else [])):
            first, last = bisect_right(starts, span.start) - 1, bisect_left(starts, span.end)
            reached.update(range(max(0, first), last))
        for i in sorted(reached):
            out[i].append(r)
    return out


def _inside(phrases: Sequence[ParticipantPhrase], sentences: Sequence[Sentence]) -> Iterator[list[ParticipantPhrase]]:
    """For each sentence the phrases that lie wholly in it; phrases are in text order."""
    starts = [p.span.start for p in phrases]
    for s in sentences:
        yield [p for p in phrases[bisect_left(starts, s.span.start) : bisect_left(starts, s.span.end)] if p.span in s.span]


def _without_places(text: str, phrases: Sequence[ParticipantPhrase], places: Sequence[Place]) -> tuple[ParticipantPhrase, ...]:
    """The phrases that are not places. A country or a capital may act ("Turkey shelled", "Kyiv denied"), but not as the end
    of a place's name ("in Reading, Berkshire, UK"); a town or province does not act at all."""
    at = {p.span: p for p in places if p.span is not None}
    ends = {p.span.end for p in places if p.span is not None}
    out = []
    for p in phrases:
        place = at.get(p.span) if p.form == "name" else None
        if place is not None:
            acts = place.precision == 6 or bool(p.candidates) or p.actor is not None
            tail = text[max(0, p.span.start - 2) : p.span.start] == ", " and p.span.start - 2 in ends
            if tail or not acts:
                continue
        out.append(p)
    return tuple(out)


def _spans_in(spans: Sequence[Span], sentence: Span) -> Sequence[Span]:
    """Those of `spans`, in text order, that start in the sentence."""
    return spans[bisect_left(spans, sentence.start, key=lambda s: s.start) : bisect_left(spans, sentence.end, key=lambda s: s.start)]


def _near(places: Sequence[Place], sentence: Span) -> Sequence[Place]:
    """The places that may be the event's: in a very long text, those of the pages around the sentence."""
    if not places or places[-1].span is None or places[-1].span.end < _PAGES:
        return places
    return [p for p in places if p.span is None or (sentence.start - _PAGES <= p.span.start <= sentence.end + _PAGES)]


def _silent_spans(document: Document) -> tuple[Span, ...]:
    """Parts that claim nothing: notices, and captions that call their picture representational."""
    return tuple(
        p.span
        for p in document.parts
        if p.kind == "notice" or (p.kind == "caption" and is_representational(document.text, p.span.start, p.span.end))
    )


@cache
def rules_digest() -> str:
    """The digest of every rule and word list: two readers that could differ never share a reading."""
    digest = hashlib.sha256()
    for folder in ("domain", "inference", "lexicon", "read"):
        for path, file in _files(files("ascribe").joinpath(folder), folder):
            if path.startswith("inference/model/"):
                continue  # a resource of its own
            digest.update(path.encode() + b"\0" + hashlib.sha256(file.read_bytes().replace(b"\r\n", b"\n")).digest())
    return "sha256:" + digest.hexdigest()


def _files(folder: Traversable, path: str) -> Iterator[tuple[str, Traversable]]:
    for entry in sorted(folder.iterdir(), key=lambda e: e.name):
        if entry.is_dir() and entry.name != "__pycache__":
            yield from _files(entry, f"{path}/{entry.name}")
        elif entry.name.endswith((".py", ".json", ".jsonl", ".tsv")):
            yield f"{path}/{entry.name}", entry
