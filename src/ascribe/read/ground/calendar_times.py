"""Calendar dates: days, months, years, decades, seasons, holidays, weeks and weekdays of a month.

In:  a match of a rule's pattern and what it is read against (`When`).   Out: its days (`Sense`), or none where it is no date.
"""

from __future__ import annotations

import re
from datetime import date

from ascribe.read.ground.days import (
    month_days,
    nth_weekday,
    part_of_month,
    part_of_year,
    season_days,
    shift,
    shift_month,
    year_days,
)
from ascribe.read.ground.time_rules import (
    DASH,
    DAY,
    EDGE,
    EDGES,
    MONTH,
    NTH,
    NUMBER,
    QUOTE,
    WEEKDAY,
    WORDS,
    YEAR,
    Sense,
    When,
    any_of,
    count_of,
    month_of,
    one_day,
    reads,
    year_of,
)

#: A date without a year that lies this near ahead is meant, not its namesake ten months ago; nor, whatever the tense, is the next
#: one meant where the last lies this near.
AHEAD_DAYS = 60


@reads("i", r"(?P<y>\d{4})-(?P<mm>\d\d)(?:-(?P<d>\d\d))?(?![\w-])")
def _iso(match: re.Match[str], when: When) -> Sense | None:
    year, month = int(match["y"]), int(match["mm"])
    if not 1800 <= year <= 2100 or month > 12:
        return None if not match["d"] else Sense("date")
    if match["d"]:
        return one_day("date", date(year, month, int(match["d"])))
    return Sense("date", month_days(year, month), "month")


@reads("i", r"(?P<a>\d{1,2})(?P<sep>[/.-])(?P<b>\d{1,2})(?P=sep)(?P<y>\d{4}|\d\d)(?![\w/.-]*\d)")
def _numeric(match: re.Match[str], when: When) -> Sense | None:
    """Day and month told apart only where one exceeds 12 or both are equal; else the words stand unresolved."""
    a, b, year = int(match["a"]), int(match["b"]), year_of(match["y"])
    if match["sep"] != "/" and len(match["y"]) == 2 and not when.given:
        return None
    if a > 12 >= b > 0 or a == b:
        return one_day("date", date(year, b, a))
    return one_day("date", date(year, a, b)) if b > 12 >= a > 0 else Sense("date")


def _near(day: date, month: int, day_of_month: int) -> date | None:
    """The date that lies nearest to `day`, within two months: a story told without a publication date."""
    for year in (day.year, day.year + 1, day.year - 1):
        found = date(year, month, day_of_month)
        if abs((found - day).days) <= 62:
            return found
    return None


def _nearest_year(month: int, day: int, when: When) -> date | None:
    """The last such date before publication; the next one where the tense says so or it lies near (`AHEAD_DAYS`)."""
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
    if ahead and (past is None or (when.future and (when.anchor - past).days > AHEAD_DAYS) or (ahead - when.anchor).days <= AHEAD_DAYS):
        return ahead
    return past


_NAMED_AFTER = re.compile(
    rf"[\"”']?\s+(?:[A-Z][\w'’]*\s+)?(?:{any_of([case(w) for w in WORDS.named_after_dates for case in (str.title, str.upper)])})\b"
)


_ATTACKS = re.compile(r"\s+(?:\w+\s+)?(?:attacks|massacre)\b", re.IGNORECASE)


def _date(match: re.Match[str], when: When) -> Sense | None:
    if _NAMED_AFTER.match(match.string, match.end()):
        return None  # "the 14th October Brigade"
    month, first = month_of(match), int(match["d1"])
    last = int(match["d2"] or first)
    noted = WORDS.days_of_note.get(f"{month}-{first}")
    if noted and _ATTACKS.match(match.string, match.end()) and (when.anchor is None or when.anchor > date.fromisoformat(noted)):
        return one_day("date", date.fromisoformat(noted))  # "the September 11 attacks", whenever told
    groups = match.groupdict()
    year = groups.get("y") or groups.get("yy")
    if year:
        days = date(year_of(year), month, first), date(year_of(year), month, last)
    else:
        end = _nearest_year(month, last, when)
        if end is None and when.named and when.anchor is None:
            end = _near(when.named, month, last)
        if end is None:
            date(2000, month, max(first, last))  # 31 February is no date, whatever the year
            return Sense("date", yearless=True)
        days = end.replace(day=first), end
    if days[0] > days[1]:
        return Sense("date")
    return Sense("date", days, "day" if last - first < 4 else "week", yearless=not year, future=when.future)


