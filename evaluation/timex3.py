"""An expression of time in TimeML's notation: the value of its TIMEX3.

In:  a mention.   Out: `1998-03-06`, `1998-W09`, `1998-03`, `1998-Q1`, `1998-SU`, `1998`, `199`, `1998-03-06TNI`, `P3D`,
`XXXX-WXX-5`, `PRESENT_REF`; null where the mention has no days to name.

The value names a unit of the calendar where ours is an interval: the unit is the mention's own (`named`, else its days), told by
its shape, and where the shape is none of the calendar's, by the precision around its middle ("two weeks ago" is a week).
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

from ascribe.domain.timex import Measure, PartOfDay, TimeMention

__all__ = ["same_value", "timex3_value"]

Days = tuple[date, date]
_PARTS: dict[PartOfDay, str] = {"dawn": "TMO", "morning": "TMO", "noon": "T12:00", "afternoon": "TAF", "evening": "TEV", "night": "TNI"}
_UNITS = {"second": "S", "minute": "M", "hour": "H", "day": "D", "week": "W", "weekend": "WE", "month": "M", "quarter": "Q", "year": "Y"}
_SEASONS = {3: "SP", 6: "SU", 9: "FA", 12: "WI"}


def timex3_value(mention: TimeMention) -> str | None:
    """TimeML's value of a mention.

    >>> from ascribe.domain.span import Span
    >>> from ascribe.domain.timex import Time
    >>> first, last = date(1998, 3, 1), date(1998, 3, 31)
    >>> time = Time(span=Span(0, 5), start=first, end=last, precision="month", bound="exact")
    >>> timex3_value(TimeMention(time=time, kind="date"))
    '1998-03'
    """
    if mention.vague:
        return f"{mention.vague.upper()}_REF"
    if mention.kind == "set" and mention.weekday is not None:
        return f"XXXX-WXX-{mention.weekday + 1}{_PARTS[mention.time.part] if mention.time.part else ''}"
    if mention.measure:
        return _length(mention.measure)
    time = mention.time
    days = mention.named or (None if time.start is None or time.end is None else (time.start, time.end))
    if days is None:
        return None
    if mention.hour:
        return f"{days[0]}T{mention.hour}"
    if time.part and (mention.named is None or mention.kind == "clock") and time.precision in (None, "day"):
        return f"{days[0]}{_PARTS[time.part]}"
    return _unit(days) or _around(days, time.precision)


def same_value(a: str | None, b: str | None) -> bool:
    """Whether two values are the same in form: unknown trailing places (`1949-XX`, `196X`), an unpadded week and a full hour
    (`T17:00`) are ways of writing; `P12M` and `P1Y`, `P1D` and `PT24H` are not.

    >>> same_value("1949-XX", "1949"), same_value("2000-W7", "2000-W07"), same_value("P12M", "P1Y")
    (True, True, False)
    """
    return a is not None and b is not None and _plain(a) == _plain(b)


def _plain(value: str) -> str:
    value = value.strip().upper()
    if value[:1] not in ("P", "X"):
        while value.endswith("-XX"):
            value = value[:-3]
        if len(value) == 4 and not value.isdecimal():
            value = value.rstrip("X")
    year, week, rest = value.partition("-W")
    if week and rest.isdecimal():
        value = f"{year}-W{int(rest):02}"
    return value.removesuffix(":00") if value[-6:-3].startswith("T") else value


def _length(measure: Measure) -> str:
    """`P3D`, `PT5H`, `PXW`; decades and centuries in years."""
    if measure.n is not None and measure.n % 1:
        return _halves(measure)
    years = {"decade": 10, "century": 100}.get(measure.unit)
    if years:
        return f"P{int(measure.n) * years if measure.n is not None else 'X'}Y"
    n = "X" if measure.n is None else str(int(measure.n))
    return f"P{'T' if measure.unit in ('second', 'minute', 'hour') else ''}{n}{_UNITS[measure.unit]}"


def _halves(measure: Measure) -> str:
    """ "Two and a half years" is `P2Y6M`, half an hour `PT30M`."""
    whole, half = int(measure.n or 0), {"year": "6M", "hour": "30M", "minute": "30S", "day": "T12H", "decade": "5Y", "century": "50Y"}
    if measure.unit not in half:
        return f"P{measure.n}{_UNITS[measure.unit]}"
    size = {"decade": 10, "century": 100}.get(measure.unit)
    if size:
        return f"P{int((measure.n or 0) * size)}Y"
    clock = "T" if measure.unit in ("hour", "minute") else ""
    return f"P{clock}{f'{whole}{_UNITS[measure.unit]}' if whole else ''}{half[measure.unit]}"


def _unit(days: Days) -> str | None:
    """The unit of the calendar that the days fill, or null."""
    first, last = days
    length = (last - first).days + 1
    if length == 1:
        return str(first)
    year, week, weekday = first.isocalendar()
    if length == 7 and weekday == 1:
        return f"{year}-W{week:02}"
    if length == 2 and weekday == 6:
        return f"{year}-W{week:02}-WE"
    if first.day != 1 or last.day != monthrange(last.year, last.month)[1]:
        return None
    months = (last.year - first.year) * 12 + last.month - first.month + 1
    if months == 1:
        return f"{first:%Y-%m}"
    if months == 3:
        return f"{first.year}-{_SEASONS[first.month]}" if first.month in _SEASONS else f"{first.year}-Q{(first.month + 2) // 3}"
    if months == 6 and first.month in (1, 7):
        return f"{first.year}-H{1 + first.month // 7}"
    if first.month != 1 or months % 12:
        return None
    if months == 12:
        return f"{first.year:04}"
    if months == 120 and first.year % 10 == 0:
        return f"{first.year // 10:03}"
    return f"{(first.year - first.year % 10) // 100:02}" if months == 1200 else None


def _around(days: Days, precision: str | None) -> str:
    """The unit of that precision in which the middle of the days lies."""
    middle = days[0] + timedelta(days=(days[1] - days[0]).days // 2)
    if precision == "week":
        year, week, _ = middle.isocalendar()
        return f"{year}-W{week:02}"
    if precision == "month":
        return f"{middle:%Y-%m}"
    return f"{middle.year:04}" if precision in ("year", "longer") else str(days[0])
