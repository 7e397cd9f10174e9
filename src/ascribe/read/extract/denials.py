"""Denials that only point back: "denied it", "rejected the claim", "denies any involvement".

In:  a text and the word of denying.   Out: whether it denies what was told before, and names no event itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from ascribe.domain.span import Span

__all__ = ["Denial", "denials_in", "pointing_back"]

_SAID: Final = r"(?:claims?|reports?|allegations?|accusations?|charges?|assertions?|statements?|rumou?rs?|version|account)"
_VERB: Final = (
    r"(?:den(?:y|ies|ied|ying)|reject(?:s|ed|ing)?|dismiss(?:es|ed|ing)?|disput(?:e|es|ed|ing)|refut(?:e|es|ed|ing)|contradict(?:s|ed)?)"
)
_IT: Final = r"(?:it|this|that|them|these|so)\b"
#: What points back: "denied it", "rejected the claim", "dismissed these reports as", "denied being behind it", "denies responsibility".
_BACK: Final = (
    rf"\s+(?:{_IT}(?!\s+[\w“‘])|(?:it|this|that|them)\s+(?:as|to|in|on|when|but|and)\b"
    rf"|(?:the|this|that|these|those|such|any|all)\s+(?P<said>{_SAID})\b(?!\s+(?:that|of|about|by)\b)"
    rf"|(?P<part>(?:being|having\s+been|to\s+be)\s+(?:behind|responsible\s+for|involved\s+in)\s+{_IT}"
    r"|(?:any\s+|all\s+)?(?:responsibility|involvement)\b(?!\s+(?:for|in|of|with)\b)))"
)
_DENIAL: Final = re.compile(rf"\b(?P<verb>{_VERB}){_BACK}", re.I)
_POINTING: Final = re.compile(rf"(?:the\s+|this\s+|that\s+)?{_SAID}|it|this|that", re.I)
#: Code points around a trigger in which its denial stands.
_REACH: Final = 60
#: "neither confirmed nor denied it", "did not reject the claim", "cannot be denied".
_UNSAID: Final = re.compile(r"\b(?:nor|not|never|cannot|be|been|or|to)\s+(?:\w+ly\s+)?\Z|n['’]t\s+\Z", re.I)


class Denial(NamedTuple):
    """A denial that points back: the words that stand for what is denied, else the verb; all its words; whether it denies a part in it."""

    trigger: Span
    whole: Span
    of_part: bool


def denials_in(text: str, sentence: Span) -> Iterator[Denial]:
    """The denials in a sentence that only point back."""
    for found in _DENIAL.finditer(text, sentence.start, sentence.end):
        if not _UNSAID.search(text, max(0, found.start() - 24), found.start()):
            told = next((g for g in ("said", "part") if found[g]), "verb")
            yield Denial(Span(*found.span(told)), Span(*found.span()), told == "part")


def pointing_back(text: str, trigger: Span) -> Denial | None:
    """The denial of what somebody told before that the trigger stands for; a noun ("the claim") points back by itself."""
    near = Span(max(0, trigger.start - _REACH), min(len(text), trigger.end + _REACH))
    found = next((d for d in denials_in(text, near) if d.trigger == trigger), None)
    return found or (Denial(trigger, trigger, of_part=False) if _POINTING.fullmatch(trigger.of(text)) else None)
