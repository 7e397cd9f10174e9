"""The day a report is read against: its publication date, or the date that its own first lines bear.

In:  a text and the publication date, or none.   Out: a day, or none.
"""

from __future__ import annotations

import re
from datetime import date

from ascribe.domain.document import published_day
from ascribe.lexicon.times import time_words

__all__ = ["anchor_of"]

_HEAD = 400  # code points: a dateline or a date line over the text stands within these
_MONTHS = "|".join(sorted(time_words().months, key=lambda m: (-len(m), m)))
_WEEKDAYS = "|".join((*time_words().weekdays, *time_words().weekday_abbreviations))
_DATE = rf"""
    (?: (?P<d>0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?[\s-](?P<m>{_MONTHS})\b\.?,?
      | (?P<m2>{_MONTHS})\b\.?[ ](?P<d2>0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?\b,? )
    (?: [\s-](?P<y>(?:19|20)\d\d|\d\d)\b(?!,\d|:) )?
"""
#: The very first words are a date: "Friday, January 4, 2019", "This story is from March 1, 2002", "Published: 4 May 2019".
_FIRST = re.compile(
    rf"""[\s"“'\[(]* (?: (?:this\s+story\s+is\s+from|published|updated|posted|dated?)(?:\s+on)?:?\s+ )?
         (?: (?:{_WEEKDAYS})\b\.?,?\s+ )? (?:{_DATE} | (?P<iso>\d{{4}}-\d\d-\d\d)) (?=\s|[\])"”.,;:|-]|\Z)""",
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


def anchor_of(text: str, published: str | None) -> date | None:
    """The calendar day of `published` in the zone it is written in; without it the date in the text's own head.

    The head's date counts only where it opens the text or stands in a dateline, with a year (a press release's number
    may supply it): a date in running prose dates an event, not the report. `ValueError` where `published` is no ISO date.

    >>> anchor_of("LIMA, 25 MAR 90 (EFE) -- Police said", None)
    datetime.date(1990, 3, 25)
    >>> anchor_of("Fighting began on 25 March 1990.", None) is None
    True
    """
    if published is not None:
        return published_day(published)
    match = _FIRST.match(text) or _DATELINE.search(text, 0, min(len(text), _HEAD))
    if match is None:
        return None
    try:
        if match.re is _FIRST and match["iso"]:
            return date.fromisoformat(match["iso"])
        month = time_words().months[(match["m"] or match["m2"]).lower()]
        year = _year(match["y"], text, month)
        return None if year is None else date(year, month, int(match["d"] or match["d2"]))
    except ValueError:
        return None


def _year(words: str | None, text: str, month: int) -> int | None:
    if words is None:
        number = _NUMBERED.search(text, 0, min(len(text), _HEAD))
        return int(number["y"]) if number and int(number["m"]) == month else None
    return int(words) if len(words) == 4 else int(words) + (1900 if int(words) >= 50 else 2000)