reads(
    "m",
    rf"(?:the\s+)?(?P<d1>{DAY}){NTH}(?:,\s*{DAY}{NTH}){{0,4}}(?:,?\s*(?:{DASH}|and|or|/|&)\s*(?:the\s+)?(?P<d2>{DAY}){NTH})?(?:\s+of)?[\s-]\s*{MONTH}\b"
    rf"(?:\.?,?[\s-]\s*{YEAR}|\s+(?P<yy>\d\d)(?![\w%]|[.,:]?\d|\s+\w*(?:people|killed|dead)))?",
)(_date)
reads(
    "m",
    rf"{MONTH}\b\.?\s*(?P<d1>{DAY}){NTH}(?![\w%]|[:.]\d|,\d\d\d)"
    rf"(?:\s*{DASH}\s*(?P<d2>{DAY}){NTH}\b(?!\s+{MONTH.replace('?P<m>', '?:')})|\s+(?:and|&)\s+(?P<d3>{DAY}){NTH}(?=\s*[,.;)]))?"
    rf"(?:,?\s+{YEAR})?",
)(lambda match, when: _date(match, when) if not match["d3"] else _two_days(match, when))


def _two_days(match: re.Match[str], when: When) -> Sense | None:
    """ "On August 29 and 30," is one interval."""
    month = month_of(match)
    if match["y"]:
        return Sense("date", (date(int(match["y"]), month, int(match["d1"])), date(int(match["y"]), month, int(match["d3"]))), "day")
    end = _nearest_year(month, int(match["d3"]), when)
    return Sense("date", (end.replace(day=int(match["d1"])), end) if end else None, "day", yearless=True)


@reads(
    "m",
    rf"(?:(?:the\s+)?{EDGE})?(?:(?P<rel>last|this\s+past|this|next|the\s+past)\s+)?{MONTH}\b(?![-’']\w)"
    rf"(?:\.?,?\s+(?:of\s+)?{YEAR}|\s+(?:of\s+)?(?P<ry>last|this|next|the\s+previous|the\s+same)\s+year)?",
)
def _month(match: re.Match[str], when: When) -> Sense | None:
    """A month without a year is the last one begun by publication; "next" and words of the future look ahead."""
    word, edge, rel = match["m"].lower(), (match["edge"] or "").lower(), (match["rel"] or "").lower()
    month = month_of(match)
    before = match.string[max(0, match.start() - 16) : match.start()]
    bare = not (edge or rel or match["y"] or match["ry"] or when.given)
    if bare and _DAY_BEFORE.search(before):
        return None  # what is left of "the 14th October Brigade"
    if bare and word in WORDS.months_that_are_words:
        capital = match["m"][0].isupper() or (when.lower_case and word not in WORDS.months_never_bare_in_lower_case)
        if not capital or not _MONTH_CUE.search(before) or _NAME_AFTER.match(match.string, match.end()):
            return None
    elif len(word) <= 4 and word not in ("june", "july") and bare and not _MONTH_CUE.search(before):
        return None  # "Mar", "Sep": names as often as months
    if (edge or rel) and word in WORDS.months_never_bare_in_lower_case and match["m"].islower() and not when.lower_case:
        return None  # "last march": a walk
    named_year = match["y"] or (when.anchor and match["ry"] and str(when.anchor.year + _YEAR_STEP[match["ry"].lower().split()[-1]]))
    if named_year:
        year = int(named_year)
    elif when.anchor is None:
        return Sense("date", yearless=True)
    else:
        year = when.anchor.year - (month > when.anchor.month)
        if rel == "last" and month == when.anchor.month:
            year -= 1
        if rel == "this":
            year = when.anchor.year
        if (rel == "next" or (when.future and rel != "last")) and (year, month) < (when.anchor.year, when.anchor.month + (rel == "next")):
            year += 1
    if edge:
        days = part_of_month(year, month, EDGES[edge])
        return Sense("date", days, "week", yearless=not named_year, future=when.future, named=month_days(year, month))
    return Sense("date", month_days(year, month), "month", yearless=not named_year, future=when.future)


_MONTH_CUE = re.compile(
    r"\b(?:in|since|by|until|till|of|from|during|before|after|between|and|to|through|throughout|for)\s+\Z", re.IGNORECASE
)
_NAME_AFTER = re.compile(r"\s+(?!I\b)(?:[A-Z][a-z]+|be\b|have\b|not\b|also\b|well\b)")
_DAY_BEFORE = re.compile(r"\d(?:st|nd|rd|th)?\s\Z", re.IGNORECASE)
_YEAR_STEP = {"last": -1, "this": 0, "next": 1, "previous": -1, "same": 0}


