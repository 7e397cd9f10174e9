"""With what it was done, and whether one event or a series is told.

In:  a text, an event mention, its clause.   Out: means in text order; an extent where the words show one.
"""

from __future__ import annotations

import re

from ascribe.domain.event import EventMention, EventType, Extent, Means
from ascribe.domain.span import Span
from ascribe.lexicon.means import MeansWords

__all__ = ["extract_extent", "extract_means"]

#: Code points that a clause's means may stand from its trigger.
_REACH = 300
#: Only violence has means; "aircraft" in talks about a deal are goods.
_WITH_MEANS: frozenset[EventType] = frozenset(
    ("clash", "attack", "shelling", "airstrike", "bombing", "killing", "injury", "destruction", "threat", "abuse", "protest")
)
_SERIES = re.compile(
    r"\b(?:attacks|strikes|airstrikes|raids|bombings|killings|clashes|offensives|abductions|kidnappings|arrests|executions|massacres|murders|campaign|shellings)\b",
    re.IGNORECASE,
)
_OVER_TIME = re.compile(
    r"\b(?:since|for\s+(?:days|weeks|months|years)|daily|every\s+day|repeated(?:ly)?|in\s+recent\s+\w+|over\s+the\s+(?:past|last)|continu\w+|almost\s+daily|so\s+far\s+this)\b",
    re.IGNORECASE,
)


def extract_means(text: str, mention: EventMention, clause: Span, words: MeansWords) -> tuple[Means, ...]:
    """The means named in the event's clause, in text order, each kind once; none for events that are no violence."""
    if mention.type not in _WITH_MEANS:
        return ()
    left, right = max(clause.start, mention.trigger.start - _REACH), min(clause.end, mention.trigger.end + _REACH)
    span = mention.trigger.hull(Span(left, max(right, left + 1)))
    found: dict[str, Means] = {}
    for m in words.pattern.finditer(text, span.start, span.end):
        kind = words.kind_of(m)
        found.setdefault(kind, Means(span=Span(*m.span()), kind=kind))
    return tuple(found.values())


def extract_extent(text: str, mention: EventMention, clause: Span) -> Extent | None:
    """`series` where a plural or a campaign stretches over time in the clause; null where the words do not tell."""
    if _SERIES.fullmatch(mention.trigger.of(text)) and _OVER_TIME.search(text, clause.start, clause.end):
        return "series"
    return None
