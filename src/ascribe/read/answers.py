"""Answers: a denial that only points back ("denied it", "called the claim false") tells the event that it denies.

In:  the drafts of a document, in text order.   Out: the drafts, such denials with the type, the hands, place and time of what they answer.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

import msgspec

from ascribe.read.draft import Draft, key_of

__all__ = ["answered"]

_SAID: Final = r"(?:claims?|reports?|allegations?|accusations?|charges?|assertions?|statements?|rumou?rs?|version|account)"
_DENIAL: Final = re.compile(
    r"(?:den(?:y|ies|ied|ying)|reject(?:s|ed)?|dismiss(?:es|ed)?|disput(?:e|es|ed)|refut(?:e|es|ed)|contradict(?:s|ed)?)", re.I
)
#: What points back: "denied it", "rejected the claim", "dismissed these reports as".
_BACK: Final = re.compile(
    rf"\s+(?:(?:it|this|that|them|these|so)\b(?!\s+[\w“‘])|(?:it|this|that|them)\s+(?:as|to|in|on|when|but|and)\b"
    rf"|(?:the|this|that|these|those|such|any|all)\s+{_SAID}\b(?!\s+(?:that|of|about)\b))",
    re.I,
)
_POINTING: Final = re.compile(rf"(?:the\s+|this\s+|that\s+)?{_SAID}|it|this|that", re.I)
#: What nobody denies by pointing back at it.
_ACTS_OF_SPEECH: Final = frozenset(("appeal", "refusal", "threat"))


def answered(text: str, drafts: Sequence[Draft]) -> list[Draft]:
    """The drafts; a bare denial is of the event told last before it by somebody else."""
    out: list[Draft] = []
    for draft in drafts:
        told = next((d for d in reversed(out) if _may_be_denied(d, draft)), None) if _points_back(text, draft) else None
        if told is None:
            out.append(draft)
            continue
        out.append(
            draft._replace(
                event=msgspec.structs.replace(draft.event, type=told.event.type), initiator=told.initiator, target=told.target,
                place=told.place, other_places=told.other_places, time=told.time, background=told.background,
            )
        )  # fmt: skip
    return out


def _points_back(text: str, draft: Draft) -> bool:
    if draft.status != "denied":
        return False
    trigger = draft.event.trigger
    words = trigger.of(text)
    return _POINTING.fullmatch(words) is not None or (_DENIAL.fullmatch(words) is not None and _BACK.match(text, trigger.end) is not None)


def _may_be_denied(told: Draft, denial: Draft) -> bool:
    ours, theirs = (key_of(d.source) if d.source is not None else None for d in (denial, told))
    return told.event.trigger.end <= denial.event.trigger.start and ours != theirs and told.event.type not in _ACTS_OF_SPEECH
