"""Quarters and financial years: "the third quarter", "the year-ago quarter", "fiscal 1989".

In:  a match of a rule's pattern and what it is read against (`When`).   Out: three months, or a year.

A quarter without a year is the last one that has begun by publication, unless the tense looks ahead; a financial year is taken
for the calendar year of its number, for nothing in the words says when it begins.
"""

from __future__ import annotations

import re
from datetime import date

from ascribe.read.ground.days import Days, month_days, shift_month, year_days
from ascribe.read.ground.time_rules import QUOTE, YEAR, Sense, When, reads

_NTH = {"first": 1, "second": 2, "third": 3, "fourth": 4, "final": 4, "1st": 1, "2nd": 2, "3rd": 3, "4th": 4}
_STEP = {"last": -1, "this": 0, "next": 1, "previous": -1, "prior": -1, "same": 0}
_AGO = r"year-ago|year-earlier|year\s+ago|year\s+earlier"


def quarter_days(year: int, quarter: int) -> Days:
    """The three months.

    >>> str(quarter_days(1989, 3)[0]), str(quarter_days(1989, 3)[1])
    ('1989-07-01', '1989-09-30')
    """
    return date(year, 3 * quarter - 2, 1), month_days(year, 3 * quarter)[1]


def is_quarter(days: Days | None) -> bool:
    """Whether the days are a quarter of the calendar."""
    return days is not None and days == quarter_days(days[0].year, (days[0].month + 2) // 3)


@reads(
    "u",
    rf"(?:(?:the|this|last|next)\s+)?(?:(?P<before>{_AGO})\s+)?(?:{YEAR}(?:{QUOTE})?\s+|(?P<ry>last|this|next)\s+year{QUOTE}\s+)?"
    rf"(?:fiscal[\s-]+)?(?P<q>first|second|third|fourth|final|[1-4](?:st|nd|rd|th))(?:[\s-]+fiscal)?[\s-]+quarters?\b"
    rf"(?:(?:\s+of|\s+in|,)?\s+(?:(?P<y2>(?:19|20)\d\d)\b(?![,.]\d)|(?P<ry2>last|this|next|the\s+previous|the\s+prior)\s+year\b|(?P<after>a\s+year\s+(?:ago|earlier))))?",
)
def _nth_quarter(match: re.Match[str], when: When) -> Sense | None:
    quarter, year = _NTH[match["q"].lower()], match["y"] or match["y2"]
    word = (match["ry"] or match["ry2"] or "").lower().split()[-1:]
    if year:
        return Sense("date", quarter_days(int(year), quarter), "month")
    if when.anchor is None:
        return Sense("date", yearless=True)
    if word:
        return Sense("deictic", quarter_days(when.anchor.year + _STEP[word[0]], quarter), "month")
    days = quarter_days(when.anchor.year, quarter)
    if days[0] > when.anchor and not when.future:
        days = quarter_days(when.anchor.year - 1, quarter)
    if match["before"] or match["after"]:
        days = quarter_days(days[0].year - 1, quarter)
    return Sense("deictic", days, "month", future=days[0] > when.anchor)


@reads(
    "u",
    rf"(?:(?:the\s+)?(?:(?:comparable|corresponding|same)\s+)?"
    rf"(?P<rel>{_AGO}|(?:last|this)\s+year{QUOTE}|last|latest|past|previous|prior|current|next|coming|this|{YEAR})|(?P<the>the|that)(?:\s+(?:comparable|corresponding|same))?)"
    rf"\s+(?P<u>quarter|period)\b(?:\s+(?P<after>a\s+year\s+(?:ago|earlier)|last\s+year))?",
)
def _quarter(match: re.Match[str], when: When) -> Sense | None:
    """The quarter around publication or, "year-ago", "the quarter", the one last named. A period is one only a year back."""
    rel = " ".join((match["rel"] or match["the"]).lower().split())
    back = match["after"] is not None or rel.replace(" ", "-") in ("year-ago", "year-earlier") or rel.startswith("last year")
    period = when.quarter
    if match["u"].lower() == "period" and (period is None or not (back or rel in ("latest", "current"))):
        return None
    if rel in ("the", "that") and not back and not (period or when.given):
        return None
    if when.anchor is None:
        return Sense("relative")
    now = when.anchor.year, (when.anchor.month + 2) // 3
    year, quarter = (period[0].year, (period[0].month + 2) // 3) if period and (back or rel in ("the", "that", "latest")) else now
    if match["y"]:
        year, quarter = int(match["y"]), (period[0].month + 2) // 3 if period else now[1]
    elif back:
        year = min(year, when.anchor.year - 1) if rel.startswith("last year") else year - 1
    elif rel in ("last", "past", "previous", "prior") or (rel in ("the", "that", "latest") and period is None):
        year, quarter = _before(year, quarter)
    elif rel in ("next", "coming"):
        year, quarter = shift_month(year, quarter * 3, 3)[0], quarter % 4 + 1
    if period is None and rel == "the" and back and match["u"].lower() == "quarter":
        year, quarter = now[0] - 1, now[1]
    return Sense("relative" if period else "deictic", quarter_days(year, quarter), "month", future=rel in ("next", "coming"))


def _before(year: int, quarter: int) -> tuple[int, int]:
    return (year, quarter - 1) if quarter > 1 else (year - 1, 4)


@reads("u", r"(?:(?:the|a)\s+)?year-(?:ago|earlier)\b(?!\s+(?:quarter|period)|[\s-]+\w+\s+quarter)")
def _year_ago(match: re.Match[str], when: When) -> Sense | None:
    """ "The year-ago loss": of the quarter named last, else of the year before."""
    if when.anchor is None:
        return Sense("relative")
    if when.quarter is None:
        return Sense("relative", year_days(when.anchor.year - 1), "year")
    return Sense("relative", quarter_days(when.quarter[0].year - 1, (when.quarter[0].month + 2) // 3), "month")


@reads(
    "u",
    rf"(?:the\s+)?(?:(?P<rel>last|latest|current|this|next|previous)\s+)?(?:{YEAR}\s+)?(?:fiscal|financial)\s+year(?:\s+(?P<y2>(?:19|20)\d\d)\b)?",
)
def _financial_year(match: re.Match[str], when: When) -> Sense | None:
    if _ENDED.match(match.string, match.end()):
        return None  # "the fiscal year ended March 31": as long as a year
    year = match["y"] or match["y2"]
    if year:
        return Sense("date", year_days(int(year)), "year")
    if when.anchor is None:
        return Sense("deictic")
    rel = (match["rel"] or "").lower()
    return Sense("deictic", year_days(when.anchor.year + {"last": -1, "latest": -1, "previous": -1, "next": 1}.get(rel, 0)), "year")


_ENDED = re.compile(r"\s+(?:ended|ending|to)\b", re.IGNORECASE)


@reads("y", rf"fiscal\s+{YEAR}")
def _fiscal(match: re.Match[str], when: When) -> Sense | None:
    return Sense("date", year_days(int(match["y"])), "year")


@reads(
    "u",
    rf"(?:the\s+)?(?P<o>first|second|latter|last)[\s-]+half(?:\s+of\s+(?:{YEAR}|(?P<rel>last|this|next|the)\s+year\b)|(?=[\s,.;])(?!\s+of\b))",
)
def _half_year(match: re.Match[str], when: When) -> Sense | None:
    if not (match["y"] or match["rel"] or when.given):
        return None  # "in the second half" of a match
    if not match["y"] and when.anchor is None:
        return Sense("deictic")
    year = int(match["y"]) if match["y"] else when.anchor.year + _STEP.get((match["rel"] or "").lower(), 0)  # type: ignore[union-attr]
    first = match["o"].lower() == "first"
    return Sense("date", (date(year, 1 if first else 7, 1), date(year, 6, 30) if first else date(year, 12, 31)), "year")
