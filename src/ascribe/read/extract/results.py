"""One claim where one event is told by several words: what an action did, and what a speech act calls for.

In:  the accepted mentions of a sentence.   Out: the mentions without those that only tell what an action did.

"An air strike killed 12", "12 were killed in an air strike", "gunmen opened fire, killing five", "the blast destroyed 25 shops": the
figures belong to the strike and the blast. "Killed 350 and captured 40 during a battle" stays a killing: the battle only frames it
(claims, event types).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

import msgspec

from ascribe.domain.event import EventMention, EventType
from ascribe.domain.span import Span

__all__ = ["without_results"]

_ACTIONS: frozenset[EventType] = frozenset(("airstrike", "shelling", "bombing", "attack", "clash"))
_RESULTS: frozenset[EventType] = frozenset(("killing", "injury"))
_RESULT_LEMMAS = frozenset((
    "kill", "die", "dead", "injure", "wound", "injured", "wounded", "hurt", "perish", "succumb", "claim lives", "lose their lives",
    "martyr", "harm", "maim", "casualty", "death", "injury", "leave ~ dead", "leave dead",
))  # fmt: skip
#: What an action does to things; "three strikes engaged two units and destroyed a vehicle" tells of the strikes alone.
_RUIN_LEMMAS = frozenset((
    "destroy", "damage", "demolish", "disable", "suppress", "engage", "level", "flatten", "wreck", "ruin", "gut",
))  # fmt: skip
_BE = re.compile(r"\b(?:is|are|was|were|been|being|be|get|gets|got)\s+(?:\w+ly\s+|also\s+|all\s+|both\s+|later\s+|reported\s+)*$", re.I)
#: "were not killed in the attack": told for itself.
_NOT_DONE = re.compile(r"\b(?:is|are|was|were|been|being|be|not|never)\s+(?:\w+\s+){0,2}$|n['’]t\s+(?:\w+\s+)?$", re.I)
_INTRANSITIVE = frozenset(("die", "dead", "perish", "succumb", "lose their lives", "death", "casualty", "injured", "wounded", "injury"))
#: "killed [at least …] in an air strike": how the action follows what it did.
_INTO_ACTION = re.compile(
    r"(?:(?!\b(?:said|says|told|added|and\s+that)\b)[^;.:!?]){0,90}?\b(?:in|by|from|during|after|following"
    r"|due\s+to|as\s+a\s+result\s+of|as|when)\s+(?:[\w’',()-]+\s+){0,9}$",
    re.I,
)
#: "killed two rebels in an ambush", "in Idlib in an air strike": the action follows whom it killed, with its own words alone.
_IN_ACTION = re.compile(
    r"(?:(?!\b(?:in|said|says|that|who|whose|which|where|while|after|before|but|part|behind|suspected|involved|wanted|accused|another)\b"
    r"|\b(?!(?:wounded|injured|armed|suspected|masked)\b)[a-z]+ed\b)[^,;.:!?]){1,80}?"
    r"(?:\bin\s+(?:the\s+)?[A-Z][\w’'-]+(?:\s+[A-Z][\w’'-]+){0,2}\s+)?"
    r"\bin\s+(?:an?\s+|the\s+|its\s+|their\s+|two\s+|three\s+|several\s+|multiple\s+|\d+\s+)?"
    r"(?:(?!(?:response|retaliation|revenge|reprisal|connection|case|trial|area|village|town|charge|separate|second|wake|aftermath)\b)"
    r"[\w’'-]+\s+){0,2}$"
)
#: "the air strike on the market [that] killed": how the action precedes what it did.
_FROM_ACTION = re.compile(
    r"(?:\s+(?:on|in|against|by|near|at|from|across|outside|targeting|of)\s+[^;.:!?]{1,90}?)?,?\s+"
    r"(?:(?:that|which|has|have|had|also|reportedly|allegedly|later|left|leaving|leaves|leave|caused|causing|and|at\s+least|about|\d+|\w+\s+people)\s+)*",
    re.I,
)
#: "The exchange of fire went on, leading to the killing of two": how an action comes to what it did, told by a noun.
_LED_TO = re.compile(r"[^;.:!?]{0,160}?\b(?:led|leads?|leading|result(?:ed|s|ing)?)\s+(?:to|in)\s+(?:the\s+|several\s+|some\s+)?", re.I)
#: Nouns that tell what an action did only where it led to it; "the killing of two after the clash" is told for itself.
_LED_TO_LEMMAS = frozenset(("killing", "wounding"))
#: "Gunmen opened fire on the car and killed him": fire is opened at those whom it hits.
_FIRED_AND = re.compile(r"(?:\s+(?:at|on|upon|indiscriminately|near|inside)\s[^;,.:!?]{1,60}?)?\s+and\s+$", re.I)
_FIRE = frozenset(("open fire", "opened fire", "open firing", "opened firing"))
#: From an action over a first thing that it did to the next: "strikes engaged two units; destroyed a tunnel".
_OVER_FIRST = re.compile(r"\s+\w+ed\s+[^.:!?]{1,160}?(?:;|,|\band)\s+(?:(?:and|also|then)\s+)*", re.I)
#: From one thing that an action did to the next: "killed 13 and destroyed", "engaged two units; destroyed a tunnel; and damaged".
_NEXT_RESULT = re.compile(r"[^.:!?]{1,160}?(?:;|,|\band)\s+(?:(?:and|also|then|later)\s+)*", re.I)
#: "was hit by shelling", "struck by an air strike": one, of the verb, which has what was hit.
_HIT_BY = re.compile(r"(?:hit|struck|targeted)\s+(?:by|in)\s+(?:[\w’'-]+\s+){0,3}", re.I)
_PAST = re.compile(r"\s+[a-z]{3,}ed\s")
_BY = re.compile(r"[^;,.:!?]{0,60}?\bby\s+", re.I)
_SPEECH_ACTS: frozenset[EventType] = frozenset(("appeal", "threat"))
_TO_ACT = re.compile(r"[^;.:!?]{0,110}?\bto\s+(?:\w+\s+){0,2}", re.I)
_DOUBTED = re.compile(r"\b(?:feared|presumed|believed|thought)\s+(?:to\s+be\s+|to\s+have\s+|been\s+)*$", re.I)
#: People by what was done to them: an event only where no other word of the sentence tells it.
_UNDERGOERS = frozenset(("hostage", "prisoner", "captive", "detainee", "refugee", "refugees", "victim", "missing"))
_PARTICIPLE_REACH = 160
_TOLL_OF = re.compile(r"\s+of\s+(?:[\w’'-]+\s+){1,4}")
_ONE_PHRASE = re.compile(
    r"\s+(?:(?:an?|the|several|two|three|its|their|another)\s+)?(?:(?!and\b|or\b|in\b|on\b|of\b|that\b|by\b|was\b|were\b)[\w-]+\s+)?", re.I
)


def without_results(text: str, mentions: Sequence[EventMention], speaker_of: Callable[[Span], object]) -> tuple[EventMention, ...]:
    """The mentions that tell an event of their own, in text order; what one source says is no result of another's event."""
    mentions = _joined(text, mentions)
    actions = [m for m in mentions if m.type in _ACTIONS]
    told_by_others: list[EventMention] = []
    for m in mentions:
        ruin = m.lemma in _RUIN_LEMMAS and m.word_class == "verb"
        told = m.type in _RESULTS and m.lemma in _RESULT_LEMMAS | _LED_TO_LEMMAS
        if not ruin and not told and not (m.type in _ACTIONS and m.lemma in _RESULT_LEMMAS):
            continue
        own = [a for a in actions if a is not m and speaker_of(a.trigger) == speaker_of(m.trigger)]
        if any(_did(text, m, a) if ruin else _is_result(text, m, a) for a in own) or _goes_on(text, m, told_by_others, own):
            told_by_others.append(m)
    told_by_others += [m for m in mentions if any(_found_them(text, m, k) for k in mentions)]
    told_by_others += [m for m in mentions if any(_is_means(text, m, k) for k in mentions)]
    told_by_others += [m for m in mentions if m.type in _SPEECH_ACTS and any(_is_called_for(text, m, a) for a in mentions)]
    told_by_others += [
        m for m in mentions if m.lemma in _UNDERGOERS and m.word_class == "noun" and sum(not k.answers for k in mentions) > 1
    ]
    return tuple(m for m in mentions if m not in told_by_others)


