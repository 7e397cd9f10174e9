"""The time of an event: which of a text's expressions of time it takes, and what it gets where no words give one.

In:  the mentions of `ground_times`, the event's trigger, clause and sentence, its cue and source, the time of the story so far.
Out: a `Time` or null, and whether the event is background.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from functools import lru_cache

import msgspec

from ascribe.domain.span import Span
from ascribe.domain.timex import Bound, PartOfDay, Time, TimeMention
from ascribe.lexicon.times import time_words
from ascribe.read.ground.asides import in_an_aside
from ascribe.read.ground.days import Days, shift
from ascribe.read.ground.time_anchor import anchor_of
from ascribe.read.ground.time_of_saying import dates_saying
from ascribe.read.ground.time_rules import any_of, width

__all__ = ["choose_event_time", "is_background", "story_time"]

#: An event that ended longer before publication is earlier context.
BACKGROUND_DAYS = 90
#: A time longer than this is not carried to the next event; a saying older than this bounds its event before the story does.
#: Chosen on the training passages; 1 to 62 differ by 0.2 points.
STORY_DAYS = 14
_WORDS = time_words()
_AHEAD = ("expected", "threatened", "offered")


def choose_event_time(
    mentions: Sequence[TimeMention],
    *,
    trigger: Span,
    clause: Span,
    sentence: Span,
    text: str,
    published: str | None,
    status: str,
    background: bool,
    earlier: Time | None,
    cue: Span | None = None,
    source: Span | None = None,
    others: Sequence[Span] = (),
) -> Time | None:
    """When the event of `trigger` happened: the words that say so, else the time of the story so far, else an inference.

    `clause` are the words that state the event, `earlier` the time of the event told before it in the same story (null to
    carry nothing). Mentions that date the saying ("said on Tuesday") never date the event: it gets the days up to the saying
    (`not_after`, `inferred`). Without words, news gets the days up to publication (`inferred`), background null; without
    publication and words the answer is null. What may, might, could or would have happened lies in the past, whatever `status`.
    """
    inside = [m for m in mentions if m.span in sentence and m.kind not in ("duration", "set", "dateline", "vague")]
    said = [m for m in inside if dates_saying(m, text, trigger, clause, cue, source)]
    own = [m for m in inside if m not in said and not in_an_aside(text, m.span, trigger) and not _dates_another(text, m.span, trigger)]
    part = next((m.time.part for m in own if m.kind == "clock" and m.span in clause), None)
    anchor = anchor_of(text, published)
    past = _may_have_happened(text, trigger, clause)
    ahead = status in _AHEAD and not past
    if ahead or (status == "demanded" and not past):
        own = [m for m in own if m.span in clause or m.future]
        if anchor is not None and not (cue and cue.overlaps(trigger)):
            own = [m for m in own if m.time.end is None or m.time.end >= anchor]
    elif anchor is not None:
        own = [m for m in own if m.time.start is None or m.time.start <= anchor]
    costs = [(_cost(m, text, trigger, clause, sentence), m.span, m.time) for m in own if m.kind != "clock"]
    if costs and (best := min(costs, key=lambda c: c[:2]))[0] < FAR:
        if not _is_of_another(best, text, sentence, others, anchor):
            return _with_part(best[2], part)
        if (shared := _led_up_to(best[1], best[2], text, trigger)) is not None:
            return shared
    if (closing := _closing(own, text, trigger, sentence, others)) is not None:
        return _with_part(closing, part)
    told = None if ahead else _up_to_the_saying(said, anchor)
    if told is not None and (anchor is None or (anchor - told[1]).days > STORY_DAYS):
        return _with_part(_inferred(*told, "not_after"), part)
    if background:
        return None
    if not ahead and earlier is not None and earlier.start and earlier.end and _carries(earlier.start, earlier.end, told):
        return _with_part(_inferred(earlier.start, earlier.end, earlier.bound), part)
    if anchor is None:
        return None
    if ahead:
        return _inferred(anchor, anchor, "not_before")
    return _with_part(_inferred(*(told or (shift(anchor, -1), anchor)), "not_after"), part)


#: "for the first time since 2024" dates the time before.
_FIRST_SINCE = re.compile(r"\bfor\s+the\s+first\s+time\s+(?:since\s+)?(?:at\s+least\s+)?\Z", re.IGNORECASE)
#: "Pablo Pelaez, mayor of Medellin in 1984": an office, not a deed.
_IN_OFFICE = re.compile(
    r",\s+(?:an?\s+|the\s+|then\s+|former\s+|once\s+)?(?:[\w-]+\s+){0,2}(?:mayor|president|minister|governor|ambassador|senator|candidate"
    r"|chief|commander|deputy|director|leader)\b[^,.;:]{0,40}\b(?:in|from|until|since)\s+\Z",
    re.IGNORECASE,
)
#: "the curfew implemented one week ago".
_OF_A_RULE = re.compile(
    r"(?<!\bwas )(?<!\bwere )(?<!\bbeen )(?<!\bhas )(?<!\bhad )\b(?:implemented|imposed|decreed|signed|agreed)\s+"
    r"(?:on\s+|in\s+|about\s+)?\Z",
    re.IGNORECASE,
)
_RULE_GOES_ON = re.compile(r",?\s+(?:an?\s|the\s|after\b|following\b)", re.IGNORECASE)
#: "travelled to Syria in 2014 and is now being held".
_NOW = re.compile(r",?\s+(?:and|but)\s+(?:is|are|has|have)\s+(?:been\s+)?(?:now|currently|still)\s+(?:being\s+|been\s+)?", re.IGNORECASE)


def _dates_another(text: str, span: Span, trigger: Span) -> bool:
    """Whether the words around a date give it to something else than the event: an office, a rule, what was before."""
    lead = max(0, span.start - 90)
    since = span.of(text).lower().startswith("since") or text[lead : span.start].rstrip().lower().endswith("since")
    if since and _FIRST_SINCE.search(text, lead, span.start):
        return True
    if span.end <= trigger.start and _NOW.fullmatch(text, span.end, trigger.start):
        return True
    office = _IN_OFFICE.search(text, lead, span.start)
    if office is not None and not office.start() <= trigger.start < span.start:
        return True
    rule = _OF_A_RULE.search(text, lead, span.start)
    apart = span.end <= trigger.start and "," in text[span.end : trigger.start]
    return rule is not None and apart and not _RULE_GOES_ON.match(text, span.end)


_LED_UP = re.compile(r"\s+(?:(?P<before>after|following)|amid|during)\s+(?:[\w’'-]+\s+){0,4}", re.IGNORECASE)


def _led_up_to(span: Span, time: Time, text: str, trigger: Span) -> Time | None:
    """The date of another event, where this one led up to it or went on with it: "took the town in 2015 after months of shelling"."""
    if span.end >= trigger.start or (joint := _LED_UP.fullmatch(text, span.end, trigger.start)) is None:
        return None
    return msgspec.structs.replace(time, bound="not_after") if joint["before"] else time


_TAIL = re.compile(r"[\s\"“”'’)\].!?]*")


def _closing(own: Sequence[TimeMention], text: str, trigger: Span, sentence: Span, others: Sequence[Span]) -> Time | None:
    """The day that closes the sentence, however far off, where no other event stands between: "detained a leader who works out of
    two districts, during an operation there, yesterday"."""
    days = [m for m in own if m.kind != "clock"]
    if len(days) != 1 or days[0].kind not in ("weekday", "deictic") or days[0].time.precision != "day":
        return None
    span = days[0].span
    apart = span.start < trigger.end or any(trigger.end <= other.start < span.start for other in others)
    return None if apart or not _TAIL.fullmatch(text, span.end, sentence.end) else days[0].time


