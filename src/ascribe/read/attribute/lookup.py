"""Which act of saying a word of the text stands under.

In:  the relations of a document and a position in its text.   Out: the relation whose content holds it, or none.
"""

from __future__ import annotations

from collections.abc import Sequence

from ascribe.domain.attribution import AttributionRelation
from ascribe.domain.span import Span

__all__ = ["SPEECH_ACTS", "source_of"]

#: Sayings that are acts of their own: the word of saying itself may name the event ("vowed to fight on").
SPEECH_ACTS = frozenset({"threaten", "demand", "refuse", "deny", "own", "accuse"})


def source_of(relations: Sequence[AttributionRelation], position: Span) -> AttributionRelation | None:
    """The relation that `position`, an event's trigger, stands under; none where the outlet speaks for itself.

    The innermost content wins, and an explicit relation over one that is only carried on. A trigger that is itself a
    word of saying (a threat, an appeal, an offer, a refusal) stands under the relation that it makes.
    """
    own = [r for r in relations if r.cue is not None and r.force in SPEECH_ACTS and r.cue.overlaps(position)]
    if own:
        return own[0]
    # "He plans to leave, according to two officials": who plans it has not said so.
    holding = [
        (r.carried, r.source is None, len(c), r.force == "expect", -c.start, i)
        for i, r in enumerate(relations)
        for c in r.contents
        if position in c
    ]
    return relations[min(holding)[-1]] if holding else None
