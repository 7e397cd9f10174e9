"""The day a report is read against: its publication date, or the date that its own first lines bear.

In:  a text and the publication date, or none.   Out: a day, or none.
"""

from __future__ import annotations

import re
from datetime import date

from ascribe.domain.document import published_day
from ascribe.domain.span import Span
from ascribe.lexicon.times import time_words

__all__ = ["anchor_of", "date_lines"]

DATELINE_DAYS = 7

_HEAD = 400  # code points: a dateline or a date line over the text stands within these
_MONTHS = "|".join(sorted(time_words().months, key=lambda m: (-len(m), m)))
_WEEKDAYS = "|".join((*time_words().weekdays, *time_words().weekday_abbreviations))
_DATE = rf"""
    (?: (?P<d>0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?[\s-](?P<m>{_MONTHS})\b\.?,?
      | (?P<m2>{_MONTHS})\b\.?[ ](?P<d2>0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?\b,? )
    (?: [\s-](?P<y>(?:19|20)\d\d|\d\d)\b(?!,\d|:) )?
"""
#: The very first words are a date with a year, set off from what follows: "Friday, January 4, 2019" on its own line,
#: "This story is from March 1, 2002".
_FIRST = re.compile(
    rf"""[\s"“'\[(]* (?P<word> (?:this\s+story\s+is\s+from|published|updated|posted|dated?)(?:\s+on)?:?\s+ )?
         (?: (?P<weekday>{_WEEKDAYS})\b\.?,?\s+ )? (?:{_DATE} | (?P<iso>\d{{4}}-\d\d-\d\d))
         (?(word) \b | (?=[\])"”]?\s*(?:\n|[|:–—-]|\Z)|\ {{2}}) )""",
    re.IGNORECASE | re.VERBOSE,
)
#: A dateline: place in capitals, date, then an agency, a bracket or a dash: "LIMA, 25 MAR 90 (EFE) --",
#: "KABUL, Afghanistan (Nov. 17, 2010)".
_DATELINE = re.compile(
    rf"""(?-i:\b[A-Z][A-Z.'’ -]{{2,40}}) (?: \s?\([^()\n]{{1,40}}\) )? (?: ,\s[^\W\d_][^,()\d\n]{{1,30}}(?=[,(\s]) )?
         [\s,(]{{1,3}} {_DATE} \)? (?=\s*(?:\(|\)|-|–|—|:|\n|\[|\ {{2}}|[A-Z]))""",
    re.IGNORECASE | re.VERBOSE,
)
#: Press releases carry year and month in their number, "2012-04-S-048", and leave the year out of the dateline.
_NUMBERED = re.compile(r"\b(?P<y>20\d\d)-(?P<m>\d\d)-[A-Z]{1,3}-\d{1,5}\b")


def date_lines(text: str) -> tuple[Span, ...]:
    """The dates in the text's head that date the report, not an event: a date line over it and its dateline.

    >>> text = "LIMA, 25 MAR 90 (EFE) -- Police said"
    >>> [span.of(text) for span in date_lines(text)]
    ['25 MAR 90']
    """
    return tuple(Span(*_extent(match)) for match in _heads(text))


def anchor_of(text: str, published: str | None) -> date | None:
    """The calendar day that the text's words are told from.

    That is the day of `published` in the zone it is written in, or the date of the text's own dateline where that lies up to a
    week before (a digest printed later still says "yesterday" of its own day). Without `published` the date in the text's
    head serves: only where it opens the text or stands in a dateline, and has a year (a press release's number may supply
    it). A date in running prose dates an event, not the report. `ValueError` where `published` is no ISO date.

    >>> anchor_of("LIMA, 25 MAR 90 (EFE) -- Police said", None)
    datetime.date(1990, 3, 25)
    >>> anchor_of("Fighting began on 25 March 1990.", None) is None
    True
    """
    day = None if published is None else published_day(published)
    for match in reversed(_heads(text)):
        try:
            head = _day(match, text, day)
        except ValueError:  # 31 February
            continue
        if day is None and head is not None:
            return head
        if day is not None and head is not None and 0 <= (day - head).days <= DATELINE_DAYS:
            return head
    return day


def _heads(text: str) -> list[re.Match[str]]:
    first = _FIRST.match(text)
    if first is not None and not (first["y"] or first["iso"]):
        first = None
    found = [first, _DATELINE.search(text, 0, min(len(text), _HEAD))]
    return [match for match in found if match is not None]


def _extent(match: re.Match[str]) -> tuple[int, int]:
    groups = [name for name in ("weekday", "d", "m", "d2", "m2", "y", "iso") if match.re.groupindex.get(name) and match[name]]
    return min(match.start(g) for g in groups), max(match.end(g) for g in groups)


def _day(match: re.Match[str], text: str, published: date | None) -> date | None:
    if match.re is _FIRST and match["iso"]:
        return date.fromisoformat(match["iso"])
    month, day = time_words().months[(match["m"] or match["m2"]).lower()], int(match["d"] or match["d2"])
    if match["y"]:
        return date(int(match["y"]) if len(match["y"]) == 4 else int(match["y"]) + (1900 if int(match["y"]) >= 50 else 2000), month, day)
    if published is not None:
        return date(published.year - (month > published.month), month, day)
    number = _NUMBERED.search(text, 0, min(len(text), _HEAD))
    if number is None or (month - int(number["m"])) % 12 > 1:
        return None
    return date(int(number["y"]) + (month < int(number["m"])), month, day)
