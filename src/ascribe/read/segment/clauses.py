"""Clauses: the stretch of a sentence that states one thing.

In:  a text and a sentence.   Out: spans that tile the sentence, cut at punctuation and at words that open a clause.

An approximation without a parser: good for "which words belong to this verb", not a syntactic analysis.
"""

from __future__ import annotations

import re
from itertools import pairwise

from ascribe.domain.span import Span

__all__ = ["segment_clauses"]

_EDGE = re.compile(
    r"""
    [;:—–]\s+ | \s-{1,2}\s                                   # strong punctuation
  | ,\s+(?:and|but|or|while|whereas|yet|so)\b                 # a comma that joins
  | ,\s+(?=\w+ing\b|who\b|which\b|where\b|when\b|after\b|as\b|with\b|while\b|although\b|though\b|because\b|including\b)
  | \s(?:while|whereas|because|although|though|after|before|until|unless|when|who|which|that|where)\s
  | \s(?:and|but)\s+(?=(?:also\s+|then\s+|later\s+)?(?:were|was|had|have|has|is|are|will|would|\w{2,}ed|took|left
      |shot|fled|struck|hit|set|seized|fell|said|told)\b)
    """,
    re.IGNORECASE | re.VERBOSE,
)


def segment_clauses(text: str, sentence: Span) -> tuple[Span, ...]:
    """The clauses of the sentence in text order, without the joining words' outer blank space; never empty.

    >>> text = "Rebels attacked the town, killing five, and the army fled."
    >>> [s.of(text) for s in segment_clauses(text, Span(0, len(text)))]
    ['Rebels attacked the town', 'killing five', 'the army fled.']
    """
    cuts = [(sentence.start, sentence.start)]
    cuts += [m.span() for m in _EDGE.finditer(text, sentence.start, sentence.end)]
    cuts.append((sentence.end, sentence.end))
    out = []
    for (_, left), (right, _) in pairwise(cuts):
        while left < right and (text[left].isspace() or text[left] == ","):
            left += 1
        while right > left and (text[right - 1].isspace() or text[right - 1] == ","):
            right -= 1
        if left < right:
            out.append(Span(left, right))
    return tuple(out) or (sentence,)
