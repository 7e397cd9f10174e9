"""Participants by the numbers beside them: whom "41 of them" means, and who is counted for another fate.

In:  a text, an event mention, its participants, its own counts and all of the sentence.   Out: participants.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

from ascribe.domain.actor import ParticipantPhrase
from ascribe.domain.event import EventMention, EventType
from ascribe.domain.quantity import Count, QuantityRole
from ascribe.lexicon.counted_nouns import load_counted_nouns
from ascribe.read.draft import OPPOSED
from ascribe.read.extract.participants import Participants

__all__ = ["with_counted"]

_OF = re.compile(r"\s+of\s+(?:the\s+)?", re.IGNORECASE)
_OF_THEM = re.compile(r"\s+of\s+(?:them|whom)\b", re.IGNORECASE)
_THEN = re.compile(r"(?:\b(?:and|but)|,)\s+(?:another\s+|a further\s+)?\Z", re.IGNORECASE)
#: The roles of numbers that count those to whom an event of the type is done.
_FATES: Final[Mapping[EventType, frozenset[QuantityRole]]] = {
    "killing": frozenset(("killed", "affected")),
    "injury": frozenset(("injured", "affected")),
    "detention": frozenset(("captured", "affected")),
    "abduction": frozenset(("abducted", "affected")),
}


def with_counted(
    text: str,
    mention: EventMention,
    people: Participants,
    own: Sequence[Count],
    counts: Sequence[Count],
    phrases: Sequence[ParticipantPhrase],
) -> Participants:
    """The participants with those whom a pronoun beside a number means, and without those whom another event's number counts for another
    fate, where others are left: in "killed 350 Taliban and took 40 prisoners" the prisoners are not among the killed."""
    initiator, target = people.initiator, people.target
    fates = _FATES.get(mention.type)
    if fates is not None and len(target) > 1:
        counted = [c.of for c in counts if c.role is not None and c.role not in fates and c.of is not None and c not in own]
        target = tuple(p for p in target if not any(of.overlaps(p.head) for of in counted)) or target
    nobody = all(p.kind == "place" for p in target)  # "an ambush in the valley, with 41 of them killed"
    count = next((c for c in own if c.role is not None and _means_them(text, c, counts)), None)
    if nobody and count is not None and mention.type in OPPOSED:
        before = [p for p in phrases if p.span.end <= count.span.start and _are_people(text, p)]
        theirs = [p for p in before if not any(p.span.overlaps(q.span) or _is_of(text, p, q) for q in initiator)]
        if theirs:
            target = (theirs[-1],)
        elif before and len(initiator) > 1:  # both were taken for who acts: "they" is who was named first
            target = (before[0],)
            initiator = tuple(p for p in initiator if p != before[0])
    return Participants(initiator, target)


def _are_people(text: str, p: ParticipantPhrase) -> bool:
    noun = load_counted_nouns().nouns.get(p.head.of(text).lower().rpartition(" ")[2])
    named = p.form == "name" and p.kind in ("armed_group", "military", "police")
    return p.form != "modifier" and (named or (noun is not None and noun.kind == "people"))


def _is_of(text: str, p: ParticipantPhrase, whole: ParticipantPhrase) -> bool:
    """Whether the phrase only says whose fighters another are: "fighters of the Islamic State"."""
    return whole.span.end <= p.span.start and _OF.fullmatch(text, whole.span.end, p.span.start) is not None


def _means_them(text: str, count: Count, counts: Sequence[Count]) -> bool:
    """Whether those counted are named by a pronoun: "41 of them killed", and in the same list "and 20 captured"."""
    if _OF_THEM.match(text, count.span.end):
        return True
    before = [c for c in counts if c.span.end <= count.span.start]
    joined = count.of is None and _THEN.search(text, max(0, count.span.start - 20), count.span.start) is not None
    return joined and bool(before) and _OF_THEM.match(text, before[-1].span.end) is not None
