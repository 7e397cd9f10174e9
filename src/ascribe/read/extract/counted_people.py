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
from ascribe.read.extract.participants import Participants

__all__ = ["with_counted"]

_OF_THEM = re.compile(r"\s+of\s+(?:them|whom)\b", re.IGNORECASE)
_THEN = re.compile(r"(?:\b(?:and|but)|,)\s+(?:another\s+|a further\s+)?\Z", re.IGNORECASE)
#: What becomes of those whom an event of the type is done to; who is counted for something else is another's.
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
        others = [c.of for c in counts if c.role is not None and c.role not in fates and c.of is not None and c not in own]
        target = tuple(p for p in target if not any(of.overlaps(p.head) for of in others)) or target
    nobody = all(p.kind == "place" for p in target)  # "an ambush in the valley, with 41 of them killed"
    if nobody and (count := next((c for c in own if c.role is not None and _means_them(text, c, counts)), None)) is not None:
        before = [p for p in phrases if p.form != "modifier" and p.kind not in ("place", "state") and p.span.end <= count.span.start]
        meant = [p for p in before if p not in initiator] or [p for p in before[:1] if len(initiator) > 1]
        target = tuple(meant[-1:]) or target
        initiator = tuple(p for p in initiator if p not in target)
    return Participants(initiator, target)


def _means_them(text: str, count: Count, counts: Sequence[Count]) -> bool:
    """Whether those counted are named by a pronoun: "41 of them killed", and in the same list "and 20 captured"."""
    if _OF_THEM.match(text, count.span.end):
        return True
    before = [c for c in counts if c.span.end <= count.span.start]
    joined = count.of is None and _THEN.search(text, max(0, count.span.start - 20), count.span.start) is not None
    return joined and bool(before) and _OF_THEM.match(text, before[-1].span.end) is not None