@reads("y", rf"(?:(?:the\s+)?{EDGE})?{YEAR}(?:\s*(?:-|–|—|/)\s*(?P<last>(?:20|19)?\d\d)(?![\w:-]))?(?![\w/]|-\d)(?:{QUOTE})?")
def _year(match: re.Match[str], when: When) -> Sense | None:
    """A bare number of four digits is a year unless words around it count, or tell the hour."""
    text, year = match.string, int(match["y"])
    after = _NEXT_WORD.match(text, match.end())
    before = _LAST_WORD.search(text, max(0, match.start() - 24), match.start())
    if after and after[1].lower() in WORDS.never_a_year_before:
        return None
    if before and (before[1].lower() in WORDS.never_a_year_after or (before[1].lower() == "at" and not match["edge"])):
        return None
    if match["last"]:
        last = int(match["last"]) if len(match["last"]) == 4 else year - year % 100 + int(match["last"])
        if not year < last <= year + 60:
            return None
        return Sense("date", year_days(year, last), "longer")
    if match["edge"]:
        return Sense("date", part_of_year(year, EDGES[match["edge"].lower()]), "year", named=year_days(year))
    return Sense("date", year_days(year), "year")


_NEXT_WORD = re.compile(r"\s+([^\W\d_]+)")
_LAST_WORD = re.compile(r"([^\W\d_]+\.?)\s+\Z")


@reads(
    "Y",
    r"(?:the\s+)?(?:(?P<edge>early|mid|late)[\s-]+)?(?:(?P<y>(?:1[89]|20)\d0)s|[’'`](?P<yy>[1-9]0)s|(?<=the\s)(?P<word>twenties|thirties|forties|fifties"
    r"|sixties|seventies|eighties|nineties))\b",
)
def _decade(match: re.Match[str], when: When) -> Sense | None:
    """ "The 1980s"; "the '80s" and "the eighties" are of the last hundred years."""
    if match["y"]:
        year = int(match["y"])
    elif when.anchor is None:
        return Sense("date")
    else:
        tens = int(match["yy"]) if match["yy"] else 10 * (_TENS.index(match["word"].lower()) + 2)
        century = when.anchor.year - when.anchor.year % 100
        year = century + tens - (100 if century + tens > when.anchor.year else 0)
    first, last = {"early": (0, 3), "mid": (4, 6), "late": (7, 9)}.get((match["edge"] or "").lower(), (0, 9))
    return Sense("date", year_days(year + first, year + last), "longer", named=year_days(year, year + 9))


_TENS = ("twenties", "thirties", "forties", "fifties", "sixties", "seventies", "eighties", "nineties")


@reads("u", r"(?:the\s+)?(?:(?:early|mid|late)[\s-]+)?(?P<n>1[5-9]|2[01])(?:th|st)[\s-]century\b")
def _century(match: re.Match[str], when: When) -> Sense | None:
    """A hundred years date no event: they are as vague as "now"."""
    last = int(match["n"]) * 100
    return Sense("vague", year_days(last - 99, last), "longer")


@reads(
    "u",
    r"(?P<tens>nineteen|twenty)[\s-](?P<rest>(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)(?:[\s-](?:one|two|three|four|five|six|seven|eight|nine))?)\b",
)
def _spoken_year(match: re.Match[str], when: When) -> Sense | None:
    """ "Nineteen ninety-six", as broadcasts are written down."""
    year = {"nineteen": 1900, "twenty": 2000}[match["tens"].lower()] + count_of(match["rest"])[0]
    return Sense("date", year_days(year), "year")


@reads(
    "s",
    rf"(?:the\s+)?(?:(?P<rel>last|this\s+past|this|next)\s+)?(?P<s>{any_of((*WORDS.seasons, 'fall'))})\b"
    rf"(?:\s+(?:of\s+|in\s+)?{YEAR})?",
)
def _season(match: re.Match[str], when: When) -> Sense | None:
    """Northern seasons of three whole months; "fall" and a bare season need "last", "this", "next" or a year."""
    rel, name = (match["rel"] or "").lower(), match["s"].lower()
    if not (rel or match["y"] or when.given) and not (
        name == "summer" and _OVER.search(match.string, max(0, match.start() - 8), match.start())
    ):
        return None
    if name == "fall" and not match["y"] and rel != "last" and (rel != "this" or _FALL_OF.match(match.string, match.end())):
        return None
    first, last = WORDS.seasons["autumn" if name == "fall" else name]
    if match["y"]:
        return Sense("date", season_days(int(match["y"]), first, last), "month")
    if when.anchor is None:
        return Sense("date")
    years = range(when.anchor.year - 2, when.anchor.year + 2)
    seasons = [season_days(y, first, last) for y in years]
    if rel == "next":
        days = next(s for s in seasons if s[0] > when.anchor)
    elif rel == "last":
        days = [s for s in seasons if s[1] < when.anchor][-1]
    else:
        days = [s for s in seasons if s[0] <= when.anchor][-1]
    return Sense("deictic", days, "month")


