"""Whether somebody checked: "could not be independently verified" stands on the claims it covers, never as a claim.

In:  a text and its sentences.   Out: verifications, each with the sentence it stands in.

A statement about verification covers the claims of its own sentence and of the sentence before it; where it opens a
paragraph or speaks of "both" or "these claims", those of the whole paragraph before it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from ascribe.domain.claim import VerificationState
from ascribe.domain.document import Sentence
from ascribe.domain.span import Span

__all__ = ["VerificationMention", "extract_verifications"]

_NOT = re.compile(
    r"\b(?:(?:could|can|did|has|have|had|was|were|is|are)\s*(?:not|n[’']t)\s+(?:yet\s+|be\s+|been\s+|immediately\s+|independently\s+){0,3}(?:verif(?:y|ied)|confirm(?:ed)?|corroborated?|authenticated?)"
    r"|(?:could|can)not\s+(?:be\s+|immediately\s+|independently\s+){0,3}(?:verif(?:y|ied)|confirm(?:ed)?)"
    r"|(?:neither|none|nobody|no\s+one)\b[^.;:!?]{0,60}?\s(?:verif(?:y|ied)|confirm(?:ed)?|corroborated?)|(?:yet|still)\s+to\s+be\s+(?:independently\s+)?(?:verified|confirmed)"
    r"|unable\s+to\s+(?:independently\s+)?(?:verify|confirm)|impossible\s+to\s+(?:independently\s+)?verify"
    r"|no\s+independent\s+(?:confirmation|verification)|not\s+possible\s+to\s+(?:independently\s+)?verify|unverified)\b",
    re.IGNORECASE,
)
_YES = re.compile(
    r"\b(?:independently\s+(?:verified|confirmed)|(?:has|have)\s+verified|verified\s+by|(?:geolocated|authenticated)\s+(?:by|the))\b",
    re.IGNORECASE,
)
_FALSE = re.compile(
    r"\b(?:fact[- ]check(?:ers?|ed)?\s+(?:found|showed|say|said)|(?:proved|shown|found)\s+to\s+be\s+(?:false|fake|untrue))\b", re.IGNORECASE
)
_SEVERAL = re.compile(
    r"\b(?:both|either|neither|these|those|the)\s+(?:claims?|reports?|accounts?|figures?|tolls?|statements?|sides?)\b", re.IGNORECASE
)


class VerificationMention(NamedTuple):
    """The words, what they say, and the stretch of text whose claims they cover."""

    span: Span
    state: VerificationState
    covers: Span


def extract_verifications(text: str, sentences: Sequence[Sentence]) -> tuple[VerificationMention, ...]:
    """Every statement about verification, in text order."""
    out = []
    for i, s in enumerate(sentences):
        patterns: tuple[tuple[VerificationState, re.Pattern[str]], ...] = (
            ("not_verified", _NOT),
            ("checked_false", _FALSE),
            ("verified", _YES),
        )
        for state, pattern in patterns:
            m = pattern.search(text, s.span.start, s.span.end)
            if m is None:
                continue
            first = max(0, i - 1)
            if _SEVERAL.search(text, s.span.start, s.span.end) or (i > 0 and sentences[i - 1].paragraph != s.paragraph):
                while first > 0 and sentences[first - 1].paragraph == sentences[first].paragraph:
                    first -= 1
            out.append(VerificationMention(Span(*m.span()), state, sentences[first].span.hull(s.span)))
            break
    return tuple(out)
