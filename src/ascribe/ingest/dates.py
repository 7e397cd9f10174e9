"""Publication dates as inputs and pages write them: a whole day, with its time and zone where they are written.

In:  a string.   Out: an ISO date or date-time, the zone as written, or null where it is no full date.

A date is never completed: `2021-08` names no day, `02/09/2021` names two, and a copyright year names none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime

__all__ = ["best_of_day", "looks_like_date", "read_date"]

_ISO = re.compile(
    r"""(?P<y>\d{4}) (?: (?P<sep>[-/.]) (?P<m>\d{1,2}) (?P=sep) (?P<d>\d{1,2}) | (?P<m2>\d{2}) (?P<d2>\d{2}) )
    (?: [T\ ]\ ? (?P<H>\d{1,2}) (?: :(?P<M>\d{2}) (?: :(?P<S>\d{2}) (?:[.,](?P<f>\d{1,9}))? )? | (?P<M2>\d{2}) (?P<S2>\d{2})? )
        \ ? (?P<zone>Z|z|UTC|GMT|[+-]\d{2}:?\d{2}|[+-]\d{2})? )?""",
    re.ASCII | re.VERBOSE,
)
_KEPT = re.compile(r"\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?(Z|[+-]\d{2}:?\d{2})?)?", re.ASCII)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?"
    r"|dec(?:ember)?)"
)
_WORDS = re.compile(
    rf"""(?:[a-z]{{3,9}},\ )?
    (?: (?P<day>\d{{1,2}})(?:st|nd|rd|th)?\ (?P<month>{_MONTH})\.? | (?P<month2>{_MONTH})\.?\ (?P<day2>\d{{1,2}})(?:st|nd|rd|th)? ),?
    \ (?P<year>\d{{4}})""",
    re.ASCII | re.IGNORECASE | re.VERBOSE,
)
_RFC = re.compile(r"(?:[A-Za-z]{3,9}, ?)?\d{1,2}[ -][A-Za-z]{3}[ -]\d{2,4} \d{1,2}:\d{2}", re.ASCII)


def read_date(value: str) -> str | None:
    """The ISO date or date-time that `value` writes; null where it is no full date or none at all.

    ISO is kept as given. `2021/09/02`, `20210902`, RFC 2822 (`Thu, 02 Sep 2021 10:00:00 +0430`) and English dates in words
    become ISO; a zone stays the zone that was written.

    >>> read_date("2021-09-02T10:00:00+04:30"), read_date("2 September 2021"), read_date("2021-08"), read_date("2021-02-30")
    ('2021-09-02T10:00:00+04:30', '2021-09-02', None, None)
    """
    value = value.strip()
    if len(value) > 64:
        return None
    iso = _ISO.fullmatch(value)
    if iso is not None:
        return _checked(value if _KEPT.fullmatch(value) else _from_iso(iso))
    words = _WORDS.fullmatch(value)
    if words is not None:
        month = _MONTHS.index((words["month"] or words["month2"])[:3].lower()) + 1
        return _checked(f"{words['year']}-{month:02d}-{int(words['day'] or words['day2']):02d}")
    if _RFC.match(value):
        return _from_rfc(value)
    return None


def looks_like_date(value: object) -> bool:
    """Whether a value is a full date in any form that is read; to notice dates under keys that are not."""
    return isinstance(value, str) and read_date(value) is not None


def best_of_day(candidates: Iterable[str]) -> str | None:
    """The first candidate's day, in the most precise form that any candidate of that day has (zone, then time, then day).

    >>> best_of_day(["2021-09-02", "2021-09-02T10:00:00+04:30", "2021-09-05T08:00:00Z"])
    '2021-09-02T10:00:00+04:30'
    """
    dates = list(candidates)
    of_day = [d for d in dates if d[:10] == dates[0][:10]]
    return max(of_day, key=lambda d: (bool(re.search(r"(?:Z|[+-]\d{2}:?\d{2})$", d[10:])), "T" in d), default=None)


def _from_iso(match: re.Match[str]) -> str:
    day = f"{match['y']}-{int(match['m'] or match['m2']):02d}-{int(match['d'] or match['d2']):02d}"
    if match["H"] is None:
        return day
    time = f"{int(match['H']):02d}:{match['M'] or match['M2']}"
    seconds = match["S"] or match["S2"]
    if seconds is not None:
        time += f":{seconds}" + (f".{match['f'][:6]}" if match["f"] else "")
    zone = match["zone"] or ""
    zone = "Z" if zone.upper() in ("Z", "UTC", "GMT") else zone + ":00" if len(zone) == 3 else zone
    return f"{day}T{time}{zone}"


def _from_rfc(value: str) -> str | None:
    from email.utils import parsedate_tz

    parsed = parsedate_tz(value)
    if parsed is None:
        return None
    y, mo, d, h, mi, s = parsed[:6]
    offset = parsed[9]
    zone = ""
    if offset is not None and not value.endswith("-0000"):  # RFC 2822: -0000 says that the zone is not known
        zone = "Z" if offset == 0 else f"{'-' if offset < 0 else '+'}{abs(offset) // 3600:02d}:{abs(offset) // 60 % 60:02d}"
    return _checked(f"{y:04d}-{mo:02d}-{d:02d}T{h:02d}:{mi:02d}:{s:02d}{zone}")


def _checked(value: str) -> str | None:
    try:
        datetime.fromisoformat(value)
        date.fromisoformat(value[:10])
    except ValueError:
        return None
    return value
