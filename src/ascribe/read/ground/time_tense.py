"""Tense: whether the words around an expression of time look ahead.

In:  a text and where the expression stands.   Out: true for "will meet on Friday", false for "met on Friday".
"""

from __future__ import annotations

import re
from bisect import bisect_right

from ascribe.read.ground.time_rules import WORDS, any_of

__all__ = ["is_future"]

_FUTURE = re.compile(
    rf"(?<!\w)(?:{any_of(WORDS.future_cues)})(?!\w)"
    r"(?!\s+(?:(?:not|also|never|likely|probably)\s+)?have\b|\s+to\s+(?:the|a|an|its|his|their)\b)",
    re.IGNORECASE,
)
_TOLD_ON = re.compile(rf"\b(?:{any_of(WORDS.past_before)})\s+(?:(?:on|in|at|late|early|of)\s+)*\Z", re.IGNORECASE)
_TOLD = re.compile(rf"\b(?:{any_of(WORDS.past_before)})\b", re.IGNORECASE)
_TIME_LIMIT = re.compile(r"\b(?:until|till|by|before)\s+(?:the\s+|next\s+|noon\s+|midnight\s+)*\Z", re.IGNORECASE)
_AHEAD_OF = re.compile(
    r"\b(?:ahead\s+of|(?:postponed|delayed|deferred|adjourned|put\s+off)\s+(?:until|till|to))\s+(?:the\s+|late\s+|early\s+|next\s+)?\Z",
    re.IGNORECASE,
)
_DEMAND = re.compile(rf"\b(?:{any_of(WORDS.demand_cues)})\b", re.IGNORECASE)
_TO_DO = re.compile(r"\s+to\s+[a-z]+", re.IGNORECASE)
_OPENING = re.compile(r"[\s\"“‘'(]*(?:on|by|in|this|from)?\s*\Z", re.IGNORECASE)
_STOP = re.compile(r"[.!?;]\s|\n|[.!?;]\Z")


def is_future(text: str, start: int, end: int, previous: int, sentence_starts: list[int]) -> bool:
    """Whether words before the expression, in its sentence and after the expression before it, look ahead.

    "said on Friday" never does; "will meet on Friday", "On Friday the court will rule", "until Friday to leave" do.
    """
    low = max(0, start - 160)
    at = bisect_right(sentence_starts, start) - 1
    if at >= 0:
        low = max(low, sentence_starts[at])
    else:
        for stop in _STOP.finditer(text, low, start):
            low = stop.end()
    opening = _OPENING.match(text, low, start)
    low = max(low, previous)
    if _TIME_LIMIT.search(text, max(low, start - 32), start) and (_TO_DO.match(text, end) or _DEMAND.search(text, low, start)):
        return True
    if _AHEAD_OF.search(text, max(low, start - 32), start):
        return True
    if _TOLD_ON.search(text, max(low, start - 40), start):
        return False
    cue = None
    for cue in _FUTURE.finditer(text, low, start):  # noqa: B007
        pass
    if cue is not None:
        return not _TOLD.search(text, cue.end(), start)
    if opening:
        after = _FUTURE.search(text, end, min(len(text), end + 80))
        return after is not None and not _STOP.search(text, end, after.start()) and not _TOLD.search(text, end, after.start())
    return False
