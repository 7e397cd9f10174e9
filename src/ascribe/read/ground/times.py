"""Times: every expression of time in a text, as an interval of days.

In:  a text, its publication date, its sentences (better cues of tense).   Out: `TimeMention`s in text order.

Rules (`calendar_times`, `relative_times`) run near words of time (`lexicon/times.json`); what they read is then joined: parts
of the day ("the night of"), bounds ("since"), ranges ("from … to …"). Conventions and their reasons: docs/times.md.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from ascribe.domain.document import Sentence
from ascribe.domain.span import Span
from ascribe.domain.timex import Time, TimeMention
from ascribe.read.ground import calendar_times, other_calendars, quarter_times, relative_times, time_lengths, vague_times
from ascribe.read.ground.days import Days
from ascribe.read.ground.quarter_times import is_quarter
from ascribe.read.ground.time_anchor import anchor_of, date_lines
from ascribe.read.ground.time_joins import join, wrap
from ascribe.read.ground.time_rules import WORDS, Found, Rule, Sense, When, rules
from ascribe.read.ground.time_tense import is_future

__all__ = ["ground_times", "read_times"]

#: Importing them fills the table of rules.
_RULE_SETS = (calendar_times, other_calendars, quarter_times, relative_times, time_lengths, vague_times)


def ground_times(text: str, *, published: str | None, sentences: Sequence[Sentence] = ()) -> tuple[TimeMention, ...]:
    """Every expression of time in `text`, in text order, none overlapping another.

    `published` is the ISO date or date-time of publication; without it the text's own dateline serves (`anchor_of`), and
    without that only expressions with a year have days. A weekday is the last one up to publication unless words around it
    tell of the future. `sentences` bound the search for such words; without them, full stops do.

    >>> text = "He fled on Monday night."
    >>> [(m.span.of(text), str(m.time.start)) for m in ground_times(text, published="2021-09-02")]
    [('Monday night', '2021-08-30')]
    """
    story = _Story(text, published, sentences)
    found: list[Found] = []
    for candidate in _candidates(text):
        previous = found[-1].end if found else 0
        item = story.read(candidate, previous) if candidate.start >= previous else None
        if item is None:
            continue
        found.append(item)
        try:
            while len(found) > 1 and len(joined := join(text, *found[-2:])) == 1:
                found[-2:] = joined
        except (ValueError, OverflowError):
            found[-1] = Found(item.start, item.end, Sense(item.sense.kind))
        story.note(found[-1].sense)
    return tuple(_mention(f) for f in found)


def read_times(
    text: str, spans: Sequence[Span], *, published: str | None, sentences: Sequence[Sentence] = ()
) -> tuple[TimeMention | None, ...]:
    """What the words at `spans`, known to be expressions of time, say: one answer a span, null where no rule reads them.

    `spans` are in text order and do not overlap. Words that are a time only in company ("May", "soon") are read without it.

    >>> text = "Wait until May."
    >>> [str(m.time.start) for m in read_times(text, [Span(11, 14)], published="2021-09-02") if m]
    ['2021-05-01']
    """
    story = _Story(text, published, sentences)
    candidates = list(_candidates(text))
    starts = [c.start for c in candidates]
    out: list[TimeMention | None] = []
    previous = 0
    for span in spans:
        near = candidates[bisect_left(starts, span.start - _BEFORE) : bisect_left(starts, span.end)]
        inside = sorted(
            (c for c in near if c.end > span.start),
            key=lambda c: (c.rule is vague_times.vague_time and _misfit(c, span) > 0, _misfit(c, span)),
        )
        found: list[Found] = []
        for candidate in inside:
            if any(candidate.start < f.end and f.start < candidate.end for f in found):
                continue
            item = story.read(candidate, previous, span)
            if item is not None and (not found or (item.start >= span.start and item.end <= span.end)):
                found.append(item)
        found.sort(key=lambda f: f.start)
        while len(found) > 1:
            joined = join(text, *found[:2])
            found[:2] = joined if len(joined) == 1 else [min(joined, key=lambda f: (f.sense.kind == "vague", _misfit(f, span)))]
        out.append(_mention(found[0]) if found else None)
        if found:
            story.note(found[0].sense)
        previous = span.end
    return tuple(out)


def _misfit(found: Candidate | Found, span: Span) -> int:
    """The code points of the span that words leave out, thrice, and those they take beside it."""
    left_out = max(0, found.start - span.start) + max(0, span.end - found.end)
    return 3 * left_out + max(0, span.start - found.start) + max(0, found.end - span.end)


class _Story:
    """What was named so far in one text: expressions are read in text order, for some are told from those before."""

    def __init__(self, text: str, published: str | None, sentences: Sequence[Sentence]) -> None:
        self._text = text
        self._anchor, self._heads = anchor_of(text, published), date_lines(text)
        self._starts = [s.span.start for s in sentences]
        letters = text[:2000]
        self._lower_case = letters == letters.lower()
        self._named: date | None = None
        self._period: Days | None = None
        self._quarter: Days | None = None

    def read(self, candidate: Candidate, previous: int, given: Span | None = None) -> Found | None:
        """What a rule makes of its match, with the words around it; none where it is no time."""
        start, end, match, rule = candidate
        future = is_future(self._text, start, end, previous, self._starts)
        try:
            sense = rule(match, When(self._anchor, self._named, self._period, self._quarter, future, self._lower_case, given is not None))
        except (ValueError, OverflowError):
            sense = Sense("date")  # 31 February, the year 10000: the words stand, the days do not
        if sense is None:
            return None
        if any(start < h.end and h.start < end for h in self._heads):
            sense = sense._replace(kind="dateline")
        try:
            return wrap(self._text, Found(start, end, sense), previous, self._anchor, given)
        except (ValueError, OverflowError):
            return Found(start, end, Sense(sense.kind))

    def note(self, last: Sense) -> None:
        """Remembers what was read, for what is told from it."""
        if last.days and last.kind not in ("dateline", "deictic"):
            self._period = last.days
        unit = last.named or last.days
        if is_quarter(unit) and last.kind != "relative":
            self._quarter = unit
        elif last.measure and last.measure.unit == "month":
            self._quarter = None  # "the nine months": what is compared from here on is no quarter
        if last.days and (last.precision == "day" or (self._anchor is None and last.precision in ("week", "month"))):
            self._named = last.days[0]


def _mention(found: Found) -> TimeMention:
    sense = found.sense
    first, last = sense.days or (None, None)
    precision = sense.precision if sense.days else None
    time = Time(span=Span(found.start, found.end), start=first, end=last, precision=precision, bound=sense.bound, part=sense.part)
    return TimeMention(
        time=time, kind=sense.kind, future=sense.future, named=sense.named, measure=sense.measure, weekday=sense.weekday,
        vague=sense.vague, hour=sense.hour, ends=tuple(_mention(end) for end in found.ends),
    )  # fmt: skip


#: i digits with separators, y four digits, Y decade, m month, w weekday, a its abbreviation, s season, h holiday, o ordinal,
#: d day word, u unit, c hour with "a.m." or "p.m.", l "daily", v "now"
_CLASS_OF: dict[str, str] = {
    **dict.fromkeys(WORDS.months, "m"),
    **dict.fromkeys(WORDS.weekday_abbreviations, "a"),
    **{f"{w}{s}": "w" for w in WORDS.weekdays for s in ("", "s")},
    **dict.fromkeys((*WORDS.seasons, "fall"), "s"),
    **{f"{u}{s}": "u" for u in WORDS.unit_days for s in ("", "s")},
    **dict.fromkeys((w for words in WORDS.parts for w in words.split()[-1:]), "d"),
    **dict.fromkeys(("yesterday", "today", "tonight", "tomorrow", "at", "around"), "d"),
    **dict.fromkeys((w.split()[0] for w in (*WORDS.fixed_days, *WORDS.moving_days, *WORDS.feasts)), "h"),
    **dict.fromkeys((w.split()[0] for w in WORDS.other_months), "f"),
    "st": "o", "nd": "o", "rd": "o", "th": "o",
}  # fmt: skip
_CLASS_OF |= dict.fromkeys(("ramadan", "muharram"), "fh")
_CLASS_OF |= dict.fromkeys(("twenties", "thirties", "forties", "fifties", "sixties", "seventies", "eighties", "nineties"), "Y")
_CLASS_OF |= dict.fromkeys(("nineteen", "twenty", "half"), "u")
_CLASS_OF |= {
    "day": "ud",
    "days": "ud",
    "night": "ud",
    "nights": "ud",
    "weekend": "u",
    "end": "u",
    "period": "u",
    "periods": "u",
    "good": "h",
    "new": "h",
}
for _words, _letter in (((*WORDS.sets, *WORDS.sets_given), "l"), ((*WORDS.vague_words, *WORDS.vague_words_given), "v")):
    for _word in dict.fromkeys(w.split()[-1] for w in _words):
        _CLASS_OF[_word] = _CLASS_OF.get(_word, "") + _letter
_TOKEN = re.compile(r"[^\W\d_]+|\d+")
_AM_PM = re.compile(r"(?:[:.][0-5]\d)?\s?[ap]\.?\s?m\b", re.IGNORECASE)
_BEFORE, _AFTER = 48, 40


class Candidate(NamedTuple):
    """A match of a rule, with where its words of time stand."""

    start: int
    end: int
    match: re.Match[str]
    rule: Rule


def _candidates(text: str) -> Iterator[Candidate]:
    """Matches of all rules, by start, the longest first. Patterns run only near the words they need."""
    windows: dict[str, list[list[int]]] = {}
    for token in _TOKEN.finditer(text):
        for letter in _classes(text, token):
            ranges = windows.setdefault(letter, [])
            low, high = max(0, token.start() - _BEFORE), min(len(text), token.end() + _AFTER)
            if ranges and low <= ranges[-1][1]:
                ranges[-1][1] = high
            else:
                ranges.append([low, high])
    found = []
    for order, (letters, pattern, rule) in enumerate(rules()):
        for low, high in windows.get(letters, ()):
            for match in pattern.finditer(text, _to_edge(text, low), _to_edge(text, high)):
                start, end = match.span("end") if "end" in pattern.groupindex and match.start("end") >= 0 else match.span()
                found.append((start, -end, order, match, rule))
    found.sort(key=lambda f: f[:3])
    for start, end, _, match, rule in found:
        yield Candidate(start, -end, match, rule)


def _classes(text: str, token: re.Match[str]) -> str:
    word = token[0]
    if word[0].isdecimal():
        letters = ""
        if len(word) == 4 and word[:2] in ("18", "19", "20"):
            letters = "Y" if text[token.end() : token.end() + 1] == "s" else "y"
        if text[token.end() : token.end() + 1] in ("-", "/", ".") and len(word) in (1, 2, 4):
            letters += "i"
        if len(word) == 2 and text[token.end() : token.end() + 1] == "s":
            letters += "Y"
        if len(word) <= 2 and _AM_PM.match(text, token.end()):
            letters += "c"
        return letters
    return _CLASS_OF.get(word.lower(), "") if len(word) < 12 else ""


def _to_edge(text: str, at: int) -> int:
    """The next end of a word, within 24 code points."""
    limit = min(len(text), at + 24)
    while 0 < at < limit and text[at - 1].isalnum() and text[at].isalnum():
        at += 1
    return at