def _carries(first: date, last: date, told: Days | None) -> bool:
    """A story goes on at its own time, where that is a fortnight at most and not after what is told was said."""
    return (last - first).days <= STORY_DAYS and (told is None or first <= told[1])


_MAY_HAVE = re.compile(
    r"\b(?:may|might|could|would|must|should)\s+(?:(?:not|also|\w{2,12}ly)\s+)?have\s(?:[^,;:.]{0,60}\s)?\Z", re.IGNORECASE
)


def _may_have_happened(text: str, trigger: Span, clause: Span) -> bool:
    """Whether the trigger stands in a perfect after a modal: "may have killed", "could have been shelled"."""
    return _MAY_HAVE.search(text, max(0, min(clause.start, trigger.start), trigger.start - 100), trigger.start) is not None


def _up_to_the_saying(said: Sequence[TimeMention], anchor: date | None) -> Days | None:
    """The last days on which what was said can have happened: the day of the saying and the one before, or its month or year."""
    days = [(m.time.start, m.time.end) for m in said if m.time.start and m.time.end and m.time.bound != "not_before"]
    first, last = max((d for d in days if anchor is None or d[1] <= anchor), key=lambda d: d[1], default=(None, None))
    if first is None or last is None:
        return None
    return (shift(last, -1) if first == last else first), last


def _inferred(first: date, last: date, bound: Bound) -> Time:
    return Time(span=None, start=first, end=last, precision=width((first, last)), bound=bound, inferred=True)


def _with_part(time: Time, part: PartOfDay | None) -> Time:
    """ "at dawn" beside a day gives its part."""
    return msgspec.structs.replace(time, part=part) if part and time.part is None and time.precision in (None, "day") else time


