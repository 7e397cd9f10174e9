"""The event type that the words beside a trigger tell beyond doubt.

In:  a text, an event mention, its sentence and what stands in it.   Out: the mention, under that type.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

import msgspec

from ascribe.domain.event import EventMention, EventType
from ascribe.domain.quantity import Count, QuantityRole
from ascribe.domain.span import Span
from ascribe.read.extract.features import Surroundings
from ascribe.read.extract.quantities import role_fits

__all__ = ["TAKING", "typed_by_figure", "typed_by_words"]

#: Verbs of taking, which take people or places.
TAKING: Final = frozenset(("capture", "seize", "recapture", "take", "hold", "lose", "clear", "free"))
#: The event type that a figure's own word tells.
_TYPE_OF_ROLE: dict[QuantityRole, EventType] = {
    "killed": "killing", "injured": "injury", "captured": "detention", "abducted": "abduction", "displaced": "displacement",
    "surrendered": "surrender", "affected": "killing",
}  # fmt: skip


def typed_by_figure(mention: EventMention, counts: Sequence[Count]) -> EventMention:
    """The mention under the type that its own figure tells: who "lost 400 troops" lost no ground."""
    for c in counts:
        own = c.role_by is not None and c.role_by.overlaps(mention.trigger) and c.kind == "people"
        if own and c.role in _TYPE_OF_ROLE and (not role_fits(c.role, mention.type) or (mention.type == "seizure" and c.of is not None)):
            return msgspec.structs.replace(mention, type=_TYPE_OF_ROLE[c.role])
    return mention


#: Who clashes in a protest (claims, hard cases: riots, mobs, stone-throwing).
_PROTESTERS: Final = r"(?:protest(?:er|or)s?|demonstrators?|mobs?|rioters?|crowds?)\b"
_PROTESTERS_BEFORE = re.compile(rf"\b{_PROTESTERS}(?:\s+[a-z]+){{0,2}}\s+\Z", re.IGNORECASE)
_PROTESTERS_AFTER = re.compile(
    rf"\s+(?:with|between|involving)\s+(?:(?!(?:as|while|when|after|before|in|near|at|that|who|which)\b)[\w’'-]+\s+){{0,6}}?{_PROTESTERS}",
    re.IGNORECASE,
)
_CLASH_REACH = 60
#: Civilians who flee are displaced.
_FLEE = frozenset(("flee", "fled", "flees", "fleeing"))
_RESIDENTS = re.compile(
    r"\b(?:families|residents|civilians|villagers|refugees|children|women|inhabitants|households|people)\s+(?:(?:have|had|has|who|were|are|also|then"
    r"|\w+ly)\s+){0,3}\Z",
    re.IGNORECASE,
)
_ARMED = re.compile(
    r"\b(?:soldiers?|troops|fighters?|gunm[ae]n|militants?|rebels?|officers?|police(?:men)?|forces|commanders?|insurgents?|attackers?)\b",
    re.IGNORECASE,
)
#: "Khinj and Unabah had been captured": what stands between a place and the verb that takes it.
_PASSIVE = re.compile(
    r"\s+(?:(?:was|were|is|are|has\s+been|have\s+been|had\s+been|being|been)\s+)(?:\w+ly\s+|also\s+|all\s+|both\s+)*", re.IGNORECASE
)


def typed_by_words(text: str, mention: EventMention, sentence: Span, around: Surroundings) -> EventMention:
    """The mention under the type that the words beside it tell beyond doubt."""
    at = mention.trigger
    if mention.type == "clash" and mention.lemma == "clash":
        before = _PROTESTERS_BEFORE.search(text, max(sentence.start, at.start - _CLASH_REACH), at.start)
        theirs = before or _PROTESTERS_AFTER.match(text, at.end, sentence.end)
        return msgspec.structs.replace(mention, type="protest") if theirs else mention
    if mention.type == "detention" and mention.lemma in TAKING:
        taken = any(t.end <= at.start and _PASSIVE.fullmatch(text, t.end, at.start) for t in around.toponyms)
        return msgspec.structs.replace(mention, type="seizure") if taken else mention
    if mention.type == "withdrawal" and mention.lemma in _FLEE:
        before = _RESIDENTS.search(text, max(sentence.start, at.start - _CLASH_REACH), at.start)
        armed = _ARMED.search(text, max(sentence.start, at.start - _CLASH_REACH), at.start)
        return msgspec.structs.replace(mention, type="displacement") if before and not armed else mention
    if mention.lemma == "defuse":
        return msgspec.structs.replace(mention, type="weapons")
    return _typed_by_means(text, mention, sentence)


#: A grenade that is thrown is no bomb that was laid (claims, event types).
_THROWN_GRENADE = re.compile(
    r"(?:(?:hurl|lobb?|throw|toss)(?:s|ed|ing|n)?|threw)\s+(?:(?!(?:and|at|into|on)\b)[\w-]+\s+){0,3}grenades?\b"
    r"|(?:hand[- ])?grenade\s+(?:attacks?|explosions?|blasts?)\b",
    re.IGNORECASE,
)
#: Beaten to death, or beaten.
_BEATEN = re.compile(
    r"(?:severely\s+|badly\s+|brutally\s+)?(?:beat(?:en|ing|s)?|thrash(?:ed|ing|es)?|flogged|flogging|manhandled|roughed\s+up)\b",
    re.IGNORECASE,
)
_TO_DEATH = re.compile(
    r"\b(?:death|dead|died?|dies|dying|fatal\w*|succumb\w*|kill\w*|murder\w*|bod(?:y|ies)|corpses?|lynch\w*)\b", re.IGNORECASE
)
#: "launched a search operation", "launched an operation to rescue two masons".
_SEARCH = re.compile(
    r"(?:launch(?:es|ed|ing)?\s+(?:an?\s+|the\s+|its\s+)?(?:[\w-]+\s+){0,2})?"
    r"(?:(?P<search>search|combing|cordon(?:\s+and\s+search)?|rescue|tracking)\s+)?operations?\b"
    r"(?P<to>(?:\s+(?:in|at|around)\s+(?:(?!to\b)[\w’'-]+\s+){1,6}?|\s+)to\s+(?:rescue|search|recover|trace|nab|arrest|locate|track|find|apprehend)\b)?",
    re.IGNORECASE,
)
_DEADLY = re.compile(r"\b(?:kill(?:ed|ing|s)?|dead|died|deaths?|wound(?:ed|ing)|injur(?:ed|ing))\b", re.IGNORECASE)
_SEARCH_BEFORE = re.compile(r"\b(?:search|combing|cordon|rescue|tracking)\s+\Z", re.IGNORECASE)
#: Strikes that no word says are on foot come from the air: of 33 in the training passages 26 do, 4 are shelling.
_STRIKE = frozenset(("strike", "strikes"))
_OTHER_STRIKE = re.compile(
    r"\b(?:hunger|general|labou?r|workers?['’]?|transport|teachers?['’]?|lightning|surgical|ground|suicide|insider|naval|\w+-day)\s+\Z",
    re.IGNORECASE,
)
#: Who strikes on foot, beside the word: "the gunmen's strike on the hotel", "the strike by Maoist rebels".
_ON_FOOT = re.compile(
    r"\b(?:gunm[ae]n|fighters?|rebels?|militants?|insurgents?|guerrillas?|Maoists?|Naxals?|Boko\s+Haram|(?:Al-)?Shabaab|commandos?|Taliban|jihadists?"
    r"|terrorists?|attackers?)\b",
    re.IGNORECASE,
)
#: What is stopped in the air; where the sentence tells that it was fired, that is the event.
_INTERCEPT = re.compile(r"intercept(?:s|ed|ing|ions?)?\Z", re.IGNORECASE)
_AT_SEA = re.compile(
    r"\s+(?:of\s+)?(?:[\w-]+\s+){0,3}?(?:boats?|ships?|vessels?|convoys?|flotillas?|dhows?|trucks?|planes?|aircraft)\b", re.IGNORECASE
)
_IN_THE_AIR = re.compile(r"\b(?:missiles?|rockets?|drones?|projectiles?|UAVs?|shaheds?)\b", re.IGNORECASE)


def _typed_by_means(text: str, mention: EventMention, sentence: Span) -> EventMention:
    """The mention under the type that its means decide: a thrown grenade, fists, a search, a strike, a missile that is intercepted."""
    at = mention.trigger
    words = at.of(text).lower()
    kind: EventType | None = None
    if mention.type == "bombing" and _THROWN_GRENADE.match(text, at.start, sentence.end):
        kind = "attack"
    elif (
        mention.type == "killing"
        and _BEATEN.match(text, at.start, sentence.end)
        and not _TO_DEATH.search(text, max(sentence.start, at.start - 40), sentence.end)
    ):
        kind = "abuse"
    elif (
        mention.type == "attack"
        and (found := _SEARCH.match(text, at.start, sentence.end))
        and not _DEADLY.search(text, at.end, sentence.end)
    ):
        kind = "other" if found["search"] or found["to"] or _SEARCH_BEFORE.search(text, sentence.start, at.start) else None
    elif mention.type == "attack" and words in _STRIKE and mention.word_class == "noun":
        beside = max(sentence.start, at.start - 60), min(sentence.end, at.end + 30)
        kind = None if _OTHER_STRIKE.search(text, beside[0], at.start) or _ON_FOOT.search(text, *beside) else "airstrike"
    elif mention.type in ("shelling", "airstrike") and _INTERCEPT.match(words) and _IN_THE_AIR.search(text, sentence.start, sentence.end):
        kind = None if _AT_SEA.match(text, at.end, sentence.end) else "destruction"
    return msgspec.structs.replace(mention, type=kind) if kind is not None else mention
