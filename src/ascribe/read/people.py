"""Who acts and who is acted upon in one claim, as participants of the record.

In:  the phrases that the extracting steps chose, the act of saying, the names of the document.   Out: participants with certainty.

What pronouns mean, who only tells, whose losses are told, who is only suspected: decided here, for the claim as a whole.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import msgspec

from ascribe.domain.actor import Certainty, Participant, ParticipantPhrase
from ascribe.domain.attribution import AttributionRelation, SourceKind
from ascribe.domain.event import EventMention
from ascribe.domain.quantity import Count
from ascribe.domain.span import Quote, Span
from ascribe.lexicon.triggers import load_triggers
from ascribe.read.appended import ASIDE
from ascribe.read.attribute.proper_names import is_personal, is_title, proper_name
from ascribe.read.context import Names
from ascribe.read.draft import OPPOSED, key_of, same_actor, state_of
from ascribe.read.extract.participants import FATES, NOBODY, Participants
from ascribe.read.findings import Findings

__all__ = [
    "INDEPENDENT", "NOBODY_NAMED", "POSSESSIVE", "PRONOUN_SUBJECT", "VICTIM_ROLES", "carried_target", "from_elsewhere", "on_one_side",
    "participants_of", "without_denier",
]  # fmt: skip

POSSESSIVE = re.compile(r"\b(its|his|her|their|our|my)\s+(?:own\s+)?(?:\w+\s+)?$", re.I)
PRONOUN_SUBJECT = re.compile(r"\b(it|they|we|he|she|i)\s+(?:(?:had|have|has|also|would|will|were|are|was|is)\s+)*(?:\w+ly\s+)?$", re.I)
#: "claimed to have killed", "admitted having shelled": who says it did it.
_OWN_INFINITIVE = re.compile(r"\s+(?:(?:on|last|late|early)\s+\w+\s+)?(?:to\s+have|to\s+be|to|having)\s+(?:\w+ly\s+)?", re.I)
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
_ALONGSIDE = re.compile(r"\s+(?:\w+ly\s+)?(?:alongside|side\s+by\s+side\s+with|on\s+the\s+side\s+of)\s+(?:the\s+|its\s+)?", re.I)
#: "No group claimed the bombing, which killed nine": nobody.
NOBODY_NAMED = re.compile(r"\b(?:no|neither)\s+(?:[\w-]+\s+)?\Z", re.I)
_UNIDENTIFIED = re.compile(r"\b(?:unidentified|unknown|unnamed)\s+(?:\w+\s+)?$", re.I)
_UNIDENTIFIED_INSIDE = re.compile(r"(?:unidentified|unknown|unnamed)\b", re.I)
#: "We lost four soldiers": who says so did not kill them.
_LOSES = re.compile(r"(?:lost|los(?:e|es|ing)|suffer\w*|sustain\w*)\b", re.I)
INDEPENDENT: frozenset[SourceKind] = frozenset(("medical", "witness", "resident", "monitor", "aid_agency", "un", "expert", "outlet"))
#: Who says that a bomb went off without having laid it: "the army said a roadside bomb had wounded two soldiers".
_TELL_OF_BOMBS: frozenset[SourceKind] = INDEPENDENT | {"military", "police", "government"}
VICTIM_ROLES = frozenset(("killed", "injured", "captured", "abducted", "displaced", "missing"))
_LOST = frozenset(("lost", "lose", "loses", "losing"))
#: Between the word of saying and the subject of what is said.
_THAT = re.compile(r"(?:\s+(?:on|last|this)\s+\w+)?(?:\s+that)?\s+", re.I)
#: Marks that open and close quoted words, and the one that does both.
_OPENS, _CLOSES, _BOTH = "“„«", "”»", '"'
#: One who speaks of what his men did.
_LEADS = re.compile(r"\b(?:commander|captain|colonel|general|major|lieutenant|sergeant|chief|leader|brigadier|admiral)\b", re.I)
#: Whom people kill who defend themselves.
_OF_ATTACKERS = re.compile(
    r"\s+(?:off\s+)?(?:the\s+|some\s+|several\s+)?(?:[\w-]+\s+){0,2}(?:bandits|rebels|gunmen|herders|herdsmen|militants|attackers|insurgents|robbers|thieves)\b",
    re.I,
)
#: Somebody's family is not his side: "gunmen shot her two brothers".
_KIN = re.compile(
    r"\b(?:brothers?|sisters?|sons?|daughters?|wi(?:fe|ves)|husbands?|fathers?|mothers?|parents|child(?:ren)?|famil(?:y|ies)|relatives?|cousins?|nephews?"
    r"|nieces?|uncles?|aunts?|friends?|neighbou?rs?|colleagues?|houses?|homes?)\Z",
    re.I,
)


def on_one_side(
    text: str, mention: EventMention, initiator: tuple[Participant, ...], target: tuple[Participant, ...]
) -> tuple[tuple[Participant, ...], tuple[Participant, ...]]:
    """Nobody on both sides by the same words, nor by others where somebody else acts. "Fought alongside the rebels": with them, not
    against them."""
    if mention.type not in OPPOSED:
        return initiator, target
    with_them = [p for p in target if p.span is not None and _ALONGSIDE.fullmatch(text, mention.trigger.end, p.span.start)]
    if with_them and initiator:
        initiator, target = (*initiator, *with_them), tuple(p for p in target if p not in with_them)
    both = [p for p in initiator if any(same_actor(p, t) for t in target)]
    if mention.type == "clash" and len(both) == len(target) == 1 and len(initiator) == 2:
        return initiator[:1], initiator[1:]  # in text order: one side each
    if both and len(both) < len(initiator):
        return tuple(p for p in initiator if p not in both), target
    spans = [p.span for p in both if p.span is not None]
    return initiator, tuple(t for t in target if t.span is None or not any(t.span.overlaps(s) for s in spans))


def participants_of(
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
    owner = None if relation is not None and relation.source_kind == "media" else source  # "abducted its two guards, reports Zee News"
    initiator = _apart([_participant(text, p, owner, names, strikes=violent) for p in people.initiator], mention.trigger)
    target = _apart([_participant(text, p, owner, names, strikes=False) for p in people.target], mention.trigger)
    pronoun = PRONOUN_SUBJECT.search(text, clause.start, mention.trigger.start)
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
        victims = [c for c in counts if c.role in VICTIM_ROLES and c.kind == "people" and c.part_of is None]
        counted = [c.of for c in victims if c.of is not None and not _is_fate(c.of.of(text))]
        held = [p.span for p in people.initiator]
        target = tuple(
            Participant.at(Quote.at(text, of), actor=findings.actor_of(of.of(text)))
            for of in counted[:2]
            if not any(of.overlaps(h) for h in held)
        )
    return initiator, target


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


def _said_of_itself(text: str, source: Participant, relation: AttributionRelation, pronoun: re.Match[str]) -> bool:
    """Whether "it" is who says so, whoever else the sentence names before: "X attacked after Y announced that it would withdraw"."""
    if pronoun.group(1).lower() != "it" or relation.cue is None or _is_person(source) or _is_somebody(source):
        return False
    return _THAT.fullmatch(text, relation.cue.end, pronoun.start(1)) is not None


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
    sees = relation.source_kind in INDEPENDENT and mention.type in OPPOSED and mention.type != "clash"
    return not sees or _OF_ATTACKERS.match(text, mention.trigger.end) is not None


def _meant_by(text: str, pronoun: re.Match[str], source: Participant, names: Names) -> Participant:
    """Who says "it", "he" or "I" himself; by "we" and "they" whoever speaks for a side means that."""
    name, actor = source.name, source.actor
    if pronoun.group(1).lower() in ("we", "they") and (side := names.of_side(source))[1] is not None:
        name, actor = side
    return Participant.at(Quote.at(text, Span(*pronoun.span(1))), name=name, actor=actor)


def carried_target(
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


def _is(source: Participant, p: Participant) -> bool:
    return same_actor(source, p) or (source.span is not None and p.span is not None and source.span.overlaps(p.span))


def from_elsewhere(
    people: Sequence[Participant], sentence: Span, source: Participant | None, *, mutual: bool = False
) -> tuple[Participant, ...]:
    """Who acts by the words of another sentence alone, without a pronoun here that means him, is inferred: nobody says that he did it.
    Who speaks of himself is named by his saying. Of several who are not the same, nothing says which it was, but in a `mutual` event."""
    elsewhere = [
        p
        for p in people
        if p.certainty == "stated" and p.span is not None and not p.span.overlaps(sentence) and not (source is not None and _is(source, p))
    ]
    if not mutual and len({key_of(p) for p in elsewhere}) > 1:
        return tuple(p for p in people if p not in elsewhere)
    return tuple(msgspec.structs.replace(p, certainty="inferred") if p in elsewhere else p for p in people)


#: "denied bombing the market, in which 40 died": who denies it, up to the aside.
_DENIAL_BEFORE = re.compile(rf"\b(?:den(?:y|ies|ied|ying)|reject(?:s|ed)?|dismiss(?:es|ed)?)\b[^.;!?]*?(?P<aside>{ASIDE})", re.I)


def without_denier(text: str, sentence: Span, mention: EventMention, initiator: tuple[Participant, ...]) -> tuple[Participant, ...]:
    """Who did it, by the words of the aside itself where the event is told beside a denial: not who denies it."""
    found = _DENIAL_BEFORE.search(text, sentence.start, mention.trigger.start)
    return tuple(p for p in initiator if found is None or p.span is None or p.span.start >= found.start("aside"))


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
    owner = POSSESSIVE.search(lead)
    kin = _KIN.search(phrase.span.of(text)) is not None
    if phrase.form == "group" and not kin and source is not None and owner and _owns(source, owner.group(1).lower()):
        side, actor = names.of_side(source)
        name = side or name
    return Participant.at(Quote.at(text, phrase.span), name=name, actor=actor, kind=kind, certainty=certainty)


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
