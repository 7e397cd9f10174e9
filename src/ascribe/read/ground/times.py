"""Times: every expression of time in a text, as an interval of days.

In:  a text, its publication date, its sentences (better cues of tense).   Out: `TimeMention`s in text order.

Rules (`calendar_times`, `relative_times`) run near words of time (`lexicon/times.json`); what they read is then joined: parts
of the day ("the night of"), bounds ("since"), ranges ("from … to …"). Conventions and their reasons: docs/times.md.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date

from ascribe.domain.document import Sentence
from ascribe.domain.span import Span
from ascribe.domain.timex import Time, TimeMention
from ascribe.read.ground import calendar_times, relative_times
from ascribe.read.ground.time_anchor import anchor_of, date_lines
from ascribe.read.ground.time_joins import join, wrap
from ascribe.read.ground.time_rules import WORDS, Found, Rule, Sense, When, rules
from ascribe.read.ground.time_tense import is_future

__all__ = ["ground_times"]

_RULE_SETS = (calendar_times, relative_times)  # importing them fills the table of rules


def ground_times(text: str, *, published: str | None, sentences: Sequence[Sentence] = ()) -> tuple[TimeMention, ...]:
    """Every expression of time in `text`, in text order, none overlapping another.

    `published` is the ISO date or date-time of publication; without it the text's own dateline serves (`anchor_of`), and
    without that only expressions with a year have days. A weekday is the last one up to publication unless words around it
    tell of the future. `sentences` bound the search for such words; without them, full stops do.

    >>> text = "He fled on Monday night."
    >>> [(m.span.of(text), str(m.time.start)) for m in ground_times(text, published="2021-09-02")]
    [('Monday night', '2021-08-30')]
    """
    anchor, heads = anchor_of(text, published), date_lines(text)
    starts = [s.span.start for s in sentences]
    letters = text[:2000]
    lower_case = letters == letters.lower()
    found: list[Found] = []
    named: date | None = None
    period: date | None = None
    for start, end, match, rule in _candidates(text):
        if found and start < found[-1].end:
            continue
        future = is_future(text, start, end, found[-1].end if found else 0, starts)
        try:
            sense = rule(match, When(anchor, named, period, future, lower_case))
        except (ValueError, OverflowError):
            sense = Sense("date")  # 31 February, the year 10000: the words stand, the days do not
        if sense is None:
            continue
        if any(start < h.end and h.start < end for h in heads):
            sense = sense._replace(kind="dateline")
        end = match.end("end") if "end" in match.re.groupindex and match.start("end") >= 0 else end
        try:
            item = wrap(text, Found(start, end, sense), found[-1].end if found else 0, anchor)
            found.append(item)
            while len(found) > 1 and len(joined := join(text, *found[-2:])) == 1:
                found[-2:] = joined
        except (ValueError, OverflowError):
            found.append(Found(start, end, Sense(sense.kind)))
        last = found[-1].sense
        if last.days and last.kind not in ("dateline", "deictic"):
            period = last.days[0]
        if last.days and (last.precision == "day" or (anchor is None and last.precision in ("week", "month"))):
            named = last.days[0]
    return tuple(_mention(f) for f in found)


def _mention(found: Found) -> TimeMention:
    sense = found.sense
    first, last = sense.days or (None, None)
    precision = sense.precision if sense.days else None
    time = Time(span=Span(found.start, found.end), start=first, end=last, precision=precision, bound=sense.bound, part=sense.part)
    return TimeMention(time=time, kind=sense.kind, future=sense.future)


#: i digits with separators, y four digits, Y decade, m month, w weekday, a its abbreviation, s season, h holiday, o ordinal,
#: d day word, u unit
_CLASS_OF: dict[str, str] = {
    **dict.fromkeys(WORDS.months, "m"),
    **dict.fromkeys(WORDS.weekday_abbreviations, "a"),
    **{f"{w}{s}": "w" for w in WORDS.weekdays for s in ("", "s")},
    **dict.fromkeys((*WORDS.seasons, "fall"), "s"),
    **{f"{u}{s}": "u" for u in WORDS.unit_days for s in ("", "s")},
    **dict.fromkeys((w for words in WORDS.parts for w in words.split()[-1:]), "d"),
    **dict.fromkeys(("yesterday", "today", "tonight", "tomorrow", "at", "around"), "d"),
    **dict.fromkeys({w.split()[0].split("-")[0] for w in (*WORDS.fixed_days, *WORDS.moving_days)}, "h"),
    "st": "o", "nd": "o", "rd": "o", "th": "o",
}  # fmt: skip
_CLASS_OF |= {"day": "ud", "days": "ud", "night": "ud", "nights": "ud", "weekend": "u", "good": "h", "new": "h"}
_TOKEN = re.compile(r"[^\W\d_]+|\d+")
_BEFORE, _AFTER = 48, 40


def _candidates(text: str) -> Iterator[tuple[int, int, re.Match[str], Rule]]:
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
        yield start, -end, match, rule


def _classes(text: str, token: re.Match[str]) -> str:
    word = token[0]
    if word[0].isdecimal():
        letters = ""
        if len(word) == 4 and word[:2] in ("18", "19", "20"):
            letters = "Y" if text[token.end() : token.end() + 1] == "s" else "y"
        if text[token.end() : token.end() + 1] in ("-", "/", ".") and len(word) in (1, 2, 4):
            letters += "i"
        return letters
    return _CLASS_OF.get(word.lower(), "") if len(word) < 12 else ""


def _to_edge(text: str, at: int) -> int:
    """The next end of a word, within 24 code points."""
    limit = min(len(text), at + 24)
    while 0 < at < limit and text[at - 1].isalnum() and text[at].isalnum():
        at += 1
    return at
