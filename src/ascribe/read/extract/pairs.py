"""The two sides of an event that both sides make: fights, talks, agreements.

In:  participants found, and the phrases of the sentence.   Out: participants with one side in each role, in text order.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from ascribe.domain.actor import ParticipantPhrase
from ascribe.domain.event import EventType
from ascribe.domain.span import Span
from ascribe.read.extract.participants import Participants

__all__ = ["paired"]

_MUTUAL: frozenset[EventType] = frozenset(("clash", "talks", "agreement"))
#: "Russia and Ukraine", "between the army and the rebels", "fought with gunmen", "Israel-Hamas".
_JOINED = re.compile(
    r"\s*(?:\([^()]{1,30}\)\s*)?(?:,\s*)?(?:and|with|against|versus|vs\.?)\s+(?:the\s+|an?\s+|its\s+|their\s+)?(?:[\w’'-]+\s+){0,3}"
    r"|\s*[-–]\s*",
    re.I,
)


#: "three militants were killed in an encounter with police and the army": they are one side, who follows "with" the other.
_FELL_IN = re.compile(
    r"\s+(?:\([^()]{1,30}\)\s*)?(?:was|were|is|are|ha(?:s|ve|d)\s+been)\s+(?:also\s+)?(?:killed|injured|wounded|shot\s+dead|gunned\s+down|slain)\s+"
    r"(?:(?:on|near|at|in)\s+(?:[\w-]+\s+){1,4})?(?:in|during)\s+(?:an?\s+|the\s+)?(?:[\w-]+\s+){0,3}",
    re.I,
)
_WITH = re.compile(r"\s+(?:with|against)\s+(?:the\s+|an?\s+)?", re.I)
_AND = re.compile(r"\s*(?:\([^()]{1,30}\)\s*)?and\s+(?:the\s+|an?\s+)?", re.I)
#: What ends the list of those on the other side; a verb would make the last of them its subject.
_LIST_ENDS = re.compile(
    r"\s*(?:\([^()]{1,30}\)|[A-Z]{2,6}s?\b)?\s*(?:[.;:)]|\Z|(?:in|at|near|on|from|along|inside|outside|who|that|last|late|early)\b)"
)


def paired(text: str, type_: EventType, trigger: Span, people: Participants, phrases: Sequence[ParticipantPhrase]) -> Participants:
    """One side to each role (claims, "for a mutual event both sides stand in initiator then target, in text order").

    Where only one side was found, the other is the phrase that is joined to it; two phrases on one side that are joined are two sides."""
    if type_ not in _MUTUAL:
        return people
    if type_ == "clash" and (sides := _fell_in(text, trigger, phrases)) is not None:
        return sides
    if people.initiator and people.target:
        (first, *_), (*_, last) = people.target, people.initiator
        swapped = len(people.initiator) == len(people.target) == 1 and _are_joined(text, first, last)
        return Participants(people.target, people.initiator) if swapped else people
    found = people.initiator or people.target
    if len(found) == 2 and _are_joined(text, *found):
        return Participants(found[:1], found[1:])
    if len(found) != 1:
        return people
    known = found[0]
    near = [p for p in phrases if not p.span.overlaps(known.span) and p.kind not in ("place", "civilian") and not p.located]
    for p in near:
        first, second = sorted((known, p), key=lambda x: x.span)
        if _are_joined(text, first, second):
            return Participants((first,), (second,))
    return people


def _fell_in(text: str, trigger: Span, phrases: Sequence[ParticipantPhrase]) -> Participants | None:
    """Those who fell in a fight with others, and these."""
    nominal = [p for p in phrases if p.form != "modifier"]
    fallen = next((p for p in nominal if p.span.end <= trigger.start and _FELL_IN.fullmatch(text, p.span.end, trigger.start)), None)
    other = next((p for p in nominal if p.span.start >= trigger.end and _WITH.fullmatch(text, trigger.end, p.span.start)), None)
    if fallen is None or other is None:
        return None
    others = [other]
    for p in nominal:
        if _AND.fullmatch(text, others[-1].span.end, p.span.start) and _LIST_ENDS.match(text, p.span.end):
            others.append(p)
    return Participants((fallen,), tuple(others))


def _are_joined(text: str, first: ParticipantPhrase, second: ParticipantPhrase) -> bool:
    return first.span.end <= second.span.start and _JOINED.fullmatch(text, first.span.end, second.span.start) is not None
