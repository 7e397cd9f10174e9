"""What a report itself says of how two happenings hang together: one answers another, one comes after another.

In:  a record.   Out: pairs of its claims with the kind of relation that words between them state.

Only words count ("in retaliation for", "hours after"): that two things happened on two days is no relation.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from ascribe.domain.claim import Claim, Record
from ascribe.domain.incident import RelationKind

__all__ = ["ToldRelation", "told_relations"]

#: The earlier event must be named within so many code points after the words, in the same sentence.
REACH: Final = 120
_RETALIATION: Final = re.compile(
    r"\b(?:in\s+(?:retaliation|reprisal|revenge|response|reply)\s+(?:for|to|against)|(?:retaliat|respond)(?:ed|ing|ion|e|s)?\s+(?:for|to|against)|"
    r"(?:to|and)\s+avenged?|avenging|in\s+answer\s+to|a\s+(?:reprisal|response)\s+(?:for|to))\b",
    re.I,
)
_FOLLOWS: Final = re.compile(
    r"\b(?:(?:hours?|days?|weeks?|minutes?|shortly|soon|immediately|moments)\s+(?:after|following)|(?:a|one|the)\s+(?:day|week)\s+after|in\s+the\s+wake\s+of|"
    r"in\s+the\s+aftermath\s+of|came\s+after|follow(?:s|ed|ing)\s+(?=(?:an?|the|this|that|last|\w+'s?)\b))",
    re.I,
)
_STOP: Final = re.compile(r"[.!?][\"”’)]*\s|\n")


class ToldRelation(NamedTuple):
    """`claim` tells what answers, or comes after, what `earlier` tells; both are ids of claims of one document."""

    claim: str
    kind: RelationKind
    earlier: str


def told_relations(record: Record) -> Iterator[ToldRelation]:
    """In text order; each pair once."""
    text, seen = record.document.text, set[ToldRelation]()
    for kind, words in (("retaliation_for", _RETALIATION), ("follows", _FOLLOWS)):
        for cue in words.finditer(text):
            after = _after(record.claims, text, cue.end())
            # "Hours after the strike, rockets fell": nothing stands before the words, so the later event is the next one.
            before = _before(record.claims, text, cue.start()) or (after and _after(record.claims, text, after[0].event.trigger.end))
            for later in before or ():
                for earlier in after:
                    found = ToldRelation(later.id, kind, earlier.id)  # type: ignore[arg-type]
                    if later.event.trigger != earlier.event.trigger and found not in seen:
                        seen.add(found)
                        yield found


def _before(claims: tuple[Claim, ...], text: str, at: int) -> list[Claim]:
    """The claims of the last trigger before the words, in their sentence."""
    start = max((m.end() for m in _STOP.finditer(text, max(0, at - 4 * REACH), at)), default=max(0, at - 4 * REACH))
    inside = [c for c in claims if start <= c.event.trigger.start < at]
    last = max((c.event.trigger for c in inside), default=None)
    return [c for c in inside if c.event.trigger == last]


def _after(claims: tuple[Claim, ...], text: str, at: int) -> list[Claim]:
    """The claims of the first trigger after the words, in their sentence."""
    stop = _STOP.search(text, at, at + REACH)
    end = stop.start() if stop else min(len(text), at + REACH)
    inside = [c for c in claims if at <= c.event.trigger.start < end]
    first = min((c.event.trigger for c in inside), default=None)
    return [c for c in inside if c.event.trigger == first]
