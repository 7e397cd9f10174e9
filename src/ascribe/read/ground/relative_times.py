"""Times told from a day: weekdays, "yesterday", "last week", "two days ago", "a day earlier", parts of the day, durations.

In:  a match of a rule's pattern and what it is read against (`When`).   Out: its days (`Sense`), or none where it is no time.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from datetime import date

from ascribe.domain.timex import Measure, PartOfDay, TimeKind, TimePrecision, Vague
from ascribe.read.ground.days import (
    Days,
    hull,
    month_days,
    on_or_after,
    on_or_before,
    part_of_month,
    part_of_year,
    shift,
    shift_month,
    week_days,
    weekend_days,
    year_days,
)
from ascribe.read.ground.quarter_times import quarter_days
from ascribe.read.ground.time_rules import (
    ABOUT,
    DAY,
    EDGES,
    NTH,
    NUMBER,
    PART,
    QUOTE,
    UNIT,
    WEEKDAY,
    WORDS,
    Sense,
    When,
    any_of,
    count_of,
    measure_of,
    one_day,
    reads,
    unit_of,
    width,
)


@reads(
    "w",
    rf"(?:(?P<rel>last|this\s+past|this\s+coming|this|past|next|coming|the\s+previous|the\s+following|the\s+next|that|the|every|each)\s+)?"
    rf"{WEEKDAY}(?P<set>s|(?:\s+(?:morning|afternoon|evening|night)s))?\b(?:\s+(?:of\s+)?(?P<week>last|this|next)\s+week\b|\s+(?P<last>last)\b(?=[\s,.;]))?",
)
def _weekday(match: re.Match[str], when: When) -> Sense | None:
    """The last such day up to publication; ahead with "next" or words of the future; "last" is never yesterday."""
    weekday, rel = WORDS.weekdays[match["w"].lower()], " ".join((match["rel"] or "").lower().split())
    if rel in ("every", "each") or match["set"]:
        part = WORDS.parts.get((match["set"] or "").strip().lower())
        return Sense("set", measure=Measure(1, "week"), weekday=weekday, part=part)
    if when.anchor is None:
        return Sense("weekday")
    if match["week"]:
        monday = shift(on_or_before(when.anchor, 0), {"last": -7, "this": 0, "next": 7}[match["week"].lower()])
        return one_day("weekday", shift(monday, weekday))
    past, ahead = on_or_before(when.anchor, weekday), on_or_after(when.anchor, weekday)
    if rel == "last" or match["last"]:
        return one_day("weekday", shift(past, -7) if (when.anchor - past).days <= 1 else past)
    if rel in ("the previous", "the following", "the next", "the", "that") and when.named:
        day = on_or_before(shift(when.named, -1), weekday) if rel == "the previous" else on_or_after(when.named, weekday)
        if rel in ("the following", "the next") and day == when.named:
            day = shift(day, 7)
        if rel == "that" and (day - when.named).days > 3:
            day = shift(day, -7)
        if day <= when.anchor or when.future:
            return one_day("relative", day, future=when.future)
    if rel in ("next", "this coming", "coming"):
        return one_day("weekday", ahead if ahead > when.anchor else shift(ahead, 7), future=True)
    return one_day("weekday", ahead if when.future else past, future=when.future)


@reads(
    "a",
    rf"(?P<w>{any_of(tuple(WORDS.weekday_abbreviations))})(?:\.(?=,?\s)|(?=,?\s+(?:{DAY}{NTH}\s+)?(?:{any_of(tuple(WORDS.months))})\b))",
)
def _short_weekday(match: re.Match[str], when: When) -> Sense | None:
    """ "Mon.", "Fri 3 May"; "Sun." and "Sat." only after "on" or before a date."""
    before = match.string[max(0, match.start() - 4) : match.start()].lower()
    if not match["w"][0].isupper() or (match[0].endswith(".") and not before.endswith("on ")):
        return None
    if when.anchor is None:
        return Sense("weekday")
    weekday = WORDS.weekday_abbreviations[match["w"].lower()]
    day = on_or_after(when.anchor, weekday) if when.future else on_or_before(when.anchor, weekday)
    return one_day("weekday", day, future=when.future)


@reads("d", rf"(?P<word>{any_of(tuple(WORDS.day_words))})(?!\w)(?:{QUOTE})?(?:\s+{PART}\b)?")
def _day_word(match: re.Match[str], when: When) -> Sense | None:
    word = " ".join(match["word"].lower().split())
    part = WORDS.parts.get(" ".join((match["part"] or word.split()[-1]).lower().split()))
    if word in ("tonight", "last night", "the night before last"):
        part = "night"
    if when.anchor is None:
        return Sense("deictic", part=part)
    offset = WORDS.day_words[word]
    return one_day("deictic", shift(when.anchor, offset), part=part, future=offset > 0 or (offset == 0 and when.future))


@reads("d", rf"(?P<word>{any_of(WORDS.same_day_words)})\b")
def _same_day(match: re.Match[str], when: When) -> Sense | None:
    part = next((p for w, p in WORDS.parts.items() if w in match["word"].lower().split()), None)
    base = when.named or when.anchor
    return one_day("relative", base, part=part) if base else Sense("relative", part=part)


#: Days before publication within which a day named in a report is its news.
_NEWS_DAYS = 10


@reads(
    "d",
    r"(?:the\s+)?(?P<rel>previous|next|following|preceding)\s+(?P<day>day|morning|evening|night|afternoon)\b"
    r"|the\s+(?P<before>day|night|evening)\s+before\b(?!\s+(?:the|a|an|his|her|their|its|yesterday|last)\b)",
)
def _next_day(match: re.Match[str], when: When) -> Sense | None:
    back = bool(match["before"]) or match["rel"].lower() in ("previous", "preceding")
    part = WORDS.parts.get((match["before"] or match["day"]).lower())
    base = when.named or when.anchor
    if base is not None and when.anchor is not None and (when.anchor - base).days > _NEWS_DAYS:
        base = when.anchor  # the day named last is history; "the previous night" goes with the news
    return one_day("relative", shift(base, -1 if back else 1), part=part) if base else Sense("relative", part=part)


@reads("d", r"overnight\b")
def _overnight(match: re.Match[str], when: When) -> Sense | None:
    """The night that ends on the day of publication: it touches the day before and that day."""
    if when.anchor is None:
        return Sense("deictic", part="night")
    return Sense("deictic", (shift(when.anchor, -1), when.anchor), "day", part="night")


@reads(
    "d",
    rf"(?:at|before|by|around|about|in\s+the|during\s+the|after)\s+(?:early\s+|late\s+|mid[\s-])?(?P<end>{PART})\b(?!\s+of\b)"
    r"|(?:at|around)\s+(?:about\s+|around\s+)?(?P<hour>[012]?\d[:.]?[0-5]\d)"
    r"(?:\s*(?:hours|hrs|GMT|UTC|local\s+time|[ap]\.?m\b\.?))?(?![\d,]|\s+(?:people|men|women))",
)
def _clock(match: re.Match[str], when: When) -> Sense | None:
    """ "at dawn", "at 0600": a part of the day without a day."""
    if match["part"]:
        return Sense("clock", part=WORDS.parts[" ".join(match["part"].lower().split())], named=_day_of_clock(when))
    digits = re.sub(r"\D", "", match["hour"])
    return _at_hour(int(digits) // 100, int(digits) % 100, match[0], when)


@reads("d", rf"(?:the\s+)?(?:early\s+|late\s+|mid[\s-]?)?(?:{PART})\b")
def _bare_part(match: re.Match[str], when: When) -> Sense | None:
    return Sense("clock", part=WORDS.parts[" ".join(match["part"].lower().split())], named=_day_of_clock(when)) if when.given else None


@reads(
    "c",
    r"(?P<hour>1?\d)(?:[:.](?P<minute>[0-5]\d))?\s?[ap](?:\.\s?m\.|m\b)(?:\s+(?:[ECMP][SD]T|GMT|UTC|local\s+time|eastern\s+time))?",
)
def _am_pm(match: re.Match[str], when: When) -> Sense | None:
    return _at_hour(int(match["hour"]), int(match["minute"] or 0), match[0], when)


def _at_hour(hour: int, minute: int, words: str, when: When) -> Sense | None:
    half = re.search(r"([ap])\.?\s?m\b", words, re.IGNORECASE)
    if half:
        if hour > 12 and half[1] in "aA":
            return None
        hour = hour % 12 + 12 * (half[1] in "pP") if hour <= 12 else hour
    if hour > 23:
        return None
    return Sense("clock", part=_HOURS[bisect_right(_HOURS_FROM, hour) - 1], hour=f"{hour:02}:{minute:02}", named=_day_of_clock(when))


def _day_of_clock(when: When) -> Days | None:
    day = when.named or when.anchor
    return (day, day) if day else None


_HOURS_FROM = (0, 4, 6, 12, 17, 21)
_HOURS: tuple[PartOfDay, ...] = ("night", "dawn", "morning", "afternoon", "evening", "night")


@reads(
    "u",
    r"(?P<when>earlier\s+|later\s+)?(?:the\s+)?(?P<rel>last|this|next|past|previous|coming|following|same|current|preceding|that(?:\s+same)?)\s+"
    r"(?P<u>week|weekend|month|year|decade|century|fortnight)\b(?!-)",
)
def _last_week(match: re.Match[str], when: When) -> Sense | None:
    rel, unit = "same" if match["rel"].lower().startswith("that") else match["rel"].lower(), match["u"].lower()
    if match["rel"].lower() == "that" and when.period is None:
        return None  # "that week" of no week named
    if _TIME_OF.search(match.string, max(0, match.start() - 8), match.start()):
        return None  # "for the second time this week"
    later = (match["when"] or "").lower().startswith("later")
    relative = rel in ("previous", "following", "same", "preceding") or (rel == "next" and match[0].lower().startswith("the"))
    long = unit in ("month", "year", "decade", "century") and rel in ("next", "following")  # "the following month": after the one named
    base = ((when.period and when.period[0] if rel == "same" or long else when.named) if relative else None) or when.anchor
    kind: TimeKind = "relative" if relative else "deictic"
    if base is None or (when.anchor is None and not relative):
        return Sense(kind)
    step = {"last": -1, "previous": -1, "preceding": -1, "next": 1, "coming": 1, "following": 1}.get(rel, 0)
    rolling = rel == "past" or (rel == "last" and match[0].lower().startswith("the"))
    ahead = later or (when.future and step == 0)
    if rolling:
        one = unit in ("week", "month", "year")  # "the past year" is a year as much as a length: told by its middle
        return _rolling(kind, base, WORDS.unit_days[unit])._replace(measure=None if one else measure_of("one", unit))
    if unit == "weekend":
        saturday = shift(weekend_days(base)[0], {-1: -7 if base.weekday() >= 5 and rel == "last" else 0, 0: 0, 1: 7}[step])
        if ahead and base.weekday() < 5:
            saturday = shift(saturday, 7)
        return Sense(kind, (saturday, shift(saturday, 1)), "day", future=step > 0 or ahead)
    if unit == "week":
        if step == -1 and base.weekday() >= 5:  # weekend papers call the week that is ending "last week"
            return Sense(kind, (shift(base, -7), shift(base, -1)), "week", named=week_days(shift(base, -7)))
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
    named = days
    if step == 0 and not relative and when.anchor is not None:
        days = (max(days[0], when.anchor), days[1]) if ahead else (days[0], min(days[1], when.anchor))
    return Sense(kind, days, precision, future=step > 0 or ahead, named=named if named != days else None)


_TIME_OF = re.compile(r"\btime\s+\Z", re.IGNORECASE)


@reads("u", r"the\s+(?:long\s+)?weekend\b")
def _weekend(match: re.Match[str], when: When) -> Sense | None:
    if when.anchor is None:
        return Sense("deictic")
    saturday, sunday = weekend_days(when.anchor)
    if when.future and when.anchor.weekday() < 5:
        saturday, sunday = shift(saturday, 7), shift(sunday, 7)
    return Sense("deictic", (saturday, sunday), "day", future=when.future)


def _rolling(kind: TimeKind, base: date, days: int) -> Sense:
    """The stretch of `days` up to `base`; hours and less reach into the day before."""
    back = shift(base, -max(1, days)), base
    return Sense(kind, back, width(back))


@reads(
    "u",
    rf"(?:the\s+)?{ABOUT}(?:(?:{NUMBER}\s+(?:more\s+)?)?{UNIT}s?)\s+"
    r"(?P<dir>ago|earlier|before|later|afterwards?|after|previously)\b",
)
def _ago(match: re.Match[str], when: When) -> Sense | None:
    """ "N units ago" from publication; "earlier", "later" from the day named last."""
    direction, unit = match["dir"].lower(), unit_of(match["u"])
    if match["n"] is None and not match[0][match.end("u") - match.start() :].lower().startswith("s"):
        return None  # "day after day"
    if direction in ("before", "after") and not _CLOSES.match(match.string, match.end()):
        return Sense("duration", measure=measure_of(match["n"], match["u"]))  # "two days after the raid" is told from the raid
    low, high = count_of(match["n"])
    relative = direction != "ago"
    base = (when.named if relative else None) or when.anchor
    kind: TimeKind = "relative" if relative else "deictic"
    vague: Vague | None = None if low == high else "past" if direction == "ago" else None
    if base is None or (when.named is None and direction in ("later", "after", "afterward", "afterwards")):
        return Sense(kind if direction == "ago" else "clock", vague=vague, measure=None if vague else measure_of(match["n"], match["u"]))
    sign = 1 if direction in ("later", "after", "afterward", "afterwards") else -1
    if unit in ("hour", "minute", "second"):
        hours = high if unit == "hour" else 0
        if match["n"] is None or hours < 12:
            return Sense("clock", measure=measure_of(match["n"], match["u"]))  # "two hours later": the same day, whichever that is
        return Sense(kind, hull((base, base), (shift(base, sign * -(-hours // 24)),) * 2), "day")
    if unit == "month" and low == high:
        year, month = shift_month(base.year, base.month, sign * low)
        return Sense(kind, month_days(year, month), "month")
    if unit == "year" and low == high == 1:
        if when.quarter is not None:
            return Sense("relative", quarter_days(when.quarter[0].year + sign, (when.quarter[0].month + 2) // 3), "month")
        return Sense(kind, month_days(base.year + sign, base.month), "month", named=year_days(base.year + sign))
    if unit in ("year", "decade", "century"):
        years = {"year": 1, "decade": 10, "century": 100}[unit]
        if low == high and unit == "year":
            more = _MORE_THAN.match(match[0]) is not None and base.month <= 3  # "over six years ago", told in February: the year before
            return Sense(kind, year_days(base.year + sign * (low + more)), "year", named=year_days(base.year + sign * low))
        first, last = sorted((base.year + sign * low * years, base.year + sign * high * years))
        return Sense(kind, year_days(first, last), "longer", named=year_days(first) if low == high else None, vague=vague)
    size = WORDS.unit_days[unit]
    if low == high:
        middle = shift(base, sign * low * size)
        slack = 0 if unit in ("day", "night") or low == 1 else 1
        named = week_days(middle) if unit in ("week", "weekend") else None
        return Sense(kind, (shift(middle, -slack), shift(middle, slack)), "day" if slack == 0 else "week", named=named)
    first_day, last_day = sorted((shift(base, sign * low * size), shift(base, sign * high * size)))
    return Sense(kind, (first_day, last_day), "week" if size < 30 else "month", vague=vague)


_CLOSES = re.compile(r"\s*(?:[,.;:)\"”]|\Z|\n)")
_MORE_THAN = re.compile(r"(?:the\s+)?(?:more\s+than|over)\b", re.IGNORECASE)


@reads("u", r"(?P<when>earlier|later)\s+in\s+the\s+(?P<u>week|month|year)\b")
def _earlier_in_the_week(match: re.Match[str], when: When) -> Sense | None:
    if when.anchor is None:
        return Sense("deictic")
    unit, day = match["u"].lower(), when.anchor
    days = week_days(day) if unit == "week" else month_days(day.year, day.month) if unit == "month" else year_days(day.year)
    named, days = days, (days[0], day) if match["when"].lower() == "earlier" else (day, days[1])
    return Sense("deictic", days, width(days), future=match["when"].lower() == "later", named=named)


@reads(
    "u",
    r"(?P<rel>(?:the|these)\s+(?:last|past|previous|preceding|next|coming|following)|last|past|recent|next|coming|(?:the\s+)?most\s+recent)"
    rf"\s+(?:{NUMBER}\s+)?{UNIT}s\b",
)
def _past_days(match: re.Match[str], when: When) -> Sense | None:
    """ "the past N units" reaches back from publication; "recent" days are 7, weeks 30 days, months 92 days, years five."""
    rel, unit = match["rel"].lower(), unit_of(match["u"])
    if unit == "quarter" and not match["n"]:
        return None  # "the last quarters of the town"
    vague: Vague | None = "past" if "recent" in rel else None
    measure = measure_of(match["n"], match["u"])
    if when.anchor is None:
        return Sense("deictic", measure=measure, vague=vague)
    word = " ".join((match["n"] or "").lower().split())
    high = count_of(match["n"])[1]
    if word in WORDS.vague_numbers or not word:
        high = {"day": 5, "week": 4, "month": 3, "year": 5}.get(unit, 3)
        if "recent" in rel:
            high = {"day": 7, "week": 4}.get(unit, high)
    days = -(-high // 24) if unit == "hour" else 1 if unit in ("minute", "second") else high * WORDS.unit_days[unit]
    if rel.split()[-1] in ("next", "coming", "following"):
        ahead = when.anchor, shift(when.anchor, max(1, days))
        return Sense("deictic", ahead, width(ahead), future=True, measure=measure)
    return _rolling("deictic", when.anchor, days)._replace(measure=measure, vague=vague)


@reads(
    "u",
    r"(?:the\s+)?(?P<edge>end|beginning|start|middle)\s+of\s+(?P<rel>the|this|last|next)\s+(?P<u>week|month|year)\b"
    r"|(?:the\s+)?(?:(?P<rel2>last|this|next)\s+)?(?P<u2>year|month)(?:'s|’s)?[\s-]end\b",
)
def _end_of_month(match: re.Match[str], when: When) -> Sense | None:
    """A third of the week, month or year: the one named, for "the" the current one."""
    if when.anchor is None:
        return Sense("deictic")
    edge, unit = EDGES[(match["edge"] or "end").lower()], (match["u"] or match["u2"]).lower()
    step = {"last": -1, "next": 1}.get((match["rel"] or match["rel2"] or "").lower(), 0)
    future = step > 0 or when.future
    if match["u2"] and unit == "year" and "-" in match[0]:  # "year-end" is its last day
        since = _SINCE.search(match.string, max(0, match.start() - 8), match.start()) is not None
        return one_day("deictic", date(when.anchor.year + step - since, 12, 31), future=not since and step >= 0)
    if unit == "week":
        monday = shift(on_or_before(when.anchor, 0), 7 * step)
        first, last = {"early": (0, 2), "mid": (2, 4), "late": (4, 6)}[edge]
        return Sense("deictic", (shift(monday, first), shift(monday, last)), "day", future=future, named=week_days(monday))
    if unit == "month":
        year, month = shift_month(when.anchor.year, when.anchor.month, step)
        return Sense("deictic", part_of_month(year, month, edge), "week", future=future, named=month_days(year, month))
    return Sense("deictic", part_of_year(when.anchor.year + step, edge), "year", future=future, named=year_days(when.anchor.year + step))


_SINCE = re.compile(r"\bsince\s+\Z", re.IGNORECASE)
