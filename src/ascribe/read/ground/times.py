"""Times: every expression of time in a text, as an interval of days.

In:  a text, its publication date, its sentences (better cues of tense).   Out: `TimeMention`s in text order.

Expressions are found around words of time (`lexicon/times.json`) by the patterns below, each with the rule that reads it, then
joined: parts of the day ("the night of"), bounds ("since"), ranges ("from … to …"). Conventions and their reasons: docs/times.md.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import NamedTuple

from ascribe.domain.document import Sentence
from ascribe.domain.span import Span
from ascribe.domain.timex import Bound, PartOfDay, Time, TimeKind, TimeMention, TimePrecision
from ascribe.lexicon.times import time_words
from ascribe.read.ground.days import (
    Days,
    hull,
    month_days,
    nth_weekday,
    on_or_after,
    on_or_before,
    part_of_month,
    part_of_year,
    season_days,
    shift,
    shift_month,
    week_days,
    weekend_days,
    year_days,
)
from ascribe.read.ground.time_anchor import anchor_of, date_lines

__all__ = ["ground_times"]

_WORDS = time_words()


class _When(NamedTuple):
    """What an expression is read against: the publication day, the last day named before it, and the tense around it.

    `period` is the last month or year named, for "the same month".
    """

    anchor: date | None
    named: date | None
    period: date | None
    future: bool
    lower_case: bool


class _Sense(NamedTuple):
    """What an expression means. `yearless` marks a date whose year we chose, so that a range may choose again."""

    kind: TimeKind
    days: Days | None = None
    precision: TimePrecision | None = None
    part: PartOfDay | None = None
    bound: Bound = "exact"
    yearless: bool = False
    future: bool = False


class _Found(NamedTuple):
    start: int
    end: int
    sense: _Sense


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
    found: list[_Found] = []
    named: date | None = None
    period: date | None = None
    for start, end, match, rule in _candidates(text):
        if found and start < found[-1].end:
            continue
        future = _is_future(text, start, end, found[-1].end if found else 0, starts)
        try:
            sense = rule(match, _When(anchor, named, period, future, lower_case))
        except (ValueError, OverflowError):
            sense = _Sense("date")  # 31 February, the year 10000: the words stand, the days do not
        if sense is None:
            continue
        if any(start < h.end and h.start < end for h in heads):
            sense = sense._replace(kind="dateline")
        end = match.end("end") if "end" in match.re.groupindex and match.start("end") >= 0 else end
        try:
            item = _wrap(text, _Found(start, end, sense), found[-1].end if found else 0, anchor)
            found.append(item)
            while len(found) > 1 and len(joined := _join(text, *found[-2:])) == 1:
                found[-2:] = joined
        except (ValueError, OverflowError):
            found.append(_Found(start, end, _Sense(sense.kind)))
        last = found[-1].sense
        if last.days and last.kind not in ("dateline", "deictic"):
            period = last.days[0]
        if last.days and (last.precision == "day" or (anchor is None and last.precision in ("week", "month"))):
            named = last.days[0]
    return tuple(_mention(f) for f in found)


def _mention(found: _Found) -> TimeMention:
    sense = found.sense
    first, last = sense.days or (None, None)
    precision = sense.precision if sense.days else None
    time = Time(span=Span(found.start, found.end), start=first, end=last, precision=precision, bound=sense.bound, part=sense.part)
    return TimeMention(time=time, kind=sense.kind, future=sense.future)


# ---------------------------------------------------------------- the words as patterns


def _any(words: Sequence[str]) -> str:
    """An alternation, longest first, so that "sept" wins over "sep"."""
    return "|".join(re.escape(w).replace(r"\ ", r"\s+") for w in sorted(words, key=lambda w: (-len(w), w)))


_MONTH = rf"(?P<m>{_any(tuple(_WORDS.months))})"
_WEEKDAY = rf"(?P<w>{_any(tuple(_WORDS.weekdays))})"
_UNIT = rf"(?P<u>{_any(tuple(_WORDS.unit_days))})"
_NUMBER = rf"(?P<n>\d{{1,3}}|{_any((*_WORDS.numbers, *_WORDS.vague_numbers))})"
_PART = rf"(?P<part>{_any(tuple(_WORDS.parts))})"
_DAY = r"(?:0?[1-9]|[12]\d|3[01])"
_NTH = r"(?:st|nd|rd|th)?"
_YEAR = r"(?P<y>(?:1[89]|20)\d\d)(?![\d:%]|[.,]\d)"
_EDGE = r"(?P<edge>early|mid|middle|late|beginning|start|end)(?:\s+of|\s+in|-|\s)\s*(?:the\s+)?"
_DASH = r"(?:-|–|—|to|through|until|till)"
_QUOTE = r"(?:'s|’s)"

_Rule = Callable[["re.Match[str]", _When], _Sense | None]
_RULES: list[tuple[str, re.Pattern[str], _Rule]] = []


def _reads(cores: str, pattern: str) -> Callable[[_Rule], _Rule]:
    """Registers a rule: `cores` are the classes of words (`_CLASS_OF`) around which `pattern` is looked for."""

    def register(rule: _Rule) -> _Rule:
        _RULES.append((cores, re.compile(rf"(?<![\w$£€#/])(?:{pattern})", re.IGNORECASE), rule))
        return rule

    return register


def _day(kind: TimeKind, day: date, **more: object) -> _Sense:
    return _Sense(kind, (day, day), "day", **more)  # type: ignore[arg-type]


def _year_of(text: str) -> int:
    return int(text) if len(text) == 4 else int(text) + (1900 if int(text) >= 50 else 2000)


def _month_of(match: re.Match[str]) -> int:
    return _WORDS.months[match["m"].lower()]


# ---------------------------------------------------------------- dates


@_reads("i", r"(?P<y>\d{4})-(?P<mm>\d\d)(?:-(?P<d>\d\d))?(?![\w-])")
def _iso(match: re.Match[str], when: _When) -> _Sense | None:
    year, month = int(match["y"]), int(match["mm"])
    if not 1800 <= year <= 2100 or month > 12:
        return None if not match["d"] else _Sense("date")
    if match["d"]:
        return _day("date", date(year, month, int(match["d"])))
    return _Sense("date", month_days(year, month), "month")


@_reads("i", r"(?P<a>\d{1,2})(?P<sep>[/.-])(?P<b>\d{1,2})(?P=sep)(?P<y>\d{4}|\d\d)(?![\w/.-]*\d)")
def _numeric(match: re.Match[str], when: _When) -> _Sense | None:
    """Day and month told apart only where one exceeds 12 or both are equal; else the words stand unresolved."""
    a, b, year = int(match["a"]), int(match["b"]), _year_of(match["y"])
    if match["sep"] != "/" and len(match["y"]) == 2:
        return None
    if a > 12 >= b > 0 or a == b:
        return _day("date", date(year, b, a))
    return _day("date", date(year, a, b)) if b > 12 >= a > 0 else _Sense("date")


def _near(day: date, month: int, day_of_month: int) -> date | None:
    """The date that lies nearest to `day`, within two months: a story told without a publication date."""
    for year in (day.year, day.year + 1, day.year - 1):
        found = date(year, month, day_of_month)
        if abs((found - day).days) <= 62:
            return found
    return None


def _nearest_year(month: int, day: int, when: _When) -> date | None:
    """The date in the year that makes it last before publication; ahead where the tense says so or it lies within 31 days."""
    if when.anchor is None:
        return None
    dates = []
    for year in (when.anchor.year - 1, when.anchor.year, when.anchor.year + 1, when.anchor.year - 4, when.anchor.year + 4):
        try:
            dates.append(date(year, month, day))
        except ValueError:  # 29 February
            continue
    past = max((d for d in dates if d <= when.anchor), default=None)
    ahead = min((d for d in dates if d > when.anchor), default=None)
    if ahead and (past is None or (when.future and (when.anchor - past).days > 7) or (ahead - when.anchor).days <= 31):
        return ahead
    return past


_NAMED_AFTER = re.compile(
    rf"[\"”']?\s+(?:[A-Z][\w'’]*\s+)?(?:{_any([case(w) for w in _WORDS.named_after_dates for case in (str.title, str.upper)])})\b"
)


_ATTACKS = re.compile(r"\s+(?:\w+\s+)?(?:attacks|massacre)\b", re.IGNORECASE)


def _date(match: re.Match[str], when: _When) -> _Sense | None:
    if _NAMED_AFTER.match(match.string, match.end()):
        return None  # "the 14th October Brigade"
    month, first = _month_of(match), int(match["d1"])
    last = int(match["d2"] or first)
    noted = _WORDS.days_of_note.get(f"{month}-{first}")
    if noted and _ATTACKS.match(match.string, match.end()) and (when.anchor is None or when.anchor > date.fromisoformat(noted)):
        return _day("date", date.fromisoformat(noted))  # "the September 11 attacks", whenever told
    groups = match.groupdict()
    year = groups.get("y") or groups.get("yy")
    if year:
        days = date(_year_of(year), month, first), date(_year_of(year), month, last)
    else:
        end = _nearest_year(month, last, when)
        if end is None and when.named and when.anchor is None:
            end = _near(when.named, month, last)
        if end is None:
            date(2000, month, max(first, last))  # 31 February is no date, whatever the year
            return _Sense("date", yearless=True)
        days = end.replace(day=first), end
    if days[0] > days[1]:
        return _Sense("date")
    return _Sense("date", days, "day" if last - first < 4 else "week", yearless=not year, future=when.future)


_reads(
    "m",
    rf"(?:the\s+)?(?P<d1>{_DAY}){_NTH}(?:,\s*{_DAY}{_NTH}){{0,4}}(?:,?\s*(?:{_DASH}|and|or|/|&)\s*(?:the\s+)?(?P<d2>{_DAY}){_NTH})?(?:\s+of)?[\s-]\s*{_MONTH}\b"
    rf"(?:\.?,?[\s-]\s*{_YEAR}|\s+(?P<yy>\d\d)(?![\w%]|[.,:]?\d|\s+\w*(?:people|killed|dead)))?",
)(_date)
_reads(
    "m",
    rf"{_MONTH}\b\.?\s*(?P<d1>{_DAY}){_NTH}(?![\w%]|[:.]\d|,\d\d\d)"
    rf"(?:\s*{_DASH}\s*(?P<d2>{_DAY}){_NTH}\b(?!\s+{_MONTH.replace('?P<m>', '?:')})|\s+(?:and|&)\s+(?P<d3>{_DAY}){_NTH}(?=\s*[,.;)]))?"
    rf"(?:,?\s+{_YEAR})?",
)(lambda match, when: _date(match, when) if not match["d3"] else _two_days(match, when))


def _two_days(match: re.Match[str], when: _When) -> _Sense | None:
    """ "On August 29 and 30," is one interval."""
    month = _month_of(match)
    if match["y"]:
        return _Sense("date", (date(int(match["y"]), month, int(match["d1"])), date(int(match["y"]), month, int(match["d3"]))), "day")
    end = _nearest_year(month, int(match["d3"]), when)
    return _Sense("date", (end.replace(day=int(match["d1"])), end) if end else None, "day", yearless=True)


@_reads(
    "m",
    rf"(?:(?:the\s+)?{_EDGE})?(?:(?P<rel>last|this\s+past|this|next|the\s+past)\s+)?{_MONTH}\b(?![-’']\w)"
    rf"(?:\.?,?\s+(?:of\s+)?{_YEAR}|\s+(?:of\s+)?(?P<ry>last|this|next|the\s+previous|the\s+same)\s+year)?",
)
def _month(match: re.Match[str], when: _When) -> _Sense | None:
    """A month without a year is the last one begun by publication; "next" and words of the future look ahead."""
    word, edge, rel = match["m"].lower(), (match["edge"] or "").lower(), (match["rel"] or "").lower()
    month = _month_of(match)
    before = match.string[max(0, match.start() - 16) : match.start()]
    bare = not (edge or rel or match["y"] or match["ry"])
    if bare and _DAY_BEFORE.search(before):
        return None  # what is left of "the 14th October Brigade"
    if bare and word in _WORDS.months_that_are_words:
        capital = match["m"][0].isupper() or (when.lower_case and word not in _WORDS.months_never_bare_in_lower_case)
        if not capital or not _MONTH_CUE.search(before) or _NAME_AFTER.match(match.string, match.end()):
            return None
    elif len(word) <= 4 and word not in ("june", "july") and bare and not _MONTH_CUE.search(before):
        return None  # "Mar", "Sep": names as often as months
    if (edge or rel) and word in _WORDS.months_never_bare_in_lower_case and match["m"].islower() and not when.lower_case:
        return None  # "last march": a walk
    named_year = match["y"] or (when.anchor and match["ry"] and str(when.anchor.year + _YEAR_STEP[match["ry"].lower().split()[-1]]))
    if named_year:
        year = int(named_year)
    elif when.anchor is None:
        return _Sense("date", yearless=True)
    else:
        year = when.anchor.year - (month > when.anchor.month)
        if rel == "last" and month == when.anchor.month:
            year -= 1
        if (rel == "next" or (when.future and rel != "last")) and (year, month) < (when.anchor.year, when.anchor.month + (rel == "next")):
            year += 1
    if edge:
        days = part_of_month(year, month, _EDGES[edge])
        return _Sense("date", days, "week", yearless=not named_year, future=when.future)
    return _Sense("date", month_days(year, month), "month", yearless=not named_year, future=when.future)


_MONTH_CUE = re.compile(
    r"\b(?:in|since|by|until|till|of|from|during|before|after|between|and|to|through|throughout|for)\s+\Z", re.IGNORECASE
)
_NAME_AFTER = re.compile(r"\s+(?!I\b)(?:[A-Z][a-z]+|be\b|have\b|not\b|also\b|well\b)")
_DAY_BEFORE = re.compile(r"\d(?:st|nd|rd|th)?\s\Z", re.IGNORECASE)
_EDGES = {"early": "early", "beginning": "early", "start": "early", "mid": "mid", "middle": "mid", "late": "late", "end": "late"}
_YEAR_STEP = {"last": -1, "this": 0, "next": 1, "previous": -1, "same": 0}


@_reads("y", rf"(?:(?:the\s+)?{_EDGE})?{_YEAR}(?:\s*(?:-|–|—|/)\s*(?P<last>(?:20|19)?\d\d)(?![\w:-]))?(?![\w/]|-\d)(?:{_QUOTE})?")
def _year(match: re.Match[str], when: _When) -> _Sense | None:
    """A bare number of four digits is a year unless words around it count, or tell the hour."""
    text, year = match.string, int(match["y"])
    after = _NEXT_WORD.match(text, match.end())
    before = _LAST_WORD.search(text, max(0, match.start() - 24), match.start())
    if after and after[1].lower() in _WORDS.never_a_year_before:
        return None
    if before and (before[1].lower() in _WORDS.never_a_year_after or (before[1].lower() == "at" and not match["edge"])):
        return None
    if match["last"]:
        last = int(match["last"]) if len(match["last"]) == 4 else year - year % 100 + int(match["last"])
        if not year < last <= year + 60:
            return None
        return _Sense("date", year_days(year, last), "longer")
    if match["edge"]:
        return _Sense("date", part_of_year(year, _EDGES[match["edge"].lower()]), "year")
    return _Sense("date", year_days(year), "year")


_NEXT_WORD = re.compile(r"\s+([^\W\d_]+)")
_LAST_WORD = re.compile(r"([^\W\d_]+\.?)\s+\Z")


@_reads("Y", r"(?:the\s+)?(?:(?P<edge>early|mid|late)[\s-]+)?(?P<y>(?:1[89]|20)\d0)s\b")
def _decade(match: re.Match[str], when: _When) -> _Sense | None:
    year = int(match["y"])
    first, last = {"early": (0, 3), "mid": (4, 6), "late": (7, 9)}.get((match["edge"] or "").lower(), (0, 9))
    return _Sense("date", year_days(year + first, year + last), "longer")


@_reads(
    "s",
    rf"(?:the\s+)?(?:(?P<rel>last|this\s+past|this|next)\s+)?(?P<s>{_any((*_WORDS.seasons, 'fall'))})\b"
    rf"(?:\s+(?:of\s+|in\s+)?{_YEAR})?",
)
def _season(match: re.Match[str], when: _When) -> _Sense | None:
    """Northern seasons of three whole months; "fall" and a bare season need "last", "this", "next" or a year."""
    rel, name = (match["rel"] or "").lower(), match["s"].lower()
    if not rel and not match["y"]:
        return None
    if name == "fall" and not match["y"] and rel != "last":
        return None
    first, last = _WORDS.seasons["autumn" if name == "fall" else name]
    if match["y"]:
        return _Sense("date", season_days(int(match["y"]), first, last), "month")
    if when.anchor is None:
        return _Sense("date")
    years = range(when.anchor.year - 2, when.anchor.year + 2)
    seasons = [season_days(y, first, last) for y in years]
    if rel == "next":
        days = next(s for s in seasons if s[0] > when.anchor)
    elif rel == "last":
        days = [s for s in seasons if s[1] < when.anchor][-1]
    else:
        days = [s for s in seasons if s[0] <= when.anchor][-1]
    return _Sense("deictic", days, "month")


@_reads("h", rf"(?P<h>{_any((*_WORDS.fixed_days, *_WORDS.moving_days))})(?!\w)(?:,?\s+{_YEAR})?")
def _holiday(match: re.Match[str], when: _When) -> _Sense | None:
    """Holidays with a day of their own have it; moving ones keep their words without days."""
    name = " ".join(match["h"].lower().split())
    if name not in _WORDS.fixed_days or not match["h"][0].isupper():
        return _Sense("date") if match["h"][0].isupper() else None
    month, day = _WORDS.fixed_days[name]
    if match["y"]:
        return _day("date", date(int(match["y"]), month, day))
    found = _nearest_year(month, day, when)
    return _Sense("date", (found, found) if found else None, "day", yearless=True)


@_reads("o", rf"(?:on|at|of|since|by|from|until)\s+(?P<end>the\s+(?P<d>{_DAY})(?:st|nd|rd|th))(?=\s*(?:[,.;:)]|and\b|at\b|when\b|to\b|$))")
def _day_of_month(match: re.Match[str], when: _When) -> _Sense | None:
    """ "on the 22nd": of the month last named, or the last 22nd before publication."""
    base = when.named or when.anchor
    if base is None or when.anchor is None:
        return _Sense("relative")
    for back in (0, -1, 1):
        year, month = shift_month(base.year, base.month, back)
        try:
            day = date(year, month, int(match["d"]))
        except ValueError:
            continue
        if day <= when.anchor and abs((day - base).days) <= 21:
            return _day("relative", day)
    if int(match["d"]) > when.anchor.day:
        return _Sense("relative")
    return _day("relative", when.anchor.replace(day=int(match["d"])))


# ---------------------------------------------------------------- weekdays


@_reads("w", rf"(?:the\s+)?(?P<o>{_any(tuple(_WORDS.ordinals))})\s+{_WEEKDAY}\s+(?:of|in)\s+{_MONTH}\b(?:\s+{_YEAR})?")
def _nth_weekday(match: re.Match[str], when: _When) -> _Sense | None:
    month = _month_of(match)
    if not match["y"] and when.anchor is None:
        return _Sense("date", yearless=True)
    year = int(match["y"]) if match["y"] else when.anchor.year - (month > when.anchor.month)  # type: ignore[union-attr]
    return _day("date", nth_weekday(year, month, _WORDS.weekdays[match["w"].lower()], _WORDS.ordinals[match["o"].lower()]))


@_reads(
    "w",
    rf"(?:(?P<rel>last|this\s+past|this\s+coming|this|past|next|coming|the\s+previous|the\s+following|the\s+next|that|the|every|each)\s+)?"
    rf"{_WEEKDAY}(?P<set>s)?\b(?:\s+(?:of\s+)?(?P<week>last|this|next)\s+week\b|\s+(?P<last>last)\b(?=[\s,.;]))?",
)
def _weekday(match: re.Match[str], when: _When) -> _Sense | None:
    """The last such day up to publication; ahead with "next" or words of the future; "last" is never yesterday."""
    weekday, rel = _WORDS.weekdays[match["w"].lower()], " ".join((match["rel"] or "").lower().split())
    if rel in ("every", "each") or (match["set"] and match["w"] + "s" == match["w"].lower() + "s" and not when.lower_case):
        return _Sense("set")
    if match["set"]:
        return _Sense("set")
    if when.anchor is None:
        return _Sense("weekday")
    if match["week"]:
        monday = shift(on_or_before(when.anchor, 0), {"last": -7, "this": 0, "next": 7}[match["week"].lower()])
        return _day("weekday", shift(monday, weekday))
    past, ahead = on_or_before(when.anchor, weekday), on_or_after(when.anchor, weekday)
    if rel == "last" or match["last"]:
        return _day("weekday", shift(past, -7) if (when.anchor - past).days <= 1 else past)
    if rel in ("the previous", "the following", "the next", "the", "that") and when.named:
        day = on_or_before(shift(when.named, -1), weekday) if rel == "the previous" else on_or_after(when.named, weekday)
        if rel in ("the following", "the next") and day == when.named:
            day = shift(day, 7)
        if rel == "that" and (day - when.named).days > 3:
            day = shift(day, -7)
        if day <= when.anchor or when.future:
            return _day("relative", day, future=when.future)
    if rel in ("next", "this coming", "coming"):
        return _day("weekday", ahead if ahead > when.anchor else shift(ahead, 7), future=True)
    return _day("weekday", ahead if when.future else past, future=when.future)


@_reads(
    "a",
    rf"(?P<w>{_any(tuple(_WORDS.weekday_abbreviations))})(?:\.(?=,?\s)|(?=,?\s+(?:{_DAY}{_NTH}\s+)?(?:{_any(tuple(_WORDS.months))})\b))",
)
def _short_weekday(match: re.Match[str], when: _When) -> _Sense | None:
    """ "Mon.", "Fri 3 May"; "Sun." and "Sat." only after "on" or before a date."""
    before = match.string[max(0, match.start() - 4) : match.start()].lower()
    if not match["w"][0].isupper() or (match[0].endswith(".") and not before.endswith("on ")):
        return None
    if when.anchor is None:
        return _Sense("weekday")
    weekday = _WORDS.weekday_abbreviations[match["w"].lower()]
    day = on_or_after(when.anchor, weekday) if when.future else on_or_before(when.anchor, weekday)
    return _day("weekday", day, future=when.future)


# ---------------------------------------------------------------- told from the day of publication


@_reads("d", rf"(?P<word>{_any(tuple(_WORDS.day_words))})(?!\w)(?:{_QUOTE})?(?:\s+{_PART}\b)?")
def _day_word(match: re.Match[str], when: _When) -> _Sense | None:
    word = " ".join(match["word"].lower().split())
    part = _WORDS.parts.get(" ".join((match["part"] or word.split()[-1]).lower().split()))
    if word in ("tonight", "last night", "the night before last"):
        part = "night"
    if when.anchor is None:
        return _Sense("deictic", part=part)
    offset = _WORDS.day_words[word]
    return _day("deictic", shift(when.anchor, offset), part=part, future=offset > 0 or (offset == 0 and when.future))


@_reads("d", rf"(?P<word>{_any(_WORDS.same_day_words)})\b")
def _same_day(match: re.Match[str], when: _When) -> _Sense | None:
    part = next((p for w, p in _WORDS.parts.items() if w in match["word"].lower().split()), None)
    base = when.named or when.anchor
    return _day("relative", base, part=part) if base else _Sense("relative", part=part)


@_reads(
    "d",
    r"(?:the\s+)?(?P<rel>previous|next|following|preceding)\s+(?P<day>day|morning|evening|night|afternoon)\b"
    r"|the\s+(?P<before>day|night|evening)\s+before\b(?!\s+(?:the|a|an|his|her|their|its|yesterday|last)\b)",
)
def _next_day(match: re.Match[str], when: _When) -> _Sense | None:
    back = bool(match["before"]) or match["rel"].lower() in ("previous", "preceding")
    part = _WORDS.parts.get((match["before"] or match["day"]).lower())
    base = when.named or when.anchor
    return _day("relative", shift(base, -1 if back else 1), part=part) if base else _Sense("relative", part=part)


@_reads("d", r"overnight\b")
def _overnight(match: re.Match[str], when: _When) -> _Sense | None:
    """The night that ends on the day of publication: it touches the day before and that day."""
    if when.anchor is None:
        return _Sense("deictic", part="night")
    return _Sense("deictic", (shift(when.anchor, -1), when.anchor), "day", part="night")


@_reads(
    "d",
    rf"(?:at|before|by|around|about|in\s+the|during\s+the|after)\s+(?:early\s+|late\s+)?(?P<end>{_PART})\b(?!\s+of\b)"
    r"|(?:at|around)\s+(?:about\s+|around\s+)?(?P<hour>[012]?\d[:.]?[0-5]\d)"
    r"(?:\s*(?:hours|hrs|GMT|UTC|local\s+time|[ap]\.?m\b\.?))?(?![\d,]|\s+(?:people|men|women))",
)
def _clock(match: re.Match[str], when: _When) -> _Sense | None:
    """ "at dawn", "at 0600": a part of the day without a day."""
    if match["part"]:
        return _Sense("clock", part=_WORDS.parts[" ".join(match["part"].lower().split())])
    hour = int(re.sub(r"\D", "", match["hour"])) // 100
    if re.search(r"p\.?m", match[0], re.IGNORECASE) and hour < 12:
        hour += 12
    if hour > 23:
        return None
    return _Sense("clock", part=_HOURS[bisect_right(_HOURS_FROM, hour) - 1])


_HOURS_FROM = (0, 4, 6, 12, 17, 21)
_HOURS: tuple[PartOfDay, ...] = ("night", "dawn", "morning", "afternoon", "evening", "night")


@_reads(
    "u",
    r"(?P<when>earlier\s+|later\s+)?(?:the\s+)?(?P<rel>last|this|next|past|previous|coming|following|same|current|preceding)\s+"
    r"(?P<u>week|weekend|month|year|decade|century|fortnight)\b(?!-)",
)
def _last_week(match: re.Match[str], when: _When) -> _Sense | None:
    rel, unit = match["rel"].lower(), match["u"].lower()
    if _TIME_OF.search(match.string, max(0, match.start() - 8), match.start()):
        return None  # "for the second time this week"
    later = (match["when"] or "").lower().startswith("later")
    relative = rel in ("previous", "following", "same", "preceding") or (rel == "next" and match[0].lower().startswith("the"))
    base = ((when.period if rel == "same" else when.named) if relative else None) or when.anchor
    kind: TimeKind = "relative" if relative else "deictic"
    if base is None or (when.anchor is None and not relative):
        return _Sense(kind)
    step = {"last": -1, "previous": -1, "preceding": -1, "next": 1, "coming": 1, "following": 1}.get(rel, 0)
    rolling = rel == "past" or (rel == "last" and match[0].lower().startswith("the"))
    ahead = later or (when.future and step == 0)
    if rolling:
        return _rolling(kind, base, _WORDS.unit_days[unit])
    if unit == "weekend":
        saturday = shift(weekend_days(base)[0], {-1: -7 if base.weekday() >= 5 and rel == "last" else 0, 0: 0, 1: 7}[step])
        if ahead and base.weekday() < 5:
            saturday = shift(saturday, 7)
        return _Sense(kind, (saturday, shift(saturday, 1)), "day", future=step > 0 or ahead)
    if unit == "week":
        if step == -1 and base.weekday() >= 5:  # weekend papers call the week that is ending "last week"
            return _Sense(kind, (shift(base, -7), shift(base, -1)), "week")
        days = week_days(shift(base, 7 * step))
        precision: TimePrecision = "week"
    elif unit == "fortnight":
        days, precision = (shift(base, -14), base) if step <= 0 else (base, shift(base, 14)), "week"
    elif unit == "month":
        days, precision = month_days(*shift_month(base.year, base.month, step)), "month"
    elif unit == "year":
        days, precision = year_days(base.year + step), "year"
    else:
        size = 10 if unit == "decade" else 100
        first = base.year - base.year % size + size * step
        days, precision = year_days(first, first + size - 1), "longer"
    if step == 0 and not relative and when.anchor is not None:
        days = (max(days[0], when.anchor), days[1]) if ahead else (days[0], min(days[1], when.anchor))
    return _Sense(kind, days, precision, future=step > 0 or ahead)


_TIME_OF = re.compile(r"\btime\s+\Z", re.IGNORECASE)


@_reads("u", r"(?:over|at|during|on|through|throughout|since)\s+(?P<end>the\s+(?:long\s+)?weekend)\b")
def _weekend(match: re.Match[str], when: _When) -> _Sense | None:
    if when.anchor is None:
        return _Sense("deictic")
    saturday, sunday = weekend_days(when.anchor)
    if when.future and when.anchor.weekday() < 5:
        saturday, sunday = shift(saturday, 7), shift(sunday, 7)
    return _Sense("deictic", (saturday, sunday), "day", future=when.future)


def _count(word: str | None) -> tuple[int, int]:
    word = " ".join((word or "").lower().split())
    if word.isdecimal():
        return int(word), int(word)
    if word in _WORDS.numbers:
        return _WORDS.numbers[word], _WORDS.numbers[word]
    return _WORDS.vague_numbers.get(word, (2, 5))


def _unit(match: re.Match[str]) -> str:
    unit = match["u"].lower()
    return "century" if unit == "centurie" else unit


def _rolling(kind: TimeKind, base: date, days: int) -> _Sense:
    """The stretch of `days` up to `base`; hours and less reach into the day before."""
    back = shift(base, -max(1, days)), base
    return _Sense(kind, back, _width(back))


@_reads(
    "u",
    rf"(?:the\s+)?(?:more\s+than\s+|less\s+than\s+|over\s+|about\s+|around\s+|nearly\s+|almost\s+|some\s+|just\s+|at\s+least\s+)?(?:(?:{_NUMBER}\s+(?:more\s+)?)?{_UNIT}s?)\s+"
    r"(?P<dir>ago|earlier|before|later|afterwards?|after|previously)\b(?!\s+(?P<tail>the|a|an|his|her|their|its|he|she|they|it|that|being|they|[a-z]+ing)\b)",
)
def _ago(match: re.Match[str], when: _When) -> _Sense | None:
    """ "N units ago" from publication; "earlier", "later" from the day named last."""
    direction, unit = match["dir"].lower(), _unit(match)
    if match["n"] is None and not match[0][match.end("u") - match.start() :].lower().startswith("s"):
        return None  # "day after day"
    if direction in ("before", "after") and not _CLOSES.match(match.string, match.end()):
        return _Sense("duration")  # "two days after the raid" is told from the raid
    low, high = _count(match["n"])
    relative = direction != "ago"
    base = (when.named if relative else None) or when.anchor
    kind: TimeKind = "relative" if relative else "deictic"
    if base is None or (when.named is None and direction in ("later", "after", "afterward", "afterwards")):
        return _Sense(kind if direction == "ago" else "clock")
    sign = 1 if direction in ("later", "after", "afterward", "afterwards") else -1
    if unit in ("hour", "minute", "second"):
        hours = high if unit == "hour" else 0
        if match["n"] is None or hours < 12:
            return _Sense("clock")  # "two hours later": the same day, whichever that is
        return _Sense(kind, hull((base, base), (shift(base, sign * -(-hours // 24)),) * 2), "day")
    if unit == "month" and low == high:
        year, month = shift_month(base.year, base.month, sign * low)
        return _Sense(kind, month_days(year, month), "month")
    if unit == "year" and low == high == 1:
        return _Sense(kind, month_days(base.year + sign, base.month), "month")
    if unit in ("year", "decade", "century"):
        years = {"year": 1, "decade": 10, "century": 100}[unit]
        if low == high and unit == "year":
            more = _MORE_THAN.match(match[0]) is not None and base.month <= 3  # "over six years ago", told in February: the year before
            return _Sense(kind, year_days(base.year + sign * (low + more)), "year")
        first, last = sorted((base.year + sign * low * years, base.year + sign * high * years))
        return _Sense(kind, year_days(first, last), "longer")
    size = _WORDS.unit_days[unit]
    if low == high:
        middle = shift(base, sign * low * size)
        slack = 0 if unit in ("day", "night") or low == 1 else 1
        return _Sense(kind, (shift(middle, -slack), shift(middle, slack)), "day" if slack == 0 else "week")
    first_day, last_day = sorted((shift(base, sign * low * size), shift(base, sign * high * size)))
    return _Sense(kind, (first_day, last_day), "week" if size < 30 else "month")


_CLOSES = re.compile(r"\s*(?:[,.;:)\"”]|\Z|\n)")
_MORE_THAN = re.compile(r"(?:the\s+)?(?:more\s+than|over)\b", re.IGNORECASE)


@_reads("u", r"(?P<when>earlier|later)\s+in\s+the\s+(?P<u>week|month|year)\b")
def _earlier_in_the_week(match: re.Match[str], when: _When) -> _Sense | None:
    if when.anchor is None:
        return _Sense("deictic")
    unit, day = match["u"].lower(), when.anchor
    days = week_days(day) if unit == "week" else month_days(day.year, day.month) if unit == "month" else year_days(day.year)
    days = (days[0], day) if match["when"].lower() == "earlier" else (day, days[1])
    return _Sense("deictic", days, _width(days), future=match["when"].lower() == "later")


@_reads(
    "u",
    r"(?P<rel>(?:the|these)\s+(?:last|past|previous|preceding|next|coming|following)|last|past|recent|next|coming|(?:the\s+)?most\s+recent)"
    rf"\s+(?:{_NUMBER}\s+)?{_UNIT}s\b",
)
def _past_days(match: re.Match[str], when: _When) -> _Sense | None:
    """ "the past N units" reaches back from publication; "recent" days are 7, weeks 30 days, months 92 days, years five."""
    rel, unit = match["rel"].lower(), _unit(match)
    if when.anchor is None:
        return _Sense("deictic")
    word = " ".join((match["n"] or "").lower().split())
    high = _count(match["n"])[1]
    if word in _WORDS.vague_numbers or not word:
        high = {"day": 5, "week": 4, "month": 3, "year": 5}.get(unit, 3)
        if "recent" in rel:
            high = {"day": 7, "week": 4}.get(unit, high)
    days = -(-high // 24) if unit == "hour" else 1 if unit in ("minute", "second") else high * _WORDS.unit_days[unit]
    if rel.split()[-1] in ("next", "coming", "following"):
        ahead = when.anchor, shift(when.anchor, max(1, days))
        return _Sense("deictic", ahead, _width(ahead), future=True)
    return _rolling("deictic", when.anchor, days)


@_reads(
    "u",
    r"(?:for|lasting|lasted|during|within|in|after|throughout)\s+"
    r"(?:more\s+than\s+|less\s+than\s+|over\s+|about\s+|around\s+|nearly\s+|almost\s+|at\s+least\s+|up\s+to\s+)?"
    rf"(?P<end>(?:{_NUMBER}\s+)(?:consecutive\s+|straight\s+)?{_UNIT}s?)\b(?!-)",
)
def _duration(match: re.Match[str], when: _When) -> _Sense | None:
    """ "for three days" says how long, not when; "within ten days", where something is to happen, gives the days ahead."""
    within = match[0][:6].lower() == "within" and not _OF.match(match.string, match.end())
    if within and when.future and when.anchor is not None:
        high, unit = _count(match["n"])[1], _unit(match)
        days = -(-high // 24) if unit == "hour" else max(1, high * _WORDS.unit_days[unit])
        ahead = when.anchor, shift(when.anchor, days)
        return _Sense("deictic", ahead, _width(ahead), bound="not_after", future=True)
    return _Sense("duration")


_OF = re.compile(r"\s+of\b", re.IGNORECASE)


@_reads("u", r"(?:the\s+)?(?P<edge>end|beginning|start|middle)\s+of\s+(?P<rel>the|this|last|next)\s+(?P<u>week|month|year)\b")
def _end_of_month(match: re.Match[str], when: _When) -> _Sense | None:
    """A third of the week, month or year: the one named, for "the" the current one."""
    if when.anchor is None:
        return _Sense("deictic")
    edge, unit = _EDGES[match["edge"].lower()], match["u"].lower()
    step = {"last": -1, "next": 1}.get(match["rel"].lower(), 0)
    future = step > 0 or when.future
    if unit == "week":
        monday = shift(on_or_before(when.anchor, 0), 7 * step)
        first, last = {"early": (0, 2), "mid": (2, 4), "late": (4, 6)}[edge]
        return _Sense("deictic", (shift(monday, first), shift(monday, last)), "day", future=future)
    if unit == "month":
        return _Sense("deictic", part_of_month(*shift_month(when.anchor.year, when.anchor.month, step), edge), "week", future=future)
    return _Sense("deictic", part_of_year(when.anchor.year + step, edge), "year", future=future)


@_reads("u", rf"(?:the\s+)?(?P<o>first|second|third|fourth|last)\s+(?P<u>week|weekend|half)\s+of\s+{_MONTH}\b(?:,?\s+{_YEAR})?")
def _week_of_month(match: re.Match[str], when: _When) -> _Sense | None:
    month, nth = _month_of(match), _WORDS.ordinals[match["o"].lower()]
    if not match["y"] and when.anchor is None:
        return _Sense("date", yearless=True)
    year = int(match["y"]) if match["y"] else when.anchor.year - (month > when.anchor.month)  # type: ignore[union-attr]
    first, last = month_days(year, month)
    if match["u"].lower() == "half":
        days = (first, first.replace(day=15)) if nth == 1 else (first.replace(day=16), last)
    elif match["u"].lower() == "weekend":
        saturday = nth_weekday(year, month, 5, nth)
        days = saturday, shift(saturday, 1)
    else:
        days = (shift(last, -6), last) if nth < 0 else (shift(first, 7 * nth - 7), min(last, shift(first, 7 * nth - 1)))
    return _Sense("date", days, "week", yearless=not match["y"])


# ---------------------------------------------------------------- finding

#: i digits with separators, y four digits, Y decade, m month, w weekday, a its abbreviation, s season, h holiday, o ordinal,
#: d day word, u unit
_CLASS_OF: dict[str, str] = {
    **dict.fromkeys(_WORDS.months, "m"),
    **dict.fromkeys(_WORDS.weekday_abbreviations, "a"),
    **{f"{w}{s}": "w" for w in _WORDS.weekdays for s in ("", "s")},
    **dict.fromkeys((*_WORDS.seasons, "fall"), "s"),
    **{f"{u}{s}": "u" for u in _WORDS.unit_days for s in ("", "s")},
    **dict.fromkeys((w for words in _WORDS.parts for w in words.split()[-1:]), "d"),
    **dict.fromkeys(("yesterday", "today", "tonight", "tomorrow", "at", "around"), "d"),
    **dict.fromkeys({w.split()[0].split("-")[0] for w in (*_WORDS.fixed_days, *_WORDS.moving_days)}, "h"),
    "st": "o", "nd": "o", "rd": "o", "th": "o",
}  # fmt: skip
_CLASS_OF |= {"day": "ud", "days": "ud", "night": "ud", "nights": "ud", "weekend": "u", "good": "h", "new": "h"}
_TOKEN = re.compile(r"[^\W\d_]+|\d+")
_BEFORE, _AFTER = 48, 40


def _candidates(text: str) -> Iterator[tuple[int, int, re.Match[str], _Rule]]:
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
    for order, (letters, pattern, rule) in enumerate(_RULES):
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


# ---------------------------------------------------------------- tense

_FUTURE = re.compile(
    rf"(?<!\w)(?:{_any(tuple(w for w in _WORDS.future_cues if w[0].isalpha()))})(?!\w)(?!\s+(?:not\s+)?have\b|\s+to\s+(?:the|a|an|its|his|their)\b)"
    r"|['’]ll\b",
    re.IGNORECASE,
)
_TOLD_ON = re.compile(rf"\b(?:{_any(_WORDS.past_before)})\s+(?:(?:on|in|at|late|early|of)\s+)*\Z", re.IGNORECASE)
_TOLD = re.compile(rf"\b(?:{_any(_WORDS.past_before)})\b", re.IGNORECASE)
_TIME_LIMIT = re.compile(r"\b(?:until|till|by|before)\s+(?:the\s+|next\s+|noon\s+|midnight\s+)*\Z", re.IGNORECASE)
_AHEAD_OF = re.compile(r"\bahead\s+of\s+(?:the\s+)?\Z", re.IGNORECASE)
_DEMAND = re.compile(rf"\b(?:{_any(_WORDS.demand_cues)})\b", re.IGNORECASE)
_TO_DO = re.compile(r"\s+to\s+[a-z]+", re.IGNORECASE)
_OPENING = re.compile(r"[\s\"“‘'(]*(?:on|by|in|this|from)?\s*\Z", re.IGNORECASE)
_STOP = re.compile(r"[.!?;]\s|\n|[.!?;]\Z")


def _is_future(text: str, start: int, end: int, previous: int, sentence_starts: list[int]) -> bool:
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
    if _AHEAD_OF.search(text, max(low, start - 20), start):
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


# ---------------------------------------------------------------- parts of the day, bounds, ranges

_PART_BEFORE = re.compile(
    rf"(?:the\s+)?(?:early\s+|late\s+)?\b{_PART}\s+(?:(?:of|on|to|into)\s+)?(?:the\s+)?\Z"
    r"|\b(?P<rough>late|early|earlier|later)\s+(?:on\s+)?\Z",
    re.IGNORECASE,
)
_PART_AFTER = re.compile(rf"(?:{_QUOTE})?(?:,?\s+at|\s+before)?\s+(?:early\s+|late\s+|mid-?)?{_PART}\b", re.IGNORECASE)
_EVE = re.compile(r"(?:the\s+)?\beve\s+of\s+(?:the\s+)?\Z", re.IGNORECASE)
_BOUND = re.compile(
    r"\b(?P<b>since(?:\s+(?:at\s+least|late|early))?|by|until|till|up\s+to|no\s+later\s+than|before)\s+(?:the\s+|about\s+|around\s+|on\s+)*\Z",
    re.IGNORECASE,
)
_FROM = re.compile(r"\b(?:from|between)\s+(?:the\s+|about\s+|around\s+|late\s+|early\s+|on\s+)*\Z", re.IGNORECASE)
_TO = re.compile(rf"\s*(?P<w>{_DASH}|into|and|or)\s*(?:the\s+|about\s+|on\s+|in\s+|late\s+|early\s+)*\Z", re.IGNORECASE)
_CLOCK_GAP = re.compile(r"\s*,?\s*(?:on\s+|of\s+)?\Z", re.IGNORECASE)
_NIGHT_GAP = re.compile(r"\s+(?:on\s+|from\s+|between\s+|(?P<into>into|to)\s+)?\Z", re.IGNORECASE)
_BESIDE = re.compile(r",?\s+(?:the\s+)?\Z", re.IGNORECASE)


def _wrap(text: str, found: _Found, previous: int, anchor: date | None) -> _Found:
    """Adds the part of the day and the bound that stand around an expression."""
    start, end, sense = found
    low = max(previous, start - 40)
    if sense.days is None or sense.precision == "day":
        before = _PART_BEFORE.search(text, low, start)
        after = _PART_AFTER.match(text, end) if sense.kind not in ("duration", "set", "clock") else None
        if after:
            end, sense = after.end(), sense._replace(part=_WORDS.parts[" ".join(after["part"].lower().split())])
        if before and sense.kind not in ("duration", "set", "clock") and (before["part"] or sense.kind in ("weekday", "deictic")):
            start = before.start()
            if before["part"]:
                sense = sense._replace(part=_WORDS.parts[" ".join(before["part"].lower().split())])
            elif sense.part is None:
                sense = sense._replace(part="evening" if before["rough"].lower().startswith("late") else "morning")
    eve = _EVE.search(text, max(previous, start - 16), start)
    if eve:
        start = eve.start()
        if sense.days:
            day = shift(sense.days[0], -1)
            sense = sense._replace(days=(day, day), precision="day")
    bound = _BOUND.search(text, max(previous, start - 40), start)
    if bound and sense.kind not in ("duration", "set"):
        sense = _bounded(sense, bound["b"].lower(), anchor)
    return _Found(start, end, sense)


def _bounded(sense: _Sense, word: str, anchor: date | None) -> _Sense:
    """ "since" runs to publication; "by", "until" a day ahead run from publication, a past one keeps its own days."""
    if word.startswith("since"):
        days = (sense.days[0], anchor) if sense.days and anchor and sense.days[0] <= anchor else sense.days
        return sense._replace(days=days, bound="not_before", precision=_width(days) or sense.precision)
    if sense.days and anchor and sense.days[1] > anchor and word != "before":
        days = (min(anchor, sense.days[0]), sense.days[1])
        return sense._replace(days=days, bound="not_after", precision=_width(days))
    return sense._replace(bound="not_after")


def _width(days: Days | None) -> TimePrecision | None:
    """The precision that a run of days amounts to."""
    if days is None:
        return None
    length = (days[1] - days[0]).days
    return "day" if length <= 3 else "week" if length <= 10 else "month" if length <= 45 else "year" if length <= 400 else "longer"


def _join(text: str, a: _Found, b: _Found) -> list[_Found]:
    """One mention of two where they make a range ("from … to …") or name one day twice ("Friday, 4 January"); else both."""
    if b.start - a.end > 24 or b.start < a.end:
        return [a, b]
    kinds = {a.sense.kind, b.sense.kind}
    if kinds & {"duration", "set", "dateline"}:
        return [a, b]
    if "clock" in kinds:  # "at 0600 today", "before dawn on Thursday"
        if len(kinds) == 1 or not _CLOCK_GAP.match(text, a.end, b.start):
            return [a, b]
        main, clock = (b.sense, a.sense) if a.sense.kind == "clock" else (a.sense, b.sense)
        return [_Found(a.start, b.end, main._replace(part=clock.part))] if main.precision in (None, "day") else [a, b]
    overnight = _NIGHT_GAP.match(text, a.end, b.start) if a.end - a.start == len("overnight") and a.sense.part == "night" else None
    if overnight and b.sense.precision in (None, "day"):
        days = b.sense.days and (
            shift(b.sense.days[0], -1) if overnight["into"] and _one_day(b.sense) else b.sense.days[0],
            b.sense.days[1],
        )
        return [_Found(a.start, b.end, b.sense._replace(part="night", days=days))]
    beside = _BESIDE.match(text, a.end, b.start)
    if beside and "weekday" in (a.sense.kind, b.sense.kind) and _one_day(a.sense) and _one_day(b.sense):
        main, other = (b.sense, a.sense) if a.sense.kind == "weekday" else (a.sense, b.sense)
        if main.kind in ("date", "deictic") and (main.kind == "date" or main.days == other.days):
            return [_Found(a.start, b.end, main._replace(part=main.part or other.part, bound=a.sense.bound))]
    to = _TO.match(text, a.end, b.start)
    if not to:
        return [a, b]
    word, led = to["w"].lower(), bool(_FROM.search(text, max(0, a.start - 28), a.start))
    alike = a.sense.kind == b.sense.kind and a.sense.precision == b.sense.precision
    if word in ("and", "or") and not (led or (alike and b.sense.precision in ("day", "year"))):
        return [a, b]
    if word == "until" or word == "till":
        b = b._replace(sense=b.sense._replace(bound="exact"))
    if not (led or alike) or a.sense.bound == "not_before" or not a.sense.days or not b.sense.days:
        return [a, b]
    first, last = a.sense.days, b.sense.days
    if a.sense.kind == "weekday" and b.sense.kind == "weekday" and first[0] > last[0]:
        first = shift(first[0], -7), shift(first[1], -7)
    if a.sense.yearless and (not b.sense.yearless or first[0] > last[0]):
        year = last[0].year - ((first[0].month, first[0].day) > (last[1].month, last[1].day))
        first = first[0].replace(year=year), first[1].replace(year=year + (first[1].year - first[0].year))
    if first[0] > last[1] or (word in ("and", "or") and not led and (last[0] - first[1]).days > 366):
        return [a, b]
    days = hull(first, last)
    precision = b.sense.precision if b.sense.precision != "day" else _width(days)
    bound: Bound = "between" if led and word in ("and", "or") else "exact"
    sense = _Sense(b.sense.kind, days, precision, a.sense.part or b.sense.part, bound, future=b.sense.future)
    return [_Found(a.start, b.end, sense)]


def _one_day(sense: _Sense) -> bool:
    return sense.days is None or sense.days[0] == sense.days[1]
