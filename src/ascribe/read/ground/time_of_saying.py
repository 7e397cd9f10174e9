"""The time of a saying: which expressions of time date the words of saying ("said on Tuesday"), and never the event.

In:  the mentions of `ground_times`, the word of saying, its source, what is said.   Out: whether a mention dates the saying; its time.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from ascribe.domain.span import Span
from ascribe.domain.timex import Time, TimeMention
from ascribe.lexicon.times import time_words
from ascribe.read.ground.time_rules import any_of

__all__ = ["choose_saying_time", "dates_saying"]

_WORDS = time_words()

_SAYING_GAP = re.compile(r"(?:\s+(?!that\b)[\w.’'-]+){0,5}\s+\Z", re.IGNORECASE)
_TOLD_ON = re.compile(
    rf"\b(?:{any_of(_WORDS.saying)})(?:\s+(?:reporters|journalists|[A-Z][\w.]+|in\s+a\s+statement)){{0,3}}"
    r"\s+(?:on\s+|late\s+|early\s+|in\s+)*\Z",
    re.IGNORECASE,
)


#: "forces today confirmed the arrest": the word of saying follows at once
_THEN_TOLD = re.compile(rf"\s+(?:{any_of(_WORDS.saying)})\b", re.IGNORECASE)
#: "in a report published on", "a statement dated"
_GIVEN_OUT = re.compile(
    rf"\b(?:{any_of(_WORDS.sayings)})(?:,?\s+(?:{any_of(_WORDS.given_out)}))?\s+(?:(?:on|in|of|from|late|early)\s+)*\Z", re.IGNORECASE
)


def dates_saying(mention: TimeMention, text: str, trigger: Span, clause: Span, cue: Span | None, source: Span | None) -> bool:
    """Whether a mention dates the saying: beside the cue, before source and cue with the content behind them,
    or as the day of a report."""
    span = mention.span
    if cue is not None and cue.overlaps(trigger):
        return False
    if _GIVEN_OUT.search(text, max(0, span.start - 60), span.start):
        return True
    if _THEN_TOLD.match(text, span.end):
        return True
    if cue is not None:
        beside = cue.end <= span.start and span.start - cue.end <= 40 and _SAYING_GAP.match(text, cue.end, span.start)
        if beside and (span not in clause or not beside[0].strip() or beside[0].strip().lower() in ("on", "late on", "in")):
            return not cue.end <= trigger.start < span.start
        if span in clause:
            return False
        first = min(cue.start, source.start) if source else cue.start
        if span.end <= cue.start and clause.start >= cue.end:
            return text[span.start - 1 : span.start] != "(" and first <= span.end + 60
    return span not in clause and bool(_TOLD_ON.search(text, max(0, span.start - 60), span.start))


_DATELESS = ("duration", "set", "clock", "vague", "dateline")
_LEAD_GAP = re.compile(r",?(?:\s+[\w.’'-]+){0,8}\s+\Z", re.IGNORECASE)
_ADVERBIAL = re.compile(r"\s+(?:(?:on|in|late|early|late\s+on|early\s+on|earlier)\s+)?\Z", re.IGNORECASE)


def choose_saying_time(
    mentions: Sequence[TimeMention], *, text: str, cue: Span, source: Span | None, contents: Sequence[Span]
) -> Time | None:
    """When it was said, where words tell: beside the word of saying ("said on Tuesday", "on Tuesday, the army said", "a report
    published in April"), outside what is said. `mentions` are those of the sentence of `cue`."""
    best: tuple[int, TimeMention] | None = None
    for mention in mentions:
        span = mention.span
        if mention.kind in _DATELESS or span.overlaps(cue) or mention.time.bound != "exact":
            continue
        inside = any(span in c for c in contents)
        if cue.end <= span.start:
            beside = _ADVERBIAL.match(text, cue.end, span.start) or (not inside and _SAYING_GAP.match(text, cue.end, span.start))
            near = bool(beside) and span.start - cue.end <= 40
        else:
            first = min(cue.start, source.start) if source else cue.start
            gap = _LEAD_GAP.fullmatch(text, span.end, first) if span.end <= first else not text[span.end : cue.start].strip(" ,")
            near = not inside and span.end <= cue.start and bool(gap)
        if not near and not inside:
            near = _GIVEN_OUT.search(text, max(0, span.start - 60), span.start) is not None
        distance = span.start - cue.end if cue.end <= span.start else cue.start - span.end
        if near and (best is None or distance < best[0]):
            best = distance, mention
    return best[1].time if best else None
