"""Denials that name no event and answer what was told before: "denied it", "rejected the claim", "…, which the army denies".

In:  a text and a sentence of it, or a trigger.   Out: `Denial`s.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from ascribe.domain.span import Span
from ascribe.read.appended import appended_denial

__all__ = ["CALLED_FALSE", "Denial", "denials_in", "not_denied_in", "pointing_back"]

_SAID: Final = r"(?:claims?|reports?|allegations?|accusations?|assertions?|statements?|rumou?rs?|version|account)"
_VERB: Final = (
    r"(?:den(?:y|ies|ied|ying)|reject(?:s|ed|ing)?|dismiss(?:es|ed|ing)?|disput(?:e|es|ed|ing)|refut(?:e|es|ed|ing)|contradict(?:s|ed)?)"
)
#: After a noun that points back nothing else is said of it: "the claim.", "the reports as propaganda", not "the reports linking him".
_ENDS: Final = (
    r"(?=\s*(?:[.,;:!?)\]”\"’]|$|(?:as|and|but|while|saying|calling|on\s+(?:mon|tues|wednes|thurs|fri|satur|sun)day"
    r"|in\s+an?\s+(?:statement|tweet|interview))\b))"
)
_IT: Final = r"(?:it|this|that|them|these)\b(?!\s+(?!(?:and|but|or|as|to|in|on|when)\b)[\w“‘])"
#: What points back: "denied it", "rejected the claim", "dismissed these reports as", "denied being behind it", "denies responsibility".
_BACK: Final = (
    rf"\s+(?:{_IT}|(?:the|this|that|these|those|such|any|all)\s+(?P<said>{_SAID})\b{_ENDS}"
    rf"|(?P<part>(?:being|having\s+been|to\s+be)\s+(?:behind|responsible\s+for|involved\s+in)\s+{_IT}"
    r"|(?:(?:any|all|its|their|his|her)\s+)?(?:responsibility|involvement)\b(?!\s+(?:for|in|of|with)\b)))"
)
_DENIAL: Final = re.compile(rf"\b(?P<verb>{_VERB}){_BACK}", re.I)
#: "the report was false", "this is not true", "the claims did not correspond to reality"; not "stereotypes that are untrue".
CALLED_FALSE: Final = re.compile(
    rf"(?<![\w’'-])(?:(?:the|this|that|these|those|such|its|their|his|her)\s+(?:(?!(?:the|this|that|these|those)\b)\w+\s+)?{_SAID}"
    r"|(?:(?<=[.!?\"“”’:;]\s)|(?<=[\"“‘])|(?<=\bsaid\s)|(?<=\bsays\s)|(?<=\bsaid,\s)|(?<=\binsisted\s)|(?<=\bthat\s)|^)(?:this|that))\s+"
    r"(?:(?:was|were|is|are)\s+(?:\w+ly\s+|all\s+)?(?:false|untrue|not\s+true|incorrect|baseless|groundless|unfounded|fabricated|fabrications?"
    r"|an?\s+(?:\w+\s+)?lie|(?:all\s+)?lies|without\s+foundation)"
    r"|(?:did|do|does)\s+not\s+(?:correspond\s+to|reflect)\s+(?:the\s+)?(?:reality|truth|facts))\b",
    re.I | re.M,
)
#: "if the reports were incorrect", "it cannot be ruled out that the claims are false": nobody says so.
_PERHAPS: Final = re.compile(
    r"\b(?:if|whether|unless|ruled\s+out(?:\s+that)?|may|might|could)\s+\Z"
    r"|(?:\b(?:not|never|nobody|cannot)|n['’]t)\s+(?:\w+\s+){0,3}(?:that\s+)?\Z",
    re.I,
)
_POINTING: Final = re.compile(rf"(?:(?:the|this|that|an?|all)\s+(?:\w+\s+)?)?{_SAID}|it|this|that", re.I)
_ADVERB: Final = r"\s+(?:(?!only\b)\w+ly\s+)?"
_NOBODY: Final = rf"(?:can|could|would|might|may|without|hardly){_ADVERB}|(?:no|nobody|none)\s+(?:[\w-]+\s+){{0,3}}"
#: By which nobody denies anything: "no official denied it", "would deny it".
_NOT_DONE: Final = re.compile(rf"\b(?:{_NOBODY})\Z", re.I)
#: These, and those that leave open what is said of it: "neither confirmed nor denied it", "did not reject the claim".
_UNSAID: Final = re.compile(rf"\b(?:{_NOBODY}|(?:nor|not(?!\s+only)|never|cannot|be|been|or|to){_ADVERB})\Z|n['’]t\s+\Z", re.I)
#: Code points before a verb of denying in which the words stand that take it back.
_BEFORE: Final = 48
#: Code points around a trigger in which its denial stands, unless its sentence ends before.
_REACH: Final = 160
_ENDS_SENTENCE: Final = re.compile(r"[.!?][\"”’)\]]*(?=\s|\Z)")


class Denial(NamedTuple):
    """One denial: the words that stand for what is denied, else the verb; all its words; whether it denies a part in it."""

    trigger: Span
    whole: Span
    of_part: bool


def denials_in(text: str, sentence: Span) -> Iterator[Denial]:
    """The denials in a sentence that only point back."""
    for found in _DENIAL.finditer(text, sentence.start, sentence.end):
        if not _UNSAID.search(text, max(sentence.start, found.start() - _BEFORE), found.start()):
            told = next((g for g in ("said", "part") if found[g]), "verb")
            yield Denial(Span(*found.span(told)), Span(*found.span()), told == "part")
    for found in CALLED_FALSE.finditer(text, sentence.start, sentence.end):
        if _PERHAPS.search(text, max(sentence.start, found.start() - 48), found.start()):
            continue
        yield Denial(Span(found.start(), found.end()), Span(*found.span()), of_part=False)
    appended = appended_denial(text, sentence)
    if appended is not None:
        yield Denial(appended.trigger, appended.trigger.hull(appended.cue), of_part=False)


def not_denied_in(text: str, sentence: Span) -> Iterator[Span]:
    """The words of denials that the sentence says nobody made."""
    for found in _DENIAL.finditer(text, sentence.start, sentence.end):
        if _NOT_DONE.search(text, max(sentence.start, found.start() - _BEFORE), found.start()):
            yield Span(*found.span())


def _clause_around(text: str, trigger: Span) -> Span:
    """The trigger's sentence, as far as its denial reaches."""
    first, last = max(0, trigger.start - _REACH), min(len(text), trigger.end + _REACH)
    before = [m.end() for m in _ENDS_SENTENCE.finditer(text, first, trigger.start)]
    after = _ENDS_SENTENCE.search(text, trigger.end, last)
    return Span(before[-1] if before else first, after.end() if after else last)


def pointing_back(text: str, trigger: Span) -> Denial | None:
    """The denial that the trigger stands for; a noun ("the claim") points back by itself. Null where it names an event."""
    near = _clause_around(text, trigger)
    found = next((d for d in denials_in(text, near) if d.trigger == trigger), None)
    return found or (Denial(trigger, trigger, of_part=False) if _POINTING.fullmatch(trigger.of(text)) else None)