_FALL_OF = re.compile(r"\s+(?:of|in|from)\b", re.IGNORECASE)
_OVER = re.compile(r"\b(?:over|during)\s+\Z", re.IGNORECASE)


@reads("h", rf"(?P<h>{any_of(tuple(WORDS.fixed_days))})(?!\w)(?:,?\s+{YEAR})?")
def _holiday(match: re.Match[str], when: When) -> Sense | None:
    """Holidays with a day of their own; moving ones stand in `other_calendars`."""
    name = " ".join(match["h"].lower().split())
    if not match["h"][0].isupper():
        return None
    month, day = WORDS.fixed_days[name]
    if match["y"]:
        return one_day("date", date(int(match["y"]), month, day))
    found = _nearest_year(month, day, when)
    return Sense("date", (found, found) if found else None, "day", yearless=True)


@reads("o", rf"(?:on|at|of|since|by|from|until)\s+(?P<end>the\s+(?P<d>{DAY})(?:st|nd|rd|th))(?=\s*(?:[,.;:)]|and\b|at\b|when\b|to\b|$))")
def _day_of_month(match: re.Match[str], when: When) -> Sense | None:
    """ "on the 22nd": of the month last named, or the last 22nd before publication."""
    base = when.named or when.anchor
    if base is None or when.anchor is None:
        return Sense("relative")
    for back in (0, -1, 1):
        year, month = shift_month(base.year, base.month, back)
        try:
            day = date(year, month, int(match["d"]))
        except ValueError:
            continue
        if day <= when.anchor and abs((day - base).days) <= 21:
            return one_day("relative", day)
    if int(match["d"]) > when.anchor.day:
        return Sense("relative")
    return one_day("relative", when.anchor.replace(day=int(match["d"])))


@reads("w", rf"(?:the\s+)?(?P<o>{any_of(tuple(WORDS.ordinals))})\s+{WEEKDAY}\s+(?:of|in)\s+{MONTH}\b(?:\s+{YEAR})?")
def _nth_weekday(match: re.Match[str], when: When) -> Sense | None:
    month = month_of(match)
    if not match["y"] and when.anchor is None:
        return Sense("date", yearless=True)
    year = int(match["y"]) if match["y"] else when.anchor.year - (month > when.anchor.month)  # type: ignore[union-attr]
    return one_day("date", nth_weekday(year, month, WORDS.weekdays[match["w"].lower()], WORDS.ordinals[match["o"].lower()]))


@reads("u", rf"(?:the\s+)?(?P<o>first|last)\s+{NUMBER}\s+(?P<u>month)s\s+of\s+(?:{YEAR}|(?P<ry>this|last)\s+year)")
def _months_of_year(match: re.Match[str], when: When) -> Sense | None:
    """ "The first eight months of 2012"."""
    n = count_of(match["n"])[0]
    if not match["y"] and when.anchor is None:
        return Sense("date", yearless=True)
    year = int(match["y"]) if match["y"] else when.anchor.year - (match["ry"].lower() == "last")  # type: ignore[union-attr]
    if not 0 < n <= 12:
        return None
    first, last = (1, n) if match["o"].lower() == "first" else (13 - n, 12)
    return Sense("date", (month_days(year, first)[0], month_days(year, last)[1]), "longer", named=year_days(year))


@reads("u", rf"(?:the\s+)?(?P<o>first|second|third|fourth|last)\s+(?P<u>week|weekend|half)\s+of\s+{MONTH}\b(?:,?\s+{YEAR})?")
def _week_of_month(match: re.Match[str], when: When) -> Sense | None:
    month, nth = month_of(match), WORDS.ordinals[match["o"].lower()]
    if not match["y"] and when.anchor is None:
        return Sense("date", yearless=True)
    year = int(match["y"]) if match["y"] else when.anchor.year - (month > when.anchor.month)  # type: ignore[union-attr]
    first, last = month_days(year, month)
    if match["u"].lower() == "half":
        days = (first, first.replace(day=15)) if nth == 1 else (first.replace(day=16), last)
    elif match["u"].lower() == "weekend":
        saturday = nth_weekday(year, month, 5, nth)
        days = saturday, shift(saturday, 1)
    else:
        days = (shift(last, -6), last) if nth < 0 else (shift(first, 7 * nth - 7), min(last, shift(first, 7 * nth - 1)))
    return Sense("date", days, "week", yearless=not match["y"])
