"""Rival figures told without their event: "An uncle who is there says eleven."

In:  the counts and acts of saying of a sentence that tells no event, and the figure told before it.
Out: the counts with the role that they inherit, and an event mention for each.

A source that answers another's figure with a number of its own claims the same kind of event; the number is the only
word that names it, and so is its trigger.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import msgspec

from ascribe.domain.attribution import AttributionRelation
from ascribe.domain.event import EventMention, EventType
from ascribe.domain.quantity import Count, QuantityRole

__all__ = ["Told", "bare_figures", "told_figure"]

#: What a mention without an event word of its own is worth; few of them stand in the train passages.
_SCORE = 0.4


_WORDS_BETWEEN = 2
#: "Both were members of the committee, police said": no rival figure.
_NO_FIGURE = frozenset(("both", "one", "the two", "a couple"))


class Told(NamedTuple):
    """The figure told last: its event's type and its role."""

    type: EventType
    role: QuantityRole


def told_figure(
    mentions: Sequence[EventMention], counts_of: Sequence[Sequence[int]], counts: Sequence[Count], before: Told | None
) -> Told | None:
    """The last figure of people that the sentence tells, else the one before it."""
    for mention, indices in reversed(list(zip(mentions, counts_of, strict=True))):
        for i in reversed(indices):
            role = counts[i].role
            if role in ("killed", "injured", "captured", "abducted", "missing", "displaced", "surrendered"):
                return Told(mention.type, role)
    return before


def bare_figures(
    text: str, counts: Sequence[Count], relations: Sequence[AttributionRelation], before: Told | None
) -> tuple[tuple[Count, ...], tuple[EventMention, ...]]:
    """The sentence's counts, those that answer the figure told before given its role, and their mentions."""
    if before is None:
        return tuple(counts), ()
    out, mentions = [], []
    for c in counts:
        bare = c.role is None and c.of is None and c.kind == "other" and (c.low or c.high) and c.span.of(text).lower() not in _NO_FIGURE
        if bare and any(_is_object(text, r, c) for r in relations):
            c = msgspec.structs.replace(c, role=before.role, role_by=c.span)
            mentions.append(EventMention(trigger=c.span, type=before.type, lemma="figure", word_class="noun", score=_SCORE))
        out.append(c)
    return tuple(out), tuple(mentions)


def _is_object(text: str, relation: AttributionRelation, count: Count) -> bool:
    """Whether the number is what the source says: right behind the word of saying ("says eleven", "spoke of some 340")."""
    cue = relation.cue
    if cue is None or relation.source is None or relation.carried or cue.end > count.span.start:
        return False
    return len(text[cue.end : count.span.start].split()) <= _WORDS_BETWEEN