#: What is done with the dead: 48 of 55 such words are no claim of their own in the annotated passages.
_WITH_THE_DEAD = re.compile(r"(?:bur(?:ied|y|ying)|recover(?:ed|ing)|retrieved|found|pulled|brought|taken|discovered|counted)\b", re.I)
#: From the dead to what was done with them; of "the remains of two captives taken into Gaza" the captives were taken.
_WERE = re.compile(
    r"(?:\s+of\s+(?:[\w’'-]+\s+){1,4}?)?\s*(?:(?:had|have|has|was|were|are|is|been|being|be|also|later|since|already|\w+ly)\s+){1,4}", re.I
)
_BODIES = re.compile(r"(?:dead\s+)?bod(?:y|ies)|corpses?|remains", re.I)


def _found_them(text: str, m: EventMention, dead: EventMention) -> bool:
    """ "22 bodies had been buried": the bodies tell of the killing."""
    between = text[dead.trigger.end : m.trigger.start]
    if dead.trigger.end > m.trigger.start or _BODIES.fullmatch(dead.trigger.of(text)) is None:
        return False
    return _WITH_THE_DEAD.match(text, m.trigger.start) is not None and _WERE.fullmatch(between) is not None


def _is_means(text: str, action: EventMention, killing: EventMention) -> bool:
    """ "killed him by opening fire on him": the killing is told, and how it was done."""
    if killing.type != "killing" or killing.word_class != "verb" or action.type != "attack" or killing.trigger.end > action.trigger.start:
        return False
    return (
        action.trigger.of(text).lower().split()[0].endswith("ing")
        and _BY.fullmatch(text, killing.trigger.end, action.trigger.start) is not None
    )


