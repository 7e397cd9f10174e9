"""Moving feasts: Ramadan, Eid, Ashura, Easter, Nowruz: their days in a year of the Gregorian calendar.

In:  a feast of `lexicon/times.json` and a year.   Out: its days, once or twice a year, or none where no calendar we carry tells.

Islamic feasts follow the Umm al-Qura calendar (`hijridate`, 1343 to 1500 AH: 1924 to 2077). Where the moon is sighted, as in much of
Asia and Africa, a month may begin a day later, so their intervals end a day later than the calendar's.
"""

from __future__ import annotations

from datetime import date

from ascribe.lexicon.times import Feast, time_words
from ascribe.read.ground.days import Days, shift

__all__ = ["feast_days"]


def feast_days(name: str, year: int) -> tuple[Days, ...]:
    """The days of a feast that begin in `year`.

    >>> [(str(a), str(b)) for a, b in feast_days("ramadan", 2021)], [str(a) for a, _ in feast_days("orthodox easter", 2021)]
    ([('2021-04-13', '2021-05-13')], ['2021-05-02'])
    """
    feast = time_words().feasts.get(name)
    if feast is None:
        return ()
    if feast.calendar == "hijri":
        return _hijri(feast, year)
    if feast.calendar == "gregorian":
        first = date(year, feast.month, feast.day)
    else:
        from dateutil.easter import EASTER_ORTHODOX, EASTER_WESTERN, easter

        if year < 1583:
            return ()
        first = shift(easter(year, EASTER_ORTHODOX if feast.calendar == "orthodox" else EASTER_WESTERN), feast.day)
    return ((first, shift(first, feast.days - 1)),)


def _hijri(feast: Feast, year: int) -> tuple[Days, ...]:
    from hijridate import Gregorian, Hijri

    try:
        near = Gregorian(year, 1, 1).to_hijri().year
        found = []
        for hijri in (near, near + 1):
            first = Hijri(hijri, feast.month, feast.day)
            days = feast.days or first.month_length()
            day = date.fromisoformat(first.to_gregorian().isoformat())
            if day.year == year:
                found.append((day, shift(day, days)))  # a day longer: the moon may be sighted later
    except (OverflowError, ValueError):
        return ()  # beyond the calendar's table
    return tuple(found)
