"""What surrounds a trigger candidate: the features that decide whether it names an event of its own, and of which type.

In:  a text, its sentences, and the candidates of each sentence.   Out: feature names, for weights made elsewhere.

The same function serves training (`training/triggers.py`) and reading, so the two cannot drift apart.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from ascribe.domain.actor import ParticipantPhrase
from ascribe.domain.attribution import AttributionRelation
from ascribe.domain.event import WordClass
from ascribe.domain.quantity import Count
from ascribe.domain.span import Span
from ascribe.lexicon.triggers import TriggerReading

__all__ = ["Candidate", "Surroundings", "features_of_accept", "features_of_type", "word_class_of"]

_WORD = re.compile(r"[\w’'.-]*\w|[^\w\s]")
_CLAUSE_EDGE = re.compile(
    r"[;:—–]|,|\b(?:while|but|after|when|because|although|though|whereas|who|which|where|that|if|before|since|until)\b", re.I
)
_NUMBER = re.compile(
    r"\d|\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|dozens?|several|hundreds?|thousands?"
    r"|no one|nobody)\b",
    re.I,
)
_MODAL = re.compile(
    r"\b(?:will|would|may|might|could|should|must|can|shall|to|going|plans?|planned|intends?|expected|likely|if|unless)\b", re.I
)
_NEGATION = re.compile(r"\b(?:not|no|never|none|nobody|without|neither|nor|denied|denies|deny)\b|n['’]t\b", re.I)
_PEOPLE = re.compile(
    r"\b(?:people|persons?|civilians?|soldiers?|fighters?|militants?|troops?|police(?:men|man)?|rebels?|insurgents?|terrorists?|villagers?|men|women|"
    r"children|residents?|guerrillas?|peasants?|officers?|forces|army|gunmen|members?|personnel|victims?)\b",
    re.I,
)
_WEAPON = re.compile(
    r"\b(?:air|aerial|drones?|jets?|planes?|aircraft|helicopters?|warplanes?|missiles?|rockets?|artillery|mortars?|shells?|bombs?|ied|mines?|suicide|car|truck|"
    r"grenades?|gun|guns|rifles?|arms|weapons?|ammunition|explosives?|stones?|police|market|curfew|town|city|village|district|border|talks|prisoners?|hostages?)\b",
    re.I,
)


_NOUN_BEFORE = re.compile(
    r"(?:\b(?:the|an?|this|that|these|those|its|his|her|their|our|my|your|any|no|some|each|every|another|several|many|more|most|few|both|such|other|further|recent|latest|new|"
    r"deadly|fresh|heavy|fierce|intense|massive|major|alleged|suspected|separate|(?<!no )(?<!any )one|"
    r"two|three|four|five|six|seven|eight|nine|ten|dozens\s+of|of|in|for|by|with|after|during|following|"
    r"against|from|amid|about|over|under|into|between|despite|without|before|since|russian|israeli|us|american|turkish|syrian|iraqi|ukrainian|indian|saudi|air|drone|missile|"
    r"rocket|suicide|car|bomb|terror|terrorist|militant|rebel|gun|armed|military|ground|police|guerrilla|insurgent|taliban|arson|\d+)|[’']s)\s+\Z",
    re.I,
)
#: "an NRF ambush", "the night attack": a determiner with one or two words between.
_DETERMINED = re.compile(r"\b(?:the|an?|another|this|that|each|every|its|his|their)\s+(?:[\w’'-]+\s+)?([\w’'-]+)\s+\Z", re.I)
_VERB_BEFORE = re.compile(
    r"\b(?:to|will|would|can|could|may|might|must|should|shall|did|does|do|not|have|has|had|having|been|be|being|was|were|is|are|who|which|they|he|she|it|we|i|you|never|"
    r"also|then|reportedly|allegedly|n[’']t|and\s+then|\w+ly)\s+\Z",
    re.I,
)
_NOUN_AFTER = re.compile(
    r"\s+(?:of|by|against|between|on|carried|conducted|launched|was|were|is|are|has|have|had|that|which|took|occurred|happened|came|began|continued|broke|erupted|would|will|in\s+which|may)\b",
    re.I,
)


#: Code points that a clause may reach to each side: longer ones are lists, or hostile.
_CLAUSE_REACH = 300


class Candidate(NamedTuple):
    """Words of the trigger lexicon at a place, with their readings, in text order within their sentence."""

    span: Span
    form: str
    readings: tuple[TriggerReading, ...]


class Surroundings(NamedTuple):
    """What other steps found in a sentence, and what the document is about: acts of saying, counts, participant phrases, toponyms,
    words by topic."""

    relations: Sequence[AttributionRelation] = ()
    counts: Sequence[Count] = ()
    phrases: Sequence[ParticipantPhrase] = ()
    topics: Mapping[str, int] = MappingProxyType({})
    toponyms: Sequence[Span] = ()


def features_of_accept(
    text: str, sentence: Span, index: int, candidates: Sequence[Candidate], position: int, seen: Counter[str], around: Surroundings
) -> list[str]:
    """Features of whether `candidates[position]` of the sentence is a claim's trigger.

    `index` is the sentence's place in the document, `seen` counts the event types of candidates in earlier sentences, `around`
    what other steps found in this sentence.
    """
    c = candidates[position]
    first = c.readings[0]
    own = first.type
    word_class = word_class_of(text, c.span, c.readings)
    before, after = _around(text, sentence, c.span)
    left, right = _clause(text, sentence, c.span)
    clause = text[left:right]
    edge = _CLAUSE_EDGE.findall(text, max(sentence.start, left - 12), left)
    out = [
        "edge:" + (edge[-1].lower() if edge else "<"),
        "f:" + c.form,
        f"l:{first.lemma}:{word_class}",
        "t:" + own,
        "c:" + word_class,
        f"tc:{own}:{word_class}",
    ]
    out += [f"weak:{all(r.weak for r in c.readings)}", f"n_readings:{min(3, len(c.readings))}"]
    for i in (1, 2):
        out.append(f"-{i}:{before[-i] if len(before) >= i else '<'}")
        out.append(f"+{i}:{after[i - 1] if len(after) >= i else '>'}")
    out.append(f"-1l:{before[-1] if before else '<'}|{word_class}")
    out.append(f"+1c:{after[0] if after else '>'}|{word_class}|{own}")
    out.append(f"sent:{min(index, 4)}")
    for name, pattern in (("num", _NUMBER), ("people", _PEOPLE), ("modal", _MODAL), ("neg", _NEGATION), ("weapon", _WEAPON)):
        if pattern.search(clause):
            out += [name, f"{name}|{word_class}", f"{name}|{own}"]
    out.append(f"in_sentence:{min(len(candidates), 5)}:{min(position, 3)}")
    strong = [k for k in candidates if not all(r.weak for r in k.readings)]
    out.append(f"strong:{min(len(strong), 4)}")
    for side, neighbour in (
        ("p", candidates[position - 1] if position else None),
        ("n", candidates[position + 1] if position + 1 < len(candidates) else None),
    ):
        if neighbour is None:
            out.append(side + ":none")
            continue
        same = left <= neighbour.span.start < right
        kind = neighbour.readings[0].type
        weak = "w" if all(r.weak for r in neighbour.readings) else "s"
        gap = text[min(c.span.end, neighbour.span.end) : max(c.span.start, neighbour.span.start)].strip().lower()
        out += [f"{side}:{kind}", f"{side}:{kind}:{own}:{same}", f"{side}{weak}:{same}"]
        if len(gap) <= 12:
            out += [f"{side}gap:{gap}", f"{side}gap:{gap}:{kind}:{own}"]
    repeats = seen[own]
    out += [f"seen:{min(repeats, 3)}:{word_class}", f"seen:{min(repeats, 2)}:{before[-1] if before else '<'}"]
    if any(r.cue is not None and r.cue.overlaps(c.span) for r in around.relations):
        out += ["cue", f"cue:{first.lemma}"]
    about, off = around.topics.get("conflict", 0), max((n for t, n in around.topics.items() if t != "conflict"), default=0)
    out += [f"about:{min(about, 6)}", f"off:{min(off, 4)}", f"about:{min(about, 4)}:{own}", f"off:{off > about}"]
    out += _said(c.span, around.relations, word_class) + _counted(c.span, left, right, own, around.counts)
    out += _acting(text, c.span, left, right, word_class, own, around.phrases)
    word = c.span.of(text)
    if word[:1].isupper() and not clause.isupper():
        out.append(f"capital:{c.span.start == sentence.start}")
    if word.isupper():
        out.append("upper")
    return out


def _said(span: Span, relations: Sequence[AttributionRelation], word_class: WordClass) -> list[str]:
    held = [r for r in relations if any(span in c for c in r.contents)]
    if not held:
        return ["unsaid", f"unsaid|{word_class}"]
    r = min(held, key=lambda r: (r.carried, min(len(c) for c in r.contents if span in c)))
    return [f"said:{r.force}", f"said:{r.force}|{word_class}", f"said:{r.carried}", f"by:{r.source_kind}"]


def _counted(span: Span, left: int, right: int, own: str, counts: Sequence[Count]) -> list[str]:
    out = []
    for c in counts:
        if c.role is None:
            continue
        if c.role_by is not None and c.role_by.overlaps(span):
            out += ["gives_role", f"gives_role:{c.role}:{own}"]
        elif left <= c.span.start < right:
            out += [f"role:{c.role}", f"role:{c.role}:{own}"]
    return list(dict.fromkeys(out)) or ["no_role"]


def _acting(
    text: str, span: Span, left: int, right: int, word_class: WordClass, own: str, phrases: Sequence[ParticipantPhrase]
) -> list[str]:
    before = [p for p in phrases if left <= p.span.start and p.span.end <= span.start and p.form != "modifier"]
    after = [p for p in phrases if span.end <= p.span.start < right and p.form != "modifier"]
    inside = [p for p in phrases if p.span.overlaps(span)]
    out = [f"who:{bool(before)}:{bool(after)}|{word_class}", f"who:{bool(before)}:{bool(after)}|{own}"]
    if before:
        out += [
            f"left:{before[-1].kind}",
            f"left:{before[-1].kind}|{own}",
            f"leftgap:{min(3, text.count(' ', before[-1].span.end, span.start))}",
        ]
    if after:
        out += [
            f"right:{after[0].kind}",
            f"right:{after[0].kind}|{own}",
            f"rightgap:{min(3, text.count(' ', span.end, after[0].span.start))}",
        ]
    if inside:
        out.append(f"inside:{inside[0].form}")
    return out


def word_class_of(text: str, span: Span, readings: Sequence[TriggerReading]) -> WordClass:
    """Whether the words are a verb or a noun here, by their neighbours; the lexicon decides where only one is possible."""
    classes = {r.word_class for r in readings}
    if len(classes) == 1:
        return readings[0].word_class
    before = max(0, span.start - 24)
    if _NOUN_BEFORE.search(text, before, span.start):
        return "noun"
    if (m := _DETERMINED.search(text, before, span.start)) and not span.of(text).lower().endswith("s") and not m.group(1).endswith("s"):
        return "noun"
    if _VERB_BEFORE.search(text, before, span.start):
        return "verb"
    return "noun" if _NOUN_AFTER.match(text, span.end) else "verb"


def features_of_type(text: str, sentence: Span, candidate: Candidate) -> list[str]:
    """Features of which event type the candidate's words name here."""
    before, after = _around(text, sentence, candidate.span)
    left, right = _clause(text, sentence, candidate.span)
    clause = text[left:right].lower()
    out = ["f:" + candidate.form, "l:" + candidate.readings[0].lemma]
    out += ["r:" + r.type + (":w" if r.weak else "") for r in candidate.readings]
    out += ["x:" + m for m in sorted(set(_WEAPON.findall(clause)))] + ["y:" + m.lower() for m in sorted(set(_PEOPLE.findall(clause)))]
    out += ["s:" + m.lower() for m in sorted(set(_WEAPON.findall(sentence.of(text).lower())))]
    for i in (1, 2, 3):
        out.append("b:" + (before[-i] if len(before) >= i else "<"))
        out.append("a:" + (after[i - 1] if len(after) >= i else ">"))
    if after:
        out.append(f"f+:{candidate.form}|{after[0]}")
        if after[0][:1].isdigit() or _NUMBER.match(after[0]):
            out.append("a:#")
    if before:
        out.append(f"f-:{candidate.form}|{before[-1]}")
    nxt = text[candidate.span.end : candidate.span.end + 40].split()
    if nxt and nxt[0][:1].isupper():
        out.append("a:Capital")
    return out


def _around(text: str, sentence: Span, span: Span) -> tuple[list[str], list[str]]:
    """Up to four words (lower-cased, numbers folded) on each side, within the sentence."""
    before = [_fold(m) for m in _WORD.findall(text, max(sentence.start, span.start - 60), span.start)]
    after = [_fold(m) for m in _WORD.findall(text, span.end, min(sentence.end, span.end + 60))]
    return before[-4:], after[:4]


def _fold(word: str) -> str:
    return "#" if word[0].isdigit() else word.lower()


def _clause(text: str, sentence: Span, span: Span) -> tuple[int, int]:
    """The stretch between the clause edges around `span`."""
    left, right = max(sentence.start, span.start - _CLAUSE_REACH), min(sentence.end, span.end + _CLAUSE_REACH)
    for m in _CLAUSE_EDGE.finditer(text, left, right):
        if m.end() <= span.start:
            left = m.end()
        elif m.start() >= span.end:
            right = m.start()
            break
    return left, right