def _is_called_for(text: str, speech: EventMention, act: EventMention) -> bool:
    """ "urged the rebels to release the hostages", "threatened to attack": the claim is the act, with its status (claims, hard
    cases)."""
    return act.trigger.start > speech.trigger.end and _TO_ACT.fullmatch(text, speech.trigger.end, act.trigger.start) is not None


def _joined(text: str, mentions: Sequence[EventMention]) -> list[EventMention]:
    """One mention where words of one type stand in one phrase: the verb of "detonated a car bomb", the head of "mine blast"."""
    out: list[EventMention] = []
    for m in mentions:
        one = out and out[-1].type == m.type and _ONE_PHRASE.fullmatch(text, out[-1].trigger.end, m.trigger.start)
        if out and out[-1].lemma == "toll" and m.type == out[-1].type and _TOLL_OF.fullmatch(text, out[-1].trigger.end, m.trigger.start):
            out[-1] = m  # "a toll of 700 killed"
            continue
        if out and out[-1].type == m.type == "bombing" and text[out[-1].trigger.end : m.trigger.start] == " and ":
            continue  # "a bomb planted and detonated under the bus"
        shot = out and out[-1].lemma == "shoot" and text[out[-1].trigger.end : m.trigger.start] == " and "
        if out and out[-1].type == m.type and m.word_class == "noun" and _HIT_BY.fullmatch(text, out[-1].trigger.start, m.trigger.start):
            continue
        if one or (shot and m.type == "killing"):  # "shot and killed"
            if shot or out[-1].word_class == "noun":
                out[-1] = m
            continue
        out.append(m)
    return out


def _did(text: str, ruin: EventMention, action: EventMention) -> bool:
    """ "The strike destroyed", "bombed the base, destroying": the action stands first and is the one that does it."""
    if action.lemma in _RUIN_LEMMAS or action.trigger.end > ruin.trigger.start:
        return False
    gap = Span(action.trigger.end, ruin.trigger.start)
    # "one strike destroyed", "a strike engaged two units and destroyed": no verb stands before a verb
    noun = action.word_class == "noun" or gap.of(text).isspace() or _PAST.match(text, gap.start, gap.end) is not None
    over = noun and _OVER_FIRST.fullmatch(text, gap.start, gap.end) is not None
    return over or _is_result(text, ruin, msgspec.structs.replace(action, word_class="noun") if noun else action)


def _goes_on(text: str, m: EventMention, results: Sequence[EventMention], actions: Sequence[EventMention]) -> bool:
    """Whether an active verb goes on from what an action, itself no verb, was just told to have done."""
    before = [r for r in results if r.trigger.end <= m.trigger.start]
    if (
        not before
        or m.word_class != "verb"
        or not any(a.word_class == "noun" and a.trigger.end <= before[-1].trigger.start for a in actions)
    ):
        return False
    if any(before[-1].trigger.end <= a.trigger.start < m.trigger.start for a in actions):
        return False
    if _BE.search(text, max(0, m.trigger.start - 40), m.trigger.start):
        return False
    return _NEXT_RESULT.fullmatch(text, before[-1].trigger.end, m.trigger.start) is not None


def _is_result(text: str, result: EventMention, action: EventMention) -> bool:
    if _DOUBTED.search(text, max(0, result.trigger.start - 30), result.trigger.start):
        return False  # "40 are feared dead after the strike": the dead are in doubt, the strike is not
    if result.lemma in _LED_TO_LEMMAS:
        return action.trigger.end <= result.trigger.start and _LED_TO.fullmatch(text, action.trigger.end, result.trigger.start) is not None
    if action.trigger.start > result.trigger.end:
        passive = result.lemma in _INTRANSITIVE or bool(_BE.search(text, max(0, result.trigger.start - 40), result.trigger.start))
        acts = result.word_class == "verb" and not _NOT_DONE.search(text, max(0, result.trigger.start - 40), result.trigger.start)
        if not passive and acts and action.word_class == "noun" and action.type != "clash":
            return _IN_ACTION.fullmatch(text, result.trigger.end, action.trigger.start) is not None
        return passive and bool(_INTO_ACTION.fullmatch(text, result.trigger.end, action.trigger.start))
    if action.trigger.end > result.trigger.start:
        return False
    gap = text[action.trigger.end : result.trigger.start]
    if result.word_class == "noun" and _LED_TO.fullmatch(gap):
        return True
    if action.lemma in _FIRE and _FIRED_AND.fullmatch(gap):
        return True
    if result.trigger.of(text).lower().endswith("ing"):
        return len(gap) <= _PARTICIPLE_REACH and not re.search(r"[;.:!?]\s", gap)
    return (
        action.word_class == "noun"
        and len(gap) <= _PARTICIPLE_REACH
        and _FROM_ACTION.fullmatch(text, action.trigger.end, result.trigger.start) is not None
    )
