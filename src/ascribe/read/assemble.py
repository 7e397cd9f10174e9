"""Joins what the reading steps found into claims.

In:  a document and the `Findings` of its reading.   Out: its claims, in text order of their triggers.

Everything here is a choice among findings, never a new reading of the text: which act of saying covers a trigger, which
phrases stand around it, which numbers, place and time are its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ascribe.domain.actor import Participant
from ascribe.domain.attribution import Attribution, AttributionRelation, Party, SourceKind
from ascribe.domain.claim import Claim, Status, Verification
from ascribe.domain.event import Event, EventMention
from ascribe.domain.ids import claim_id
from ascribe.domain.quantity import Count, OfSide, Quantity
from ascribe.domain.span import Quote, Span
from ascribe.read.answers import answered
from ascribe.read.appended import appended_denial
from ascribe.read.confidence import Certainties, reading_confidence
from ascribe.read.context import Names, with_context, without_repeats
from ascribe.read.draft import Draft, same_actor, state_of
from ascribe.read.extract.bystanders import without_bystanders
from ascribe.read.extract.counted_people import with_counted
from ascribe.read.extract.linked import linked_participants
from ascribe.read.extract.means import extract_extent, extract_means
from ascribe.read.extract.pairs import paired
from ascribe.read.extract.participants import FATES, Participants, extract_participants
from ascribe.read.extract.status import extract_status, is_to_be_looked_into
from ascribe.read.findings import Findings, SentenceFindings
from ascribe.read.links import Links
from ascribe.read.people import (
    INDEPENDENT,
    NOBODY_NAMED,
    POSSESSIVE,
    PRONOUN_SUBJECT,
    VICTIM_ROLES,
    carried_target,
    from_elsewhere,
    on_one_side,
    participants_of,
    without_denier,
)
from ascribe.read.sides import Identities, sides_of

__all__ = ["assemble_claims"]

#: The condition of a threat or an offer stays in its content (claims, event types).
_CONDITION = re.compile(r",?\s+(?:if|unless|until)\s[^.;:!?]{1,160}", re.I)
_HEDGE = re.compile(r"\b(?:allegedly|reportedly|apparently|purportedly|suspected|alleged|feared|presumed)\b", re.I)
_MUTUAL = ("clash", "talks", "agreement")
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
    denied_after = appended_denial(text, s.sentence.span)
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
        denier = denied_after.source if denied_after is not None and mention.trigger.start < denied_after.comma else None
        if denier is not None:
            speakers = [*speakers, denier]  # "said they had taken the town, a claim the army dismissed"
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
            if denier is not None:
                people = Participants(*(tuple(p for p in role if not p.span.overlaps(denier)) for role in people))
        people = paired(
            text, mention.type, mention.trigger, without_bystanders(text, mention, people, relation, phrases, findings.frames), s.phrases
        )
        counts = [s.counts[i] for i in own_counts]
        people = with_counted(text, mention, people, counts, s.counts, phrases)
        people = _under_full_names(text, people, names)
        initiator, target = participants_of(text, mention, clause, people, counts, relation, source, names, findings)
        if relation is None or relation.force != "deny":
            initiator = without_denier(text, s.sentence.span, mention, initiator)
        if not PRONOUN_SUBJECT.search(text, clause.start, mention.trigger.start):
            initiator = from_elsewhere(initiator, s.sentence.span, source, mutual=mention.type in _MUTUAL)
        if (
            not target
            and mention.word_class == "verb"
            and last is not None
            and any(c.of is None or c.of.of(text).lower() in _STATES for c in counts)
        ):
            target = carried_target(last, initiator)
        initiator, target = on_one_side(text, mention, initiator, target)
        last = (initiator, target) if target else last
        if source is None and mention.type in _SPEECH_ACTS and (own := _speaks(mention, initiator, s, links)) is not None:
            relation, source = own, initiator[0]
        own_act = _own_act(source, initiator) or (
            not initiator and relation is not None and relation.source_kind in ("belligerent", "military")
        )
        content = _content(text, mention, clause, s, relation, counts)
        # what is denied after it is told first: the model, which sees both, takes it for denied
        status = extract_status(text, mention, clause, relation, own_act=own_act, links=links if denier is None else None)
        if status.status != "denied":
            initiator = tuple(
                p for p in initiator if p.span is None or not NOBODY_NAMED.search(text, max(0, p.span.start - 24), p.span.start)
            )
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
                if any(mention.trigger in stretch for stretch in v.covers)
            ),
            sure=_certainties(mention, relation, status.status, links),
            answers=mention.answers,
        )


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


#: What counted people became, told after the number: "took 40 prisoner".
_STATES = frozenset(("prisoner", "captive", "hostage"))


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
    return "target" if count.role in VICTIM_ROLES and initiator and count.of is None else None


def _own_act(source: Participant | None, initiator: Sequence[Participant]) -> bool:
    """Whether the source speaks of what its own side does; "their commander" speaks for those just named."""
    if source is None:
        return False
    return any(same_actor(source, p) for p in initiator) or bool(initiator and POSSESSIVE.match((source.text or "") + " "))


def _party(
    source: Participant | None, kind: SourceKind, status: Status, initiator: Sequence[Participant], target: Sequence[Participant]
) -> Party:
    if source is None or kind in INDEPENDENT:
        return "none"
    for side, people in (("initiator", initiator), ("target", target)):
        for p in people:
            if source.actor and p.actor and source.actor != p.actor and state_of(source.actor) == state_of(p.actor):
                return "ally"
            if same_actor(source, p):
                return side  # type: ignore[return-value]
    # Who threatens without naming anybody else threatens to act itself.
    return "initiator" if status == "threatened" and not initiator else "unknown"
