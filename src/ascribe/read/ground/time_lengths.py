"""Lengths and rhythms of time: "for three days", "a two-year war", "every Friday", "daily".

In:  a match of a rule's pattern and what it is read against (`When`).   Out: a duration or a set, with its measure; no days, as
they say how long or how often, not when. "Within ten days", of what is to happen, gives the days ahead.
"""

from __future__ import annotations

import re

from ascribe.domain.timex import Measure
from ascribe.read.ground.days import month_days, shift, week_days, year_days
from ascribe.read.ground.time_rules import (
    ABOUT,
    NUMBER,
    UNIT,
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

_FEW = any_of([w for w, n in WORDS.numbers.items() if 1 <= n <= 20 and len(w) > 2 and " " not in w and w != "another"])
_LONG = r"(?:more|further|additional|extra|consecutive|straight|successive|full|whole|long|solid|trading|working|business|calendar)"


@reads(
    "u",
    rf"(?:for|lasting|lasted|during|within|in|after|throughout)\s+{ABOUT}(?P<end>{NUMBER}\s+(?:{_LONG}\s+)?{UNIT}s?)\b(?!-)",
)
def _duration(match: re.Match[str], when: When) -> Sense | None:
    """ "for three days" says how long, not when; "within ten days", where something is to happen, gives the days ahead."""
    measure = measure_of(match["n"], match["u"])
    within = match[0][:6].lower() == "within" and not _OF.match(match.string, match.end())
    if within and when.future and when.anchor is not None:
        high, unit = count_of(match["n"])[1], unit_of(match["u"])
        days = -(-high // 24) if unit == "hour" else max(1, high * WORDS.unit_days[unit])
        ahead = when.anchor, shift(when.anchor, days)
        return Sense("deictic", ahead, width(ahead), bound="not_after", future=True, measure=measure)
    return Sense("duration", measure=measure)


_OF = re.compile(r"\s+of\b", re.IGNORECASE)


@reads(
    "u",
    rf"(?:(?:the|another|an\s+additional)\s+)?(?:(?:first|last|final|next|initial|latest)\s+)?{ABOUT}(?:(?P<least>\d{{1,3}}|{_FEW})(?:\s+(?:to|or)\s+|\s?[–-]\s?))?{NUMBER}"
    rf"(?:\s+|-)(?:{_LONG}\s+)?{UNIT}s?(?!\w|[\s-]+olds?\b|\s+of\s+age)(?:[\s-]long\b)?",
)
def _length(match: re.Match[str], when: When) -> Sense | None:
    """A number of days, weeks, years, wherever it stands; not an age, nor the idioms "a second", "a minute"."""
    unit, number = unit_of(match["u"]), match["n"].lower()
    if number in ("a", "an", "one", "some") and (unit in ("second", "quarter") or (unit == "minute" and number == "a")):
        return None  # "wait a second", "a quarter of the town"
    if unit == "quarter" and not when.given:
        return None  # "three quarters of the town"
    if number == "some" and not match["u"].lower().endswith("s") and not match[0].lower().endswith("s"):
        return None
    return Sense("duration", measure=measure_of(match["least"] or match["n"], match["u"]))


@reads(
    "u",
    rf"(?:the\s+)?{ABOUT}(?:{NUMBER}[\s-]+(?:and[\s-]+a[\s-]+half|1/2)[\s-]+{UNIT}s?|(?P<half>(?:a\s+)?half(?:\s+an?)?)[\s-]+(?P<hu>hour|day|year|decade|century)"
    rf"|an?\s+(?P<au>minute|hour|day|week|month|year|decade)\s+and\s+a\s+half)\b(?!-)",
)
def _halves(match: re.Match[str], when: When) -> Sense | None:
    """ "Two and a half years", "half an hour", "a year and a half"."""
    if match["half"]:
        return Sense("duration", measure=Measure(0.5, unit_of(match["hu"])))
    low, high = (1, 1) if match["au"] else count_of(match["n"])
    return Sense("duration", measure=Measure(low + 0.5 if low == high else None, unit_of(match["au"] or match["u"])))


@reads(
    "u",
    rf"(?:for|in|within|over|after|of|through|lasting|took|taken|spent|many|follows|followed|following|by)\s+(?P<end>(?:(?:the\s+)?(?:many|countless)\s+)?{UNIT}s)\b(?![\s-]+old|\s+(?:ago|earlier|later|before))",
)
def _years(match: re.Match[str], when: When) -> Sense | None:
    """ "for years", "in weeks": many, nobody says how many."""
    if unit_of(match["u"]) in ("second", "quarter", "weekend"):
        return None
    return Sense("duration", measure=Measure(None, unit_of(match["u"])))


@reads("u", r"(?P<u>decade|centurie|year|month|week|day|hour)s-(?:long|old)\b")
def _years_long(match: re.Match[str], when: When) -> Sense | None:
    return Sense("duration", measure=Measure(None, unit_of(match["u"])))


@reads("u", rf"(?:the\s+)?(?:(?P<rel>year|fiscal\s+year|financial\s+year)(?=\s+(?:ended|ending|to)\b)|(?P<bare>{UNIT}s?))\b")
def _the_year(match: re.Match[str], when: When) -> Sense | None:
    """ "The year ended March 31" is as long as a year. A unit alone says how long where it is known to be a time."""
    if match["rel"]:
        return Sense("duration", measure=Measure(1, "year")) if match[0][:3].lower() == "the" else None
    if not when.given:
        return None
    if unit_of(match["u"]) == "quarter" and when.quarter is not None:
        return Sense("relative", when.quarter, "month")
    if unit_of(match["u"]) == "second":
        return None
    many = match["bare"].lower().endswith("s")
    if match[0][:3].lower() != "the" or many:
        return Sense("duration", measure=Measure(None if many else 1, unit_of(match["u"])))
    unit, base = unit_of(match["u"]), when.named or when.anchor
    if base is None:
        return Sense("duration", measure=Measure(1, unit))
    if unit == "day":
        return one_day("relative", base)
    if unit == "week":
        return Sense("relative", week_days(base), "week")
    if unit == "month":
        return Sense("relative", month_days(base.year, base.month), "month")
    return Sense("relative", year_days(base.year), "year") if unit == "year" else Sense("duration", measure=Measure(1, unit))


@reads("u", rf"(?:every|each)\s+(?:(?P<other>other)\s+|{NUMBER}\s+)?{UNIT}s?\b(?!-)")
def _every(match: re.Match[str], when: When) -> Sense | None:
    """ "every day", "every two weeks": how often."""
    unit = unit_of(match["u"])
    if unit in ("second", "quarter") and not match["n"]:
        return None
    number = 2 if match["other"] else count_of(match["n"])[0] if match["n"] else 1
    return Sense("set", measure=Measure(number, unit))


@reads("l", rf"(?:{any_of((*WORDS.sets, *WORDS.sets_given))})(?![\w-])")
def _daily(match: re.Match[str], when: When) -> Sense | None:
    word = match[0].lower()
    unit = WORDS.sets.get(word) or (WORDS.sets_given.get(word) if when.given else None)
    if unit is None or (match[0][0].isupper() and not when.given):
        return None  # "the Daily Star"
    return Sense("set", measure=Measure(1, unit))
