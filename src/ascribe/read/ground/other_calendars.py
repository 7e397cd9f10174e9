"""Dates of other calendars, and moving feasts: "12 Muharram 1443", "1400/6/11", "during Ramadan 2021", "Easter Sunday".

In:  a match of a rule's pattern and what it is read against (`When`).   Out: a feast's days where a calendar tells them (`feasts`);
a date of the Islamic, Iranian, Afghan, Ethiopian or Thai calendar keeps its words without days: it is marked, never taken for
another year's.
"""

from __future__ import annotations

import re
from datetime import date

from ascribe.read.ground.days import Days
from ascribe.read.ground.feasts import feast_days
from ascribe.read.ground.time_rules import DAY, MONTH, NTH, QUOTE, WORDS, YEAR, Sense, When, any_of, reads, width

#: A feast that begins this near ahead is meant, not the one of the year before, as for dates without a year.
AHEAD_DAYS = 60
_OTHER_YEAR = r"(?:1[2-5]\d\d|2[3-6]\d\d)(?![\d:%]|[.,]\d)"
_FEASTS = any_of((*WORDS.feasts, *WORDS.moving_days)).replace(r"\s+", r"[\s-]+")
_OTHER_MONTH = any_of(WORDS.other_months)


@reads(
    "f",
    rf"(?:(?P<d>{DAY}){NTH}\s+(?:of\s+)?(?:{_OTHER_MONTH})\b(?:,?\s+(?P<y>\d{{4}})\b)?|(?:{_OTHER_MONTH})\s+(?P<d2>{DAY}){NTH}(?:,?\s+(?P<y2>\d{{4}}))?\b"
    rf"|(?P<y3>{_OTHER_YEAR})\s+(?:{_OTHER_MONTH})(?:\s+{DAY})?\b|(?:{_OTHER_MONTH})\s+(?P<y4>{_OTHER_YEAR}))",
)
def _other_month(match: re.Match[str], when: When) -> Sense | None:
    return Sense("date") if re.search(r"[A-Z]", match[0]) else None


@reads("m", rf"(?:{DAY}{NTH}\s+(?:of\s+)?)?{MONTH}\b\.?,?\s+(?:{DAY}{NTH},?\s+)?{_OTHER_YEAR}(?!\s+\w*(?:people|fighters|civilians|men))")
def _other_year(match: re.Match[str], when: When) -> Sense | None:
    """ "12 August 2564": a month of ours in the year of another count."""
    return Sense("date") if match["m"][0].isupper() else None


@reads("i", r"(?:1[2-4]\d\d|2[4-6]\d\d)(?P<sep>[/-])(?:0?[1-9]|1[0-2])(?P=sep)(?:0?[1-9]|[12]\d|3[012])(?![\d/-])")
def _other_numeric(match: re.Match[str], when: When) -> Sense | None:
    return Sense("date")


@reads("h", rf"(?:(?P<first>the\s+(?:first|last)\s+day\s+of)\s+)?(?P<h>{_FEASTS})(?:{QUOTE})?(?!\w)(?:,?\s+(?:of\s+|in\s+)?{YEAR})?")
def _feast(match: re.Match[str], when: When) -> Sense | None:
    """The last such feast begun by publication; the next where the tense looks ahead or it lies near."""
    name = " ".join(match["h"].lower().replace("-", " ").split())
    if not match["h"][0].isupper():
        return None
    feast = WORDS.feasts.get(name)
    if feast is None or (not match["y"] and when.anchor is None) or match["first"]:
        return Sense("date")
    years = (int(match["y"]),) if match["y"] else tuple(range(when.anchor.year - 1, when.anchor.year + 2))  # type: ignore[union-attr]
    found = [days for year in years for days in feast_days(name, year)]
    days = found[0] if match["y"] and found else _last(found, when.anchor, when.future)
    return Sense("date", days, width(days), yearless=not match["y"])


def _last(found: list[Days], anchor: date | None, future: bool) -> Days | None:
    if anchor is None:
        return None
    past = max((d for d in found if d[0] <= anchor), default=None)
    ahead = min((d for d in found if d[0] > anchor), default=None)
    near = ahead is not None and (ahead[0] - anchor).days <= AHEAD_DAYS
    return ahead if ahead and (near or (future and (past is None or (anchor - past[1]).days > 7))) else past
