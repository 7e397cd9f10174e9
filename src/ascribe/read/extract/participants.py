"""Who acts and who is acted upon: participants by their position around the trigger.

In:  a text, an event mention, its clause and sentence, and the participant phrases of the sentence.
Out: phrases for initiator and target, in text order.

Without a parser, position decides: what stands before an active verb acts, what follows it is acted upon; passives,
reduced participles, nouns ("attack by X on Y", "X's attack", "between X and Y") and light verbs ("X launched an
attack") turn that round. Where nothing decides, nobody is named.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

import msgspec

from ascribe.domain.actor import ParticipantPhrase
from ascribe.domain.event import EventMention
from ascribe.domain.span import Span
from ascribe.lexicon.frames import Frames

__all__ = ["FATES", "NOBODY", "Participants", "extract_participants"]

_PASSIVE = re.compile(
    r"\b(?:is|are|was|were|be|been|being|got|gets?|getting)\s+(?:\w+ly\s+|also\s+|later\s+|then\s+|reportedly\s+|not\s+|either\s+|all\s+|both\s+|shot\s+and\s+)*$",
    re.I,
)
_ACTIVE_AUX = re.compile(
    r"\b(?:has|have|had|having|will|would|could|may|might|did|to|by|for|after|before|of)\s+(?:\w+ly\s+|also\s+|not\s+)*$", re.I
)
_PREPOSITION = re.compile(
    r"\b(?:of|in|by|for|against|with|from|near|at|on|to|into|over|between|among|amid|during|including|as|than|about)\s+(?:[\w’'-]+\s+){0,3}$",
    re.I,
)
_BY = re.compile(r"\bby\s+(?:[\w’',-]+\s+){0,4}$", re.I)
_AFTER_NOUN_AGENT = re.compile(r"^\W*(?:\w+\s+){0,3}?by\s+(?:[\w’',-]+\s+){0,4}$", re.I)
_AFTER_NOUN_TARGET = re.compile(
    r"^\s*(?:\w+\s+){0,2}?(?:on|against|of|targeting|at|upon|aimed\s+at|hit|struck|killed|killing|kill|that\s+killed|which\s+killed|wounded|wounding|injured|injuring|leaves|leaving|left)\s+(?:[\w’',-]+\s+){0,5}$",
    re.I,
)
_PAIR = re.compile(r"^\s*(?:\w+\s+){0,3}?(?:between|with|against)\s+(?:[\w’',-]+\s+){0,4}$", re.I)
_JOIN = re.compile(
    r"^\s*(?:,\s*(?:and\s+)?|and\s+|&\s*|as\s+well\s+as\s+|,?\s*along\s+with\s+)(?:the\s+|an?\s+|his\s+|their\s+|\w+\s+)?$", re.I
)
_AND_VERB = re.compile(r"\band\s+(?:(?:also|then|later|had|have|has|were|was|\w+ly)\s+)*$", re.I)
#: What follows an active verb and opens its object, whoever or whatever that is ("seized the town", "killed 4").
_NOUN_PHRASE = re.compile(
    r"\s+(?:(?:the|an?|its|his|her|their|our|my|this|that|these|those|some|several|many|all|both|another|any|no|at\s+least|more\s+than"
    r"|up\s+to|about|around|nearly|almost|over|as\s+many|control\s+of|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
    r"|dozens|scores|hundreds|thousands)\b|\d|[A-Z][a-z])"
)
#: A clause that opens with its verb has its subject in the clause before.
_NO_SUBJECT_YET = re.compile(r"\s*(?:(?:and|but|then|also|later|had|have|has|having|was|were|to|who|which|that|\w+ly)\s+)*", re.I)
#: "Israeli air strikes", "the rebels' latest ambush": nothing but a word or two of description in between.
_ADJACENT = re.compile(
    r"(?:[’']s?)?\s+(?:(?!(?:in|of|at|on|by|and|or|for|with|during|after|before|from|to|were|was|are|is|had|have|has|as|who|that)\b)[\w-]+\s+){0,2}",
    re.I,
)
_OF = re.compile(r"\s+(?:of|from|belonging\s+to|loyal\s+to|affiliated\s+with)\s+(?:the\s+|an?\s+|both\s+)?(?:banned\s+|outlawed\s+)?", re.I)
_OBJECT_GAP = re.compile(
    r"[;:()]|\b(?:and|but|while|when|after|before|because|in|at|near|from|during|since|until|as|where|by|over|across|outside|inside|if)\b",
    re.I,
)


#: What became of people is not who they were.
FATES = frozenset(("dead", "killed", "injured", "wounded", "missing", "displaced", "casualties", "bodies"))
#: What is counted or told in the place of people, and is nobody: "claimed 217 lives", "confirmed reports that".
NOBODY = frozenset((
    "lives", "deaths", "fatalities", "injuries", "report", "reports", "statement", "statements", "communique", "communiques",
    "announcement", "rumour", "rumours", "rumor", "rumors",
))  # fmt: skip
_VICTIMS = frozenset(("hostage", "hostages", "prisoner", "prisoners", "captive", "captives", "victim", "victims"))
#: Code points before a phrase in which the preposition that governs it is looked for.
_LEAD = 60


class Participants(NamedTuple):
    """The phrases for each role, in text order."""

    initiator: tuple[ParticipantPhrase, ...]
    target: tuple[ParticipantPhrase, ...]


def extract_participants(
    text: str,
    mention: EventMention,
    clause: Span,
    sentence: Span,
    phrases: Sequence[ParticipantPhrase],
    frames: Frames,
    *,
    after: int = 0,
    others: Sequence[Span] = (),
) -> Participants:
    """The participants that position gives the event; `after` is where the attributed content starts (a source that
    stands before it, as in "the army said rebels attacked", is not the rebels' fellow), `others` the other triggers."""
    start = max(sentence.start, after)
    phrases = [p for p in phrases if p.head.of(text).lower() not in FATES]
    near = [p for p in phrases if start <= p.span.start and p.span.end <= sentence.end and not p.span.overlaps(mention.trigger)]
    before = [p for p in near if p.span.end <= mention.trigger.start]
    if mention.word_class == "verb":
        before = _before_joined_verb(text, mention.trigger, before, others)
    behind = [p for p in near if p.span.start >= mention.trigger.end]
    inside = [p for p in phrases if p.span in mention.trigger and p.form != "group"]
    if mention.lemma in frames.subject_is_target and mention.word_class == "noun":
        found = Participants((), _subject(text, mention, clause, before))
    elif mention.word_class == "noun":
        found = _around_noun(text, mention, clause, before, behind, frames)
    else:
        found = _around_verb(text, mention, clause, before, behind, frames)
    if inside and not found.initiator:
        found = Participants(tuple(inside[:1]), found.target)
    if mention.lemma in frames.mutual and found.initiator and not found.target and len(found.initiator) > 1:
        found = Participants(found.initiator[:1], found.initiator[1:])
    found = Participants(tuple(p for p in found.initiator if p.head.of(text).lower() not in _VICTIMS), found.target)
    return Participants(*(tuple(_with_group(text, p, phrases) for p in role) for role in found))


def _with_group(text: str, phrase: ParticipantPhrase, phrases: Sequence[ParticipantPhrase]) -> ParticipantPhrase:
    """ "cadres of the CPI Maoist" names the group, not only its cadres."""
    if phrase.form != "group":
        return phrase
    for p in phrases:
        if p.span.start > phrase.span.end and p.form != "modifier" and _OF.fullmatch(text, phrase.span.end, p.span.start):
            return msgspec.structs.replace(
                phrase, span=phrase.span.hull(p.span), name=phrase.span.hull(p.span).of(text), actor=phrase.actor or p.actor
            )
    return phrase


def _before_joined_verb(text: str, trigger: Span, before: list[ParticipantPhrase], others: Sequence[Span]) -> list[ParticipantPhrase]:
    """Without the object of a verb before, where "and" joins the two: "its men killed the rebels and took the town"."""
    verbs = [o for o in others if o.end <= trigger.start]
    if not verbs or not before or before[-1].span.start < verbs[-1].end:
        return before
    if _AND_VERB.search(text, before[-1].span.end, trigger.start):
        return [p for p in before if p.span.end <= verbs[-1].start] or before
    return before


def _around_verb(
    text: str, mention: EventMention, clause: Span, before: list[ParticipantPhrase], behind: list[ParticipantPhrase], frames: Frames
) -> Participants:
    lead = text[max(clause.start, mention.trigger.start - 40) : mention.trigger.start]
    subject = _subject(text, mention, clause, before)
    objects = _objects(text, mention, behind)
    by = _phrases_after(text, mention.trigger.end, behind, _AFTER_NOUN_AGENT)
    form = mention.trigger.of(text).lower()
    participle = bool(re.search(r"(?:ed|en|wn|aught|ot|id|uck|ut|und|eld|ost|ung|it|urt|aken|lain|urnt|ead|led)\b", form.split()[0]))
    progressive = form.split()[0].endswith("ing")  # "hindus were attacking"
    passive = (bool(_PASSIVE.search(lead)) and not progressive) or (participle and bool(by) and not objects)
    bare = participle and not objects and not _ACTIVE_AUX.search(lead) and not _NOUN_PHRASE.match(text, mention.trigger.end)
    if not passive and bare and mention.lemma in frames.passive_when_bare:
        passive = True
    if mention.lemma in frames.subject_is_target:
        return Participants((), subject)
    if mention.lemma in frames.mutual:
        pair = _phrases_after(text, mention.trigger.end, behind, _PAIR) or objects
        return Participants(subject, pair)
    if passive:
        return Participants(by, subject)
    if mention.lemma in frames.intransitive:
        against = _phrases_after(
            text, mention.trigger.end, behind, re.compile(r"^\s*(?:on|upon|at|against)\s+(?:[\w’',-]+\s+){0,4}$", re.I)
        )
        return Participants(subject, against)
    return Participants(subject, objects)


def _around_noun(
    text: str, mention: EventMention, clause: Span, before: list[ParticipantPhrase], behind: list[ParticipantPhrase], frames: Frames
) -> Participants:
    trigger = mention.trigger
    between = _phrases_after(text, trigger.end, behind, _PAIR)
    if mention.lemma in frames.mutual and between:
        first, rest = between[:1], between[1:]
        if rest:
            return Participants(first, rest)
        return Participants(_subject(text, mention, clause, before), first)
    by = _phrases_after(text, trigger.end, behind, _AFTER_NOUN_AGENT)
    target = _phrases_after(text, trigger.end, behind, _AFTER_NOUN_TARGET)
    if not by:
        # "Israeli air strikes", "Taliban attack", "the rebels' ambush"
        by = tuple(
            p
            for p in before[-1:]
            if _ADJACENT.fullmatch(text, p.span.end, trigger.start) and not _BY.search(text[clause.start : p.span.start])
        )
    if by and mention.lemma in frames.loss:
        by, target = (), target or by  # "civilian casualties": who suffers a loss, not who causes it
    if not by:
        light = [m.start() for m in frames.light_verbs.finditer(text, clause.start, trigger.start)]
        if light:
            by = _subject(text, mention, clause, [p for p in before if p.span.end <= light[-1]])
    if not target:
        # "killed in an air strike": what the verb before the noun leaves behind
        m = re.search(
            r"\b(?:killed|wounded|injured|dead|died|hurt|shot|hit|targeted|destroyed|displaced)\b", text[clause.start : trigger.start], re.I
        )
        if m:
            verb = clause.start + m.start()
            target = _subject(text, mention, clause, [p for p in before if clause.start <= p.span.start and p.span.end <= verb])
    return Participants(by, tuple(p for p in target if p not in by))


def _subject(text: str, mention: EventMention, clause: Span, before: list[ParticipantPhrase]) -> tuple[ParticipantPhrase, ...]:
    """The noun phrase that the verb's clause starts with, else the nearest one before it that no preposition governs."""
    nominal = [p for p in before if p.form != "modifier"]
    inside = [p for p in nominal if p.span.start >= clause.start]
    free = [p for p in inside if not _PREPOSITION.search(text, max(clause.start, p.span.start - _LEAD), p.span.start) and not p.located]
    pool = free or [p for p in inside if not p.located]
    if not pool and _NO_SUBJECT_YET.fullmatch(text, clause.start, mention.trigger.start):
        pool = [p for p in nominal if not p.located and not _PREPOSITION.search(text, max(p.span.start - _LEAD, 0), p.span.start)][-1:]
    if not pool:
        return ()
    head = pool[-1]
    first = next((p for p in nominal if p.span.end <= head.span.start and _JOIN.match(text[p.span.end : head.span.start])), None)
    return _joined(text, first or head, nominal)


def _objects(text: str, mention: EventMention, behind: list[ParticipantPhrase]) -> tuple[ParticipantPhrase, ...]:
    """The phrases right after an active verb, with what is joined to them."""
    for p in behind:
        gap = text[mention.trigger.end : p.span.start]
        if len(gap) > 60 or _OBJECT_GAP.search(gap) or gap.count(",") > 1:
            break
        if p.form != "modifier":
            return _joined(text, p, behind)
        return (p,)
    return ()


def _phrases_after(text: str, start: int, behind: list[ParticipantPhrase], gap: re.Pattern[str]) -> tuple[ParticipantPhrase, ...]:
    for p in behind:
        if p.span.start - start > 70:
            break
        if gap.match(text[start : p.span.start]):
            return _joined(text, p, behind)
    return ()


def _joined(text: str, head: ParticipantPhrase, pool: Sequence[ParticipantPhrase]) -> tuple[ParticipantPhrase, ...]:
    """`head` and the phrases that "and" or a comma joins to it, on its right."""
    out, last = [head], head
    for p in pool:
        if p.span.start <= last.span.start:
            continue
        if p.form == "modifier" or not _JOIN.match(text[last.span.end : p.span.start]):
            break
        out.append(p)
        last = p
    return tuple(out)
