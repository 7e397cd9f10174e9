"""Asides: relative clauses between commas, whose days and places are not those of the clause around.

In:  a text, the span of a day or place, an event's trigger.   Out: whether an aside holds the one and not the other.
"""

from __future__ import annotations

import re

from ascribe.domain.span import Span

__all__ = ["in_an_aside"]

#: ", who took office on Friday,": up to the comma that closes it and is followed by the verb of the main clause.
_ASIDE = re.compile(
    r",\s+(?:who|whose|whom|which)\b(?P<words>[^,.;:!?]{1,160}),(?=\s+(?:is|are|was|were|has|have|had|will|would|\w+ed)\b)", re.IGNORECASE
)
_REACH = 200
_SENTENCE_END = re.compile(r"[.!?]\s")


def in_an_aside(text: str, span: Span, trigger: Span) -> bool:
    """Whether the words stand in a relative clause between commas that does not hold the trigger.

    >>> text = "The president, who took office on Friday, was wounded."
    >>> in_an_aside(text, Span(34, 40), Span(46, 53)), in_an_aside(text, Span(34, 40), Span(19, 30))
    (True, False)
    """
    start, end = max(0, min(span.start, trigger.start) - _REACH), max(span.end, trigger.end) + _REACH
    for aside in _ASIDE.finditer(text, start, end):
        held = Span(*aside.span("words"))
        if span in held:
            apart = text[min(held.end, trigger.end) : max(held.start, trigger.start)]
            return trigger not in held and not _SENTENCE_END.search(apart)
    return False
