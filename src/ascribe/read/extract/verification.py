"""Whether somebody checked: "could not be independently verified" stands on the claims it covers, never as a claim.

In:  a text, its sentences, its acts of saying.   Out: verifications, each with what they cover.

A statement about verification covers the claims of its own sentence and of the sentence before it; where it opens a
paragraph or speaks of "both" or "these claims", those of the whole paragraph before it. "The Taliban's claim could not be verified"
covers what the Taliban say there, and nothing else where they say something.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from ascribe.domain.attribution import AttributionRelation
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
_SAID = r"(?:claims?|reports?|accounts?|figures?|tolls?|statements?|versions?|assertions?|allegations?)"
_NAME = r"(?!(?:could|can|cannot|was|were|has|have|had|is|are|did|that|about|of|on)\b)[\w-]{1,40}"
#: "the Taliban's claim", "claims by the rebels".
_WHOSE = re.compile(
    rf"\b(?P<whose>(?:[\w-]{{1,40}}\s+){{0,3}}[\w-]{{1,40}})['’]s?\s+(?:\w+\s+)?{_SAID}\b"
    rf"|\b{_SAID}\s+(?:made\s+)?(?:by|from)\s+(?:the\s+)?(?P<by>{_NAME}(?:\s+{_NAME}){{0,2}})",
    re.IGNORECASE,
)
#: How far before, in code points, those named may have said it.
_PAGE = 1000
_NO_NAME = frozenset(("the", "a", "an", "of", "confirm", "verify", "corroborate", "independently", "immediately", "not"))


class VerificationMention(NamedTuple):
    """The words, what they say, and the stretches of text whose claims they cover."""

    span: Span
    state: VerificationState
    covers: tuple[Span, ...]


def extract_verifications(
    text: str, sentences: Sequence[Sentence], relations: Sequence[AttributionRelation] = ()
) -> tuple[VerificationMention, ...]:
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
            stretch = sentences[first].span.hull(s.span)
            said = _said_by_whom(text, s.span, stretch, relations)
            out.append(VerificationMention(Span(*m.span()), state, said or (stretch,)))
            break
    return tuple(out)


def _said_by_whom(text: str, sentence: Span, stretch: Span, relations: Sequence[AttributionRelation]) -> tuple[Span, ...]:
    """What those whose claims the sentence speaks of say in the stretch, else what they said last before it, up to a page; nothing where
    it names nobody."""
    for m in _WHOSE.finditer(text, sentence.start, sentence.end):
        who = frozenset((m["whose"] or m["by"]).lower().split()) - _NO_NAME
        before = Span(max(0, stretch.start - _PAGE), sentence.end)
        theirs = [
            (c, r)
            for r in relations
            if who and who <= frozenset(f"{r.source_name} {r.organisation}".lower().split())
            for c in r.contents
            if c in before
        ]
        if theirs:
            last, speaker = max(theirs, key=lambda said: said[0])
            near = tuple(c for c, r in theirs if r.source_name == speaker.source_name and c in stretch)
            return near or (last,)
    return ()
