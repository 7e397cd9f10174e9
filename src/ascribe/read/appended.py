"""Denials appended to what they deny: "Kyiv said Russia shelled the hospital, a claim Moscow denied", "…, which the army denies".

In:  a text and the span of a sentence.   Out: the denial that ends the sentence, if one does.

It is no part of what is denied: whoever says the one does not say the other.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from ascribe.domain.span import Span

__all__ = ["ASIDE", "ASIDE_WORDS", "IN_WHICH", "Appended", "appended_denial"]

#: After a comma these, and "in which", begin what is no part of what is denied: "denied the killings, despite videos that show them".
ASIDE_WORDS: Final = ("where", "despite", "although", "though")
IN_WHICH: Final = ("in", "during", "at", "on")
#: The same as a pattern.
ASIDE: Final = rf",\s+(?:{'|'.join(ASIDE_WORDS)}|(?:{'|'.join(IN_WHICH)})\s+which)\b"


_AFTER: Final = r"(?:,|\s[–—-])\s+"
_SAID: Final = r"(?:an?\s+|all\s+)?(?:\w+\s+)?(?:claims?|charges?|accusations?|allegations?|assertions?|reports?)"
_DENIED: Final = r"(?:denied|rejected|dismissed|disputed|refuted)"
_DENIES: Final = rf"(?:{_DENIED}|den(?:y|ies)|rejects?|dismiss(?:es)?|disputes?|refutes?)"
_ADVERBS: Final = r"(?:(?:has|have|had|also|again|since|later|\w+ly)\s+){0,3}"
_NAME: Final = r"(?!(?:against|of|by|from|about|that|in|on|to|it|he|she|they|we|I|was|were|is|are|has|have|had|not|never)\b)[\w’'.&-]+"
#: Up to a dozen words: "the armed forces of the Democratic Republic of the Congo".
_WHO: Final = rf"(?P<who>(?:{_NAME}\s+(?:of\s+)?){{0,11}}{_NAME})(?<!\.)"
#: Nothing goes on after the denial but how it was put: "as baseless", "on Friday".
_END: Final = r"(?:\s+(?:as|on|in)\s+(?!(?:but|and)\b)[^,;:“”\"()]{1,40})?\s*[.!]?[\"”’)]*\s*\Z"
_NOUN: Final = re.compile(rf"{_AFTER}(?P<said>{_SAID})\s+(?:(?:that|which)\s+)?{_WHO}\s+{_ADVERBS}(?P<cue>{_DENIES}){_END}", re.I)
_PASSIVE: Final = re.compile(
    rf"{_AFTER}(?P<said>{_SAID})\s+(?:(?:that|which)\s+(?:has|have|was|were|is|are)\s+(?:been\s+)?)?(?:\w+ly\s+)?(?P<cue>{_DENIED})\s+by\s+"
    rf"(?P<who>(?:(?!as\b){_NAME}\s+){{0,4}}(?!as\b){_NAME})(?<!\.){_END}",
    re.I,
)
_WHICH: Final = re.compile(rf"{_AFTER}(?:which|something)\s+{_WHO}\s+{_ADVERBS}(?P<cue>den(?:y|ies|ied)|disputes?|disputed){_END}", re.I)


class Appended(NamedTuple):
    """`comma` is where the clause starts, `trigger` the words that stand for what is denied: the noun, else the verb."""

    comma: int
    trigger: Span
    source: Span
    cue: Span


def appended_denial(text: str, sentence: Span) -> Appended | None:
    """The denial with which the sentence ends."""
    words = sentence.of(text)
    for pattern in (_NOUN, _PASSIVE, _WHICH):
        m = pattern.search(words)
        if m is None or not words[: m.start()].strip():
            continue
        said = m.span("said") if "said" in m.re.groupindex else m.span("cue")
        trigger, source, cue = (Span(sentence.start + a, sentence.start + b) for a, b in (said, m.span("who"), m.span("cue")))
        return Appended(sentence.start + m.start(), trigger, source, cue)
    return None
