"""Dates as sources give them: a year, a month or a day.

In:  `2001`, `2001-09` or `2001-09-09`.   Out: the first and the last day that it can mean.
"""

from __future__ import annotations

import calendar
import re
from datetime import date

__all__ = ["first_day", "last_day"]

_PARTIAL = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


def first_day(partial: str) -> date:
    """The first day of a year, month or day; `ValueError` for anything else.

    >>> first_day("2001-09").isoformat()
    '2001-09-01'
    """
    year, month, day = _parts(partial)
    return date(year, month or 1, day or 1)


def last_day(partial: str) -> date:
    """The last day of a year, month or day; `ValueError` for anything else.

    >>> last_day("2024-02").isoformat(), last_day("1996").isoformat()
    ('2024-02-29', '1996-12-31')
    """
    year, month, day = _parts(partial)
    month = month or 12
    return date(year, month, day or calendar.monthrange(year, month)[1])


def _parts(partial: str) -> tuple[int, int | None, int | None]:
    match = _PARTIAL.fullmatch(partial)
    if match is None:
        raise ValueError(f"not a year, month or day: {partial!r}")
    year, month, day = match.groups()
    return int(year), int(month) if month else None, int(day) if day else None
