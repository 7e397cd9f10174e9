"""Asides: relative clauses that say who somebody is, whose days and places are not those of the clause around.

In:  a text, the span of a day or place, an event's trigger.   Out: whether an aside holds the one and not the other.
"""

from __future__ import annotations

import re

from ascribe.domain.span import Span

__all__ = ["in_an_aside"]

#: ", who took office on Friday,": a life, told up to the comma that closes it; what somebody did to others is no aside.
_ASIDE = re.compile(
    r",\s+(?:who|whose)\s+(?P<words>(?:took\s+office|took\s+over|lives?|lived|owns?|owned|works?|worked|serves?|served|spends?|spent|studie[ds]"
    r"|grew\s+up|hails?|was\s+(?:born|appointed|elected|named|sworn)|is\s+(?:from|based)|was\s+(?:from|based)|heads?|headed)\b[^,.;:!?]{1,140}),"
    r"(?=\s+(?:is|are|was|were|has|have|had|will|would|\w+ed)\b)",
    re.IGNORECASE,
)
_REACH = 170


def in_an_aside(text: str, span: Span, trigger: Span) -> bool:
    """Whether the words stand in a relative clause between commas, in the sentence of the trigger, that does not hold the trigger.

    >>> text = "The president, who took office on Friday, was wounded."
    >>> in_an_aside(text, Span(34, 40), Span(46, 53)), in_an_aside(text, Span(34, 40), Span(19, 23))
    (True, False)
    """
    start = max(0, span.start - _REACH)
    if text.find(", who", start, span.start) < 0:
        return False
    for aside in _ASIDE.finditer(text, start, span.end + _REACH):
        held = Span(*aside.span("words"))
        if span in held:
            apart = text[min(held.end, trigger.end) : max(held.start, trigger.start)]
            return trigger not in held and not _SENTENCE_END.search(apart)
    return False


_SENTENCE_END = re.compile(r"[.!?]\s")
