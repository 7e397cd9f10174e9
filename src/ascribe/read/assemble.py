"""Joins what the reading steps found into claims.

In:  a document and the `Findings` of its reading.   Out: its claims, in text order of their triggers.

Everything here is a choice among findings, never a new reading of the text: which act of saying covers a trigger, which
phrases stand around it, which numbers, place and time are its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import msgspec

from ascribe.domain.actor import Certainty, Participant, ParticipantPhrase
from ascribe.domain.attribution import Attribution, AttributionRelation, Party, SourceKind
from ascribe.domain.claim import Claim, Status, Verification
from ascribe.domain.event import Event, EventMention
from ascribe.domain.ids import claim_id
from ascribe.domain.quantity import Count, OfSide, Quantity
from ascribe.domain.span import Quote, Span
from ascribe.lexicon.triggers import load_triggers
from ascribe.read.answers import answered
from ascribe.read.attribute.proper_names import is_personal, is_title, proper_name
from ascribe.read.confidence import Certainties, reading_confidence
from ascribe.read.context import Names, with_context, without_repeats
from ascribe.read.draft import OPPOSED, Draft, same_actor, state_of
from ascribe.read.extract.bystanders import without_bystanders
from ascribe.read.extract.counted_people import with_counted
from ascribe.read.extract.linked import linked_participants
from ascribe.read.extract.means import extract_extent, extract_means
from ascribe.read.extract.pairs import paired
from ascribe.read.extract.participants import FATES, NOBODY, Participants, extract_participants
from ascribe.read.extract.status import extract_status, is_to_be_looked_into
from ascribe.read.findings import Findings, SentenceFindings
from ascribe.read.links import Links
from ascribe.read.sides import Identities, sides_of

__all__ = ["assemble_claims"]

_POSSESSIVE = re.compile(r"\b(its|his|her|their|our|my)\s+(?:own\s+)?(?:\w+\s+)?$", re.I)
_PRONOUN_SUBJECT = re.compile(r"\b(it|they|we|he|she|i)\s+(?:(?:had|have|has|also|would|will|were|are|was|is)\s+)*(?:\w+ly\s+)?$", re.I)
#: "claimed to have killed", "admitted having shelled": who says it did it.
_OWN_INFINITIVE = re.compile(r"\s+(?:(?:on|last|late|early)\s+\w+\s+)?(?:to\s+have|to\s+be|to|having)\s+(?:\w+ly\s+)?", re.I)
#: The condition of a threat or an offer stays in its content (claims, event types).
_CONDITION = re.compile(r",?\s+(?:if|unless|until)\s[^.;:!?]{1,160}", re.I)
_SUSPECTED = re.compile(r"\b(?:suspected|alleged|allegedly|presumed|believed\s+to\s+be|possibly)\s+(?:\w+\s+)?$", re.I)
#: "Suspected Communist Party of India Maoist (CPI Maoist) cadres".
_SUSPECTED_NAME = re.compile(
    r"\b(?:[Ss]uspected|[Aa]lleged|[Pp]resumed)\s+(?:(?:[A-Z][\w.-]*|of|the|for)\s+){1,8}\(?(?:[A-Z][\w.-]*\s?){0,3}\)?\s*\Z"
)
_SUSPECTED_INSIDE = re.compile(r"(?:suspected|alleged|presumed)\b", re.I)
#: "the pilots have been accused of bombing", "officers may be involved in".
_ACCUSED = re.compile(
    r"(?:\s+who)?\s+(?:(?:have|has|had|is|are|was|were|be|been|also|long)\s+)*(?:(?:accused|suspected)\s+of|charged\s+with|implicated\s+in"
    r"|(?:may|might|could)\s+(?:be|have\s+been)\s+(?:behind|involved\s+in|responsible\s+for))\b",
    re.I,
)
_UNIDENTIFIED = re.compile(r"\b(?:unidentified|unknown|unnamed)\s+(?:\w+\s+)?$", re.I)
_UNIDENTIFIED_INSIDE = re.compile(r"(?:unidentified|unknown|unnamed)\b", re.I)
#: "We lost four soldiers": who says so did not kill them.
_LOSES = re.compile(r"(?:lost|los(?:e|es|ing)|suffer\w*|sustain\w*)\b", re.I)
_HEDGE = re.compile(r"\b(?:allegedly|reportedly|apparently|purportedly|suspected|alleged|feared|presumed)\b", re.I)
_INDEPENDENT: frozenset[SourceKind] = frozenset(("medical", "witness", "resident", "monitor", "aid_agency", "un", "expert", "outlet"))
#: Who says that a bomb went off without having laid it: "the army said a roadside bomb had wounded two soldiers".
_TELL_OF_BOMBS: frozenset[SourceKind] = _INDEPENDENT | {"military", "police", "government"}
_VICTIM_ROLES = frozenset(("killed", "injured", "captured", "abducted", "displaced", "missing"))
_MIN_CONTENT_WORDS = 3
#: How sure it is that words under a label are those of whom it names.
_LABELLED = 0.95


def assemble_claims(document: str, text: str, findings: Findings) -> tuple[Claim, ...]:
    """The claims of the text of the document with that id, with ids, sides and parties settled."""
    names = Names(text, findings.sentences, findings.who)
    drafts = with_context(text, names, [d for s in findings.sentences for d in _drafts(text, s, findings, names)])
    drafts = answered(text, drafts, names)
    drafts = without_repeats(text, drafts)
    sides = sides_of(drafts, findings.who)
    out: list[Claim] = []
    taken: set[str] = set()
    for d in sorted(drafts, key=lambda d: (d.event.trigger, d.event.type)):
        claim = _claim(document, d, findings.who, sides, taken)
        if claim is not None:
            taken.add(claim.id)
            out.append(claim)
    return tuple(out)


def _drafts(text: str, s: SentenceFindings, findings: Findings, names: Names) -> Iterator[Draft]:
    last: tuple[tuple[Participant, ...], tuple[Participant, ...]] | None = None
    for mention, own_counts in zip(s.mentions, s.counts_of, strict=True):
        relation = findings.relation_of(mention.trigger, s.sentence.span)
        if is_to_be_looked_into(text, mention, relation, s.sentence.span):
            relation = None  # who calls for an investigation does not say that it happened: the outlet does
        clause = next((c for c in s.clauses if mention.trigger.start < c.end), s.sentence.span)
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
        links = findings.links.get(mention.trigger)
        if links is not None:
            people = linked_participants(
                text, mention, findings.phrases_in, links, people, [m.trigger for m in s.mentions], s.sentence.span
            )
        people = paired(
            text, mention.type, mention.trigger, without_bystanders(text, mention, people, relation, phrases, findings.frames), s.phrases
        )
        counts = [s.counts[i] for i in own_counts]
        people = with_counted(text, mention, people, counts, s.counts, phrases)
        people = _under_full_names(text, people, names)
        initiator, target = _participants(text, mention, clause, people, counts, relation, source, names, findings)
        if not _PRONOUN_SUBJECT.search(text, clause.start, mention.trigger.start):
            initiator = _from_elsewhere(initiator, s.sentence.span, source)
        if (
            not target
            and mention.word_class == "verb"
            and last is not None
            and any(c.of is None or c.of.of(text).lower() in _STATES for c in counts)
        ):
            target = _carried_target(last, initiator)
        initiator, target = _on_one_side(mention, initiator, target)
        last = (initiator, target) if target else last
        if source is None and mention.type in _SPEECH_ACTS and (own := _speaks(mention, initiator, s, links)) is not None:
            relation, source = own, initiator[0]
        own_act = _own_act(source, initiator) or (
            not initiator and relation is not None and relation.source_kind in ("belligerent", "military")
        )
        content = _content(text, mention, clause, s, relation, counts)
        status = extract_status(text, mention, clause, relation, own_act=own_act, links=links)
        place, other_places = findings.place_of(mention, clause, s.sentence.span)
        time, background = findings.time_of(mention, s, clause, relation, status.status)
        hedge = relation.hedge if relation else None
        if hedge is None and (m := _HEDGE.search(text, clause.start, clause.end)):
            hedge = Span(*m.span())
        yield Draft(
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
            via=tuple(
                Participant.at(Quote.at(text, v), actor=findings.actor_of(v.of(text)))
                for v in (relation.via if relation else ())
                if source is None or v.of(text).lower() not in ((source.name or "").lower(), (source.text or "").lower())
            ),
            hedge=hedge,
            initiator=initiator,
            target=target,
            place=place,
            other_places=other_places,
            time=time,
            said_at=findings.said_at(relation),
            background=background,
            quantities=_quantities(text, counts, own_counts, initiator, target),
            verification=tuple(
                Verification(state=v.state, by=None, span=v.span, method=None)
                for v in findings.verifications
                if mention.trigger in v.covers
            ),
            sure=_certainties(mention, relation, status.status, links),
            answers=mention.answers,
        )


def _on_one_side(
    mention: EventMention, initiator: tuple[Participant, ...], target: tuple[Participant, ...]
) -> tuple[tuple[Participant, ...], tuple[Participant, ...]]:
    """Nobody on both sides by the same words, nor by others where somebody else acts."""
    if mention.type not in OPPOSED:
        return initiator, target
    both = [p for p in initiator if any(same_actor(p, t) for t in target)]
    if mention.type == "clash" and len(both) == len(target) == 1 and len(initiator) == 2:
        return initiator[:1], initiator[1:]  # in text order: one side each
    if both and len(both) < len(initiator):
        return tuple(p for p in initiator if p not in both), target
    spans = [p.span for p in both if p.span is not None]
    return initiator, tuple(t for t in target if t.span is None or not any(t.span.overlaps(s) for s in spans))


def _certainties(mention: EventMention, relation: AttributionRelation | None, status: Status, links: Links | None) -> Certainties:
    """A mention that the model was not asked about (a bare figure) is as sure as its score."""
    if links is None:
        return Certainties(mention.score, mention.score, mention.score)
    source = relation.source if relation is not None else None
    said = links.none("source") if source is None else links.probability("source", source)
    if relation is not None and relation.labelled:
        said = max(said, _LABELLED)
    return Certainties(mention.score, said, links.status_probability(status))


def _under_full_names(text: str, people: Participants, names: Names) -> Participants:
    """The participants by their fullest names; a bare group is never taken for who stands on the other side of the claim."""
    full = Participants(*(tuple(names.fullest(p, text) for p in role) for role in people))
    acting, acted_on = ({p.actor or p.name for p in role} for role in full)
    return people if acting & acted_on else full


def _claim(document: str, d: Draft, who: Identities, sides: dict[str, str], taken: set[str]) -> Claim | None:
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
        at_issue=d.at_issue,
        attribution=Attribution(
            source=who.identified(d.source, sides) if d.source else None,
            cue=r.cue if r else None,
            hedge=d.hedge,
            channel=r.channel if r else None,
            via=tuple(who.identified(p, sides) for p in d.via),
            source_kind=kind,
            party=_party(who.spoken_for(d.source), kind, d.status, d.initiator, d.target),
            time=d.said_at,
        ),
        initiator=tuple(who.identified(p, sides) for p in d.initiator),
        target=tuple(who.identified(p, sides) for p in d.target),
        place=d.place,
        other_places=d.other_places,
        time=d.time,
        quantities=d.quantities,
        verification=d.verification,
        background=d.background,
        reading_confidence=reading_confidence(d.sure, kind, d.status, len(d.quantities), carried=bool(r and r.carried)),
    )


def _content(
    text: str, mention: EventMention, clause: Span, s: SentenceFindings, relation: AttributionRelation | None, counts: Sequence[Count]
) -> Span:
    """The clause of the trigger, widened by its neighbours while it is too short, by the claim's own figures and by the
    condition that follows it, kept inside what the source says."""
    span = clause
    index = next((i for i, c in enumerate(s.clauses) if c == clause), 0)
    left, right = index - 1, index + 1
    while len(span.of(text).split()) < _MIN_CONTENT_WORDS and (left >= 0 or right < len(s.clauses)):
        if left >= 0:
            span, left = s.clauses[left].hull(span), left - 1
        else:
            span, right = span.hull(s.clauses[right]), right + 1
    held = next((c for c in relation.contents if mention.trigger in c), None) if relation else None
    if held is not None and held.overlaps(span):
        span = Span(max(span.start, held.start), min(span.end, held.end))
    for own in (c.span if c.of is None else c.span.hull(c.of) for c in counts):
        if own in s.sentence.span and (held is None or own in held):
            span = span.hull(own)
    if condition := _CONDITION.match(text, span.end, s.sentence.span.end):
        span = Span(span.start, condition.end())
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
    if actor is None and relation.organisation is not None and relation.source_kind not in ("media", "expert"):
        actor = findings.actor_of(relation.organisation)
    return Participant.at(Quote.at(text, relation.source), name=name, actor=actor)


def _participants(
    text: str,
    mention: EventMention,
    clause: Span,
    people: Participants,
    counts: Sequence[Count],
    relation: AttributionRelation | None,
    source: Participant | None,
    names: Names,
    findings: Findings,
) -> tuple[tuple[Participant, ...], tuple[Participant, ...]]:
    violent = mention.type in OPPOSED
    initiator = _apart([_participant(text, p, source, names, strikes=violent) for p in people.initiator], mention.trigger)
    target = _apart([_participant(text, p, source, names, strikes=False) for p in people.target], mention.trigger)
    pronoun = _PRONOUN_SUBJECT.search(text, clause.start, mention.trigger.start)
    if source is not None and relation is not None and relation.force == "accuse" and any(_is(source, p) for p in initiator):
        # Who accuses did not do it; whom the words of accusing are followed by did.
        initiator = tuple(p for p in initiator if not _is(source, p)) or _accused(text, relation, mention, names, findings)
    suffers = mention.lemma in findings.frames.subject_is_target or _LOSES.match(mention.trigger.of(text)) is not None
    if source is not None and pronoun and pronoun.group(1).lower() in ("we", "i") and mention.word_class == "verb" and not suffers:
        initiator = (_meant_by(text, pronoun, source, names),)
    if pronoun is None:
        initiator = _without_teller(initiator, mention, source, relation)
    if mention.type == "bombing" and source is not None and relation is not None and relation.source_kind in _TELL_OF_BOMBS:
        initiator = tuple(p for p in initiator if p.span is None or relation.source is None or not p.span.overlaps(relation.source))
    losers = _losers(text, mention, pronoun, initiator, source, names)
    if losers:
        return (), losers
    if suffers:
        initiator = tuple(p for p in initiator if source is None or (not _is(source, p) and (p.text or "").lower() not in ("we", "i")))
    if source is not None and relation is not None and pronoun and _said_of_itself(text, source, relation, pronoun):
        initiator = tuple(p for p in initiator if p.span is None or source.span is None or p.span.end > source.span.start)
    if source is not None and pronoun and pronoun.group(1).lower() == "they":
        initiator = tuple(_meant_by(text, pronoun, source, names) if _is(source, p) else p for p in initiator)
    if not initiator and not suffers and source is not None and relation is not None:
        cue, verb = relation.cue, mention.word_class == "verb"
        own = relation.force == "own" or (relation.force in ("threaten", "admit") and mention.type not in ("killing", "injury"))
        speech = cue is not None and mention.type in ("threat", "appeal", "refusal")
        infinitive = cue is not None and verb and _OWN_INFINITIVE.fullmatch(text, cue.end, mention.trigger.start) is not None
        person = {"it": False, "he": True, "she": True}.get(pronoun.group(1).lower()) if pronoun else None
        named = pronoun is not None and person in (None, _is_person(source) or _is_somebody(source))  # "police believe he fled": not they
        named = named and not relation.labelled  # who speaks himself says "we"
        named = named and (pronoun is None or _they_can_be(text, pronoun, source, relation, mention, names))
        if pronoun and named and not own and verb and cue is not None and not cue.overlaps(mention.trigger):
            initiator = (_meant_by(text, pronoun, source, names),)
        elif own or infinitive or speech:
            initiator = (source,)
    if not target:
        victims = [c for c in counts if c.role in _VICTIM_ROLES and c.kind == "people" and c.part_of is None]
        counted = [c.of for c in victims if c.of is not None and not _is_fate(c.of.of(text))]
        held = [p.span for p in people.initiator]
        target = tuple(
            Participant.at(Quote.at(text, of), actor=findings.actor_of(of.of(text)))
            for of in counted[:2]
            if not any(of.overlaps(h) for h in held)
        )
    return initiator, target


_LOST = frozenset(("lost", "lose", "loses", "losing"))


def _losers(
    text: str,
    mention: EventMention,
    pronoun: re.Match[str] | None,
    initiator: tuple[Participant, ...],
    source: Participant | None,
    names: Names,
) -> tuple[Participant, ...]:
    """Whose people died, where he is told to have lost them: "the army lost four men", "we lost two"."""
    if mention.type not in ("killing", "injury") or mention.trigger.of(text).lower() not in _LOST:
        return ()
    subjects = tuple(p for p in initiator if p.span is None or p.span.end <= mention.trigger.start)
    if not subjects and pronoun is not None and source is not None:
        return (_meant_by(text, pronoun, source, names),)
    return subjects


def _without_teller(
    initiator: tuple[Participant, ...], mention: EventMention, source: Participant | None, relation: AttributionRelation | None
) -> tuple[Participant, ...]:
    """Who only tells of it, where what he says names who did it: "Hamas confirms that Israel killed Deif"."""
    if (
        source is None
        or source.span is None
        or relation is None
        or len(initiator) < 2
        or relation.force not in ("assert", "accuse", "deny")
    ):
        return initiator
    held = next((c for c in relation.contents if mention.trigger in c), None)
    if held is None or source.span.overlaps(held):
        return initiator
    named = any(p.span is not None and p.span in held for p in initiator)
    return tuple(p for p in initiator if p.span is None or not p.span.overlaps(source.span)) if named else initiator


#: Between the word of saying and the subject of what is said.
_THAT = re.compile(r"(?:\s+(?:on|last|this)\s+\w+)?\s+that\s+", re.I)


def _said_of_itself(text: str, source: Participant, relation: AttributionRelation, pronoun: re.Match[str]) -> bool:
    """Whether "it" is who says so, whoever else the sentence names before: "X attacked after Y announced that it would withdraw"."""
    if pronoun.group(1).lower() != "it" or relation.cue is None or _is_person(source) or _is_somebody(source):
        return False
    return _THAT.fullmatch(text, relation.cue.end, pronoun.start(1)) is not None


#: Marks that open and close quoted words, and the one that does both.
_OPENS, _CLOSES, _BOTH = "“„«", "”»", '"'


#: One who speaks of what his men did.
_LEADS = re.compile(r"\b(?:commander|captain|colonel|general|major|lieutenant|sergeant|chief|leader|brigadier|admiral)\b", re.I)
#: Whom people kill who defend themselves.
_OF_ATTACKERS = re.compile(
    r"\s+(?:off\s+)?(?:the\s+|some\s+|several\s+)?(?:[\w-]+\s+){0,2}(?:bandits|rebels|gunmen|herders|herdsmen|militants|attackers|insurgents|robbers|thieves)\b",
    re.I,
)


def _they_can_be(
    text: str, pronoun: re.Match[str], source: Participant, relation: AttributionRelation, mention: EventMention, names: Names
) -> bool:
    """Whether "they" may mean who says so: not in his own quoted words, where he is "we"; not one person who speaks for no side; not who
    only saw or treats what is done to people."""
    if pronoun.group(1).lower() != "they":
        return True
    before = text[text.rfind("\n", 0, pronoun.start()) + 1 : pronoun.start()]
    quoted = before.count(_BOTH) % 2 == 1 or sum(map(before.count, _OPENS)) > sum(map(before.count, _CLOSES))
    alone = _is_person(source) or _is_somebody(source) or (source.text or "").lower() in ("he", "she")
    alone = alone and not _LEADS.search(f"{source.name or ''} {source.text or ''}")
    if quoted or (alone and names.of_side(source)[1] is None):
        return False
    sees = relation.source_kind in _INDEPENDENT and mention.type in OPPOSED and mention.type != "clash"
    return not sees or _OF_ATTACKERS.match(text, mention.trigger.end) is not None


def _meant_by(text: str, pronoun: re.Match[str], source: Participant, names: Names) -> Participant:
    """Who says "it", "he" or "I" himself; by "we" and "they" whoever speaks for a side means that."""
    name, actor = source.name, source.actor
    if pronoun.group(1).lower() in ("we", "they") and (side := names.of_side(source))[1] is not None:
        name, actor = side
    return Participant.at(Quote.at(text, Span(*pronoun.span(1))), name=name, actor=actor)


#: What counted people became, told after the number: "took 40 prisoner".
_STATES = frozenset(("prisoner", "captive", "hostage"))


def _carried_target(
    last: tuple[tuple[Participant, ...], tuple[Participant, ...]], initiator: Sequence[Participant]
) -> tuple[Participant, ...]:
    """Whom a bare number counts is told by the verb joined before it: "killed 350 fighters and took 40 prisoner"."""
    before, target = last
    same = bool(before) and bool(initiator) and all(any(same_actor(p, q) for q in before) for p in initiator)
    return target[:1] if same else ()


def _is_fate(words: str) -> bool:
    """Whether what is counted is what became of people ("eight murders", "7,999 injuries", "217 lives"), not people."""
    folded = words.lower()
    return folded in FATES | NOBODY or any(r.word_class == "noun" for r in load_triggers().readings.get(folded, ()))


#: The source of a speech act is the party that makes it (claims, "Threats, appeals, refusals").
_SPEECH_ACTS = frozenset(("threat", "appeal", "refusal"))


def _speaks(
    mention: EventMention, initiator: Sequence[Participant], s: SentenceFindings, links: Links | None
) -> AttributionRelation | None:
    """The saying by which the one who makes a speech act is its source: "Laloo demanded a probe"."""
    if len(initiator) != 1 or links is None or initiator[0].certainty != "stated" or mention.word_class != "verb":
        return None
    phrase = next((p for p in s.phrases if p.span == initiator[0].span and p.span.end <= mention.trigger.start), None)
    if phrase is None or phrase.form == "modifier":
        return None
    return AttributionRelation(
        source=phrase.span, source_name=initiator[0].name, source_kind=phrase.source_kind or links.kind, cue=mention.trigger, contents=(),
        channel=links.channel,
    )  # fmt: skip


def _is(source: Participant, p: Participant) -> bool:
    return same_actor(source, p) or (source.span is not None and p.span is not None and source.span.overlaps(p.span))


def _from_elsewhere(people: Sequence[Participant], sentence: Span, source: Participant | None) -> tuple[Participant, ...]:
    """Who acts by the words of another sentence alone, without a pronoun here that means him, is inferred: nobody says that he did it.
    Who speaks of himself is named by his saying."""
    return tuple(
        msgspec.structs.replace(p, certainty="inferred")
        if p.certainty == "stated" and p.span is not None and not p.span.overlaps(sentence) and not (source is not None and _is(source, p))
        else p
        for p in people
    )


def _accused(text: str, relation: AttributionRelation, mention: EventMention, names: Names, findings: Findings) -> tuple[Participant, ...]:
    """The first people between the word of accusing and the event: "accused soldiers of burning", "blamed the army for the raid"."""
    if relation.cue is None or relation.cue.end >= mention.trigger.start:
        return ()
    between = [p for p in findings.phrases_in(Span(relation.cue.end, mention.trigger.start)) if p.form != "modifier"]
    return tuple(_participant(text, p, None, names, strikes=True) for p in between[:1])


def _apart(people: Sequence[Participant], trigger: Span) -> tuple[Participant, ...]:
    """The participants without second mentions of one actor: the mention nearest to the trigger stands."""

    def gap(p: Participant) -> int:
        return max(p.span.start - trigger.end, trigger.start - p.span.end, 0) if p.span is not None else 0

    kept: list[Participant] = []
    for p in sorted(people, key=gap):
        if not any(same_actor(p, other) for other in kept):
            kept.append(p)
    return tuple(p for p in people if any(p is k for k in kept))


def _participant(text: str, phrase: ParticipantPhrase, source: Participant | None, names: Names, *, strikes: bool) -> Participant:
    lead = text[max(0, phrase.span.start - 30) : phrase.span.start]
    certainty: Certainty = "stated"
    suspected = _SUSPECTED.search(lead) or _SUSPECTED_INSIDE.match(phrase.span.of(text))
    suspected = suspected or _SUSPECTED_NAME.search(text, max(0, phrase.span.start - 90), phrase.span.start)
    if suspected or (strikes and _ACCUSED.match(text, phrase.span.end)):
        certainty = "suspected"
    elif _UNIDENTIFIED.search(lead) or _UNIDENTIFIED_INSIDE.match(phrase.span.of(text)):
        certainty = "unidentified"
    name, actor = phrase.name, phrase.actor
    if strikes and phrase.form == "modifier" and actor is None and len({state_of(c) for c in phrase.candidates}) == 1:
        actor = phrase.candidates[0]  # "Israeli air strikes": the hand of a state that strikes is its military, told first
    kind = None if phrase.kind == "civilian" and phrase.of_kind != "civilian" else phrase.kind  # "men" does not say civilians
    owner = _POSSESSIVE.search(lead)
    kin = _KIN.search(phrase.span.of(text)) is not None
    if phrase.form == "group" and not kin and source is not None and owner and _owns(source, owner.group(1).lower()):
        side, actor = names.of_side(source)
        name = side or name
    return Participant.at(Quote.at(text, phrase.span), name=name, actor=actor, kind=kind, certainty=certainty)


#: Somebody's family is not his side: "gunmen shot her two brothers".
_KIN = re.compile(
    r"\b(?:brothers?|sisters?|sons?|daughters?|wi(?:fe|ves)|husbands?|fathers?|mothers?|parents|child(?:ren)?|famil(?:y|ies)|relatives?|cousins?|nephews?"
    r"|nieces?|uncles?|aunts?|friends?|neighbou?rs?|colleagues?|houses?|homes?)\Z",
    re.I,
)


def _is_person(source: Participant) -> bool:
    return is_personal(source.name or "") or proper_name(source.text or "") is not None


def _is_somebody(source: Participant) -> bool:
    """Whether the words end in what one person is: "the general", "a spokesman"."""
    words = (source.text or "").split()
    return bool(words) and is_title(words[-1])


def _owns(source: Participant, pronoun: str) -> bool:
    """Whether "its men", "our men" are the source's: a group's for its and their, a person's for his and her; "their" in a
    person's mouth is the other side's as often as his own."""
    words, person = (source.text or "").lower(), _is_person(source)
    group = not person and (source.kind not in (None, "person") or source.actor is not None or words.endswith("s"))
    return pronoun in ("our", "my") or (not person if pronoun == "its" else group if pronoun == "their" else not group)


def _quantities(
    text: str, counts: Sequence[Count], indices: Sequence[int], initiator: Sequence[Participant], target: Sequence[Participant]
) -> tuple[Quantity, ...]:
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
                of_side=_of_side(c, initiator, target),
                part_of=position.get(c.part_of) if c.part_of is not None else None,
                scope=c.scope,
                was=c.was,
            )
        )
    return tuple(out)


def _of_side(count: Count, initiator: Sequence[Participant], target: Sequence[Participant]) -> OfSide | None:
    """Whose people the number counts: those it names, else the victims of who acts; null where the words leave it open."""
    if count.of is not None:
        if any(p.span is not None and p.span.overlaps(count.of) for p in target):
            return "target"
        if any(p.span is not None and p.span.overlaps(count.of) for p in initiator):
            return "initiator"
    if count.role == "forces":
        return "initiator" if initiator else None
    return "target" if count.role in _VICTIM_ROLES and initiator and count.of is None else None


def _own_act(source: Participant | None, initiator: Sequence[Participant]) -> bool:
    """Whether the source speaks of what its own side does; "their commander" speaks for those just named."""
    if source is None:
        return False
    return any(same_actor(source, p) for p in initiator) or bool(initiator and _POSSESSIVE.match((source.text or "") + " "))


def _party(
    source: Participant | None, kind: SourceKind, status: Status, initiator: Sequence[Participant], target: Sequence[Participant]
) -> Party:
    if source is None or kind in _INDEPENDENT:
        return "none"
    for side, people in (("initiator", initiator), ("target", target)):
        for p in people:
            if source.actor and p.actor and source.actor != p.actor and state_of(source.actor) == state_of(p.actor):
                return "ally"
            if same_actor(source, p):
                return side  # type: ignore[return-value]
    # Who threatens without naming anybody else threatens to act itself.
    return "initiator" if status == "threatened" and not initiator else "unknown"