def _is_of_another(best: tuple[int, Span, Time], text: str, sentence: Span, others: Sequence[Span], anchor: date | None) -> bool:
    """Whether an old date belongs to another event of the sentence: news and its background often share one."""
    cost, span, time = best
    if anchor is None or time.end is None or (anchor - time.end).days <= BACKGROUND_DAYS:
        return False
    mention = TimeMention(time=time, kind="date")
    return any(
        _cost(mention, text, other, other, sentence) < min(cost, 50) for other in others if other in sentence and not other.overlaps(span)
    )


#: A mention that costs this much belongs to another clause.
FAR = 300
_BREAK = re.compile(r"[;:—–]\s|\s-{1,2}\s|,\s|\b(?:and|but)\b", re.IGNORECASE)
_SUBORDINATE = re.compile(
    r"\b(?:while|whereas|because|although|though|after|before|when|who|which|where|following|as|since)\s+\w", re.IGNORECASE
)
_ATTRIBUTIVE = re.compile(rf"(?:'s|’s)?\s+(?!(?:{any_of(_WORDS.after_a_time)})\b)\w", re.IGNORECASE)
_IN = re.compile(r"\b(?:in|during|by|of)\s+(?:the\s+|a\s+|an\s+)?\Z", re.IGNORECASE)
_HEAD = re.compile(
    r"[\s\"“”'‘(\[]*(?:(?:on|in|at|early|late|by|since|during|over|from|the|a|an|but|then|and|night|of)\s+)*\Z", re.IGNORECASE
)


def _cost(mention: TimeMention, text: str, trigger: Span, clause: Span, sentence: Span) -> int:
    """How far a mention stands from the trigger: code points between, more for each clause that begins between them.

    A mention that opens the sentence covers it; a possessive ("Monday's attack") or a year before a noun belongs to its noun.
    """
    span = mention.span
    low, high = (span.end, trigger.start) if span.start < trigger.start else (trigger.end, span.start)
    if low >= high:
        return 0
    breaks = sum(1 for _ in _BREAK.finditer(text, low, high))
    deeper = sum(1 for _ in _SUBORDINATE.finditer(text, low, high))
    possessive = text.startswith(("'s", "’s"), span.end) or span.of(text).endswith(("'s", "’s"))
    if (possessive or mention.time.precision == "year") and _ATTRIBUTIVE.match(text, span.end):
        if _HEAD.match(text, sentence.start, span.start):
            return 50 + 40 * max(0, breaks - 1)  # "In a 2016 operation against them, troops took …"
        joined = breaks == 0 if span.start < trigger.start else _IN.search(text, low, high) is not None and breaks == 0
        if not joined:
            return FAR
    cost = high - low + 40 * breaks + 100 * deeper
    if _HEAD.match(text, sentence.start, span.start):
        cost = min(cost, 50)
    if span in clause:
        cost = min(cost, 100 + 10 * breaks + 60 * deeper)
    return cost


def story_time(earlier: Time | None, chosen: Time | None, status: str, background: bool) -> Time | None:
    """The time that the rest of a document is told at: that of its first dated news event, in text order.

    Fold it over the events: give `earlier` (null at first) and what `choose_event_time` chose; hand the result to the next event.
    """
    if earlier is not None or chosen is None or chosen.start is None or background or status not in ("asserted", "denied", "unclear"):
        return earlier
    return chosen


_DATED = re.compile(
    r"\b(?:in|since|during|from|of|late|early|mid|January|February|March|April|May|June|July|August|September|October|November"
    r"|December|\d{1,2},)\s((?:19|20)\d\d)\b"
    r"(?!\s(?:(?:to|and|or)\s\d{4}\s?)?(?:people|men|soldiers|troops|civilians|fighters|killed|dead|hours|hrs|GMT|feet|met(?:er|re)s|residents|houses|rounds))"
)


@lru_cache(maxsize=16)
def _newest_year(text: str) -> int:
    """The newest year that the text dates something to, or 0."""
    return max((int(m[1]) for m in _DATED.finditer(text)), default=0)


def is_background(text: str, sentence: Span, trigger: Span, time: Time | None, published: str | None) -> bool:
    """Whether the event is told as earlier context, not as this report's news.

    `time` is the time that words give the event (`choose_event_time` with `background` true), or null: without words an event
    is news. Background is what lies over 90 days back: by its last day, for a whole year by its middle ("last year" in February).
    Without a publication day it is what ended two years or more before the newest year that the text dates something to.
    Pluperfects and words such as
    "previously" tell nothing: of the training passages' claims with "had …ed" 9 in 100 are background, with "previously" 27.
    """
    if time is None or time.start is None or time.end is None or time.bound == "not_before":
        return False
    anchor = anchor_of(text, published)
    if anchor is None:
        return time.end.year <= _newest_year(text) - 2
    over = time.end < anchor and time.precision in ("year", "longer")
    end = time.start + (time.end - time.start) / 2 if over else time.end
    return (anchor - end).days > BACKGROUND_DAYS
