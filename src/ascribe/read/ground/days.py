"""Intervals of days: the arithmetic under every expression of time.

In:  days, years, months.   Out: `Days`, a first and a last day, both inclusive. The calendar runs from the year 1 to 9999: days
counted past its ends stop there, months stop at its first and last; a whole year outside it raises `ValueError`, which the
reader of expressions turns into "not resolved".
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date

__all__ = [
    "Days", "hull", "month_days", "nth_weekday", "on_or_after", "on_or_before", "part_of_month", "part_of_year", "season_days",
    "shift", "shift_month", "week_days", "weekend_days", "year_days",
]  # fmt: skip

Days = tuple[date, date]


def shift(day: date, days: int) -> date:
    """`day` moved by `days`, at most to the ends of the calendar.

    >>> shift(date(2021, 9, 2), -2), shift(date.min, -1), shift(date.max, 7)
    (datetime.date(2021, 8, 31), datetime.date(1, 1, 1), datetime.date(9999, 12, 31))
    """
    return date.fromordinal(min(max(day.toordinal() + days, 1), date.max.toordinal()))


def hull(a: Days, b: Days) -> Days:
    """The shortest interval that holds both."""
    return min(a[0], b[0]), max(a[1], b[1])


def on_or_before(day: date, weekday: int) -> date:
    """The last such weekday (Monday is 0) up to and including `day`.

    >>> on_or_before(date(2021, 9, 2), 2)
    datetime.date(2021, 9, 1)
    """
    return shift(day, -((day.weekday() - weekday) % 7))


def on_or_after(day: date, weekday: int) -> date:
    """The first such weekday from `day` on."""
    return shift(day, (weekday - day.weekday()) % 7)


def shift_month(year: int, month: int, months: int) -> tuple[int, int]:
    """Year and month, `months` later, at most the first or last month of the calendar.

    >>> shift_month(2021, 1, -2), shift_month(1, 1, -1), shift_month(9999, 12, 1)
    ((2020, 11), (1, 1), (9999, 12))
    """
    index = min(max(year * 12 + month - 1 + months, 12), 9999 * 12 + 11)
    return index // 12, index % 12 + 1


def month_days(year: int, month: int) -> Days:
    """The whole month."""
    first = date(year, month, 1)
    return first, first.replace(day=monthrange(year, month)[1])


def year_days(year: int, last: int | None = None) -> Days:
    """The whole year, or the years `year` to `last`."""
    return date(year, 1, 1), date(last or year, 12, 31)


def part_of_month(year: int, month: int, part: str) -> Days:
    """`early` is the 1st to the 10th, `mid` the 10th to the 20th, `late` the 21st to the end.

    >>> part_of_month(2022, 1, "mid")[1]
    datetime.date(2022, 1, 20)
    """
    first, last = month_days(year, month)
    if part == "early":
        return first, first.replace(day=10)
    return (first.replace(day=10), first.replace(day=20)) if part == "mid" else (first.replace(day=21), last)


def part_of_year(year: int, part: str) -> Days:
    """`early` is January to April, `mid` May to August, `late` September to December."""
    first = {"early": 1, "mid": 5, "late": 9}[part]
    return date(year, first, 1), month_days(year, first + 3)[1]


def season_days(year: int, first: int, last: int) -> Days:
    """The months `first` to `last` of `year`; a season over New Year ends in the next."""
    return date(year, first, 1), month_days(year + (last < first), last)[1]


def week_days(day: date) -> Days:
    """Monday to Sunday around `day`."""
    monday = on_or_before(day, 0)
    return monday, shift(monday, 6)


def weekend_days(day: date) -> Days:
    """The last Saturday and Sunday that have begun by `day`; on a Saturday, that day alone and the next."""
    saturday = on_or_before(day, 5)
    return saturday, shift(saturday, 1)


def nth_weekday(year: int, month: int, weekday: int, n: int) -> date:
    """The `n`th such weekday of the month, the last where `n` is -1; `ValueError` where the month has no such day.

    >>> nth_weekday(2020, 8, 3, -1)
    datetime.date(2020, 8, 27)
    """
    first, last = month_days(year, month)
    if n < 0:
        return on_or_before(last, weekday)
    day = shift(on_or_after(first, weekday), 7 * (n - 1))
    if day > last:
        raise ValueError(f"{year}-{month:02} has no such weekday")
    return day
